/* Local response normalisation in columns of pixels: a chunk of neighbouring pixels goes through all maps before the
 * next one, so that what the maps share stays in the cache. Pixels are independent, so one kernel serves both layouts.
 * With beta = 3/4, as in AlexNet, the power is two square roots. */
#include "batch8.h"
#include "elementary.h"
#include "fast.h"
#include "thread_pool.h"

enum { CHUNK = 64 };

size_t cnn_fast_lrn_work(cnn_shape in) {
    return 2 * CHUNK * (size_t)in.c;
}

/* One run of planes: map c begins at c * plane. */
typedef struct planes {
    int maps, before, after; /* neighbours included in the sum */
    size_t plane;
    float share, k, beta;
    bool add;
} planes;

static planes planes_of(const cnn_call *call, size_t width) {
    const cnn_attrs *a = call->attrs;
    return (planes){.maps = call->in[0].shape.c,
        .before = a->neighbours / 2,
        .after = (a->neighbours - 1) / 2,
        .plane = (size_t)call->in[0].shape.h * (size_t)call->in[0].shape.w * width,
        .share = a->alpha_over_n ? a->alpha / (float)a->neighbours : a->alpha,
        .k = a->k,
        .beta = a->beta,
        .add = width == 1 || !call->fresh[0]};
}

static int first_of(const planes *p, int c) {
    return c < p->before ? 0 : c - p->before;
}
static int last_of(const planes *p, int c) {
    return c + p->after < p->maps ? c + p->after : p->maps - 1;
}

/* D of one map for `count` pixels from `at` on. */
INLINED void divisors(const planes *p, const float *x, int c, size_t at, int count, float *restrict d) {
    for (int i = 0; i < count; i++)
        d[i] = 0;
    for (int j = first_of(p, c); j <= last_of(p, c); j++) {
        const float *row = x + (size_t)j * p->plane + at;
        for (int i = 0; i < count; i++)
            d[i] += row[i] * row[i];
    }
    for (int i = 0; i < count; i++)
        d[i] = p->k + p->share * d[i];
}

/* D^-beta. */
INLINED void powers(const planes *p, const float *restrict d, int count, float *restrict power) {
    if (p->beta == 0.75f)
        for (int i = 0; i < count; i++) {
            float root = sqrtf(d[i]);
            power[i] = 1 / (root * sqrtf(root));
        }
    else
        for (int i = 0; i < count; i++)
            power[i] = cnn_pow_of_positive(d[i], -p->beta);
}

EXACTLY_VECTORISED(normalise, (const planes *p, const float *x, float *y, size_t at, int count), (p, x, y, at, count)) {
    float d[CHUNK], power[CHUNK];
    for (int c = 0; c < p->maps; c++) {
        divisors(p, x, c, at, count, d);
        powers(p, d, count, power);
        for (int i = 0; i < count; i++)
            y[(size_t)c * p->plane + at + (size_t)i] = x[(size_t)c * p->plane + at + (size_t)i] * power[i];
    }
}

/* dx[j] = dy[j] D[j]^-beta - 2 a beta x[j] * sum over the c that j takes part in of dy[c] x[c] D[c]^-(beta+1). */
EXACTLY_VECTORISED(normalise_back,
    (const planes *p, const float *x, const float *dy, float *dx, size_t at, int count, float *work),
    (p, x, dy, dx, at, count, work)) {
    float d[CHUNK], power[CHUNK], sum[CHUNK], *own = work, *shared = work + (size_t)p->maps * CHUNK;
    for (int c = 0; c < p->maps; c++) {
        size_t from = (size_t)c * p->plane + at;
        divisors(p, x, c, at, count, d);
        powers(p, d, count, power);
        for (int i = 0; i < count; i++) {
            float g = dy[from + (size_t)i] * power[i];
            own[c * CHUNK + i] = g;
            shared[c * CHUNK + i] = g * x[from + (size_t)i] / d[i];
        }
    }
    for (int j = 0; j < p->maps; j++) {
        int first = j < p->after ? 0 : j - p->after, last = j + p->before < p->maps ? j + p->before : p->maps - 1;
        for (int i = 0; i < count; i++)
            sum[i] = 0;
        for (int c = first; c <= last; c++)
            for (int i = 0; i < count; i++)
                sum[i] += shared[c * CHUNK + i];
        float *to = dx + (size_t)j * p->plane + at;
        const float *from = x + (size_t)j * p->plane + at;
        for (int i = 0; i < count; i++) {
            float slope = own[j * CHUNK + i] - 2 * p->share * p->beta * from[i] * sum[i];
            to[i] = p->add ? to[i] + slope : slope;
        }
    }
}

static int chunk_at(const planes *p, size_t at) {
    return p->plane - at < CHUNK ? (int)(p->plane - at) : CHUNK;
}

static void some_pixels(void *context, int index, int worker) {
    (void)worker;
    const cnn_call *call = context;
    planes p = planes_of(call, 1);
    int parts = cnn_thread_pool_size(call->thread_pool);
    size_t chunks = (p.plane + CHUNK - 1) / CHUNK, first = chunks * (size_t)index / (size_t)parts,
           end = chunks * (size_t)(index + 1) / (size_t)parts, step = (size_t)p.maps * p.plane;
    for (int n = 0; n < call->out.shape.n; n++)
        for (size_t at = first * CHUNK; at < end * CHUNK && at < p.plane; at += CHUNK)
            normalise(&p, call->in[0].data + (size_t)n * step, call->out.data + (size_t)n * step, at, chunk_at(&p, at));
}

void cnn_fast_lrn_forward(const cnn_call *call) {
    cnn_call shared = *call;
    cnn_thread_pool_run(call->thread_pool, cnn_thread_pool_size(call->thread_pool), some_pixels, &shared);
}

static void backward(const cnn_call *call, size_t width) {
    planes p = planes_of(call, width);
    size_t step = (size_t)p.maps * p.plane;
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++)
        for (size_t at = 0; at < p.plane; at += CHUNK)
            normalise_back(&p, call->in[0].data + (size_t)n * step, call->dout.data + (size_t)n * step,
                call->din[0].data + (size_t)n * step, at, chunk_at(&p, at), call->work);
}

void cnn_fast_lrn_backward(const cnn_call *call) {
    backward(call, 1);
}

void cnn_batch8_lrn_forward(const cnn_call *call) {
    planes p = planes_of(call, CNN_LANES);
    size_t step = (size_t)p.maps * p.plane;
    for (int n = 0; n < call->out.shape.n; n++)
        for (size_t at = 0; at < p.plane; at += CHUNK)
            normalise(&p, call->in[0].data + (size_t)n * step, call->out.data + (size_t)n * step, at, chunk_at(&p, at));
}

void cnn_batch8_lrn_backward(const cnn_call *call) {
    backward(call, CNN_LANES);
}
