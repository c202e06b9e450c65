/* Runs one operator in training's layout, eight images at a time, on tensors that lie image after image. */
#ifndef RUN_BATCH8_H
#define RUN_BATCH8_H

#include "arena.h"
#include "batch8.h"
#include "kernels.h"

#include <string.h>

static cnn_tensor batch8_from(cnn_arena *arena, cnn_tensor t) {
    cnn_tensor to = {t.shape, NULL};
    size_t each = cnn_shape_image(t.shape);
    to.shape.n = (t.shape.n + CNN_LANES - 1) / CNN_LANES;
    to.data = cnn_arena_alloc(arena, cnn_shape_count(to.shape) * CNN_LANES, sizeof(float));
    for (int i = 0; i < t.shape.n; i++)
        cnn_batch8_put(cnn_batch8_block(to, i / CNN_LANES), i % CNN_LANES, t.data + (size_t)i * each, each);
    return to;
}

static void batch8_to(cnn_tensor lanes, cnn_tensor to) {
    size_t each = cnn_shape_image(to.shape);
    for (int i = 0; i < to.shape.n; i++)
        cnn_batch8_get(cnn_batch8_block(lanes, i / CNN_LANES), i % CNN_LANES, to.data + (size_t)i * each, each);
}

/* Forward and backward. With `fresh`, gradients of the inputs are written over something that is not zero; else they
 * are added to what din holds. */
static void run_batch8(cnn_arena *arena, cnn_op_kind kind, cnn_call *call, cnn_layout layout, bool fresh) {
    cnn_call batch8 = *call;
    batch8.images = call->out.shape.n;
    batch8.out = batch8_from(arena, call->out);
    batch8.dout = batch8_from(arena, call->dout);
    for (int i = 0; i < call->inputs; i++) {
        batch8.fresh[i] = fresh;
        batch8.in[i] = batch8_from(arena, call->in[i]);
        batch8.din[i] = batch8_from(arena, call->din[i]);
        if (fresh)
            memset(batch8.din[i].data, 0x7f, cnn_shape_count(batch8.din[i].shape) * CNN_LANES * sizeof(float));
    }
    size_t numbers = (layout.scratch + 1) * (size_t)batch8.out.shape.n * CNN_LANES;
    batch8.work = cnn_arena_alloc(arena, cnn_kernels_work(kind, CNN_BATCH8, &batch8), sizeof(float));
    batch8.scratch = cnn_arena_alloc(arena, numbers, sizeof(float));
    cnn_kernels_forward(kind, CNN_BATCH8, &batch8);
    cnn_kernels_backward(kind, CNN_BATCH8, &batch8);
    batch8_to(batch8.out, call->out);
    for (int i = 0; i < call->inputs; i++)
        batch8_to(batch8.din[i], call->din[i]);
}

#endif
