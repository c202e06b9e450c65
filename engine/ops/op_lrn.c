/* Local response normalisation: each number is divided by a power of a sum of squares over neighbouring maps, at the
 * same pixel.
 *
 *   D[c] = k + a * sum of x[j]^2 over j = c - n/2 .. c + (n-1)/2, cut to the maps there are
 *   y[c] = x[c] / D[c]^beta
 *   a = alpha (the paper of 2012), or alpha / n with `alpha_over_n` (PyTorch and Caffe)
 *   dx[j] += g[c] * ((j = c) D[c]^-beta - 2 a beta x[c] x[j] D[c]^-(beta+1))
 *
 * A position's taps are its n neighbours; those before the first or after the last map read nothing. Source: A.
 * Krizhevsky, I. Sutskever, G. Hinton, "ImageNet classification with deep convolutional neural networks", 2012; the
 * definition of torch.nn.functional.local_response_norm. */
#include "op_steps.h"

#include "elementary.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->neighbours < 1 || a->neighbours > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "neighbours must be 1 to %d, not %d", CNN_AXIS_MAX, a->neighbours);
    layout->out = in[0];
    return cnn_ok();
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape o = call->out.shape;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, call->attrs->neighbours, 1, 1, CNN_FOLD_SUM};
    return 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_shape in = call->in[0].shape;
    cnn_triple at = cnn_unflatten(position, in.h, in.w);
    cnn_tap t = {.channel = at.c - call->attrs->neighbours / 2 + (int)index, .row = at.h, .column = at.w, .weight = -1};
    t.padding = t.channel < 0 || t.channel >= in.c;
    t.input = t.padding ? -1 : cnn_flat(in, t.channel, at.h, at.w);
    return t;
}

static float share_of(const cnn_attrs *a) {
    return a->alpha_over_n ? a->alpha / (float)a->neighbours : a->alpha;
}

/* D of the position, from the numbers of one image. */
static float divisor_of(const cnn_call *call, const float *x, int64_t position) {
    cnn_shape in = call->in[0].shape;
    int64_t plane = (int64_t)in.h * in.w, c = position / plane, pixel = position % plane;
    int64_t first = c - call->attrs->neighbours / 2, last = c + (call->attrs->neighbours - 1) / 2;
    float sum = 0;
    for (int64_t j = first < 0 ? 0 : first; j <= last && j < in.c; j++)
        sum += x[j * plane + pixel] * x[j * plane + pixel];
    return call->attrs->k + share_of(call->attrs) * sum;
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        for (int64_t p = 0; p < positions; p++)
            cnn_tensor_image(call->out, n).data[p] = x[p] / cnn_pow(divisor_of(call, x, p), call->attrs->beta);
    }
}

static float slope_of(const cnn_call *call, const float *x, int64_t position, int64_t input, float divisor) {
    float beta = call->attrs->beta, power = cnn_pow(divisor, -beta);
    float own = position == input ? power : 0;
    return own - 2 * share_of(call->attrs) * beta * x[position] * x[input] * power / divisor;
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            float g = cnn_tensor_image(call->dout, n).data[p], divisor = divisor_of(call, x, p);
            for (int i = 0; i < call->attrs->neighbours; i++) {
                cnn_tap t = tap(call, CNN_BACKWARD, 0, p, i);
                if (!t.padding)
                    dx[t.input] += g * slope_of(call, x, p, t.input, divisor);
            }
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    const float *x = call->in[0].data;
    cnn_numbers n = {.input = t.padding ? 0 : x[t.input], .weight = share_of(call->attrs)};
    n.product = n.weight * n.input * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = t.padding ? 0 : n.gradient * slope_of(call, x, position, t.input, divisor_of(call, x, position));
    }
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.divisor = divisor_of(call, call->in[0].data, position);
    return r;
}

static double value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    double sum = 0, share = (double)a->alpha / (a->alpha_over_n ? a->neighbours : 1);
    for (int i = 0; i < a->neighbours; i++) {
        cnn_tap t = tap(probe->call, CNN_FORWARD, 0, position, i);
        sum += t.padding ? 0 : probe->in[0][t.input] * probe->in[0][t.input];
    }
    return probe->in[0][position] / cnn_pow_d((double)a->k + share * sum, (double)a->beta);
}

/* The maps that have the channel among their neighbours. */
static cnn_steps_box touching(const cnn_call *call, int channel) {
    int n = call->attrs->neighbours, last = channel + n / 2, first = channel - (n - 1) / 2;
    return (cnn_steps_box){first < 0 ? 0 : first, last < call->out.shape.c ? last : call->out.shape.c - 1, 0, n - 1};
}

static const cnn_setting settings[] = {
    {"neighbours", CNN_SETTING_INTEGER, offsetof(cnn_attrs, neighbours), 1, 65536, 5, CNN_DEFAULT_NUMBER, NULL},
    {"alpha", CNN_SETTING_NUMBER, offsetof(cnn_attrs, alpha), 0, 1e6, 1e-4, CNN_DEFAULT_NUMBER, NULL},
    {"beta", CNN_SETTING_NUMBER, offsetof(cnn_attrs, beta), 0, 100, 0.75, CNN_DEFAULT_NUMBER, NULL},
    {"k", CNN_SETTING_NUMBER, offsetof(cnn_attrs, k), 1e-9, 1e6, 2, CNN_DEFAULT_NUMBER, NULL},
    {"alpha_over_n", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, alpha_over_n), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_lrn = {.name = "lrn",
    .family = CNN_FAMILY_NORMALISATION,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .value = value,
    .touching = touching};
