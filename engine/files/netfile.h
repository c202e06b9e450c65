/* Network files: a description as YAML. The format is in engine/README.md; unknown keys, impossible numbers and names
 * used twice fail with file, line and reason. */
#ifndef CNN_NETFILE_H
#define CNN_NETFILE_H

#include "document.h"
#include "netdesc.h"

/* The one way in which a network is opened, by the window and by every command: the first bytes say whether it is ONNX
 * or a network file. Everything the description points to lives in `arena`. Where desc->note is not NULL, only a part of
 * the file could be opened. */
cnn_status cnn_netfile_open(const char *path, cnn_arena *arena, cnn_netdesc **out);

/* The same for a network inside another document, at `node`. */
cnn_status cnn_netfile_read(const cnn_document *document, cnn_yaml *node, cnn_arena *arena, cnn_netdesc **out);

#endif
