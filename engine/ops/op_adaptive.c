/* Average and max pooling to a given number of windows: window i covers the cells floor(i*I/O) up to, not including,
 * ceil((i+1)*I/O). One window over the whole map, [1, 1], is global pooling; where there are more windows than
 * cells, neighbours share one. Windows differ by a cell, so every position has as many taps as the largest; those past
 * the end of a smaller one read nothing. Source: the definition of torch.nn.functional.adaptive_avg_pool2d
 * and adaptive_max_pool2d; of equal cells the first in row-major order wins, and a NaN replaces whatever stood before. */
#include "op_steps.h"

#include <math.h>

static int first_of(int window, int input, int output) {
    return (int)((int64_t)window * input / output);
}

static int end_of(int window, int input, int output) {
    return (int)(((int64_t)(window + 1) * input + output - 1) / output);
}

static int longest(int input, int output) {
    int most = 0;
    for (int i = 0; i < output; i++) {
        int cells = end_of(i, input, output) - first_of(i, input, output);
        most = cells > most ? cells : most;
    }
    return most;
}

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (a->output[0] < 1 || a->output[1] < 1 || a->output[0] > CNN_AXIS_MAX || a->output[1] > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "size must be 1 to %d, not %d x %d", CNN_AXIS_MAX, a->output[0], a->output[1]);
    layout->out = (cnn_shape){1, in[0].c, a->output[0], a->output[1]};
    return cnn_ok();
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, 1, longest(in.h, o.h), longest(in.w, o.w), CNN_FOLD_SUM};
    return 1;
}

typedef struct window {
    int c, top, bottom, left, right; /* rows top .. bottom-1 */
} window;

static window window_at(const cnn_call *call, int64_t position) {
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    cnn_triple at = cnn_unflatten(position, o.h, o.w);
    return (window){
        at.c, first_of(at.h, in.h, o.h), end_of(at.h, in.h, o.h), first_of(at.w, in.w, o.w), end_of(at.w, in.w, o.w)};
}

static float cells_of(window w) {
    return (float)(w.bottom - w.top) * (float)(w.right - w.left);
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_shape in = call->in[0].shape, o = call->out.shape;
    window w = window_at(call, position);
    int columns = longest(in.w, o.w);
    cnn_tap t = {
        .channel = w.c, .row = w.top + (int)(index / columns), .column = w.left + (int)(index % columns), .weight = -1};
    t.padding = t.row >= w.bottom || t.column >= w.right;
    t.input = t.padding ? -1 : cnn_flat(in, w.c, t.row, t.column);
    return t;
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            window w = window_at(call, p);
            float sum = 0;
            for (int row = w.top; row < w.bottom; row++)
                for (int column = w.left; column < w.right; column++)
                    sum += x[cnn_flat(call->in[0].shape, w.c, row, column)];
            cnn_tensor_image(call->out, n).data[p] = sum / cells_of(w);
        }
    }
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++) {
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            window w = window_at(call, p);
            float share = cnn_tensor_image(call->dout, n).data[p] / cells_of(w);
            for (int row = w.top; row < w.bottom; row++)
                for (int column = w.left; column < w.right; column++)
                    dx[cnn_flat(call->in[0].shape, w.c, row, column)] += share;
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = t.padding ? 0 : call->in[0].data[t.input]};
    n.product = n.input;
    n.weight = t.padding ? 0 : 1 / cells_of(window_at(call, position));
    n.taken = !t.padding;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = t.padding ? 0 : n.gradient / cells_of(window_at(call, position));
    }
    return n;
}

static cnn_result result(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.divisor = cells_of(window_at(call, position));
    return r;
}

static double value(cnn_probe *probe, int64_t position) {
    window w = window_at(probe->call, position);
    double sum = 0;
    for (int row = w.top; row < w.bottom; row++)
        for (int column = w.left; column < w.right; column++)
            sum += probe->in[0][cnn_flat(probe->call->in[0].shape, w.c, row, column)];
    return sum / (double)cells_of(w);
}

/* ---- the largest ---- */

static int largest_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    terms(call, phase, out);
    out[0].fold = CNN_FOLD_LARGEST;
    return 1;
}

/* The flat index of the cell that wins. */
static int64_t winner_of(const cnn_call *call, const float *x, int64_t position) {
    window w = window_at(call, position);
    int64_t best = cnn_flat(call->in[0].shape, w.c, w.top, w.left);
    for (int row = w.top; row < w.bottom; row++)
        for (int column = w.left; column < w.right; column++) {
            int64_t at = cnn_flat(call->in[0].shape, w.c, row, column);
            best = x[at] > x[best] || isnan(x[at]) ? at : best;
        }
    return best;
}

static void largest_forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        for (int64_t p = 0; p < positions; p++)
            cnn_tensor_image(call->out, n).data[p] = x[winner_of(call, x, p)];
    }
}

static void largest_backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data;
        for (int64_t p = 0; p < positions; p++)
            cnn_tensor_image(call->din[0], n).data[winner_of(call, x, p)] += cnn_tensor_image(call->dout, n).data[p];
    }
}

static cnn_numbers largest_numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = t.padding ? -INFINITY : call->in[0].data[t.input]};
    n.product = n.input;
    n.taken = t.input == winner_of(call, call->in[0].data, position);
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.taken ? n.gradient : 0;
    }
    return n;
}

static double largest_value(cnn_probe *probe, int64_t position) {
    window w = window_at(probe->call, position);
    const double *x = probe->in[0];
    int64_t best = cnn_flat(probe->call->in[0].shape, w.c, w.top, w.left);
    for (int row = w.top; row < w.bottom; row++)
        for (int column = w.left; column < w.right; column++) {
            int64_t at = cnn_flat(probe->call->in[0].shape, w.c, row, column);
            best = x[at] > x[best] ? at : best;
        }
    probe->decision = best;
    return x[best];
}

static const cnn_setting settings[] = {
    {"size", CNN_SETTING_PAIR, offsetof(cnn_attrs, output), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {.key = NULL},
};

#define ADAPTIVE(kind, word, its_family, its_terms, its_numbers, its_result, its_forward, its_backward, its_value) \
    const cnn_op cnn_op_adaptive_##kind = {.name = word,                                                           \
        .family = its_family,                                                                                      \
        .inputs_min = 1,                                                                                           \
        .inputs_max = 1,                                                                                           \
        .settings = settings,                                                                                      \
        .infer = infer,                                                                                            \
        .forward = its_forward,                                                                                    \
        .backward = its_backward,                                                                                  \
        .terms = its_terms,                                                                                        \
        .tap = tap,                                                                                                \
        .numbers = its_numbers,                                                                                    \
        .result = its_result,                                                                                      \
        .value = its_value,                                                                                        \
        .touching = cnn_touching_own}

ADAPTIVE(avg_pool, "adaptive-avgpool", CNN_FAMILY_AREA_MEAN, terms, numbers, result, forward, backward, value);
ADAPTIVE(max_pool, "adaptive-maxpool", CNN_FAMILY_AREA_CHOICE, largest_terms, largest_numbers, cnn_result_plain,
    largest_forward, largest_backward, largest_value);
