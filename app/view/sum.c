/* The arithmetic of the present step under the grids, as its operator writes it, and a line that says where it is. */
#include "sum.h"

#include "numbers.h"
#include "op_sums.h"
#include "window_plan.h"

#include <string.h>

static int over_edge(cnn_axis x, int window, int64_t size) {
    int64_t first = cnn_axis_cell(x, window, 0), last = cnn_axis_cell(x, window, x.kernel - 1);
    return (int)((first < 0 ? -first : 0) + (last >= size ? last - size + 1 : 0));
}

/* "one row", "2 rows and one column" and so on; empty for none. */
static void count_text(long long rows, long long columns, char *text, size_t size) {
    char one[48] = "", two[48] = "";
    if (rows)
        tr_format(one, sizeof one, rows == 1 ? "count.row" : "count.rows", rows);
    if (columns)
        tr_format(two, sizeof two, columns == 1 ? "count.column" : "count.columns", columns);
    if (rows && columns)
        tr_format(text, size, "count.both", one, two);
    else
        cnn_format(text, size, "%s%s", one, two);
}

/* Where the number stands that a pooling window keeps. */
static void winner_text(const stage *s, char *text, size_t size) {
    bool known = s->pool && s->node->op->family == CNN_FAMILY_WINDOW_CHOICE && !s->hidden && !s->partial &&
                 !state_hides_winner(s->v->state);
    for (int64_t tap = 0; known && tap < s->step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
        if (!cnn_recording_numbers(s->r, &s->step, tap).taken)
            continue;
        cnn_append(text, size, tr("place.winner"), cell.row, cell.column);
        return;
    }
}

static void stage_name_text(const stage *s, char *text, size_t size) {
    char key[48];
    cnn_format(key, sizeof key, "%s.%s", s->own->terms, s->step.term.name);
    cnn_append(text, size, " · %s", tr(key));
}

static void place_text(const stage *s, char *text, size_t size) {
    cnn_address at = s->step.address;
    int64_t positions = cnn_term_positions(s->step.term);
    text[0] = '\0';
    if (s->step.term.rows == 1 && s->step.term.columns == 1)
        cnn_append(text, size, tr("place.unit"), at.map);
    else if (s->out.c > 1)
        cnn_append(text, size, tr("place.map_row_column"), at.map, at.row, at.column);
    else
        cnn_append(text, size, tr("place.row_column"), at.row, at.column);
    if (s->step.term.name)
        stage_name_text(s, text, size);
    if (s->window) {
        int rows = over_edge(stage_axis(s, CNN_VERTICAL), at.row, s->in.h);
        int columns = over_edge(stage_axis(s, CNN_HORIZONTAL), at.column, s->in.w);
        char count[100];
        count_text(rows, columns, count, sizeof count);
        if (count[0])
            cnn_append(text, size, tr("place.over_edge"), count);
        winner_text(s, text, size);
    }
    char now[NUMBER_TEXT], all[NUMBER_TEXT];
    number_grouped(s->step.position + 1, now);
    number_grouped(positions, all);
    if (state_hides_positions(s->v->state))
        cnn_format(all, sizeof all, "?");
    cnn_append(text, size, tr("place.position"), now, all);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        number_grouped(s->step.tap + 1, now);
        number_grouped(s->step.taps, all);
        if (state_hides_positions(s->v->state))
            cnn_format(all, sizeof all, "?");
        cnn_append(text, size, tr("place.product"), now, all);
    }
}

/* What rounding did to the rows and columns, or an empty text. */
static void rounding_text(const stage *s, char *text, size_t size) {
    text[0] = '\0';
    if (state_hides_formula(s->v->state) || state_help(s->v->state) != HELP_NUMBERS)
        return;
    cnn_axis_size rows = cnn_axis_measure(stage_axis(s, CNN_VERTICAL));
    cnn_axis_size columns = cnn_axis_measure(stage_axis(s, CNN_HORIZONTAL));
    cnn_axis_size shown = rows.fit != CNN_FIT_EXACT ? rows : columns;
    long long over = shown.numerator - shown.denominator; /* of the fraction in the formula, without its + 1 */
    char count[100];
    count_text(rows.remainder, columns.remainder, count, sizeof count);
    if (shown.fit == CNN_FIT_FLOOR)
        cnn_append(text, size, tr("rounding.floor"), over, (long long)shown.denominator, count);
    else if (shown.fit == CNN_FIT_CEIL)
        cnn_append(text, size, tr("rounding.ceil"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_DROPPED)
        cnn_append(text, size, tr("rounding.dropped"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_ONE)
        cnn_append(text, size, "%s", tr("rounding.one"));
    else if (s->pool && s->attrs.kernel[0] == s->attrs.stride[0] && s->attrs.pad[0] == 0 && s->attrs.dilation[0] == 1)
        cnn_append(text, size, tr("rounding.short_form"), s->in.h, s->attrs.kernel[0], s->out.h);
}

static float words_size(const stage *s) {
    return (view_presents(s->v) ? 17 : 14.5f) * s->v->ui->scale;
}

static float words_height(const stage *s) {
    return text_height(FONT_UI, words_size(s)) * 1.25f;
}

/* Leaves the second part of "this · that · the rest" out as often as it takes, so that it has room in a legible size. */
static void leave_out(const stage *s, const char *all, float room, char *text, size_t size) {
    static const char dot[] = " · ";
    cnn_format(text, size, "%s", all);
    while (text_width(FONT_UI, 13 * s->v->ui->scale, text) > room) {
        char *from = strstr(text, dot), *to = from ? strstr(from + 1, dot) : NULL;
        if (!to)
            return;
        memmove(from, to, strlen(to) + 1);
    }
}

/* A line of words, shrunk to its room; false where there is none for it below. */
static bool words_line(const stage *s, rect *at, const char *all, theme_role role) {
    char text[400];
    leave_out(s, all, at->w, text, sizeof text);
    rect row = rect_cut_top(at, words_height(s));
    float size = view_fit_text(FONT_UI, words_size(s), 13 * s->v->ui->scale, row.w, text);
    if (at->h < -1 || text_width(FONT_UI, size, text) > row.w)
        return false;
    draw_text_in(s->v->list, FONT_UI, size, row, 0.5f, theme_color(role), text);
    return true;
}

/* Why the size of the output is what it is, where that has to be said. */
static bool has_rounding(const stage *s, char *text, size_t size) {
    text[0] = '\0';
    if (s->node && s->window && !state_hides_size(s->v->state))
        rounding_text(s, text, size);
    return text[0];
}

float sum_place_height(const stage *s) {
    char text[400];
    return words_height(s) * (has_rounding(s, text, sizeof text) ? 2 : 1);
}

/* What the blue frames mean that stand on the grids now: those of what is pointed at, and of the next window. */
static const char *legend_key(const stage *s) {
    const hover *h = &s->v->own->hover;
    bool window = s->window && s->phase == CNN_FORWARD, next = window && s->out.w > 1 && h->part == CNN_PART_STRIDE;
    if (window && h->kind == HOVER_OUTPUT)
        return "legend.output";
    if (window && h->kind == HOVER_WEIGHT && !s->pool && state_help(s->v->state) == HELP_NUMBERS)
        return "legend.weight";
    if (window && h->kind == HOVER_INPUT && h->row >= 0 && h->row < s->in.h && h->column >= 0 && h->column < s->in.w)
        return "legend.input";
    return next && s->plan ? "legend.stride" : NULL;
}

void sum_place(const stage *s, rect at) {
    char text[400];
    if (!s->node)
        return;
    const char *legend = legend_key(s);
    place_text(s, text, sizeof text);
    if (words_line(s, &at, legend ? tr(legend) : text, legend ? ROLE_STRIDE : ROLE_QUIET) &&
        has_rounding(s, text, sizeof text))
        words_line(s, &at, text, ROLE_WARNING);
}

void sum_forward(const stage *s, rect at, rect *result) {
    written sum = {.bare = (s->plan && s->plan->bare) || s->v->own->bare};
    float size = (view_presents(s->v) ? 28 : s->plan ? 21 : 18) * s->v->ui->scale;
    rect_cut_top(&at, ui_px(s->v->ui, s->plan ? 12 : 8));
    if (result) /* a sum that is not shown still sends its result on the way */
        *result = (rect){at.x + at.w / 2, at.y, 0, 0};
    if (state_hides_sum(s->v->state))
        return;
    s->own->write(s, &sum);
    float side = s->v->state->screen.present ? ui_px(s->v->ui, 20) : 8;
    rect_cut_top(&at, written_draw(&sum, s, (rect){at.x + side, at.y, at.w - 2 * side, at.h}, size));
    if (result)
        *result = sum.result;
    sum_place(s, at);
}

static void place_backward(const stage *s, char *text, size_t size) {
    char now[NUMBER_TEXT], all[NUMBER_TEXT];
    cnn_address a = s->step.address;
    number_grouped(s->step.position + 1, now);
    number_grouped(cnn_term_positions(s->step.term), all);
    text[0] = '\0';
    if (s->phase == CNN_UPDATE)
        cnn_append(text, size, "%s %s[%lld]", s->node->name, s->step.term.name, (long long)s->step.position);
    else if (s->step.term.rows * s->step.term.columns > 1)
        cnn_append(text, size, tr("place.map_row_column"), a.map, a.row, a.column);
    else
        cnn_append(text, size, tr("place.unit"), a.map);
    cnn_append(text, size, tr("place.position"), now, all);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && s->step.taps > 1) {
        number_grouped(s->step.tap + 1, now);
        number_grouped(s->step.taps, all);
        cnn_append(text, size, tr("place.product"), now, all);
    }
}

void sum_backward(const stage *s, rect at) {
    derived sum = {.bare = s->v->own->bare};
    char place[200];
    if (state_hides_sum(s->v->state))
        return;
    rect_cut_top(&at, ui_px(s->v->ui, 6));
    if (s->phase == CNN_UPDATE)
        derive_update(s, &sum);
    else
        s->own->write_backward(s, &sum);
    place_backward(s, place, sizeof place);
    derived_quiet(&sum, place);
    derived_draw(&sum, s, &at);
}
