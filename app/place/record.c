/* A table on as many pages as it needs: a heading for each part, a line for each lesson, the tests below. */
#include "record.h"

#include "assets.h"
#include "draw_pdf.h"
#include "ui.h"

#include <time.h>

static const float PER_POINT = 2; /* pixels of the lists in a point of the paper */

typedef struct record_maker {
    const reader *reader;
    draw_list list;
    draw_pdf *pdf;
    float width, height, margin, y; /* pixels */
    bool begun;                     /* a page is open */
} record_maker;

static void end_page(record_maker *m) {
    if (!m->begun)
        return;
    draw_text(
        &m->list, FONT_UI, 8 * PER_POINT, m->margin, m->height - m->margin * 0.7f, theme_color(ROLE_QUIET), "Stride");
    draw_pdf_page(m->pdf, &m->list);
    m->begun = false;
}

static void today(char *text, size_t size) {
    time_t now = time(NULL);
    struct tm day;
    if (!localtime_r(&now, &day) || !strftime(text, size, "%Y-%m-%d", &day))
        text[0] = '\0';
}

/* The title, a line for the name and the date; on further pages the title alone. */
static void begin_page(record_maker *m, bool first) {
    float big = 20 * PER_POINT, size = 11 * PER_POINT;
    char line[160], date[32];
    draw_begin(&m->list, m->width, m->height);
    m->begun = true;
    m->y = m->margin;
    draw_text(&m->list, FONT_STRONG, big, m->margin, m->y, theme_color(ROLE_INK), tr("record.title"));
    m->y += big * 1.6f;
    if (!first)
        return;
    today(date, sizeof date);
    cnn_format(line, sizeof line, "%s ____________________________________", tr("worksheet.name"));
    draw_text(&m->list, FONT_UI, size, m->margin, m->y, theme_color(ROLE_INK), line);
    cnn_format(line, sizeof line, "%s %s", tr("worksheet.date"), date);
    draw_text(&m->list, FONT_UI, size, m->width - m->margin - text_width(FONT_UI, size, line), m->y,
        theme_color(ROLE_INK), line);
    m->y += size * 2.2f;
}

static void need(record_maker *m, float room) {
    if (m->begun && m->y + room <= m->height - m->margin)
        return;
    bool first = !m->begun;
    end_page(m);
    begin_page(m, first);
}

/* One line of the table: a number, words, and two columns at the right. */
static void row(
    record_maker *m, const char *number, const char *words, const char *pages, const char *right, bool strong) {
    float size = 10 * PER_POINT, step = size * 1.3f, x = m->margin, wide = m->width - 2 * m->margin;
    font_id font = strong ? FONT_STRONG : FONT_UI;
    need(m, step);
    rect line = {x, m->y, wide, step};
    draw_text_in(&m->list, FONT_DIGITS, size, line, 0, theme_color(ROLE_QUIET), number);
    rect middle = {x + 22 * PER_POINT, m->y, wide, step};
    draw_text_in(&m->list, font, size, middle, 0, theme_color(ROLE_INK), words);
    draw_text_in(&m->list, FONT_UI, size, line, 1, theme_color(ROLE_INK), right);
    draw_text_in(&m->list, FONT_UI, size, (rect){x, m->y, wide * 0.72f, step}, 1, theme_color(ROLE_QUIET), pages);
    m->y += step;
    draw_rect(&m->list, (rect){x, m->y - 1, wide, 1}, theme_color(ROLE_BORDER), 0);
}

static void heading(record_maker *m, const char *words, bool columns) {
    float size = 11.5f * PER_POINT, small = 9 * PER_POINT, wide = m->width - 2 * m->margin;
    need(m, size * 4.4f);
    m->y += size * 0.55f;
    rect line = {m->margin, m->y, wide, size * 1.4f};
    draw_text_in(&m->list, FONT_STRONG, size, line, 0, theme_color(ROLE_INK), words);
    if (columns) {
        draw_text_in(&m->list, FONT_UI, small, line, 1, theme_color(ROLE_QUIET), tr("record.right"));
        draw_text_in(&m->list, FONT_UI, small, (rect){m->margin, m->y, wide * 0.72f, line.h}, 1,
            theme_color(ROLE_QUIET), tr("record.pages"));
    }
    m->y += size * 1.5f;
}

static void lesson_row(record_maker *m, const course_entry *e) {
    char number[8] = "", pages[48], right[48];
    reader_score score = reader_score_of(e);
    if (e->number)
        cnn_format(number, sizeof number, "%d", e->number);
    cnn_format(pages, sizeof pages, "%d / %d", e->far + 1, e->pages);
    cnn_format(right, sizeof right, "%d / %d", score.right, score.tried);
    row(m, number, e->title[strings_language()], e->far < 0 ? "–" : pages, score.tried ? right : "–", false);
}

static void test_row(record_maker *m, const char *name, const quiz *q) {
    char right[48];
    cnn_format(right, sizeof right, "%d / %d", q->best, q->best_of);
    row(m, "", name, q->taken ? q->date : "", q->taken ? right : "–", true);
}

static void write_part(record_maker *m, int part) {
    const reader *c = m->reader;
    heading(m, part < 0 ? tr("contents.own") : c->course.parts[part].title[strings_language()], part <= 0);
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].part == part)
            lesson_row(m, &c->entries[i]);
    if (part >= 0 && reader_test_size(c, QUIZ_CHECK, part))
        test_row(m, tr("contents.check"), reader_test(c, QUIZ_CHECK, part));
}

/* Of all lessons together. */
static void write_sums(record_maker *m) {
    const reader *c = m->reader;
    char right[48], pages[48];
    int done = 0;
    reader_score all = {0, 0};
    for (int i = 0; i < c->count; i++) {
        reader_score one = reader_score_of(&c->entries[i]);
        all.right += one.right;
        all.tried += one.tried;
        done += reader_is_done(&c->entries[i]);
    }
    cnn_format(right, sizeof right, "%d / %d", all.right, all.tried);
    cnn_format(pages, sizeof pages, tr("record.lessons"), done, c->count);
    row(m, "", tr("record.all"), pages, all.tried ? right : "–", true);
    if (reader_test_size(c, QUIZ_FINAL, 0))
        test_row(m, tr("contents.final"), reader_test(c, QUIZ_FINAL, 0));
}

static void write_all(record_maker *m) {
    const reader *c = m->reader;
    bool own = false;
    for (int i = 0; i < c->count; i++)
        own |= c->entries[i].part < 0;
    for (int i = 0; i < c->course.part_count; i++)
        write_part(m, i);
    if (own)
        write_part(m, -1);
    heading(m, tr("record.whole"), false);
    write_sums(m);
    end_page(m);
}

cnn_status record_write(const reader *c, paper size, const char *path) {
    static const float papers[][2] = {{595.28f, 841.89f}, {612, 792}};
    record_maker m = {.reader = c,
        .width = papers[size][0] * PER_POINT,
        .height = papers[size][1] * PER_POINT,
        .margin = 40 * PER_POINT,
        .pdf = draw_pdf_new(papers[size][0], papers[size][1], PER_POINT)};
    if (!m.pdf)
        return cnn_no_memory("a record", 0);
    theme_id before = theme_used();
    theme_use(THEME_LIGHT);
    write_all(&m);
    theme_use(before);
    draw_free(&m.list);
    return draw_pdf_write(m.pdf, path);
}
