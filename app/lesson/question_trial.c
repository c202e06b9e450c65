/* The engine answers the question of every page; what it cannot answer, or answers at once, is a problem. */
#include "question_trial.h"

#include "grading.h"
#include "made.h"
#include "remark.h"
#include "slip.h"

#include <math.h>
#include <string.h>

/* The line stands before a problem anyway. */
static const char *reason_of(const cnn_status *status) {
    return strncmp(status->message, "line ", 5) ? status->message : strchr(status->message, ':') + 2;
}

/* A hint of the author for an answer that is right would never be seen. */
static void try_hints(lesson *l, int page, double right) {
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        int from = 0;
        for (prose b; (b = prose_next_aside(&l->pages[page].text[i], PROSE_HINT, &from)).count;) {
            typed_answer named = answer_read(b.blocks->answer);
            if (named.kind == ANSWER_NUMBER && fabs(named.value[0] - right) < 1e-6)
                lesson_problem(l, (language)i, l->pages[page].line[i] + 1 + b.blocks->line,
                    "the author's hint for %s is never shown: that is the right answer", b.blocks->answer);
        }
    }
}

static void try_pick(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    const question *q = &scene->question;
    char hint[FEEDBACK_MAX];
    bool found = false;
    int rows = b->rows, columns = b->columns;
    if (q->pick == PICK_WRONG) {
        double number;
        cnn_status status = slip_shown(b, scene, &number);
        if (cnn_failed(status))
            lesson_problem(l, l->original, q->line, "%s", reason_of(&status));
        return;
    }
    if (q->pick == PICK_WEIGHT)
        rows = columns = BENCH_KERNEL;
    for (int y = 0; y < rows && (b->source != BENCH_INSIDE || q->pick == PICK_WEIGHT); y++)
        for (int x = 0; x < columns; x++)
            found |= grading_picked(b, scene, y, x, hint);
    if (!found && (q->pick == PICK_WEIGHT || q->pick == PICK_PIXEL))
        lesson_problem(l, l->original, q->line, "on \"%s\" no %s at the cursor: cell [%d, %d] is not under the window",
            l->pages[page].id, q->pick == PICK_WEIGHT ? "weight meets that pixel" : "pixel meets that weight",
            q->cell[1], q->cell[2]);
    else if (!found)
        lesson_problem(l, l->original, q->line, "on \"%s\" there is no cell to pick", l->pages[page].id);
}

/* A mistake can be found only when it changes the number, and no other does so in the same way. */
static void try_bug(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    static const char *const names[SLIPS] = {"", "bias", "flip", "product", "division", "padding", "size"};
    const question *q = &scene->question;
    double wrong, other;
    cnn_status status = slip_number(b, scene, q->bug, &wrong);
    if (cnn_failed(status))
        lesson_problem(l, l->original, q->line, "%s", reason_of(&status));
    bool of_size = q->bug >= SLIP_PADDING;
    for (int i = 1; i < SLIPS && !cnn_failed(status); i++)
        if (i != (int)q->bug && (i >= SLIP_PADDING) == of_size && !cnn_failed(slip_number(b, scene, (slip)i, &other)) &&
            grading_near(other, wrong))
            lesson_problem(l, l->original, q->line, "on \"%s\" the mistake %s gives the same number as %s",
                l->pages[page].id, names[i], names[q->bug]);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (l->pages[page].title[i] && !prose_has(&l->pages[page].text[i], "{wrong}"))
            lesson_problem(l, (language)i, l->pages[page].line[i],
                "the question of \"%s\" shows its wrong number as {wrong} in the block quote", l->pages[page].id);
}

static void try_make(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    const char *id = l->pages[page].id;
    char hint[FEEDBACK_MAX];
    int line = scene->question.line;
    if (grading_wants_training(&scene->question)) {
        if (scene->show != SHOW_TRAINING)
            lesson_problem(l, l->original, line, "on \"%s\" accuracy and parameters_below are for show: training", id);
    } else if (grading_made(b, scene, hint)) {
        lesson_problem(l, l->original, line, "on \"%s\" what is to be made holds from the start", id);
    } else if (!scene->open) {
        lesson_problem(l, l->original, line, "on \"%s\" something is to be made, but nothing is open", id);
    } else if (b->source != BENCH_INSIDE && !made_can_be(b, scene)) {
        lesson_problem(
            l, l->original, line, "on \"%s\" nothing that is open can make it so: the question has no solution", id);
    }
}

void question_try(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    const question *q = &scene->question;
    double right;
    cnn_status status = cnn_ok();
    if (grading_takes_number(q->kind))
        status = grading_number(b, scene, &right);
    if (cnn_failed(status)) {
        lesson_problem(l, l->original, q->line, "%s", reason_of(&status));
        return;
    }
    if (grading_takes_number(q->kind))
        try_hints(l, page, right);
    if (q->kind == ASK_MAKE)
        try_make(l, page, b, scene);
    if (q->kind == ASK_PICK)
        try_pick(l, page, b, scene);
    if (q->bug)
        try_bug(l, page, b, scene);
}
