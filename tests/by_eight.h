/* Runs one operator in training's layout, eight images at a time, on tensors that lie image after image. */
#ifndef BY_EIGHT_H
#define BY_EIGHT_H

#include "arena.h"
#include "lanes.h"

#include <string.h>

static cnn_tensor by_eight_from(cnn_arena *arena, cnn_tensor t) {
    cnn_tensor to = {t.shape, NULL};
    size_t each = cnn_shape_image(t.shape);
    to.shape.n = (t.shape.n + CNN_LANES - 1) / CNN_LANES;
    to.data = cnn_arena_alloc(arena, cnn_shape_count(to.shape) * CNN_LANES, sizeof(float));
    for (int i = 0; i < t.shape.n; i++)
        cnn_lane_put(cnn_lane_block(to, i / CNN_LANES), i % CNN_LANES, t.data + (size_t)i * each, each);
    return to;
}

static void by_eight_to(cnn_tensor lanes, cnn_tensor to) {
    size_t each = cnn_shape_image(to.shape);
    for (int i = 0; i < to.shape.n; i++)
        cnn_lane_get(cnn_lane_block(lanes, i / CNN_LANES), i % CNN_LANES, to.data + (size_t)i * each, each);
}

/* Forward and backward. With `fresh`, gradients of the inputs are written over something that is not zero; else they
 * are added to what din holds. */
static void run_by_eight(cnn_arena *arena, const cnn_op *op, cnn_call *call, cnn_layout layout, bool fresh) {
    cnn_call by_eight = *call;
    by_eight.images = call->out.shape.n;
    by_eight.out = by_eight_from(arena, call->out);
    by_eight.dout = by_eight_from(arena, call->dout);
    for (int i = 0; i < call->inputs; i++) {
        by_eight.fresh[i] = fresh;
        by_eight.in[i] = by_eight_from(arena, call->in[i]);
        by_eight.din[i] = by_eight_from(arena, call->din[i]);
        if (fresh)
            memset(by_eight.din[i].data, 0x7f, cnn_shape_count(by_eight.din[i].shape) * CNN_LANES * sizeof(float));
    }
    size_t room = cnn_lane_room(&by_eight), numbers = (layout.scratch + 1) * (size_t)by_eight.out.shape.n * CNN_LANES;
    by_eight.work = cnn_arena_alloc(arena, room > layout.work ? room : layout.work, sizeof(float));
    by_eight.scratch = cnn_arena_alloc(arena, numbers, sizeof(float));
    if (op->lane_forward) {
        op->lane_forward(&by_eight);
        op->lane_backward(&by_eight);
    } else {
        cnn_lane_forward_by_image(op, &by_eight);
        cnn_lane_backward_by_image(op, &by_eight);
    }
    by_eight_to(by_eight.out, call->out);
    for (int i = 0; i < call->inputs; i++)
        by_eight_to(by_eight.din[i], call->din[i]);
}

#endif
