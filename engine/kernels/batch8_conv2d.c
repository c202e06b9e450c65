/* Convolution eight images at a time. Forward and dX share one loop: a block of up to six sums (filters forward,
 * channels backward) for two columns stays in registers while the taps run; the columns whose windows hang over the
 * edge are done one by one with their real taps. dW keeps two filters by up to five taps of a row in registers while
 * all positions run, and adds up the lanes at the end. */
#include "batch8_vector.h"

enum { BLOCK = 6, TAPS = 5, PAIR = 2, COLUMNS = CNN_NARROW ? 1 : PAIR, FILTERS = COLUMNS };

/* A view of one block of eight images. */
typedef struct plane_set {
    float *data;
    int rows, columns;
} plane_set;

INLINED float *cell(plane_set p, int map, int row, int column) {
    return p.data + (((ptrdiff_t)map * p.rows + row) * p.columns + column) * CNN_LANES;
}

/* The taps first .. end-1 of an axis whose cells lie inside 0 .. size-1. */
typedef struct range {
    int first, end;
} range;

static range real_taps(int origin, int step, int taps, int size) {
    range r = {origin >= 0 ? 0 : (-origin + step - 1) / step, origin >= size ? 0 : (size - origin - 1) / step + 1};
    r.end = r.end < taps ? r.end : taps;
    r.first = r.first < r.end ? r.first : r.end;
    return r;
}

/* What one correlation needs: sums s of `outer` maps read `inner` maps; weight (s, i, u, v) is at w[s*outer_step +
 * i*inner_step + (u*F_w + v)], reversed for dX. */
typedef struct correlation {
    plane_set from, to;
    int outer, inner, first_outer, first_inner;
    const float *w, *start; /* start: bias of each sum, or NULL for 0 */
    ptrdiff_t outer_step, inner_step;
    int kernel[2], stride[2], dilation[2], pad[2];
    range inside; /* the columns whose taps are all real */
    bool turned, add;
} correlation;

static void find_inside(correlation *c) {
    int reach = c->dilation[1] * (c->kernel[1] - 1), last = c->from.columns - 1 - reach + c->pad[1];
    c->inside.first = c->pad[1] <= 0 ? 0 : (c->pad[1] + c->stride[1] - 1) / c->stride[1];
    c->inside.end = last < 0 ? 0 : last / c->stride[1] + 1;
    c->inside.end = c->inside.end < c->to.columns ? c->inside.end : c->to.columns;
    c->inside.first = c->inside.first < c->to.columns ? c->inside.first : c->to.columns;
}

INLINED ptrdiff_t weight_at(const correlation *c, int u, int v) {
    return c->turned ? (ptrdiff_t)(c->kernel[0] - 1 - u) * c->kernel[1] + (c->kernel[1] - 1 - v)
                     : (ptrdiff_t)u * c->kernel[1] + v;
}

/* `count` sums for `width` columns from `column` on; rows and columns of taps are all real. Both numbers are constants
 * where this is inlined. */
INLINED void sums(const correlation *c, int count, int width, int outer, int row, int column, range us, range vs) {
    cnn_vector8 sum[BLOCK][PAIR];
    for (int s = 0; s < BLOCK; s++)
        for (int j = 0; j < PAIR; j++)
            sum[s][j] = all(0);
    int top = row * c->stride[0] - c->pad[0], left = column * c->stride[1] - c->pad[1];
    for (int i = 0; i < c->inner; i++)
        for (int u = us.first; u < us.end; u++) {
            const float *line = cell(c->from, c->first_inner + i, top + u * c->dilation[0], left);
            const float *w = c->w + outer * c->outer_step + i * c->inner_step;
            for (int v = vs.first; v < vs.end; v++) {
                const float *x = line + (ptrdiff_t)v * c->dilation[1] * CNN_LANES, *tap = w + weight_at(c, u, v);
                cnn_vector8 a = load(x), b = width > 1 ? load(x + (ptrdiff_t)c->stride[1] * CNN_LANES) : a;
                for (int s = 0; s < count; s++) {
                    float factor = tap[s * c->outer_step];
                    sum[s][0] = plus_times(sum[s][0], factor, a);
                    if (width > 1)
                        sum[s][1] = plus_times(sum[s][1], factor, b);
                }
            }
        }
    for (int s = 0; s < count; s++)
        for (int j = 0; j < width; j++) {
            float *to = cell(c->to, c->first_outer + outer + s, row, column + j);
            cnn_vector8 start = c->add ? load(to) : all(c->start ? c->start[outer + s] : 0);
            store(to, plus(start, sum[s][j]));
        }
}

INLINED void row_of_sums(const correlation *c, int count, int outer, int row) {
    range us = real_taps(row * c->stride[0] - c->pad[0], c->dilation[0], c->kernel[0], c->from.rows),
          every = {0, c->kernel[1]};
    int column = 0;
    for (; column < c->inside.first; column++)
        sums(c, count, 1, outer, row, column, us,
            real_taps(column * c->stride[1] - c->pad[1], c->dilation[1], c->kernel[1], c->from.columns));
    for (; column + COLUMNS <= c->inside.end; column += COLUMNS)
        sums(c, count, COLUMNS, outer, row, column, us, every);
    for (; column < c->inside.end; column++)
        sums(c, count, 1, outer, row, column, us, every);
    for (; column < c->to.columns; column++)
        sums(c, count, 1, outer, row, column, us,
            real_taps(column * c->stride[1] - c->pad[1], c->dilation[1], c->kernel[1], c->from.columns));
}

INLINED void correlate_all(const correlation *c) {
    for (int outer = 0; outer < c->outer;) {
        int left = c->outer - outer, count = left >= BLOCK ? BLOCK : left >= 4 ? 4 : left >= 2 ? 2 : 1;
        for (int row = 0; row < c->to.rows; row++)
            switch (count) {
            case BLOCK:
                row_of_sums(c, BLOCK, outer, row);
                break;
            case 4:
                row_of_sums(c, 4, outer, row);
                break;
            case 2:
                row_of_sums(c, 2, outer, row);
                break;
            default:
                row_of_sums(c, 1, outer, row);
            }
        outer += count;
    }
}

VECTORISED_TWICE(correlate, (const correlation *c), (c)) {
    correlate_all(c);
}

static void run(correlation c) {
    find_inside(&c);
    correlate(&c);
}

static plane_set planes(cnn_tensor t, int block) {
    return (plane_set){
        t.data + (ptrdiff_t)block * (ptrdiff_t)cnn_shape_image(t.shape) * CNN_LANES, t.shape.h, t.shape.w};
}

static correlation forward_of(const cnn_call *call, int block, int group) {
    const cnn_attrs *a = call->attrs;
    int channels = call->in[0].shape.c / a->groups, filters = call->out.shape.c / a->groups,
        taps = a->kernel[0] * a->kernel[1];
    return (correlation){.from = planes(call->in[0], block),
        .to = planes(call->out, block),
        .outer = filters,
        .inner = channels,
        .first_outer = group * filters,
        .first_inner = group * channels,
        .w = call->weight + (ptrdiff_t)group * filters * channels * taps,
        .start = call->bias ? call->bias + group * filters : NULL,
        .outer_step = (ptrdiff_t)channels * taps,
        .inner_step = taps,
        .kernel = {a->kernel[0], a->kernel[1]},
        .stride = {a->stride[0], a->stride[1]},
        .dilation = {a->dilation[0], a->dilation[1]},
        .pad = {a->pad[0], a->pad[2]}};
}

void cnn_batch8_conv2d_forward(const cnn_call *call) {
    for (int block = 0; block < call->out.shape.n; block++)
        for (int group = 0; group < call->attrs->groups; group++)
            run(forward_of(call, block, group));
}

/* dX at stride 1 is the correlation of the upstream gradient with the filters turned by 180 degrees, padded by the
 * extent of the window minus 1 minus the padding. */
static correlation input_gradient_of(const cnn_call *call, int block, int group) {
    correlation c = forward_of(call, block, group);
    correlation d = c;
    d.from = planes(call->dout, block);
    d.to = planes(call->din[0], block);
    d.outer = c.inner;
    d.inner = c.outer;
    d.first_outer = c.first_inner;
    d.first_inner = c.first_outer;
    d.start = NULL;
    d.outer_step = c.inner_step;
    d.inner_step = c.outer_step;
    for (int i = 0; i < 2; i++)
        d.pad[i] = c.dilation[i] * (c.kernel[i] - 1) - c.pad[i];
    d.turned = true;
    d.add = !call->fresh[0];
    return d;
}

/* dX at other strides: every position scatters. */
INLINED void scatter_all(const cnn_call *call, int block, int group) {
    correlation c = forward_of(call, block, group);
    plane_set dy = planes(call->dout, block), dx = planes(call->din[0], block);
    for (int k = 0; k < c.outer; k++)
        for (int row = 0; row < c.to.rows; row++) {
            int top = row * c.stride[0] - c.pad[0];
            range us = real_taps(top, c.dilation[0], c.kernel[0], dx.rows);
            for (int column = 0; column < c.to.columns; column++) {
                int left = column * c.stride[1] - c.pad[1];
                range vs = real_taps(left, c.dilation[1], c.kernel[1], dx.columns);
                cnn_vector8 g = load(cell(dy, c.first_outer + k, row, column));
                for (int i = 0; i < c.inner; i++)
                    for (int u = us.first; u < us.end; u++) {
                        const float *w = c.w + k * c.outer_step + i * c.inner_step + (ptrdiff_t)u * c.kernel[1];
                        float *to = cell(dx, c.first_inner + i, top + u * c.dilation[0], left);
                        for (int v = vs.first; v < vs.end; v++) {
                            float *at = to + (ptrdiff_t)v * c.dilation[1] * CNN_LANES;
                            store(at, plus_times(load(at), w[v], g));
                        }
                    }
            }
        }
}

VECTORISED_TWICE(scatter, (const cnn_call *call, int block, int group), (call, block, group)) {
    scatter_all(call, block, group);
}

/* Adds one column of gradients times the taps that are real there. */
INLINED void edge_column(const float *line, int at, int columns, int filters, int width, const float *d, ptrdiff_t map,
    cnn_vector8 sum[PAIR][TAPS]) {
    for (int t = 0; t < width; t++)
        for (int f = 0; f < filters && at + t >= 0 && at + t < columns; f++)
            sum[f][t] = plus_product(sum[f][t], load(d + f * map), load(line + (ptrdiff_t)(at + t) * CNN_LANES));
}

/* For one or two filters and the adjacent taps v .. v+width-1 of row u (width 1 when dilated): the sums over all
 * positions. */
INLINED void weight_sums(
    const correlation *c, plane_set dy, float *dw, int filters, int width, int k, int i, int u, int v) {
    cnn_vector8 sum[PAIR][TAPS];
    for (int f = 0; f < PAIR; f++)
        for (int t = 0; t < TAPS; t++)
            sum[f][t] = all(0);
    int stride = c->stride[1], from = v * c->dilation[1] - c->pad[1], columns = c->from.columns;
    int first = from >= 0 ? 0 : (-from + stride - 1) / stride, last = columns - width - from;
    int end = last < 0 ? 0 : last / stride + 1;
    first = first < dy.columns ? first : dy.columns;
    end = end < first ? first : end < dy.columns ? end : dy.columns;
    ptrdiff_t step = (ptrdiff_t)stride * CNN_LANES, map = (ptrdiff_t)dy.rows * dy.columns * CNN_LANES;
    for (int row = 0; row < dy.rows; row++) {
        int y = row * c->stride[0] - c->pad[0] + u * c->dilation[0];
        if (y < 0 || y >= c->from.rows)
            continue;
        const float *line = cell(c->from, c->first_inner + i, y, 0), *upstream = cell(dy, c->first_outer + k, row, 0);
        for (int column = 0; column < first; column++)
            edge_column(line, column * stride + from, columns, filters, width, upstream + (ptrdiff_t)column * CNN_LANES,
                map, sum);
        const float *x = line + (first * (ptrdiff_t)stride + from) * CNN_LANES,
                    *d = upstream + (ptrdiff_t)first * CNN_LANES;
        for (int column = first; column < end; column++, x += step, d += CNN_LANES) {
            cnn_vector8 g = load(d), h = filters > 1 ? load(d + map) : g;
            for (int t = 0; t < width; t++) {
                cnn_vector8 value = load(x + (ptrdiff_t)t * CNN_LANES);
                sum[0][t] = plus_product(sum[0][t], g, value);
                if (filters > 1)
                    sum[1][t] = plus_product(sum[1][t], h, value);
            }
        }
        for (int column = end; column < dy.columns; column++)
            edge_column(line, column * stride + from, columns, filters, width, upstream + (ptrdiff_t)column * CNN_LANES,
                map, sum);
    }
    for (int f = 0; f < filters; f++)
        for (int t = 0; t < width; t++)
            dw[(k + f) * c->outer_step + i * c->inner_step + (ptrdiff_t)u * c->kernel[1] + v + t] += total(sum[f][t]);
}

INLINED void weight_sums_of(
    const correlation *c, plane_set dy, float *dw, int filters, int width, int k, int i, int u, int v) {
    switch (width) {
    case 5:
        weight_sums(c, dy, dw, filters, 5, k, i, u, v);
        break;
    case 4:
        weight_sums(c, dy, dw, filters, 4, k, i, u, v);
        break;
    case 3:
        weight_sums(c, dy, dw, filters, 3, k, i, u, v);
        break;
    case 2:
        weight_sums(c, dy, dw, filters, 2, k, i, u, v);
        break;
    default:
        weight_sums(c, dy, dw, filters, 1, k, i, u, v);
    }
}

INLINED void bias_gradient(const correlation *c, plane_set dy, float *db) {
    for (int k = 0; k < c->outer; k++) {
        cnn_vector8 sum = all(0);
        for (int at = 0; at < dy.rows * dy.columns; at++)
            sum = plus(sum, load(cell(dy, c->first_outer + k, 0, at)));
        db[k] += total(sum);
    }
}

VECTORISED_TWICE(weight_gradient, (const correlation *c, plane_set dy, float *dw, float *db), (c, dy, dw, db)) {
    int most = c->dilation[1] == 1 ? TAPS : 1;
    for (int k = 0; k < c->outer; k += FILTERS)
        for (int i = 0; i < c->inner; i++)
            for (int u = 0; u < c->kernel[0]; u++)
                for (int v = 0; v < c->kernel[1]; v += most) {
                    int width = c->kernel[1] - v < most ? c->kernel[1] - v : most;
                    if (c->outer - k >= FILTERS)
                        weight_sums_of(c, dy, dw, FILTERS, width, k, i, u, v);
                    else
                        weight_sums_of(c, dy, dw, 1, width, k, i, u, v);
                }
    if (db)
        bias_gradient(c, dy, db);
}

void cnn_batch8_conv2d_backward(const cnn_call *call) {
    const cnn_attrs *a = call->attrs;
    bool plain_stride = a->stride[0] == 1 && a->stride[1] == 1;
    int filters = call->out.shape.c / a->groups;
    if (call->din[0].data && !plain_stride && call->fresh[0])
        memset(call->din[0].data, 0, cnn_shape_count(call->din[0].shape) * CNN_LANES * sizeof(float));
    for (int block = 0; block < call->out.shape.n; block++)
        for (int group = 0; group < a->groups; group++) {
            correlation c = forward_of(call, block, group);
            if (call->dweight)
                weight_gradient(&c, planes(call->dout, block), call->dweight + (c.w - call->weight),
                    call->dbias ? call->dbias + group * filters : NULL);
            if (!call->din[0].data)
                continue;
            if (!plain_stride) {
                scatter(call, block, group);
                continue;
            }
            run(input_gradient_of(call, block, group));
        }
}
