/* Local response normalisation across neighbouring maps. */
#include "op_sums.h"

#include "pictures.h"

static void write(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->input[s->step.position], ROLE_INPUT, true, false);
    written_add(line, " / ", false);
    written_value(line, s->step.result.divisor, ROLE_STRIDE, false, false);
    written_add(line, "^", false);
    written_value(line, s->attrs.beta, ROLE_FILTER, false, false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_lrn = {
    .forward = "{map}y{}[c] = {input}x{}[c] / (k + α Σ {input}x{}[j]²)^β",
    .backward = "{input}∂L/∂x{}[j] += {gradient}g{} · ∂{map}y{}[c]/∂{input}x{}[j]",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = derive_slope,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
};
