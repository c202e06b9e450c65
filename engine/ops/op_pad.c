/* Padding alone: y[c,i,j] = x[c, i - top, j - left], or what the padding holds. A cell that is repeated receives the
 * gradients of all its copies. */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    bool repeats = a->pad_mode == CNN_PAD_REFLECT || a->pad_mode == CNN_PAD_CIRCULAR;
    for (int i = 0; i < 4; i++)
        if (a->pad[i] < 0 || a->pad[i] > CNN_AXIS_MAX || (repeats && a->pad[i] >= (i < 2 ? in[0].h : in[0].w)))
            return cnn_fail(
                CNN_BAD_INPUT, "padding of %d cells does not work on %d", a->pad[i], i < 2 ? in[0].h : in[0].w);
    int64_t rows = (int64_t)in[0].h + a->pad[0] + a->pad[1], columns = (int64_t)in[0].w + a->pad[2] + a->pad[3];
    if (rows > CNN_AXIS_MAX || columns > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "%lld x %lld cells; at most %d a side are allowed", (long long)rows,
            (long long)columns, CNN_AXIS_MAX);
    layout->out = (cnn_shape){1, in[0].c, (int)rows, (int)columns};
    return cnn_ok();
}

static cnn_tap tap_of(const cnn_call *call, int64_t position) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    cnn_triple at = cnn_unflatten(position, out.h, out.w);
    cnn_tap t = {.channel = at.c, .row = at.h - a->pad[0], .column = at.w - a->pad[2], .input = -1, .weight = -1};
    int row = cnn_pad_source(a->pad_mode, t.row, in.h), column = cnn_pad_source(a->pad_mode, t.column, in.w);
    t.padding = row < 0 || column < 0 || row != t.row || column != t.column;
    t.input = row < 0 || column < 0 ? -1 : cnn_flat(in, at.c, row, column);
    return t;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    (void)index;
    return tap_of(call, position);
}

static float value_of(const cnn_attrs *a, cnn_tap t, const float *x) {
    return t.input >= 0 ? x[t.input] : a->pad_mode == CNN_PAD_CONSTANT ? a->pad_value : 0;
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t p = 0; p < positions; p++)
            cnn_tensor_image(call->out, n).data[p] =
                value_of(call->attrs, tap_of(call, p), cnn_tensor_image(call->in[0], n).data);
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++)
        for (int64_t p = 0; p < positions; p++) {
            cnn_tap t = tap_of(call, p);
            if (t.input >= 0)
                cnn_tensor_image(call->din[0], n).data[t.input] += cnn_tensor_image(call->dout, n).data[p];
        }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    (void)index;
    cnn_tap t = tap_of(call, position);
    cnn_numbers n = {.input = value_of(call->attrs, t, call->in[0].data), .weight = 1};
    n.product = n.input;
    n.taken = t.input >= 0;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = t.input >= 0 ? n.gradient : 0;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    cnn_tap t = tap_of(probe->call, position);
    return t.input >= 0 ? probe->in[0][t.input] : a->pad_mode == CNN_PAD_CONSTANT ? (double)a->pad_value : 0;
}

/* A window of one cell. A repeated cell may come from anywhere on the axis, so then all cells may be read. */
static cnn_axis axis(const cnn_attrs *a, int which, cnn_shape in) {
    int size = which == CNN_VERTICAL ? in.h : in.w;
    bool repeats = a->pad_mode > CNN_PAD_CONSTANT;
    cnn_axis made = {.kind = repeats ? CNN_AXIS_WHOLE : CNN_AXIS_GATHER,
        .input = size,
        .kernel = repeats ? size : 1,
        .stride = 1,
        .dilation = 1};
    if (repeats)
        return made;
    made.pad_before = a->pad[2 * which];
    made.pad_after = a->pad[2 * which + 1];
    return made;
}

static const cnn_setting settings[] = {
    {"padding", CNN_SETTING_PADDING, offsetof(cnn_attrs, pad), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"padding_mode", CNN_SETTING_CHOICE, offsetof(cnn_attrs, pad_mode), 0, 0, 0, CNN_DEFAULT_NUMBER,
        cnn_pad_mode_names},
    {"padding_value", CNN_SETTING_NUMBER, offsetof(cnn_attrs, pad_value), -1e6, 1e6, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_pad = {.name = "pad",
    .family = CNN_FAMILY_ELEMENT,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .infer = infer,
    .axis = axis,
    .forward = forward,
    .backward = backward,
    .terms = cnn_terms_each,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = cnn_touching_own};
