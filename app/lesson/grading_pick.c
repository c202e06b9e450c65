/* Answers that are clicked. */
#include "feedback.h"
#include "grading.h"
#include "numbers.h"
#include "question.h"

static int64_t readers_on(cnn_axis axis, int64_t cell) {
    int64_t output = cnn_axis_measure(axis).output, count = 0;
    cnn_span windows = cnn_axis_reach(axis, output, (cnn_span){cell, cell});
    for (int64_t i = windows.first; i <= windows.last; i++)
        count += cnn_axis_tap(axis, i, cell) >= 0;
    return count;
}

/* How many windows read the cell. */
static int64_t readers_of(const bench *b, int row, int column) {
    return readers_on(bench_axis(b, CNN_VERTICAL), row) * readers_on(bench_axis(b, CNN_HORIZONTAL), column);
}

static int64_t most_readers(const bench *b) {
    int64_t most = 0;
    for (int y = 0; y < b->rows; y++)
        for (int x = 0; x < b->columns; x++) {
            int64_t count = readers_of(b, y, x);
            most = count > most ? count : most;
        }
    return most;
}

/* The step that the question is about; false: there is none, and the hint says why. */
static bool step_asked(const bench *b, const lesson_scene *scene, cnn_step *out, char hint[FEEDBACK_MAX]) {
    cnn_address at;
    cnn_status status = question_address(b, scene, &at);
    if (cnn_failed(status))
        cnn_format(hint, FEEDBACK_MAX, "%s", status.message);
    else
        *out = cnn_recording_step(b->recording, at);
    return !cnn_failed(status);
}

static bool picked_winner(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]) {
    cnn_step step;
    if (!step_asked(b, scene, &step, hint))
        return false;
    bool in_window = false;
    for (int64_t tap = 0; tap < step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(b->recording, &step, tap);
        bool here = !cell.padding && cell.row == row && cell.column == column;
        in_window |= here;
        if (here && cnn_recording_numbers(b->recording, &step, tap).input == step.result.result)
            return true; /* one of several that are equal is as good as the first */
    }
    feedback_winner(b, &step, in_window, row, column, hint);
    return false;
}

pick_place grading_pick_place(pick_kind kind) {
    return kind == PICK_WEIGHT ? PICKS_FILTER : kind == PICK_WRONG ? PICKS_OUTPUT : PICKS_INPUT;
}

/* The pixel and the weight that meet at a tap of the window. */
typedef struct meeting {
    int pixel[2], weight[2];
} meeting;

static bool meets(const bench *b, const cnn_step *step, int channel, int64_t tap, meeting *out) {
    int64_t plane = (int64_t)step->term.tap_rows * step->term.tap_columns;
    cnn_tap cell = cnn_recording_cell(b->recording, step, tap);
    *out = (meeting){
        {cell.row, cell.column}, {(int)(tap % plane / step->term.tap_columns), (int)(tap % step->term.tap_columns)}};
    return tap / plane == channel;
}

static bool same_place(const int place[2], int row, int column) {
    return place[0] == row && place[1] == column;
}

/* Which weight met a pixel, or the other way round: the window is laid on, and the filter is not turned. */
static bool picked_pair(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]) {
    const question *q = &scene->question;
    cnn_step step;
    if (!step_asked(b, scene, &step, hint))
        return false;
    const int *asked = q->cell + 1;
    bool weight = q->pick == PICK_WEIGHT, under = false, flipped = false, right = false, swapped = false;
    int rows = step.term.tap_rows, columns = step.term.tap_columns;
    for (int64_t tap = 0; tap < step.taps; tap++) {
        meeting m, turned;
        if (!meets(b, &step, q->cell[0], tap, &m))
            continue;
        under |= same_place(m.pixel, row, column);
        if (!same_place(weight ? m.pixel : m.weight, asked[0], asked[1]))
            continue;
        right |= same_place(weight ? m.weight : m.pixel, row, column);
        meets(b, &step, 0, (int64_t)(rows - 1 - m.weight[0]) * columns + columns - 1 - m.weight[1], &turned);
        flipped |= same_place(weight ? turned.weight : turned.pixel, row, column);
        swapped |= weight && same_place(m.weight, column, row);
    }
    if (!weight && !under)
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.outside_window"));
    else if (!right)
        cnn_format(hint, FEEDBACK_MAX, "%s",
            tr(flipped    ? "hint.pick_flipped"
                : swapped ? "hint.pick_swapped"
                          : "hint.pick_pair"));
    return right;
}

static bool picked_wrong(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]) {
    cnn_address at;
    if (row == scene->wrong[0] && column == scene->wrong[1])
        return true;
    if (cnn_failed(question_address(b, scene, &at)))
        return false;
    cnn_step step = cnn_recording_step(b->recording, at);
    if (row >= step.term.rows || column >= step.term.columns)
        return false;
    at.row = row;
    at.column = column;
    char number[NUMBER_TEXT];
    number_text(cnn_recording_step(b->recording, at).result.result, 3, number);
    tr_format(hint, FEEDBACK_MAX, "hint.pick_sound", number, row, column);
    return false;
}

bool grading_picked(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]) {
    pick_kind kind = scene->question.pick;
    hint[0] = '\0';
    if (kind == PICK_WINNER)
        return picked_winner(b, scene, row, column, hint);
    if (kind == PICK_WEIGHT || kind == PICK_PIXEL)
        return picked_pair(b, scene, row, column, hint);
    if (kind == PICK_WRONG)
        return picked_wrong(b, scene, row, column, hint);
    int64_t count = readers_of(b, row, column), wanted = kind == PICK_UNVISITED ? 0
                                                         : kind == PICK_ONCE    ? 1
                                                                                : most_readers(b);
    if (count == wanted)
        return true;
    cnn_format(hint, FEEDBACK_MAX, tr(kind == PICK_MOST ? "hint.pick_most" : "hint.pick_count"), (long long)count,
        (long long)wanted);
    return false;
}
