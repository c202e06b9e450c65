/* Each slip is tried in turn: the right arithmetic with that one thing done wrong. The first slip that gives the answer
 * is named; when none does, the first step of the right solution is shown. */
#include "feedback.h"

#include "feedback_parts.h"
#include "numbers.h"
#include "question.h"

#include <math.h>

static void hint_step(const wrong_number *w) {
    cnn_address at;
    if (cnn_failed(question_address(w->b, w->scene, &at)))
        return;
    cnn_step step = cnn_recording_step(w->b->recording, at);
    const cnn_node *node = &w->b->recording->net->nodes[at.node];
    if (at.phase == CNN_UPDATE)
        feedback_update(w, &step);
    else if (node->op->family == CNN_FAMILY_TERMS || node->op->family == CNN_FAMILY_LOSS)
        feedback_terms(w, &step);
    else if (node->op->family == CNN_FAMILY_WINDOW_SUM || node->op->family == CNN_FAMILY_UNITS)
        feedback_sum(w, &step);
    else if (node->op->window)
        feedback_pool(w, &step);
    else
        feedback_element(w, &step);
}

void feedback_number(const bench *b, const lesson_scene *scene, double given, double right, feedback_near *near,
    char hint[FEEDBACK_MAX]) {
    wrong_number w = {b, scene, given, right, near, hint};
    switch (scene->question.kind) {
    case ASK_CELL:
    case ASK_VALUE:
        hint_step(&w);
        break;
    case ASK_GRADIENT:
        feedback_gradient(&w);
        break;
    case ASK_SIZE:
        feedback_size(&w);
        break;
    default:
        feedback_count(&w);
        break;
    }
    if (!hint[0])
        cnn_format(hint, FEEDBACK_MAX, "%s", tr(given > right ? "hint.too_large" : "hint.too_small"));
}

void feedback_winner(
    const bench *b, const cnn_step *step, bool in_window, int row, int column, char hint[FEEDBACK_MAX]) {
    char value[NUMBER_TEXT], best[NUMBER_TEXT];
    number_text(step->result.result, 3, best);
    if (!in_window) {
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.outside_window"));
        return;
    }
    float picked = 0;
    for (int64_t tap = 0; tap < step->taps; tap++) {
        cnn_tap cell = cnn_recording_cell(b->recording, step, tap);
        if (cell.row == row && cell.column == column)
            picked = cnn_recording_numbers(b->recording, step, tap).input;
    }
    number_text(picked, 3, value);
    cnn_format(hint, FEEDBACK_MAX, tr("hint.not_the_winner"), value);
}

/* Whether the number is that of a pixel so many rows and columns away. */
static bool is_pixel(
    const shown_picture *p, const int cell[3], int down, int right, double given, feedback_near *near) {
    int row = cell[1] + down, column = cell[2] + right;
    bool inside = row >= 0 && column >= 0 && row < p->rows && column < p->columns;
    return inside && near(given, shown_picture_number(p, cell[0], row, column));
}

void feedback_pixel(const lesson_scene *scene, double given, feedback_near *near, char hint[FEEDBACK_MAX]) {
    const shown_picture *p = scene->shown;
    const int *cell = scene->question.cell;
    int turned = cell[2] - cell[1];
    const char *key = "hint.pixel_find";
    if (turned && is_pixel(p, cell, turned, -turned, given, near))
        key = "hint.pixel_turned";
    else if (p->divided && near(given, 255 * shown_picture_number(p, cell[0], cell[1], cell[2])))
        key = "hint.pixel_divide";
    else if (!p->divided && near(given, shown_picture_number(p, cell[0], cell[1], cell[2]) / 255))
        key = "hint.pixel_divided";
    else if (is_pixel(p, cell, 0, 1, given, near) || is_pixel(p, cell, 0, -1, given, near))
        key = "hint.pixel_column";
    else if (is_pixel(p, cell, 1, 0, given, near) || is_pixel(p, cell, -1, 0, given, near))
        key = "hint.pixel_row";
    cnn_format(hint, FEEDBACK_MAX, tr(key), cell[1], cell[2]);
}
