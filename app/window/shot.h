/* A frame as a picture in memory and on disk; needs no display. */
#ifndef SHOT_H
#define SHOT_H

#include "app.h"

#include <SDL_surface.h>

/* Makes the app's frame and draws it; the caller frees the surface (SDL_PIXELFORMAT_XRGB8888). */
cnn_status shot_surface(app *a, SDL_Surface **out);

/* Writes a PNG file beside the path and renames it. */
cnn_status shot_save(SDL_Surface *surface, const char *path);

#endif
