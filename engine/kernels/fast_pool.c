/* Pooling without a bounds check for each cell: taps outside the input are cut off before the loop over a window
 * begins. Max and min keep the winning cell of each window in `scratch` (the bits of an int), so that backward need not
 * search again; windows inside the input are searched eight at a time, without a branch. */
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
    int step = a->dilation[axis], last = (a->kernel[axis] - 1) * step;
    cut c = {.origin = window * a->stride[axis] - a->pad[2 * axis], .end = a->kernel[axis]};
    if (c.origin >= 0 && c.origin + last < input)
        return c;
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

/* Windows that lie inside the input, queued until there are enough to search together. */
typedef struct queue {
    int count;
    ptrdiff_t in[LANES], out[LANES]; /* the cell of tap (0, 0), and the position in the output */
} queue;

/* The cell of a tap relative to tap (0, 0), and the index of that tap's cell in the input. */
INLINED int cell(const window *w, int u, int v) {
    const cnn_attrs *a = w->call->attrs;
    return u * a->dilation[0] * w->call->in[0].shape.w + v * a->dilation[1];
}

INLINED ptrdiff_t origin(const window *w) {
    return w->in + (ptrdiff_t)w->rows.origin * w->call->in[0].shape.w + w->columns.origin;
}

INLINED void extreme(const window *w, float sign) {
    const float *x = w->call->in[0].data;
    float best = -INFINITY;
    int winner = -1;
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++) {
            float candidate = sign * x[origin(w) + cell(w, u, v)];
            if (winner < 0 || candidate > best || isnan(candidate)) {
                best = candidate;
                winner = cell(w, u, v);
            }
        }
    w->call->out.data[w->out] = sign * best;
    memcpy(w->call->scratch + w->out, &winner, sizeof winner);
}

/* The same for a whole queue. */
INLINED void extremes(const window *w, const queue *q, float sign) {
    lanes best = {0};
    cells winner = {0};
    for (int u = 0; u < w->call->attrs->kernel[0]; u++)
        for (int v = 0; v < w->call->attrs->kernel[1]; v++) {
            int at = cell(w, u, v);
            const float *x = w->call->in[0].data + at;
            lanes candidate = {
                x[q->in[0]], x[q->in[1]], x[q->in[2]], x[q->in[3]], x[q->in[4]], x[q->in[5]], x[q->in[6]], x[q->in[7]]};
            candidate *= sign;
            if (at == 0)
                best = candidate;
            cells better = (candidate > best) | (candidate != candidate), place = (cells){0} + at;
            best = (lanes)((better & (cells)candidate) | (~better & (cells)best));
            winner = (better & place) | (~better & winner);
        }
    for (int i = 0; i < q->count; i++) {
        int its_winner = winner[i];
        w->call->out.data[q->out[i]] = sign * best[i];
        memcpy(w->call->scratch + q->out[i], &its_winner, sizeof its_winner);
    }
}

/* Puts the window into the queue if it is whole. */
INLINED bool waits(const window *w, queue *q) {
    const cnn_attrs *a = w->call->attrs;
    int taps = (w->rows.end - w->rows.first) * (w->columns.end - w->columns.first);
    if (taps != a->kernel[0] * a->kernel[1])
        return false;
    q->in[q->count] = origin(w);
    q->out[q->count++] = w->out;
    return true;
}

INLINED void route_back(const window *w) {
    int winner;
    memcpy(&winner, w->call->scratch + w->out, sizeof winner);
    if (winner >= 0)
        w->call->din[0].data[origin(w) + winner] += w->call->dout.data[w->out];
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
            sum += w->call->in[0].data[origin(w) + cell(w, u, v)];
    w->call->out.data[w->out] = divisor > 0 ? sum / divisor : 0;
}

INLINED void share(const window *w) {
    float share = w->call->dout.data[w->out] / divisor_of(w);
    for (int u = w->rows.first; u < w->rows.end; u++)
        for (int v = w->columns.first; v < w->columns.end; v++)
            w->call->din[0].data[origin(w) + cell(w, u, v)] += share;
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

INLINED void over_windows(const cnn_call *call, work what) {
    cnn_shape in = call->in[0].shape, out = call->out.shape;
    bool extremal = what == MAX || what == MIN;
    float sign = what == MAX ? 1 : -1;
    window w = {.call = call};
    queue q = {0};
    for (int plane = 0; plane < out.n * out.c; plane++, w.in += (ptrdiff_t)in.h * in.w)
        for (int i = 0; i < out.h; i++) {
            w.rows = cut_window(call->attrs, 0, i, in.h);
            for (int j = 0; j < out.w; j++, w.out++) {
                w.columns = cut_window(call->attrs, 1, j, in.w);
                if (!extremal || !waits(&w, &q))
                    one(&w, what);
                else if (q.count == LANES) {
                    extremes(&w, &q, sign);
                    q.count = 0;
                }
            }
        }
    if (q.count > 0)
        extremes(&w, &q, sign);
}

#define POOLING(name, what)                      \
    VECTORISED(name, (const cnn_call *c), (c)) { \
        over_windows(c, what);                   \
    }
POOLING(fast_max, MAX)
POOLING(fast_min, MIN)
POOLING(fast_average, AVERAGE)
POOLING(fast_route, ROUTE)
POOLING(fast_share, SHARE)

/* Wrappers to pass by pointer: each function exists in several versions. */
static void fast_max_of(const cnn_call *call) {
    fast_max(call);
}
static void fast_min_of(const cnn_call *call) {
    fast_min(call);
}
static void fast_average_of(const cnn_call *call) {
    fast_average(call);
}

void cnn_fast_max_pool_forward(const cnn_call *call) {
    cnn_fast_by_maps(call, (size_t)call->out.shape.h * (size_t)call->out.shape.w, fast_max_of);
}
void cnn_fast_min_pool_forward(const cnn_call *call) {
    cnn_fast_by_maps(call, (size_t)call->out.shape.h * (size_t)call->out.shape.w, fast_min_of);
}
void cnn_fast_average_pool_forward(const cnn_call *call) {
    cnn_fast_by_maps(call, 0, fast_average_of);
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
