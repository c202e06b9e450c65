/* A row for each lesson: its title, and how far it was read. */
#include "contents.h"

#include "command_button.h"
#include "scrolling.h"

static const float TITLE = 15.5f, LEAST = 13, DONE = 58, SIDE = 10;

/* One size for all titles, in which the longest has room. */
static float title_size(const view *v, float room) {
    const reader *c = &v->state->lesson;
    float size = ui_px(v->ui, TITLE);
    for (int i = 0; i < c->count; i++) {
        const char *title = c->entries[i].title[strings_language()];
        size = view_fit_text(i == c->at ? FONT_STRONG : FONT_UI, size, ui_px(v->ui, LEAST), room, title);
    }
    return size;
}

static void contents_row(const view *v, rect row, int i, float size) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    const course_entry *e = &c->entries[i];
    char name[32], done[32];
    cnn_format(name, sizeof name, "lesson.entry%d", i);
    ui_touch t = ui_touch_of(u, name, row, true);
    u->hand |= t.hovered;
    if (i == c->at || t.hovered)
        draw_rect(v->list, row, theme_color(ROLE_CHOSEN), ui_px(u, 7));
    rect in = {row.x + ui_px(u, SIDE), row.y, row.w - 2 * ui_px(u, SIDE), row.h};
    cnn_format(done, sizeof done, "%d / %d", e->page + 1, e->pages);
    rect right = rect_cut_right(&in, ui_px(u, DONE));
    bool whole = e->page + 1 >= e->pages && (e->asked & ~e->answered) == 0;
    draw_text_in(
        v->list, FONT_DIGITS, ui_px(u, 15), right, 1, theme_color(whole ? ROLE_INPUT : ROLE_QUIET), whole ? "✓" : done);
    ui_line(u, in, 0, i == c->at ? FONT_STRONG : FONT_UI, size, theme_color(ROLE_INK), e->title[strings_language()]);
    if (t.pressed)
        view_ask_value(v, REQUEST_open_entry, i);
}

void contents_draw(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    rect in = {at.x + ui_px(u, 12), at.y + ui_px(u, 16), at.w - ui_px(u, 24), at.h - ui_px(u, 24)};
    rect heading = rect_cut_top(&in, ui_px(u, 40));
    draw_text_in(v->list, FONT_STRONG, ui_px(u, 22), (rect){heading.x + ui_px(u, 10), heading.y, heading.w, heading.h},
        0, theme_color(ROLE_INK), tr("lesson.contents"));
    const char *sheet = tr("lesson.worksheet");
    float wide = ui_button_width(u, sheet, 15), high = ui_px(u, 30);
    command_button(v, (rect){heading.x + heading.w - wide, heading.y + (heading.h - high) / 2, wide, high},
        REQUEST_worksheet, "lesson.worksheet", sheet, UI_OUTLINED, false);
    float line = ui_px(u, 34), whole = line * (float)c->count;
    scrolling_by_wheel(v, in, &v->own->contents_scroll, whole - in.h);
    float size = title_size(v, in.w - ui_px(u, DONE) - 2 * ui_px(u, SIDE));
    ui_open(u, in);
    for (int i = 0; i < c->count; i++)
        contents_row(
            v, (rect){in.x, in.y + line * (float)i - v->own->contents_scroll, in.w, line - ui_px(u, 2)}, i, size);
    ui_close(u);
    scrolling_mark(v, (rect){at.x, in.y, at.w, in.h}, v->own->contents_scroll, whole);
}
