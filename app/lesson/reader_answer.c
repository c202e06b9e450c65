/* Answering what a page asks, alone or as a class. */
#include "reader.h"

#include "remark.h"

#include <string.h>

static void judge(reader *c, const bench *b, bool right) {
    c->answered = right;
    c->typing &= !right;
    if (!right)
        c->attempts++;
    reader_tell(c, b, right ? SAY_RIGHT : SAY_WRONG);
    reader_note(c);
}

text_field reader_field(reader *c) {
    return (text_field){c->typed, sizeof c->typed, &c->caret};
}

/* A sentence is judged by who wrote it. */
static void compare(reader *c, const bench *b) {
    cnn_format(c->checked, sizeof c->checked, "%s", c->typed);
    c->compares = strlen(c->typed) >= 6;
    c->typing &= !c->compares;
    reader_tell(c, b, c->compares ? SAY_COMPARE : SAY_UNREAD);
}

void reader_judge_own(reader *c, const bench *b, bool had_it) {
    if (!c->compares)
        return;
    c->compares = false;
    c->attempts += !had_it;
    c->answered = true;
    reader_tell(c, b, SAY_RIGHT);
    reader_note(c);
}

/* What was checked stays, selected: the next key takes its place. */
void reader_check(reader *c, const bench *b) {
    if (reader_asks_typed(c) && c->scene.question.kind == ASK_EXPLAIN)
        compare(c, b);
    if (!reader_asks_number(c))
        return;
    char ignored[FEEDBACK_MAX];
    typed_answer given = answer_read(c->typed);
    cnn_format(c->checked, sizeof c->checked, "%s", c->typed);
    field_select_all(reader_field(c));
    if (!grading_can_judge(&c->scene, &given, ignored)) {
        reader_tell(c, b, SAY_UNREAD);
        return;
    }
    judge(c, b, grading_answer(b, &c->scene, &given, ignored));
}

prose reader_remark(const reader *c) {
    const prose *text = reader_text(c);
    if (!text || (c->tallying && !c->shown))
        return (prose){0};
    if (c->answered || c->shown || c->compares)
        return remark_because(text, &c->scene.question);
    if (c->say != SAY_WRONG)
        return (prose){0};
    if (c->chosen)
        return remark_to_choice(text, c->chosen);
    typed_answer given = answer_read(c->checked);
    return given.readings ? remark_to_answer(text, &given) : (prose){0};
}

void reader_choose(reader *c, const bench *b, int choice) {
    const prose_block *choices[LESSON_CHOICES];
    if (!reader_asks(c) || c->scene.question.kind != ASK_CHOOSE ||
        choice > prose_choices(reader_text(c), choices, LESSON_CHOICES))
        return;
    if (c->tallying) {
        reader_count(c, choice, 1);
        return;
    }
    c->chosen = choice;
    judge(c, b, choice == c->scene.question.choice);
}

void reader_pick(reader *c, const bench *b, int row, int column) {
    char ignored[FEEDBACK_MAX];
    if (!reader_picks(c) || row < 0 || column < 0)
        return;
    bool on_input = reader_picks_on(c, PICKS_INPUT) && b->source != BENCH_INSIDE;
    if (on_input && (row >= b->rows || column >= b->columns))
        return;
    c->picked[0] = row;
    c->picked[1] = column;
    judge(c, b, grading_picked(b, &c->scene, row, column, ignored));
}

void reader_show(reader *c, const bench *b) {
    if (!reader_asks(c))
        return;
    c->shown = true;
    c->typing = false;
    c->counting = 0;
    reader_tell(c, b, SAY_SHOWN);
}

void reader_again(reader *c) {
    c->answered = c->solved = false;
    c->retried = true;
    c->attempts = c->chosen = 0;
    c->typed[0] = c->checked[0] = c->hint[0] = '\0';
    c->caret = (caret){0};
    c->say = SAY_NOTHING;
}

void reader_present(reader *c, bool shown) {
    c->presents = shown;
    if (shown && c->solved)
        reader_again(c);
}

void reader_tally(reader *c) {
    if (!reader_asks(c) || c->scene.question.kind != ASK_CHOOSE || c->tallying)
        return;
    c->tallying = true;
    c->chosen = c->counting = 0;
    c->hint[0] = '\0';
    c->say = SAY_NOTHING;
}

void reader_count(reader *c, int choice, int by) {
    int *count = &c->tally[choice - 1];
    *count = *count + by < 0 ? 0 : *count + by > 999 ? 999 : *count + by;
}

/* A goal about the network that trains is looked at again when that has been judged; others when the bench changes. */
static uint64_t version_of(const reader *c, const bench *b) {
    const grading_training *t = &c->training;
    if (!grading_wants_training(&c->scene.question))
        return b->version;
    return 1 + (uint64_t)t->known + (uint64_t)t->parameters * 2 + (uint64_t)(t->accuracy * 1e4) * 100000007u;
}

bool reader_check_made(reader *c, const bench *b) {
    uint64_t version = version_of(c, b);
    if (!reader_asks(c) || c->scene.question.kind != ASK_MAKE || c->graded == version)
        return false;
    bool first = c->graded == 0 && !grading_wants_training(&c->scene.question);
    c->graded = version;
    if (first)
        return true;
    c->answered = reader_has_made(c, b, (char[FEEDBACK_MAX]){0});
    reader_tell(c, b, c->answered ? SAY_RIGHT : SAY_WRONG);
    if (c->answered)
        reader_note(c);
    return true;
}

bool reader_has_made(const reader *c, const bench *b, char hint[FEEDBACK_MAX]) {
    const question *q = &c->scene.question;
    return grading_wants_training(q) ? grading_trained(&c->training, q, hint) : grading_made(b, &c->scene, hint);
}
