/* Adding a layer for a node: by its word in network files, with settings by their keys, each checked against the limits
 * that network files have. The first failure is kept. */
#ifndef CNN_ONNX_LAYER_H
#define CNN_ONNX_LAYER_H

#include "onnx_graph.h"

typedef struct cnn_onnx_making {
    cnn_onnx_graph *g;
    const cnn_onnx_node *node;
    cnn_layer *layer;
    cnn_shape in[CNN_INPUTS_MAX];
    int axes;
    bool last;
    cnn_status status;
} cnn_onnx_making;

/* Begins a layer that reads `count` values; its name comes from the tensor `named` or from the node; NULL: no tensor. */
cnn_onnx_making cnn_onnx_begin(cnn_onnx_graph *g, const cnn_onnx_node *n, const char *word,
    cnn_onnx_value *const *values, int count, const cnn_onnx_value *named);

/* Sets a setting that holds one number, a choice or a truth value. */
void cnn_onnx_set(cnn_onnx_making *m, const char *key, double value);
/* Sets a pair or a padding. */
void cnn_onnx_set_list(cnn_onnx_making *m, const char *key, const int64_t *values, int count);
void cnn_onnx_set_weights(cnn_onnx_making *m, const float *weights, size_t count);
/* NULL: the layer has no biases. */
void cnn_onnx_set_biases(cnn_onnx_making *m, const float *biases, size_t count);
/* Both as they are given; `bias` NULL: none. */
void cnn_onnx_set_parameters(cnn_onnx_making *m, const cnn_onnx_constant *weight, const cnn_onnx_constant *bias);

/* Checks shapes and gives `to` the layer's numbers. */
cnn_status cnn_onnx_end(cnn_onnx_making *m, cnn_onnx_value *to);
/* The same of a layer that goes number by number: its numbers stay in the order of `x`. */
cnn_status cnn_onnx_end_each(cnn_onnx_making *m, const cnn_onnx_value *x, cnn_onnx_value *to);

/* The name of a layer: a word of letters, digits, _, - and . that no other layer has; NULL: neither tensor nor node says
 * anything, and the layer is counted. */
const char *cnn_onnx_name(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_op_kind op, const cnn_onnx_value *named);

#endif
