/* Losses: one number for each image, and the gradient that starts the backward pass.
 *
 *   softmax-cross-entropy  p = softmax(x), L = -ln p[label]           dx = scale * (p - y), y one-hot (or `target`)
 *     terms: max, exp, sum, quotient as in softmax, then log
 *   mse                    L = mean over i of (x[i] - target[i])^2    dx = scale * 2 (x - target) / count
 *     terms: square, mean; of a class: hot for its own output, cold for the others; with a second input that, which then
 *     counts as a constant
 *   sum                    L = sum over i of u[i] * x[i]              dx = scale * u
 *     u = target or 1: an upstream gradient given by hand; term: sum
 *
 * The loss of a minibatch is the mean over its images: loss_scale = 1/N. An image is read as one vector. */
#include "op_steps.h"

#include "elementary.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)in;
    (void)inputs;
    layout->out = (cnn_shape){1, 1, 1, 1};
    return cnn_ok();
}

static int64_t count_of(const cnn_call *call) {
    return (int64_t)cnn_shape_image(call->in[0].shape);
}

static const float *target_of(const cnn_call *call, int image) {
    return call->target ? call->target + image * count_of(call) : NULL;
}

/* What the output should be. */
static float wanted(const cnn_call *call, int image, int64_t i) {
    const float *target = target_of(call, image);
    if (call->inputs == 2)
        return cnn_tensor_image(call->in[1], image).data[i];
    if (target)
        return target[i];
    return call->labels ? (call->labels[image] == i ? call->attrs->hot : call->attrs->cold) : 0;
}

/* The upstream gradient given for the output; labels have no effect. */
static float given(const cnn_call *call, int image, int64_t i) {
    const float *target = target_of(call, image);
    return target ? target[i] : 1;
}

static cnn_numbers each_gradient(const cnn_call *call, float x, float value, float y) {
    cnn_numbers n = {.input = x, .weight = y, .product = value, .gradient = call->loss_scale};
    return n;
}

/* Softmax and cross-entropy. */

enum { MAX, EXP, SUM, QUOTIENT, LOG };

static int entropy_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    if (phase == CNN_BACKWARD) {
        out[0] = cnn_term_each("difference", s);
        return 1;
    }
    out[MAX] = cnn_term_all("max", s, CNN_FOLD_LARGEST);
    out[EXP] = cnn_term_each("exp", s);
    out[SUM] = cnn_term_all("sum", s, CNN_FOLD_SUM);
    out[QUOTIENT] = cnn_term_each("quotient", s);
    out[LOG] = cnn_term_all("log", s, CNN_FOLD_SUM);
    return 5;
}

static float largest(const float *x, int64_t count) {
    float max = x[0];
    for (int64_t i = 1; i < count; i++)
        max = x[i] > max ? x[i] : max;
    return max;
}

static float sum_of_exp(const float *x, int64_t count, float max) {
    float sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += cnn_exp(x[i] - max);
    return sum;
}

static void entropy_forward(const cnn_call *call) {
    int64_t count = count_of(call);
    for (int n = 0; n < call->in[0].shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float max = largest(x, count), log_sum = cnn_log(sum_of_exp(x, count, max)), loss = 0;
        for (int64_t i = 0; i < count; i++) {
            float y = wanted(call, n, i);
            loss += y != 0 ? y * (log_sum - (x[i] - max)) : 0;
        }
        call->out.data[n] = loss;
    }
}

static void entropy_backward(const cnn_call *call) {
    int64_t count = count_of(call);
    for (int n = 0; n < call->in[0].shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        float max = largest(x, count), sum = sum_of_exp(x, count, max);
        for (int64_t i = 0; i < count; i++)
            dx[i] += call->loss_scale * (cnn_exp(x[i] - max) / sum - wanted(call, n, i));
    }
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return cnn_tap_at(call->in[0].shape, position + index);
}

static cnn_numbers entropy_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    int64_t count = count_of(call), i = position + index;
    const float *x = call->in[0].data;
    float max = largest(x, count), sum = sum_of_exp(x, count, max), e = cnn_exp(x[i] - max), y = wanted(call, 0, i);
    if (phase == CNN_BACKWARD) {
        cnn_numbers n = each_gradient(call, x[i], e / sum, y);
        n.dinput = call->loss_scale * (e / sum - y);
        return n;
    }
    cnn_numbers n = {.input = x[i]};
    n.product = term == MAX ? x[i] : term == QUOTIENT ? e / sum : e;
    n.taken = term == MAX && x[i] == max;
    if (term == EXP)
        n.weight = max;
    else if (term == QUOTIENT)
        n.weight = sum;
    else if (term == LOG) {
        n.weight = y;
        n.product = y != 0 ? y * (cnn_log(sum) - (x[i] - max)) : 0;
    }
    return n;
}

static cnn_result entropy_result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    int64_t count = count_of(call);
    const float *x = call->in[0].data;
    float max = largest(x, count), sum = sum_of_exp(x, count, max);
    cnn_result r = {.divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = call->loss_scale;
        r.result = call->loss_scale * (cnn_exp(x[position] - max) / sum - wanted(call, 0, position));
    } else if (term == MAX)
        r.result = max;
    else if (term == EXP)
        r.result = cnn_exp(x[position] - max);
    else if (term == SUM)
        r.result = sum;
    else if (term == QUOTIENT)
        r.result = cnn_exp(x[position] - max) / sum;
    else
        r.result = call->out.data[0];
    return r;
}

static double entropy_value(cnn_probe *probe, int64_t position) {
    (void)position;
    const double *x = probe->in[0];
    double max = x[0], sum = 0, loss = 0;
    int64_t count = count_of(probe->call);
    for (int64_t i = 1; i < count; i++)
        max = fmax(max, x[i]);
    for (int64_t i = 0; i < count; i++)
        sum += cnn_exp_d(x[i] - max);
    for (int64_t i = 0; i < count; i++) {
        double y = (double)wanted(probe->call, 0, i);
        loss += y != 0 ? y * (cnn_log_d(sum) - (x[i] - max)) : 0;
    }
    return loss;
}

/* Mean squared error. */

enum { SQUARE, MEAN };

static int mse_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    if (phase == CNN_BACKWARD) {
        out[0] = cnn_term_each("difference", s);
        return 1;
    }
    out[SQUARE] = cnn_term_each("square", s);
    out[MEAN] = cnn_term_all("mean", s, CNN_FOLD_SUM);
    return 2;
}

static float difference(const cnn_call *call, int image, int64_t i) {
    return cnn_tensor_image(call->in[0], image).data[i] - wanted(call, image, i);
}

static void mse_forward(const cnn_call *call) {
    int64_t count = count_of(call);
    for (int n = 0; n < call->in[0].shape.n; n++) {
        float sum = 0;
        for (int64_t i = 0; i < count; i++)
            sum += difference(call, n, i) * difference(call, n, i);
        call->out.data[n] = sum / (float)count;
    }
}

static float mse_gradient(const cnn_call *call, int image, int64_t i) {
    return call->loss_scale * 2 * difference(call, image, i) / (float)count_of(call);
}

static void mse_backward(const cnn_call *call) {
    for (int n = 0; n < call->in[0].shape.n; n++)
        for (int64_t i = 0; i < count_of(call); i++)
            cnn_tensor_image(call->din[0], n).data[i] += mse_gradient(call, n, i);
}

static cnn_numbers mse_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    int64_t i = position + index;
    float d = difference(call, 0, i);
    cnn_numbers n = each_gradient(call, call->in[0].data[i], d * d, wanted(call, 0, i));
    n.dinput = phase == CNN_BACKWARD ? mse_gradient(call, 0, i) : 0;
    return n;
}

static cnn_result mse_result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = {.divisor = term == MEAN ? (float)count_of(call) : 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = call->loss_scale;
        r.result = mse_gradient(call, 0, position);
        r.divisor = (float)count_of(call);
    } else
        r.result = term == MEAN ? call->out.data[0] : difference(call, 0, position) * difference(call, 0, position);
    return r;
}

static double mse_value(cnn_probe *probe, int64_t position) {
    (void)position;
    double loss = 0;
    int64_t count = count_of(probe->call);
    for (int64_t i = 0; i < count; i++) {
        double far = probe->in[0][i] - (double)wanted(probe->call, 0, i);
        loss += far * far / (double)count;
    }
    return loss;
}

/* A weighted sum. */

static int sum_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    out[0] = phase == CNN_BACKWARD ? cnn_term_each("difference", s) : cnn_term_all("sum", s, CNN_FOLD_SUM);
    return 1;
}

static void sum_forward(const cnn_call *call) {
    for (int n = 0; n < call->in[0].shape.n; n++) {
        float sum = 0;
        for (int64_t i = 0; i < count_of(call); i++)
            sum += given(call, n, i) * cnn_tensor_image(call->in[0], n).data[i];
        call->out.data[n] = sum;
    }
}

static void sum_backward(const cnn_call *call) {
    for (int n = 0; n < call->in[0].shape.n; n++)
        for (int64_t i = 0; i < count_of(call); i++)
            cnn_tensor_image(call->din[0], n).data[i] += call->loss_scale * given(call, n, i);
}

static cnn_numbers sum_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    int64_t i = position + index;
    float u = given(call, 0, i);
    cnn_numbers n = each_gradient(call, call->in[0].data[i], u * call->in[0].data[i], u);
    n.dinput = phase == CNN_BACKWARD ? call->loss_scale * u : 0;
    return n;
}

static cnn_result sum_result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    (void)term;
    cnn_result r = {.result = call->out.data[0], .divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = call->loss_scale;
        r.result = call->loss_scale * given(call, 0, position);
    }
    return r;
}

static double sum_value(cnn_probe *probe, int64_t position) {
    (void)position;
    double sum = 0;
    for (int64_t i = 0; i < count_of(probe->call); i++)
        sum += (double)given(probe->call, 0, i) * probe->in[0][i];
    return sum;
}

extern const cnn_op cnn_op_softmax;

#define LOSS(kind, text, compared, inside, most)                                                                     \
    {                                                                                                                \
        .name = text, .family = CNN_FAMILY_LOSS, .loss = true, .target = compared, .contains = inside,               \
        .inputs_min = 1, .inputs_max = most, .infer = infer, .forward = kind##_forward, .backward = kind##_backward, \
        .terms = kind##_terms, .tap = tap, .numbers = kind##_numbers, .result = kind##_result, .value = kind##_value \
    }

const cnn_op cnn_op_loss_cross_entropy = LOSS(entropy, "softmax-cross-entropy", CNN_TARGET_CLASS, &cnn_op_softmax, 1);
const cnn_op cnn_op_loss_mse = LOSS(mse, "mse", CNN_TARGET_NUMBERS, NULL, 2);
const cnn_op cnn_op_loss_sum = LOSS(sum, "sum", CNN_TARGET_GRADIENT, NULL, 1);
