/* Partial gradients: the steps of a layer's backward pass, added up one by one as far as the cursor has come. Only the
 * taps that touch what is asked for are visited. */
#include "partial_gradients.h"

#include "op_steps.h"
#include "pass.h"

#include <string.h>

typedef struct fold {
    const cnn_op *op;
    cnn_call call;
    cnn_shape weight;
    cnn_term term;
    int term_index;
    int64_t position, tap; /* the last step that counts */
} fold;

static fold fold_of(const cnn_recording *r, cnn_address address) {
    cnn_address last = cnn_walk_at_depth(r->walk, address, CNN_DEPTH_PRODUCT);
    fold f = {.op = r->net->nodes[last.node].op,
        .call = cnn_pass_call(r->pass, r->before, last.node, 0),
        .weight = r->net->nodes[last.node].layout.weight};
    const cnn_segment *segment = cnn_walk_segment(r->walk, last);
    /* The term that adds to the gradients is the last one. */
    f.term_index = segment->term_count - 1;
    f.term = segment->terms[f.term_index];
    f.position = last.term == f.term_index ? cnn_walk_position(r->walk, last) : -1;
    f.tap = last.term == f.term_index ? cnn_walk_tap(r->walk, last) : -1;
    return f;
}

/* The taps of one channel: all of them where the operator does not mix channels. */
static void taps_of(const fold *f, int channel, int64_t *first, int64_t *end) {
    int64_t plane = (int64_t)f->term.tap_rows * f->term.tap_columns, taps = cnn_term_taps(f->term);
    bool mixes = f->term.channels > 1;
    *first = mixes ? channel * plane : 0;
    *end = mixes ? *first + plane : taps;
    if (*end > taps)
        *end = taps;
}

/* Convolution with zeros around, by far the longest: the same sums in the same order, without asking for each tap. */
static bool is_plain_convolution(const fold *f) {
    const cnn_attrs *a = f->call.attrs;
    return f->op == cnn_op_of(CNN_OP_CONV2D) && a->pad_mode == CNN_PAD_ZEROS && !a->connections;
}

/* The taps of a window that read real cells on one axis: first .. end-1, and the cell of tap 0. */
static int real_taps(const cnn_attrs *a, int axis, int position, int size, int *first, int *end) {
    int origin = position * a->stride[axis] - a->pad[2 * axis], step = a->dilation[axis];
    *first = origin >= 0 ? 0 : (-origin + step - 1) / step;
    *end = origin >= size ? 0 : (size - origin - 1) / step + 1;
    *end = *end < a->kernel[axis] ? *end : a->kernel[axis];
    return origin;
}

static void convolution_dinput(const fold *f, int channel, float *plane) {
    const cnn_attrs *a = f->call.attrs;
    cnn_shape in = f->call.in[0].shape, out = f->call.out.shape;
    int channels = in.c / a->groups, filters = out.c / a->groups, group = channel / channels,
        taps = a->kernel[0] * a->kernel[1];
    int64_t positions = (int64_t)out.h * out.w, whole = (int64_t)channels * taps,
            before = (int64_t)(channel % channels) * taps;
    for (int k = group * filters; k < (group + 1) * filters; k++)
        for (int64_t p = 0; p < positions; p++) {
            int64_t at = k * positions + p, most = at < f->position ? whole : at > f->position ? 0 : f->tap + 1;
            if (most <= before)
                continue;
            float g = f->call.dout.data[at];
            const float *w = f->call.weight + k * whole + before;
            int u0, u1, v0, v1, top = real_taps(a, 0, (int)(p / out.w), in.h, &u0, &u1),
                                left = real_taps(a, 1, (int)(p % out.w), in.w, &v0, &v1);
            for (int u = u0; u < u1; u++)
                for (int v = v0; v < v1 && before + u * a->kernel[1] + v < most; v++)
                    plane[(ptrdiff_t)(top + u * a->dilation[0]) * in.w + left + v * a->dilation[1]] +=
                        g * w[u * a->kernel[1] + v];
        }
}

static void convolution_dweight(const fold *f, int map, int channel, float *plane) {
    const cnn_attrs *a = f->call.attrs;
    cnn_shape in = f->call.in[0].shape, out = f->call.out.shape;
    int channels = in.c / a->groups, group = map / (out.c / a->groups), taps = a->kernel[0] * a->kernel[1];
    int64_t positions = (int64_t)out.h * out.w, before = (int64_t)channel * taps;
    const float *x = f->call.in[0].data + ((ptrdiff_t)group * channels + channel) * in.h * in.w;
    for (int64_t p = 0; p < positions; p++) {
        int64_t at = map * positions + p, most = at < f->position ? INT64_MAX : at > f->position ? 0 : f->tap + 1;
        if (most <= before)
            continue;
        float g = f->call.dout.data[at];
        int u0, u1, v0, v1, top = real_taps(a, 0, (int)(p / out.w), in.h, &u0, &u1),
                            left = real_taps(a, 1, (int)(p % out.w), in.w, &v0, &v1);
        for (int u = u0; u < u1; u++)
            for (int v = v0; v < v1 && before + u * a->kernel[1] + v < most; v++)
                plane[u * a->kernel[1] + v] +=
                    g * x[(ptrdiff_t)(top + u * a->dilation[0]) * in.w + left + v * a->dilation[1]];
    }
}

void cnn_recording_dinput(const cnn_recording *r, cnn_address address, int source, int channel, float *plane) {
    fold f = fold_of(r, address);
    cnn_shape in = f.call.in[source].shape;
    int64_t cells = (int64_t)in.h * in.w, first, end, begin = channel * cells;
    memset(plane, 0, (size_t)cells * sizeof *plane);
    if (is_plain_convolution(&f)) {
        convolution_dinput(&f, channel, plane);
        return;
    }
    int local = f.op->window && f.term.channels > 1 ? channel % f.term.channels : channel;
    taps_of(&f, local, &first, &end);
    bool neighbours = f.op == cnn_op_of(CNN_OP_LRN); /* its taps are other maps at the same pixel */
    if (f.call.inputs > 1 || neighbours) {
        first = 0;
        end = cnn_term_taps(f.term);
    }
    /* Where map c reads nothing but map c, only its own positions can touch the plane. */
    bool own = f.call.inputs == 1 && f.term.channels == 1 && f.call.out.shape.c == in.c && f.term.maps == in.c;
    int64_t positions = (int64_t)f.term.rows * f.term.columns, from = own ? channel * positions : 0,
            to = own ? from + positions - 1 : cnn_term_positions(f.term) - 1;
    if (neighbours) {
        from = (channel > f.term.channels ? channel - f.term.channels : 0) * positions;
        to = (channel + f.term.channels + 1) * positions - 1;
    }
    for (int64_t p = from; p <= to && p <= f.position; p++)
        for (int64_t t = first; t < end && (p < f.position || t <= f.tap); t++) {
            cnn_tap tap = f.op->tap(&f.call, CNN_BACKWARD, f.term_index, p, t);
            if (tap.source != source || tap.input < begin || tap.input >= begin + cells)
                continue;
            plane[tap.input - begin] += f.op->numbers(&f.call, CNN_BACKWARD, f.term_index, p, t).dinput;
        }
}

/* Every unit of a dense layer reads everything: a row of weights at a time. */
static void dense_dinput(const fold *f, float *all) {
    int64_t taps = cnn_term_taps(f->term);
    for (int64_t p = 0; p <= f->position; p++) {
        float g = f->call.dout.data[p];
        const float *w = f->call.weight + p * taps;
        for (int64_t t = 0; t < taps && (p < f->position || t <= f->tap); t++)
            all[t] += g * w[t];
    }
}

void cnn_recording_dinput_all(const cnn_recording *r, cnn_address address, int source, float *all) {
    fold f = fold_of(r, address);
    cnn_shape in = f.call.in[source].shape;
    if (f.op == cnn_op_of(CNN_OP_DENSE)) {
        memset(all, 0, cnn_shape_image(in) * sizeof *all);
        dense_dinput(&f, all);
        return;
    }
    for (int c = 0; c < in.c; c++)
        cnn_recording_dinput(r, address, source, c, all + (ptrdiff_t)c * in.h * in.w);
}

void cnn_recording_dweight(const cnn_recording *r, cnn_address address, int map, int channel, float *plane) {
    fold f = fold_of(r, address);
    cnn_shape w = f.weight;
    if (!cnn_shape_count(w))
        return;
    int channels = f.op->window ? w.c : 1;
    int64_t positions = (int64_t)f.term.rows * f.term.columns, first, end,
            cells = (int64_t)cnn_shape_count(w) / ((int64_t)w.n * channels), begin = (map * channels + channel) * cells;
    memset(plane, 0, (size_t)cells * sizeof *plane);
    if (is_plain_convolution(&f)) {
        convolution_dweight(&f, map, channel, plane);
        return;
    }
    taps_of(&f, channel, &first, &end);
    if (!f.op->window) {
        first = 0;
        end = cnn_term_taps(f.term);
    }
    for (int64_t p = map * positions; p < (map + 1) * positions && p <= f.position; p++)
        for (int64_t t = first; t < end && (p < f.position || t <= f.tap); t++) {
            int64_t weight = f.op->tap(&f.call, CNN_BACKWARD, f.term_index, p, t).weight;
            if (weight >= begin && weight < begin + cells) /* several taps may share one */
                plane[weight - begin] += f.op->numbers(&f.call, CNN_BACKWARD, f.term_index, p, t).dweight;
        }
}

float cnn_recording_dbias(const cnn_recording *r, cnn_address address, int map) {
    fold f = fold_of(r, address);
    int64_t positions = (int64_t)f.term.rows * f.term.columns, last = cnn_term_taps(f.term) - 1;
    float sum = 0;
    for (int64_t p = map * positions; p < (map + 1) * positions; p++)
        if (p < f.position || (p == f.position && f.tap == last))
            sum += f.op->result(&f.call, CNN_BACKWARD, f.term_index, p).gradient;
    return sum;
}
