/* A formula is a row of boxes: runs of text, and fractions of two rows between brackets. It is laid out twice: once to
 * measure, once to draw. */
#include "formula.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

typedef struct run {
    char text[24];
    theme_role role;
    cnn_part part;
    bool letter; /* italic */
} run;

typedef struct row {
    run runs[16];
    int count;
} row;

static void add(row *r, const char *text, theme_role role, cnn_part part, bool letter) {
    run *n = &r->runs[r->count++];
    *n = (run){.role = role, .part = part, .letter = letter};
    cnn_format(n->text, sizeof n->text, "%s", text);
}

static void add_number(row *r, int64_t value, theme_role role, cnn_part part) {
    char text[24];
    cnn_format(text, sizeof text, "%lld", (long long)value);
    add(r, text, role, part, false);
}

static void sign(row *r, const char *text) {
    add(r, text, ROLE_INK, CNN_PART_NONE, false);
}

/* I − F + 2P, or with dilation I − D(F−1) − 1 + 2P; letters or numbers. */
static row numerator(cnn_axis x, bool letters) {
    row r = {.count = 0};
    bool dilated = x.dilation != 1, uneven = x.pad_before != x.pad_after;
    if (letters)
        add(&r, "I", ROLE_INPUT, CNN_PART_INPUT, true);
    else
        add_number(&r, x.input, ROLE_INPUT, CNN_PART_INPUT);
    sign(&r, " − ");
    if (dilated) {
        if (letters)
            add(&r, "D", ROLE_FILTER, CNN_PART_DILATION, true);
        else
            add_number(&r, x.dilation, ROLE_FILTER, CNN_PART_DILATION);
        sign(&r, letters ? "(" : "·(");
    }
    if (letters)
        add(&r, "F", ROLE_FILTER, CNN_PART_KERNEL, true);
    else
        add_number(&r, x.kernel, ROLE_FILTER, CNN_PART_KERNEL);
    sign(&r, dilated ? "−1) − 1 + " : " + ");
    if (uneven) {
        if (letters) {
            add(&r, "P+P′", ROLE_PADDING, CNN_PART_PADDING, true);
        } else {
            add_number(&r, x.pad_before, ROLE_PADDING, CNN_PART_PADDING);
            sign(&r, "+");
            add_number(&r, x.pad_after, ROLE_PADDING, CNN_PART_PADDING);
        }
        return r;
    }
    sign(&r, letters ? "2" : "2·");
    if (letters)
        add(&r, "P", ROLE_PADDING, CNN_PART_PADDING, true);
    else
        add_number(&r, x.pad_before, ROLE_PADDING, CNN_PART_PADDING);
    return r;
}

static row denominator(cnn_axis x, bool letters) {
    row r = {.count = 0};
    if (letters)
        add(&r, "S", ROLE_STRIDE, CNN_PART_STRIDE, true);
    else
        add_number(&r, x.stride, ROLE_STRIDE, CNN_PART_STRIDE);
    return r;
}

static font_id font_of(const run *r) {
    return r->letter ? FONT_FORMULA : r->part != CNN_PART_NONE ? FONT_DIGITS_STRONG : FONT_UI;
}

static float row_width(const row *r, float size) {
    float width = 0;
    for (int i = 0; i < r->count; i++)
        width += text_width(font_of(&r->runs[i]), size, r->runs[i].text);
    return width;
}

static void ask_part(const view *v, cnn_part part, int value) {
    view_ask_with(v, REQUEST_set_part, (argument){.part = part, .value = value});
}

static void change(const view *v, const run *r, const ui_touch *t) {
    int value = bench_part(&v->state->session.bench, r->part);
    ui *u = v->ui;
    if (t->hovered && u->in.wheel != 0) {
        ask_part(v, r->part, value + (u->in.wheel > 0 ? 1 : -1));
        u->in.wheel = 0;
    }
    if (t->focused && (u->in.up || u->in.arrow_down))
        ask_part(v, r->part, value + (u->in.up ? 1 : -1));
    if (t->pressed)
        view_ask_with(v, REQUEST_select, (argument){.edit = {.kind = EDIT_PART, .part = r->part}});
}

static void draw_row(const view *v, const row *r, float size, float x, float y, const char *name, bool editable) {
    ui *u = v->ui;
    for (int i = 0; i < r->count; i++) {
        const run *n = &r->runs[i];
        const char *text = n->text;
        bool typing = v->state->screen.edit.kind == EDIT_PART && v->state->screen.edit.part == n->part &&
                      n->part != CNN_PART_NONE && !n->letter;
        if (typing && v->state->screen.edit.text[0])
            text = v->state->screen.edit.text;
        float width = text_width(font_of(n), size, text), height = text_height(font_of(n), size);
        rect at = {x - 2, y, width + 4, height};
        bool lit = n->part != CNN_PART_NONE && v->own->hover.part == n->part;
        if (lit || typing)
            draw_rect(v->list, at, theme_color(ROLE_CHOSEN), ui_px(u, 4));
        if (n->part != CNN_PART_NONE) {
            char id[48];
            cnn_format(id, sizeof id, "formula.%s.%d.%d", name, (int)n->part, i);
            bool open = editable && state_allows(v->state, reader_bit(n->part));
            ui_touch t = ui_touch_of(u, id, at, open && !n->letter);
            if (t.hovered)
                v->own->next_hover.part = n->part;
            if (open) {
                u->hand |= t.hovered;
                change(v, n, &t);
            }
        }
        if (typing)
            draw_rect(v->list, (rect){at.x, at.y + at.h - ui_px(u, 2), at.w, ui_px(u, 2)}, theme_color(ROLE_FOCUS), 0);
        float drop = text_ascent(FONT_DIGITS, size) - text_ascent(font_of(n), size);
        draw_text(v->list, font_of(n), size, x, y + drop, theme_color(n->role), text);
        x += text_width(font_of(n), size, n->text);
    }
}

static void bracket(const view *v, float x, float y, float height, float foot, bool left, bool ceiling, bool lit) {
    color c = theme_color(lit ? ROLE_WARNING : ROLE_FAINT);
    float w = ui_px(v->ui, lit ? 3 : 2);
    draw_rect(v->list, (rect){left ? x : x + foot - w, y, w, height}, c, 0);
    draw_rect(v->list, (rect){x, ceiling ? y : y + height - w, foot, w}, c, 0);
}

typedef struct pen {
    const view *v;
    float x, middle, size;
    bool visible, editable, flat, ceiling, lit;
    cnn_axis axis;
} pen;

static void write(pen *p, const char *text, font_id font, float size, color paint) {
    float height = text_height(font, size);
    if (p->visible)
        draw_text(p->v->list, font, size, p->x, p->middle - height / 2, paint, text);
    p->x += text_width(font, size, text);
}

/* ⌊(I − F + 2P) / S⌋ */
static void quotient(pen *p, bool letters) {
    row top = numerator(p->axis, letters), bottom = denominator(p->axis, letters);
    color edge = theme_color(p->lit ? ROLE_WARNING : ROLE_QUIET), ink = theme_color(ROLE_INK);
    const char *name = letters ? "letters" : "numbers";
    float y = p->middle - text_height(FONT_DIGITS, p->size) / 2;
    write(p, p->ceiling ? "⌈" : "⌊", FONT_UI, p->size, edge);
    write(p, "(", FONT_UI, p->size, ink);
    if (p->visible)
        draw_row(p->v, &top, p->size, p->x, y, name, p->editable);
    p->x += row_width(&top, p->size);
    write(p, ") / ", FONT_UI, p->size, ink);
    if (p->visible)
        draw_row(p->v, &bottom, p->size, p->x, y, name, p->editable);
    p->x += row_width(&bottom, p->size);
    write(p, p->ceiling ? "⌉" : "⌋", FONT_UI, p->size, edge);
}

static void fraction(pen *p, bool letters) {
    if (p->flat) {
        quotient(p, letters);
        return;
    }
    row top = numerator(p->axis, letters), bottom = denominator(p->axis, letters);
    float size = p->size, height = text_height(FONT_DIGITS, size), gap = size * 0.08f, foot = size * 0.32f;
    float top_width = row_width(&top, size), bottom_width = row_width(&bottom, size);
    float width = fmaxf(top_width, bottom_width) + size * 0.2f, bar = fmaxf(2, size * 0.06f);
    float up = p->middle - height - gap, tall = height * 2 + gap * 2;
    if (p->visible) {
        bracket(p->v, p->x, up, tall, foot, true, p->ceiling, p->lit);
        float x = p->x + foot + size * 0.3f;
        const char *name = letters ? "letters" : "numbers";
        draw_row(p->v, &top, size, x + (width - top_width) / 2, up, name, p->editable);
        draw_row(p->v, &bottom, size, x + (width - bottom_width) / 2, p->middle + gap, name, p->editable);
        draw_rect(p->v->list, (rect){x, p->middle - bar / 2, width, bar}, theme_color(ROLE_INK), 0);
        bracket(p->v, x + width + size * 0.3f, up, tall, foot, false, p->ceiling, p->lit);
    }
    p->x += foot * 2 + size * 0.6f + width;
}

static void whole(pen *p) {
    color ink = theme_color(ROLE_INK), map = theme_color(ROLE_MAP);
    cnn_axis_size size = cnn_axis_measure(p->axis);
    bool valid = cnn_fit_valid(size.fit);
    char result[24];
    if (valid)
        cnn_format(result, sizeof result, "%lld", (long long)size.output);
    else
        cnn_format(result, sizeof result, "%s", tr("formula.none"));
    if (state_hides_size(p->v->state))
        cnn_format(result, sizeof result, "?");
    write(p, "O", FONT_FORMULA, p->size * 1.12f, map);
    write(p, " = ", FONT_UI, p->size, ink);
    fraction(p, true);
    if (state_help(p->v->state) != HELP_NUMBERS) {
        write(p, " + 1", FONT_UI, p->size, ink);
        return;
    }
    write(p, " + 1 = ", FONT_UI, p->size, ink);
    fraction(p, false);
    write(p, size.fit == CNN_FIT_CEIL_DROPPED ? " + 1 − 1 = " : " + 1 = ", FONT_UI, p->size, ink);
    write(p, result, FONT_DIGITS_STRONG, p->size * 1.35f, map);
}

/* O = (I − 1)·S − 2P + D(F − 1) + 1 + E, with the numbers: what lays stamps makes the map larger. */
static void draw_stamped(const view *v, rect at, cnn_axis x) {
    char text[400];
    bool letters = state_help(v->state) != HELP_NUMBERS;
    long long cut = (long long)(x.pad_before + x.pad_after), reach = (long long)(x.dilation * (x.kernel - 1));
    cnn_format(text, sizeof text,
        "{map}O{} = ({input}I{} − 1)·{stride}S{} − {padding}2P{} + {filter}D(F − 1){} + 1 + E = "
        "({input}%lld{} − 1)·{stride}%lld{} − {padding}%lld{} + {filter}%lld{} + 1 + %lld = {map}**%lld**{}",
        (long long)x.input, (long long)x.stride, cut, reach, (long long)x.extra, (long long)cnn_axis_measure(x).output);
    if (state_hides_size(v->state) || letters)
        cnn_format(text, sizeof text, tr(letters ? "formula.stamp_letters" : "formula.stamp_unknown"),
            (long long)x.input, (long long)x.stride, cut, reach, (long long)x.extra);
    ui_line(v->ui, at, 0.5f, FONT_FORMULA, at.h * 0.26f, theme_color(ROLE_INK), text);
}

void formula_draw(const view *v, rect at, cnn_axis axis, bool editable, bool flat) {
    if (axis.kind == CNN_AXIS_STAMP) {
        draw_stamped(v, at, axis);
        return;
    }
    cnn_axis_size size = cnn_axis_measure(axis);
    pen p = {.v = v, .size = floorf(at.h * 0.27f), .middle = at.y + at.h / 2, .axis = axis, .ceiling = axis.ceil_mode};
    p.editable = editable;
    p.flat = flat;
    if (flat)
        p.size = floorf(fminf(at.h * 0.5f, 40 * v->ui->scale));
    p.lit = size.fit != CNN_FIT_EXACT;
    whole(&p);
    float room = at.w - 40 * v->ui->scale;
    while (p.x > room && p.size > 9) {
        p.size -= 1;
        p.x = 0;
        whole(&p);
    }
    p.x = at.x + (at.w - p.x) / 2;
    p.visible = true;
    whole(&p);
}
