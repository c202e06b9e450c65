/* Sentences about nodes and values that Stride cannot use. */
#ifndef CNN_ONNX_UNKNOWN_H
#define CNN_ONNX_UNKNOWN_H

#include "onnx_graph.h"

/* "node 17 'Attn' is a MultiHeadAttention, which Stride has no steps for", and what to do about it. */
cnn_status cnn_onnx_no_steps(const cnn_onnx_graph *g, const cnn_onnx_node *n);

/* The node reads a value that nothing before it gives. */
cnn_status cnn_onnx_not_given(const cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v);

#endif
