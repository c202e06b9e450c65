/* The chain of runs from the first one to the one that trains, as branches. */
#include "training.h"

#include <string.h>

/* The runs that lead to the present one, the first one first; returns how many. */
static int chain_of(const live_snapshot *now, int chain[RUNS_MAX]) {
    int count = 0;
    for (int i = now->run; i >= 0 && count < RUNS_MAX; i = now->run_seen[i].parent)
        chain[count++] = i;
    for (int i = 0; i < count / 2; i++) {
        int other = chain[i];
        chain[i] = chain[count - 1 - i];
        chain[count - 1 - i] = other;
    }
    return count;
}

/* Room for it is known to be there. */
static void add_branch(replay *out, int64_t iteration, const cnn_train_settings *from, const cnn_train_settings *to) {
    replay_branch *b = &out->branches[out->branch_count];
    *b = (replay_branch){iteration, train_change_between(from, to)};
    out->branch_count += b->change.given != 0;
}

/* The starting values have the seed of the file; one that was chosen later orders the pictures alone. */
static void describe_first(const live_snapshot *now, const training_run_view *first, replay *out) {
    cnn_train_settings begins = first->settings;
    begins.seed = now->seed;
    out->change = train_change_between(&now->written, &begins);
    out->change.given |= 1u << TRAIN_SEED;
    add_branch(out, 0, &begins, &first->settings);
}

static const char *obstacle(const training *t, const int *chain, int count) {
    const live_snapshot *now = &t->snapshot;
    if (!t->live || now->state == LIVE_LOADING || now->state == LIVE_FAILED)
        return "link.no_run";
    if (!t->shipped[0])
        return "link.own_network";
    if (now->run_seen[chain[0]].fork > 0)
        return "link.resumed";
    if (count + 1 > REPLAY_BRANCHES)
        return "link.many_branches";
    for (int i = 0; i < count; i++)
        if (now->run_seen[chain[i]].from[0])
            return "link.loaded";
    for (int i = 1; i < count; i++)
        if (now->run_seen[chain[i]].settings.optimizer != now->run_seen[chain[0]].settings.optimizer)
            return "link.optimizer";
    return now->iteration > REPLAY_MOST ? "link.far" : NULL;
}

bool training_run_of(const training *t, replay *out, const char **why) {
    const live_snapshot *now = &t->snapshot;
    int chain[RUNS_MAX], count = chain_of(now, chain);
    *out = (replay){.pictures = now->train_count, .iteration = now->iteration};
    *why = obstacle(t, chain, count);
    if (*why)
        return false;
    cnn_format(out->data, sizeof out->data, "%s", now->data);
    describe_first(now, &now->run_seen[chain[0]], out);
    for (int i = 1; i < count; i++) {
        const training_run_view *run = &now->run_seen[chain[i]];
        add_branch(out, run->fork, &now->run_seen[chain[i - 1]].settings, &run->settings);
    }
    return true;
}
