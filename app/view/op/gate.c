/* The gate of a product in the backward pass: what comes in on one side leaves on the other, times g. */
#include "scatter.h"

#include "back_parts.h"

#include <math.h>

/* A line between the gate and a point beside a grid; `out`: an arrow to the point. */
static void arm(const stage *s, const scatter *l, float x, float y, bool out, color paint) {
    const view *v = s->v;
    float dx = x - l->gate_x, dy = y - l->gate_y, far = sqrtf(dx * dx + dy * dy), width = ui_px(v->ui, 3);
    float from = (l->gate_r + ui_px(v->ui, 4)) / fmaxf(far, 1);
    float near_x = l->gate_x + dx * from, near_y = l->gate_y + dy * from;
    if (from >= 1)
        return;
    if (out)
        mark_arrow(v, near_x, near_y, x, y, paint, width);
    else
        draw_line(v->list, x, y, near_x, near_y, paint, width);
}

/* "+ g·X" and "+ g·W" where the arms end, and how many numbers come in. */
static void label_arms(const stage *s, const scatter *l, float left, float right) {
    const view *v = s->v;
    float size = s->text * 1.1f, high = text_height(FONT_FORMULA, size), inset = ui_px(v->ui, 22),
          wide = ui_px(v->ui, 70);
    if (right - left < ui_px(v->ui, 190))
        return;
    rect at = {left + inset, l->lower + ui_px(v->ui, 2), wide, high};
    ui_line(v->ui, at, 0, FONT_FORMULA, size, theme_color(ROLE_INK), "+ {gradient}g{} · {filter}W{}");
    at.x = right - inset - wide;
    ui_line(v->ui, at, 1, FONT_FORMULA, size, theme_color(ROLE_INK), "+ {gradient}g{} · {input}X{}");
}

static void label_rail(const stage *s, const scatter *l, const char *number, float from, float to, color paint) {
    const view *v = s->v;
    char text[64];
    bool none = s->step.result.gradient == 0;
    float high = text_height(FONT_DIGITS_STRONG, s->text * 1.1f), away = ui_px(v->ui, 5);
    float middle = (l->w.at.area.x + l->w.at.area.w + l->o.at.area.x) / 2,
          wide = text_width(FONT_DIGITS_STRONG, s->text * 1.1f, number);
    middle = fmaxf(fminf(middle, to - wide), from + wide);
    cnn_format(text, sizeof text, "g = %s", number);
    draw_text_in(v->list, FONT_DIGITS_STRONG, s->text * 1.1f,
        (rect){middle - wide * 2, l->gate_y - high - away, wide * 4, high}, 0.5f, paint, text);
    float below = l->dw.at.area.y - plane_caption_height(s) - l->gate_y;
    if (none && below > high + away)
        draw_text_in(v->list, FONT_UI, s->text,
            (rect){middle - ui_px(v->ui, 100), l->gate_y + away, ui_px(v->ui, 200), high}, 0.5f, paint,
            tr("back.nothing_added"));
}

void draw_gate(const stage *s, const scatter *l) {
    const view *v = s->v;
    bool none = s->step.result.gradient == 0;
    float r = l->gate_r, away = ui_px(v->ui, 12), left = l->x.at.area.x + l->x.at.area.w + away,
          right = l->w.at.area.x - away;
    color g = theme_color(none ? ROLE_QUIET : ROLE_GRADIENT), green = none ? g : theme_color(ROLE_INPUT),
          yellow = none ? g : theme_color(ROLE_FILTER);
    char number[NUMBER_TEXT], text[NUMBER_TEXT + 8];
    arm(s, l, left, l->upper, false, green);
    arm(s, l, right, l->upper, false, yellow);
    arm(s, l, right, l->lower, true, green);
    arm(s, l, left, l->lower, true, yellow);
    float from = l->o.at.area.x - away, to = l->gate_x + r + ui_px(v->ui, 6);
    mark_arrow(v, from, l->gate_y, to, l->gate_y, g, ui_px(v->ui, 3));
    rect gate = {l->gate_x - r, l->gate_y - r, 2 * r, 2 * r};
    draw_rect(v->list, gate, theme_color(ROLE_PANEL), r);
    draw_frame(v->list, gate, g, ui_px(v->ui, 3.5f), r);
    back_number(&l->o, s->step.result.gradient, number);
    cnn_format(text, sizeof text, "×%s", number);
    if (text_width(FONT_DIGITS_STRONG, ui_px(v->ui, 14), text) > 2 * r - ui_px(v->ui, 10))
        cnn_format(text, sizeof text, "×g");
    float size = view_fit_text(FONT_DIGITS_STRONG, s->text * 1.25f, ui_px(v->ui, 14), 2 * r - ui_px(v->ui, 10), text);
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, gate, 0.5f, g, text);
    label_rail(s, l, number, to, from, g);
    label_arms(s, l, left, right);
}
