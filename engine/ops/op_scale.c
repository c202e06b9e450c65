/* Scale: each channel times a number of its own, plus another.
 *
 *   y[c] = w[c] * x[c] + b[c]      dw[c] += g * x      dx += g * w[c]      db[c] += g
 *
 * Batch normalisation in evaluation is one, and so is the layer scale of ConvNeXt, which has no bias and begins close to
 * 0. Source for the latter: H. Touvron et al., "Going deeper with image transformers", 2021. */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    layout->out = in[0];
    layout->weight = (cnn_shape){in[0].c, 1, 1, 1};
    layout->bias = a->bias ? in[0].c : 0;
    return cnn_ok();
}

static void forward(const cnn_call *call) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, i = 0;
    for (int n = 0; n < s.n; n++)
        for (int c = 0; c < s.c; c++)
            for (int64_t end = i + plane; i < end; i++)
                call->out.data[i] = call->weight[c] * call->in[0].data[i] + (call->bias ? call->bias[c] : 0);
}

static void backward(const cnn_call *call) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, i = 0;
    for (int n = 0; n < s.n; n++)
        for (int c = 0; c < s.c; c++)
            for (int64_t end = i + plane; i < end; i++) {
                float g = call->dout.data[i];
                if (call->dweight)
                    call->dweight[c] += g * call->in[0].data[i];
                if (call->dbias)
                    call->dbias[c] += g;
                if (call->din[0].data)
                    call->din[0].data[i] += g * call->weight[c];
            }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = cnn_tap_of_channel(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[position], .weight = call->weight[t.weight]};
    n.product = n.weight * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.gradient * n.input;
        n.dinput = n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    int64_t c = cnn_bias_of_map(probe->call, 0, position);
    double scaled = cnn_probe_weight(probe, c) * probe->in[0][position];
    return probe->call->bias ? scaled + cnn_probe_bias(probe, c) : scaled;
}

static const cnn_setting settings[] = {
    {"start", CNN_SETTING_NUMBER, offsetof(cnn_attrs, start), 1e-9, 1e6, 1, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_scale = {.name = "scale",
    .family = CNN_FAMILY_ELEMENT,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias"},
    .weight_axes = 1,
    .weights_begin = 1,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = cnn_terms_each,
    .tap = cnn_tap_of_channel,
    .numbers = numbers,
    .result = cnn_result_biased,
    .bias = cnn_bias_of_map,
    .value = value,
    .touching = cnn_touching_own};
