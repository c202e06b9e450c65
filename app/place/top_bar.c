/* The places on the left, what can be done anywhere on the right, and between them where one is inside a network. */
#include "top_bar.h"

#include "command_button.h"
#include "menu.h"
#include "numbers.h"
#include "places.h"

/* Design pixels. */
static const float BUTTON_HEIGHT = 32, TEXT = 15, GAP = 4, WIDE = 1200, MIDDLE = 1000;

/* How much of the bar there is room for. */
typedef enum fold { FOLD_NOTHING, FOLD_WORDS, FOLD_PLACES } fold;

static rect in_row(const view *v, rect cell) {
    float height = ui_px(v->ui, BUTTON_HEIGHT);
    return (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
}

/* ---- the places ---- */

static float tabs_width(const view *v) {
    float all = 0;
    for (int i = 0; i < PLACE_TABS; i++)
        all += ui_button_width(v->ui, tr(place_tabs[i].label), TEXT) + ui_px(v->ui, GAP);
    return all;
}

static void draw_tabs(const view *v, rect *row) {
    for (int i = 0; i < PLACE_TABS; i++) {
        const char *label = place_tabs[i].label;
        bool here = place_tab_here(v->state) == i, can = here || command_can(v->state, place_tabs[i].name);
        rect cell = rect_cut_left(row, ui_button_width(v->ui, tr(label), TEXT));
        rect_cut_left(row, ui_px(v->ui, GAP));
        if (ui_button(v->ui, label, in_row(v, cell), tr(label), UI_PLAIN, here, can) && place_tab_leads(v->state, i))
            view_ask(v, place_tabs[i].name);
    }
}

static void draw_places(const view *v, rect *row, fold folded) {
    if (folded < FOLD_PLACES) {
        draw_tabs(v, row);
        return;
    }
    char label[64];
    cnn_format(label, sizeof label, "☰ %s", tr(place_tabs[place_tab_here(v->state)].label));
    rect cell = rect_cut_left(row, menu_button_width(v, label));
    menu_button(v, in_row(v, cell), MENU_PLACES, label, UI_OUTLINED);
    rect_cut_left(row, ui_px(v->ui, GAP));
}

/* ---- what can be done anywhere ---- */

typedef void icon(const view *v, float x, float y, float size, color paint);

static void magnifier(const view *v, float x, float y, float size, color paint) {
    float r = size * 0.36f, wide = ui_px(v->ui, 1.8f), cx = x + r, cy = y + r, end = size * 0.98f;
    draw_frame(v->list, (rect){cx - r, cy - r, 2 * r, 2 * r}, paint, wide, r);
    draw_line(v->list, cx + r * 0.75f, cy + r * 0.75f, x + end, y + end, paint, wide);
}

static void corners(const view *v, float x, float y, float size, color paint) {
    float arm = size * 0.34f, wide = ui_px(v->ui, 1.8f);
    for (int i = 0; i < 4; i++) {
        float cx = x + (i % 2 ? size : 0), cy = y + (i / 2 ? size : 0), dx = i % 2 ? -arm : arm,
              dy = i / 2 ? -arm : arm;
        draw_line(v->list, cx, cy, cx + dx, cy, paint, wide);
        draw_line(v->list, cx, cy, cx, cy + dy, paint, wide);
    }
}

/* Two links of a chain, which overlap. */
static void chain(const view *v, float x, float y, float size, color paint) {
    float wide = ui_px(v->ui, 1.8f), w = size * 0.62f, h = size * 0.46f, round = h / 2;
    draw_frame(v->list, (rect){x, y + size * 0.5f, w, h}, paint, wide, round);
    draw_frame(v->list, (rect){x + size - w, y + size * 0.04f, w, h}, paint, wide, round);
    draw_line(v->list, x + size * 0.36f, y + size * 0.64f, x + size * 0.64f, y + size * 0.36f, paint, wide);
}

typedef struct bar_switch {
    request_name name;
    const char *label; /* in words; NULL: the icon says it */
    icon *draw;        /* NULL: no icon */
    bool framed;       /* like a field */
    const char *key;   /* in a cap; NULL: none */
} bar_switch;

enum { SWITCHES = 8 };

/* What has no room goes into a menu. */
static int gather_switches(const view *v, fold folded, bar_switch list[SWITCHES]) {
    int n = 0;
    bool words = folded == FOLD_NOTHING;
    const char *other = strings_language() == LANGUAGE_EN ? "한국어" : "English";
    list[n++] = (bar_switch){REQUEST_help, words ? tr("button.search") : NULL, magnifier, words, words ? "?" : NULL};
    if (words)
        list[n++] = (bar_switch){REQUEST_open_dialog, tr("button.open"), NULL, false, NULL};
    if (words && v->state->screen.place == PLACE_NETWORK)
        list[n++] = (bar_switch){REQUEST_save_weights, tr("panel.save"), NULL, false, NULL};
    list[n++] = (bar_switch){REQUEST_copy_link, words ? tr("button.share") : NULL, words ? NULL : chain, false, NULL};
    list[n++] = (bar_switch){REQUEST_language, other, NULL, false, NULL};
    list[n++] = (bar_switch){REQUEST_theme, "◐", NULL, false, NULL};
    if (words)
        list[n++] = (bar_switch){REQUEST_full_screen, NULL, corners, false, NULL};
    list[n++] = (bar_switch){REQUEST_present, tr("button.present"), NULL, false, NULL};
    return n;
}

static float cap_width(const view *v, const char *key) {
    float width = text_width(FONT_DIGITS, ui_px(v->ui, 13), key) + ui_px(v->ui, 12);
    return width < ui_px(v->ui, 22) ? ui_px(v->ui, 22) : width;
}

static float switch_width(const view *v, const bar_switch *s) {
    float all = ui_px(v->ui, 20);
    if (s->draw)
        all += ui_px(v->ui, 14);
    if (s->label)
        all += text_width(FONT_UI, ui_px(v->ui, TEXT), s->label) + (s->draw ? ui_px(v->ui, 8) : 0);
    if (s->key)
        all += ui_px(v->ui, 16) + cap_width(v, s->key);
    return all;
}

static void draw_switch(const view *v, rect at, const bar_switch *s) {
    ui *u = v->ui;
    char name[64];
    cnn_format(name, sizeof name, "command.%s", request_text(s->name));
    bool can = command_can(v->state, s->name);
    ui_touch t = ui_touch_of(u, name, at, true);
    u->hand |= t.hovered && can;
    color ink = theme_color(!can ? ROLE_FAINT : t.hovered ? ROLE_INK : ROLE_QUIET);
    if (s->framed)
        draw_rect(v->list, at, theme_color(ROLE_GROUND), ui_px(u, 8));
    if (t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), 0.7f), ui_px(u, 8));
    if (s->framed)
        draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(u, 1), ui_px(u, 8));
    rect in = {at.x + ui_px(u, 10), at.y, at.w - ui_px(u, 20), at.h};
    if (s->key)
        ui_key(u, in.x + in.w - cap_width(v, s->key), at.y + (at.h - ui_px(u, 22)) / 2, s->key);
    if (s->draw) {
        float size = ui_px(u, 13);
        s->draw(v, in.x, at.y + (at.h - size) / 2, size, ink);
        rect_cut_left(&in, ui_px(u, 22));
    }
    if (s->label)
        draw_text_in(v->list, FONT_UI, ui_px(u, TEXT), in, 0, ink, s->label);
    if (t.pressed)
        view_ask(v, s->name);
}

static float more_width(const view *v, fold folded) {
    return folded == FOLD_NOTHING ? 0 : menu_button_width(v, tr("button.more")) + ui_px(v->ui, GAP);
}

static float switches_width(const view *v, fold folded) {
    bar_switch list[SWITCHES];
    float all = more_width(v, folded);
    int count = gather_switches(v, folded, list);
    for (int i = 0; i < count; i++)
        all += switch_width(v, &list[i]) + ui_px(v->ui, GAP);
    return all;
}

/* Cut off the right of the row. */
static void draw_switches(const view *v, rect *row, fold folded) {
    bar_switch list[SWITCHES];
    int count = gather_switches(v, folded, list);
    rect at = rect_cut_right(row, switches_width(v, folded));
    for (int i = 0; i < count; i++) {
        draw_switch(v, in_row(v, rect_cut_left(&at, switch_width(v, &list[i]))), &list[i]);
        rect_cut_left(&at, ui_px(v->ui, GAP));
        if (i > 0 || folded == FOLD_NOTHING)
            continue;
        menu_button(v, in_row(v, rect_cut_left(&at, menu_button_width(v, tr("button.more")))), MENU_MORE,
            tr("button.more"), UI_PLAIN);
        rect_cut_left(&at, ui_px(v->ui, GAP));
    }
}

/* ---- where one is ---- */

/* The network, which leads back to it, the layer, and the iteration that was recorded; each only where it fits whole. */
static void path(const view *v, rect row) {
    const session *s = &v->state->session;
    const cnn_recording *r = s->bench.recording;
    if (v->state->screen.place != PLACE_BENCH || !session_is_inside(s) || !r)
        return;
    ui *u = v->ui;
    float size = ui_px(u, TEXT), gap = ui_px(u, 4);
    const char *layer = r->net->nodes[session_node(s)].name;
    float name = ui_button_width(u, r->net->name, TEXT), arrow = text_width(FONT_UI, size, "▸") + 2 * gap;
    if (name + arrow + text_width(FONT_STRONG, size, layer) > row.w)
        return;
    if (ui_button(u, "path.network", in_row(v, rect_cut_left(&row, name)), r->net->name, UI_PLAIN, false, true))
        view_ask(v, REQUEST_leave_network);
    draw_text_in(v->list, FONT_UI, size, rect_cut_left(&row, arrow), 0, theme_color(ROLE_QUIET), "▸");
    rect_cut_left(&row, gap + draw_text_in(v->list, FONT_STRONG, size, row, 0, theme_color(ROLE_INK), layer));
    char number[NUMBER_TEXT], text[64];
    number_grouped(r->iteration, number);
    cnn_format(text, sizeof text, "· %s %s", tr("word.iteration"), number);
    size = ui_px(u, 13.5f);
    if (text_width(FONT_UI, size, text) <= row.w)
        draw_text_in(v->list, FONT_UI, size, row, 0, theme_color(ROLE_QUIET), text);
}

void top_bar_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = at;
    rect_cut_left(&row, ui_px(u, 18));
    rect word = rect_cut_left(&row, ui_px(u, 68));
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 18), word, 0, theme_color(ROLE_INK), "stride");
    rect_cut_right(&row, ui_px(u, 8));
    fold folded = at.w >= ui_px(u, WIDE) ? FOLD_NOTHING : at.w >= ui_px(u, MIDDLE) ? FOLD_WORDS : FOLD_PLACES;
    while (folded < FOLD_PLACES && tabs_width(v) + switches_width(v, folded) > row.w)
        folded++;
    draw_places(v, &row, folded);
    draw_switches(v, &row, folded);
    rect_cut_left(&row, ui_px(u, 12));
    path(v, row);
}
