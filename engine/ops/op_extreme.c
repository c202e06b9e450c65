/* The largest or the smallest of several inputs, number by number.
 *
 *   maximum  y = max(x0, x1, ...)        minimum  y = min(x0, x1, ...)
 *
 * Only the input that wins takes the gradient; of equal ones the first. (PyTorch's torch.maximum gives each of two equal
 * ones half.) Source: I. Goodfellow et al., "Maxout networks", 2013. */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    for (int i = 1; i < inputs; i++)
        if (!cnn_shape_equal(in[0], in[i]))
            return cnn_fail(CNN_BAD_INPUT, "its inputs need one shape, not %d x %d x %d and %d x %d x %d", in[0].c,
                in[0].h, in[0].w, in[i].c, in[i].h, in[i].w);
    layout->out = in[0];
    return cnn_ok();
}

/* Which input wins at number `i` of the batch. A number that is none wins, as it does in PyTorch. */
static int winner(const cnn_call *call, int64_t i, bool largest) {
    int best = 0;
    for (int k = 1; k < call->inputs; k++) {
        float x = call->in[k].data[i], most = call->in[best].data[i];
        if (most == most && (x != x || (largest ? x > most : x < most)))
            best = k;
    }
    return best;
}

static void forward(const cnn_call *call, bool largest) {
    int64_t count = (int64_t)cnn_shape_count(call->out.shape);
    for (int64_t i = 0; i < count; i++)
        call->out.data[i] = call->in[winner(call, i, largest)].data[i];
}

static void backward(const cnn_call *call, bool largest) {
    int64_t count = (int64_t)cnn_shape_count(call->out.shape);
    for (int64_t i = 0; i < count; i++) {
        float *dx = call->din[winner(call, i, largest)].data;
        if (dx)
            dx[i] += call->dout.data[i];
    }
}

/* The numbers at the position, one of each input, are its taps. */
static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_tap t = cnn_tap_at(call->in[0].shape, position);
    t.source = (int)index;
    return t;
}

static int terms(const cnn_call *call, cnn_fold fold, cnn_term *out) {
    out[0] = cnn_term_each(NULL, call->out.shape);
    out[0].channels = call->inputs;
    out[0].fold = fold;
    return 1;
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int64_t position, int64_t index, bool largest) {
    cnn_numbers n = {.input = call->in[index].data[position], .taken = winner(call, position, largest) == index};
    n.product = n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.taken ? n.gradient : 0;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position, bool largest) {
    int best = 0;
    for (int k = 1; k < probe->call->inputs; k++) {
        double x = probe->in[k][position], most = probe->in[best][position];
        if (largest ? x > most : x < most)
            best = k;
    }
    probe->decision = best;
    return probe->in[best][position];
}

static cnn_steps_box touching(const cnn_call *call, int channel) {
    return (cnn_steps_box){channel, channel, 0, call->inputs - 1};
}

#define EXTREME(kind, largest, way)                                                         \
    static void kind##_forward(const cnn_call *call) {                                      \
        forward(call, largest);                                                             \
    }                                                                                       \
    static void kind##_backward(const cnn_call *call) {                                     \
        backward(call, largest);                                                            \
    }                                                                                       \
    static int kind##_terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {         \
        (void)phase;                                                                        \
        return terms(call, way, out);                                                       \
    }                                                                                       \
    static cnn_numbers kind##_numbers(                                                      \
        const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) { \
        (void)term;                                                                         \
        return numbers(call, phase, position, index, largest);                              \
    }                                                                                       \
    static double kind##_value(cnn_probe *probe, int64_t position) {                        \
        return value(probe, position, largest);                                             \
    }                                                                                       \
    const cnn_op cnn_op_##kind = {.name = #kind,                                            \
        .family = CNN_FAMILY_JOIN,                                                          \
        .inputs_min = 2,                                                                    \
        .inputs_max = CNN_INPUTS_MAX,                                                       \
        .infer = infer,                                                                     \
        .forward = kind##_forward,                                                          \
        .backward = kind##_backward,                                                        \
        .terms = kind##_terms,                                                              \
        .tap = tap,                                                                         \
        .numbers = kind##_numbers,                                                          \
        .result = cnn_result_plain,                                                         \
        .value = kind##_value,                                                              \
        .touching = touching}

EXTREME(maximum, true, CNN_FOLD_LARGEST);
EXTREME(minimum, false, CNN_FOLD_SMALLEST);
