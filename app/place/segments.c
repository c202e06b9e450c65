/* One frame round all of them; the one that holds is filled and strong. */
#include "segments.h"

static const float PAD = 11, INNER = 3, LEAST = 13;

/* The strong face is the wider one: a choice does not move the others. */
static float wanted(const ui *u, const segments *s, int i) {
    return text_width(FONT_STRONG, ui_px(u, s->size), tr(s->labels[i])) + 2 * ui_px(u, PAD);
}

float segments_width(const ui *u, const segments *s) {
    float all = 2 * ui_px(u, INNER);
    for (int i = 0; i < s->count; i++)
        all += wanted(u, s, i);
    return all;
}

static bool cell(const view *v, rect at, const segments *s, int i, float size) {
    ui *u = v->ui;
    bool chosen = i == s->chosen;
    ui_touch t = ui_touch_of(u, s->ids ? s->ids[i] : s->labels[i], at, true);
    u->hand |= t.hovered;
    if (chosen || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), chosen ? 1 : 0.6f), ui_px(u, 6));
    draw_text_in(v->list, chosen ? FONT_STRONG : FONT_UI, size, at, 0.5f, theme_color(chosen ? ROLE_INK : ROLE_QUIET),
        tr(s->labels[i]));
    return t.pressed;
}

int segments_draw(const view *v, rect at, const segments *s) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_BUTTON), ui_px(u, 8));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 8));
    rect in = rect_inset(at, ui_px(u, INNER));
    float all = segments_width(u, s) - 2 * ui_px(u, INNER), size = ui_px(u, s->size);
    float pads = 2 * ui_px(u, PAD) * (float)s->count, spare = in.w - (all - pads);
    if (spare < ui_px(u, 6) * (float)s->count && size > ui_px(u, LEAST)) { /* smaller letters, then smaller margins */
        segments smaller = *s;
        smaller.size = LEAST;
        all = segments_width(u, &smaller) - 2 * ui_px(u, INNER);
        spare = in.w - (all - pads);
        size = ui_px(u, LEAST);
    }
    int pressed = -1;
    for (int i = 0; i < s->count; i++) {
        float text = text_width(FONT_STRONG, size, tr(s->labels[i]));
        if (cell(v, rect_cut_left(&in, text + spare / (float)s->count), s, i, size))
            pressed = i;
    }
    return pressed;
}
