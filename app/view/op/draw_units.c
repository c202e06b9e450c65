/* Forward through layers without a sliding window: dense (the whole input is the window), one-to-one functions, softmax
 * and loss. A long vector is folded into a nearly square block, so that it can be seen at once. */
#include "op_view.h"
#include "pictures.h"
#include "tensor_panel.h"

#include "numbers.h"
#include "pass.h"

#include <string.h>

static const tensor_panel input_sheet = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1};
static const tensor_panel weight_sheet = {
    .role = ROLE_FILTER, .ground = ROLE_FILTER_GROUND, .full = ROLE_FILTER_CELL, .done = -1, .now = -1};
static const tensor_panel output_sheet = {
    .role = ROLE_MAP, .ground = ROLE_MAP_GROUND, .full = ROLE_MAP_CELL, .done = -1, .now = -1};

static void frame_all(tensor_panel *sh) {
    sh->window = true;
    sh->window_rows = sh->rows;
    sh->window_columns = sh->columns;
    sh->window_role = ROLE_WINDOW;
}

/* One map of a tensor, or a folded vector. */
static void plane_of(tensor_panel *sh, const float *values, cnn_shape shape, int map) {
    bool vector = shape.h == 1 && shape.w == 1;
    sh->values = vector ? values : values + (size_t)map * (size_t)(shape.h * shape.w);
    sh->rows = shape.h;
    sh->columns = shape.w;
    if (vector)
        tensor_panel_fold(sh, shape.c);
}

void draw_units(const stage *s) {
    const view *v = s->v;
    int inputs = (int)cnn_shape_image(s->in);
    rect at = s->area, left = rect_cut_left(&at, at.w * 0.37f), middle = rect_cut_left(&at, at.w * 0.58f);
    int64_t tap = v->state->session.player.at.depth == CNN_DEPTH_PRODUCT ? s->step.tap : -1, hit;
    tensor_panel x = input_sheet, w = weight_sheet, y = output_sheet;
    x.name = "dense.input";
    x.title = tr("stage.input");
    x.values = s->input;
    w.name = "dense.weights";
    w.title = tr("stage.weights");
    w.values = s->weights + s->step.position * inputs;
    x.now = w.now = tap;
    tensor_panel_fold(&x, inputs);
    tensor_panel_fold(&w, inputs);
    if (tap < 0)
        frame_all(&x);
    y.name = "dense.output";
    y.title = tr("stage.output");
    plane_of(&y, s->output, s->out, 0);
    y.now = s->step.position;
    y.done = s->done;
    char partial[NUMBER_TEXT + 4];
    number_text(s->step.so_far, 2, partial);
    cnn_append(partial, sizeof partial, "…");
    y.partial = s->hidden ? "?" : s->partial ? partial : NULL;
    rect_cut_right(&left, ui_px(v->ui, 24));
    rect_cut_right(&middle, ui_px(v->ui, 24));
    w.scroll = x.name;
    tensor_panel_draw(s, left, &x, &hit);
    tensor_panel_go_to_tap(s, hit);
    tensor_panel_draw(s, middle, &w, &hit);
    tensor_panel_go_to_tap(s, hit);
    tensor_panel_draw(s, at, &y, &hit);
    tensor_panel_go_to_position(s, hit);
}

void draw_each(const stage *s) {
    const view *v = s->v;
    const op_view *own = s->own;
    rect at = s->area, left = rect_cut_left(&at, at.w * 0.5f), thumbs = {0, 0, 0, 0};
    bool maps = s->out.c > 1 && s->out.h * s->out.w > 1;
    if (maps) {
        thumbs = rect_cut_bottom(&at, ui_px(v->ui, 56));
        rect_cut_bottom(&left, ui_px(v->ui, 56));
        rect_cut_top(&thumbs, ui_px(v->ui, 10));
    }
    rect_cut_right(&left, ui_px(v->ui, 30));
    int64_t position = s->step.position, each = maps ? (int64_t)s->out.h * s->out.w : (int64_t)cnn_shape_image(s->out),
            hit;
    int map = maps ? s->step.address.map : 0;
    int64_t in_each = (int64_t)s->in.h * s->in.w;
    int64_t cell = s->step.cell.input; /* a join reads one of several inputs */
    int in_map = in_each > 1 ? (int)(cell / in_each) : 0;
    tensor_panel x = input_sheet, y = output_sheet;
    char title[64];
    cnn_format(title, sizeof title, "%s", tr("stage.input"));
    if (s->node->input_count > 1)
        cnn_format(title, sizeof title, "%s %s", tr("stage.input"),
            s->r->net->nodes[s->node->inputs[s->step.cell.source]].name);
    x.name = "each.input";
    x.title = title;
    plane_of(&x, s->input, s->in, in_map);
    x.now = in_each > 1 ? cell % in_each : cell;
    y.name = "each.output";
    y.title = tr(own->output ? own->output : "stage.activation_map");
    plane_of(&y, s->output, s->out, map);
    y.now = position - map * each;
    y.done = s->done - map * each;
    y.partial = s->hidden ? "?" : NULL;
    tensor_panel_draw(s, left, &x, &hit);
    if (hit >= 0)
        tensor_panel_go_to_position(s, hit + (in_each > 1 ? in_map * in_each : 0));
    tensor_panel_draw(s, at, &y, &hit);
    if (hit >= 0)
        tensor_panel_go_to_position(s, hit + map * each);
    if (!maps)
        return;
    scale colors = scale_of(
        facts_of(v, s->output, cnn_shape_image(s->out)), theme_color(ROLE_MAP_GROUND), theme_color(ROLE_MAP_CELL));
    int chosen = stage_thumbnails(s, thumbs, "each", s->output, s->out, map, &colors, s->done);
    if (chosen >= 0)
        tensor_panel_go_to_position(s, chosen * each);
}

enum { SHOWN = 64 };

/* How many numbers of a column are shown. */
static int shown_of(const stage *s) {
    return (int)cnn_shape_image(s->in) < SHOWN ? (int)cnn_shape_image(s->in) : SHOWN;
}

static void input_column(const stage *s, rect at) {
    tensor_panel x = input_sheet;
    x.name = "softmax.input";
    x.title = tr("stage.input");
    x.values = s->input;
    x.rows = shown_of(s);
    x.columns = 1;
    x.now = s->step.cell.input < x.rows ? s->step.cell.input : -1;
    bool log = s->step.term.name && !strcmp(s->step.term.name, "log");
    if (log && s->r->label >= 0 && s->r->label < x.rows)
        x.now = s->r->label;
    tensor_panel_draw(s, at, &x, NULL);
}

/* Backward: what the loss compares, or what it is compared with. */
static void compared_column(const stage *s, rect at, const cnn_call *call, bool target) {
    float values[SHOWN];
    const char *output = s->own->compared ? s->own->compared : "stage.output";
    tensor_panel y = output_sheet;
    y.rows = shown_of(s);
    for (int j = 0; j < y.rows; j++) {
        cnn_numbers n = s->node->op->numbers(call, CNN_BACKWARD, 0, j, 0);
        values[j] = target ? n.weight : s->own->compared ? n.product : n.input;
    }
    y.name = target ? "loss.target" : "loss.output";
    y.title = tr(target ? "softmax.target" : output);
    y.role = target ? ROLE_QUIET : ROLE_MAP;
    y.values = values;
    y.columns = 1;
    y.now = s->step.position < y.rows ? s->step.position : -1;
    tensor_panel_draw(s, at, &y, NULL);
}

static void term_column(const stage *s, rect at, const cnn_call *call, int term, cnn_term box) {
    float values[SHOWN];
    int64_t positions = cnn_term_positions(box), hit;
    int count = positions < shown_of(s) ? (int)positions : shown_of(s);
    for (int j = 0; j < count; j++)
        values[j] = s->node->op->result(call, s->phase, term, j).result;
    bool now = term == s->step.address.term, back = s->phase == CNN_BACKWARD;
    char name[32], title[48];
    cnn_format(name, sizeof name, "softmax.%d", term);
    cnn_format(title, sizeof title, "%s.%s", s->own->terms, box.name ? box.name : "sum");
    tensor_panel y = output_sheet;
    y.name = name;
    y.title = tr(title);
    y.role = now ? back ? ROLE_GRADIENT : ROLE_MAP : ROLE_QUIET;
    y.values = values;
    y.rows = count;
    y.columns = 1;
    y.plus = back;
    y.now = now && s->step.position < count ? s->step.position : -1;
    y.done = term < s->step.address.term ? count : now ? s->done : 0;
    y.partial = s->hidden ? "?" : NULL;
    tensor_panel_draw(s, at, &y, &hit);
    if (hit < 0)
        return;
    cnn_address to = s->step.address;
    to.depth = CNN_DEPTH_POSITION;
    to.term = term;
    to.map = (int)hit;
    to.row = to.column = to.channel = to.tap_row = to.tap_column = 0;
    view_go(s->v, to);
}

/* One column for each term: the numbers that it made, as far as it has come. Forward and backward. */
void draw_terms(const stage *s) {
    const cnn_segment *segment = cnn_walk_segment(s->r->walk, s->step.address);
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, s->step.address.node, 0);
    bool compares = s->node->op->loss && s->phase == CNN_BACKWARD;
    rect at = s->area;
    float width = at.w / (float)(segment->term_count + (compares ? 3 : 1));
    input_column(s, rect_cut_left(&at, width));
    for (int column = 0; column < 2 && compares; column++)
        compared_column(s, rect_cut_left(&at, width), &call, column);
    for (int i = 0; i < segment->term_count; i++)
        term_column(s, rect_cut_left(&at, width), &call, i, segment->terms[i]);
}
