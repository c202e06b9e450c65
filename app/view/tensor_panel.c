/* One painter for inputs, weights, outputs and gradients; what differs stands in the sheet. */
#include "tensor_panel.h"

#include "command.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

void tensor_panel_fold(tensor_panel *sh, int count) {
    sh->columns = count <= 12 ? 1 : (int)ceilf(sqrtf((float)count));
    sh->rows = (count + sh->columns - 1) / sh->columns;
    sh->count = count;
}

/* Gradients are often small: they are written in units of a power of ten that the caption names. */
static int power_of(const tensor_panel *sh, float most) {
    if (!sh->plus || most <= 0 || most >= 0.1f || !isfinite(most))
        return 0;
    int power = (int)floorf(log10f(most));
    return power < -30 ? 0 : power;
}

static void fill_look(
    const stage *s, const tensor_panel *sh, const scale *colors, float unit, int row, int column, cell_look *look) {
    bool padding = row < 0 || column < 0 || row >= sh->rows || column >= sh->columns;
    int64_t at = (int64_t)row * sh->columns + column;
    look->fill = theme_color(ROLE_EMPTY);
    look->ink = theme_color(ROLE_INK);
    look->hatch = padding;
    if (padding) {
        look->ink = theme_color(ROLE_PADDING);
        cnn_format(look->text, sizeof look->text, "0");
    } else if (sh->done < 0 || at < sh->done) {
        float value = sh->values[at];
        char text[NUMBER_TEXT];
        number_text(value / unit, 2, text);
        cnn_format(look->text, sizeof look->text, "%s%s", sh->plus && value > 0 ? "+" : "", text);
        look->fill = scale_color(colors, value);
        look->ink = ink_on(look->fill);
        look->strong = at == sh->now;
    } else if (sh->partial && at == sh->now) {
        cnn_format(look->text, sizeof look->text, "%s", sh->partial);
        look->ink = theme_color(sh->role);
    }
    if (sh->look)
        sh->look(s, row, column, look);
}

static void caption(stage *s, const tensor_panel *sh, const grid *g, int power) {
    char size[64], rest[96];
    int count = sh->count ? sh->count : sh->rows * sh->columns;
    if (sh->count)
        cnn_format(size, sizeof size, "%d", count);
    else
        cnn_format(size, sizeof size, "%d × %d", sh->rows, sh->columns);
    cnn_format(rest, sizeof rest, "%s", sh->rest ? sh->rest : size);
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (power < -9)
        cnn_append(rest, sizeof rest, "  ×10⁻%s%s", raised[-power / 10], raised[-power % 10]);
    else if (power)
        cnn_append(rest, sizeof rest, "  ×10⁻%s", raised[-power]);
    stage_caption(s, g, sh->role, sh->title, rest);
}

static int64_t cell_pressed(stage *s, const tensor_panel *sh, const grid *g, int count) {
    int row, column;
    ui_touch t = ui_touch_of(&s->a->ui, sh->name, g->area, false);
    if (!t.pressed || !grid_hit(g, s->a->ui.in.x, s->a->ui.in.y, &row, &column))
        return -1;
    int64_t hit = (int64_t)row * sh->columns + column;
    return row >= 0 && column >= 0 && column < sh->columns && hit < count ? hit : -1;
}

grid tensor_panel_draw(stage *s, rect at, const tensor_panel *sh, view *v, int64_t *clicked) {
    app *a = s->a;
    view local = {0};
    int count = sh->count ? sh->count : sh->rows * sh->columns;
    rect_cut_top(&at, text_height(FONT_UI, s->text) + ui_px(&a->ui, 8));
    int row = sh->now < 0 ? 0 : (int)(sh->now / sh->columns), column = sh->now < 0 ? 0 : (int)(sh->now % sh->columns);
    cnn_rectangle follow = {{row, row}, {column, column}};
    if (sh->window)
        follow = (cnn_rectangle){{(int64_t)sh->window_row, (int64_t)sh->window_row + sh->window_rows - 1},
            {(int64_t)sh->window_column, (int64_t)sh->window_column + sh->window_columns - 1}};
    scale colors = scale_of(sh->values, (size_t)count, theme_color(sh->ground), theme_color(sh->full));
    int power = power_of(sh, colors.most_is_real ? colors.most : 0);
    int letters = power ? 5 : grid_letters(sh->values, (size_t)count) + (sh->plus ? 1 : 0);
    letters = letters > sh->letters ? letters : sh->letters;
    grid_place place = {.area = at,
        .rows = sh->rows + sh->pad[0] + sh->pad[1],
        .columns = sh->columns + sh->pad[2] + sh->pad[3],
        .top = -sh->pad[0],
        .left = -sh->pad[2],
        .letters = letters,
        .digits = s->digits,
        .aspect = sh->columns == 1 && sh->rows > 1 ? 2.2f
                  : sh->flat                       ? 1.3f
                                                   : 1,
        .below = sh->below,
        .largest = ui_px(&a->ui, sh->largest > 0 ? sh->largest * (a->present ? 1.5f : 1)
                                 : a->present    ? 90
                                                 : 52),
        .align_y = 0.3f,
        .follow = follow};
    grid g = grid_layout(a, sh->name, place, v ? v : &local);
    float unit = powf(10, (float)power);
    ui_open(&a->ui, rect_inset(g.area, -4));
    for (int y = g.top; y < g.top + g.rows; y++)
        for (int x = g.left; x < g.left + g.columns; x++) {
            rect cell = grid_cell(&g, (float)y, (float)x), seen = rect_cross(cell, g.area);
            bool exists = y < 0 || x < 0 || x >= sh->columns || (int64_t)y * sh->columns + x < count || !sh->count;
            if (seen.w <= 0 || seen.h <= 0 || !exists)
                continue;
            cell_look look = {0};
            fill_look(s, sh, &colors, unit, y, x, &look);
            grid_paint_cell(a, &g, cell, &look);
        }
    float wide = ui_px(&a->ui, a->present ? 4 : 3);
    if (sh->window)
        draw_frame(&a->list,
            rect_inset(grid_block(&g, sh->window_row, sh->window_column, sh->window_rows, sh->window_columns), -1),
            theme_color(sh->window_role), wide, 2);
    if (sh->now >= 0)
        draw_frame(&a->list, rect_inset(grid_cell(&g, (float)row, (float)column), -1), theme_color(sh->role), wide, 2);
    ui_close(&a->ui);
    caption(s, sh, &g, power);
    int64_t pressed = cell_pressed(s, sh, &g, count);
    if (clicked)
        *clicked = pressed;
    return g;
}

void tensor_panel_go_to_position(stage *s, int64_t position) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (position < 0 || position >= cnn_term_positions(box))
        return;
    to.depth = CNN_DEPTH_POSITION;
    to.map = (int)(position / ((int64_t)box.rows * box.columns));
    to.row = (int)(position / box.columns % box.rows);
    to.column = (int)(position % box.columns);
    command_go(s->a, to);
}

void tensor_panel_go_to_tap(stage *s, int64_t tap) {
    cnn_term box = s->step.term;
    cnn_address to = s->step.address;
    if (tap < 0 || tap >= s->step.taps)
        return;
    to.depth = CNN_DEPTH_PRODUCT;
    to.channel = (int)(tap / ((int64_t)box.tap_rows * box.tap_columns));
    to.tap_row = (int)(tap / box.tap_columns % box.tap_rows);
    to.tap_column = (int)(tap % box.tap_columns);
    command_go(s->a, to);
}
