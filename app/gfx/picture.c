/* Picture files, shrunk by averaging (or enlarged by repeating pixels) to the network's input. */
#include "picture.h"

#include "picture_decode.h"
#include "picture_resize.h"

#include <math.h>
#include <stdlib.h>

static void sample(const cnn_picture *from, cnn_shape shape, float *pixels) {
    for (int y = 0; y < shape.h; y++)
        for (int x = 0; x < shape.w; x++) {
            int64_t rows = from->rows, columns = from->columns;
            int64_t top = y * rows / shape.h, bottom = (y + 1) * rows / shape.h;
            int64_t left = x * columns / shape.w, right = (x + 1) * columns / shape.w;
            double sum[3] = {0}, count = 0;
            for (int64_t v = top; v < (bottom > top ? bottom : top + 1); v++)
                for (int64_t u = left; u < (right > left ? right : left + 1); u++, count++) {
                    const uint8_t *at = from->pixels + (v * columns + u) * 3;
                    for (int c = 0; c < 3; c++)
                        sum[c] += at[c];
                }
            for (int c = 0; c < shape.c; c++) {
                double grey = 0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2];
                pixels[((size_t)c * (size_t)shape.h + (size_t)y) * (size_t)shape.w + (size_t)x] =
                    (float)((shape.c == 3 ? sum[c] : grey) / count / 255.0);
            }
        }
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

/* Whether pixels of so many channels are more than grey; of a fourth channel those count that can be seen. */
static bool has_colours(const cnn_picture *p) {
    enum { CLOSE = 12 }; /* channels this near each other are grey, as a JPEG stores it */
    int step = p->channels;
    const uint8_t *at = p->pixels, *end = at + (size_t)p->rows * (size_t)p->columns * (size_t)step;
    bool any = false;
    for (; at < end && !any; at += step)
        any = (step < 4 || at[3]) && (abs(at[0] - at[1]) > CLOSE || abs(at[1] - at[2]) > CLOSE);
    return any;
}

cnn_status picture_look(const char *path, picture_facts *out) {
    cnn_picture picture;
    cnn_status status = cnn_picture_load(path, &(cnn_picture_wish){.channels = 4}, &picture);
    if (cnn_failed(status))
        return status;
    *out = (picture_facts){picture.file_rows, picture.file_columns, has_colours(&picture)};
    cnn_picture_free(&picture);
    return status;
}

cnn_status picture_read_as(const char *path, cnn_fitting fitting, cnn_shape shape, float *pixels) {
    return picture_read_on(path, fitting, false, shape, pixels);
}

cnn_status picture_read(const char *path, cnn_shape shape, float *pixels) {
    return picture_read_on(path, (cnn_fitting){CNN_FITTING_USUAL, 0, false}, false, shape, pixels);
}

cnn_status picture_read_on(const char *path, cnn_fitting fitting, bool black, cnn_shape shape, float *pixels) {
    return picture_read_with(path, &(picture_wish){.fitting = fitting, .black = black}, shape, pixels);
}

cnn_status picture_read_with(const char *path, picture_wish *wish, cnn_shape shape, float *pixels) {
    cnn_picture picture;
    cnn_picture_wish decoded = {
        .channels = 3, .on_black = wish->black, .progress = wish->progress, .context = wish->context};
    cnn_fitting fitting = wish->fitting;
    cnn_status status = cnn_picture_load(path, &decoded, &picture);
    if (cnn_failed(status))
        return status;
    wish->transparent = picture.transparent;
    wish->facts = (picture_facts){picture.file_rows, picture.file_columns, has_colours(&picture)};
    if (fitting.kind == CNN_FITTING_USUAL)
        sample(&picture, shape, pixels);
    else
        status = cnn_picture_take(picture.pixels, picture.rows, picture.columns, fitting, shape, pixels);
    cnn_picture_free(&picture);
    return status;
}
