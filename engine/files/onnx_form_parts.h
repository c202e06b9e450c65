/* What the finders of forms share; the forms that only Stride writes are found in onnx_form_own.c. */
#ifndef CNN_ONNX_FORM_PARTS_H
#define CNN_ONNX_FORM_PARTS_H

#include "onnx_form.h"

typedef struct cnn_onnx_form {
    cnn_onnx_graph *g;
    cnn_onnx_node *root; /* the last node, which will stand for the whole form */
} cnn_onnx_form;

/* The node that gives the value, if it is of this type and nothing else reads it; NULL otherwise. */
cnn_onnx_node *cnn_onnx_form_made_by(const cnn_onnx_form *f, int value, const char *type);

/* The node's other input, where one is this number; -1: it is not. */
int cnn_onnx_form_beside(const cnn_onnx_form *f, const cnn_onnx_node *n, double number);

/* The root becomes a node of another type that reads these values. */
void cnn_onnx_form_become(cnn_onnx_form *f, const char *type, int a, int b, int c);

/* The node is a part of the form and is not read. */
void cnn_onnx_form_absorb(cnn_onnx_form *f, cnn_onnx_node *n);

/* onnx_form_turned.c */
bool cnn_onnx_form_softmax(cnn_onnx_form *f);
bool cnn_onnx_form_row_pool(cnn_onnx_form *f);
bool cnn_onnx_form_lrn(cnn_onnx_form *f);

/* onnx_form_own.c */
bool cnn_onnx_form_scaled_tanh(cnn_onnx_form *f);
bool cnn_onnx_form_min_pool(cnn_onnx_form *f);
bool cnn_onnx_form_rbf(cnn_onnx_form *f);

#endif
