/* Batch normalisation: each map is brought to mean 0 and variance 1, then scaled and shifted by two learned numbers.
 *
 *   y = gamma[c] * (x - mean[c]) * inv[c] + beta[c],  inv = 1 / sqrt(variance + epsilon)
 *
 * Training: mean and variance (divisor n) of the map over all images of the batch. Backward they depend on x too:
 *   dx = gamma inv (dy - mean(dy) - xhat mean(dy xhat)),  xhat = (x - mean) inv,  dgamma += dy xhat,  dbeta += dy
 * Evaluation: the running mean and variance, which count as constants: dx = gamma inv dy.
 *
 * The statistics of a batch lie in the scratch of its first image, CNN_STATISTICS numbers for each map: mean, inv,
 * mean(dy), mean(dy xhat), variance with divisor n - 1. When one image of a batch is recorded alone, the batch's
 * statistics are given, so that its numbers are those of training. Source: S. Ioffe, C. Szegedy, "Batch normalization",
 * 2015; the definition of torch.nn.functional.batch_norm. */
#include "op_steps.h"

#include <math.h>
#include <string.h>

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
        if (cnn_batch_is_measured(call->batch))
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
        if (cnn_batch_is_measured(call->batch)) {
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
    cnn_tap t = cnn_tap_of_channel(call, phase, term, position, index);
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

static void statistics(const cnn_call *call, int64_t position, float found[CNN_STATISTICS]) {
    memcpy(found, statistics_of(call, (int)(position / plane_of(call))), CNN_STATISTICS * sizeof *found);
}

/* The statistics of map `c`; where they are measured over the image, they change with the number that is moved. */
static void note_statistics(cnn_probe *probe, int64_t c) {
    const float *s = statistics_of(probe->call, (int)c);
    probe->noted = c;
    probe->notes[0] = (double)s[CNN_STATISTIC_MEAN];
    probe->notes[1] = (double)s[CNN_STATISTIC_INV];
    if (!cnn_batch_is_measured(probe->call->batch))
        return;
    int64_t plane = plane_of(probe->call);
    const double *x = probe->in[0] + c * plane;
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < plane; i++)
        sum += x[i];
    double mean = sum / (double)plane;
    for (int64_t i = 0; i < plane; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    probe->notes[0] = mean;
    probe->notes[1] = 1 / sqrt(squares / (double)plane + (double)probe->call->attrs->epsilon);
}

static double value(cnn_probe *probe, int64_t position) {
    int64_t c = position / plane_of(probe->call);
    if (probe->noted != c)
        note_statistics(probe, c);
    double gamma = probe->call->weight ? cnn_probe_weight(probe, c) : 1,
           beta = probe->call->bias ? cnn_probe_bias(probe, c) : 0;
    return gamma * (probe->in[0][position] - probe->notes[0]) * probe->notes[1] + beta;
}

static const cnn_setting settings[] = {
    {"epsilon", CNN_SETTING_NUMBER, offsetof(cnn_attrs, epsilon), 1e-12, 1, 1e-5, CNN_DEFAULT_NUMBER, NULL},
    {"blend", CNN_SETTING_NUMBER, offsetof(cnn_attrs, blend), 0, 1, 0.1, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_batch_norm = {.name = "batchnorm",
    .family = CNN_FAMILY_NORMALISATION,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias", "running_mean", "running_var"},
    .weight_axes = 1,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = cnn_terms_each,
    .tap = cnn_tap_of_channel,
    .numbers = numbers,
    .result = cnn_result_biased,
    .bias = cnn_bias_of_map,
    .statistics = statistics,
    .value = value,
    .touching = cnn_touching_own};
