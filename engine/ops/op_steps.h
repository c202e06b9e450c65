/* What the step functions of several operators share: indices to coordinates, and the cell under a tap of a window. */
#ifndef CNN_OP_STEPS_H
#define CNN_OP_STEPS_H

#include "op.h"

#include <stddef.h>

typedef struct cnn_triple {
    int c, h, w;
} cnn_triple;

/* The coordinates of flat index `index` in a box with `rows` x `columns` planes. */
static inline cnn_triple cnn_unflatten(int64_t index, int rows, int columns) {
    int64_t line = index / columns;
    return (cnn_triple){(int)(line / rows), (int)(line % rows), (int)(index % columns)};
}

/* The cell that tap (row, column) of the window at output (row, column) reads; channel, input and weight are left to
 * the caller. */
static inline cnn_tap cnn_window_cell(const cnn_attrs *a, cnn_shape in, cnn_triple at, int tap_row, int tap_column) {
    cnn_tap tap = {.row = at.h * a->stride[0] - a->pad[0] + tap_row * a->dilation[0],
        .column = at.w * a->stride[1] - a->pad[2] + tap_column * a->dilation[1],
        .input = -1,
        .weight = -1};
    tap.padding = tap.row < 0 || tap.row >= in.h || tap.column < 0 || tap.column >= in.w;
    return tap;
}

/* The real cell whose number fills cell `at` of an axis of `size` cells; -1: none, it holds a constant. */
static inline int cnn_pad_source(cnn_pad_mode mode, int at, int size) {
    if (at >= 0 && at < size)
        return at;
    if (mode == CNN_PAD_REPLICATE)
        return at < 0 ? 0 : size - 1;
    if (mode == CNN_PAD_CIRCULAR)
        return (at % size + size) % size;
    if (mode != CNN_PAD_REFLECT)
        return -1;
    int period = size > 1 ? 2 * (size - 1) : 1, within = (at % period + period) % period;
    return within < size ? within : period - within;
}

static inline int64_t cnn_flat(cnn_shape s, int c, int h, int w) {
    return ((int64_t)c * s.h + h) * s.w + w;
}

/* Dropout: the factor of number `i` of an image of the call, 0 or 1 / (1 - p). */
float cnn_dropout_factor(const cnn_call *call, int image, int64_t i);

/* Batch normalisation in evaluation: uses the running statistics of map `c` in place of measured ones. */
void cnn_batch_norm_recall(const cnn_call *call, int c);

/* A term whose positions are the numbers of `s`, each with one tap. */
static inline cnn_term cnn_term_each(const char *name, cnn_shape s) {
    return (cnn_term){name, s.c, s.h, s.w, 1, 1, 1, CNN_FOLD_SUM};
}

/* A term with one position whose taps are the numbers of `s`. */
static inline cnn_term cnn_term_all(const char *name, cnn_shape s, cnn_fold fold) {
    return (cnn_term){name, 1, 1, 1, s.c, s.h, s.w, fold};
}

/* The tap of an operator that reads cell `index` of its input. */
static inline cnn_tap cnn_tap_at(cnn_shape in, int64_t index) {
    cnn_triple at = cnn_unflatten(index, in.h, in.w);
    return (cnn_tap){.channel = at.c, .row = at.h, .column = at.w, .input = index, .weight = -1};
}

/* Step functions that several operators share: a term with a position for each output number; a tap on the input number
 * of the same index, and with the weight of its channel; the number written, with the bias of its map or without. */
int cnn_terms_each(const cnn_call *call, cnn_phase phase, cnn_term *out);
cnn_tap cnn_tap_same(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index);
cnn_tap cnn_tap_of_channel(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index);
cnn_result cnn_result_plain(const cnn_call *call, cnn_phase phase, int term, int64_t position);
cnn_result cnn_result_biased(const cnn_call *call, cnn_phase phase, int term, int64_t position);
int64_t cnn_bias_of_map(const cnn_call *call, int term, int64_t position);

/* What `slopes` says of the parameters: how many there are, and which of them number `position` of an image has. */
int cnn_own_count(cnn_slopes whose, cnn_shape in);
int64_t cnn_own_number(const cnn_call *call, int64_t position);

/* See `touching` of cnn_op: map c reads only channel c; or every map reads channel c with the taps of c. */
cnn_steps_box cnn_touching_own(const cnn_call *call, int channel);
cnn_steps_box cnn_touching_channel(const cnn_call *call, int channel);

#endif
