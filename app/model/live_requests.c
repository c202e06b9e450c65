/* What the window asks of a live network, and what it takes from it. */
#include "live_work.h"

#include <string.h>

/* Every request is noted under the lock, and the thread is woken. */
static live_requests *request(live *l) {
    pthread_mutex_lock(&l->lock);
    return &l->requests;
}

static void requested(live *l) {
    pthread_cond_signal(&l->wish);
    pthread_mutex_unlock(&l->lock);
}

void live_pause(live *l, bool pause) {
    request(l);
    l->paused = pause;
    requested(l);
}

bool live_is_paused(live *l) {
    pthread_mutex_lock(&l->lock);
    bool paused = l->paused;
    pthread_mutex_unlock(&l->lock);
    return paused;
}

void live_one(live *l) {
    request(l)->one = true;
    l->paused = true;
    requested(l);
}

void live_stops(live *l, const breakpoints *stops) {
    request(l)->stops = *stops;
    requested(l);
}

void live_look_at(live *l, live_source source, int picture, const float *pixels) {
    live_requests *w = request(l);
    w->look = true;
    w->source = source;
    w->picture = picture < 0 ? 0 : picture;
    if (pixels)
        memcpy(w->pixels, pixels, sizeof w->pixels);
    cnn_recording_free(l->view); /* of another picture */
    l->view = NULL;
    requested(l);
}

void live_record(live *l, int slot) {
    live_requests *w = request(l);
    w->record = true;
    w->slot = slot;
    l->paused = true;
    requested(l);
}

static cnn_recording *taken(live *l, cnn_recording **from) {
    pthread_mutex_lock(&l->lock);
    cnn_recording *made = *from;
    *from = NULL;
    pthread_mutex_unlock(&l->lock);
    return made;
}

cnn_recording *live_recording(live *l) {
    return taken(l, &l->recording);
}

cnn_recording *live_view(live *l) {
    return taken(l, &l->view);
}

void live_watch(live *l, bool on) {
    live_requests *w = request(l);
    w->watch = on;
    w->look |= on;
    requested(l);
}

void live_seek(live *l, int run_index, int64_t iteration) {
    live_requests *w = request(l);
    w->seek = true;
    w->run = run_index;
    w->iteration = iteration;
    l->paused = true;
    requested(l);
}

void live_settings(live *l, const cnn_train_settings *settings) {
    live_requests *w = request(l);
    w->change = true;
    w->settings = *settings;
    requested(l);
}

void live_save(live *l, const char *path) {
    live_requests *w = request(l);
    cnn_format(w->save, sizeof w->save, "%s", path);
    requested(l);
}

void live_open(live *l, const char *path, const char *skip) {
    live_requests *w = request(l);
    cnn_format(w->open, sizeof w->open, "%s", path);
    cnn_format(w->skip, sizeof w->skip, "%s", skip ? skip : "");
    requested(l);
}

void live_limit(live *l, int epochs, int patience) {
    live_requests *w = request(l);
    w->limit = epochs;
    w->patience = patience;
    requested(l);
}

void live_judge(live *l) {
    live_requests *r = request(l);
    r->judge = true;
    r->stop_judging = false;
    requested(l);
}

judged *live_judged(live *l) {
    pthread_mutex_lock(&l->lock);
    judged *j = judged_keep(l->judged);
    pthread_mutex_unlock(&l->lock);
    return j;
}

void live_stop_replay(live *l) {
    request(l)->stop_replay = true;
    l->paused = true;
    requested(l);
}

void live_stop_judging(live *l) {
    request(l)->stop_judging = true;
    requested(l);
}

bool live_test_picture(live *l, int index, float *pixels) {
    pthread_mutex_lock(&l->lock);
    bool there = l->published.test_count > index && index >= 0;
    pthread_mutex_unlock(&l->lock);
    if (there)
        cnn_pictures_read(l->s.data, &l->s.data->test, index, pixels);
    return there;
}
