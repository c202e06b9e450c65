/* One row for each operator: how it is written for PyTorch. The rows are in pytorch_rows.c and pytorch_functions.c and are named after the
 * operator, as in cnn_op_relu_pytorch, so that the table in pytorch_write.c does not link where one is missing. */
#ifndef CNN_PYTORCH_ROW_H
#define CNN_PYTORCH_ROW_H

#include "pytorch_text.h"

/* Where PyTorch has no module or function, `written_out` defines one, once, and only if a node needs it. */
typedef struct cnn_pytorch_row {
    const char *written_out;
    bool (*needs)(const cnn_net *net, const cnn_node *node); /* NULL: every node of the kind does */
    void (*module)(cnn_python *to, const cnn_node *node);    /* the module with the parameters; NULL: it has none */
    void (*step)(cnn_python *to, const cnn_node *node); /* what becomes of v0, v1 ... in the forward run; losses have
                                                                none */
} cnn_pytorch_row;

/* The step of a layer that has a module: it is called. */
void cnn_python_call(cnn_python *to, const cnn_node *node);

#endif
