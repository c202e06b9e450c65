/* Several branches become one. */
#include "op_sums.h"

#include "pictures.h"

static void write_sum(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    for (int64_t t = 0; t < s->step.taps; t++) {
        bool faint = !written_tap_happened(s, t);
        written_add(line, t ? " + " : "", faint);
        written_value(line, cnn_recording_numbers(s->r, &s->step, t).input, ROLE_INPUT, t == s->step.tap, faint);
    }
    written_result(line, s, s->step.result.result);
}

static void write_extreme(const stage *s, written *w, const char *begins) {
    written_line *line = written_begin(w, 1);
    written_add(line, begins, false);
    for (int64_t t = 0; t < s->step.taps; t++) {
        bool faint = !written_tap_happened(s, t);
        written_add(line, t ? ", " : "", faint);
        written_value(line, cnn_recording_numbers(s->r, &s->step, t).input, ROLE_INPUT, t == s->step.tap, faint);
    }
    written_add(line, ")", false);
    written_result(line, s, s->step.result.result);
}

static void write_maximum(const stage *s, written *w) {
    write_extreme(s, w, "max(");
}

static void write_minimum(const stage *s, written *w) {
    write_extreme(s, w, "min(");
}

/* The gradient goes to the input that won. */
static void derive_taken(const stage *s, derived *d) {
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    for (int64_t t = 0; t < s->step.taps; t++) {
        cnn_numbers n = cnn_recording_numbers(s->r, &s->step, t);
        char words[64];
        if (by_product ? t != s->step.tap : !n.taken)
            continue;
        cnn_format(words, sizeof words, "{input}∂L/∂x%lld{} += ", (long long)t);
        derived_line *line = derived_begin(d, words);
        derived_number(line, "gradient", n.dinput);
    }
    derived_quiet(d, tr("back.joined"));
}

#define EXPLAINED(name)                                                              \
    static void explain_##name##_backward(const stage *s, char *text, size_t size) { \
        (void)s;                                                                     \
        cnn_format(text, size, "%s", tr("explain." #name));                          \
    }
EXPLAINED(add)
EXPLAINED(concat)
EXPLAINED(maximum)
EXPLAINED(minimum)

const op_view view_of_cnn_op_add = {
    .forward = "{map}y{} = {input}x₀{} + {input}x₁{} + …",
    .backward = "{input}∂L/∂x₀{} = {input}∂L/∂x₁{} = {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_sum,
    .write_backward = derive_copy,
    .explain_backward = explain_add_backward,
    .back_heading = "heading.add",
    .role = ROLE_QUIET,
    .whole = true,
    .sign = "+",
};

const op_view view_of_cnn_op_concat = {
    .forward = "{map}y{} = [{input}x₀{}, {input}x₁{}, …]",
    .backward = "[{input}∂L/∂x₀{}, {input}∂L/∂x₁{}, …] = {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = sum_of_function,
    .write_backward = derive_copy,
    .explain_backward = explain_concat_backward,
    .back_heading = "heading.concat",
    .role = ROLE_QUIET,
    .whole = true,
    .sign = "‖",
};

const op_view view_of_cnn_op_maximum = {
    .forward = "{map}y{} = max({input}x₀{}, {input}x₁{}, …)",
    .backward = "{input}∂L/∂x{}[argmax] += {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_maximum,
    .write_backward = derive_taken,
    .explain_backward = explain_maximum_backward,
    .back_heading = "heading.back.maxpool",
    .role = ROLE_QUIET,
    .whole = true,
    .sign = "max",
};

const op_view view_of_cnn_op_minimum = {
    .forward = "{map}y{} = min({input}x₀{}, {input}x₁{}, …)",
    .backward = "{input}∂L/∂x{}[argmin] += {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write_minimum,
    .write_backward = derive_taken,
    .explain_backward = explain_minimum_backward,
    .back_heading = "heading.back.minpool",
    .role = ROLE_QUIET,
    .whole = true,
    .sign = "min",
};
