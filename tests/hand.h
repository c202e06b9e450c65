/* One application without a display, and the hands of its user: keys, typing, the mouse. */
#ifndef HAND_H
#define HAND_H

#include "check.h"

#include "app.h"
#include "command.h"
#include "open.h"
#include "typing.h"
#include "utf8.h"

#include <SDL.h>

static app a;

static inline int open_app(void **fixture) {
    (void)fixture;
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_Init(SDL_INIT_VIDEO);
    cnn_status status = app_start(&a, NULL, false);
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    app_frame(&a);
    return cnn_failed(status);
}

static inline int close_app(void **fixture) {
    (void)fixture;
    app_stop(&a);
    SDL_Quit();
    return 0;
}

/* Waits until long tasks are done; one that does not end is a failure. */
static inline void wait_for_task(void) {
    enum { MOST = 6000 };
    for (int i = 0; a.state.session.task != TASK_NONE || a.state.lesson.waiting || a.state.screen.sheet ||
                    a.state.screen.reads_file;
         i++) {
        if (i == MOST)
            fail_msg("the task does not end");
        job *works = a.state.screen.reads_file ? a.state.screen.reads_file : session_job(&a.state.session);
        if (works && !job_done(works))
            SDL_Delay(i < 20 ? 1 : 10);
        app_tick(&a, 0.01);
    }
}

static inline void settle(void) {
    wait_for_task();
    app_tick(&a, 0.2);
    app_frame(&a);
}

static inline void key(SDL_Keycode code) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code}}};
    app_event(&a, &e);
    settle();
}

static inline void type(const char *text) {
    for (; *text; text++) {
        SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = *text}}};
        app_event(&a, &e);
        SDL_Event t = {.text = {.type = SDL_TEXTINPUT}};
        t.text.text[0] = *text;
        app_event(&a, &t);
    }
    settle();
}

/* A key with others held: KMOD_CTRL, KMOD_SHIFT. */
static inline void key_with(SDL_Keycode code, Uint16 mod) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code, .mod = mod}}};
    app_event(&a, &e);
    settle();
}

/* A text from an input method, Hangul for instance. */
static inline void type_words(const char *text) {
    while (*text) {
        SDL_Event e = {.text = {.type = SDL_TEXTINPUT}};
        const char *next = text;
        cnn_utf8_next(&next);
        memcpy(e.text.text, text, (size_t)(next - text));
        app_event(&a, &e);
        text = next;
    }
    settle();
}

static inline void compose(const char *text) {
    SDL_Event e = {.edit = {.type = SDL_TEXTEDITING}};
    memcpy(e.edit.text, text, strlen(text) + 1); /* one syllable */
    app_event(&a, &e);
    settle();
}

static inline void point(float x, float y) {
    SDL_Event e = {.motion = {.type = SDL_MOUSEMOTION, .x = (int)x, .y = (int)y}};
    app_event(&a, &e);
    settle();
}

static inline void press(float x, float y, int clicks) {
    point(x, y);
    SDL_Event e = {
        .button = {
            .type = SDL_MOUSEBUTTONDOWN, .button = SDL_BUTTON_LEFT, .clicks = (Uint8)clicks, .x = (int)x, .y = (int)y}};
    app_event(&a, &e);
    app_frame(&a);
}

static inline void release(float x, float y) {
    SDL_Event e = {.button = {.type = SDL_MOUSEBUTTONUP, .button = SDL_BUTTON_LEFT, .x = (int)x, .y = (int)y}};
    app_event(&a, &e);
    settle();
}

static inline void click(float x, float y) {
    press(x, y, 1);
    release(x, y);
}

static inline void wheel(int y) {
    SDL_Event e = {.wheel = {.type = SDL_MOUSEWHEEL, .y = y}};
    app_event(&a, &e);
    settle();
}

/* The middle of the first item of the frame that shows this text right of `from_x`. */
static inline bool find_text(const char *text, float from_x, float *x, float *y) {
    *x = *y = -1;
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_TEXT && item->at.x >= from_x && !strcmp(item->text, text)) {
            *x = item->at.x + item->at.w / 2;
            *y = item->at.y + item->at.h / 2;
            return true;
        }
    }
    return false;
}

/* The control of that name, as it was drawn last. */
static inline rect control(const char *name) {
    rect at = {0};
    if (!ui_find(&a.ui, name, &at))
        fail_msg("there is no control %s on the screen", name);
    return at;
}

/* Points at a part of it, counted in its width and height. */
static inline void point_in(const char *name, float x, float y) {
    rect at = control(name);
    point(at.x + at.w * x, at.y + at.h * y);
}

static inline void press_in(const char *name, float x, float y) {
    rect at = control(name);
    press(at.x + at.w * x, at.y + at.h * y, 1);
}

static inline void release_in(const char *name, float x, float y) {
    rect at = control(name);
    release(at.x + at.w * x, at.y + at.h * y);
}

static inline void click_in(const char *name, float x, float y) {
    press_in(name, x, y);
    release_in(name, x, y);
}

/* To where nothing is. */
static inline void point_away(void) {
    point(-1, -1);
}

static inline void fresh(bench_kind kind) {
    typing_end(&a.state, false);
    session_step_outside(&a.state.session);
    uint64_t version = a.state.session.bench.version;
    bench_stop(&a.state.session.bench);
    bench_start(&a.state.session.bench, kind);
    a.state.session.bench.version += version + 1;
    a.state.session.bench.pool = 0;
    a.state.session.channel = 0;
    a.state.screen.reduced_motion = true; /* tests look at what comes to rest */
    a.state.screen.present = a.state.screen.help = a.state.screen.strip_open = false;
    a.state.screen.menu = MENU_NONE;
    a.state.screen.message[0] = '\0';
    a.state.screen.text_percent = 100;
    a.state.view.grid_count = 0;
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    app_resize(&a, 1280, 800);
    state_settle(&a.state);
    player_depth(&a.state.session.player, CNN_DEPTH_POSITION);
    player_seek(&a.state.session.player, a.state.session.player.first);
    settle();
}

static inline float output_at(int i) {
    return a.state.session.bench.recording->pass->value[1].data[i];
}

static inline void type_line(const char *text) {
    command_run(&a.state, REQUEST_line, NULL);
    typing_add(&a.state, text);
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_RETURN}}};
    app_event(&a, &e);
    settle();
}

#endif
