/* Dropout. */
#include "op_sums.h"

#include "pass.h"

#include "draw_each.h"
#include "pictures.h"

static void write(const stage *s, written *w) {
    written_line *line = written_begin(w, 1);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    written_add(line, " · ", false);
    written_value(line, s->step.numbers.weight, ROLE_FILTER, false, false);
    written_result(line, s, s->step.result.result);
}

/* Kept or dropped, and what that makes of the number. */
static void draw_card(const stage *s, rect at) {
    bool back = s->phase == CNN_BACKWARD, told = back || !s->hidden;
    bool draws = s->r->pass->batch != CNN_BATCH_RUNNING && s->r->pass->batch != CNN_BATCH_ALONE;
    cnn_numbers n = s->step.numbers;
    char a[NUMBER_TEXT], b[NUMBER_TEXT], how[48];
    step_line lines[4];
    lines[0] = each_line(tr("dropout.p"), NULL, s->attrs.drop, ROLE_STRIDE, true);
    lines[1] = (step_line){.words = tr("dropout.fate"), .role = ROLE_INK};
    cnn_format(lines[1].result, sizeof lines[1].result, "%s",
        tr(!draws          ? "dropout.passed"
            : n.weight > 0 ? "dropout.kept"
                           : "dropout.dropped"));
    lines[2] = each_line(tr("dropout.factor"), draws && n.weight > 0 ? "1 / (1 − p)" : "", n.weight, ROLE_FILTER, true);
    number_text(back ? n.gradient : n.input, 3, a);
    number_text(n.weight, 3, b);
    cnn_format(how, sizeof how, "%s · %s", a, b);
    lines[3] = back ? each_line("∂L/∂x", how, n.dinput, ROLE_GRADIENT, true)
                    : each_line("y", how, s->step.result.result, ROLE_MAP, told);
    draw_each_card(s, at, tr("dropout.title"), lines, 4);
}

const op_view view_of_cnn_op_dropout = {
    .forward = "{map}y{} = {input}x{} / (1 − p)  |  0",
    .backward = "{input}∂L/∂x{} = {gradient}∂L/∂y{} / (1 − p)  |  0",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = derive_slope,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .card = draw_card,
    .whole = true,
};
