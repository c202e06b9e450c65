/* The places on the left, what can be done anywhere on the right, and between them where one is inside a network. */
#include "top_bar.h"

#include "command_button.h"
#include "numbers.h"

static const float BUTTON_HEIGHT = 32, TEXT = 15, GAP = 4;

static rect in_row(const view *v, rect cell) {
    float height = ui_px(v->ui, BUTTON_HEIGHT);
    return (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
}

typedef struct tab {
    request_name name;
    const char *label; /* a string key */
    bool here;         /* the place is open */
    bool leads;        /* to another one, even so */
} tab;

enum { TABS = 5 };

/* A layer inside a network belongs to the Network place, and its tab leads there. */
static void gather_tabs(const state *s, tab tabs[TABS]) {
    bool on_bench = s->screen.place == PLACE_BENCH, inside = on_bench && session_is_inside(&s->session),
         free_bench = on_bench && !inside;
    tabs[0] = (tab){REQUEST_lessons, "tab.lessons", s->screen.place == PLACE_LESSONS, false};
    tabs[1] = (tab){REQUEST_convolution, "tab.convolution", free_bench && s->session.bench.kind == BENCH_CONV, false};
    tabs[2] = (tab){REQUEST_pooling, "tab.pooling", free_bench && s->session.bench.kind == BENCH_POOL, false};
    tabs[3] = (tab){REQUEST_network, "tab.network", inside || s->screen.place == PLACE_NETWORK, inside};
    tabs[4] = (tab){REQUEST_atlas, "tab.atlas", s->screen.place == PLACE_ATLAS, false};
}

static void draw_tabs(const view *v, rect *row) {
    tab tabs[TABS];
    gather_tabs(v->state, tabs);
    for (int i = 0; i < TABS; i++) {
        rect cell = rect_cut_left(row, ui_button_width(v->ui, tr(tabs[i].label), TEXT));
        rect_cut_left(row, ui_px(v->ui, GAP));
        bool can = tabs[i].here || command_can(v->state, tabs[i].name);
        if (ui_button(v->ui, tabs[i].label, in_row(v, cell), tr(tabs[i].label), UI_PLAIN, tabs[i].here, can) &&
            (!tabs[i].here || tabs[i].leads))
            view_ask(v, tabs[i].name);
    }
}

/* Cut off the right of the row. */
static void switches(const view *v, rect *row) {
    static const request_name names[] = {REQUEST_present, REQUEST_theme, REQUEST_language, REQUEST_help};
    const char *labels[] = {tr("button.present"), "◐", strings_language() == LANGUAGE_EN ? "한국어" : "English", "?"};
    for (int i = 0; i < 4; i++) {
        rect cell = rect_cut_right(row, ui_button_width(v->ui, labels[i], TEXT));
        command_button(v, in_row(v, cell), names[i], NULL, labels[i], UI_PLAIN, false);
        rect_cut_right(row, ui_px(v->ui, GAP));
    }
}

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
    draw_tabs(v, &row);
    switches(v, &row);
    rect_cut_left(&row, ui_px(u, 12));
    path(v, row);
}
