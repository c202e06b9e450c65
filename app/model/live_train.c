/* Training from inside the thread, in chunks of about fifteen milliseconds. Without a thread of its own the network has the
 * time that a frame leaves, so there an iteration too is done in parts. */
#include "address.h"
#include "live_work.h"

#include <math.h>

enum { TEST_EVERY = 100 };
static const double CHUNK = 0.015;

/* True at the very iteration that a breakpoint names. */
static bool at_stop(live *l) {
    int64_t here = cnn_trainer_iteration(l->trainer);
    bool stop = false;
    pthread_mutex_lock(&l->lock);
    for (int i = 0; i < l->requests.stops.count; i++)
        stop |= l->requests.stops.list[i].kind == BREAK_ITERATION && l->requests.stops.list[i].iteration == here;
    pthread_mutex_unlock(&l->lock);
    return stop;
}

bool live_advance(live *l, float *loss) {
    if (l->alone)
        return cnn_trainer_advance_part(l->trainer, loss);
    *loss = cnn_trainer_advance(l->trainer, 1);
    return true;
}

/* Some iterations, or `one`; returns how many: none when the first is not over yet. */
static int train_chunk(live *l, bool one) {
    double begin = live_now(), end, most = l->alone ? 0 : CHUNK;
    int count = 0, batch = cnn_trainer_batch(l->trainer);
    float sum = 0, loss;
    bool more;
    do {
        bool over = live_advance(l, &loss);
        end = live_now();
        more = one ? !over : end - begin < most;
        if (!over)
            continue;
        training_run_note(&l->runs[l->next.run], l->trainer, loss);
        sum += loss;
        count++;
        more = more && isfinite(sum) && !at_stop(l) && !live_at_epoch_end(l);
    } while (more);
    l->spent += end - begin;
    if (!count)
        return 0;
    double rate = count * batch / l->spent;
    l->spent = 0;
    l->rate = l->rate > 0 ? 0.9 * l->rate + 0.1 * rate : rate;
    l->next.loss = sum / (float)count;
    if (cnn_trainer_iteration(l->trainer) - l->tested >= TEST_EVERY || l->next.accuracy < 0)
        live_test(l); /* nothing where there are no classes */
    return count;
}

/* Pauses where a breakpoint's condition holds. */
static void stop_if_met(live *l, int64_t before) {
    pthread_mutex_lock(&l->lock);
    int met = breakpoints_training(&l->requests.stops, before, cnn_trainer_iteration(l->trainer), l->next.loss);
    if (met >= 0) {
        l->paused = true;
        breakpoints_text(&l->requests.stops.list[met], NULL, l->next.stopped_by, sizeof l->next.stopped_by);
    }
    pthread_mutex_unlock(&l->lock);
}

/* The loss is no longer a number: goes back to the iteration in which that began, finds the number, and waits there. */
static void diverged(live *l, int64_t before) {
    training_run *b = &l->runs[l->next.run];
    int64_t bad = cnn_trainer_iteration(l->trainer);
    char place[CNN_ADDRESS_TEXT] = "";
    live_do_seek(l, l->next.run, before);
    for (int64_t i = before; i < bad; i++) {
        training_run_seek(b, l->trainer, i);
        if (live_find_nonfinite(l, place, sizeof place))
            break;
    }
    int64_t here = cnn_trainer_iteration(l->trainer);
    b->seen.last = here;
    l->next.diverged_at = here;
    cnn_format(l->next.diverged_place, sizeof l->next.diverged_place, "%s", place);
    l->next.loss = NAN;
    pthread_mutex_lock(&l->lock);
    l->paused = true;
    pthread_mutex_unlock(&l->lock);
}

void live_train_one(live *l) {
    train_chunk(l, true);
}

void live_train(live *l) {
    int64_t before = cnn_trainer_iteration(l->trainer);
    l->next.state = LIVE_TRAINING;
    if (l->next.rests != LIVE_RESTS_NOT)
        live_rest_anew(l);
    l->next.note[0] = l->next.stopped_by[0] = '\0';
    l->next.diverged_at = -1;
    if (!train_chunk(l, false))
        return;
    if (isfinite(l->next.loss)) {
        stop_if_met(l, before);
        live_rest_if_due(l);
    } else {
        diverged(l, before);
    }
    live_publish_if_due(l);
}
