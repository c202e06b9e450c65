/* Long sums are written around the present product. */
#include "op_sums.h"

#include "numbers.h"
#include "pass.h"

#include <math.h>
#include <string.h>

enum { ALL_TERMS = 30, NEAR = 7, CHANNELS = 12, LISTED = 12, AREA_TERMS = 64 };

static bool by_product(const stage *s) {
    return s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
}

static void write_product(written_line *line, const stage *s, int64_t tap, bool first, const char *between) {
    const op_view *own = s->own;
    cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    bool faint = !written_tap_happened(s, tap), now = by_product(s) && tap == s->step.tap;
    if (!first)
        written_add(line, between, faint);
    written_add(line, own->opening, faint);
    written_behind(line, n.input, cell.padding ? ROLE_PADDING : ROLE_INPUT, now, faint);
    written_add(line, own->between, faint);
    written_behind(line, n.weight, ROLE_FILTER, now, faint);
    written_add(line, own->closing, faint);
}

static float channel_sum(const stage *s, int channel) {
    int64_t plane = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns;
    float sum = 0;
    for (int64_t i = 0; i < plane; i++)
        sum += cnn_recording_numbers(s->r, &s->step, channel * plane + i).product;
    return sum;
}

/* Products first .. last, or those around the present one. */
static void write_products(written_line *line, const stage *s, int64_t first, int64_t last) {
    int64_t from = first, to = last;
    if (last - first + 1 > 2 * NEAR + 20) {
        int64_t middle = by_product(s) ? s->step.tap : first;
        from = middle - NEAR < first ? first : middle - NEAR;
        to = from + 2 * NEAR > last ? last : from + 2 * NEAR;
        if (from > first)
            written_add(line, "… + ", false);
    }
    for (int64_t tap = from; tap <= to; tap++)
        write_product(line, s, tap, tap == from, " + ");
    if (to < last)
        written_add(line, " + …", false);
}

/* Σ0 + Σ1 + … + b, of all channels or of those around the one in focus. */
static void write_channels(written_line *line, const stage *s, int channels) {
    int begin = 0, end = channels, now = s->channel % channels;
    if (channels > CHANNELS) {
        begin = now - CHANNELS / 2;
        begin = begin < 0 ? 0 : begin > channels - CHANNELS ? channels - CHANNELS : begin;
        end = begin + CHANNELS;
    }
    for (int c = begin; c < end; c++) {
        char text[16];
        cnn_format(text, sizeof text, "Σ%d ", c);
        written_add(line, c > begin ? " + " : begin ? "… + " : "", false);
        written_label(line, text);
        written_value(line, channel_sum(s, c), ROLE_INPUT, c == now, false);
    }
    written_add(line, end < channels ? " + … + " : " + ", false);
    written_label(line, "b ");
    written_value(line, s->step.result.bias, ROLE_QUIET, false, false);
}

/* ---- one channel of a window ---- */

enum { ROW_TERMS = 12, ROW_DIGITS = 17 };

static float row_sum(const stage *s, int row) {
    int64_t columns = s->step.term.tap_columns;
    float sum = 0;
    for (int64_t i = 0; i < columns; i++)
        sum += cnn_recording_numbers(s->r, &s->step, row * columns + i).product;
    return sum;
}

static void write_bias(written_line *line, const stage *s) {
    line->group = -1;
    if (s->bias) {
        written_add(line, s->step.result.bias < 0 ? "   −   " : "   +   ", false);
        written_value(line, fabsf(s->step.result.bias), ROLE_FILTER, true, false);
    }
}

/* All products, those of one row of the window closer together. */
static written_line *write_rows(const stage *s, written *w) {
    int64_t columns = s->step.term.tap_columns;
    written_line *line = written_begin(w, 1);
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        line->group = (int)(tap / columns);
        write_product(line, s, tap, tap == 0, tap % columns ? " + " : "   +   ");
    }
    write_bias(line, s);
    written_result(line, s, s->step.result.result);
    return line;
}

/* The row of the window that is unfolded: the one at the cursor or pointed at, else the middle one. */
static int unfolded_row(const stage *s) {
    const hover *h = &s->v->own->hover;
    int rows = s->step.term.tap_rows, row = rows / 2;
    if (by_product(s))
        row = s->step.address.tap_row;
    else if (h->kind == HOVER_WEIGHT)
        row = h->row;
    else if (h->kind == HOVER_INPUT && cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, h->row) >= 0)
        row = (int)cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, h->row);
    return row < rows ? row : rows - 1;
}

/* The sums of the rows, and below the products of one of them. */
static void write_row_sums(const stage *s, written *w) {
    int64_t columns = s->step.term.tap_columns;
    written_line *line = written_begin(w, 1);
    written_note(line, tr("sum.rows"));
    for (int row = 0; row < s->step.term.tap_rows; row++) {
        float sum = row_sum(s, row);
        bool faint = !written_tap_happened(s, (row + 1) * columns - 1);
        line->group = row;
        if (row)
            written_term(line, sum, ROLE_INK, true, faint);
        else
            written_value(line, sum, ROLE_INK, true, faint);
    }
    write_bias(line, s);
    written_result(line, s, s->step.result.result);
    int row = unfolded_row(s);
    char text[28];
    tr_format(text, sizeof text, "sum.row", row);
    line = written_begin(w, 1);
    line->small = true;
    written_note(line, text);
    for (int64_t i = 0; i < columns; i++)
        write_product(line, s, row * columns + i, i == 0, " + ");
    bool there = written_tap_happened(s, (row + 1) * columns - 1), rounded = line->rounded;
    char sum[NUMBER_TEXT];
    rounded |= !number_text(row_sum(s, row), 3, sum);
    written_add(line, rounded ? " ≈ " : " = ", !there);
    written_value(line, row_sum(s, row), ROLE_INK, true, !there);
}

static void write_window(const stage *s, written *w) {
    w->groups = s->step.term.tap_rows;
    if (s->step.taps <= ROW_TERMS && s->step.term.tap_rows > 0) {
        written_line *line = write_rows(s, w);
        bool many = s->step.term.tap_rows > 1 && s->step.term.tap_columns > 1;
        float size = ui_px(s->v->ui, view_presents(s->v) ? 1.5f * ROW_DIGITS : ROW_DIGITS);
        if (!many || !s->plan || written_width(line, size) <= s->area.w)
            return;
        w->count--;
    }
    write_row_sums(s, w);
}

void sum_of_products(const stage *s, written *w) {
    int channels = s->step.term.channels;
    int64_t plane = (int64_t)s->step.term.tap_rows * s->step.term.tap_columns;
    bool units = s->node->op->family == CNN_FAMILY_UNITS, one_channel = s->step.taps > ALL_TERMS && !units,
         split = channels > 1 && !units;
    int local = one_channel ? s->channel % channels : 0;
    if (s->window && channels == 1) {
        write_window(s, w);
        return;
    }
    written_line *line = written_begin(w, 3);
    if (one_channel && channels > 1) {
        char text[28];
        cnn_format(text, sizeof text, "%s %d:  ", tr("stage.channel"), s->channel);
        written_note(line, text);
    }
    write_products(line, s, local * plane, one_channel ? (local + 1) * plane - 1 : s->step.taps - 1);
    if (!split) {
        if (s->bias)
            written_term(line, s->step.result.bias, ROLE_QUIET, false, false);
        written_result(line, s, s->step.result.result);
        return;
    }
    if (one_channel)
        written_result(line, s, channel_sum(s, local));
    line = written_begin(w, 2);
    write_channels(line, s, channels);
    written_result(line, s, s->step.result.result);
}

static bool is_mean(cnn_family family) {
    return family == CNN_FAMILY_WINDOW_MEAN || family == CNN_FAMILY_AREA_MEAN;
}

/* What stands between two numbers: more room between the rows of the window, and a minus before a negative term. */
static void write_between(written_line *line, const stage *s, bool row_begins, bool sum, bool negative, bool faint) {
    const char *text = s->own->between;
    if (sum)
        text = row_begins ? (negative ? "   −   " : "   +   ") : negative ? " − " : " + ";
    else if (row_begins)
        text = ",   ";
    written_add(line, text, faint);
}

/* Of an area that is too large to write out: the first cells, those around the present one, the last;
 * and the one that wins. */
static bool cell_is_written(const stage *s, int64_t tap) {
    int64_t taps = s->step.taps;
    return taps <= AREA_TERMS || tap < LISTED || tap >= taps - 2 ||
           (tap >= s->step.tap - NEAR / 2 && tap <= s->step.tap + NEAR / 2) ||
           (s->node->op->family == CNN_FAMILY_AREA_CHOICE && cnn_recording_numbers(s->r, &s->step, tap).taken);
}

static void write_cells(written_line *line, const stage *s, bool mean) {
    bool first = true, gap = false;
    int64_t columns = s->step.term.tap_columns, row = 0;
    /* An area of a map that is divided into areas has no padding: what lies beyond is another area's. */
    bool counts = s->node->op->family == CNN_FAMILY_WINDOW_MEAN && s->node->attrs.count_include_pad;
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        if (!cell_is_written(s, tap)) {
            if (!gap)
                written_add(line, mean ? " + …" : ", …", !written_tap_happened(s, tap));
            gap = true;
            continue;
        }
        gap = false;
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
        cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
        if (cell.padding && !counts)
            continue;
        bool faint = !written_tap_happened(s, tap), negative = mean && n.input < 0 && !first;
        line->group = (int)(tap / columns);
        if (!first)
            write_between(line, s, tap / columns != row, mean, negative, faint);
        row = tap / columns;
        first = false;
        bool wins = n.taken && !mean && !state_picks(s->v->state);
        written_value(line, negative ? -n.input : n.input,
            wins           ? ROLE_MAP
            : cell.padding ? ROLE_PADDING
                           : ROLE_INPUT,
            wins, faint);
    }
    line->group = -1;
}

void sum_of_window(const stage *s, written *w) {
    const op_view *own = s->own;
    bool mean = is_mean(s->node->op->family);
    written_line *line = written_begin(w, s->step.taps > ROW_TERMS ? 2 : 1);
    w->groups = s->step.term.tap_rows;
    written_add(line, own->opening, false);
    write_cells(line, s, mean);
    written_add(line, own->closing, false);
    if (mean) {
        written_add(line, " / ", false);
        written_value(line, s->step.result.divisor, ROLE_STRIDE, false, false);
    } else {
        line->rounded = false; /* whichever number is chosen, it is as rounded on both sides */
    }
    written_result(line, s, s->step.result.result);
}

/* What stands for a name in a form. */
static void write_named(written_line *line, const stage *s, const char *name) {
    cnn_numbers n = s->step.numbers;
    cnn_attrs attrs = s->attrs;
    const cnn_setting *setting = cnn_op_setting(s->node->op, name);
    if (!strcmp(name, "weight"))
        written_behind(line, n.weight, ROLE_FILTER, false, false);
    else if (setting)
        written_value(line, *cnn_setting_number(setting, &attrs), ROLE_FILTER, false, false);
    else
        written_value(line, !strcmp(name, "|x|") ? fabsf(n.input) : n.input, ROLE_INPUT, !strcmp(name, "x"), false);
}

void sum_of_form(const stage *s, written *w, const char *form) {
    written_line *line = written_begin(w, 1);
    for (const char *at = form; *at;) {
        char part[32];
        int length = (int)strcspn(at, *at == '{' ? "}" : "{");
        bool named = *at == '{';
        cnn_format(part, sizeof part, "%.*s", length - named, at + named);
        if (named)
            write_named(line, s, part);
        else
            written_add(line, part, false);
        at += length + named;
    }
    line->rounded &= s->step.result.result != 0; /* what is cut off is 0 however its number is rounded */
    written_result(line, s, s->step.result.result);
}

void sum_of_function(const stage *s, written *w) {
    const op_view *own = s->own;
    bool below = own->form_below && !(s->step.numbers.input > 0);
    if (own->form) {
        sum_of_form(s, w, below ? own->form_below : own->form);
        return;
    }
    written_line *line = written_begin(w, 1);
    written_value(line, s->step.numbers.input, ROLE_INPUT, true, false);
    if (s->hidden || s->partial) {
        written_result(line, s, s->step.result.result);
        return;
    }
    written_add(line, " = ", false); /* the same number, however it is rounded */
    written_value(line, s->step.result.result, ROLE_MAP, true, false);
}

static void write_list(written_line *line, const stage *s, bool largest) {
    written_add(line, largest ? "max(" : "", false);
    for (int64_t tap = 0; tap < s->step.taps && tap < LISTED; tap++) {
        bool faint = !written_tap_happened(s, tap);
        if (tap)
            written_add(line, largest ? ", " : " + ", faint);
        cnn_numbers t = cnn_recording_numbers(s->r, &s->step, tap);
        bool wins = largest && t.taken;
        written_value(line, t.product, wins ? ROLE_MAP : ROLE_INPUT, wins, faint);
    }
    if (s->step.taps > LISTED)
        written_add(line, " …", false);
    written_add(line, largest ? ")" : "", false);
}

static void write_two(written_line *line, const char *before, float one, const char *between, float two) {
    written_add(line, before, false);
    written_value(line, one, ROLE_INPUT, false, false);
    written_add(line, between, false);
    written_value(line, two, ROLE_FILTER, false, false);
}

void sum_of_terms(const stage *s, written *w) {
    const char *name = s->step.term.name ? s->step.term.name : "";
    cnn_numbers n = s->step.numbers;
    float result = s->step.result.result;
    written_line *line = written_begin(w, 2);
    if (!strcmp(name, "exp")) {
        write_two(line, "exp(", n.input, " − ", n.weight);
        written_add(line, ")", false);
    } else if (!strcmp(name, "quotient")) {
        written_note(line, "exp / sum:  ");
        write_two(line, "", result * n.weight, " / ", n.weight);
    } else {
        bool mean = s->step.result.divisor != 1;
        written_add(line, mean ? "(" : "", false);
        write_list(line, s, !strcmp(name, "max"));
        written_add(line, mean ? ") / " : "", false);
        if (mean)
            written_value(line, s->step.result.divisor, ROLE_STRIDE, false, false);
    }
    written_result(line, s, result);
}

/* ---- backward ---- */

void derive_copy(const stage *s, derived *d) {
    derived_number(derived_begin(d, "{input}∂L/∂x{} = "), "gradient", s->step.numbers.gradient);
}

static void derive_product(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{filter}∂L/∂W{} += ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, s->step.cell.padding ? "padding" : "input", n.input);
    derived_result(line, n.dweight);
    if (s->step.cell.padding) {
        derived_quiet(d, tr("back.padding"));
        return;
    }
    derived_put(line, "        {input}∂L/∂X{} += ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "filter", n.weight);
    derived_result(line, n.dinput);
}

void derive_products(const stage *s, derived *d) {
    if (by_product(s)) {
        derive_product(s, d);
        return;
    }
    char digits[NUMBER_TEXT], text[300];
    number_text(s->step.result.gradient, 4, digits);
    if (d->bare)
        number_bare(digits);
    bool places = s->node->op->weight_axes == 4;
    tr_format(text, sizeof text, places ? "back.position" : "back.unit", digits, (long long)s->step.taps);
    derived_begin(d, text);
    if (s->step.result.gradient == 0)
        derived_quiet(d, tr("back.zero"));
}

void derive_slope(const stage *s, derived *d) {
    cnn_numbers n = s->step.numbers;
    derived_line *line = derived_begin(d, "{input}∂L/∂x{} = ");
    derived_number(line, "gradient", n.gradient);
    derived_put(line, " · ");
    derived_number(line, "map", n.weight);
    derived_result(line, n.dinput);
    char words[200], digits[NUMBER_TEXT];
    number_text(n.input, 4, digits);
    tr_format(words, sizeof words, n.weight == 0 ? "back.masked" : "back.slope", digits);
    derived_quiet(d, words);
}

void stage_statistics(const stage *s, float found[CNN_STATISTICS]) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    s->node->op->statistics(&call, s->step.position, found);
}
