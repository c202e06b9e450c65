/* The bench changes in many ways; the cursor follows in one place. */
#include "session.h"

#include "assets.h"

#include <stdlib.h>

void session_start(session *s) {
    bench_start(&s->bench, BENCH_CONV);
    bench_start(&s->other, BENCH_POOL);
    session_settle(s);
}

int session_node(const session *s) {
    return s->player.walk ? cnn_walk_at_depth(s->player.walk, s->player.at, CNN_DEPTH_PRODUCT).node : 1;
}

bool session_is_inside(const session *s) {
    return s->bench.source == BENCH_INSIDE;
}

bool session_settle(session *s) {
    const cnn_recording *r = s->bench.recording;
    if (s->bound == s->bench.version && s->player.walk == (r ? r->walk : NULL))
        return false;
    if (s->task == TASK_CHECK && !s->bench.reading && !s->other.reading)
        s->task = TASK_NONE; /* it went with its recording */
    s->bound = s->bench.version;
    s->slope.name[0] = '\0'; /* was measured on another recording */
    if (!r) {
        player_bind(&s->player, NULL, 0, 0, -1);
        return true;
    }
    bool inside = session_is_inside(s);
    int64_t first = inside ? 0 : cnn_walk_find(r->walk, CNN_FORWARD, r->net->output)->first;
    if (inside)
        s->player.walk = NULL; /* a new network: begin at its first position */
    /* The free bench has an upstream gradient in place of a loss. */
    player_bind(&s->player, r->walk, first, r->walk->steps - 1, inside ? -1 : r->net->loss);
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
    job_end(s->other.reading);
    s->job = s->bench.reading = s->other.reading = NULL;
    s->task = TASK_NONE;
    free(s->recipe);
    s->recipe = NULL;
    s->tasks++;
}

void session_stop(session *s) {
    session_cancel(s);
    bench_stop(&s->bench);
    bench_stop(&s->other);
    for (int i = 0; i < 2; i++)
        atlas_close(&s->graph[i]);
}

void session_turn_to(session *s) {
    s->subject++;
    s->channel = 0;
}

void session_use_kind(session *s, bench_kind kind) {
    if (s->task != TASK_NONE)
        session_cancel(s); /* it was for what is left here */
    bench_step_outside(&s->bench);
    if (s->bench.kind != kind) {
        bench kept = s->bench;
        s->bench = s->other;
        s->other = kept;
        if (s->bench.kind != kind) {
            bench_stop(&s->bench);
            bench_start(&s->bench, kind);
        }
        s->bench.version = kept.version + 1;
        session_turn_to(s);
    }
    session_settle(s);
}

void session_step_inside(session *s, cnn_recording *recording, const char (*class_names)[24], const cnn_address *to) {
    if (s->task != TASK_NONE)
        session_cancel(s);
    bench_step_inside(&s->bench, recording, class_names);
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
