/* A dense layer over a minibatch is one matrix product forward and two backward. */
#include "fast.h"

#include <string.h>

void cnn_fast_dense_forward(const cnn_call *call) {
    int images = call->out.shape.n, units = call->out.shape.c, inputs = (int)cnn_shape_image(call->in[0].shape);
    for (int n = 0; n < images; n++) {
        float *y = call->out.data + (ptrdiff_t)n * units;
        if (call->bias)
            memcpy(y, call->bias, sizeof *y * (size_t)units);
        else
            memset(y, 0, sizeof *y * (size_t)units);
    }
    cnn_gemm_bt(images, units, inputs, (cnn_matrix){call->in[0].data, inputs},
        (cnn_matrix){(float *)call->weight, inputs}, (cnn_matrix){call->out.data, units});
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
