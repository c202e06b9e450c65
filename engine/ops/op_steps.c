/* The step functions that most operators have in common. */
#include "op_steps.h"

int cnn_terms_each(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    out[0] = cnn_term_each(NULL, call->out.shape);
    return 1;
}

cnn_tap cnn_tap_same(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    (void)index;
    return cnn_tap_at(call->in[0].shape, position);
}

cnn_tap cnn_tap_of_channel(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = cnn_tap_same(call, phase, term, position, index);
    t.weight = t.channel;
    return t;
}

cnn_result cnn_result_plain(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    (void)term;
    cnn_result r = {.result = call->out.data[position], .divisor = 1};
    r.gradient = phase == CNN_BACKWARD ? call->dout.data[position] : 0;
    return r;
}

int64_t cnn_bias_of_map(const cnn_call *call, int term, int64_t position) {
    (void)term;
    return position / ((int64_t)call->out.shape.h * call->out.shape.w);
}

cnn_result cnn_result_biased(const cnn_call *call, cnn_phase phase, int term, int64_t position) {
    cnn_result r = cnn_result_plain(call, phase, term, position);
    r.bias = call->bias ? call->bias[cnn_bias_of_map(call, term, position)] : 0;
    return r;
}

int cnn_own_count(cnn_slopes whose, cnn_shape in) {
    return whose == CNN_SLOPES_ONE ? 1 : whose == CNN_SLOPES_CHANNEL ? in.c : (int)cnn_shape_image(in);
}

int64_t cnn_own_number(const cnn_call *call, int64_t position) {
    cnn_slopes whose = call->attrs->slopes;
    if (whose == CNN_SLOPES_CHANNEL)
        return cnn_bias_of_map(call, 0, position);
    return whose == CNN_SLOPES_ONE ? 0 : position;
}

cnn_steps_box cnn_touching_own(const cnn_call *call, int channel) {
    (void)call;
    return (cnn_steps_box){channel, channel, 0, 0};
}

cnn_steps_box cnn_touching_channel(const cnn_call *call, int channel) {
    return (cnn_steps_box){0, call->out.shape.c - 1, channel, channel};
}
