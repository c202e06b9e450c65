/* Operators that treat every number alone: y = f(x), dx += dy * f'(x).
 *
 *   relu       max(x, 0)             f' = x <= 0 ? 0 : 1 (so 0 at 0 and -0, and 1 at NaN, as in PyTorch)
 *   leaky-relu x > 0 ? x : slope*x   f' = x > 0 ? 1 : slope (so slope at 0 and at NaN, as in PyTorch)
 *   tanh       f' = 1 - y*y          sigmoid 1/(1 + exp(-x)), f' = y(1 - y)
 *   scaled-tanh A tanh(S x)          f' = S(A - y*y/A)
 *   flatten    x, read as one long vector in C, H, W order
 *
 * Both f' are written in terms of x and y so that no kernel keeps anything besides the activations. */
#include "op_steps.h"

#include <math.h>

typedef float function(float x, const cnn_attrs *a);
typedef float derivative(float x, float y, const cnn_attrs *a);

static float relu(float x, const cnn_attrs *a) {
    (void)a;
    return x > 0 || isnan(x) ? x : 0;
}
static float relu_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    (void)a;
    return x <= 0 ? 0.0f : 1.0f;
}
static float leaky(float x, const cnn_attrs *a) {
    return x > 0 ? x : a->slope * x;
}
static float leaky_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    return x > 0 ? 1.0f : a->slope;
}
static float tangent(float x, const cnn_attrs *a) {
    (void)a;
    return tanhf(x);
}
static float tangent_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)a;
    return 1 - y * y;
}
static float sigmoid(float x, const cnn_attrs *a) {
    (void)a;
    return 1 / (1 + expf(-x));
}
static float sigmoid_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)a;
    return y * (1 - y);
}
static float scaled(float x, const cnn_attrs *a) {
    return a->amplitude * tanhf(a->steepness * x);
}
static float scaled_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    return a->steepness * (a->amplitude - y * y / a->amplitude);
}
static float same(float x, const cnn_attrs *a) {
    (void)a;
    return x;
}
static float same_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)y;
    (void)a;
    return 1;
}

static cnn_status infer_flatten(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)inputs;
    layout->out = (cnn_shape){1, (int)cnn_shape_image(in[0]), 1, 1};
    return cnn_ok();
}

static inline void apply(const cnn_call *call, function *f) {
    size_t count = cnn_shape_count(call->out.shape);
    for (size_t i = 0; i < count; i++)
        call->out.data[i] = f(call->in[0].data[i], call->attrs);
}

static inline void apply_back(const cnn_call *call, derivative *slope) {
    size_t count = cnn_shape_count(call->out.shape);
    for (size_t i = 0; i < count && call->din[0].data; i++)
        call->din[0].data[i] += call->dout.data[i] * slope(call->in[0].data[i], call->out.data[i], call->attrs);
}

static inline cnn_numbers numbers_of(const cnn_call *call, cnn_phase phase, int64_t position, derivative *slope) {
    float x = call->in[0].data[position], y = call->out.data[position];
    cnn_numbers n = {.input = x, .product = y};
    n.weight = slope(x, y, call->attrs);
    n.taken = n.weight != 0;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.gradient * n.weight;
    }
    return n;
}

/* The same functions in double precision; those with a kink say on which side of it they are. */
static double relu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x > 0;
    return x > 0 || isnan(x) ? x : 0;
}
static double leaky_relu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x > 0;
    return x > 0 ? x : (double)probe->call->attrs->slope * x;
}
static double tanh_value(cnn_probe *probe, int64_t position) {
    return tanh(probe->in[0][position]);
}
static double sigmoid_value(cnn_probe *probe, int64_t position) {
    return 1 / (1 + exp(-probe->in[0][position]));
}
static double scaled_tanh_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    return (double)a->amplitude * tanh((double)a->steepness * probe->in[0][position]);
}
static double flatten_value(cnn_probe *probe, int64_t position) {
    return probe->in[0][position];
}

static const cnn_setting none[] = {{.key = NULL}};
static const cnn_setting of_leaky_relu[] = {
    {"slope", CNN_SETTING_NUMBER, offsetof(cnn_attrs, slope), -1e6, 1e6, 0.01, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};
static const cnn_setting of_scaled_tanh[] = {
    {"amplitude", CNN_SETTING_NUMBER, offsetof(cnn_attrs, amplitude), 1e-6, 1e6, 1.7159, CNN_DEFAULT_NUMBER, NULL},
    {"steepness", CNN_SETTING_NUMBER, offsetof(cnn_attrs, steepness), 1e-6, 1e6, 2.0 / 3, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

#define ELEMENTWISE(kind, text, its_stem, rows, f, slope, infer_shape, touches)             \
    static void kind##_forward(const cnn_call *call) {                                      \
        apply(call, f);                                                                     \
    }                                                                                       \
    static void kind##_backward(const cnn_call *call) {                                     \
        apply_back(call, slope);                                                            \
    }                                                                                       \
    static cnn_numbers kind##_numbers(                                                      \
        const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) { \
        (void)term;                                                                         \
        (void)index;                                                                        \
        return numbers_of(call, phase, position, slope);                                    \
    }                                                                                       \
    const cnn_op cnn_op_##kind = {.name = text,                                             \
        .stem = its_stem,                                                                   \
        .family = CNN_FAMILY_ELEMENT,                                                       \
        .inputs_min = 1,                                                                    \
        .inputs_max = 1,                                                                    \
        .settings = rows,                                                                   \
        .infer = infer_shape,                                                               \
        .forward = kind##_forward,                                                          \
        .backward = kind##_backward,                                                        \
        .terms = cnn_terms_each,                                                            \
        .tap = cnn_tap_same,                                                                \
        .numbers = kind##_numbers,                                                          \
        .result = cnn_result_plain,                                                         \
        .value = kind##_value,                                                              \
        .touching = touches}

ELEMENTWISE(relu, "relu", NULL, none, relu, relu_slope, cnn_infer_one_to_one, cnn_touching_own);
ELEMENTWISE(
    leaky_relu, "leaky-relu", "leaky", of_leaky_relu, leaky, leaky_slope, cnn_infer_one_to_one, cnn_touching_own);
ELEMENTWISE(tanh, "tanh", NULL, none, tangent, tangent_slope, cnn_infer_one_to_one, cnn_touching_own);
ELEMENTWISE(sigmoid, "sigmoid", NULL, none, sigmoid, sigmoid_slope, cnn_infer_one_to_one, cnn_touching_own);
ELEMENTWISE(
    scaled_tanh, "scaled-tanh", NULL, of_scaled_tanh, scaled, scaled_slope, cnn_infer_one_to_one, cnn_touching_own);
ELEMENTWISE(flatten, "flatten", NULL, none, same, same_slope, infer_flatten, NULL);
