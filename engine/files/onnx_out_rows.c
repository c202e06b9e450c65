/* Functions of one number, vectors, normalisation and joins in ONNX's words, in the order of op_table.h. */
#include "onnx_out_row.h"

static cnn_shape input_of(const cnn_onnx_out *to, const cnn_node *node) {
    return to->net->nodes[node->inputs[0]].layout.out;
}

Onnx__NodeProto *cnn_onnx_out_of_one(cnn_onnx_out *to, const char *type, const char *output, const char *input) {
    return cnn_onnx_out_node(to, type, output, (const char *[]){input, NULL});
}

Onnx__NodeProto *cnn_onnx_out_of_two(
    cnn_onnx_out *to, const char *type, const char *output, const char *a, const char *b) {
    return cnn_onnx_out_node(to, type, output, (const char *[]){a, b, NULL});
}

/* The same as a new value, which is returned. */
static const char *of_two(cnn_onnx_out *to, const char *type, const char *a, const char *b) {
    const char *output = cnn_onnx_out_name(to, "value");
    cnn_onnx_out_of_two(to, type, output, a, b);
    return output;
}

static const char *of_one(cnn_onnx_out *to, const char *type, const char *a) {
    const char *output = cnn_onnx_out_name(to, "value");
    cnn_onnx_out_of_one(to, type, output, a);
    return output;
}

static const char *number(cnn_onnx_out *to, float value) {
    return cnn_onnx_out_scalar(to, "number", value);
}

/* Functions of one number. */

const cnn_onnx_out_row cnn_op_relu_onnx = {.type = "Relu"};
const cnn_onnx_out_row cnn_op_tanh_onnx = {.type = "Tanh"};
const cnn_onnx_out_row cnn_op_sigmoid_onnx = {.type = "Sigmoid"};

static void put_leaky(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_number(
        to, cnn_onnx_out_of_one(to, "LeakyRelu", output, cnn_onnx_out_input(to, node, 0)), "alpha", node->attrs.slope);
}
const cnn_onnx_out_row cnn_op_leaky_relu_onnx = {.put = put_leaky};

static void put_scaled(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *steep = of_two(to, "Mul", cnn_onnx_out_input(to, node, 0), number(to, node->attrs.steepness));
    cnn_onnx_out_of_two(to, "Mul", output, of_one(to, "Tanh", steep), number(to, node->attrs.amplitude));
}
const cnn_onnx_out_row cnn_op_scaled_tanh_onnx = {.put = put_scaled};

/* Opset 13 has no Gelu; written out as PyTorch does, which readers know. */
static void put_gelu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *x = cnn_onnx_out_input(to, node, 0);
    if (node->attrs.approximate == CNN_APPROXIMATE_TANH) {
        const char *cube = of_two(to, "Mul", x, of_two(to, "Mul", x, x)),
                   *sum = of_two(to, "Add", x, of_two(to, "Mul", number(to, 0.044715F), cube)),
                   *u = of_two(to, "Mul", number(to, 0.79788456F), sum), /* sqrt(2/pi) */
                       *plus = of_two(to, "Add", number(to, 1), of_one(to, "Tanh", u));
        cnn_onnx_out_of_two(to, "Mul", output, number(to, 0.5F), of_two(to, "Mul", x, plus));
        return;
    }
    const char *ratio = of_two(to, "Div", x, number(to, 1.41421356F)),
               *plus = of_two(to, "Add", of_one(to, "Erf", ratio), number(to, 1));
    cnn_onnx_out_of_two(to, "Mul", output, of_two(to, "Mul", x, plus), number(to, 0.5F));
}
const cnn_onnx_out_row cnn_op_gelu_onnx = {.put = put_gelu};

static void put_silu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *x = cnn_onnx_out_input(to, node, 0);
    cnn_onnx_out_of_two(to, "Mul", output, x, of_one(to, "Sigmoid", x));
}
const cnn_onnx_out_row cnn_op_silu_onnx = {.put = put_silu};

static void put_elu(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_number(
        to, cnn_onnx_out_of_one(to, "Elu", output, cnn_onnx_out_input(to, node, 0)), "alpha", node->attrs.alpha);
}
const cnn_onnx_out_row cnn_op_elu_onnx = {.put = put_elu};

/* Normalisation and dropout. */

/* ONNX's window reaches further behind than in front where its size is even; Stride's, like PyTorch's, the other way. */
static void put_lrn(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    if (a->neighbours % 2 == 0)
        cnn_onnx_out_refuse(to,
            "with %d neighbours it sees one more map in front than behind, and ONNX one more behind; "
            "an odd number can be written",
            a->neighbours);
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, "LRN", output, cnn_onnx_out_maps(to, node, 0));
    cnn_onnx_out_integer(to, n, "size", a->neighbours);
    cnn_onnx_out_number(
        to, n, "alpha", a->alpha_over_n ? a->alpha : a->alpha * (float)a->neighbours); /* ONNX divides */
    cnn_onnx_out_number(to, n, "beta", a->beta);
    cnn_onnx_out_number(to, n, "bias", a->k);
}
const cnn_onnx_out_row cnn_op_lrn_onnx = {.put = put_lrn, .form = CNN_ONNX_OUT_MAPS};

static void put_batch_norm(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *inputs[6] = {cnn_onnx_out_input(to, node, 0)};
    for (int i = 0; i < CNN_PARAMETERS; i++)
        inputs[1 + i] = cnn_onnx_out_parameter(to, node, (cnn_parameter)i);
    Onnx__NodeProto *n = cnn_onnx_out_node(to, "BatchNormalization", output, inputs);
    cnn_onnx_out_number(to, n, "epsilon", node->attrs.epsilon);
    cnn_onnx_out_number(to, n, "momentum", 1 - node->attrs.blend);
}
const cnn_onnx_out_row cnn_op_batch_norm_onnx = {.put = put_batch_norm};

static void put_dropout(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_of_two(
        to, "Dropout", output, cnn_onnx_out_input(to, node, 0), cnn_onnx_out_scalar(to, "ratio", node->attrs.drop));
}
const cnn_onnx_out_row cnn_op_dropout_onnx = {.put = put_dropout};

/* Vectors. */

static void put_flatten(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_integer(to, cnn_onnx_out_of_one(to, "Flatten", output, cnn_onnx_out_input(to, node, 0)), "axis", 1);
}
const cnn_onnx_out_row cnn_op_flatten_onnx = {.put = put_flatten, .form = CNN_ONNX_OUT_VECTOR};

static void put_dense(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *from = cnn_onnx_out_vector(to, node, 0), *weight = cnn_onnx_out_parameter(to, node, CNN_WEIGHT),
               *bias = cnn_onnx_out_parameter(to, node, CNN_BIAS);
    cnn_onnx_out_integer(
        to, cnn_onnx_out_node(to, "Gemm", output, (const char *[]){from, weight, bias, NULL}), "transB", 1);
}
const cnn_onnx_out_row cnn_op_dense_onnx = {.put = put_dense, .form = CNN_ONNX_OUT_VECTOR};

/* The square of each difference from each pattern, added up: [N, 1, inputs] - [units, inputs]. */
static void put_rbf(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    int64_t inputs = (int64_t)cnn_shape_image(input_of(to, node));
    const char *shape = cnn_onnx_out_shape(to, "shape", (int64_t[]){0, 1, inputs}, 3),
               *row = of_two(to, "Reshape", cnn_onnx_out_vector(to, node, 0), shape),
               *difference = of_two(to, "Sub", row, cnn_onnx_out_parameter(to, node, CNN_WEIGHT)),
               *square = of_two(to, "Mul", difference, difference),
               *axis = cnn_onnx_out_shape(to, "axis", (int64_t[]){2}, 1);
    cnn_onnx_out_integer(to, cnn_onnx_out_of_two(to, "ReduceSum", output, square, axis), "keepdims", 0);
}
const cnn_onnx_out_row cnn_op_rbf_onnx = {.put = put_rbf, .form = CNN_ONNX_OUT_VECTOR};

static void put_softmax(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_integer(to, cnn_onnx_out_of_one(to, "Softmax", output, cnn_onnx_out_input(to, node, 0)), "axis", 1);
}
const cnn_onnx_out_row cnn_op_softmax_onnx = {.put = put_softmax};

/* Joins. Values of both forms are read as maps. */

static void put_join(
    cnn_onnx_out *to, const cnn_node *node, const char *type, const char *output, bool along_channels) {
    const char *inputs[CNN_INPUTS_MAX + 1] = {NULL};
    bool all_flat = true;
    for (int i = 0; i < node->input_count; i++)
        all_flat = all_flat && to->flat[node->inputs[i]];
    for (int i = 0; i < node->input_count; i++)
        inputs[i] = all_flat ? cnn_onnx_out_input(to, node, i) : cnn_onnx_out_maps(to, node, i);
    Onnx__NodeProto *n = cnn_onnx_out_node(to, type, output, inputs);
    if (along_channels)
        cnn_onnx_out_integer(to, n, "axis", 1);
}

static void put_add(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_join(to, node, node->input_count == 2 ? "Add" : "Sum", output, false);
}
const cnn_onnx_out_row cnn_op_add_onnx = {.put = put_add};

static void put_concat(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_join(to, node, "Concat", output, true);
}
const cnn_onnx_out_row cnn_op_concat_onnx = {.put = put_concat};

static void put_maximum(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_join(to, node, "Max", output, false);
}
const cnn_onnx_out_row cnn_op_maximum_onnx = {.put = put_maximum};

static void put_minimum(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_join(to, node, "Min", output, false);
}
const cnn_onnx_out_row cnn_op_minimum_onnx = {.put = put_minimum};

/* Losses are no part of the model. */

const cnn_onnx_out_row cnn_op_loss_cross_entropy_onnx = {.put = NULL};
const cnn_onnx_out_row cnn_op_loss_mse_onnx = {.put = NULL};
const cnn_onnx_out_row cnn_op_loss_sum_onnx = {.put = NULL};
const cnn_onnx_out_row cnn_op_loss_distance_onnx = {.put = NULL};
