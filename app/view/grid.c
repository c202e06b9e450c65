/* Cells have whole pixel sizes, so that every grid line is as wide as the next. */
#include "grid.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

grid grid_at(float x, float y, float cell, float wide, int rows, int columns, int top, int left) {
    return (grid){.area = {x, y, wide * (float)columns, cell * (float)rows},
        .rows = rows,
        .columns = columns,
        .top = top,
        .left = left,
        .cell = cell,
        .wide = wide,
        .x = x,
        .y = y,
        .readable = true};
}

rect grid_block(const grid *g, float row, float column, int rows, int columns) {
    return (rect){g->x + (column - (float)g->left) * g->wide, g->y + (row - (float)g->top) * g->cell,
        g->wide * (float)columns, g->cell * (float)rows};
}

rect grid_cell(const grid *g, float row, float column) {
    return grid_block(g, row, column, 1, 1);
}

bool grid_hit(const grid *g, float x, float y, int *row, int *column) {
    if (!rect_has(g->area, x, y))
        return false;
    *row = (int)floorf((y - g->y) / g->cell) + g->top;
    *column = (int)floorf((x - g->x) / g->wide) + g->left;
    return true;
}

color ink_on(color fill) {
    static const double EVEN = 0.179; /* where black and white have the same contrast */
    return color_luminance(fill) > EVEN ? (color){0, 0, 0, 255} : (color){255, 255, 255, 255};
}

static float fitting(font_id font, float size, float least, float room, const char *text) {
    while (size > least && text_width(font, size, text) > room)
        size -= 1;
    return size;
}

void grid_paint_cell(const view *v, const grid *g, rect at, const cell_look *look) {
    draw_rect(v->list, at, look->fill, 0);
    float s = v->ui->scale;
    if (look->hatch)
        draw_hatch(v->list, rect_inset(at, 1), theme_color(ROLE_HATCH), 8 * s);
    if (g->cell >= 8 * s)
        draw_frame(v->list, (rect){at.x, at.y, at.w + 1, at.h + 1}, theme_color(ROLE_GRID), 1, 0);
    if (!g->readable || !look->text[0])
        return;
    font_id font = look->strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
    float room = at.w - 2 * s, size = fitting(font, g->digits, 9 * s, room, look->text);
    if (!look->below[0]) {
        draw_text_in(v->list, font, size, at, 0.5f, look->ink, look->text);
        return;
    }
    float below = fitting(FONT_DIGITS, fminf(g->digits * 0.8f, at.h * 0.36f), 9 * s, room, look->below);
    size = fminf(size, at.h * 0.5f);
    rect upper = {at.x, at.y + at.h * 0.03f, at.w, at.h * 0.56f},
         lower = {at.x, at.y + at.h * 0.58f, at.w, at.h * 0.38f};
    draw_text_in(v->list, font, size, upper, 0.5f, look->ink, look->text);
    draw_text_in(v->list, FONT_DIGITS, below, lower, 0.5f, look->below_ink, look->below);
}

scale scale_of(tensor_facts f, color ground, color full) {
    return (scale){.most = f.most > 0 ? f.most : 1,
        .most_is_real = f.most > 0,
        .is_signed = f.is_signed,
        .ground = ground,
        .full = full};
}

scale scale_of_picture(tensor_facts f) {
    return scale_of(f, (color){0, 0, 0, 255}, (color){255, 255, 255, 255});
}

scale scale_of_input(tensor_facts f, int rows, int columns) {
    enum { TEACHING = 11 };
    if (rows > TEACHING || columns > TEACHING)
        return scale_of_picture(f);
    return scale_of(f, theme_color(ROLE_INPUT_GROUND), theme_color(ROLE_INPUT_CELL));
}

color scale_color(const scale *s, float value) {
    float t = isfinite(value) ? value / s->most : 0;
    return s->is_signed ? theme_signed(t * 0.85f) : color_mix(s->ground, s->full, t);
}

/* Of so many numbers one is shown for each pixel that there is; the others would not be seen. */
static int step_of(int numbers, float room) {
    int step = room >= 1 ? (int)((float)numbers / room) : 1;
    return step < 1 ? 1 : step;
}

void grid_heat(const view *v, rect at, const float *plane, int rows, int columns, const scale *s) {
    int down = step_of(rows, at.h), across = step_of(columns, at.w), high = (rows + down - 1) / down,
        wide = (columns + across - 1) / across;
    uint32_t *pixels = malloc((size_t)high * (size_t)wide * sizeof *pixels);
    for (int y = 0; pixels && y < high; y++)
        for (int x = 0; x < wide; x++)
            pixels[y * wide + x] = color_argb(scale_color(s, plane[y * down * columns + x * across]));
    if (pixels)
        draw_picture(v->list, at, pixels, wide, high);
    free(pixels);
}
