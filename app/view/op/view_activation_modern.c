/* Functions of one number: the soft ones, those made of pieces of lines, and PReLU, whose slope is learned. */
#include "op_sums.h"

#include "draw_each.h"
#include "pictures.h"

#include <math.h>

#define FUNCTION                                                                                                \
    .draw = draw_each, .card = draw_curve, .draw_backward = draw_each_backward, .write_backward = derive_slope, \
    .back_heading = "heading.back.each", .role = ROLE_QUIET, .whole = true

static void put_number(written_line *line, float number) {
    written_value(line, number, ROLE_FILTER, false, false);
}

static void put_input(written_line *line, const stage *s) {
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
}

static void write_softplus(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    float beta = s->attrs.beta;
    if (beta * s->step.numbers.input > s->attrs.threshold) {
        put_input(line, s);
    } else {
        written_add(line, "ln(1 + exp(", false);
        if (beta != 1) {
            put_number(line, beta);
            written_add(line, " · ", false);
        }
        put_input(line, s);
        written_add(line, "))", false);
        if (beta != 1) {
            written_add(line, " / ", false);
            put_number(line, beta);
        }
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_softplus = {
    FUNCTION,
    .forward = "{map}y{} = ln(1 + exp(β·{input}x{})) / β",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · σ(β·{input}x{})",
    .write = write_softplus,
    .offered = true,
};

static void write_softsign(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    put_input(line, s);
    written_add(line, " / (1 + ", false);
    written_value(line, fabsf(s->step.numbers.input), ROLE_INPUT, false, false);
    written_add(line, ")", false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_softsign = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} / (1 + |{input}x{}|)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} / (1 + |{input}x{}|)²",
    .write = write_softsign,
    .offered = true,
};

static void write_selu(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    put_number(line, s->attrs.gamma);
    written_add(line, " · ", false);
    if (s->step.numbers.input > 0) {
        put_input(line, s);
    } else {
        put_number(line, s->attrs.alpha);
        written_add(line, " · (exp(", false);
        put_input(line, s);
        written_add(line, ") − 1)", false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_selu = {
    FUNCTION,
    .forward = "{map}y{} = γ·{input}x{} ({input}x{} > 0),  γ α (exp({input}x{}) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · γ ({input}x{} > 0),  γ α exp({input}x{}) ({input}x{} ≤ 0)",
    .write = write_selu,
    .offered = true,
};

static void write_celu(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    if (s->step.numbers.input > 0) {
        put_input(line, s);
    } else {
        put_number(line, s->attrs.alpha);
        written_add(line, " · (exp(", false);
        put_input(line, s);
        if (s->attrs.alpha != 1) {
            written_add(line, " / ", false);
            put_number(line, s->attrs.alpha);
        }
        written_add(line, ") − 1)", false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_celu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  α (exp({input}x{} / α) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  exp({input}x{} / α) ({input}x{} ≤ 0)",
    .write = write_celu,
    .offered = true,
};

/* min(max(x, low), high); a limit that is not there is left out. */
static void write_clip(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    bool below = !isinf(s->attrs.low), above = !isinf(s->attrs.high);
    written_add(line, above && below ? "min(max(" : above ? "min(" : below ? "max(" : "", false);
    put_input(line, s);
    if (below) {
        written_add(line, ", ", false);
        put_number(line, s->attrs.low);
        written_add(line, ")", false);
    }
    if (above) {
        written_add(line, ", ", false);
        put_number(line, s->attrs.high);
        written_add(line, ")", false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_clip = {
    FUNCTION,
    .forward = "{map}y{} = min(max({input}x{}, low), high)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 (low < {input}x{} < high),  0",
    .write = write_clip,
    .offered = true,
};

static void write_hardsigmoid(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_add(line, "min(max(", false);
    put_number(line, s->attrs.alpha);
    written_add(line, " · ", false);
    put_input(line, s);
    written_add(line, " + ", false);
    put_number(line, s->attrs.beta);
    written_add(line, ", 0), 1)", false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_hardsigmoid = {
    FUNCTION,
    .forward = "{map}y{} = min(max(α·{input}x{} + β, 0), 1)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · α (0 < {map}y{} < 1),  0",
    .write = write_hardsigmoid,
    .offered = true,
};

static void write_hardswish(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    put_input(line, s);
    written_add(line, " · min(max(", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, false, false);
    written_add(line, " / 6 + 0.5, 0), 1)", false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_hardswish = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · min(max({input}x{} / 6 + 0.5, 0), 1)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 0 ({input}x{} < −3),  {input}x{} / 3 + 0.5,  1 ({input}x{} > 3)",
    .write = write_hardswish,
    .offered = true,
};

static void write_prelu(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    put_input(line, s);
    if (!s->step.numbers.taken) {
        written_add(line, " · ", false);
        written_behind(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    }
    written_result(line, s, s->step.result.result);
}

static void derive_prelu(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂x{} = ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "filter", n.taken ? 1 : n.weight);
    derived_result(line, n.dinput);
    line = derived_begin(d, "{filter}∂L/∂a{} += ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "input", n.taken ? 0 : n.input);
    derived_result(line, n.dweight);
}

const op_view view_of_cnn_op_prelu = {
    .draw = draw_each,
    .card = draw_curve,
    .draw_backward = draw_each_backward,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  {filter}a{}·{input}x{} ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  {filter}a{} ({input}x{} ≤ 0)",
    .write = write_prelu,
    .write_backward = derive_prelu,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .whole = true,
    .offered = true,
};
