/* What makes the bench the user's own: undo, redo, reset, links to it, and what is copied and pasted. */
#include "bench_link.h"
#include "command.h"
#include "link_open.h"
#include "link_write.h"
#include "own_grids.h"
#include "typing.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

/* The layer of a bench is on the screen, and can be changed. */
static bool sees_bench(const state *s) {
    bool place = s->screen.place == PLACE_BENCH || state_in_lesson(s);
    return place && !state_shows_network(s) && !state_shows_graph(s) && state_can_edit(s);
}

static bool sees_own(const state *s) {
    return s->screen.place == PLACE_BENCH && session_is_own(&s->session);
}

static bool can_undo(const state *s) {
    return sees_bench(s) && session_can_undo(&s->session, -1);
}

static bool can_redo(const state *s) {
    return sees_bench(s) && session_can_undo(&s->session, 1);
}

static void undo(state *s, const argument *with) {
    (void)with;
    s->screen.edit = (edit){0};
    session_undo(&s->session, -1);
}

static void redo(state *s, const argument *with) {
    (void)with;
    s->screen.edit = (edit){0};
    session_undo(&s->session, 1);
}

static void reset(state *s, const argument *with) {
    (void)with;
    s->screen.edit = (edit){0};
    session_reset(&s->session);
}

static bool can_square(const state *s) {
    return sees_bench(s) && state_allows(s, OPEN_SIZE) && s->session.bench.rows != s->session.bench.columns;
}

static void square(state *s, const argument *with) {
    (void)with;
    bench *b = &s->session.bench;
    int side = b->rows > b->columns ? b->rows : b->columns;
    bench_set_size(b, side, side);
}

static bool has_made(const state *s) {
    return sees_own(s) && s->session.made.rows > 0;
}

static void use_made(state *s, const argument *with) {
    (void)with;
    session_use_made(&s->session);
}

/* ---- links ---- */

static bool has_own(const state *s) {
    return s->screen.place == PLACE_BENCH && state_can_edit(s);
}

static const char *words_of_copy(const state *s) {
    return s->screen.place == PLACE_LESSONS                                   ? "link.page_copied"
           : s->screen.place == PLACE_NETWORK                                 ? "link.run_copied"
           : session_is_inside(&s->session) && s->screen.place == PLACE_BENCH ? "link.step_copied"
           : s->screen.place == PLACE_ATLAS                                   ? "link.network_copied"
                                                                              : "link.copied";
}

static void copy_link(state *s, const argument *with) {
    (void)with;
    char *link;
    cnn_status status = link_write(s, 0, &link);
    if (cnn_failed(status))
        state_say_if_failed(s, status);
    else if (SDL_SetClipboardText(link) != 0)
        state_say(s, tr("link.not_copied"), SDL_GetError());
    else
        state_say(s, "%s", tr(words_of_copy(s)));
    free(link);
}

static bool can_paste(const state *s) {
    (void)s;
    return SDL_HasClipboardText();
}

static void paste_link(state *s, const char *link) {
    bool undoes = bench_link_is(link + strspn(link, " \t\r\n"));
    cnn_status status = link_open(s, link);
    if (cnn_failed(status))
        state_say_if_failed(s, status);
    else if (!s->screen.waiting[0] && s->training.snapshot.state != LIVE_LOADING) /* its progress says it */
        state_say(s, "%s", tr(undoes ? "link.opened" : "link.opened_place"));
}

/* A link leads wherever it says; numbers go into the grid under the pointer. */
static void paste(state *s, const argument *with) {
    (void)with;
    char *text = SDL_GetClipboardText();
    if (text && link_is(text))
        paste_link(s, text);
    else if (text && sees_bench(s))
        state_say_if_failed(s, own_grids_paste(s, text));
    else if (text)
        state_say(s, "%s", tr("paste.no_link"));
    SDL_free(text);
}

static bool can_copy(const state *s) {
    return sees_bench(s) && own_grids_pointed(s);
}

static void copy_grid(state *s, const argument *with) {
    (void)with;
    char *text = own_grids_copy(s);
    if (text && SDL_SetClipboardText(text) != 0)
        state_say(s, tr("link.not_copied"), SDL_GetError());
    else if (text)
        state_say(s, "%s", tr("paste.copied"));
    free(text);
}

/* ---- examples ---- */

static void save_example(state *s, const argument *with) {
    (void)with;
    s->screen.edit = (edit){.kind = EDIT_LINE};
    typing_add(s, "save ");
}

static void open_example(state *s, const argument *with) {
    session *open = &s->session;
    if (with->value < 0 || with->value >= open->examples.count)
        return;
    const example *one = &open->examples.list[with->value];
    cnn_status status = session_open_link(open, one->link);
    if (!cnn_failed(status))
        cnn_format(open->example, sizeof open->example, "%s", one->name);
    state_say_if_failed(s, status);
}

static bool has_example(const state *s) {
    return sees_own(s) && examples_find(&s->session.examples, s->session.example) >= 0;
}

/* What it showed is still on the bench, so it can be saved again. */
static void delete_example(state *s, const argument *with) {
    (void)with;
    session *open = &s->session;
    cnn_status status = examples_remove(&open->examples, examples_find(&open->examples, open->example));
    if (cnn_failed(status))
        state_say_if_failed(s, status);
    else
        state_say(s, tr("example.deleted"), open->example);
}

static const command rows[] = {
    {.name = REQUEST_undo, .key = "Ctrl+Z", .code = SDLK_z, .with = WITH_CONTROL, .can = can_undo, .run = undo},
    {.name = REQUEST_redo, .key = "Ctrl+Y", .code = SDLK_y, .with = WITH_CONTROL, .can = can_redo, .run = redo},
    {.name = REQUEST_redo, .code = SDLK_z, .with = WITH_CONTROL_SHIFT, .can = can_redo, .run = redo},
    {.name = REQUEST_reset, .can = sees_own, .run = reset},
    {.name = REQUEST_square, .can = can_square, .run = square},
    {.name = REQUEST_use_made, .can = has_made, .run = use_made},
    {.name = REQUEST_copy_link,
        .key = "Ctrl+L",
        .code = SDLK_l,
        .with = WITH_CONTROL,
        .can = link_has,
        .run = copy_link},
    {.name = REQUEST_copy_grid,
        .key = "Ctrl+C",
        .code = SDLK_c,
        .with = WITH_CONTROL,
        .can = can_copy,
        .run = copy_grid},
    {.name = REQUEST_save_example,
        .key = "Ctrl+S",
        .code = SDLK_s,
        .with = WITH_CONTROL,
        .can = has_own,
        .run = save_example},
    {.name = REQUEST_open_example, .run = open_example},
    {.name = REQUEST_delete_example, .can = has_example, .run = delete_example},
    {.name = REQUEST_paste, .key = "Ctrl+V", .code = SDLK_v, .with = WITH_CONTROL, .can = can_paste, .run = paste},
};

static const command_reason reasons[] = {
    {can_undo, "why.nothing_undo", NULL},
    {can_redo, "why.nothing_redo", NULL},
    {sees_own, "why.own_bench", NULL},
    {can_square, "why.is_square", NULL},
    {has_made, "why.no_own_picture", NULL},
    {has_own, "why.own_bench", NULL},
    {link_has, "why.no_link", NULL},
    {can_paste, "why.nothing_to_paste", NULL},
    {can_copy, "why.no_grid", NULL},
    {has_example, "why.no_example", NULL},
    {0},
};
const command_table own_commands = {rows, sizeof rows / sizeof *rows, reasons};
