/* The table that pairs operators with their faster kernels, and the choice between them. An operator without a row, or
 * with an empty entry in its row, runs through its plain kernels (op.h), which are the definition. */
#ifndef CNN_KERNELS_H
#define CNN_KERNELS_H

#include "op.h"

/* What runs: the definition; the fast kernels in the same layout; or the fast kernels eight images at a time, in the
 * layout of batch8.h. */
typedef enum cnn_kernels { CNN_PLAIN, CNN_FAST, CNN_BATCH8 } cnn_kernels;

/* Floats of `call->work` that one call with these shapes may use as scratch memory. */
size_t cnn_kernels_work(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *shapes);

/* Runs the operator; see `forward` and `backward` of cnn_op. */
void cnn_kernels_forward(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *call);
void cnn_kernels_backward(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *call);

#endif
