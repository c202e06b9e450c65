/* Training rests by itself: after some epochs, or when the test accuracy no longer rises, where there is one. A machine that is only looked at
 * need not work for ever. */
#include "live_work.h"

bool live_at_epoch_end(const live *l) {
    int64_t now = cnn_trainer_iteration(l->trainer);
    return now > 0 && l->next.per_epoch > 0 && now % l->next.per_epoch == 0;
}

void live_rest_anew(live *l) {
    l->next.rests = LIVE_RESTS_NOT;
    l->rest_from = l->best_at = cnn_trainer_iteration(l->trainer);
    l->best = -1;
}

void live_rest_if_due(live *l) {
    if (!live_at_epoch_end(l))
        return;
    live_test(l);
    l->rest_due = l->judging.n != NULL;
    if (!l->rest_due)
        live_rest_now(l);
}

void live_rest_now(live *l) {
    l->rest_due = false;
    int64_t now = cnn_trainer_iteration(l->trainer), epoch = l->next.per_epoch;
    if (l->next.accuracy > l->best) {
        l->best = l->next.accuracy;
        l->best_at = now;
    }
    pthread_mutex_lock(&l->lock);
    int64_t limit = l->requests.limit, patience = l->requests.patience;
    if (limit > 0 && (now - l->rest_from) / epoch >= limit)
        l->next.rests = LIVE_RESTS_AT_LIMIT;
    else if (patience > 0 && l->next.classifies && (now - l->best_at) / epoch >= patience)
        l->next.rests = LIVE_RESTS_LEVEL;
    l->paused |= l->next.rests != LIVE_RESTS_NOT;
    pthread_mutex_unlock(&l->lock);
}
