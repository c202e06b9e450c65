/* An entry of `layers:` taken apart: its word, and what belongs to it. */
#ifndef CNN_NETFILE_SPLIT_H
#define CNN_NETFILE_SPLIT_H

#include "document_reader.h"
#include "netdesc.h"
#include "netfile_words.h"

/* The operator of a layer's word: ours, one of another program (then its row), or ours in other capitals. */
cnn_op_kind cnn_netfile_kind(const char *name, bool *line, const cnn_layer_elsewhere **row);

bool cnn_netfile_is_empty(const cnn_yaml *node);

/* The entry's word and what belongs to it, from its shapes: word, {word: settings}, {type: word, key: value ...},
 * {word: , key: value ...}, where the settings were not indented, and one with the layer's name in front. */
bool cnn_netfile_split(cnn_reader *in, cnn_yaml *node, const cnn_yaml *blocks, const char **name, cnn_yaml **settings);

#endif
