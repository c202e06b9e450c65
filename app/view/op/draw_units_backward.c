/* Backward through units that read the whole input: the same table, with each gradient under its tensor. The upstream
 * gradient g of a unit comes in from the right; times the input it is the gradient of the unit's weights, times the weights
 * it is added to the gradient of the input. */
#include "marks.h"
#include "pictures.h"
#include "sum.h"
#include "tensor_panel.h"
#include "unit_lens.h"
#include "unit_table.h"

#include "partial_gradients.h"
#include "pass.h"

#include <math.h>
#include <stdlib.h>

typedef struct back {
    const stage *s;
    float px, size;
    int inputs, units, unit;
    bool few;
    float names, right;
    rect table;
    unit_columns columns;
    unit_rows rows;
    float *dx, *dw; /* so far: of the input; of the present unit's weights */
} back;

static scale signed_scale(const float *values, size_t count, const view *v, float share) {
    tensor_facts f = v ? facts_of(v, values, count) : facts_now(values, count);
    scale colors = scale_of(f, theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.is_signed = true;
    colors.most *= share;
    return colors;
}

static scale weight_colors(const back *b) {
    size_t all = (size_t)b->inputs * (size_t)b->units;
    bool many = all > 1 << 20;
    return signed_scale(
        b->s->weights + (many ? (ptrdiff_t)b->unit * b->inputs : 0), many ? (size_t)b->inputs : all, b->s->v, 0.75f);
}

static scale input_colors(const back *b) {
    return scale_of(facts_of(b->s->v, b->s->input, (size_t)b->inputs), theme_color(ROLE_INPUT_GROUND),
        theme_color(ROLE_INPUT_CELL));
}

/* What g times an input can be at most. */
static scale weight_gradient_colors(const back *b) {
    scale colors = signed_scale(b->s->gradient, (size_t)b->units, b->s->v, 1);
    float most = facts_of(b->s->v, b->s->input, (size_t)b->inputs).most;
    colors.most *= most > 0 ? most : 1;
    return colors;
}

static scale input_gradient_colors(const back *b) {
    return signed_scale(b->dx + b->columns.first, (size_t)b->columns.shown, NULL, 1);
}

/* The gradient of the weights of a unit between two columns, as far as its products have been made. */
static void weight_gradient(const back *b, int unit, int first, int count, float *row) {
    const stage *s = b->s;
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    int64_t told = unit < b->unit ? b->inputs : unit == b->unit ? s->step.tap + 1 : 0;
    for (int i = first; i < first + count; i++)
        row[i] = i < told ? s->node->op->numbers(&call, CNN_BACKWARD, 0, unit, i).dweight : 0;
}

/* Only of the channels that have columns in sight. */
static void input_gradient(const back *b, int first, int count) {
    int cells = b->s->in.h * b->s->in.w, from = first / cells, to = (first + count - 1) / cells;
    cnn_recording_dinput_some(
        b->s->r, b->s->v->state->session.player.at, 0, from, to - from + 1, b->dx + (ptrdiff_t)from * cells);
}

static void strip_with_label(
    const back *b, rect row, const char *label, theme_role role, const float *values, const scale *colors) {
    const view *v = b->s->v;
    float wide = b->columns.wide * (float)b->columns.shown;
    unit_strip(b->s, &b->columns, row.y + 1, row.h - 2, values, colors);
    draw_frame(v->list, (rect){b->columns.x - 1, row.y, wide + 2, row.h}, theme_color(role), 1.5f * b->px, 0);
    rect words = {b->table.x, row.y, b->names - 12 * b->px, row.h};
    draw_text_in(v->list, FONT_STRONG, view_fit_text(FONT_STRONG, b->size, 13 * b->px, words.w, label), words, 1,
        theme_color(role), label);
}

/* A unit's weights, below them the gradient that its own g makes of them, and at the end of the row that g. */
static void draw_row(const back *b, int unit, rect row, const scale *weights, number_format f) {
    const stage *s = b->s;
    const view *v = s->v;
    bool now = unit == b->unit;
    char number[16], text[NUMBER_TEXT];
    const char *name = unit_name(s, unit, number);
    font_id font = now ? FONT_STRONG : FONT_UI;
    rect label = {row.x, row.y, b->names - 12 * b->px, row.h};
    if (now)
        draw_rect(v->list, row, theme_color(ROLE_CHOSEN), 6 * b->px);
    draw_text_in(
        v->list, font, view_fit_text(font, b->size, 13 * b->px, label.w, name), label, 1, theme_color(ROLE_INK), name);
    if (!b->few) {
        float wide = b->columns.wide * (float)b->columns.shown, upper = floorf((row.h - 4) * 0.55f);
        unit_strip(s, &b->columns, row.y + 2, upper, s->weights + (ptrdiff_t)unit * b->inputs, weights);
        rect lower = {b->columns.x, row.y + 2 + upper, wide, row.h - 4 - upper};
        scale colors = weight_gradient_colors(b);
        weight_gradient(b, unit, b->columns.first, b->columns.shown, b->dw);
        if (unit <= b->unit)
            unit_strip(s, &b->columns, lower.y, lower.h, b->dw, &colors);
        else
            draw_rect(v->list, lower, theme_color(ROLE_EMPTY), 0);
        draw_rect(v->list, (rect){lower.x, lower.y, wide, 1}, theme_color(ROLE_GRADIENT), 0);
        draw_frame(v->list, (rect){b->columns.x - 1, row.y + 1, wide + 2, row.h - 2},
            theme_color(now ? ROLE_FILTER : ROLE_GRID), now ? 2 * b->px : 1, 0);
    }
    number_in(s->gradient[unit], f, text);
    draw_text_in(v->list, now ? FONT_DIGITS_STRONG : FONT_DIGITS, b->size,
        (rect){b->right - 200 * b->px, row.y, 200 * b->px, row.h}, 1, theme_color(now ? ROLE_INK : ROLE_GRADIENT),
        text);
}

/* From the column of g an arrow leads to the row that it changes. */
static void draw_rows(const back *b) {
    const stage *s = b->s;
    scale weights = b->few ? (scale){.most = 1} : weight_colors(b);
    number_format f = {.decimals = 3};
    for (int i = 0; i < b->rows.shown; i++) {
        rect row = {b->table.x, b->rows.y + (float)i * b->rows.high, b->table.w, b->rows.high};
        int unit = b->rows.first + i;
        draw_row(b, unit, row, &weights, f);
        float from = b->right - text_width(FONT_DIGITS_STRONG, b->size, "−00.00") - 8 * b->px;
        float to = b->columns.x + b->columns.wide * (float)b->columns.shown + 6 * b->px;
        if (unit == b->unit && from - to > 10 * b->px && s->gradient[unit] != 0)
            mark_arrow(s->v, from, row.y + row.h / 2, to, row.y + row.h / 2, theme_color(ROLE_GRADIENT), 2 * b->px);
    }
}

static void hear(const back *b, float top) {
    const stage *s = b->s;
    const view *v = s->v;
    rect at = {b->table.x, top, b->table.w, b->rows.y + b->rows.high * (float)b->rows.shown - top};
    ui_touch t = ui_touch_of(v->ui, "units.table", at, false);
    if (!t.hovered)
        return;
    int column = unit_column_pointed(s, &b->columns, at), row = (int)((v->ui->in.y - b->rows.y) / b->rows.high);
    bool on_row = v->ui->in.y >= b->rows.y && row < b->rows.shown;
    int unit = on_row ? b->rows.first + row : b->unit;
    if (column >= 0)
        v->own->next_hover = (hover){HOVER_WEIGHT, unit, column, CNN_PART_NONE};
    v->ui->hand |= on_row;
    if (t.pressed && unit == b->unit && column >= 0)
        tensor_panel_go_to_tap(s, column);
    else if (t.pressed)
        tensor_panel_go_to_position(s, unit);
}

/* ---- the lens: each gradient under its tensor ---- */

enum { LENS_ROWS = 4 };

static void draw_lens(const back *b, rect at) {
    const stage *s = b->s;
    const view *v = s->v;
    const unit_columns *c = &b->columns;
    input_gradient(b, c->lens, c->across);
    weight_gradient(b, b->unit, c->lens, c->across, b->dw);
    scale dx = signed_scale(b->dx + c->lens, (size_t)c->across, NULL, 1);
    scale dw = signed_scale(b->dw + c->lens, (size_t)c->across, NULL, 1);
    int told = (int)(s->step.tap + 1 - c->lens);
    told = told < 0 ? 0 : told > c->across ? c->across : told;
    lens_row rows[LENS_ROWS] = {
        {tr("units.input"), ROLE_INPUT, s->input + c->lens, input_colors(b), false, c->across, false},
        {"∂L/∂x", ROLE_GRADIENT, b->dx + c->lens, dx, true, c->across, false},
        {tr("units.weights"), ROLE_FILTER, s->weights + (ptrdiff_t)b->unit * b->inputs + c->lens, weight_colors(b),
            false, c->across, true},
        {"∂L/∂w", ROLE_GRADIENT, b->dw + c->lens, dw, true, told, false}};
    int now = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT ? (int)s->step.tap : -1;
    rect cells = unit_lens(s, c, at, rows, LENS_ROWS, now);
    ui_touch t = ui_touch_of(v->ui, "units.lens", cells, false);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        tensor_panel_go_to_tap(s, c->lens + (int)((v->ui->in.x - cells.x) / cells.w * (float)c->across));
    int row = b->unit - b->rows.first;
    bool in_sight = c->lens >= c->first && c->lens + c->across <= c->first + c->shown;
    if (b->few || !in_sight)
        return;
    float top = b->table.y, end = b->rows.y + b->rows.high * (float)b->rows.shown;
    float bottom = row >= 0 && row < b->rows.shown ? b->rows.y + (float)(row + 1) * b->rows.high : b->rows.y;
    rect frame = rect_inset(unit_lens_span(c, top, bottom - top), -3 * b->px);
    color window = theme_color(ROLE_WINDOW);
    draw_frame(v->list, frame, window, 3 * b->px, 4 * b->px);
    draw_line(v->list, frame.x + 1, end + 3 * b->px, cells.x, at.y - 1, window, 2 * b->px);
    draw_line(v->list, frame.x + frame.w - 1, end + 3 * b->px, cells.x + cells.w, at.y - 1, window, 2 * b->px);
}

/* The factors of the present unit beside its lens. */
static void draw_factors(const back *b, rect at) {
    const stage *s = b->s;
    char g[28], number[16], title[96];
    number_text(s->step.result.gradient, 4, g);
    if (units_are_classes(s))
        cnn_format(title, sizeof title, "%s", unit_name(s, b->unit, number));
    else
        tr_format(title, sizeof title, "place.unit", b->unit);
    step_line lines[4] = {{.words = tr("units.upstream"), .written = "g", .role = ROLE_GRADIENT},
        {.words = "∂L/∂w", .role = ROLE_FILTER}, {.words = "∂L/∂x", .role = ROLE_INPUT},
        {.words = s->bias ? tr("units.bias_gradient") : "", .role = ROLE_GRADIENT}};
    cnn_format(lines[0].result, sizeof lines[0].result, "%s", g);
    cnn_format(lines[1].result, sizeof lines[1].result, "+= g·x");
    cnn_format(lines[2].result, sizeof lines[2].result, "+= g·w");
    cnn_format(lines[3].result, sizeof lines[3].result, "%s", g);
    draw_step_card(s, at, title, lines, s->bias ? 4 : 3);
}

static void place(back *b, rect at, float lens_room) {
    const stage *s = b->s;
    lens_row labels[] = {{.label = tr("units.input")}, {.label = tr("units.weights")}};
    int across = b->few ? b->inputs : unit_lens_across(s, lens_room - unit_lens_labels(s, labels, 2), UNIT_LENS, 3);
    float g = text_width(FONT_DIGITS_STRONG, b->size, "−00.00") + 60 * b->px;
    b->names = fmaxf(unit_names_width(s, FONT_STRONG, b->size), text_width(FONT_STRONG, b->size, tr("units.input")));
    b->names = fminf(b->names, at.w * 0.22f) + 12 * b->px;
    b->right = at.x + at.w - 6 * b->px;
    float left = at.x + b->names;
    if (b->few)
        b->columns = (unit_columns){.count = b->inputs, .across = b->inputs, .shown = 0, .x = left};
    else
        b->columns = unit_columns_at(s, left, b->right - g - left, b->inputs, unit_lens_first(s, across), across);
}

/* The inputs with their gradient, the rows, and what leads in and out. */
static void draw_table(back *b, rect at, rect captions, float least) {
    const stage *s = b->s;
    const view *v = s->v;
    b->table = at;
    if (!b->few) {
        input_gradient(b, b->columns.first, b->columns.shown);
        scale x = input_colors(b), dx = input_gradient_colors(b);
        strip_with_label(b, (rect){at.x, at.y, at.w, least}, tr("units.input"), ROLE_INPUT, s->input, &x);
        strip_with_label(b, (rect){at.x, at.y + least, at.w, least}, "∂L/∂x", ROLE_GRADIENT, b->dx, &dx);
        mark_arrow(v, b->columns.x - 1 - b->names * 0.05f, at.y + least * 2 + 4 * b->px, b->table.x + 2 * b->px,
            at.y + least * 2 + 4 * b->px, theme_color(ROLE_GRADIENT), 2 * b->px);
        rect_cut_top(&at, 2 * least + 10 * b->px);
    }
    b->rows = unit_rows_at(s, "units.rows", at.y, at.h, 30 * b->px, b->units, b->unit);
    draw_text_in(v->list, FONT_STRONG, b->size,
        (rect){b->right - 200 * b->px, at.y - least - 2 * b->px, 200 * b->px, least}, 1, theme_color(ROLE_GRADIENT),
        tr("units.g"));
    draw_rows(b);
    rect left = captions;
    left.x = b->columns.x;
    unit_pages(s, "units.columns", left, 0, "units.columns", b->columns.first, b->few ? b->inputs : b->columns.shown,
        b->inputs);
    unit_pages(s, "units.rows", captions, 1, "units.rows", b->rows.first, b->rows.shown, b->units);
    hear(b, b->table.y);
}

void draw_units_backward(const stage *s) {
    const view *v = s->v;
    back b = {.s = s,
        .px = v->ui->scale,
        .size = unit_label_size(s),
        .inputs = (int)cnn_shape_image(s->in),
        .units = s->out.c,
        .unit = (int)s->step.position};
    b.few = b.inputs <= UNIT_FEW;
    float *room = calloc((size_t)b.inputs * 2, sizeof *room);
    if (!room)
        return;
    b.dx = room;
    b.dw = room + b.inputs;
    rect at = s->area;
    draw_stage_title(s, &at, "");
    draw_stage_sum(s, &at, 2);
    float least = unit_row_least(s) + 2 * b.px, card = view_presents(v) ? 0 : fminf(300 * b.px, at.w * 0.34f);
    place(&b, at, at.w - card);
    float table = (float)(b.units < 12 ? b.units + 4 : 16) * least + 44 * b.px;
    float below = fminf(fmaxf(at.h - table, 4 * 24 * b.px + least + 14 * b.px), 250 * b.px);
    rect lens = rect_cut_bottom(&at, below);
    rect captions = rect_cut_top(&at, b.few && b.units < 12 ? 0 : least + 2 * b.px);
    if (b.few)
        rect_cut_top(&at, least);
    rect_cut_bottom(&at, 22 * b.px);
    draw_table(&b, at, captions, least);
    if (card > 0) {
        rect right = rect_cut_right(&lens, card);
        rect_cut_left(&right, 20 * b.px);
        draw_factors(&b, right);
    }
    draw_lens(&b, lens);
    free(room);
}
