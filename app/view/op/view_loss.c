/* The losses. */
#include "op_sums.h"

#include "pass.h"
#include "pictures.h"

#include <string.h>

static void explain_backward(const stage *s, char *text, size_t size) {
    cnn_format(text, size, "%s", tr(s->own->compared ? "explain.back.loss" : "explain.back.outputs"));
}

#define LOSS                                                                               \
    .draw = draw_terms, .draw_backward = draw_terms, .explain_backward = explain_backward, \
    .back_heading = "heading.back.loss", .role = ROLE_QUIET, .whole = true

/* −ln of the probability of each class that is wanted, times how much it is. */
static void write_log(const stage *s, written *w) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    written_line *line = written_begin(w, 2);
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        float target = cnn_recording_numbers(s->r, &s->step, tap).weight;
        if (target == 0)
            continue;
        float p = s->node->op->result(&call, CNN_LOSS, s->step.address.term - 1, tap).result;
        written_add(line, line->count ? " − " : "−", false);
        if (target != 1) {
            written_value(line, target, ROLE_INPUT, false, false);
            written_add(line, " · ", false);
        }
        written_add(line, "ln(", false);
        if (p > 0 && p < 0.01f) /* the first digit alone would not give that logarithm */
            written_significant(line, p, ROLE_MAP);
        else
            written_value(line, p, ROLE_MAP, false, false);
        written_add(line, ")", false);
    }
    written_result(line, s, s->step.result.result);
}

static void write_cross_entropy(const stage *s, written *w) {
    if (s->step.term.name && !strcmp(s->step.term.name, "log"))
        write_log(s, w);
    else
        sum_of_terms(s, w);
}

static void derive_cross_entropy(const stage *s, derived *d) {
    derived_line *line = derived_begin(d, "{gradient}∂L/∂z{} = ");
    derived_number(line, "map", s->step.numbers.product);
    derived_put(line, " − ");
    derived_number(line, "input", s->step.numbers.weight);
    derived_result(line, s->step.result.result);
}

const op_view view_of_cnn_op_loss_cross_entropy = {
    LOSS,
    .forward = "{gradient}L{} = −ln {map}p{}[label]",
    .backward = "{gradient}∂L/∂z{}[k] = {map}p{}[k] − y[k]",
    .write = write_cross_entropy,
    .write_backward = derive_cross_entropy,
    .compared = "softmax.quotient",
    .terms = "softmax",
};

/* (x − y)² of one number; their mean. */
static void write_mse(const stage *s, written *w) {
    if (s->step.term.name && strcmp(s->step.term.name, "square")) {
        sum_of_terms(s, w);
        return;
    }
    written_line *line = written_begin(w, 1);
    written_add(line, "(", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, false, false);
    written_add(line, " − ", false);
    written_behind(line, s->step.numbers.weight, ROLE_GRADIENT, false, false);
    written_add(line, ")²", false);
    written_result(line, s, s->step.result.result);
}

static void derive_mse(const stage *s, derived *d) {
    derived_line *line = derived_begin(d, "{gradient}∂L/∂x{} = 2 · (");
    derived_number(line, "input", s->step.numbers.input);
    derived_put(line, " − ");
    derived_number(line, "map", s->step.numbers.weight);
    derived_put(line, ") / ");
    derived_number(line, "stride", s->step.result.divisor);
    derived_result(line, s->step.result.result);
}

const op_view view_of_cnn_op_loss_mse = {
    LOSS,
    .forward = "{gradient}L{} = 1/n Σ ({input}x{} − y)²",
    .backward = "{gradient}∂L/∂x{} = 2 ({input}x{} − y) / n",
    .write = write_mse,
    .write_backward = derive_mse,
    .terms = "softmax",
};

static void derive_given(const stage *s, derived *d) {
    derived_line *line = derived_begin(d, "{gradient}∂L/∂x{} = ");
    derived_number(line, "map", s->step.numbers.weight);
    derived_result(line, s->step.result.result);
}

static void explain_sum(const stage *s, char *text, size_t size) {
    cnn_format(text, size, "%s", tr(s->r->target ? "explain.gradient" : "explain.sum"));
}

const op_view view_of_cnn_op_loss_sum = {
    LOSS,
    .forward = "{gradient}L{} = Σ u · {input}x{}",
    .backward = "{gradient}∂L/∂x{} = u",
    .write = sum_of_terms,
    .write_backward = derive_given,
    .explain = explain_sum,
    .terms = "softmax",
};

/* ---- the loss of distances ---- */

/* min(j, y0, y1, …), or e^… + e^(min−j), up to some. */
static void write_list(written_line *line, const stage *s, bool smallest) {
    enum { LISTED = 12 };
    for (int64_t tap = 0; tap < s->step.taps && tap < LISTED; tap++) {
        cnn_numbers t = cnn_recording_numbers(s->r, &s->step, tap);
        bool faint = !written_tap_happened(s, tap);
        written_add(line, smallest ? ", " : tap ? " + " : "", faint);
        written_value(line, t.product, t.taken ? ROLE_MAP : ROLE_INPUT, t.taken, faint);
    }
    line->rounded |= s->step.taps > LISTED;
    if (s->step.taps > LISTED)
        written_add(line, " …", false);
}

/* exp(min − y), min(j, y0, …), their sum, and y[label] − min + ln(sum). */
static void write_distance(const stage *s, written *w) {
    const char *name = s->step.term.name;
    float bias = s->step.result.bias, result = s->step.result.result;
    written_line *line = written_begin(w, 2);
    if (!strcmp(name, "exp")) {
        written_add(line, "exp(", false);
        written_value(line, s->step.numbers.weight, ROLE_FILTER, false, false);
        written_add(line, " − ", false);
        written_value(line, s->step.numbers.input, ROLE_INPUT, false, false);
        written_add(line, ")", false);
    } else if (!strcmp(name, "min")) {
        written_add(line, "min(", false);
        written_value(line, s->attrs.margin, ROLE_STRIDE, false, false);
        write_list(line, s, true);
        written_add(line, ")", false);
    } else {
        if (!strcmp(name, "sum")) {
            write_list(line, s, false);
        } else {
            written_note(line, "y − min + ln sum:  ");
            written_value(line, result - bias, ROLE_INPUT, false, false);
        }
        written_add(line, " + ", false);
        written_value(line, bias, ROLE_STRIDE, false, false);
    }
    written_result(line, s, result);
}

static void derive_distance(const stage *s, derived *d) {
    derived_line *line = derived_begin(d, "{gradient}∂L/∂x{} = ");
    derived_number(line, "input", s->step.numbers.weight);
    derived_put(line, " − ");
    derived_number(line, "map", s->step.numbers.product);
    derived_result(line, s->step.result.result);
}

const op_view view_of_cnn_op_loss_distance = {
    LOSS,
    .forward = "{gradient}L{} = {input}y{}[label] + ln(exp(−j) + Σ exp(−{input}y{}[k]))",
    .backward = "{gradient}∂L/∂y{}[k] = t[k] − exp(−{input}y{}[k]) / (exp(−j) + Σ)",
    .write = write_distance,
    .write_backward = derive_distance,
    .terms = "distance",
};
