#include "onnx_rows.h"

#include <string.h>

static const cnn_onnx_row rows[] = {
    {"Add", cnn_onnx_add, NULL, {{0}}},
    {"AveragePool", cnn_onnx_pool, "avgpool", {{0}}},
    {"BatchNormalization", cnn_onnx_batchnorm, NULL, {{0}}},
    {"Cast", cnn_onnx_cast, NULL, {{0}}},
    {"Celu", cnn_onnx_function, "celu", {{"alpha", "alpha", 1}}},
    {"Clip", cnn_onnx_clip, NULL, {{0}}},
    {"Concat", cnn_onnx_concat, NULL, {{0}}},
    {"Conv", cnn_onnx_conv, "conv", {{0}}},
    {"ConvTranspose", cnn_onnx_conv_transpose, "conv-transpose", {{0}}},
    {"Div", cnn_onnx_arithmetic, NULL, {{0}}},
    {"Dropout", cnn_onnx_dropout, NULL, {{0}}},
    {"Elu", cnn_onnx_function, "elu", {{"alpha", "alpha", 1}}},
    {"Flatten", cnn_onnx_flatten, NULL, {{0}}},
    {"Gelu", cnn_onnx_gelu, "gelu", {{0}}},
    {"Gemm", cnn_onnx_gemm, NULL, {{0}}},
    {"GlobalAveragePool", cnn_onnx_global_pool, "adaptive-avgpool", {{0}}},
    {"GlobalMaxPool", cnn_onnx_global_pool, "adaptive-maxpool", {{0}}},
    {"HardSigmoid", cnn_onnx_function, "hardsigmoid", {{"alpha", "alpha", 0.2}, {"beta", "beta", 0.5}}},
    {"HardSwish", cnn_onnx_function, "hardswish", {{0}}},
    {"Identity", cnn_onnx_identity, NULL, {{0}}},
    {"InstanceNormalization", cnn_onnx_norm, "instancenorm", {{0}}},
    {"LRN", cnn_onnx_lrn, "lrn", {{"alpha", "alpha", 1e-4}, {"beta", "beta", 0.75}, {"bias", "k", 1}}},
    {"LayerNormalization", cnn_onnx_norm, "layernorm", {{0}}},
    {"LeakyRelu", cnn_onnx_function, "leaky-relu", {{"alpha", "slope", 0.01}}},
    {"LogSoftmax", cnn_onnx_softmax, "log-softmax", {{0}}},
    {"MatMul", cnn_onnx_matmul, NULL, {{0}}},
    {"Max", cnn_onnx_extreme, NULL, {{0}}},
    {"MaxPool", cnn_onnx_pool, "maxpool", {{0}}},
    {"Min", cnn_onnx_extreme, NULL, {{0}}},
    {"MinPool", cnn_onnx_pool, "minpool", {{0}}},
    {"Mul", cnn_onnx_arithmetic, NULL, {{0}}},
    {"PRelu", cnn_onnx_prelu, "prelu", {{0}}},
    {"Pad", cnn_onnx_pad, "pad", {{0}}},
    {"Rbf", cnn_onnx_rbf, "rbf", {{0}}},
    {"ReduceMax", cnn_onnx_reduce, "adaptive-maxpool", {{0}}},
    {"ReduceMean", cnn_onnx_reduce, "adaptive-avgpool", {{0}}},
    {"Relu", cnn_onnx_function, "relu", {{0}}},
    {"Reshape", cnn_onnx_reshape, NULL, {{0}}},
    {"Resize", cnn_onnx_resize, "upsample", {{0}}},
    {"ScaledTanh", cnn_onnx_function, "scaled-tanh", {{"amplitude", "amplitude", 1}, {"steepness", "steepness", 1}}},
    {"Selu", cnn_onnx_selu, "selu", {{0}}},
    {"Sigmoid", cnn_onnx_function, "sigmoid", {{0}}},
    {"Silu", cnn_onnx_function, "silu", {{0}}},
    {"Softmax", cnn_onnx_softmax, "softmax", {{0}}},
    {"Softplus", cnn_onnx_function, "softplus", {{0}}},
    {"Softsign", cnn_onnx_function, "softsign", {{0}}},
    {"Squeeze", cnn_onnx_squeeze, NULL, {{0}}},
    {"Sub", cnn_onnx_arithmetic, NULL, {{0}}},
    {"Sum", cnn_onnx_add, NULL, {{0}}},
    {"Tanh", cnn_onnx_function, "tanh", {{0}}},
    {"Transpose", cnn_onnx_transpose, NULL, {{0}}},
    {"Unsqueeze", cnn_onnx_unsqueeze, NULL, {{0}}},
    {"Upsample", cnn_onnx_resize, "upsample", {{0}}},
};

const cnn_onnx_row *cnn_onnx_row_of(const char *type) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].type, type))
            return &rows[i];
    return NULL;
}

cnn_status cnn_onnx_source(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value **out) {
    *out = cnn_onnx_input(g, n, 0);
    if (!*out || (*out)->kind != CNN_ONNX_LAYER)
        return cnn_onnx_refuse(n, "it reads a constant where Stride needs another layer's numbers");
    return cnn_ok();
}

cnn_status cnn_onnx_weighted(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value **x,
    const cnn_onnx_constant **weight, const cnn_onnx_constant **bias) {
    cnn_onnx_value *given = cnn_onnx_input(g, n, 2);
    cnn_status status = cnn_onnx_source(g, n, x);
    *bias = NULL;
    if (!cnn_failed(status))
        status = cnn_onnx_floats_of(g, n, cnn_onnx_input(g, n, 1), weight);
    if (!cnn_failed(status) && given)
        status = cnn_onnx_floats_of(g, n, given, bias);
    return status;
}

cnn_onnx_value *cnn_onnx_output(cnn_onnx_graph *g, const cnn_onnx_node *n) {
    return &g->values[n->outputs[0]];
}

void cnn_onnx_pass(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v) {
    cnn_onnx_same(cnn_onnx_output(g, n), v);
}

void cnn_onnx_same(cnn_onnx_value *to, const cnn_onnx_value *v) {
    to->kind = v->kind;
    to->tensor = v->tensor;
    to->constant = v->constant;
    to->layer = v->layer;
    to->shape = v->shape;
    to->axes = v->axes;
    to->last = v->last;
    to->folded = v->folded;
}
