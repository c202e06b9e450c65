/* Going back restores the nearest keyframe and runs the iterations from there again. */
#include "training_run.h"

#include <string.h>

bool training_run_start(
    training_run *b, int parent, int64_t fork, const cnn_train_settings *settings, size_t parameters, size_t bytes) {
    memset(b, 0, sizeof *b);
    b->seen.parent = parent;
    b->seen.fork = b->seen.last = fork;
    b->seen.settings = *settings;
    b->seen.per_point = 1;
    b->history = cnn_history_new(parameters, cnn_optimizer_buffers(settings), RUN_DISTANCE, bytes);
    return b->history != NULL;
}

void training_run_stop(training_run *b) {
    cnn_history_free(b->history);
    b->history = NULL;
}

static void add_loss(training_run *b, float loss) {
    training_run_view *v = &b->seen;
    b->sum += (double)loss;
    if (++b->gathered < v->per_point)
        return;
    v->loss[v->count++] = (float)(b->sum / v->per_point);
    b->sum = 0;
    b->gathered = 0;
    if (v->count < RUN_CURVE)
        return;
    v->count /= 2;
    for (int i = 0; i < v->count; i++)
        v->loss[i] = (v->loss[2 * i] + v->loss[2 * i + 1]) / 2;
    v->per_point *= 2;
}

void training_run_note(training_run *b, const cnn_trainer *t, float loss) {
    int64_t now = cnn_trainer_iteration(t);
    if (cnn_history_wants(b->history, now))
        cnn_history_keep(b->history, now, cnn_trainer_parameters(t), cnn_trainer_momentum(t));
    if (now <= b->seen.last)
        return;
    b->seen.last = now;
    add_loss(b, loss);
}

void training_run_mark(training_run *b, int64_t iteration, float accuracy) {
    training_run_view *v = &b->seen;
    if (v->marks && iteration <= v->mark_at[v->marks - 1])
        return;
    if (v->marks == RUN_MARKS) {
        v->marks /= 2;
        for (int i = 0; i < v->marks; i++) {
            v->mark_at[i] = v->mark_at[2 * i + 1];
            v->accuracy[i] = v->accuracy[2 * i + 1];
        }
    }
    v->mark_at[v->marks] = iteration;
    v->accuracy[v->marks++] = accuracy;
}

void training_run_seek(training_run *b, cnn_trainer *t, int64_t iteration) {
    cnn_keyframe from;
    if (cnn_history_find(b->history, iteration, &from))
        cnn_trainer_restore(t, from.iteration, from.parameters, from.momentum);
    while (cnn_trainer_iteration(t) < iteration)
        training_run_note(b, t, cnn_trainer_advance(t, 1));
}
