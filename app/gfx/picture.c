/* Picture files, read with SDL_image and shrunk by averaging (or enlarged by repeating pixels) to the network's input.
 */
#include "picture.h"

#include "file.h"

#include <SDL.h>
#include <SDL_image.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_AREA = 1 << 24, MOST_SCANS = 100 };
static const double MOST_SCANNED = 256e6; /* pixels of all scans: a second or two of decoding */

static unsigned number_at(const unsigned char *b, int count, bool big) {
    unsigned value = 0;
    for (int i = 0; i < count; i++)
        value = value << 8 | b[big ? i : count - 1 - i];
    return value;
}

/* The size that a JPEG file announces: the first frame header, found as the decoder finds it. Any number of 0xFF may
 * precede a marker, and some markers have no length. */
static bool jpeg_size(const unsigned char *b, size_t length, unsigned *width, unsigned *height) {
    size_t at = 2;
    while (at + 9 < length && b[at] == 0xFF) {
        unsigned marker = b[at + 1], size = number_at(b + at + 2, 2, true);
        bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            *height = number_at(b + at + 5, 2, true);
            *width = number_at(b + at + 7, 2, true);
            return true;
        }
        if (marker == 0x00 || marker == 0xD8 || marker == 0xD9 || (marker < 0xFF && !alone && size < 2))
            return false;
        at += marker == 0xFF ? 1 : alone ? 2 : 2 + size;
    }
    return false;
}

/* How often the decoder goes over the pixels of a JPEG; within a scan 0xFF is followed by 0. */
static int jpeg_scans(const unsigned char *b, size_t length) {
    int scans = 0;
    for (size_t i = 0; i + 1 < length; i++)
        scans += b[i] == 0xFF && b[i + 1] == 0xDA;
    return scans;
}

typedef SDL_Surface *decoder(SDL_RWops *);

typedef struct announced {
    decoder *decode;
    unsigned width, height;
} announced;

/* The size that the file announces, read before any decoder sees it, and the one decoder allowed: left to choose,
 * SDL_image reads a JPEG with "<svg" in it as SVG. GIF is not among them: on a damaged one SDL_image 2.6 frees what it
 * did not allocate. NULL: none of these. */
static decoder *decoder_of(const unsigned char *b, size_t length, unsigned *width, unsigned *height) {
    if (length > 26 && !memcmp(b, "\x89PNG\r\n\x1a\n", 8) && !memcmp(b + 12, "IHDR", 4)) {
        *width = number_at(b + 16, 4, true);
        *height = number_at(b + 20, 4, true);
        return IMG_LoadPNG_RW;
    }
    if (length > 26 && b[0] == 'B' && b[1] == 'M') {
        *width = number_at(b + 18, 4, false);
        *height = number_at(b + 22, 4, false);
        *height = *height > 0x7FFFFFFF ? 0u - *height : *height; /* rows from the top */
        return IMG_LoadBMP_RW;
    }
    return length > 4 && b[0] == 0xFF && b[1] == 0xD8 && jpeg_size(b, length, width, height) ? IMG_LoadJPG_RW : NULL;
}

static void sample(const SDL_Surface *surface, cnn_shape shape, float *pixels) {
    for (int y = 0; y < shape.h; y++)
        for (int x = 0; x < shape.w; x++) {
            int top = y * surface->h / shape.h, bottom = (y + 1) * surface->h / shape.h;
            int left = x * surface->w / shape.w, right = (x + 1) * surface->w / shape.w;
            double sum[3] = {0}, count = 0;
            for (int v = top; v < (bottom > top ? bottom : top + 1); v++)
                for (int u = left; u < (right > left ? right : left + 1); u++, count++) {
                    const Uint8 *at = (const Uint8 *)surface->pixels + (ptrdiff_t)v * surface->pitch + u * 4;
                    for (int c = 0; c < 3; c++)
                        sum[c] += (at[c] * at[3] + 255 * (255 - at[3])) / 255;
                }
            for (int c = 0; c < shape.c; c++) {
                double grey = 0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2];
                pixels[(c * shape.h + y) * shape.w + x] = (float)((shape.c == 3 ? sum[c] : grey) / count / 255.0);
            }
        }
}

/* What the first bytes tell: the size, which must be allowed, and the decoder. */
static cnn_status look(const char *path, int side, const unsigned char *bytes, size_t length, announced *out) {
    unsigned most = (unsigned)side;
    if (length == 0)
        return cnn_fail(CNN_BAD_INPUT, "%s: the file is empty", path);
    out->decode = decoder_of(bytes, length, &out->width, &out->height);
    if (!out->decode)
        return cnn_fail(CNN_BAD_INPUT, "%s: not a picture that can be read; PNG, JPEG and BMP are", path);
    if (out->width < 1 || out->height < 1 || out->width > most || out->height > most)
        return cnn_fail(CNN_BAD_INPUT, "%s: %u x %u pixels; pictures of 1 to %d on a side are read", path, out->width,
            out->height, side);
    if ((size_t)out->width * out->height > LARGEST_AREA)
        return cnn_fail(CNN_BAD_INPUT, "%s: %u x %u pixels; pictures of at most %d pixels are read", path, out->width,
            out->height, LARGEST_AREA);
    int scans = out->decode == IMG_LoadJPG_RW ? jpeg_scans(bytes, length) : 1;
    if (scans > MOST_SCANS || (double)scans * out->width * out->height > MOST_SCANNED)
        return cnn_fail(CNN_BAD_INPUT, "%s: %d scans of %u x %u pixels, which would take long to decode", path, scans,
            out->width, out->height);
    return cnn_ok();
}

/* How much of the colour `paint` covers the point, from background to foreground. */
static void paint_point(float x, float y, float rgb[3]) {
    float sky[3] = {0.45f + 0.3f * y, 0.66f + 0.2f * y, 0.93f}, sun[3] = {1, 0.85f, 0.3f},
          far[3] = {0.36f, 0.52f, 0.46f}, near[3] = {0.3f, 0.6f, 0.28f}, wall[3] = {0.86f, 0.78f, 0.66f},
          roof[3] = {0.7f, 0.27f, 0.2f}, dark[3] = {0.2f, 0.2f, 0.26f};
    const float *paint = sky;
    float dx = x - 0.78f, dy = y - 0.2f;
    if (dx * dx + dy * dy < 0.011f)
        paint = sun;
    if (y > 0.5f + 0.09f * sinf(7 * x + 1) + 0.03f * sinf(19 * x))
        paint = far;
    if (y > 0.7f + 0.06f * sinf(4 * x + 2.5f))
        paint = near;
    bool house = x > 0.22f && x < 0.52f && y > 0.52f && y < 0.8f;
    if (house)
        paint = wall;
    if (y > 0.36f && y < 0.53f && fabsf(x - 0.37f) < (y - 0.34f) * 1.05f)
        paint = roof;
    if (house && ((x > 0.34f && x < 0.41f && y > 0.64f) || (x > 0.26f && x < 0.31f && y > 0.58f && y < 0.65f) ||
                     (x > 0.44f && x < 0.49f && y > 0.58f && y < 0.65f)))
        paint = dark;
    for (int c = 0; c < 3; c++)
        rgb[c] = paint[c];
}

void picture_drawn(cnn_shape shape, float *pixels) {
    enum { FINE = 3 };
    for (int y = 0; y < shape.h; y++)
        for (int x = 0; x < shape.w; x++) {
            float sum[3] = {0};
            for (int i = 0; i < FINE * FINE; i++) {
                float rgb[3], dx = ((float)(i % FINE) + 0.5f) / FINE, dy = ((float)i / FINE + 0.5f) / FINE;
                paint_point(((float)x + dx) / (float)shape.w, ((float)y + dy) / (float)shape.h, rgb);
                for (int c = 0; c < 3; c++)
                    sum[c] += rgb[c] / (FINE * FINE);
            }
            for (int c = 0; c < shape.c; c++)
                pixels[((size_t)c * (size_t)shape.h + (size_t)y) * (size_t)shape.w + (size_t)x] =
                    shape.c == 3 ? sum[c] : 0.299f * sum[0] + 0.587f * sum[1] + 0.114f * sum[2];
        }
}

cnn_status picture_load(const char *path, int side, SDL_Surface **out) {
    unsigned char *bytes;
    size_t length;
    *out = NULL;
    cnn_status status = cnn_file_read(path, (size_t)256 << 20, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    announced said = {0};
    status = look(path, side, bytes, length, &said);
    SDL_RWops *stream = cnn_failed(status) ? NULL : SDL_RWFromConstMem(bytes, (int)length);
    if (stream && !(*out = said.decode(stream)))
        status = cnn_fail(CNN_BAD_INPUT, "%s: not a picture that can be read: %s", path, IMG_GetError());
    else if (stream && ((unsigned)(*out)->w != said.width || (unsigned)(*out)->h != said.height))
        status = cnn_fail(CNN_BAD_INPUT, "%s: the picture has another size than it announces", path);
    else if (!stream && !cnn_failed(status))
        status = cnn_no_memory(path, length);
    if (stream)
        SDL_RWclose(stream);
    if (cnn_failed(status)) {
        SDL_FreeSurface(*out);
        *out = NULL;
    }
    free(bytes);
    return status;
}

static cnn_status load_rgba(const char *path, SDL_Surface **out) {
    SDL_Surface *loaded;
    cnn_status status = picture_load(path, PICTURE_LARGEST_SIDE, &loaded);
    if (cnn_failed(status))
        return status;
    *out = SDL_ConvertSurfaceFormat(loaded, SDL_PIXELFORMAT_RGBA32, 0);
    SDL_FreeSurface(loaded);
    return *out ? cnn_ok() : cnn_no_memory(path, 0);
}

cnn_status picture_look(const char *path, picture_facts *out) {
    enum { CLOSE = 12 }; /* channels this near each other are grey, as a JPEG stores it */
    SDL_Surface *rgba;
    cnn_status status = load_rgba(path, &rgba);
    if (cnn_failed(status))
        return status;
    *out = (picture_facts){rgba->h, rgba->w, false};
    for (int y = 0; y < rgba->h; y++)
        for (int x = 0; x < rgba->w; x++) {
            const Uint8 *at = (const Uint8 *)rgba->pixels + (ptrdiff_t)y * rgba->pitch + x * 4;
            out->colour |= at[3] && (abs(at[0] - at[1]) > CLOSE || abs(at[1] - at[2]) > CLOSE);
        }
    SDL_FreeSurface(rgba);
    return status;
}

cnn_status picture_read(const char *path, cnn_shape shape, float *pixels) {
    SDL_Surface *rgba;
    cnn_status status = load_rgba(path, &rgba);
    if (cnn_failed(status))
        return status;
    sample(rgba, shape, pixels);
    SDL_FreeSurface(rgba);
    return status;
}
