/* Turning pages. What a page asks is in reader_page.c, answers are in reader_answer.c; where lessons are found and what
 * is kept of them, in progress.c. */
#include "reader.h"

#include "address.h"
#include "chain.h"
#include "lesson_figure.h"
#include "vary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* An overview shows the whole forward pass. */
static cnn_address forward_end(const cnn_walk *walk) {
    const cnn_segment *last = cnn_walk_find(walk, CNN_FORWARD, walk->net->output);
    return cnn_walk_address(walk, last ? last->first + last->steps - 1 : 0, CNN_DEPTH_LAYER);
}

/* The cursor goes where the scene says; without a word of it, to the beginning of the layer. */
static cnn_status place_cursor(const reader *c, session *s) {
    const cnn_recording *r = s->bench.recording;
    if (!r || c->scene.atlas[0] || c->scene.show == SHOW_PICTURE)
        return cnn_ok();
    cnn_address to = cnn_walk_address(r->walk, s->player.first, c->scene.by);
    if (c->scene.show == SHOW_OVERVIEW) {
        to = forward_end(r->walk);
    } else if (c->scene.at[0]) {
        cnn_status status = cnn_address_parse(r->walk, c->scene.at, &to);
        if (cnn_failed(status))
            return status;
        if (to.depth < c->scene.by)
            to.depth = c->scene.by; /* its first step of that kind */
    }
    player_go(&s->player, to);
    player_rest(&s->player);
    return cnn_ok();
}

/* Shows the page's network of the Atlas. */
static cnn_status show_atlas(const reader *c, session *s) {
    return c->scene.atlas[0] ? atlas_show(&s->graph[0], c->scene.atlas, c->scene.at[0] ? c->scene.at : NULL) : cnn_ok();
}

/* A chain begins where `at` says, else before its first operation. */
static void begin_chain(reader *c, const session *s) {
    chain links;
    const cnn_recording *r = s->bench.recording;
    c->figure_step = 0;
    c->figure_choice = -1;
    if (c->scene.show == SHOW_CHAIN && r && c->scene.at[0] && !cnn_failed(chain_of(r, &links)))
        c->figure_step = chain_step_at(&links, s->player.at.phase, s->player.at.node);
}

/* What is left to do when the stage is ready. */
static void finish_page(reader *c, session *s, cnn_status status) {
    c->waiting = false;
    session_turn_to(s);
    session_settle(s);
    if (!cnn_failed(status) && c->quiz && vary_bench(&s->bench, &c->scene, c->quiz->seed, (uint64_t)c->page))
        session_settle(s);
    if (!cnn_failed(status))
        status = place_cursor(c, s);
    if (!cnn_failed(status))
        status = show_atlas(c, s);
    if (!cnn_failed(status))
        status = lesson_figure_fits(c->scene.show, s->bench.recording);
    if (cnn_failed(status))
        c->scene.show = SHOW_LAYER;
    begin_chain(c, s);
    cnn_format(c->error, sizeof c->error, "%s", cnn_failed(status) ? status.message : "");
    if (cnn_failed(status))
        memset(&c->scene.question, 0, sizeof c->scene.question);
    reader_begin_question(c, &s->bench);
}

static cnn_status set_stage(reader *c, session *s) {
    const lesson_page *from = lesson_stage_of(c->lesson, c->page), *page = reader_page(c);
    const lesson *of = page->from ? page->from : c->lesson;
    c->blank = !from && c->lesson->joined && c->scene.show == SHOW_LAYER && !c->scene.atlas[0];
    lesson_opening left;
    cnn_status status = from ? lesson_scene_begin(of, from, &s->bench, &left) : cnn_ok();
    if (cnn_failed(status) || !from || !left.wanted)
        return status;
    s->opens = (cnn_address){.node = 0};
    return session_open(s, &left.network, &left.wish, left.recipe);
}

static void set_session(reader *c, session *s) {
    cnn_status status = lesson_scene_read(reader_page(c), &c->scene);
    if (s->task == TASK_OPEN)
        session_cancel(s); /* of another page, or of the Atlas: it would take the place of this stage */
    player_play(&s->player, false);
    c->error[0] = '\0';
    c->picture.channels = 0;
    c->scene.shown = &c->picture;
    const lesson_page *page = reader_page(c);
    c->blank = false;
    if (!cnn_failed(status) && c->scene.show == SHOW_PICTURE)
        status = shown_picture_begin(page->from ? page->from : c->lesson, page->from ? page->from_page : c->page,
            &c->scene.picture, &c->picture);
    else if (!cnn_failed(status))
        status = set_stage(c, s);
    c->waiting = !cnn_failed(status) && s->task == TASK_OPEN;
    c->waits_for = s->tasks;
    if (!c->waiting)
        finish_page(c, s, status);
}

/* Whether the awaited stage is ready, or has failed. */
static bool end_waiting(reader *c, session *s) {
    bool other = s->tasks != c->waits_for;
    if (!c->waiting || (s->task == TASK_OPEN && !other))
        return false;
    finish_page(c, s, other ? cnn_fail(CNN_BAD_INPUT, "%s", tr("task.stopped")) : s->ended);
    return true;
}

static course_entry *entry_of(reader *c) {
    return c->at >= 0 ? &c->entries[c->at] : NULL;
}

bool reader_end_playing(reader *c, session *s) {
    if (c->play_to < 0)
        return false;
    player_play(&s->player, false);
    s->player.speed = c->speed;
    c->play_to = -1;
    return true;
}

/* What was counted on a page stands there again when one comes back to it. */
static void turn_hands(reader *c) {
    memcpy(c->hands[c->hands_of], c->tally, sizeof c->tally);
    c->hands_of = c->page;
    memcpy(c->tally, c->hands[c->page], sizeof c->tally);
    for (int i = 0; i < LESSON_CHOICES; i++)
        c->tallying |= c->tally[i] > 0;
}

static void forget_hands(reader *c) {
    memset(c->hands, 0, sizeof c->hands);
    memset(c->tally, 0, sizeof c->tally);
    c->hands_of = 0;
}

void reader_begin_page(reader *c, session *s, bool retried) {
    reader_end_playing(c, s);
    reader_again(c);
    c->retried = retried;
    c->shown = c->played = c->measured = c->tallying = c->typing = c->compares = false;
    c->counting = 0;
    c->begun++;
    c->graded = 0;
    turn_hands(c);
    set_session(c, s);
    reader_note(c);
}

void reader_go(reader *c, session *s, int page) {
    if (!c->lesson || page < 0 || page >= c->lesson->count)
        return;
    reader_mark(c);
    c->page = page;
    c->contents = false;
    reader_begin_page(c, s, false);
}

void reader_begin_quiz(reader *c, session *s, quiz *q, lesson *questions) {
    reader_mark(c);
    bench_forget(&s->bench);
    forget_hands(c);
    lesson_close(c->lesson);
    if (q->kind != QUIZ_REVIEW) {
        c->left = c->at >= 0 && !reader_is_done(&c->entries[c->at]) ? c->at : c->left;
        c->at = -1;
    }
    reader_mark_terms(c, questions);
    c->lesson = questions;
    c->quiz = q;
    c->stamp = 0;
    c->contents = false;
    c->page = q->at < questions->count ? q->at : 0;
    reader_begin_page(c, s, false);
}

void reader_restart(reader *c, session *s) {
    bench_forget(&s->bench);
    memset(c->tally, 0, sizeof c->tally);
    if (c->lesson)
        reader_begin_page(c, s, true);
}

void reader_return(reader *c, session *s) {
    c->graded = 0;
    if (c->lesson)
        set_session(c, s);
}

static bool same_file(const char *one, const char *other) {
    struct stat a, b;
    return !strcmp(one, other) ||
           (*other && stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

enum { WHERE_IT_WAS = -1, LAST_PAGE = -2 };

static cnn_status open_at(reader *c, session *s, const char *path, int page) {
    lesson *opened;
    cnn_status status = lesson_open(path, &opened);
    if (cnn_failed(status))
        return status;
    lesson_scene_check(opened);
    bench_forget(&s->bench);
    reader_mark(c);
    if (!c->lesson || strcmp(c->lesson->path[c->lesson->original], opened->path[opened->original]) != 0)
        forget_hands(c);
    lesson_close(c->lesson);
    reader_mark_terms(c, opened);
    c->lesson = opened;
    c->quiz = NULL;
    c->left = -1;
    c->stamp = lesson_stamp(opened);
    c->at = -1;
    for (int i = 0; i < c->count; i++)
        for (int in = 0; in < LANGUAGE_COUNT; in++)
            if (same_file(c->entries[i].path, opened->path[in]))
                c->at = i;
    c->contents = false;
    const course_entry *e = entry_of(c);
    if (page == WHERE_IT_WAS)
        page = e && e->page > 0 ? e->page : 0;
    c->page = page == LAST_PAGE ? opened->count - 1 : page < opened->count ? page : 0;
    reader_begin_page(c, s, false);
    return status;
}

cnn_status reader_open(reader *c, session *s, const char *path, bool from_start) {
    return open_at(c, s, path, from_start ? 0 : WHERE_IT_WAS);
}

cnn_status reader_open_end(reader *c, session *s, int at) {
    return at < 0 || at >= c->count ? cnn_ok() : open_at(c, s, c->entries[at].path, LAST_PAGE);
}

cnn_status reader_open_entry(reader *c, session *s, int at) {
    if (at < 0 || at >= c->count)
        return cnn_ok();
    const course_entry *e = &c->entries[at];
    return reader_open(c, s, e->path, e->page + 1 >= e->pages);
}

bool reader_steps(const reader *c, const session *s) {
    chain links;
    const cnn_recording *r = s->bench.recording;
    bool shown = c->lesson && c->scene.show == SHOW_CHAIN && !c->waiting && r && !cnn_failed(chain_of(r, &links));
    return shown && !reader_asks(c) && c->figure_step < chain_steps(&links);
}

bool reader_will_measure(const reader *c, const session *s) {
    bool done = c->measured || s->slope.name[0]; /* by a key of its own */
    return c->lesson && c->scene.check && !done && !c->waiting && s->player.walk && !reader_asks(c);
}

bool reader_chain(reader *c, const session *s, int by) {
    chain links;
    const cnn_recording *r = s->bench.recording;
    bool shown = c->scene.show == SHOW_CHAIN && !c->waiting && r && !cnn_failed(chain_of(r, &links));
    if (!shown || (by > 0 && reader_asks(c)))
        return false;
    int to = c->figure_step + by, last = chain_steps(&links);
    to = to < 0 ? 0 : to > last ? last : to;
    if (to == c->figure_step)
        return false;
    c->figure_step = to;
    c->figure_choice = -1;
    return true;
}

cnn_status reader_measure(const reader *c, session *s) {
    chain links;
    const cnn_recording *r = s->bench.recording;
    if (!r || c->waiting)
        return cnn_ok();
    if (c->scene.show != SHOW_CHAIN || cnn_failed(chain_of(r, &links)))
        return session_check_here(s);
    int at = chain_chosen(&links, c->figure_step, c->figure_choice);
    char name[CNN_NAME_MAX + 16];
    const chain_op *op = &links.ops[at < 0 ? 0 : at];
    cnn_format(name, sizeof name, "%s.%s 0", r->net->nodes[op->node].name, op->kind == CHAIN_PLUS ? "bias" : "weight");
    return session_check_named(s, name);
}

void reader_flow(reader *c, session *s) {
    const cnn_walk *walk = s->player.walk;
    static const float LAYERS_A_SECOND = 1 / 0.6f;
    if (!walk || c->waiting)
        return;
    reader_end_playing(c, s);
    player_go(&s->player, cnn_walk_address(walk, s->player.first, CNN_DEPTH_LAYER));
    c->play_to = cnn_walk_span(walk, forward_end(walk)).last;
    c->played = true;
    c->speed = s->player.speed;
    s->player.speed = LAYERS_A_SECOND;
    player_play_through(&s->player);
}

/* Plays to the end of the layer or to an address, in about as many seconds as one cares to watch. */
static bool begin_playing(reader *c, session *s) {
    const cnn_walk *walk = s->player.walk;
    if (!c->scene.play[0] || c->played || c->waiting || !walk)
        return false;
    if (!strcmp(c->scene.play, "flow")) {
        reader_flow(c, s);
        return true;
    }
    cnn_address to = s->player.at;
    int64_t from = player_index(&s->player), places = 0;
    if (!strcmp(c->scene.play, "end"))
        c->play_to = cnn_walk_find(walk, to.phase, to.node) ? cnn_walk_find(walk, to.phase, to.node)->first +
                                                                  cnn_walk_find(walk, to.phase, to.node)->steps - 1
                                                            : from;
    else if (!cnn_failed(cnn_address_parse(walk, c->scene.play, &to)))
        c->play_to = cnn_walk_span(walk, to).last;
    c->played = true;
    cnn_span one = cnn_walk_span(walk, s->player.at);
    places = (c->play_to - from) / (one.last - one.first + 1) + 1;
    if (c->play_to <= from) {
        c->play_to = -1;
        return false;
    }
    c->speed = s->player.speed;
    s->player.speed = fmaxf(1, (float)places / 8);
    player_play_through(&s->player);
    return true;
}

cnn_status reader_onward(reader *c, session *s) {
    if (!c->lesson || c->contents)
        return reader_leave_sheet(c, s);
    if (s->player.playing) {
        player_play(&s->player, false);
        return cnn_ok();
    }
    if (reader_asks(c) && c->say == SAY_NOTHING) {
        reader_tell(c, &s->bench, SAY_FIRST);
        return cnn_ok();
    }
    if (c->scene.show == SHOW_PICTURE && reader_plays(c, s)) {
        shown_picture_play(&c->picture, c->clock);
        return cnn_ok();
    }
    if (begin_playing(c, s) || reader_chain(c, s, 1))
        return cnn_ok();
    if (reader_will_measure(c, s)) {
        c->measured = true;
        return reader_measure(c, s);
    }
    return reader_skip(c, s);
}

void reader_leave(reader *c, session *s) {
    if (c->waiting && s->tasks == c->waits_for)
        session_cancel(s);
    c->waiting = false;
}

void reader_wait(reader *c, session *s) {
    while (c->waiting) {
        session_wait(s);
        end_waiting(c, s);
    }
}

bool reader_tick(reader *c, session *s, double clock) {
    c->clock = clock;
    if (!c->lesson)
        return false;
    bool changed = end_waiting(c, s);
    reader_mark(c);
    if (!s->player.playing || player_index(&s->player) >= c->play_to)
        changed |= reader_end_playing(c, s);
    if (c->say && c->said_in != strings_language() && !c->waiting) {
        reader_tell(c, &s->bench, c->say);
        changed = true;
    }
    if (clock - c->looked_at > 0.5) {
        c->looked_at = clock;
        changed |= reader_reload(c, s);
    }
    return reader_check_made(c, &s->bench) || changed;
}
