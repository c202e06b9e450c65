/* One painter for inputs, weights, outputs and gradients; what differs stands in the panel. */
#include "tensor_panel.h"

#include "cell_tip.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

void tensor_panel_fold(tensor_panel *p, int count) {
    p->columns = count <= 12 ? 1 : (int)ceilf(sqrtf((float)count));
    p->rows = (count + p->columns - 1) / p->columns;
    p->count = count;
}

/* Gradients are often small: they are written in units of a power of ten that the caption names. */
static int power_of(const tensor_panel *p, float most) {
    if (!p->plus || most <= 0 || most >= 0.1f || !isfinite(most))
        return 0;
    int power = (int)floorf(log10f(most));
    return power < -30 ? 0 : power;
}

static void fill_look(
    const stage *s, const tensor_panel *p, const scale *colors, float unit, int row, int column, cell_look *look) {
    bool padding = row < 0 || column < 0 || row >= p->rows || column >= p->columns;
    int64_t at = (int64_t)row * p->columns + column;
    look->fill = theme_color(ROLE_EMPTY);
    look->ink = theme_color(ROLE_INK);
    look->hatch = padding;
    if (padding) {
        look->ink = theme_color(ROLE_PADDING);
        cnn_format(look->text, sizeof look->text, "0");
    } else if (p->done < 0 || at < p->done) {
        float value = p->values[at];
        char text[NUMBER_TEXT];
        number_text(value / unit, 2, text);
        cnn_format(look->text, sizeof look->text, "%s%s", p->plus && value > 0 ? "+" : "", text);
        look->fill = scale_color(colors, value);
        look->ink = ink_on(look->fill);
        look->strong = at == p->now;
    } else if (p->partial && at == p->now) {
        cnn_format(look->text, sizeof look->text, "%s", p->partial);
        look->ink = theme_color(p->role);
    }
    if (p->look)
        p->look(s, row, column, look);
}

static void caption(const stage *s, const tensor_panel *p, const grid *g, float room, int power) {
    char size[64], rest[96];
    int count = p->count ? p->count : p->rows * p->columns;
    if (p->count)
        cnn_format(size, sizeof size, "%d", count);
    else
        cnn_format(size, sizeof size, "%d × %d", p->rows, p->columns);
    cnn_format(rest, sizeof rest, "%s", p->rest ? p->rest : size);
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (power < -9)
        cnn_append(rest, sizeof rest, "  ×10⁻%s%s", raised[-power / 10], raised[-power % 10]);
    else if (power)
        cnn_append(rest, sizeof rest, "  ×10⁻%s", raised[-power]);
    stage_caption(s, g, room, p->role, p->title, rest);
}

static int64_t cell_pressed(const stage *s, const tensor_panel *p, const grid *g, int count) {
    int row, column;
    ui_touch t = ui_touch_of(s->v->ui, p->name, g->area, false);
    if (!t.hovered || !grid_hit(g, s->v->ui->in.x, s->v->ui->in.y, &row, &column))
        return -1;
    int64_t hit = (int64_t)row * p->columns + column;
    bool real = row >= 0 && column >= 0 && column < p->columns && hit < count;
    if (real && (p->done < 0 || hit < p->done))
        cell_tip(s->v, g, p->name, row, column, p->values[hit], NULL);
    return t.pressed && real ? hit : -1;
}

grid tensor_panel_draw(const stage *s, rect at, const tensor_panel *p, int64_t *clicked) {
    const view *v = s->v;
    int count = p->count ? p->count : p->rows * p->columns;
    rect_cut_top(&at, text_height(FONT_UI, s->text) + ui_px(v->ui, 8));
    int row = p->now < 0 ? 0 : (int)(p->now / p->columns), column = p->now < 0 ? 0 : (int)(p->now % p->columns);
    cnn_rectangle follow = {{row, row}, {column, column}};
    if (p->window)
        follow = (cnn_rectangle){{(int64_t)p->window_row, (int64_t)p->window_row + p->window_rows - 1},
            {(int64_t)p->window_column, (int64_t)p->window_column + p->window_columns - 1}};
    scale colors = scale_of(facts_of(v, p->values, (size_t)count), theme_color(p->ground), theme_color(p->full));
    int power = power_of(p, colors.most_is_real ? colors.most : 0);
    int letters = power ? 5 : grid_letters(p->values, (size_t)count) + (p->plus ? 1 : 0);
    letters = letters > p->letters ? letters : p->letters;
    grid_place place = {.area = at,
        .rows = p->rows + p->pad[0] + p->pad[1],
        .columns = p->columns + p->pad[2] + p->pad[3],
        .top = -p->pad[0],
        .left = -p->pad[2],
        .letters = letters,
        .digits = s->digits,
        .aspect = p->columns == 1 && p->rows > 1 ? 2.2f
                  : p->flat                      ? 1.3f
                                                 : 1,
        .below = p->below,
        .largest = ui_px(v->ui, p->largest > 0             ? p->largest * (v->state->screen.present ? 1.5f : 1)
                                : v->state->screen.present ? 90
                                                           : 52),
        .align_y = 0.3f,
        .follow = follow,
        .fixed = p->fixed};
    grid g = grid_layout(v, p->scroll ? p->scroll : p->name, place);
    float unit = powf(10, (float)power);
    ui_open(v->ui, rect_inset(g.area, -4));
    for (int y = g.top; y < g.top + g.rows; y++)
        for (int x = g.left; x < g.left + g.columns; x++) {
            rect cell = grid_cell(&g, (float)y, (float)x), seen = rect_cross(cell, g.area);
            bool exists = y < 0 || x < 0 || x >= p->columns || (int64_t)y * p->columns + x < count || !p->count;
            if (seen.w <= 0 || seen.h <= 0 || !exists)
                continue;
            cell_look look = {0};
            fill_look(s, p, &colors, unit, y, x, &look);
            grid_paint_cell(v, &g, cell, &look);
        }
    float wide = ui_px(v->ui, v->state->screen.present ? 4 : 3);
    if (p->window)
        draw_frame(v->list,
            rect_inset(grid_block(&g, p->window_row, p->window_column, p->window_rows, p->window_columns), -1),
            theme_color(p->window_role), wide, 2);
    if (p->now >= 0)
        draw_frame(v->list, rect_inset(grid_cell(&g, (float)row, (float)column), -1), theme_color(p->role), wide, 2);
    ui_close(v->ui);
    caption(s, p, &g, at.x + at.w - g.area.x, power);
    int64_t pressed = cell_pressed(s, p, &g, count);
    if (clicked)
        *clicked = pressed;
    return g;
}

void tensor_panel_go_to_position(const stage *s, int64_t position) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (position < 0 || position >= cnn_term_positions(box))
        return;
    to.depth = CNN_DEPTH_POSITION;
    to.map = (int)(position / ((int64_t)box.rows * box.columns));
    to.row = (int)(position / box.columns % box.rows);
    to.column = (int)(position % box.columns);
    view_go(s->v, to);
}

void tensor_panel_go_to_tap(const stage *s, int64_t tap) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (tap < 0 || tap >= s->step.taps)
        return;
    to.depth = CNN_DEPTH_PRODUCT;
    to.channel = (int)(tap / ((int64_t)box.tap_rows * box.tap_columns));
    to.tap_row = (int)(tap / box.tap_columns % box.tap_rows);
    to.tap_column = (int)(tap % box.tap_columns);
    view_go(s->v, to);
}
