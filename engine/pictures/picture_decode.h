/* One way from the bytes of a picture file to pixels, for everything that takes pictures. The first bytes decide what a
 * file is, never the ending of its name. What a file announces is checked before anything is allocated for it, so a
 * damaged or hostile file costs a bounded amount of memory and time. The pixels are the same wherever Stride runs:
 * profiles and gammas of the file are passed over, and an orientation that it names is applied. */
#ifndef CNN_PICTURE_DECODE_H
#define CNN_PICTURE_DECODE_H

#include "status.h"

#include <stdint.h>

/* Pictures of more pixels than CNN_PICTURE_WHOLE come out scaled down by 2, 4 or 8 while they are decoded; of more than
 * CNN_PICTURE_MOST they are refused. A side has at most CNN_PICTURE_SIDE pixels. */
enum { CNN_PICTURE_WHOLE = 16000000, CNN_PICTURE_MOST = 101000000, CNN_PICTURE_SIDE = 65535 };

typedef struct cnn_picture {
    int rows, columns, channels;
    int file_rows, file_columns; /* in the file, turned as it is to be seen */
    bool transparent;            /* a pixel of it is, at least in part */
    uint8_t *pixels;             /* [rows][columns][channels]; freed by cnn_picture_free */
} cnn_picture;

typedef struct cnn_picture_wish {
    int channels;  /* 1: grey, 3: red, green, blue, 4: and alpha */
    bool on_black; /* what is transparent becomes black and not white; not with 4 channels */
    int enough;    /* where the shorter side has so many pixels, it may be scaled down while it is decoded; 0: as large
                      as it is. It stays at least three times as large. */
    int side;      /* the most pixels of a side; 0: CNN_PICTURE_SIDE */
    bool (*progress)(
        void *context, float share); /* is told how much is decoded, 0 to 1; false calls it off. NULL: none */
    void *context;
} cnn_picture_wish;

/* `name` is what messages call the file. Thread-safe. */
cnn_status cnn_picture_decode(
    const char *name, const uint8_t *bytes, size_t length, const cnn_picture_wish *wish, cnn_picture *out);

/* Reads the file, of at most 420 MB, and decodes it. */
cnn_status cnn_picture_load(const char *path, const cnn_picture_wish *wish, cnn_picture *out);

void cnn_picture_free(cnn_picture *picture);

/* What kind of picture starts with these bytes, at least 32 of them where the file has as many: "PNG", "JPEG", and also
 * kinds that cannot be read, which cnn_picture_decode answers with what to do. NULL: none. */
const char *cnn_picture_kind(const uint8_t *bytes, size_t length);

/* The same of a file; NULL also where it cannot be read. */
const char *cnn_picture_kind_of_file(const char *path);

/* The kinds that are read, for a sentence: "PNG, JPEG, ... and PNM". */
extern const char cnn_picture_kinds[];

#endif
