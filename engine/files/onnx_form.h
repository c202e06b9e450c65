/* Functions that exporters write out in several nodes: the last node of such a form stands for all of it. */
#ifndef CNN_ONNX_FORM_H
#define CNN_ONNX_FORM_H

#include "onnx_graph.h"

/* Finds the forms before any node is read. A node that is part of one and read by nothing else is absorbed. */
void cnn_onnx_find_forms(cnn_onnx_graph *g);

#endif
