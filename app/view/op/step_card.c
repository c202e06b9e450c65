/* A card of arithmetic: what is done, with which numbers, and what comes out, line by line. */
#include "unit_table.h"

#include <math.h>

float draw_raised(const stage *s, float x, float middle, float size, float align, color paint, const char *base,
    const char *exponent) {
    const view *v = s->v;
    float small = fmaxf(size * 0.82f, ui_px(v->ui, 13)), up = size * 0.36f;
    float first = text_width(FONT_FORMULA, size, base), second = text_width(FONT_FORMULA, small, exponent);
    x -= align * (first + second);
    draw_text(v->list, FONT_FORMULA, size, x, middle - text_height(FONT_FORMULA, size) / 2, paint, base);
    draw_text(
        v->list, FONT_FORMULA, small, x + first, middle - up - text_height(FONT_FORMULA, small) / 2, paint, exponent);
    return first + second;
}

/* What stands in the middle, ending at `right`; nothing where there is no room for it. */
static void written_part(
    const stage *s, const step_line *l, float left, float right, float middle, float size, color ink) {
    const view *v = s->v;
    float small = fmaxf(size * 0.82f, ui_px(v->ui, 13));
    float wide = text_width(FONT_DIGITS, size, l->written) + text_width(FONT_DIGITS, size, l->after) +
                 (l->raised[0] ? text_width(FONT_FORMULA, small, l->raised) : 0);
    if (right - wide < left)
        return;
    float x = right - wide, top = middle - text_height(FONT_DIGITS, size) / 2;
    if (l->raised[0] && !l->after[0]) {
        draw_raised(s, right, middle, size, 1, ink, l->written, l->raised);
        return;
    }
    x += draw_text(v->list, FONT_DIGITS, size, x, top, ink, l->written);
    if (l->raised[0])
        x += draw_text(v->list, FONT_DIGITS, small, x, middle - size * 0.36f - text_height(FONT_DIGITS, small) / 2, ink,
            l->raised);
    draw_text(v->list, FONT_DIGITS, size, x, top, ink, l->after);
}

static float line_height(const stage *s) {
    return text_height(FONT_UI, unit_label_size(s)) * 1.45f;
}

float step_card_height(const stage *s, int count) {
    return line_height(s) * (float)(count + 1) + ui_px(s->v->ui, 26);
}

void draw_step_card(const stage *s, rect at, const char *heading, const step_line *lines, int count) {
    const view *v = s->v;
    float pad = ui_px(v->ui, 14), size = unit_label_size(s), digits = fmaxf(ui_px(v->ui, 14), size * 0.95f);
    at.h = fminf(at.h, step_card_height(s, count) * 1.25f);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(v->ui, 10));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(v->ui, 1), ui_px(v->ui, 10));
    rect in = rect_inset(at, pad);
    float high = floorf(in.h / (float)(count + 1)), least = text_height(FONT_UI, size) + 1;
    rect head = rect_cut_top(&in, fmaxf(high, least));
    draw_text_in(v->list, FONT_STRONG, view_fit_text(FONT_STRONG, size * 1.05f, ui_px(v->ui, 13), head.w, heading),
        head, 0, theme_color(ROLE_INK), heading);
    float widest = text_width(FONT_DIGITS_STRONG, digits, "−0.000"), words = 0;
    for (int i = 0; i < count; i++) {
        widest = fmaxf(widest, text_width(FONT_DIGITS_STRONG, digits, lines[i].result));
        words = fmaxf(words, text_width(FONT_UI, size, lines[i].words));
    }
    for (int i = 0; i < count && in.h >= least - 1; i++) {
        rect row = rect_cut_top(&in, fmaxf(high, least));
        const step_line *l = &lines[i];
        color ink = theme_color(l->result[0] ? ROLE_INK : ROLE_QUIET);
        if (l->now)
            draw_rect(
                v->list, (rect){row.x - pad / 2, row.y, row.w + pad, row.h}, theme_color(ROLE_CHOSEN), ui_px(v->ui, 6));
        else if (i)
            draw_rect(v->list, (rect){row.x, row.y, row.w, 1}, theme_color(ROLE_BORDER), 0);
        float middle = row.y + row.h / 2;
        float room = row.w - widest - ui_px(v->ui, 8),
              label = view_fit_text(FONT_UI, size, ui_px(v->ui, 13), room, l->words);
        draw_text_in(v->list, FONT_UI, label, row, 0, theme_color(l->now ? ROLE_INK : ROLE_QUIET), l->words);
        written_part(s, l, row.x + text_width(FONT_UI, label, l->words) + ui_px(v->ui, 8),
            row.x + row.w - widest - ui_px(v->ui, 12), middle, digits, ink);
        draw_text_in(v->list, FONT_DIGITS_STRONG, digits, row, 1, theme_color(l->now ? ROLE_INK : l->role), l->result);
    }
}
