/* The numbers of an ONNX tensor: raw, typed or in a file beside the model. Half precision, bfloat16 and double
 * precision become float32; quantised numbers and texts are refused by name. */
#ifndef CNN_ONNX_TENSOR_H
#define CNN_ONNX_TENSOR_H

#include "onnx_graph.h"

/* Float32 that lies in the model as it is needed is used where it is. The sentence of a failure goes on after "tensor
 * 'NAME' ". */
cnn_status cnn_onnx_tensor_read(cnn_onnx_graph *g, const Onnx__TensorProto *tensor, cnn_onnx_constant *out);

#endif
