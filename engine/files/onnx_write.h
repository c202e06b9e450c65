/* A network with its parameters as an ONNX model of opset 13: the layers under their names, from a picture of numbers
 * from 0 to 1 ("input") to the output of the last one; a loss is no part of it. */
#ifndef CNN_ONNX_WRITE_H
#define CNN_ONNX_WRITE_H

#include "net.h"

/* The bytes of the file, in the arena. Fails with a sentence that names the layer where ONNX has no form of it. */
cnn_status cnn_onnx_write(const cnn_netdesc *desc, const cnn_net *net, const float *parameters, cnn_arena *arena,
    unsigned char **bytes, size_t *length);

#endif
