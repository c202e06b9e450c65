/* The work goes in rounds: in each, requests are carried out, or some iterations are trained, or some test pictures judged.
 * A thread does one round after the other and waits where there is nothing to do. Where there are no threads, whoever reads
 * the snapshots lends the time for a few rounds. */
#include "live_work.h"
#include "thread_pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double BESIDE_FRAME = 0.006; /* seconds that a live network without a thread is lent */

static void fail(live *l, cnn_status status) {
    l->next.state = LIVE_FAILED;
    cnn_format(l->next.note, sizeof l->next.note, "%s", status.message);
    live_publish(l);
}

static cnn_status find_class_pictures(live *l) {
    const cnn_pictures *test = &l->s.data->test;
    int *first = cnn_arena_alloc(l->s.arena, (size_t)l->s.data->classes, sizeof *first);
    if (!first)
        return cnn_no_memory("class pictures", (size_t)l->s.data->classes * sizeof *first);
    for (int k = 0; k < l->s.data->classes; k++)
        first[k] = -1;
    for (int i = test->count - 1; i >= 0; i--)
        if (test->labels[i] < l->s.data->classes)
            first[test->labels[i]] = i;
    l->next.class_picture = first;
    return cnn_ok();
}

/* While data is read; false: the thread is to stop. */
static bool is_loading(void *context, float share) {
    live *l = context;
    l->next.loading = share;
    live_publish_if_due(l);
    pthread_mutex_lock(&l->lock);
    bool stop = l->requests.stop;
    pthread_mutex_unlock(&l->lock);
    return !stop;
}

static bool load(live *l) {
    const char *data = l->data[0] ? l->data : NULL;
    const opened_told told = {is_loading, l};
    cnn_status status =
        l->run ? live_open_replayed(l, &told) : opened_network_open_telling(l->network, l->text, data, &told, &l->s);
    if (!cnn_failed(status) && !l->s.data)
        status = cnn_fail(CNN_BAD_INPUT, "%s names no data set to train on", l->network);
    cnn_train_settings settings = {0};
    if (!cnn_failed(status))
        status = live_do_resume(l, &settings);
    if (!cnn_failed(status))
        status = find_class_pictures(l);
    if (!cnn_failed(status) && !live_first_run(l, &settings))
        status = cnn_no_memory("the history of training", 0);
    if (cnn_failed(status)) {
        fail(l, status);
        return false;
    }
    live_snapshot *n = &l->next;
    cnn_format(n->network, sizeof n->network, "%s", l->s.net->name);
    cnn_format(n->data, sizeof n->data, "%s", l->s.data->name);
    if (!n->note[0])
        cnn_format(n->note, sizeof n->note, "%s", l->s.note);
    n->names = opened_network_names(&l->s);
    n->parameters = l->s.net->parameters;
    n->per_epoch = cnn_trainer_per_epoch(l->trainer);
    n->train_count = l->s.data->train.count;
    n->test_count = l->s.data->test.count;
    n->classes = l->s.data->classes;
    n->classifies = cnn_net_classifies(l->s.net);
    n->written = l->s.written;
    n->seed = l->s.desc->train.seed;
    live_rest_anew(l);
    if (l->run)
        live_begin_replay(l);
    else
        n->state = LIVE_TRAINING;
    live_publish(l);
    n->note[0] = '\0';
    return true;
}

static void record(live *l, const live_requests *w) {
    cnn_recording *made;
    cnn_status status =
        w->slot < 0 ? live_make_recording(l, w, false, &made) : cnn_trainer_record(l->trainer, w->slot, &made);
    if (cnn_failed(status)) {
        cnn_format(l->next.note, sizeof l->next.note, "%s", status.message);
        return;
    }
    pthread_mutex_lock(&l->lock);
    cnn_recording_free(l->recording);
    l->recording = made;
    pthread_mutex_unlock(&l->lock);
}

static bool asked(const live_requests *w) {
    return w->record || w->seek || w->change || w->judge || w->one || w->look || w->save[0] || w->open[0];
}

/* Carries out requests, each once; training rests meanwhile. */
static void answer(live *l, const live_requests *w) {
    live_requests rest = *w;
    rest.save[0] = '\0';
    if (w->save[0])
        live_do_save(l, w->save);
    if (!asked(&rest)) { /* what was to be said stays */
        live_publish(l);
        return;
    }
    l->next.note[0] = l->next.stopped_by[0] = '\0';
    l->next.diverged_at = -1;
    if (w->seek)
        live_do_seek(l, w->run, w->iteration);
    if (w->change)
        live_do_change(l, &w->settings);
    if (w->open[0])
        live_do_open(l, w->open, w->skip);
    if (w->seek || w->change || w->open[0])
        live_rest_anew(l);
    if (w->one)
        live_train_one(l);
    if (w->judge) {
        live_end_judging(l);
        live_begin_judging(l, l->s.data->test.count, true);
    }
    if (w->record)
        record(l, w);
    if (w->record || w->seek || w->one)
        live_test(l);
    pthread_mutex_lock(&l->lock);
    l->next.state = l->paused ? LIVE_PAUSED : LIVE_TRAINING;
    pthread_mutex_unlock(&l->lock);
    live_drop_view(l);
    live_publish(l);
}

/* What is asked for now; each request is handed out once. */
static live_requests take_requests(live *l) {
    live_requests w = l->requests;
    l->busy = asked(&w);
    l->requests.record = l->requests.seek = l->requests.change = l->requests.judge = l->requests.one =
        l->requests.look = false;
    l->requests.save[0] = l->requests.open[0] = '\0';
    return w;
}

/* Judges some pictures, if any are to be judged. What was asked for is over with them. */
static bool judge(live *l) {
    if (!live_go_on_judging(l))
        return false;
    if (l->judging.n)
        return true;
    if (l->rest_due)
        live_rest_now(l);
    bool waited = l->busy;
    pthread_mutex_lock(&l->lock);
    l->busy = false;
    pthread_mutex_unlock(&l->lock);
    if (waited)
        live_publish(l);
    else
        live_publish_if_due(l);
    return true;
}

/* Told to pause: the last state is judged, then training is said to rest. */
static bool come_to_rest(live *l) {
    pthread_mutex_lock(&l->lock);
    bool due = l->running && l->paused && l->next.state != LIVE_PAUSED && !asked(&l->requests) && !l->requests.stop;
    pthread_mutex_unlock(&l->lock);
    if (!due || live_test(l))
        return due;
    l->next.state = LIVE_PAUSED;
    live_drop_view(l);
    live_publish(l);
    return true;
}

/* One round. Where there is nothing to do a thread waits; without one the result is false, as it is when it is told to stop. */
static bool go_on(live *l) {
    if (!l->begun) {
        l->begun = true;
        l->running = load(l);
        return true;
    }
    if (live_go_on_replaying(l) || judge(l) || come_to_rest(l))
        return true;
    pthread_mutex_lock(&l->lock);
    while (!l->alone && !l->requests.stop && (!l->running || (l->paused && !asked(&l->requests))))
        pthread_cond_wait(&l->wish, &l->lock);
    bool rests = l->requests.stop || !l->running || (l->paused && !asked(&l->requests));
    live_requests w = {0};
    if (!rests)
        w = take_requests(l);
    pthread_mutex_unlock(&l->lock);
    if (rests)
        return false;
    if (!asked(&w)) {
        live_train(l);
        return true;
    }
    answer(l, &w);
    pthread_mutex_lock(&l->lock);
    l->busy = l->judging.n != NULL;
    pthread_mutex_unlock(&l->lock);
    return true;
}

/* Without a thread of its own it works for a moment. */
static void lend_time(live *l) {
    double end = live_now() + BESIDE_FRAME;
    while (l->alone && go_on(l) && live_now() < end)
        continue;
}

static void give_back(live *l) {
    for (int i = 0; i < l->next.runs; i++)
        training_run_stop(&l->runs[i]);
    cnn_recording_free(l->recording);
    cnn_recording_free(l->view);
    judged_drop(l->judged);
    judged_drop(l->next_judged);
    live_end_judging(l);
    cnn_trainer_free(l->trainer);
    opened_network_close(&l->s);
    pthread_mutex_destroy(&l->lock);
    pthread_cond_destroy(&l->wish);
    free(l->text);
    free(l->run);
    free(l);
}

static void *work(void *argument) {
    live *l = argument;
    while (go_on(l))
        continue;
    pthread_mutex_lock(&l->lock);
    l->ended = true;
    bool alone = l->abandoned;
    pthread_mutex_unlock(&l->lock);
    if (alone)
        give_back(l);
    return NULL;
}

/* Everything but the thread; NULL: no memory. */
static live *prepare(const char *network, const char *text, int threads, void (*wake)(void *), void *argument) {
    live *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wish, NULL);
    cnn_format(l->network, sizeof l->network, "%s", network);
    if (text) {
        l->text = malloc(strlen(text) + 1);
        if (l->text)
            memcpy(l->text, text, strlen(text) + 1);
    }
    l->threads = threads;
    l->wake = wake;
    l->argument = argument;
    l->tested = -1;
    l->next.accuracy = -1;
    l->next.judged.at = l->next.diverged_at = -1;
    l->next.judging = l->next.replaying = -1;
    l->next.loss = NAN;
    l->published = l->next;
    return l;
}

/* Starts the thread if `can`; NULL: no memory, and everything is given back. */
static live *started(live *l, bool can) {
    if (!can) {
        give_back(l);
        return NULL;
    }
    pthread_mutex_lock(&l->lock); /* the thread reads `alone` in its first round, after the loading */
    l->alone = !cnn_thread_start(&l->thread, work, l);
    pthread_mutex_unlock(&l->lock);
    return l;
}

live *live_start(const char *network, const char *text, const char *data, const char *resume, int threads,
    void (*wake)(void *), void *argument) {
    live *l = prepare(network, text, threads, wake, argument);
    if (!l)
        return NULL;
    cnn_format(l->data, sizeof l->data, "%s", data ? data : "");
    cnn_format(l->resume, sizeof l->resume, "%s", resume ? resume : "");
    return started(l, !text || l->text);
}

live *live_replay(const char *network, const char *text, const replay *run, const char *resume, bool goes_on,
    int threads, void (*wake)(void *), void *argument) {
    live *l = prepare(network, text, threads, wake, argument);
    if (!l)
        return NULL;
    cnn_format(l->resume, sizeof l->resume, "%s", resume ? resume : "");
    l->run = malloc(sizeof *l->run);
    if (l->run)
        *l->run = *run;
    l->paused = !goes_on;
    return started(l, l->run && (!text || l->text));
}

void live_stop(live *l) {
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->requests.stop = true;
    pthread_cond_signal(&l->wish);
    pthread_mutex_unlock(&l->lock);
    if (!l->alone)
        pthread_join(l->thread, NULL);
    give_back(l);
}

void live_abandon(live *l) {
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    bool ended = l->ended || l->alone;
    l->requests.stop = l->abandoned = true;
    l->wake = NULL;
    pthread_cond_signal(&l->wish);
    if (!l->alone)
        pthread_detach(l->thread);
    pthread_mutex_unlock(&l->lock);
    if (ended)
        give_back(l);
}

bool live_works(live *l) {
    pthread_mutex_lock(&l->lock);
    bool works =
        l->alone && (!l->begun || (l->running && (!l->paused || l->busy || l->replays || asked(&l->requests))));
    pthread_mutex_unlock(&l->lock);
    return works;
}

bool live_read(live *l, live_snapshot *out) {
    lend_time(l);
    pthread_mutex_lock(&l->lock);
    bool newer = l->published.version > out->version;
    if (newer)
        *out = l->published;
    pthread_mutex_unlock(&l->lock);
    return newer;
}

bool live_wait(live *l, live_state state, double seconds) {
    double end = live_now() + seconds;
    while (live_now() < end) {
        lend_time(l);
        pthread_mutex_lock(&l->lock);
        bool there = l->published.state == state && !asked(&l->requests) && !l->busy;
        pthread_mutex_unlock(&l->lock);
        if (there)
            return true;
        if (!l->alone)
            nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return false;
}
