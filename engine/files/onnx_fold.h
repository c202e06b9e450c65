/* What exporters compute with shapes: Shape, Gather, Concat of sizes ... Such nodes are computed once, when the file is
 * opened, and leave constants. */
#ifndef CNN_ONNX_FOLD_H
#define CNN_ONNX_FOLD_H

#include "onnx_graph.h"

/* Whether the node gives a constant though it reads a layer: its shape. */
bool cnn_onnx_folds_always(const cnn_onnx_node *n);

/* All inputs of the node are constants: so becomes its output. */
cnn_status cnn_onnx_fold(cnn_onnx_graph *g, cnn_onnx_node *n);

#endif
