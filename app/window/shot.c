/* The software renderer draws into a surface in memory. */
#include "shot.h"

#include "draw_sdl.h"
#include "file.h"

#include <SDL.h>
#include <png.h>
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
    png_image picture = {
        .version = PNG_IMAGE_VERSION, .width = (png_uint_32)surface->w, .height = (png_uint_32)surface->h};
    picture.format = PNG_FORMAT_RGB;
    SDL_Surface *plain = SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGB24, 0);
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(picture);
    void *bytes = plain ? malloc(size) : NULL;
    cnn_status status = bytes ? cnn_ok() : cnn_no_memory(path, size);
    if (!cnn_failed(status) && !png_image_write_to_memory(&picture, bytes, &size, 0, plain->pixels, plain->pitch, NULL))
        status = cnn_fail(CNN_IO, "%s: the picture cannot be made: %s", path, picture.message);
    if (!cnn_failed(status)) {
        cnn_piece piece = {bytes, size};
        status = cnn_file_write(path, &piece, 1);
    }
    free(bytes);
    if (plain)
        SDL_FreeSurface(plain);
    return status;
}
