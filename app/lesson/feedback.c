/* Each slip is tried in turn: the right arithmetic with that one thing done wrong. The first slip that gives the answer
 * is named; when none does, the first step of the right solution is shown. */
#include "feedback.h"

#include "question.h"
#include "slip.h"

#include "numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "3·1" and the like, of one tap. */
static void product_text(const bench *b, const cnn_step *step, int64_t tap, char *text, size_t size) {
    char input[NUMBER_TEXT], weight[NUMBER_TEXT];
    cnn_numbers n = cnn_recording_numbers(b->recording, step, tap);
    number_text(n.input, 3, input);
    number_text(n.weight, 3, weight);
    cnn_format(text, size, "{input}%s{}·{filter}%s{}", input, weight);
}

static bool missed_product(
    const bench *b, const cnn_step *step, double given, double right, feedback_near *near, char *hint) {
    for (int64_t tap = 0; tap < step->taps; tap++) {
        float product = cnn_recording_numbers(b->recording, step, tap).product;
        if (product == 0 || !near(given, right - (double)product))
            continue;
        char text[64];
        cnn_tap cell = cnn_recording_cell(b->recording, step, tap);
        product_text(b, step, tap, text, sizeof text);
        cnn_format(hint, FEEDBACK_MAX, tr("hint.missed_product"), text, cell.row, cell.column);
        return true;
    }
    return false;
}

/* One channel's share of the sum, without the others. */
static int lone_channel(const bench *b, const cnn_step *step, double given, feedback_near *near) {
    int64_t plane = (int64_t)step->term.tap_rows * step->term.tap_columns;
    for (int c = 0; c < step->term.channels; c++) {
        double sum = step->result.bias, bare = 0;
        for (int64_t tap = 0; tap < plane; tap++)
            bare += (double)cnn_recording_numbers(b->recording, step, c * plane + tap).product;
        if (near(given, bare) || near(given, sum + bare))
            return c;
    }
    return -1;
}

/* The neighbouring window's number: off by one row or column. */
static bool neighbour(const bench *b, const cnn_step *step, double given, feedback_near *near, int *row, int *column) {
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            cnn_address at = step->address;
            at.row += dy;
            at.column += dx;
            bool inside = (dy || dx) && at.row >= 0 && at.column >= 0 && at.row < step->term.rows &&
                          at.column < step->term.columns;
            if (!inside || !near(given, (double)cnn_recording_step(b->recording, at).result.result))
                continue;
            *row = at.row;
            *column = at.column;
            return true;
        }
    return false;
}

/* The first row of the window, multiplied and added up, to begin with. */
static void begin_sum(const bench *b, const cnn_step *step, char *hint) {
    char sum_text[NUMBER_TEXT];
    double sum = 0;
    int64_t taps = step->term.tap_columns < step->taps ? step->term.tap_columns : step->taps;
    taps = taps < 5 ? taps : 5;
    hint[0] = '\0';
    char terms[240] = "";
    for (int64_t tap = 0; tap < taps; tap++) {
        char text[64];
        product_text(b, step, tap, text, sizeof text);
        cnn_append(terms, sizeof terms, "%s%s", tap ? " + " : "", text);
        sum += (double)cnn_recording_numbers(b->recording, step, tap).product;
    }
    number_text((float)sum, 3, sum_text);
    cnn_format(hint, FEEDBACK_MAX, tr("hint.begin_sum"), terms, sum_text);
}

static void hint_convolution(
    const bench *b, const cnn_step *step, double given, double right, feedback_near *near, char *hint) {
    char text[NUMBER_TEXT];
    int row, column;
    number_text(step->result.bias, 3, text);
    if (step->result.bias != 0 && near(given, right - (double)step->result.bias))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.bias"), text);
    else if (missed_product(b, step, given, right, near, hint))
        return;
    else if (near(given, slip_bare_sum(b, step)))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.weights_forgotten"));
    else if (near(given, slip_flipped(b, step)))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.flipped"));
    else if (step->term.channels > 1 && lone_channel(b, step, given, near) >= 0)
        cnn_format(hint, FEEDBACK_MAX, tr("hint.one_channel"), step->term.channels, lone_channel(b, step, given, near));
    else if (neighbour(b, step, given, near, &row, &column))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.neighbour"), row, column);
    else
        begin_sum(b, step, hint);
}

static void hint_pool(const bench *b, const cnn_step *step, double given, feedback_near *near, char *hint) {
    double most = -INFINITY, least = INFINITY, sum = 0;
    int64_t count = 0;
    char list[200] = "", text[NUMBER_TEXT];
    for (int64_t tap = 0; tap < step->taps; tap++) {
        cnn_tap cell = cnn_recording_cell(b->recording, step, tap);
        if (cell.padding)
            continue;
        double value = (double)cnn_recording_numbers(b->recording, step, tap).input;
        most = fmax(most, value);
        least = fmin(least, value);
        sum += value;
        number_text((float)value, 3, text);
        cnn_append(list, sizeof list, "%s%s", count ? ", " : "", text);
        count++;
    }
    cnn_fold fold = step->term.fold;
    int row, column;
    if (fold != CNN_FOLD_LARGEST && near(given, most))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.that_is_max"));
    else if (fold != CNN_FOLD_SMALLEST && near(given, least))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.that_is_min"));
    else if (fold != CNN_FOLD_SUM && near(given, sum / (double)count))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.that_is_average"));
    else if (near(given, sum))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.that_is_sum"), (long long)count);
    else if (neighbour(b, step, given, near, &row, &column))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.neighbour"), row, column);
    else
        cnn_format(hint, FEEDBACK_MAX, tr("hint.window_holds"), list);
}

static void hint_step(
    const bench *b, const lesson_scene *scene, double given, double right, feedback_near *near, char *hint) {
    cnn_address at;
    if (cnn_failed(question_address(b, scene, &at)))
        return;
    cnn_step step = cnn_recording_step(b->recording, at);
    const cnn_node *node = &b->recording->net->nodes[at.node];
    char first[NUMBER_TEXT], second[NUMBER_TEXT];
    if (at.phase == CNN_UPDATE) {
        number_text(step.change.momentum, 4, first);
        number_text(b->recording->settings.rate, 4, second);
        bool wrong_way = near(given, (double)step.before - (double)step.change.step);
        cnn_format(hint, FEEDBACK_MAX, tr(wrong_way ? "hint.update_sign" : "hint.update"), second, first);
    } else if (node->weight_count) {
        hint_convolution(b, &step, given, right, near, hint);
    } else if (node->op->window) {
        hint_pool(b, &step, given, near, hint);
    } else {
        number_text(step.numbers.input, 3, first);
        char key[48];
        cnn_format(key, sizeof key, "hint.%s", node->op->name);
        const char *own = tr(key);
        cnn_format(hint, FEEDBACK_MAX, own == key ? tr("hint.each") : own, first);
    }
}

static void hint_size(const bench *b, const lesson_scene *scene, double given, feedback_near *near, char *hint) {
    cnn_axis x = question_axis(b, scene);
    cnn_axis_size size = cnn_axis_measure(x);
    double exact = size.denominator ? (double)size.numerator / (double)size.denominator : 0;
    double extent = (double)cnn_axis_extent(x), pad = (double)(x.pad_before + x.pad_after), s = (double)x.stride;
    double room = (double)x.input - extent;
    if (near(given, floor((room + pad) / s)))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_one"));
    else if (exact != floor(exact) && near(given, exact))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_fraction"));
    else if (exact != floor(exact) && near(given, ceil(exact)) && !x.ceil_mode)
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_ceil"));
    else if (pad > 0 && near(given, floor(room / s) + 1))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_padding"));
    else if (pad > 0 && near(given, floor((room + (double)x.pad_before) / s) + 1))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_padding_once"));
    else if (s > 1 && near(given, room + pad + 1))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_stride"));
    else if (x.dilation > 1 && near(given, floor(((double)x.input - (double)x.kernel + pad) / s) + 1))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_dilation"));
    else if (near(given, (double)x.input / (double)x.kernel) || near(given, (double)x.input / s))
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.size_shorthand"));
    else
        cnn_format(hint, FEEDBACK_MAX, tr("hint.size_begin"), (long long)x.input, (long long)pad, (long long)extent);
}

static void hint_parameters(const bench *b, double given, feedback_near *near, char *hint) {
    double weights = (double)b->channels * bench_kernel_cells(b);
    if (b->source == BENCH_INSIDE)
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.parameters"));
    else if (b->kind == BENCH_POOL)
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.parameters_pool"));
    else if (near(given, weights * b->filters))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.parameters_bias"), b->filters);
    else if (b->filters > 1 && near(given, weights + 1))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.parameters_filters"), b->filters);
    else if (b->channels > 1 && near(given, b->filters * ((double)bench_kernel_cells(b) + 1)))
        cnn_format(hint, FEEDBACK_MAX, tr("hint.parameters_channels"), b->channels);
    else
        cnn_format(hint, FEEDBACK_MAX, "%s", tr("hint.parameters"));
}

/* Counts the windows that give a share, so that a forgotten one can be named. */
static void hint_gradient(
    const bench *b, const lesson_scene *scene, double given, double right, feedback_near *near, char *hint) {
    cnn_address at;
    if (cnn_failed(question_address(b, scene, &at)))
        return;
    const question *q = &scene->question;
    const cnn_segment *s = cnn_walk_find(b->recording->walk, CNN_BACKWARD, at.node);
    int shares = 0;
    char first[64] = "";
    for (int64_t i = 0; s && i < s->steps; i++) {
        cnn_address here = cnn_walk_address(b->recording->walk, s->first + i, CNN_DEPTH_PRODUCT);
        cnn_step step = cnn_recording_step(b->recording, here);
        bool of_input = q->of == OF_INPUT && !step.cell.padding && step.cell.channel == q->cell[0] &&
                        step.cell.row == q->cell[1] && step.cell.column == q->cell[2];
        bool of_filter = q->of == OF_FILTER && here.map == q->filter && here.channel == q->cell[0] &&
                         here.tap_row == q->cell[1] && here.tap_column == q->cell[2];
        bool of_bias = q->of == OF_BIAS && here.map == q->cell[0] && step.tap == 0;
        if (!of_input && !of_filter && !of_bias)
            continue;
        float share = of_bias ? step.numbers.gradient : of_filter ? step.numbers.dweight : step.numbers.dinput;
        if (share == 0)
            continue;
        shares++;
        char g[NUMBER_TEXT], factor[NUMBER_TEXT];
        number_text(step.numbers.gradient, 3, g);
        number_text(of_filter ? step.numbers.input : step.numbers.weight, 3, factor);
        if (of_bias)
            cnn_format(first, sizeof first, "{gradient}%s{}", g);
        else
            cnn_format(first, sizeof first, "{gradient}%s{}·%s", g, factor);
        if (near(given, right - (double)share)) {
            cnn_format(hint, FEEDBACK_MAX, tr("hint.gradient_missed"), first, here.row, here.column);
            return;
        }
    }
    cnn_format(hint, FEEDBACK_MAX, tr(shares ? "hint.gradient_shares" : "hint.gradient_none"), shares, first);
}

void feedback_number(const bench *b, const lesson_scene *scene, double given, double right, feedback_near *near,
    char hint[FEEDBACK_MAX]) {
    switch (scene->question.kind) {
    case ASK_CELL:
    case ASK_VALUE:
        hint_step(b, scene, given, right, near, hint);
        break;
    case ASK_GRADIENT:
        hint_gradient(b, scene, given, right, near, hint);
        break;
    case ASK_SIZE:
        if (b->source != BENCH_INSIDE)
            hint_size(b, scene, given, near, hint);
        break;
    case ASK_PARAMETERS:
        hint_parameters(b, given, near, hint);
        break;
    default:
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
