/* Rows become pixels one after the other, so a picture that is scaled down is never held whole. */
#include "picture_rows.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SHRINK = 8, KEPT = 3 };

/* How far the picture may be scaled down, and how far it must be. */
static int shrink_of(const cnn_picture_wish *wish, double rows, double columns) {
    double shorter = rows < columns ? rows : columns;
    int shrink = 1;
    while (shrink < MOST_SHRINK && rows * columns > (double)CNN_PICTURE_WHOLE * shrink * shrink)
        shrink *= 2;
    while (wish->enough > 0 && shrink < MOST_SHRINK && shorter >= 2.0 * shrink * KEPT * wish->enough)
        shrink *= 2;
    return shrink;
}

cnn_status cnn_picture_allowed(const cnn_picture_rows *r, double rows, double columns) {
    double side = r->wish->side > 0 ? r->wish->side : CNN_PICTURE_SIDE;
    if (rows < 1 || columns < 1 || rows > side || columns > side)
        return cnn_fail(CNN_BAD_INPUT, "%s: %.0f x %.0f pixels; pictures of 1 to %.0f on a side are read",
            r->file->name, columns, rows, side);
    if (rows * columns > CNN_PICTURE_MOST)
        return cnn_fail(CNN_BAD_INPUT, "%s: %.0f x %.0f pixels; pictures of at most 100 million pixels are read",
            r->file->name, columns, rows);
    return cnn_ok();
}

cnn_status cnn_picture_begin(cnn_picture_rows *r, cnn_picture_size size) {
    cnn_status status = cnn_picture_allowed(r, size.rows, size.columns);
    if (cnn_failed(status))
        return status;
    cnn_picture *out = r->out;
    int shrink = shrink_of(r->wish, size.rows, size.columns);
    out->file_rows = (int)size.rows;
    out->file_columns = (int)size.columns;
    out->channels = r->wish->channels;
    out->rows = (out->file_rows + shrink - 1) / shrink;
    out->columns = (out->file_columns + shrink - 1) / shrink;
    r->shrink = shrink;
    r->rows = size.can_shrink ? out->rows : out->file_rows;
    r->columns = size.can_shrink ? out->columns : out->file_columns;
    r->scattered = size.scattered;
    size_t row = (size_t)out->columns * (size_t)out->channels, bytes = (size_t)out->rows * row;
    out->pixels = calloc(bytes, 1);
    if (out->pixels && shrink > 1 && !size.can_shrink) {
        bytes = row * sizeof *r->sums * (size_t)(size.scattered ? out->rows : 1);
        r->sums = calloc(bytes, 1);
    }
    return out->pixels && (r->sums || shrink == 1 || size.can_shrink) ? cnn_ok() : cnn_no_memory(r->file->name, bytes);
}

static uint8_t composed(unsigned value, unsigned alpha, unsigned ground) {
    return (uint8_t)((value * alpha + ground * (255 - alpha) + 127) / 255);
}

/* One pixel as the wish has it. */
static void compose(const cnn_picture_wish *wish, const uint8_t *rgba, uint8_t *to) {
    if (wish->channels == 4) {
        memcpy(to, rgba, 4);
        return;
    }
    unsigned ground = wish->on_black ? 0 : 255, alpha = rgba[3];
    uint8_t rgb[3] = {rgba[0], rgba[1], rgba[2]};
    for (int c = 0; c < 3 && alpha < 255; c++)
        rgb[c] = composed(rgba[c], alpha, ground);
    if (wish->channels == 3)
        memcpy(to, rgb, 3);
    else /* 0.299, 0.587 and 0.114, as JPEG weighs them */
        to[0] = (uint8_t)((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16);
}

static void add(uint32_t *sums, const uint8_t *pixel, int channels) {
    unsigned weight = channels == 4 ? pixel[3] : 1;
    for (int c = 0; c < channels; c++)
        sums[c] += c == 3 ? pixel[c] : pixel[c] * weight;
}

static int covered(int at, int shrink, int size) {
    int left = size - at * shrink;
    return left < shrink ? left : shrink;
}

/* The means of a row of the small picture; its sums begin anew. */
static void finish_row(cnn_picture_rows *r, int row, uint32_t *sums) {
    cnn_picture *out = r->out;
    int channels = out->channels, high = covered(row, r->shrink, out->file_rows);
    uint8_t *to = out->pixels + (size_t)row * (size_t)out->columns * (size_t)channels;
    for (int x = 0; x < out->columns; x++, to += channels, sums += channels) {
        uint32_t count = (uint32_t)(high * covered(x, r->shrink, out->file_columns));
        uint32_t weight = channels == 4 ? sums[3] : count;
        for (int c = 0; c < channels; c++) {
            uint32_t by = c == 3 ? count : weight;
            to[c] = (uint8_t)(by ? (sums[c] + by / 2) / by : 0);
            sums[c] = 0;
        }
    }
}

void cnn_picture_put(cnn_picture_rows *r, int row, int first, int step, int count, const uint8_t *rgba) {
    cnn_picture *out = r->out;
    for (int i = 0; i < count && !out->transparent; i++)
        out->transparent = rgba[i * 4 + 3] < 255;
    int channels = out->channels;
    size_t wide = (size_t)out->columns * (size_t)channels;
    if (!r->sums) {
        uint8_t *to = out->pixels + (size_t)row * wide + (size_t)(first * channels);
        for (int i = 0; i < count; i++, to += step * channels)
            compose(r->wish, rgba + (size_t)i * 4, to);
        return;
    }
    int at = row / r->shrink;
    uint32_t *sums = r->sums + (r->scattered ? (size_t)at * wide : 0);
    for (int i = 0; i < count; i++) {
        uint8_t pixel[4];
        compose(r->wish, rgba + (size_t)i * 4, pixel);
        add(sums + (size_t)((first + i * step) / r->shrink * channels), pixel, channels);
    }
    if (!r->scattered && ((row + 1) % r->shrink == 0 || row + 1 == r->rows))
        finish_row(r, at, sums);
}

/* Where the pixel that is seen at row y and column x of the turned picture stands in the file's. */
static size_t place_of(int orientation, int y, int x, int rows, int columns) {
    int v = orientation >= 5 ? x : y, u = orientation >= 5 ? y : x;
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_below = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    v = from_below ? rows - 1 - v : v;
    u = from_right ? columns - 1 - u : u;
    return (size_t)v * (size_t)columns + (size_t)u;
}

static cnn_status turn(cnn_picture_rows *r) {
    cnn_picture *out = r->out;
    if (r->orientation < 2 || r->orientation > 8)
        return cnn_ok();
    cnn_picture turned = *out;
    if (r->orientation >= 5) {
        turned.rows = out->columns;
        turned.columns = out->rows;
        turned.file_rows = out->file_columns;
        turned.file_columns = out->file_rows;
    }
    size_t channels = (size_t)out->channels, bytes = (size_t)out->rows * (size_t)out->columns * channels;
    turned.pixels = malloc(bytes);
    if (!turned.pixels)
        return cnn_no_memory(r->file->name, bytes);
    uint8_t *to = turned.pixels;
    for (int y = 0; y < turned.rows; y++)
        for (int x = 0; x < turned.columns; x++, to += channels)
            memcpy(to, out->pixels + place_of(r->orientation, y, x, out->rows, out->columns) * channels, channels);
    free(out->pixels);
    *out = turned;
    return cnn_ok();
}

cnn_status cnn_picture_end(cnn_picture_rows *r) {
    for (int row = 0; r->sums && r->scattered && row < r->out->rows; row++)
        finish_row(r, row, r->sums + (size_t)row * (size_t)(r->out->columns * r->out->channels));
    return turn(r);
}

static unsigned number_at(const uint8_t *b, int bytes, bool big) {
    unsigned value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | b[big ? i : bytes - 1 - i];
    return value;
}

int cnn_exif_orientation(const uint8_t *b, size_t length) {
    enum { ORIENTATION = 0x0112, SHORT = 3, ENTRY = 12 };
    if (length < 8 || (memcmp(b, "II*\0", 4) && memcmp(b, "MM\0*", 4)))
        return 1;
    bool big = b[0] == 'M';
    size_t at = number_at(b + 4, 4, big);
    if (at > length - 2)
        return 1;
    unsigned entries = number_at(b + at, 2, big);
    at += 2;
    for (unsigned i = 0; i < entries && length - at >= ENTRY; i++, at += ENTRY) {
        unsigned value = number_at(b + at + 8, 2, big);
        if (number_at(b + at, 2, big) == ORIENTATION && number_at(b + at + 2, 2, big) == SHORT)
            return value >= 1 && value <= 8 ? (int)value : 1;
    }
    return 1;
}
