/* PReLU: a leaky ReLU whose slope is learned.
 *
 *   y = x > 0 ? x : w x        dx += dy (x > 0 ? 1 : w)        dw += dy (x > 0 ? 0 : x)
 *
 * `slopes` says whose w is: one of each channel, one of all numbers, or one of each number of an image. Source: K. He et
 * al., "Delving deep into rectifiers", 2015. */
#include "op_steps.h"

#include <math.h>

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    layout->out = in[0];
    layout->weight = (cnn_shape){cnn_own_count(a->slopes, in[0]), 1, 1, 1};
    return cnn_ok();
}

static void forward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t i = 0; i < each; i++) {
            float x = call->in[0].data[n * each + i];
            call->out.data[n * each + i] = x > 0 ? x : x * call->weight[cnn_own_number(call, i)];
        }
}

static void backward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t i = 0; i < each; i++) {
            float x = call->in[0].data[n * each + i], dy = call->dout.data[n * each + i];
            if (call->din[0].data)
                call->din[0].data[n * each + i] += x > 0 ? dy : dy * call->weight[cnn_own_number(call, i)];
            if (call->dweight && !(x > 0))
                call->dweight[cnn_own_number(call, i)] += dy * x;
        }
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = cnn_tap_same(call, phase, term, position, index);
    t.weight = cnn_own_number(call, position);
    return t;
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    (void)index;
    cnn_numbers n = {.input = call->in[0].data[position], .weight = call->weight[cnn_own_number(call, position)]};
    n.taken = n.input > 0;
    n.product = n.taken ? n.input : n.input * n.weight;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.taken ? 0 : n.gradient * n.input;
        n.dinput = n.taken ? n.gradient : n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x > 0;
    return x > 0 ? x : x * cnn_probe_weight(probe, cnn_own_number(probe->call, position));
}

static const char *const whose[] = {"channel", "one", "each", NULL};
static const cnn_setting settings[] = {
    {"slopes", CNN_SETTING_CHOICE, offsetof(cnn_attrs, slopes), 0, 0, CNN_SLOPES_CHANNEL, CNN_DEFAULT_NUMBER, whose},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_prelu = {.name = "prelu",
    .family = CNN_FAMILY_ELEMENT,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight"},
    .weight_axes = 1,
    .weights_begin = 0.25f,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = cnn_terms_each,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = cnn_touching_own};
