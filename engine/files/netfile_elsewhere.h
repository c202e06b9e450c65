/* One entry of `layers:` in the words of another program, or in another shape, becomes an entry in ours:
 *
 *     Conv2d(1, 6, 5, padding=(2, 2))                   conv: {filters: 6, size: 5, padding: [2, 2]}, of 1 channel
 *     Dense: {units: 10, activation: softmax}           dense: {units: 10}, and softmax behind it
 *     {type: MaxPooling2D, pool_size: (2, 2)}           maxpool: {size: [2, 2]}
 *     dense: 10                                         dense: {units: 10} */
#ifndef CNN_NETFILE_ELSEWHERE_H
#define CNN_NETFILE_ELSEWHERE_H

#include "document_reader.h"
#include "netdesc.h"

typedef struct cnn_entry {
    const char *name;      /* as it was written; a block's or a layer's */
    cnn_op_kind kind;      /* CNN_OP_COUNT: a block */
    bool line;             /* the form on one row of cells */
    cnn_yaml *settings;    /* a map in our words; NULL: none */
    cnn_op_kind then;      /* the activation behind it; CNN_OP_COUNT: none */
    const char *then_text; /* as it was written */
    cnn_yaml *then_settings;
    int reads; /* the channels, or numbers of a dense layer, that it says it reads; 0: not said */
} cnn_entry;

/* Reads the entry; `blocks` names the layers of one's own, NULL: none. False with a failure. */
bool cnn_netfile_read_entry(cnn_reader *in, cnn_yaml *node, const cnn_yaml *blocks, cnn_entry *out);

/* The map with those keys that `synonyms` knows under our name, where ours is among `known`. */
cnn_yaml *cnn_netfile_rename(cnn_reader *in, cnn_yaml *map, const char *const *known, const cnn_synonym *synonyms);

#endif
