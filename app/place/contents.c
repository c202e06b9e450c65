/* As high as the place where everything has room; else it scrolls. */
#include "contents.h"

#include "command_button.h"
#include "contents_parts.h"
#include "course_button.h"
#include "scrolling.h"

#include <math.h>

/* Design pixels. */
static const float SIDE = 24, NEXT = 104, GAP = 14, SECTIONS = 1100, CORNER = 12;

static void bar(const view *v, rect at, float share) {
    float r = at.h / 2;
    draw_rect(v->list, at, theme_color(ROLE_UNVISITED), r);
    if (share > 0)
        draw_rect(v->list, (rect){at.x, at.y, fmaxf(at.h, at.w * fminf(1, share)), at.h}, theme_color(ROLE_INPUT), r);
}

/* The little picture of a window on its input, and what it makes of it. */
static void emblem(const view *v, rect at) {
    ui *u = v->ui;
    static const char *const cells[] = {"11100", "01110", "00111", "00110", "01100"};
    float side = at.h / 5, made = side * 2;
    for (int y = 0; y < 5; y++)
        for (int x = 0; x < 5; x++)
            draw_rect(v->list, (rect){at.x + side * (float)x, at.y + side * (float)y, side - 1, side - 1},
                theme_color(cells[y][x] == '1' ? ROLE_INPUT_CELL : ROLE_INPUT_GROUND), 0);
    rect window = {at.x + side * 2 - 1, at.y - 1, side * 3 + 1, side * 3 + 1};
    draw_rect(v->list, window, color_alpha(theme_color(ROLE_WINDOW), 0.25f), ui_px(u, 3));
    draw_frame(v->list, window, theme_color(ROLE_WINDOW), ui_px(u, 3), ui_px(u, 3));
    rect map = {at.x + side * 6.3f, at.y + side * 1.5f, made, made};
    for (int i = 0; i < 4; i++)
        draw_rect(v->list, (rect){map.x + side * (float)(i % 2), map.y + side * (float)(i / 2), side - 1, side - 1},
            theme_color(i == 0   ? ROLE_MAP_CELL
                        : i == 1 ? ROLE_MAP
                                 : ROLE_EMPTY),
            0);
}

/* The title of the lesson, and the page at which one goes on. */
static void next_words(const view *v, rect in, const course_entry *e, int page) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    char text[COURSE_TITLE + 64], left[64];
    rect line = rect_cut_top(&in, ui_px(u, 22));
    cnn_format(text, sizeof text, "%s", tr("contents.continue"));
    if (e->number) {
        cnn_append(text, sizeof text, " · ");
        cnn_append(text, sizeof text, tr("lesson.number"), e->number);
    }
    ui_line(u, line, 0, FONT_STRONG, ui_px(u, 13), theme_color(ROLE_QUIET), text);
    line = rect_cut_top(&in, ui_px(u, 34));
    const char *title = e->title[strings_language()];
    float size = view_fit_text(FONT_STRONG, ui_px(u, 22), ui_px(u, 16), line.w, title);
    ui_line(u, line, 0, FONT_STRONG, size, theme_color(ROLE_INK), title);
    rect_cut_left(&line, text_width(FONT_STRONG, size, title) + ui_px(u, 14));
    cnn_format(text, sizeof text, tr("contents.page"), page + 1, e->pages);
    char more[COURSE_TITLE + 64];
    cnn_format(more, sizeof more, "%s: %s", text, reader_title(c));
    bool open = c->lesson && !c->quiz && c->at >= 0 && e == &c->entries[c->at];
    if (open && text_width(FONT_UI, ui_px(u, 15), more) <= line.w) /* whole, or not at all */
        cnn_format(text, sizeof text, "%s", more);
    if (line.w > ui_px(u, 80))
        ui_line(u, line, 0, FONT_UI, ui_px(u, 15), theme_color(ROLE_QUIET), text);
    line = rect_cut_top(&in, ui_px(u, 24));
    float wide = fminf(ui_px(u, 210), line.w * 0.5f);
    bar(v, (rect){line.x, line.y + line.h / 2 - ui_px(u, 4), wide, ui_px(u, 8)}, (float)page / (float)e->pages);
    int minutes = (int)ceilf((float)(e->minutes * (e->pages - page)) / (float)e->pages);
    cnn_format(left, sizeof left, tr("contents.left"), minutes);
    rect_cut_left(&line, wide + ui_px(u, 14));
    ui_line(u, line, 0, FONT_UI, ui_px(u, 14), theme_color(ROLE_QUIET), left);
}

/* A quiz that was left in the middle: how far one is. */
static void quiz_words(const view *v, rect in) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    const quiz *q = c->quiz;
    char title[COURSE_TITLE + 32], text[64];
    cnn_format(title, sizeof title, "%s", tr(q->kind == QUIZ_FINAL ? "contents.final" : "quiz.review"));
    if (q->kind == QUIZ_CHECK)
        cnn_format(title, sizeof title, tr("end.check"), c->course.parts[q->part].title[strings_language()]);
    ui_line(u, rect_cut_top(&in, ui_px(u, 22)), 0, FONT_STRONG, ui_px(u, 13), theme_color(ROLE_QUIET),
        tr("contents.continue"));
    rect line = rect_cut_top(&in, ui_px(u, 34));
    float size = view_fit_text(FONT_STRONG, ui_px(u, 22), ui_px(u, 16), line.w, title);
    ui_line(u, line, 0, FONT_STRONG, size, theme_color(ROLE_INK), title);
    line = rect_cut_top(&in, ui_px(u, 24));
    float wide = fminf(ui_px(u, 210), line.w * 0.5f);
    bar(v, (rect){line.x, line.y + line.h / 2 - ui_px(u, 4), wide, ui_px(u, 8)}, (float)q->at / (float)q->count);
    rect_cut_left(&line, wide + ui_px(u, 14));
    cnn_format(text, sizeof text, tr("contents.question"), q->at + 1, q->count, quiz_right(q));
    ui_line(u, line, 0, FONT_UI, ui_px(u, 14), theme_color(ROLE_QUIET), text);
}

static void next_card(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    int next = reader_next_entry(c);
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, CORNER));
    draw_frame(v->list, at, theme_color(ROLE_PRIMARY), ui_px(u, 2), ui_px(u, CORNER));
    if (next < 0)
        return;
    const course_entry *e = &c->entries[next];
    rect in = {at.x + ui_px(u, 22), at.y, at.w - ui_px(u, 42), at.h};
    if (at.w > ui_px(u, 640)) {
        rect picture = rect_cut_left(&in, ui_px(u, 160));
        emblem(v, (rect){picture.x, at.y + (at.h - ui_px(u, 75)) / 2, 0, ui_px(u, 75)});
    }
    const char *label = tr("contents.continue_button");
    rect button = rect_cut_right(&in, text_width(FONT_STRONG, ui_px(u, 17), label) + ui_px(u, 18 + 16 + 60 + 14));
    button = (rect){button.x, at.y + (at.h - ui_px(u, 48)) / 2, button.w, ui_px(u, 48)};
    rect_cut_right(&in, ui_px(u, 16));
    if (course_button(v, button, "contents.continue", label, "Space", true))
        view_ask(v, REQUEST_onward);
    rect words = {in.x, at.y + ui_px(u, 12), in.w, ui_px(u, 80)};
    if (c->quiz && !c->quiz->done) {
        quiz_words(v, words);
        return;
    }
    bool here = c->lesson && c->at == next && !c->quiz;
    int page = here ? c->page : reader_is_done(e) || e->page < 0 ? 0 : e->page;
    next_words(v, words, e, page);
}

/* What is written as a PDF, at the right end of the line. */
static void papers(const view *v, rect *line) {
    ui *u = v->ui;
    const char *label = tr("lesson.worksheet");
    rect button = rect_cut_right(line, ui_button_width(u, label, 14));
    command_button(v, (rect){button.x, button.y, button.w, ui_px(u, 28)}, REQUEST_worksheet, "lesson.worksheet", label,
        UI_OUTLINED, false);
    rect_cut_right(line, ui_px(u, 8));
    label = tr("lesson.record");
    button = rect_cut_right(line, ui_button_width(u, label, 14));
    command_button(v, (rect){button.x, button.y, button.w, ui_px(u, 28)}, REQUEST_record, "lesson.record", label,
        UI_OUTLINED, false);
    rect_cut_right(line, ui_px(u, 8));
}

/* How many lessons are done, and how many questions were right at the first try. */
static void totals_card(const view *v, rect at) {
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    int done = 0, minutes = 0;
    reader_score all = {0, 0};
    for (int i = 0; i < c->count; i++) {
        reader_score one = reader_score_of(&c->entries[i]);
        done += reader_is_done(&c->entries[i]);
        minutes += c->entries[i].minutes;
        all.right += one.right;
        all.tried += one.tried;
    }
    char text[160], whole[96];
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, CORNER));
    draw_frame(v->list, at, theme_color(ROLE_BORDER), 1, ui_px(u, CORNER));
    rect in = {at.x + ui_px(u, 20), at.y + (at.h - ui_px(u, 80)) / 2, at.w - ui_px(u, 40), ui_px(u, 80)};
    rect line = rect_cut_top(&in, ui_px(u, 30));
    papers(v, &line);
    cnn_format(whole, sizeof whole, tr("contents.whole"), minutes / 60, minutes % 60);
    cnn_format(text, sizeof text, tr("contents.done"), done, c->count);
    cnn_append(text, sizeof text, " · %s", whole);
    ui_line(u, line, 0, FONT_UI, ui_px(u, 16), theme_color(ROLE_QUIET), text);
    line = rect_cut_top(&in, ui_px(u, 20));
    bar(v, (rect){line.x, line.y + ui_px(u, 5), line.w, ui_px(u, 8)}, (float)done / (float)(c->count ? c->count : 1));
    if (all.tried)
        cnn_format(text, sizeof text, tr("contents.right"), all.right, all.tried);
    else
        cnn_format(text, sizeof text, "%s", tr("contents.right_none"));
    ui_line(u, in, 0, FONT_UI, ui_px(u, 16), theme_color(ROLE_QUIET), text);
}

/* Continue and totals, beside or below each other; returns the height. */
static float top(const view *v, rect at, bool wide, bool visible) {
    ui *u = v->ui;
    float gap = ui_px(u, 16), next = ui_px(u, NEXT), first = wide ? floorf((at.w - gap) * 0.63f) : at.w;
    if (visible) {
        next_card(v, (rect){at.x, at.y, first, next});
        totals_card(v, wide ? (rect){at.x + first + gap, at.y, at.w - first - gap, next}
                            : (rect){at.x, at.y + next + ui_px(u, GAP), at.w, next});
    }
    return wide ? next : 2 * next + ui_px(u, GAP);
}

/* Everything from the top of `at`, which is as high as the room; returns the height it has. */
static float body(contents_board *b, rect at, bool visible) {
    const view *v = b->v;
    ui *u = v->ui;
    const reader *c = &v->state->lesson;
    bool wide = at.w >= ui_px(u, SECTIONS - 2 * SIDE);
    float gap = ui_px(u, GAP), y = at.y + ui_px(u, 16);
    y += top(v, (rect){at.x, y, at.w, 0}, wide, visible) + gap;
    float cards = contents_cards(b, at, wide ? 4 : 2, false), own = 0;
    if (contents_have_own(c))
        own = contents_own(b, at, false) + gap;
    float room = at.y + at.h - y - cards - own - 2 * gap;
    if (c->course.part_count)
        y += (wide ? contents_columns(b, (rect){at.x, y, at.w, room}, visible)
                   : contents_sections(b, (rect){at.x, y, at.w, 0}, visible)) +
             gap;
    if (contents_have_own(c))
        y += contents_own(b, (rect){at.x, y, at.w, 0}, visible) + gap;
    y += contents_cards(b, (rect){at.x, y, at.w, 0}, wide ? 4 : 2, visible) + gap;
    return y - at.y;
}

/* When the keys have moved on, what they stand on is brought into sight. */
static void follow(const view *v, const contents_board *b, rect at) {
    view_state *own = v->own;
    if (own->contents_followed == v->state->screen.contents_chosen || b->at_chosen.h <= 0)
        return;
    own->contents_followed = v->state->screen.contents_chosen;
    float above = at.y - b->at_chosen.y, below = b->at_chosen.y + b->at_chosen.h - at.y - at.h, pad = ui_px(v->ui, 10);
    if (above > 0)
        own->contents_scroll -= above + pad;
    else if (below > 0)
        own->contents_scroll += below + pad;
    v->ui->changed |= above > 0 || below > 0;
}

void contents_draw(const view *v, rect at) {
    ui *u = v->ui;
    static contents_board b;
    b = (contents_board){.v = v, .focused = v->state->screen.contents_chosen > 0};
    b.count = contents_items(&v->state->lesson, b.items);
    b.chosen = contents_chosen(v->state, b.items, b.count);
    rect in = {at.x + ui_px(u, SIDE), at.y, at.w - 2 * ui_px(u, SIDE), at.h};
    draw_rect(v->list, at, theme_color(ROLE_GROUND), 0);
    float whole = body(&b, in, false);
    scrolling_by_wheel(v, at, &v->own->contents_scroll, whole - at.h);
    ui_open(u, at);
    body(&b, (rect){in.x, in.y - v->own->contents_scroll, in.w, in.h}, true);
    ui_close(u);
    follow(v, &b, at);
    scrolling_mark(v, at, v->own->contents_scroll, whole - 0.5f);
}
