/* The textbook lens on the same numbers: one cell of ∂L/∂X is the full convolution of the upstream gradient, spread out
 * by the stride and padded, with the filter turned by 180°. The window stands where the present product's input cell
 * takes its sum from. */
#include "back_parts.h"
#include "pictures.h"
#include "tensor_panel.h"

#include "numbers.h"
#include "pass.h"

#include <stdlib.h>
#include <string.h>

/* The spread upstream gradient has a cell for each place where the window could stand with stride 1; the input cell (y,
 * x) meets filter row u at spread row y + P - u*D, which is real when the stride divides it. */
typedef struct spread {
    float *values;
    int rows, columns, pad[4];
} spread;

static spread spread_of(const stage *s) {
    const cnn_attrs *a = &s->attrs;
    spread g = {.rows = (s->out.h - 1) * a->stride[0] + 1, .columns = (s->out.w - 1) * a->stride[1] + 1};
    int reach[2] = {a->dilation[0] * (a->kernel[0] - 1), a->dilation[1] * (a->kernel[1] - 1)};
    int after[2] = {s->in.h - 1 + a->pad[0] - (g.rows - 1), s->in.w - 1 + a->pad[2] - (g.columns - 1)};
    g.pad[0] = reach[0] > a->pad[0] ? reach[0] - a->pad[0] : 0;
    g.pad[2] = reach[1] > a->pad[2] ? reach[1] - a->pad[2] : 0;
    g.pad[1] = after[0] > 0 ? after[0] : 0;
    g.pad[3] = after[1] > 0 ? after[1] : 0;
    g.values = calloc((size_t)g.rows * (size_t)g.columns, sizeof *g.values);
    const float *from = s->gradient + (size_t)s->map * (size_t)(s->out.h * s->out.w);
    for (int i = 0; i < s->out.h && g.values; i++)
        for (int j = 0; j < s->out.w; j++)
            g.values[i * a->stride[0] * g.columns + j * a->stride[1]] = from[i * s->out.w + j];
    return g;
}

/* The input cell looked at: that of the present product, else the middle of the window; inside the image. */
static void cell_of(const stage *s, int *row, int *column) {
    const cnn_attrs *a = &s->attrs;
    *row = s->step.cell.row;
    *column = s->step.cell.column;
    if (s->v->state->session.player.at.depth != CNN_DEPTH_PRODUCT) {
        *row = (int)cnn_axis_cell(stage_axis(s, 0), s->step.address.row, a->kernel[0] / 2);
        *column = (int)cnn_axis_cell(stage_axis(s, 1), s->step.address.column, a->kernel[1] / 2);
    }
    *row = *row < 0 ? 0 : *row >= s->in.h ? s->in.h - 1 : *row;
    *column = *column < 0 ? 0 : *column >= s->in.w ? s->in.w - 1 : *column;
}

static void write_sum(const stage *s, rect at, const spread *g, int row, int column) {
    const cnn_attrs *a = &s->attrs;
    int channels = s->in.c / a->groups;
    char text[700] = "", number[NUMBER_TEXT];
    float sum = 0;
    for (int u = a->kernel[0] - 1; u >= 0; u--)
        for (int v = a->kernel[1] - 1; v >= 0; v--) {
            int y = row + a->pad[0] - u * a->dilation[0], x = column + a->pad[2] - v * a->dilation[1];
            float value = y >= 0 && x >= 0 && y < g->rows && x < g->columns ? g->values[y * g->columns + x] : 0;
            float weight =
                s->weights[((s->map * channels + s->channel % channels) * a->kernel[0] + u) * a->kernel[1] + v];
            sum += value * weight;
            if (value == 0)
                continue;
            number_text(value, 3, number);
            cnn_append(text, sizeof text, "%s{gradient}%s{}·", *text ? " + " : "", number);
            number_text(weight, 3, number);
            cnn_append(text, sizeof text, "{filter}%s{}", number);
        }
    bool exact = number_text(sum, 3, number);
    cnn_append(text, sizeof text, "%s %s **%s**", *text ? "" : "0", exact ? "=" : "≈", number);
    ui_line(s->v->ui, at, 0.5f, FONT_DIGITS, s->text * 1.1f, theme_color(ROLE_INK), text);
}

static void gradient_panel(const stage *s, rect at, const spread *g, int row, int column) {
    const cnn_attrs *a = &s->attrs;
    tensor_panel p = {.name = "book.gradient",
        .title = tr("stage.spread"),
        .rest = "",
        .role = ROLE_GRADIENT,
        .ground = ROLE_PANEL,
        .full = ROLE_POSITIVE,
        .values = g->values,
        .rows = g->rows,
        .columns = g->columns,
        .done = -1,
        .now = -1,
        .plus = true,
        .window = true,
        .window_role = ROLE_FILTER};
    memcpy(p.pad, g->pad, sizeof g->pad);
    p.window_rows = a->dilation[0] * (a->kernel[0] - 1) + 1;
    p.window_columns = a->dilation[1] * (a->kernel[1] - 1) + 1;
    p.window_row = (float)(row + a->pad[0] - (p.window_rows - 1));
    p.window_column = (float)(column + a->pad[2] - (p.window_columns - 1));
    tensor_panel_draw(s, at, &p, NULL);
}

/* The filter, turned by half a circle. */
static void filter_panel(const stage *s, rect at, float *turned) {
    const cnn_attrs *a = &s->attrs;
    int channels = s->in.c / a->groups, cells = a->kernel[0] * a->kernel[1];
    const float *w = s->weights + (size_t)(s->map * channels + s->channel % channels) * (size_t)cells;
    for (int i = 0; i < cells; i++)
        turned[i] = w[cells - 1 - i];
    tensor_panel p = {.name = "book.filter",
        .title = tr("stage.rotated"),
        .rest = "",
        .role = ROLE_FILTER,
        .ground = ROLE_FILTER_GROUND,
        .full = ROLE_FILTER_CELL,
        .values = turned,
        .rows = a->kernel[0],
        .columns = a->kernel[1],
        .done = -1,
        .now = -1};
    tensor_panel_draw(s, at, &p, NULL);
}

/* Returns the cell that was pressed; -1: none. */
static int64_t result_panel(const stage *s, rect at, int row, int column) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    tensor_panel p = {.name = "book.result",
        .title = "∂L/∂X",
        .rest = s->out.c > 1 ? tr("stage.all_maps") : NULL,
        .role = ROLE_INPUT,
        .ground = ROLE_PANEL,
        .full = ROLE_POSITIVE,
        .values = call.din[0].data + (size_t)s->channel * (size_t)(s->in.h * s->in.w),
        .rows = s->in.h,
        .columns = s->in.w,
        .done = -1,
        .now = (int64_t)row * s->in.w + column,
        .plus = true};
    int64_t hit;
    tensor_panel_draw(s, at, &p, &hit);
    return hit;
}

/* To the first place of the window that reads the cell, and to its tap there. */
static void go_to_cell(const stage *s, int64_t row, int64_t column) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_span rows = cnn_axis_reach(y, s->out.h, (cnn_span){row, row}),
             columns = cnn_axis_reach(x, s->out.w, (cnn_span){column, column});
    cnn_address to = s->step.address;
    to.depth = CNN_DEPTH_PRODUCT;
    to.row = (int)rows.first;
    to.column = (int)columns.first;
    to.channel = s->channel % (s->in.c / s->attrs.groups);
    to.tap_row = (int)cnn_axis_tap(y, rows.first, row);
    to.tap_column = (int)cnn_axis_tap(x, columns.first, column);
    if (rows.first <= rows.last && columns.first <= columns.last)
        view_go(s->v, to);
}

void draw_textbook(const stage *all_of_it) {
    rect unused;
    stage inner = back_frame(all_of_it, 0, &unused), *s = &inner;
    spread g = spread_of(s);
    float *turned = calloc((size_t)(s->attrs.kernel[0] * s->attrs.kernel[1]), sizeof *turned);
    if (g.values && turned) {
        int row, column;
        float gap = ui_px(s->v->ui, 24);
        rect all = s->area, sum = rect_cut_bottom(&all, text_height(FONT_DIGITS, s->text) * 1.6f),
             left = rect_cut_left(&all, all.w * 0.42f);
        rect_cut_left(&all, gap);
        rect middle = rect_cut_left(&all, all.w * 0.4f);
        rect_cut_left(&all, gap);
        cell_of(s, &row, &column);
        gradient_panel(s, left, &g, row, column);
        filter_panel(s, middle, turned);
        int64_t hit = result_panel(s, all, row, column);
        write_sum(s, sum, &g, row, column);
        if (hit >= 0)
            go_to_cell(s, hit / s->in.w, hit % s->in.w);
    }
    free(g.values);
    free(turned);
}
