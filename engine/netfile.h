/* Network files: a description as YAML. The format is in the README; unknown keys, impossible numbers and names used
 * twice fail with file, line and reason. */
#ifndef CNN_NETFILE_H
#define CNN_NETFILE_H

#include "document.h"
#include "netdesc.h"

/* Everything the description points to lives in `arena`. */
cnn_status cnn_netfile_open(const char *path, cnn_arena *arena, cnn_netdesc **out);

/* The same for a network that stands inside another document, at `node`. */
cnn_status cnn_netfile_read(const cnn_document *document, cnn_yaml *node, cnn_arena *arena, cnn_netdesc **out);

/* The description as a network file, in `arena`; NULL without memory. Reading it back gives the same network. */
char *cnn_netfile_write(const cnn_netdesc *desc, cnn_arena *arena);

/* Appends the layers of a pattern such as "[((CONV => RELU) * 2 => POOL) * 2 => (FC => RELU) * 1]": CONV is 3 x 3 with
 * padding that keeps the size and 8 filters, twice as many after each POOL (2 x 2, stride 2); FC has 32 units. A last
 * FC of `classes` units and a SOFTMAX are added unless the pattern ends with them. */
cnn_status cnn_pattern_add(const char *pattern, int classes, cnn_arena *arena, cnn_netdesc *desc);

#endif
