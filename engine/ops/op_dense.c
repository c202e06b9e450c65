/* The fully connected layer. An input with more than one row or column is read as one vector, in C, H, W order.
 *
 *   y[u] = b[u] + sum over i of w[u,i] * x[i]
 *   dw[u,i] += dy[u] * x[i]      dx[i] += dy[u] * w[u,i]      db[u] += dy[u] */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->units < 1 || a->units > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "units must be 1 to %d, not %d", CNN_AXIS_MAX, a->units);
    layout->out = (cnn_shape){1, a->units, 1, 1};
    layout->weight = (cnn_shape){a->units, (int)cnn_shape_image(in[0]), 1, 1};
    layout->bias = a->bias ? a->units : 0;
    layout->macs = (int64_t)a->units * layout->weight.c;
    return cnn_ok();
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape in = call->in[0].shape;
    out[0] = (cnn_term){NULL, call->out.shape.c, 1, 1, in.c, in.h, in.w, CNN_FOLD_SUM};
    return 1;
}

static inline cnn_tap tap_of(cnn_shape in, int64_t unit, int64_t index) {
    cnn_tap t = cnn_tap_at(in, index);
    t.weight = unit * (int64_t)cnn_shape_image(in) + index;
    return t;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return tap_of(call->in[0].shape, position, index);
}

static void forward(const cnn_call *call) {
    int64_t taps = (int64_t)cnn_shape_image(call->in[0].shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        for (int64_t unit = 0; unit < call->out.shape.c; unit++) {
            float sum = 0;
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = tap_of(call->in[0].shape, unit, i);
                sum += call->weight[t.weight] * x[t.input];
            }
            y[unit] = sum + (call->bias ? call->bias[unit] : 0);
        }
    }
}

static void backward(const cnn_call *call) {
    int64_t taps = (int64_t)cnn_shape_image(call->in[0].shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t unit = 0; unit < call->out.shape.c; unit++) {
            for (int64_t i = 0; i < taps; i++) {
                cnn_tap t = tap_of(call->in[0].shape, unit, i);
                if (call->dweight)
                    call->dweight[t.weight] += dy[unit] * x[t.input];
                if (dx)
                    dx[t.input] += dy[unit] * call->weight[t.weight];
            }
            if (call->dbias)
                call->dbias[unit] += dy[unit];
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[t.input], .weight = call->weight[t.weight]};
    n.product = n.weight * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.gradient * n.input;
        n.dinput = n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t unit) {
    int64_t taps = (int64_t)cnn_shape_image(probe->call->in[0].shape);
    double sum = 0;
    for (int64_t i = 0; i < taps; i++)
        sum += probe->in[0][i] * cnn_probe_weight(probe, unit * taps + i);
    return probe->call->bias ? sum + cnn_probe_bias(probe, unit) : sum;
}

/* Every unit reads the whole input: the weights of the channels lie side by side. */
static bool partial_dinput(const cnn_call *call, cnn_until until, int channel, int count, float *planes) {
    cnn_shape in = call->in[0].shape;
    int64_t taps = (int64_t)cnn_shape_image(in), cells = (int64_t)in.h * in.w, first = channel * cells,
            end = first + count * cells;
    for (int64_t unit = 0; unit <= until.position; unit++) {
        float g = call->dout.data[unit];
        const float *w = call->weight + unit * taps;
        int64_t last = unit < until.position || until.tap >= end ? end : until.tap + 1;
        for (int64_t i = first; i < last; i++)
            planes[i - first] += g * w[i];
    }
    return true;
}

static const cnn_setting settings[] = {
    {"units", CNN_SETTING_INTEGER, offsetof(cnn_attrs, units), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_dense = {.name = "dense",
    .family = CNN_FAMILY_UNITS,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias"},
    .weight_axes = 2,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_biased,
    .bias = cnn_bias_of_map,
    .value = value,
    .touching = cnn_touching_channel,
    .partial_dinput = partial_dinput};
