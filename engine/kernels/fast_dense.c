/* A dense layer over a minibatch is one matrix product forward and two backward. */
#include "fast.h"
#include "thread_pool.h"

#include <string.h>

enum { UNITS = 16 };        /* a part is a whole number of blocks of this many */
enum { LEAST = 64 * 1024 }; /* a layer with this many weights is worth several threads */

typedef struct sharing {
    const cnn_call *call;
    int parts;
} sharing;

/* The units of one part; each unit's sum is added up in the same order as on one thread. */
static void some_units(void *context, int index, int worker) {
    (void)worker;
    const sharing *s = context;
    const cnn_call *call = s->call;
    int images = call->out.shape.n, units = call->out.shape.c, inputs = (int)cnn_shape_image(call->in[0].shape),
        blocks = (units + UNITS - 1) / UNITS, first = blocks * index / s->parts * UNITS,
        end = blocks * (index + 1) / s->parts * UNITS, count = (end < units ? end : units) - first;
    for (int n = 0; n < images; n++) {
        float *y = call->out.data + (ptrdiff_t)n * units + first;
        if (call->bias)
            memcpy(y, call->bias + first, sizeof *y * (size_t)count);
        else
            memset(y, 0, sizeof *y * (size_t)count);
    }
    cnn_gemm_bt(images, count, inputs, (cnn_matrix){call->in[0].data, inputs},
        (cnn_matrix){(float *)call->weight + (ptrdiff_t)first * inputs, inputs},
        (cnn_matrix){call->out.data + first, units});
}

void cnn_fast_dense_forward(const cnn_call *call) {
    size_t weights = (size_t)call->out.shape.c * cnn_shape_image(call->in[0].shape);
    int threads = cnn_thread_pool_size(call->thread_pool);
    sharing s = {call, threads > 1 && weights >= LEAST && call->out.shape.c >= threads * UNITS ? threads : 1};
    cnn_thread_pool_run(call->thread_pool, s.parts, some_units, &s);
}

void cnn_fast_dense_backward(const cnn_call *call) {
    int images = call->out.shape.n, units = call->out.shape.c, inputs = (int)cnn_shape_image(call->in[0].shape);
    cnn_matrix dy = {call->dout.data, units};
    if (call->dweight)
        cnn_gemm_at(
            units, inputs, images, dy, (cnn_matrix){call->in[0].data, inputs}, (cnn_matrix){call->dweight, inputs});
    for (int n = 0; n < images && call->dbias; n++)
        for (int u = 0; u < units; u++)
            call->dbias[u] += call->dout.data[(ptrdiff_t)n * units + u];
    if (call->din[0].data)
        cnn_gemm(images, inputs, units, dy, (cnn_matrix){(float *)call->weight, inputs},
            (cnn_matrix){call->din[0].data, inputs});
}
