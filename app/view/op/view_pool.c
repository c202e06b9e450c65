/* Max, min and average pooling over windows, and average pooling to a given size. */
#include "op_sums.h"

#include "numbers.h"
#include "pictures.h"

static void explain(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.result, 3, number);
    tr_format(text, size, "explain.pool", (long long)s->step.taps, number);
}

static void explain_backward(const stage *s, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(s->step.result.gradient, 3, number);
    tr_format(text, size, "explain.back.pool", number);
}

/* How many cells have the value that won, and the value. */
static int64_t tied(const stage *s, float *value) {
    int64_t count = 0;
    for (int64_t i = 0; i < s->step.taps; i++)
        if (cnn_recording_numbers(s->r, &s->step, i).taken)
            *value = cnn_recording_numbers(s->r, &s->step, i).input;
    for (int64_t i = 0; i < s->step.taps; i++)
        count +=
            cnn_recording_numbers(s->r, &s->step, i).input == *value && !cnn_recording_cell(s->r, &s->step, i).padding;
    return count;
}

static void derive_winner(const stage *s, derived *d) {
    float winner = 0;
    char words[300];
    int64_t count = tied(s, &winner), taken = 0;
    while (taken + 1 < s->step.taps && !cnn_recording_numbers(s->r, &s->step, taken).taken)
        taken++;
    cnn_tap cell = cnn_recording_cell(s->r, &s->step, taken);
    cnn_format(words, sizeof words, "{input}∂L/∂X{}[%d,%d] += ", cell.row, cell.column);
    derived_number(derived_begin(d, words), "gradient", s->step.result.gradient);
    tr_format(words, sizeof words, count > 1 ? "back.tied" : "back.winner", (long long)count);
    derived_quiet(d, words);
}

/* Every real cell of the window gets the same. */
static void derive_mean(const stage *s, derived *d) {
    cnn_rectangle cells = {{s->in.h, -1}, {s->in.w, -1}};
    int64_t real = 0;
    float share = 0;
    char words[300];
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
        if (cell.padding)
            continue;
        share = cnn_recording_numbers(s->r, &s->step, tap).dinput;
        cells.rows.first = cell.row < cells.rows.first ? cell.row : cells.rows.first;
        cells.rows.last = cell.row > cells.rows.last ? cell.row : cells.rows.last;
        cells.columns.first = cell.column < cells.columns.first ? cell.column : cells.columns.first;
        cells.columns.last = cell.column > cells.columns.last ? cell.column : cells.columns.last;
        real++;
    }
    derived_line *line = derived_begin(d, "{input}∂L/∂X{}[r,c] += ");
    derived_number(line, "gradient", s->step.result.gradient);
    derived_put(line, " / ");
    derived_number(line, "stride", s->step.result.divisor);
    derived_result(line, share);
    tr_format(words, sizeof words, "back.shared_by", (long long)real, (int)cells.rows.first, (int)cells.rows.last,
        (int)cells.columns.first, (int)cells.columns.last);
    derived_quiet(d, words);
}

#define WINDOW                                                                                            \
    .draw = draw_window, .draw_backward = draw_pool_backward, .whole_back = true, .write = sum_of_window, \
    .explain = explain, .explain_backward = explain_backward, .closing = ")", .role = ROLE_STRIDE

const op_view view_of_cnn_op_max_pool = {
    WINDOW,
    .backward = "{input}∂L/∂X{}[argmax] += {gradient}∂L/∂O{}[i,j]",
    .write_backward = derive_winner,
    .back_heading = "heading.back.maxpool",
    .kind = "pool.max",
    .opening = "max(",
    .between = ", ",
    .offered = true,
};

const op_view view_of_cnn_op_min_pool = {
    WINDOW,
    .backward = "{input}∂L/∂X{}[argmin] += {gradient}∂L/∂O{}[i,j]",
    .write_backward = derive_winner,
    .back_heading = "heading.back.minpool",
    .kind = "pool.min",
    .opening = "min(",
    .between = ", ",
    .offered = true,
};

const op_view view_of_cnn_op_avg_pool = {
    WINDOW,
    .backward = "{input}∂L/∂X{}[u,v] += {gradient}∂L/∂O{}[i,j] / n",
    .write_backward = derive_mean,
    .back_heading = "heading.back.avgpool",
    .kind = "pool.average",
    .opening = "(",
    .between = " + ",
    .offered = true,
};

const op_view view_of_cnn_op_adaptive_avg_pool = {
    .forward = "{map}y{} = Σ {input}x{} / n",
    .backward = "{input}∂L/∂x{} += {gradient}∂L/∂y{} / n",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = sum_of_window,
    .write_backward = derive_mean,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.avgpool",
    .opening = "(",
    .between = " + ",
    .closing = ")",
    .role = ROLE_STRIDE,
    .whole = true,
};

const op_view view_of_cnn_op_adaptive_max_pool = {
    .forward = "{map}y{} = max {input}x{}",
    .backward = "{input}∂L/∂x{}[argmax] += {gradient}∂L/∂y{}",
    .draw = draw_each,
    .draw_backward = draw_each_backward,
    .write = sum_of_window,
    .write_backward = derive_winner,
    .explain_backward = explain_backward,
    .back_heading = "heading.back.maxpool",
    .opening = "max(",
    .between = ", ",
    .closing = ")",
    .role = ROLE_STRIDE,
    .whole = true,
};
