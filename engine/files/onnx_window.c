/* Convolutions and pools: sizes, strides and paddings, which ONNX lists for all axes that begin and then for all that
 * end, and may leave to be found from the size of the input. */
#include "onnx_window.h"
#include "onnx_rows.h"

#include <string.h>

cnn_status cnn_onnx_read_pair(const cnn_onnx_node *n, const char *key, int space, int64_t otherwise, int64_t pair[2]) {
    int64_t list[2] = {otherwise, otherwise};
    int count = cnn_onnx_integers(n, key, 2, list);
    if (count == 2 && cnn_onnx_integer(n, "upright", 0)) /* a row that stood on end: [k, 1] */
        count = 1;
    if (count && count != space)
        return cnn_onnx_refuse(n, "%s has %d numbers for an input with %d axes of space", key, count, space);
    pair[0] = space == 2 ? list[0] : otherwise;
    pair[1] = space == 2 ? list[1] : list[0];
    return cnn_ok();
}

/* As many cells as make the output ceil(I/S) large; an odd one goes in front or behind. */
static void pad_same(cnn_onnx_window *w, int axis, int64_t input, bool upper) {
    int64_t output = (input + w->stride[axis] - 1) / w->stride[axis],
            needed = (output - 1) * w->stride[axis] + w->dilation[axis] * (w->size[axis] - 1) + 1 - input;
    needed = needed > 0 ? needed : 0;
    w->padding[2 * axis] = upper ? needed / 2 : needed - needed / 2;
    w->padding[2 * axis + 1] = needed - w->padding[2 * axis];
}

static cnn_status read_padding(const cnn_onnx_node *n, const cnn_onnx_value *x, int space, cnn_onnx_window *w) {
    int64_t list[4] = {0};
    int count = cnn_onnx_integers(n, "pads", 4, list);
    bool upper = cnn_onnx_says(n, "auto_pad", "SAME_UPPER"), lower = cnn_onnx_says(n, "auto_pad", "SAME_LOWER");
    if (upper || lower) {
        pad_same(w, 0, x->shape.h, upper);
        pad_same(w, 1, x->shape.w, upper);
        return cnn_ok();
    }
    if (count == 4 && cnn_onnx_integer(n, "upright", 0)) {
        count = 2;
        list[1] = list[2];
    }
    if (count && count != 2 * space)
        return cnn_onnx_refuse(n, "pads has %d numbers; %d are needed", count, 2 * space);
    for (int i = 0; i < count && !cnn_onnx_says(n, "auto_pad", "VALID"); i++) {
        if (list[i] < 0)
            return cnn_onnx_refuse(
                n, "a padding of %lld cuts cells away, which Stride has no steps for", (long long)list[i]);
        int axis = i % space + (space == 1);
        w->padding[2 * axis + i / space] = list[i];
    }
    return cnn_ok();
}

cnn_status cnn_onnx_read_window(const cnn_onnx_node *n, const cnn_onnx_value *x, bool sized, cnn_onnx_window *w) {
    int space = x->axes - 2;
    cnn_status status = cnn_ok();
    if (x->axes != 3 && x->axes != 4)
        return cnn_onnx_refuse(n, "it reads numbers with %d axes; Stride has 1-D and 2-D", x->axes);
    if (x->last)
        return cnn_onnx_refuse(n, "it would slide over the channels, for they come last in what it reads");
    if (sized)
        status = cnn_onnx_read_pair(n, "kernel_shape", space, 1, w->size);
    if (!cnn_failed(status))
        status = cnn_onnx_read_pair(n, "strides", space, 1, w->stride);
    if (!cnn_failed(status))
        status = cnn_onnx_read_pair(n, "dilations", space, 1, w->dilation);
    for (int i = 0; i < 2 && !cnn_failed(status); i++)
        if (w->size[i] < 1 || w->stride[i] < 1 || w->dilation[i] < 1 || w->size[i] > CNN_SETTING_MOST ||
            w->stride[i] > CNN_SETTING_MOST || w->dilation[i] > CNN_SETTING_MOST)
            return cnn_onnx_refuse(n, "an impossible size, stride or dilation");
    return cnn_failed(status) ? status : read_padding(n, x, space, w);
}

void cnn_onnx_set_window(cnn_onnx_making *m, const cnn_onnx_window *w) {
    cnn_onnx_set_list(m, "size", w->size, 2);
    cnn_onnx_set_list(m, "stride", w->stride, 2);
    cnn_onnx_set_list(m, "padding", w->padding, 4);
    cnn_onnx_set_list(m, "dilation", w->dilation, 2);
}

cnn_status cnn_onnx_conv(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    const cnn_onnx_constant *weight, *bias;
    cnn_onnx_value *x, *w = cnn_onnx_input(g, n, 1);
    cnn_status status = cnn_onnx_weighted(g, n, &x, &weight, &bias);
    if (cnn_failed(status))
        return status;
    if (weight->axes != x->axes)
        return cnn_onnx_refuse(n, "its weights have %d axes and what it reads %d", weight->axes, x->axes);
    bool plane = weight->axes == 4;
    cnn_onnx_window frame = {.size = {plane ? weight->sizes[2] : 1, weight->sizes[plane ? 3 : 2]}};
    status = cnn_onnx_read_window(n, x, false, &frame);
    if (cnn_failed(status))
        return status;
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, w);
    cnn_onnx_set_window(&m, &frame);
    cnn_onnx_set(&m, "filters", (double)weight->sizes[0]);
    cnn_onnx_set(&m, "groups", (double)cnn_onnx_integer(n, "group", 1));
    cnn_onnx_set_parameters(&m, weight, bias);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}
