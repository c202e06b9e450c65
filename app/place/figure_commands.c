/* What can be done with a figure of a lesson: going inside one of its layers and back, letting it flow. */
#include "figure_commands.h"

#include "command.h"

static bool shows_overview(const state *s) {
    return state_shows(s, SHOW_OVERVIEW) && s->session.player.walk && !s->lesson.waiting;
}

bool figure_is_aside(const state *s) {
    return s->screen.aside && state_in_lesson(s);
}

static void enter_box(state *s, const argument *with) {
    reader_end_playing(&s->lesson, &s->session);
    player_play(&s->session.player, false);
    s->screen.before = s->session.player.at;
    s->screen.aside = true;
    player_go(&s->session.player, with->address);
    player_rest(&s->session.player);
}

void figure_return(state *s) {
    s->screen.aside = false;
    player_play(&s->session.player, false);
    player_go(&s->session.player, s->screen.before);
    player_rest(&s->session.player);
}

static void leave_box(state *s, const argument *with) {
    (void)with;
    figure_return(s);
}

static void flow(state *s, const argument *with) {
    (void)with;
    reader_flow(&s->lesson, &s->session);
}

/* ---- the chain rule ---- */

static bool shows_chain(const state *s) {
    return state_shows(s, SHOW_CHAIN) && !s->lesson.waiting;
}

static void chain_step(state *s, const argument *with) {
    reader_chain(&s->lesson, &s->session, with->value);
}

static void choose_operation(state *s, const argument *with) {
    s->lesson.figure_choice = with->value;
}

static void check_chain(state *s, const argument *with) {
    (void)with;
    state_say_if_failed(s, reader_measure(&s->lesson, &s->session));
}

enum { FAR = 100 };
static const command rows[] = {
    {REQUEST_chain_step, "→", SDLK_RIGHT, WITH_NOTHING, shows_chain, chain_step, 1},
    {REQUEST_chain_step, "←", SDLK_LEFT, WITH_NOTHING, shows_chain, chain_step, -1},
    {REQUEST_chain_step, "Home", SDLK_HOME, WITH_NOTHING, shows_chain, chain_step, -FAR},
    {REQUEST_chain_step, "End", SDLK_END, WITH_NOTHING, shows_chain, chain_step, FAR},
    {REQUEST_check_chain, "E", SDLK_e, WITH_NOTHING, shows_chain, check_chain, 0},
    {.name = REQUEST_choose_operation, .can = shows_chain, .run = choose_operation},
    {.name = REQUEST_leave_box, .can = figure_is_aside, .run = leave_box},
    {.name = REQUEST_enter_box, .can = shows_overview, .run = enter_box},
    {.name = REQUEST_flow, .can = shows_overview, .run = flow},
};
static const command_reason reasons[] = {
    {figure_is_aside, "why.no_figure_left", NULL},
    {shows_chain, "why.no_chain", NULL},
    {shows_overview, "why.no_overview", NULL},
    {0},
};
const command_table figure_commands = {rows, sizeof rows / sizeof *rows, reasons};
