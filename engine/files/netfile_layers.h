/* What reading a network file and reading the settings of one of its layers share; for netfile.c and netfile_layers.c.
 */
#ifndef CNN_NETFILE_LAYERS_H
#define CNN_NETFILE_LAYERS_H

#include "netfile.h"

enum { CNN_NETFILE_SIZE_MAX = 1 << 20 };

typedef struct cnn_netfile_reader {
    const cnn_document *d;
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_yaml *blocks;                      /* NULL: none */
    const struct cnn_netfile_scope *scope; /* the block being read; NULL: none */
    struct cnn_netfile_stem *stems;        /* the numbers given in it to what has no name */
    size_t room;                           /* nodes that uses of blocks may still take */
} cnn_netfile_reader;

/* Each leaves `out` as it is when the map has no such key. */
cnn_status cnn_netfile_pair(cnn_netfile_reader *r, cnn_yaml *map, const char *key, int64_t low, int out[2]);
cnn_status cnn_netfile_integer(
    cnn_netfile_reader *r, cnn_yaml *map, const char *key, int64_t low, int64_t high, int *out);
cnn_status cnn_netfile_boolean(cnn_netfile_reader *r, cnn_yaml *map, const char *key, bool *out);
cnn_status cnn_netfile_number(
    cnn_netfile_reader *r, cnn_yaml *map, const char *key, double low, double high, float *out);

/* The keys that a layer of this kind may have; NULL ends them. */
const char *const *cnn_netfile_keys(cnn_op_kind kind);

/* Reads the settings `map` of a layer that stands at `entry`. */
cnn_status cnn_netfile_settings(cnn_netfile_reader *r, cnn_yaml *entry, cnn_yaml *map, cnn_layer *layer);

/* Reads `layers:`; an entry may name one of `blocks:` (NULL: there are none) and stands then for its layers. */
cnn_status cnn_netfile_read_layers(cnn_netfile_reader *r, cnn_yaml *layers, cnn_yaml *blocks);

#endif
