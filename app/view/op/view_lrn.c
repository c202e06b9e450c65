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
    written_exponent(line, s->attrs.beta, ROLE_FILTER);
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
    tr_format(heading, sizeof heading, "lrn.title", maps);
    draw_each_card(s, at, heading, lines, count);
}

/* The slope 1 / P − 2 α β x[c] x[j] / (P D), with P = D to the power β and the first part only where j is c; times g. */
static void derive_share(const stage *s, derived *d) {
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    int64_t tap = by_product ? s->step.tap : s->attrs.neighbours / 2;
    cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    float divisor = s->step.result.divisor, power = powf(divisor, s->attrs.beta);
    if (cell.padding) {
        derived_quiet(d, tr("lrn.no_map"));
        return;
    }
    float own = cell.input == s->step.position ? 1 / power : 0, x = s->input[s->step.position];
    float slope = own - 2 * n.weight * s->attrs.beta * x * n.input / (power * divisor);
    derived_line *line = derived_begin(d, "");
    if (own != 0) {
        derived_put(line, "1 / ");
        derived_number(line, "stride", power);
    }
    derived_put(line, own != 0 ? " − 2 · " : "−2 · ");
    derived_number(line, "filter", n.weight);
    derived_put(line, " · ");
    derived_number(line, "filter", s->attrs.beta);
    derived_put(line, " · ");
    derived_number(line, "input", x);
    derived_put(line, " · ");
    derived_number(line, "input", n.input);
    derived_put(line, " / (");
    derived_number(line, "stride", power);
    derived_put(line, " · ");
    derived_number(line, "stride", divisor);
    derived_put(line, ")");
    derived_result(line, slope);
    char words[64];
    cnn_format(words, sizeof words, "{input}∂L/∂x{}[%d] += ", cell.channel);
    line = derived_begin(d, words);
    derived_number(line, "gradient", n.gradient);
    derived_put(line, slope < 0 ? " · (" : " · ");
    derived_number(line, "map", slope);
    derived_put(line, slope < 0 ? ")" : "");
    derived_result(line, n.dinput);
}

const op_view view_of_cnn_op_lrn = {
    .forward = "{map}y{}[c] = {input}x{}[c] / (k + α Σ {input}x{}[j]²)ᵝ",
    .backward = "{input}∂L/∂x{}[j] += {gradient}g{} · ∂{map}y{}[c]/∂{input}x{}[j]",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = write,
    .write_backward = derive_share,
    .back_heading = "heading.back.each",
    .role = ROLE_QUIET,
    .card = draw_card,
    .whole = true,
};
