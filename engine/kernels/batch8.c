/* Conversion into and out of the layout, and any operator in it through its plain kernel. */
#include "batch8.h"

#include <string.h>

void cnn_batch8_put(float *block, int lane, const float *image, size_t count) {
    for (size_t i = 0; i < count; i++)
        block[i * CNN_LANES + (size_t)lane] = image[i];
}

void cnn_batch8_get(const float *block, int lane, float *image, size_t count) {
    for (size_t i = 0; i < count; i++)
        image[i] = block[i * CNN_LANES + (size_t)lane];
}

size_t cnn_batch8_room(const cnn_call *shapes) {
    size_t floats = cnn_shape_image(shapes->out.shape) * 2;
    for (int i = 0; i < shapes->inputs; i++)
        floats += cnn_shape_image(shapes->in[i].shape) * 2;
    return floats;
}

/* A call for one image of a block, its tensors in `work`; din starts at 0. */
static cnn_call one_image(const cnn_call *call, int block, int lane, bool back) {
    cnn_call one = *call;
    float *room = call->work;
    int image = block * CNN_LANES + lane;
    bool real = image < call->images;
    for (int i = 0; i < call->inputs; i++) {
        size_t count = cnn_shape_image(call->in[i].shape);
        one.in[i] = (cnn_tensor){{1, call->in[i].shape.c, call->in[i].shape.h, call->in[i].shape.w}, room};
        cnn_batch8_get(cnn_batch8_block(call->in[i], block), lane, room, count);
        room += count;
        one.din[i] = (cnn_tensor){one.in[i].shape, call->din[i].data && back ? room : NULL};
        memset(room, 0, count * sizeof *room);
        room += count;
    }
    size_t count = cnn_shape_image(call->out.shape);
    one.out = (cnn_tensor){{1, call->out.shape.c, call->out.shape.h, call->out.shape.w}, room};
    one.dout = (cnn_tensor){one.out.shape, room + count};
    if (back) {
        cnn_batch8_get(cnn_batch8_block(call->out, block), lane, one.out.data, count);
        if (call->dout.data)
            cnn_batch8_get(cnn_batch8_block(call->dout, block), lane, one.dout.data, count);
    }
    one.labels = call->labels && real ? call->labels + image : NULL;
    one.target = call->target && real ? call->target + (size_t)image * cnn_shape_image(call->in[0].shape) : NULL;
    return one;
}

void cnn_batch8_forward_by_image(const cnn_op *op, const cnn_call *call) {
    size_t count = cnn_shape_image(call->out.shape);
    for (int image = 0; image < call->images; image++) {
        int block = image / CNN_LANES, lane = image % CNN_LANES;
        cnn_call one = one_image(call, block, lane, false);
        op->forward(&one);
        cnn_batch8_put(cnn_batch8_block(call->out, block), lane, one.out.data, count);
    }
}

static void add_gradient(const cnn_call *call, int input, int block, int lane, const float *gradient) {
    size_t count = cnn_shape_image(call->in[input].shape);
    float *to = cnn_batch8_block(call->din[input], block) + lane;
    for (size_t i = 0; i < count; i++)
        to[i * CNN_LANES] = (call->fresh[input] ? 0 : to[i * CNN_LANES]) + gradient[i];
}

void cnn_batch8_backward_by_image(const cnn_op *op, const cnn_call *call) {
    for (int image = 0; image < call->out.shape.n * CNN_LANES; image++) {
        int block = image / CNN_LANES, lane = image % CNN_LANES;
        cnn_call one = one_image(call, block, lane, true);
        if (image < call->images)
            op->backward(&one);
        for (int i = 0; i < call->inputs; i++)
            if (call->din[i].data)
                add_gradient(call, i, block, lane, one.din[i].data);
    }
}
