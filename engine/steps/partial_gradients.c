/* Partial gradients: the steps of a layer's backward pass, added up one by one as far as the cursor has come. Only the
 * steps that can touch what is asked for are visited. */
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
    cnn_address last;
    cnn_until until;
} fold;

static fold fold_of(const cnn_recording *r, cnn_address address) {
    cnn_address last = cnn_walk_at_depth(r->walk, address, CNN_DEPTH_PRODUCT);
    fold f = {.op = r->net->nodes[last.node].op,
        .call = cnn_pass_call(r->pass, r->before, last.node, 0),
        .weight = r->net->nodes[last.node].layout.weight,
        .last = last};
    const cnn_segment *segment = cnn_walk_segment(r->walk, last);
    f.term_index = segment->term_count - 1;
    f.term = segment->terms[f.term_index];
    bool reached = last.term == f.term_index;
    f.until.position = reached ? cnn_walk_position(r->walk, last) : -1;
    f.until.tap = reached ? cnn_walk_tap(r->walk, last) : -1;
    return f;
}

static bool counts(const fold *f, int64_t position, int64_t tap) {
    return position < f->until.position || (position == f->until.position && tap <= f->until.tap);
}

/* Adds what the steps of the box give to one channel of an input. */
static void add_channel(const fold *f, int source, int channel, float *plane) {
    cnn_shape in = f->call.in[source].shape;
    int64_t cells = (int64_t)in.h * in.w, begin = channel * cells, positions = (int64_t)f->term.rows * f->term.columns,
            taps = (int64_t)f->term.tap_rows * f->term.tap_columns;
    cnn_steps_box box = {0, f->term.maps - 1, 0, f->term.channels - 1};
    if (f->op->touching)
        box = f->op->touching(&f->call, channel);
    for (int64_t p = box.first_map * positions; p < (box.last_map + 1) * positions && p <= f->until.position; p++)
        for (int64_t t = box.first_channel * taps; t < (box.last_channel + 1) * taps && counts(f, p, t); t++) {
            cnn_tap tap = f->op->tap(&f->call, CNN_BACKWARD, f->term_index, p, t);
            if (tap.source == source && tap.input >= begin && tap.input < begin + cells)
                plane[tap.input - begin] += f->op->numbers(&f->call, CNN_BACKWARD, f->term_index, p, t).dinput;
        }
}

static void add_channels(const fold *f, int source, int channel, int count, float *planes) {
    cnn_shape in = f->call.in[source].shape;
    size_t cells = (size_t)in.h * (size_t)in.w;
    memset(planes, 0, cells * (size_t)count * sizeof *planes);
    if (f->op->partial_dinput && f->op->partial_dinput(&f->call, f->until, channel, count, planes))
        return;
    for (int i = 0; i < count; i++)
        add_channel(f, source, channel + i, planes + (size_t)i * cells);
}

void cnn_recording_dinput(const cnn_recording *r, cnn_address address, int source, int channel, float *plane) {
    fold f = fold_of(r, address);
    add_channels(&f, source, channel, 1, plane);
}

void cnn_recording_dinput_some(
    const cnn_recording *r, cnn_address address, int source, int channel, int count, float *planes) {
    fold f = fold_of(r, address);
    add_channels(&f, source, channel, count, planes);
}

void cnn_recording_dinput_all(const cnn_recording *r, cnn_address address, int source, float *all) {
    fold f = fold_of(r, address);
    add_channels(&f, source, 0, f.call.in[source].shape.c, all);
}

void cnn_recording_dweight(const cnn_recording *r, cnn_address address, int map, int channel, float *plane) {
    fold f = fold_of(r, address);
    cnn_shape w = f.weight;
    if (!cnn_shape_count(w))
        return;
    int channels = f.op->weight_axes == 4 ? w.c : 1;
    int64_t positions = (int64_t)f.term.rows * f.term.columns, taps = (int64_t)f.term.tap_rows * f.term.tap_columns,
            cells = (int64_t)cnn_shape_count(w) / ((int64_t)w.n * channels), begin = (map * channels + channel) * cells;
    bool apart = channels == f.term.channels; /* each tap of a channel has a weight of its own */
    int64_t first = apart ? channel * taps : 0, end = apart ? first + taps : cnn_term_taps(f.term);
    memset(plane, 0, (size_t)cells * sizeof *plane);
    if (f.op->partial_dweight && f.op->partial_dweight(&f.call, f.until, map, channel, plane))
        return;
    for (int64_t p = map * positions; p < (map + 1) * positions && p <= f.until.position; p++)
        for (int64_t t = first; t < end && counts(&f, p, t); t++) {
            int64_t weight = f.op->tap(&f.call, CNN_BACKWARD, f.term_index, p, t).weight;
            if (weight >= begin && weight < begin + cells) /* several taps may share one */
                plane[weight - begin] += f.op->numbers(&f.call, CNN_BACKWARD, f.term_index, p, t).dweight;
        }
}

float cnn_recording_dbias(const cnn_recording *r, cnn_address address, int map) {
    fold f = fold_of(r, address);
    const cnn_segment *segment = cnn_walk_segment(r->walk, f.last);
    float sum = 0;
    for (int term = 0; term <= f.last.term && f.op->bias; term++) {
        cnn_term s = segment->terms[term];
        int64_t positions = (int64_t)s.rows * s.columns, at = cnn_walk_position(r->walk, f.last);
        bool whole = cnn_walk_tap(r->walk, f.last) == cnn_term_taps(s) - 1;
        for (int64_t p = map * positions; p < (map + 1) * positions; p++)
            if (f.op->bias(&f.call, term, p) >= 0 && (term < f.last.term || p < at || (p == at && whole)))
                sum += f.op->result(&f.call, CNN_BACKWARD, term, p).gradient;
    }
    return sum;
}

float cnn_recording_laid(const cnn_recording *r, cnn_address address, int64_t output) {
    fold f = fold_of(r, address);
    return f.op->laid(&f.call, f.until, output);
}
