/* Pictures of another size: smaller ones by averaging areas, larger ones by a border of background. */
#include "dataset_fit.h"
#include "dataset.h"

#include <string.h>

/* What pixel `at` of `count` covers of `size` old ones. */
typedef struct stretch {
    double from, to;
    int first, end;
} stretch;

static stretch stretch_of(int at, int count, int size) {
    stretch s = {(double)at * size / count, (double)(at + 1) * size / count, 0, 0};
    s.first = s.end = (int)s.from;
    while (s.end < size && s.end < s.to)
        s.end++;
    return s;
}

/* How much of old pixel `at` the span covers. */
static double part_of(stretch s, int at) {
    return (at + 1 < s.to ? at + 1 : s.to) - (at > s.from ? at : s.from);
}

/* Shrinks one plane to `rows` x `columns`: each new pixel is the mean of the area it covers. A few columns at a time,
 * whose spans are the same for all rows. */
static void shrink(const uint8_t *from, int h, int w, uint8_t *to, int rows, int columns) {
    enum { TOGETHER = 32 };
    stretch across[TOGETHER];
    for (int begin = 0; begin < columns; begin += TOGETHER) {
        int count = columns - begin < TOGETHER ? columns - begin : TOGETHER;
        for (int c = 0; c < count; c++)
            across[c] = stretch_of(begin + c, columns, w);
        for (int r = 0; r < rows; r++) {
            stretch down = stretch_of(r, rows, h);
            for (int c = 0; c < count; c++) {
                stretch s = across[c];
                double sum = 0;
                for (int y = down.first; y < down.end; y++) {
                    double high = part_of(down, y);
                    const uint8_t *line = from + (ptrdiff_t)y * w;
                    for (int x = s.first; x < s.end; x++)
                        sum += high * part_of(s, x) * line[x];
                }
                to[(ptrdiff_t)r * columns + begin + c] =
                    (uint8_t)(sum / ((down.to - down.from) * (s.to - s.from)) + 0.5);
            }
        }
    }
}

static void frame(const uint8_t *from, int h, int w, uint8_t *to, int rows, int columns) {
    int top = (rows - h) / 2, left = (columns - w) / 2;
    memset(to, 0, (size_t)rows * (size_t)columns);
    for (int y = 0; y < h; y++)
        memcpy(to + (size_t)(top + y) * (size_t)columns + left, from + (size_t)y * (size_t)w, (size_t)w);
}

void cnn_picture_fit(const uint8_t *from, cnn_shape stored, uint8_t *to, cnn_shape image) {
    size_t old = (size_t)stored.h * (size_t)stored.w, now = (size_t)image.h * (size_t)image.w;
    for (int c = 0; c < image.c; c++, from += old, to += now) {
        if (image.h == stored.h && image.w == stored.w)
            memcpy(to, from, now);
        else if (image.h <= stored.h && image.w <= stored.w)
            shrink(from, stored.h, stored.w, to, image.h, image.w);
        else
            frame(from, stored.h, stored.w, to, image.h, image.w);
    }
}

cnn_status cnn_dataset_fit(cnn_dataset *d, cnn_shape image, float low, float high) {
    cnn_shape stored = cnn_dataset_stored(d);
    d->low = low;
    d->high = high;
    bool larger = image.h >= stored.h && image.w >= stored.w, smaller = image.h <= stored.h && image.w <= stored.w;
    if (image.c != stored.c || (!larger && !smaller))
        return cnn_ok();
    d->stored = stored;
    d->image = image;
    return cnn_ok();
}
