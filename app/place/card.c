#include "card.h"

#include <math.h>

/* Design pixels. */
static const float ABOVE = 52, BESIDE = 20, CORNER = 14;

rect card_draw(const view *v, float most) {
    ui *u = v->ui;
    color shade = {0x1c, 0x23, 0x21, 128};
    float wide = fminf(v->width - 2 * ui_px(u, BESIDE), ui_px(u, most)), above = ui_px(u, ABOVE);
    rect card = {floorf((v->width - wide) / 2), above, wide, v->height - 2 * above};
    draw_rect(v->list, (rect){0, 0, v->width, v->height}, shade, 0);
    draw_rect(v->list, card, theme_color(ROLE_PANEL), ui_px(u, CORNER));
    draw_frame(v->list, card, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, CORNER));
    return card;
}

bool card_left(const view *v, rect card) {
    const ui_input *in = &v->ui->in;
    return in->pressed && in->clicks < 2 && !rect_has(card, in->x, in->y);
}
