/* Computing with constants by moving their numbers: which number of the inputs each number of the output is. */
#ifndef CNN_ONNX_FOLD_PARTS_H
#define CNN_ONNX_FOLD_PARTS_H

#include "onnx_graph.h"

typedef struct cnn_onnx_folding {
    cnn_onnx_graph *g;
    cnn_onnx_node *node;
    const cnn_onnx_constant *in[CNN_ONNX_AXES]; /* NULL: left out */
    int count;
    cnn_onnx_constant out;
} cnn_onnx_folding;

/* Room for the output, whose axes and sizes are set. */
cnn_status cnn_onnx_fold_room(cnn_onnx_folding *f, bool integers);

/* Number `index` of a constant, and writing one of the output. */
double cnn_onnx_fold_get(const cnn_onnx_constant *c, size_t index);
void cnn_onnx_fold_copy(cnn_onnx_folding *f, size_t to, const cnn_onnx_constant *from, size_t index);

/* Where a number of the output lies in a constant of fewer cells that is repeated along its axes of size 1. */
size_t cnn_onnx_fold_spread(const cnn_onnx_constant *out, size_t index, const cnn_onnx_constant *in);
/* The sizes that two constants have together; false where they do not fit. */
bool cnn_onnx_fold_together(const cnn_onnx_constant *a, const cnn_onnx_constant *b, cnn_onnx_constant *out);

cnn_status cnn_onnx_fold_gather(cnn_onnx_folding *f);
cnn_status cnn_onnx_fold_slice(cnn_onnx_folding *f);
cnn_status cnn_onnx_fold_concat(cnn_onnx_folding *f);
cnn_status cnn_onnx_fold_transpose(cnn_onnx_folding *f);
cnn_status cnn_onnx_fold_reshape(cnn_onnx_folding *f);
cnn_status cnn_onnx_fold_axes(cnn_onnx_folding *f); /* Squeeze, Unsqueeze */
cnn_status cnn_onnx_fold_expand(cnn_onnx_folding *f);

#endif
