/* Layers without a sliding window: dense (the whole input is the window), one-to-one functions, softmax and loss. A
 * long vector is folded into a nearly square block, so that it can be seen at once. */
#include "stage.h"

#include "command.h"
#include "numbers.h"

#include <math.h>
#include <string.h>

/* How a tensor is laid out in one plane: a map of its own shape, or a vector folded into rows. */
typedef struct plane {
    const float *values;
    int count, columns, rows;
} plane;

static plane folded(const float *values, cnn_shape shape, int map) {
    if (shape.h > 1 || shape.w > 1)
        return (plane){values + (size_t)map * (size_t)(shape.h * shape.w), shape.h * shape.w, shape.w, shape.h};
    int columns = shape.c <= 12 ? 1 : (int)ceilf(sqrtf((float)shape.c));
    return (plane){values, shape.c, columns, (shape.c + columns - 1) / columns};
}

static plane folded_vector(const float *values, int count) {
    return folded(values, (cnn_shape){1, count, 1, 1}, 0);
}

typedef struct panel {
    const char *name, *title;
    theme_role role, ground, full;
    int64_t now;  /* the cell in focus, -1: none */
    int64_t done; /* cells that are there; beyond is empty */
    bool all;     /* every cell takes part in this step */
} panel;

/* Draws a plane with its caption; returns the cell that was clicked, or -1. */
static int64_t draw_plane(stage *s, rect at, const plane *p, const panel *how, view *v) {
    app *a = s->a;
    rect_cut_top(&at, text_height(FONT_UI, s->text) + ui_px(&a->ui, 8));
    int64_t now = how->now < 0 ? 0 : how->now;
    int row = (int)(now / p->columns), column = (int)(now % p->columns);
    grid_place place = {.area = at,
        .rows = p->rows,
        .columns = p->columns,
        .letters = grid_letters(p->values, (size_t)p->count),
        .digits = s->digits,
        .aspect = p->columns == 1 ? 2.2f : 1,
        .largest = ui_px(&a->ui, a->present ? 90 : 52),
        .align_y = 0.35f,
        .follow = {{row, row}, {column, column}}};
    grid g = grid_layout(a, how->name, place, v);
    scale colors = scale_of(p->values, (size_t)p->count, theme_color(how->ground), theme_color(how->full));
    ui_open(&a->ui, rect_inset(g.area, -3));
    for (int i = 0; i < p->count; i++) {
        rect cell = grid_cell(&g, (float)(i / p->columns), (float)(i % p->columns)), seen = rect_cross(cell, g.area);
        if (seen.w <= 0 || seen.h <= 0)
            continue;
        cell_look look = {.fill = theme_color(ROLE_EMPTY), .strong = i == how->now};
        if (i < how->done) {
            look.fill = scale_color(&colors, p->values[i]);
            number_text(p->values[i], 2, look.text);
        }
        look.ink = ink_on(look.fill);
        grid_paint_cell(a, &g, cell, &look);
    }
    if (how->all)
        draw_frame(&a->list, rect_inset(g.area, -1), theme_color(ROLE_WINDOW), ui_px(&a->ui, 3), 2);
    if (how->now >= 0)
        draw_frame(&a->list, rect_inset(grid_cell(&g, (float)row, (float)column), -1), theme_color(ROLE_MAP),
            ui_px(&a->ui, 3), 2);
    ui_close(&a->ui);
    char size[48];
    if (p->columns == 1 || p->rows * p->columns != p->count)
        cnn_format(size, sizeof size, "%d", p->count);
    else
        cnn_format(size, sizeof size, "%d × %d", p->rows, p->columns);
    stage_caption(s, &g, how->role, how->title, size);
    char id[48];
    cnn_format(id, sizeof id, "plane.%s", how->name);
    ui_touch t = ui_touch_of(&a->ui, id, g.area, false);
    int hit_row, hit_column;
    if (!t.pressed || !grid_hit(&g, a->ui.in.x, a->ui.in.y, &hit_row, &hit_column))
        return -1;
    int64_t hit = (int64_t)hit_row * p->columns + hit_column;
    return hit < p->count ? hit : -1;
}

static void go_to_position(stage *s, int64_t position) {
    cnn_stage box = s->step.stage;
    cnn_address to = s->step.address;
    if (position < 0 || position >= cnn_stage_positions(box))
        return;
    to.depth = CNN_DEPTH_POSITION;
    to.map = (int)(position / ((int64_t)box.rows * box.columns));
    to.row = (int)(position / box.columns % box.rows);
    to.column = (int)(position % box.columns);
    command_go(s->a, to);
}

static void go_to_tap(stage *s, int64_t tap) {
    cnn_stage box = s->step.stage;
    cnn_address to = s->step.address;
    if (tap < 0 || tap >= s->step.taps)
        return;
    to.depth = CNN_DEPTH_PRODUCT;
    to.channel = (int)(tap / ((int64_t)box.tap_rows * box.tap_columns));
    to.tap_row = (int)(tap / box.tap_columns % box.tap_rows);
    to.tap_column = (int)(tap % box.tap_columns);
    command_go(s->a, to);
}

void stage_dense(stage *s) {
    app *a = s->a;
    static view weights_view;
    int inputs = (int)cnn_shape_image(s->in);
    rect at = s->area, left = rect_cut_left(&at, at.w * 0.37f), middle = rect_cut_left(&at, at.w * 0.58f);
    int64_t tap = a->player.at.depth == CNN_DEPTH_PRODUCT ? s->step.tap : -1;
    plane x = folded_vector(s->input, inputs), w = folded_vector(s->weights + s->step.position * inputs, inputs),
          y = folded_vector(s->output, s->out.c);
    panel input = {"dense.input", tr("stage.input"), ROLE_INPUT, ROLE_INPUT_GROUND, ROLE_INPUT_CELL, tap, inputs, true};
    panel weights = {
        "dense.weights", tr("stage.weights"), ROLE_FILTER, ROLE_FILTER_GROUND, ROLE_FILTER_CELL, tap, inputs, false};
    panel output = {
        "dense.output", tr("stage.output"), ROLE_MAP, ROLE_MAP_GROUND, ROLE_MAP_CELL, s->step.position, s->done, false};
    rect_cut_right(&left, ui_px(&a->ui, 24));
    rect_cut_right(&middle, ui_px(&a->ui, 24));
    weights_view = a->input_view;
    go_to_tap(s, draw_plane(s, left, &x, &input, &a->input_view));
    go_to_tap(s, draw_plane(s, middle, &w, &weights, &weights_view));
    go_to_position(s, draw_plane(s, at, &y, &output, &a->output_view));
}

void stage_each(stage *s) {
    rect at = s->area, left = rect_cut_left(&at, at.w * 0.5f), thumbs = {0, 0, 0, 0};
    bool maps = s->out.c > 1 && s->out.h * s->out.w > 1;
    app *a = s->a;
    if (maps) {
        thumbs = rect_cut_bottom(&at, ui_px(&a->ui, 56));
        rect_cut_bottom(&left, ui_px(&a->ui, 56));
        rect_cut_top(&thumbs, ui_px(&a->ui, 10));
    }
    rect_cut_right(&left, ui_px(&a->ui, 30));
    int64_t position = s->step.position, each = maps ? (int64_t)s->out.h * s->out.w : (int64_t)cnn_shape_image(s->out);
    int map = maps ? s->step.address.map : 0;
    bool flatten = s->node->kind == CNN_OP_FLATTEN;
    int64_t in_each = (int64_t)s->in.h * s->in.w;
    int in_map = in_each > 1 ? (int)(position / in_each) : 0;
    plane x = folded(s->input, s->in, in_map), y = folded(s->output, s->out, map);
    panel input = {"each.input", tr("stage.input"), ROLE_INPUT, ROLE_INPUT_GROUND, ROLE_INPUT_CELL,
        in_each > 1 ? position % in_each : position, x.count, false};
    panel output = {"each.output", flatten ? tr("stage.output") : tr("stage.activation_map"), ROLE_MAP, ROLE_MAP_GROUND,
        ROLE_MAP_CELL, position - map * each, s->done - map * each, false};
    int64_t hit = draw_plane(s, left, &x, &input, &a->input_view);
    if (hit >= 0)
        go_to_position(s, hit + (in_each > 1 ? in_map * in_each : 0));
    hit = draw_plane(s, at, &y, &output, &a->output_view);
    if (hit >= 0)
        go_to_position(s, hit + map * each);
    if (!maps)
        return;
    scale colors =
        scale_of(s->output, cnn_shape_image(s->out), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    int clicked = stage_thumbnails(s, thumbs, "each", s->output, s->out, map, &colors, s->done);
    if (clicked >= 0)
        go_to_position(s, clicked * each);
}

/* One column for each stage: the numbers that it made, as far as it has come. */
void stage_softmax(stage *s) {
    app *a = s->a;
    const cnn_segment *segment = cnn_walk_segment(s->r->walk, s->step.address);
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    float values[64], width;
    int shown = (int)cnn_shape_image(s->in) < 64 ? (int)cnn_shape_image(s->in) : 64;
    rect at = s->area;
    width = at.w / (float)(segment->stage_count + 1);
    plane x = {s->input, shown, 1, shown};
    panel input = {"softmax.input", tr("stage.input"), ROLE_INPUT, ROLE_INPUT_GROUND, ROLE_INPUT_CELL,
        s->step.cell.input < shown ? s->step.cell.input : -1, shown, false};
    view local = {0};
    draw_plane(s, rect_cut_left(&at, width), &x, &input, &local);
    for (int i = 0; i < segment->stage_count; i++) {
        cnn_stage box = segment->stages[i];
        int count = (int)cnn_stage_positions(box) < shown ? (int)cnn_stage_positions(box) : shown;
        for (int j = 0; j < count; j++)
            values[j] = s->node->op->result(&call, s->step.address.phase, i, j).result;
        bool now = i == s->step.address.stage;
        plane y = {values, count, 1, count};
        char name[32], title[32];
        cnn_format(name, sizeof name, "softmax.%d", i);
        cnn_format(title, sizeof title, "softmax.%s", box.name ? box.name : "sum");
        panel output = {name, tr(title), now ? ROLE_MAP : ROLE_QUIET, ROLE_MAP_GROUND, ROLE_MAP_CELL,
            now ? s->step.position : -1,
            i < s->step.address.stage ? count
            : now                     ? s->done
                                      : 0,
            false};
        view fixed = {0};
        int64_t hit = draw_plane(s, rect_cut_left(&at, width), &y, &output, &fixed);
        if (hit < 0)
            continue;
        cnn_address to = {.iteration = -1,
            .depth = CNN_DEPTH_POSITION,
            .phase = s->step.address.phase,
            .node = s->step.address.node,
            .stage = i,
            .map = (int)hit};
        command_go(a, to);
    }
}
