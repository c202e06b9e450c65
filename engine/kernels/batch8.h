/* Training's own layout and kernels. Eight images are interleaved: number (c, h, w) of a block of eight is eight
 * consecutive floats, one vector register. So every operator works on eight images at once with plain vector
 * arithmetic, whatever its window, stride or padding, and no window is ever unrolled into a matrix. In a cnn_call of
 * this layout shape.n counts blocks, and data is [block][c][h][w][CNN_LANES].
 *
 * For comparison (LeNet-5, one thread, the same machine): windows unrolled and multiplied as matrices train 4,300
 * images/s. The plain kernels stay the definition; these must agree with them to 1e-5. */
#ifndef CNN_BATCH8_H
#define CNN_BATCH8_H

#include "op.h"

enum { CNN_LANES = 8 };

/* `call->fresh[i]`: the operator is the only one that adds to din[i]: the gradient is overwritten, not accumulated. */
#define CNN_BATCH8_KERNELS(kind)                            \
    void cnn_batch8_##kind##_forward(const cnn_call *call); \
    void cnn_batch8_##kind##_backward(const cnn_call *call)
CNN_BATCH8_KERNELS(conv2d);
CNN_BATCH8_KERNELS(dense);
CNN_BATCH8_KERNELS(max_pool);
CNN_BATCH8_KERNELS(min_pool);
CNN_BATCH8_KERNELS(average_pool);
CNN_BATCH8_KERNELS(relu);
CNN_BATCH8_KERNELS(leaky_relu);
CNN_BATCH8_KERNELS(tanh);
CNN_BATCH8_KERNELS(sigmoid);
CNN_BATCH8_KERNELS(clip);
CNN_BATCH8_KERNELS(hard_sigmoid);
CNN_BATCH8_KERNELS(hard_swish);
CNN_BATCH8_KERNELS(silu);
CNN_BATCH8_KERNELS(flatten);
CNN_BATCH8_KERNELS(batch_norm);
CNN_BATCH8_KERNELS(lrn);
CNN_BATCH8_KERNELS(dropout);

/* Any operator through its plain kernel, image by image; idle lanes get no gradient. `call->work` holds cnn_batch8_room
 * floats. */
void cnn_batch8_forward_by_image(const cnn_op *op, const cnn_call *call);
void cnn_batch8_backward_by_image(const cnn_op *op, const cnn_call *call);
size_t cnn_batch8_room(const cnn_call *shapes);

static inline float *cnn_batch8_block(cnn_tensor t, int block) {
    return t.data + (size_t)block * cnn_shape_image(t.shape) * CNN_LANES;
}

/* Writes image `lane` of a block from consecutive numbers, and back. */
void cnn_batch8_put(float *block, int lane, const float *image, size_t count);
void cnn_batch8_get(const float *block, int lane, float *image, size_t count);

#endif
