/* Two passes, along the rows and then along the columns, in fixed point with a byte between them, as Pillow has it.
 * Sources: torchvision's documentation of Resize and CenterCrop; Pillow's of the bilinear filter. */
#include "picture_resize.h"

#include <math.h>
#include <stdlib.h>

enum { FRACTION = 22 }; /* bits of a weight behind the point */

/* The old pixels that one new pixel looks at, and their weights. */
typedef struct taps {
    int first, count;
    int32_t *weights;
} taps;

/* The filters, which are 0 from `far` on: a triangle, and a cubic with a = -1/2. */
typedef struct filter {
    double far;
    double (*weight)(double away);
} filter;

static double triangle(double away) {
    return away < 1 ? 1 - away : 0;
}

static double cubic(double away) {
    static const double a = -0.5;
    if (away < 1)
        return ((a + 2) * away - (a + 3)) * away * away + 1;
    return away < 2 ? (((away - 5) * away + 8) * away - 4) * a : 0;
}

static const filter filters[] = {{1, triangle}, {2, cubic}};

/* How many old pixels a new one looks at, at most. */
static size_t most_taps(int size, int whole, const filter *f) {
    double scale = (double)size / whole;
    return (size_t)ceil(f->far * (scale < 1 ? 1 : scale)) * 2 + 1;
}

static int32_t fixed(double weight) {
    double bits = weight * (1 << FRACTION);
    return (int32_t)(bits < 0 ? bits - 0.5 : bits + 0.5);
}

/* Pixel `at` of `whole` new ones, over `size` old ones: the filter is as wide as pixels of the smaller size are. */
static void weigh(int at, int whole, int size, const filter *f, taps *out) {
    double scale = (double)size / whole, unit = scale < 1 ? 1 : scale, reach = f->far * unit;
    double centre = (at + 0.5) * scale, sum = 0;
    int first = (int)(centre - reach + 0.5), end = (int)(centre + reach + 0.5);
    first = first < 0 ? 0 : first;
    end = end > size ? size : end;
    out->first = first;
    out->count = end - first;
    for (int pass = 0; pass < 2; pass++)
        for (int i = first; i < end; i++) {
            double weight = f->weight(fabs((i - centre + 0.5) * (1 / unit)));
            if (pass)
                out->weights[i - first] = fixed(weight / sum);
            else
                sum += weight;
        }
}

static uint8_t rounded(int64_t sum) {
    int64_t value = sum >> FRACTION;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static uint8_t along(const uint8_t *from, size_t step, const taps *t) {
    int64_t sum = 1 << (FRACTION - 1);
    for (int i = 0; i < t->count; i++)
        sum += (int64_t)from[(size_t)(t->first + i) * step] * t->weights[i];
    return rounded(sum);
}

cnn_resizing cnn_picture_resizing(cnn_fitting fitting, int from_rows, int from_columns, int rows, int columns) {
    if (fitting.kind != CNN_FITTING_CROP)
        return (cnn_resizing){rows, columns, 0, 0, fitting.bicubic};
    double down = (double)rows / from_rows, across = (double)columns / from_columns;
    bool wide = fitting.shorter ? from_rows < from_columns : down > across; /* the height is what limits it */
    int given = wide ? rows : columns, side = fitting.shorter ? fitting.shorter : (int)lrint(given * 8 / 7.0);
    int other = (int)((int64_t)side * (wide ? from_columns : from_rows) / (wide ? from_rows : from_columns));
    cnn_resizing r = {wide ? side : other, wide ? other : side, 0, 0, fitting.bicubic};
    r.rows = r.rows < rows ? rows : r.rows;
    r.columns = r.columns < columns ? columns : r.columns;
    r.top = (int)lrint((r.rows - rows) / 2.0); /* halves to the even number, as Python rounds */
    r.left = (int)lrint((r.columns - columns) / 2.0);
    return r;
}

cnn_status cnn_picture_resize(cnn_plane from, cnn_resizing how, int rows, int columns, uint8_t *to) {
    const filter *f = &filters[how.bicubic];
    size_t most_across = most_taps(from.columns, how.columns, f), most_down = most_taps(from.rows, how.rows, f),
           most = most_across > most_down ? most_across : most_down;
    taps t = {.weights = malloc(most * sizeof(int32_t))};
    uint8_t *between = malloc((size_t)from.rows * (size_t)columns);
    if (!t.weights || !between) {
        free(t.weights);
        free(between);
        return cnn_no_memory("a picture", (size_t)from.rows * (size_t)columns);
    }
    for (int x = 0; x < columns; x++) {
        weigh(how.left + x, how.columns, from.columns, f, &t);
        for (int y = 0; y < from.rows; y++)
            between[(size_t)y * (size_t)columns + (size_t)x] =
                along(from.pixels + (size_t)y * from.next_row, from.next_pixel, &t);
    }
    for (int y = 0; y < rows; y++) {
        weigh(how.top + y, how.rows, from.rows, f, &t);
        for (int x = 0; x < columns; x++)
            to[(size_t)y * (size_t)columns + (size_t)x] = along(between + x, (size_t)columns, &t);
    }
    free(t.weights);
    free(between);
    return cnn_ok();
}

cnn_status cnn_picture_take(
    const uint8_t *rgb, int rows, int columns, cnn_fitting fitting, cnn_shape shape, float *pixels) {
    size_t old = (size_t)rows * (size_t)columns, each = (size_t)shape.h * (size_t)shape.w;
    bool colour = shape.c == 3;
    uint8_t *grey = colour ? NULL : malloc(old), *bytes = malloc(each);
    cnn_status status = bytes && (colour || grey) ? cnn_ok() : cnn_no_memory("a picture", old);
    cnn_resizing how = cnn_picture_resizing(fitting, rows, columns, shape.h, shape.w);
    for (size_t i = 0; i < old && grey && !cnn_failed(status); i++)
        grey[i] = cnn_grey(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]);
    for (int c = 0; c < shape.c && !cnn_failed(status); c++) {
        size_t step = colour ? 3 : 1;
        cnn_plane plane = {colour ? rgb + c : grey, rows, columns, (size_t)columns * step, step};
        if (colour || c == 0)
            status = cnn_picture_resize(plane, how, shape.h, shape.w, bytes);
        for (size_t i = 0; i < each && !cnn_failed(status); i++)
            pixels[(size_t)c * each + i] = (float)bytes[i] / 255.0f;
    }
    free(grey);
    free(bytes);
    return status;
}
