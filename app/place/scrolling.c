/* The state of a scroll is how many pixels lie above its room. */
#include "scrolling.h"

void scrolling_by_wheel(const view *v, rect at, float *scroll, float most) {
    ui *u = v->ui;
    if (rect_has(at, u->in.x, u->in.y) && u->in.wheel != 0 && !u->muted && most > 0) {
        *scroll -= u->in.wheel * ui_px(u, 48);
        u->in.wheel = 0;
        u->changed = true;
    }
    *scroll = *scroll < 0 ? 0 : *scroll > most ? most : *scroll;
}

void scrolling_mark(const view *v, rect at, float scroll, float whole) {
    if (whole <= at.h)
        return;
    float height = at.h * at.h / whole;
    draw_rect(v->list,
        (rect){
            at.x + at.w - ui_px(v->ui, 6), at.y + (at.h - height) * scroll / (whole - at.h), ui_px(v->ui, 4), height},
        theme_color(ROLE_FAINT), 2);
}
