/* Weighted sums: convolutions and units. */
#include "feedback_parts.h"

#include "numbers.h"
#include "slip.h"

#include <math.h>

/* "3·1" and the like, of one tap. */
static void product_text(const bench *b, const cnn_step *step, int64_t tap, char *text, size_t size) {
    char input[NUMBER_TEXT], weight[NUMBER_TEXT];
    cnn_numbers n = cnn_recording_numbers(b->recording, step, tap);
    number_text(n.input, 3, input);
    number_text(n.weight, 3, weight);
    cnn_format(text, size, n.weight < 0 ? "{input}%s{}·({filter}%s{})" : "{input}%s{}·{filter}%s{}", input, weight);
}

/* One product that is `times` too often in the sum. */
static bool one_product(const wrong_number *w, const cnn_step *step, double times, const char *key) {
    for (int64_t tap = 0; tap < step->taps; tap++) {
        double product = (double)cnn_recording_numbers(w->b->recording, step, tap).product;
        if (product == 0 || !w->near(w->given, w->right + times * product))
            continue;
        char text[80];
        cnn_tap cell = cnn_recording_cell(w->b->recording, step, tap);
        product_text(w->b, step, tap, text, sizeof text);
        tr_format(w->hint, FEEDBACK_MAX, key, text, cell.row, cell.column);
        return true;
    }
    return false;
}

/* One channel's share of the sum, without the others; or all channels but one. */
static bool one_channel(const wrong_number *w, const cnn_step *step) {
    int64_t plane = (int64_t)step->term.tap_rows * step->term.tap_columns;
    double bias = step->result.bias;
    for (int c = 0; c < step->term.channels && step->term.channels > 1; c++) {
        double own = 0;
        for (int64_t tap = 0; tap < plane; tap++)
            own += (double)cnn_recording_numbers(w->b->recording, step, c * plane + tap).product;
        if (w->near(w->given, own) || w->near(w->given, own + bias))
            tr_format(w->hint, FEEDBACK_MAX, "hint.one_channel", step->term.channels, c);
        else if (own != 0 && w->near(w->given, w->right - own))
            tr_format(w->hint, FEEDBACK_MAX, "hint.channel_missing", c);
        else
            continue;
        return true;
    }
    return false;
}

/* The number of another window of the same map. */
static bool other_window(const wrong_number *w, const cnn_step *step) {
    cnn_address at = step->address, to = at;
    to.row = at.column;
    to.column = at.row;
    bool can_turn = at.row != at.column && to.row < step->term.rows && to.column < step->term.columns;
    if (can_turn && w->near(w->given, (double)cnn_recording_step(w->b->recording, to).result.result)) {
        tr_format(w->hint, FEEDBACK_MAX, "hint.turned", to.row, to.column);
        return true;
    }
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            to = at;
            to.row += dy;
            to.column += dx;
            bool inside = (dy || dx) && to.row >= 0 && to.column >= 0 && to.row < step->term.rows &&
                          to.column < step->term.columns;
            if (!inside || !w->near(w->given, (double)cnn_recording_step(w->b->recording, to).result.result))
                continue;
            tr_format(w->hint, FEEDBACK_MAX, "hint.neighbour", to.row, to.column);
            return true;
        }
    return false;
}

/* The filter of the bench laid on from this cell of the picture on, with so many cells from one weight to the next; `turn`:
 * rows and columns of the filter change places. */
static double laid_at(const wrong_number *w, const cnn_step *step, int row, int column, int apart, bool turn) {
    const bench *b = w->b;
    double sum = step->result.bias;
    int64_t plane = (int64_t)step->term.tap_rows * step->term.tap_columns;
    for (int64_t tap = 0; tap < step->taps; tap++) {
        int channel = (int)(tap / plane), u = (int)(tap % plane / step->term.tap_columns),
            v = (int)(tap % step->term.tap_columns), y = row + u * apart, x = column + v * apart;
        int64_t weight = turn ? channel * plane + (int64_t)v * step->term.tap_columns + u : tap;
        if (y >= 0 && x >= 0 && y < b->rows && x < b->columns)
            sum += (double)b->pixels[(channel * b->rows + y) * b->columns + x] *
                   (double)cnn_recording_numbers(b->recording, step, weight).weight;
    }
    return sum;
}

/* Slips about where the filter lies, or that it is `turned`; only a bench has its picture at hand. */
static bool laid_wrongly(const wrong_number *w, const cnn_step *step, bool turned) {
    const bench *b = w->b;
    if (b->source == BENCH_INSIDE || b->kind != BENCH_CONV)
        return false;
    int row = step->address.row, column = step->address.column, s = b->stride, p = b->padding, d = b->dilation;
    bool square = step->term.tap_rows == step->term.tap_columns;
    named_slip slips[] = {
        {laid_at(w, step, row * s, column * s, d, false), p > 0, "hint.padding_forgotten"},
        {laid_at(w, step, row - p, column - p, d, false), s > 1, "hint.stride_forgotten"},
        {laid_at(w, step, row * s - p, column * s - p, 1, false), d > 1, "hint.dilation_forgotten"},
        {laid_at(w, step, row * s - p, column * s - p, d, true), square, "hint.filter_turned"},
    };
    return turned ? feedback_named(w, slips + 3, 1) : feedback_named(w, slips, 3);
}

/* The first row of the window, multiplied and added up, to begin with; what there is still to do is told too. */
static void begin_sum(const wrong_number *w, const cnn_step *step) {
    char sum_text[NUMBER_TEXT], terms[240] = "";
    double sum = 0;
    int64_t columns = step->term.tap_columns, taps = columns < step->taps ? columns : step->taps;
    bool lone = step->taps == taps && taps > 1; /* its only row is not given away as a whole */
    taps = lone ? taps / 2 : taps;
    bool all = taps <= 5 && !lone;
    taps = taps <= 5 ? taps : 5;
    for (int64_t tap = 0; tap < taps; tap++) {
        char text[80];
        product_text(w->b, step, tap, text, sizeof text);
        cnn_append(terms, sizeof terms, "%s%s", tap ? " + " : "", text);
        sum += (double)cnn_recording_numbers(w->b->recording, step, tap).product;
    }
    number_text((float)sum, 3, sum_text);
    bool bias = step->result.bias != 0, rows = step->term.tap_rows > 1, channels = step->term.channels > 1;
    tr_format(w->hint, FEEDBACK_MAX, "hint.begin_sum", terms, sum_text);
    const char *rest = rows && channels ? "hint.then_rows_channels"
                       : rows           ? "hint.then_rows"
                       : channels       ? "hint.then_channels"
                       : !all           ? "hint.then_rest"
                                        : NULL;
    if (rest)
        cnn_append(w->hint, FEEDBACK_MAX, " %s", tr(rest));
    if (bias)
        cnn_append(w->hint, FEEDBACK_MAX, " %s", tr("hint.then_bias"));
}

void feedback_sum(const wrong_number *w, const cnn_step *step) {
    double bias = step->result.bias, weights = 0, sizes = 0;
    char text[NUMBER_TEXT];
    for (int64_t tap = 0; tap < step->taps; tap++) {
        cnn_numbers n = cnn_recording_numbers(w->b->recording, step, tap);
        weights += (double)n.weight;
        sizes += fabs((double)n.product);
    }
    number_text(step->result.bias, 3, text);
    bool has = bias != 0, window = w->b->recording->net->nodes[step->address.node].op->window;
    static const char *const biases[] = {"hint.bias", "hint.bias_twice", "hint.bias_sign"};
    const double wrong[] = {w->right - bias, w->right + bias, w->right - 2 * bias};
    double bare = slip_bare_sum(w->b, step);
    bool unweighed = w->near(w->given, bare) || w->near(w->given, bare + bias); /* gives the same number */
    for (int i = 0; i < 3; i++)
        if (has && w->near(w->given, wrong[i])) {
            tr_format(w->hint, FEEDBACK_MAX, !i && unweighed ? "hint.bias_or_pixels" : biases[i], text);
            return;
        }
    named_slip slips[] = {
        {slip_flipped(w->b, step), window, "hint.flipped"},
        {slip_flipped(w->b, step) - bias, window && has, "hint.flipped"},
        {slip_bare_sum(w->b, step), w->given != 0, "hint.weights_forgotten"},
        {slip_bare_sum(w->b, step) + bias, has, "hint.weights_forgotten"},
        {weights, weights != 0, "hint.inputs_forgotten"},
        {sizes + bias, sizes + bias != w->right, "hint.signs_forgotten"},
        {w->right / (double)step->taps, step->taps > 1, "hint.not_an_average"},
        {0, w->right < 0, "hint.no_relu"},
        {-w->right, w->right != 0, "hint.sign_turned"},
    };
    if (laid_wrongly(w, step, false) || feedback_named(w, slips, 2) ||
        one_product(w, step, -1, "hint.missed_product") || one_channel(w, step) || feedback_named(w, slips + 2, 7) ||
        laid_wrongly(w, step, true) || other_window(w, step) || one_product(w, step, -2, "hint.product_sign") ||
        one_product(w, step, 1, "hint.product_twice"))
        return;
    begin_sum(w, step);
}

/* What the window of a pool holds. */
typedef struct held {
    double most, least, sum, side;
    int64_t count, padding;
    char list[200];
} held;

static held held_by(const bench *b, const cnn_step *step) {
    held h = {.most = -INFINITY, .least = INFINITY, .side = step->term.tap_rows};
    for (int64_t tap = 0; tap < step->taps; tap++) {
        char text[NUMBER_TEXT];
        double value = (double)cnn_recording_numbers(b->recording, step, tap).input;
        if (cnn_recording_cell(b->recording, step, tap).padding) {
            h.padding++;
            continue;
        }
        h.most = fmax(h.most, value);
        h.least = fmin(h.least, value);
        h.sum += value;
        number_text((float)value, 3, text);
        cnn_append(h.list, sizeof h.list, "%s%s", h.count++ ? ", " : "", text);
    }
    return h;
}

void feedback_pool(const wrong_number *w, const cnn_step *step) {
    held h = held_by(w->b, step);
    cnn_fold fold = step->term.fold;
    bool mean = fold == CNN_FOLD_SUM, pads = h.padding > 0;
    double count = (double)h.count, all = (double)(h.count + h.padding);
    named_slip slips[] = {
        {h.most, fold != CNN_FOLD_LARGEST, "hint.that_is_max"},
        {h.least, fold != CNN_FOLD_SMALLEST, "hint.that_is_min"},
        {h.sum / count, !mean, "hint.that_is_average"},
        {h.sum / count, mean && pads, "hint.divide_by_all"},
        {h.sum / all, mean && pads, "hint.divide_by_real"},
        {h.sum / h.side, mean && h.side > 1, "hint.divide_by_side"},
        {(h.most + h.least) / 2, mean, "hint.middle"},
        {0, pads && !mean, "hint.padding_no_number"},
    };
    if (feedback_named(w, slips, 8))
        return;
    if (w->near(w->given, h.sum)) {
        tr_format(w->hint, FEEDBACK_MAX, mean ? "hint.that_is_sum" : "hint.sum_not_asked", (long long)h.count);
        return;
    }
    if (!other_window(w, step))
        tr_format(w->hint, FEEDBACK_MAX, "hint.window_holds", h.list);
}
