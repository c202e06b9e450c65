/* The table of operators and what they share. */
#include "op.h"

#include <string.h>

#define CNN_OP(kind, symbol) extern const cnn_op symbol;
#include "op_table.h"
#undef CNN_OP

static const cnn_op *const table[CNN_OP_COUNT] = {
#define CNN_OP(kind, symbol) [CNN_OP_##kind] = &symbol,
#include "op_table.h"
#undef CNN_OP
};

const char *cnn_phase_name(cnn_phase phase) {
    static const char *const names[CNN_PHASES] = {"forward", "loss", "backward", "update"};
    return names[phase];
}

const char *cnn_pad_mode_name(cnn_pad_mode mode) {
    static const char *const names[CNN_PAD_MODES] = {"zeros", "constant", "replicate", "reflect", "circular"};
    return names[mode];
}

const cnn_op *cnn_op_of(cnn_op_kind kind) {
    return table[kind];
}

cnn_op_kind cnn_op_named(const char *name) {
    int kind = 0;
    while (kind < CNN_OP_COUNT && strcmp(table[kind]->name, name))
        kind++;
    return (cnn_op_kind)kind;
}

cnn_attrs cnn_attrs_default(void) {
    cnn_attrs attrs = {.stride = {1, 1},
        .dilation = {1, 1},
        .groups = 1,
        .bias = true,
        .count_include_pad = true,
        .slope = 0.01f,
        .amplitude = 1.7159f,
        .steepness = 2.0f / 3,
        .hot = 1,
        .margin = 10,
        .drop = 0.5f,
        .epsilon = 1e-5f,
        .blend = 0.1f,
        .neighbours = 5,
        .alpha = 1e-4f,
        .beta = 0.75f,
        .k = 2};
    return attrs;
}

cnn_axis cnn_attrs_axis(const cnn_attrs *attrs, int axis, int size, bool pooling) {
    cnn_axis made = {.input = size,
        .kernel = attrs->kernel[axis],
        .stride = attrs->stride[axis],
        .dilation = attrs->dilation[axis],
        .pad_before = attrs->pad[2 * axis],
        .pad_after = attrs->pad[2 * axis + 1],
        .pooling = pooling,
        .ceil_mode = attrs->ceil_mode};
    return made;
}

void cnn_attrs_resolve_same(cnn_attrs *attrs, cnn_shape in) {
    int sizes[] = {in.h, in.w};
    if (!attrs->same || attrs->stride[0] < 1 || attrs->stride[1] < 1)
        return;
    for (int axis = 0; axis < 2; axis++) {
        cnn_axis line = cnn_attrs_axis(attrs, axis, sizes[axis], false);
        cnn_axis_same(&line);
        attrs->pad[2 * axis] = (int)line.pad_before;
        attrs->pad[2 * axis + 1] = (int)line.pad_after;
    }
    attrs->same = false;
}

static cnn_status does_not_fit(cnn_axis axis, cnn_axis_size size, const char *direction) {
    switch (size.fit) {
    case CNN_FIT_KERNEL_TOO_LARGE:
        return cnn_fail(CNN_BAD_INPUT,
            "the window is %lld cells %s, the input with its padding only %lld, so it fits nowhere",
            (long long)cnn_axis_extent(axis), direction, (long long)(axis.input + axis.pad_before + axis.pad_after));
    case CNN_FIT_POOL_PADDING:
        return cnn_fail(CNN_BAD_INPUT, "a pooling window of %lld may be padded by at most %lld on a side, not %lld",
            (long long)axis.kernel, (long long)(axis.kernel / 2),
            (long long)(axis.pad_before > axis.pad_after ? axis.pad_before : axis.pad_after));
    case CNN_FIT_BAD_STRIDE:
        return cnn_fail(CNN_BAD_INPUT, "stride must be at least 1, not %lld", (long long)axis.stride);
    case CNN_FIT_BAD_KERNEL:
        return cnn_fail(CNN_BAD_INPUT, "size must be at least 1, not %lld", (long long)axis.kernel);
    case CNN_FIT_BAD_PADDING:
        return cnn_fail(CNN_BAD_INPUT, "padding must not be negative");
    case CNN_FIT_BAD_DILATION:
        return cnn_fail(CNN_BAD_INPUT, "dilation must be at least 1, not %lld", (long long)axis.dilation);
    case CNN_FIT_BAD_INPUT:
        return cnn_fail(CNN_BAD_INPUT, "the input is empty");
    default:
        return cnn_fail(CNN_BAD_INPUT, "a size, stride, padding or dilation is above %d", CNN_AXIS_MAX);
    }
}

cnn_status cnn_infer_window(const cnn_attrs *attrs, cnn_shape in, bool pooling, int *rows, int *columns) {
    static const char *const directions[] = {"high", "wide"};
    int sizes[] = {in.h, in.w}, *outputs[] = {rows, columns};
    if (attrs->kernel[0] > 0 && attrs->kernel[1] > 0 && (int64_t)attrs->kernel[0] * attrs->kernel[1] > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "a window of %d x %d cells is larger than the %d that Stride opens",
            attrs->kernel[0], attrs->kernel[1], CNN_AXIS_MAX);
    for (int axis = 0; axis < 2; axis++) {
        cnn_axis line = cnn_attrs_axis(attrs, axis, sizes[axis], pooling);
        cnn_axis_size size = cnn_axis_measure(line);
        if (!cnn_fit_valid(size.fit))
            return does_not_fit(line, size, directions[axis]);
        *outputs[axis] = (int)size.output;
    }
    return cnn_ok();
}

cnn_status cnn_infer_one_to_one(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)attrs;
    (void)inputs;
    layout->out = in[0];
    return cnn_ok();
}
