/* The window of a convolution or a pool as ONNX describes it; see onnx_window.c. */
#ifndef CNN_ONNX_WINDOW_H
#define CNN_ONNX_WINDOW_H

#include "onnx_layer.h"

typedef struct cnn_onnx_window {
    int64_t size[2], stride[2], dilation[2], padding[4];
} cnn_onnx_window;

/* `sized`: the node says the size; else it must be there already, for it follows from the weights. */
cnn_status cnn_onnx_read_window(const cnn_onnx_node *n, const cnn_onnx_value *x, bool sized, cnn_onnx_window *w);

/* A list for the `space` axes of the image as a pair; one row of cells has one number. */
cnn_status cnn_onnx_read_pair(const cnn_onnx_node *n, const char *key, int space, int64_t otherwise, int64_t pair[2]);

void cnn_onnx_set_window(cnn_onnx_making *m, const cnn_onnx_window *w);

#endif
