/* The bench changes in many ways; the cursor follows in one place. */
#include "session.h"

#include "assets.h"
#include "bench_link.h"

#include <stdlib.h>
#include <string.h>

void session_start(session *s) {
    bench_start(&s->bench, BENCH_POOL);
    bench_history_note(&s->own[BENCH_POOL].history, &s->bench, false);
    bench_stop(&s->bench);
    bench_start(&s->bench, BENCH_CONV);
    session_settle(s);
}

int session_node(const session *s) {
    return s->player.walk ? cnn_walk_at_depth(s->player.walk, s->player.at, CNN_DEPTH_PRODUCT).node : 1;
}

bool session_is_inside(const session *s) {
    return s->bench.source == BENCH_INSIDE;
}

bool session_is_own(const session *s) {
    return s->bench.source == BENCH_FREE && !s->bench.taught;
}

static void bind(session *s) {
    const cnn_recording *r = s->bench.recording;
    if (!r) {
        player_bind(&s->player, NULL, 0, 0, -1);
        return;
    }
    bool inside = session_is_inside(s);
    int64_t first = inside ? 0 : cnn_walk_find(r->walk, CNN_FORWARD, r->net->output)->first;
    if (inside)
        s->player.walk = NULL; /* a new network: begin at its first position */
    /* The free bench has an upstream gradient in place of a loss. */
    player_bind(&s->player, r->walk, first, r->walk->steps - 1, inside ? -1 : r->net->loss);
}

static void remember_picture(session *s) {
    const bench *b = &s->bench;
    if (b->picture_preset >= 0)
        return;
    s->made.channels = b->channels;
    s->made.rows = b->rows;
    s->made.columns = b->columns;
    memcpy(s->made.pixels, b->pixels, (size_t)(b->channels * b->rows * b->columns) * sizeof *b->pixels);
    cnn_format(s->made.note, sizeof s->made.note, "%s", b->note);
}

/* What has changed is noted, for the bench that it belongs to. */
static void note_change(session *s) {
    if (session_is_own(s)) {
        bench_history_note(&s->own[s->bench.kind].history, &s->bench, s->joins);
        s->kind = s->bench.kind;
        remember_picture(s);
    } else if (s->bench.source == BENCH_FREE) {
        if (s->taught_setup != s->bench.setup)
            bench_history_clear(&s->taught);
        s->taught_setup = s->bench.setup;
        bench_history_note(&s->taught, &s->bench, s->joins);
    }
    s->joins = false;
}

bool session_settle(session *s) {
    const cnn_recording *r = s->bench.recording;
    if (s->bound == s->bench.version && s->player.walk == (r ? r->walk : NULL))
        return false;
    if (s->task == TASK_CHECK && !s->bench.reading)
        s->task = TASK_NONE; /* it went with its recording */
    s->bound = s->bench.version;
    s->slope.name[0] = '\0'; /* was measured on another recording */
    bool own = session_is_own(s);
    if (s->shows_own && !(own && s->kind == s->bench.kind)) {
        s->own[s->kind].at = s->player.at;
        s->own[s->kind].visited = true;
    }
    bind(s);
    const own_bench *left = &s->own[s->bench.kind];
    if (own && s->returning && left->visited && s->player.walk) {
        player_go(&s->player, left->at);
        s->player.motion = 1;
    }
    s->returning = false;
    s->shows_own = own;
    note_change(s);
    return true;
}

job *session_job(const session *s) {
    return s->task == TASK_OPEN ? s->job : s->task == TASK_CHECK ? s->bench.reading : NULL;
}

void session_cancel(session *s) {
    if (s->task != TASK_NONE)
        s->ended = cnn_fail(CNN_BAD_INPUT, "%s", tr("task.stopped"));
    job_abandon(s->job);
    job_end(s->bench.reading);
    s->job = s->bench.reading = NULL;
    s->task = TASK_NONE;
    free(s->recipe);
    s->recipe = NULL;
    s->tasks++;
}

void session_stop(session *s) {
    session_cancel(s);
    bench_stop(&s->bench);
    examples_free(&s->examples);
    for (int i = 0; i < 2; i++)
        bench_history_clear(&s->own[i].history);
    bench_history_clear(&s->taught);
    for (int i = 0; i < 2; i++)
        atlas_close(&s->graph[i]);
}

void session_turn_to(session *s) {
    s->subject++;
    s->channel = 0;
}

void session_show_own(session *s, bench_kind kind) {
    if (s->task != TASK_NONE)
        session_cancel(s); /* it was for what is left here */
    session_settle(s);
    if (session_is_own(s) && s->bench.kind == kind)
        return;
    const bench_kept *kept = bench_history_now(&s->own[kind].history);
    s->bench.taught = false;
    if (kept)
        bench_restore(&s->bench, kept);
    s->returning = true;
    session_turn_to(s);
    session_settle(s);
}

void session_use_kind(session *s, bench_kind kind) {
    bool tied = s->bench.source == BENCH_TIED && !s->bench.taught && kind == BENCH_CONV;
    if (!tied)
        session_show_own(s, kind);
    else if (s->task != TASK_NONE)
        session_cancel(s);
}

void session_step_outside(session *s) {
    if (session_is_inside(s))
        session_show_own(s, s->kind);
}

void session_untie(session *s) {
    const bench_kept *page = bench_history_now(&s->taught);
    if (s->bench.source != BENCH_TIED)
        return;
    if (s->bench.taught && page)
        bench_restore(&s->bench, page);
    else
        session_show_own(s, BENCH_CONV);
    session_settle(s);
}

/* ---- what was changed ---- */

/* The changes of what is on display; NULL: it cannot be changed. */
static bench_history *history_of(session *s) {
    bool own = session_is_own(s);
    return own ? &s->own[s->bench.kind].history : s->bench.source == BENCH_FREE ? &s->taught : NULL;
}

bool session_can_undo(const session *s, int turn) {
    const bench_history *h = history_of((session *)s);
    return h && bench_history_can(h, turn);
}

void session_undo(session *s, int turn) {
    session_settle(s); /* what was changed just now is a step too */
    if (session_can_undo(s, turn))
        bench_history_go(history_of(s), turn, &s->bench);
}

void session_reset(session *s) {
    bench *blank = calloc(1, sizeof *blank);
    if (!blank || !session_is_own(s)) {
        free(blank);
        return;
    }
    bench_blank(blank, s->bench.kind);
    bench_become(&s->bench, blank);
    free(blank);
}

cnn_status session_take_bench(session *s, bench *from, const char *at) {
    cnn_address to = {.node = 0};
    cnn_status status = cnn_ok();
    bench_rebuild(from);
    if (at[0] && !from->recording)
        status = cnn_fail(CNN_BAD_INPUT, "%s", tr("explain.no_fit"));
    else if (at[0])
        status = cnn_address_parse(from->recording->walk, at, &to);
    if (cnn_failed(status))
        return cnn_fail(CNN_BAD_INPUT, tr("link.at"), at, status.message);
    session_show_own(s, from->kind);
    bench_become(&s->bench, from);
    session_turn_to(s);
    session_settle(s);
    if (to.node > 0)
        session_go(s, to);
    return status;
}

cnn_status session_open_link(session *s, const char *link) {
    char at[CNN_ADDRESS_TEXT];
    bench *b = calloc(1, sizeof *b);
    if (!b)
        return cnn_no_memory("the bench", sizeof *b);
    cnn_status status = bench_link_read(link, b, at);
    if (!cnn_failed(status))
        status = session_take_bench(s, b, at);
    bench_stop(b);
    free(b);
    return status;
}

char *session_own_link(const session *s, bench_kind kind) {
    const own_bench *own = &s->own[kind];
    const bench_kept *kept = bench_history_now(&own->history);
    if (session_is_own(s) && s->bench.kind == kind)
        return bench_link_write(&s->bench, s->player.walk ? &s->player.at : NULL);
    bench *b = kept ? calloc(1, sizeof *b) : NULL;
    if (!b)
        return NULL;
    bench_restore(b, kept);
    char *link = bench_link_write(b, own->visited && b->recording ? &own->at : NULL);
    bench_stop(b);
    free(b);
    return link;
}

void session_use_made(session *s) {
    if (!s->made.rows)
        return;
    bench_use_numbers(&s->bench, s->made.channels, s->made.rows, s->made.columns, s->made.pixels);
    cnn_format(s->bench.note, sizeof s->bench.note, "%s", s->made.note);
}

void session_step_inside(session *s, cnn_recording *recording, const cnn_class_names *names, const cnn_address *to) {
    if (s->task != TASK_NONE)
        session_cancel(s);
    session_settle(s); /* what was changed just now is kept */
    bench_step_inside(&s->bench, recording, names);
    session_turn_to(s);
    session_settle(s);
    if (to && cnn_walk_segment(s->player.walk, *to))
        player_go(&s->player, *to);
    player_rest(&s->player);
}

const char *session_weights(const session *s, int entry) {
    return s->weights[0] && s->weights_of == entry ? s->weights : NULL;
}

void session_go(session *s, cnn_address to) {
    player_play(&s->player, false);
    player_go(&s->player, to);
}
