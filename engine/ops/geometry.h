/* All arithmetic of windows on one axis: how many positions there are, what does not fit and why, which cells a window
 * covers and which windows cover a cell. One axis at a time, in whole numbers only.
 *
 *   I input size, F kernel (filter) size, S stride, P padding before and after, D dilation, O output size, E extra cells
 *
 * Tap t of the window at position p covers cell p*S - P_before + t*D. Three kinds of axes share this relation:
 *
 *   gather  positions are output numbers, cells are in the input: convolution, pooling
 *           O = floor((I + P_before + P_after - D(F-1) - 1) / S) + 1
 *   stamp   positions are input numbers, cells are in the output: transposed convolution
 *           O = (I-1)S - P_before - P_after + D(F-1) + 1 + E
 *   whole   every output number depends on every input number: dense layers; the one window covers the axis
 *
 * Cells are counted without padding: 0 .. I-1 are real cells of a gathering axis, 0 .. O-1 of a stamping one; the
 * others are padding, which a gathering window reads as a constant and where a stamp has no effect. Source: V.
 * Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016; the ceil rule and the rule for the
 * extra cells (output padding) are PyTorch's. */
#ifndef CNN_GEOMETRY_H
#define CNN_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

/* No size on an axis may be larger; keeps every product below well inside 64 bits. */
enum { CNN_AXIS_MAX = 1 << 24 };

typedef enum cnn_axis_kind { CNN_AXIS_GATHER, CNN_AXIS_STAMP, CNN_AXIS_WHOLE } cnn_axis_kind;

typedef struct cnn_axis {
    int64_t input, kernel, stride, pad_before, pad_after, dilation;
    bool pooling;   /* pooling may pad at most half its window */
    bool ceil_mode; /* round up, then drop a last window that would start in the padding behind the input */
    cnn_axis_kind kind;
    int64_t extra; /* stamp: cells added behind the output */
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
    CNN_FIT_CUT_AWAY,  /* stamp: the padding removes the whole output */
    CNN_FIT_BAD_EXTRA, /* stamp: the extra cells are not fewer than the stride or the dilation */
} cnn_fit;

typedef struct cnn_axis_size {
    cnn_fit fit;
    int64_t output;                 /* 0 where there is none */
    int64_t numerator, denominator; /* the exact size before rounding, reduced; denominator 0 for bad arguments */
    int64_t remainder;              /* padded cells that rounding down leaves unread at the end */
} cnn_axis_size;

/* True when `fit` comes with an output. */
bool cnn_fit_valid(cnn_fit fit);

/* The reason as a list of words, as in "non_integer;floor"; never NULL. */
const char *cnn_fit_name(cnn_fit fit);

cnn_axis_size cnn_axis_measure(cnn_axis axis);

/* D(F-1)+1: the cells between the first and the last that a window reads, both included. */
int64_t cnn_axis_extent(cnn_axis axis);

/* The cell that tap `tap` of the window at `position` covers. */
int64_t cnn_axis_cell(cnn_axis axis, int64_t position, int64_t tap);

/* The tap of the window at `position` that covers `cell`, or -1. */
int64_t cnn_axis_tap(cnn_axis axis, int64_t position, int64_t cell);

/* How many positions there are when the output has `output` numbers. */
int64_t cnn_axis_positions(cnn_axis axis, int64_t output);

/* True when the window at one of the positions covers `cell`. */
bool cnn_axis_visited(cnn_axis axis, int64_t output, int64_t cell);

/* Padding that keeps the size at stride 1 and gives ceil(I/S) otherwise, or I*S where windows stamp; an odd cell goes
 * after the input. */
void cnn_axis_same(cnn_axis *axis);

/* The smallest change of a single number that makes the kernel fit or, with `exact`, makes the division exact. */
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

/* The input numbers that the output numbers `outputs` depend on, padding included: one step of the receptive field back
 * towards the image. first > last when there is none. */
cnn_span cnn_axis_field(cnn_axis axis, cnn_span outputs);

/* The output numbers, of `output`, that depend on any of the input numbers `inputs`; first > last when there is none. */
cnn_span cnn_axis_reach(cnn_axis axis, int64_t output, cnn_span inputs);

#endif
