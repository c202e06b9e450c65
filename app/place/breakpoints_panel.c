/* A filled dot is a place of what is open, a ring is a condition or a place of something else. */
#include "breakpoints_panel.h"

#include "command_about.h"
#include "command_button.h"

#include <math.h>

/* Design pixels. */
static const float HEAD = 30, ROW = 28, FIELD = 34, TEXT = 14;

static bool is_place(const state *s, const breakpoint *one) {
    const cnn_walk *walk = s->session.player.walk;
    return one->kind <= BREAK_CHANGE && walk && cnn_walk_holds(walk, one->address);
}

/* Where it is, coarse places first; of a bench the layer says nothing. */
static void write_place(const state *s, const breakpoint *one, char *text, size_t size) {
    static const char *const phases[] = {"timeline.forward", "timeline.loss", "timeline.backward", "timeline.update"};
    const cnn_address *to = &one->address;
    const cnn_node *node = &s->session.player.walk->net->nodes[to->node];
    text[0] = '\0';
    if (session_is_inside(&s->session))
        cnn_append(text, size, "%s", node->name);
    if (to->phase != CNN_FORWARD || to->depth == CNN_DEPTH_LAYER)
        cnn_append(text, size, "%s%s", text[0] ? " · " : "", tr(phases[to->phase]));
    if (to->depth == CNN_DEPTH_LAYER)
        return;
    cnn_append(text, size, "%s", text[0] ? " · " : "");
    bool maps = node->layout.out.c > 1, rows = to->depth != CNN_DEPTH_MAP && node->layout.out.h > 1;
    if (maps || !rows)
        cnn_append(text, size, tr(node->layout.out.h > 1 ? "breaks.map" : "place.unit"), to->map);
    if (rows && to->depth == CNN_DEPTH_ROW)
        cnn_append(text, size, tr(maps ? "breaks.then_row" : "breaks.row"), to->row);
    else if (rows)
        cnn_append(text, size, tr(maps ? "breaks.then_cell" : "breaks.cell"), to->row, to->column);
    if (to->depth == CNN_DEPTH_PRODUCT)
        cnn_append(text, size, tr("breaks.product"), to->tap_row, to->tap_column);
}

void breakpoints_panel_words(const state *s, const breakpoint *one, char *text, size_t size) {
    char place[200];
    if (!is_place(s, one)) {
        breakpoints_text(one, s->session.player.walk, text, size);
        if (!text[0])
            cnn_format(text, size, "%s", tr("breaks.elsewhere"));
        return;
    }
    write_place(s, one, place, sizeof place);
    cnn_format(text, size, one->kind == BREAK_CHANGE ? tr("breaks.change") : "%s", place);
}

static void draw_dot(const view *v, rect at, bool filled) {
    float side = ui_px(v->ui, 9);
    rect dot = {at.x + ui_px(v->ui, 3), at.y + (at.h - side) / 2, side, side};
    if (filled)
        draw_rect(v->list, dot, theme_color(ROLE_MAP), side / 2);
    else
        draw_frame(v->list, dot, theme_color(ROLE_QUIET), ui_px(v->ui, 2), side / 2);
}

static void draw_row(const view *v, rect at, int i) {
    ui *u = v->ui;
    const breakpoint *one = &v->state->session.breakpoints.list[i];
    char name[32], text[240];
    rect close = rect_cut_right(&at, ui_px(u, 26));
    cnn_format(name, sizeof name, "breaks.row%d", i);
    ui_touch t = ui_touch_of(u, name, at, true);
    bool place = is_place(v->state, one);
    u->hand |= t.hovered && place;
    if (t.hovered && place)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), 0.7f), ui_px(u, 6));
    draw_dot(v, at, place);
    breakpoints_panel_words(v->state, one, text, sizeof text);
    rect words = {at.x + ui_px(u, 20), at.y, at.w - ui_px(u, 22), at.h};
    float size = view_fit_text(FONT_UI, ui_px(u, TEXT), ui_px(u, 13), words.w, text);
    ui_open(u, words);
    draw_text_in(v->list, FONT_UI, size, words, 0, theme_color(ROLE_INK), text);
    ui_close(u);
    if (t.pressed && place)
        view_ask_value(v, REQUEST_go_break, i);
    cnn_format(name, sizeof name, "breaks.remove%d", i);
    if (ui_button(u, name, rect_inset(close, 1), "×", UI_PLAIN, false, true))
        view_ask_with(v, REQUEST_toggle_break, (argument){.point = *one});
}

static void draw_field(const view *v, rect at) {
    ui *u = v->ui;
    const edit *e = &v->state->screen.edit;
    bool typing = e->kind == EDIT_BREAK && !v->state->screen.help;
    draw_rect(v->list, at, theme_color(ROLE_GROUND), ui_px(u, 6));
    draw_frame(v->list, at, theme_color(typing ? ROLE_FOCUS : ROLE_BORDER), ui_px(u, typing ? 2 : 1), ui_px(u, 6));
    rect in = {at.x + ui_px(u, 8), at.y + ui_px(u, 3), at.w - ui_px(u, 16), at.h - ui_px(u, 6)};
    field_touch t = ui_field(u, "breaks.field", in,
        (field_look){e->kind == EDIT_BREAK ? e->text : "", tr("breaks.hint"), typing ? &v->state->screen.caret : NULL,
            FONT_UI, ui_px(u, TEXT)});
    if (t.pressed && !typing)
        view_ask_with(v, REQUEST_select, (argument){.edit = {.kind = EDIT_BREAK}});
    else if (t.pressed || t.dragged)
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
}

float breakpoints_panel_height(const view *v) {
    int count = v->state->session.breakpoints.count;
    return ui_px(v->ui, HEAD + FIELD + ROW * (float)(count > 0 ? count : 1));
}

void breakpoints_panel_draw(const view *v, rect at) {
    ui *u = v->ui;
    const breakpoints *b = &v->state->session.breakpoints;
    float row = ui_px(u, ROW), head = ui_px(u, HEAD), field = ui_px(u, FIELD);
    int room = (int)floorf((at.h - head - field) / row + 0.01f), shown = b->count <= room ? b->count : room - 1;
    if (at.h < head + field)
        return;
    rect title = rect_cut_top(&at, head);
    char label[64];
    const command *key = command_key_of(REQUEST_break);
    cnn_format(label, sizeof label, "%s  %s", tr("breaks.here"), key ? key->key : "");
    float wide = fminf(ui_button_width(u, label, 14), title.w * 0.6f);
    command_button(
        v, rect_inset(rect_cut_right(&title, wide), 1), REQUEST_break, "panel.break", label, UI_OUTLINED, false);
    draw_text_in(v->list, FONT_UI, ui_px(u, TEXT), title, 0, theme_color(ROLE_QUIET), tr("breaks.title"));
    if (!b->count && room > 0)
        draw_text_in(
            v->list, FONT_UI, ui_px(u, TEXT), rect_cut_top(&at, row), 0, theme_color(ROLE_QUIET), tr("breaks.none"));
    for (int i = 0; i < shown; i++)
        draw_row(v, rect_cut_top(&at, row), i);
    if (shown < b->count && room > 0) {
        tr_format(label, sizeof label, "breaks.more", b->count - (shown > 0 ? shown : 0));
        draw_text_in(v->list, FONT_UI, ui_px(u, TEXT), rect_cut_top(&at, row), 0, theme_color(ROLE_QUIET), label);
    }
    rect_cut_top(&at, ui_px(u, 2));
    draw_field(v, rect_cut_top(&at, field - ui_px(u, 4)));
}
