/* A column in the middle of the place: what is over, how it went, and large buttons for what comes next. */
#include "sheets.h"

#include "command.h"
#include "course_button.h"
#include "scrolling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Design pixels. */
static const float WIDE = 720, BUTTON = 56, SMALL = 46, GAP = 12, ROW = 40;

/* The column, in its middle where everything has room. */
static rect column(const view *v, rect at, float tall) {
    ui *u = v->ui;
    float wide = fminf(ui_px(u, WIDE), at.w - ui_px(u, 48)), above = fmaxf(ui_px(u, 20), (at.h - tall) * 0.4f);
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    return (rect){at.x + (at.w - wide) / 2, at.y + above, wide, at.h - above};
}

static void line(const view *v, rect *in, font_id font, float size, theme_role role, const char *text) {
    ui *u = v->ui;
    rect row = rect_cut_top(in, ui_px(u, size * 1.5f));
    float fits = view_fit_text(font, ui_px(u, size), ui_px(u, 13), row.w, text);
    ui_line(u, row, 0, font, fits, theme_color(role), text);
}

static void share_bar(const view *v, rect *in, int part, int whole) {
    ui *u = v->ui;
    rect row = rect_cut_top(in, ui_px(u, 26)), bar = {row.x, row.y + ui_px(u, 6), row.w, ui_px(u, 8)};
    draw_rect(v->list, bar, theme_color(ROLE_UNVISITED), bar.h / 2);
    if (part)
        draw_rect(v->list, (rect){bar.x, bar.y, fmaxf(bar.h, bar.w * (float)part / (float)whole), bar.h},
            theme_color(ROLE_INPUT), bar.h / 2);
}

/* ---- the end of a lesson ---- */

static void end_score(const view *v, rect *in) {
    const reader *c = &v->state->lesson;
    const course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    reader_score score = e ? reader_score_of(e) : (reader_score){0, 0};
    char text[160];
    cnn_format(text, sizeof text, tr("end.score"), score.right, score.tried);
    if (score.tried)
        line(v, in, FONT_UI, 17, ROLE_QUIET, text);
    cnn_format(text, sizeof text, tr("end.review"), quiz_right(&c->review), c->review.count);
    if (c->review.done && c->review.count && c->review_of == c->at)
        line(v, in, FONT_UI, 17, ROLE_QUIET, text);
}

/* What comes next, the largest one first. */
static void end_buttons(const view *v, rect *in) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    int part, next = reader_after(c, &part);
    char text[160];
    rect row = rect_cut_top(in, ui_px(u, BUTTON));
    rect_cut_top(in, ui_px(u, GAP));
    if (part >= 0)
        cnn_format(text, sizeof text, tr("end.check"), c->course.parts[part].title[strings_language()]);
    else if (next >= 0)
        cnn_format(text, sizeof text, tr("end.next"), c->entries[next].title[strings_language()]);
    else
        cnn_format(text, sizeof text, "%s", tr("quiz.to_contents"));
    if (course_button(v, row, "end.onward", text, "Space", true))
        view_ask(v, REQUEST_onward);
    if (part < 0 || next < 0)
        return;
    row = rect_cut_top(in, ui_px(u, SMALL));
    rect_cut_top(in, ui_px(u, GAP));
    cnn_format(text, sizeof text, tr("end.next"), c->entries[next].title[strings_language()]);
    if (course_button(v, row, "end.next", text, NULL, false))
        view_ask(v, REQUEST_next_lesson);
}

void sheet_end_draw(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    const course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    char text[64];
    rect in = column(v, at, ui_px(u, 390));
    cnn_format(text, sizeof text, "%s", tr("end.done_own"));
    if (e && e->number)
        tr_format(text, sizeof text, "end.done", e->number);
    line(v, &in, FONT_STRONG, 13, ROLE_QUIET, text);
    line(v, &in, FONT_STRONG, 28, ROLE_INK, e ? e->title[strings_language()] : reader_lesson_title(c));
    end_score(v, &in);
    rect_cut_top(&in, ui_px(u, 18));
    end_buttons(v, &in);
    rect row = rect_cut_top(&in, ui_px(u, SMALL));
    static const request_name names[] = {REQUEST_try_bench, REQUEST_worksheet, REQUEST_contents};
    static const char *const labels[] = {"end.try", "end.worksheet", "end.contents"}, *const keys[] = {
                                                                                          NULL, "F3", "F2"};
    float gap = ui_px(u, GAP), wide = (row.w - 2 * gap) / 3;
    for (int i = 0; i < 3; i++) {
        rect box = rect_cut_left(&row, wide);
        rect_cut_left(&row, gap);
        if (course_button(v, box, labels[i], tr(labels[i]), keys[i], false))
            view_ask(v, names[i]);
    }
}

/* ---- the result of a quiz ---- */

/* A lesson with the number of its questions that did not come at once. */
typedef struct again {
    int entry, missed;
} again;

static int by_entry(const void *a, const void *b) {
    return ((const again *)a)->entry - ((const again *)b)->entry;
}

/* In the order of the course. */
static int lessons_again(const reader *c, again out[QUIZ_MOST]) {
    const quiz *q = c->quiz;
    int count = 0;
    for (int i = 0; i < q->count; i++) {
        const course_entry *of = reader_entry_of(c, q->items[i].of);
        if ((q->right >> i & 1) || !of)
            continue;
        int at = 0;
        while (at < count && out[at].entry != (int)(of - c->entries))
            at++;
        if (at == count)
            out[count++] = (again){(int)(of - c->entries), 0};
        out[at].missed++;
    }
    qsort(out, (size_t)count, sizeof *out, by_entry);
    return count;
}

/* The lesson to read again: its number and title, and how many questions; a press opens it. */
static void again_row(const view *v, rect at, const again *one) {
    ui *u = v->ui;
    const course_entry *e = &v->state->lesson.entries[one->entry];
    char name[32], text[64];
    cnn_format(name, sizeof name, "result.again%d", one->entry);
    ui_touch t = ui_touch_of(u, name, at, true);
    u->hand |= t.hovered;
    if (t.hovered)
        draw_rect(v->list, at, theme_color(ROLE_CHOSEN), ui_px(u, 8));
    draw_rect(v->list, (rect){at.x, at.y + at.h - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    rect in = {at.x + ui_px(u, 10), at.y, at.w - ui_px(u, 20), at.h};
    cnn_format(text, sizeof text, "%d", e->number);
    draw_text_in(
        v->list, FONT_DIGITS, ui_px(u, 15), rect_cut_left(&in, ui_px(u, 34)), 0, theme_color(ROLE_QUIET), text);
    cnn_format(text, sizeof text, tr("quiz.missed"), one->missed);
    cnn_append(text, sizeof text, " ›");
    rect right = rect_cut_right(&in, text_width(FONT_UI, ui_px(u, 14), text) + ui_px(u, 8));
    draw_text_in(v->list, FONT_UI, ui_px(u, 14), right, 1, theme_color(ROLE_QUIET), text);
    ui_line(u, in, 0, FONT_UI, ui_px(u, 16), theme_color(ROLE_INPUT), e->title[strings_language()]);
    if (t.pressed)
        view_ask_value(v, REQUEST_open_entry, one->entry);
}

/* In two columns where one is too long. */
static void again_rows(const view *v, rect in, const again *list, int count) {
    ui *u = v->ui;
    float row = ui_px(u, ROW), gap = ui_px(u, 24);
    int columns = row * (float)count > in.h ? 2 : 1, deep = (count + columns - 1) / columns;
    float wide = (in.w - gap * (float)(columns - 1)) / (float)columns, whole = row * (float)deep;
    scrolling_by_wheel(v, in, &v->own->contents_scroll, whole - in.h);
    ui_open(u, in);
    for (int i = 0; i < count; i++)
        again_row(v,
            (rect){in.x + (wide + gap) * (float)(i / deep), in.y + row * (float)(i % deep) - v->own->contents_scroll,
                wide, row},
            &list[i]);
    ui_close(u);
    scrolling_mark(v, (rect){in.x, in.y, in.w + ui_px(u, 14), in.h}, v->own->contents_scroll, whole);
}

static void result_buttons(const view *v, rect row) {
    ui *u = v->ui;
    const quiz *q = v->state->lesson.quiz;
    float gap = ui_px(u, GAP), wide = (row.w - gap) / 2;
    if (course_button(v, rect_cut_left(&row, wide), "result.onward", tr("quiz.to_contents"), "Space", true))
        view_ask(v, REQUEST_onward);
    rect_cut_left(&row, gap);
    if (course_button(v, row, "result.again", tr("quiz.again"), NULL, false))
        view_ask_value(v, q->kind == QUIZ_FINAL ? REQUEST_take_final : REQUEST_take_check, q->part);
}

void sheet_result_draw(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    const quiz *q = c->quiz;
    again list[QUIZ_MOST];
    if (!q)
        return;
    int right = quiz_right(q), count = lessons_again(c, list);
    char text[160];
    rect in = column(v, at, ui_px(u, 260 + ROW * (float)(count < 10 ? count : 10)));
    rect_cut_bottom(&in, ui_px(u, 16));
    line(v, &in, FONT_STRONG, 13, ROLE_QUIET, q->date);
    if (q->kind == QUIZ_FINAL)
        cnn_format(text, sizeof text, "%s", tr("contents.final"));
    else
        cnn_format(text, sizeof text, tr("end.check"), c->course.parts[q->part].title[strings_language()]);
    line(v, &in, FONT_STRONG, 28, ROLE_INK, text);
    cnn_format(text, sizeof text, tr("quiz.right"), right, q->count);
    line(v, &in, FONT_UI, 17, ROLE_QUIET, text);
    share_bar(v, &in, right, q->count);
    rect_cut_top(&in, ui_px(u, 10));
    line(v, &in, FONT_UI, 16, ROLE_INK, tr(right == q->count ? "quiz.all_right" : "quiz.again_about"));
    float rows = fminf(ui_px(u, ROW) * (float)count, in.h - ui_px(u, BUTTON + 24));
    again_rows(v, rect_cut_top(&in, rows), list, count);
    rect_cut_top(&in, ui_px(u, 20));
    result_buttons(v, rect_cut_top(&in, ui_px(u, BUTTON)));
}
