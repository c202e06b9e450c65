/* Local response normalisation across neighbouring maps. */
#include "op_sums.h"

#include <math.h>

#include "draw_each.h"
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

enum { SQUARES = 5 };

/* The maps in the window with their squares, and what comes of their sum. */
static void draw_card(const stage *s, rect at) {
    static char words[SQUARES][32];
    char a[NUMBER_TEXT], b[NUMBER_TEXT], how[48], heading[96];
    step_line lines[SQUARES + 4];
    int64_t first = s->step.taps > SQUARES ? s->step.taps / 2 - SQUARES / 2 : 0;
    int count = 0, maps = 0;
    float sum = 0;
    for (int64_t i = 0; i < s->step.taps; i++) {
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, i);
        float x = cnn_recording_numbers(s->r, &s->step, i).input;
        sum += cell.padding ? 0 : x * x;
        maps += !cell.padding;
        if (cell.padding || i < first || count == SQUARES)
            continue;
        cnn_format(words[count], sizeof words[count], "%s %d", tr("map"), cell.channel);
        number_text(x, 3, a);
        cnn_format(how, sizeof how, x < 0 ? "(%s)²" : "%s²", a);
        lines[count] = each_line(words[count], how, x * x, ROLE_INPUT, true);
        lines[count].now = cell.channel == s->step.address.map;
        count++;
    }
    bool told = s->phase == CNN_BACKWARD || !s->hidden;
    float divisor = s->step.result.divisor;
    lines[count++] = each_line("Σ", NULL, sum, ROLE_INK, told);
    number_text(s->attrs.k, 3, a);
    number_text(s->step.numbers.weight, 3, b);
    cnn_format(how, sizeof how, "%s + %s·Σ", a, b);
    lines[count++] = each_line("D", how, divisor, ROLE_STRIDE, told);
    lines[count] = each_line(tr("lrn.power"), "D", powf(divisor, s->attrs.beta), ROLE_STRIDE, told);
    number_text(s->attrs.beta, 3, lines[count++].raised);
    number_text(s->input[s->step.position], 3, a);
    number_text(powf(divisor, s->attrs.beta), 3, b);
    cnn_format(how, sizeof how, "%s / %s", a, b);
    lines[count++] = each_line("y", how, s->output[s->step.position], ROLE_MAP, told);
    cnn_format(heading, sizeof heading, tr("lrn.title"), maps);
    draw_each_card(s, at, heading, lines, count);
}

const op_view view_of_cnn_op_lrn = {
    .forward = "{map}y{}[c] = {input}x{}[c] / (k + α Σ {input}x{}[j]²)ᵝ",
    .backward = "{input}∂L/∂x{}[j] += {gradient}g{} · ∂{map}y{}[c]/∂{input}x{}[j]",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = derive_slope,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .card = draw_card,
    .whole = true,
};
