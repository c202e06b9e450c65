/* Title, text, and the buttons that lead on, in one row. */
#include "lesson_band.h"

#include "reader.h"

#include <math.h>

/* Design pixels. */
enum { SIDE = 24, LEAST = 76, TITLE = 282, NARROW_TITLE = 190, GAP = 20, BUTTON = 36, MOST_PAGES = 10 };
static const float MOST = 0.2f; /* of the window's height */

typedef struct band {
    float title, buttons, text; /* widths */
    float letters, big;
} band;

static bool flows(const view *v) {
    return state_shows(v->state, SHOW_OVERVIEW);
}

static const char *flow_label(void) {
    return tr("overview.flow");
}

static float flow_width(const view *v) {
    return ui_button_width(v->ui, flow_label(), 15) + ui_px(v->ui, 68);
}

/* The key is Space until the picture has flowed; then that leads on. */
static void draw_flow(const view *v, rect at) {
    ui *u = v->ui;
    bool first = reader_plays(&v->state->lesson, &v->state->session);
    color ink = theme_color(first ? ROLE_PRIMARY_INK : ROLE_INK);
    if (ui_button(u, "overview.flow", at, "", first ? UI_PRIMARY : UI_OUTLINED, false, true))
        view_ask(v, REQUEST_flow);
    rect cap = rect_inset(at, ui_px(u, 7)), label = at;
    cap = rect_cut_right(&cap, ui_px(u, 62));
    label.w -= first ? ui_px(u, 68) : 0;
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 15), label, 0.5f, ink, flow_label());
    if (!first)
        return;
    draw_frame(v->list, cap, color_alpha(ink, 0.6f), ui_px(u, 1.2f), ui_px(u, 5));
    draw_text_in(v->list, FONT_DIGITS, ui_px(u, 13), cap, 0.5f, ink, "Space");
}

static float dots_width(const view *v) {
    int pages = v->state->lesson.lesson->count;
    return (v->width >= ui_px(v->ui, 1200) && pages <= MOST_PAGES ? (float)pages * 16 + 22 : 70) * v->ui->scale;
}

static band measure(const view *v) {
    const ui *u = v->ui;
    band b = {.letters = ui_px(u, 16), .big = ui_px(u, 22)};
    bool narrow = v->width < ui_px(u, 1200);
    b.title = ui_px(u, narrow ? NARROW_TITLE : TITLE);
    b.buttons = 2 * ui_px(u, BUTTON + 8) + dots_width(v);
    if (flows(v))
        b.buttons += flow_width(v) + ui_px(u, GAP);
    b.text = v->width - 2 * ui_px(u, SIDE) - b.title - b.buttons - 2 * ui_px(u, GAP);
    return b;
}

float lesson_band_height(const view *v) {
    const reader *c = &v->state->lesson;
    if (!c->lesson || c->contents || c->error[0] || c->scene.question.kind != ASK_NOTHING || c->scene.open)
        return 0;
    band b = measure(v);
    float title = ui_paragraph_height(v->ui, b.title, FONT_STRONG, b.big, reader_title(c)),
          text = prose_draw(v->ui, NULL, reader_text(c), PROSE_TEXT, false, (rect){0, 0, b.text, 0}, b.letters);
    float high = fmaxf(fmaxf(title, text) + ui_px(v->ui, 24), ui_px(v->ui, LEAST));
    return high > v->height * MOST ? 0 : high;
}

static void draw_dots(const view *v, rect at) {
    const reader *c = &v->state->lesson;
    ui *u = v->ui;
    int pages = c->lesson->count;
    if (v->width < ui_px(u, 1200) || pages > MOST_PAGES) {
        char text[32];
        cnn_format(text, sizeof text, "%d / %d", c->page + 1, pages);
        draw_text_in(v->list, FONT_UI, ui_px(u, 15), at, 0.5f, theme_color(ROLE_QUIET), text);
        return;
    }
    float x = at.x + ui_px(u, 11), y = at.y + at.h / 2 - ui_px(u, 4), dot = ui_px(u, 8);
    for (int i = 0; i < pages; i++) {
        bool now = i == c->page;
        draw_rect(v->list, (rect){x - (now ? dot / 2 : 0) + ui_px(u, 4), y, now ? 2 * dot : dot, dot},
            theme_color(now ? ROLE_PRIMARY : ROLE_UNVISITED), dot / 2);
        x += 2 * dot;
    }
}

static void draw_buttons(const view *v, rect row) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    float side = ui_px(u, BUTTON);
    row = (rect){row.x, row.y + (row.h - side) / 2, row.w, side};
    rect next = rect_cut_right(&row, side);
    rect_cut_right(&row, ui_px(u, 4));
    rect dots = rect_cut_right(&row, dots_width(v));
    rect_cut_right(&row, ui_px(u, 4));
    rect back = rect_cut_right(&row, side);
    if (ui_button(u, "lesson.previous", back, "‹", UI_OUTLINED, false, c->page > 0 || c->at > 0))
        view_ask_value(v, c->page > 0 ? REQUEST_page : REQUEST_backward, -1);
    if (ui_button(u, "lesson.next", next, "›", UI_OUTLINED, false, true))
        view_ask_value(v, REQUEST_page, 1);
    ui_touch t = ui_touch_of(u, "lesson.contents", dots, true);
    u->hand |= t.hovered;
    if (t.pressed)
        view_ask(v, REQUEST_contents);
    draw_dots(v, dots);
    if (!flows(v))
        return;
    rect_cut_right(&row, ui_px(u, GAP));
    draw_flow(v, rect_cut_right(&row, flow_width(v)));
}

void lesson_band_draw(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    band b = measure(v);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = {at.x + ui_px(u, SIDE), at.y, at.w - 2 * ui_px(u, SIDE), at.h};
    draw_buttons(v, rect_cut_right(&row, b.buttons));
    rect title = rect_cut_left(&row, b.title);
    rect_cut_left(&row, ui_px(u, GAP));
    float high = ui_paragraph_height(u, b.title, FONT_STRONG, b.big, reader_title(c));
    title.y += (at.h - high) / 2;
    ui_paragraph(u, title, FONT_STRONG, b.big, theme_color(ROLE_INK), reader_title(c));
    high = prose_draw(u, NULL, reader_text(c), PROSE_TEXT, false, (rect){0, 0, b.text, 0}, b.letters);
    prose_draw(
        u, v->list, reader_text(c), PROSE_TEXT, false, (rect){row.x, at.y + (at.h - high) / 2, b.text, 0}, b.letters);
}
