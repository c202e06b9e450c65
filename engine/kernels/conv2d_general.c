/* Each case is reduced to the usual convolution: the input is copied with its border written out, so that no padding is
 * left; the biases are added afterwards; weights that a table leaves out are 0 in a copy, and their gradient is
 * dropped. */
#include "conv2d_general.h"

#include "batch8.h"
#include "fast.h"
#include "op_steps.h"

#include <string.h>

bool cnn_conv2d_is_common(const cnn_attrs *a) {
    return a->pad_mode == CNN_PAD_ZEROS && !a->bias_per_unit && !a->connections;
}

static bool has_border(const cnn_attrs *a) {
    return a->pad_mode != CNN_PAD_ZEROS;
}

static cnn_shape bordered(const cnn_attrs *a, cnn_shape in) {
    if (has_border(a)) {
        in.h += a->pad[0] + a->pad[1];
        in.w += a->pad[2] + a->pad[3];
    }
    return in;
}

static cnn_attrs usual(const cnn_attrs *a) {
    cnn_attrs u = *a;
    if (has_border(a))
        memset(u.pad, 0, sizeof u.pad);
    u.pad_mode = CNN_PAD_ZEROS;
    u.bias_per_unit = false;
    u.connections = NULL;
    return u;
}

static size_t weights_of(const cnn_attrs *a, cnn_shape in) {
    return (size_t)a->filters * (size_t)(in.c / a->groups) * (size_t)a->kernel[0] * (size_t)a->kernel[1];
}

size_t cnn_conv2d_general_work(const cnn_attrs *a, cnn_shape in, cnn_shape out) {
    cnn_shape wide = bordered(a, in);
    cnn_attrs u = usual(a);
    return cnn_fast_conv2d_work(&u, wide, out) + (has_border(a) ? 2 * CNN_LANES * cnn_shape_image(wide) : 0) +
           (a->connections ? weights_of(a, in) : 0);
}

/* One image or block of eight: `width` floats for each number. */
typedef struct block {
    cnn_attrs attrs;
    cnn_call call;
    float *wide, *dwide; /* with the border; NULL: there is none */
    size_t width;
} block;

static const float *copy_connected(const cnn_call *call, float *to) {
    const cnn_attrs *a = call->attrs;
    size_t taps = (size_t)a->kernel[0] * (size_t)a->kernel[1], count = weights_of(a, call->in[0].shape);
    for (size_t i = 0; i < count; i++)
        to[i] = a->connections[i / taps] ? call->weight[i] : 0;
    return to;
}

static block block_of(const cnn_call *call, bool lanes, int n) {
    block b = {.attrs = usual(call->attrs), .call = *call, .width = lanes ? CNN_LANES : 1};
    size_t in = cnn_shape_image(call->in[0].shape) * b.width, out = cnn_shape_image(call->out.shape) * b.width;
    b.call.in[0].data += (size_t)n * in;
    b.call.out.data += (size_t)n * out;
    b.call.dout.data = call->dout.data ? call->dout.data + (size_t)n * out : NULL;
    b.call.din[0].data = call->din[0].data ? call->din[0].data + (size_t)n * in : NULL;
    b.call.in[0].shape.n = b.call.out.shape.n = b.call.dout.shape.n = b.call.din[0].shape.n = 1;
    if (has_border(call->attrs)) {
        cnn_shape wide = bordered(call->attrs, b.call.in[0].shape);
        b.wide = call->work;
        b.dwide = b.wide + CNN_LANES * cnn_shape_image(wide);
        b.call.work = b.dwide + CNN_LANES * cnn_shape_image(wide);
    }
    if (call->attrs->connections) {
        b.call.weight = copy_connected(call, b.call.work);
        b.call.work += weights_of(call->attrs, call->in[0].shape);
    }
    if (call->attrs->bias_per_unit)
        b.call.bias = b.call.dbias = NULL;
    return b;
}

/* The index in the image of cell (c, row, column) of the bordered image; -1: it holds the constant. */
static int64_t source(const cnn_call *call, cnn_triple at) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape;
    int row = cnn_pad_source(a->pad_mode, at.h - a->pad[0], in.h),
        column = cnn_pad_source(a->pad_mode, at.w - a->pad[2], in.w);
    return row < 0 || column < 0 ? -1 : cnn_flat(in, at.c, row, column);
}

static void write_border(const cnn_call *call, block *b) {
    cnn_shape wide = bordered(call->attrs, b->call.in[0].shape);
    for (int64_t i = 0; i < (int64_t)cnn_shape_image(wide); i++) {
        int64_t from = source(call, cnn_unflatten(i, wide.h, wide.w));
        for (size_t j = 0; j < b->width; j++)
            b->wide[(size_t)i * b->width + j] =
                from < 0 ? call->attrs->pad_value : b->call.in[0].data[(size_t)from * b->width + j];
    }
    b->call.in[0] = (cnn_tensor){wide, b->wide};
}

static void fold_border(const cnn_call *call, const block *b, float *dx) {
    cnn_shape wide = bordered(call->attrs, call->in[0].shape);
    for (int64_t i = 0; i < (int64_t)cnn_shape_image(wide); i++) {
        int64_t to = source(call, cnn_unflatten(i, wide.h, wide.w));
        for (size_t j = 0; j < b->width && to >= 0; j++)
            dx[(size_t)to * b->width + j] += b->dwide[(size_t)i * b->width + j];
    }
}

void cnn_conv2d_general_forward(const cnn_call *call, bool lanes) {
    size_t units = cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        block b = block_of(call, lanes, n);
        b.call.attrs = &b.attrs;
        if (b.wide)
            write_border(call, &b);
        (lanes ? cnn_batch8_conv2d_forward : cnn_fast_conv2d_forward)(&b.call);
        for (size_t i = 0; i < units && call->bias && call->attrs->bias_per_unit; i++)
            for (size_t j = 0; j < b.width; j++)
                b.call.out.data[i * b.width + j] += call->bias[i];
    }
}

static void bias_gradient(const cnn_call *call, const block *b) {
    size_t units = cnn_shape_image(call->out.shape);
    for (size_t i = 0; i < units && call->dbias && call->attrs->bias_per_unit; i++)
        for (size_t j = 0; j < b->width; j++)
            call->dbias[i] += b->call.dout.data[i * b->width + j];
}

static void forget_absent(const cnn_call *call) {
    const cnn_attrs *a = call->attrs;
    size_t taps = (size_t)a->kernel[0] * (size_t)a->kernel[1], pairs = (size_t)a->filters * (size_t)call->in[0].shape.c;
    for (size_t i = 0; i < pairs && call->dweight && a->connections; i++)
        if (!a->connections[i])
            memset(call->dweight + i * taps, 0, taps * sizeof *call->dweight);
}

void cnn_conv2d_general_backward(const cnn_call *call, bool lanes) {
    size_t each = cnn_shape_image(call->in[0].shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        block b = block_of(call, lanes, n);
        b.call.attrs = &b.attrs;
        float *dx = b.call.din[0].data;
        if (b.wide) {
            write_border(call, &b);
            size_t count = cnn_shape_image(b.call.in[0].shape) * b.width;
            if (dx) {
                memset(b.dwide, 0, count * sizeof *dx);
                b.call.din[0] = (cnn_tensor){b.call.in[0].shape, b.dwide};
                b.call.fresh[0] = false;
            }
        }
        (lanes ? cnn_batch8_conv2d_backward : cnn_fast_conv2d_backward)(&b.call);
        bias_gradient(call, &b);
        if (b.wide && dx && lanes && call->fresh[0])
            memset(dx, 0, each * b.width * sizeof *dx);
        if (b.wide && dx)
            fold_border(call, &b, dx);
    }
    forget_absent(call);
}
