/* The sentence about an answer. It is made anew when the language changes, from what was answered. */
#include "reader.h"

#include "numbers.h"
#include "remark.h"
#include "slip.h"

/* The engine's own hint, or a short word before what the author says. */
static void tell_wrong(reader *c, const bench *b) {
    ask kind = c->scene.question.kind;
    bool told = reader_remark(c).count > 0;
    if (told && kind != ASK_MAKE && kind != ASK_PICK) {
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_yet"));
    } else if (kind == ASK_CHOOSE) {
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_this"));
    } else if (kind == ASK_PICK) {
        grading_picked(b, &c->scene, c->picked[0], c->picked[1], c->hint);
    } else if (kind == ASK_MAKE) {
        reader_has_made(c, b, c->hint);
    } else {
        typed_answer given = answer_read(c->checked);
        grading_answer(b, &c->scene, &given, c->hint);
    }
}

static void tell_shown(reader *c, const bench *b) {
    char text[64];
    bool told = reader_remark(c).count > 0;
    cnn_format(c->hint, sizeof c->hint, "%s", tr(told ? "lesson.shown_because" : "lesson.shown"));
    if (c->scene.question.kind == ASK_MAKE && !grading_wants_training(&c->scene.question))
        cnn_format(c->hint, sizeof c->hint, "%s", tr(told ? "lesson.shown_way" : "lesson.shown_made"));
    if (grading_takes_number(c->scene.question.kind) && !cnn_failed(grading_text(b, &c->scene, text, sizeof text)))
        cnn_format(c->hint, sizeof c->hint, tr(told ? "lesson.shown_number_because" : "lesson.shown_number"), text);
}

void reader_tell(reader *c, const bench *b, reader_say say) {
    c->say = say;
    c->said_in = strings_language();
    c->hint[0] = '\0';
    c->told++;
    typed_answer given = answer_read(c->checked);
    bool explains = c->scene.question.kind == ASK_EXPLAIN;
    switch (say) {
    case SAY_NOTHING:
        break;
    case SAY_FIRST:
        cnn_format(c->hint, sizeof c->hint, "%s",
            tr(c->scene.question.kind == ASK_MAKE ? "lesson.first_make" : "lesson.first_answer"));
        break;
    case SAY_WRONG:
        tell_wrong(c, b);
        break;
    case SAY_UNREAD:
        if (explains)
            cnn_format(c->hint, sizeof c->hint, "%s", tr("answer.sentence"));
        else
            grading_can_judge(&c->scene, &given, c->hint);
        break;
    case SAY_RIGHT:
        cnn_format(c->hint, sizeof c->hint, "%s",
            tr(explains       ? (c->attempts ? "lesson.was_not_it" : "lesson.had_it_said")
                : c->attempts ? "lesson.right_now"
                              : "lesson.right"));
        break;
    case SAY_COMPARE:
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.compare"));
        break;
    case SAY_SHOWN:
        tell_shown(c, b);
        break;
    case SAY_SOLVED:
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.solved"));
        break;
    }
}

/* A page that was solved in an earlier visit stands there with its answer; a class sees none of that. */
static void restore(reader *c, const bench *b) {
    const course_entry *e = c->at >= 0 ? &c->entries[c->at] : NULL;
    const question *q = &c->scene.question;
    uint64_t solved = c->quiz ? c->quiz->right | c->quiz->missed : e ? e->answered : 0;
    bool touched = c->answered || c->shown || c->tallying || c->attempts || c->retried || c->presents;
    if (q->kind == ASK_NOTHING || touched || !(solved >> c->page & 1))
        return;
    c->answered = c->solved = true;
    c->chosen = q->kind == ASK_CHOOSE ? q->choice : 0;
    if (grading_takes_number(q->kind))
        grading_text(b, &c->scene, c->typed, sizeof c->typed);
    reader_tell(c, b, SAY_SOLVED);
}

/* The wrong numbers that a page shows are made by the engine. */
static void make_wrong(reader *c, const bench *b) {
    double number;
    char text[NUMBER_TEXT];
    const question *q = &c->scene.question;
    if (q->bug && !cnn_failed(slip_number(b, &c->scene, q->bug, &number))) {
        number_text((float)number, 3, text);
        for (int i = 0; i < LANGUAGE_COUNT; i++)
            prose_fill(&c->lesson->pages[c->page].text[i], "{wrong}", text);
    }
    if (q->kind == ASK_PICK && q->pick == PICK_WRONG)
        slip_shown(b, &c->scene, &c->slipped);
}

void reader_begin_question(reader *c, const bench *b) {
    make_wrong(c, b);
    restore(c, b);
}
