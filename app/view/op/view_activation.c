/* Functions of one number, PReLU, whose slope is learned, and flatten, which only reads in another order. */
#include "op_sums.h"

#include "draw_each.h"
#include "pictures.h"

#include <math.h>

#define FUNCTION                                                                                                \
    .draw = draw_each, .card = draw_curve, .draw_backward = draw_each_backward, .write_backward = derive_slope, \
    .back_heading = "heading.back.each", .role = ROLE_QUIET, .whole = true

const op_view view_of_cnn_op_relu = {
    FUNCTION,
    .forward = "{map}y{} = max({input}x{}, 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  0 ({input}x{} ≤ 0)",
    .write = sum_of_function,
    .form = "max({x}, 0)",
    .offered = true,
};

const op_view view_of_cnn_op_leaky_relu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  a·{input}x{} ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  a ({input}x{} ≤ 0)",
    .write = sum_of_function,
    .form = "{x}",
    .form_below = "{x} · {slope}",
    .offered = true,
};

const op_view view_of_cnn_op_tanh = {
    FUNCTION,
    .forward = "{map}y{} = tanh({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · (1 − {map}y{}²)",
    .write = sum_of_function,
    .form = "tanh({x})",
    .offered = true,
};

const op_view view_of_cnn_op_sigmoid = {
    FUNCTION,
    .forward = "{map}y{} = 1 / (1 + exp(−{input}x{}))",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · {map}y{} (1 − {map}y{})",
    .write = sum_of_function,
    .form = "1 / (1 + exp(−({x})))",
    .offered = true,
};

const op_view view_of_cnn_op_scaled_tanh = {
    FUNCTION,
    .forward = "{map}y{} = A · tanh(S · {input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · S (A − {map}y{}² / A)",
    .write = sum_of_function,
    .form = "{amplitude} · tanh({steepness} · {x})",
};

static void write_gelu(const stage *s, written *w) {
    bool by_tanh = s->attrs.approximate == CNN_APPROXIMATE_TANH;
    sum_of_form(s, w,
        by_tanh ? "{x} · (1 + tanh(√(2/π) · ({again} + 0.044715 · ({again})³))) / 2"
                : "{x} · (1 + erf({again} / √2)) / 2");
}

const op_view view_of_cnn_op_gelu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · Φ({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · (Φ({input}x{}) + {input}x{} · φ({input}x{}))",
    .write = write_gelu,
    .offered = true,
};

const op_view view_of_cnn_op_silu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · σ({input}x{})",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · σ({input}x{}) (1 + {input}x{} (1 − σ({input}x{})))",
    .write = sum_of_function,
    .form = "{x} / (1 + exp(−({again})))",
    .offered = true,
};

const op_view view_of_cnn_op_elu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  α (exp({input}x{}) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  α exp({input}x{}) ({input}x{} ≤ 0)",
    .write = sum_of_function,
    .form = "{x}",
    .form_below = "{alpha} · (exp({x}) − 1)",
    .offered = true,
};

static void write_softplus(const stage *s, written *w) {
    float beta = s->attrs.beta;
    bool line = beta * s->step.numbers.input > s->attrs.threshold;
    sum_of_form(s, w, line ? "{x}" : beta == 1 ? "ln(1 + exp({x}))" : "ln(1 + exp({beta} · {x})) / {beta}");
}

const op_view view_of_cnn_op_softplus = {
    FUNCTION,
    .forward = "{map}y{} = ln(1 + exp(β·{input}x{})) / β",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · σ(β·{input}x{})",
    .write = write_softplus,
    .offered = true,
};

const op_view view_of_cnn_op_softsign = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} / (1 + |{input}x{}|)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} / (1 + |{input}x{}|)²",
    .write = sum_of_function,
    .form = "{x} / (1 + {|x|})",
    .offered = true,
};

const op_view view_of_cnn_op_selu = {
    FUNCTION,
    .forward = "{map}y{} = γ·{input}x{} ({input}x{} > 0),  γ α (exp({input}x{}) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · γ ({input}x{} > 0),  γ α exp({input}x{}) ({input}x{} ≤ 0)",
    .write = sum_of_function,
    .form = "{gamma} · {x}",
    .form_below = "{gamma} · {alpha} · (exp({x}) − 1)",
    .offered = true,
};

static void write_celu(const stage *s, written *w) {
    bool below = !(s->step.numbers.input > 0);
    sum_of_form(s, w,
        !below                ? "{x}"
        : s->attrs.alpha == 1 ? "{alpha} · (exp({x}) − 1)"
                              : "{alpha} · (exp({x} / {alpha}) − 1)");
}

const op_view view_of_cnn_op_celu = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} ({input}x{} > 0),  α (exp({input}x{} / α) − 1) ({input}x{} ≤ 0)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 ({input}x{} > 0),  exp({input}x{} / α) ({input}x{} ≤ 0)",
    .write = write_celu,
    .offered = true,
};

/* A limit that is not there is left out. */
static void write_clip(const stage *s, written *w) {
    bool below = !isinf(s->attrs.low), above = !isinf(s->attrs.high);
    sum_of_form(s, w,
        above && below ? "min(max({x}, {low}), {high})"
        : above        ? "min({x}, {high})"
        : below        ? "max({x}, {low})"
                       : "{x}");
}

const op_view view_of_cnn_op_clip = {
    FUNCTION,
    .forward = "{map}y{} = min(max({input}x{}, low), high)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 1 (low < {input}x{} < high),  0",
    .write = write_clip,
    .offered = true,
};

const op_view view_of_cnn_op_hardsigmoid = {
    FUNCTION,
    .forward = "{map}y{} = min(max(α·{input}x{} + β, 0), 1)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · α (0 < {map}y{} < 1),  0",
    .write = sum_of_function,
    .form = "min(max({alpha} · {x} + {beta}, 0), 1)",
    .offered = true,
};

const op_view view_of_cnn_op_hardswish = {
    FUNCTION,
    .forward = "{map}y{} = {input}x{} · min(max({input}x{} / 6 + 0.5, 0), 1)",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} · 0 ({input}x{} < −3),  {input}x{} / 3 + 0.5,  1 ({input}x{} > 3)",
    .write = sum_of_function,
    .form = "{x} · min(max({again} / 6 + 0.5, 0), 1)",
    .offered = true,
};

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
    .write = sum_of_function,
    .form = "{x}",
    .form_below = "{x} · {weight}",
    .write_backward = derive_prelu,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .whole = true,
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
