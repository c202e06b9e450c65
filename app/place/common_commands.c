/* What can be done anywhere: the places, how things are looked at, the typed line. */
#include "command.h"

#include "assets.h"
#include "open.h"
#include "text.h"

static bool has_lessons(const state *s) {
    return s->lesson.count > 0 || s->lesson.lesson;
}

static bool has_network(const state *s) {
    return s->training.live != NULL;
}

static void go_to(state *s, place_id to) {
    s->screen.edit = (edit){0};
    s->screen.place = to;
}

static void lessons(state *s, const argument *with) {
    (void)with;
    if (s->screen.place == PLACE_LESSONS)
        return;
    go_to(s, PLACE_LESSONS);
    if (s->lesson.lesson)
        reader_return(&s->lesson, &s->session);
    else
        state_say_if_failed(s, reader_open_next(&s->lesson, &s->session));
}

static void use_kind(state *s, bench_kind kind) {
    go_to(s, PLACE_BENCH);
    session_use_kind(&s->session, kind);
}

static void convolution(state *s, const argument *with) {
    (void)with;
    use_kind(s, BENCH_CONV);
}

static void pooling(state *s, const argument *with) {
    (void)with;
    use_kind(s, BENCH_POOL);
}

static void network(state *s, const argument *with) {
    (void)with;
    go_to(s, s->screen.place == PLACE_NETWORK ? PLACE_BENCH : PLACE_NETWORK);
}

/* What was opened last is shown first, once; where there is nothing else, the first entry. */
static void show_first(state *s) {
    session *open = &s->session;
    bool own = open->own_is_new;
    open->own_is_new = false;
    if (own)
        state_say_if_failed(s, open_own_in_atlas(s, s->screen.graph));
    if (!open->graph[0].net)
        state_say_if_failed(s, atlas_open(&open->graph[0], 0));
}

static void atlas(state *s, const argument *with) {
    (void)with;
    go_to(s, s->screen.place == PLACE_ATLAS ? PLACE_BENCH : PLACE_ATLAS);
    if (s->screen.place == PLACE_ATLAS)
        show_first(s);
}

static void present(state *s, const argument *with) {
    (void)with;
    s->screen.present = !s->screen.present;
}

static void change_language(state *s, const argument *with) {
    (void)with;
    strings_use(strings_language() == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN);
    if (strings_language() == LANGUAGE_KO && !text_has_korean())
        state_say(s, "No Korean font is installed; install fonts-nanum to read Korean.");
}

static void change_theme(state *s, const argument *with) {
    (void)s;
    (void)with;
    theme_use((theme_id)((theme_used() + 1) % THEME_COUNT));
}

static void motion(state *s, const argument *with) {
    (void)with;
    s->screen.reduced_motion = !s->screen.reduced_motion;
}

static void quit(state *s, const argument *with) {
    (void)with;
    s->screen.quit = true;
}

static void line(state *s, const argument *with) {
    (void)with;
    s->screen.edit = (edit){.kind = EDIT_LINE};
}

static const command rows[] = {
    {.name = REQUEST_present, .key = "P", .code = SDLK_p, .run = present},
    {.name = REQUEST_language, .key = "L", .code = SDLK_l, .run = change_language},
    {.name = REQUEST_theme, .key = "T", .code = SDLK_t, .run = change_theme},
    {.name = REQUEST_lessons, .key = "/", .code = SDLK_SLASH, .can = has_lessons, .run = lessons},
    {.name = REQUEST_convolution, .key = "C", .code = SDLK_c, .run = convolution},
    {.name = REQUEST_pooling, .key = "O", .code = SDLK_o, .run = pooling},
    {.name = REQUEST_network, .key = "W", .code = SDLK_w, .can = has_network, .run = network},
    {.name = REQUEST_atlas, .key = "F6", .code = SDLK_F6, .run = atlas},
    {.name = REQUEST_line, .key = ":", .code = SDLK_COLON, .run = line},
    {.name = REQUEST_motion, .key = "R", .code = SDLK_r, .run = motion},
    {.name = REQUEST_quit, .key = "Ctrl+Q", .code = SDLK_q, .with = WITH_CONTROL, .run = quit},
};
static const command_reason reasons[] = {
    {has_lessons, "why.no_lessons", NULL},
    {has_network, "why.no_network", NULL},
    {0},
};
const command_table common_commands = {rows, sizeof rows / sizeof *rows, reasons};
