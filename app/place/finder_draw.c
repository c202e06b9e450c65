/* A card over everything else: the field, groups on the left, rows on the right, and at the foot what keys do. */
#include "finder.h"

#include "card.h"
#include "key_caps.h"
#include "scrolling.h"

#include <math.h>
#include <string.h>

/* Design pixels. */
static const float WIDE = 940, SEARCH = 68, FOOT = 48, GROUPS_WIDE = 212, ROW = 37, HEAD = 44;

/* ---- the field ---- */

static void draw_search(const view *v, rect at) {
    ui *u = v->ui;
    float pad = ui_px(u, 24), r = ui_px(u, 8), cx = at.x + ui_px(u, 34), cy = at.y + at.h / 2;
    draw_frame(v->list, (rect){cx - r - 2, cy - r - 2, 2 * r, 2 * r}, theme_color(ROLE_QUIET), ui_px(u, 2), r);
    draw_line(
        v->list, cx + r * 0.55f, cy + r * 0.55f, cx + r * 1.3f, cy + r * 1.3f, theme_color(ROLE_QUIET), ui_px(u, 2));
    char hint[160];
    tr_format(hint, sizeof hint, "palette.hint", finder_command_count());
    rect room = {
        at.x + ui_px(u, 60), at.y + ui_px(u, 14), at.w - ui_px(u, 60) - pad - ui_px(u, 62), at.h - ui_px(u, 28)};
    field_touch t = ui_field(u, "finder.search", room,
        (field_look){v->state->screen.finder.text, hint, &v->state->screen.caret, FONT_UI, ui_px(u, 18)});
    if (t.pressed || t.dragged)
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
    rect esc = {at.x + at.w - pad - ui_px(u, 48), cy - ui_px(u, 16), ui_px(u, 48), ui_px(u, 32)};
    ui_touch close = ui_touch_of(u, "finder.close", esc, false);
    u->hand |= close.hovered;
    key_caps_draw(u, esc.x + esc.w, cy, "Esc", false);
    if (close.pressed)
        view_ask(v, REQUEST_help);
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
}

/* ---- groups ---- */

static bool group_button(const view *v, rect at, const char *name, const char *text, bool chosen) {
    ui *u = v->ui;
    ui_touch t = ui_touch_of(u, name, at, false);
    u->hand |= t.hovered;
    if (chosen || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), chosen ? 1 : 0.6f), ui_px(u, 8));
    if (chosen)
        draw_rect(v->list, (rect){at.x, at.y + ui_px(u, 8), ui_px(u, 4), at.h - ui_px(u, 16)},
            theme_color(ROLE_PRIMARY), ui_px(u, 2));
    font_id font = chosen ? FONT_STRONG : FONT_UI;
    rect words = {at.x + ui_px(u, 16), at.y, at.w - ui_px(u, 20), at.h};
    float size = view_fit_text(font, ui_px(u, 15), ui_px(u, 13), words.w, text);
    draw_text_in(v->list, font, size, words, 0, theme_color(ROLE_INK), text);
    return t.pressed;
}

/* The headings of the list, and the two pages below them; smaller steps where the card is low. */
static void draw_groups(const view *v, rect at, const finder_list *list) {
    static const char *const pages[FINDER_PAGES] = {NULL, "palette.mouse", "palette.colours"};
    ui *u = v->ui;
    const finder_row *chosen = finder_choice(list, v->state->screen.finder.chosen);
    finder_page page = v->state->screen.finder.page;
    float foot = ui_px(u, 20), step = fminf(ui_px(u, 42), (at.h - foot) / (float)(list->groups + 2));
    rect in = {at.x + ui_px(u, 12), at.y, at.w - ui_px(u, 24), at.h};
    int first = 0;
    for (int i = 0, n = 0; i < list->count; i++) {
        const finder_row *row = &list->rows[i];
        if (row->kind != FINDER_HEADING) {
            n++;
            continue;
        }
        first = n;
        char name[32];
        cnn_format(name, sizeof name, "finder.group%d", row->group);
        rect cell = rect_cut_top(&in, step);
        cell.h -= ui_px(u, 4);
        if (group_button(v, cell, name, row->text, page == FINDER_LIST && chosen && chosen->group == row->group))
            view_ask_value(v, REQUEST_finder_choose, first);
    }
    draw_rect(
        v->list, (rect){in.x + ui_px(u, 12), in.y + foot / 2 - 1, in.w - ui_px(u, 24), 1}, theme_color(ROLE_BORDER), 0);
    rect_cut_top(&in, foot);
    for (int i = FINDER_MOUSE; i < FINDER_PAGES; i++) {
        rect cell = rect_cut_top(&in, step);
        cell.h -= ui_px(u, 4);
        if (group_button(v, cell, pages[i], tr(pages[i]), page == (finder_page)i))
            view_ask_value(v, REQUEST_finder_page, page == (finder_page)i ? FINDER_LIST : i);
    }
}

/* ---- rows ---- */

static void draw_heading(const view *v, rect at, const finder_row *row) {
    ui *u = v->ui;
    rect line = {at.x, at.y + at.h - ui_px(u, 32), at.w, ui_px(u, 32)};
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 14), line, 0, theme_color(ROLE_INPUT), row->text);
    rect_cut_left(&line, text_width(FONT_STRONG, ui_px(u, 14), row->text) + ui_px(u, 10));
    if (row->where)
        draw_text_in(v->list, FONT_UI, ui_px(u, 14), line, 0, theme_color(ROLE_QUIET), row->where);
}

static void draw_row(const view *v, rect at, const finder_row *row, int n) {
    ui *u = v->ui;
    char name[32];
    cnn_format(name, sizeof name, "finder.row%d", n);
    rect ground = {at.x - ui_px(u, 12), at.y, at.w + ui_px(u, 24), at.h};
    ui_touch t = ui_touch_of(u, name, ground, false);
    bool on = n == v->state->screen.finder.chosen, leads = row->leads_to != REQUEST_none;
    u->hand |= t.hovered && (row->can || leads);
    if (on || t.hovered)
        draw_rect(v->list, ground, color_alpha(theme_color(ROLE_CHOSEN), on ? 1 : 0.5f), ui_px(u, 8));
    if (!on)
        draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, color_alpha(theme_color(ROLE_BORDER), 0.6f), 0);
    float right = at.x + at.w, middle = at.y + at.h / 2;
    if (row->keys)
        key_caps_draw(u, right, middle, row->keys, !row->can);
    right -= row->keys ? key_caps_width(u, row->keys) + ui_px(u, 12) : 0;
    const char *enter = tr(leads ? "palette.enter_leads" : "palette.enter");
    float said = text_width(FONT_UI, ui_px(u, 13.5f), enter) + ui_px(u, 12);
    if (on && (row->can || leads)) {
        draw_text_in(v->list, FONT_UI, ui_px(u, 13.5f), (rect){right - said, at.y, said - ui_px(u, 12), at.h}, 1,
            theme_color(ROLE_QUIET), enter);
        right -= said;
    }
    font_id font = on ? FONT_STRONG : FONT_UI;
    const char *where = leads ? tr("palette.go_there") : row->where ? row->where : "";
    bool wide = row->kind != FINDER_COMMAND || !*where;
    float column = wide ? right - at.x - text_width(FONT_UI, ui_px(u, 14.5f), where) - ui_px(u, 10)
                        : fminf(ui_px(u, 292), (right - at.x) * 0.56f);
    rect left = {at.x, at.y, column - ui_px(u, 8), at.h}, rest = {at.x + column, at.y, right - at.x - column, at.h};
    float size = view_fit_text(font, ui_px(u, 16), ui_px(u, 13), left.w, row->text);
    ui_open(u, (rect){ground.x, ground.y, right - ground.x, ground.h});
    draw_text_in(v->list, font, size, left, 0, theme_color(row->can ? ROLE_INK : ROLE_FAINT), row->text);
    size = view_fit_text(FONT_UI, ui_px(u, 14.5f), ui_px(u, 13), rest.w, where);
    draw_text_in(v->list, FONT_UI, size, rest, 0, theme_color(leads ? ROLE_INPUT : ROLE_QUIET), where);
    ui_close(u);
    if (t.pressed)
        view_ask_value(v, REQUEST_finder_run, n);
}

static float height_of(const ui *u, const finder_row *row) {
    return ui_px(u, row->kind == FINDER_HEADING ? HEAD : ROW);
}

/* Scrolls to the chosen row when another one has been chosen; with its heading, where it is the first below it. */
static void follow(const view *v, const finder_list *list, float room) {
    view_state *own = v->own;
    int chosen = v->state->screen.finder.chosen, n = 0;
    if (own->finder_followed == chosen)
        return;
    own->finder_followed = chosen;
    float top = 0, above = 0;
    for (int i = 0; i < list->count; i++) {
        const finder_row *row = &list->rows[i];
        float height = height_of(v->ui, row);
        if (row->kind != FINDER_HEADING && n++ == chosen) {
            own->finder_scroll = fmaxf(own->finder_scroll, top + height - room);
            own->finder_scroll = fminf(own->finder_scroll, top - above);
            return;
        }
        above = row->kind == FINDER_HEADING ? height : 0;
        top += height;
    }
}

static void draw_rows(const view *v, rect at, const finder_list *list) {
    ui *u = v->ui;
    float whole = 0, y = at.y;
    for (int i = 0; i < list->count; i++)
        whole += height_of(u, &list->rows[i]);
    follow(v, list, at.h);
    scrolling_by_wheel(v, at, &v->own->finder_scroll, fmaxf(0, whole - at.h));
    y -= v->own->finder_scroll;
    rect in = {at.x + ui_px(u, 24), at.y, at.w - ui_px(u, 24 + 36), at.h};
    ui_open(u, at);
    for (int i = 0, n = 0; i < list->count; i++) {
        const finder_row *row = &list->rows[i];
        rect cell = {in.x, y, in.w, height_of(u, row)};
        bool seen = y + cell.h > at.y && y < at.y + at.h;
        if (seen && row->kind == FINDER_HEADING)
            draw_heading(v, cell, row);
        else if (seen)
            draw_row(v, cell, row, n);
        n += row->kind != FINDER_HEADING;
        y += cell.h;
    }
    ui_close(u);
    if (!list->choices)
        ui_paragraph(u, (rect){in.x, at.y + ui_px(u, 12), in.w, at.h}, FONT_UI, ui_px(u, 15), theme_color(ROLE_QUIET),
            tr("palette.nothing"));
    scrolling_mark(v, (rect){at.x, at.y, at.w - ui_px(u, 6), at.h}, v->own->finder_scroll, whole);
}

/* ---- the other pages ---- */

static void draw_mouse(const view *v, rect at) {
    static const char *const lines[] = {"mouse.cell", "mouse.edit", "mouse.twice", "mouse.paint", "mouse.formula",
        "mouse.timeline", "mouse.drop", "mouse.tab"};
    ui *u = v->ui;
    rect in = {at.x + ui_px(u, 24), at.y + ui_px(u, 12), at.w - ui_px(u, 48), at.h};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        float size = ui_px(u, 15), height = ui_paragraph_height(u, in.w, FONT_UI, size, tr(lines[i]));
        ui_paragraph(u, rect_cut_top(&in, height + ui_px(u, 9)), FONT_UI, size, theme_color(ROLE_INK), tr(lines[i]));
    }
}

static void draw_colours(const view *v, rect at) {
    static const struct {
        theme_role role;
        const char *text;
    } rows[] = {{ROLE_INPUT_CELL, "colour.input"}, {ROLE_FILTER_CELL, "colour.filter"}, {ROLE_WINDOW, "colour.window"},
        {ROLE_MAP_CELL, "colour.map"}, {ROLE_EMPTY, "colour.empty"}, {ROLE_GRADIENT, "colour.gradient"},
        {ROLE_STRIDE, "colour.stride"}, {ROLE_WARNING, "colour.warning"}};
    enum { ROWS = sizeof rows / sizeof *rows };
    ui *u = v->ui;
    rect in = {at.x + ui_px(u, 24), at.y + ui_px(u, 8), at.w - ui_px(u, 48), at.h - ui_px(u, 16)};
    float step = fminf(ui_px(u, 44), in.h / (ROWS + 2)), side = step - ui_px(u, 10), size = ui_px(u, 15);
    for (int i = 0; i < ROWS + 2; i++) {
        rect row = rect_cut_top(&in, step), box = {row.x, row.y + (row.h - side) / 2, side * 1.6f, side};
        for (int k = 0; k < 17 && i == ROWS + 1; k++) /* from the most negative to the most positive */
            draw_rect(v->list, (rect){box.x + box.w * (float)k / 17, box.y, box.w / 17 + 1, box.h},
                theme_signed((float)(k - 8) / 8), 0);
        if (i < ROWS)
            draw_rect(v->list, box, theme_color(rows[i].role), ui_px(u, 4));
        if (i == ROWS)
            draw_hatch(v->list, box, theme_color(ROLE_HATCH), ui_px(u, 8));
        draw_frame(v->list, box, theme_color(ROLE_BORDER), 1, i < ROWS ? ui_px(u, 4) : 0);
        rect words = {row.x + side * 1.6f + ui_px(u, 14), row.y, row.w - side * 1.6f - ui_px(u, 14), row.h};
        const char *text = tr(i < ROWS ? rows[i].text : i == ROWS ? "colour.padding" : "colour.signed");
        draw_text_in(v->list, FONT_UI, view_fit_text(FONT_UI, size, ui_px(u, 13), words.w, text), words, 0,
            theme_color(ROLE_INK), text);
    }
}

/* ---- the card ---- */

static void draw_foot(const view *v, rect at) {
    static const char *const keys[][2] = {{"↑+↓", "palette.choose"}, {"⏎", "palette.run"}, {"Esc", "palette.close"}};
    ui *u = v->ui;
    float x = at.x + ui_px(u, 24), size = ui_px(u, 14.5f), middle = at.y + at.h / 2;
    draw_rect(v->list, (rect){at.x, at.y, at.w, 1}, theme_color(ROLE_BORDER), 0);
    for (int i = 0; i < 3; i++) {
        float wide = key_caps_width(u, keys[i][0]);
        key_caps_draw(u, x + wide, middle, keys[i][0], false);
        x += wide + ui_px(u, 8);
        float width = text_width(FONT_UI, size, tr(keys[i][1]));
        draw_text_in(v->list, FONT_UI, size, (rect){x, at.y, width, at.h}, 0, theme_color(ROLE_QUIET), tr(keys[i][1]));
        x += width + ui_px(u, 26);
    }
    rect rest = {x, at.y, at.x + at.w - ui_px(u, 24) - x, at.h};
    const char *hint = tr("palette.narrow");
    size = view_fit_text(FONT_UI, size, ui_px(u, 13), rest.w, hint);
    if (text_width(FONT_UI, size, hint) <= rest.w)
        draw_text_in(v->list, FONT_UI, size, rest, 1, theme_color(ROLE_QUIET), hint);
}

void finder_draw(const view *v) {
    ui *u = v->ui;
    const finder_list *list = finder_make(v->state);
    finder_page page = v->state->screen.finder.page;
    rect card = card_draw(v, WIDE), in = card;
    draw_search(v, rect_cut_top(&in, ui_px(u, SEARCH)));
    draw_foot(v, rect_cut_bottom(&in, ui_px(u, FOOT)));
    rect left = rect_cut_left(&in, ui_px(u, GROUPS_WIDE));
    draw_rect(v->list, (rect){left.x + left.w - 1, left.y, 1, left.h}, theme_color(ROLE_BORDER), 0);
    rect_cut_top(&left, ui_px(u, 16));
    rect_cut_bottom(&left, ui_px(u, 8));
    draw_groups(v, left, list);
    rect_cut_top(&in, ui_px(u, 4));
    rect_cut_bottom(&in, ui_px(u, 4));
    if (page == FINDER_MOUSE)
        draw_mouse(v, in);
    else if (page == FINDER_COLOURS)
        draw_colours(v, in);
    else
        draw_rows(v, in, list);
    if (card_left(v, card))
        view_ask(v, REQUEST_help);
}
