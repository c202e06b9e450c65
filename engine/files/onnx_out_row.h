/* One row for each operator: how it is written as nodes of ONNX, opset 13. The rows are in onnx_out_rows.c,
 * onnx_out_functions.c and onnx_out_windows.c and are named after the operator, as in cnn_op_relu_onnx, so that the table in onnx_write.c does
 * not link where one is missing. */
#ifndef CNN_ONNX_OUT_ROW_H
#define CNN_ONNX_OUT_ROW_H

#include "onnx_out.h"

/* What the value of the layer is in the graph. */
typedef enum cnn_onnx_out_form {
    CNN_ONNX_OUT_AS_READ, /* [N, C, H, W] or [N, numbers], as the input is */
    CNN_ONNX_OUT_MAPS,    /* [N, C, H, W] */
    CNN_ONNX_OUT_VECTOR,  /* [N, numbers] */
} cnn_onnx_out_form;

typedef struct cnn_onnx_out_row {
    void (*put)(
        cnn_onnx_out *to, const cnn_node *node, const char *output); /* NULL: one node of `type`; losses: neither */
    const char *type;
    cnn_onnx_out_form form;
} cnn_onnx_out_row;

/* A node of one or two inputs. */
Onnx__NodeProto *cnn_onnx_out_of_one(cnn_onnx_out *to, const char *type, const char *output, const char *input);
Onnx__NodeProto *cnn_onnx_out_of_two(
    cnn_onnx_out *to, const char *type, const char *output, const char *a, const char *b);

#endif
