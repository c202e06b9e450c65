/* ONNX files as descriptions: operators become layers, initializers their weights, and what exporters put around them
 * is computed once. A node that Stride has no steps for is named, with everything in front of it opened. */
#ifndef CNN_ONNX_READ_H
#define CNN_ONNX_READ_H

#include "netdesc.h"

/* Whether the bytes begin as an ONNX file does; `path` may be NULL. */
bool cnn_onnx_is(const unsigned char *bytes, size_t size, const char *path);

/* Everything the description points to lives in `arena`; it does not refer to `bytes` afterwards. `file` is for messages
 * and the folder of external data. Where only a part could be opened, out->note says which and why. */
cnn_status cnn_onnx_read(
    const unsigned char *bytes, size_t size, const char *file, cnn_arena *arena, cnn_netdesc **out);

/* Reads the file and then its network. */
cnn_status cnn_onnx_open(const char *path, cnn_arena *arena, cnn_netdesc **out);

#endif
