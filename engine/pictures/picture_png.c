/* PNG by libpng: every depth and colour type becomes eight bits of red, green, blue and alpha. The passes of an interlaced
 * file are handed over as they come, so it needs no more memory than another. */
#include "picture_rows.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    const cnn_picture_file *file;
    size_t at;
    cnn_status status;
    uint8_t *row;
} reading;

static bool is_png(const uint8_t *b, size_t length) {
    return length >= 8 && !memcmp(b, "\x89PNG\r\n\x1a\n", 8);
}

static void fail(png_structp png, png_const_charp reason) {
    reading *r = png_get_error_ptr(png);
    r->status = cnn_fail(CNN_BAD_INPUT, "%s: a PNG that cannot be read: %s", r->file->name, reason);
    longjmp(png_jmpbuf(png), 1);
}

static void pass_over(png_structp png, png_const_charp warning) {
    (void)png;
    (void)warning;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
    reading *r = png_get_io_ptr(png);
    if (count > r->file->length - r->at)
        png_error(png, "the file ends before the picture does");
    memcpy(to, r->file->bytes + r->at, count);
    r->at += count;
}

/* Everything that a file may hold becomes RGBA. */
static void ask_for_rgba(png_structp png, png_infop info) {
    int type = png_get_color_type(png, info);
    bool transparent = png_get_valid(png, info, PNG_INFO_tRNS);
    if (png_get_bit_depth(png, info) == 16)
        png_set_scale_16(png);
    png_set_expand(png); /* palettes, fewer than eight bits, and the transparent colour */
    if (!(type & PNG_COLOR_MASK_COLOR))
        png_set_gray_to_rgb(png);
    if (!(type & PNG_COLOR_MASK_ALPHA) && !transparent)
        png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    png_read_update_info(png, info);
}

static void read_rows(png_structp png, cnn_picture_rows *rows, uint8_t *row) {
    for (int y = 0; y < rows->rows; y++) {
        png_read_row(png, row, NULL);
        cnn_picture_put(rows, y, 0, 1, rows->columns, row);
    }
}

static void read_passes(png_structp png, cnn_picture_rows *rows, uint8_t *row) {
    static const struct {
        int top, down, left, right;
    } passes[] = {{0, 8, 0, 8}, {0, 8, 4, 8}, {4, 8, 0, 4}, {0, 4, 2, 4}, {2, 4, 0, 2}, {0, 2, 1, 2}, {1, 2, 0, 1}};
    for (size_t pass = 0; pass < sizeof passes / sizeof *passes; pass++) {
        int left = passes[pass].left, right = passes[pass].right, count = (rows->columns - left + right - 1) / right;
        for (int y = passes[pass].top; count > 0 && y < rows->rows; y += passes[pass].down) {
            png_read_row(png, row, NULL);
            cnn_picture_put(rows, y, left, right, count, row);
        }
    }
}

static void read_picture(png_structp png, png_infop info, reading *r, cnn_picture_rows *rows) {
    png_read_info(png, info);
    bool interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    cnn_picture_size size = {png_get_image_height(png, info), png_get_image_width(png, info), interlaced, false};
    r->status = cnn_picture_begin(rows, size);
    r->row = cnn_failed(r->status) ? NULL : malloc((size_t)size.columns * 8);
    if (!cnn_failed(r->status) && !r->row)
        r->status = cnn_no_memory(r->file->name, (size_t)size.columns * 8);
    if (cnn_failed(r->status))
        return;
    ask_for_rgba(png, info);
    png_bytep exif;
    png_uint_32 length;
    if (png_get_eXIf_1(png, info, &length, &exif))
        rows->orientation = cnn_exif_orientation(exif, length);
    (interlaced ? read_passes : read_rows)(png, rows, r->row);
}

/* libpng comes back here where it gives up. */
static void try_to_read(png_structp png, png_infop info, reading *r, cnn_picture_rows *rows) {
    if (!setjmp(png_jmpbuf(png)))
        read_picture(png, info, r, rows);
}

static double number_at(const uint8_t *bytes) {
    return bytes[0] * 16777216.0 + bytes[1] * 65536.0 + bytes[2] * 256.0 + bytes[3];
}

/* A size that is too large is said before anything else that may be wrong. */
static cnn_status check_header(const cnn_picture_file *file, const cnn_picture_rows *rows) {
    enum { NAME = 12, COLUMNS = 16, ROWS = 20, END = 24 };
    if (file->length < END || memcmp(file->bytes + NAME, "IHDR", 4) != 0)
        return cnn_ok();
    return cnn_picture_allowed(rows, number_at(file->bytes + ROWS), number_at(file->bytes + COLUMNS));
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    enum { MOST_CHUNKS = 1000, LARGEST_CHUNK = 8 << 20 };
    reading r = {.file = file, .status = check_header(file, rows)};
    if (cnn_failed(r.status))
        return r.status;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, fail, pass_over);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return cnn_no_memory(file->name, 0);
    }
    png_set_read_fn(png, &r, read_bytes);
    png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF); /* the size is checked with a sentence of our own */
    png_set_chunk_cache_max(png, MOST_CHUNKS);
    png_set_chunk_malloc_max(png, LARGEST_CHUNK);
    try_to_read(png, info, &r, rows);
    png_destroy_read_struct(&png, &info, NULL);
    free(r.row);
    return r.status;
}

const cnn_picture_format cnn_picture_png = {"PNG", is_png, decode};
