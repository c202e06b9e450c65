/* Rulers stand 9 design pixels away from their grid; their bars are 4 thick. */
#include "marks.h"

#include <math.h>

enum { AWAY = 9, THICK = 4, NUMBER = 14, BESIDE = 3 };

float mark_ruler_room(const view *v) {
    return ui_px(v->ui, AWAY + THICK + BESIDE) + text_height(FONT_DIGITS, ui_px(v->ui, NUMBER));
}

static void number_at(const view *v, rect at, float align, int number, color paint) {
    char text[16];
    cnn_format(text, sizeof text, number < 0 ? "−%d" : "%d", number < 0 ? -number : number);
    draw_text_in(v->list, FONT_DIGITS, ui_px(v->ui, NUMBER), at, align, paint, text);
}

void mark_rulers(const view *v, const grid *g, ruler r) {
    color paint = theme_color(r.role), ink = theme_color(r.ink ? r.ink : r.role);
    float away = ui_px(v->ui, AWAY), thick = ui_px(v->ui, THICK), beside = ui_px(v->ui, BESIDE);
    float height = text_height(FONT_DIGITS, ui_px(v->ui, NUMBER)), room = ui_px(v->ui, 40);
    rect block = grid_block(g, r.row, r.column, r.rows, r.columns);
    rect above = {block.x, g->area.y - away - thick, block.w, thick},
         left = {g->area.x - away - thick, block.y, thick, block.h};
    draw_rect(v->list, above, paint, 0);
    draw_rect(v->list, left, paint, 0);
    if (!r.numbers)
        return;
    int down = r.row_step > 0 ? r.row_step : 1, across = r.column_step > 0 ? r.column_step : 1;
    for (int i = 0; i < r.columns; i += across) {
        rect cell = {block.x + g->wide * (float)i, above.y - beside - height, g->wide, height};
        number_at(v, cell, 0.5f, (int)roundf(r.column) + i, ink);
    }
    for (int i = 0; i < r.rows; i += down) {
        rect cell = {left.x - beside - room, block.y + g->cell * (float)i, room, g->cell};
        number_at(v, cell, 1, (int)roundf(r.row) + i, ink);
    }
}

void mark_arrow(const view *v, float x0, float y0, float x1, float y1, color paint, float width) {
    float dx = x1 - x0, dy = y1 - y0, length = sqrtf(dx * dx + dy * dy), head = width * 3;
    draw_line(v->list, x0, y0, x1, y1, paint, width);
    if (length <= 0)
        return;
    dx *= head / length;
    dy *= head / length;
    draw_line(v->list, x1, y1, x1 - dx - dy * 0.6f, y1 - dy + dx * 0.6f, paint, width);
    draw_line(v->list, x1, y1, x1 - dx + dy * 0.6f, y1 - dy - dx * 0.6f, paint, width);
}

void mark_sign(const view *v, float x, float y, float size, const char *sign) {
    float half = size / 2;
    draw_text_in(
        v->list, FONT_DIGITS, size, (rect){x - half, y - half, size, size}, 0.5f, theme_color(ROLE_QUIET), sign);
}
