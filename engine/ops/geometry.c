/* Everything follows from one relation: tap t of the window at position p covers the cell p*S - P_before + t*D. */
#include "geometry.h"

#include <stdlib.h>

bool cnn_fit_valid(cnn_fit fit) {
    return fit < CNN_FIT_KERNEL_TOO_LARGE;
}

const char *cnn_fit_name(cnn_fit fit) {
    static const char *const names[] = {
        [CNN_FIT_EXACT] = "ok",
        [CNN_FIT_FLOOR] = "non_integer;floor",
        [CNN_FIT_CEIL] = "non_integer;ceil",
        [CNN_FIT_CEIL_DROPPED] = "non_integer;ceil;last_window_dropped",
        [CNN_FIT_CEIL_ONE] = "kernel_larger_than_padded_input;ceil_still_gives_one",
        [CNN_FIT_KERNEL_TOO_LARGE] = "kernel_larger_than_padded_input",
        [CNN_FIT_POOL_PADDING] = "pool_padding_more_than_half_kernel",
        [CNN_FIT_BAD_STRIDE] = "stride_not_positive",
        [CNN_FIT_BAD_KERNEL] = "kernel_not_positive",
        [CNN_FIT_BAD_PADDING] = "padding_negative",
        [CNN_FIT_BAD_DILATION] = "dilation_not_positive",
        [CNN_FIT_BAD_INPUT] = "input_not_positive",
        [CNN_FIT_TOO_LARGE] = "too_large",
        [CNN_FIT_CUT_AWAY] = "padding_larger_than_output",
        [CNN_FIT_BAD_EXTRA] = "output_padding_too_large",
    };
    return names[fit];
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int64_t ceil_divide(int64_t a, int64_t b) {
    return -floor_divide(-a, b);
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static cnn_fit bad_argument(cnn_axis axis) {
    if (axis.input < 1)
        return CNN_FIT_BAD_INPUT;
    if (axis.kernel < 1)
        return CNN_FIT_BAD_KERNEL;
    if (axis.stride < 1)
        return CNN_FIT_BAD_STRIDE;
    if (axis.dilation < 1)
        return CNN_FIT_BAD_DILATION;
    if (axis.pad_before < 0 || axis.pad_after < 0)
        return CNN_FIT_BAD_PADDING;
    if (axis.input > CNN_AXIS_MAX || axis.kernel > CNN_AXIS_MAX || axis.stride > CNN_AXIS_MAX ||
        axis.dilation > CNN_AXIS_MAX || axis.pad_before > CNN_AXIS_MAX || axis.pad_after > CNN_AXIS_MAX)
        return CNN_FIT_TOO_LARGE;
    if (axis.extra < 0 || (axis.extra && axis.extra >= axis.stride && axis.extra >= axis.dilation))
        return CNN_FIT_BAD_EXTRA;
    if (axis.pooling && (2 * axis.pad_before > axis.kernel || 2 * axis.pad_after > axis.kernel))
        return CNN_FIT_POOL_PADDING;
    return CNN_FIT_EXACT;
}

int64_t cnn_axis_extent(cnn_axis axis) {
    return axis.dilation * (axis.kernel - 1) + 1;
}

/* What the stamps cover, before the padding is removed. */
static cnn_axis_size measure_stamps(cnn_axis axis) {
    int64_t output =
        (axis.input - 1) * axis.stride - axis.pad_before - axis.pad_after + cnn_axis_extent(axis) + axis.extra;
    cnn_axis_size size = {.fit = CNN_FIT_EXACT, .output = output, .numerator = output, .denominator = 1};
    if (output >= 1 && output <= CNN_AXIS_MAX)
        return size;
    size.fit = output < 1 ? CNN_FIT_CUT_AWAY : CNN_FIT_TOO_LARGE;
    size.output = 0;
    return size;
}

cnn_axis_size cnn_axis_measure(cnn_axis axis) {
    cnn_axis_size size = {.fit = bad_argument(axis)};
    if (size.fit != CNN_FIT_EXACT && size.fit != CNN_FIT_POOL_PADDING)
        return size;
    if (axis.kind == CNN_AXIS_STAMP)
        return measure_stamps(axis);
    int64_t slack = axis.input + axis.pad_before + axis.pad_after - cnn_axis_extent(axis);
    int64_t divisor = common_divisor(llabs(slack + axis.stride), axis.stride);
    size.numerator = (slack + axis.stride) / divisor;
    size.denominator = axis.stride / divisor;
    size.remainder = slack - floor_divide(slack, axis.stride) * axis.stride;
    if (size.fit == CNN_FIT_POOL_PADDING)
        return size;
    if (slack < 0) {
        bool ceil_gives_one = axis.ceil_mode && ceil_divide(slack, axis.stride) == 0;
        size.fit = ceil_gives_one ? CNN_FIT_CEIL_ONE : CNN_FIT_KERNEL_TOO_LARGE;
        size.output = ceil_gives_one ? 1 : 0;
        return size;
    }
    size.output = floor_divide(slack, axis.stride) + 1;
    if (size.remainder == 0)
        return size;
    size.fit = CNN_FIT_FLOOR;
    if (axis.ceil_mode) {
        bool starts_behind_input = size.output * axis.stride >= axis.input + axis.pad_before;
        size.fit = starts_behind_input ? CNN_FIT_CEIL_DROPPED : CNN_FIT_CEIL;
        size.output += starts_behind_input ? 0 : 1;
    }
    return size;
}

int64_t cnn_axis_cell(cnn_axis axis, int64_t position, int64_t tap) {
    return position * axis.stride - axis.pad_before + tap * axis.dilation;
}

int64_t cnn_axis_tap(cnn_axis axis, int64_t position, int64_t cell) {
    int64_t offset = cell - cnn_axis_cell(axis, position, 0);
    if (offset < 0 || offset % axis.dilation)
        return -1;
    int64_t tap = offset / axis.dilation;
    return tap < axis.kernel ? tap : -1;
}

int64_t cnn_axis_positions(cnn_axis axis, int64_t output) {
    return axis.kind == CNN_AXIS_STAMP ? axis.input : output;
}

/* The cells that the windows at the positions cover. */
static cnn_span covered(cnn_axis axis, cnn_span positions) {
    return (cnn_span){cnn_axis_cell(axis, positions.first, 0), cnn_axis_cell(axis, positions.last, axis.kernel - 1)};
}

static cnn_span cut(cnn_span span, cnn_span to) {
    return (cnn_span){span.first < to.first ? to.first : span.first, span.last > to.last ? to.last : span.last};
}

static cnn_span all_of(int64_t count) {
    return (cnn_span){0, count - 1};
}

/* Those of the positions `among` whose windows cover any of the cells. A dilated window may skip a single cell; which
 * positions do so repeats after D positions at most. */
static cnn_span covering(cnn_axis axis, cnn_span cells, cnn_span among) {
    cnn_span at = {ceil_divide(cells.first + axis.pad_before - (cnn_axis_extent(axis) - 1), axis.stride),
        floor_divide(cells.last + axis.pad_before, axis.stride)};
    at = cut(at, among);
    if (cells.first != cells.last)
        return at;
    int64_t end = at.first + axis.dilation;
    while (at.first <= at.last && at.first < end && cnn_axis_tap(axis, at.first, cells.first) < 0)
        at.first++;
    if (at.first == end)
        at.last = at.first - 1;
    while (at.first <= at.last && cnn_axis_tap(axis, at.last, cells.first) < 0)
        at.last--;
    return at;
}

cnn_span cnn_axis_field(cnn_axis axis, cnn_span outputs) {
    const cnn_span any = {INT64_MIN, INT64_MAX};
    if (axis.kind == CNN_AXIS_WHOLE)
        return all_of(axis.input);
    return axis.kind == CNN_AXIS_STAMP ? covering(axis, outputs, any) : covered(axis, outputs);
}

cnn_span cnn_axis_reach(cnn_axis axis, int64_t output, cnn_span inputs) {
    if (axis.kind == CNN_AXIS_WHOLE)
        return all_of(output);
    return axis.kind == CNN_AXIS_STAMP ? cut(covered(axis, inputs), all_of(output))
                                       : covering(axis, inputs, all_of(output));
}

bool cnn_axis_visited(cnn_axis axis, int64_t output, int64_t cell) {
    cnn_span positions = covering(axis, (cnn_span){cell, cell}, all_of(cnn_axis_positions(axis, output)));
    return positions.first <= positions.last;
}

void cnn_axis_same(cnn_axis *axis) {
    int64_t output = ceil_divide(axis->input, axis->stride), extent = cnn_axis_extent(*axis);
    int64_t needed = axis->kind == CNN_AXIS_STAMP ? extent - axis->stride + axis->extra
                                                  : (output - 1) * axis->stride + extent - axis->input;
    if (needed < 0)
        needed = 0;
    axis->pad_before = needed / 2;
    axis->pad_after = needed - needed / 2;
}

static bool good(cnn_axis axis, bool exact) {
    cnn_axis_size size = cnn_axis_measure(axis);
    return exact ? size.fit == CNN_FIT_EXACT : cnn_fit_valid(size.fit);
}

static cnn_axis changed(cnn_axis axis, cnn_part part, int64_t by) {
    switch (part) {
    case CNN_PART_PADDING:
        axis.pad_before += by;
        axis.pad_after += by;
        break;
    case CNN_PART_KERNEL:
        axis.kernel += by;
        break;
    case CNN_PART_STRIDE:
        axis.stride += by;
        break;
    case CNN_PART_DILATION:
        axis.dilation += by;
        break;
    case CNN_PART_INPUT:
        axis.input += by;
        break;
    case CNN_PART_NONE:
        break;
    }
    return axis;
}

static int64_t value_of(cnn_axis axis, cnn_part part) {
    int64_t values[] = {0, axis.pad_before, axis.kernel, axis.stride, axis.dilation, axis.input};
    return values[part];
}

cnn_change cnn_axis_nearest(cnn_axis axis, bool exact) {
    for (int64_t by = 1; by <= 1000; by++)
        for (cnn_part part = CNN_PART_PADDING; part <= CNN_PART_INPUT; part++)
            for (int sign = 1; sign >= -1; sign -= 2) {
                cnn_axis tried = changed(axis, part, sign * by);
                if (good(tried, exact))
                    return (cnn_change){part, value_of(tried, part)};
            }
    return (cnn_change){CNN_PART_NONE, 0};
}
