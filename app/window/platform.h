/* What differs between a window of a system and a page of a browser: platform_system.c is built for the one, platform_page.c
 * of app/web/ for the other. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include "app.h"

#include <SDL_video.h>

/* Calls turn(of) until it is false. A page is asked for a turn whenever the browser draws, and this call does not return. */
void platform_loop(bool (*turn)(void *), void *of);

/* Whether a turn may wait for events. */
bool platform_may_wait(void);

/* At the beginning of each turn: a page takes the size that it has now, and hands over what came from outside. */
void platform_turn(app *a, SDL_Window *window);

/* Whether what is drawn can be seen. Without a display SDL would draw into the void. */
bool platform_is_seen(void);

/* How large the window begins, and how SDL is to make it. */
void platform_first_size(int *width, int *height);
Uint32 platform_window_flags(void);

#endif
