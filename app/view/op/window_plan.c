/* The largest cell is looked for by trying: what stands above and below the grids depends on it. */
#include "window_plan.h"

#include "marks.h"
#include "window_parts.h"

#include <math.h>

/* Design pixels. */
enum { SIDE = 24, WIDE_GAP = 76, NARROW_GAP = 40, ARROW_GAP = 158, SHORT_ARROW_GAP = 120, COMPACT = 44 };
enum { LARGEST = 56, LARGEST_POOL = 70, LARGEST_SHOWN = 132, LEAST_DIGITS = 14, LEAST_CELL = 6 };
enum {
    CAPTION = 24,
    SWITCH = 40,
    SWITCH_HEIGHT = 34,
    SWITCH_WIDTH = 310,
    LEAST_SWITCH = 210,
    STRIP = 58,
    UNKNOWN = 190,
    REFUSAL = 260,
    TEXT_HEIGHT_SUMS = 96,
    WARNING_HEIGHT = 28
};

typedef struct extent {
    int rows, columns;
} extent;

typedef struct trial {
    const stage *s;
    float px;
    bool present, has_filter, has_switch, hides_size, rounds, has_strip;
    extent input, filter, output;
} trial;

static trial trial_of(const stage *s) {
    const state *of = s->v->state;
    trial t = {.s = s, .px = s->v->ui->scale, .present = of->screen.present, .has_filter = !s->pool};
    t.has_switch = s->pool && s->node && s->editable && !state_hides_size(of);
    t.hides_size = s->node && state_hides_size(of);
    for (int i = 0; i < 2; i++)
        t.rounds |= cnn_axis_measure(stage_axis(s, i)).fit != CNN_FIT_EXACT && !t.hides_size;
    t.has_strip = s->in.c > 1;
    t.input = (extent){window_padded(s, CNN_VERTICAL), window_padded(s, CNN_HORIZONTAL)};
    if (t.has_filter)
        t.filter = (extent){s->attrs.kernel[0], s->attrs.kernel[1]};
    if (s->node && !t.hides_size)
        t.output = (extent){s->out.h, s->out.w};
    return t;
}

static float formula_height(const trial *t, bool compact) {
    if (state_hides_formula(t->s->v->state))
        return 0;
    if (t->present)
        return t->s->v->height * 0.09f;
    return (compact ? 46 : 96) * t->px;
}

static float sums_height(const trial *t) {
    if (!t->s->node)
        return 24 * t->px;
    return t->present ? t->s->v->height * 0.15f : (float)(TEXT_HEIGHT_SUMS + (t->rounds ? WARNING_HEIGHT : 0)) * t->px;
}

static float strip_height(const trial *t) {
    return t->has_strip ? STRIP * t->px : 0;
}

/* What stands above the input's first row, and above the map's. */
static float above(const trial *t) {
    return CAPTION * t->px + mark_ruler_room(t->s->v);
}

static float above_map(const trial *t) {
    return above(t) + (t->has_switch ? SWITCH * t->px : 0);
}

static float gap_of(const trial *t, bool compact) {
    float gap = compact ? NARROW_GAP : WIDE_GAP;
    if (!t->has_filter)
        gap = compact ? SHORT_ARROW_GAP : ARROW_GAP;
    return gap * t->px;
}

/* The gap left of the map has its ruler, too. */
static float last_gap(const trial *t, bool compact) {
    return gap_of(t, compact) + (compact && t->has_filter ? 20 * t->px : 0);
}

/* The filter and its bias below. */
static float filter_height(const trial *t, float cell) {
    return t->has_filter ? cell * (float)(t->filter.rows + 1) + 24 * t->px : 0;
}

static float output_width(const trial *t, float cell) {
    if (!t->s->node)
        return REFUSAL * t->px;
    return t->hides_size ? UNKNOWN * t->px : cell * (float)t->output.columns;
}

static float whole_width(const trial *t, float cell, bool compact) {
    float width = cell * (float)(t->input.columns + t->filter.columns) + output_width(t, cell);
    return width + (t->has_filter ? gap_of(t, compact) : 0) + last_gap(t, compact);
}

static float map_offset(const trial *t, float cell) {
    return floorf(cell * (float)(t->input.rows - t->output.rows) / 2);
}

/* How far above the input's first row the grids with all that belongs to them begin. */
static float room_above(const trial *t, float cell) {
    return fmaxf(above(t), above_map(t) - map_offset(t, cell));
}

static float whole_height(const trial *t, float cell) {
    float grids = fmaxf(cell * (float)t->input.rows, filter_height(t, cell));
    return room_above(t, cell) + grids;
}

static bool fits(const trial *t, rect at, float cell) {
    bool compact = cell < COMPACT * t->px || t->present;
    float height = at.h - formula_height(t, compact) - sums_height(t) - strip_height(t);
    return whole_width(t, cell, cell < COMPACT * t->px) <= at.w - 2 * SIDE * t->px && whole_height(t, cell) <= height;
}

static float largest_cell(const trial *t, rect at) {
    float cap = (t->has_filter ? LARGEST : LARGEST_POOL) * t->px;
    if (t->present)
        cap = LARGEST_SHOWN * t->s->v->height / 1080;
    float cell = floorf(cap);
    while (cell > LEAST_CELL && !fits(t, at, cell))
        cell--;
    return cell;
}

/* ---- numbers ---- */

typedef struct plane {
    const float *values;
    size_t count;
    number_format natural, format;
    int beside; /* letters that stand before each number */
    bool written;
} plane;

static float letter(float size) {
    return text_width(FONT_DIGITS, size, "0");
}

static int letters_of(const plane *p) {
    return p->count ? number_letters(p->values, p->count, p->format) + p->beside : 0;
}

/* Takes away decimals until the numbers have at most so many letters. One stays where the numbers need it. */
static void narrow(plane *p, int letters, bool bare) {
    p->format = p->natural;
    p->format.bare = bare;
    int least = p->natural.decimals > 0 ? 1 : 0;
    while (letters_of(p) > letters && p->format.decimals > least)
        p->format.decimals--;
    p->written = letters_of(p) <= letters;
}

static plane plane_of(const stage *s, const float *values, size_t count) {
    return (plane){.values = values,
        .count = values ? count : 0,
        .natural = values && count ? facts_of(s->v, values, count).format : (number_format){0}};
}

/* One font size for all, and for each its decimals. */
static void choose_formats(window_plan *w, const trial *t, plane *planes, int count) {
    float room = w->cell - 4 * t->px, wanted = floorf(w->cell * (t->present ? 0.5f : 0.37f));
    float least = fminf(fmaxf(LEAST_DIGITS * t->px, t->present ? t->s->v->height * 0.044f : 0), wanted);
    least = fmaxf(least, LEAST_DIGITS * t->px);
    int letters = (int)(room / letter(least)), longest = 1;
    bool all = false;
    for (int bare = 0; bare < 2 && !all; bare++) {
        all = true;
        w->bare = bare;
        for (int i = 0; i < count; i++) {
            narrow(&planes[i], letters, bare);
            all &= planes[i].written;
        }
    }
    for (int i = 0; i < count; i++)
        if (planes[i].written && letters_of(&planes[i]) > longest)
            longest = letters_of(&planes[i]);
    bool any = false;
    for (int i = 0; i < count; i++)
        any |= planes[i].written && planes[i].count > 1;
    w->bare &= any;
    w->digits = fmaxf(least, wanted);
    while (w->digits > least && letter(w->digits) * (float)longest > room)
        w->digits -= 1;
}

/* Weights below the values of the window, where there is room for both. */
static void choose_labels(window_plan *w, const trial *t, plane weights) {
    float size = fmaxf(LEAST_DIGITS * t->px, floorf(w->digits * 0.75f)), room = w->cell - 4 * t->px;
    weights.beside = 1;
    while (size > LEAST_DIGITS * t->px && (w->digits + size) * 0.95f > w->cell - 6 * t->px)
        size -= 1;
    narrow(&weights, (int)(room / letter(LEAST_DIGITS * t->px)), w->bare);
    while (size > LEAST_DIGITS * t->px && letter(size) * (float)letters_of(&weights) > room)
        size -= 1;
    w->label_format = weights.format;
    w->label = t->has_filter && weights.written && w->cell >= COMPACT * t->px ? size : 0;
}

static void take(grid *g, const window_plan *w, const plane *p) {
    g->digits = w->digits;
    g->format = p->format;
    g->readable = p->written;
}

static void write_numbers(window_plan *w, const trial *t) {
    const stage *s = t->s;
    size_t input = (size_t)(s->in.h * s->in.w), output = (size_t)(s->out.h * s->out.w);
    size_t filter = (size_t)(s->attrs.kernel[0] * s->attrs.kernel[1]);
    const float *weights = t->has_filter && s->weights ? window_weight(s, 0, 0) : NULL;
    static const float none = 0;
    plane planes[4] = {plane_of(s, s->input + (size_t)s->channel * input, input), plane_of(s, weights, filter),
        plane_of(s, s->output ? s->output + (size_t)s->map * output : NULL, output), {.values = &none, .count = 1}};
    float bias = window_bias(s);
    if (t->has_filter)
        planes[3] = (plane){.values = &bias, .count = 1, .natural = number_format_of(&bias, 1, 2)};
    choose_formats(w, t, planes, 4);
    take(&w->input, w, &planes[0]);
    take(&w->filter, w, &planes[1]);
    take(&w->output, w, &planes[2]);
    w->bias_format = planes[3].format;
    w->legible = planes[0].written && planes[1].written && planes[2].written;
    choose_labels(w, t, planes[1]);
}

/* ---- where they stand ---- */

static void place_filter(window_plan *w, const trial *t, float x, float y) {
    float high = w->cell * (float)t->input.rows, own = w->cell * (float)t->filter.rows, all = filter_height(t, w->cell);
    float top = y + floorf((high - own) / 2), last = y + fmaxf(high, all) - all;
    w->filter = grid_at(x, fmaxf(y, fminf(top, last)), w->cell, w->cell, t->filter.rows, t->filter.columns, 0, 0);
    float middle = x + floorf((w->filter.area.w - w->cell) / 2);
    w->bias = (rect){middle, w->filter.area.y + own + 24 * t->px, w->cell, w->cell};
}

static rect place_switch(const window_plan *w, const trial *t, rect at, float y) {
    float left = w->input.area.x + w->input.area.w + 8 * t->px, right = at.x + at.w - 8 * t->px;
    float wide = fmaxf(fminf(SWITCH_WIDTH * t->px, right - left), LEAST_SWITCH * t->px);
    float x = w->output.area.x + (w->output.area.w - wide) / 2;
    return (rect){floorf(fminf(fmaxf(x, left), right - wide)), y, wide, SWITCH_HEIGHT * t->px};
}

window_plan window_plan_of(const stage *s, rect at) {
    trial t = trial_of(s);
    window_plan w = {.cell = largest_cell(&t, at)};
    bool narrow_gaps = w.cell < COMPACT * t.px;
    w.compact = narrow_gaps || t.present;
    w.gap = gap_of(&t, narrow_gaps);
    w.formula = rect_cut_top(&at, formula_height(&t, w.compact));
    w.sums = rect_cut_bottom(&at, sums_height(&t));
    w.strip = rect_cut_bottom(&at, strip_height(&t));
    w.strip = (rect){at.x + SIDE * t.px, w.strip.y + 10 * t.px, at.w - 2 * SIDE * t.px, w.strip.h - 10 * t.px};
    float spare = fmaxf(0, at.h - whole_height(&t, w.cell)), wide = whole_width(&t, w.cell, narrow_gaps);
    float x = fmaxf(floorf(at.x + (at.w - wide) / 2), at.x + 36 * t.px);
    float y = floorf(at.y + spare * 0.45f + room_above(&t, w.cell));
    w.input = grid_at(x, y, w.cell, w.cell, t.input.rows, t.input.columns, -s->attrs.pad[0], -s->attrs.pad[2]);
    x += w.input.area.w;
    if (t.has_filter) {
        place_filter(&w, &t, x + w.gap, y);
        x += w.gap + w.filter.area.w;
    }
    x += last_gap(&t, narrow_gaps);
    float down = y + map_offset(&t, w.cell);
    w.output = grid_at(x, down, w.cell, w.cell, t.output.rows, t.output.columns, 0, 0);
    w.beside = (rect){x, y, fminf(output_width(&t, w.cell), at.x + at.w - x), w.input.area.h};
    if (t.has_switch)
        w.pool_switch = place_switch(&w, &t, at, y - room_above(&t, w.cell));
    write_numbers(&w, &t);
    return w;
}

void window_number(const grid *g, float value, char text[NUMBER_TEXT]) {
    number_in(value, g->format, text);
}
