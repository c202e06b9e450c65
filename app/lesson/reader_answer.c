/* Answering what a page asks, alone or as a class. */
#include "reader.h"

#include "numbers.h"
#include "remark.h"

#include <string.h>

/* What is said when the answer was right. */
static void praise(reader *c) {
    c->answered = true;
    cnn_format(c->hint, sizeof c->hint, "%s", tr(c->attempts ? "lesson.right_now" : "lesson.right"));
    reader_note(c);
}

void reader_type(reader *c, const char *text) {
    for (; *text; text++) {
        size_t length = strlen(c->typed);
        bool fine = (*text >= '0' && *text <= '9') || *text == '.' || *text == '-';
        if (fine && length + 1 < sizeof c->typed) {
            c->typed[length] = *text;
            c->typed[length + 1] = '\0';
        }
    }
}

void reader_erase(reader *c) {
    size_t length = strlen(c->typed);
    if (length)
        c->typed[length - 1] = '\0';
}

void reader_check(reader *c, const bench *b) {
    if (!reader_asks_number(c) || !c->typed[0])
        return;
    answer given = answer_read(c->typed);
    if (given.kind != ANSWER_NUMBER) {
        cnn_format(c->hint, sizeof c->hint, tr("message.not_a_number"), c->typed);
    } else if (grading_given(b, &c->scene, given.value[0], c->hint)) {
        praise(c);
    } else {
        c->attempts++;
        cnn_format(c->checked, sizeof c->checked, "%s", c->typed);
        c->typed[0] = '\0';
        if (remark_to_answer(reader_text(c), &given).count)
            cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_yet"));
    }
}

prose reader_remark(const reader *c) {
    const prose *text = reader_text(c);
    if (!text || !c->hint[0] || c->tallying)
        return (prose){0};
    if (c->answered || c->shown)
        return remark_because(text, &c->scene.question);
    if (c->chosen)
        return remark_to_choice(text, c->chosen);
    answer given = answer_read(c->checked);
    return c->checked[0] ? remark_to_answer(text, &given) : (prose){0};
}

void reader_choose(reader *c, int choice) {
    const prose_block *choices[LESSON_CHOICES];
    if (!reader_asks(c) || c->scene.question.kind != ASK_CHOOSE ||
        choice > prose_choices(reader_text(c), choices, LESSON_CHOICES))
        return;
    if (c->tallying) {
        reader_count(c, choice, 1);
        return;
    }
    c->chosen = choice;
    if (choice == c->scene.question.choice) {
        praise(c);
    } else {
        c->attempts++;
        bool told = remark_to_choice(reader_text(c), choice).count > 0;
        cnn_format(c->hint, sizeof c->hint, "%s", tr(told ? "lesson.not_yet" : "lesson.not_this"));
    }
}

void reader_pick(reader *c, const bench *b, int row, int column) {
    if (!reader_picks(c) || row < 0 || column < 0 || row >= b->rows || column >= b->columns)
        return;
    if (grading_picked(b, &c->scene, row, column, c->hint))
        praise(c);
    else
        c->attempts++;
}

void reader_show(reader *c, const bench *b) {
    double right;
    if (!reader_asks(c))
        return;
    c->shown = true;
    c->counting = 0;
    bool told = remark_because(reader_text(c), &c->scene.question).count > 0;
    cnn_format(c->hint, sizeof c->hint, "%s", tr(told ? "lesson.shown_because" : "lesson.shown"));
    if (grading_takes_number(c->scene.question.kind) && !cnn_failed(grading_number(b, &c->scene, &right))) {
        char number[NUMBER_TEXT];
        number_text((float)right, 3, number);
        cnn_format(c->hint, sizeof c->hint, tr(told ? "lesson.shown_number_because" : "lesson.shown_number"), number);
    }
}

void reader_tally(reader *c) {
    if (!reader_asks(c) || c->scene.question.kind != ASK_CHOOSE || c->tallying)
        return;
    c->tallying = true;
    c->chosen = c->counting = 0;
    c->hint[0] = '\0';
}

void reader_count(reader *c, int choice, int by) {
    int *count = &c->tally[choice - 1];
    *count = *count + by < 0 ? 0 : *count + by > 999 ? 999 : *count + by;
}

bool reader_check_made(reader *c, const bench *b) {
    if (!reader_asks(c) || c->scene.question.kind != ASK_MAKE || c->graded == b->version)
        return false;
    bool first = c->graded == 0;
    c->graded = b->version;
    char hint[FEEDBACK_MAX];
    if (grading_made(b, &c->scene, hint) && !first)
        praise(c);
    else if (!first)
        cnn_format(c->hint, sizeof c->hint, "%s", hint);
    return true;
}
