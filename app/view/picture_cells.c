/* Colours are those of the pixels themselves: a plane goes from black to its colour, as a grey goes to white. */
#include "picture_cells.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float CELL = 34, FADES_OVER = 10, DIGITS = 14;
static const float PAPER_CELL = 25, PAPER_DIGITS = 11.2f; /* which is read from nearer */

color picture_plane_color(int channel) {
    static const color planes[] = {{255, 84, 70, 255}, {66, 214, 100, 255}, {92, 146, 255, 255}};
    return planes[channel];
}

static float value_at(const shown_picture *p, int channel, int row, int column) {
    return p->pixels[((channel < p->channels ? channel : 0) * p->rows + row) * p->columns + column];
}

static uint8_t byte_of(float v) {
    return (uint8_t)(v * 255 + 0.5f);
}

color picture_color(const picture_look *l, int channel, int row, int column) {
    color own = {byte_of(value_at(l->p, 0, row, column)), byte_of(value_at(l->p, 1, row, column)),
        byte_of(value_at(l->p, 2, row, column)), 255};
    if (channel == PICTURE_ALL || l->p->channels == 1)
        return own;
    color plane = color_mix((color){0, 0, 0, 255}, picture_plane_color(channel), value_at(l->p, channel, row, column));
    return color_mix(own, plane, l->apart);
}

/* The pixels of which at least a part is seen. */
typedef struct cells {
    int top, left, rows, columns;
    float side; /* of a pixel on the screen */
} cells;

static cells cells_of(const picture_look *l, rect box) {
    cells c = {.top = (int)floorf(l->seen.row), .left = (int)floorf(l->seen.column), .side = box.w / l->seen.columns};
    c.rows = (int)fminf((float)l->p->rows, ceilf(l->seen.row + l->seen.rows - 0.001f)) - c.top;
    c.columns = (int)fminf((float)l->p->columns, ceilf(l->seen.column + l->seen.columns - 0.001f)) - c.left;
    return c;
}

static rect cell_at(const picture_look *l, rect box, const cells *c, int row, int column) {
    return (rect){box.x + ((float)column - l->seen.column) * c->side, box.y + ((float)row - l->seen.row) * c->side,
        c->side, c->side};
}

void picture_draw_colors(const picture_look *l, rect box, int channel) {
    cells c = cells_of(l, box);
    uint32_t *pixels = malloc((size_t)c.rows * (size_t)c.columns * sizeof *pixels);
    for (int i = 0; pixels && i < c.rows * c.columns; i++)
        pixels[i] = color_argb(picture_color(l, channel, c.top + i / c.columns, c.left + i % c.columns));
    rect first = cell_at(l, box, &c, c.top, c.left);
    draw_clip(l->v->list, box);
    if (pixels)
        draw_picture(l->v->list, (rect){first.x, first.y, c.side * (float)c.columns, c.side * (float)c.rows}, pixels,
            c.columns, c.rows);
    draw_unclip(l->v->list);
    free(pixels);
}

/* ---- numbers ---- */

float picture_number_room(const view *v) {
    return ui_px(v->ui, view_on_paper(v) ? PAPER_CELL : CELL);
}

static float least_digits(const view *v) {
    return ui_px(v->ui, view_on_paper(v) ? PAPER_DIGITS : DIGITS);
}

static void divided_text(double value, float size, float room, char text[24]) {
    cnn_format(text, 24, "%.2f", value);
    if (!strcmp(text, "0.00") || !strcmp(text, "1.00"))
        text[1] = '\0';
    if (text_width(FONT_DIGITS, size, text) > room)
        number_bare(text);
}

void picture_number_text(
    const picture_look *l, int channel, int row, int column, float size, float room, char text[24]) {
    double value = (double)value_at(l->p, channel, row, column);
    if (l->p->divided && l->divide > 0.5f)
        divided_text(value, size, room, text);
    else
        cnn_format(text, 24, "%d", (int)(value * 255 + 0.5));
}

static color ink_over(color fill, float alpha) {
    color black = {0, 0, 0, 255}, white = {255, 255, 255, 255};
    return color_alpha(color_luminance(fill) >= 0.179 ? black : white, alpha);
}

/* While it is divided "÷ 255" stands under the number; then both make room for the result. */
static float shown_alpha(const picture_look *l) {
    float d = l->divide;
    return !l->p->divided || d >= 1 || d < 0.35f ? 1 : d < 0.5f ? (0.5f - d) / 0.15f : fminf(1, (d - 0.5f) / 0.25f);
}

static void draw_number(const picture_look *l, rect at, int channel, int row, int column, float alpha) {
    const view *v = l->v;
    bool strong = l->pointed && l->row == row && l->column == column,
         hidden = reader_hides_pixel(&v->state->lesson, channel, row, column);
    color fill = picture_color(l, channel, row, column);
    float size = fmaxf(least_digits(v), at.w * 0.33f);
    char text[24];
    picture_number_text(l, channel, row, column, size, at.w - ui_px(v->ui, 4), text);
    if (hidden) {
        draw_text_in(v->list, FONT_DIGITS_STRONG, size * 1.3f, at, 0.5f, ink_over(fill, 1), "?");
        return;
    }
    bool dividing = l->p->divided && l->divide < 0.5f && at.w >= ui_px(v->ui, 44);
    alpha *= shown_alpha(l) * (value_at(l->p, channel, row, column) > 0 ? 1 : 0.62f);
    rect line = at;
    if (dividing) {
        rect below = {at.x, at.y + at.h * 0.5f, at.w, at.h * 0.36f};
        float small = fmaxf(ui_px(v->ui, 12), size * 0.66f);
        draw_text_in(
            v->list, FONT_DIGITS, small, below, 0.5f, ink_over(fill, alpha * fminf(1, l->divide / 0.12f)), "÷255");
        line = (rect){at.x, at.y + at.h * 0.12f, at.w, at.h * 0.42f};
    }
    draw_text_in(v->list, strong ? FONT_DIGITS_STRONG : FONT_DIGITS, size, line, 0.5f, ink_over(fill, alpha), text);
}

/* A pixel in colours has three numbers, one below the other. */
static void draw_three(const picture_look *l, rect at, int row, int column, float alpha) {
    const view *v = l->v;
    float size = fminf(fmaxf(least_digits(v), at.w * 0.22f), at.h / 3.6f);
    color fill = picture_color(l, PICTURE_ALL, row, column);
    for (int c = 0; c < l->p->channels && size >= least_digits(v); c++) {
        char text[24];
        picture_number_text(l, c, row, column, size, at.w - ui_px(v->ui, 4), text);
        rect line = {at.x, at.y + at.h * (0.08f + 0.28f * (float)c), at.w, at.h * 0.28f};
        draw_text_in(v->list, FONT_DIGITS, size, line, 0.5f, ink_over(fill, alpha * shown_alpha(l)), text);
    }
}

void picture_draw_numbers(const picture_look *l, rect box, int channel) {
    const view *v = l->v;
    cells c = cells_of(l, box);
    float room = picture_number_room(v), alpha = fminf(1, (c.side - room) / ui_px(v->ui, FADES_OVER));
    if (c.side < room)
        return;
    alpha = l->rests ? 1 : fmaxf(0, alpha);
    color grid = color_alpha((color){125, 133, 130, 255}, 0.45f * alpha);
    ui_open(v->ui, box);
    for (int i = 0; i < c.rows; i++)
        draw_rect(v->list, (rect){box.x, cell_at(l, box, &c, c.top + i, c.left).y, box.w, 1}, grid, 0);
    for (int j = 0; j < c.columns; j++)
        draw_rect(v->list, (rect){cell_at(l, box, &c, c.top, c.left + j).x, box.y, 1, box.h}, grid, 0);
    for (int i = c.top; i < c.top + c.rows; i++)
        for (int j = c.left; j < c.left + c.columns; j++) {
            rect at = cell_at(l, box, &c, i, j);
            if (channel == PICTURE_ALL && l->p->channels > 1)
                draw_three(l, at, i, j, alpha);
            else
                draw_number(l, at, channel == PICTURE_ALL ? 0 : channel, i, j, alpha);
        }
    ui_close(v->ui);
}

/* ---- beside the grid ---- */

static void axis_number(const picture_look *l, rect at, float align, int number, bool on) {
    char text[16];
    cnn_format(text, sizeof text, "%d", number);
    draw_text_in(l->v->list, on ? FONT_DIGITS_STRONG : FONT_DIGITS, ui_px(l->v->ui, 14), at, align,
        theme_color(on ? ROLE_INPUT : ROLE_QUIET), text);
}

void picture_draw_axes(const picture_look *l, rect box, bool rows) {
    const view *v = l->v;
    cells c = cells_of(l, box);
    float tall = ui_px(v->ui, 20), away = ui_px(v->ui, 10);
    if (c.side < picture_number_room(v) || !l->rests)
        return;
    for (int j = c.left; j < c.left + c.columns; j++) {
        rect at = cell_at(l, box, &c, c.top, j);
        axis_number(l, (rect){at.x, box.y - away - tall, at.w, tall}, 0.5f, j, l->pointed && j == l->column);
    }
    for (int i = c.top; rows && i < c.top + c.rows; i++) {
        rect at = cell_at(l, box, &c, i, c.left);
        axis_number(l, (rect){box.x - away - tall * 2, at.y, tall * 2, at.h}, 1, i, l->pointed && i == l->row);
    }
    const char *word = tr("picture.column");
    float size = ui_px(v->ui, 14), wide = text_width(FONT_UI, size, word);
    rect corner = {box.x - away - wide, box.y - away - tall, wide, tall};
    if (rows && corner.x > 0)
        draw_text_in(v->list, FONT_UI, size, corner, 1, theme_color(ROLE_QUIET), word);
}

void picture_draw_pointed(const picture_look *l, rect box) {
    const view *v = l->v;
    cells c = cells_of(l, box);
    bool seen = l->pointed && l->rests && l->row >= c.top && l->row < c.top + c.rows && l->column >= c.left &&
                l->column < c.left + c.columns;
    if (!seen)
        return;
    rect at = cell_at(l, box, &c, l->row, l->column);
    float line = ui_px(v->ui, c.side < picture_number_room(v) ? 2 : 4), white = ui_px(v->ui, 1);
    color paint = theme_color(ROLE_INPUT);
    draw_frame(v->list, rect_inset(at, -line * 0.5f - white), (color){255, 255, 255, 255}, line + 2 * white, line);
    draw_frame(v->list, rect_inset(at, -line * 0.5f), paint, line, line);
    if (c.side < picture_number_room(v))
        return;
    draw_rect(v->list, (rect){at.x, box.y - ui_px(v->ui, 7), at.w, ui_px(v->ui, 4)}, paint, ui_px(v->ui, 2));
    draw_rect(v->list, (rect){box.x - ui_px(v->ui, 7), at.y, ui_px(v->ui, 4), at.h}, paint, ui_px(v->ui, 2));
}

float picture_chip(const view *v, float x, float y, float high, int channel) {
    static const char *const signs[] = {"R", "G", "B"};
    static const theme_role roles[] = {ROLE_RED, ROLE_GREEN, ROLE_BLUE};
    color fill = theme_color(roles[channel]);
    rect at = {x, y, high * 1.08f, high};
    draw_rect(v->list, at, fill, high * 0.24f);
    draw_text_in(v->list, FONT_STRONG, high * 0.66f, at, 0.5f, ink_over(fill, 1), signs[channel]);
    return at.w;
}
