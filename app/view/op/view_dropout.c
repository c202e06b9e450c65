/* Dropout. */
#include "op_sums.h"

#include "pictures.h"

static void write(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " · ", false);
    written_value(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    written_result(line, s, s->step.result.result);
}

const op_view view_of_cnn_op_dropout = {
    .forward = "{map}y{} = kept ? {input}x{} / (1 − p) : 0",
    .backward = "{input}∂L/∂x{} = kept ? {gradient}∂L/∂y{} / (1 − p) : 0",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = derive_slope,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
};
