/* What the functions of one number share: f and its derivative, written in terms of x and y, become kernels, steps and a
 * row. `kind_value`, the function in double precision, stands before the row. */
#ifndef CNN_OP_ELEMENT_H
#define CNN_OP_ELEMENT_H

#include "op_steps.h"

typedef float cnn_function(float x, const cnn_attrs *a);
typedef float cnn_derivative(float x, float y, const cnn_attrs *a);

static inline void cnn_apply(const cnn_call *call, cnn_function *f) {
    size_t count = cnn_shape_count(call->out.shape);
    for (size_t i = 0; i < count; i++)
        call->out.data[i] = f(call->in[0].data[i], call->attrs);
}

static inline void cnn_apply_back(const cnn_call *call, cnn_derivative *slope) {
    size_t count = cnn_shape_count(call->out.shape);
    for (size_t i = 0; i < count && call->din[0].data; i++)
        call->din[0].data[i] += call->dout.data[i] * slope(call->in[0].data[i], call->out.data[i], call->attrs);
}

static inline cnn_numbers cnn_numbers_of_function(
    const cnn_call *call, cnn_phase phase, int64_t position, cnn_derivative *slope) {
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

#define CNN_ELEMENTWISE(kind, text, its_stem, rows, f, slope, infer_shape, touches)         \
    static void kind##_forward(const cnn_call *call) {                                      \
        cnn_apply(call, f);                                                                 \
    }                                                                                       \
    static void kind##_backward(const cnn_call *call) {                                     \
        cnn_apply_back(call, slope);                                                        \
    }                                                                                       \
    static cnn_numbers kind##_numbers(                                                      \
        const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) { \
        (void)term;                                                                         \
        (void)index;                                                                        \
        return cnn_numbers_of_function(call, phase, position, slope);                       \
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

#endif
