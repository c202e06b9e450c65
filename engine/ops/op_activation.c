/* Operators that treat every number alone: y = f(x), dx += dy * f'(x).
 *
 *   relu       max(x, 0)             f' = 1 for x > 0, else 0 (also at 0 and -0)
 *   leaky-relu x > 0 ? x : slope*x   f' = 1 or slope (slope at 0)
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
    return x > 0 ? 1.0f : 0.0f;
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

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    out[0] = cnn_term_each(NULL, call->out.shape);
    return 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    (void)index;
    return cnn_tap_at(call->in[0].shape, position);
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

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    (void)term;
    cnn_result r = {.result = call->out.data[position], .divisor = 1};
    r.gradient = phase == CNN_BACKWARD ? call->dout.data[position] : 0;
    return r;
}

#define ELEMENTWISE(kind, text, f, slope, infer_shape)                                      \
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
        .inputs_min = 1,                                                                    \
        .inputs_max = 1,                                                                    \
        .infer = infer_shape,                                                               \
        .forward = kind##_forward,                                                          \
        .backward = kind##_backward,                                                        \
        .terms = terms,                                                                     \
        .tap = tap,                                                                         \
        .numbers = kind##_numbers,                                                          \
        .result = result}

ELEMENTWISE(relu, "relu", relu, relu_slope, cnn_infer_one_to_one);
ELEMENTWISE(leaky_relu, "leaky-relu", leaky, leaky_slope, cnn_infer_one_to_one);
ELEMENTWISE(tanh, "tanh", tangent, tangent_slope, cnn_infer_one_to_one);
ELEMENTWISE(sigmoid, "sigmoid", sigmoid, sigmoid_slope, cnn_infer_one_to_one);
ELEMENTWISE(scaled_tanh, "scaled-tanh", scaled, scaled_slope, cnn_infer_one_to_one);
ELEMENTWISE(flatten, "flatten", same, same_slope, infer_flatten);
