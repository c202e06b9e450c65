/* One application without a display, and the hands of its user: keys, typing, the mouse. */
#ifndef HAND_H
#define HAND_H

#include "check.h"

#include "app.h"

#include <SDL.h>

static app a;

static inline int open_app(void **state) {
    (void)state;
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_Init(SDL_INIT_VIDEO);
    cnn_status status = app_start(&a, NULL, false);
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    app_frame(&a);
    return cnn_failed(status);
}

static inline int close_app(void **state) {
    (void)state;
    app_stop(&a);
    SDL_Quit();
    return 0;
}

static inline void settle(void) {
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

#endif
