/* Pooling eight images at a time. */
#include "batch8_vector.h"

#include <math.h>

typedef struct cut {
    int first, end, origin;
} cut;

static cut cut_of(const cnn_attrs *a, int axis, int window, int input) {
    int step = a->dilation[axis];
    cut c = {.origin = window * a->stride[axis] - a->pad[2 * axis]};
    c.first = c.origin >= 0 ? 0 : (-c.origin + step - 1) / step;
    int end = c.origin >= input ? 0 : (input - c.origin - 1) / step + 1;
    c.end = end < a->kernel[axis] ? end : a->kernel[axis];
    return c;
}

/* Cells of the window inside the padded input, on one axis; see op_pool.c. */
static int counted(const cnn_attrs *a, int axis, cut c, int input) {
    if (!a->count_include_pad)
        return c.end - c.first;
    int room = input + a->pad[2 * axis + 1] - c.origin, inside = room <= 0 ? 0 : (room - 1) / a->dilation[axis] + 1;
    return inside < a->kernel[axis] ? inside : a->kernel[axis];
}

/* One window: where its plane begins, its rows and columns of real taps, and the position in the output. */
typedef struct window {
    const cnn_call *call;
    ptrdiff_t plane, out;
    cut rows, columns;
} window;

INLINED ptrdiff_t cell(const window *w, int u, int v) {
    const cnn_attrs *a = w->call->attrs;
    ptrdiff_t row = w->rows.origin + u * a->dilation[0], column = w->columns.origin + v * a->dilation[1];
    return (w->plane + row * w->call->in[0].shape.w + column) * CNN_LANES;
}

INLINED void extreme(const window *w, float sign) {
    cnn_vector8 best = all(-INFINITY), winner = all(-1);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            cnn_vector8 x = sign * load(w->call->in[0].data + cell(w, u, v));
            cnn_mask better = (x > best) | (x != x) | (winner < 0);
            best = chosen(better, x, best);
            winner = chosen(better, all((float)(u * w->call->attrs->kernel[1] + v)), winner);
        }
    store(w->call->out.data + w->out * CNN_LANES, sign * best);
    store(w->call->scratch + w->out * CNN_LANES, winner);
}

INLINED void average(const window *w) {
    cnn_shape in = w->call->in[0].shape;
    float divisor =
        (float)counted(w->call->attrs, 0, w->rows, in.h) * (float)counted(w->call->attrs, 1, w->columns, in.w);
    cnn_vector8 sum = all(0);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            sum += load(w->call->in[0].data + cell(w, u, v));
    store(w->call->out.data + w->out * CNN_LANES, divisor > 0 ? sum / divisor : all(0));
}

INLINED void route(const window *w) {
    cnn_vector8 winner = load(w->call->scratch + w->out * CNN_LANES), g = load(w->call->dout.data + w->out * CNN_LANES);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            float *to = w->call->din[0].data + cell(w, u, v);
            cnn_mask here = winner == (float)(u * w->call->attrs->kernel[1] + v);
            store(to, load(to) + chosen(here, g, all(0)));
        }
}

INLINED void share(const window *w) {
    cnn_shape in = w->call->in[0].shape;
    float divisor =
        (float)counted(w->call->attrs, 0, w->rows, in.h) * (float)counted(w->call->attrs, 1, w->columns, in.w);
    cnn_vector8 g = load(w->call->dout.data + w->out * CNN_LANES) / divisor;
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            float *to = w->call->din[0].data + cell(w, u, v);
            store(to, load(to) + g);
        }
}

typedef enum work { MAX, MIN, AVERAGE, ROUTE, SHARE } work;

INLINED void over_windows(const cnn_call *call, work what) {
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    window w = {.call = call};
    for (int plane = 0; plane < out.n * out.c; plane++, w.plane += (ptrdiff_t)in.h * in.w)
        for (int i = 0; i < out.h; i++) {
            w.rows = cut_of(call->attrs, 0, i, in.h);
            for (int j = 0; j < out.w; j++, w.out++) {
                w.columns = cut_of(call->attrs, 1, j, in.w);
                if (what == MAX || what == MIN)
                    extreme(&w, what == MAX ? 1.0f : -1.0f);
                else if (what == AVERAGE)
                    average(&w);
                else if (what == ROUTE)
                    route(&w);
                else
                    share(&w);
            }
        }
}

VECTORISED(max_windows, (const cnn_call *call), (call)) {
    over_windows(call, MAX);
}
VECTORISED(min_windows, (const cnn_call *call), (call)) {
    over_windows(call, MIN);
}
VECTORISED(average_windows, (const cnn_call *call), (call)) {
    over_windows(call, AVERAGE);
}
VECTORISED(route_windows, (const cnn_call *call), (call)) {
    over_windows(call, ROUTE);
}
VECTORISED(share_windows, (const cnn_call *call), (call)) {
    over_windows(call, SHARE);
}

static bool wants_gradient(const cnn_call *call) {
    if (call->din[0].data && call->fresh[0])
        memset(call->din[0].data, 0, cnn_shape_count(call->din[0].shape) * CNN_LANES * sizeof(float));
    return call->din[0].data != NULL;
}

void cnn_batch8_max_pool_forward(const cnn_call *call) {
    max_windows(call);
}
void cnn_batch8_min_pool_forward(const cnn_call *call) {
    min_windows(call);
}
void cnn_batch8_average_pool_forward(const cnn_call *call) {
    average_windows(call);
}
void cnn_batch8_max_pool_backward(const cnn_call *call) {
    if (wants_gradient(call))
        route_windows(call);
}
void cnn_batch8_min_pool_backward(const cnn_call *call) {
    cnn_batch8_max_pool_backward(call);
}
void cnn_batch8_average_pool_backward(const cnn_call *call) {
    if (wants_gradient(call))
        share_windows(call);
}
