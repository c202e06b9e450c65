/* Views of numbers in memory. The legend of axes, used in every header of the engine:
 *
 *   N images of a minibatch   C channels (maps)   H rows   W columns   K filters (output maps)
 *   element (n, c, h, w) is data[((n*C + c)*H + h)*W + w]; all numbers are float32
 *   weights of a convolution  [K, C/groups, F_h, F_w]      of a dense layer  [units, inputs]
 *
 * A vector of U units is C = U, H = W = 1. Pairs are [vertical, horizontal], paddings [top, bottom, left, right]. */
#ifndef CNN_TENSOR_H
#define CNN_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cnn_shape {
    int n, c, h, w;
} cnn_shape;

typedef struct cnn_tensor {
    cnn_shape shape;
    float *data; /* not owned; NULL: absent */
} cnn_tensor;

enum { CNN_VERTICAL, CNN_HORIZONTAL };

/* The most numbers one tensor may hold. */
#define CNN_TENSOR_MAX ((size_t)1 << 31)

/* Whether there are at most `most` numbers (no more than 2^32), counted so that nothing wraps where a size has 32 bits. The
 * counts below are for shapes of which this is known. */
static inline bool cnn_shape_within(cnn_shape s, uint64_t most) {
    uint64_t count = (uint64_t)s.n * (uint64_t)s.c;
    count = count <= most || !s.h || !s.w ? count * (uint64_t)s.h : most + 1;
    return (count <= most || !s.w ? count * (uint64_t)s.w : most + 1) <= most;
}

static inline size_t cnn_shape_count(cnn_shape s) {
    return (size_t)s.n * (size_t)s.c * (size_t)s.h * (size_t)s.w;
}

/* The numbers of one image: C*H*W. */
static inline size_t cnn_shape_image(cnn_shape s) {
    return (size_t)s.c * (size_t)s.h * (size_t)s.w;
}

static inline bool cnn_shape_equal(cnn_shape a, cnn_shape b) {
    return a.n == b.n && a.c == b.c && a.h == b.h && a.w == b.w;
}

/* The same tensor seen as image `n` alone. */
static inline cnn_tensor cnn_tensor_image(cnn_tensor t, int n) {
    cnn_tensor one = {
        {1, t.shape.c, t.shape.h, t.shape.w}, t.data ? t.data + (size_t)n * cnn_shape_image(t.shape) : NULL};
    return one;
}

#endif
