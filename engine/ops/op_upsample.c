/* Upsampling: a map becomes larger by a whole factor on each axis, and nothing is learned.
 *
 *   nearest   y[i] = x[floor(i / S)]: each number is repeated
 *   bilinear  between the two nearest cells of each axis, weighted by how near they are. Cell centres lie at
 *             (i + 1/2) / S - 1/2 of the input; with `corners` the corner cells of both maps lie on each other,
 *             i * (I - 1) / (O - 1). Beyond the border stands the border cell.
 *
 * Backward each cell takes the gradients of the numbers that it went into, times the same weights. Source: the
 * definition of torch.nn.functional.interpolate. */
#include "op_steps.h"

#include <math.h>

const char *const cnn_upsampling_names[] = {"nearest", "bilinear", NULL};

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    int64_t rows = (int64_t)in[0].h * a->factor[0], columns = (int64_t)in[0].w * a->factor[1];
    if (a->factor[0] < 1 || a->factor[1] < 1 || rows > CNN_AXIS_MAX || columns > CNN_AXIS_MAX)
        return cnn_fail(
            CNN_BAD_INPUT, "a scale of %d x %d does not work on %d x %d", a->factor[0], a->factor[1], in[0].h, in[0].w);
    layout->out = (cnn_shape){1, in[0].c, (int)rows, (int)columns};
    return cnn_ok();
}

static bool is_bilinear(const cnn_call *call) {
    return call->attrs->upsampling == CNN_BILINEAR;
}

/* The two cells between which output cell `at` of an axis lies, and the part of the second. */
typedef struct between {
    int cell[2];
    float part[2];
} between;

static between between_of(const cnn_call *call, int axis, int at) {
    const cnn_attrs *a = call->attrs;
    int input = axis == CNN_VERTICAL ? call->in[0].shape.h : call->in[0].shape.w, output = input * a->factor[axis];
    if (!is_bilinear(call))
        return (between){{at / a->factor[axis], at / a->factor[axis]}, {1, 0}};
    double place = ((double)at + 0.5) / a->factor[axis] - 0.5;
    if (a->corners)
        place = output > 1 ? (double)at * (input - 1) / (output - 1) : 0;
    int first = (int)floor(place), last = place > first ? first + 1 : first;
    float part = (float)(place - first);
    return (between){{first < 0 ? 0 : first, last < input ? last : input - 1}, {1 - part, part}};
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape o = call->out.shape;
    int cells = is_bilinear(call) ? 2 : 1;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, 1, cells, cells, CNN_FOLD_SUM};
    return 1;
}

/* The four cells of a position, with their weights; of `nearest` the first is the only one. */
typedef struct cells {
    int rows[2], columns[2];
    float down[2], across[2];
    int c;
} cells;

static cells cells_of(const cnn_call *call, int64_t position) {
    cnn_triple at = cnn_unflatten(position, call->out.shape.h, call->out.shape.w);
    between rows = between_of(call, CNN_VERTICAL, at.h), columns = between_of(call, CNN_HORIZONTAL, at.w);
    return (cells){{rows.cell[0], rows.cell[1]}, {columns.cell[0], columns.cell[1]}, {rows.part[0], rows.part[1]},
        {columns.part[0], columns.part[1]}, at.c};
}

static int64_t cell_at(const cnn_call *call, const cells *of, int64_t index, float *weight) {
    *weight = of->down[index / 2] * of->across[index % 2];
    return cnn_flat(call->in[0].shape, of->c, of->rows[index / 2], of->columns[index % 2]);
}

static int64_t taps_of(const cnn_call *call) {
    return is_bilinear(call) ? 4 : 1;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cells of = cells_of(call, position);
    float weight;
    return cnn_tap_at(call->in[0].shape, cell_at(call, &of, index, &weight));
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape), taps = taps_of(call);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t p = 0; p < positions; p++) {
            cells of = cells_of(call, p);
            float sum = 0, weight;
            for (int64_t i = 0; i < taps; i++) {
                float x = cnn_tensor_image(call->in[0], n).data[cell_at(call, &of, i, &weight)];
                sum += weight * x;
            }
            cnn_tensor_image(call->out, n).data[p] = sum;
        }
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape), taps = taps_of(call);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++)
        for (int64_t p = 0; p < positions; p++) {
            cells of = cells_of(call, p);
            float weight, g = cnn_tensor_image(call->dout, n).data[p];
            for (int64_t i = 0; i < taps; i++) {
                float *dx = &cnn_tensor_image(call->din[0], n).data[cell_at(call, &of, i, &weight)];
                *dx += g * weight;
            }
        }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    cells of = cells_of(call, position);
    cnn_numbers n = {.taken = true};
    n.input = call->in[0].data[cell_at(call, &of, index, &n.weight)];
    n.product = n.weight * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    cells of = cells_of(probe->call, position);
    double sum = 0;
    float weight;
    for (int64_t i = 0; i < taps_of(probe->call); i++) {
        double x = probe->in[0][cell_at(probe->call, &of, i, &weight)];
        sum += (double)weight * x;
    }
    return sum;
}

/* Seen from the input each cell is stamped on the output; with `corners` the stamps lie at no regular distance. */
static cnn_axis axis(const cnn_attrs *a, int which, cnn_shape in) {
    int size = which == CNN_VERTICAL ? in.h : in.w, scale = a->factor[which];
    cnn_axis made = {.kind = CNN_AXIS_STAMP, .input = size, .kernel = scale, .stride = scale, .dilation = 1};
    if (a->upsampling != CNN_BILINEAR)
        return made;
    if (a->corners)
        return (cnn_axis){.kind = CNN_AXIS_WHOLE, .input = size, .kernel = size, .stride = 1, .dilation = 1};
    made.kernel = 2 * scale - scale % 2;
    made.pad_before = made.pad_after = scale / 2;
    return made;
}

static const cnn_setting settings[] = {
    {"scale", CNN_SETTING_PAIR, offsetof(cnn_attrs, factor), 1, CNN_SETTING_MOST, 2, CNN_DEFAULT_NUMBER, NULL},
    {"mode", CNN_SETTING_CHOICE, offsetof(cnn_attrs, upsampling), 0, 0, 0, CNN_DEFAULT_NUMBER, cnn_upsampling_names},
    {"corners", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, corners), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_upsample = {.name = "upsample",
    .family = CNN_FAMILY_SPREAD,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .infer = infer,
    .axis = axis,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = cnn_touching_own};
