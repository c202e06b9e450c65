/* What operators share: their names, their axes, and shapes that windows lead to. */
#include "op.h"

const char *cnn_phase_name(cnn_phase phase) {
    static const char *const names[CNN_PHASES] = {"forward", "loss", "backward", "update"};
    return names[phase];
}

const char *const cnn_pad_mode_names[CNN_PAD_MODES + 1] = {
    "zeros", "constant", "replicate", "reflect", "circular", NULL};

const char *cnn_pad_mode_name(cnn_pad_mode mode) {
    return cnn_pad_mode_names[mode];
}

const char *cnn_op_stem(const cnn_op *op) {
    return op->stem ? op->stem : op->name;
}

cnn_axis cnn_op_axis(const cnn_op *op, const cnn_attrs *attrs, int which, cnn_shape in, cnn_shape out) {
    if (op->axis)
        return op->axis(attrs, which, in);
    bool kept = in.h == out.h && in.w == out.w;
    int size = which == CNN_VERTICAL ? in.h : in.w;
    cnn_axis each = {.input = size, .kernel = 1, .stride = 1, .dilation = 1},
             whole = {.kind = CNN_AXIS_WHOLE, .input = size, .kernel = size, .stride = 1, .dilation = 1};
    return kept ? each : whole;
}

static bool says_nothing(cnn_axis axis) {
    bool still = axis.kernel == 1 && axis.stride == 1 && !axis.pad_before && !axis.pad_after && !axis.extra;
    return still || (axis.kind == CNN_AXIS_GATHER && cnn_axis_measure(axis).output == 1);
}

int cnn_op_shown_axis(const cnn_op *op, const cnn_attrs *attrs, cnn_shape in, cnn_shape out) {
    bool vertical = says_nothing(cnn_op_axis(op, attrs, CNN_VERTICAL, in, out)),
         horizontal = says_nothing(cnn_op_axis(op, attrs, CNN_HORIZONTAL, in, out));
    return vertical && !horizontal ? CNN_HORIZONTAL : CNN_VERTICAL;
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
        .k = 2,
        .factor = {1, 1}};
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

void cnn_attrs_resolve_same(const cnn_op *op, cnn_attrs *attrs, cnn_shape in) {
    if (!attrs->same || attrs->stride[0] < 1 || attrs->stride[1] < 1)
        return;
    for (int which = 0; which < 2; which++) {
        cnn_axis line = op->axis(attrs, which, in);
        cnn_axis_same(&line);
        attrs->pad[2 * which] = (int)line.pad_before;
        attrs->pad[2 * which + 1] = (int)line.pad_after;
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
    case CNN_FIT_CUT_AWAY:
        return cnn_fail(
            CNN_BAD_INPUT, "the padding removes everything that the stamps cover; nothing is left %s", direction);
    case CNN_FIT_BAD_EXTRA:
        return cnn_fail(CNN_BAD_INPUT, "output_padding must be smaller than the stride or the dilation, not %lld",
            (long long)axis.extra);
    case CNN_FIT_EXACT:
    case CNN_FIT_FLOOR:
    case CNN_FIT_CEIL:
    case CNN_FIT_CEIL_DROPPED:
    case CNN_FIT_CEIL_ONE:
    case CNN_FIT_TOO_LARGE:
        break;
    }
    return cnn_fail(CNN_BAD_INPUT, "a size, stride, padding or dilation is above %d", CNN_AXIS_MAX);
}

cnn_axis cnn_axis_of_filter(const cnn_attrs *attrs, int which, cnn_shape in) {
    return cnn_attrs_axis(attrs, which, which == CNN_VERTICAL ? in.h : in.w, false);
}

cnn_axis cnn_axis_of_pool(const cnn_attrs *attrs, int which, cnn_shape in) {
    return cnn_attrs_axis(attrs, which, which == CNN_VERTICAL ? in.h : in.w, true);
}

cnn_status cnn_infer_axes(
    const cnn_attrs *attrs, cnn_shape in, cnn_axis axis(const cnn_attrs *, int, cnn_shape), cnn_shape *out) {
    static const char *const directions[] = {"high", "wide"};
    int *outputs[] = {&out->h, &out->w};
    if (attrs->kernel[0] > 0 && attrs->kernel[1] > 0 && (int64_t)attrs->kernel[0] * attrs->kernel[1] > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "a window of %d x %d cells is larger than the %d that Stride opens",
            attrs->kernel[0], attrs->kernel[1], CNN_AXIS_MAX);
    for (int i = 0; i < 2; i++) {
        cnn_axis line = axis(attrs, i, in);
        cnn_axis_size size = cnn_axis_measure(line);
        if (!cnn_fit_valid(size.fit))
            return does_not_fit(line, size, directions[i]);
        *outputs[i] = (int)size.output;
    }
    return cnn_ok();
}

cnn_status cnn_infer_one_to_one(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)attrs;
    (void)inputs;
    layout->out = in[0];
    return cnn_ok();
}
