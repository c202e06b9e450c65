/* Backward through a layer, in the scatter view: the window walks the same places as forward; at each one the upstream
 * gradient g is added, times the input, to the gradient of the weights, and times the weights to the gradient of the
 * input. Overlaps add up before one's eyes. */
#include "pictures.h"
#include "tensor_panel.h"

#include "numbers.h"
#include "partial_gradients.h"

#include <stdlib.h>
#include <string.h>

static const tensor_panel input_sheet = {
    .role = ROLE_INPUT, .ground = ROLE_INPUT_GROUND, .full = ROLE_INPUT_CELL, .done = -1, .now = -1};
static const tensor_panel gradient_sheet = {
    .role = ROLE_GRADIENT, .ground = ROLE_PANEL, .full = ROLE_POSITIVE, .done = -1, .now = -1, .plus = true};

/* Where the window stands, on the unpadded input. */
static void put_window(const stage *s, tensor_panel *sh) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    const player *p = &s->v->state->session.player;
    sh->window = true;
    sh->window_role = ROLE_GRADIENT;
    sh->window_row = (float)cnn_axis_cell(y, s->step.address.row, 0);
    sh->window_column = (float)cnn_axis_cell(x, s->step.address.column, 0);
    sh->window_rows = (int)cnn_axis_extent(y);
    sh->window_columns = (int)cnn_axis_extent(x);
    bool slides = p->motion < 1 && p->from.node == p->at.node && p->from.phase == p->at.phase &&
                  p->from.map == s->step.address.map && p->from.depth >= CNN_DEPTH_POSITION;
    if (!slides || p->at.depth < CNN_DEPTH_POSITION)
        return;
    float rest = (1 - p->motion) * (1 - p->motion);
    sh->window_row += ((float)cnn_axis_cell(y, p->from.row, 0) - sh->window_row) * rest;
    sh->window_column += ((float)cnn_axis_cell(x, p->from.column, 0) - sh->window_column) * rest;
}

static int64_t tap_at(const stage *s, int row, int column) {
    int64_t u = cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, row);
    int64_t v = cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), s->step.address.column, column);
    if (u < 0 || v < 0)
        return -1;
    int channels = s->pool ? 1 : s->in.c / s->attrs.groups;
    return ((int64_t)(s->channel % channels) * s->attrs.kernel[0] + u) * s->attrs.kernel[1] + v;
}

/* Inside the window: the value, and below it what it is multiplied by. */
static void input_look(const stage *s, int row, int column, cell_look *look) {
    int64_t tap = tap_at(s, row, column);
    if (tap < 0)
        return;
    char text[NUMBER_TEXT];
    look->strong = true;
    look->fill = color_mix(look->fill, theme_color(ROLE_GRADIENT), 0.10f);
    look->ink = theme_color(look->hatch ? ROLE_PADDING : ROLE_INK);
    look->below_ink = theme_color(ROLE_GRADIENT);
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    if (!s->pool) {
        number_text(n.gradient, 2, text);
        cnn_format(look->below, sizeof look->below, "×%s", text);
    } else if (n.dinput != 0) {
        number_text(n.dinput, 2, text);
        cnn_format(look->below, sizeof look->below, "%s%s", n.dinput > 0 ? "+" : "", text);
        look->fill = color_mix(theme_color(ROLE_PANEL), theme_color(ROLE_GRADIENT), 0.3f);
    }
}

static void input_panel(const stage *s, rect at) {
    tensor_panel x = input_sheet;
    int64_t plane = (int64_t)s->in.h * s->in.w, hit;
    char rest[96] = "", text[NUMBER_TEXT];
    x.name = "back.input";
    x.title = tr("stage.input_x");
    number_text(s->step.result.gradient, 2, text);
    if (s->in.c > 1)
        cnn_append(rest, sizeof rest, "%s %d  ", tr("stage.channel"), s->channel);
    if (s->pool)
        cnn_append(rest, sizeof rest, "%d × %d", s->in.h, s->in.w);
    else
        cnn_append(rest, sizeof rest, tr("stage.times_g"), text);
    x.rest = rest;
    x.values = s->input + s->channel * plane;
    x.rows = s->in.h;
    x.columns = s->in.w;
    memcpy(x.pad, s->attrs.pad, sizeof x.pad);
    put_window(s, &x);
    x.look = input_look;
    x.below = true;
    number_text(s->step.result.gradient, 2, text);
    x.letters = (int)strlen(text) + 1;
    tensor_panel_draw(s, at, &x, &hit);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, tap_at(s, (int)(hit / s->in.w), (int)(hit % s->in.w)));
}

static void upstream_panel(const stage *s, rect at, const char *title) {
    tensor_panel g = gradient_sheet;
    int64_t plane = (int64_t)s->out.h * s->out.w, hit;
    char rest[64];
    g.name = "back.upstream";
    g.title = title;
    if (s->out.c > 1)
        cnn_format(rest, sizeof rest, "%s %d", tr("map"), s->map);
    else
        cnn_format(rest, sizeof rest, "%s", tr("stage.from_above"));
    g.rest = rest;
    g.values = s->gradient + s->map * plane;
    g.rows = s->out.h;
    g.columns = s->out.w;
    g.now = (int64_t)s->step.address.row * s->out.w + s->step.address.column;
    g.largest = 46;
    g.flat = true;
    grid box = tensor_panel_draw(s, at, &g, &hit);
    const view *v = s->v;
    if (v->state->screen.edit.kind == EDIT_GRADIENT) {
        int cell = v->state->screen.edit.row - (int)(s->map * plane);
        rect edited = grid_cell(&box, (float)(cell / s->out.w), (float)(cell % s->out.w));
        if (cell >= 0 && cell < plane) {
            draw_rect(v->list, rect_inset(edited, 2), theme_color(ROLE_PANEL), 0);
            draw_frame(v->list, rect_inset(edited, 1), theme_color(ROLE_FOCUS), ui_px(v->ui, 3), 0);
            draw_text_in(v->list, FONT_DIGITS_STRONG, box.digits, edited, 0.5f, theme_color(ROLE_INK),
                v->state->screen.edit.text[0] ? v->state->screen.edit.text : "…");
        }
    }
    if (hit < 0)
        return;
    if (stage_open(s, OPEN_GRADIENT) && hit == g.now) {
        view_ask_with(
            v, REQUEST_select, (argument){.edit = {.kind = EDIT_GRADIENT, .row = (int)(s->map * plane + hit)}});
    } else {
        tensor_panel_go_to_position(s, s->map * plane + hit);
    }
}

/* The filter itself: what each upstream gradient is multiplied by on its way to the input. */
static void filter_panel(const stage *s, rect at) {
    int channels = s->in.c / s->attrs.groups, cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    tensor_panel w = input_sheet;
    int64_t hit;
    w.name = "back.filter";
    w.title = tr("stage.filter");
    w.rest = "W";
    w.role = ROLE_FILTER;
    w.ground = ROLE_FILTER_GROUND;
    w.full = ROLE_FILTER_CELL;
    w.flat = true;
    w.values = s->weights + ((ptrdiff_t)s->map * channels + s->channel % channels) * cells;
    w.rows = s->attrs.kernel[0];
    w.columns = s->attrs.kernel[1];
    w.largest = 46;
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        w.now = s->step.address.tap_row * w.columns + s->step.address.tap_column;
    tensor_panel_draw(s, at, &w, &hit);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, (int64_t)(s->channel % channels) * cells + hit);
}

static void dweight_panel(const stage *s, rect at) {
    int channels = s->in.c / s->attrs.groups, cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    float *plane = calloc((size_t)cells, sizeof *plane);
    if (!plane)
        return;
    cnn_recording_dweight(s->r, s->v->state->session.player.at, s->map, s->channel % channels, plane);
    tensor_panel w = gradient_sheet;
    char rest[64];
    int64_t all = (int64_t)s->out.h * s->out.w, hit;
    w.name = "back.dweight";
    w.title = tr("stage.dweight");
    w.role = ROLE_FILTER;
    cnn_format(rest, sizeof rest, tr("stage.so_far"), (long long)(s->step.position % all + 1), (long long)all);
    w.rest = rest;
    w.values = plane;
    w.flat = true;
    w.rows = s->attrs.kernel[0];
    w.columns = s->attrs.kernel[1];
    w.largest = 46;
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT)
        w.now = s->step.address.tap_row * w.columns + s->step.address.tap_column;
    tensor_panel_draw(s, at, &w, &hit);
    if (hit >= 0)
        tensor_panel_go_to_tap(s, (int64_t)(s->channel % channels) * cells + hit);
    free(plane);
}

static void dinput_panel(const stage *s, rect at) {
    int64_t cells = (int64_t)s->in.h * s->in.w;
    float *plane = calloc((size_t)cells, sizeof *plane);
    if (!plane)
        return;
    cnn_recording_dinput(s->r, s->v->state->session.player.at, 0, s->channel, plane);
    tensor_panel x = gradient_sheet;
    x.name = "back.dinput";
    x.title = tr("stage.dinput");
    x.rest = tr("stage.scattered");
    x.role = ROLE_INPUT;
    x.values = plane;
    x.rows = s->in.h;
    x.columns = s->in.w;
    x.largest = 46;
    x.flat = true;
    put_window(s, &x);
    if (s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT && !s->step.cell.padding)
        x.now = (int64_t)s->step.cell.row * s->in.w + s->step.cell.column;
    tensor_panel_draw(s, at, &x, NULL);
    free(plane);
}

void draw_window_backward(const stage *s) {
    const view *v = s->v;
    rect at = s->area, left = rect_cut_left(&at, at.w * (s->pool ? 0.36f : 0.37f));
    rect_cut_left(&at, ui_px(v->ui, 22));
    input_panel(s, left);
    if (s->pool) {
        rect middle = rect_cut_left(&at, at.w * 0.55f);
        rect_cut_left(&at, ui_px(v->ui, 22));
        dinput_panel(s, middle);
        upstream_panel(s, at, "∂L/∂O");
        return;
    }
    rect right = rect_cut_right(&at, at.w * 0.34f);
    rect_cut_right(&at, ui_px(v->ui, 18));
    rect top = rect_cut_top(&at, at.h * 0.44f);
    filter_panel(s, rect_cut_left(&top, (top.w - ui_px(v->ui, 18)) / 2));
    rect_cut_left(&top, ui_px(v->ui, 18));
    dweight_panel(s, top);
    rect_cut_top(&at, ui_px(v->ui, 4));
    dinput_panel(s, at);
    float line = text_height(FONT_DIGITS, s->text) * 1.3f;
    rect text = rect_cut_bottom(&right, line);
    upstream_panel(s, right, "∂L/∂O");
    if (s->bias) {
        char number[NUMBER_TEXT], written[96];
        number_text(cnn_recording_dbias(s->r, v->state->session.player.at, s->map), 3, number);
        cnn_format(written, sizeof written, tr("stage.dbias"), number);
        draw_text_in(v->list, FONT_DIGITS, s->text, text, 0, theme_color(ROLE_QUIET), written);
    }
}
