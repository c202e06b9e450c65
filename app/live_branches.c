/* Changing hyper-parameters forks; going back is a seek inside one branch, since a branch keeps the state it began
 * with. */
#include "live_work.h"

#include <string.h>

static const size_t HISTORY_BYTES = (size_t)190 << 20;

/* The branch that trains has most of the memory, the others share the rest. */
static void share_memory(live *l) {
    int others = l->next.branches - 1;
    for (int i = 0; i < l->next.branches; i++) {
        size_t bytes = i != l->next.branch ? HISTORY_BYTES * 3 / 10 / (size_t)others
                       : others            ? HISTORY_BYTES * 7 / 10
                                           : HISTORY_BYTES;
        cnn_history_limit(l->branches[i].history, bytes);
    }
}

static bool begin(live *l, int parent, int64_t fork, const cnn_train_settings *settings) {
    branch *b = &l->branches[l->next.branches];
    if (!branch_start(b, parent, fork, settings, l->s.net->parameters, HISTORY_BYTES))
        return false;
    cnn_history_keep(b->history, fork, cnn_trainer_parameters(l->trainer), cnn_trainer_momentum(l->trainer));
    l->next.branch = l->next.branches++;
    share_memory(l);
    return true;
}

bool live_first_branch(live *l) {
    return begin(l, -1, 0, &l->s.desc->train);
}

/* A trainer with the branch's settings, at the state of the present one. */
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
    if (index < 0 || index >= l->next.branches)
        return;
    branch *b = &l->branches[index];
    iteration = iteration < b->seen.fork ? b->seen.fork : iteration > b->seen.last ? b->seen.last : iteration;
    if (index != l->next.branch) {
        cnn_status status = use_settings(l, &b->seen.settings);
        if (cnn_failed(status)) {
            say(l, status);
            return;
        }
    }
    l->next.branch = index;
    share_memory(l);
    branch_seek(b, l->trainer, iteration);
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

/* The oldest branch that no other one grew from, besides the present one, makes room. */
static bool make_room(live *l) {
    for (int i = 1; i < l->next.branches; i++) {
        bool used = i == l->next.branch;
        for (int j = 1; j < l->next.branches; j++)
            used |= l->branches[j].seen.parent == i;
        if (used)
            continue;
        branch_stop(&l->branches[i]);
        memmove(&l->branches[i], &l->branches[i + 1], (size_t)(l->next.branches - i - 1) * sizeof(branch));
        l->next.branches--;
        for (int j = 1; j < l->next.branches; j++)
            l->branches[j].seen.parent -= l->branches[j].seen.parent > i;
        l->next.branch -= l->next.branch > i;
        return true;
    }
    return false;
}

void live_do_change(live *l, const cnn_train_settings *settings) {
    if (settled(settings, &l->branches[l->next.branch].seen.settings))
        return;
    int64_t now = cnn_trainer_iteration(l->trainer);
    branch *b = &l->branches[l->next.branch];
    cnn_status status = cnn_ok();
    if (l->next.branches == BRANCHES_MAX && !make_room(l))
        status = cnn_fail(CNN_BAD_INPUT, "there are already %d branches", BRANCHES_MAX);
    if (!cnn_failed(status))
        status = use_settings(l, settings);
    b = &l->branches[l->next.branch];
    if (cnn_failed(status)) {
        say(l, status);
    } else if (b->seen.last == b->seen.fork && b->seen.fork == now) {
        b->seen.settings = *settings; /* nothing was trained with the old ones */
    } else if (!begin(l, l->next.branch, now, settings)) {
        say(l, cnn_no_memory("another branch", 0));
    }
}

void live_copy_branches(live *l) {
    l->next.history_bytes = 0;
    for (int i = 0; i < l->next.branches; i++) {
        l->next.branch_seen[i] = l->branches[i].seen;
        l->next.history_bytes += cnn_history_bytes(l->branches[i].history);
    }
}
