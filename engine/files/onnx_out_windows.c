/* Convolutions, pools and padding in ONNX's words, in the order of op_table.h. */
#include "onnx_out_row.h"

static cnn_shape input_of(const cnn_onnx_out *to, const cnn_node *node) {
    return to->net->nodes[node->inputs[0]].layout.out;
}

static void pair(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, const int two[2]) {
    cnn_onnx_out_integers(to, node, key, (int64_t[]){two[0], two[1]}, 2);
}

/* ONNX names the beginnings of all axes first: top, left, bottom, right. */
static void pads(cnn_onnx_out *to, Onnx__NodeProto *node, const cnn_attrs *a) {
    cnn_onnx_out_integers(to, node, "pads", (int64_t[]){a->pad[0], a->pad[2], a->pad[1], a->pad[3]}, 4);
}

static void windows(cnn_onnx_out *to, Onnx__NodeProto *node, const cnn_attrs *a) {
    pair(to, node, "kernel_shape", a->kernel);
    pair(to, node, "strides", a->stride);
}

static bool any_padding(const cnn_attrs *a) {
    return a->pad[0] || a->pad[1] || a->pad[2] || a->pad[3];
}

static bool dilated(const cnn_attrs *a) {
    return a->dilation[0] != 1 || a->dilation[1] != 1;
}

/* A node that pads `from` with something other than zeros. */
static void put_padding(cnn_onnx_out *to, const cnn_attrs *a, const char *output, const char *from, const char *mode) {
    const char *sizes = cnn_onnx_out_shape(
                   to, "pads", (int64_t[]){0, 0, a->pad[0], a->pad[2], 0, 0, a->pad[1], a->pad[3]}, 8),
               *filler = a->pad_mode == CNN_PAD_CONSTANT ? cnn_onnx_out_scalar(to, "padding", a->pad_value) : NULL;
    cnn_onnx_out_word(
        to, cnn_onnx_out_node(to, "Pad", output, (const char *[]){from, sizes, filler, NULL}), "mode", mode);
}

/* ONNX's word for a padding; NULL, with a sentence, where it has none. */
static const char *padding_mode(cnn_onnx_out *to, cnn_pad_mode mode) {
    switch (mode) {
    case CNN_PAD_ZEROS:
    case CNN_PAD_CONSTANT:
        return "constant";
    case CNN_PAD_REPLICATE:
        return "edge";
    case CNN_PAD_REFLECT:
        return "reflect";
    case CNN_PAD_CIRCULAR:
    case CNN_PAD_MODES:
        break;
    }
    cnn_onnx_out_refuse(to, "opset 13 has no circular padding");
    return NULL;
}

static void put_conv(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    bool apart = a->pad_mode != CNN_PAD_ZEROS && any_padding(a);
    const char *from = cnn_onnx_out_maps(to, node, 0), *weight = cnn_onnx_out_parameter(to, node, CNN_WEIGHT),
               *mode = padding_mode(to, a->pad_mode), *bias = NULL, *sum = output;
    if (apart && mode) {
        const char *padded = cnn_onnx_out_name(to, "padded");
        put_padding(to, a, padded, from, mode);
        from = padded;
    }
    if (a->bias_per_unit && node->bias_count)
        sum = cnn_onnx_out_name(to, "products");
    else
        bias = cnn_onnx_out_parameter(to, node, CNN_BIAS);
    Onnx__NodeProto *n = cnn_onnx_out_node(to, "Conv", sum, (const char *[]){from, weight, bias, NULL});
    windows(to, n, a);
    pair(to, n, "dilations", a->dilation);
    cnn_onnx_out_integer(to, n, "group", a->groups);
    if (!apart)
        pads(to, n, a);
    if (sum == output)
        return;
    cnn_parameter_block block;
    cnn_node_parameter(node, CNN_BIAS, &block);
    cnn_shape o = node->layout.out;
    char name[CNN_NAME_MAX + 24];
    cnn_format(name, sizeof name, "%s.%s", node->name, block.name);
    bias = cnn_onnx_out_tensor(to, name, to->parameters + block.at, (int64_t[]){o.c, o.h, o.w}, 3);
    cnn_onnx_out_of_two(to, "Add", output, sum, bias);
}
const cnn_onnx_out_row cnn_op_conv2d_onnx = {.put = put_conv, .form = CNN_ONNX_OUT_MAPS};

static void put_transpose(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    const char *from = cnn_onnx_out_maps(to, node, 0), *weight = cnn_onnx_out_parameter(to, node, CNN_WEIGHT),
               *bias = cnn_onnx_out_parameter(to, node, CNN_BIAS);
    Onnx__NodeProto *n = cnn_onnx_out_node(to, "ConvTranspose", output, (const char *[]){from, weight, bias, NULL});
    windows(to, n, a);
    pads(to, n, a);
    pair(to, n, "dilations", a->dilation);
    pair(to, n, "output_padding", a->extra);
    cnn_onnx_out_integer(to, n, "group", a->groups);
}
const cnn_onnx_out_row cnn_op_conv_transpose_onnx = {.put = put_transpose, .form = CNN_ONNX_OUT_MAPS};

/* Whether there are more windows than rounding down leaves. Where rounding up gives a window that would begin in the
 * padding, Stride drops it, older readers of ONNX do not, and rounding down gives the same. */
static bool rounds_up(const cnn_onnx_out *to, const cnn_node *node) {
    for (int i = 0; i < 2; i++) {
        cnn_axis axis = cnn_op_axis(node->op, &node->attrs, i, input_of(to, node), node->layout.out);
        int64_t output = cnn_axis_measure(axis).output;
        axis.ceil_mode = false;
        if (output > cnn_axis_measure(axis).output)
            return true;
    }
    return false;
}

static void put_pool(cnn_onnx_out *to, const cnn_node *node, const char *type, const char *output, const char *from) {
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, type, output, from);
    windows(to, n, &node->attrs);
    pads(to, n, &node->attrs);
    cnn_onnx_out_integer(to, n, "ceil_mode", rounds_up(to, node));
    if (dilated(&node->attrs))
        pair(to, n, "dilations", node->attrs.dilation);
    if (node->op->family == CNN_FAMILY_WINDOW_MEAN)
        cnn_onnx_out_integer(to, n, "count_include_pad", node->attrs.count_include_pad);
}

static void put_max(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_pool(to, node, "MaxPool", output, cnn_onnx_out_maps(to, node, 0));
}
const cnn_onnx_out_row cnn_op_max_pool_onnx = {.put = put_max, .form = CNN_ONNX_OUT_MAPS};

/* A convolution of each map with windows that all hold `cell(channel)`. */
static void put_depthwise(
    cnn_onnx_out *to, const cnn_node *node, const char *output, const char *weight, const char *bias) {
    const char *from = cnn_onnx_out_maps(to, node, 0);
    Onnx__NodeProto *n = cnn_onnx_out_node(to, "Conv", output, (const char *[]){from, weight, bias, NULL});
    windows(to, n, &node->attrs);
    pads(to, n, &node->attrs);
    pair(to, n, "dilations", node->attrs.dilation);
    cnn_onnx_out_integer(to, n, "group", input_of(to, node).c);
}

/* A number for each channel, repeated over a window. */
static const char *repeated(cnn_onnx_out *to, const cnn_node *node, const char *name, const float *each, float times) {
    const int *kernel = node->attrs.kernel;
    int channels = input_of(to, node).c;
    size_t cells = (size_t)kernel[0] * (size_t)kernel[1];
    float *numbers = cnn_onnx_out_room(to, NULL, (size_t)channels * cells);
    for (size_t i = 0; numbers && i < (size_t)channels * cells; i++)
        numbers[i] = each ? each[i / cells] * times : times;
    return numbers ? cnn_onnx_out_tensor(to, name, numbers, (int64_t[]){channels, 1, kernel[0], kernel[1]}, 4) : name;
}

/* Until opset 19 an average has no dilation: it is a convolution with equal weights. */
static void put_average(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    bool counts_differ = (any_padding(a) && !a->count_include_pad) || rounds_up(to, node);
    if (!dilated(a))
        put_pool(to, node, "AveragePool", output, cnn_onnx_out_maps(to, node, 0));
    else if (counts_differ)
        cnn_onnx_out_refuse(to,
            "opset 13 has no average with a dilation whose windows count different numbers of cells; "
            "with count_include_pad: true it can be written");
    else
        put_depthwise(to, node, output,
            repeated(to, node, cnn_onnx_out_name(to, "weight"), NULL, 1 / ((float)a->kernel[0] * (float)a->kernel[1])),
            NULL);
}
const cnn_onnx_out_row cnn_op_avg_pool_onnx = {.put = put_average, .form = CNN_ONNX_OUT_MAPS};

/* The smallest is the largest with the opposite sign. */
static void put_min(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const char *turned = cnn_onnx_out_name(to, "turned"), *largest = cnn_onnx_out_name(to, "largest");
    cnn_onnx_out_of_one(to, "Neg", turned, cnn_onnx_out_maps(to, node, 0));
    put_pool(to, node, "MaxPool", largest, turned);
    cnn_onnx_out_of_one(to, "Neg", output, largest);
    if (cnn_failed(to->status))
        return;
    to->graph.node[to->graph.n_node - 2]->name = (char *)node->name; /* the pool is what carries the settings */
    to->graph.node[to->graph.n_node - 1]->name = (char *)turned;
}
const cnn_onnx_out_row cnn_op_min_pool_onnx = {.put = put_min, .form = CNN_ONNX_OUT_MAPS};

/* ONNX has pools of equal windows only, and one over the whole map. */
static void put_adaptive(
    cnn_onnx_out *to, const cnn_node *node, const char *output, const char *whole, const char *part) {
    cnn_shape in = input_of(to, node), out = node->layout.out;
    const char *from = cnn_onnx_out_maps(to, node, 0);
    if (out.h == 1 && out.w == 1) {
        cnn_onnx_out_of_one(to, whole, output, from);
        return;
    }
    if (in.h % out.h || in.w % out.w) {
        cnn_onnx_out_refuse(to, "%d x %d cells cannot be divided into %d x %d equal areas, and ONNX has no others",
            in.h, in.w, out.h, out.w);
        return;
    }
    Onnx__NodeProto *n = cnn_onnx_out_of_one(to, part, output, from);
    int size[2] = {in.h / out.h, in.w / out.w};
    pair(to, n, "kernel_shape", size);
    pair(to, n, "strides", size);
}

static void put_adaptive_average(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_adaptive(to, node, output, "GlobalAveragePool", "AveragePool");
}
const cnn_onnx_out_row cnn_op_adaptive_avg_pool_onnx = {.put = put_adaptive_average, .form = CNN_ONNX_OUT_MAPS};

static void put_adaptive_largest(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    put_adaptive(to, node, output, "GlobalMaxPool", "MaxPool");
}
const cnn_onnx_out_row cnn_op_adaptive_max_pool_onnx = {.put = put_adaptive_largest, .form = CNN_ONNX_OUT_MAPS};

static void put_pad(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    const cnn_attrs *a = &node->attrs;
    const char *from = cnn_onnx_out_maps(to, node, 0), *mode = padding_mode(to, a->pad_mode);
    if (mode)
        put_padding(to, a, output, from, mode);
}
const cnn_onnx_out_row cnn_op_pad_onnx = {.put = put_pad, .form = CNN_ONNX_OUT_MAPS};

/* The cells of a window are added, times one number of the map: a convolution of each map whose weights are all that
 * number. */
static void put_subsample(cnn_onnx_out *to, const cnn_node *node, const char *output) {
    char name[CNN_NAME_MAX + 24];
    cnn_format(name, sizeof name, "%s.weight", node->name);
    put_depthwise(to, node, output, repeated(to, node, name, to->parameters + node->weight_at, 1),
        cnn_onnx_out_parameter(to, node, CNN_BIAS));
}
const cnn_onnx_out_row cnn_op_subsample_onnx = {.put = put_subsample, .form = CNN_ONNX_OUT_MAPS};
