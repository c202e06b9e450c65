/* A run is trained again as it was the first time, branch after branch; every iteration goes into the history, so that one
 * can go back from where it leads. */
#include "live_work.h"

#include "assets.h"

#include <limits.h>

static const double CHUNK = 0.015;

cnn_status live_open_replayed(live *l, const opened_told *told) {
    const replay *run = l->run;
    const opened_wish wish = {.name = l->network,
        .text = l->text,
        .data = run->data[0] ? run->data : NULL,
        .most = run->pictures ? run->pictures : INT_MAX,
        .exact = true,
        .change = &run->change,
        .told = told};
    cnn_status status = opened_network_open_as(&wish, &l->s);
    if (cnn_failed(status) || !l->s.data || !run->pictures || l->s.data->train.count == run->pictures)
        return status;
    return cnn_fail(CNN_BAD_INPUT, tr("link.fewer_pictures"), run->pictures, l->s.data->name, l->s.data->train.count);
}

/* Begins the branches that begin here; one that cannot be begun has left its reason in the note. */
static bool begin_branches(live *l) {
    const replay *run = l->run;
    for (; l->branch < run->branch_count; l->branch++) {
        const replay_branch *b = &run->branches[l->branch];
        if (b->iteration > cnn_trainer_iteration(l->trainer))
            return true;
        cnn_train_settings wanted = l->runs[l->next.run].seen.settings;
        train_change_apply(&b->change, &wanted);
        live_do_change(l, &wanted);
        if (train_change_between(&l->runs[l->next.run].seen.settings, &wanted).given)
            return false;
    }
    return true;
}

static void end_replay(live *l, live_state state) {
    l->replays = false;
    l->running = state != LIVE_FAILED;
    l->next.state = state;
    l->next.replaying = -1;
    live_publish(l);
}

void live_begin_replay(live *l) {
    l->replays = true;
    l->next.replaying = 0;
}

static void train_on(live *l, int64_t iteration) {
    double end = live_now() + CHUNK;
    float loss;
    do {
        if (!live_advance(l, &loss))
            continue;
        l->next.loss = loss;
        training_run_note(&l->runs[l->next.run], l->trainer, loss);
    } while (!l->alone && cnn_trainer_iteration(l->trainer) < iteration && live_now() < end);
    l->next.replaying = (float)cnn_trainer_iteration(l->trainer) / (float)l->run->iteration;
}

bool live_go_on_replaying(live *l) {
    pthread_mutex_lock(&l->lock);
    bool stop = l->requests.stop, give_up = l->requests.stop_replay;
    pthread_mutex_unlock(&l->lock);
    if (!l->replays || stop)
        return false;
    const replay *run = l->run;
    if (give_up) {
        end_replay(l, LIVE_TRAINING);
    } else if (!begin_branches(l)) {
        end_replay(l, LIVE_FAILED);
    } else if (cnn_trainer_iteration(l->trainer) >= run->iteration) {
        l->next.replayed++;
        end_replay(l, LIVE_TRAINING);
    } else {
        int64_t next = l->branch < run->branch_count ? run->branches[l->branch].iteration : run->iteration;
        train_on(l, next);
        live_publish_if_due(l);
    }
    return true;
}
