/* A picture resized as torchvision's transforms do it to a PIL image: bilinear or bicubic, and where it becomes smaller each new
 * pixel looks at all old ones that it covers (antialias). The bytes are the same as theirs. */
#ifndef CNN_PICTURE_RESIZE_H
#define CNN_PICTURE_RESIZE_H

#include "levels.h"
#include "status.h"

#include <stdint.h>

/* Grey as ITU-R 601 weighs the colours, in Pillow's fixed point. */
static inline uint8_t cnn_grey(uint8_t red, uint8_t green, uint8_t blue) {
    return (uint8_t)((red * 19595u + green * 38470u + blue * 7471u + 0x8000u) >> 16);
}

/* One channel of a picture: how far the next row and the next pixel are. */
typedef struct cnn_plane {
    const uint8_t *pixels;
    int rows, columns;
    size_t next_row, next_pixel;
} cnn_plane;

/* What the whole picture is resized to, and which part of that is taken. */
typedef struct cnn_resizing {
    int rows, columns, top, left;
    bool bicubic;
} cnn_resizing;

/* To fill `rows` x `columns` of an input: CROP makes the shorter side as long as it says, or 8/7 of the input's (256 for
 * 224), and takes the middle; otherwise the whole picture is stretched. */
cnn_resizing cnn_picture_resizing(cnn_fitting fitting, int from_rows, int from_columns, int rows, int columns);

/* Fills an input of the shape with numbers 0..1 of a whole picture, [rows][columns] of red, green, blue; with another
 * number of channels than three each of them is grey. */
cnn_status cnn_picture_take(
    const uint8_t *rgb, int rows, int columns, cnn_fitting fitting, cnn_shape shape, float *pixels);

/* Writes `rows` x `columns` bytes. */
cnn_status cnn_picture_resize(cnn_plane from, cnn_resizing how, int rows, int columns, uint8_t *to);

#endif
