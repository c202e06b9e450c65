/* Dropout: while training each number is dropped with probability p, and what is kept is divided by 1 - p, so that the
 * expected sum stays the same; in evaluation the numbers pass unchanged.
 *
 *   y = kept(i) ? x / (1 - p) : 0,  dx = kept(i) ? dy / (1 - p) : 0
 *
 * Which numbers are kept is not state but a function of call->draw (seed, iteration and node), of the image's index in
 * its batch, and of i: so a recording drops what training dropped, whatever the number of threads. Source: N.
 * Srivastava et al., "Dropout", 2014; scaled as in torch.nn.functional.dropout. */
#include "op_steps.h"
#include "rng.h"

extern const cnn_op cnn_op_dropout;

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    if (!(a->drop >= 0 && a->drop < 1))
        return cnn_fail(CNN_BAD_INPUT, "the probability to drop must be at least 0 and less than 1");
    layout->out = in[0];
    return cnn_ok();
}

float cnn_dropout_factor(const cnn_call *call, int image, int64_t i) {
    if (call->batch == CNN_BATCH_RUNNING || call->batch == CNN_BATCH_ALONE)
        return 1;
    uint64_t mixed = cnn_rng_mix(call->draw ^ cnn_rng_mix((uint64_t)(call->slot + image) << 32 ^ (uint64_t)i));
    float drawn = (float)(mixed >> 40) * 0x1p-24f;
    return drawn < call->attrs->drop ? 0 : 1 / (1 - call->attrs->drop);
}

static void forward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t i = 0; i < each; i++)
            call->out.data[n * each + i] = call->in[0].data[n * each + i] * cnn_dropout_factor(call, n, i);
}

static void backward(const cnn_call *call) {
    int64_t each = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n && call->din[0].data; n++)
        for (int64_t i = 0; i < each; i++)
            call->din[0].data[n * each + i] += call->dout.data[n * each + i] * cnn_dropout_factor(call, n, i);
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)term;
    (void)index;
    cnn_numbers n = {.input = call->in[0].data[position]};
    float factor = cnn_dropout_factor(call, 0, position);
    n.product = n.input * factor;
    n.weight = factor;
    n.taken = factor > 0;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dinput = n.gradient * factor;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    return probe->in[0][position] * (double)cnn_dropout_factor(probe->call, 0, position);
}

static const cnn_setting settings[] = {
    {"probability", CNN_SETTING_NUMBER, offsetof(cnn_attrs, drop), 0, 0.999, 0.5, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_dropout = {.name = "dropout",
    .family = CNN_FAMILY_ELEMENT,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .infer = infer,
    .forward = forward,
    .backward = backward,
    .terms = cnn_terms_each,
    .tap = cnn_tap_same,
    .numbers = numbers,
    .result = cnn_result_plain,
    .value = value,
    .touching = cnn_touching_own};
