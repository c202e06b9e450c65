/* Pooling without a question asked for each cell: the taps that lie outside are cut off before the loop over a window
 * begins. Max and min keep the cell that won each window in `scratch` (the bits of an int), so that backward need
 * not search again; windows that have all their columns are searched eight at a time, without a branch. */
#include "fast.h"
#include "vectorised.h"

#include <math.h>
#include <string.h>

enum { LANES = 8 };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int cells __attribute__((vector_size(LANES * sizeof(int))));

typedef struct cut {
    int first, end; /* taps with a real cell */
    int origin;     /* the cell of tap 0 */
} cut;

INLINED cut cut_window(const cnn_attrs *a, int axis, int window, int input) {
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
    int whole_from, whole_end; /* the output columns whose windows have no column outside the input */
    ptrdiff_t in, out;         /* where the plane begins in the input, and the position in the output */
} window;

static window window_of(const cnn_call *call) {
    const cnn_attrs *a = call->attrs;
    int last = call->in[0].shape.w - 1 + a->pad[2] - (a->kernel[1] - 1) * a->dilation[1];
    return (window){.call = call,
        .whole_from = (a->pad[2] + a->stride[1] - 1) / a->stride[1],
        .whole_end = last < 0 ? 0 : last / a->stride[1] + 1};
}

INLINED cut columns_of(const window *w, int j) {
    const cnn_attrs *a = w->call->attrs;
    if (j >= w->whole_from && j < w->whole_end)
        return (cut){.end = a->kernel[1], .origin = j * a->stride[1] - a->pad[2]};
    return cut_window(a, 1, j, w->call->in[0].shape.w);
}

INLINED int cell(const window *w, int u, int v) {
    const cnn_attrs *a = w->call->attrs;
    return (w->rows.origin + u * a->dilation[0]) * w->call->in[0].shape.w + w->columns.origin + v * a->dilation[1];
}

INLINED void extreme(const window *w, float sign) {
    const float *x = w->call->in[0].data + w->in;
    float best = -INFINITY;
    int winner = -1;
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            float candidate = sign * x[cell(w, u, v)];
            bool better = (winner < 0) | (candidate > best) | (candidate != candidate);
            best = better ? candidate : best;
            winner = better ? cell(w, u, v) : winner;
        }
    w->call->out.data[w->out] = sign * best;
    memcpy(w->call->scratch + w->out, &winner, sizeof winner);
}

/* The same for this window and the next LANES-1 ones, all of which have every column. */
INLINED void extremes(const window *w, float sign) {
    const float *x = w->call->in[0].data + w->in;
    int stride = w->call->attrs->stride[1];
    lanes best = {0};
    cells winner = {0};
    bool begun = false;
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = 0; v < w->columns.end; v++) {
            int at = cell(w, u, v);
            lanes candidate;
            cells place;
            for (int i = 0; i < LANES; i++) {
                candidate[i] = sign * x[at + i * stride];
                place[i] = at + i * stride;
            }
            cells better = begun ? (candidate > best) | (candidate != candidate) : (cells){0} == 0;
            best = (lanes)((better & (cells)candidate) | (~better & (cells)best));
            winner = (better & place) | (~better & winner);
            begun = true;
        }
    best = sign * best;
    memcpy(w->call->out.data + w->out, &best, sizeof best);
    memcpy(w->call->scratch + w->out, &winner, sizeof winner);
}

INLINED void route_back(const window *w) {
    int winner;
    memcpy(&winner, w->call->scratch + w->out, sizeof winner);
    if (winner >= 0)
        w->call->din[0].data[w->in + winner] += w->call->dout.data[w->out];
}

INLINED float divisor_of(const window *w) {
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

INLINED void average(const window *w) {
    float sum = 0, divisor = divisor_of(w);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            sum += w->call->in[0].data[w->in + cell(w, u, v)];
    w->call->out.data[w->out] = divisor > 0 ? sum / divisor : 0;
}

INLINED void share(const window *w) {
    float share = w->call->dout.data[w->out] / divisor_of(w);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            w->call->din[0].data[w->in + cell(w, u, v)] += share;
}

typedef enum work { MAX, MIN, AVERAGE, ROUTE, SHARE } work;

INLINED void one(const window *w, work what) {
    if (what == MAX || what == MIN)
        extreme(w, what == MAX ? 1 : -1);
    else if (what == ROUTE)
        route_back(w);
    else if (what == AVERAGE)
        average(w);
    else
        share(w);
}

/* Takes as many windows as it can from output column j on, and returns how many. */
INLINED int several(window w, int j, work what) {
    int width = w.call->out.shape.w, back = j + LANES > width ? j + LANES - width : 0; /* the last ones search again */
    bool extremal = what == MAX || what == MIN;
    if (!extremal || w.rows.end == w.rows.first || j - back < w.whole_from || j - back + LANES > w.whole_end)
        return 0;
    w.out -= back;
    w.columns = columns_of(&w, j - back);
    extremes(&w, what == MAX ? 1 : -1);
    return LANES - back;
}

INLINED void over_windows(const cnn_call *call, work what) {
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    window w = window_of(call);
    for (int plane = 0; plane < out.n * out.c; plane++, w.in += (ptrdiff_t)in.h * in.w)
        for (int i = 0; i < out.h; i++) {
            w.rows = cut_window(call->attrs, 0, i, in.h);
            for (int j = 0, taken; j < out.w; j += taken, w.out += taken) {
                taken = several(w, j, what);
                if (taken > 0)
                    continue;
                w.columns = columns_of(&w, j);
                one(&w, what);
                taken = 1;
            }
        }
}

#define POOLING(name, what)                          \
    VECTORISED static void name(const cnn_call *c) { \
        over_windows(c, what);                       \
    }
POOLING(fast_max, MAX)
POOLING(fast_min, MIN)
POOLING(fast_average, AVERAGE)
POOLING(fast_route, ROUTE)
POOLING(fast_share, SHARE)

void cnn_fast_max_pool_forward(const cnn_call *call) {
    fast_max(call);
}
void cnn_fast_min_pool_forward(const cnn_call *call) {
    fast_min(call);
}
void cnn_fast_average_pool_forward(const cnn_call *call) {
    fast_average(call);
}
void cnn_fast_max_pool_backward(const cnn_call *call) {
    if (call->din[0].data)
        fast_route(call);
}
void cnn_fast_min_pool_backward(const cnn_call *call) {
    cnn_fast_max_pool_backward(call);
}
void cnn_fast_average_pool_backward(const cnn_call *call) {
    if (call->din[0].data)
        fast_share(call);
}
