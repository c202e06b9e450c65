/* The words at the left, the cap of the key at the right. */
#include "course_button.h"

bool course_button(const view *v, rect at, const char *name, const char *label, const char *key, bool primary) {
    ui *u = v->ui;
    bool pressed = ui_button(u, name, at, "", primary ? UI_PRIMARY : UI_OUTLINED, false, true);
    color ink = theme_color(primary ? ROLE_PRIMARY_INK : ROLE_INK);
    rect in = {at.x + ui_px(u, 18), at.y, at.w - ui_px(u, 32), at.h};
    if (key) {
        float size = ui_px(u, 14), wide = text_width(FONT_DIGITS, size, key) + ui_px(u, 18), high = ui_px(u, 24);
        rect cap = rect_cut_right(&in, wide);
        cap = (rect){cap.x, at.y + (at.h - high) / 2, wide, high};
        draw_frame(v->list, cap, color_alpha(ink, 0.6f), ui_px(u, 1.2f), ui_px(u, 5));
        draw_text_in(v->list, FONT_DIGITS, size, cap, 0.5f, ink, key);
        rect_cut_right(&in, ui_px(u, 10));
    }
    float size = view_fit_text(FONT_STRONG, ui_px(u, 17), ui_px(u, 13), in.w, label);
    ui_line(u, in, 0, FONT_STRONG, size, ink, label);
    return pressed;
}
