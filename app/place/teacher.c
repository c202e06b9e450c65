/* The notes are read as a lesson is: a section is a page of it. */
#include "teacher.h"

#include "scrolling.h"

#include <math.h>

/* Design pixels. */
static const float LIST = 300, NARROW_LIST = 236, ROW = 34, WIDE = 780, SIDE = 32;

/* One section in the list; where it was drawn is brought into sight when it was chosen. */
static void section_row(const view *v, rect at, const lesson *l, int i) {
    ui *u = v->ui;
    char name[32];
    bool chosen = i == v->state->screen.note;
    cnn_format(name, sizeof name, "teacher.section%d", i);
    ui_touch t = ui_touch_of(u, name, at, false);
    u->hand |= t.hovered;
    if (chosen || t.hovered)
        draw_rect(v->list, at, color_alpha(theme_color(ROLE_CHOSEN), chosen ? 1 : 0.6f), ui_px(u, 8));
    rect in = {at.x + ui_px(u, 12), at.y, at.w - ui_px(u, 20), at.h};
    const char *title = l->pages[i].title[lesson_language(l, i)];
    font_id font = chosen ? FONT_STRONG : FONT_UI;
    ui_line(u, in, 0, font, view_fit_text(font, ui_px(u, 15), ui_px(u, 13), in.w, title), theme_color(ROLE_INK), title);
    if (t.pressed)
        view_ask_value(v, REQUEST_choose_note, i);
}

static void section_list(const view *v, rect at, const lesson *l) {
    ui *u = v->ui;
    view_state *own = v->own;
    float row = ui_px(u, ROW), whole = row * (float)l->count + ui_px(u, 24);
    int chosen = v->state->screen.note;
    if (own->note_followed != chosen) {
        float top = row * (float)chosen;
        own->note_followed = chosen;
        own->note_scroll = 0;
        own->notes_scroll = fminf(fmaxf(own->notes_scroll, top + 2 * row - at.h), top);
    }
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x + at.w - 1, at.y, 1, at.h}, theme_color(ROLE_BORDER), 0);
    scrolling_by_wheel(v, at, &own->notes_scroll, whole - at.h);
    ui_open(u, at);
    for (int i = 0; i < l->count; i++)
        section_row(v,
            (rect){at.x + ui_px(u, 10), at.y + ui_px(u, 12) + row * (float)i - own->notes_scroll, at.w - ui_px(u, 24),
                row - ui_px(u, 2)},
            l, i);
    ui_close(u);
    scrolling_mark(v, at, own->notes_scroll, whole);
}

static float section_text(const view *v, rect at, const lesson *l, bool visible) {
    ui *u = v->ui;
    const lesson_page *page = &l->pages[v->state->screen.note];
    language in = lesson_language(l, v->state->screen.note);
    float size = ui_px(u, 16.5f), big = ui_px(u, 24), y = at.y + ui_px(u, 24);
    if (visible)
        ui_paragraph(u, (rect){at.x, y, at.w, 0}, FONT_STRONG, big, theme_color(ROLE_INK), page->title[in]);
    y += ui_paragraph_height(u, at.w, FONT_STRONG, big, page->title[in]) + size * 0.6f;
    y += prose_draw(u, visible ? v->list : NULL, &page->text[in], PROSE_ALL, false, (rect){at.x, y, at.w, 0}, size);
    return y + ui_px(u, 24) - at.y;
}

void teacher_draw(const view *v, rect at) {
    ui *u = v->ui;
    const lesson *l = reader_notes(&v->state->lesson);
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    if (!l || v->state->screen.note >= l->count)
        return;
    bool narrow = v->width < ui_px(u, 1200);
    section_list(v, rect_cut_left(&at, ui_px(u, narrow ? NARROW_LIST : LIST)), l);
    float button = ui_button_width(u, tr("end.contents"), 15), pad = ui_px(u, 16);
    rect back = {at.x + at.w - button - pad, at.y + pad, button, ui_px(u, 34)};
    rect text = {at.x + ui_px(u, SIDE), at.y, 0, at.h};
    text.w = fminf(ui_px(u, WIDE), back.x - pad - text.x);
    float whole = section_text(v, text, l, false);
    scrolling_by_wheel(v, at, &v->own->note_scroll, whole - at.h);
    ui_open(u, at);
    section_text(v, (rect){text.x, text.y - v->own->note_scroll, text.w, text.h}, l, true);
    ui_close(u);
    scrolling_mark(v, at, v->own->note_scroll, whole);
    if (ui_button(u, "lesson.contents", back, tr("end.contents"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_contents);
}
