/* Each box is measured and drawn by the same function: without a list nothing is drawn. Lengths are shares of the size
 * of the letters. */
#include "tex_tree.h"

#include <math.h>
#include <string.h>

typedef struct pen {
    draw_list *list; /* NULL: only measured */
    color ink;
    bool alone; /* on a line of its own, and not within a fraction or a script */
    bool tight; /* in a script, where operators have less space */
} pen;

static tex_extent box(const pen *p, const tex *t, float size, float x, float y);

static const float AXIS = 0.28f;     /* of fractions and brackets, above the baseline */
static const float SMALL = 0.7f;     /* scripts */
static const float SMALLER = 0.9f;   /* those of scripts, which can still be read so */
static const float FRACTION = 0.88f; /* what stands over and under a bar */

static float at_least(float value, float least) {
    return value > least ? value : least;
}

static pen within(const pen *p) {
    return (pen){p->list, p->ink, false, p->tight};
}

static pen quiet(const pen *p) {
    return (pen){NULL, p->ink, p->alone, p->tight};
}

static pen within_script(const pen *p) {
    return (pen){p->list, p->ink, false, true};
}

static tex_extent word_box(const pen *p, const tex *t, float size, float x, float y) {
    float letters = t->big ? size * (p->alone ? 1.6f : 1.25f) : size;
    float ascent = text_ascent(t->face, letters), gap = t->loose ? size * (p->tight ? 0.08f : 0.24f) : 0;
    float middle = t->big ? (letters - size) * 0.3f : 0; /* a large sign stands about the axis */
    if (p->list)
        draw_text(p->list, t->face, letters, x + gap, y - ascent + middle,
            t->role < 0 ? p->ink : theme_color((theme_role)t->role), t->text);
    float after = !strcmp(t->text, ",") && t->next && !p->tight ? size * 0.18f : 0;
    return (tex_extent){text_width(t->face, letters, t->text) + 2 * gap + after, ascent * 0.86f - middle,
        (text_height(t->face, letters) - ascent) * 0.9f + middle};
}

static tex_extent row_box(const pen *p, const tex *t, float size, float x, float y) {
    tex_extent whole = {0, size * 0.7f, size * 0.2f};
    for (const tex *part = t->first; part; part = part->next) {
        tex_extent e = box(p, part, size, x + whole.width, y);
        whole.width += e.width;
        whole.ascent = at_least(whole.ascent, e.ascent);
        whole.descent = at_least(whole.descent, e.descent);
    }
    return whole;
}

static tex_extent fraction_box(const pen *p, const tex *t, float size, float x, float y) {
    pen inside = within(p), measuring = quiet(&inside);
    float small = size * FRACTION, bar = size * AXIS, gap = size * 0.14f, thick = at_least(size * 0.06f, 1);
    tex_extent over = box(&measuring, t->first, small, 0, 0), under = box(&measuring, t->second, small, 0, 0);
    float width = at_least(over.width, under.width) + size * 0.3f;
    if (p->list) {
        box(&inside, t->first, small, x + (width - over.width) / 2, y - bar - gap - over.descent);
        box(&inside, t->second, small, x + (width - under.width) / 2, y - bar + thick + gap + under.ascent);
        draw_rect(p->list, (rect){x + size * 0.06f, y - bar, width - size * 0.12f, thick}, p->ink, 0);
    }
    return (tex_extent){
        width, bar + gap + over.ascent + over.descent, under.ascent + under.descent + gap + thick - bar};
}

/* The limits of a sum: one below, one above. */
static tex_extent limits_box(const pen *p, const tex *t, float size, float x, float y) {
    pen inside = within_script(p), measuring = quiet(&inside), sign = quiet(p);
    float small = size * SMALL, gap = size * 0.08f;
    tex_extent base = box(&sign, t->first, size, 0, 0), sub = {0}, sup = {0};
    if (t->second)
        sub = box(&measuring, t->second, small, 0, 0);
    if (t->third)
        sup = box(&measuring, t->third, small, 0, 0);
    float width = at_least(base.width, at_least(sub.width, sup.width)) + size * 0.1f;
    if (p->list) {
        box(p, t->first, size, x + (width - base.width) / 2, y);
        box(&inside, t->second, small, x + (width - sub.width) / 2, y + base.descent + gap + sub.ascent);
        box(&inside, t->third, small, x + (width - sup.width) / 2, y - base.ascent - gap - sup.descent);
    }
    return (tex_extent){width + size * 0.1f, base.ascent + (t->third ? gap + sup.ascent + sup.descent : 0),
        base.descent + (t->second ? gap + sub.ascent + sub.descent : 0)};
}

static tex_extent scripts_box(const pen *p, const tex *t, float size, float x, float y) {
    if (p->alone && t->first && t->first->limits)
        return limits_box(p, t, size, x, y);
    pen inside = within_script(p), measuring = quiet(&inside);
    float small = size * (p->tight ? SMALLER : SMALL);
    tex_extent base = box(p, t->first, size, x, y), sub = {0}, sup = {0};
    if (t->second)
        sub = box(&measuring, t->second, small, 0, 0);
    float upper = t->high ? size : small;
    if (t->third)
        sup = box(&measuring, t->third, upper, 0, 0);
    float drop = at_least(size * 0.22f, base.descent - size * 0.1f),
          rise = at_least(size * 0.38f, base.ascent - size * 0.5f);
    if (t->second && p->list)
        box(&inside, t->second, small, x + base.width, y + drop);
    if (t->high)
        rise = at_least(0, rise - size * 0.38f);
    if (t->third && p->list)
        box(&inside, t->third, upper, x + base.width, y - rise);
    float up = sup.ascent + rise, down = sub.descent + drop;
    return (tex_extent){base.width + at_least(sub.width, sup.width) + size * 0.04f,
        t->third ? at_least(up, base.ascent) : base.ascent, t->second ? at_least(down, base.descent) : base.descent};
}

/* ---- brackets, drawn by hand so that each is as high as what stands in it ---- */

static void round_bracket(const pen *p, bool left, rect at, float thick) {
    enum { PIECES = 10 };
    float before_x = 0, before_y = 0;
    for (int i = 0; i <= PIECES; i++) {
        float t = (float)i / PIECES, bow = 1 - powf(fabsf(2 * t - 1), 2.4f);
        float x = left ? at.x + at.w - (at.w - thick) * bow : at.x + (at.w - thick) * bow, y = at.y + at.h * t;
        if (i)
            draw_line(p->list, before_x, before_y, x, y, p->ink, thick);
        before_x = x;
        before_y = y;
    }
}

static void brace(const pen *p, bool left, rect at, float thick) {
    float in = left ? at.x + at.w : at.x, out = left ? at.x : at.x + at.w, stem = (in + out) / 2,
          middle = at.y + at.h / 2, bend = fminf(at.w, at.h / 6);
    draw_line(p->list, in, at.y, stem, at.y + bend, p->ink, thick);
    draw_line(p->list, stem, at.y + bend, stem, middle - bend, p->ink, thick);
    draw_line(p->list, stem, middle - bend, out, middle, p->ink, thick);
    draw_line(p->list, out, middle, stem, middle + bend, p->ink, thick);
    draw_line(p->list, stem, middle + bend, stem, at.y + at.h - bend, p->ink, thick);
    draw_line(p->list, stem, at.y + at.h - bend, in, at.y + at.h, p->ink, thick);
}

static void angle(const pen *p, bool left, rect at, float thick) {
    float in = left ? at.x + at.w : at.x, out = left ? at.x : at.x + at.w, middle = at.y + at.h / 2;
    draw_line(p->list, in, at.y, out, middle, p->ink, thick);
    draw_line(p->list, out, middle, in, at.y + at.h, p->ink, thick);
}

static void bracket(const pen *p, const char *sign, bool left, rect at, float thick) {
    bool square = !strcmp(sign, "[") || !strcmp(sign, "]");
    bool foot = square || !strcmp(sign, "⌊") || !strcmp(sign, "⌋"),
         head = square || !strcmp(sign, "⌈") || !strcmp(sign, "⌉");
    float edge = left ? at.x : at.x + at.w - thick;
    if (!strcmp(sign, "(") || !strcmp(sign, ")")) {
        round_bracket(p, left, at, thick);
    } else if (!strcmp(sign, "{") || !strcmp(sign, "}")) {
        brace(p, left, at, thick);
    } else if (!strcmp(sign, "⟨") || !strcmp(sign, "⟩")) {
        angle(p, left, at, thick);
    } else if (!strcmp(sign, "|") || !strcmp(sign, "‖")) {
        draw_rect(p->list, (rect){at.x + at.w / 2, at.y, thick, at.h}, p->ink, 0);
        if (strcmp(sign, "|") != 0)
            draw_rect(p->list, (rect){at.x + at.w / 2 - 3 * thick, at.y, thick, at.h}, p->ink, 0);
    } else {
        draw_rect(p->list, (rect){edge, at.y, thick, at.h}, p->ink, 0);
        if (foot)
            draw_rect(p->list, (rect){at.x, at.y + at.h - thick, at.w, thick}, p->ink, 0);
        if (head)
            draw_rect(p->list, (rect){at.x, at.y, at.w, thick}, p->ink, 0);
    }
}

static tex_extent fence_box(const pen *p, const tex *t, float size, float x, float y) {
    pen measuring = quiet(p);
    tex_extent e = box(&measuring, t->first, size, 0, 0);
    float side = size * 0.24f, gap = size * 0.12f, thick = at_least(size * 0.065f, 1), more = size * 0.06f;
    float before = t->open[0] ? side + gap : 0, after = t->close[0] ? side + gap : 0;
    /* as far above the axis as below, so that the bracket stands about what it holds */
    float half = at_least(e.ascent - size * AXIS, e.descent + size * AXIS) + more, top = y - size * AXIS - half;
    if (p->list) {
        if (t->open[0])
            bracket(p, t->open, true, (rect){x + size * 0.04f, top, side, 2 * half}, thick);
        box(p, t->first, size, x + before + size * 0.04f, y);
        if (t->close[0])
            bracket(p, t->close, false, (rect){x + before + e.width + gap + size * 0.04f, top, side, 2 * half}, thick);
    }
    return (tex_extent){e.width + before + after + size * 0.1f, half + size * AXIS, half - size * AXIS};
}

/* ---- roots, accents, grids ---- */

static tex_extent root_box(const pen *p, const tex *t, float size, float x, float y) {
    pen measuring = quiet(p), inside = within(p), index = quiet(&inside);
    float thick = at_least(size * 0.06f, 1), hook = size * 0.55f, gap = size * 0.12f, small = size * 0.6f;
    tex_extent e = box(&measuring, t->first, size, 0, 0), n = {0};
    if (t->second)
        n = box(&index, t->second, small, 0, 0);
    float before = at_least(0, n.width - hook * 0.45f), top = y - e.ascent - gap, bottom = y + e.descent;
    float left = x + before, height = bottom - top;
    if (p->list) {
        if (t->second)
            box(&inside, t->second, small, x, top + height * 0.5f - size * 0.12f);
        draw_line(p->list, left, top + height * 0.62f, left + hook * 0.25f, top + height * 0.55f, p->ink, thick);
        draw_line(
            p->list, left + hook * 0.25f, top + height * 0.55f, left + hook * 0.55f, bottom, p->ink, thick * 1.4f);
        draw_line(p->list, left + hook * 0.55f, bottom, left + hook, top, p->ink, thick);
        draw_rect(p->list, (rect){left + hook, top - thick / 2, e.width + gap, thick}, p->ink, 0);
        box(p, t->first, size, left + hook + gap / 2, y);
    }
    return (tex_extent){before + hook + e.width + 2 * gap, e.ascent + gap + thick, e.descent};
}

/* `t` is the sign's name; it stands over the middle, a bar over the whole. */
static void accent(const pen *p, const char *name, float x, float y, float width, float size) {
    float thick = at_least(size * 0.06f, 1), half = fminf(width * 0.5f, size * 0.22f), middle = x + width * 0.5f,
          high = size * 0.16f;
    if (!strcmp(name, "bar") || !strcmp(name, "overline")) {
        draw_rect(p->list, (rect){x + width * 0.06f, y, width * 0.88f, thick}, p->ink, 0);
    } else if (!strcmp(name, "dot")) {
        draw_rect(p->list, (rect){middle - thick, y - thick, 2 * thick, 2 * thick}, p->ink, thick);
    } else if (!strcmp(name, "vec")) {
        draw_line(p->list, x, y, x + width, y, p->ink, thick);
        draw_line(p->list, x + width - high, y - high * 0.6f, x + width, y, p->ink, thick);
        draw_line(p->list, x + width - high, y + high * 0.6f, x + width, y, p->ink, thick);
    } else if (!strcmp(name, "tilde") || !strcmp(name, "widetilde")) {
        draw_line(p->list, middle - half, y + thick, middle - half / 3, y - high * 0.4f, p->ink, thick);
        draw_line(p->list, middle - half / 3, y - high * 0.4f, middle + half / 3, y + thick, p->ink, thick);
        draw_line(p->list, middle + half / 3, y + thick, middle + half, y - high * 0.4f, p->ink, thick);
    } else {
        half = !strcmp(name, "widehat") ? width * 0.48f : half;
        draw_line(p->list, middle - half, y + high * 0.4f, middle, y - high * 0.6f, p->ink, thick);
        draw_line(p->list, middle, y - high * 0.6f, middle + half, y + high * 0.4f, p->ink, thick);
    }
}

/* Small letters have no stems that an accent must clear. */
static bool is_low(const tex *t) {
    while (t && t->kind != TEX_WORD && t->first && !t->first->next)
        t = t->first;
    return t && t->kind == TEX_WORD && t->text[1] == '\0' && strchr("acegmnopqrsuvwxyz", t->text[0]);
}

static tex_extent accent_box(const pen *p, const tex *t, float size, float x, float y) {
    tex_extent e = box(p, t->first, size, x, y);
    bool low = is_low(t->first);
    float top = low ? size * 0.72f : at_least(size * 0.9f, e.ascent - size * 0.05f),
          lean = t->first && t->first->face == FONT_FORMULA ? size * 0.05f : 0;
    if (p->list)
        accent(p, t->text, x + lean, y - top, e.width, size);
    return (tex_extent){e.width, at_least(e.ascent, top + size * 0.14f), e.descent};
}

/* The widths of the columns, the heights of the rows. */
typedef struct grid_sizes {
    float widths[TEX_COLUMNS], up[TEX_ROWS], down[TEX_ROWS];
} grid_sizes;

static grid_sizes measure_grid(const pen *p, const tex *t, float size) {
    grid_sizes g = {0};
    const tex *cell = t->first;
    for (int i = 0; i < t->rows * t->columns && cell; i++, cell = cell->next) {
        int row = i / t->columns, column = i % t->columns;
        tex_extent e = box(p, cell, size, 0, 0);
        g.widths[column] = at_least(g.widths[column], e.width);
        g.up[row] = at_least(g.up[row], e.ascent);
        g.down[row] = at_least(g.down[row], e.descent);
    }
    return g;
}

static tex_extent grid_extent(const tex *t, const grid_sizes *g, float size, float gap, float between) {
    float width = 0, height = 0;
    for (int c = 0; c < t->columns; c++)
        width += g->widths[c] + (c ? gap : 0);
    for (int r = 0; r < t->rows; r++)
        height += g->up[r] + g->down[r] + (r ? between : 0);
    return (tex_extent){width, height / 2 + size * AXIS, height / 2 - size * AXIS};
}

static tex_extent grid_box(const pen *p, const tex *t, float size, float x, float y) {
    pen inside = within(p), measuring = quiet(&inside);
    if (t->align == TEX_FACING)
        inside.alone = measuring.alone = p->alone;
    grid_sizes g = measure_grid(&measuring, t, size);
    float gap = t->align == TEX_FACING ? size * 0.12f : size * 0.9f, between = size * 0.26f;
    tex_extent e = grid_extent(t, &g, size, gap, between);
    const tex *cell = t->first;
    float top = y - e.ascent;
    for (int r = 0; r < t->rows && p->list; r++) {
        float left = x;
        for (int c = 0; c < t->columns && cell; c++, cell = cell->next) {
            float spare = g.widths[c] - box(&measuring, cell, size, 0, 0).width;
            float share = t->align == TEX_LEFT ? 0 : t->align == TEX_FACING ? (c % 2 ? 0 : 1) : 0.5f;
            box(&inside, cell, size, left + spare * share, top + g.up[r]);
            left += g.widths[c] + gap;
        }
        top += g.up[r] + g.down[r] + between;
    }
    return e;
}

static tex_extent box(const pen *p, const tex *t, float size, float x, float y) {
    if (!t)
        return (tex_extent){0};
    switch (t->kind) {
    case TEX_WORD:
        return word_box(p, t, size, x, y);
    case TEX_ROW:
        return row_box(p, t, size, x, y);
    case TEX_FRACTION:
        return fraction_box(p, t, size, x, y);
    case TEX_SCRIPTS:
        return scripts_box(p, t, size, x, y);
    case TEX_FENCE:
        return fence_box(p, t, size, x, y);
    case TEX_ROOT:
        return root_box(p, t, size, x, y);
    case TEX_ACCENT:
        return accent_box(p, t, size, x, y);
    case TEX_GRID:
        return grid_box(p, t, size, x, y);
    case TEX_SPACE:
        break;
    }
    return (tex_extent){t->space * size, 0, 0};
}

tex_extent tex_measure(const tex *formula, float size) {
    return box(&(pen){.alone = formula && formula->alone}, formula, size, 0, 0);
}

void tex_draw(draw_list *list, const tex *formula, float size, float x, float baseline, color ink) {
    box(&(pen){list, ink, formula && formula->alone, false}, formula, size, x, baseline);
}
