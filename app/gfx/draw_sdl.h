/* Replays a display list with an SDL renderer. Glyphs and rounded corners are kept in one texture. */
#ifndef DRAW_SDL_H
#define DRAW_SDL_H

#include "draw.h"

#include <SDL.h>

typedef struct draw_target draw_target;

/* A painter for the renderer, which it does not own. NULL without memory. */
draw_target *draw_target_new(SDL_Renderer *renderer);
void draw_target_free(draw_target *target);

void draw_replay(draw_target *target, const draw_list *list);

#endif
