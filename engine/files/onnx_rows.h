/* The operators of ONNX that Stride has steps for: one row for each, with the function that turns a node into layers. */
#ifndef CNN_ONNX_ROWS_H
#define CNN_ONNX_ROWS_H

#include "onnx_layer.h"

/* A number that is set as it is given. */
typedef struct cnn_onnx_setting {
    const char *from, *to; /* ONNX's name and ours */
    double otherwise;      /* what ONNX takes where nothing is said */
} cnn_onnx_setting;

typedef struct cnn_onnx_row {
    const char *type;
    cnn_status (*read)(cnn_onnx_graph *g, cnn_onnx_node *n, const struct cnn_onnx_row *row);
    const char *word;             /* of a layer with one input and no weights */
    cnn_onnx_setting settings[4]; /* of that layer; the last has no name */
} cnn_onnx_row;

/* NULL: Stride has no steps for it. */
const cnn_onnx_row *cnn_onnx_row_of(const char *type);

#define CNN_ONNX_READ(name) cnn_status name(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row)

/* onnx_window.c, onnx_pool.c, onnx_resize.c */
CNN_ONNX_READ(cnn_onnx_conv);
CNN_ONNX_READ(cnn_onnx_pool);
CNN_ONNX_READ(cnn_onnx_global_pool);
CNN_ONNX_READ(cnn_onnx_reduce);
CNN_ONNX_READ(cnn_onnx_conv_transpose);
CNN_ONNX_READ(cnn_onnx_pad);
CNN_ONNX_READ(cnn_onnx_resize);
/* onnx_units.c */
CNN_ONNX_READ(cnn_onnx_gemm);
CNN_ONNX_READ(cnn_onnx_matmul);
CNN_ONNX_READ(cnn_onnx_rbf);
/* onnx_shape.c */
CNN_ONNX_READ(cnn_onnx_flatten);
CNN_ONNX_READ(cnn_onnx_reshape);
CNN_ONNX_READ(cnn_onnx_squeeze);
CNN_ONNX_READ(cnn_onnx_unsqueeze);
CNN_ONNX_READ(cnn_onnx_transpose);
CNN_ONNX_READ(cnn_onnx_identity);
CNN_ONNX_READ(cnn_onnx_cast);
/* onnx_join.c */
CNN_ONNX_READ(cnn_onnx_add);
CNN_ONNX_READ(cnn_onnx_concat);
/* onnx_mix.c */
CNN_ONNX_READ(cnn_onnx_arithmetic);
CNN_ONNX_READ(cnn_onnx_clip);
CNN_ONNX_READ(cnn_onnx_extreme);
CNN_ONNX_READ(cnn_onnx_prelu);
/* onnx_function.c */
CNN_ONNX_READ(cnn_onnx_function);
CNN_ONNX_READ(cnn_onnx_batchnorm);
CNN_ONNX_READ(cnn_onnx_softmax);
CNN_ONNX_READ(cnn_onnx_norm);
CNN_ONNX_READ(cnn_onnx_gelu);
CNN_ONNX_READ(cnn_onnx_selu);
CNN_ONNX_READ(cnn_onnx_lrn);
CNN_ONNX_READ(cnn_onnx_dropout);

/* All inputs of the node become one, with layers of the word; a single one is passed on. */
cnn_status cnn_onnx_join(cnn_onnx_graph *g, cnn_onnx_node *n, const char *word);
/* A layer less another, of the same shape. */
cnn_status cnn_onnx_subtract(cnn_onnx_graph *g, cnn_onnx_node *n);
/* Adds, subtracts, multiplies or divides a layer's numbers by a constant. */
cnn_status cnn_onnx_scaled(cnn_onnx_graph *g, cnn_onnx_node *n);

/* The layer that the node reads first; fails where it reads a constant. */
cnn_status cnn_onnx_source(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value **out);
/* The same, the weights, and the biases; NULL: it has none. */
cnn_status cnn_onnx_weighted(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value **x,
    const cnn_onnx_constant **weight, const cnn_onnx_constant **bias);
/* Where the node's layer goes. */
cnn_onnx_value *cnn_onnx_output(cnn_onnx_graph *g, const cnn_onnx_node *n);
/* Passes the numbers on as they are. */
void cnn_onnx_pass(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v);
/* Makes `to` stand for the same numbers as `v`. */
void cnn_onnx_same(cnn_onnx_value *to, const cnn_onnx_value *v);
/* Makes the numbers a vector, with a layer where they were maps. */
cnn_status cnn_onnx_flat(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v, cnn_onnx_value *to);

#endif
