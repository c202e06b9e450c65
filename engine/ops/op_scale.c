/* Scale: each channel times a number of its own, plus another; `factors` may be one for all or of each number of an
 * image instead.
 *
 *   y[c] = w[c] * x[c] + b[c]      dw[c] += g * x      dx += g * w[c]      db[c] += g
 *
 * Batch normalisation in evaluation is one, and so is the layer scale of ConvNeXt, which has no bias and begins close to
 * 0. Source for the latter: H. Touvron et al., "Going deeper with image transformers", 2021. */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    layout->out = in[0];
    layout->weight = (cnn_shape){cnn_own_count(a->slopes, in[0]), 1, 1, 1};
    layout->bias = a->bias ? layout->weight.n : 0;
    return cnn_ok();
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = cnn_tap_same(call, phase, term, position, index);
    t.weight = cnn_own_number(call, position);
    return t;
}

/* So many numbers in a row have the same factor. */
static int64_t run_of(const cnn_call *call) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    cnn_slopes whose = call->attrs->slopes;
    return whose == CNN_SLOPES_EACH ? 1 : whose == CNN_SLOPES_ONE ? plane * s.c : plane;
}

static void forward(const cnn_call *call) {
    int64_t run = run_of(call), each = (int64_t)cnn_shape_image(call->in[0].shape), i = 0;
    for (int n = 0; n < call->in[0].shape.n; n++)
        for (int64_t k = 0; k < each / run; k++)
            for (int64_t end = i + run; i < end; i++)
                call->out.data[i] = call->weight[k] * call->in[0].data[i] + (call->bias ? call->bias[k] : 0);
}

static void backward(const cnn_call *call) {
    int64_t run = run_of(call), each = (int64_t)cnn_shape_image(call->in[0].shape), i = 0;
    for (int n = 0; n < call->in[0].shape.n; n++)
        for (int64_t k = 0; k < each / run; k++)
            for (int64_t end = i + run; i < end; i++) {
                float g = call->dout.data[i];
                if (call->dweight)
                    call->dweight[k] += g * call->in[0].data[i];
                if (call->dbias)
                    call->dbias[k] += g;
                if (call->din[0].data)
                    call->din[0].data[i] += g * call->weight[k];
            }
}

static int64_t bias_of(const cnn_call *call, int term, int64_t position) {
    (void)term;
    return cnn_own_number(call, position);
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.bias = call->bias ? call->bias[cnn_own_number(call, position)] : 0;
    return r;
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
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
    int64_t k = cnn_own_number(probe->call, position);
    double scaled = cnn_probe_weight(probe, k) * probe->in[0][position];
    return probe->call->bias ? scaled + cnn_probe_bias(probe, k) : scaled;
}

static const char *const whose[] = {"channel", "one", "each", NULL};
static const cnn_setting settings[] = {
    {"factors", CNN_SETTING_CHOICE, offsetof(cnn_attrs, slopes), 0, 0, CNN_SLOPES_CHANNEL, CNN_DEFAULT_NUMBER, whose},
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
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .bias = bias_of,
    .value = value,
    .touching = cnn_touching_own};
