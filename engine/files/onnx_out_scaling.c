/* Normalisation within an image, scales, gates and upsampling in ONNX's words. */
#include "onnx_out_row.h"

static const char *of_two(cnn_onnx_out *to, const char *type, const char *a, const char *b) {
    const char *output = cnn_onnx_out_name(to, "value");
    cnn_onnx_out_of_two(to, type, output, a, b);
    return output;
}

/* A parameter of each channel as [C, 1, 1], of each number as the shape of the input, or a list beside a vector. */
static const char *of_channels(cnn_onnx_out *to, const cnn_node *node, const char *what, size_t at, size_t count) {
    cnn_shape in = to->net->nodes[node->inputs[0]].layout.out;
    bool each = node->attrs.slopes == CNN_SLOPES_EACH && !to->flat[node->inputs[0]];
    int64_t sizes[] = {each ? in.c : (int64_t)count, each ? in.h : 1, each ? in.w : 1};
    char name[2 * CNN_NAME_MAX];
    cnn_format(name, sizeof name, "%s.%s", node->name, what);
    return cnn_onnx_out_tensor(to, name, to->parameters + at, sizes, to->flat[node->inputs[0]] ? 1 : 3);
}

static const char *mean_over_last(cnn_onnx_out *to, const char *x) {
    const char *output = cnn_onnx_out_name(to, "mean");
    cnn_onnx_out_integers(to, cnn_onnx_out_of_one(to, "ReduceMean", output, x), "axes", (int64_t[]){-1}, 1);
    return output;
}

/* The axes in another order: channels last, or channels first again. */
static const char *turned(cnn_onnx_out *to, const char *x, const char *output, bool last) {
    const int64_t order[2][4] = {{0, 3, 1, 2}, {0, 2, 3, 1}};
    cnn_onnx_out_integers(to, cnn_onnx_out_of_one(to, "Transpose", output, x), "perm", order[last], 4);
    return output;
}

/* Opset 13 has no LayerNormalization; written out as PyTorch does, over the last axis. */
static void put_layer_norm(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    bool flat = to->flat[node->inputs[0]];
    const char *x = cnn_onnx_out_input(to, node, 0), *sum = flat ? output : cnn_onnx_out_name(to, "last");
    if (!flat)
        x = turned(to, x, cnn_onnx_out_name(to, "turned"), true);
    const char *apart = of_two(to, "Sub", x, mean_over_last(to, x)),
               *square = of_two(to, "Pow", apart, cnn_onnx_out_scalar(to, "two", 2)),
               *variance = of_two(
                   to, "Add", mean_over_last(to, square), cnn_onnx_out_scalar(to, "epsilon", node->attrs.epsilon)),
               *deviation = cnn_onnx_out_name(to, "deviation");
    cnn_onnx_out_of_one(to, "Sqrt", deviation, variance);
    const char *scaled =
        of_two(to, "Mul", of_two(to, "Div", apart, deviation), cnn_onnx_out_parameter(to, node, CNN_WEIGHT));
    cnn_onnx_out_of_two(to, "Add", sum, scaled, cnn_onnx_out_parameter(to, node, CNN_BIAS));
    if (!flat)
        turned(to, sum, output, false);
}
const cnn_onnx_out_row cnn_op_layer_norm_onnx = {.put = put_layer_norm};

static void put_instance_norm(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *inputs[] = {cnn_onnx_out_maps(to, node, 0), cnn_onnx_out_parameter(to, node, CNN_WEIGHT),
        cnn_onnx_out_parameter(to, node, CNN_BIAS), NULL};
    cnn_onnx_out_number(
        to, cnn_onnx_out_node(to, "InstanceNormalization", output, inputs), "epsilon", node->attrs.epsilon);
}
const cnn_onnx_out_row cnn_op_instance_norm_onnx = {.put = put_instance_norm, .form = CNN_ONNX_OUT_MAPS};

static void put_scale(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *x = cnn_onnx_out_input(to, node, 0),
               *weight = of_channels(to, node, "weight", node->weight_at, node->weight_count);
    if (node->bias_count)
        cnn_onnx_out_of_two(to, "Add", output, of_two(to, "Mul", x, weight),
            of_channels(to, node, "bias", node->bias_at, node->bias_count));
    else
        cnn_onnx_out_of_two(to, "Mul", output, x, weight);
}
const cnn_onnx_out_row cnn_op_scale_onnx = {.put = put_scale};

static void put_mul(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    bool flat = to->flat[node->inputs[0]] && to->flat[node->inputs[1]];
    if (flat)
        cnn_onnx_out_of_two(to, "Mul", output, cnn_onnx_out_input(to, node, 0), cnn_onnx_out_input(to, node, 1));
    else
        cnn_onnx_out_of_two(to, "Mul", output, cnn_onnx_out_maps(to, node, 0), cnn_onnx_out_maps(to, node, 1));
}
const cnn_onnx_out_row cnn_op_mul_onnx = {.put = put_mul};

static void put_upsample(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    bool between = a->upsampling == CNN_BILINEAR;
    float *factors = cnn_onnx_out_room(to, (float[]){1, 1, (float)a->factor[0], (float)a->factor[1]}, 4);
    const char *scales = cnn_onnx_out_tensor(to, cnn_onnx_out_name(to, "scales"), factors, (int64_t[]){4}, 1);
    Onnx__NodeProto *n =
        cnn_onnx_out_node(to, "Resize", output, (const char *[]){cnn_onnx_out_maps(to, node, 0), "", scales, NULL});
    cnn_onnx_out_word(to, n, "mode", between ? "linear" : "nearest");
    cnn_onnx_out_word(to, n, "coordinate_transformation_mode",
        !between     ? "asymmetric"
        : a->corners ? "align_corners"
                     : "half_pixel");
    if (!between)
        cnn_onnx_out_word(to, n, "nearest_mode", "floor");
}
const cnn_onnx_out_row cnn_op_upsample_onnx = {.put = put_upsample, .form = CNN_ONNX_OUT_MAPS};

static void put_log_softmax(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    cnn_onnx_out_integer(to, cnn_onnx_out_of_one(to, "LogSoftmax", output, cnn_onnx_out_input(to, node, 0)), "axis", 1);
}
const cnn_onnx_out_row cnn_op_log_softmax_onnx = {.put = put_log_softmax};
