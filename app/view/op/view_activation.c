/* Functions of one number, and flatten, which only reads in another order. */
#include "op_sums.h"

#include "draw_each.h"
#include "pictures.h"

#define FUNCTION                                                                                                \
    .draw = draw_each, .card = draw_curve, .draw_backward = draw_each_backward, .write_backward = derive_slope, \
    .back_heading = "heading.back.each", .role = ROLE_QUIET, .whole = true

const op_view view_of_cnn_op_relu = {
    FUNCTION,
    .forward = "{map}y{} = max({input}x{}, 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  0 ({input}x{} ≤ 0)",
    .write = sum_of_function,
    .opening = "max(",
    .closing = ", 0)",
    .offered = true,
};

static void write_leaky(const stage *s, written *w) {
    float x = s->step.numbers.input;
    written_line *line = written_begin(w, 1);
    written_value(line, x, ROLE_INPUT, true, false);
    if (x <= 0) {
        written_add(line, " · ", false);
        written_value(line, s->attrs.slope, ROLE_FILTER, false, false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_leaky_relu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  a·{input}x{} ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  a ({input}x{} ≤ 0)",
    .write = write_leaky,
    .offered = true,
};

const op_view view_of_cnn_op_tanh = {
    FUNCTION,
    .forward = "{map}y{} = tanh({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · (1 − {map}y{}²)",
    .write = sum_of_function,
    .opening = "tanh(",
    .closing = ")",
    .offered = true,
};

const op_view view_of_cnn_op_sigmoid = {
    FUNCTION,
    .forward = "{map}y{} = 1 / (1 + exp(−{input}x{}))",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · {map}y{} (1 − {map}y{})",
    .write = sum_of_function,
    .opening = "1 / (1 + exp(−(",
    .closing = ")))",
    .offered = true,
};

static void write_scaled_tanh(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->attrs.amplitude, ROLE_FILTER, false, false);
    written_add(line, " · tanh(", false);
    written_value(line, s->attrs.steepness, ROLE_FILTER, false, false);
    written_add(line, " · ", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, ")", false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_scaled_tanh = {
    FUNCTION,
    .forward = "{map}y{} = A · tanh(S · {input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · S (A − {map}y{}² / A)",
    .write = write_scaled_tanh,
};

/* x · (1 + erf(x / √2)) / 2, or its approximation. */
static void write_gelu(const stage *s, written *w) {
    float x = s->step.numbers.input;
    bool by_tanh = s->attrs.approximate == CNN_APPROXIMATE_TANH;
    written_line *line = written_begin(w, 1);
    written_value(line, x, ROLE_INPUT, true, false);
    written_add(line, by_tanh ? " · (1 + tanh(√(2/π) · (" : " · (1 + erf(", false);
    written_value(line, x, ROLE_INPUT, false, false);
    if (by_tanh) {
        written_add(line, " + 0.044715 · (", false);
        written_value(line, x, ROLE_INPUT, false, false);
        written_add(line, ")³))) / 2", false);
    } else {
        written_add(line, " / √2)) / 2", false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_gelu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · Φ({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · (Φ({input}x{}) + {input}x{} · φ({input}x{}))",
    .write = write_gelu,
    .offered = true,
};

static void write_silu(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " / (1 + exp(−(", false);
    written_value(line, s->step.numbers.input, ROLE_INPUT, false, false);
    written_add(line, ")))", false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_silu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · σ({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · σ({input}x{}) (1 + {input}x{} (1 − σ({input}x{})))",
    .write = write_silu,
    .offered = true,
};

static void write_elu(const stage *s, written *w) {
    float x = s->step.numbers.input;
    written_line *line = written_begin(w, 1);
    if (x > 0) {
        written_value(line, x, ROLE_INPUT, true, false);
    } else {
        written_value(line, s->attrs.alpha, ROLE_FILTER, false, false);
        written_add(line, " · (exp(", false);
        written_value(line, x, ROLE_INPUT, true, false);
        written_add(line, ") − 1)", false);
    }
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_elu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  α (exp({input}x{}) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  α exp({input}x{}) ({input}x{} ≤ 0)",
    .write = write_elu,
    .offered = true,
};

static void explain_flatten(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.flatten"));
}

const op_view view_of_cnn_op_flatten = {
    .forward = "{map}y{} = ({input}x{}[0,0,0], {input}x{}[0,0,1], …)",
    .backward = "({input}∂L/∂x{}[0,0,0], {input}∂L/∂x{}[0,0,1], …) = {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = sum_of_function,
    .write_backward = derive_copy,
    .explain_backward = explain_flatten,
    .back_heading = "heading.back.flatten",
    .output = "stage.output",
    .role = ROLE_QUIET,
    .whole = true,
    .offered = true,
};
