/* Texts are set on the cell by the height of a digit, which is the same in every font here: about 0.73 of its size. */
#include "plane.h"

#include "cell_tip.h"

#include <math.h>
#include <string.h>

enum { LEAST = 14, BESIDE = 2 }; /* design pixels: of a digit, and free on each side of a number */

void plane_facts(plane *p, const tensor_facts *f) {
    bool plus = p->format.plus;
    p->format = f->format;
    p->format.plus = plus;
    p->fine = p->format;
    p->most = f->most > 0 ? f->most : 1;
    p->is_signed = f->is_signed;
}

void plane_like(plane *p, const view *v, const float *values, size_t count) {
    tensor_facts f = facts_of(v, values, count);
    plane_facts(p, &f);
}

int plane_rows(const plane *p) {
    return p->cropped ? (int)(p->seen.rows.last - p->seen.rows.first + 1) : p->rows + p->pad[0] + p->pad[1];
}

int plane_columns(const plane *p) {
    return p->cropped ? (int)(p->seen.columns.last - p->seen.columns.first + 1) : p->columns + p->pad[2] + p->pad[3];
}

/* `most` cells around the block first .. first + count - 1, of those from `low` to `high`. */
static cnn_span around(int64_t first, int64_t count, int most, int64_t low, int64_t high) {
    int64_t begin = count >= most ? first : first - (most - count) / 2, last = high - most + 1;
    begin = begin > last ? last : begin;
    begin = begin < low ? low : begin;
    return (cnn_span){begin, begin + most - 1 < high ? begin + most - 1 : high};
}

void plane_crop(plane *p, int most, int64_t row, int64_t column, int64_t rows, int64_t columns) {
    p->cropped = true;
    p->seen.rows = around(row, rows, most, -p->pad[0], p->rows + p->pad[1] - 1);
    p->seen.columns = around(column, columns, most, -p->pad[2], p->columns + p->pad[3] - 1);
}

void plane_put(plane *p, float x, float y, float cell, float wide) {
    int top = p->cropped ? (int)p->seen.rows.first : -p->pad[0],
        left = p->cropped ? (int)p->seen.columns.first : -p->pad[2];
    p->at = grid_at(floorf(x), floorf(y), cell, wide, plane_rows(p), plane_columns(p), top, left);
}

float plane_caption_height(const stage *s) {
    return text_height(FONT_STRONG, s->text) + ui_px(s->v->ui, 5);
}

static size_t cells_of(const plane *p) {
    return p->count ? (size_t)p->count : (size_t)p->rows * (size_t)p->columns;
}

int plane_letters(const plane *p) {
    float ends[] = {p->most, p->is_signed ? -p->most : 0};
    int letters = number_letters(ends, 2, p->format);
    int own = p->values && !p->cropped ? number_letters(p->values, cells_of(p), p->format) : 0;
    return own > letters ? own : letters;
}

static bool all_fit(plane *const planes[], int count, int room) {
    for (int i = 0; i < count; i++)
        if (plane_letters(planes[i]) > room)
            return false;
    return true;
}

/* Rounded to no decimals, numbers below 10 say next to nothing. */
static bool says_enough(const plane *p, int decimals) {
    return decimals > 0 || p->fine.decimals == 0 || p->most >= 10;
}

bool plane_fit(const view *v, plane *const planes[], int count, float wide) {
    static const struct {
        int decimals;
        bool bare;
    } ways[] = {{2, false}, {2, true}, {1, true}, {0, true}};
    int room = (int)((wide - ui_px(v->ui, 2 * BESIDE)) / text_width(FONT_DIGITS, ui_px(v->ui, LEAST), "0"));
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        bool enough = true;
        for (int i = 0; i < count; i++) {
            number_format *f = &planes[i]->format;
            enough &= says_enough(planes[i], ways[w].decimals);
            *f = planes[i]->fine;
            f->decimals = f->decimals > ways[w].decimals ? ways[w].decimals : f->decimals;
            f->bare = ways[w].bare;
        }
        if (enough && all_fit(planes, count, room))
            return true;
    }
    for (int i = 0; i < count; i++)
        planes[i]->format = planes[i]->fine;
    return false;
}

static void set_text(const stage *s, font_id font, float size, rect cell, float share, color ink, const char *text) {
    float high = text_height(font, size);
    rect line = {cell.x, cell.y + cell.h * share - high / 2, cell.w, high};
    draw_text_in(s->v->list, font, size, line, 0.5f, ink, text);
}

static void put_marks(const stage *s, const plane *p, rect cell, int row, int column) {
    float pitch = fminf(ui_px(s->v->ui, 6), (cell.w - ui_px(s->v->ui, 6)) / (float)p->most_marks);
    bool newest = false;
    int64_t marks = p->tally(s, row, column, &newest);
    if (pitch < 3)
        return;
    float wide = fmaxf(pitch - ui_px(s->v->ui, 2), 2), high = ui_px(s->v->ui, 3);
    for (int64_t i = 0; i < marks; i++) {
        rect mark = {
            cell.x + ui_px(s->v->ui, 4) + (float)i * pitch, cell.y + cell.h - high - ui_px(s->v->ui, 2), wide, high};
        draw_rect(s->v->list, mark, color_alpha(theme_color(ROLE_GRADIENT), newest && i == marks - 1 ? 1 : 0.5f), 0);
    }
}

/* What a lesson asks for stands as "?" until it is answered, also while it is still being added up. */
static bool is_asked(const stage *s, const plane *p, int row, int column) {
    const state *of = s->v->state;
    bool input = !strcmp(p->name, "back.dinput"), filter = !strcmp(p->name, "back.dweight");
    if (of->screen.place != PLACE_LESSONS || s->phase != CNN_BACKWARD || !s->node || !(input || filter))
        return false;
    int each = s->in.c / (s->attrs.groups > 0 ? s->attrs.groups : 1);
    const int cell[3] = {filter ? s->channel % (each > 0 ? each : 1) : s->channel, row, column};
    return reader_hides_gradient(&of->lesson, &of->session.bench, (int)(s->node - s->r->net->nodes),
        filter ? OF_FILTER : OF_INPUT, s->map, cell);
}

static void paint(const stage *s, const plane *p, rect cell, int row, int column) {
    bool padding = row < 0 || column < 0 || row >= p->rows || column >= p->columns;
    if (!padding && (size_t)row * (size_t)p->columns + (size_t)column >= cells_of(p))
        return;
    scale colors = {p->most, true, p->is_signed, theme_color(p->ground), theme_color(p->full)};
    cell_look look = {
        .fill = theme_color(ROLE_EMPTY), .ink = theme_color(padding ? ROLE_PADDING : ROLE_INK), .hatch = padding};
    if (padding && !p->no_zero)
        cnn_format(look.text, sizeof look.text, "0");
    if (!padding) {
        float value = p->values[(int64_t)row * p->columns + column];
        number_in(value, p->format, look.text);
        s->v->own->next_bare |= p->format.bare && p->type.numbers;
        look.fill = scale_color(&colors, value);
        look.ink = ink_on(look.fill);
    }
    look.below_ink = look.ink;
    if (p->look)
        p->look(s, p, row, column, &look);
    if (!padding && is_asked(s, p, row, column)) {
        cnn_format(look.text, sizeof look.text, "?");
        look.below[0] = '\0';
        look.fill = theme_color(ROLE_EMPTY);
        look.ink = theme_color(ROLE_MAP);
    }
    cell_look ground = look;
    ground.text[0] = ground.below[0] = '\0';
    grid_paint_cell(s->v, &p->at, cell, &ground);
    bool marks = p->tally && !padding && p->most_marks > 0;
    if (p->type.numbers && look.text[0]) {
        bool two = p->type.two && look.below[0];
        float foot = marks ? 0.05f : 0;
        font_id font = look.strong ? FONT_DIGITS_STRONG : FONT_DIGITS;
        set_text(s, font, p->type.size, cell, (two ? 0.31f : 0.5f) - foot, look.ink, look.text);
        if (two)
            set_text(s, FONT_DIGITS, p->type.below, cell, 0.71f - foot, look.below_ink, look.below);
    }
    if (marks)
        put_marks(s, p, cell, row, column);
}

static void caption_rest(const plane *p, char *rest, size_t size) {
    char power[NUMBER_TEXT];
    cnn_format(rest, size, "%d × %d", p->rows, p->columns);
    if (p->count)
        cnn_format(rest, size, "%d", p->count);
    if (p->rest)
        cnn_format(rest, size, "%s", p->rest);
    number_power(p->format.power, power);
    cnn_append(rest, size, "%s%s", *rest && *power ? "  " : "", power);
}

float plane_caption_width(const stage *s, const plane *p) {
    char rest[160];
    caption_rest(p, rest, sizeof rest);
    return text_width(FONT_STRONG, s->text, p->title) + ui_px(s->v->ui, 8) + text_width(FONT_UI, s->text, rest);
}

static void caption(const stage *s, const plane *p) {
    const view *v = s->v;
    char rest[160];
    float wide = plane_caption_width(s, p), size = s->text;
    caption_rest(p, rest, sizeof rest);
    float y = p->at.y - plane_caption_height(s), x = fminf(p->at.x, s->area.x + s->area.w - wide);
    if (p->room > 0)
        x = p->at.x;
    if (p->room > 0 && wide > p->room) {
        rest[0] = '\0';
        size = view_fit_text(FONT_STRONG, size, ui_px(v->ui, 13), p->room, p->title);
    }
    x += draw_text(v->list, FONT_STRONG, size, x, y, theme_color(p->role), p->title) + ui_px(v->ui, 8);
    draw_text(v->list, FONT_UI, size, x, y, theme_color(ROLE_QUIET), rest);
}

bool plane_pointed(const stage *s, const plane *p, int *row, int *column) {
    const ui *u = s->v->ui;
    return !u->muted && grid_hit(&p->at, u->in.x, u->in.y, row, column) && *row >= 0 && *column >= 0 &&
           *row < p->rows && *column < p->columns;
}

static void tell_pointed(const stage *s, const plane *p, bool hovered) {
    int row, column;
    bool other = p->look || p->tally; /* what the cell shows is not the number of the plane */
    if (!hovered || other || !plane_pointed(s, p, &row, &column))
        return;
    if (!is_asked(s, p, row, column))
        cell_tip(s->v, &p->at, p->name, row, column, p->values[(int64_t)row * p->columns + column], NULL);
}

int64_t plane_draw(const stage *s, const plane *p) {
    for (int y = p->at.top; y < p->at.top + p->at.rows; y++)
        for (int x = p->at.left; x < p->at.left + p->at.columns; x++)
            paint(s, p, grid_cell(&p->at, (float)y, (float)x), y, x);
    caption(s, p);
    int row, column;
    ui_touch t = ui_touch_of(s->v->ui, p->name, p->at.area, false);
    tell_pointed(s, p, t.hovered);
    return t.pressed && plane_pointed(s, p, &row, &column) ? (int64_t)row * p->columns + column : -1;
}

void plane_frame(const stage *s, const plane *p, float row, float column, int rows, int columns, theme_role role) {
    float wide = fminf(ui_px(s->v->ui, view_presents(s->v) ? 5 : 3.5f), fmaxf(p->at.cell * 0.12f, 2));
    rect at = rect_cross(grid_block(&p->at, row, column, rows, columns), p->at.area);
    if (at.w > 0 && at.h > 0)
        draw_frame(s->v->list, rect_inset(at, -wide / 2), theme_color(role), wide, ui_px(s->v->ui, 3));
}
