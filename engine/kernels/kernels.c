/* One row for each operator that has faster kernels. */
#include "kernels.h"

#include "batch8.h"
#include "conv2d_general.h"
#include "fast.h"

typedef void kernel(const cnn_call *call);

typedef struct row {
    kernel *fast_forward, *fast_backward, *batch8_forward, *batch8_backward;
    size_t (*work)(const cnn_call *shapes); /* NULL: none */
} row;

static void conv2d_forward(const cnn_call *call) {
    if (cnn_conv2d_is_common(call->attrs))
        cnn_fast_conv2d_forward(call);
    else
        cnn_conv2d_general_forward(call, false);
}

static void conv2d_backward(const cnn_call *call) {
    if (cnn_conv2d_is_common(call->attrs))
        cnn_fast_conv2d_backward(call);
    else
        cnn_conv2d_general_backward(call, false);
}

static void conv2d_batch8_forward(const cnn_call *call) {
    if (cnn_conv2d_is_common(call->attrs))
        cnn_batch8_conv2d_forward(call);
    else
        cnn_conv2d_general_forward(call, true);
}

static void conv2d_batch8_backward(const cnn_call *call) {
    if (cnn_conv2d_is_common(call->attrs))
        cnn_batch8_conv2d_backward(call);
    else
        cnn_conv2d_general_backward(call, true);
}

static size_t conv2d_work(const cnn_call *shapes) {
    cnn_shape in = shapes->in[0].shape, out = shapes->out.shape;
    return cnn_conv2d_is_common(shapes->attrs) ? cnn_fast_conv2d_work(shapes->attrs, in, out)
                                               : cnn_conv2d_general_work(shapes->attrs, in, out);
}

static size_t dense_work(const cnn_call *shapes) {
    return (cnn_shape_image(shapes->in[0].shape) + (size_t)shapes->attrs->units) * CNN_LANES;
}

static size_t lrn_work(const cnn_call *shapes) {
    return cnn_fast_lrn_work(shapes->in[0].shape);
}

#define BOTH(name)                                                                          \
    {                                                                                       \
        cnn_fast_##name##_forward, cnn_fast_##name##_backward, cnn_batch8_##name##_forward, \
            cnn_batch8_##name##_backward, NULL                                              \
    }

static const row table[CNN_OP_COUNT] = {
    [CNN_OP_CONV2D] = {conv2d_forward, conv2d_backward, conv2d_batch8_forward, conv2d_batch8_backward, conv2d_work},
    [CNN_OP_DENSE] = {cnn_fast_dense_forward, cnn_fast_dense_backward, cnn_batch8_dense_forward,
        cnn_batch8_dense_backward, dense_work},
    [CNN_OP_LRN] = {cnn_fast_lrn_forward, cnn_fast_lrn_backward, cnn_batch8_lrn_forward, cnn_batch8_lrn_backward,
        lrn_work},
    [CNN_OP_MAX_POOL] = BOTH(max_pool),
    [CNN_OP_MIN_POOL] = BOTH(min_pool),
    [CNN_OP_AVG_POOL] = BOTH(average_pool),
    [CNN_OP_RELU] = BOTH(relu),
    [CNN_OP_LEAKY_RELU] = BOTH(leaky_relu),
    [CNN_OP_TANH] = BOTH(tanh),
    [CNN_OP_SIGMOID] = BOTH(sigmoid),
    [CNN_OP_CLIP] = BOTH(clip),
    [CNN_OP_HARD_SIGMOID] = BOTH(hard_sigmoid),
    [CNN_OP_HARD_SWISH] = BOTH(hard_swish),
    [CNN_OP_SILU] = BOTH(silu),
    [CNN_OP_FLATTEN] = BOTH(flatten),
    [CNN_OP_BATCH_NORM] = BOTH(batch_norm),
    [CNN_OP_DROPOUT] = {NULL, NULL, cnn_batch8_dropout_forward, cnn_batch8_dropout_backward, NULL},
    [CNN_OP_ADD] = {cnn_fast_add_forward, NULL, NULL, NULL, NULL},
};

static kernel *chosen(cnn_op_kind kind, cnn_kernels kernels, bool backward) {
    const row *r = &table[kind];
    kernel *fast = backward ? r->fast_backward : r->fast_forward,
           *batch8 = backward ? r->batch8_backward : r->batch8_forward;
    return kernels == CNN_BATCH8 ? batch8 : kernels == CNN_FAST ? fast : NULL;
}

size_t cnn_kernels_work(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *shapes) {
    size_t own = table[kind].work ? table[kind].work(shapes) : 0,
           image = kernels == CNN_BATCH8 ? cnn_batch8_room(shapes) : 0;
    return own > image ? own : image;
}

void cnn_kernels_forward(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *call) {
    kernel *run = chosen(kind, kernels, false);
    if (run)
        run(call);
    else if (kernels == CNN_BATCH8)
        cnn_batch8_forward_by_image(cnn_op_of(kind), call);
    else
        cnn_op_of(kind)->forward(call);
}

void cnn_kernels_backward(cnn_op_kind kind, cnn_kernels kernels, const cnn_call *call) {
    kernel *run = chosen(kind, kernels, true);
    if (run)
        run(call);
    else if (kernels == CNN_BATCH8)
        cnn_batch8_backward_by_image(cnn_op_of(kind), call);
    else
        cnn_op_of(kind)->backward(call);
}
