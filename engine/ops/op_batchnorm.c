/* Batch normalisation: each map is brought to mean 0 and variance 1, then scaled and shifted by two learned numbers.
 *
 *   y = gamma[c] * (x - mean[c]) * inv[c] + beta[c],  inv = 1 / sqrt(variance + epsilon)
 *
 * Training: mean and variance (divisor n) of the map over all images of the batch. Backward they depend on x too:
 *   dx = gamma inv (dy - mean(dy) - xhat mean(dy xhat)),  xhat = (x - mean) inv,  dgamma += dy xhat,  dbeta += dy
 * Evaluation: the running mean and variance, which count as constants: dx = gamma inv dy.
 *
 * The statistics of a batch stand in the scratch of its first image, CNN_STATISTICS numbers for each map: mean, inv,
 * mean(dy), mean(dy xhat), variance with divisor n - 1. When one image of a batch is recorded alone they are given, so
 * that its numbers are those of the batch.
 * Source: S. Ioffe, C. Szegedy, "Batch normalization", 2015; the definition of torch.nn.functional.batch_norm. */
#include "op_steps.h"

#include <math.h>

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)inputs;
    layout->out = in[0];
    layout->weight = (cnn_shape){in[0].c, 1, 1, 1};
    layout->bias = in[0].c;
    layout->state = 2 * (size_t)in[0].c;
    layout->scratch = CNN_STATISTICS * (size_t)in[0].c;
    return cnn_ok();
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    out[0] = cnn_term_each(NULL, call->out.shape);
    return 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    (void)index;
    cnn_tap t = cnn_tap_at(call->in[0].shape, position);
    t.weight = t.channel;
    return t;
}

static float *statistics_of(const cnn_call *call, int c) {
    return call->scratch + (ptrdiff_t)c * CNN_STATISTICS;
}

static float gamma_of(const cnn_call *call, int c) {
    return call->weight ? call->weight[c] : 1;
}

static int64_t plane_of(const cnn_call *call) {
    return (int64_t)call->in[0].shape.h * call->in[0].shape.w;
}

/* Where map `c` of an image begins. */
static int64_t map_at(const cnn_call *call, int image, int c) {
    return ((int64_t)image * call->in[0].shape.c + c) * plane_of(call);
}

static void measure(const cnn_call *call, int c) {
    int images = call->out.shape.n;
    double count = (double)plane_of(call) * images, sum = 0, squares = 0;
    for (int n = 0; n < images; n++)
        for (int64_t i = 0; i < plane_of(call); i++)
            sum += (double)call->in[0].data[map_at(call, n, c) + i];
    double mean = sum / count;
    for (int n = 0; n < images; n++)
        for (int64_t i = 0; i < plane_of(call); i++) {
            double far = (double)call->in[0].data[map_at(call, n, c) + i] - mean;
            squares += far * far;
        }
    float *s = statistics_of(call, c);
    s[CNN_STATISTIC_MEAN] = (float)mean;
    s[CNN_STATISTIC_INV] = (float)(1 / sqrt(squares / count + (double)call->attrs->epsilon));
    s[CNN_STATISTIC_VARIANCE] = (float)(count > 1 ? squares / (count - 1) : 0);
}

void cnn_batch_norm_recall(const cnn_call *call, int c) {
    float *s = statistics_of(call, c);
    s[CNN_STATISTIC_MEAN] = call->state[c];
    s[CNN_STATISTIC_INV] = 1 / sqrtf(call->state[call->in[0].shape.c + c] + call->attrs->epsilon);
    s[CNN_STATISTIC_DY] = s[CNN_STATISTIC_DY_XHAT] = 0;
}

static void forward(const cnn_call *call) {
    for (int c = 0; c < call->in[0].shape.c; c++) {
        if (call->batch == CNN_BATCH_MEASURED)
            measure(call, c);
        else if (call->batch == CNN_BATCH_RUNNING)
            cnn_batch_norm_recall(call, c);
        const float *s = statistics_of(call, c);
        float factor = gamma_of(call, c) * s[CNN_STATISTIC_INV], beta = call->bias ? call->bias[c] : 0;
        for (int n = 0; n < call->out.shape.n; n++)
            for (int64_t i = map_at(call, n, c); i < map_at(call, n, c) + plane_of(call); i++)
                call->out.data[i] = (call->in[0].data[i] - s[CNN_STATISTIC_MEAN]) * factor + beta;
    }
}

static void backward(const cnn_call *call) {
    int images = call->out.shape.n;
    for (int c = 0; c < call->in[0].shape.c; c++) {
        float *s = statistics_of(call, c);
        double count = (double)plane_of(call) * images, dy = 0, dy_xhat = 0;
        for (int n = 0; n < images; n++)
            for (int64_t i = map_at(call, n, c); i < map_at(call, n, c) + plane_of(call); i++) {
                double g = (double)call->dout.data[i];
                dy += g;
                dy_xhat += g * (double)((call->in[0].data[i] - s[CNN_STATISTIC_MEAN]) * s[CNN_STATISTIC_INV]);
            }
        if (call->dweight)
            call->dweight[c] += (float)dy_xhat;
        if (call->dbias)
            call->dbias[c] += (float)dy;
        if (call->batch == CNN_BATCH_MEASURED) {
            s[CNN_STATISTIC_DY] = (float)(dy / count);
            s[CNN_STATISTIC_DY_XHAT] = (float)(dy_xhat / count);
        }
        for (int n = 0; n < images && call->din[0].data; n++)
            for (int64_t i = map_at(call, n, c); i < map_at(call, n, c) + plane_of(call); i++) {
                float xhat = (call->in[0].data[i] - s[CNN_STATISTIC_MEAN]) * s[CNN_STATISTIC_INV];
                call->din[0].data[i] += gamma_of(call, c) * s[CNN_STATISTIC_INV] *
                                        (call->dout.data[i] - s[CNN_STATISTIC_DY] - xhat * s[CNN_STATISTIC_DY_XHAT]);
            }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    const float *s = statistics_of(call, t.channel);
    cnn_numbers n = {.input = call->in[0].data[position]};
    float xhat = (n.input - s[CNN_STATISTIC_MEAN]) * s[CNN_STATISTIC_INV];
    n.weight = gamma_of(call, t.channel);
    n.product = n.weight * xhat;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.gradient * xhat;
        n.dinput =
            n.weight * s[CNN_STATISTIC_INV] * (n.gradient - s[CNN_STATISTIC_DY] - xhat * s[CNN_STATISTIC_DY_XHAT]);
    }
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    (void)term;
    int64_t plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    cnn_result r = {.result = call->out.data[position], .divisor = 1};
    r.bias = call->bias ? call->bias[position / plane] : 0;
    r.gradient = phase == CNN_BACKWARD ? call->dout.data[position] : 0;
    return r;
}

const cnn_op cnn_op_batch_norm = {.name = "batchnorm",
    .inputs_min = 1,
    .inputs_max = 1,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = result};
