/* Pooling without a question asked for each cell: the taps that lie outside are cut off before the loop over a window
 * begins. Max and min keep the winning tap of each window in `scratch`, so that backward need not search again. */
#include "fast.h"

#include <math.h>

typedef struct cut {
    int first, end; /* taps with a real cell */
    int origin;     /* the cell of tap 0 */
} cut;

static cut cut_window(const cnn_attrs *a, int axis, int window, int input) {
    int step = a->dilation[axis];
    cut c = {.origin = window * a->stride[axis] - a->pad[2 * axis]};
    c.first = c.origin >= 0 ? 0 : (-c.origin + step - 1) / step;
    int end = c.origin >= input ? 0 : (input - c.origin - 1) / step + 1;
    c.end = end < a->kernel[axis] ? end : a->kernel[axis];
    return c;
}

typedef struct window {
    const cnn_call *call;
    cut rows, columns;
    ptrdiff_t in, out; /* where the plane begins in the input, and the position in the output */
} window;

typedef void each_window(const window *w);

static void over_windows(const cnn_call *call, each_window *work) {
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    window w = {.call = call};
    for (int plane = 0; plane < out.n * out.c; plane++, w.in += (ptrdiff_t)in.h * in.w)
        for (int i = 0; i < out.h; i++) {
            w.rows = cut_window(call->attrs, 0, i, in.h);
            for (int j = 0; j < out.w; j++, w.out++) {
                w.columns = cut_window(call->attrs, 1, j, in.w);
                work(&w);
            }
        }
}

static inline ptrdiff_t cell(const window *w, int u, int v) {
    const cnn_attrs *a = w->call->attrs;
    return w->in + (ptrdiff_t)(w->rows.origin + u * a->dilation[0]) * w->call->in[0].shape.w + w->columns.origin +
           (ptrdiff_t)v * a->dilation[1];
}

static inline void extreme(const window *w, float sign) {
    const float *x = w->call->in[0].data;
    float best = -INFINITY;
    int winner = -1;
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            float candidate = sign * x[cell(w, u, v)];
            if (winner < 0 || candidate > best || isnan(candidate)) {
                best = candidate;
                winner = u * w->call->attrs->kernel[1] + v;
            }
        }
    w->call->out.data[w->out] = sign * best;
    w->call->scratch[w->out] = (float)winner;
}

static void route_back(const window *w) {
    int winner = (int)w->call->scratch[w->out], width = w->call->attrs->kernel[1];
    if (winner >= 0)
        w->call->din[0].data[cell(w, winner / width, winner % width)] += w->call->dout.data[w->out];
}

static void max_window(const window *w) {
    extreme(w, 1);
}

static void min_window(const window *w) {
    extreme(w, -1);
}

static float divisor_of(const window *w) {
    const cnn_attrs *a = w->call->attrs;
    if (!a->count_include_pad)
        return (float)(w->rows.end - w->rows.first) * (float)(w->columns.end - w->columns.first);
    int sizes[] = {w->call->in[0].shape.h, w->call->in[0].shape.w};
    cut cuts[] = {w->rows, w->columns};
    float divisor = 1;
    for (int axis = 0; axis < 2; axis++) {
        int room = sizes[axis] + a->pad[2 * axis + 1] - cuts[axis].origin;
        int inside = room <= 0 ? 0 : (room - 1) / a->dilation[axis] + 1;
        divisor *= (float)(inside < a->kernel[axis] ? inside : a->kernel[axis]);
    }
    return divisor;
}

static void average_window(const window *w) {
    float sum = 0, divisor = divisor_of(w);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            sum += w->call->in[0].data[cell(w, u, v)];
    w->call->out.data[w->out] = divisor > 0 ? sum / divisor : 0;
}

static void share_back(const window *w) {
    float share = w->call->dout.data[w->out] / divisor_of(w);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            w->call->din[0].data[cell(w, u, v)] += share;
}

void cnn_fast_max_pool_forward(const cnn_call *call) {
    over_windows(call, max_window);
}
void cnn_fast_min_pool_forward(const cnn_call *call) {
    over_windows(call, min_window);
}
void cnn_fast_average_pool_forward(const cnn_call *call) {
    over_windows(call, average_window);
}
void cnn_fast_max_pool_backward(const cnn_call *call) {
    if (call->din[0].data)
        over_windows(call, route_back);
}
void cnn_fast_min_pool_backward(const cnn_call *call) {
    cnn_fast_max_pool_backward(call);
}
void cnn_fast_average_pool_backward(const cnn_call *call) {
    if (call->din[0].data)
        over_windows(call, share_back);
}
