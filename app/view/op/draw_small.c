/* A small window, with every number in sight: the padded input, the filter, and the map that fills up, in cells of one
 * size. What moves is a layer above the input's grid, whose numbers stay where they are. */
#include "marks.h"
#include "numbers.h"
#include "window_cells.h"
#include "window_parts.h"
#include "window_plan.h"

#include <math.h>

static theme_role ruler_ink(theme_role role) {
    return role == ROLE_WINDOW ? ROLE_FILTER : role;
}

static void caption_at(const stage *s, float x, float y, theme_role role, const char *title, const char *rest) {
    float line = text_height(FONT_STRONG, s->text);
    x += draw_text(s->v->list, FONT_STRONG, s->text, x, y - line, theme_color(role), title);
    draw_text(s->v->list, FONT_UI, s->text, x + ui_px(s->v->ui, 7), y - line, theme_color(ROLE_QUIET), rest);
}

/* Above the grid and its rulers; `centred` over a grid that may be narrower than the words. */
static void caption(
    const stage *s, const grid *g, bool rulers, bool centred, theme_role role, const char *title, const char *rest) {
    const view *v = s->v;
    float wide = text_width(FONT_STRONG, s->text, title), x = g->area.x, right = s->area.x + s->area.w;
    if (rest[0])
        wide += text_width(FONT_UI, s->text, rest) + ui_px(v->ui, 7);
    if (centred && wide > g->area.w)
        x -= (wide - g->area.w) / 2;
    x = fminf(x, right - wide);
    float away = rulers ? mark_ruler_room(v) : ui_px(v->ui, 6);
    caption_at(s, x, g->area.y - away, role, title, rest);
}

static void caption_of_input(const stage *s, const grid *g) {
    char title[64], rest[96] = "";
    const int *pad = s->attrs.pad;
    cnn_format(title, sizeof title, "%s %d × %d", tr("stage.input"), s->in.h, s->in.w);
    if (s->in.c > 1)
        cnn_append(rest, sizeof rest, "%s %d  ", tr("stage.channel"), s->channel);
    if (pad[0] == pad[1] && pad[0] == pad[2] && pad[0] == pad[3] && pad[0])
        cnn_append(rest, sizeof rest, "+ %s %d", tr("stage.padding"), pad[0]);
    else if (pad[0] || pad[1] || pad[2] || pad[3])
        cnn_append(rest, sizeof rest, "+ %s %d,%d,%d,%d", tr("stage.padding"), pad[0], pad[1], pad[2], pad[3]);
    char power[NUMBER_TEXT];
    number_power(g->format.power, power);
    cnn_append(rest, sizeof rest, "%s%s", power[0] && rest[0] ? "  " : "", power);
    caption(s, g, s->node != NULL, false, ROLE_INPUT, title, rest);
}

static void draw_input(const stage *s, const grid *g) {
    const view *v = s->v;
    window_input_touch(s, g);
    window_cells_draw_input(s, g);
    if (s->node) {
        window_hover_marks(s, g);
        window_cells_draw_frame(s, g);
    }
    window_lit_parts(s, g);
    window_asked(s, g, PICK_WEIGHT);
    caption_of_input(s, g);
    if (!s->node)
        return;
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    ruler r = {.row = s->motion.row,
        .column = s->motion.column,
        .rows = (int)cnn_axis_extent(y),
        .columns = (int)cnn_axis_extent(x),
        .row_step = (int)y.dilation,
        .column_step = (int)x.dilation,
        .numbers = true,
        .role = ROLE_WINDOW,
        .ink = ruler_ink(ROLE_WINDOW)};
    mark_rulers(v, g, r);
}

/* ---- the filter ---- */

static void filter_cell(const stage *s, const grid *g, const scale *colors, int row, int column) {
    const view *v = s->v;
    float value = *window_weight(s, row, column);
    rect cell = grid_cell(g, (float)row, (float)column);
    color fill = scale_color(colors, value);
    window_cell_fill(v, cell, fill);
    if (g->readable) {
        char text[NUMBER_TEXT];
        window_number(g, value, text);
        window_cell_text(v, cell, FONT_DIGITS, g->digits, ink_on(fill), text);
    }
    bool now = s->node && v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.address.tap_row == row &&
               s->step.address.tap_column == column;
    bool told = state_help(v->state) == HELP_NUMBERS; /* which pixel a weight meets */
    bool used = v->own->hover.kind == HOVER_INPUT && s->node && told &&
                cnn_axis_tap(stage_axis(s, 0), s->step.address.row, v->own->hover.row) == row &&
                cnn_axis_tap(stage_axis(s, 1), s->step.address.column, v->own->hover.column) == column;
    if (now || used)
        draw_frame(v->list, rect_inset(cell, 1), theme_color(now ? ROLE_MAP : ROLE_REACH), ui_px(v->ui, 3), 0);
}

static void draw_bias(const stage *s) {
    const view *v = s->v;
    rect at = s->plan->bias;
    bool open = stage_open(s, OPEN_BIAS), typing = v->state->screen.edit.kind == EDIT_BIAS;
    ui_touch t = ui_touch_of(v->ui, "stage.bias", at, open);
    v->ui->hand |= t.hovered && open;
    if (t.pressed && open)
        view_ask_with(v, REQUEST_select, (argument){.edit = {.kind = EDIT_BIAS, .filter = s->map}});
    char text[NUMBER_TEXT];
    number_in(window_bias(s), s->plan->bias_format, text);
    color fill = theme_color(t.hovered && open ? ROLE_CHOSEN : ROLE_FILTER_GROUND);
    window_cell_fill(v, at, fill);
    draw_frame(v->list, (rect){at.x, at.y, at.w + 1, at.h + 1}, theme_color(ROLE_GRID), ui_px(v->ui, 1), 0);
    float size = view_fit_text(FONT_DIGITS, s->plan->digits, ui_px(v->ui, 14), at.w - ui_px(v->ui, 4), text);
    window_cell_text(v, at, FONT_DIGITS, size, ink_on(fill), text);
    mark_sign(v, at.x - ui_px(v->ui, 18), at.y + at.h / 2, ui_px(v->ui, 22), "+");
    rect beside = {at.x + at.w + ui_px(v->ui, 8), at.y, ui_px(v->ui, 60), at.h};
    draw_text_in(v->list, FONT_UI, s->text, beside, 0, theme_color(ROLE_FILTER), tr("stage.bias"));
    if (typing)
        window_cell_typed(s, at);
}

static void draw_filter(const stage *s) {
    const view *v = s->v;
    const grid *g = &s->plan->filter;
    size_t each;
    const float *weights = window_filter(s, &each);
    scale colors = scale_of(facts_of(v, weights, each), theme_color(ROLE_FILTER_GROUND), theme_color(ROLE_FILTER_CELL));
    window_filter_touch(s, g);
    for (int row = 0; row < g->rows; row++)
        for (int column = 0; column < g->columns; column++)
            filter_cell(s, g, &colors, row, column);
    window_asked(s, g, PICK_PIXEL);
    if (v->own->hover.part == CNN_PART_KERNEL || v->own->hover.part == CNN_PART_DILATION)
        draw_frame(v->list, rect_inset(g->area, -2), theme_color(ROLE_FILTER), ui_px(v->ui, 3), 0);
    char title[64], rest[64] = "";
    cnn_format(title, sizeof title, "%s %d × %d", tr("stage.filter"), g->rows, g->columns);
    number_power(g->format.power, rest);
    caption(s, g, false, true, ROLE_FILTER, title, rest);
    draw_bias(s);
    const edit *e = &v->state->screen.edit;
    if (e->kind == EDIT_WEIGHT && e->filter == s->map && e->row < g->rows && e->column < g->columns)
        window_cell_typed(s, grid_cell(g, (float)e->row, (float)e->column));
}

/* ---- the map ---- */

static void map_cell(const stage *s, const grid *g, const scale *colors, int row, int column) {
    const view *v = s->v;
    cnn_address at = s->step.address;
    int64_t position = (int64_t)row * g->columns + column;
    bool now = row == at.row && column == at.column, travels = now && s->motion.flight < 1;
    bool filled = position < stage_done_in_map(s, s->map) && !travels;
    rect cell = grid_cell(g, (float)row, (float)column);
    float shown = window_shown(s, s->map, row, column);
    color fill = filled ? scale_color(colors, shown) : theme_color(ROLE_EMPTY);
    char text[NUMBER_TEXT] = "";
    if (filled)
        window_number(g, shown, text);
    else if (now && s->hidden)
        cnn_format(text, sizeof text, "?");
    else if (now && s->partial)
        window_number(g, s->step.so_far, text);
    window_cell_fill(v, cell, fill);
    if (g->readable || (now && s->hidden))
        window_cell_text(v, cell, now && filled ? FONT_DIGITS_STRONG : FONT_DIGITS, g->digits,
            filled ? ink_on(fill) : theme_color(ROLE_MAP), text);
    if (v->own->hover.kind == HOVER_INPUT && cnn_axis_tap(stage_axis(s, CNN_VERTICAL), row, v->own->hover.row) >= 0 &&
        cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), column, v->own->hover.column) >= 0)
        draw_frame(v->list, rect_inset(cell, 2), theme_color(ROLE_REACH), ui_px(v->ui, 3), 0);
}

static void draw_map(const stage *s) {
    const view *v = s->v;
    const grid *g = &s->plan->output;
    scale colors = scale_of(
        facts_of(v, s->output, cnn_shape_image(s->out)), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    window_output_touch(s, g, s->map);
    for (int row = 0; row < g->rows; row++)
        for (int column = 0; column < g->columns; column++)
            map_cell(s, g, &colors, row, column);
    cnn_address at = s->step.address;
    float share = s->motion.slide, row = (float)at.row, column = (float)at.column;
    row += ((float)s->motion.from.row - row) * (1 - share);
    column += ((float)s->motion.from.column - column) * (1 - share);
    draw_frame(v->list, rect_inset(grid_cell(g, row, column), -ui_px(v->ui, 2)), theme_color(ROLE_MAP),
        ui_px(v->ui, view_presents(v) ? 5 : 4), ui_px(v->ui, 3));
    mark_rulers(
        v, g, (ruler){.row = row, .column = column, .rows = 1, .columns = 1, .numbers = true, .role = ROLE_MAP});
    char rest[NUMBER_TEXT], title[64];
    cnn_format(title, sizeof title, state_hides_counted(s->v->state) ? "%s" : "%s %d × %d",
        tr(s->pool ? "stage.pooled" : "stage.feature_map"), g->rows, g->columns);
    number_power(g->format.power, rest);
    caption(s, g, true, false, ROLE_MAP, title, rest);
}

static void draw_signs(const stage *s) {
    const window_plan *w = s->plan;
    float px = s->v->ui->scale, middle = w->input.area.y + w->input.area.h / 2, wide = fminf(w->gap * 0.55f, 38 * px);
    if (s->pool)
        return;
    mark_sign(s->v, w->filter.area.x - w->gap / 2, middle, wide, "∗");
    float left = w->filter.area.x + w->filter.area.w, right = w->output.area.x - (s->node ? 34 : 0) * px;
    mark_sign(s->v, (left + right) / 2, middle, wide * 0.85f, "=");
}

void draw_small(const stage *s) {
    const window_plan *w = s->plan;
    draw_input(s, &w->input);
    if (!s->pool)
        draw_filter(s);
    draw_signs(s);
    if (!s->node)
        draw_refusal(s, w->beside);
    else if (state_hides_size(s->v->state))
        window_draw_unknown(s, w->beside);
    else
        draw_map(s);
    if (s->pool && s->node)
        draw_pool_arrow(s, w->input.area.x + w->input.area.w,
            (state_hides_size(s->v->state) ? w->beside.x : w->output.area.x) - 34 * s->v->ui->scale,
            w->input.area.y + w->input.area.h / 2);
    if (w->pool_switch.w > 0)
        draw_pool_switch(s, w->pool_switch);
    if (s->in.c > 1)
        window_channel_strip(s, w->strip);
    if (state_in_lesson(s->v->state) && s->v->state->lesson.scene.path && s->phase == CNN_FORWARD)
        draw_window_path(s);
    const edit *e = &s->v->state->screen.edit;
    if (e->kind == EDIT_PIXEL && e->channel == s->channel)
        window_cell_typed(s, grid_cell(&w->input, (float)e->row, (float)e->column));
}
