/* The logarithm of a softmax over the channels, separately at each row and column, without computing the softmax first, so
 * that a small probability is not rounded to 0. Terms:
 *
 *   max        m = max over k of x[k]
 *   exp        e[k] = exp(x[k] - m)
 *   sum        s = sum over k of e[k]
 *   logarithm  y[k] = x[k] - m - ln s
 *
 * Backward in two: total  d = sum over k of dy[k];  input  dx[k] += dy[k] - exp(y[k]) * d. */
#include "op_steps.h"

#include <math.h>

enum { MAX, EXP, SUM, LOGARITHM };
enum { TOTAL, INPUT };

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    cnn_term over_channels = {"max", 1, s.h, s.w, s.c, 1, 1, CNN_FOLD_SUM};
    if (phase == CNN_BACKWARD) {
        out[TOTAL] = over_channels;
        out[TOTAL].name = "total";
        out[INPUT] = cnn_term_each("input", s);
        return 2;
    }
    out[MAX] = over_channels;
    out[MAX].fold = CNN_FOLD_LARGEST;
    out[EXP] = cnn_term_each("exp", s);
    out[SUM] = over_channels;
    out[SUM].name = "sum";
    out[LOGARITHM] = cnn_term_each("logarithm", s);
    return 4;
}

static bool reduces(cnn_phase phase, int term) {
    return phase == CNN_BACKWARD ? term == TOTAL : term == MAX || term == SUM;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    return cnn_tap_at(s, reduces(phase, term) ? index * plane + position : position);
}

/* The largest of the pixel's numbers, and the sum of the exponentials of what they are below it. */
typedef struct found {
    float max, sum;
} found;

static found find(const float *x, int classes, int64_t plane) {
    found f = {x[0], 0};
    for (int k = 1; k < classes; k++)
        f.max = x[k * plane] > f.max ? x[k * plane] : f.max;
    for (int k = 0; k < classes; k++)
        f.sum += expf(x[k * plane] - f.max);
    return f;
}

static float total(const float *dy, int classes, int64_t plane) {
    float sum = 0;
    for (int k = 0; k < classes; k++)
        sum += dy[k * plane];
    return sum;
}

static void forward(const cnn_call *call) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    for (int n = 0; n < s.n; n++)
        for (int64_t at = 0; at < plane; at++) {
            const float *x = cnn_tensor_image(call->in[0], n).data + at;
            float *y = cnn_tensor_image(call->out, n).data + at;
            found f = find(x, s.c, plane);
            for (int k = 0; k < s.c; k++)
                y[k * plane] = x[k * plane] - f.max - logf(f.sum);
        }
}

static void backward(const cnn_call *call) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    for (int n = 0; n < s.n && call->din[0].data; n++)
        for (int64_t at = 0; at < plane; at++) {
            const float *y = cnn_tensor_image(call->out, n).data + at, *dy = cnn_tensor_image(call->dout, n).data + at;
            float *dx = cnn_tensor_image(call->din[0], n).data + at, sum = total(dy, s.c, plane);
            for (int k = 0; k < s.c; k++)
                dx[k * plane] += dy[k * plane] - expf(y[k * plane]) * sum;
        }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[t.input]};
    if (phase == CNN_BACKWARD) {
        n.gradient = n.product = call->dout.data[t.input];
        n.weight = expf(call->out.data[t.input]);
        n.dinput = term == INPUT ? n.gradient - n.weight * total(call->dout.data + at, s.c, plane) : 0;
        return n;
    }
    found f = find(call->in[0].data + at, s.c, plane);
    n.product = term == MAX ? n.input : term == LOGARITHM ? n.input - f.max - logf(f.sum) : expf(n.input - f.max);
    n.taken = term == MAX && n.input == f.max;
    n.weight = term == EXP ? f.max : term == LOGARITHM ? f.sum : 0;
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_result r = {.divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = term == INPUT ? call->dout.data[position] : 0;
        float sum = total(call->dout.data + at, s.c, plane);
        r.result = term == TOTAL ? sum : r.gradient - expf(call->out.data[position]) * sum;
        return r;
    }
    found f = find(call->in[0].data + at, s.c, plane);
    r.result = term == MAX   ? f.max
               : term == EXP ? expf(call->in[0].data[position] - f.max)
               : term == SUM ? f.sum
                             : call->out.data[position];
    return r;
}

static double value(cnn_probe *probe, int64_t position) {
    cnn_shape s = probe->call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    const double *x = probe->in[0] + position % plane;
    double max = x[0], sum = 0;
    for (int k = 1; k < s.c; k++)
        max = fmax(max, x[k * plane]);
    for (int k = 0; k < s.c; k++)
        sum += exp(x[k * plane] - max);
    return probe->in[0][position] - max - log(sum);
}

const cnn_op cnn_op_log_softmax = {.name = "log-softmax",
    .family = CNN_FAMILY_TERMS,
    .inputs_min = 1,
    .inputs_max = 1,
    .infer = cnn_infer_one_to_one,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .value = value};
