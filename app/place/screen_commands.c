/* How it is looked at: menus, the size of the text, the whole screen, and Esc, which closes what is topmost. */
#include "command.h"

#include "assets.h"
#include "figure_commands.h"
#include "files.h"
#include "finder.h"
#include "reading.h"
#include "settings.h"
#include "typing.h"

/* ---- what lies over something else, the topmost first ---- */

static bool has_menu(const state *s) {
    return s->screen.menu != MENU_NONE;
}

static void close_menu(state *s) {
    s->screen.menu = MENU_NONE;
}

static bool has_term(const state *s) {
    return s->screen.term != 0;
}

static void close_term(state *s) {
    s->screen.term = 0;
}

static bool has_waiting(const state *s) {
    return s->screen.waiting[0] != '\0';
}

static void keep_run(state *s) {
    s->screen.waiting[0] = '\0';
}

static bool has_refusal(const state *s) {
    return s->screen.refusal.text[0] != '\0';
}

static void close_refusal(state *s) {
    s->screen.refusal = (refused_file){0};
}

static bool has_help(const state *s) {
    return s->screen.help;
}

static bool types(const state *s) {
    return s->screen.edit.kind != EDIT_NONE;
}

static void close_edit(state *s) {
    typing_end(s, false);
}

static bool is_unfolded(const state *s) {
    return s->screen.strip_open && state_has_strip(s);
}

static void fold_strip(state *s) {
    s->screen.strip_open = false;
}

static bool has_message(const state *s) {
    return s->screen.message[0] != '\0';
}

static void close_message(state *s) {
    s->screen.message[0] = '\0';
}

/* What a page shows by itself stays. */
static bool says_why(const state *s) {
    return state_tells_why(s) && (s->screen.place == PLACE_BENCH || s->screen.why_turned);
}

static void close_why(state *s) {
    *(s->screen.place == PLACE_BENCH ? &s->screen.why : &s->screen.why_turned) = false;
}

static bool reads_contents(const state *s) {
    return state_in_contents(s) && s->lesson.lesson;
}

static void close_contents(state *s) {
    s->lesson.contents = false;
}

static bool replays(const state *s) {
    return s->training.live && s->training.snapshot.replaying >= 0;
}

static bool has_task(const state *s) {
    return s->screen.reads_file || s->session.task != TASK_NONE || s->training.snapshot.judging >= 0 || replays(s);
}

static void end_task(state *s) {
    if (s->screen.reads_file) {
        reading_end(s);
        state_say(s, "%s", tr("task.stopped"));
        return;
    }
    if (s->session.task == TASK_NONE && replays(s)) {
        char number[NUMBER_TEXT];
        live_stop_replay(s->training.live);
        s->training.snapshot.replaying = -1; /* at once: the next Esc means something else */
        number_grouped(s->training.snapshot.iteration, number);
        state_say(s, tr("task.replay_stopped"), number);
        return;
    }
    if (s->session.task == TASK_NONE) {
        live_stop_judging(s->training.live);
        s->training.snapshot.judging = -1; /* at once: the next Esc means something else */
        return;
    }
    session_cancel(&s->session);
    state_say(s, "%s", tr("task.stopped"));
}

static bool presents(const state *s) {
    return s->screen.present;
}

static void end_presenting(state *s) {
    s->screen.present = false;
}

static bool fills_screen(const state *s) {
    return s->screen.full_screen;
}

static void end_full_screen(state *s) {
    s->screen.full_screen = false;
}

static bool is_bare(const state *s) {
    return s->screen.bare;
}

static void end_bare(state *s) {
    s->screen.bare = false;
}

static bool has_files(const state *s) {
    return s->screen.files.open;
}

static const struct layer {
    bool (*lies)(const state *s);
    void (*close)(state *s);
} layers[] = {
    {has_refusal, close_refusal},
    {has_waiting, keep_run},
    {has_menu, close_menu},
    {has_term, close_term},
    {has_files, files_close},
    {has_help, finder_close},
    {types, close_edit},
    {is_unfolded, fold_strip},
    {has_message, close_message},
    {says_why, close_why},
    {reads_contents, close_contents},
    {has_task, end_task},
    {figure_is_aside, figure_return},
    {presents, end_presenting},
    {fills_screen, end_full_screen},
    {is_bare, end_bare},
};
enum { LAYERS = sizeof layers / sizeof *layers };

static int topmost(const state *s) {
    int i = 0;
    while (i < LAYERS && !layers[i].lies(s))
        i++;
    return i;
}

static bool is_covered(const state *s) {
    return topmost(s) < LAYERS;
}

static void leave(state *s, const argument *with) {
    (void)with;
    layers[topmost(s)].close(s);
}

static void forget_message(state *s, const argument *with) {
    (void)with;
    close_message(s);
}

static void stop_task(state *s, const argument *with) {
    (void)with;
    end_task(s);
}

/* ---- menus, the strip, the whole screen ---- */

static void menu(state *s, const argument *with) {
    menu_id asked = (menu_id)with->value;
    s->screen.menu = s->screen.menu == asked ? MENU_NONE : asked;
}

static void unfold_strip(state *s, const argument *with) {
    (void)with;
    s->screen.strip_open = !s->screen.strip_open;
}

static void full_screen(state *s, const argument *with) {
    (void)with;
    s->screen.full_screen = !s->screen.full_screen;
}

/* ---- the size of the text, and of everything with it ---- */

static void set_text(state *s, int percent) {
    int most = s->screen.text_most;
    s->screen.text_percent = percent < most ? percent : most;
    state_say(s, tr(percent > most ? "message.text_most" : "message.text"), s->screen.text_percent);
}

static void turn_text(state *s, int direction) {
    static const int sizes[] = {SETTINGS_TEXT_LEAST, 90, 100, 110, 125, 150, 175, SETTINGS_TEXT_MOST};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    int chosen = s->screen.text_percent, now = chosen < s->screen.text_most ? chosen : s->screen.text_most,
        to = direction > 0 ? SETTINGS_TEXT_MOST : SETTINGS_TEXT_LEAST;
    for (int i = 0; i < SIZES; i++) {
        int one = direction > 0 ? sizes[SIZES - 1 - i] : sizes[i];
        if (direction > 0 ? one > now : one < now)
            to = one;
    }
    set_text(s, to);
}

static void larger_text(state *s, const argument *with) {
    (void)with;
    turn_text(s, 1);
}

static void smaller_text(state *s, const argument *with) {
    (void)with;
    turn_text(s, -1);
}

static void plain_text(state *s, const argument *with) {
    (void)with;
    set_text(s, 100);
}

static const command rows[] = {
    {.name = REQUEST_leave, .key = "Esc", .code = SDLK_ESCAPE, .can = is_covered, .run = leave},
    {.name = REQUEST_stop_task, .can = has_task, .run = stop_task},
    {.name = REQUEST_close_message, .can = has_message, .run = forget_message},
    {.name = REQUEST_menu, .run = menu},
    {.name = REQUEST_unfold_strip, .can = state_has_strip, .run = unfold_strip},
    {.name = REQUEST_full_screen, .key = "F11", .code = SDLK_F11, .run = full_screen},
    {.name = REQUEST_larger_text, .key = "Ctrl++", .code = SDLK_PLUS, .with = WITH_CONTROL, .run = larger_text},
    {.name = REQUEST_smaller_text, .key = "Ctrl+-", .code = SDLK_MINUS, .with = WITH_CONTROL, .run = smaller_text},
    {.name = REQUEST_plain_text, .key = "Ctrl+0", .code = SDLK_0, .with = WITH_CONTROL, .run = plain_text},
};
static const command_reason reasons[] = {
    {is_covered, "why.nothing_open", NULL},
    {has_task, "why.no_task", NULL},
    {has_message, "why.no_message", NULL},
    {state_has_strip, "why.no_strip", NULL},
    {0},
};
const command_table screen_commands = {rows, sizeof rows / sizeof *rows, reasons};
