/* A window of a system, with its own loop. */
#include "platform.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

void platform_loop(bool (*turn)(void *), void *of) {
    while (turn(of))
        continue;
}

bool platform_may_wait(void) {
    return true;
}

void platform_turn(app *a, SDL_Window *window) {
    (void)a;
    (void)window;
}

/* The void is wanted only when it was asked for. */
bool platform_is_seen(void) {
    const char *driver = SDL_GetCurrentVideoDriver(), *asked = getenv("SDL_VIDEODRIVER");
    bool hidden = driver && (!strcmp(driver, "dummy") || !strcmp(driver, "offscreen") || !strcmp(driver, "evdev"));
    return !hidden || (asked && *asked);
}

/* A window that fits the screen with its title bar, and takes two thirds of a large one. */
void platform_first_size(int *width, int *height) {
    enum { TITLE_BAR = 40 };
    SDL_Rect room = {.w = 1280, .h = 800 + TITLE_BAR};
    if (SDL_GetDisplayUsableBounds(0, &room) != 0)
        room = (SDL_Rect){.w = 1280, .h = 800 + TITLE_BAR};
    room.h -= TITLE_BAR;
    int wide = room.w * 2 / 3 > 1280 ? room.w * 2 / 3 : 1280, tall = room.h * 2 / 3 > 800 ? room.h * 2 / 3 : 800;
    *width = wide < room.w ? wide : room.w;
    *height = tall < room.h ? tall : room.h;
}

Uint32 platform_window_flags(void) {
    return SDL_WINDOW_RESIZABLE;
}
