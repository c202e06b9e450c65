/* Scales, gates and upsampling. */
#include "op_sums.h"

#include "pictures.h"

static void write_scaled(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " · ", false);
    written_behind(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    if (s->bias) {
        written_add(line, " + ", false);
        written_behind(line, s->step.result.bias, ROLE_QUIET, false, false);
    }
    written_result(line, s, s->step.result.result);
}

static void put_factor(derived_line *line, const char *role, float value) {
    derived_put(line, value < 0 ? " · (" : " · ");
    derived_number(line, role, value);
    derived_put(line, value < 0 ? ")" : "");
}

static void derive_scaled(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂x{} = ");
    derived_number(line, "gradient", n.gradient);
    put_factor(line, "filter", n.weight);
    derived_result(line, n.dinput);
    line = derived_begin(d, "{filter}∂L/∂w{} += ");
    derived_number(line, "gradient", n.gradient);
    put_factor(line, "input", n.input);
    derived_result(line, n.dweight);
}

const op_view view_of_cnn_op_scale = {
    .forward = "{map}y{} = {filter}w{} · {input}x{} + b",
    .backward = "{input}∂L/∂x{} = {gradient}g{} · {filter}w{}      {filter}∂L/∂w{} += {gradient}g{} · {input}x{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_scaled,
    .write_backward = derive_scaled,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .whole = true,
};

static void write_product(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    for (int64_t t = 0; t < s->step.taps; t++) {
        bool faint = !written_tap_happened(s, t);
        float value = cnn_recording_numbers(s->r, &s->step, t).input;
        written_add(line, t ? " · " : "", faint);
        if (t)
            written_behind(line, value, ROLE_INPUT, t == s->step.tap, faint);
        else
            written_value(line, value, ROLE_INPUT, t == s->step.tap, faint);
    }
    written_result(line, s, s->step.result.result);
}

/* Each factor takes the gradient times the other. */
static void derive_factors(const stage *s, derived *d) {
    static const char *const words[] = {"{input}∂L/∂x₀{} += ", "{input}∂L/∂x₁{} += "};
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    for (int64_t t = 0; t < s->step.taps; t++) {
        if (by_product && t != s->step.tap)
            continue;
        cnn_numbers n = cnn_recording_numbers(s->r, &s->step, t);
        derived_line *line = derived_begin(d, words[t]);
        derived_number(line, "gradient", n.gradient);
        put_factor(line, "input", n.weight);
        derived_result(line, n.dinput);
    }
}

static void explain_gate(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.mul"));
}

const op_view view_of_cnn_op_mul = {
    .forward = "{map}y{} = {input}x₀{} · {input}x₁{}",
    .backward = "{input}∂L/∂x₀{} += {gradient}∂L/∂y{} · {input}x₁{}      {input}∂L/∂x₁{} += {gradient}∂L/∂y{} · "
                "{input}x₀{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_product,
    .write_backward = derive_factors,
    .explain_backward = explain_gate,
    .back_heading = "heading.mul",
    .role = ROLE_QUIET,
    .whole = true,
    .sign = "×",
};

/* The same number, or the weighted mean of the cells around. */
static void write_between(const stage *s, written *w) {
    if (s->step.taps == 1) {
        sum_of_function(s, w);
        return;
    }
    written_line *line = written_begin(w, 1);
    for (int64_t t = 0; t < s->step.taps; t++) {
        bool faint = !written_tap_happened(s, t);
        cnn_numbers n = cnn_recording_numbers(s->r, &s->step, t);
        written_add(line, t ? " + " : "", faint);
        written_value(line, n.weight, ROLE_STRIDE, false, faint);
        written_add(line, " · ", faint);
        written_behind(line, n.input, ROLE_INPUT, t == s->step.tap, faint);
    }
    written_result(line, s, s->step.result.result);
}

static void derive_between(const stage *s, derived *d) {
    if (s->step.taps == 1) {
        derive_copy(s, d);
        return;
    }
    cnn_numbers n = s->step.numbers;
    char words[64];
    cnn_format(words, sizeof words, "{input}∂L/∂x{}[%d,%d] += ", s->step.cell.row, s->step.cell.column);
    derived_line *line = derived_begin(d, words);
    derived_number(line, "gradient", n.gradient);
    put_factor(line, "stride", n.weight);
    derived_result(line, n.dinput);
}

const op_view view_of_cnn_op_upsample = {
    .forward = "{map}y{}[i,j] = Σ {stride}t{} · {input}x{}      Σ {stride}t{} = 1",
    .backward = "{input}∂L/∂x{} += {stride}t{} · {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_between,
    .write_backward = derive_between,
    .back_heading = "heading.back.each",
    .role = ROLE_STRIDE,
    .whole = true,
};
