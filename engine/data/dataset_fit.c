/* Pictures of another size: smaller ones by averaging areas, larger ones by a border of background. */
#include "dataset_fit.h"
#include "dataset.h"

#include <string.h>

/* One plane to `rows` x `columns`, both not larger than it was: each new pixel is the mean of the area it covers. */
static void shrink(const uint8_t *from, int h, int w, uint8_t *to, int rows, int columns) {
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            double top = (double)r * h / rows, bottom = (double)(r + 1) * h / rows, left = (double)c * w / columns,
                   right = (double)(c + 1) * w / columns, sum = 0;
            for (int y = (int)top; y < h && y < bottom; y++)
                for (int x = (int)left; x < w && x < right; x++) {
                    double high = (y + 1 < bottom ? y + 1 : bottom) - (y > top ? y : top),
                           wide = (x + 1 < right ? x + 1 : right) - (x > left ? x : left);
                    sum += high * wide * from[y * w + x];
                }
            to[r * columns + c] = (uint8_t)(sum / ((bottom - top) * (right - left)) + 0.5);
        }
}

static void frame(const uint8_t *from, int h, int w, uint8_t *to, int rows, int columns) {
    int top = (rows - h) / 2, left = (columns - w) / 2;
    memset(to, 0, (size_t)rows * (size_t)columns);
    for (int y = 0; y < h; y++)
        memcpy(to + (size_t)(top + y) * (size_t)columns + left, from + (size_t)y * (size_t)w, (size_t)w);
}

static cnn_status fit(cnn_dataset *d, cnn_pictures *p, cnn_shape image) {
    size_t old = (size_t)d->image.h * (size_t)d->image.w, now = (size_t)image.h * (size_t)image.w,
           planes = (size_t)p->count * (size_t)image.c;
    uint8_t *pixels = cnn_arena_alloc(d->arena, planes * now, 1);
    bool smaller = image.h <= d->image.h;
    if (!pixels)
        return cnn_no_memory(d->name, planes * now);
    for (size_t i = 0; i < planes; i++)
        (smaller ? shrink : frame)(p->pixels + i * old, d->image.h, d->image.w, pixels + i * now, image.h, image.w);
    p->pixels = pixels;
    return cnn_ok();
}

cnn_status cnn_dataset_fit(cnn_dataset *d, cnn_shape image, float low, float high) {
    d->low = low;
    d->high = high;
    bool larger = image.h >= d->image.h && image.w >= d->image.w,
         smaller = image.h <= d->image.h && image.w <= d->image.w;
    if (cnn_shape_equal(image, d->image) || image.c != d->image.c || (!larger && !smaller))
        return cnn_ok();
    cnn_pictures train = d->train, test = d->test;
    cnn_status status = fit(d, &train, image);
    if (!cnn_failed(status))
        status = fit(d, &test, image);
    if (cnn_failed(status))
        return status;
    d->train = train;
    d->test = test;
    d->image = image;
    return status;
}
