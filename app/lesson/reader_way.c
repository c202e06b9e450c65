/* The way through the course: what comes before and after a page, a lesson, a quiz, and where a link leads. */
#include "lesson_link.h"
#include "reader.h"

#include <string.h>

int reader_next_entry(const reader *c) {
    if (c->lesson && c->at >= 0 && !c->quiz && !reader_is_done(&c->entries[c->at]))
        return c->at;
    if (c->left >= 0 && c->left < c->count)
        return c->left;
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].far + 1 < c->entries[i].pages)
            return i;
    return c->count ? 0 : -1;
}

cnn_status reader_open_next(reader *c, session *s) {
    int next = reader_next_entry(c);
    bool quizzes = c->quiz && !c->quiz->done,
         here = c->lesson && c->contents && (quizzes || (c->at == next && !c->quiz));
    c->contents = false;
    return here ? cnn_ok() : reader_open_entry(c, s, next);
}

void reader_show_sheet(reader *c, reader_sheet sheet) {
    c->contents = true;
    c->sheet = sheet;
}

int reader_after(const reader *c, int *part) {
    const course_entry *here = c->at >= 0 ? &c->entries[c->at] : NULL;
    int next = here && c->at + 1 < c->count ? c->at + 1 : -1;
    bool last = here && here->part >= 0 && (next < 0 || c->entries[next].part != here->part);
    *part = last && c->course.parts[here->part].check[0] && !c->tests[here->part].taken ? here->part : -1;
    return next;
}

/* From the end of a lesson. */
static cnn_status go_after(reader *c, session *s) {
    int part, next = reader_after(c, &part);
    if (part >= 0)
        return reader_take(c, s, QUIZ_CHECK, part);
    if (next >= 0)
        return reader_open_entry(c, s, next);
    reader_show_sheet(c, SHEET_CONTENTS);
    return cnn_ok();
}

cnn_status reader_leave_sheet(reader *c, session *s) {
    if (c->sheet == SHEET_END && c->lesson)
        return go_after(c, s);
    if (c->sheet == SHEET_CONTENTS || !c->lesson)
        return reader_open_next(c, s);
    reader_show_sheet(c, SHEET_CONTENTS);
    return cnn_ok();
}

cnn_status reader_skip(reader *c, session *s) {
    if (c->page + 1 < c->lesson->count) {
        reader_go(c, s, c->page + 1);
        return cnn_ok();
    }
    reader_mark(c);
    if (c->quiz)
        return reader_end_quiz(c, s);
    bool begun = false;
    cnn_status status = reader_take_review(c, s, &begun);
    if (!begun)
        reader_show_sheet(c, SHEET_END);
    return status;
}

cnn_status reader_back(reader *c, session *s) {
    if (c->contents) {
        c->contents = !c->lesson;
        return cnn_ok();
    }
    if (c->page > 0) {
        reader_go(c, s, c->page - 1);
        return cnn_ok();
    }
    if (c->quiz && c->quiz->kind == QUIZ_REVIEW)
        return reader_open_end(c, s, c->at);
    if (c->at > 0)
        return reader_open_end(c, s, c->at - 1);
    reader_show_sheet(c, SHEET_CONTENTS);
    return cnn_ok();
}

cnn_status reader_follow(reader *c, session *s, const char *link) {
    char id[64], page[LESSON_ID];
    cnn_status status = lesson_link_read(link, id, page);
    return cnn_failed(status) ? status : reader_follow_to(c, s, id, page);
}

cnn_status reader_follow_to(reader *c, session *s, const char *id, const char *page) {
    const course_entry *e = reader_entry_of(c, id);
    e = e ? e : reader_entry_of(c, reader_without_number(id));
    if (!e)
        return cnn_fail(CNN_BAD_INPUT, tr("link.no_lesson"), id);
    bool here = c->at == (int)(e - c->entries) && c->lesson && !c->quiz;
    cnn_status status = here ? cnn_ok() : reader_open(c, s, e->path, true);
    if (cnn_failed(status) || (!page[0] && !here))
        return status;
    int to = page[0] ? lesson_link_page(c->lesson, page) : 0;
    if (to < 0)
        return cnn_fail(CNN_BAD_INPUT, tr("link.no_page"), id, page);
    if (to != c->page || c->contents)
        reader_go(c, s, to);
    return status;
}

bool reader_link(const reader *c, char *link, size_t size) {
    const course_entry *e = c->at >= 0 && !c->quiz ? &c->entries[c->at] : NULL;
    const lesson_page *page = reader_page(c);
    bool plain = page && !strpbrk(page->id, " /\t");
    link[0] = '\0';
    if (!e || !e->id[0])
        return false;
    cnn_format(link, size, "#lesson/%s%s%s", e->id, plain ? "/" : "", plain ? page->id : "");
    return true;
}
