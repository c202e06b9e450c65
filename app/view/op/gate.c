/* The gate of a product in the backward pass: what comes in on one side leaves on the other, times g. */
#include "scatter.h"

#include "back_parts.h"

#include <math.h>
#include <string.h>

static const float RAIL_SHARE = 0.6f; /* of the slide of the window, in which g comes to the gate */

/* A line between the gate and a point beside a grid; `out`: an arrow to the point, as far as it has come. */
static void arm(const stage *s, const scatter *l, float x, float y, bool out, color paint) {
    const view *v = s->v;
    float dx = x - l->gate_x, dy = y - l->gate_y, far = sqrtf(dx * dx + dy * dy), width = ui_px(v->ui, 3);
    float from = (l->gate_r + ui_px(v->ui, 4)) / fmaxf(far, 1);
    float near_x = l->gate_x + dx * from, near_y = l->gate_y + dy * from;
    if (from >= 1)
        return;
    float come = s->motion.lit;
    if (out && come > 0)
        mark_arrow(v, near_x, near_y, near_x + (x - near_x) * come, near_y + (y - near_y) * come, paint, width);
    if (!out)
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

/* Words beside the rail, above or below it, where they meet neither a grid nor a caption. */
static void beside_rail(
    const stage *s, const scatter *l, font_id font, float size, bool above, color paint, const char *text) {
    const view *v = s->v;
    float high = text_height(font, size), away = ui_px(v->ui, 4), wide = text_width(font, size, text);
    float right = l->w.at.area.x + l->w.at.area.w, to = l->o.at.area.x - ui_px(v->ui, 10), middle = (right + to) / 2;
    float free =
        above ? l->gate_y - l->w.at.area.y - l->w.at.area.h : l->dw.at.area.y - plane_caption_height(s) - l->gate_y;
    float from = free > high + 2 * away ? l->gate_x + l->gate_r + ui_px(v->ui, 12) : right + ui_px(v->ui, 8);
    if (to - from < wide)
        return;
    middle = fmaxf(fminf(middle, to - wide / 2), from + wide / 2);
    float y = above ? l->gate_y - high - away : l->gate_y + away;
    draw_text(v->list, font, size, middle - wide / 2, y, paint, text);
}

static void label_rail(const stage *s, const scatter *l, const char *number, color paint) {
    char text[64];
    cnn_format(text, sizeof text, number ? "g = %s" : "g", number ? number : "");
    beside_rail(s, l, FONT_DIGITS_STRONG, s->text * 1.1f, true, paint, text);
    if (number && !strcmp(number, "0"))
        beside_rail(s, l, FONT_UI, s->text, false, paint, tr("back.nothing_added"));
}

void draw_gate(const stage *s, const scatter *l, const char *number) {
    const view *v = s->v;
    bool none = number && !strcmp(number, "0");
    float r = l->gate_r, away = ui_px(v->ui, 12), left = l->x.at.area.x + l->x.at.area.w + away,
          right = l->w.at.area.x - away;
    color g = theme_color(none ? ROLE_QUIET : ROLE_GRADIENT), green = none ? g : theme_color(ROLE_INPUT),
          yellow = none ? g : theme_color(ROLE_FILTER);
    char text[NUMBER_TEXT + 8];
    arm(s, l, left, l->upper, false, green);
    arm(s, l, right, l->upper, false, yellow);
    arm(s, l, right, l->lower, true, green);
    arm(s, l, left, l->lower, true, yellow);
    float from = l->o.at.area.x - away, to = l->gate_x + r + ui_px(v->ui, 6);
    float come = fminf(1, s->motion.slide / RAIL_SHARE);
    if (come > 0)
        mark_arrow(v, from, l->gate_y, from + (to - from) * come, l->gate_y, g, ui_px(v->ui, 3));
    rect gate = {l->gate_x - r, l->gate_y - r, 2 * r, 2 * r};
    draw_rect(v->list, gate, theme_color(ROLE_PANEL), r);
    draw_frame(v->list, gate, g, ui_px(v->ui, 3.5f), r);
    cnn_format(text, sizeof text, "×%s", number ? number : "g");
    if (text_width(FONT_DIGITS_STRONG, ui_px(v->ui, 14), text) > 2 * r - ui_px(v->ui, 10))
        cnn_format(text, sizeof text, "×g");
    float size = view_fit_text(FONT_DIGITS_STRONG, s->text * 1.25f, ui_px(v->ui, 14), 2 * r - ui_px(v->ui, 10), text);
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, gate, 0.5f, g, text);
    label_rail(s, l, number, g);
    label_arms(s, l, left, right);
}
