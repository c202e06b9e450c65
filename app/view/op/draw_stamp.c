/* Transposed convolution. Forward each input number lays the filter, times itself, on the output, and what overlaps adds
 * up; backward the same stamp gathers. Cells that the padding cuts off are hatched. */
#include "pictures.h"
#include "tensor_panel.h"

#include "numbers.h"
#include "partial_gradients.h"

#include <stdlib.h>
#include <string.h>

static const tensor_panel plain = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1, .flat = true};

/* What the present step is about. */
typedef struct stamp {
    bool bias;       /* the term of the biases: each map begins with its own */
    int channel;     /* of the input */
    int map, within; /* of the output; the same within its group */
    int each;        /* maps that a channel lays on */
} stamp;

static stamp stamp_of(const stage *s) {
    stamp t = {.bias = !strcmp(s->step.term.name, "bias"), .each = s->out.c / s->attrs.groups};
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    t.channel = t.bias ? 0 : s->step.address.map;
    t.within = by_product && !t.bias ? s->step.address.channel : s->v->state->session.channel % t.each;
    t.map = t.bias ? s->step.address.map : t.channel / (s->in.c / s->attrs.groups) * t.each + t.within;
    return t;
}

static const float *filter_of(const stage *s, const stamp *t) {
    return s->weights +
           ((ptrdiff_t)t->channel * t->each + t->within) * (ptrdiff_t)s->attrs.kernel[0] * s->attrs.kernel[1];
}

/* The tap of the present stamp on the cell of the map shown; -1: none. */
static int64_t tap_on(const stage *s, const stamp *t, int row, int column) {
    int64_t u = cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, row),
            v = cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), s->step.address.column, column);
    if (t->bias || u < 0 || v < 0)
        return -1;
    return ((int64_t)t->within * s->attrs.kernel[0] + u) * s->attrs.kernel[1] + v;
}

/* Under a cell of the stamp: what is laid on it, or how the gradient is weighed. */
static void stamp_look(const stage *s, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    int64_t tap = tap_on(s, &t, row, column);
    if (look->hatch)
        look->text[0] = '\0'; /* there is no number */
    if (tap < 0)
        return;
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    bool back = s->phase == CNN_BACKWARD;
    char text[NUMBER_TEXT];
    number_text(back ? n.weight : n.product, 2, text);
    cnn_format(look->below, sizeof look->below, "%s%s", back ? "×" : n.product < 0 ? "" : "+", text);
    look->below_ink = theme_color(ROLE_FILTER);
    look->strong = true;
    look->fill = color_mix(look->fill, theme_color(ROLE_WINDOW_GROUND), 0.6f);
    look->ink = theme_color(look->hatch ? ROLE_PADDING : ROLE_INK);
}

static void put_stamp(const stage *s, const stamp *t, tensor_panel *p) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    p->rows = s->out.h;
    p->columns = s->out.w;
    memcpy(p->pad, s->attrs.pad, sizeof p->pad);
    p->below = true;
    p->letters = 6;
    p->look = stamp_look;
    p->window = !t->bias;
    p->window_role = ROLE_WINDOW;
    p->window_row = (float)cnn_axis_cell(y, s->step.address.row, 0);
    p->window_column = (float)cnn_axis_cell(x, s->step.address.column, 0);
    p->window_rows = (int)cnn_axis_extent(y);
    p->window_columns = (int)cnn_axis_extent(x);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && !s->step.cell.padding)
        p->now = (int64_t)s->step.cell.row * s->out.w + s->step.cell.column;
}

static void map_name(char *text, size_t size, const char *what, int index, int count) {
    text[0] = '\0';
    if (count > 1)
        cnn_append(text, size, "%s %d", what, index);
}

static void input_panel(const stage *s, const stamp *t, rect at) {
    tensor_panel p = plain;
    int64_t plane = (int64_t)s->in.h * s->in.w, hit;
    char rest[48];
    map_name(rest, sizeof rest, tr("stage.channel"), t->channel, s->in.c);
    p.name = "stamp.input";
    p.title = tr("stage.input");
    p.rest = s->in.c > 1 ? rest : NULL;
    p.values = s->input + t->channel * plane;
    p.rows = s->in.h;
    p.columns = s->in.w;
    p.now = t->bias ? -1 : (int64_t)s->step.address.row * s->in.w + s->step.address.column;
    tensor_panel_draw(s, at, &p, &hit);
    if (hit >= 0 && !t->bias)
        tensor_panel_go_to_position(s, t->channel * plane + hit);
}

/* The filter, or what has come together of its gradient. */
static void filter_panel(const stage *s, const stamp *t, rect at, const float *values, bool gradient) {
    tensor_panel p = plain;
    int64_t cells = (int64_t)s->attrs.kernel[0] * s->attrs.kernel[1], hit;
    p.name = gradient ? "stamp.dweight" : "stamp.filter";
    p.title = tr(gradient ? "stage.dweight" : "stage.filter");
    p.role = ROLE_FILTER;
    p.ground = gradient ? ROLE_PANEL : ROLE_FILTER_GROUND;
    p.full = gradient ? ROLE_POSITIVE : ROLE_FILTER_CELL;
    p.plus = gradient;
    p.values = values;
    p.rows = s->attrs.kernel[0];
    p.columns = s->attrs.kernel[1];
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && !t->bias)
        p.now = s->step.address.tap_row * p.columns + s->step.address.tap_column;
    tensor_panel_draw(s, at, &p, &hit);
    if (hit >= 0 && !t->bias)
        tensor_panel_go_to_tap(s, t->within * cells + hit);
}

static void output_panel(const stage *s, const stamp *t, rect at) {
    int64_t plane = (int64_t)s->out.h * s->out.w, hit;
    float *values = malloc((size_t)plane * sizeof *values);
    char rest[48];
    if (!values)
        return;
    for (int64_t i = 0; i < plane; i++)
        values[i] = cnn_recording_laid(s->r, s->v->state->session.player.at, t->map * plane + i);
    tensor_panel p = plain;
    map_name(rest, sizeof rest, tr("map"), t->map, s->out.c);
    p.name = "stamp.output";
    p.title = tr("stage.output");
    p.rest = s->out.c > 1 ? rest : NULL;
    p.role = ROLE_MAP;
    p.ground = ROLE_MAP_GROUND;
    p.full = ROLE_MAP_CELL;
    p.values = values;
    put_stamp(s, t, &p);
    tensor_panel_draw(s, at, &p, &hit);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, tap_on(s, t, (int)(hit / s->out.w), (int)(hit % s->out.w)));
    free(values);
}

void draw_stamp(const stage *s) {
    stamp t = stamp_of(s);
    float gap = ui_px(s->v->ui, 22);
    rect at = s->area, input = rect_cut_left(&at, at.w * 0.28f);
    rect_cut_left(&at, gap);
    rect filter = rect_cut_left(&at, at.w * 0.3f);
    rect_cut_left(&at, gap);
    input_panel(s, &t, input);
    filter_panel(s, &t, filter, filter_of(s, &t), false);
    output_panel(s, &t, at);
}

static void upstream_panel(const stage *s, const stamp *t, rect at) {
    tensor_panel p = plain;
    int64_t hit;
    char rest[48];
    map_name(rest, sizeof rest, tr("map"), t->map, s->out.c);
    p.name = "stamp.upstream";
    p.title = "∂L/∂O";
    p.rest = s->out.c > 1 ? rest : tr("stage.from_above");
    p.role = ROLE_GRADIENT;
    p.ground = ROLE_PANEL;
    p.full = ROLE_POSITIVE;
    p.plus = true;
    p.values = s->gradient + (int64_t)t->map * s->out.h * s->out.w;
    put_stamp(s, t, &p);
    tensor_panel_draw(s, at, &p, &hit);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, tap_on(s, t, (int)(hit / s->out.w), (int)(hit % s->out.w)));
}

static void dinput_panel(const stage *s, const stamp *t, rect at) {
    int64_t plane = (int64_t)s->in.h * s->in.w;
    float *values = calloc((size_t)plane, sizeof *values);
    if (!values)
        return;
    cnn_recording_dinput(s->r, s->v->state->session.player.at, 0, t->channel, values);
    tensor_panel p = plain;
    p.name = "stamp.dinput";
    p.title = tr("stage.dinput");
    p.ground = ROLE_PANEL;
    p.full = ROLE_POSITIVE;
    p.plus = true;
    p.values = values;
    p.rows = s->in.h;
    p.columns = s->in.w;
    p.now = t->bias ? -1 : (int64_t)s->step.address.row * s->in.w + s->step.address.column;
    tensor_panel_draw(s, at, &p, NULL);
    free(values);
}

void draw_stamp_backward(const stage *s) {
    stamp t = stamp_of(s);
    float gap = ui_px(s->v->ui, 18);
    float *dweight = calloc((size_t)s->attrs.kernel[0] * (size_t)s->attrs.kernel[1], sizeof *dweight);
    if (!dweight)
        return;
    cnn_recording_dweight(s->r, s->v->state->session.player.at, t.channel, t.within, dweight);
    rect at = s->area, left = rect_cut_left(&at, at.w * 0.4f);
    rect_cut_left(&at, gap);
    rect middle = rect_cut_left(&at, at.w * 0.42f), top = rect_cut_top(&middle, middle.h * 0.5f);
    rect_cut_left(&at, gap);
    upstream_panel(s, &t, left);
    filter_panel(s, &t, top, filter_of(s, &t), false);
    filter_panel(s, &t, middle, dweight, true);
    dinput_panel(s, &t, at);
    free(dweight);
}
