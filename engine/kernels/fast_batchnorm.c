/* Batch normalisation in place, map by map: a run of `count` numbers for each image, or for each block of eight, whose
 * idle lanes do not count. Sums are doubles in eight parts, so that they can be vectors. */
#include "batch8.h"
#include "fast.h"
#include "op_steps.h"
#include "thread_pool.h"
#include "vectorised.h"

#include <math.h>
#include <string.h>

enum { PARTS = CNN_LANES };

VECTORISED(scale_map, (const float *restrict x, float *restrict y, float mean, float factor, float beta, size_t count),
    (x, y, mean, factor, beta, count)) {
    for (size_t i = 0; i < count; i++)
        y[i] = (x[i] - mean) * factor + beta;
}

/* Adds x - mean, or its square. */
VECTORISED(add_map, (const float *x, size_t count, double mean, bool square, double sums[PARTS]),
    (x, count, mean, square, sums)) {
    size_t whole = count / PARTS * PARTS;
    for (size_t i = 0; i < whole; i += PARTS)
        for (int j = 0; j < PARTS; j++) {
            double far = (double)x[i + (size_t)j] - mean;
            sums[j] += square ? far * far : far;
        }
    for (size_t i = whole; i < count; i++) {
        double far = (double)x[i] - mean;
        sums[i - whole] += square ? far * far : far;
    }
}

/* Adds dy, and dy times the normalised x. */
VECTORISED(add_gradients,
    (const float *x, const float *dy, size_t count, float mean, float inv, double sums[PARTS], double products[PARTS]),
    (x, dy, count, mean, inv, sums, products)) {
    size_t whole = count / PARTS * PARTS;
    for (size_t i = 0; i < whole; i += PARTS)
        for (size_t j = 0; j < PARTS; j++) {
            sums[j] += (double)dy[i + j];
            products[j] += (double)dy[i + j] * (double)((x[i + j] - mean) * inv);
        }
    for (size_t i = whole; i < count; i++) {
        sums[i - whole] += (double)dy[i];
        products[i - whole] += (double)dy[i] * (double)((x[i] - mean) * inv);
    }
}

VECTORISED(gradient_map,
    (const float *restrict x, const float *restrict dy, float *restrict dx, const float *s, float gamma, size_t count),
    (x, dy, dx, s, gamma, count)) {
    float mean = s[CNN_STATISTIC_MEAN], inv = s[CNN_STATISTIC_INV], a = s[CNN_STATISTIC_DY],
          b = s[CNN_STATISTIC_DY_XHAT], factor = gamma * inv;
    for (size_t i = 0; i < count; i++)
        dx[i] += factor * (dy[i] - a - (x[i] - mean) * inv * b);
}

/* How the numbers of one map lie: `runs` of `count` numbers, `step` apart. */
typedef struct layout {
    int runs, maps;
    size_t count, step;
    bool lanes;
    double numbers; /* real numbers of a map */
    int last;       /* real lanes of the last run */
} layout;

static layout layout_of(const cnn_call *call, bool lanes) {
    cnn_shape s = call->out.shape;
    size_t plane = (size_t)s.h * (size_t)s.w;
    layout l = {.runs = s.n, .maps = s.c, .lanes = lanes, .count = plane * (lanes ? CNN_LANES : 1)};
    l.step = l.count * (size_t)s.c;
    int images = lanes ? call->images : s.n;
    l.numbers = (double)plane * images;
    l.last = lanes ? images - (s.n - 1) * CNN_LANES : PARTS;
    return l;
}

static double total_of(const layout *l, int run, const double sums[PARTS]) {
    double total = 0;
    for (int j = 0; j < PARTS && (run + 1 < l->runs || j < l->last); j++)
        total += sums[j];
    return total;
}

static double sum_of(const cnn_call *call, const layout *l, int c, double mean, bool square) {
    double total = 0;
    for (int n = 0; n < l->runs; n++) {
        double sums[PARTS] = {0};
        add_map(call->in[0].data + (size_t)n * l->step + (size_t)c * l->count, l->count, mean, square, sums);
        total += total_of(l, n, sums);
    }
    return total;
}

static void measure(const cnn_call *call, const layout *l, int c, float *s) {
    double mean = sum_of(call, l, c, 0, false) / l->numbers, squares = sum_of(call, l, c, mean, true);
    s[CNN_STATISTIC_MEAN] = (float)mean;
    s[CNN_STATISTIC_INV] = (float)(1 / sqrt(squares / l->numbers + (double)call->attrs->epsilon));
    s[CNN_STATISTIC_VARIANCE] = (float)(l->numbers > 1 ? squares / (l->numbers - 1) : 0);
}

static void forward_map(const cnn_call *call, const layout *l, int c) {
    float *s = call->scratch + (size_t)c * CNN_STATISTICS;
    if (cnn_batch_is_measured(call->batch))
        measure(call, l, c, s);
    else if (call->batch == CNN_BATCH_RUNNING)
        cnn_batch_norm_recall(call, c);
    float factor = (call->weight ? call->weight[c] : 1) * s[CNN_STATISTIC_INV], beta = call->bias ? call->bias[c] : 0;
    for (int n = 0; n < l->runs; n++) {
        size_t at = (size_t)n * l->step + (size_t)c * l->count;
        scale_map(call->in[0].data + at, call->out.data + at, s[CNN_STATISTIC_MEAN], factor, beta, l->count);
    }
}

static void backward_map(const cnn_call *call, const layout *l, int c) {
    float *s = call->scratch + (size_t)c * CNN_STATISTICS, *dx = call->din[0].data;
    double sum = 0, products = 0;
    for (int n = 0; n < l->runs; n++) {
        size_t at = (size_t)n * l->step + (size_t)c * l->count;
        double sums[PARTS] = {0}, parts[PARTS] = {0};
        add_gradients(call->in[0].data + at, call->dout.data + at, l->count, s[CNN_STATISTIC_MEAN],
            s[CNN_STATISTIC_INV], sums, parts);
        sum += total_of(l, n, sums);
        products += total_of(l, n, parts);
    }
    if (call->dweight)
        call->dweight[c] += (float)products;
    if (call->dbias)
        call->dbias[c] += (float)sum;
    if (cnn_batch_is_measured(call->batch)) {
        s[CNN_STATISTIC_DY] = (float)(sum / l->numbers);
        s[CNN_STATISTIC_DY_XHAT] = (float)(products / l->numbers);
    }
    for (int n = 0; n < l->runs && dx; n++) {
        size_t at = (size_t)n * l->step + (size_t)c * l->count;
        if (l->lanes && call->fresh[0])
            memset(dx + at, 0, l->count * sizeof *dx);
        gradient_map(
            call->in[0].data + at, call->dout.data + at, dx + at, s, call->weight ? call->weight[c] : 1, l->count);
        for (size_t i = 0; l->lanes && n + 1 == l->runs && l->last < CNN_LANES && i < l->count; i++)
            if ((int)(i % CNN_LANES) >= l->last)
                dx[at + i] = 0;
    }
}

static void forward_maps(void *context, int index, int worker) {
    (void)worker;
    const cnn_call *call = context;
    layout l = layout_of(call, false);
    int parts = cnn_thread_pool_size(call->thread_pool);
    for (int c = l.maps * index / parts; c < l.maps * (index + 1) / parts; c++)
        forward_map(call, &l, c);
}

void cnn_fast_batch_norm_forward(const cnn_call *call) {
    cnn_call shared = *call;
    cnn_thread_pool_run(call->thread_pool, cnn_thread_pool_size(call->thread_pool), forward_maps, &shared);
}

void cnn_batch8_batch_norm_forward(const cnn_call *call) {
    layout l = layout_of(call, true);
    for (int c = 0; c < l.maps; c++)
        forward_map(call, &l, c);
}

static void backward_maps(const cnn_call *call, bool lanes) {
    layout l = layout_of(call, lanes);
    for (int c = 0; c < l.maps; c++)
        backward_map(call, &l, c);
}

void cnn_fast_batch_norm_backward(const cnn_call *call) {
    backward_maps(call, false);
}
void cnn_batch8_batch_norm_backward(const cnn_call *call) {
    backward_maps(call, true);
}
