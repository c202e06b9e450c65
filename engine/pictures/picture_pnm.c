/* PBM, PGM and PPM, as text or as bytes: a header of a few numbers, then the pixels. */
#include "picture_rows.h"

#include <stdlib.h>

typedef struct reading {
    const uint8_t *at, *end;
} reading;

typedef struct header {
    int kind; /* the digit behind P */
    unsigned columns, rows, most;
} header;

static bool is_space(uint8_t letter) {
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

static bool is_pnm(const uint8_t *b, size_t length) {
    return length >= 3 && b[0] == 'P' && b[1] >= '1' && b[1] <= '6' && (is_space(b[2]) || b[2] == '#');
}

/* Blanks and comments. */
static void skip(reading *r) {
    while (r->at < r->end && (is_space(*r->at) || *r->at == '#')) {
        if (*r->at == '#')
            while (r->at < r->end && *r->at != '\n')
                r->at++;
        else
            r->at++;
    }
}

static bool number(reading *r, unsigned *out) {
    skip(r);
    unsigned value = 0;
    const uint8_t *from = r->at;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++)
        value = value > 99999999 ? value : value * 10 + (unsigned)(*r->at - '0');
    *out = value;
    return r->at > from;
}

/* The next number of the pixels, 0..255. Bits of text need no blanks between them. */
static bool sample(reading *r, const header *h, uint8_t *out) {
    unsigned value;
    if (h->kind == 1) {
        skip(r);
        if (r->at >= r->end || (*r->at != '0' && *r->at != '1'))
            return false;
        *out = *r->at++ == '0' ? 255 : 0;
        return true;
    }
    if (h->kind <= 3) {
        if (!number(r, &value))
            return false;
    } else {
        int bytes = h->most > 255 ? 2 : 1;
        if (r->end - r->at < bytes)
            return false;
        value = bytes == 2 ? (unsigned)(r->at[0] << 8 | r->at[1]) : r->at[0];
        r->at += bytes;
    }
    value = value > h->most ? h->most : value;
    *out = (uint8_t)((value * 255 + h->most / 2) / h->most);
    return true;
}

static bool read_row(reading *r, const header *h, uint8_t *row) {
    if (h->kind == 4) {
        if ((size_t)(r->end - r->at) < (h->columns + 7) / 8)
            return false;
        for (unsigned x = 0; x < h->columns; x++, row += 4) {
            row[0] = row[1] = row[2] = r->at[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
            row[3] = 255;
        }
        r->at += (h->columns + 7) / 8;
        return true;
    }
    bool colour = h->kind == 3 || h->kind == 6;
    for (unsigned x = 0; x < h->columns; x++, row += 4) {
        for (int c = 0; c < (colour ? 3 : 1); c++)
            if (!sample(r, h, row + c))
                return false;
        if (!colour)
            row[1] = row[2] = row[0];
        row[3] = 255;
    }
    return true;
}

/* A text of digits, or bits, has at least a letter for each pixel. */
static bool can_hold(const reading *r, const header *h) {
    double pixels = (double)h->columns * h->rows;
    return (double)(r->end - r->at) * 8 >= (h->kind == 4 ? pixels : 8 * pixels);
}

static cnn_status decode(const cnn_picture_file *file, cnn_picture_rows *rows) {
    reading r = {file->bytes + 2, file->bytes + file->length};
    header h = {.kind = file->bytes[1] - '0', .most = 1};
    bool bits = h.kind == 1 || h.kind == 4;
    if (!number(&r, &h.columns) || !number(&r, &h.rows) || (!bits && !number(&r, &h.most)) || h.most < 1 ||
        h.most > 65535 || r.at >= r.end || !is_space(*r.at++))
        return cnn_fail(CNN_BAD_INPUT, "%s: a PNM picture whose header cannot be read", file->name);
    cnn_picture_size size = {h.rows, h.columns, false, false};
    cnn_status cut =
        cnn_fail(CNN_BAD_INPUT, "%s: a PNM that cannot be read: the file ends before the picture does", file->name);
    if (size.rows <= CNN_PICTURE_SIDE && size.columns <= CNN_PICTURE_SIDE && !can_hold(&r, &h))
        return cut;
    cnn_status status = cnn_picture_begin(rows, size);
    uint8_t *row = cnn_failed(status) ? NULL : malloc((size_t)h.columns * 4);
    if (!row)
        return cnn_failed(status) ? status : cnn_no_memory(file->name, (size_t)h.columns * 4);
    for (int y = 0; y < rows->rows && !cnn_failed(status); y++) {
        if (read_row(&r, &h, row))
            cnn_picture_put(rows, y, 0, 1, rows->columns, row);
        else
            status = cut;
    }
    free(row);
    return status;
}

const cnn_picture_format cnn_picture_pnm = {"PNM", is_pnm, decode};
