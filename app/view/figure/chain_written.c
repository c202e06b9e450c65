/* ∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂y · ∂y/∂w, below it the numbers, and what they make. */
#include "chain_figure.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

enum { PARTS = 2 * CHAIN_MOST + 6 };

/* One factor: what stands over what, and its number; a sign between factors has no `below`. */
typedef struct factor {
    char above[16], below[16], number[NUMBER_TEXT];
    theme_role role;
} factor;

static void add(factor *parts, int *count, const char *above, const char *below, const char *number, theme_role role) {
    factor *p = &parts[(*count)++];
    *p = (factor){.role = role};
    cnn_format(p->above, sizeof p->above, "%s", above);
    cnn_format(p->below, sizeof p->below, "%s", below);
    cnn_format(p->number, sizeof p->number, "%s", number);
}

static void add_partial(factor *parts, int *count, const char *of, const char *by, float value, theme_role role) {
    char above[16], below[16], text[NUMBER_TEXT], signed_text[NUMBER_TEXT + 4];
    cnn_format(above, sizeof above, "∂%s", of);
    cnn_format(below, sizeof below, "∂%s", by);
    number_text(value, 3, text);
    cnn_format(signed_text, sizeof signed_text, value < 0 ? "(%s)" : "%s", text);
    add(parts, count, above, below, signed_text, role);
}

/* The factors from the loss to the parameter. */
static int gather(const chain_figure *f, factor *parts) {
    const chain_op *end = &f->c->ops[f->chosen];
    int count = 0;
    char above[16], below[16], text[NUMBER_TEXT];
    cnn_format(above, sizeof above, "∂L");
    cnn_format(below, sizeof below, "∂%s", end->parameter_name);
    add(parts, &count, above, below, "", ROLE_GRADIENT);
    add(parts, &count, "=", "", "=", ROLE_INK);
    bool exact = true;
    for (int i = f->c->count - 1; i > f->chosen; i--) {
        const chain_op *op = &f->c->ops[i];
        exact &= number_text(op->slope, 3, text);
        add_partial(parts, &count, op->out_name, op->in_name, op->slope, ROLE_GRADIENT);
        add(parts, &count, "·", "", "·", ROLE_INK);
    }
    exact &= number_text(end->parameter_slope, 3, text);
    add_partial(parts, &count, end->out_name, end->parameter_name, end->parameter_slope,
        end->kind == CHAIN_TIMES ? ROLE_INPUT : ROLE_GRADIENT);
    exact &= number_text(end->parameter_gradient, 3, text);
    add(parts, &count, "", "", exact ? "=" : "≈", ROLE_INK);
    add(parts, &count, "", "", text, ROLE_GRADIENT);
    return count;
}

static float width_of(const factor *p, float size) {
    font_id font = FONT_FORMULA;
    float letters = fmaxf(text_width(font, size, p->above), text_width(font, size, p->below));
    return fmaxf(letters, text_width(FONT_DIGITS_STRONG, size, p->number)) + size * 0.5f;
}

static void put(const chain_figure *f, const factor *p, rect at, float size) {
    draw_list *list = f->v->list;
    color paint = theme_color(p->role);
    float half = text_height(FONT_FORMULA, size) * 0.98f;
    rect letters = {at.x, at.y, at.w, 2 * half};
    if (p->below[0]) {
        draw_text_in(list, FONT_FORMULA, size, (rect){at.x, at.y, at.w, half}, 0.5f, paint, p->above);
        draw_text_in(list, FONT_FORMULA, size, (rect){at.x, at.y + half, at.w, half}, 0.5f, paint, p->below);
        draw_rect(
            list, (rect){at.x + size * 0.1f, at.y + half - 1, at.w - size * 0.2f, fmaxf(1.5f, size * 0.07f)}, paint, 0);
    } else if (p->above[0]) {
        draw_text_in(list, FONT_UI, size, letters, 0.5f, paint, p->above);
    }
    rect digits = {at.x, at.y + 2 * half + size * 0.4f, at.w, text_height(FONT_DIGITS_STRONG, size)};
    draw_text_in(list, FONT_DIGITS_STRONG, size, digits, 0.5f, paint, p->number);
}

void chain_written(const chain_figure *f) {
    const view *v = f->v;
    rect at = f->written;
    float pad = 16 * f->unit;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 10 * f->unit);
    draw_frame(v->list, at, theme_color(ROLE_BORDER), 1, 10 * f->unit);
    if (f->chosen < 0) {
        ui_line(v->ui, rect_inset(at, pad), 0.5f, FONT_UI, f->text, theme_color(ROLE_QUIET), tr("chain.nothing"));
        return;
    }
    factor parts[PARTS];
    int count = gather(f, parts);
    float size = fminf(25 * f->unit, (at.h - 2 * pad) / 4.4f), least = 14 * v->ui->scale, wide = INFINITY;
    for (; size >= least; size -= 0.5f) {
        wide = 0;
        for (int i = 0; i < count; i++)
            wide += width_of(&parts[i], size);
        if (wide <= at.w - 2 * pad)
            break;
    }
    float high = text_height(FONT_FORMULA, size) * 1.96f + size * 0.4f + text_height(FONT_DIGITS_STRONG, size),
          x = at.x + (at.w - wide) / 2, y = at.y + (at.h - high) / 2;
    for (int i = 0; i < count; i++) {
        float w = width_of(&parts[i], size);
        put(f, &parts[i], (rect){x, y, w, high}, size);
        x += w;
    }
}
