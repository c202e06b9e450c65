/* Transposed convolution: each input number lays the filter, times that number, on the output, and overlaps add up.
 *
 *   y[g(c)+k, i*S_h - P_top + u*D_h, j*S_w - P_left + v*D_w] += x[c,i,j] * w[c,k,u,v]      y[k,...] starts at b[k]
 *   O = (I-1)*S - P_before - P_after + D(F-1) + output padding + 1
 *   dx[c,i,j] += w[c,k,u,v] * dy[...]      dw[c,k,u,v] += x[c,i,j] * dy[...]      db[k] += dy[k,...]
 *
 * The weights are [C, K/groups, F_h, F_w]; group g of the channels lays on group g of the K filters' maps. What falls
 * into the padding is cut off: padding removes rows and columns, and output padding adds some at the bottom and on the
 * right, which hold the bias where no stamp reaches them. It is the backward pass of a convolution's input, run
 * forward.
 *
 * Steps. In both directions there is first, where there is a bias, the term `bias`: its positions are the output maps,
 * its taps the numbers of that map, each of which begins with the bias or adds its gradient to it. Then comes the term
 * `stamp`: its positions are the input numbers (channel, row, column) and its taps (map within the group, filter row,
 * filter column) the cells of one stamp, in the order of the weights. A position's taps are laid, not folded: each adds
 * to an output number of its own, tap.output, or to none where the padding cuts it off. So every position has the same
 * number of taps, and a picture of the steps is the stamp itself: the window lies in the output, at row*S - P_top,
 * column*S - P_left, and moves by the stride.
 *
 * Source: the definition of torch.nn.functional.conv_transpose2d; V. Dumoulin, F. Visin, 2016. */
#include "op_steps.h"

enum { BIAS_TERM, STAMP_TERM };

static cnn_axis axis(const cnn_attrs *a, int which, cnn_shape in) {
    cnn_axis made = cnn_axis_of_filter(a, which, in);
    made.kind = CNN_AXIS_STAMP;
    made.extra = a->extra[which];
    return made;
}

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->filters < 1 || a->filters > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "filters must be 1 to %d, not %d", CNN_AXIS_MAX, a->filters);
    if (a->groups < 1 || in[0].c % a->groups || a->filters % a->groups)
        return cnn_fail(CNN_BAD_INPUT, "%d groups do not divide %d input channels and %d filters evenly", a->groups,
            in[0].c, a->filters);
    layout->out = (cnn_shape){1, a->filters, 0, 0};
    cnn_status status = cnn_infer_axes(a, in[0], axis, &layout->out);
    if (cnn_failed(status))
        return status;
    if ((double)(a->filters / a->groups) * a->kernel[0] * a->kernel[1] > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "each stamp would have more than %d weights", CNN_AXIS_MAX);
    layout->weight = (cnn_shape){in[0].c, a->filters / a->groups, a->kernel[0], a->kernel[1]};
    layout->bias = a->bias ? a->filters : 0;
    layout->macs = (int64_t)in[0].h * in[0].w * (int64_t)cnn_shape_count(layout->weight);
    return status;
}

/* Without a bias the stamp is the only term. */
static int stamp_term(const cnn_call *call) {
    return call->attrs->bias ? STAMP_TERM : 0;
}

static bool is_bias(const cnn_call *call, int term) {
    return term < stamp_term(call);
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    cnn_fold fold = phase == CNN_BACKWARD ? CNN_FOLD_SUM : CNN_FOLD_LAID;
    int stamp = stamp_term(call);
    out[BIAS_TERM] = (cnn_term){"bias", o.c, 1, 1, 1, o.h, o.w, fold};
    out[stamp] = (cnn_term){"stamp", in.c, in.h, in.w, o.c / a->groups, a->kernel[0], a->kernel[1], fold};
    return stamp + 1;
}

static int64_t taps_of(const cnn_call *call) {
    const cnn_attrs *a = call->attrs;
    return (int64_t)(call->out.shape.c / a->groups) * a->kernel[0] * a->kernel[1];
}

/* Where tap `index` of the stamp at `position` falls. */
static inline cnn_tap stamp_of(const cnn_call *call, int64_t position, int64_t index) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    cnn_triple at = cnn_unflatten(position, in.h, in.w), within = cnn_unflatten(index, a->kernel[0], a->kernel[1]);
    int filters = o.c / a->groups, channels = in.c / a->groups;
    cnn_tap t = cnn_window_cell(a, o, at, within.h, within.w);
    t.channel = at.c / channels * filters + within.c;
    t.input = position;
    t.weight = at.c * taps_of(call) + index;
    t.output = t.padding ? -1 : cnn_flat(o, t.channel, t.row, t.column);
    return t;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    cnn_shape o = call->out.shape;
    if (!is_bias(call, term))
        return stamp_of(call, position, index);
    int64_t output = position * o.h * o.w + index;
    cnn_tap t = cnn_tap_at(o, output);
    t.input = -1;
    t.output = output;
    return t;
}

static void forward(const cnn_call *call) {
    cnn_shape o = call->out.shape;
    int64_t plane = (int64_t)o.h * o.w, positions = (int64_t)cnn_shape_image(call->in[0].shape), taps = taps_of(call);
    for (int n = 0; n < o.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        for (int64_t i = 0; i < o.c * plane; i++)
            y[i] = call->bias ? call->bias[i / plane] : 0;
        for (int64_t p = 0; p < positions; p++)
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = stamp_of(call, p, i);
                if (!t.padding)
                    y[t.output] += x[p] * call->weight[t.weight];
            }
    }
}

static void backward(const cnn_call *call) {
    cnn_shape o = call->out.shape;
    int64_t plane = (int64_t)o.h * o.w, positions = (int64_t)cnn_shape_image(call->in[0].shape), taps = taps_of(call);
    for (int n = 0; n < o.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t i = 0; i < o.c * plane && call->dbias; i++)
            call->dbias[i / plane] += dy[i];
        for (int64_t p = 0; p < positions; p++)
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = stamp_of(call, p, i);
                if (t.padding)
                    continue;
                if (dx)
                    dx[p] += dy[t.output] * call->weight[t.weight];
                if (call->dweight)
                    call->dweight[t.weight] += dy[t.output] * x[p];
            }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    if (is_bias(call, term)) {
        cnn_numbers n = {.product = call->bias ? call->bias[position] : 0};
        if (phase == CNN_BACKWARD)
            n.gradient = n.product = call->dout.data[t.output];
        return n;
    }
    cnn_numbers n = {.input = call->in[0].data[position], .weight = call->weight[t.weight]};
    n.product = n.input * n.weight;
    n.taken = !t.padding;
    if (phase == CNN_BACKWARD && !t.padding) {
        n.gradient = call->dout.data[t.output];
        n.dinput = n.gradient * n.weight;
        n.dweight = n.gradient * n.input;
    }
    return n;
}

/* Forward: the bias, or the number that is laid. Backward: the gradient of the bias, or of the number. */
static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_shape o = call->out.shape;
    cnn_result r = {.divisor = 1};
    if (!is_bias(call, term)) {
        for (int64_t i = 0; i < taps_of(call) && phase == CNN_BACKWARD; i++)
            r.result += numbers(call, phase, term, position, i).dinput;
        r.result = phase == CNN_BACKWARD ? r.result : call->in[0].data[position];
        return r;
    }
    int64_t plane = (int64_t)o.h * o.w;
    for (int64_t i = 0; i < plane && phase == CNN_BACKWARD; i++)
        r.gradient += call->dout.data[position * plane + i];
    r.bias = call->bias ? call->bias[position] : 0;
    r.result = phase == CNN_BACKWARD ? r.gradient : r.bias;
    return r;
}

static int64_t bias(const cnn_call *call, int term, int64_t position) {
    return is_bias(call, term) ? position : -1;
}

/* The rows, or columns, of the input whose stamps may cover one output cell. */
typedef struct stamps {
    cnn_axis axis;
    cnn_span inputs;
} stamps;

static stamps stamps_on(const cnn_call *call, int which, int64_t cell) {
    cnn_shape in = call->in[0].shape;
    stamps s = {.axis = axis(call->attrs, which, in)};
    s.inputs = cnn_axis_field(s.axis, (cnn_span){cell, cell});
    s.inputs.first = s.inputs.first < 0 ? 0 : s.inputs.first;
    s.inputs.last = s.inputs.last >= s.axis.input ? s.axis.input - 1 : s.inputs.last;
    return s;
}

/* Calls `lay` for every stamp on an output number, in the order in which they are laid. */
typedef void laying(void *to, int64_t position, int64_t tap);

static void each_stamp(const cnn_call *call, int64_t output, laying *lay, void *to) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    cnn_triple at = cnn_unflatten(output, o.h, o.w);
    int filters = o.c / a->groups, channels = in.c / a->groups, first = at.c / filters * channels;
    stamps down = stamps_on(call, CNN_VERTICAL, at.h), across = stamps_on(call, CNN_HORIZONTAL, at.w);
    for (int c = first; c < first + channels; c++)
        for (int64_t i = down.inputs.first; i <= down.inputs.last; i++)
            for (int64_t j = across.inputs.first; j <= across.inputs.last; j++) {
                int64_t u = cnn_axis_tap(down.axis, i, at.h), v = cnn_axis_tap(across.axis, j, at.w);
                if (u >= 0 && v >= 0)
                    lay(to, ((int64_t)c * in.h + i) * in.w + j,
                        ((int64_t)(at.c % filters) * a->kernel[0] + u) * a->kernel[1] + v);
            }
}

typedef struct sum_in_double {
    const cnn_probe *probe;
    int64_t taps;
    double sum;
} sum_in_double;

static void lay_in_double(void *to, int64_t position, int64_t index) {
    sum_in_double *s = to;
    int64_t channel = position / ((int64_t)s->probe->call->in[0].shape.h * s->probe->call->in[0].shape.w);
    s->sum += s->probe->in[0][position] * cnn_probe_weight(s->probe, channel * s->taps + index);
}

static double value(cnn_probe *probe, int64_t position) {
    const cnn_call *call = probe->call;
    sum_in_double s = {.probe = probe, .taps = taps_of(call)};
    each_stamp(call, position, lay_in_double, &s);
    return call->bias ? s.sum + cnn_probe_bias(probe, cnn_bias_of_map(call, 0, position)) : s.sum;
}

typedef struct sum_until {
    const cnn_call *call;
    cnn_until until;
    float sum;
} sum_until;

static void lay_until(void *to, int64_t position, int64_t index) {
    sum_until *s = to;
    if (position > s->until.position || (position == s->until.position && index > s->until.tap))
        return;
    cnn_tap t = stamp_of(s->call, position, index);
    s->sum += s->call->in[0].data[position] * s->call->weight[t.weight];
}

static float laid(const cnn_call *call, cnn_until until, int64_t output) {
    sum_until s = {.call = call, .until = until};
    s.sum = call->bias ? call->bias[cnn_bias_of_map(call, 0, output)] : 0;
    each_stamp(call, output, lay_until, &s);
    return s.sum;
}

/* The positions of the channel, with all their taps. */
static cnn_steps_box touching(const cnn_call *call, int channel) {
    return (cnn_steps_box){channel, channel, 0, call->out.shape.c / call->attrs->groups - 1};
}

static const cnn_setting settings[] = {
    {"filters", CNN_SETTING_INTEGER, offsetof(cnn_attrs, filters), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"size", CNN_SETTING_PAIR, offsetof(cnn_attrs, kernel), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"stride", CNN_SETTING_PAIR, offsetof(cnn_attrs, stride), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"padding", CNN_SETTING_PADDING, offsetof(cnn_attrs, pad), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"output_padding", CNN_SETTING_PAIR, offsetof(cnn_attrs, extra), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"dilation", CNN_SETTING_PAIR, offsetof(cnn_attrs, dilation), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"groups", CNN_SETTING_INTEGER, offsetof(cnn_attrs, groups), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_conv_transpose = {.name = "conv-transpose",
    .stem = "transpose",
    .family = CNN_FAMILY_STAMP,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias"},
    .weight_axes = 4,
    .infer = infer,
    .axis = axis,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .bias = bias,
    .value = value,
    .touching = touching,
    .laid = laid};
