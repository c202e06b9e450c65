/* Convolution of one image without unrolling its windows. A copy of the input, padded and cut into stride x stride
 * phases (cells whose row and column leave the same remainders), puts the cells that one tap reads at consecutive
 * output columns side by side; and when the outputs are laid out with the pitch of a phase's rows, tap (u, v) of
 * position t is the cell t + offset(u, v) for every t at once. So forward, dX and dW are sums over runs of numbers,
 * with the same loop whatever the window, stride or dilation. The few positions between the end of a row and the start
 * of the next are computed and discarded. */
#include "fast.h"
#include "vectorised.h"

#include <string.h>

enum { LANES = 8, BLOCK = 6, PAIR = 2, GROUP = 5, TAPS_MAX = 128, FLOATS_MAX = 256 * 1024, TERMS_MAX = 1024 };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef float half __attribute__((vector_size(LANES / 2 * sizeof(float))));

INLINED lanes load(const float *from) {
    lanes v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINED void store(float *to, lanes v) {
    memcpy(to, &v, sizeof v);
}

INLINED lanes all(float x) {
    return (lanes){x, x, x, x, x, x, x, x};
}

static int rounded(int count) {
    return (count + LANES - 1) / LANES * LANES;
}

/* The memory layout of one layer: sizes in floats. */
typedef struct plan {
    int channels, filters, taps; /* of a group */
    int rows, pitch;             /* of a phase */
    int phase, map;              /* a phase rounded up to whole vectors, and all phases of one input map */
    int length;                  /* positions, rounded up to whole vectors */
    int lead, upstream;          /* zeros before an upstream gradient, and its whole size */
    int offset[TAPS_MAX];        /* of a tap, inside the map */
    int shift[TAPS_MAX];         /* the same inside its phase */
    int phase_of[TAPS_MAX];
} plan;

static plan plan_of(const cnn_attrs *a, cnn_shape in, cnn_shape out) {
    plan p = {.channels = in.c / a->groups, .filters = out.c / a->groups, .taps = a->kernel[0] * a->kernel[1]};
    int high = (out.h - 1) * a->stride[0] + a->dilation[0] * (a->kernel[0] - 1) + 1;
    int wide = (out.w - 1) * a->stride[1] + a->dilation[1] * (a->kernel[1] - 1) + 1;
    p.rows = (high + a->stride[0] - 1) / a->stride[0];
    p.pitch = (wide + a->stride[1] - 1) / a->stride[1];
    p.phase = rounded(p.rows * p.pitch);
    p.map = p.phase * a->stride[0] * a->stride[1];
    p.length = rounded((out.h - 1) * p.pitch + out.w);
    for (int i = 0; i < p.taps && i < TAPS_MAX; i++) {
        int u = i / a->kernel[1] * a->dilation[0], v = i % a->kernel[1] * a->dilation[1];
        p.phase_of[i] = u % a->stride[0] * a->stride[1] + v % a->stride[1];
        p.shift[i] = u / a->stride[0] * p.pitch + v / a->stride[1];
        p.offset[i] = p.phase_of[i] * p.phase + p.shift[i];
        p.lead = p.shift[i] > p.lead ? p.shift[i] : p.lead;
    }
    p.lead = rounded(p.lead);
    p.upstream = p.lead + (p.length > p.phase ? p.length : p.phase);
    return p;
}

/* The input (or its gradient), then the outputs (or theirs), each followed by room for one vector. */
static size_t room_of(const plan *p) {
    return (size_t)p->channels * (size_t)p->map + LANES + (size_t)p->filters * (size_t)p->upstream + LANES +
           (size_t)p->channels * (size_t)p->map + LANES;
}

size_t cnn_fast_direct_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out) {
    double lines =
        ((double)(out.h - 1) * attrs->stride[0] + (double)attrs->dilation[0] * attrs->kernel[0] + attrs->stride[0]) *
        ((double)(out.w - 1) * attrs->stride[1] + (double)attrs->dilation[1] * attrs->kernel[1] + attrs->stride[1]);
    double cells = in.c * lines +
                   (double)in.c * (in.h + attrs->pad[0] + attrs->pad[1]) * (in.w + attrs->pad[2] + attrs->pad[3]) +
                   (double)cnn_shape_image(out);
    if (attrs->kernel[0] > TAPS_MAX / attrs->kernel[1] || cells > FLOATS_MAX || lines > FLOATS_MAX)
        return 0;
    plan p = plan_of(attrs, in, out);
    size_t room = room_of(&p);
    return room > FLOATS_MAX || p.taps * p.channels > TERMS_MAX ? 0 : room;
}

/* Copies the real cells of a group's maps into their phases, or (`back`) adds the phases to the maps. */
static void between_maps_and_phases(
    const plan *p, const cnn_attrs *a, cnn_shape in, float *maps, float *phases, bool back) {
    for (int c = 0; c < p->channels; c++)
        for (int row = 0; row < in.h; row++) {
            int down = row + a->pad[0], inside = down / a->stride[0];
            if (inside >= p->rows)
                break;
            float *map = maps + ((ptrdiff_t)c * in.h + row) * in.w;
            float *phase = phases + (ptrdiff_t)c * p->map + (ptrdiff_t)(down % a->stride[0]) * a->stride[1] * p->phase +
                           (ptrdiff_t)inside * p->pitch;
            for (int first = 0; first < a->stride[1] && first < in.w; first++) {
                int right = first + a->pad[2], at = right / a->stride[1];
                float *to = phase + (ptrdiff_t)(right % a->stride[1]) * p->phase + at, *from = map + first;
                int count = (in.w - first + a->stride[1] - 1) / a->stride[1];
                count = count < p->pitch - at ? count : p->pitch - at;
                for (int i = 0; i < count; i++)
                    if (back)
                        from[(ptrdiff_t)i * a->stride[1]] += to[i];
                    else
                        to[i] = from[(ptrdiff_t)i * a->stride[1]];
            }
        }
}

/* Sums s of `outer` runs: to[s][t] = sum over i of `inner` runs and over taps j of w[s*outer_step + i*inner_step +
 * tap[j]] * from[i][t + at[j]]. */
typedef struct runs {
    int outer, inner, taps;
    const float *w;
    ptrdiff_t outer_step, inner_step, from_step, to_step;
    int tap[TAPS_MAX], at[TAPS_MAX];
    const float *from;
    float *to;
    int length;
} runs;

INLINED void sums(const runs *r, int count, int width, int s, int t) {
    lanes sum[BLOCK][PAIR];
    for (int i = 0; i < BLOCK; i++)
        for (int j = 0; j < PAIR; j++)
            sum[i][j] = all(0);
    for (int i = 0; i < r->inner; i++) {
        const float *w = r->w + s * r->outer_step + i * r->inner_step, *from = r->from + i * r->from_step + t;
        for (int j = 0; j < r->taps; j++) {
            const float *x = from + r->at[j], *factor = w + r->tap[j];
            lanes a = load(x), b = width > 1 ? load(x + LANES) : a;
            for (int k = 0; k < count; k++) {
                float f = factor[k * r->outer_step];
                sum[k][0] += f * a;
                if (width > 1)
                    sum[k][1] += f * b;
            }
        }
    }
    for (int k = 0; k < count; k++)
        for (int j = 0; j < width; j++)
            store(r->to + (s + k) * r->to_step + t + j * LANES, sum[k][j]);
}

INLINED void sums_of(const runs *r, int count, int s) {
    int t = 0;
    for (; t + PAIR * LANES <= r->length; t += PAIR * LANES)
        sums(r, count, PAIR, s, t);
    if (t < r->length)
        sums(r, count, 1, s, t);
}

VECTORISED(direct_sums, (const runs *r), (r)) {
    int s = 0;
    for (; s + BLOCK <= r->outer; s += BLOCK)
        sums_of(r, BLOCK, s);
    for (; s + 4 <= r->outer; s += 4)
        sums_of(r, 4, s);
    for (; s + 2 <= r->outer; s += 2)
        sums_of(r, 2, s);
    for (; s < r->outer; s++)
        sums_of(r, 1, s);
}

INLINED float total(lanes v) {
    half low, high;
    memcpy(&low, &v, sizeof low);
    memcpy(&high, (const char *)&v + sizeof low, sizeof high);
    low += high;
    return (low[0] + low[2]) + (low[1] + low[3]);
}

/* dw[k][i][taps j .. j+width-1] += upstream gradient k times the cells that those taps read, over all positions; for
 * one filter or two. */
INLINED void products(
    const plan *p, const float *x, const float *dy, float *dw, int filters, int width, const int *offset) {
    lanes sum[PAIR][GROUP];
    for (int f = 0; f < PAIR; f++)
        for (int j = 0; j < GROUP; j++)
            sum[f][j] = all(0);
    for (int t = 0; t < p->length; t += LANES) {
        lanes g = load(dy + t), h = filters > 1 ? load(dy + p->upstream + t) : g;
        for (int j = 0; j < width; j++) {
            lanes value = load(x + t + offset[j]);
            sum[0][j] += g * value;
            if (filters > 1)
                sum[1][j] += h * value;
        }
    }
    for (int f = 0; f < filters; f++)
        for (int j = 0; j < width; j++)
            dw[(ptrdiff_t)f * p->channels * p->taps + j] += total(sum[f][j]);
}

INLINED void products_of(const plan *p, const float *x, const float *dy, float *dw, int filters) {
    for (int c = 0; c < p->channels; c++, x += p->map, dw += p->taps) {
        int j = 0;
        for (; j + GROUP <= p->taps; j += GROUP)
            products(p, x, dy, dw + j, filters, GROUP, p->offset + j);
        for (; j + 3 <= p->taps; j += 3)
            products(p, x, dy, dw + j, filters, 3, p->offset + j);
        for (; j < p->taps; j++)
            products(p, x, dy, dw + j, filters, 1, p->offset + j);
    }
}

INLINED float total_of(const float *numbers, int count) {
    lanes sum = all(0);
    for (int t = 0; t < count; t += LANES)
        sum += load(numbers + t);
    return total(sum);
}

VECTORISED(direct_bias, (const plan *p, const float *dy, float *db), (p, dy, db)) {
    for (int k = 0; k < p->filters; k++)
        db[k] += total_of(dy + (ptrdiff_t)k * p->upstream, p->length);
}

VECTORISED(direct_weights, (const plan *p, const float *x, const float *dy, float *dw), (p, x, dy, dw)) {
    ptrdiff_t filter = (ptrdiff_t)p->channels * p->taps;
    int k = 0;
    for (; k + PAIR <= p->filters; k += PAIR)
        products_of(p, x, dy + (ptrdiff_t)k * p->upstream, dw + k * filter, PAIR);
    if (k < p->filters)
        products_of(p, x, dy + (ptrdiff_t)k * p->upstream, dw + k * filter, 1);
}

/* Where things lie in call->work. */
typedef struct rooms {
    float *x, *dy, *dx; /* dy also serves as the buffer of the outputs */
} rooms;

static rooms rooms_of(const plan *p, float *work) {
    rooms r = {.x = work};
    r.dy = r.x + (ptrdiff_t)p->channels * p->map + LANES;
    r.dx = r.dy + (ptrdiff_t)p->filters * p->upstream + LANES;
    return r;
}

static void read_input(const plan *p, const cnn_call *call, int image, int group, float *to) {
    cnn_shape in = call->in[0].shape;
    memset(to, 0, ((size_t)p->channels * (size_t)p->map + LANES) * sizeof *to);
    float *maps = cnn_tensor_image(call->in[0], image).data + (ptrdiff_t)group * p->channels * in.h * in.w;
    between_maps_and_phases(p, call->attrs, in, maps, to, false);
}

static void forward(const plan *p, const cnn_call *call, int image, int group) {
    cnn_shape out = call->out.shape;
    rooms room = rooms_of(p, call->work);
    read_input(p, call, image, group, room.x);
    runs r = {.outer = p->filters,
        .inner = p->channels,
        .taps = p->taps,
        .w = call->weight + (ptrdiff_t)group * p->filters * p->channels * p->taps,
        .outer_step = (ptrdiff_t)p->channels * p->taps,
        .inner_step = p->taps,
        .from_step = p->map,
        .to_step = p->upstream,
        .from = room.x,
        .to = room.dy,
        .length = p->length};
    memcpy(r.at, p->offset, sizeof r.at);
    for (int j = 0; j < p->taps; j++)
        r.tap[j] = j;
    direct_sums(&r);
    float *y = cnn_tensor_image(call->out, image).data + (ptrdiff_t)group * p->filters * out.h * out.w;
    for (int k = 0; k < p->filters; k++) {
        float bias = call->bias ? call->bias[group * p->filters + k] : 0;
        for (int row = 0; row < out.h; row++, y += out.w)
            for (int i = 0; i < out.w; i++)
                y[i] = room.dy[(ptrdiff_t)k * p->upstream + (ptrdiff_t)row * p->pitch + i] + bias;
    }
}

/* The upstream gradient with zeros before it, between its rows and after it. */
static void read_upstream(const plan *p, const cnn_call *call, int image, int group, float *to) {
    cnn_shape out = call->out.shape;
    const float *dy = cnn_tensor_image(call->dout, image).data + (ptrdiff_t)group * p->filters * out.h * out.w;
    memset(to, 0, ((size_t)p->filters * (size_t)p->upstream + LANES) * sizeof *to);
    to += p->lead;
    for (int k = 0; k < p->filters; k++, to += p->upstream)
        for (int row = 0; row < out.h; row++, dy += out.w)
            memcpy(to + (ptrdiff_t)row * p->pitch, dy, (size_t)out.w * sizeof *dy);
}

/* A phase of dX reads the upstream gradient backwards: dx[t] = sum over taps of the phase of w * dy[t - shift]. */
static void input_gradient(const plan *p, const cnn_call *call, int image, int group, rooms room) {
    cnn_shape in = call->in[0].shape;
    runs r = {.outer = p->channels,
        .inner = p->filters,
        .w = call->weight + (ptrdiff_t)group * p->filters * p->channels * p->taps,
        .outer_step = p->taps,
        .inner_step = (ptrdiff_t)p->channels * p->taps,
        .from_step = p->upstream,
        .to_step = p->map,
        .from = room.dy + p->lead,
        .length = p->phase};
    for (int phase = 0; phase < call->attrs->stride[0] * call->attrs->stride[1]; phase++) {
        r.taps = 0;
        for (int j = 0; j < p->taps; j++)
            if (p->phase_of[j] == phase) {
                r.tap[r.taps] = j;
                r.at[r.taps++] = -p->shift[j];
            }
        r.to = room.dx + (ptrdiff_t)phase * p->phase;
        direct_sums(&r);
    }
    float *dx = cnn_tensor_image(call->din[0], image).data + (ptrdiff_t)group * p->channels * in.h * in.w;
    between_maps_and_phases(p, call->attrs, in, dx, room.dx, true);
}

static void backward(const plan *p, const cnn_call *call, int image, int group) {
    rooms room = rooms_of(p, call->work);
    read_upstream(p, call, image, group, room.dy);
    if (call->dbias)
        direct_bias(p, room.dy + p->lead, call->dbias + (ptrdiff_t)group * p->filters);
    if (call->dweight) {
        read_input(p, call, image, group, room.x);
        direct_weights(
            p, room.x, room.dy + p->lead, call->dweight + (ptrdiff_t)group * p->filters * p->channels * p->taps);
    }
    if (call->din[0].data)
        input_gradient(p, call, image, group, room);
}

void cnn_fast_direct_forward(const cnn_call *call) {
    plan p = plan_of(call->attrs, call->in[0].shape, call->out.shape);
    for (int image = 0; image < call->out.shape.n; image++)
        for (int group = 0; group < call->attrs->groups; group++)
            forward(&p, call, image, group);
}

void cnn_fast_direct_backward(const cnn_call *call) {
    plan p = plan_of(call->attrs, call->in[0].shape, call->out.shape);
    for (int image = 0; image < call->out.shape.n; image++)
        for (int group = 0; group < call->attrs->groups; group++)
            backward(&p, call, image, group);
}
