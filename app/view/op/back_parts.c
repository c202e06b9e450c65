/* Marks, switches and formats: nothing here depends on what the gradients are of. */
#include "back_parts.h"

#include "numbers.h"
#include "op_sums.h"
#include "pass.h"
#include "tensor_panel.h"
#include "textbook.h"

#include <math.h>

static const char TEXTBOOK[] =
    "{input}∂L/∂X{} = {gradient}∂L/∂O{} ∗ {filter}W{}↻      {filter}∂L/∂W{} = {input}X{} ⋆ {gradient}∂L/∂O{}";

enum { DECIMALS = 2, DIGIT = 14, LARGE_DIGIT = 20, TWO_LINES = 34, LEAST_CELL = 15 };

/* ---- formats ---- */

cnn_call back_call(const stage *s) {
    return cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
}

plane back_plane(const char *name, const char *title, theme_role role, int rows, int columns) {
    return (plane){.name = name,
        .title = title,
        .role = role,
        .ground = ROLE_PANEL,
        .full = ROLE_POSITIVE,
        .rows = rows,
        .columns = columns,
        .most = 1,
        .format = {.plus = true}};
}

plane back_value_plane(const char *name, const char *title, theme_role role, int rows, int columns) {
    plane p = back_plane(name, title, role, rows, columns);
    bool weights = role == ROLE_FILTER;
    p.ground = weights ? ROLE_FILTER_GROUND : role == ROLE_MAP ? ROLE_MAP_GROUND : ROLE_INPUT_GROUND;
    p.full = weights ? ROLE_FILTER_CELL : role == ROLE_MAP ? ROLE_MAP_CELL : ROLE_INPUT_CELL;
    p.format.plus = false;
    return p;
}

void back_decimals(plane *p, int decimals) {
    if (p->fine.power)
        return;
    int most = p->most >= 10000 ? 0 : p->most >= 100 ? 1 : DECIMALS;
    p->fine.decimals = decimals > most ? most : decimals;
    p->format = p->fine;
}

plane_type back_type(const stage *s, plane *const planes[], int count, float cell, float widest, float *wide) {
    const view *v = s->v;
    float least = ui_px(v->ui, DIGIT), letter = text_width(FONT_DIGITS, least, "0") / least, free = ui_px(v->ui, 4);
    plane_type type = {.numbers = cell >= ui_px(v->ui, LEAST_CELL) && plane_fit(v, planes, count, widest)};
    int letters = 1;
    for (int i = 0; i < count; i++)
        letters = plane_letters(planes[i]) > letters ? plane_letters(planes[i]) : letters;
    float needed = ceilf((float)letters * letter * least + 2 * free); /* rather more than the least */
    *wide = type.numbers && needed > cell ? fminf(needed, widest) : fminf(cell, widest);
    float large = view_presents(v) ? s->digits : ui_px(v->ui, LARGE_DIGIT);
    type.two = cell >= ui_px(v->ui, TWO_LINES);
    type.size = fmaxf(
        fminf(fminf(large, cell * (type.two ? 0.4f : 0.62f)), (*wide - 2 * free) / (letter * (float)letters)), least);
    type.below = fmaxf(least, fminf(type.size * 0.85f, cell * 0.32f));
    return type;
}

void back_number(const plane *p, float value, char digits[NUMBER_TEXT]) {
    number_format format = p->fine;
    format.plus = false;
    format.bare = p->format.bare;
    if (value == 0) {
        cnn_format(digits, NUMBER_TEXT, "0");
    } else if (format.power) {
        number_significant(value, 2, digits);
        if (format.bare)
            number_bare(digits);
    } else {
        number_in(value, format, digits);
    }
}

color back_ink(color fill) {
    color ink = theme_color(ROLE_GRADIENT);
    double a = color_luminance(ink) + 0.05, b = color_luminance(fill) + 0.05;
    double least = theme_used() == THEME_CONTRAST ? 7 : 4.5;
    return (a > b ? a / b : b / a) >= least ? ink : ink_on(fill);
}

/* ---- windows ---- */

static int64_t windows_on(cnn_axis axis, int64_t before, int64_t cell) {
    int64_t count = 0;
    for (int64_t p = 0; p < before; p++)
        count += cnn_axis_tap(axis, p, cell) >= 0;
    return count;
}

int64_t back_windows(const stage *s, int row, int column, bool *now) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    bool row_now = cnn_axis_tap(y, at.row, row) >= 0, here = row_now && cnn_axis_tap(x, at.column, column) >= 0;
    if (now)
        *now = here;
    int64_t rows = windows_on(y, at.row, row) * windows_on(x, s->out.w, column);
    return rows + (row_now ? windows_on(x, at.column, column) : 0) + (here ? 1 : 0);
}

static int64_t most_on(cnn_axis axis, int64_t output) {
    int64_t most = axis.dilation > 1 ? axis.kernel : (axis.kernel + axis.stride - 1) / axis.stride;
    return most < output ? most : output;
}

int64_t back_most_windows(const stage *s) {
    return most_on(stage_axis(s, CNN_VERTICAL), s->out.h) * most_on(stage_axis(s, CNN_HORIZONTAL), s->out.w);
}

void back_frame_window(const stage *s, const plane *p, theme_role role) {
    plane lifted = *p;
    lifted.at.y -= ui_px(s->v->ui, s->motion.lift);
    plane_frame(s, &lifted, s->motion.row, s->motion.column, (int)cnn_axis_extent(stage_axis(s, CNN_VERTICAL)),
        (int)cnn_axis_extent(stage_axis(s, CNN_HORIZONTAL)), role);
}

/* ---- controls ---- */

void back_go(const stage *s, int row, int column) {
    cnn_term term = s->step.term;
    tensor_panel_go_to_position(s, ((int64_t)s->step.address.map * term.rows + row) * term.columns + column);
}

static void draw_switch(const stage *s, rect *at) {
    static const char *const names[] = {"lens.0", "lens.1"}, *const words[] = {"lens.scatter", "lens.textbook"};
    const view *v = s->v;
    float size = ui_px(v->ui, 14.5f), wide = ui_px(v->ui, 34);
    for (int i = 1; i >= 0; i--) {
        float width = fmaxf(ui_button_width(v->ui, tr(words[i]), size), wide);
        rect button = rect_cut_right(at, width);
        bool chosen = v->state->screen.textbook == (i == 1);
        button.h = ui_px(v->ui, 32);
        if (ui_button(v->ui, names[i], button, tr(words[i]), UI_OUTLINED, chosen, true) && !chosen)
            view_ask(v, REQUEST_lens);
        rect_cut_right(at, ui_px(v->ui, 6));
    }
    ui_key(v->ui, at->x + at->w - ui_px(v->ui, 26), at->y + ui_px(v->ui, 5), "V");
    rect_cut_right(at, ui_px(v->ui, 40));
}

static const char *formula_of(const stage *s) {
    return s->phase == CNN_UPDATE ? update_line(s) : textbook_is_on(s->v->state) ? TEXTBOOK : s->own->backward;
}

/* Cuts formula and sums off the stage. */
static rect cut_formula(const stage *s, rect *at) {
    const view *v = s->v;
    bool present = view_presents(v);
    rect_cut_top(at, ui_px(v->ui, 4));
    if (state_hides_formula(v->state))
        return (rect){at->x, at->y, at->w, 0};
    rect top = rect_cut_top(at, ui_px(v->ui, present ? 52 : 36));
    rect_cut_top(at, ui_px(v->ui, 8));
    return top;
}

stage back_area(const stage *s, int lines, rect *sums) {
    const view *v = s->v;
    stage inner = *s;
    float line = text_height(FONT_DIGITS, ui_px(v->ui, view_presents(v) ? 24 : 17)) * 1.2f;
    cut_formula(s, &inner.area);
    rect_cut_bottom(&inner.area, ui_px(v->ui, 6));
    *sums = rect_cut_bottom(&inner.area, line * (float)lines + ui_px(v->ui, 6));
    rect_cut_bottom(&inner.area, ui_px(v->ui, 4));
    return inner;
}

stage back_frame(const stage *s, int lines, rect *sums) {
    const view *v = s->v;
    rect all = s->area, top = cut_formula(s, &all);
    if (top.h > 0) {
        if (s->own->draw_textbook && s->phase == CNN_BACKWARD)
            draw_switch(s, &top);
        float size = ui_px(v->ui, view_presents(v) ? 30 : 22);
        ui_line(v->ui, top, 0, FONT_FORMULA, size, theme_color(ROLE_INK), formula_of(s));
    }
    return back_area(s, lines, sums);
}

void back_channels(const stage *s, rect at) {
    const view *v = s->v;
    if (s->in.c < 2)
        return;
    size_t count = cnn_shape_image(s->in);
    scale colors = scale_of_input(facts_of(v, s->input, count), s->in.h, s->in.w);
    int hit = stage_thumbnails(s, at, "back.channel", s->input, s->in, s->channel, &colors, (int64_t)count);
    if (hit < 0)
        return;
    int64_t cells = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns;
    if (v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.term.channels > 1)
        tensor_panel_go_to_tap(s, hit % s->step.term.channels * cells + s->step.tap % cells);
    else
        view_ask_value(v, REQUEST_use_channel, hit);
}

void back_maps(const stage *s, rect at) {
    if (s->out.c < 2)
        return;
    size_t count = cnn_shape_image(s->out);
    scale colors = scale_of(facts_of(s->v, s->gradient, count), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    int64_t cells_of_map = (int64_t)s->out.h * s->out.w;
    int hit = stage_thumbnails(s, at, "back.map", s->gradient, s->out, s->map, &colors, (int64_t)count);
    if (hit >= 0)
        tensor_panel_go_to_position(s, hit * cells_of_map + s->step.position % cells_of_map);
}

/* ---- the upstream gradient ---- */

static void draw_edited(const stage *s, const plane *p) {
    const view *v = s->v;
    const edit *e = &v->state->screen.edit;
    int cells = p->rows * p->columns, cell = e->row - s->map * cells;
    if (e->kind != EDIT_GRADIENT || cell < 0 || cell >= cells)
        return;
    rect at = grid_cell(&p->at, (float)(cell / p->columns), (float)(cell % p->columns));
    draw_rect(v->list, rect_inset(at, 2), theme_color(ROLE_PANEL), 0);
    draw_frame(v->list, rect_inset(at, 1), theme_color(ROLE_FOCUS), ui_px(v->ui, 3), 0);
    draw_text_in(
        v->list, FONT_DIGITS_STRONG, p->type.size, at, 0.5f, theme_color(ROLE_INK), e->text[0] ? e->text : "…");
}

void back_upstream(const stage *s, const plane *p) {
    int64_t cells = (int64_t)p->rows * p->columns, hit = plane_draw(s, p);
    cnn_address at = s->step.address;
    plane_frame(s, p, (float)at.row, (float)at.column, 1, 1, ROLE_GRADIENT);
    draw_edited(s, p);
    const ui *u = s->v->ui;
    int row, column;
    if (!u->muted && grid_hit(&p->at, u->in.x, u->in.y, &row, &column))
        s->v->own->next_hover = (hover){HOVER_GRADIENT, row, column, CNN_PART_NONE};
    if (hit < 0)
        return;
    if (stage_open(s, OPEN_GRADIENT) && hit == (int64_t)at.row * p->columns + at.column)
        view_ask_with(
            s->v, REQUEST_select, (argument){.edit = {.kind = EDIT_GRADIENT, .row = (int)(s->map * cells + hit)}});
    else
        tensor_panel_go_to_position(s, s->map * cells + hit);
}

/* ---- arrows ---- */

rect back_around(const plane *p, rect picture) {
    rect at = p->at.area;
    if (picture.w <= 0)
        return at;
    float top = fminf(at.y, picture.y), end = fmaxf(at.y + at.h, picture.y + picture.h);
    return (rect){picture.x, top, picture.w, end - top};
}

void back_leave(const stage *s, rect at, float room) {
    const view *v = s->v;
    color paint = theme_color(ROLE_GRADIENT);
    float y = at.y + at.h / 2;
    mark_arrow(v, at.x - ui_px(v->ui, 8), y, at.x - room + ui_px(v->ui, 4), y, paint, ui_px(v->ui, 3));
    draw_text(v->list, FONT_STRONG, s->text, at.x, at.y + at.h + ui_px(v->ui, 3), paint, tr("back.to_layer"));
}

void back_enter(const stage *s, const plane *p, float room) {
    const view *v = s->v;
    rect at = p->at.area;
    float y = at.y + at.h / 2, x = at.x + at.w;
    mark_arrow(v, x + room - ui_px(v->ui, 2), y, x + ui_px(v->ui, 11), y, theme_color(ROLE_GRADIENT), ui_px(v->ui, 3));
}
