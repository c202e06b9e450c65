/* Dense layers eight images at a time: sums of up to twelve units (forward) or inputs (dX) stay in registers while the
 * other index runs. For dW the block is transposed into rows, and one small matrix product adds its images. */
#include "batch8_vector.h"
#include "fast.h"

enum { SUMS = CNN_NARROW ? 6 : 12 };

/* `count` sums: start[s] + sum over t of w[s*outer + t*inner] * x[t]. */
INLINED void sums(int count, int terms, const float *w, ptrdiff_t outer, ptrdiff_t inner, const float *x,
    const float *start, float *to, bool add) {
    cnn_vector8 sum[SUMS];
    for (int s = 0; s < SUMS; s++)
        sum[s] = all(0);
    for (int t = 0; t < terms; t++) {
        cnn_vector8 value = load(x + (ptrdiff_t)t * CNN_LANES);
        const float *column = w + t * inner;
        for (int s = 0; s < count; s++)
            sum[s] = plus_times(sum[s], column[s * outer], value);
    }
    for (int s = 0; s < count; s++) {
        cnn_vector8 before = add ? load(to + s * CNN_LANES) : all(start ? start[s] : 0);
        store(to + s * CNN_LANES, plus(before, sum[s]));
    }
}

VECTORISED_TWICE(products,
    (int outputs, int terms, const float *w, ptrdiff_t outer, ptrdiff_t inner, const float *x, const float *start,
        float *to, bool add),
    (outputs, terms, w, outer, inner, x, start, to, add)) {
    int s = 0;
    for (; s + SUMS <= outputs; s += SUMS)
        sums(SUMS, terms, w + s * outer, outer, inner, x, start ? start + s : NULL, to + s * CNN_LANES, add);
    for (; s + 4 <= outputs; s += 4)
        sums(4, terms, w + s * outer, outer, inner, x, start ? start + s : NULL, to + s * CNN_LANES, add);
    for (; s < outputs; s++)
        sums(1, terms, w + s * outer, outer, inner, x, start ? start + s : NULL, to + s * CNN_LANES, add);
}

void cnn_batch8_dense_forward(const cnn_call *call) {
    int units = call->out.shape.c, inputs = (int)cnn_shape_image(call->in[0].shape);
    for (int block = 0; block < call->out.shape.n; block++)
        products(units, inputs, call->weight, inputs, 1, call->in[0].data + (ptrdiff_t)block * inputs * CNN_LANES,
            call->bias, call->out.data + (ptrdiff_t)block * units * CNN_LANES, false);
}

static void bias_gradient(const cnn_call *call, const float *dy) {
    for (int u = 0; u < call->out.shape.c && call->dbias; u++)
        for (int lane = 0; lane < CNN_LANES; lane++)
            call->dbias[u] += dy[u * CNN_LANES + lane];
}

void cnn_batch8_dense_backward(const cnn_call *call) {
    int units = call->out.shape.c, inputs = (int)cnn_shape_image(call->in[0].shape);
    for (int block = 0; block < call->out.shape.n; block++) {
        const float *x = call->in[0].data + (ptrdiff_t)block * inputs * CNN_LANES,
                    *dy = call->dout.data + (ptrdiff_t)block * units * CNN_LANES;
        if (call->dweight) {
            float *rows = call->work, *upstream = call->work + (ptrdiff_t)inputs * CNN_LANES;
            for (int lane = 0; lane < CNN_LANES; lane++) {
                cnn_batch8_get(x, lane, rows + (ptrdiff_t)lane * inputs, (size_t)inputs);
                cnn_batch8_get(dy, lane, upstream + (ptrdiff_t)lane * units, (size_t)units);
            }
            cnn_gemm_at(units, inputs, CNN_LANES, (cnn_matrix){upstream, units}, (cnn_matrix){rows, inputs},
                (cnn_matrix){call->dweight, inputs});
        }
        bias_gradient(call, dy);
        if (call->din[0].data)
            products(inputs, units, call->weight, 1, inputs, dy, NULL,
                call->din[0].data + (ptrdiff_t)block * inputs * CNN_LANES, !call->fresh[0]);
    }
}
