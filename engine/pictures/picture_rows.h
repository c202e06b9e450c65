/* What the decoders share: the bytes they read from, and the rows that they hand over. Rows are composed on white or
 * black, averaged where the picture is scaled down, and turned at the end. */
#ifndef CNN_PICTURE_ROWS_H
#define CNN_PICTURE_ROWS_H

#include "picture_decode.h"

typedef struct cnn_picture_file {
    const char *name;
    const uint8_t *bytes;
    size_t length;
} cnn_picture_file;

typedef struct cnn_picture_rows {
    const cnn_picture_file *file;
    const cnn_picture_wish *wish;
    int rows, columns; /* as the decoder will hand them over */
    int shrink;        /* 1, 2, 4 or 8: what the picture is to be divided by */
    bool scattered;    /* pixels come in any order */
    int orientation;   /* of EXIF, 1..8; the decoder may set it before the end */
    uint32_t *sums;    /* [rows of sums][columns][channels] of the scaled picture; of 4 channels weighted by alpha */
    cnn_picture *out;
} cnn_picture_rows;

/* Whether pictures of that size are read. */
cnn_status cnn_picture_allowed(const cnn_picture_rows *r, double rows, double columns);

/* How a decoder says what is coming; fails where that is too large. */
typedef struct cnn_picture_size {
    unsigned rows, columns;
    bool scattered;  /* pixels come in any order */
    bool can_shrink; /* the decoder divides by `shrink` itself, rounding up, and hands over the small rows */
} cnn_picture_size;
cnn_status cnn_picture_begin(cnn_picture_rows *rows, cnn_picture_size size);

/* `count` pixels of a row, each red, green, blue, alpha, at the columns first, first + step, ... */
void cnn_picture_put(cnn_picture_rows *rows, int row, int first, int step, int count, const uint8_t *rgba);

/* After the last row. */
cnn_status cnn_picture_end(cnn_picture_rows *rows);

/* The orientation of an EXIF block, which begins with "II" or "MM"; 1 where there is none. */
int cnn_exif_orientation(const uint8_t *exif, size_t length);

/* A kind of picture that is read. */
typedef struct cnn_picture_format {
    const char *name;
    bool (*is)(const uint8_t *bytes, size_t length);
    cnn_status (*decode)(const cnn_picture_file *file, cnn_picture_rows *rows);
} cnn_picture_format;

extern const cnn_picture_format cnn_picture_png, cnn_picture_jpeg, cnn_picture_webp, cnn_picture_gif, cnn_picture_bmp,
    cnn_picture_pnm;

#endif
