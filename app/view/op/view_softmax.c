/* Softmax. */
#include "op_sums.h"

#include "pictures.h"

static void write_backward(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂z{} = ");
    derived_number(line, "map", n.weight);
    derived_put(line, " · (");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " − Σ)");
    derived_result(line, s->step.result.result);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    (void)s;
    cnn_format(text, size, "%s", tr("explain.softmax"));
}

const op_view view_of_cnn_op_softmax = {
    .forward = "{map}p{}[k] = exp({input}z{}[k] − max) / Σ exp({input}z{}[j] − max)",
    .backward = "{input}∂L/∂z{}[k] = {map}p{}[k] · ({gradient}∂L/∂p{}[k] − Σ {gradient}∂L/∂p{}[j] · {map}p{}[j])",
    .draw = draw_terms,
    .draw_backward = draw_terms,
    .write = sum_of_terms,
    .write_backward = write_backward,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.softmax",
    .terms = "softmax",
    .role = ROLE_QUIET,
    .whole = true,
    .offered = true,
};
