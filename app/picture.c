/* Picture files, read with SDL_image and averaged down (or repeated up) to the network's input. */
#include "session.h"

#include <SDL.h>
#include <SDL_image.h>

enum { LARGEST_SIDE = 16384 };

static void sample(const SDL_Surface *surface, cnn_shape shape, float *pixels) {
    for (int y = 0; y < shape.h; y++)
        for (int x = 0; x < shape.w; x++) {
            int top = y * surface->h / shape.h, bottom = (y + 1) * surface->h / shape.h;
            int left = x * surface->w / shape.w, right = (x + 1) * surface->w / shape.w;
            double sum[3] = {0}, count = 0;
            for (int v = top; v < (bottom > top ? bottom : top + 1); v++)
                for (int u = left; u < (right > left ? right : left + 1); u++, count++) {
                    const Uint8 *at = (const Uint8 *)surface->pixels + v * surface->pitch + u * 4;
                    for (int c = 0; c < 3; c++)
                        sum[c] += at[c];
                }
            for (int c = 0; c < shape.c; c++) {
                double grey = 0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2];
                pixels[(c * shape.h + y) * shape.w + x] = (float)((shape.c == 3 ? sum[c] : grey) / count / 255.0);
            }
        }
}

cnn_status picture_read(const char *path, cnn_shape shape, float *pixels) {
    SDL_Surface *loaded = IMG_Load(path);
    if (!loaded)
        return cnn_fail(CNN_BAD_INPUT, "%s: not a picture that can be read: %s", path, IMG_GetError());
    if (loaded->w > LARGEST_SIDE || loaded->h > LARGEST_SIDE || loaded->w < 1 || loaded->h < 1) {
        cnn_status status = cnn_fail(CNN_BAD_INPUT, "%s: %d x %d pixels; pictures of 1 to %d on a side are read", path,
            loaded->w, loaded->h, LARGEST_SIDE);
        SDL_FreeSurface(loaded);
        return status;
    }
    SDL_Surface *rgba = SDL_ConvertSurfaceFormat(loaded, SDL_PIXELFORMAT_RGBA32, 0);
    SDL_FreeSurface(loaded);
    if (!rgba)
        return cnn_no_memory(path, 0);
    sample(rgba, shape, pixels);
    SDL_FreeSurface(rgba);
    return cnn_ok();
}
