/* Queries go through the operator's own step functions, on views of the recorded tensors. */
#include "recording.h"
#include "pass.h"

#include <string.h>

static float *copied(cnn_arena *arena, const float *from, size_t count) {
    float *to = cnn_arena_alloc(arena, count, sizeof *to);
    if (to && from)
        memcpy(to, from, count * sizeof *to);
    return to;
}

/* The statistics of the part of the batch that the image was in. Gradients there belong to the batch's mean loss; those
 * of a recording belong to the image's own loss. */
static void take_statistics(cnn_recording *r, const cnn_pass *part) {
    r->pass->batch = CNN_BATCH_GIVEN;
    r->pass->draw = part->draw;
    for (int i = 1; i < r->net->loss; i++) {
        float *to = r->pass->scratch[i];
        size_t maps = r->net->nodes[i].state_count / 2;
        if (maps)
            memcpy(to, part->scratch[i], maps * CNN_STATISTICS * sizeof *to);
        for (size_t c = 0; c < maps; c++) {
            to[c * CNN_STATISTICS + CNN_STATISTIC_DY] *= (float)r->batch;
            to[c * CNN_STATISTICS + CNN_STATISTIC_DY_XHAT] *= (float)r->batch;
        }
    }
}

/* The update of `after`, a part at a time: the optimizer's buffers are kept as they were before it. */
static void step(cnn_recording *r) {
    enum { PART = 4096 };
    float buffers[2][PART];
    bool two = cnn_optimizer_buffers(&r->settings) > 1;
    for (size_t at = 0; at < r->net->learning; at += PART) {
        size_t count = r->net->learning - at < PART ? r->net->learning - at : PART;
        memcpy(buffers[0], r->momentum + at, count * sizeof(float));
        if (two)
            memcpy(buffers[1], r->momentum + r->net->parameters + at, count * sizeof(float));
        cnn_optimizer_step(&r->settings, count, r->after + at, r->gradient + at, buffers[0], buffers[1]);
    }
}

/* A recording in progress: forward node by node, backward node by node, then the update. */
struct cnn_recorder {
    cnn_recording *r; /* NULL once it was taken */
    cnn_pass *const *parts;
    int part_count;
    bool alone;
    int done, forward, all; /* nodes run; nodes that run forward; in both directions, and the update */
};

/* What the recording needs to know of its image, and memory for it. */
static cnn_status fill(cnn_recording *r, const cnn_record_input *input) {
    const cnn_net *net = r->net;
    cnn_arena *arena = r->arena;
    size_t count = net->parameters;
    r->settings.made = input->iteration;
    r->iteration = input->iteration;
    r->image = input->image;
    r->label = input->label;
    r->batch = input->batch;
    r->walk = cnn_walk_new(net, arena);
    r->before = copied(arena, input->parameters, count);
    r->after = copied(arena, NULL, count);
    r->share = copied(arena, NULL, count);
    r->gradient = input->gradient ? copied(arena, input->gradient, count) : r->share;
    r->momentum = copied(arena, input->momentum, count * (size_t)cnn_optimizer_buffers(&r->settings));
    size_t output = cnn_shape_image(net->nodes[net->nodes[net->loss].inputs[0]].layout.out);
    r->target = input->target ? copied(arena, input->target, output) : NULL;
    if (!r->walk || !r->before || !r->after || !r->gradient || !r->share || !r->momentum ||
        (input->target && !r->target))
        return cnn_no_memory("a recording", count * 5 * sizeof(float));
    bool fast = input->fast || r->walk->steps > CNN_PLAIN_STEPS_MAX;
    return cnn_pass_new(net, 1, true, fast ? CNN_FAST : CNN_PLAIN, &r->pass);
}

static void prepare(cnn_recorder *recorder, const cnn_record_input *input) {
    cnn_recording *r = recorder->r;
    r->pass->slot = input->slot;
    r->pass->batch = input->alone ? CNN_BATCH_ALONE : CNN_BATCH_RUNNING;
    if (input->parts)
        take_statistics(r, input->parts[input->part]);
    memcpy(r->pass->value[0].data, input->pixels, cnn_shape_count(r->pass->value[0].shape) * sizeof(float));
    r->pass->labels = r->label >= 0 ? &r->label : NULL;
    r->pass->target = r->target;
    recorder->parts = input->parts;
    recorder->part_count = input->part_count;
    recorder->alone = input->alone && !input->parts;
    recorder->forward = cnn_pass_runs(r->pass, r->net->loss) ? r->net->loss : r->net->loss - 1;
    recorder->all = recorder->forward + r->net->loss + 1;
}

cnn_status cnn_recorder_new(
    const cnn_net *net, const cnn_train_settings *settings, const cnn_record_input *input, cnn_recorder **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_recorder *recorder = arena ? cnn_arena_alloc(arena, 1, sizeof *recorder) : NULL;
    cnn_recording *r = recorder ? cnn_arena_alloc(arena, 1, sizeof *r) : NULL;
    if (!r) {
        cnn_arena_free(arena);
        return cnn_no_memory("a recording", sizeof *r);
    }
    r->arena = arena;
    r->net = net;
    r->settings = *settings;
    cnn_status status = fill(r, input);
    if (cnn_failed(status)) {
        cnn_recording_free(r);
        return status;
    }
    recorder->r = r;
    prepare(recorder, input);
    *out = recorder;
    return status;
}

static void finish(cnn_recorder *recorder) {
    cnn_recording *r = recorder->r;
    memcpy(r->after, r->before, r->net->parameters * sizeof(float));
    step(r);
    if (recorder->parts)
        cnn_pass_keep_statistics(recorder->parts, recorder->part_count, r->after);
    else if (recorder->alone)
        cnn_pass_keep_statistics(&r->pass, 1, r->after);
}

bool cnn_recorder_advance(cnn_recorder *recorder) {
    cnn_recording *r = recorder->r;
    int done = recorder->done, back = done - recorder->forward;
    if (done == recorder->all)
        return false;
    if (back < 0)
        cnn_pass_forward_node(r->pass, r->before, done + 1);
    else if (back < r->net->loss) {
        if (back == 0)
            cnn_pass_clear_gradients(r->pass);
        cnn_pass_backward_node(r->pass, r->before, r->share, true, r->net->loss - back);
    } else
        finish(recorder);
    return ++recorder->done < recorder->all;
}

float cnn_recorder_progress(const cnn_recorder *recorder) {
    return (float)recorder->done / (float)recorder->all;
}

cnn_recording *cnn_recorder_take(cnn_recorder *recorder) {
    return recorder->r;
}

void cnn_recorder_free(cnn_recorder *recorder) {
    if (recorder)
        cnn_recording_free(recorder->r);
}

cnn_status cnn_recording_new(
    const cnn_net *net, const cnn_train_settings *settings, const cnn_record_input *input, cnn_recording **out) {
    cnn_recorder *recorder;
    *out = NULL;
    cnn_status status = cnn_recorder_new(net, settings, input, &recorder);
    if (cnn_failed(status))
        return status;
    while (cnn_recorder_advance(recorder))
        ;
    *out = cnn_recorder_take(recorder);
    return status;
}

void cnn_recording_free(cnn_recording *recording) {
    if (!recording)
        return;
    cnn_pass_free(recording->pass);
    cnn_arena_free(recording->arena);
}

static void fill_update(const cnn_recording *r, cnn_step *s) {
    const cnn_node *node = &r->net->nodes[s->address.node];
    size_t at = (s->address.term == 0 ? node->weight_at : node->bias_at) + (size_t)s->position;
    s->before = r->before[at];
    s->share = r->share[at];
    s->momentum_before = r->momentum[at];
    bool adam = cnn_optimizer_buffers(&r->settings) > 1;
    s->second_before = adam ? r->momentum[r->net->parameters + at] : 0;
    s->change = cnn_optimizer_change(&r->settings, s->before, r->gradient[at], s->momentum_before, s->second_before);
    s->numbers.gradient = r->gradient[at];
    s->result.result = r->after[at];
}

/* The fold of taps 0 .. s->tap of the position; where each tap is laid by itself, the value so far of the number that
 * the last one is laid on. */
static float folded(const cnn_recording *r, const cnn_op *op, const cnn_call *call, const cnn_step *s) {
    float fold = 0;
    bool last = s->address.term == cnn_walk_segment(r->walk, s->address)->term_count - 1;
    if (s->term.fold == CNN_FOLD_LAID && !last)
        return s->numbers.product;
    if (s->term.fold == CNN_FOLD_LAID)
        return s->cell.output < 0 ? 0 : op->laid(call, (cnn_until){s->position, s->tap}, s->cell.output);
    for (int64_t i = 0; i <= s->tap; i++) {
        float product = op->numbers(call, s->address.phase, s->address.term, s->position, i).product;
        switch (s->term.fold) {
        case CNN_FOLD_SUM:
            fold += product;
            break;
        case CNN_FOLD_LARGEST:
            fold = i == 0 || product > fold ? product : fold;
            break;
        case CNN_FOLD_SMALLEST:
            fold = i == 0 || product < fold ? product : fold;
            break;
        case CNN_FOLD_PRODUCT:
            fold = i == 0 ? product : fold * product;
            break;
        case CNN_FOLD_LAID:
            break;
        }
    }
    return fold;
}

cnn_step cnn_recording_step(const cnn_recording *r, cnn_address address) {
    cnn_step s = {.address = cnn_walk_at_depth(r->walk, address, CNN_DEPTH_PRODUCT)};
    s.term = cnn_walk_segment(r->walk, s.address)->terms[s.address.term];
    s.position = cnn_walk_position(r->walk, s.address);
    s.tap = cnn_walk_tap(r->walk, s.address);
    s.taps = cnn_term_taps(s.term);
    if (address.phase == CNN_UPDATE) {
        fill_update(r, &s);
        return s;
    }
    const cnn_op *op = r->net->nodes[s.address.node].op;
    cnn_call call = cnn_pass_call(r->pass, r->before, s.address.node, 0);
    s.cell = op->tap(&call, address.phase, s.address.term, s.position, s.tap);
    s.numbers = op->numbers(&call, address.phase, s.address.term, s.position, s.tap);
    s.result = op->result(&call, address.phase, s.address.term, s.position);
    s.so_far = folded(r, op, &call, &s);
    return s;
}

cnn_tap cnn_recording_cell(const cnn_recording *r, const cnn_step *step, int64_t tap) {
    cnn_call call = cnn_pass_call(r->pass, r->before, step->address.node, 0);
    return r->net->nodes[step->address.node].op->tap(
        &call, step->address.phase, step->address.term, step->position, tap);
}

cnn_numbers cnn_recording_numbers(const cnn_recording *r, const cnn_step *step, int64_t tap) {
    cnn_call call = cnn_pass_call(r->pass, r->before, step->address.node, 0);
    return r->net->nodes[step->address.node].op->numbers(
        &call, step->address.phase, step->address.term, step->position, tap);
}
