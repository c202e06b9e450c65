/* Convolution, as every framework computes it: cross-correlation, the filter is not flipped.
 *
 *   y[k,i,j]  = b[k] + sum over c,u,v of w[k,c,u,v] * x[g(k)+c, i*S_h - P_top + u*D_h, j*S_w - P_left + v*D_w]
 *   dw[k,c,u,v] += dy[k,i,j] * x[...]      dx[...] += dy[k,i,j] * w[k,c,u,v]      db[k] += dy[k,i,j]
 *
 * Group g of the K filters reads group g of the channels. Padding is 0, a constant, or repeats real cells; a repeated
 * cell also receives the gradient of its copies. With a bias for each unit b[k] is b[k,i,j]; where a connection table
 * leaves a channel out, its weights are 0 and learn nothing. Forward and backward walk the same windows. Source: the
 * definitions of torch.nn.functional.conv2d and pad; Y. LeCun et al., 1989 and 1998. */
#include "op_steps.h"
#include "vectorised.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->filters < 1 || a->filters > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "filters must be 1 to %d, not %d", CNN_AXIS_MAX, a->filters);
    if (a->groups < 1 || in[0].c % a->groups || a->filters % a->groups)
        return cnn_fail(CNN_BAD_INPUT, "%d groups do not divide %d input channels and %d filters evenly", a->groups,
            in[0].c, a->filters);
    if (a->connections && (a->connected != in[0].c || a->groups != 1))
        return cnn_fail(CNN_BAD_INPUT, "the connection table names %d channels, and there are %d in %d groups",
            a->connected, in[0].c, a->groups);
    layout->out = (cnn_shape){1, a->filters, 0, 0};
    cnn_status status = cnn_infer_axes(a, in[0], cnn_axis_of_filter, &layout->out);
    if (!cnn_failed(status) && (double)(in[0].c / a->groups) * a->kernel[0] * a->kernel[1] > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "each filter would have more than %d weights", CNN_AXIS_MAX);
    layout->weight = (cnn_shape){a->filters, in[0].c / a->groups, a->kernel[0], a->kernel[1]};
    if (cnn_failed(status))
        return status;
    bool repeats = a->pad_mode == CNN_PAD_REFLECT || a->pad_mode == CNN_PAD_CIRCULAR;
    for (int i = 0; i < 4 && repeats; i++)
        if (a->pad[i] >= (i < 2 ? in[0].h : in[0].w))
            return cnn_fail(CNN_BAD_INPUT, "padding of %d cells cannot be %s from %d", a->pad[i],
                a->pad_mode == CNN_PAD_REFLECT ? "mirrored" : "repeated", i < 2 ? in[0].h : in[0].w);
    layout->bias = !a->bias ? 0 : a->bias_per_unit ? (int)cnn_shape_image(layout->out) : a->filters;
    for (int64_t i = 0; i < (int64_t)a->filters * layout->weight.c && a->connections; i++)
        layout->absent += a->connections[i] ? 0 : (size_t)a->kernel[0] * (size_t)a->kernel[1];
    int64_t weights = (int64_t)a->filters * layout->weight.c * a->kernel[0] * a->kernel[1] - (int64_t)layout->absent;
    layout->macs = (int64_t)layout->out.h * layout->out.w * weights;
    return status;
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    const cnn_attrs *a = call->attrs;
    cnn_shape o = call->out.shape;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, call->in[0].shape.c / a->groups, a->kernel[0], a->kernel[1], CNN_FOLD_SUM};
    return 1;
}

static inline cnn_tap tap_of(const cnn_attrs *a, cnn_shape in, int filters, cnn_triple at, int64_t tap) {
    cnn_triple within = cnn_unflatten(tap, a->kernel[0], a->kernel[1]);
    int channels = in.c / a->groups;
    cnn_tap t = cnn_window_cell(a, in, at, within.h, within.w);
    t.channel = at.c / (filters / a->groups) * channels + within.c;
    bool seen = !a->connections || a->connections[(ptrdiff_t)at.c * channels + within.c];
    t.weight = seen ? (int64_t)at.c * channels * a->kernel[0] * a->kernel[1] + tap : -1;
    t.input = t.padding ? -1 : cnn_flat(in, t.channel, t.row, t.column);
    if (t.padding && a->pad_mode > CNN_PAD_CONSTANT)
        t.input = cnn_flat(
            in, t.channel, cnn_pad_source(a->pad_mode, t.row, in.h), cnn_pad_source(a->pad_mode, t.column, in.w));
    return t;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_shape o = call->out.shape;
    return tap_of(call->attrs, call->in[0].shape, o.c, cnn_unflatten(position, o.h, o.w), index);
}

/* What the tap reads. */
static inline float value_of(const cnn_attrs *a, cnn_tap t, const float *x) {
    return t.input >= 0 ? x[t.input] : a->pad_mode == CNN_PAD_CONSTANT ? a->pad_value : 0;
}

static inline int64_t bias_of(const cnn_attrs *a, int filter, int64_t position) {
    return a->bias_per_unit ? position : filter;
}

static int64_t taps_of(const cnn_call *call) {
    return (int64_t)(call->in[0].shape.c / call->attrs->groups) * call->attrs->kernel[0] * call->attrs->kernel[1];
}

static void forward(const cnn_call *call) {
    int64_t taps = taps_of(call);
    cnn_shape o = call->out.shape;
    for (int n = 0; n < o.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        int64_t positions = (int64_t)cnn_shape_image(o);
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = cnn_unflatten(p, o.h, o.w);
            float sum = 0;
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = tap_of(call->attrs, call->in[0].shape, o.c, at, i);
                sum += t.weight < 0 ? 0 : call->weight[t.weight] * value_of(call->attrs, t, x);
            }
            y[p] = sum + (call->bias ? call->bias[bias_of(call->attrs, at.c, p)] : 0);
        }
    }
}

static void backward(const cnn_call *call) {
    int64_t taps = taps_of(call);
    cnn_shape o = call->out.shape;
    for (int n = 0; n < o.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        int64_t positions = (int64_t)cnn_shape_image(o);
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = cnn_unflatten(p, o.h, o.w);
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = tap_of(call->attrs, call->in[0].shape, o.c, at, i);
                if (t.weight < 0)
                    continue;
                if (call->dweight)
                    call->dweight[t.weight] += dy[p] * value_of(call->attrs, t, x);
                if (dx && t.input >= 0)
                    dx[t.input] += dy[p] * call->weight[t.weight];
            }
            if (call->dbias)
                call->dbias[bias_of(call->attrs, at.c, p)] += dy[p];
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = value_of(call->attrs, t, call->in[0].data)};
    n.weight = t.weight < 0 ? 0 : call->weight[t.weight];
    n.product = n.weight * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = t.weight < 0 ? 0 : n.gradient * n.input;
        n.dinput = t.input < 0 ? 0 : n.gradient * n.weight;
    }
    return n;
}

static int64_t bias(const cnn_call *call, int term, int64_t position) {
    (void)term;
    return bias_of(call->attrs, cnn_unflatten(position, call->out.shape.h, call->out.shape.w).c, position);
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.bias = call->bias ? call->bias[bias(call, term, position)] : 0;
    return r;
}

/* Zeros around and every channel seen: then the same sums can be added in the same order without asking for each tap. */
static bool is_plain(const cnn_attrs *a) {
    return a->pad_mode == CNN_PAD_ZEROS && !a->connections;
}

/* The taps of a window that read real cells on one axis: first .. end-1, and the cell of tap 0. */
static int real_taps(const cnn_attrs *a, int axis, int position, int size, int *first, int *end) {
    int origin = position * a->stride[axis] - a->pad[2 * axis], step = a->dilation[axis];
    *first = origin >= 0 ? 0 : (-origin + step - 1) / step;
    *end = origin >= size ? 0 : (size - origin - 1) / step + 1;
    *end = *end < a->kernel[axis] ? *end : a->kernel[axis];
    return origin;
}

/* The window at `at` times filter `at.c`, with zeros around. */
static double plain_value(const cnn_probe *probe, cnn_triple at) {
    const cnn_attrs *a = probe->call->attrs;
    cnn_shape in = probe->call->in[0].shape, out = probe->call->out.shape;
    int channels = in.c / a->groups, group = at.c / (out.c / a->groups), taps = a->kernel[0] * a->kernel[1], u0, u1, v0,
        v1, top = real_taps(a, 0, at.h, in.h, &u0, &u1), left = real_taps(a, 1, at.w, in.w, &v0, &v1);
    double sum = 0;
    for (int c = 0; c < channels; c++) {
        int64_t weight = ((int64_t)at.c * channels + c) * taps;
        const double *x = probe->in[0] + ((ptrdiff_t)group * channels + c) * in.h * in.w;
        for (int u = u0; u < u1; u++)
            for (int v = v0; v < v1; v++)
                sum += x[(ptrdiff_t)(top + u * a->dilation[0]) * in.w + left + v * a->dilation[1]] *
                       cnn_probe_weight(probe, weight + u * a->kernel[1] + v);
    }
    return sum;
}

static double value(cnn_probe *probe, int64_t position) {
    const cnn_call *call = probe->call;
    const cnn_attrs *a = call->attrs;
    cnn_shape o = call->out.shape;
    cnn_triple at = cnn_unflatten(position, o.h, o.w);
    double sum = 0, held = a->pad_mode == CNN_PAD_CONSTANT ? (double)a->pad_value : 0;
    bool plain = is_plain(a);
    if (plain)
        sum = plain_value(probe, at);
    for (int64_t i = 0; i < taps_of(call) && !plain; i++) {
        cnn_tap t = tap_of(a, call->in[0].shape, o.c, at, i);
        if (t.weight >= 0)
            sum += (t.input < 0 ? held : probe->in[0][t.input]) * cnn_probe_weight(probe, t.weight);
    }
    return call->bias ? sum + cnn_probe_bias(probe, bias(call, 0, position)) : sum;
}

/* The filters of the channel's group, with the taps of that channel. */
static cnn_steps_box touching(const cnn_call *call, int channel) {
    int channels = call->in[0].shape.c / call->attrs->groups, filters = call->out.shape.c / call->attrs->groups,
        first = channel / channels * filters, within = channel % channels;
    return (cnn_steps_box){first, first + filters - 1, within, within};
}

/* One step of filter `k`: its taps of one channel, as far as `most` of them have been made. */
static void add_step(const cnn_call *call, int k, int64_t position, int64_t most, const float *w, float *plane) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    float g = call->dout.data[(int64_t)k * out.h * out.w + position];
    int u0, u1, v0, v1, top = real_taps(a, 0, (int)(position / out.w), in.h, &u0, &u1),
                        left = real_taps(a, 1, (int)(position % out.w), in.w, &v0, &v1);
    for (int u = u0; u < u1; u++)
        for (int v = v0; v < v1 && u * a->kernel[1] + v < most; v++)
            plane[(ptrdiff_t)(top + u * a->dilation[0]) * in.w + left + v * a->dilation[1]] +=
                g * w[u * a->kernel[1] + v];
}

/* The same arithmetic for each, so many at once as the processor takes. */
EXACTLY_VECTORISED(
    add_scaled, (float *restrict cells, const float *restrict g, float weight, int count), (cells, g, weight, count)) {
    for (int j = 0; j < count; j++)
        cells[j] += g[j] * weight;
}

/* The steps of a whole row. The last column of the filter comes first: a cell then gets what it is given in the order of
 * the steps, and neighbours get theirs at once. */
static void add_row(const cnn_call *call, int k, int row, const float *w, float *plane) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    const float *g = call->dout.data + ((ptrdiff_t)k * out.h + row) * out.w;
    int u0, u1, top = real_taps(a, 0, row, in.h, &u0, &u1), stride = a->stride[1];
    for (int u = u0; u < u1; u++)
        for (int v = a->kernel[1] - 1; v >= 0; v--) {
            int offset = v * a->dilation[1] - a->pad[2]; /* of the cell that the first step reads */
            int first = offset < 0 ? (-offset + stride - 1) / stride : 0, end = (in.w - 1 - offset) / stride + 1;
            float *cells = plane + (ptrdiff_t)(top + u * a->dilation[0]) * in.w, weight = w[u * a->kernel[1] + v];
            end = in.w - 1 < offset ? 0 : end < out.w ? end : out.w;
            if (stride == 1 && first < end)
                add_scaled(cells + offset + first, g + first, weight, end - first);
            else
                for (int j = first; j < end; j++)
                    cells[offset + j * stride] += g[j] * weight;
        }
}

/* Partial gradients with zeros around, by far the longest to add up, in the same order as step by step. */
static void add_channel(const cnn_call *call, cnn_until until, int channel, float *plane) {
    const cnn_attrs *a = call->attrs;
    cnn_shape out = call->out.shape;
    int channels = call->in[0].shape.c / a->groups, filters = out.c / a->groups, group = channel / channels,
        taps = a->kernel[0] * a->kernel[1];
    int64_t positions = (int64_t)out.h * out.w, whole = (int64_t)channels * taps,
            before = (int64_t)(channel % channels) * taps;
    for (int k = group * filters; k < (group + 1) * filters && k * positions <= until.position; k++) {
        const float *w = call->weight + k * whole + before;
        int64_t done = until.position - k * positions; /* steps that are complete */
        int64_t rows = done < positions ? done / out.w : out.h;
        for (int row = 0; row < rows; row++)
            add_row(call, k, row, w, plane);
        for (int64_t p = rows * out.w; p < positions && p <= done; p++)
            add_step(call, k, p, p < done ? taps : until.tap + 1 - before, w, plane);
    }
}

static bool partial_dinput(const cnn_call *call, cnn_until until, int channel, int count, float *planes) {
    cnn_shape in = call->in[0].shape;
    for (int i = 0; i < count && is_plain(call->attrs); i++)
        add_channel(call, until, channel + i, planes + (ptrdiff_t)i * in.h * in.w);
    return is_plain(call->attrs);
}

static bool partial_dweight(const cnn_call *call, cnn_until until, int map, int channel, float *plane) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    int channels = in.c / a->groups, group = map / (out.c / a->groups), taps = a->kernel[0] * a->kernel[1];
    int64_t positions = (int64_t)out.h * out.w, before = (int64_t)channel * taps;
    const float *x = call->in[0].data + ((ptrdiff_t)group * channels + channel) * in.h * in.w;
    if (!is_plain(a))
        return false;
    for (int64_t p = 0; p < positions; p++) {
        int64_t at = map * positions + p, most = at < until.position   ? INT64_MAX
                                                 : at > until.position ? 0
                                                                       : until.tap + 1;
        if (most <= before)
            continue;
        float g = call->dout.data[at];
        int u0, u1, v0, v1, top = real_taps(a, 0, (int)(p / out.w), in.h, &u0, &u1),
                            left = real_taps(a, 1, (int)(p % out.w), in.w, &v0, &v1);
        for (int u = u0; u < u1; u++)
            for (int v = v0; v < v1 && before + u * a->kernel[1] + v < most; v++)
                plane[u * a->kernel[1] + v] +=
                    g * x[(ptrdiff_t)(top + u * a->dilation[0]) * in.w + left + v * a->dilation[1]];
    }
    return true;
}

static const char *const per_unit[] = {"per-unit", NULL};

static const cnn_setting settings[] = {
    {"filters", CNN_SETTING_INTEGER, offsetof(cnn_attrs, filters), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"size", CNN_SETTING_PAIR, offsetof(cnn_attrs, kernel), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"stride", CNN_SETTING_PAIR, offsetof(cnn_attrs, stride), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"padding", CNN_SETTING_PADDING, offsetof(cnn_attrs, pad), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"dilation", CNN_SETTING_PAIR, offsetof(cnn_attrs, dilation), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"groups", CNN_SETTING_INTEGER, offsetof(cnn_attrs, groups), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"padding_mode", CNN_SETTING_CHOICE, offsetof(cnn_attrs, pad_mode), 0, 0, 0, CNN_DEFAULT_NUMBER,
        cnn_pad_mode_names},
    {"padding_value", CNN_SETTING_NUMBER, offsetof(cnn_attrs, pad_value), -1e6, 1e6, 0, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, per_unit},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"connections", CNN_SETTING_TABLE, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_conv2d = {.name = "conv",
    .line = "conv1d",
    .family = CNN_FAMILY_WINDOW_SUM,
    .window = true,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias"},
    .weight_axes = 4,
    .infer = infer,
    .axis = cnn_axis_of_filter,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .bias = bias,
    .value = value,
    .touching = touching,
    .partial_dinput = partial_dinput,
    .partial_dweight = partial_dweight};
