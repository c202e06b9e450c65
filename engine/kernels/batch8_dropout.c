/* Dropout on eight images at a time; see op_dropout.c for what is dropped. */
#include "batch8.h"
#include "op_steps.h"

void cnn_batch8_dropout_forward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int block = 0; block < call->out.shape.n; block++)
        for (int64_t i = 0; i < each; i++)
            for (int lane = 0; lane < CNN_LANES; lane++) {
                int64_t at = (block * each + i) * CNN_LANES + lane;
                call->out.data[at] = call->in[0].data[at] * cnn_dropout_factor(call, block * CNN_LANES + lane, i);
            }
}

void cnn_batch8_dropout_backward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int block = 0; block < call->out.shape.n && call->din[0].data; block++)
        for (int64_t i = 0; i < each; i++)
            for (int lane = 0; lane < CNN_LANES; lane++) {
                int64_t at = (block * each + i) * CNN_LANES + lane;
                float dx = call->dout.data[at] * cnn_dropout_factor(call, block * CNN_LANES + lane, i);
                call->din[0].data[at] = call->fresh[0] ? dx : call->din[0].data[at] + dx;
            }
}
