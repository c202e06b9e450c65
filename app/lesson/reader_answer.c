/* Answering what a page asks, alone or as a class. */
#include "reader.h"

#include "app.h"
#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is said when the answer was right. */
static void praise(app *a) {
    reader *c = &a->course;
    c->answered = true;
    cnn_format(c->hint, sizeof c->hint, "%s", tr(c->attempts ? "lesson.right_now" : "lesson.right"));
    reader_note(a);
    a->dirty = true;
}

void reader_type(app *a, const char *text) {
    reader *c = &a->course;
    for (; *text; text++) {
        size_t length = strlen(c->typed);
        bool fine = (*text >= '0' && *text <= '9') || *text == '.' || *text == '-';
        if (fine && length + 1 < sizeof c->typed) {
            c->typed[length] = *text;
            c->typed[length + 1] = '\0';
        }
    }
    a->dirty = true;
}

void reader_erase(app *a) {
    size_t length = strlen(a->course.typed);
    if (length)
        a->course.typed[length - 1] = '\0';
    a->dirty = true;
}

void reader_check(app *a) {
    reader *c = &a->course;
    if (!reader_asks_number(a) || !c->typed[0])
        return;
    char *end;
    double given = strtod(c->typed, &end);
    if (*end || !isfinite(given)) {
        cnn_format(c->hint, sizeof c->hint, tr("message.not_a_number"), c->typed);
    } else if (grading_given(&a->bench, &c->scene, given, c->hint)) {
        praise(a);
    } else {
        c->attempts++;
        c->typed[0] = '\0';
    }
    a->dirty = true;
}

void reader_choose(app *a, int choice) {
    reader *c = &a->course;
    const prose_block *choices[LESSON_CHOICES];
    if (!reader_asks(a) || c->scene.question.kind != ASK_CHOOSE ||
        choice > prose_choices(reader_text(a), choices, LESSON_CHOICES))
        return;
    if (c->tallying) {
        reader_count(a, choice, 1);
        return;
    }
    c->chosen = choice;
    if (choice == c->scene.question.choice) {
        praise(a);
    } else {
        c->attempts++;
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.not_this"));
    }
    a->dirty = true;
}

void reader_pick(app *a, int row, int column) {
    reader *c = &a->course;
    if (!reader_picks(a) || row < 0 || column < 0 || row >= a->bench.rows || column >= a->bench.columns)
        return;
    if (grading_picked(&a->bench, &c->scene, row, column, c->hint))
        praise(a);
    else
        c->attempts++;
    a->dirty = true;
}

void reader_show(app *a) {
    reader *c = &a->course;
    double right;
    if (!reader_asks(a))
        return;
    c->shown = true;
    cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.shown"));
    if (grading_takes_number(c->scene.question.kind) && !cnn_failed(grading_number(&a->bench, &c->scene, &right))) {
        char number[NUMBER_TEXT];
        number_text((float)right, 3, number);
        cnn_format(c->hint, sizeof c->hint, tr("lesson.shown_number"), number);
    }
    a->dirty = true;
}

void reader_tally(app *a) {
    reader *c = &a->course;
    if (!c->lesson || c->scene.question.kind != ASK_CHOOSE)
        return;
    c->tallying = !c->tallying;
    c->tally_shown = false;
    memset(c->tally, 0, sizeof c->tally);
    if (c->tallying)
        c->answered = c->shown = false;
    a->dirty = true;
}

void reader_count(app *a, int choice, int by) {
    int *count = &a->course.tally[choice - 1];
    *count = *count + by < 0 ? 0 : *count + by > 999 ? 999 : *count + by;
    a->dirty = true;
}

/* First the distribution, then the answer. */
void reader_reveal(app *a) {
    reader *c = &a->course;
    if (!c->tallying)
        return;
    if (c->tally_shown) {
        c->tallying = false;
        c->shown = true;
        c->chosen = c->scene.question.choice;
        cnn_format(c->hint, sizeof c->hint, "%s", tr("lesson.shown"));
    }
    c->tally_shown = true;
    a->dirty = true;
}

void reader_check_made(app *a) {
    reader *c = &a->course;
    if (!reader_asks(a) || c->scene.question.kind != ASK_MAKE || c->judged == a->bench.version)
        return;
    bool first = c->judged == 0;
    c->judged = a->bench.version;
    char hint[FEEDBACK_MAX];
    if (grading_made(&a->bench, &c->scene, hint) && !first)
        praise(a);
    else if (!first)
        cnn_format(c->hint, sizeof c->hint, "%s", hint);
    a->dirty = true;
}
