/* The arithmetic of the present step under the grids, as its operator writes it, and a line that says where it is. */
#include "sum.h"

#include "numbers.h"
#include "op_sums.h"
#include "pass.h"

static int over_edge(cnn_axis x, int window, int64_t size) {
    int64_t first = cnn_axis_cell(x, window, 0), last = cnn_axis_cell(x, window, x.kernel - 1);
    return (int)((first < 0 ? -first : 0) + (last >= size ? last - size + 1 : 0));
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
        if (rows || columns)
            cnn_append(text, size, tr("place.over_edge"), rows, columns);
    }
    char now[NUMBER_TEXT], all[NUMBER_TEXT];
    number_grouped(s->step.position + 1, now);
    number_grouped(positions, all);
    if (state_hides_size(s->v->state))
        cnn_format(all, sizeof all, "?");
    cnn_append(text, size, tr("place.position"), now, all);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT) {
        number_grouped(s->step.tap + 1, now);
        number_grouped(s->step.taps, all);
        cnn_append(text, size, tr("place.product"), now, all);
    }
}

/* What rounding did to the rows and columns, or an empty text. */
static void rounding_text(const stage *s, char *text, size_t size) {
    text[0] = '\0';
    cnn_axis_size rows = cnn_axis_measure(stage_axis(s, CNN_VERTICAL));
    cnn_axis_size columns = cnn_axis_measure(stage_axis(s, CNN_HORIZONTAL));
    cnn_axis_size shown = rows.fit != CNN_FIT_EXACT ? rows : columns;
    long long over = shown.numerator - shown.denominator; /* of the fraction in the formula, without its + 1 */
    if (shown.fit == CNN_FIT_FLOOR)
        cnn_append(text, size, tr("rounding.floor"), over, (long long)shown.denominator, (long long)rows.remainder,
            (long long)columns.remainder);
    else if (shown.fit == CNN_FIT_CEIL)
        cnn_append(text, size, tr("rounding.ceil"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_DROPPED)
        cnn_append(text, size, tr("rounding.dropped"), over, (long long)shown.denominator);
    else if (shown.fit == CNN_FIT_CEIL_ONE)
        cnn_append(text, size, "%s", tr("rounding.one"));
    else if (s->pool && s->attrs.kernel[0] == s->attrs.stride[0] && s->attrs.pad[0] == 0 && s->attrs.dilation[0] == 1)
        cnn_append(text, size, tr("rounding.short_form"), s->in.h, s->attrs.kernel[0], s->out.h);
}

/* The free pooling bench shows what all three kinds make of the window. */
static void write_pools(const stage *s, written *w) {
    static const char *const names[] = {"max", "average", "min"};
    for (int i = 0; i < 3; i++) {
        stage one = *s;
        int node = cnn_net_find(s->r->net, names[i]);
        one.node = &s->r->net->nodes[node];
        one.own = op_view_of(one.node->kind);
        one.step.address.node = node;
        cnn_call call = cnn_pass_call(s->r->pass, s->r->before, node, 0);
        one.step.result = one.node->op->result(&call, CNN_FORWARD, 0, s->step.position);
        one.own->write(&one, w);
    }
}

static float words_size(const stage *s) {
    return (s->v->state->screen.present ? 17 : 14.5f) * s->v->ui->scale;
}

static float words_height(const stage *s) {
    return text_height(FONT_UI, words_size(s)) * 1.25f;
}

/* A line of words, shrunk to its room; false where there is none for it below. */
static bool words_line(const stage *s, rect *at, const char *text, theme_role role) {
    rect row = rect_cut_top(at, words_height(s));
    float size = view_fit_text(FONT_UI, words_size(s), 13 * s->v->ui->scale, row.w, text);
    if (at->h < -1)
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

void sum_place(const stage *s, rect at) {
    char text[400];
    if (!s->node)
        return;
    place_text(s, text, sizeof text);
    if (words_line(s, &at, text, ROLE_QUIET) && has_rounding(s, text, sizeof text))
        words_line(s, &at, text, ROLE_WARNING);
}

void sum_forward(const stage *s, rect at) {
    written sum = {.count = 0};
    bool pools = s->pool && s->v->state->session.bench.source != BENCH_INSIDE;
    float size = (s->v->state->screen.present ? 26 : 18) * s->v->ui->scale;
    rect_cut_top(&at, ui_px(s->v->ui, 8));
    if (pools)
        write_pools(s, &sum);
    else
        s->own->write(s, &sum);
    rect_cut_top(&at, written_draw(&sum, s, at, pools ? size * 0.86f : size));
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
    derived sum = {.count = 0};
    char place[200];
    rect_cut_top(&at, ui_px(s->v->ui, 6));
    if (s->phase == CNN_UPDATE)
        derive_update(s, &sum);
    else
        s->own->write_backward(s, &sum);
    place_backward(s, place, sizeof place);
    derived_quiet(&sum, place);
    derived_draw(&sum, s, &at);
}
