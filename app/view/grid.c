/* Cells have whole pixel sizes, so that every grid line is as wide as the next. */
#include "grid.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void scroll_by_hand(ui *u, const grid *g, grid_scroll *s) {
    if (!rect_has(g->area, u->in.x, u->in.y) || u->muted || u->in.wheel == 0)
        return;
    if (u->in.control) {
        float now = g->cell / u->scale;
        s->zoom = fminf(fmaxf(now * (u->in.wheel > 0 ? 1.25f : 0.8f), 4), 160);
        u->changed = true;
    } else if (g->clipped) {
        if (u->in.shift)
            s->left -= u->in.wheel;
        else
            s->top -= u->in.wheel;
        s->held = true;
        u->changed = true;
    } else {
        return;
    }
    u->in.wheel = 0;
}

static float kept(float first, int seen, int all) {
    float last = (float)(all - seen);
    return first < 0 || last < 0 ? 0 : first > last ? last : first;
}

/* Moves the view so that first .. last are seen, with as little movement as possible. */
static float followed(float first_seen, int seen, int64_t first, int64_t last) {
    if ((float)last + 1 > first_seen + (float)seen)
        first_seen = (float)(last + 1) - (float)seen;
    return (float)first < first_seen ? (float)first : first_seen;
}

/* Numbers may not be smaller than this many design pixels. */
enum { LEAST_DIGITS = 14, WRITTEN_DIGITS = 2 };

/* An upper bound on the letters that number_text needs, without writing the number. */
static int letters_of(float value) {
    float size = fabsf(value);
    int sign = value < 0, whole = size >= 100000  ? 6
                                  : size >= 10000 ? 5
                                  : size >= 1000  ? 4
                                  : size >= 100   ? 3
                                  : size >= 10    ? 2
                                                  : 1;
    if (!isfinite(value) || size >= 1e6f)
        return sign + 3;
    if (size == floorf(size))
        return sign + whole;
    if (size < 0.005f)
        return sign + (size < 1e-9f ? 5 : 4);
    return sign + whole + 1 + (size >= 100 ? 1 : WRITTEN_DIGITS);
}

int grid_letters(const float *values, size_t count) {
    int longest = 1;
    for (size_t i = 0; i < count; i++) {
        int letters = letters_of(values[i]);
        longest = letters > longest ? letters : longest;
    }
    return longest;
}

static float letter_width(float size) {
    return text_width(FONT_DIGITS, size, "0");
}

/* One size at which the longest number fits its cell. */
static float digits_for(const grid *g, const grid_place *p, float unit) {
    float size = fminf(p->digits, g->cell * (p->below ? 0.5f : 0.62f));
    while (size > 9 * unit && letter_width(size) * (float)p->letters > g->wide - 4 * unit)
        size -= 1;
    return size;
}

grid grid_layout(const view *v, const char *name, grid_place p) {
    grid_scroll none = {0}, *s = p.fixed ? &none : view_scroll(v, name);
    float unit = v->ui->scale, aspect = p.aspect > 0 ? p.aspect : 1;
    grid g = {.area = p.area, .rows = p.rows, .columns = p.columns, .top = p.top, .left = p.left};
    float fit = fminf(p.area.w / ((float)p.columns * aspect), p.area.h / (float)p.rows);
    float needed = (letter_width(LEAST_DIGITS * unit) * (float)p.letters + 4 * unit) / aspect;
    float least = fmaxf(needed, (p.below ? 36 : 20) * unit);
    g.cell = floorf(fminf(fmaxf(fit, least), fmaxf(p.largest, least)));
    if (s->zoom > 0)
        g.cell = floorf(s->zoom * unit);
    g.cell = fmaxf(g.cell, 2);
    g.wide = floorf(g.cell * aspect);
    g.readable = g.cell >= unit * 20;
    g.digits = digits_for(&g, &p, unit);
    int seen_columns = (int)(p.area.w / g.wide), seen_rows = (int)(p.area.h / g.cell);
    seen_columns = seen_columns < 1 ? 1 : seen_columns;
    seen_rows = seen_rows < 1 ? 1 : seen_rows;
    g.clipped = seen_columns < p.columns || seen_rows < p.rows;
    if (!p.fixed)
        scroll_by_hand(v->ui, &g, s);
    if (!s->held) {
        s->left = followed(s->left, seen_columns, p.follow.columns.first - p.left, p.follow.columns.last - p.left);
        s->top = followed(s->top, seen_rows, p.follow.rows.first - p.top, p.follow.rows.last - p.top);
    }
    s->left = floorf(kept(s->left, seen_columns, p.columns));
    s->top = floorf(kept(s->top, seen_rows, p.rows));
    float width = g.wide * (float)(seen_columns < p.columns ? seen_columns : p.columns);
    float height = g.cell * (float)(seen_rows < p.rows ? seen_rows : p.rows);
    g.area = (rect){floorf(p.area.x + (p.area.w - width) * p.align_x),
        floorf(p.area.y + (p.area.h - height) * p.align_y), width, height};
    g.x = g.area.x - g.wide * s->left;
    g.y = g.area.y - g.cell * s->top;
    return g;
}

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
