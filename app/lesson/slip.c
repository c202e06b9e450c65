/* A slip that leaves the number as it is teaches nothing, so it counts as one that cannot be made. */
#include "slip.h"

#include "question.h"

#include <math.h>

double slip_flipped(const bench *b, const cnn_step *step) {
    double sum = step->result.bias;
    int64_t plane = (int64_t)step->term.tap_rows * step->term.tap_columns;
    for (int64_t tap = 0; tap < step->taps; tap++) {
        int64_t other = tap / plane * plane + plane - 1 - tap % plane;
        sum += (double)cnn_recording_numbers(b->recording, step, tap).input *
               (double)cnn_recording_numbers(b->recording, step, other).weight;
    }
    return sum;
}

double slip_bare_sum(const bench *b, const cnn_step *step) {
    double sum = 0;
    for (int64_t tap = 0; tap < step->taps; tap++)
        if (!cnn_recording_cell(b->recording, step, tap).padding)
            sum += (double)cnn_recording_numbers(b->recording, step, tap).input;
    return sum;
}

static double largest_product(const bench *b, const cnn_step *step) {
    double largest = 0;
    for (int64_t tap = 0; tap < step->taps; tap++) {
        double product = (double)cnn_recording_numbers(b->recording, step, tap).product;
        largest = fabs(product) > fabs(largest) ? product : largest;
    }
    return largest;
}

bool slip_in_step(const bench *b, const cnn_step *step, slip made, double *out) {
    const cnn_node *node = &b->recording->net->nodes[step->address.node];
    bool weighs = node->weight_count > 0, window = node->op->window;
    double right = step->result.result;
    *out = right;
    if (made == SLIP_BIAS && weighs)
        *out = right - (double)step->result.bias;
    else if (made == SLIP_FLIP && weighs && window)
        *out = slip_flipped(b, step);
    else if (made == SLIP_PRODUCT && weighs)
        *out = right - largest_product(b, step);
    else if (made == SLIP_DIVISION && !weighs && window && step->term.fold == CNN_FOLD_SUM)
        *out = slip_bare_sum(b, step);
    return fabs(*out - right) > 1e-4 * fmax(1, fabs(right));
}

bool slip_in_size(cnn_axis x, slip made, double *out) {
    cnn_axis_size size = cnn_axis_measure(x);
    double room = (double)x.input - (double)cnn_axis_extent(x);
    *out = (double)size.output;
    if (!cnn_fit_valid(size.fit) || x.kind == CNN_AXIS_STAMP)
        return false;
    if (made == SLIP_SIZE)
        *out = (double)size.output - 1;
    else if (made == SLIP_PADDING)
        *out = floor(room / (double)x.stride) + 1;
    return *out != (double)size.output;
}

static cnn_status step_asked(const bench *b, const lesson_scene *scene, cnn_step *out) {
    cnn_address at;
    cnn_status status = question_address(b, scene, &at);
    if (!cnn_failed(status))
        *out = cnn_recording_step(b->recording, at);
    return status;
}

cnn_status slip_number(const bench *b, const lesson_scene *scene, slip made, double *out) {
    cnn_step step;
    bool done;
    if (made == SLIP_SIZE || made == SLIP_PADDING) {
        done = slip_in_size(question_axis(b, scene), made, out);
    } else {
        cnn_status status = step_asked(b, scene, &step);
        if (cnn_failed(status))
            return status;
        done = slip_in_step(b, &step, made, out);
    }
    return done ? cnn_ok()
                : cnn_fail(CNN_BAD_INPUT, "line %d: this mistake does not change the number, so it cannot be found",
                      scene->question.line);
}

cnn_status slip_shown(const bench *b, const lesson_scene *scene, double *out) {
    cnn_step step;
    cnn_status status = step_asked(b, scene, &step);
    if (cnn_failed(status))
        return status;
    cnn_address at = step.address;
    at.row = scene->wrong[0];
    at.column = scene->wrong[1];
    if (at.row >= step.term.rows || at.column >= step.term.columns)
        return cnn_fail(CNN_BAD_INPUT,
            "line %d: the output has %d rows and %d columns, and wrong names row %d, column %d", scene->question.line,
            step.term.rows, step.term.columns, at.row, at.column);
    step = cnn_recording_step(b->recording, at);
    return slip_in_step(b, &step, scene->slip, out)
               ? cnn_ok()
               : cnn_fail(CNN_BAD_INPUT, "line %d: this slip does not change the number at wrong: [%d, %d]",
                     scene->question.line, at.row, at.column);
}
