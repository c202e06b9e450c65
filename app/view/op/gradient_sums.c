/* Sums are gathered in the order of the steps, up to the one under the cursor. */
#include "op_sums.h"
#include "scatter.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

void gradient_sum_add(gradient_sum *sum, float g, float other, bool now) {
    if (sum->count == SUM_TERMS) {
        sum->before += sum->g[0] * sum->other[0];
        sum->earlier++;
        sum->count--;
        memmove(sum->g, sum->g + 1, sizeof sum->g - sizeof *sum->g);
        memmove(sum->other, sum->other + 1, sizeof sum->other - sizeof *sum->other);
    }
    sum->g[sum->count] = g;
    sum->other[sum->count++] = other;
    sum->result += g * other;
    sum->now = now;
}

/* Whether the steps have come to this tap of that position. */
static bool happened(const stage *s, int64_t position, int64_t tap) {
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    return position < s->step.position || (position == s->step.position && (!by_product || tap <= s->step.tap));
}

static int group_channels(const stage *s) {
    return s->in.c / s->attrs.groups;
}

static void sum_weight(const stage *s, gradient_sum *sum) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    int64_t area = (int64_t)s->out.h * s->out.w, in_plane = (int64_t)s->in.h * s->in.w;
    int64_t tap =
        ((int64_t)(s->channel % group_channels(s)) * s->attrs.kernel[0] + sum->row) * s->attrs.kernel[1] + sum->column;
    for (int64_t p = s->map * area; p < (s->map + 1) * area && happened(s, p, tap); p++) {
        int64_t row = cnn_axis_cell(y, p % area / s->out.w, sum->row),
                column = cnn_axis_cell(x, p % s->out.w, sum->column);
        bool real = row >= 0 && column >= 0 && row < s->in.h && column < s->in.w;
        float value = real ? s->input[s->channel * in_plane + row * s->in.w + column] : 0;
        gradient_sum_add(sum, s->gradient[p], value, p == s->step.position);
    }
}

static void sum_pixel(const stage *s, gradient_sum *sum) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    int64_t area = (int64_t)s->out.h * s->out.w, cells = (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1];
    cnn_span rows = cnn_axis_reach(y, s->out.h, (cnn_span){sum->row, sum->row}),
             columns = cnn_axis_reach(x, s->out.w, (cnn_span){sum->column, sum->column});
    int channels = group_channels(s), within = s->channel % channels, each = s->out.c / s->attrs.groups,
        first = s->channel / channels * each;
    for (int map = first; map < first + each && map <= s->step.address.map; map++)
        for (int64_t i = rows.first; i <= rows.last; i++)
            for (int64_t j = columns.first; j <= columns.last; j++) {
                int64_t u = cnn_axis_tap(y, i, sum->row), v = cnn_axis_tap(x, j, sum->column);
                int64_t p = map * area + i * s->out.w + j, tap = u * s->attrs.kernel[1] + v;
                if (u >= 0 && v >= 0 && happened(s, p, within * cells + tap))
                    gradient_sum_add(sum, s->gradient[p], s->weights[((int64_t)map * channels + within) * cells + tap],
                        p == s->step.position);
            }
}

static void sum_bias(const stage *s, gradient_sum *sum) {
    int64_t area = (int64_t)s->out.h * s->out.w;
    for (int64_t p = s->map * area; p < (s->map + 1) * area && happened(s, p, s->step.taps - 1); p++)
        gradient_sum_add(sum, s->gradient[p], 1, p == s->step.position);
}

gradient_sum gradient_sum_of(const stage *s, sum_kind kind, int row, int column) {
    gradient_sum sum = {.kind = kind, .row = row, .column = column};
    if (kind == SUM_WEIGHT)
        sum_weight(s, &sum);
    else if (kind == SUM_PIXEL)
        sum_pixel(s, &sum);
    else
        sum_bias(s, &sum);
    return sum;
}

void gradient_sums_chosen(const stage *s, gradient_sum sums[3]) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    int u = by_product ? at.tap_row : 0, v = by_product ? at.tap_column : 0;
    hover over = s->v->own->hover;
    if (over.kind == HOVER_WEIGHT && over.row < s->attrs.kernel[0] && over.column < s->attrs.kernel[1]) {
        u = over.row;
        v = over.column;
    }
    int64_t row = cnn_axis_cell(y, at.row, u), column = cnn_axis_cell(x, at.column, v);
    row = row < 0 ? 0 : row >= s->in.h ? s->in.h - 1 : row;
    column = column < 0 ? 0 : column >= s->in.w ? s->in.w - 1 : column;
    if (over.kind == HOVER_INPUT && over.row >= 0 && over.column >= 0 && over.row < s->in.h && over.column < s->in.w) {
        row = over.row;
        column = over.column;
    }
    sums[0] = gradient_sum_of(s, SUM_WEIGHT, u, v);
    sums[1] = gradient_sum_of(s, SUM_PIXEL, (int)row, (int)column);
    sums[2] = gradient_sum_of(s, SUM_BIAS, 0, 0);
}

/* ---- written ---- */

void gradient_sum_label(const gradient_sum *sum, char *text, size_t length) {
    if (sum->kind == SUM_BIAS)
        cnn_format(text, length, "{filter}∂L/∂b{}");
    else
        cnn_format(text, length, sum->kind == SUM_WEIGHT ? "{filter}∂L/∂W[%d,%d]{}" : "{input}∂L/∂X[%d,%d]{}", sum->row,
            sum->column);
}

static const double NOISE = 1e-6; /* of adding up in single precision */

/* A number of that plane, which stands alone. */
static bool write_number(const plane *p, bool small, bool plus, float value, char digits[NUMBER_TEXT]) {
    number_format f = p->fine;
    f.plus = plus;
    f.bare = p->format.bare;
    if (!small) {
        double ten = pow(10, f.decimals), whole = round((double)value * ten) / ten;
        number_in(value, f, digits);
        if (value == 0)
            cnn_format(digits, NUMBER_TEXT, "0");
        return fabs(whole - (double)value) <= NOISE * fmax(1, fabs((double)value));
    }
    char plain[NUMBER_TEXT];
    bool exact = number_significant(value, 2, plain);
    if (f.bare)
        number_bare(plain);
    cnn_format(digits, NUMBER_TEXT, "%s%s", plus && value > 0 ? "+" : "", plain);
    return exact;
}

/* Some numbers are so small that grids count them in units of a power of ten. */
static bool is_small(const scatter *l) {
    return l->o.fine.power || l->dx.fine.power || l->dw.fine.power || l->x.fine.power || l->w.fine.power;
}

static const plane *plane_of(const scatter *l, const gradient_sum *sum) {
    return sum->kind == SUM_PIXEL ? &l->dx : sum->kind == SUM_WEIGHT ? &l->dw : &l->o;
}

static bool write_term(const scatter *l, const gradient_sum *sum, int i, bool first, char *text, size_t length) {
    char digits[NUMBER_TEXT];
    float g = sum->g[i];
    const char *bold = sum->now && i == sum->count - 1 ? "**" : "";
    cnn_append(text, length, "%s", first ? g < 0 ? "−" : "" : g < 0 ? " − " : " + ");
    bool exact = write_number(&l->o, is_small(l), false, fabsf(g), digits);
    cnn_append(text, length, "{gradient}%s%s%s{}", bold, digits, bold);
    if (sum->kind == SUM_BIAS)
        return exact;
    bool minus = sum->other[i] < 0;
    exact &= write_number(sum->kind == SUM_PIXEL ? &l->w : &l->x, is_small(l), false, sum->other[i], digits);
    cnn_append(text, length, "·{%s}%s%s%s%s%s{}", sum->kind == SUM_PIXEL ? "filter" : "input", bold, minus ? "(" : "",
        digits, minus ? ")" : "", bold);
    return exact;
}

/* The last `keep` terms and what the others come to. */
static bool write_terms(const scatter *l, const gradient_sum *sum, int keep, char *text, size_t length) {
    bool exact = true;
    text[0] = '\0';
    int from = sum->count - keep;
    int64_t earlier = sum->earlier + from;
    float before = sum->before;
    for (int i = 0; i < from; i++)
        before += sum->g[i] * sum->other[i];
    if (earlier) {
        char digits[NUMBER_TEXT];
        exact = write_number(plane_of(l, sum), is_small(l), false, before, digits);
        cnn_append(text, length, tr("back.earlier"), (long long)earlier, digits);
    }
    for (int i = from; i < sum->count; i++)
        exact &= write_term(l, sum, i, !earlier && i == from, text, length);
    if (!earlier && !keep)
        cnn_append(text, length, "%s", tr("back.nothing_yet"));
    return exact;
}

/* The width of a text without its marks. */
static float width_of(const char *text, float size) {
    char bare[900];
    size_t length = 0;
    for (const char *c = text; *c && length + 1 < sizeof bare; c++) {
        if (*c == '{') {
            c = strchr(c, '}');
        } else if (*c != '*') {
            bare[length++] = *c;
        }
    }
    bare[length] = '\0';
    return text_width(FONT_DIGITS, size, bare);
}

bool gradient_sum_text(
    const stage *s, const scatter *l, const gradient_sum *sum, float size, float room, char *text, size_t length) {
    (void)s;
    int keep = sum->count;
    bool exact;
    do
        exact = write_terms(l, sum, keep, text, length);
    while (width_of(text, size) > room && keep-- > 0);
    return exact;
}

static bool write_result(const scatter *l, const gradient_sum *sum, char digits[NUMBER_TEXT]) {
    return write_number(plane_of(l, sum), is_small(l), true, sum->result, digits);
}

void draw_gradient_card(const stage *s, const scatter *l) {
    const view *v = s->v;
    gradient_sum sums[3];
    rect at = l->card;
    if (state_help(v->state) != HELP_NUMBERS)
        return;
    float radius = ui_px(v->ui, 10), size = ui_px(v->ui, 15), small = ui_px(v->ui, 14), pad = ui_px(v->ui, 14);
    int count = s->bias ? 3 : 2;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), radius);
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(v->ui, 1), radius);
    at = rect_inset(at, pad);
    gradient_sums_chosen(s, sums);
    float each = at.h / (float)count;
    for (int i = 0; i < count; i++) {
        rect entry = rect_cut_top(&at, each), head = rect_cut_top(&entry, each / 2);
        char text[900], digits[NUMBER_TEXT];
        gradient_sum_label(&sums[i], text, sizeof text);
        ui_line(v->ui, head, 0, FONT_UI, size, theme_color(ROLE_INK), text);
        write_result(l, &sums[i], digits);
        draw_text_in(v->list, FONT_DIGITS_STRONG, ui_px(v->ui, 17), head, 1, theme_color(ROLE_INK), digits);
        gradient_sum_text(s, l, &sums[i], small, entry.w, text, sizeof text);
        ui_line(v->ui, entry, 0, FONT_DIGITS, small, theme_color(ROLE_QUIET), text);
    }
}

void derive_gradient_sum(const stage *s, const scatter *l, const gradient_sum *sum, int map, derived *d) {
    char text[900], digits[NUMBER_TEXT], label[64];
    float size = ui_px(s->v->ui, view_presents(s->v) ? 24 : 17);
    gradient_sum_label(sum, label, sizeof label);
    if (map >= 0)
        cnn_format(label, sizeof label, "{quiet}%s %d{}", tr("map"), map);
    bool exact = write_result(l, sum, digits);
    float taken = width_of(label, size) + text_width(FONT_DIGITS_STRONG, size, digits) +
                  text_width(FONT_DIGITS, size, "  =  =  ");
    exact &= gradient_sum_text(s, l, sum, size, s->area.w - taken, text, sizeof text);
    derived_line *line = derived_begin(d, label);
    cnn_append(
        line->text, sizeof line->text, "%s%s%s**%s**", map < 0 ? " = " : ":  ", text, exact ? " = " : " ≈ ", digits);
}

/* What g does at this position. */
static void derive_position(const stage *s, const scatter *l, derived *d) {
    char digits[NUMBER_TEXT], text[300];
    number_text(s->step.result.gradient, 4, digits);
    tr_format(text, sizeof text, "back.position", digits, (long long)s->step.taps);
    if (l->card.w > 0)
        derived_quiet(d, s->step.result.gradient == 0 ? tr("back.zero") : text);
}

void derive_scatter(const stage *s, derived *d) {
    scatter l = scatter_place(s);
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    gradient_sum sums[3];
    if (by_product)
        derive_products(s, d);
    else
        derive_position(s, &l, d);
    if (l.card.w > 0)
        return;
    gradient_sums_chosen(s, sums);
    int count = !by_product ? s->bias ? 3 : 2 : s->step.cell.padding ? 1 : 2;
    for (int i = 0; i < count; i++)
        derive_gradient_sum(s, &l, &sums[i], -1, d);
}
