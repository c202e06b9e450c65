/* One box: a stack of maps, a column of units, the classes with their probabilities. */
#include "overview.h"

#include "class_text.h"
#include "numbers.h"

#include <math.h>

static const color BLACK = {0, 0, 0, 255}, WHITE = {255, 255, 255, 255};

static bool is_colored(const overview_box *b) {
    return b->last == 0 && b->shape.c == 3;
}

static palette_ends ends_of(const overview *o, const overview_box *b) {
    return palette_ends_of(&o->r->net->levels, b->shape.c, facts_of(o->v, b->values, cnn_shape_image(b->shape)));
}

/* The picture that goes in is bright where its numbers are large; a plane of a coloured one has its colour. */
static palette palette_of(const overview *o, const overview_box *b, int map) {
    static const theme_role roles[][2] = {
        {ROLE_RED_GROUND, ROLE_RED}, {ROLE_GREEN_GROUND, ROLE_GREEN}, {ROLE_BLUE_GROUND, ROLE_BLUE}};
    palette_ends ends = ends_of(o, b);
    if (is_colored(b))
        return palette_between(
            theme_color(roles[map][0]), theme_color(roles[map][1]), ends.black[map], ends.white[map]);
    return b->last == 0 && b->shape.c == 1 ? palette_between(BLACK, WHITE, ends.black[0], ends.white[0])
                                           : palette_signed(b->most);
}

void overview_picture(const overview *o, const overview_box *b, rect at, int map) {
    int64_t plane = (int64_t)b->shape.h * b->shape.w, done = overview_done(o, b, map);
    palette p = palette_of(o, b, map);
    palette_draw(o->v, at, b->values + map * plane, b->shape.h, b->shape.w, &p, done);
    palette_draw_rest(o->v, at, b->shape.h, b->shape.w, done);
}

/* The map on card `i`: the one in front, then the others in their order, evenly chosen where there are too many. */
static int map_on(const overview_box *b, int i) {
    if (i == 0)
        return b->front;
    int others = b->shape.c - 1, map = b->cards - 1 < others ? (i - 1) * others / (b->cards - 1) : i - 1;
    return map >= b->front ? map + 1 : map;
}

static rect card_at(const overview_box *b, int i) {
    float by = b->step * (float)i;
    return (rect){b->card.x + by, b->card.y - by, b->card.w, b->card.h};
}

static void one_card(const overview *o, const overview_box *b, int i, theme_role role) {
    static const theme_role colors[] = {ROLE_RED, ROLE_GREEN, ROLE_BLUE};
    rect at = card_at(b, i);
    bool whole = is_colored(b) && i == 0;
    palette_ends ends = ends_of(o, b);
    if (whole)
        palette_draw_colored(o->v, at, b->values, b->shape.h, b->shape.w, &ends);
    else
        overview_picture(o, b, at, is_colored(b) ? i - 1 : map_on(b, i));
    if (is_colored(b) && i > 0)
        role = colors[i - 1];
    draw_frame(o->v->list, rect_inset(at, -1), theme_color(role), o->v->ui->scale, 0);
}

/* The edges of the stack, so that its maps are one body. */
static void edges(const overview *o, const overview_box *b, color paint) {
    rect f = b->card;
    float by = b->step * (float)(b->cards - 1), w = 2 * o->unit, top = f.y - 1, right = f.x + f.w + 1;
    draw_list *list = o->v->list;
    draw_frame(list, rect_inset(f, -2), paint, w, 0);
    if (by <= 0)
        return;
    draw_line(list, f.x - 1, top, f.x - 1 + by, top - by, paint, w);
    draw_line(list, right, top, right + by, top - by, paint, w);
    draw_line(list, right, f.y + f.h + 1, right + by, f.y + f.h + 1 - by, paint, w);
    draw_line(list, f.x - 1 + by, top - by, right + by, top - by, paint, w);
    draw_line(list, right + by, top - by, right + by, f.y + f.h + 1 - by, paint, w);
}

void overview_volume(const overview *o, const overview_box *b, int index) {
    const view *v = o->v;
    theme_role role = overview_role(o, b);
    for (int i = b->cards - 1; i >= 0; i--)
        one_card(o, b, i, role);
    edges(o, b, theme_color(role));
    char name[32];
    cnn_format(name, sizeof name, "overview.card%d", index);
    ui_touch t = ui_touch_of(v->ui, name, b->card, true);
    v->ui->hand |= t.hovered && index > 0;
    if (index > 0)
        ui_tip_of(v->ui, name, b->card, b->card, tr("overview.tip_card"));
    if (t.pressed && index > 0)
        overview_enter(o, b, b->front, (int)b->cells.rows.first, (int)b->cells.columns.first);
}

/* Units of which each has room for its number. */
static void unit_cell(const overview *o, const overview_box *b, rect at, int unit, const palette *p) {
    char text[NUMBER_TEXT];
    bool known = overview_done(o, b, unit) > 0;
    color fill = known ? palette_color(p, b->values[unit]) : theme_color(ROLE_EMPTY);
    draw_rect(o->v->list, at, fill, 0);
    draw_frame(o->v->list, (rect){at.x, at.y, at.w, at.h + 1}, theme_color(ROLE_GRID), 1, 0);
    if (!known || at.w < 40 * o->unit)
        return;
    number_in(b->values[unit], number_format_of(b->values, (size_t)b->shape.c, 1), text);
    float size = view_fit_text(FONT_DIGITS, fminf(16 * o->unit, at.h * 0.78f), 9 * o->unit, at.w - 8 * o->unit, text);
    if (size >= overview_least(o, 14)) /* else the colour alone says it */
        draw_text_in(o->v->list, FONT_DIGITS, size, at, 0.5f, ink_on(fill), text);
}

void overview_units(const overview *o, const overview_box *b, int index) {
    const view *v = o->v;
    palette p = palette_signed(b->most);
    float high = b->card.h / (float)b->shape.c;
    for (int i = 0; i < b->shape.c && b->shape.c <= OVERVIEW_NUMBERS; i++)
        unit_cell(o, b, (rect){b->card.x, b->card.y + high * (float)i, b->card.w, high}, i, &p);
    if (b->shape.c > OVERVIEW_NUMBERS) {
        int64_t done = overview_is_done(o, b) ? b->shape.c : overview_done(o, b, 0) * b->shape.c;
        palette_draw(v, b->card, b->values, b->shape.c, 1, &p, done);
    }
    draw_frame(v->list, rect_inset(b->card, -2), theme_color(overview_role(o, b)), 2 * o->unit, 0);
    char name[32];
    cnn_format(name, sizeof name, "overview.card%d", index);
    ui_touch t = ui_touch_of(v->ui, name, b->card, true);
    v->ui->hand |= t.hovered;
    if (t.pressed)
        overview_enter(o, b, (int)((v->ui->in.y - b->card.y) / high), 0, 0);
}

static const char *class_name(const overview *o, int at, char number[16]) {
    const bench *b = &o->v->state->session.bench;
    if (cnn_class_name(b->names, at))
        return class_text(cnn_class_name(b->names, at));
    cnn_format(number, 16, "%d", at);
    return number;
}

static int largest(const overview_box *b) {
    int best = 0;
    for (int i = 1; i < b->shape.c; i++)
        if (b->values[i] > b->values[best])
            best = i;
    return best;
}

/* The class of that rank: of many only the most probable have room. */
static int ranked(const overview_box *b, int rank) {
    int best = largest(b);
    for (; rank > 0; rank--) {
        int next = -1;
        for (int i = 0; i < b->shape.c; i++) {
            bool below = b->values[i] < b->values[best] || (b->values[i] == b->values[best] && i > best);
            if (below && (next < 0 || b->values[i] > b->values[next]))
                next = i;
        }
        best = next >= 0 ? next : best;
    }
    return best;
}

enum { CLASS_ROWS = 16, LEAST_ROWS = 3 };

/* As many as can be read. */
static int rows_of(const overview *o, const overview_box *b) {
    int fit = (int)(o->volumes.h / (15.6f * o->unit));
    fit = fit > CLASS_ROWS ? CLASS_ROWS : fit < LEAST_ROWS ? LEAST_ROWS : fit;
    return b->shape.c < fit ? b->shape.c : fit;
}

/* The class in that row. */
static int class_in(const overview *o, const overview_box *b, int row) {
    return b->shape.c > rows_of(o, b) ? ranked(b, row) : row;
}

static float class_size(const overview *o, const overview_box *b) {
    return fminf(15.5f * o->unit, o->volumes.h / (float)rows_of(o, b) * 0.9f);
}

static void class_row(const overview *o, const overview_box *b, rect row, int at, float names, float percent) {
    const view *v = o->v;
    char number[16], text[NUMBER_TEXT + 4], digits[NUMBER_TEXT];
    bool known = overview_done(o, b, at) > 0, best = known && at == largest(b);
    float size = class_size(o, b), p = b->values[at];
    const char *name = class_name(o, at, number);
    rect left = rect_cut_left(&row, names), right = rect_cut_right(&row, percent);
    draw_text_in(v->list, best ? FONT_STRONG : FONT_UI, size, left, 1, theme_color(ROLE_INK), name);
    rect bar = {row.x + 9 * o->unit, row.y + row.h / 2 - 7 * o->unit, row.w - 12 * o->unit, 14 * o->unit};
    bar.h = fminf(bar.h, row.h * 0.7f);
    draw_rect(v->list, bar, theme_color(ROLE_EMPTY), 3 * o->unit);
    if (!known)
        return;
    bar.w = fmaxf(3 * o->unit, bar.w * p);
    draw_rect(v->list, bar, theme_color(best ? ROLE_PRIMARY : ROLE_UNVISITED), 3 * o->unit);
    cnn_format(digits, sizeof digits, "%.1f", (double)(100 * p));
    cnn_format(text, sizeof text, "%s %%", digits);
    draw_text_in(v->list, best ? FONT_DIGITS_STRONG : FONT_DIGITS, size, right, 1, theme_color(ROLE_INK), text);
}

float overview_names(const overview *o, const overview_box *b) {
    char number[16];
    float names = 0;
    for (int i = 0; i < rows_of(o, b); i++)
        names = fmaxf(names, text_width(FONT_STRONG, class_size(o, b), class_name(o, class_in(o, b, i), number)));
    return fminf(names, b->wide * 0.45f);
}

void overview_classes(const overview *o, const overview_box *b, int index) {
    const view *v = o->v;
    float high = b->card.h / (float)rows_of(o, b), names = overview_names(o, b),
          percent = text_width(FONT_DIGITS_STRONG, class_size(o, b), "100.0 %");
    for (int i = 0; i < rows_of(o, b); i++)
        class_row(
            o, b, (rect){b->card.x, b->card.y + high * (float)i, b->card.w, high}, class_in(o, b, i), names, percent);
    char name[32];
    cnn_format(name, sizeof name, "overview.card%d", index);
    ui_touch t = ui_touch_of(v->ui, name, b->card, true);
    v->ui->hand |= t.hovered;
    int row = (int)((v->ui->in.y - b->card.y) / high);
    if (t.pressed)
        overview_enter(o, b, row >= 0 && row < rows_of(o, b) ? class_in(o, b, row) : 0, 0, 0);
}
