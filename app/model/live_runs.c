/* Changing hyper-parameters forks a training run; going back is a seek inside one run, since a run keeps the state it
 * began with. */
#include "live_work.h"

#include <string.h>

static const size_t HISTORY_BYTES = (size_t)190 << 20;

/* The run that trains has most of the memory, the others share the rest. */
static void share_memory(live *l) {
    int others = l->next.runs - 1;
    for (int i = 0; i < l->next.runs; i++) {
        size_t bytes = i != l->next.run ? HISTORY_BYTES * 3 / 10 / (size_t)others
                       : others         ? HISTORY_BYTES * 7 / 10
                                        : HISTORY_BYTES;
        cnn_history_limit(l->runs[i].history, bytes);
    }
}

static bool begin(live *l, int parent, int64_t fork, const cnn_train_settings *settings) {
    training_run *b = &l->runs[l->next.runs];
    if (!training_run_start(b, parent, fork, settings, l->s.net->parameters, HISTORY_BYTES))
        return false;
    cnn_history_keep(b->history, fork, cnn_trainer_parameters(l->trainer), cnn_trainer_momentum(l->trainer));
    l->next.run = l->next.runs++;
    share_memory(l);
    return true;
}

bool live_first_run(live *l, const cnn_train_settings *settings) {
    return begin(l, -1, cnn_trainer_iteration(l->trainer), settings);
}

/* A trainer with the run's settings, at the state of the present one. */
static cnn_status use_settings(live *l, const cnn_train_settings *settings) {
    cnn_trainer *made;
    cnn_status status =
        cnn_trainer_new(l->s.net, l->s.data, settings, l->threads, cnn_trainer_parameters(l->trainer), &made);
    if (cnn_failed(status))
        return status;
    cnn_trainer_restore(
        made, cnn_trainer_iteration(l->trainer), cnn_trainer_parameters(l->trainer), cnn_trainer_momentum(l->trainer));
    cnn_trainer_free(l->trainer);
    l->trainer = made;
    l->next.per_epoch = cnn_trainer_per_epoch(made);
    return status;
}

static void say(live *l, cnn_status status) {
    cnn_format(l->next.note, sizeof l->next.note, "%s", status.message);
}

void live_do_seek(live *l, int index, int64_t iteration) {
    if (index < 0 || index >= l->next.runs)
        return;
    training_run *b = &l->runs[index];
    iteration = iteration < b->seen.fork ? b->seen.fork : iteration > b->seen.last ? b->seen.last : iteration;
    if (index != l->next.run) {
        cnn_status status = use_settings(l, &b->seen.settings);
        if (cnn_failed(status)) {
            say(l, status);
            return;
        }
    }
    l->next.run = index;
    share_memory(l);
    training_run_seek(b, l->trainer, iteration);
    l->next.loss = b->seen.count ? b->seen.loss[(iteration - b->seen.fork) / b->seen.per_point < b->seen.count
                                                    ? (iteration - b->seen.fork) / b->seen.per_point
                                                    : b->seen.count - 1]
                                 : l->next.loss;
    l->tested = -1;
}

static bool settled(const cnn_train_settings *a, const cnn_train_settings *b) {
    return a->rate == b->rate && a->momentum == b->momentum && a->decay == b->decay && a->batch == b->batch &&
           a->seed == b->seed && a->schedule == b->schedule && a->epochs == b->epochs && a->factor == b->factor &&
           a->warmup == b->warmup && a->optimizer == b->optimizer && a->beta1 == b->beta1 && a->beta2 == b->beta2 &&
           a->epsilon == b->epsilon;
}

/* Makes room by dropping the oldest run that no other run was forked from and that is not the present one. */
static bool make_room(live *l) {
    for (int i = 1; i < l->next.runs; i++) {
        bool used = i == l->next.run;
        for (int j = 1; j < l->next.runs; j++)
            used |= l->runs[j].seen.parent == i;
        if (used)
            continue;
        training_run_stop(&l->runs[i]);
        memmove(&l->runs[i], &l->runs[i + 1], (size_t)(l->next.runs - i - 1) * sizeof(training_run));
        l->next.runs--;
        for (int j = 1; j < l->next.runs; j++)
            l->runs[j].seen.parent -= l->runs[j].seen.parent > i;
        l->next.run -= l->next.run > i;
        return true;
    }
    return false;
}

void live_do_change(live *l, const cnn_train_settings *settings) {
    if (settled(settings, &l->runs[l->next.run].seen.settings))
        return;
    int64_t now = cnn_trainer_iteration(l->trainer);
    training_run *b = &l->runs[l->next.run];
    cnn_status status = cnn_ok();
    if (l->next.runs == RUNS_MAX && !make_room(l))
        status = cnn_fail(CNN_BAD_INPUT, "there are already %d runs", RUNS_MAX);
    if (!cnn_failed(status))
        status = use_settings(l, settings);
    b = &l->runs[l->next.run];
    if (cnn_failed(status)) {
        say(l, status);
    } else if (b->seen.last == b->seen.fork && b->seen.fork == now) {
        b->seen.settings = *settings; /* nothing was trained with the old settings */
    } else if (!begin(l, l->next.run, now, settings)) {
        say(l, cnn_no_memory("another run", 0));
    }
}

bool live_other_parameters(live *l, const char *from) {
    if (l->next.runs == RUNS_MAX && !make_room(l))
        return false;
    const training_run_view *before = &l->runs[l->next.run].seen;
    if (!begin(l, l->next.run, cnn_trainer_iteration(l->trainer), &before->settings))
        return false;
    cnn_format(l->runs[l->next.run].seen.from, sizeof l->runs[0].seen.from, "%s", from);
    return true;
}

void live_copy_runs(live *l) {
    l->next.history_bytes = 0;
    for (int i = 0; i < l->next.runs; i++) {
        l->next.run_seen[i] = l->runs[i].seen;
        l->next.history_bytes += cnn_history_bytes(l->runs[i].history);
    }
}
