/* The loss for outputs that are distances, where the smallest wins: it makes the right one small and the others large.
 *
 *   L = y[label] + ln(e^-j + sum over i of e^-y[i])
 *   dy[i] = scale * ((i == label) - e^-y[i] / (e^-j + sum))
 *
 * The constant j (attribute `margin`) keeps distances that are already large from being pushed further. The logarithm
 * is computed relative to the smallest of y and j, so that nothing overflows. Terms: min, exp, sum, log. Source: Y.
 * LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998, equation (9). */
#include "op_steps.h"

#include "elementary.h"

extern const cnn_op cnn_op_loss_distance;

enum { MIN, EXP, SUM, LOG };

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

static float wanted(const cnn_call *call, int image, int64_t i) {
    if (call->target)
        return call->target[image * count_of(call) + i];
    return call->labels && call->labels[image] == i ? 1 : 0;
}

/* The smallest of the distances and the margin, and the sum of the exponentials relative to it. */
static float smallest(const cnn_call *call, const float *y) {
    float least = call->attrs->margin;
    for (int64_t i = 0; i < count_of(call); i++)
        least = y[i] < least ? y[i] : least;
    return least;
}

static float sum_of(const cnn_call *call, const float *y, float least) {
    float sum = 0;
    for (int64_t i = 0; i < count_of(call); i++)
        sum += cnn_exp(least - y[i]);
    return sum + cnn_exp(least - call->attrs->margin);
}

static void forward(const cnn_call *call) {
    for (int n = 0; n < call->in[0].shape.n; n++) {
        const float *y = cnn_tensor_image(call->in[0], n).data;
        float least = smallest(call, y), log_sum = cnn_log(sum_of(call, y, least)), loss = 0;
        for (int64_t i = 0; i < count_of(call); i++)
            loss += wanted(call, n, i) * (y[i] - least);
        call->out.data[n] = loss + log_sum;
    }
}

static void backward(const cnn_call *call) {
    for (int n = 0; n < call->in[0].shape.n; n++) {
        const float *y = cnn_tensor_image(call->in[0], n).data;
        float *dy = cnn_tensor_image(call->din[0], n).data;
        float least = smallest(call, y), sum = sum_of(call, y, least);
        for (int64_t i = 0; i < count_of(call); i++)
            dy[i] += call->loss_scale * (wanted(call, n, i) - cnn_exp(least - y[i]) / sum);
    }
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    cnn_shape s = call->in[0].shape;
    if (phase == CNN_BACKWARD) {
        out[0] = cnn_term_each("difference", s);
        return 1;
    }
    out[MIN] = cnn_term_all("min", s, CNN_FOLD_SMALLEST);
    out[EXP] = cnn_term_each("exp", s);
    out[SUM] = cnn_term_all("sum", s, CNN_FOLD_SUM);
    out[LOG] = cnn_term_all("log", s, CNN_FOLD_SUM);
    return 4;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return cnn_tap_at(call->in[0].shape, position + index);
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    int64_t i = position + index;
    const float *y = call->in[0].data;
    float least = smallest(call, y), e = cnn_exp(least - y[i]), t = wanted(call, 0, i);
    cnn_numbers n = {.input = y[i], .weight = t};
    if (phase == CNN_BACKWARD) {
        n.product = e / sum_of(call, y, least);
        n.gradient = call->loss_scale;
        n.dinput = call->loss_scale * (t - n.product);
        return n;
    }
    n.product = term == MIN ? y[i] : term == LOG ? t * (y[i] - least) : e;
    n.taken = term == MIN && y[i] == least;
    n.weight = term == EXP ? least : term == LOG ? t : 0;
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    const float *y = call->in[0].data;
    float least = smallest(call, y);
    cnn_result r = {.divisor = 1};
    if (phase == CNN_BACKWARD) {
        r.gradient = call->loss_scale;
        r.result =
            call->loss_scale * (wanted(call, 0, position) - cnn_exp(least - y[position]) / sum_of(call, y, least));
        return r;
    }
    switch (term) {
    case MIN:
        r.result = least;
        break;
    case EXP:
        r.result = cnn_exp(least - y[position]);
        break;
    case SUM:
        r.bias = cnn_exp(least - call->attrs->margin);
        r.result = sum_of(call, y, least);
        break;
    default:
        r.bias = cnn_log(sum_of(call, y, least));
        r.result = call->out.data[0];
    }
    return r;
}

static double value(cnn_probe *probe, int64_t position) {
    (void)position;
    double margin = (double)probe->call->attrs->margin, least = margin, sum = 0;
    int64_t count = count_of(probe->call);
    for (int64_t i = 0; i < count; i++)
        least = fmin(least, probe->in[0][i]);
    for (int64_t i = 0; i < count; i++)
        sum += cnn_exp_d(least - probe->in[0][i]);
    double loss = cnn_log_d(sum + cnn_exp_d(least - margin)) - least;
    for (int64_t i = 0; i < count; i++)
        loss += (double)wanted(probe->call, 0, i) * probe->in[0][i];
    return loss;
}

const cnn_op cnn_op_loss_distance = {.name = "smallest-distance",
    .family = CNN_FAMILY_LOSS,
    .loss = true,
    .target = CNN_TARGET_SMALLEST,
    .inputs_min = 1,
    .inputs_max = 1,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result,
    .value = value};
