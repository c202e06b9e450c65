/* Large windows and several channels: grids that are scrolled where they do not fit. */
#include "window_parts.h"

#include "numbers.h"
#include "op_steps.h"

#include <math.h>

typedef struct layout {
    rect input, filter, output;
} layout;

static void input_look(const stage *s, const scale *colors, int row, int column, cell_look *look) {
    bool padding = row < 0 || column < 0 || row >= s->in.h || column >= s->in.w;
    bool beyond = row >= s->in.h + s->attrs.pad[1] || column >= s->in.w + s->attrs.pad[3];
    int held_row = cnn_pad_source(s->attrs.pad_mode, row, s->in.h),
        held_column = cnn_pad_source(s->attrs.pad_mode, column, s->in.w);
    bool held = padding && held_row >= 0 && held_column >= 0;
    float constant = s->attrs.pad_mode == CNN_PAD_CONSTANT ? s->attrs.pad_value : 0;
    float value = held      ? s->input[((ptrdiff_t)s->channel * s->in.h + held_row) * s->in.w + held_column]
                  : padding ? constant
                            : s->input[cnn_shape_image((cnn_shape){1, 1, s->in.h, s->in.w}) * (size_t)s->channel +
                                       (size_t)(row * s->in.w + column)];
    look->hatch = padding;
    look->fill = padding ? theme_color(ROLE_GROUND) : scale_color(colors, value);
    look->ink = padding ? theme_color(ROLE_PADDING) : ink_on(look->fill);
    bool none = beyond || (padding && s->pool && !window_reads_padding(s));
    if (!none)
        number_text(value, 2, look->text);
    if (!window_covers(s, row, column)) {
        bool read = !s->node || (cnn_axis_visited(stage_axis(s, 0), s->out.h, row) &&
                                    cnn_axis_visited(stage_axis(s, 1), s->out.w, column));
        if (!read) {
            look->fill = color_mix(look->fill, theme_color(ROLE_UNVISITED), 0.75f);
            look->ink = theme_color(ROLE_QUIET);
        }
        return;
    }
    look->strong = true;
    look->fill = padding ? color_mix(theme_color(ROLE_GROUND), theme_color(ROLE_WINDOW_GROUND), 0.5f)
                         : theme_color(ROLE_WINDOW_GROUND);
    look->ink = theme_color(padding ? ROLE_PADDING : ROLE_INK);
    if (!s->pool) {
        int u = (int)cnn_axis_tap(stage_axis(s, 0), s->step.address.row, row),
            v = (int)cnn_axis_tap(stage_axis(s, 1), s->step.address.column, column);
        char weight[NUMBER_TEXT];
        number_text(*window_weight(s, u, v), 2, weight);
        cnn_format(look->below, sizeof look->below, "×%s", weight);
        look->below_ink = theme_color(ROLE_FILTER);
    } else if (window_wins(s, row, column)) {
        look->fill = theme_color(ROLE_MAP_CELL);
        look->ink = ink_on(look->fill);
    }
}

static void window_frame(const stage *s, const grid *g) {
    const view *v = s->v;
    cnn_axis y = stage_axis(s, 0), x = stage_axis(s, 1);
    float row = (float)cnn_axis_cell(y, s->step.address.row, 0),
          column = (float)cnn_axis_cell(x, s->step.address.column, 0);
    const player *p = &v->state->session.player;
    if (p->motion < 1 && p->from.node == p->at.node && p->from.map == s->step.address.map &&
        p->from.depth >= CNN_DEPTH_POSITION && p->at.depth >= CNN_DEPTH_POSITION) {
        float t = 1 - (1 - p->motion) * (1 - p->motion);
        row += ((float)cnn_axis_cell(y, p->from.row, 0) - row) * (1 - t);
        column += ((float)cnn_axis_cell(x, p->from.column, 0) - column) * (1 - t);
    }
    rect frame = grid_block(g, row, column, (int)cnn_axis_extent(y), (int)cnn_axis_extent(x));
    float wide = ui_px(v->ui, v->state->screen.present ? 5 : 3);
    draw_frame(v->list, rect_inset(frame, -1), theme_color(ROLE_WINDOW), wide, ui_px(v->ui, 3));
    if (p->at.depth == CNN_DEPTH_PRODUCT)
        draw_frame(v->list, rect_inset(grid_cell(g, (float)s->step.cell.row, (float)s->step.cell.column), 1),
            theme_color(ROLE_MAP), wide, 0);
    if (v->own->hover.part == CNN_PART_KERNEL)
        draw_frame(v->list, rect_inset(frame, -3), theme_color(ROLE_FILTER), wide, ui_px(v->ui, 3));
}

static int filter_letters(const stage *s) {
    size_t count;
    const float *weights = window_filter(s, &count);
    return grid_letters(weights, count);
}

static void draw_input(const stage *s, rect at, grid *out) {
    const view *v = s->v;
    rect_cut_top(&at, text_height(FONT_UI, s->text) + ui_px(v->ui, 8));
    rect_cut_left(&at, 2);
    cnn_span rows = {0, 0}, columns = {0, 0};
    if (s->node) {
        rows = cnn_axis_field(stage_axis(s, 0), (cnn_span){s->step.address.row, s->step.address.row});
        columns = cnn_axis_field(stage_axis(s, 1), (cnn_span){s->step.address.column, s->step.address.column});
    }
    int letters = grid_letters(s->input, cnn_shape_image(s->in)), below = s->pool ? 0 : filter_letters(s) * 4 / 5 + 2;
    letters = letters > below ? letters : below;
    grid_place place = {.area = at,
        .rows = s->in.h + s->attrs.pad[0] + s->attrs.pad[1] + window_overhang(s, 0),
        .columns = s->in.w + s->attrs.pad[2] + s->attrs.pad[3] + window_overhang(s, 1),
        .top = -s->attrs.pad[0],
        .left = -s->attrs.pad[2],
        .letters = letters,
        .digits = s->digits,
        .below = !s->pool,
        .largest = ui_px(v->ui, v->state->screen.present ? 104 : 56),
        .align_x = 0.4f,
        .align_y = 0.35f,
        .follow = {rows, columns}};
    grid g = grid_layout(v, "input", place);
    scale colors = scale_of(
        facts_of(v, s->input, cnn_shape_image(s->in)), theme_color(ROLE_INPUT_GROUND), theme_color(ROLE_INPUT_CELL));
    window_input_touch(s, &g);
    ui_open(v->ui, rect_inset(g.area, -5));
    for (int y = g.top; y < g.top + g.rows; y++)
        for (int x = g.left; x < g.left + g.columns; x++) {
            rect cell = grid_cell(&g, (float)y, (float)x), seen = rect_cross(cell, g.area);
            if (seen.w <= 0 || seen.h <= 0)
                continue;
            cell_look look = {0};
            input_look(s, &colors, y, x, &look);
            bool edited = window_edited(s, EDIT_PIXEL, s->channel, y, x);
            if (edited && v->state->screen.edit.text[0])
                cnn_format(look.text, sizeof look.text, "%s", v->state->screen.edit.text);
            grid_paint_cell(v, &g, cell, &look);
            if (edited)
                draw_frame(v->list, rect_inset(cell, 1), theme_color(ROLE_FOCUS), ui_px(v->ui, 3), 0);
        }
    if (s->node) {
        window_hover_marks(s, &g);
        window_frame(s, &g);
    }
    window_lit_parts(s, &g);
    ui_close(v->ui);
    window_input_caption(s, &g, at.x + at.w - g.area.x);
    *out = g;
}

static void draw_bias(const stage *s, const grid *g) {
    const view *v = s->v;
    char text[64], number[NUMBER_TEXT];
    number_text(!s->bias ? 0 : s->attrs.bias_per_unit && s->node ? s->step.result.bias : s->bias[s->map], 3, number);
    bool typing = v->state->screen.edit.kind == EDIT_BIAS;
    cnn_format(text, sizeof text, "%s b = %s", tr("stage.bias"),
        typing && v->state->screen.edit.text[0] ? v->state->screen.edit.text : number);
    float size = s->text * 0.95f;
    rect at = {g->area.x - 4, g->area.y + g->area.h + ui_px(v->ui, 6), text_width(FONT_DIGITS, size, text) + 8,
        text_height(FONT_DIGITS, size) + 4};
    bool open = stage_open(s, OPEN_BIAS);
    draw_rect(v->list, at, color_alpha(theme_color(ROLE_GROUND), 0.85f), 2);
    ui_touch t = ui_touch_of(v->ui, "stage.bias", at, open);
    v->ui->hand |= t.hovered && open;
    if (typing || (t.hovered && open))
        draw_rect(v->list, at, theme_color(ROLE_CHOSEN), ui_px(v->ui, 4));
    if (t.pressed && open)
        view_ask_with(v, REQUEST_select, (argument){.edit = {.kind = EDIT_BIAS, .filter = s->map}});
    draw_text_in(v->list, FONT_DIGITS, size, at, 0.5f, theme_color(ROLE_QUIET), text);
}

static void draw_filter(const stage *s, rect at) {
    const view *v = s->v;
    rect_cut_top(&at, text_height(FONT_UI, s->text) + ui_px(v->ui, 8));
    rect_cut_bottom(&at, text_height(FONT_DIGITS, s->text) + ui_px(v->ui, 10));
    grid_place place = {.area = at,
        .rows = s->attrs.kernel[0],
        .columns = s->attrs.kernel[1],
        .letters = filter_letters(s),
        .digits = s->digits,
        .largest = ui_px(v->ui, v->state->screen.present ? 84 : 50),
        .align_x = 0.5f,
        .align_y = 0.35f,
        .follow = {{s->step.address.tap_row, s->step.address.tap_row},
            {s->step.address.tap_column, s->step.address.tap_column}},
        .fixed = true};
    grid g = grid_layout(v, "filter", place);
    int channels = s->in.c / s->attrs.groups;
    size_t each;
    const float *weights = window_filter(s, &each);
    scale colors = scale_of(facts_of(v, weights, each), theme_color(ROLE_FILTER_GROUND), theme_color(ROLE_FILTER_CELL));
    window_filter_touch(s, &g);
    ui_open(v->ui, rect_inset(g.area, -4));
    for (int row = 0; row < g.rows; row++)
        for (int column = 0; column < g.columns; column++) {
            float value = *window_weight(s, row, column);
            cell_look look = {.fill = scale_color(&colors, value)};
            look.ink = ink_on(look.fill);
            number_text(value, 2, look.text);
            bool edited = window_edited(s, EDIT_WEIGHT, s->channel % channels, row, column) &&
                          v->state->screen.edit.filter == s->map;
            if (edited && v->state->screen.edit.text[0])
                cnn_format(look.text, sizeof look.text, "%s", v->state->screen.edit.text);
            rect cell = grid_cell(&g, (float)row, (float)column);
            grid_paint_cell(v, &g, cell, &look);
            bool now = s->node && v->state->session.player.at.depth == CNN_DEPTH_PRODUCT &&
                       s->step.address.tap_row == row && s->step.address.tap_column == column;
            bool used = v->own->hover.kind == HOVER_INPUT && s->node &&
                        cnn_axis_tap(stage_axis(s, 0), s->step.address.row, v->own->hover.row) == row &&
                        cnn_axis_tap(stage_axis(s, 1), s->step.address.column, v->own->hover.column) == column;
            if (edited || now || used)
                draw_frame(v->list, rect_inset(cell, 1),
                    theme_color(edited ? ROLE_FOCUS
                                : now  ? ROLE_MAP
                                       : ROLE_REACH),
                    ui_px(v->ui, 3), 0);
        }
    if (v->own->hover.part == CNN_PART_KERNEL || v->own->hover.part == CNN_PART_DILATION)
        draw_frame(v->list, rect_inset(g.area, -2), theme_color(ROLE_FILTER), ui_px(v->ui, 3), 0);
    ui_close(v->ui);
    char title[64], rest[64] = "";
    cnn_format(title, sizeof title, "%s %d × %d", tr("stage.filter"), s->attrs.kernel[0], s->attrs.kernel[1]);
    int filters = s->node ? s->out.c : v->state->session.bench.filters;
    if (filters > 1)
        cnn_format(rest, sizeof rest, "%d / %d", s->map + 1, filters);
    stage_caption(s, &g, at.x + at.w - g.area.x, ROLE_FILTER, title, rest);
    draw_bias(s, &g);
}

static void draw_output(const stage *s, rect at, const grid *input) {
    const view *v = s->v;
    rect thumbs = {0, 0, 0, 0};
    if (s->out.c > 1)
        thumbs = rect_cut_bottom(&at, ui_px(v->ui, 56));
    const char *title = s->pool ? tr("stage.pooled") : tr("stage.feature_map");
    grid g = stage_output_grid(s, at, title, ROLE_MAP, s->output, s->out);
    scale colors = scale_of(
        facts_of(v, s->output, cnn_shape_image(s->out)), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    window_output_touch(s, &g, s->map);
    int64_t plane = (int64_t)s->out.h * s->out.w;
    stage_paint_output(s, &g, s->output + s->map * plane, &colors, stage_done_in_map(s, s->map), true);
    draw_projection(s, input, &g);
    if (s->out.c > 1) {
        rect_cut_top(&thumbs, ui_px(v->ui, 10));
        int clicked = stage_thumbnails(s, thumbs, "map", s->output, s->out, s->map, &colors, s->done);
        if (clicked >= 0) {
            cnn_address to = s->step.address;
            to.depth = CNN_DEPTH_POSITION;
            to.map = clicked;
            view_go(v, to);
        }
    }
}

void draw_scrolled(const stage *s) {
    const view *v = s->v;
    rect at = s->area;
    float gap = ui_px(v->ui, 36);
    bool three = v->state->session.bench.source != BENCH_INSIDE && s->pool;
    layout l;
    bool large = !s->pool && s->attrs.kernel[1] > 4; /* a filter of five columns is to be seen whole */
    l.input = rect_cut_left(&at, floorf(at.w * (s->pool ? 0.52f : large ? 0.38f : 0.43f)));
    rect_cut_left(&at, gap);
    if (s->pool) {
        l.output = at;
    } else {
        float wanted = large ? fminf((float)s->attrs.kernel[1] * ui_px(v->ui, 45), at.w * 0.56f) : 0;
        l.filter = rect_cut_left(&at, floorf(fmaxf(wanted, at.w * (large ? 0.44f : 0.36f))));
        rect_cut_left(&at, gap);
        l.output = at;
    }
    if (s->in.c > 1) {
        rect strip = rect_cut_bottom(&l.input, ui_px(v->ui, 56));
        rect_cut_top(&strip, ui_px(v->ui, 10));
        window_channel_strip(s, strip);
    }
    grid input;
    draw_input(s, l.input, &input);
    if (!s->node)
        draw_refusal(s, l.output);
    else if (state_hides_size(v->state))
        window_draw_unknown(s, l.output);
    else if (three)
        draw_pools(s, l.output, &input);
    else
        draw_output(s, l.output, &input);
    if (!s->pool)
        draw_filter(s, l.filter); /* over the lines from window to output */
}
