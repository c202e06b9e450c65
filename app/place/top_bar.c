/* Tabs on the left, switches on the right, and between them what is open. */
#include "top_bar.h"

#include "address.h"
#include "command_button.h"
#include "numbers.h"

static const float BUTTON_HEIGHT = 32;

/* A button of its label's width, cut off the left of the row. */
static void tab(const view *v, rect *row, request_name name, const char *text, bool chosen) {
    float height = ui_px(v->ui, BUTTON_HEIGHT);
    rect cell = rect_cut_left(row, ui_button_width(v->ui, tr(text), 15));
    rect_cut_left(row, ui_px(v->ui, 6));
    command_button(
        v, (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height}, name, NULL, tr(text), UI_PLAIN, chosen);
}

static void tabs(const view *v, rect *row) {
    const state *s = v->state;
    bool on_bench = s->screen.place == PLACE_BENCH, inside = on_bench && session_is_inside(&s->session),
         free_bench = on_bench && !inside;
    tab(v, row, REQUEST_lessons, "tab.lessons", s->screen.place == PLACE_LESSONS);
    tab(v, row, REQUEST_convolution, "tab.convolution", free_bench && s->session.bench.kind == BENCH_CONV);
    tab(v, row, REQUEST_pooling, "tab.pooling", free_bench && s->session.bench.kind == BENCH_POOL);
    tab(v, row, REQUEST_enter, "tab.inside", inside);
    tab(v, row, REQUEST_network, "tab.network", s->screen.place == PLACE_NETWORK);
    tab(v, row, REQUEST_atlas, "tab.atlas", s->screen.place == PLACE_ATLAS);
}

/* Switches, cut off the right of the row. */
static void switches(const view *v, rect *row) {
    static const request_name names[] = {REQUEST_help, REQUEST_theme, REQUEST_present, REQUEST_language};
    const char *labels[] = {"?", "◐", tr("button.present"), strings_language() == LANGUAGE_EN ? "한국어" : "English"};
    float height = ui_px(v->ui, BUTTON_HEIGHT);
    for (int i = 0; i < 4; i++) {
        rect cell = rect_cut_right(row, ui_button_width(v->ui, labels[i], 15));
        cell = (rect){cell.x, cell.y + (cell.h - height) / 2, cell.w, height};
        command_button(v, cell, names[i], NULL, labels[i], UI_PLAIN, false);
        rect_cut_right(row, ui_px(v->ui, 4));
    }
}

static void write_title(const state *s, char *text, size_t size) {
    const cnn_recording *r = s->session.bench.recording;
    if (s->screen.place == PLACE_BENCH && session_is_inside(&s->session) && r) {
        char iteration[NUMBER_TEXT], address[CNN_ADDRESS_TEXT];
        number_grouped(r->iteration, iteration);
        cnn_address_format(r->walk, s->session.player.at, address);
        cnn_format(text, size, "%s · %s %s · %s", r->net->name, tr("word.iteration"), iteration, address);
    }
    if (state_in_lesson(s)) {
        const lesson *l = s->lesson.lesson;
        cnn_format(
            text, size, tr("lesson.page"), l->title[lesson_language(l, s->lesson.page)], s->lesson.page + 1, l->count);
    }
}

void top_bar_draw(const view *v, rect at) {
    ui *u = v->ui;
    draw_rect(v->list, at, theme_color(ROLE_PANEL), 0);
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect row = at;
    rect_cut_left(&row, ui_px(u, 18));
    rect word = rect_cut_left(&row, ui_px(u, 70));
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 18), word, 0, theme_color(ROLE_INK), "stride");
    tabs(v, &row);
    switches(v, &row);
    rect_cut_right(&row, ui_px(u, 12));
    char title[160] = "";
    write_title(v->state, title, sizeof title);
    float size = view_fit_text(FONT_UI, ui_px(u, 15), ui_px(u, 11), row.w, title);
    if (text_width(FONT_UI, size, title) <= row.w)
        draw_text_in(v->list, FONT_UI, size, row, 1, theme_color(ROLE_QUIET), title);
}
