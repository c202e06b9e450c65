/* Transposed convolution. */
#include "op_sums.h"

#include "partial_gradients.h"
#include "pictures.h"

#include <string.h>

static bool in_bias(const stage *s) {
    return !strcmp(s->step.term.name, "bias");
}

/* The output number under the present product, before it was laid. */
static float before(const stage *s) {
    cnn_address at = cnn_walk_at_depth(s->r->walk, s->v->state->session.player.at, CNN_DEPTH_PRODUCT);
    int64_t here = cnn_walk_span(s->r->walk, at).last;
    float bias = s->bias ? s->bias[s->step.cell.channel] : 0;
    cnn_address earlier = cnn_walk_address(s->r->walk, here - 1, CNN_DEPTH_PRODUCT);
    bool first = s->step.position == 0 && s->step.tap == 0;
    return first ? bias : cnn_recording_laid(s->r, earlier, s->step.cell.output);
}

/* x · w, and what it makes of the number that it is laid on; every product has its result at once. */
static void write(const stage *of, written *w) {
    stage now = *of, *s = &now;
    cnn_numbers n = s->step.numbers;
    s->partial = s->partial && in_bias(s);
    written_line *line = written_begin(w, 1);
    if (in_bias(s)) {
        written_value(line, s->step.result.bias, ROLE_QUIET, true, false);
        written_result(line, s, s->step.result.result);
        return;
    }
    written_value(line, n.input, ROLE_INPUT, true, false);
    written_add(line, "·", false);
    written_value(line, n.weight, ROLE_FILTER, true, false);
    written_result(line, s, n.product);
    if (s->step.cell.output < 0) {
        written_note(line, "   ");
        written_note(line, tr("stamp.cut"));
        return;
    }
    float old = before(s);
    line = written_begin(w, 1);
    written_value(line, old, ROLE_MAP, false, false);
    written_add(line, " + ", false);
    written_value(line, n.product, ROLE_STRIDE, false, false);
    written_result(line, s, old + n.product);
}

static void write_backward(const stage *s, derived *d) {
    if (!in_bias(s) && s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        derive_products(s, d);
        return;
    }
    char words[120];
    cnn_address at = s->step.address;
    cnn_format(words, sizeof words, "{input}∂L/∂X{}[%d,%d] = Σ {gradient}g{} · {filter}W{}", at.row, at.column);
    derived_line *line = derived_begin(d, in_bias(s) ? "{filter}∂L/∂b{} += Σ {gradient}g{}" : words);
    derived_result(line, s->step.result.result);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.back.conv-transpose"));
}

const op_view view_of_cnn_op_conv_transpose = {
    .backward = "{filter}∂L/∂W{} += {gradient}g{} · {input}X{}      {input}∂L/∂X{} += {gradient}g{} · {filter}W{}      "
                "∂L/∂b += {gradient}g{}",
    .draw = draw_stamp,
    .draw_backward = draw_stamp_backward,
    .write = write,
    .write_backward = write_backward,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.conv-transpose",
    .whole = true,
    .terms = "stamp",
    .role = ROLE_FILTER,
    .offered = true,
};
