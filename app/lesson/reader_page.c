/* What the page that is open asks, hides and allows. */
#include "reader.h"

#include "question.h"

const lesson_page *reader_page(const reader *c) {
    return c->lesson ? &c->lesson->pages[c->page] : NULL;
}

const char *reader_title(const reader *c) {
    return c->lesson ? c->lesson->pages[c->page].title[lesson_language(c->lesson, c->page)] : "";
}

const char *reader_lesson_title(const reader *c) {
    const lesson *l = c->lesson;
    language in = strings_language();
    if (!l)
        return "";
    return l->title[in] ? l->title[in] : l->title[!in] ? l->title[!in] : l->name;
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

bool reader_asks_typed(const reader *c) {
    return reader_asks_number(c) || (reader_asks(c) && c->scene.question.kind == ASK_EXPLAIN && !c->compares);
}

bool reader_picks_on(const reader *c, pick_place where) {
    return reader_picks(c) && grading_pick_place(c->scene.question.pick) == where;
}

lesson_help reader_help(const reader *c) {
    pick_kind pick = c->scene.question.pick;
    bool pairs = reader_picks(c) && (pick == PICK_WEIGHT || pick == PICK_PIXEL); /* which a sum would tell */
    return !reader_asks(c) ? HELP_NUMBERS : pairs && c->scene.help == HELP_NUMBERS ? HELP_LETTERS : c->scene.help;
}

bool reader_hides_unread(const reader *c) {
    pick_kind pick = c->scene.question.pick;
    bool counts = reader_picks(c) && (pick == PICK_UNVISITED || pick == PICK_ONCE || pick == PICK_MOST);
    return counts || reader_hides_size(c) || reader_help(c) != HELP_NUMBERS;
}

bool reader_slip(const reader *c, int *row, int *column, float *value) {
    *row = c->scene.wrong[0];
    *column = c->scene.wrong[1];
    *value = (float)c->slipped;
    return reader_picks_on(c, PICKS_OUTPUT);
}

bool reader_picks(const reader *c) {
    return reader_asks(c) && c->scene.question.kind == ASK_PICK;
}

bool reader_plays(const reader *c, const session *s) {
    picture_turn next;
    if (c->lesson && c->scene.show == SHOW_PICTURE)
        return shown_picture_plays(&c->picture, &next) && !reader_asks(c);
    return c->lesson && !c->waiting && c->scene.play[0] && !c->played && s->player.walk && !reader_asks(c);
}

bool reader_hides_pixel(const reader *c, int channel, int row, int column) {
    const int *cell = c->scene.question.cell;
    return reader_asks(c) && c->scene.question.kind == ASK_PIXEL && cell[0] == channel && cell[1] == row &&
           cell[2] == column;
}

bool reader_allows(const reader *c, unsigned open) {
    return !c->lesson || (c->scene.open & open) == open;
}

int64_t reader_hides_from(const reader *c, const bench *b, cnn_phase phase, int node) {
    cnn_address at;
    bool here = reader_asks(c) && (c->scene.question.kind == ASK_CELL || c->scene.question.kind == ASK_VALUE) &&
                !cnn_failed(question_address(b, &c->scene, &at)) && at.phase == phase && at.node == node;
    return here ? cnn_walk_position(b->recording->walk, at) : INT64_MAX;
}

unsigned reader_bit(cnn_part part) {
    static const unsigned bits[] = {0, OPEN_PADDING, OPEN_SIZE, OPEN_STRIDE, OPEN_DILATION, OPEN_PICTURE};
    return bits[part];
}

bool reader_hides_gradient(const reader *c, const bench *b, int node, gradient_of of, int map, const int cell[3]) {
    const question *q = &c->scene.question;
    cnn_address at;
    if (!reader_asks(c) || q->kind != ASK_GRADIENT || q->of != of || (of == OF_FILTER && q->filter != map))
        return false;
    for (int i = 0; i < 3; i++)
        if (q->cell[i] != cell[i])
            return false;
    return !cnn_failed(question_address(b, &c->scene, &at)) && at.node == node;
}

bool reader_hides_positions(const reader *c) {
    ask kind = c->scene.question.kind;
    bool counts = kind == ASK_SIZE || kind == ASK_OUTPUTS || kind == ASK_PRODUCTS || kind == ASK_PARAMETERS;
    return reader_asks(c) && (counts || reader_help(c) != HELP_NUMBERS);
}

bool reader_hides_counted(const reader *c) {
    ask kind = c->scene.question.kind;
    return reader_asks(c) && (kind == ASK_OUTPUTS || kind == ASK_PRODUCTS);
}

bool reader_hides_winner(const reader *c) {
    return (reader_picks(c) && c->scene.question.pick == PICK_WINNER) || reader_help(c) != HELP_NUMBERS;
}

bool reader_hides_parameters(const reader *c) {
    return reader_asks(c) && (c->scene.question.kind == ASK_PARAMETERS || reader_help(c) != HELP_NUMBERS);
}

bool reader_hides_size(const reader *c) {
    return reader_asks(c) && c->scene.question.kind == ASK_SIZE;
}

/* Right at once, or missed; what was counted with a class is nobody's. */
static bool is_decided(const reader *c, bool *right) {
    bool missed = c->attempts > 0 || c->shown;
    *right = c->answered && !missed;
    return c->scene.question.kind != ASK_NOTHING && !c->tallying && (c->answered || missed);
}

void reader_mark(reader *c) {
    course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    uint64_t bit = UINT64_C(1) << c->page;
    bool right;
    if (c->quiz && c->lesson && is_decided(c, &right))
        reader_mark_quiz(c, right);
    if (c->quiz || !e || !c->lesson || (e->right | e->missed | e->answered) & bit || !is_decided(c, &right))
        return;
    *(right ? &e->right : &e->missed) |= bit;
    reader_note(c);
}

void reader_note(reader *c) {
    course_entry *e = c->at >= 0 && !c->quiz ? &c->entries[c->at] : NULL;
    if (c->quiz) {
        c->quiz->at = c->page;
        c->changed = true;
        c->changed_at = c->clock;
        reader_mark(c);
    }
    if (!e)
        return;
    e->page = c->page;
    e->far = e->far > c->page ? e->far : c->page;
    c->changed = true;
    c->changed_at = c->clock;
    reader_mark(c);
    if (c->answered)
        e->answered |= UINT64_C(1) << c->page;
}

/* A question whose answer was shown in the end is done with too. */
bool reader_is_done(const course_entry *e) {
    return e->far + 1 >= e->pages && (e->asked & ~(e->answered | e->right | e->missed)) == 0;
}

reader_score reader_score_of(const course_entry *e) {
    reader_score score = {0, 0};
    for (int i = 0; i < LESSON_PAGES; i++) {
        score.right += (int)((e->right & e->asked) >> i & 1);
        score.tried += (int)(((e->right | e->missed) & e->asked) >> i & 1);
    }
    return score;
}
