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
#include "lanes.h"
#include "op_steps.h"

#include <math.h>

extern const cnn_op cnn_op_batch_norm;

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

static int stages(const cnn_call *call, cnn_phase phase, cnn_stage *out) {
    (void)phase;
    out[0] = cnn_stage_each(NULL, call->out.shape);
    return 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int stage, int64_t position, int64_t index) {
    (void)phase;
    (void)stage;
    (void)index;
    cnn_tap t = cnn_tap_at(call->in[0].shape, position);
    t.weight = t.channel;
    return t;
}

/* Where number `i` of map `c` of an image stands, in either layout. */
static inline size_t place(const cnn_call *call, bool lanes, int image, int c, int64_t i) {
    int64_t maps = call->in[0].shape.c, plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    if (!lanes)
        return (size_t)(((int64_t)image * maps + c) * plane + i);
    return (size_t)((((int64_t)(image / CNN_LANES) * maps + c) * plane + i) * CNN_LANES + image % CNN_LANES);
}

static float *statistics_of(const cnn_call *call, int c) {
    return call->scratch + (ptrdiff_t)c * CNN_STATISTICS;
}

static float gamma_of(const cnn_call *call, int c) {
    return call->weight ? call->weight[c] : 1;
}

static void measure(const cnn_call *call, bool lanes, int images, int c) {
    int64_t plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    double count = (double)plane * images, sum = 0, squares = 0;
    for (int n = 0; n < images; n++)
        for (int64_t i = 0; i < plane; i++)
            sum += (double)call->in[0].data[place(call, lanes, n, c, i)];
    double mean = sum / count;
    for (int n = 0; n < images; n++)
        for (int64_t i = 0; i < plane; i++) {
            double far = (double)call->in[0].data[place(call, lanes, n, c, i)] - mean;
            squares += far * far;
        }
    float *s = statistics_of(call, c);
    s[CNN_STATISTIC_MEAN] = (float)mean;
    s[CNN_STATISTIC_INV] = (float)(1 / sqrt(squares / count + (double)call->attrs->epsilon));
    s[CNN_STATISTIC_VARIANCE] = (float)(count > 1 ? squares / (count - 1) : 0);
}

/* Evaluation: the running numbers in place of measured ones. */
static void recall(const cnn_call *call, int c) {
    float *s = statistics_of(call, c);
    s[CNN_STATISTIC_MEAN] = call->state[c];
    s[CNN_STATISTIC_INV] = 1 / sqrtf(call->state[call->in[0].shape.c + c] + call->attrs->epsilon);
    s[CNN_STATISTIC_DY] = s[CNN_STATISTIC_DY_XHAT] = 0;
}

static inline void forward_in(const cnn_call *call, bool lanes, int images) {
    int64_t plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    for (int c = 0; c < call->in[0].shape.c; c++) {
        if (call->batch == CNN_BATCH_MEASURED)
            measure(call, lanes, images, c);
        else if (call->batch == CNN_BATCH_RUNNING)
            recall(call, c);
        const float *s = statistics_of(call, c);
        float factor = gamma_of(call, c) * s[CNN_STATISTIC_INV], beta = call->bias ? call->bias[c] : 0;
        for (int n = 0; n < images; n++)
            for (int64_t i = 0; i < plane; i++) {
                size_t at = place(call, lanes, n, c, i);
                call->out.data[at] = (call->in[0].data[at] - s[CNN_STATISTIC_MEAN]) * factor + beta;
            }
    }
}

static inline void backward_in(const cnn_call *call, bool lanes, int images) {
    int64_t plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    bool fresh = lanes && call->fresh[0];
    for (int c = 0; c < call->in[0].shape.c; c++) {
        float *s = statistics_of(call, c);
        double count = (double)plane * images, dy = 0, dy_xhat = 0;
        for (int n = 0; n < images; n++)
            for (int64_t i = 0; i < plane; i++) {
                size_t at = place(call, lanes, n, c, i);
                double g = (double)call->dout.data[at];
                dy += g;
                dy_xhat += g * (double)((call->in[0].data[at] - s[CNN_STATISTIC_MEAN]) * s[CNN_STATISTIC_INV]);
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
            for (int64_t i = 0; i < plane; i++) {
                size_t at = place(call, lanes, n, c, i);
                float xhat = (call->in[0].data[at] - s[CNN_STATISTIC_MEAN]) * s[CNN_STATISTIC_INV];
                float dx = gamma_of(call, c) * s[CNN_STATISTIC_INV] *
                           (call->dout.data[at] - s[CNN_STATISTIC_DY] - xhat * s[CNN_STATISTIC_DY_XHAT]);
                call->din[0].data[at] = (fresh ? 0 : call->din[0].data[at]) + dx;
            }
    }
}

static void forward(const cnn_call *call) {
    forward_in(call, false, call->out.shape.n);
}
static void backward(const cnn_call *call) {
    backward_in(call, false, call->out.shape.n);
}
static void lane_forward(const cnn_call *call) {
    forward_in(call, true, call->images);
}

/* Idle lanes of the last block get a gradient of 0. */
static void lane_backward(const cnn_call *call) {
    backward_in(call, true, call->images);
    int64_t plane = (int64_t)call->in[0].shape.h * call->in[0].shape.w;
    for (int n = call->images; n < call->out.shape.n * CNN_LANES && call->din[0].data && call->fresh[0]; n++)
        for (int c = 0; c < call->in[0].shape.c; c++)
            for (int64_t i = 0; i < plane; i++)
                call->din[0].data[place(call, true, n, c, i)] = 0;
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int stage, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, stage, position, index);
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

static cnn_result result(const cnn_call *call, cnn_phase phase, int stage, int64_t position) {
    (void)stage;
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
    .lane_forward = lane_forward,
    .lane_backward = lane_backward,
    .stages = stages,
    .tap = tap,
    .numbers = numbers,
    .result = result};
