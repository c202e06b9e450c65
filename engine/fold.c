/* Partial gradients: the steps of a layer's backward pass, added up one by one as far as the cursor has come. Only the
 * taps that touch what is asked for are visited. */
#include "op_steps.h"
#include "recording.h"

#include <string.h>

typedef struct fold {
    const cnn_op *op;
    cnn_call call;
    cnn_stage stage;
    int stage_index;
    int64_t position, tap; /* the last step that counts */
} fold;

static fold fold_of(const cnn_recording *r, cnn_address address) {
    cnn_address last = cnn_walk_at_depth(r->walk, address, CNN_DEPTH_PRODUCT);
    fold f = {.op = r->net->nodes[address.node].op, .call = cnn_pass_call(r->pass, r->before, address.node, 0)};
    const cnn_segment *segment = cnn_walk_segment(r->walk, last);
    /* The stage that adds to the gradients is the last one. */
    f.stage_index = segment->stage_count - 1;
    f.stage = segment->stages[f.stage_index];
    f.position = last.stage == f.stage_index ? cnn_walk_position(r->walk, last) : -1;
    f.tap = last.stage == f.stage_index ? cnn_walk_tap(r->walk, last) : -1;
    return f;
}

/* The taps of one channel: all of them where the operator does not mix channels. */
static void taps_of(const fold *f, int channel, int64_t *first, int64_t *end) {
    int64_t plane = (int64_t)f->stage.tap_rows * f->stage.tap_columns, taps = cnn_stage_taps(f->stage);
    bool mixes = f->stage.channels > 1;
    *first = mixes ? channel * plane : 0;
    *end = mixes ? *first + plane : taps;
    if (*end > taps)
        *end = taps;
}

void cnn_recording_dinput(const cnn_recording *r, cnn_address address, int source, int channel, float *plane) {
    fold f = fold_of(r, address);
    cnn_shape in = f.call.in[source].shape;
    int64_t cells = (int64_t)in.h * in.w, first, end, begin = channel * cells;
    memset(plane, 0, (size_t)cells * sizeof *plane);
    int local = f.op->window && f.stage.channels > 1 ? channel % f.stage.channels : channel;
    taps_of(&f, local, &first, &end);
    if (f.call.inputs > 1) {
        first = 0;
        end = cnn_stage_taps(f.stage);
    }
    for (int64_t p = 0; p <= f.position; p++)
        for (int64_t t = first; t < end && (p < f.position || t <= f.tap); t++) {
            cnn_tap tap = f.op->tap(&f.call, CNN_BACKWARD, f.stage_index, p, t);
            if (tap.source != source || tap.input < begin || tap.input >= begin + cells)
                continue;
            plane[tap.input - begin] += f.op->numbers(&f.call, CNN_BACKWARD, f.stage_index, p, t).dinput;
        }
}

void cnn_recording_dweight(const cnn_recording *r, cnn_address address, int map, int channel, float *plane) {
    fold f = fold_of(r, address);
    int64_t positions = (int64_t)f.stage.rows * f.stage.columns, first, end;
    taps_of(&f, channel, &first, &end);
    if (!f.op->window) {
        first = 0;
        end = cnn_stage_taps(f.stage);
    }
    memset(plane, 0, (size_t)(end - first) * sizeof *plane);
    for (int64_t p = map * positions; p < (map + 1) * positions && p <= f.position; p++)
        for (int64_t t = first; t < end && (p < f.position || t <= f.tap); t++)
            plane[t - first] += f.op->numbers(&f.call, CNN_BACKWARD, f.stage_index, p, t).dweight;
}

float cnn_recording_dbias(const cnn_recording *r, cnn_address address, int map) {
    fold f = fold_of(r, address);
    int64_t positions = (int64_t)f.stage.rows * f.stage.columns, last = cnn_stage_taps(f.stage) - 1;
    float sum = 0;
    for (int64_t p = map * positions; p < (map + 1) * positions; p++)
        if (p < f.position || (p == f.position && f.tap == last))
            sum += f.op->result(&f.call, CNN_BACKWARD, f.stage_index, p).gradient;
    return sum;
}
