/* All arithmetic of windows that slide over an axis: how many places there are, what does not fit and why, which cells
 * a window reads and which windows read a cell. One axis at a time, in whole numbers only.
 *
 *   I input size, F kernel (filter) size, S stride, P padding before and after, D dilation, O output size
 *   O = floor((I + P_before + P_after - D(F-1) - 1) / S) + 1
 *
 * Cells are counted in the unpadded input: 0 .. I-1 are real, negative ones and those from I on are padding.
 * Source: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016; the ceil rule is
 * PyTorch's. */
#ifndef CNN_GEOMETRY_H
#define CNN_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

/* No size on an axis may be larger; keeps every product below well inside 64 bits. */
enum { CNN_AXIS_MAX = 1 << 24 };

typedef struct cnn_axis {
    int64_t input, kernel, stride, pad_before, pad_after, dilation;
    bool pooling;   /* pooling may pad at most half its window */
    bool ceil_mode; /* round up, then drop a last window that would start in the padding behind the input */
} cnn_axis;

typedef enum cnn_fit {
    CNN_FIT_EXACT,
    CNN_FIT_FLOOR,            /* does not divide, rounded down */
    CNN_FIT_CEIL,             /* does not divide, rounded up */
    CNN_FIT_CEIL_DROPPED,     /* rounded up, then the last window dropped */
    CNN_FIT_CEIL_ONE,         /* the kernel is too large, yet rounding up leaves one window */
    CNN_FIT_KERNEL_TOO_LARGE, /* from here on there is no output */
    CNN_FIT_POOL_PADDING,     /* 2P > F in a pooling window */
    CNN_FIT_BAD_STRIDE,       /* below 1 */
    CNN_FIT_BAD_KERNEL,
    CNN_FIT_BAD_PADDING, /* below 0 */
    CNN_FIT_BAD_DILATION,
    CNN_FIT_BAD_INPUT,
    CNN_FIT_TOO_LARGE, /* a size above CNN_AXIS_MAX */
} cnn_fit;

typedef struct cnn_axis_size {
    cnn_fit fit;
    int64_t output;                 /* 0 where there is none */
    int64_t numerator, denominator; /* the exact size before rounding, reduced; denominator 0 for bad arguments */
    int64_t remainder;              /* padded cells that rounding down leaves unread at the end */
} cnn_axis_size;

/* True when `fit` comes with an output. */
bool cnn_fit_valid(cnn_fit fit);

/* The reason as one word list, as in "non_integer;floor"; never NULL. */
const char *cnn_fit_name(cnn_fit fit);

cnn_axis_size cnn_axis_measure(cnn_axis axis);

/* D(F-1)+1: the cells between the first and the last that a window reads, both included. */
int64_t cnn_axis_extent(cnn_axis axis);

/* The cell that tap `tap` of window `window` reads. */
int64_t cnn_axis_cell(cnn_axis axis, int64_t window, int64_t tap);

/* The tap with which window `window` reads `cell`, or -1. */
int64_t cnn_axis_tap(cnn_axis axis, int64_t window, int64_t cell);

/* True when at least one of the `output` windows reads `cell`. */
bool cnn_axis_visited(cnn_axis axis, int64_t output, int64_t cell);

/* Padding that keeps the size at stride 1 and gives ceil(I/S) otherwise; the odd cell goes behind. */
void cnn_axis_same(cnn_axis *axis);

/* The smallest change of a single number that makes the kernel fit or, with `exact`, the division come out even. */
typedef enum cnn_part {
    CNN_PART_NONE,
    CNN_PART_PADDING,
    CNN_PART_KERNEL,
    CNN_PART_STRIDE,
    CNN_PART_DILATION,
    CNN_PART_INPUT
} cnn_part;
typedef struct cnn_change {
    cnn_part part; /* CNN_PART_NONE when no change of up to a thousand helps */
    int64_t value; /* the new value; padding: of both sides */
} cnn_change;
cnn_change cnn_axis_nearest(cnn_axis axis, bool exact);

/* A run of cells first .. last. */
typedef struct cnn_span {
    int64_t first, last;
} cnn_span;

/* The cells rows x columns of a plane. */
typedef struct cnn_rectangle {
    cnn_span rows, columns;
} cnn_rectangle;

/* What the windows `windows` read, padding included: one step of the receptive field back towards the image. */
cnn_span cnn_axis_field(cnn_axis axis, cnn_span windows);

/* The windows that read any of `cells`; first > last when there is none. */
cnn_span cnn_axis_reach(cnn_axis axis, int64_t output, cnn_span cells);

#endif
