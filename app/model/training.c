/* The live thread publishes snapshots and recordings; this side keeps the newest of each. */
#include "training.h"

#include "file.h"
#include "onnx_read.h"

#include <stdlib.h>
#include <string.h>

static const size_t NETWORK_BYTES = (size_t)64 << 20;

static live_snapshot nothing(void) {
    return (live_snapshot){.accuracy = -1, .judged.at = -1, .diverged_at = -1, .judging = -1, .replaying = -1};
}

void training_start(training *t, void (*wake)(void *), void *wake_argument) {
    t->snapshot = nothing();
    t->limit = TRAINING_LIMIT;
    t->patience = TRAINING_PATIENCE;
    t->wake = wake;
    t->wake_argument = wake_argument;
}

void training_end(training *t) {
    cnn_recording_free(t->seen);
    t->seen = NULL;
    t->wants_inside = t->watching = t->trained = false;
    t->watches.count = 0;
    judged_drop(t->judged);
    t->judged = NULL;
    live_abandon(t->live);
    t->live = NULL;
    free(t->text);
    t->text = NULL;
    t->shipped[0] = '\0';
    t->recorded.recording = NULL;
    t->snapshot = nothing();
}

void training_stop(training *t) {
    training_end(t);
    netedit_close(&t->edit);
    strokes_free(&t->strokes);
    free(t->saved);
    t->saved = NULL;
}

/* In place of what trained until now; `text` is taken over. */
static void make_way(training *t, const char *name, char *text) {
    training_end(t);
    t->source = LIVE_TRAIN_PICTURE;
    t->picture = 0;
    t->drawing = t->resumed = t->has_origin = false;
    t->text = text;
    if (text)
        shipped_named_by(text, t->shipped);
    cnn_format(t->name, sizeof t->name, "%s", name);
}

/* `text` is taken over. */
static void begin(training *t, const char *name, char *text, const char *checkpoint) {
    make_way(t, name, text);
    t->resumed = checkpoint != NULL;
    t->live = live_start(name, text, NULL, checkpoint, 1, t->wake, t->wake_argument);
    training_limit(t, t->limit, t->patience);
}

static void begin_origin(training *t, const replay *run) {
    t->has_origin = true;
    t->origin = *run;
    t->origin.branch_count = 0;
    t->origin.iteration = 0;
}

void training_replay(training *t, const char *path, const replay *run, const training_goal *goal) {
    unsigned char *bytes = NULL;
    size_t length;
    if (cnn_failed(cnn_file_read(path, NETWORK_BYTES, false, &bytes, &length)))
        bytes = NULL; /* training will say so */
    make_way(t, path, (char *)bytes);
    t->goal = goal ? *goal : (training_goal){.picture = -1};
    begin_origin(t, run);
    t->live = live_replay(path, t->text, run, NULL, goal == NULL, 1, t->wake, t->wake_argument);
    training_limit(t, t->limit, t->patience);
}

void training_limit(training *t, int epochs, int patience) {
    t->limit = epochs;
    t->patience = patience;
    if (t->live)
        live_limit(t->live, epochs, patience);
}

void training_use_file(training *t, const char *path) {
    unsigned char *bytes = NULL;
    size_t length;
    if (cnn_failed(cnn_file_read(path, NETWORK_BYTES, false, &bytes, &length)))
        bytes = NULL;                                /* training will say so */
    if (bytes && cnn_onnx_is(bytes, length, path)) { /* a model has no text; it is opened by its file */
        free(bytes);
        bytes = NULL;
    }
    begin(t, path, (char *)bytes, NULL);
}

void training_resume(training *t, const char *name, const char *text, const char *checkpoint) {
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        return;
    memcpy(copy, text, strlen(text) + 1);
    begin(t, name, copy, checkpoint);
}

void training_resume_run(
    training *t, const char *name, const char *text, const char *checkpoint, const replay *origin, bool paused) {
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        return;
    memcpy(copy, text, strlen(text) + 1);
    make_way(t, name, copy);
    t->resumed = checkpoint != NULL;
    t->goal = (training_goal){.picture = -1};
    begin_origin(t, origin);
    t->live = live_replay(name, copy, &t->origin, checkpoint, !paused, 1, t->wake, t->wake_argument);
    training_limit(t, t->limit, t->patience);
}

void training_use_text(training *t, const char *text) {
    training_resume(t, "network", text, NULL);
}

bool training_can(const training *t) {
    return t->live && t->snapshot.state != LIVE_FAILED && t->snapshot.state != LIVE_LOADING;
}

bool training_works(const training *t) {
    return t->live && live_works(t->live);
}

void training_look_at(training *t, live_source source, int picture) {
    t->source = source;
    t->picture = picture;
    t->has_own |= source == LIVE_OWN_PICTURE;
    t->drawing = t->drawing && source == LIVE_OWN_PICTURE;
    if (t->live)
        live_look_at(t->live, source, picture, source == LIVE_OWN_PICTURE ? t->own : NULL);
}

void training_stops(training *t, const breakpoints *stops) {
    if (t->live)
        live_stops(t->live, stops);
}

void training_record(training *t, int slot, const cnn_address *to) {
    t->trained |= !live_is_paused(t->live);
    t->wants_inside = true;
    t->opens = to ? *to : (cnn_address){.node = 0};
    t->records = slot < 0 ? t->picture : -1;
    t->records_of = t->source;
    live_record(t->live, slot);
}

/* The snapshot, and what in it is to be said. */
static void take_snapshot(training *t, training_news *news) {
    live_snapshot *now = &t->snapshot;
    char note[sizeof now->note], stopped[sizeof now->stopped_by];
    int64_t diverged = now->diverged_at;
    uint64_t filed = now->filed, replayed = now->replayed;
    live_rest rested = now->rests;
    memcpy(note, now->note, sizeof note);
    memcpy(stopped, now->stopped_by, sizeof stopped);
    if (!live_read(t->live, now))
        return;
    news->any = true;
    judged_drop(t->judged);
    t->judged = live_judged(t->live);
    news->noted = now->note[0] && strcmp(note, now->note) != 0;
    news->stopped = now->stopped_by[0] && strcmp(stopped, now->stopped_by) != 0;
    news->filed = now->filed != filed;
    news->replayed = now->replayed != replayed;
    news->rested = now->rests != rested && now->rests != LIVE_RESTS_NOT;
    news->diverged = now->diverged_at >= 0 && now->diverged_at != diverged;
}

/* The snapshot may be older than the recording by some iterations of the same run. */
static void note_recording(training *t, const cnn_recording *made) {
    training_recorded *r = &t->recorded;
    *r = (training_recorded){.recording = made, .source = t->records_of, .picture = t->records};
    training_run_of(t, &r->run, &r->why);
    r->run.iteration = made->iteration;
    if (r->picture >= 0 && r->source == LIVE_OWN_PICTURE)
        r->why = r->why ? r->why : "link.own_picture";
}

training_news training_take(training *t, bool look) {
    training_news news = {0};
    if (!t->live)
        return news;
    take_snapshot(t, &news);
    if (look != t->watching) {
        t->watching = look;
        live_watch(t->live, look);
    }
    cnn_recording *newest = live_view(t->live);
    if (newest) {
        cnn_recording_free(t->seen);
        t->seen = newest;
        watches_note(&t->watches, newest);
        news.any = true;
    }
    news.recording = t->wants_inside ? live_recording(t->live) : NULL;
    if (news.recording)
        note_recording(t, news.recording);
    t->wants_inside = t->wants_inside && !news.recording;
    return news;
}
