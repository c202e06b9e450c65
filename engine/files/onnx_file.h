/* An ONNX file as the messages it is made of. Before a message is unpacked, its bytes are walked: how deep messages lie
 * in each other, and how much memory all of them take, are known before any of it is allocated. */
#ifndef CNN_ONNX_FILE_H
#define CNN_ONNX_FILE_H

#include "arena.h"
#include "status.h"

#include <onnx.pb-c.h>

/* Unpacks the model into `arena`; `file` is for messages. The model does not refer to `bytes` afterwards. */
cnn_status cnn_onnx_unpack(
    const unsigned char *bytes, size_t size, const char *file, cnn_arena *arena, Onnx__ModelProto **out);

/* A text of the file that can be printed: at most 60 bytes of it, without control characters. */
enum { CNN_ONNX_SHOWN = 80 };
const char *cnn_onnx_shown(const char *text, char room[CNN_ONNX_SHOWN]);

#endif
