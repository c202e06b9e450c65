/* Softmax over the channels, separately at each row and column, and its logarithm, which does not compute the softmax
 * first, so that a small probability is not rounded to 0. Both go through four terms that can be stepped through, of
 * which only the last differs:
 *
 *   max        m = max over k of x[k]             (so that exp cannot overflow)
 *   exp        e[k] = exp(x[k] - m)
 *   sum        s = sum over k of e[k]
 *   quotient   y[k] = e[k] / s
 *   logarithm  y[k] = x[k] - m - ln s
 *
 * Backward in two.  Softmax:  dot  d = sum over k of dy[k] * y[k];  input  dx[k] += y[k] * (dy[k] - d).
 * Its logarithm:  total  d = sum over k of dy[k];  input  dx[k] += dy[k] - exp(y[k]) * d. */
#include "op_steps.h"

#include "elementary.h"

enum { MAX, EXP, SUM, LAST };
enum { SHARED, INPUT };

/* `last` and `shared` are what the operator calls its own terms. */
static int terms_named(const cnn_call *call, cnn_phase phase, const char *last, const char *shared, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    cnn_term over_channels = {"max", 1, s.h, s.w, s.c, 1, 1, CNN_FOLD_SUM};
    if (phase == CNN_BACKWARD) {
        out[SHARED] = over_channels;
        out[SHARED].name = shared;
        out[INPUT] = cnn_term_each("input", s);
        return 2;
    }
    out[MAX] = over_channels;
    out[MAX].fold = CNN_FOLD_LARGEST;
    out[EXP] = cnn_term_each("exp", s);
    out[SUM] = over_channels;
    out[SUM].name = "sum";
    out[LAST] = cnn_term_each(last, s);
    return 4;
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    return terms_named(call, phase, "quotient", "dot", out);
}

static int log_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    return terms_named(call, phase, "logarithm", "total", out);
}

static bool reduces(cnn_phase phase, int term) {
    return phase == CNN_BACKWARD ? term == SHARED : term == MAX || term == SUM;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    return cnn_tap_at(s, reduces(phase, term) ? index * plane + position : position);
}

static float largest(const float *x, int classes, int64_t plane) {
    float max = x[0];
    for (int k = 1; k < classes; k++)
        max = x[k * plane] > max ? x[k * plane] : max;
    return max;
}

static float sum_of_exp(const float *x, int classes, int64_t plane, float max) {
    float sum = 0;
    for (int k = 0; k < classes; k++)
        sum += cnn_exp(x[k * plane] - max);
    return sum;
}

static float dot(const float *a, const float *b, int classes, int64_t plane) {
    float sum = 0;
    for (int k = 0; k < classes; k++)
        sum += a[k * plane] * b[k * plane];
    return sum;
}

/* The softmax of each pixel, or its logarithm. */
static void forward_as(const cnn_call *call, bool logarithm) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    for (int n = 0; n < s.n; n++)
        for (int64_t at = 0; at < plane; at++) {
            const float *x = cnn_tensor_image(call->in[0], n).data + at;
            float *y = cnn_tensor_image(call->out, n).data + at;
            float max = largest(x, s.c, plane), sum = sum_of_exp(x, s.c, plane, max), log = cnn_log(sum);
            for (int k = 0; k < s.c; k++)
                y[k * plane] = logarithm ? x[k * plane] - max - log : cnn_exp(x[k * plane] - max) / sum;
        }
}

static void forward(const cnn_call *call) {
    forward_as(call, false);
}

static float total(const float *dy, int classes, int64_t plane) {
    float sum = 0;
    for (int k = 0; k < classes; k++)
        sum += dy[k * plane];
    return sum;
}

static void backward_as(const cnn_call *call, bool logarithm) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    for (int n = 0; n < s.n && call->din[0].data; n++)
        for (int64_t at = 0; at < plane; at++) {
            const float *y = cnn_tensor_image(call->out, n).data + at, *dy = cnn_tensor_image(call->dout, n).data + at;
            float *dx = cnn_tensor_image(call->din[0], n).data + at;
            float shared = logarithm ? total(dy, s.c, plane) : dot(dy, y, s.c, plane);
            for (int k = 0; k < s.c; k++)
                dx[k * plane] += logarithm ? dy[k * plane] - cnn_exp(y[k * plane]) * shared
                                           : y[k * plane] * (dy[k * plane] - shared);
        }
}

static void backward(const cnn_call *call) {
    backward_as(call, false);
}

static float shared_of(const cnn_call *call, int64_t at) {
    cnn_shape s = call->in[0].shape;
    return dot(call->dout.data + at, call->out.data + at, s.c, (int64_t)s.h * s.w);
}

/* What both do in a term of the forward phase; `at` is the pixel. */
static void forward_numbers(const cnn_call *call, int term, int64_t at, cnn_numbers *n) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    const float *x = call->in[0].data + at;
    float max = largest(x, s.c, plane);
    n->product = term == MAX ? n->input : cnn_exp(n->input - max);
    n->taken = term == MAX && n->input == max;
    n->weight = term == EXP ? max : term == LAST ? sum_of_exp(x, s.c, plane, max) : 0;
}

static float forward_result(const cnn_call *call, int term, int64_t position) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    if (term == LAST)
        return call->out.data[position];
    const float *x = call->in[0].data + position % plane;
    float max = largest(x, s.c, plane);
    return term == MAX ? max : term == EXP ? cnn_exp(call->in[0].data[position] - max) : sum_of_exp(x, s.c, plane, max);
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[t.input]};
    if (phase == CNN_BACKWARD) {
        float y = call->out.data[t.input];
        n.gradient = call->dout.data[t.input];
        n.weight = y;
        n.product = n.gradient * y;
        n.dinput = term == INPUT ? y * (n.gradient - shared_of(call, at)) : 0;
        return n;
    }
    forward_numbers(call, term, at, &n);
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_result r = {.divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = term == INPUT ? call->dout.data[position] : 0;
        float shared = shared_of(call, at);
        r.result = term == SHARED ? shared : call->out.data[position] * (r.gradient - shared);
        return r;
    }
    r.result = forward_result(call, term, position);
    return r;
}

/* The largest number of the pixel, and the sum of the exponentials of what all are below it. */
static double exact_sum(const cnn_probe *probe, int64_t position, double *max) {
    cnn_shape s = probe->call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w;
    const double *x = probe->in[0] + position % plane;
    double sum = 0;
    *max = x[0];
    for (int k = 1; k < s.c; k++)
        *max = fmax(*max, x[k * plane]);
    for (int k = 0; k < s.c; k++)
        sum += cnn_exp_d(x[k * plane] - *max);
    return sum;
}

static double value(cnn_probe *probe, int64_t position) {
    double max, sum = exact_sum(probe, position, &max);
    return cnn_exp_d(probe->in[0][position] - max) / sum;
}

const cnn_op cnn_op_softmax = {.name = "softmax",
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

static void log_forward(const cnn_call *call) {
    forward_as(call, true);
}

static void log_backward(const cnn_call *call) {
    backward_as(call, true);
}

static cnn_numbers log_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = call->in[0].data[t.input]};
    if (phase == CNN_BACKWARD) {
        n.gradient = n.product = call->dout.data[t.input];
        n.weight = cnn_exp(call->out.data[t.input]);
        n.dinput = term == INPUT ? n.gradient - n.weight * total(call->dout.data + at, s.c, plane) : 0;
        return n;
    }
    forward_numbers(call, term, at, &n);
    n.product = term == LAST ? n.input - largest(call->in[0].data + at, s.c, plane) - cnn_log(n.weight) : n.product;
    return n;
}

static cnn_result log_result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_shape s = call->in[0].shape;
    int64_t plane = (int64_t)s.h * s.w, at = position % plane;
    cnn_result r = {.divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = term == INPUT ? call->dout.data[position] : 0;
        float sum = total(call->dout.data + at, s.c, plane);
        r.result = term == SHARED ? sum : r.gradient - cnn_exp(call->out.data[position]) * sum;
        return r;
    }
    r.result = forward_result(call, term, position);
    return r;
}

static double log_value(cnn_probe *probe, int64_t position) {
    double max, sum = exact_sum(probe, position, &max);
    return probe->in[0][position] - max - cnn_log_d(sum);
}

const cnn_op cnn_op_log_softmax = {.name = "log-softmax",
    .family = CNN_FAMILY_TERMS,
    .inputs_min = 1,
    .inputs_max = 1,
    .infer = cnn_infer_one_to_one,
    .forward = log_forward,
    .backward = log_backward,
    .terms = log_terms,
    .tap = tap,
    .numbers = log_numbers,
    .result = log_result,
    .value = log_value};
