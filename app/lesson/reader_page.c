/* What the page that is open asks, hides and allows. */
#include "reader.h"

#include "question.h"

const lesson_page *reader_page(const reader *c) {
    return c->lesson ? &c->lesson->pages[c->page] : NULL;
}

const char *reader_title(const reader *c) {
    return c->lesson ? c->lesson->pages[c->page].title[lesson_language(c->lesson, c->page)] : "";
}

const prose *reader_text(const reader *c) {
    return c->lesson ? &c->lesson->pages[c->page].text[lesson_language(c->lesson, c->page)] : NULL;
}

bool reader_asks(const reader *c) {
    return c->lesson && !c->contents && !c->waiting && c->scene.question.kind != ASK_NOTHING && !c->answered &&
           !c->shown;
}

bool reader_asks_number(const reader *c) {
    return reader_asks(c) && grading_takes_number(c->scene.question.kind);
}

bool reader_picks(const reader *c) {
    return reader_asks(c) && c->scene.question.kind == ASK_PICK;
}

bool reader_plays(const reader *c, const session *s) {
    return c->lesson && !c->waiting && c->scene.play[0] && !c->played && s->player.walk && !reader_asks(c);
}

bool reader_allows(const reader *c, unsigned open) {
    return !c->lesson || (c->scene.open & open) == open;
}

int64_t reader_hides_from(const reader *c, const bench *b, cnn_phase phase, int node) {
    cnn_address at;
    bool here = reader_asks(c) && c->scene.question.kind == ASK_CELL &&
                !cnn_failed(question_address(b, &c->scene, &at)) && at.phase == phase && at.node == node;
    return here ? cnn_walk_position(b->recording->walk, at) : INT64_MAX;
}

unsigned reader_bit(cnn_part part) {
    static const unsigned bits[] = {0, OPEN_PADDING, OPEN_SIZE, OPEN_STRIDE, OPEN_DILATION, OPEN_PICTURE};
    return bits[part];
}

bool reader_hides_size(const reader *c) {
    return reader_asks(c) && c->scene.question.kind == ASK_SIZE;
}

void reader_note(reader *c) {
    course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    if (!e)
        return;
    e->page = c->page;
    if (c->answered)
        e->answered |= UINT64_C(1) << c->page;
    c->changed = true;
    c->changed_at = c->clock;
}
