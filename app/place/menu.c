/* What a menu offers are requests without an argument; what cannot be done now is grey. */
#include "menu.h"

#include "command_button.h"
#include "places.h"

#include <math.h>

static const float ROW = 34, PAD = 6;

enum { ITEMS = 14, STEPS = 5 };

typedef struct item {
    request_name name;
    const char *label; /* a string key */
    const char *text;  /* what is read in place of a label */
    int value;
    bool chosen;
    bool turns; /* a switch: asked for also when it is on, and the menu stays */
} item;

static const char *words(const item *i) {
    return i->text ? i->text : tr(i->label);
}

static int gather_places(const state *s, item *items) {
    for (int i = 0; i < PLACE_TABS; i++)
        items[i] = (item){.name = place_tabs[i].name, .label = place_tabs[i].label, .chosen = i == place_tab_here(s)};
    return PLACE_TABS;
}

static int gather_steps(const state *s, item *items) {
    static const request_name names[STEPS] = {
        REQUEST_product, REQUEST_position, REQUEST_row, REQUEST_map, REQUEST_layer};
    static const cnn_depth depths[STEPS] = {
        CNN_DEPTH_PRODUCT, CNN_DEPTH_POSITION, CNN_DEPTH_ROW, CNN_DEPTH_MAP, CNN_DEPTH_LAYER};
    for (int i = 0; i < STEPS; i++)
        items[i] = (item){
            .name = names[i], .label = request_text(names[i]), .chosen = s->session.player.at.depth == depths[i]};
    return STEPS;
}

static int gather_play(const state *s, item *items) {
    items[0] = (item){REQUEST_run_on, "command.run_on", .chosen = s->session.player.run_on, .turns = true};
    items[1] = (item){REQUEST_loop, "command.loop", .chosen = s->session.player.loop, .turns = true};
    return 2;
}

/* What the bar has no room for. */
static int gather_more(const state *s, item *items) {
    int n = 0;
    items[n++] = (item){.name = REQUEST_open_dialog, .label = "button.open"};
    if (s->screen.place == PLACE_NETWORK)
        items[n++] = (item){.name = REQUEST_save_weights, .label = "command.save_weights"};
    items[n++] = (item){.name = REQUEST_copy_link, .label = "button.share"};
    items[n++] = (item){.name = REQUEST_full_screen, .label = "command.full_screen"};
    return n;
}

static int gather_bench(const state *s, item *items) {
    static const request_name names[] = {REQUEST_save_example, REQUEST_copy_link, REQUEST_paste, REQUEST_square};
    static const char *const labels[] = {"menu.save_example", "menu.copy_link", "menu.paste", "menu.square"};
    enum { NAMES = sizeof names / sizeof *names };
    int count = 0;
    for (; count < NAMES; count++)
        items[count] = (item){.name = names[count], .label = labels[count]};
    const examples *e = &s->session.examples;
    for (int i = 0; i < e->count && count + 1 < ITEMS; i++)
        items[count++] = (item){.name = REQUEST_open_example, .text = e->list[i].name, .value = i};
    if (examples_find(e, s->session.example) >= 0)
        items[count++] = (item){.name = REQUEST_delete_example, .label = "menu.delete_example"};
    return count;
}

static int gather(const state *s, item *items) {
    static int (*const gatherers[MENUS])(const state *s, item *items) = {[MENU_PLACES] = gather_places,
        [MENU_STEPS] = gather_steps,
        [MENU_PLAY] = gather_play,
        [MENU_MORE] = gather_more,
        [MENU_BENCH] = gather_bench};
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
        wide =
            fmaxf(wide, text_width(FONT_STRONG, ui_px(u, 15), words(&items[i])) + ui_px(u, items[i].turns ? 74 : 44));
    float below = own->menu_y + own->menu_h + gap, y = below + tall <= v->height ? below : own->menu_y - gap - tall,
          x = fminf(own->menu_x, v->width - wide - gap);
    return (rect){fmaxf(x, gap), fmaxf(y, gap), wide, tall};
}

/* A square that is ticked while the switch is on. */
static void tick_box(const view *v, rect *row, bool on) {
    float side = ui_px(v->ui, 16), wide = ui_px(v->ui, 2);
    rect cell = rect_cut_left(row, ui_px(v->ui, 26)), box = {cell.x, cell.y + (cell.h - side) / 2, side, side};
    draw_frame(v->list, box, theme_color(ROLE_QUIET), ui_px(v->ui, 1.5f), ui_px(v->ui, 4));
    if (!on)
        return;
    float x = box.x + side * 0.22f, y = box.y + side * 0.52f;
    draw_line(v->list, x, y, x + side * 0.2f, y + side * 0.22f, theme_color(ROLE_INK), wide);
    draw_line(
        v->list, x + side * 0.2f, y + side * 0.22f, x + side * 0.58f, y - side * 0.26f, theme_color(ROLE_INK), wide);
}

static void draw_choice(const view *v, rect row, const item *it) {
    ui *u = v->ui;
    char name[64];
    cnn_format(name, sizeof name, "menu.%s", request_text(it->name));
    if (it->text)
        cnn_append(name, sizeof name, "%d", it->value);
    bool held = it->chosen && !it->turns, can = held || command_can(v->state, it->name);
    ui_touch t = can ? ui_touch_of(u, name, row, true) : (ui_touch){0};
    u->hand |= t.hovered;
    if (held || t.hovered)
        draw_rect(v->list, row, color_alpha(theme_color(ROLE_CHOSEN), held ? 1 : 0.7f), ui_px(u, 7));
    rect in = {row.x + ui_px(u, 10), row.y, row.w - ui_px(u, 20), row.h};
    if (it->turns)
        tick_box(v, &in, it->chosen);
    draw_text_in(v->list, held ? FONT_STRONG : FONT_UI, ui_px(u, 15), in, 0, theme_color(can ? ROLE_INK : ROLE_FAINT),
        words(it));
    if (!t.pressed)
        return;
    if (!it->turns)
        view_ask_value(v, REQUEST_menu, MENU_NONE);
    if (!held)
        view_ask_value(v, it->name, it->value);
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
    for (int i = 0; i < count; i++)
        draw_choice(v, rect_cut_top(&in, ui_px(u, ROW)), &items[i]);
    if (u->in.pressed && !u->took_mouse)
        view_ask_value(v, REQUEST_menu, MENU_NONE);
}
