/* Two inputs multiplied, number by number: y = x0 * x1, dx0 += dy * x1, dx1 += dy * x0.
 *
 * An axis on which the second input has one number is repeated: [C, 1, 1] is a number for each map, the gate of squeeze
 * and excitation, and [1, H, W] one for each pixel. A repeated number takes the gradients of all its copies. Source: J.
 * Hu, L. Shen, G. Sun, "Squeeze-and-excitation networks", 2018. */
#include "op_steps.h"

static bool repeats(int one, int other) {
    return one == other || one == 1;
}

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)inputs;
    if (!repeats(in[1].c, in[0].c) || !repeats(in[1].h, in[0].h) || !repeats(in[1].w, in[0].w))
        return cnn_fail(CNN_BAD_INPUT,
            "mul needs two inputs of one shape, or a second that has one number where the first has more, not %d x %d "
            "x "
            "%d and %d x %d x %d",
            in[0].c, in[0].h, in[0].w, in[1].c, in[1].h, in[1].w);
    layout->out = in[0];
    return cnn_ok();
}

/* Both numbers of a position are its taps. */
static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    out[0] = cnn_term_each(NULL, call->out.shape);
    out[0].channels = 2;
    out[0].fold = CNN_FOLD_PRODUCT;
    return 1;
}

static cnn_tap tap_of(const cnn_call *call, int64_t position, int source) {
    cnn_shape out = call->out.shape, in = call->in[source].shape;
    cnn_triple at = cnn_unflatten(position, out.h, out.w);
    int c = in.c == 1 ? 0 : at.c, h = in.h == 1 ? 0 : at.h, w = in.w == 1 ? 0 : at.w;
    return (cnn_tap){
        .channel = c, .row = h, .column = w, .source = source, .input = cnn_flat(in, c, h, w), .weight = -1};
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return tap_of(call, position, (int)index);
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *gate = cnn_tensor_image(call->in[1], n).data;
        float *y = cnn_tensor_image(call->out, n).data;
        for (int64_t p = 0; p < positions; p++)
            y[p] = x[p] * gate[tap_of(call, p, 1).input];
    }
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *gate = cnn_tensor_image(call->in[1], n).data,
                    *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data, *dgate = cnn_tensor_image(call->din[1], n).data;
        for (int64_t p = 0; p < positions; p++) {
            int64_t at = tap_of(call, p, 1).input;
            if (dx)
                dx[p] += dy[p] * gate[at];
            if (dgate)
                dgate[at] += dy[p] * x[p];
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    cnn_tap own = tap_of(call, position, (int)index), other = tap_of(call, position, 1 - (int)index);
    cnn_numbers n = {.input = call->in[own.source].data[own.input],
        .weight = call->in[other.source].data[other.input],
        .taken = true};
    n.product = n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    return probe->in[0][position] * probe->in[1][tap_of(probe->call, position, 1).input];
}

/* Of an input with one channel all maps read that. */
static cnn_steps_box touching(const cnn_call *call, int channel) {
    bool own = call->in[1].shape.c == call->out.shape.c;
    return (cnn_steps_box){own ? channel : 0, own ? channel : call->out.shape.c - 1, 0, 1};
}

const cnn_op cnn_op_mul = {.name = "mul",
    .family = CNN_FAMILY_JOIN,
    .inputs_min = 2,
    .inputs_max = 2,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = touching};
