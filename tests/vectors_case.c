/* Reading a case without trusting it. */
#include "vectors_case.h"

#include <float.h>
#include <math.h>
#include <string.h>

void case_fails(vector_case *c, const char *format, ...) {
    va_list arguments;
    if (c->why[0])
        return;
    va_start(arguments, format);
    cnn_format_list(c->why, sizeof c->why, format, arguments);
    va_end(arguments);
}

bool case_is_over(const vector_case *c) {
    return c->why[0] || c->skip[0];
}

float *case_floats(vector_case *c, size_t count) {
    float *numbers = cnn_arena_alloc(c->arena, count + 1, sizeof *numbers);
    if (!numbers)
        case_fails(c, "no memory for %zu numbers", count);
    return numbers;
}

bool case_tensor(vector_case *c, const cnn_yaml *node, tensor *out) {
    cnn_numbers_list list;
    const cnn_yaml *sizes = cnn_yaml_get(node, "shape"), *data = cnn_yaml_get(node, "data");
    size_t count = 1;
    memset(out, 0, sizeof *out);
    if (!node || c->why[0])
        return false;
    out->depth = cnn_yaml_count(sizes);
    if (out->depth > 4 || !cnn_yaml_is_list(sizes))
        case_fails(c, "a tensor has 0 to 4 axes");
    for (int i = 0; i < out->depth && !c->why[0]; i++) {
        int64_t size = 0;
        if (cnn_failed(cnn_yaml_integer(c->d, cnn_yaml_item(sizes, i), "shape", 1, 1 << 20, &size)))
            case_fails(c, "a tensor has an impossible shape");
        out->shape[i] = (int)size;
        count *= (size_t)size;
        if (count > (size_t)1 << 28)
            case_fails(c, "a tensor is too large");
    }
    if (!c->why[0]) {
        cnn_status status = cnn_yaml_matrix(c->d, data, "data", c->arena, &list);
        if (cnn_failed(status))
            case_fails(c, "%.200s", status.message);
        else if (list.count != count)
            case_fails(c, "a tensor's shape has room for %zu numbers and it holds %zu", count, list.count);
    }
    if (c->why[0]) {
        memset(out, 0, sizeof *out);
        return false;
    }
    out->count = count;
    out->data = list.data;
    return true;
}

cnn_shape case_shape(const tensor *t) {
    cnn_shape s = {1, 1, 1, 1};
    int *axes[] = {&s.n, &s.c, &s.h, &s.w};
    for (int i = 0; i < t->depth; i++)
        *axes[i] = t->shape[i];
    return s;
}

void case_compare(vector_case *c, const char *what, const float *got, size_t count, const tensor *want) {
    if (count != want->count || !got)
        case_fails(c, "%s has %zu numbers, expected %zu", what, got ? count : 0, want->count);
    for (size_t i = 0; i < want->count && !c->why[0]; i++) {
        double g = (double)got[i], w = (double)want->data[i];
        bool same = (isnan(g) && isnan(w)) || g == w || fabs(g - w) <= c->abs + c->rel * fabs(w);
        if (!same)
            case_fails(c, "%s[%zu] is %.9g, expected %.9g", what, i, g, w);
    }
}

void case_integers(vector_case *c, const cnn_yaml *attrs, const char *key, int *out, int count) {
    const cnn_yaml *node = cnn_yaml_get(attrs, key);
    for (int i = 0; i < count && node; i++) {
        int64_t value = 0;
        const cnn_yaml *one = cnn_yaml_is_list(node) ? cnn_yaml_item(node, i) : node;
        if (!one || cnn_failed(cnn_yaml_integer(c->d, one, key, -(1 << 20), 1 << 20, &value)))
            case_fails(c, "%s is not %d whole numbers", key, count);
        out[i] = (int)value;
    }
}

void case_number(vector_case *c, const cnn_yaml *attrs, const char *key, float *out) {
    const cnn_yaml *node = cnn_yaml_get(attrs, key);
    double value = (double)*out;
    if (node && cnn_failed(cnn_yaml_number(c->d, node, key, &value)))
        case_fails(c, "%s is not a number", key);
    *out = (float)value;
}

bool case_truth(const cnn_yaml *attrs, const char *key) {
    const char *text = cnn_yaml_text(cnn_yaml_get(attrs, key));
    return text && !strcmp(text, "true");
}

int *case_labels(vector_case *c, const cnn_yaml *node, int images, size_t classes) {
    int *labels = cnn_arena_alloc(c->arena, (size_t)images + 1, sizeof *labels);
    if (!labels || !cnn_yaml_is_list(node) || cnn_yaml_count(node) != images)
        case_fails(c, "targets are not a class for each of %d images", images);
    for (int i = 0; i < images && !c->why[0]; i++) {
        int64_t label = 0;
        if (cnn_failed(cnn_yaml_integer(c->d, cnn_yaml_item(node, i), "target", 0, (int64_t)classes - 1, &label)))
            case_fails(c, "a target is no class of %zu", classes);
        labels[i] = (int)label;
    }
    return labels;
}

cnn_op_kind case_kind(const char *op) {
    static const struct {
        const char *theirs;
        cnn_op_kind ours;
    } names[] = {{"conv2d", CNN_OP_CONV2D}, {"maxpool2d", CNN_OP_MAX_POOL}, {"minpool2d", CNN_OP_MIN_POOL},
        {"avgpool2d", CNN_OP_AVG_POOL}, {"relu", CNN_OP_RELU}, {"leaky_relu", CNN_OP_LEAKY_RELU}, {"tanh", CNN_OP_TANH},
        {"sigmoid", CNN_OP_SIGMOID}, {"flatten", CNN_OP_FLATTEN}, {"linear", CNN_OP_DENSE}, {"softmax", CNN_OP_SOFTMAX},
        {"add", CNN_OP_ADD}, {"concat", CNN_OP_CONCAT}, {"softmax_cross_entropy", CNN_OP_LOSS_CROSS_ENTROPY},
        {"mse", CNN_OP_LOSS_MSE}, {"scaled_tanh", CNN_OP_SCALED_TANH}, {"adaptive_avgpool2d", CNN_OP_ADAPTIVE_AVG_POOL},
        {"pad2d", CNN_OP_PAD}, {"subsample2d", CNN_OP_SUBSAMPLE}, {"rbf", CNN_OP_RBF}, {"lrn", CNN_OP_LRN},
        {"batchnorm2d", CNN_OP_BATCH_NORM}, {"conv_transpose2d", CNN_OP_CONV_TRANSPOSE}, {"gelu", CNN_OP_GELU},
        {"silu", CNN_OP_SILU}, {"elu", CNN_OP_ELU}, {"selu", CNN_OP_SELU}, {"softplus", CNN_OP_SOFTPLUS},
        {"relu6", CNN_OP_CLIP}, {"hardsigmoid", CNN_OP_HARD_SIGMOID}, {"hardswish", CNN_OP_HARD_SWISH},
        {"prelu", CNN_OP_PRELU}, {"global_maxpool2d", CNN_OP_ADAPTIVE_MAX_POOL}, {"upsample2d", CNN_OP_UPSAMPLE},
        {"layernorm_channels", CNN_OP_LAYER_NORM}, {"instancenorm2d", CNN_OP_INSTANCE_NORM}, {"mul", CNN_OP_MUL},
        {"log_softmax", CNN_OP_LOG_SOFTMAX}};
    for (size_t i = 0; op && i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].theirs, op))
            return names[i].ours;
    return CNN_OP_COUNT;
}

bool case_knows(vector_case *c, const char *op, const cnn_yaml *attrs) {
    const char *pad = cnn_yaml_text(cnn_yaml_get(attrs, "pad_mode")),
               *form = cnn_yaml_text(cnn_yaml_get(attrs, "approximate"));
    bool known = !pad;
    for (int i = 0; pad && i < CNN_PAD_MODES; i++)
        known = known || !strcmp(pad, cnn_pad_mode_name((cnn_pad_mode)i));
    if (case_kind(op) == CNN_OP_COUNT)
        cnn_format(c->skip, sizeof c->skip, "operator %.80s", op ? op : "without a name");
    else if (cnn_yaml_get(attrs, "divisor_override"))
        cnn_format(c->skip, sizeof c->skip, "mode divisor_override");
    else if (form && strcmp(form, "none") && strcmp(form, "tanh"))
        cnn_format(c->skip, sizeof c->skip, "mode %.80s", form);
    else if (!known)
        cnn_format(c->skip, sizeof c->skip, "mode %.80s", pad);
    return !c->skip[0];
}

static void read_table(vector_case *c, const cnn_yaml *table, const tensor *weight, cnn_attrs *a) {
    int filters = weight->shape[0], channels = weight->shape[1];
    uint8_t *seen = cnn_arena_alloc(c->arena, weight->count + 1, 1);
    if (!seen || cnn_yaml_count(table) != filters)
        case_fails(c, "connections are not a list for each of %d filters", filters);
    for (int i = 0; i < filters && !c->why[0]; i++)
        for (int j = 0; j < cnn_yaml_count(cnn_yaml_item(table, i)); j++) {
            int64_t channel = 0;
            const cnn_yaml *node = cnn_yaml_item(cnn_yaml_item(table, i), j);
            if (cnn_failed(cnn_yaml_integer(c->d, node, "channel", 0, channels - 1, &channel)))
                case_fails(c, "a connection names no channel");
            else
                seen[i * channels + channel] = 1;
        }
    a->connections = seen;
    a->connected = channels;
}

static void read_modes(vector_case *c, const cnn_yaml *attrs, const tensor *weight, cnn_attrs *a) {
    const char *pad = cnn_yaml_text(cnn_yaml_get(attrs, "pad_mode")),
               *bias = cnn_yaml_text(cnn_yaml_get(attrs, "bias_kind"));
    for (int i = 0; pad && i < CNN_PAD_MODES; i++)
        if (!strcmp(pad, cnn_pad_mode_name((cnn_pad_mode)i)))
            a->pad_mode = (cnn_pad_mode)i;
    case_number(c, attrs, "pad_value", &a->pad_value);
    a->bias_per_unit = bias && !strcmp(bias, "per_unit");
    if (cnn_yaml_get(attrs, "connections"))
        read_table(c, cnn_yaml_get(attrs, "connections"), weight, a);
}

/* Operators with weights take their sizes from them. */
static void take_weight(vector_case *c, const cnn_yaml *attrs, const tensor *weight, cnn_op_kind kind, cnn_attrs *a) {
    const cnn_op *op = cnn_op_of(kind);
    bool needed = cnn_op_setting(op, "filters") || cnn_op_setting(op, "units");
    if (needed && (!weight->count || weight->depth != op->weight_axes))
        case_fails(c, "the weights are missing or have other than %d axes", op->weight_axes);
    if (c->why[0] || !needed)
        return;
    if (cnn_op_setting(op, "units")) {
        a->units = weight->shape[0];
        return;
    }
    bool stamps = op->family == CNN_FAMILY_STAMP; /* [C, K/groups, F_h, F_w] */
    a->filters = stamps ? weight->shape[1] * a->groups : weight->shape[0];
    a->kernel[0] = weight->shape[2];
    a->kernel[1] = weight->shape[3];
    read_modes(c, attrs, weight, a);
}

cnn_attrs case_attrs(vector_case *c, const cnn_yaml *attrs, cnn_op_kind kind, const tensor *weight, bool bias) {
    cnn_attrs a = cnn_op_defaults(cnn_op_of(kind));
    const cnn_yaml *padding = cnn_yaml_get(attrs, "padding");
    int pair[2] = {0, 0};
    a.bias = bias;
    case_integers(c, attrs, "kernel", a.kernel, 2);
    case_integers(c, attrs, "stride", a.stride, 2);
    case_integers(c, attrs, "dilation", a.dilation, 2);
    case_integers(c, attrs, "groups", &a.groups, 1);
    case_integers(c, attrs, "output_padding", a.extra, 2);
    if (cnn_yaml_count(padding) == 4)
        case_integers(c, attrs, "padding", a.pad, 4);
    else if (padding) {
        case_integers(c, attrs, "padding", pair, 2);
        a.pad[0] = a.pad[1] = pair[0];
        a.pad[2] = a.pad[3] = pair[1];
    }
    take_weight(c, attrs, weight, kind, &a);
    if (kind == CNN_OP_PAD)
        read_modes(c, attrs, weight, &a);
    case_integers(c, attrs, "output_size", a.output, 2);
    if (kind == CNN_OP_ADAPTIVE_MAX_POOL && !a.output[0])
        a.output[0] = a.output[1] = 1; /* over the whole map */
    case_integers(c, attrs, "scale", a.factor, 2);
    case_integers(c, attrs, "size", &a.neighbours, 1);
    case_number(c, attrs, "A", &a.amplitude);
    case_number(c, attrs, "S", &a.steepness);
    case_number(c, attrs, "alpha", &a.alpha);
    case_number(c, attrs, "beta", &a.beta);
    case_number(c, attrs, "k", &a.k);
    case_number(c, attrs, "eps", &a.epsilon);
    case_number(c, attrs, "momentum", &a.blend);
    case_number(c, attrs, "negative_slope", &a.slope);
    const char *form = cnn_yaml_text(cnn_yaml_get(attrs, "approximate"));
    a.approximate = form && !strcmp(form, "tanh") ? CNN_APPROXIMATE_TANH : CNN_APPROXIMATE_NONE;
    const char *mode = cnn_yaml_text(cnn_yaml_get(attrs, "mode"));
    a.upsampling = mode && !strcmp(mode, "bilinear") ? CNN_BILINEAR : CNN_NEAREST;
    a.corners = case_truth(attrs, "align_corners");
    a.alpha_over_n = case_truth(attrs, "alpha_over_n");
    a.ceil_mode = case_truth(attrs, "ceil_mode");
    a.count_include_pad = !cnn_yaml_get(attrs, "count_include_pad") || case_truth(attrs, "count_include_pad");
    return a;
}

loss_scale case_loss_scale(vector_case *c, const cnn_yaml *from, cnn_op_kind loss, int images, size_t numbers) {
    const char *reduction = cnn_yaml_text(cnn_yaml_get(from, "reduction"));
    float whole = cnn_op_of(loss)->target == CNN_TARGET_NUMBERS ? (float)numbers : 1; /* ours is the mean of an image */
    if (!reduction || !strcmp(reduction, "mean"))
        return (loss_scale){1 / (float)images, 1 / (float)images};
    if (strcmp(reduction, "sum"))
        cnn_format(c->skip, sizeof c->skip, "reduction %.80s", reduction);
    return (loss_scale){whole, whole};
}
