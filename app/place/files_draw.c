/* The places on the left, the folder and its rows on the right. */
#include "files.h"

#include "card.h"
#include "scrolling.h"

#include <math.h>
#include <string.h>

/* Design pixels. */
static const float WIDE = 820, HEAD = 64, FIELD = 50, FOOT = 44, LEFT = 212, ROW = 37;

static const char *const kinds[FILE_KINDS] = {
    "files.folder", "files.lesson", "files.network", "files.picture", "files.weights"};

static const theme_role roles[FILE_KINDS] = {ROLE_QUIET, ROLE_INPUT, ROLE_MAP, ROLE_INPUT, ROLE_FILTER};

/* Text that is too long for its room loses its middle. */
static void shortened(const view *v, rect at, font_id font, float size, theme_role role, const char *text) {
    char shown[FILE_LIST_PATH];
    size_t length = strlen(text), head = length / 2, tail = length - head;
    cnn_format(shown, sizeof shown, "%s", text);
    while (text_width(font, size, shown) > at.w && head > 1 && tail > 1) {
        do
            head--;
        while (head > 1 && ((unsigned char)text[head] & 0xc0) == 0x80);
        do
            tail--;
        while (tail > 1 && ((unsigned char)text[length - tail] & 0xc0) == 0x80);
        cnn_format(shown, sizeof shown, "%.*s…%s", (int)head, text, text + length - tail);
    }
    draw_text_in(v->list, font, size, at, 0, theme_color(role), shown);
}

static void draw_head(const view *v, rect at) {
    ui *u = v->ui;
    const files_state *f = &v->state->screen.files;
    float pad = ui_px(u, 20), high = ui_px(u, 34);
    rect in = {at.x + pad, at.y + (at.h - high) / 2, at.w - 2 * pad, high};
    rect close = rect_cut_right(&in, ui_button_width(u, tr("files.close"), 15));
    rect up = rect_cut_left(&in, ui_button_width(u, tr("files.up"), 15));
    rect_cut_left(&in, ui_px(u, 14));
    rect_cut_right(&in, ui_px(u, 14));
    if (ui_button(u, "files.up", up, tr("files.up"), UI_OUTLINED, false, strcmp(f->list.folder, "/") != 0))
        view_ask(v, REQUEST_files_up);
    if (ui_button(u, "files.close", close, tr("files.close"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_files_close);
    shortened(v, in, FONT_STRONG, ui_px(u, 16), ROLE_INK, f->list.folder);
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
}

static void draw_places(const view *v, rect at) {
    ui *u = v->ui;
    files_place places[FILES_PLACES];
    int count = files_places(places);
    rect in = rect_inset(at, ui_px(u, 12));
    for (int i = 0; i < count; i++) {
        char name[24];
        rect row = rect_cut_top(&in, ui_px(u, 40));
        row.h -= ui_px(u, 4);
        cnn_format(name, sizeof name, "files.place%d", i);
        bool here = !strcmp(places[i].folder, v->state->screen.files.list.folder);
        ui_touch t = ui_touch_of(u, name, row, false);
        u->hand |= t.hovered;
        if (here || t.hovered)
            draw_rect(v->list, row, color_alpha(theme_color(ROLE_CHOSEN), here ? 1 : 0.6f), ui_px(u, 8));
        draw_text_in(v->list, here ? FONT_STRONG : FONT_UI,
            view_fit_text(FONT_STRONG, ui_px(u, 15), ui_px(u, 13), row.w - ui_px(u, 24), tr(places[i].label)),
            (rect){row.x + ui_px(u, 12), row.y, row.w - ui_px(u, 24), row.h}, 0, theme_color(ROLE_INK),
            tr(places[i].label));
        if (t.pressed)
            view_ask_value(v, REQUEST_files_place, i);
    }
}

static void draw_field(const view *v, rect at) {
    ui *u = v->ui;
    rect box = {at.x + ui_px(u, 16), at.y + ui_px(u, 8), at.w - ui_px(u, 32), at.h - ui_px(u, 14)};
    draw_frame(v->list, box, theme_color(ROLE_FOCUS), ui_px(u, 2), ui_px(u, 8));
    rect room = {box.x + ui_px(u, 12), box.y + ui_px(u, 3), box.w - ui_px(u, 24), box.h - ui_px(u, 6)};
    field_touch t = ui_field(u, "files.search", room,
        (field_look){v->state->screen.files.text, tr("files.hint"), &v->state->screen.caret, FONT_UI, ui_px(u, 16)});
    if (t.pressed || t.dragged)
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
}

static void draw_row(const view *v, rect at, const file_entry *entry, int n) {
    ui *u = v->ui;
    char name[32];
    cnn_format(name, sizeof name, "files.row%d", n);
    ui_touch t = ui_touch_of(u, name, at, false);
    bool on = n == v->state->screen.files.chosen;
    u->hand |= t.hovered;
    if (on || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), on ? 1 : 0.5f), ui_px(u, 8));
    rect in = {at.x + ui_px(u, 12), at.y, at.w - ui_px(u, 24), at.h};
    const char *kind = tr(kinds[entry->kind]);
    rect right = rect_cut_right(&in, text_width(FONT_UI, ui_px(u, 14), kind));
    rect_cut_right(&in, ui_px(u, 14));
    draw_text_in(v->list, FONT_UI, ui_px(u, 14), right, 1, theme_color(ROLE_QUIET), kind);
    rect dot = {in.x, in.y + in.h / 2 - ui_px(u, 4), ui_px(u, 8), ui_px(u, 8)};
    bool folder = entry->kind == FILE_FOLDER;
    draw_rect(v->list, dot, theme_color(roles[entry->kind]), folder ? ui_px(u, 1) : ui_px(u, 4));
    rect_cut_left(&in, ui_px(u, 20));
    shortened(v, in, folder || on ? FONT_STRONG : FONT_UI, ui_px(u, 15.5f), ROLE_INK, entry->name);
    if (t.pressed)
        view_ask_value(v, REQUEST_files_open, n);
}

/* Keeps the chosen row in sight when another one has been chosen. */
static void follow(const view *v, float room) {
    view_state *own = v->own;
    int chosen = v->state->screen.files.chosen;
    float top = ui_px(v->ui, ROW) * (float)chosen, end = top + ui_px(v->ui, ROW);
    if (own->files_followed == chosen)
        return;
    own->files_followed = chosen;
    own->files_scroll = fmaxf(own->files_scroll, end - room);
    own->files_scroll = fminf(own->files_scroll, top);
}

static void draw_rows(const view *v, rect at) {
    ui *u = v->ui;
    const files_state *f = &v->state->screen.files;
    int count = 0;
    while (files_row(f, count) && count < FILE_LIST_MOST)
        count++;
    float whole = ui_px(u, ROW) * (float)count;
    follow(v, at.h);
    scrolling_by_wheel(v, at, &v->own->files_scroll, fmaxf(0, whole - at.h));
    ui_open(u, at);
    for (int i = 0, n = 0; i < f->list.count; i++) {
        const file_entry *entry = &f->list.entries[i];
        if (!file_list_matches(entry->name, f->text))
            continue;
        rect row = {at.x + ui_px(u, 12), at.y + ui_px(u, ROW) * (float)n - v->own->files_scroll, at.w - ui_px(u, 36),
            ui_px(u, ROW)};
        if (row.y + row.h > at.y && row.y < at.y + at.h)
            draw_row(v, row, entry, n);
        n++;
    }
    ui_close(u);
    scrolling_mark(v, (rect){at.x, at.y, at.w - ui_px(u, 6), at.h}, v->own->files_scroll, whole);
    if (!count)
        ui_paragraph(u, rect_inset(at, ui_px(u, 24)), FONT_UI, ui_px(u, 15), theme_color(ROLE_QUIET),
            tr(f->list.count ? "files.no_match" : "files.empty"));
}

static void draw_foot(const view *v, rect at) {
    ui *u = v->ui;
    rect in = {at.x + ui_px(u, 20), at.y, at.w - ui_px(u, 40), at.h};
    const char *text = tr(v->state->screen.files.list.more ? "files.more" : "files.foot");
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    draw_text_in(v->list, FONT_UI, view_fit_text(FONT_UI, ui_px(u, 14), ui_px(u, 13), in.w, text), in, 0,
        theme_color(ROLE_QUIET), text);
}

void files_draw(const view *v) {
    ui *u = v->ui;
    rect card = card_draw(v, WIDE), in = card;
    draw_head(v, rect_cut_top(&in, ui_px(u, HEAD)));
    draw_foot(v, rect_cut_bottom(&in, ui_px(u, FOOT)));
    rect left = rect_cut_left(&in, ui_px(u, LEFT));
    draw_rect(v->list, (rect){left.x + left.w - 1, left.y, 1, left.h}, theme_color(ROLE_BORDER), 0);
    draw_places(v, left);
    draw_field(v, rect_cut_top(&in, ui_px(u, FIELD)));
    rect_cut_bottom(&in, ui_px(u, 4));
    draw_rows(v, in);
    if (card_left(v, card))
        view_ask(v, REQUEST_files_close);
}
