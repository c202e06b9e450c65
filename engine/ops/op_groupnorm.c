/* Normalisation within one image: the numbers of a group are brought to mean 0 and variance 1, then scaled and shifted
 * by two learned numbers of their channel.
 *
 *   layernorm     a group is the channels at one pixel, or all numbers of a vector
 *   instancenorm  a group is the pixels of one map
 *
 *   y = gamma[c] * (x - mean) * inv + beta[c],  inv = 1 / sqrt(variance + epsilon), both over the group, divisor n
 *   dx = inv (h - mean(h) - xhat mean(h xhat)),  h = gamma dy,  xhat = (x - mean) inv;  dgamma += dy xhat,  dbeta += dy
 *
 * There is nothing to remember between images, so evaluation and training compute the same. Sources: J. L. Ba, J. R.
 * Kiros, G. E. Hinton, "Layer normalization", 2016; D. Ulyanov, A. Vedaldi, V. Lempitsky, "Instance normalization", 2016;
 * Z. Liu et al., "A ConvNet for the 2020s", 2022, for channels at a pixel; the definitions of
 * torch.nn.functional.layer_norm and instance_norm. */
#include "op_steps.h"

#include <math.h>

/* The numbers at first, first + stride ... of an image. */
typedef struct group {
    int64_t first, stride, count;
} group;

typedef group group_of(cnn_shape s, int64_t position);

static group pixel_of(cnn_shape s, int64_t position) {
    int64_t plane = (int64_t)s.h * s.w;
    return (group){position % plane, plane, s.c};
}

static group map_of(cnn_shape s, int64_t position) {
    int64_t plane = (int64_t)s.h * s.w;
    return (group){position / plane * plane, 1, plane};
}

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)inputs;
    layout->out = in[0];
    layout->weight = (cnn_shape){in[0].c, 1, 1, 1};
    layout->bias = in[0].c;
    return cnn_ok();
}

static float gamma_of(const cnn_call *call, int64_t position) {
    return call->weight ? call->weight[cnn_bias_of_map(call, 0, position)] : 1;
}

static void measure(const float *x, group g, float epsilon, float found[CNN_STATISTICS]) {
    double sum = 0, squares = 0, count = (double)g.count;
    for (int64_t i = 0; i < g.count; i++)
        sum += (double)x[g.first + i * g.stride];
    for (int64_t i = 0; i < g.count; i++) {
        double far = (double)x[g.first + i * g.stride] - sum / count;
        squares += far * far;
    }
    found[CNN_STATISTIC_MEAN] = (float)(sum / count);
    found[CNN_STATISTIC_INV] = (float)(1 / sqrt(squares / count + (double)epsilon));
    found[CNN_STATISTIC_VARIANCE] = (float)(squares / count);
}

/* The means over the group of gamma times the upstream gradient, and of the same times xhat. */
static void measure_gradient(const cnn_call *call, const float *x, const float *dy, group g, float *found) {
    double sum = 0, along = 0;
    for (int64_t i = 0; i < g.count; i++) {
        int64_t at = g.first + i * g.stride;
        double h = (double)(gamma_of(call, at) * dy[at]);
        sum += h;
        along += h * (double)((x[at] - found[CNN_STATISTIC_MEAN]) * found[CNN_STATISTIC_INV]);
    }
    found[CNN_STATISTIC_DY] = (float)(sum / (double)g.count);
    found[CNN_STATISTIC_DY_XHAT] = (float)(along / (double)g.count);
}

static void find(const cnn_call *call, int64_t position, group_of groups, float found[CNN_STATISTICS]) {
    group g = groups(call->in[0].shape, position);
    measure(call->in[0].data, g, call->attrs->epsilon, found);
    found[CNN_STATISTIC_DY] = found[CNN_STATISTIC_DY_XHAT] = 0;
    if (call->dout.data)
        measure_gradient(call, call->in[0].data, call->dout.data, g, found);
}

/* The first position of each group, one after the other. */
static int64_t group_count(cnn_shape s, group_of groups) {
    return (int64_t)cnn_shape_image(s) / groups(s, 0).count;
}

static int64_t group_begin(cnn_shape s, group_of groups, int64_t index) {
    return groups(s, 0).stride == 1 ? index * groups(s, 0).count : index;
}

static void forward_in(const cnn_call *call, group_of groups) {
    cnn_shape s = call->in[0].shape;
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data, found[CNN_STATISTICS];
        for (int64_t k = 0; k < group_count(s, groups); k++) {
            group g = groups(s, group_begin(s, groups, k));
            measure(x, g, call->attrs->epsilon, found);
            for (int64_t i = 0; i < g.count; i++) {
                int64_t at = g.first + i * g.stride, c = cnn_bias_of_map(call, 0, at);
                float xhat = (x[at] - found[CNN_STATISTIC_MEAN]) * found[CNN_STATISTIC_INV];
                y[at] = gamma_of(call, at) * xhat + (call->bias ? call->bias[c] : 0);
            }
        }
    }
}

static void backward_in(const cnn_call *call, group_of groups) {
    cnn_shape s = call->in[0].shape;
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data, f[CNN_STATISTICS];
        for (int64_t k = 0; k < group_count(s, groups); k++) {
            group g = groups(s, group_begin(s, groups, k));
            measure(x, g, call->attrs->epsilon, f);
            measure_gradient(call, x, dy, g, f);
            for (int64_t i = 0; i < g.count; i++) {
                int64_t at = g.first + i * g.stride, c = cnn_bias_of_map(call, 0, at);
                float xhat = (x[at] - f[CNN_STATISTIC_MEAN]) * f[CNN_STATISTIC_INV];
                if (call->dweight)
                    call->dweight[c] += dy[at] * xhat;
                if (call->dbias)
                    call->dbias[c] += dy[at];
                if (dx)
                    dx[at] += f[CNN_STATISTIC_INV] *
                              (gamma_of(call, at) * dy[at] - f[CNN_STATISTIC_DY] - xhat * f[CNN_STATISTIC_DY_XHAT]);
            }
        }
    }
}

static cnn_numbers numbers_in(const cnn_call *call, cnn_phase phase, int64_t position, group_of groups) {
    float f[CNN_STATISTICS];
    find(call, position, groups, f);
    cnn_numbers n = {.input = call->in[0].data[position], .weight = gamma_of(call, position)};
    float xhat = (n.input - f[CNN_STATISTIC_MEAN]) * f[CNN_STATISTIC_INV];
    n.product = n.weight * xhat;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.gradient * xhat;
        n.dinput =
            f[CNN_STATISTIC_INV] * (n.weight * n.gradient - f[CNN_STATISTIC_DY] - xhat * f[CNN_STATISTIC_DY_XHAT]);
    }
    return n;
}

static double value_in(cnn_probe *probe, int64_t position, group_of groups) {
    group g = groups(probe->call->in[0].shape, position);
    double sum = 0, squares = 0, count = (double)g.count;
    if (probe->noted != g.first) {
        for (int64_t i = 0; i < g.count; i++)
            sum += probe->in[0][g.first + i * g.stride];
        for (int64_t i = 0; i < g.count; i++) {
            double far = probe->in[0][g.first + i * g.stride] - sum / count;
            squares += far * far;
        }
        probe->noted = g.first;
        probe->notes[0] = sum / count;
        probe->notes[1] = 1 / sqrt(squares / count + (double)probe->call->attrs->epsilon);
    }
    int64_t c = cnn_bias_of_map(probe->call, 0, position);
    double gamma = probe->call->weight ? cnn_probe_weight(probe, c) : 1,
           beta = probe->call->bias ? cnn_probe_bias(probe, c) : 0;
    return gamma * (probe->in[0][position] - probe->notes[0]) * probe->notes[1] + beta;
}

static const cnn_setting settings[] = {
    {"epsilon", CNN_SETTING_NUMBER, offsetof(cnn_attrs, epsilon), 1e-12, 1, 1e-5, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

#define WITHIN(kind, word, groups)                                                                       \
    static void kind##_forward(const cnn_call *call) {                                                   \
        forward_in(call, groups);                                                                        \
    }                                                                                                    \
    static void kind##_backward(const cnn_call *call) {                                                  \
        backward_in(call, groups);                                                                       \
    }                                                                                                    \
    static cnn_numbers kind##_numbers(                                                                   \
        const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {              \
        (void)term;                                                                                      \
        (void)index;                                                                                     \
        return numbers_in(call, phase, position, groups);                                                \
    }                                                                                                    \
    static double kind##_value(cnn_probe *probe, int64_t position) {                                     \
        return value_in(probe, position, groups);                                                        \
    }                                                                                                    \
    static void kind##_statistics(const cnn_call *call, int64_t position, float found[CNN_STATISTICS]) { \
        find(call, position, groups, found);                                                             \
    }                                                                                                    \
    const cnn_op cnn_op_##kind = {.name = word,                                                          \
        .family = CNN_FAMILY_NORMALISATION,                                                              \
        .inputs_min = 1,                                                                                 \
        .inputs_max = 1,                                                                                 \
        .settings = settings,                                                                            \
        .parameters = {"weight", "bias"},                                                                \
        .weight_axes = 1,                                                                                \
        .weights_begin = 1,                                                                              \
        .infer = infer,                                                                                  \
        .forward = kind##_forward,                                                                       \
        .backward = kind##_backward,                                                                     \
        .terms = cnn_terms_each,                                                                         \
        .tap = cnn_tap_of_channel,                                                                       \
        .numbers = kind##_numbers,                                                                       \
        .result = cnn_result_biased,                                                                     \
        .bias = cnn_bias_of_map,                                                                         \
        .statistics = kind##_statistics,                                                                 \
        .value = kind##_value,                                                                           \
        .touching = cnn_touching_own}

WITHIN(layer_norm, "layernorm", pixel_of);
WITHIN(instance_norm, "instancenorm", map_of);
