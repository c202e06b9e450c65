/* Elementwise operators do not depend on how images are laid out, so one kernel serves both layouts. tanh and the
 * sigmoid come from a polynomial for exp (Cephes' expf and tanhf, S. Moshier: relative error below 2e-7), which the
 * compiler can turn into vectors. */
#include "batch8.h"
#include "fast.h"
#include "vectorised.h"

#include <string.h>

static const float LOG2_E = 1.44269504f, LN2_HIGH = 0.693359375f, LN2_LOW = -2.12194440e-4f, ROUND = 12582912.0f;

INLINED float exponential(float x) {
    x = x > 88.0f ? 88.0f : x;
    x = x < -87.0f ? -87.0f : x;
    float shifted = x * LOG2_E + ROUND, n = shifted - ROUND, r = x - n * LN2_HIGH - n * LN2_LOW;
    float p = ((((1.9875691500e-4f * r + 1.3981999507e-3f) * r + 8.3334519073e-3f) * r + 4.1665795894e-2f) * r +
                  1.6666665459e-1f) *
                  r +
              5.0000001201e-1f;
    int power = ((int)n + 127) << 23;
    float scale;
    memcpy(&scale, &power, sizeof scale);
    return (p * r * r + r + 1) * scale;
}

INLINED float relu(float x, float slope) {
    (void)slope;
    return x <= 0 ? 0 : x;
}
INLINED float relu_slope(float x, float y, float slope) {
    (void)y;
    (void)slope;
    return x <= 0 ? 0.0f : 1.0f;
}
INLINED float leaky_relu(float x, float slope) {
    float low = slope * x;
    return x > 0 ? x : low;
}
INLINED float leaky_relu_slope(float x, float y, float slope) {
    (void)y;
    return x > 0 ? 1.0f : slope;
}
INLINED float tangent(float x, float slope) {
    (void)slope;
    float size = x < 0 ? -x : x, square = x * x;
    float near_zero = ((((-5.70498872745e-3f * square + 2.06390887954e-2f) * square - 5.37397155531e-2f) * square +
                           1.33314422036e-1f) *
                              square -
                          3.33332819422e-1f) *
                          square * x +
                      x;
    float e = exponential(-2 * size), far = (1 - e) / (1 + e), y = x < 0 ? -far : far;
    return size < 0.625f ? near_zero : x != x ? x : y;
}
INLINED float tangent_slope(float x, float y, float slope) {
    (void)x;
    (void)slope;
    return 1 - y * y;
}
INLINED float sigmoid(float x, float slope) {
    (void)slope;
    float y = 1 / (1 + exponential(-x));
    return x != x ? x : y;
}
INLINED float sigmoid_slope(float x, float y, float slope) {
    (void)x;
    (void)slope;
    return y * (1 - y);
}
INLINED float same(float x, float slope) {
    (void)slope;
    return x;
}
INLINED float same_slope(float x, float y, float slope) {
    (void)x;
    (void)y;
    (void)slope;
    return 1;
}

#define KERNELS(kind, f, derivative)                                                                                  \
    VECTORISED(                                                                                                       \
        kind##_of, (const float *restrict x, float *restrict y, float slope, size_t count), (x, y, slope, count)) {   \
        for (size_t i = 0; i < count; i++)                                                                            \
            y[i] = f(x[i], slope);                                                                                    \
    }                                                                                                                 \
    VECTORISED(kind##_back,                                                                                           \
        (const float *restrict x, const float *restrict y, const float *restrict dy, float *restrict dx, float slope, \
            size_t count, bool add),                                                                                  \
        (x, y, dy, dx, slope, count, add)) {                                                                          \
        if (add)                                                                                                      \
            for (size_t i = 0; i < count; i++)                                                                        \
                dx[i] += dy[i] * derivative(x[i], y[i], slope);                                                       \
        else                                                                                                          \
            for (size_t i = 0; i < count; i++)                                                                        \
                dx[i] = dy[i] * derivative(x[i], y[i], slope);                                                        \
    }                                                                                                                 \
    static void kind##_back_from(const cnn_call *call, size_t count) {                                                \
        if (call->din[0].data)                                                                                        \
            kind##_back(call->in[0].data, call->out.data, call->dout.data, call->din[0].data, call->attrs->slope,     \
                count, !call->fresh[0]);                                                                              \
    }                                                                                                                 \
    static void kind##_all(const cnn_call *call) {                                                                    \
        kind##_of(call->in[0].data, call->out.data, call->attrs->slope, cnn_shape_count(call->out.shape));            \
    }                                                                                                                 \
    void cnn_fast_##kind##_forward(const cnn_call *call) {                                                            \
        if (call->in[0].shape.c == call->out.shape.c)                                                                 \
            cnn_fast_by_maps(call, 0, kind##_all);                                                                    \
        else                                                                                                          \
            kind##_all(call);                                                                                         \
    }                                                                                                                 \
    void cnn_fast_##kind##_backward(const cnn_call *call) {                                                           \
        kind##_back_from(call, cnn_shape_count(call->out.shape));                                                     \
    }                                                                                                                 \
    void cnn_batch8_##kind##_forward(const cnn_call *call) {                                                          \
        size_t count = cnn_shape_count(call->out.shape) * CNN_LANES;                                                  \
        kind##_of(call->in[0].data, call->out.data, call->attrs->slope, count);                                       \
    }                                                                                                                 \
    void cnn_batch8_##kind##_backward(const cnn_call *call) {                                                         \
        kind##_back_from(call, cnn_shape_count(call->out.shape) * CNN_LANES);                                         \
    }

KERNELS(relu, relu, relu_slope)
KERNELS(leaky_relu, leaky_relu, leaky_relu_slope)
KERNELS(tanh, tangent, tangent_slope)
KERNELS(sigmoid, sigmoid, sigmoid_slope)
KERNELS(flatten, same, same_slope)
