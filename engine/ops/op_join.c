/* Where branches meet.
 *
 *   add     y = x0 + x1 + ...            the gradient is copied to every input
 *   concat  the channels of x0, x1, ...   one after the other; the gradient is split
 *
 * A tap says in `source` which input it reads. */
#include "op_steps.h"

#include <string.h>

static cnn_status infer_add(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    for (int i = 1; i < inputs; i++)
        if (!cnn_shape_equal(in[0], in[i]))
            return cnn_fail(CNN_BAD_INPUT, "add needs inputs of one shape, not %d x %d x %d and %d x %d x %d", in[0].c,
                in[0].h, in[0].w, in[i].c, in[i].h, in[i].w);
    layout->out = in[0];
    return cnn_ok();
}

static cnn_status infer_concat(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    int64_t channels = in[0].c;
    layout->out = in[0];
    for (int i = 1; i < inputs; i++) {
        if (in[i].h != in[0].h || in[i].w != in[0].w)
            return cnn_fail(CNN_BAD_INPUT, "concat needs maps of one size, not %d x %d and %d x %d", in[0].h, in[0].w,
                in[i].h, in[i].w);
        channels += in[i].c;
    }
    if (channels > CNN_AXIS_MAX)
        return cnn_fail(CNN_BAD_INPUT, "concat would give %lld channels; at most %d are allowed", (long long)channels,
            CNN_AXIS_MAX);
    layout->out.c = (int)channels;
    return cnn_ok();
}

static int terms_add(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    out[0] = cnn_term_each(NULL, call->out.shape);
    out[0].channels = call->inputs;
    return 1;
}

static cnn_tap tap_add(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    cnn_tap t = cnn_tap_at(call->in[0].shape, position);
    t.source = (int)index;
    return t;
}

static cnn_tap tap_concat(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    (void)index;
    int source = 0;
    while (source + 1 < call->inputs && position >= (int64_t)cnn_shape_image(call->in[source].shape))
        position -= (int64_t)cnn_shape_image(call->in[source++].shape);
    cnn_tap t = cnn_tap_at(call->in[source].shape, position);
    t.source = source;
    return t;
}

static void add_forward(const cnn_call *call) {
    size_t count = cnn_shape_count(call->out.shape);
    for (size_t i = 0; i < count; i++) {
        float sum = 0;
        for (int k = 0; k < call->inputs; k++)
            sum += call->in[k].data[i];
        call->out.data[i] = sum;
    }
}

static void add_backward(const cnn_call *call) {
    size_t count = cnn_shape_count(call->out.shape);
    for (int k = 0; k < call->inputs; k++)
        for (size_t i = 0; i < count && call->din[k].data; i++)
            call->din[k].data[i] += call->dout.data[i];
}

static void concat_forward(const cnn_call *call) {
    for (int n = 0; n < call->out.shape.n; n++) {
        float *y = cnn_tensor_image(call->out, n).data;
        for (int k = 0; k < call->inputs; k++) {
            size_t count = cnn_shape_image(call->in[k].shape);
            memcpy(y, cnn_tensor_image(call->in[k], n).data, count * sizeof *y);
            y += count;
        }
    }
}

static void concat_backward(const cnn_call *call) {
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *dy = cnn_tensor_image(call->dout, n).data;
        for (int k = 0; k < call->inputs; k++) {
            float *dx = cnn_tensor_image(call->din[k], n).data;
            size_t count = cnn_shape_image(call->in[k].shape);
            for (size_t i = 0; i < count && dx; i++)
                dx[i] += dy[i];
            dy += count;
        }
    }
}

static cnn_numbers numbers_at(const cnn_call *call, cnn_phase phase, int64_t position, cnn_tap t) {
    cnn_numbers n = {.input = call->in[t.source].data[t.input], .taken = true};
    n.product = n.input;
    n.weight = 1;
    if (phase == CNN_BACKWARD)
        n.gradient = n.dinput = call->dout.data[position];
    return n;
}

static cnn_numbers numbers_add(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    return numbers_at(call, phase, position, tap_add(call, phase, term, position, index));
}

static cnn_numbers numbers_concat(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    return numbers_at(call, phase, position, tap_concat(call, phase, term, position, index));
}

static double value_add(cnn_probe *probe, int64_t position) {
    double sum = 0;
    for (int k = 0; k < probe->call->inputs; k++)
        sum += probe->in[k][position];
    return sum;
}

static double value_concat(cnn_probe *probe, int64_t position) {
    cnn_tap t = tap_concat(probe->call, CNN_FORWARD, 0, position, 0);
    return probe->in[t.source][t.input];
}

static cnn_steps_box touching_add(const cnn_call *call, int channel) {
    return (cnn_steps_box){channel, channel, 0, call->inputs - 1};
}

#define JOIN(kind, terms_of, touching_of)        \
    const cnn_op cnn_op_##kind = {.name = #kind, \
        .family = CNN_FAMILY_JOIN,               \
        .inputs_min = 2,                         \
        .inputs_max = CNN_INPUTS_MAX,            \
        .infer = infer_##kind,                   \
        .forward = kind##_forward,               \
        .backward = kind##_backward,             \
        .terms = terms_of,                       \
        .tap = tap_##kind,                       \
        .numbers = numbers_##kind,               \
        .result = cnn_result_plain,              \
        .value = value_##kind,                   \
        .touching = touching_of}

JOIN(add, terms_add, touching_add);
JOIN(concat, cnn_terms_each, NULL);
