/* Max, average and min pooling: the same window over each channel on its own.
 *
 *   max  y = the largest real cell; padding never wins. Ties: the first in row-major order wins and takes the whole
 *        gradient; a NaN replaces whatever stood before it.
 *   min  the same with the sign turned.
 *   avg  y = (sum of the real cells) / d      dx += dy / d
 *        d counts the cells inside the padded input (count_include_pad) or the real ones; cells that ceil mode adds
 *        beyond the padding never count.
 *
 * Source: the definitions of torch.nn.functional.max_pool2d and avg_pool2d. */
#include "op_steps.h"

#include <math.h>

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    layout->out = (cnn_shape){1, in[0].c, 0, 0};
    cnn_status status = cnn_infer_axes(a, in[0], cnn_axis_of_pool, &layout->out);
    layout->scratch = cnn_shape_image(layout->out);
    return status;
}

static int terms_with(const cnn_call *call, cnn_fold fold, cnn_term *out) {
    cnn_shape o = call->out.shape;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, 1, call->attrs->kernel[0], call->attrs->kernel[1], fold};
    return 1;
}

static inline cnn_tap tap_of(const cnn_call *call, cnn_triple at, int64_t index) {
    const cnn_attrs *a = call->attrs;
    cnn_shape in = call->in[0].shape;
    cnn_tap t = cnn_window_cell(a, in, at, (int)(index / a->kernel[1]), (int)(index % a->kernel[1]));
    t.channel = at.c;
    t.input = t.padding ? -1 : cnn_flat(in, at.c, t.row, t.column);
    return t;
}

static inline cnn_triple place(const cnn_call *call, int64_t position) {
    return cnn_unflatten(position, call->out.shape.h, call->out.shape.w);
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return tap_of(call, place(call, position), index);
}

static inline int64_t taps_of(const cnn_call *call) {
    return (int64_t)call->attrs->kernel[0] * call->attrs->kernel[1];
}

/* The winning tap, or -1 in a window without a real cell. `sign` is 1 for max and -1 for min. */
static int64_t winner_of(const cnn_call *call, const float *x, cnn_triple at, float sign) {
    int64_t winner = -1;
    float best = -INFINITY;
    for (int64_t i = 0; i < taps_of(call); i++) {
        cnn_tap t = tap_of(call, at, i);
        if (t.padding)
            continue;
        float candidate = sign * x[t.input];
        if (winner < 0 || candidate > best || isnan(candidate)) {
            winner = i;
            best = candidate;
        }
    }
    return winner;
}

static void extreme_forward(const cnn_call *call, float sign) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        for (int64_t p = 0; p < positions; p++) {
            int64_t winner = winner_of(call, x, place(call, p), sign);
            y[p] = winner < 0 ? -sign * INFINITY : x[tap_of(call, place(call, p), winner).input];
        }
    }
}

static void extreme_backward(const cnn_call *call, float sign) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            int64_t winner = winner_of(call, x, place(call, p), sign);
            if (winner >= 0)
                dx[tap_of(call, place(call, p), winner).input] += dy[p];
        }
    }
}

static cnn_numbers extreme_numbers(const cnn_call *call, cnn_phase phase, int64_t position, int64_t index, float sign) {
    cnn_triple at = place(call, position);
    cnn_tap t = tap_of(call, at, index);
    cnn_numbers n = {.input = t.padding ? -sign * INFINITY : call->in[0].data[t.input]};
    n.product = n.input;
    n.taken = winner_of(call, call->in[0].data, at, sign) == index;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.taken ? n.gradient : 0;
    }
    return n;
}

static double extreme_value(cnn_probe *probe, int64_t position, double sign) {
    double best = 0;
    cnn_triple at = place(probe->call, position);
    probe->decision = -1;
    for (int64_t i = 0; i < taps_of(probe->call); i++) {
        cnn_tap t = tap_of(probe->call, at, i);
        double cell = t.padding ? 0 : sign * probe->in[0][t.input];
        if (t.padding || (probe->decision >= 0 && !(cell > best)))
            continue;
        best = cell;
        probe->decision = i;
    }
    return sign * best;
}

static void max_forward(const cnn_call *call) {
    extreme_forward(call, 1);
}
static void max_backward(const cnn_call *call) {
    extreme_backward(call, 1);
}
static double max_value(cnn_probe *probe, int64_t position) {
    return extreme_value(probe, position, 1);
}
static int max_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    return terms_with(call, CNN_FOLD_LARGEST, out);
}
static cnn_numbers max_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    return extreme_numbers(call, phase, position, index, 1);
}

static void min_forward(const cnn_call *call) {
    extreme_forward(call, -1);
}
static void min_backward(const cnn_call *call) {
    extreme_backward(call, -1);
}
static double min_value(cnn_probe *probe, int64_t position) {
    return extreme_value(probe, position, -1);
}
static int min_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    return terms_with(call, CNN_FOLD_SMALLEST, out);
}
static cnn_numbers min_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    return extreme_numbers(call, phase, position, index, -1);
}

/* How many taps of the window the divisor counts, on one axis. */
static int counted(const cnn_attrs *a, int axis, int window, int input) {
    int count = 0;
    int end = input + (a->count_include_pad ? a->pad[2 * axis + 1] : 0);
    int begin = a->count_include_pad ? -a->pad[2 * axis] : 0;
    for (int i = 0; i < a->kernel[axis]; i++) {
        int cell = window * a->stride[axis] - a->pad[2 * axis] + i * a->dilation[axis];
        count += cell >= begin && cell < end;
    }
    return count;
}

static float divisor_of(const cnn_call *call, cnn_triple at) {
    cnn_shape in = call->in[0].shape;
    return (float)counted(call->attrs, 0, at.h, in.h) * (float)counted(call->attrs, 1, at.w, in.w);
}

static void average_forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = place(call, p);
            float sum = 0, divisor = divisor_of(call, at);
            for (int64_t i = 0; i < taps_of(call); i++) {
                cnn_tap t = tap_of(call, at, i);
                sum += t.padding ? 0 : x[t.input];
            }
            y[p] = divisor > 0 ? sum / divisor : 0;
        }
    }
}

static void average_backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++) {
        const float *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = place(call, p);
            float divisor = divisor_of(call, at);
            for (int64_t i = 0; i < taps_of(call); i++) {
                cnn_tap t = tap_of(call, at, i);
                if (!t.padding)
                    dx[t.input] += dy[p] / divisor;
            }
        }
    }
}

static cnn_numbers average_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    cnn_triple at = place(call, position);
    cnn_tap t = tap_of(call, at, index);
    cnn_numbers n = {.input = t.padding ? 0 : call->in[0].data[t.input]};
    n.product = n.input;
    n.taken = !t.padding;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = t.padding ? 0 : n.gradient / divisor_of(call, at);
    }
    return n;
}

static double average_value(cnn_probe *probe, int64_t position) {
    cnn_triple at = place(probe->call, position);
    double sum = 0, divisor = (double)divisor_of(probe->call, at);
    for (int64_t i = 0; i < taps_of(probe->call); i++) {
        cnn_tap t = tap_of(probe->call, at, i);
        sum += t.padding ? 0 : probe->in[0][t.input];
    }
    return divisor > 0 ? sum / divisor : 0;
}

static int average_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    return terms_with(call, CNN_FOLD_SUM, out);
}

static cnn_result average_result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.divisor = divisor_of(call, place(call, position));
    return r;
}

/* The first row belongs to average pooling alone. */
static const cnn_setting settings[] = {
    {"count_include_pad", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, count_include_pad), 0, 0, 0, CNN_DEFAULT_NOT_SAME,
        NULL},
    {"size", CNN_SETTING_PAIR, offsetof(cnn_attrs, kernel), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"stride", CNN_SETTING_PAIR, offsetof(cnn_attrs, stride), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_SIZE, NULL},
    {"padding", CNN_SETTING_PADDING, offsetof(cnn_attrs, pad), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"dilation", CNN_SETTING_PAIR, offsetof(cnn_attrs, dilation), 1, CNN_SETTING_MOST, 1, CNN_DEFAULT_NUMBER, NULL},
    {"ceil", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, ceil_mode), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

#define POOL(symbol, text, row, its_family, rows, kind, result_of) \
    const cnn_op symbol = {.name = text,                           \
        .line = row,                                               \
        .stem = "pool",                                            \
        .family = its_family,                                      \
        .window = true,                                            \
        .inputs_min = 1,                                           \
        .inputs_max = 1,                                           \
        .settings = rows,                                          \
        .infer = infer,                                            \
        .axis = cnn_axis_of_pool,                                  \
        .forward = kind##_forward,                                 \
        .backward = kind##_backward,                               \
        .terms = kind##_terms,                                     \
        .tap = tap,                                                \
        .numbers = kind##_numbers,                                 \
        .result = result_of,                                       \
        .value = kind##_value,                                     \
        .touching = cnn_touching_own}

POOL(cnn_op_max_pool, "maxpool", "maxpool1d", CNN_FAMILY_WINDOW_CHOICE, settings + 1, max, cnn_result_plain);
POOL(cnn_op_min_pool, "minpool", "minpool1d", CNN_FAMILY_WINDOW_CHOICE, settings + 1, min, cnn_result_plain);
POOL(cnn_op_avg_pool, "avgpool", "avgpool1d", CNN_FAMILY_WINDOW_MEAN, settings, average, average_result);
