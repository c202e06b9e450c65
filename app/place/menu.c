/* What a menu offers are requests without an argument; what cannot be done now is grey. */
#include "menu.h"

#include "command_button.h"
#include "places.h"

#include <math.h>

static const float ROW = 34, PAD = 6;

enum { ITEMS = 8, STEPS = 5 };

typedef struct item {
    request_name name;
    const char *label; /* a string key */
    bool chosen;
} item;

static int gather_places(const state *s, item *items) {
    for (int i = 0; i < PLACE_TABS; i++)
        items[i] = (item){place_tabs[i].name, place_tabs[i].label, i == place_tab_here(s)};
    return PLACE_TABS;
}

static int gather_steps(const state *s, item *items) {
    static const request_name names[STEPS] = {
        REQUEST_product, REQUEST_position, REQUEST_row, REQUEST_map, REQUEST_layer};
    static const cnn_depth depths[STEPS] = {
        CNN_DEPTH_PRODUCT, CNN_DEPTH_POSITION, CNN_DEPTH_ROW, CNN_DEPTH_MAP, CNN_DEPTH_LAYER};
    for (int i = 0; i < STEPS; i++)
        items[i] = (item){names[i], request_text(names[i]), s->session.player.at.depth == depths[i]};
    return STEPS;
}

static int gather(const state *s, item *items) {
    static int (*const gatherers[MENUS])(const state *s, item *items) = {
        [MENU_PLACES] = gather_places, [MENU_STEPS] = gather_steps};
    return gatherers[s->screen.menu] ? gatherers[s->screen.menu](s, items) : 0;
}

float menu_button_width(const view *v, const char *label) {
    return ui_button_width(v->ui, label, 15) + text_width(FONT_UI, ui_px(v->ui, 15), " ▾");
}

void menu_button(const view *v, rect at, menu_id which, const char *label, ui_look look) {
    char name[24], text[96];
    cnn_format(name, sizeof name, "menu%d", (int)which);
    cnn_format(text, sizeof text, "%s ▾", label);
    bool open = v->state->screen.menu == which;
    if (ui_button(v->ui, name, at, text, look, open, true))
        view_ask_value(v, REQUEST_menu, (int)which);
    if (!open)
        return;
    v->own->menu_x = at.x;
    v->own->menu_y = at.y;
    v->own->menu_w = at.w;
    v->own->menu_h = at.h;
}

/* Below its button, or above it where there is no room, and inside the window. */
static rect area(const view *v, const item *items, int count) {
    ui *u = v->ui;
    const view_state *own = v->own;
    float wide = own->menu_w, tall = ui_px(u, ROW) * (float)count + 2 * ui_px(u, PAD), gap = ui_px(u, 4);
    for (int i = 0; i < count; i++)
        wide = fmaxf(wide, text_width(FONT_STRONG, ui_px(u, 15), tr(items[i].label)) + ui_px(u, 44));
    float below = own->menu_y + own->menu_h + gap, y = below + tall <= v->height ? below : own->menu_y - gap - tall,
          x = fminf(own->menu_x, v->width - wide - gap);
    return (rect){fmaxf(x, gap), fmaxf(y, gap), wide, tall};
}

void menu_draw(const view *v) {
    item items[ITEMS];
    int count = gather(v->state, items);
    if (!count)
        return;
    ui *u = v->ui;
    rect box = area(v, items, count), in = rect_inset(box, ui_px(u, PAD));
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 10));
    draw_frame(v->list, box, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 10));
    for (int i = 0; i < count; i++) {
        char name[64];
        cnn_format(name, sizeof name, "menu.%s", request_text(items[i].name));
        rect row = rect_cut_top(&in, ui_px(u, ROW));
        bool can = items[i].chosen || command_can(v->state, items[i].name);
        if (!ui_button(u, name, row, tr(items[i].label), UI_PLAIN, items[i].chosen, can))
            continue;
        view_ask_value(v, REQUEST_menu, MENU_NONE);
        if (!items[i].chosen)
            view_ask(v, items[i].name);
    }
    if (u->in.pressed && !u->took_mouse)
        view_ask_value(v, REQUEST_menu, MENU_NONE);
}
