/* The software renderer draws into a surface in memory. */
#include "shot.h"

#include "draw_sdl.h"
#include "file.h"

#include <SDL.h>
#include <SDL_image.h>
#include <stdlib.h>

cnn_status shot_surface(app *a, SDL_Surface **out) {
    *out = SDL_CreateRGBSurfaceWithFormat(0, (int)a->width, (int)a->height, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Renderer *renderer = *out ? SDL_CreateSoftwareRenderer(*out) : NULL;
    draw_target *target = renderer ? draw_target_new(renderer) : NULL;
    cnn_status status = target ? cnn_ok() : cnn_fail(CNN_NO_MEMORY, "the picture cannot be drawn: %s", SDL_GetError());
    if (target) {
        app_frame(a);
        draw_replay(target, &a->list);
        SDL_RenderFlush(renderer);
    }
    draw_target_free(target);
    if (renderer)
        SDL_DestroyRenderer(renderer);
    if (cnn_failed(status) && *out) {
        SDL_FreeSurface(*out);
        *out = NULL;
    }
    return status;
}

cnn_status shot_save(SDL_Surface *surface, const char *path) {
    int room = surface->w * surface->h * 4 + surface->h + 65536; /* more than a PNG of it can need */
    void *bytes = malloc((size_t)room);
    SDL_RWops *memory = bytes ? SDL_RWFromMem(bytes, room) : NULL;
    cnn_status status = cnn_ok();
    if (!memory)
        status = cnn_no_memory(path, (size_t)room);
    else if (IMG_SavePNG_RW(surface, memory, 0) != 0)
        status = cnn_fail(CNN_IO, "%s: the picture cannot be made: %s", path, SDL_GetError());
    if (!cnn_failed(status)) {
        cnn_piece piece = {bytes, (size_t)SDL_RWtell(memory)};
        status = cnn_file_write(path, &piece, 1);
    }
    if (memory)
        SDL_RWclose(memory);
    free(bytes);
    return status;
}
