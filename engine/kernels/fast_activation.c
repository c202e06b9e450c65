/* Elementwise operators do not depend on how images are laid out, so one kernel serves both layouts. */
#include "batch8.h"
#include "elementary.h"
#include "fast.h"

/* The numbers that a function has besides x: a slope, two limits, a factor and what is added. */
typedef struct bend {
    float a, b;
} bend;

static bend none(const cnn_attrs *a) {
    (void)a;
    return (bend){0, 0};
}
static bend of_slope(const cnn_attrs *a) {
    return (bend){a->slope, 0};
}
static bend of_limits(const cnn_attrs *a) {
    return (bend){a->low, a->high};
}
static bend of_line(const cnn_attrs *a) {
    return (bend){a->alpha, a->beta};
}

INLINED float relu(float x, bend p) {
    (void)p;
    return x <= 0 ? 0 : x;
}
INLINED float relu_slope(float x, float y, bend p) {
    (void)y;
    (void)p;
    return x <= 0 ? 0.0f : 1.0f;
}
INLINED float leaky_relu(float x, bend p) {
    float low = p.a * x;
    return x > 0 ? x : low;
}
INLINED float leaky_relu_slope(float x, float y, bend p) {
    (void)y;
    return x > 0 ? 1.0f : p.a;
}
INLINED float tangent(float x, bend p) {
    (void)p;
    return cnn_tanh(x);
}
INLINED float tangent_slope(float x, float y, bend p) {
    (void)x;
    (void)p;
    return 1 - y * y;
}
INLINED float sigmoid(float x, bend p) {
    (void)p;
    return cnn_sigmoid(x);
}
INLINED float sigmoid_slope(float x, float y, bend p) {
    (void)x;
    (void)p;
    return y * (1 - y);
}
INLINED float same(float x, bend p) {
    (void)p;
    return x;
}
INLINED float same_slope(float x, float y, bend p) {
    (void)x;
    (void)y;
    (void)p;
    return 1;
}
INLINED float clip(float x, bend p) {
    float above = x <= p.a ? p.a : x;
    return x >= p.b ? p.b : above;
}
INLINED float clip_slope(float x, float y, bend p) {
    (void)y;
    float above = x <= p.a ? 0.0f : 1.0f;
    return x >= p.b ? 0.0f : above;
}
INLINED float hard_sigmoid(float x, bend p) {
    float line = p.a * x + p.b, above = line <= 0 ? 0 : line;
    return line >= 1 ? 1 : above;
}
INLINED float hard_sigmoid_slope(float x, float y, bend p) {
    (void)y;
    float line = p.a * x + p.b, above = line <= 0 ? 0 : p.a;
    return line >= 1 ? 0 : above;
}
INLINED float hard_swish(float x, bend p) {
    (void)p;
    float within = x * (x + 3) / 6, above = x <= -3 ? 0 : within;
    return x >= 3 ? x : above;
}
INLINED float hard_swish_slope(float x, float y, bend p) {
    (void)y;
    (void)p;
    float within = x / 3 + 0.5f, above = x < -3 ? 0 : within;
    return x > 3 ? 1 : above;
}
INLINED float silu(float x, bend p) {
    return x * sigmoid(x, p);
}
INLINED float silu_slope(float x, float y, bend p) {
    (void)y;
    float s = sigmoid(x, p);
    return s * (1 + x * (1 - s));
}

#define KERNELS(kind, f, derivative, its)                                                                              \
    EXACTLY_VECTORISED(                                                                                                \
        kind##_of, (const float *restrict x, float *restrict y, bend p, size_t count), (x, y, p, count)) {             \
        for (size_t i = 0; i < count; i++)                                                                             \
            y[i] = f(x[i], p);                                                                                         \
    }                                                                                                                  \
    EXACTLY_VECTORISED(kind##_back,                                                                                    \
        (const float *restrict x, const float *restrict y, const float *restrict dy, float *restrict dx, bend p,       \
            size_t count, bool add),                                                                                   \
        (x, y, dy, dx, p, count, add)) {                                                                               \
        if (add)                                                                                                       \
            for (size_t i = 0; i < count; i++)                                                                         \
                dx[i] += dy[i] * derivative(x[i], y[i], p);                                                            \
        else                                                                                                           \
            for (size_t i = 0; i < count; i++)                                                                         \
                dx[i] = dy[i] * derivative(x[i], y[i], p);                                                             \
    }                                                                                                                  \
    static void kind##_back_from(const cnn_call *call, size_t count) {                                                 \
        if (call->din[0].data)                                                                                         \
            kind##_back(call->in[0].data, call->out.data, call->dout.data, call->din[0].data, its(call->attrs), count, \
                !call->fresh[0]);                                                                                      \
    }                                                                                                                  \
    static void kind##_all(const cnn_call *call) {                                                                     \
        kind##_of(call->in[0].data, call->out.data, its(call->attrs), cnn_shape_count(call->out.shape));               \
    }                                                                                                                  \
    void cnn_fast_##kind##_forward(const cnn_call *call) {                                                             \
        if (call->in[0].shape.c == call->out.shape.c)                                                                  \
            cnn_fast_by_maps(call, 0, kind##_all);                                                                     \
        else                                                                                                           \
            kind##_all(call);                                                                                          \
    }                                                                                                                  \
    void cnn_fast_##kind##_backward(const cnn_call *call) {                                                            \
        kind##_back_from(call, cnn_shape_count(call->out.shape));                                                      \
    }                                                                                                                  \
    void cnn_batch8_##kind##_forward(const cnn_call *call) {                                                           \
        size_t count = cnn_shape_count(call->out.shape) * CNN_LANES;                                                   \
        kind##_of(call->in[0].data, call->out.data, its(call->attrs), count);                                          \
    }                                                                                                                  \
    void cnn_batch8_##kind##_backward(const cnn_call *call) {                                                          \
        kind##_back_from(call, cnn_shape_count(call->out.shape) * CNN_LANES);                                          \
    }

KERNELS(relu, relu, relu_slope, none)
KERNELS(leaky_relu, leaky_relu, leaky_relu_slope, of_slope)
KERNELS(tanh, tangent, tangent_slope, none)
KERNELS(sigmoid, sigmoid, sigmoid_slope, none)
KERNELS(flatten, same, same_slope, none)
KERNELS(clip, clip, clip_slope, of_limits)
KERNELS(hard_sigmoid, hard_sigmoid, hard_sigmoid_slope, of_line)
KERNELS(hard_swish, hard_swish, hard_swish_slope, none)
KERNELS(silu, silu, silu_slope, none)
