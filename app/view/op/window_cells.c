/* Painted in layers, so that the numbers of the grid stand still while the window moves below them: fills, the window,
 * hatching and lines, numbers, weights. */
#include "window_cells.h"

#include "numbers.h"
#include "op_steps.h"
#include "window_parts.h"
#include "window_plan.h"

#include <math.h>

void window_cell_fill(const view *v, rect at, color fill) {
    draw_rect(v->list, at, fill, 0);
    draw_frame(v->list, (rect){at.x, at.y, at.w + 1, at.h + 1}, theme_color(ROLE_GRID), 1, 0);
}

void window_cell_text(const view *v, rect at, font_id font, float size, color ink, const char *text) {
    if (text[0])
        draw_text_in(v->list, font, size, at, 0.5f, ink, text);
}

void window_cell_typed(const stage *s, rect at) {
    const view *v = s->v;
    const char *text = v->state->screen.edit.text;
    if (text[0]) {
        float size = fmaxf(s->plan->digits, ui_px(v->ui, 15)), pad = ui_px(v->ui, 8);
        float wide = text_width(FONT_DIGITS_STRONG, size, text) + 2 * pad;
        if (wide > at.w)
            at = (rect){at.x - (wide - at.w) / 2, at.y, wide, at.h};
        draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
        draw_text_in(v->list, FONT_DIGITS_STRONG, size, at, 0.5f, theme_color(ROLE_INK), text);
    }
    draw_frame(v->list, rect_inset(at, 1), theme_color(ROLE_FOCUS), ui_px(v->ui, 3), 0);
}

/* ---- one cell of the input ---- */

typedef struct input_cell {
    int row, column;
    rect at;
    float value;
    bool padding, none; /* none: there is no number */
    bool read;          /* by some window */
} input_cell;

static input_cell cell_of(const stage *s, const grid *g, int row, int column) {
    input_cell c = {.row = row, .column = column, .at = grid_cell(g, (float)row, (float)column), .read = true};
    bool beyond = row >= s->in.h + s->attrs.pad[1] || column >= s->in.w + s->attrs.pad[3];
    int held_row = cnn_pad_source(s->attrs.pad_mode, row, s->in.h),
        held_column = cnn_pad_source(s->attrs.pad_mode, column, s->in.w);
    c.padding = row < 0 || column < 0 || row >= s->in.h || column >= s->in.w;
    c.none = beyond || (c.padding && !window_reads_padding(s));
    if (held_row >= 0 && held_column >= 0)
        c.value = s->input[((ptrdiff_t)s->channel * s->in.h + held_row) * s->in.w + held_column];
    else
        c.value = s->attrs.pad_mode == CNN_PAD_CONSTANT ? s->attrs.pad_value : 0;
    if (s->node && !state_hides_unread(s->v->state))
        c.read =
            cnn_axis_visited(stage_axis(s, 0), s->out.h, row) && cnn_axis_visited(stage_axis(s, 1), s->out.w, column);
    return c;
}

static color fill_of(const scale *colors, const input_cell *c) {
    color fill = c->padding ? theme_color(ROLE_GROUND) : scale_color(colors, c->value);
    return c->read ? fill : color_mix(fill, theme_color(ROLE_UNVISITED), 0.75f);
}

/* A window at that position reads the cell. */
static bool reads(const stage *s, cnn_address from, const input_cell *c) {
    return s->node && cnn_axis_tap(stage_axis(s, 0), from.row, c->row) >= 0 &&
           cnn_axis_tap(stage_axis(s, 1), from.column, c->column) >= 0;
}

/* ---- the layer ---- */

static rect tap_at(const stage *s, const grid *g, int tap_row, int tap_column) {
    rect at = grid_cell(g, s->motion.row + (float)(tap_row * (int)stage_axis(s, 0).dilation),
        s->motion.column + (float)(tap_column * (int)stage_axis(s, 1).dilation));
    at.y -= ui_px(s->v->ui, s->motion.lift);
    return at;
}

/* How much a row of the window is lit while the terms of the sum light up: each row for its moment. */
static float glow(const stage *s, int tap_row) {
    float at = s->motion.lit * (float)s->attrs.kernel[0] - (float)tap_row;
    return s->motion.slide < 1 || s->motion.lit >= 1 || at < 0 || at > 1.5f ? 0 : 1 - at / 1.5f;
}

static void draw_layer(const stage *s, const grid *g) {
    float away = sinf(3.14159f * s->motion.slide);
    color ground = theme_color(ROLE_WINDOW_GROUND);
    for (int row = 0; row < s->attrs.kernel[0]; row++) {
        color fill = color_mix(ground, theme_color(ROLE_WINDOW), 0.45f * glow(s, row));
        for (int column = 0; column < s->attrs.kernel[1]; column++)
            draw_rect(s->v->list, tap_at(s, g, row, column), color_alpha(fill, 1 - 0.4f * away), 0);
    }
}

/* The cell that won, once the window has come and its numbers are looked at. */
static void draw_winner(const stage *s, const grid *g) {
    if (!s->pool || state_hides_winner(s->v->state) || s->motion.slide < 1 || s->motion.lit < 1)
        return;
    for (int row = g->top; row < g->top + g->rows; row++)
        for (int column = g->left; column < g->left + g->columns; column++)
            if (window_covers(s, row, column) && window_wins(s, row, column))
                draw_rect(s->v->list, grid_cell(g, (float)row, (float)column), theme_color(ROLE_MAP_CELL), 0);
}

/* Whether the middle of a cell lies under the layer, where it is now. */
static bool under(const stage *s, const grid *g, const input_cell *c) {
    if (s->motion.slide >= 1)
        return reads(s, s->step.address, c);
    float x = c->at.x + c->at.w / 2, y = c->at.y + c->at.h / 2;
    for (int row = 0; s->node && row < s->attrs.kernel[0]; row++)
        for (int column = 0; column < s->attrs.kernel[1]; column++)
            if (rect_has(tap_at(s, g, row, column), x, y))
                return true;
    return false;
}

/* ---- numbers ---- */

static void draw_number(const stage *s, const grid *g, const input_cell *c) {
    bool rests = s->motion.slide >= 1, covered = under(s, g, c), strong = rests && covered;
    bool labelled = s->plan->label > 0 && state_help(s->v->state) == HELP_NUMBERS &&
                    reads(s, s->motion.slide < 0.5f ? s->motion.from : s->step.address, c);
    color ink = c->padding && !covered ? theme_color(ROLE_PADDING)
                : covered              ? theme_color(ROLE_INK)
                                       : ink_on(theme_color(ROLE_INPUT_GROUND));
    if (strong && s->pool && s->motion.lit >= 1 && window_wins(s, c->row, c->column))
        ink = ink_on(theme_color(ROLE_MAP_CELL));
    if (!covered && !c->padding) {
        scale colors = scale_of(facts_of(s->v, s->input, cnn_shape_image(s->in)), theme_color(ROLE_INPUT_GROUND),
            theme_color(ROLE_INPUT_CELL));
        ink = ink_on(fill_of(&colors, c));
    }
    char text[NUMBER_TEXT];
    if (c->padding && c->value == 0)
        cnn_format(text, sizeof text, "0");
    else
        window_number(g, c->value, text);
    rect at = c->at;
    at.y -= labelled ? s->motion.labels * s->plan->label * 0.5f : 0;
    window_cell_text(s->v, at, strong ? FONT_DIGITS_STRONG : FONT_DIGITS, g->digits, ink, text);
}

/* The weights, below the values of the layer. */
static void draw_labels(const stage *s, const grid *g) {
    float size = s->plan->label;
    color ink = color_alpha(theme_color(ROLE_FILTER), s->motion.labels);
    if (size <= 0 || s->motion.labels <= 0 || !g->readable || state_help(s->v->state) != HELP_NUMBERS)
        return;
    for (int row = 0; row < s->attrs.kernel[0]; row++)
        for (int column = 0; column < s->attrs.kernel[1]; column++) {
            char number[NUMBER_TEXT], text[NUMBER_TEXT + 4];
            number_in(*window_weight(s, row, column), s->plan->label_format, number);
            cnn_format(text, sizeof text, "×%s", number);
            rect at = tap_at(s, g, row, column);
            at.y += g->digits * 0.5f;
            window_cell_text(s->v, at, FONT_DIGITS, size, ink, text);
        }
}

void window_cells_draw_input(const stage *s, const grid *g) {
    const view *v = s->v;
    scale colors = scale_of(
        facts_of(v, s->input, cnn_shape_image(s->in)), theme_color(ROLE_INPUT_GROUND), theme_color(ROLE_INPUT_CELL));
    int rows = g->top + g->rows, columns = g->left + g->columns;
    for (int row = g->top; row < rows; row++)
        for (int column = g->left; column < columns; column++) {
            input_cell c = cell_of(s, g, row, column);
            draw_rect(v->list, c.at, fill_of(&colors, &c), 0);
        }
    if (s->node) {
        draw_layer(s, g);
        draw_winner(s, g);
    }
    for (int row = g->top; row < rows; row++)
        for (int column = g->left; column < columns; column++) {
            input_cell c = cell_of(s, g, row, column);
            if (c.padding)
                draw_hatch(v->list, rect_inset(c.at, 1), theme_color(ROLE_HATCH), ui_px(v->ui, 7));
            draw_frame(v->list, (rect){c.at.x, c.at.y, c.at.w + 1, c.at.h + 1}, theme_color(ROLE_GRID), 1, 0);
            if (g->readable && !c.none)
                draw_number(s, g, &c);
        }
    if (s->node && !s->pool)
        draw_labels(s, g);
}

void window_cells_draw_frame(const stage *s, const grid *g) {
    const view *v = s->v;
    float wide = ui_px(v->ui, view_presents(v) ? 5 : 4);
    rect frame = grid_block(g, s->motion.row, s->motion.column, (int)cnn_axis_extent(stage_axis(s, 0)),
        (int)cnn_axis_extent(stage_axis(s, 1)));
    frame.y -= ui_px(v->ui, s->motion.lift);
    draw_frame(v->list, rect_inset(frame, -ui_px(v->ui, 2)), theme_color(ROLE_WINDOW), wide, ui_px(v->ui, 3));
    if (v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        draw_frame(v->list, rect_inset(grid_cell(g, (float)s->step.cell.row, (float)s->step.cell.column), 1),
            theme_color(ROLE_MAP), ui_px(v->ui, 3), 0);
    if (v->own->hover.part == CNN_PART_KERNEL)
        draw_frame(
            v->list, rect_inset(frame, -ui_px(v->ui, 3)), theme_color(ROLE_FILTER), ui_px(v->ui, 3), ui_px(v->ui, 3));
}
