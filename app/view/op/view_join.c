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

#define EXPLAINED(name)                                                              \
    static void explain_##name##_backward(const stage *s, char *text, size_t size) { \
        (void)s;                                                                     \
        cnn_format(text, size, "%s", tr("explain." #name));                          \
    }
EXPLAINED(add)
EXPLAINED(concat)

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
