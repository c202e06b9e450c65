/* A row for each term: the language in use, the other one beside it, and the page that teaches it. */
#include "glossary.h"

#include "course_button.h"
#include "lesson_link.h"
#include "scrolling.h"
#include "ui_field.h"

#include <math.h>
#include <string.h>

/* Design pixels. */
static const float SIDE = 24, HEAD = 84, GAP = 24, LINK = 176, PAD = 12, CARD = 380, TERM = 16, TEXT = 14.5f;

int glossary_rows(const state *s, int rows[TERMS_MOST]) {
    const course_terms *t = &s->lesson.terms;
    int count = 0;
    for (int i = 0; i < t->count; i++)
        if (terms_has(&t->list[i], s->screen.glossary.text))
            rows[count++] = i;
    return count;
}

/* The title of the lesson that teaches the term; empty: it is not there. */
static void page_title(const state *s, const course_term *one, char *text, size_t size) {
    char link[160], id[64], page[LESSON_ID];
    cnn_format(link, sizeof link, "#lesson/%s", one->page);
    text[0] = '\0';
    if (cnn_failed(lesson_link_read(link, id, page)))
        return;
    const course_entry *e = reader_entry_of(&s->lesson, id);
    if (e)
        cnn_format(text, size, "%s ›", e->title[strings_language()]);
}

/* The term and what it means, in one language; returns the height. */
static float words(const view *v, rect at, const term_words *w, bool quiet, bool visible) {
    ui *u = v->ui;
    float size = ui_px(u, TERM), text = ui_px(u, TEXT), y = at.y;
    color ink = theme_color(quiet ? ROLE_QUIET : ROLE_INK);
    rect line = {at.x, y, at.w, at.h};
    if (visible)
        ui_paragraph(u, line, FONT_STRONG, size, ink, w->forms[0]);
    y += ui_paragraph_height(u, at.w, FONT_STRONG, size, w->forms[0]) + ui_px(u, 2);
    line.y = y;
    if (visible)
        ui_paragraph(u, line, FONT_UI, text, ink, w->text);
    return y + ui_paragraph_height(u, at.w, FONT_UI, text, w->text) - at.y;
}

static float row_draw(const view *v, rect at, int which, bool chosen, bool visible) {
    ui *u = v->ui;
    const course_term *one = &v->state->lesson.terms.list[which];
    language in = strings_language();
    float pad = ui_px(u, PAD), link = ui_px(u, LINK), gap = ui_px(u, GAP), wide = (at.w - link - 2 * gap) / 2;
    rect left = {at.x, at.y + pad, wide, 0}, right = {at.x + wide + gap, at.y + pad, wide, 0};
    float tall = fmaxf(words(v, left, &one->in[in], false, false), words(v, right, &one->in[!in], true, false));
    tall += 2 * pad;
    if (!visible)
        return tall;
    char name[32], title[120];
    cnn_format(name, sizeof name, "glossary.row%d", which);
    page_title(v->state, one, title, sizeof title);
    rect ground = {at.x - pad, at.y, at.w + 2 * pad, tall};
    ui_touch t = ui_touch_of(u, name, ground, false);
    u->hand |= t.hovered && title[0];
    if (t.hovered || chosen)
        draw_rect(v->list, ground, color_alpha(theme_color(ROLE_CHOSEN), chosen ? 1 : 0.6f), ui_px(u, 8));
    draw_rect(v->list, (rect){at.x, at.y + tall - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    words(v, left, &one->in[in], false, true);
    words(v, right, &one->in[!in], true, true);
    rect to = {at.x + at.w - link, at.y + pad, link, ui_px(u, 22)};
    ui_line(u, to, 1, FONT_UI, ui_px(u, TEXT), theme_color(ROLE_INPUT), title);
    if (t.pressed && title[0])
        view_ask_value(v, REQUEST_teach, which);
    return tall;
}

static void head(const view *v, rect at) {
    ui *u = v->ui;
    const state *s = v->state;
    char hint[120];
    rect title = rect_cut_left(&at, fminf(ui_px(u, 260), at.w * 0.3f));
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 24), title, 0, theme_color(ROLE_INK), tr("contents.terms"));
    rect close = rect_cut_right(&at, ui_button_width(u, tr("end.contents"), 15));
    rect_cut_right(&at, ui_px(u, 16));
    float high = ui_px(u, 40), button = ui_px(u, 34);
    cnn_format(hint, sizeof hint, tr("glossary.hint"), s->lesson.terms.count);
    rect box = {at.x, at.y + (at.h - high) / 2, fminf(at.w, ui_px(u, 520)), high};
    draw_rect(v->list, box, theme_color(ROLE_PANEL), ui_px(u, 8));
    draw_frame(v->list, box, theme_color(ROLE_FOCUS), ui_px(u, 1.5f), ui_px(u, 8));
    field_touch t = ui_field(u, "glossary.search", (rect){box.x + ui_px(u, 10), box.y, box.w - ui_px(u, 20), box.h},
        (field_look){s->screen.glossary.text, hint, &s->screen.caret, FONT_UI, ui_px(u, 17)});
    if (t.pressed || t.dragged)
        view_ask_with(v, REQUEST_caret, (argument){.value = t.at, .which = t.dragged});
    if (ui_button(u, "lesson.contents", (rect){close.x, close.y + (close.h - button) / 2, close.w, button},
            tr("end.contents"), UI_OUTLINED, false, true))
        view_ask(v, REQUEST_contents);
}

/* The chosen row is brought into sight when another one was chosen. */
static void follow(const view *v, float top, float tall, float room) {
    view_state *own = v->own;
    if (own->glossary_followed == v->state->screen.glossary.chosen)
        return;
    own->glossary_followed = v->state->screen.glossary.chosen;
    own->glossary_scroll = fmaxf(own->glossary_scroll, top + tall - room);
    own->glossary_scroll = fminf(own->glossary_scroll, top);
}

void glossary_draw(const view *v, rect at) {
    ui *u = v->ui;
    int rows[TERMS_MOST], count = glossary_rows(v->state, rows), chosen = v->state->screen.glossary.chosen;
    rect in = {at.x + ui_px(u, SIDE), at.y, at.w - 2 * ui_px(u, SIDE), at.h};
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    head(v, rect_cut_top(&in, ui_px(u, HEAD)));
    draw_rect(v->list, (rect){at.x, in.y - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    float whole = 0;
    static float tall[TERMS_MOST];
    for (int i = 0; i < count; i++) {
        tall[i] = row_draw(v, in, rows[i], false, false);
        if (i == chosen)
            follow(v, whole, tall[i], in.h);
        whole += tall[i];
    }
    scrolling_by_wheel(v, at, &v->own->glossary_scroll, whole - in.h);
    ui_open(u, (rect){at.x, in.y, at.w, in.h});
    float y = in.y - v->own->glossary_scroll;
    for (int i = 0; i < count; y += tall[i++])
        if (y + tall[i] > in.y && y < in.y + in.h)
            row_draw(v, (rect){in.x, y, in.w, tall[i]}, rows[i], i == chosen, true);
    ui_close(u);
    if (!count)
        ui_paragraph(u, (rect){in.x, in.y + ui_px(u, 20), in.w, 0}, FONT_UI, ui_px(u, 16), theme_color(ROLE_QUIET),
            tr("glossary.nothing"));
    scrolling_mark(v, (rect){at.x, in.y, at.w, in.h}, v->own->glossary_scroll, whole);
}

/* ---- the card of one term ---- */

/* Below the word, or above it where there is no room, and inside the window. */
static rect card_area(const view *v, float wide, float tall) {
    const glide_box *of = &v->own->term_at;
    float gap = ui_px(v->ui, 6), edge = ui_px(v->ui, 8), y = of->y + of->h + gap;
    if (y + tall > v->height - edge)
        y = of->y - gap - tall;
    return (rect){fmaxf(edge, fminf(of->x, v->width - wide - edge)), fmaxf(edge, y), wide, tall};
}

void glossary_card_draw(const view *v) {
    ui *u = v->ui;
    const state *s = v->state;
    if (s->screen.term < 1 || s->screen.term > s->lesson.terms.count)
        return;
    const course_term *one = &s->lesson.terms.list[s->screen.term - 1];
    const term_words *mine = &one->in[strings_language()], *other = &one->in[!strings_language()];
    char title[120];
    page_title(s, one, title, sizeof title);
    float pad = ui_px(u, 18), wide = ui_px(u, CARD), in_wide = wide - 2 * pad, button = ui_px(u, 38);
    float text = words(v, (rect){0, 0, in_wide, 0}, mine, false, false), line = ui_px(u, 26);
    rect card = card_area(v, wide, text + line + 2 * pad + button + ui_px(u, 10));
    draw_rect(v->list, card, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(v->list, card, theme_color(ROLE_BORDER), ui_px(u, 1.5f), ui_px(u, 12));
    rect in = rect_inset(card, pad);
    words(v, rect_cut_top(&in, text), mine, false, true);
    ui_line(u, rect_cut_top(&in, line), 0, FONT_UI, ui_px(u, TEXT), theme_color(ROLE_QUIET), other->forms[0]);
    rect row = rect_cut_bottom(&in, button);
    const char *list = tr("contents.terms");
    rect right = rect_cut_right(&row, ui_button_width(u, list, 15));
    rect_cut_right(&row, ui_px(u, 10));
    if (ui_button(u, "term.list", right, list, UI_OUTLINED, false, true))
        view_ask_value(v, REQUEST_glossary, s->screen.term);
    char label[160];
    cnn_format(label, sizeof label, tr("glossary.teach"), title);
    if (title[0] && course_button(v, row, "term.teach", label, NULL, false))
        view_ask_value(v, REQUEST_teach, s->screen.term - 1);
    if (u->in.pressed && !rect_has(card, u->in.x, u->in.y))
        view_ask_value(v, REQUEST_term, 0);
}
