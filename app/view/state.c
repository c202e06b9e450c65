/* Questions that need more than one part of the state. */
#include "state.h"

#include "particles.h"
#include "told.h"

#include <stdarg.h>
#include <string.h>

static const double MESSAGE_SECONDS = 4, LETTER_SECONDS = 0.04; /* a long sentence is read longer */

/* What a goal of a lesson says of the network that trains. */
static void watch_training(state *s) {
    const live_snapshot *now = &s->training.snapshot;
    s->lesson.training = (grading_training){s->training.live && now->accuracy >= 0 && now->parameters > 0,
        (double)now->accuracy * 100, (int64_t)now->parameters};
}

void state_settle(state *s) {
    bool types = s->screen.edit.kind != EDIT_NONE && !state_types_words(s);
    if (s->lesson.waiting && s->screen.place != PLACE_LESSONS)
        reader_leave(&s->lesson, &s->session);
    session_settle(&s->session);
    reader_present(&s->lesson, s->screen.present);
    watch_training(s);
    if (s->screen.place == PLACE_BENCH && s->session.bench.taught && s->session.task != TASK_OPEN)
        session_show_own(&s->session, s->session.kind); /* the stage of a lesson stays with its page */
    if (types && !state_can_edit(s))                    /* the bench has been left while a number of it was typed */
        s->screen.edit = (edit){0};
    if (s->screen.place != PLACE_LESSONS)
        reader_end_playing(&s->lesson, &s->session);
    if (s->screen.present && !s->screen.presented)
        s->screen.reads = state_reads_first(s);
    s->screen.presented = s->screen.present;
    if (s->screen.page == s->lesson.begun)
        return;
    s->screen.page = s->lesson.begun;
    s->screen.term = 0;
    s->screen.reads = state_reads_first(s);
    s->screen.edit = (edit){0};
    s->screen.lens_held = s->screen.comparing = s->screen.aside = s->screen.why_turned = false;
    s->screen.graph = 0;
    s->screen.textbook = s->lesson.scene.textbook && s->screen.place == PLACE_LESSONS;
}

void state_say(state *s, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(s->screen.message, sizeof s->screen.message, format, arguments);
    va_end(arguments);
    particles_resolve(s->screen.message);
    s->screen.message_does = 0;
    s->screen.message_until = s->screen.clock + MESSAGE_SECONDS + LETTER_SECONDS * (double)strlen(s->screen.message);
}

void state_tell(state *s, const char *sentence) {
    char text[2 * CNN_MESSAGE_MAX];
    told(sentence, text, sizeof text);
    state_say(s, "%s", text);
}

void state_say_if_failed(state *s, cnn_status status) {
    if (cnn_failed(status))
        state_tell(s, status.message);
}

bool state_in_lesson(const state *s) {
    return s->screen.place == PLACE_LESSONS && s->lesson.lesson && !s->lesson.contents;
}

bool state_in_contents(const state *s) {
    return s->screen.place == PLACE_LESSONS && (s->lesson.contents || !s->lesson.lesson);
}

bool state_in_glossary(const state *s) {
    return s->screen.place == PLACE_LESSONS && s->lesson.contents && s->lesson.sheet == SHEET_TERMS;
}

bool state_shows(const state *s, scene_show what) {
    return state_in_lesson(s) && !s->lesson.contents && s->lesson.scene.show == what && !s->screen.aside;
}

bool state_shows_network(const state *s) {
    bool taught = state_in_lesson(s) && s->lesson.scene.show == SHOW_TRAINING && s->training.live;
    return s->screen.place == PLACE_NETWORK || taught;
}

bool state_shows_graph(const state *s) {
    return state_in_lesson(s) && s->lesson.scene.atlas[0] && s->session.graph[0].net;
}

bool state_shows_picture(const state *s) {
    return state_shows(s, SHOW_PICTURE) && s->lesson.picture.channels;
}

bool state_zooms_picture(const state *s) {
    return state_shows_picture(s) && !shown_picture_is_whole(&s->lesson.picture);
}

bool state_steps(const state *s) {
    return s->session.player.walk && s->session.task != TASK_OPEN && !state_in_contents(s) &&
           s->screen.place != PLACE_ATLAS && !state_shows_network(s) && !state_shows_graph(s) &&
           !state_shows_picture(s) && !state_shows(s, SHOW_CHAIN);
}

bool state_can_tell_why(const state *s) {
    bool figure = s->lesson.scene.show != SHOW_LAYER && !s->screen.aside,
         page = state_steps(s) && !reader_asks(&s->lesson) && !figure && !s->screen.present;
    return session_is_inside(&s->session) && (s->screen.place != PLACE_LESSONS || page);
}

bool state_tells_why(const state *s) {
    bool page = s->screen.place == PLACE_LESSONS && s->lesson.scene.why != s->screen.why_turned,
         panel = s->screen.place == PLACE_BENCH && s->screen.why;
    return state_can_tell_why(s) && (page || panel);
}

bool state_has_stage(const state *s) {
    return !s->lesson.lesson || s->lesson.scene.given;
}

bool state_reads_first(const state *s) {
    return state_in_lesson(s) && (!state_has_stage(s) || prose_has_figures(reader_text(&s->lesson)));
}

bool state_asks(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_asks(&s->lesson);
}

bool state_asks_number(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_asks_number(&s->lesson);
}

bool state_asks_typed(const state *s) {
    bool aloud = s->screen.present && !reader_asks_number(&s->lesson); /* a class explains in words, not in a field */
    return s->screen.place == PLACE_LESSONS && !aloud && reader_asks_typed(&s->lesson);
}

bool state_picks_on(const state *s, pick_place where) {
    return s->screen.place == PLACE_LESSONS && reader_picks_on(&s->lesson, where);
}

lesson_help state_help(const state *s) {
    return s->screen.place == PLACE_LESSONS ? reader_help(&s->lesson) : HELP_NUMBERS;
}

bool state_hides_unread(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_unread(&s->lesson);
}

bool state_picks(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_picks(&s->lesson);
}

bool state_allows(const state *s, unsigned open) {
    return s->screen.place != PLACE_LESSONS || reader_allows(&s->lesson, open);
}

bool state_hides_positions(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_positions(&s->lesson);
}

bool state_hides_counted(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_counted(&s->lesson);
}

bool state_hides_winner(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_winner(&s->lesson);
}

bool state_hides_parameters(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_parameters(&s->lesson);
}

bool state_hides_size(const state *s) {
    return s->screen.place == PLACE_LESSONS && reader_hides_size(&s->lesson);
}

static bool hides(const state *s, hide_bit what) {
    return s->screen.place == PLACE_LESSONS && s->lesson.scene.hides & what;
}

bool state_hides_formula(const state *s) {
    return hides(s, HIDE_FORMULA) || state_help(s) == HELP_NONE;
}

bool state_hides_sum(const state *s) {
    return hides(s, HIDE_SUM);
}

bool state_hides_transport(const state *s) {
    return hides(s, HIDE_TRANSPORT) && !s->lesson.contents;
}

int64_t state_hides_from(const state *s, cnn_phase phase, int node) {
    bool taught = s->screen.place == PLACE_LESSONS;
    return taught ? reader_hides_from(&s->lesson, &s->session.bench, phase, node) : INT64_MAX;
}

bool state_has_strip(const state *s) {
    bool reads_whole = state_in_contents(s); /* the contents are not presented */
    return !s->screen.hide_strip && !s->screen.bare && s->screen.place != PLACE_NETWORK &&
           (!s->screen.present || reads_whole);
}

bool state_types_words(const state *s) {
    return s->screen.edit.kind == EDIT_LINE || s->screen.edit.kind == EDIT_BREAK;
}

bool state_can_edit(const state *s) {
    return !session_is_inside(&s->session);
}
