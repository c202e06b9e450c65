/* BMP: palettes, 16, 24 and 32 bits, runs of bytes. Rows stand from the bottom to the top unless the height is negative.
 * Alpha is believed only where the header says where it is. */
#include "picture_rows.h"

#include <stdlib.h>
#include <string.h>

enum { PLAIN = 0, RUNS_OF_BYTES = 1, RUNS_OF_HALVES = 2, MASKS = 3, MASKS_WITH_ALPHA = 6 };

typedef struct header {
    const cnn_picture_file *file;
    size_t pixels, palette;
    unsigned bits, packing, colours, entry; /* bytes of a colour in the palette */
    unsigned masks[4];
    int64_t columns, rows;
    bool from_top;
} header;

static bool is_bmp(const uint8_t *b, size_t length) {
    return length >= 18 && b[0] == 'B' && b[1] == 'M' && !b[15] && !b[16] && !b[17] && b[14] >= 12;
}

static unsigned number_at(const header *h, size_t at, int bytes) {
    unsigned value = 0;
    for (int i = 0; i < bytes && at + (size_t)i < h->file->length; i++)
        value |= (unsigned)h->file->bytes[at + (size_t)i] << (8 * i);
    return value;
}

static void read_masks(header *h, unsigned size) {
    static const unsigned of16[] = {0x7C00, 0x3E0, 0x1F, 0}, of32[] = {0xFF0000, 0xFF00, 0xFF, 0};
    memcpy(h->masks, h->bits == 16 ? of16 : of32, sizeof h->masks);
    if (h->packing != MASKS && h->packing != MASKS_WITH_ALPHA)
        return;
    bool alpha = size >= 56 || h->packing == MASKS_WITH_ALPHA;
    for (unsigned i = 0; i < 4; i++)
        h->masks[i] = i < 3 || alpha ? number_at(h, 54 + i * 4, 4) : 0;
    if (size < 52)
        h->palette += alpha ? 16 : 12;
}

static bool read_header(header *h) {
    unsigned size = number_at(h, 14, 4);
    bool old = size == 12;
    h->pixels = number_at(h, 10, 4);
    h->columns = old ? (int64_t)number_at(h, 18, 2) : (int32_t)number_at(h, 18, 4);
    h->rows = old ? (int64_t)number_at(h, 20, 2) : (int32_t)number_at(h, 22, 4);
    h->from_top = h->rows < 0;
    h->rows = h->from_top ? -h->rows : h->rows;
    h->bits = number_at(h, old ? 24 : 28, 2);
    h->packing = old ? PLAIN : number_at(h, 30, 4);
    h->colours = old ? 0 : number_at(h, 46, 4);
    h->palette = 14 + (size_t)size;
    h->entry = old ? 3 : 4;
    read_masks(h, size);
    if (h->bits <= 8 && (h->colours == 0 || h->colours > 1u << h->bits))
        h->colours = 1u << h->bits;
    static const unsigned bits[] = {1, 2, 4, 8, 16, 24, 32};
    bool known = false;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        known |= h->bits == bits[i];
    bool packed = h->packing == PLAIN || (h->packing == RUNS_OF_BYTES && h->bits == 8 && !h->from_top) ||
                  (h->packing == RUNS_OF_HALVES && h->bits == 4 && !h->from_top) ||
                  ((h->packing == MASKS || h->packing == MASKS_WITH_ALPHA) && (h->bits == 16 || h->bits == 32));
    return known && packed && (old || size >= 40) && size <= 1024;
}

/* ---- one row ---- */

static void palette_colour(const header *h, unsigned number, uint8_t *rgba) {
    size_t at = h->palette + (size_t)number * h->entry;
    bool there = number < h->colours && at + 3 <= h->file->length;
    for (int c = 0; c < 3; c++)
        rgba[c] = there ? h->file->bytes[at + (size_t)(2 - c)] : 0;
    rgba[3] = 255;
}

/* What a mask covers, as 0..255; `none` where it covers nothing. */
static uint8_t masked(unsigned pixel, unsigned mask, uint8_t none) {
    if (!mask)
        return none;
    while (!(mask & 1)) {
        mask >>= 1;
        pixel >>= 1;
    }
    return (uint8_t)(((uint64_t)(pixel & mask) * 255 + mask / 2) / mask);
}

static void plain_row(const header *h, const uint8_t *from, uint8_t *row) {
    for (int64_t x = 0; x < h->columns; x++, row += 4) {
        if (h->bits <= 8) {
            unsigned apart = 8 / h->bits, shift = 8 - h->bits * (unsigned)(x % apart + 1);
            palette_colour(h, (unsigned)(from[x / apart] >> shift) & ((1u << h->bits) - 1), row);
            continue;
        }
        unsigned pixel = 0;
        for (unsigned i = 0; i < h->bits / 8; i++)
            pixel |= (unsigned)from[(size_t)x * (h->bits / 8) + i] << (8 * i);
        for (int c = 0; c < 4; c++)
            row[c] = masked(pixel, h->masks[c], c == 3 ? 255 : 0);
    }
}

/* ---- runs ---- */

typedef struct run_reader {
    const header *h;
    size_t at;
    int64_t x, y; /* from the bottom */
    uint8_t *colours;
} run_reader;

static void put(run_reader *r, unsigned colour) {
    if (r->x < r->h->columns && r->y < r->h->rows)
        r->colours[r->y * r->h->columns + r->x] = (uint8_t)colour;
    r->x++;
}

/* `count` pixels that stand there as they are; a run of such ends at an even byte. */
static bool put_plain(run_reader *r, unsigned count) {
    bool halves = r->h->packing == RUNS_OF_HALVES;
    size_t bytes = halves ? (count + 1) / 2 : count;
    if (r->at + bytes > r->h->file->length)
        return false;
    const uint8_t *from = r->h->file->bytes + r->at;
    for (unsigned i = 0; i < count; i++)
        put(r, !halves ? from[i] : i % 2 ? from[i / 2] & 15u : from[i / 2] >> 4);
    r->at += bytes + bytes % 2;
    return true;
}

/* False at the end of the picture, or of the file. */
static bool put_run(run_reader *r) {
    if (r->at + 2 > r->h->file->length || r->y >= r->h->rows)
        return false;
    unsigned count = number_at(r->h, r->at, 1), what = number_at(r->h, r->at + 1, 1);
    bool halves = r->h->packing == RUNS_OF_HALVES;
    r->at += 2;
    for (unsigned i = 0; i < count; i++)
        put(r, !halves ? what : i % 2 ? what & 15 : what >> 4);
    if (count)
        return true;
    if (what > 2)
        return put_plain(r, what);
    if (what == 1)
        return false;
    r->x = what == 0 ? 0 : r->x + number_at(r->h, r->at, 1);
    r->y += what == 0 ? 1 : number_at(r->h, r->at + 1, 1);
    r->at += what;
    return true;
}

/* ---- the picture ---- */

static cnn_status cut(const cnn_picture_file *file) {
    return cnn_fail(CNN_BAD_INPUT, "%s: a BMP that cannot be read: the file ends before the picture does", file->name);
}

static cnn_status read_runs(const header *h, cnn_picture_rows *rows, uint8_t *row) {
    size_t bytes = (size_t)h->rows * (size_t)h->columns;
    run_reader r = {.h = h, .at = h->pixels, .colours = calloc(bytes, 1)};
    if (!r.colours)
        return cnn_no_memory(h->file->name, bytes);
    while (put_run(&r))
        continue;
    for (int y = 0; y < rows->rows; y++) {
        const uint8_t *colours = r.colours + (h->rows - 1 - y) * h->columns;
        for (int64_t x = 0; x < h->columns; x++)
            palette_colour(h, colours[x], row + x * 4);
        cnn_picture_put(rows, y, 0, 1, rows->columns, row);
    }
    free(r.colours);
    return cnn_ok();
}

static cnn_status read_plain(const header *h, cnn_picture_rows *rows, uint8_t *row, size_t bytes) {
    for (int y = 0; y < rows->rows; y++) {
        int64_t at = h->from_top ? y : h->rows - 1 - y;
        plain_row(h, h->file->bytes + h->pixels + (size_t)at * bytes, row);
        cnn_picture_put(rows, y, 0, 1, rows->columns, row);
    }
    return cnn_ok();
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    header h = {.file = file};
    if (file->length < 26 || !read_header(&h))
        return cnn_fail(CNN_BAD_INPUT, "%s: a BMP of a kind that is not read; save it as PNG", file->name);
    cnn_picture_size size = {(unsigned)h.rows, h.columns < 0 ? 0 : (unsigned)h.columns, false, false};
    size_t bytes = ((size_t)size.columns * h.bits + 31) / 32 * 4;
    bool packed = h.packing == RUNS_OF_BYTES || h.packing == RUNS_OF_HALVES;
    double needed = packed ? 2 : (double)bytes * size.rows;
    if (size.rows <= CNN_PICTURE_SIDE && size.columns <= CNN_PICTURE_SIDE &&
        (double)h.pixels + needed > (double)file->length)
        return cut(file);
    cnn_status status = cnn_picture_begin(rows, size);
    if (cnn_failed(status))
        return status;
    uint8_t *row = malloc((size_t)size.columns * 4);
    if (!row)
        return cnn_no_memory(file->name, (size_t)size.columns * 4);
    status = packed ? read_runs(&h, rows, row) : read_plain(&h, rows, row, bytes);
    free(row);
    return status;
}

const cnn_picture_format cnn_picture_bmp = {"BMP", is_bmp, decode};
