/* The functions of op_activation_modern.c and op_prelu.c in ONNX's words. */
#include "onnx_out_row.h"

#include <math.h>

static const char *number(cnn_onnx_out *to, float value) {
    return cnn_onnx_out_scalar(to, "number", value);
}

/* log(1 + exp(b x)) / b; beyond the threshold, where Stride has x itself, the two are the same float. */
static void put_softplus(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *x = cnn_onnx_out_input(to, node, 0), *bent, *soft;
    float beta = node->attrs.beta;
    if (beta == 1) {
        cnn_onnx_out_of_one(to, "Softplus", output, x);
        return;
    }
    bent = cnn_onnx_out_name(to, "bent");
    soft = cnn_onnx_out_name(to, "soft");
    cnn_onnx_out_of_two(to, "Mul", bent, x, number(to, beta));
    cnn_onnx_out_of_one(to, "Softplus", soft, bent);
    cnn_onnx_out_of_two(to, "Div", output, soft, number(to, beta));
}
const cnn_onnx_out_row cnn_op_softplus_onnx = {.put = put_softplus};
const cnn_onnx_out_row cnn_op_softsign_onnx = {.type = "Softsign"};

static void put_selu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, "Selu", output, cnn_onnx_out_input(to, node, 0));
    cnn_onnx_out_number(to, n, "alpha", node->attrs.alpha);
    cnn_onnx_out_number(to, n, "gamma", node->attrs.gamma);
}
const cnn_onnx_out_row cnn_op_selu_onnx = {.put = put_selu};

static void put_celu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_number(
        to, cnn_onnx_out_of_one(to, "Celu", output, cnn_onnx_out_input(to, node, 0)), "alpha", node->attrs.alpha);
}
const cnn_onnx_out_row cnn_op_celu_onnx = {.put = put_celu};

/* A limit that is not there is an input that is left out. */
static void put_clip(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    const char *inputs[4] = {cnn_onnx_out_input(to, node, 0)};
    inputs[1] = isinf(a->low) ? "" : cnn_onnx_out_scalar(to, "low", a->low);
    inputs[2] = isinf(a->high) ? NULL : cnn_onnx_out_scalar(to, "high", a->high);
    cnn_onnx_out_node(to, "Clip", output, inputs);
}
const cnn_onnx_out_row cnn_op_clip_onnx = {.put = put_clip};

static void put_hardsigmoid(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, "HardSigmoid", output, cnn_onnx_out_input(to, node, 0));
    cnn_onnx_out_number(to, n, "alpha", node->attrs.alpha);
    cnn_onnx_out_number(to, n, "beta", node->attrs.beta);
}
const cnn_onnx_out_row cnn_op_hardsigmoid_onnx = {.put = put_hardsigmoid};

/* Opset 13 has no HardSwish. */
static void put_hardswish(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *x = cnn_onnx_out_input(to, node, 0), *gate = cnn_onnx_out_name(to, "gate");
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, "HardSigmoid", gate, x);
    cnn_onnx_out_number(to, n, "alpha", 1.0f / 6);
    cnn_onnx_out_number(to, n, "beta", 0.5f);
    cnn_onnx_out_of_two(to, "Mul", output, x, gate);
}
const cnn_onnx_out_row cnn_op_hardswish_onnx = {.put = put_hardswish};

/* Slopes as [C, 1, 1] or, one for each number, as the input's shape. */
static void put_prelu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_shape in = to->net->nodes[node->inputs[0]].layout.out;
    bool each = node->attrs.slopes == CNN_SLOPES_EACH, flat = to->flat[node->inputs[0]];
    int64_t sizes[3] = {(int64_t)node->weight_count, 1, 1};
    if (each && !flat) {
        sizes[0] = in.c;
        sizes[1] = in.h;
        sizes[2] = in.w;
    }
    char name[2 * CNN_NAME_MAX];
    cnn_format(name, sizeof name, "%s.weight", node->name);
    cnn_onnx_out_of_two(to, "PRelu", output, cnn_onnx_out_input(to, node, 0),
        cnn_onnx_out_tensor(to, name, to->parameters + node->weight_at, sizes, flat ? 1 : 3));
}
const cnn_onnx_out_row cnn_op_prelu_onnx = {.put = put_prelu};
