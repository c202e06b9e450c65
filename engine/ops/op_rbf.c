/* Euclidean radial basis units, the output of LeNet-5: how far the input is from each of a few patterns. The smallest
 * output wins.
 *
 *   y[u] = sum over i of (x[i] - w[u,i])^2      dx[i] += g * 2 (x[i] - w[u,i])      dw[u,i] -= the same
 *
 * Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.
 */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->units < 1 || a->units > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "units must be 1 to %d, not %d", CNN_AXIS_MAX, a->units);
    size_t each = cnn_shape_image(in[0]);
    if (each > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "each unit would compare more than %d numbers", CNN_AXIS_MAX);
    layout->out = (cnn_shape){1, a->units, 1, 1};
    layout->weight = (cnn_shape){a->units, (int)each, 1, 1};
    layout->macs = (int64_t)a->units * (int64_t)each;
    return cnn_ok();
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape in = call->in[0].shape;
    out[0] = (cnn_term){NULL, call->out.shape.c, 1, 1, in.c, in.h, in.w, CNN_FOLD_SUM};
    return 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_tap t = cnn_tap_at(call->in[0].shape, index);
    t.weight = position * (int64_t)cnn_shape_image(call->in[0].shape) + index;
    return t;
}

static void forward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->in[0].shape), units = call->out.shape.c;
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        for (int64_t u = 0; u < units; u++) {
            float sum = 0;
            for (int64_t i = 0; i < each; i++) {
                float far = x[i] - call->weight[u * each + i];
                sum += far * far;
            }
            cnn_tensor_image(call->out, n).data[u] = sum;
        }
    }
}

static void backward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->in[0].shape), units = call->out.shape.c;
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t u = 0; u < units; u++)
            for (int64_t i = 0; i < each; i++) {
                float slope = dy[u] * 2 * (x[i] - call->weight[u * each + i]);
                if (dx)
                    dx[i] += slope;
                if (call->dweight)
                    call->dweight[u * each + i] -= slope;
            }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[t.input], .weight = call->weight[t.weight]};
    float far = n.input - n.weight;
    n.product = far * far;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.gradient * 2 * far;
        n.dweight = -n.dinput;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t unit) {
    int64_t taps = (int64_t)cnn_shape_image(probe->call->in[0].shape);
    double sum = 0;
    for (int64_t i = 0; i < taps; i++) {
        double far = probe->in[0][i] - cnn_probe_weight(probe, unit * taps + i);
        sum += far * far;
    }
    return sum;
}

static const cnn_setting settings[] = {
    {"units", CNN_SETTING_INTEGER, offsetof(cnn_attrs, units), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_rbf = {.name = "rbf",
    .family = CNN_FAMILY_UNITS,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight"},
    .weight_axes = 2,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = cnn_touching_channel};
