/* Backward through a window with weights. The window walks the same places as forward; at each one the upstream gradient g
 * runs along a rail to the gate, where each side gets the other's number: the pixels, times g, are added to the gradient of
 * the weights, and the weights, times g, to the gradient of the pixels. Overlaps add up before one's eyes. */
#include "back_parts.h"
#include "pictures.h"
#include "scatter.h"
#include "sum.h"

#include "numbers.h"
#include "partial_gradients.h"
#include "tensor_panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int group_channels(const stage *s) {
    return s->in.c / s->attrs.groups;
}

/* ---- places ---- */

/* Gaps in design pixels: between X and its gradient, around the gate, beside the upstream gradient, at both sides. */
enum {
    BETWEEN = 10,
    AROUND = 40,
    RAIL = 56,
    LETTERED_RAIL = 106,
    SIDE = 44,
    CELL = 56,
    PRESENT_CELL = 110,
    CHOICES = 34
};

static void describe(const stage *s, scatter *l) {
    const view *v = s->v;
    cnn_call call = back_call(s);
    size_t outs = cnn_shape_image(s->out), ins = cnn_shape_image(s->in), weights = s->node->weight_count;
    l->channel = s->channel % group_channels(s);
    int cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    l->o = back_plane("back.upstream", "∂L/∂O", ROLE_GRADIENT, s->out.h, s->out.w);
    l->o.values = s->gradient + (int64_t)s->map * s->out.h * s->out.w;
    plane_like(&l->o, v, s->gradient, outs);
    l->x = back_value_plane("back.input", tr("stage.input_x"), ROLE_INPUT, s->in.h, s->in.w);
    l->x.values = s->input + (int64_t)s->channel * s->in.h * s->in.w;
    plane_like(&l->x, v, s->input, ins);
    l->w = back_value_plane("back.filter", tr("stage.filter_w"), ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    l->w.values = s->weights + ((int64_t)s->map * group_channels(s) + l->channel) * cells;
    plane_like(&l->w, v, s->weights, weights);
    l->dx = back_plane("back.dinput", "∂L/∂X", ROLE_INPUT, s->in.h, s->in.w);
    plane_like(&l->dx, v, call.din[0].data, call.din[0].data ? ins : 0);
    l->dw = back_plane("back.dweight", "∂L/∂W", ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    plane_like(&l->dw, v, s->r->share + s->node->weight_at, weights);
    memcpy(l->x.pad, s->attrs.pad, sizeof l->x.pad);
    memcpy(l->dx.pad, s->attrs.pad, sizeof l->dx.pad);
    l->dx.no_zero = true;
    int64_t all = (int64_t)s->out.h * s->out.w;
    cnn_format(l->channel_name, sizeof l->channel_name, "%s %d", tr("stage.channel"), s->channel);
    cnn_format(l->map_name, sizeof l->map_name, "%s %d", tr("map"), s->map);
    cnn_format(
        l->so_far, sizeof l->so_far, tr("stage.so_far_of"), (long long)(s->step.position % all + 1), (long long)all);
    back_decimals(&l->dx, l->o.format.decimals + l->w.format.decimals);
    back_decimals(&l->dw, l->o.format.decimals + l->x.format.decimals);
}

/* Numbers as large as the cells allow; `wide` is the widest that a cell may be. */
static void set_type(const stage *s, scatter *l, float wide) {
    plane *all[] = {&l->x, &l->w, &l->dx, &l->dw, &l->o};
    plane_type type = back_type(s, all, 5, l->cell, wide, &l->wide);
    for (int i = 0; i < 5; i++)
        all[i]->type = type;
}

static void put_card(const stage *s, scatter *l, float x1, float y1) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 20), high = ui_px(v->ui, s->bias ? 168 : 122), least = ui_px(v->ui, 270);
    float words = fmaxf(l->dw.at.area.w, fminf(plane_caption_width(s, &l->dw), l->dw.room));
    float left = fmaxf(l->dw.at.area.x + words + gap, x1 - ui_px(v->ui, 360));
    float below = l->o.at.area.y + l->o.at.area.h + gap;
    float lift =
        fminf(below + high - y1, l->o.at.area.y + l->o.at.area.h - l->gate_y - l->cell / 2); /* the rail stays */
    if (lift > 0) {
        l->o.at = grid_at(l->o.at.x, l->o.at.y - lift, l->cell, l->wide, l->o.rows, l->o.columns, 0, 0);
        below -= lift;
    }
    if (x1 - left >= least && y1 - below >= high - 1 && !v->state->screen.present)
        l->card = (rect){left, below, x1 - left, high};
}

scatter scatter_place(const stage *s) {
    const view *v = s->v;
    scatter l = {.cell = 0};
    rect at = s->area;
    bool present = v->state->screen.present;
    describe(s, &l);
    l.dw.rest = l.so_far;
    int rows = plane_rows(&l.x), columns = plane_columns(&l.x) + l.w.columns + l.o.columns;
    float caption = plane_caption_height(s), foot = text_height(FONT_UI, s->text), between = ui_px(v->ui, BETWEEN);
    float maps = s->out.c > 1 ? ui_px(v->ui, CHOICES + 8) : 0;
    l.gate_r = ui_px(v->ui, present ? 46 : 33);
    l.cell = floorf(
        fminf(ui_px(v->ui, present ? PRESENT_CELL : CELL), (at.h - 2 * caption - between - foot) / (2 * (float)rows)));
    l.cell = floorf(fminf(l.cell, (at.h - caption - maps) / (float)l.o.rows));
    bool roomy = (float)(rows - l.w.rows) * l.cell > ui_px(v->ui, 40);
    float gate = 2 * l.gate_r + ui_px(v->ui, 2 * AROUND), rail = ui_px(v->ui, roomy ? RAIL : LETTERED_RAIL),
          side = ui_px(v->ui, SIDE);
    float widest = floorf((at.w - 2 * side - gate - rail) / (float)columns);
    l.cell = fmaxf(fminf(l.cell, widest), 2);
    set_type(s, &l, fminf(widest, floorf(l.cell * 1.7f)));
    float spare = at.w - 2 * side - gate - rail - l.wide * (float)columns;
    gate += fminf(spare * 0.45f, fmaxf(ui_px(v->ui, 262) - gate, 0));
    spare = at.w - 2 * side - gate - rail - l.wide * (float)columns;
    rail += fminf(spare, fmaxf(ui_px(v->ui, 300) - rail, 0));
    spare = at.w - 2 * side - gate - rail - l.wide * (float)columns;
    float tall = 2 * (caption + l.cell * (float)rows) + between + foot, slack = fmaxf(at.h - tall, 0);
    between += slack * 0.4f;
    float x = at.x + side + spare / 2, y = at.y + slack * 0.2f + caption;
    plane_put(&l.x, x, y, l.cell, l.wide);
    plane_put(&l.dx, x, y + l.cell * (float)rows + between + caption, l.cell, l.wide);
    l.upper = l.x.at.area.y + l.x.at.area.h / 2;
    l.lower = l.dx.at.area.y + l.dx.at.area.h / 2;
    l.gate_x = floorf(x + l.x.at.area.w + gate / 2);
    l.gate_y = floorf((l.upper + l.lower) / 2);
    x += l.x.at.area.w + gate;
    float half = l.cell * (float)l.w.rows / 2;
    plane_put(&l.w, x, l.upper - half, l.cell, l.wide);
    plane_put(&l.dw, x, l.lower - half, l.cell, l.wide);
    float top = at.y + maps + caption;
    plane_put(&l.o, x + l.w.at.area.w + rail, fmaxf(l.gate_y - l.cell * (float)l.o.rows / 2, top), l.cell, l.wide);
    l.x.room = l.dx.room = l.w.at.area.x - l.x.at.area.x - ui_px(v->ui, 8);
    l.w.room = l.dw.room = l.o.at.area.x - l.w.at.area.x - ui_px(v->ui, 8);
    put_card(s, &l, at.x + at.w, at.y + at.h);
    return l;
}

/* ---- what stands in the cells ---- */

static bool by_product(const stage *s) {
    return s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
}

/* The tap of the channel in focus that covers the cell; -1: none. */
static int64_t tap_at(const stage *s, int row, int column) {
    int64_t u = cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, row);
    int64_t v = cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), s->step.address.column, column);
    if (u < 0 || v < 0)
        return -1;
    return ((int64_t)(s->channel % group_channels(s)) * s->attrs.kernel[0] + u) * s->attrs.kernel[1] + v;
}

static int64_t tap_of(const stage *s, int row, int column) {
    return ((int64_t)(s->channel % group_channels(s)) * s->attrs.kernel[0] + row) * s->attrs.kernel[1] + column;
}

static void times_g(const stage *s, const plane *p, cell_look *look) {
    tensor_facts f = facts_of(s->v, s->gradient, cnn_shape_image(s->out));
    number_format format = p->format;
    char digits[NUMBER_TEXT];
    format.decimals = f.format.decimals < 1 ? f.format.decimals : 1;
    format.power = f.format.power;
    format.plus = false;
    number_in(s->step.result.gradient, format, digits);
    if (f.format.power)
        cnn_format(digits, sizeof digits, "g"); /* its number stands on the rail */
    cnn_format(look->below, sizeof look->below, "×%s", digits);
    look->below_ink = back_ink(look->fill);
}

static void input_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    if (tap_at(s, row, column) < 0)
        return;
    look->strong = !look->hatch;
    times_g(s, p, look);
}

static void filter_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    (void)row;
    (void)column;
    look->strong = true;
    times_g(s, p, look);
}

/* Under a gradient: what this step adds. */
static void added(const stage *s, const plane *p, int64_t tap, bool weight, cell_look *look) {
    if (tap < 0 || look->hatch || (by_product(s) && tap != s->step.tap))
        return;
    cnn_numbers n = cnn_recording_numbers(s->r, &s->step, tap);
    float adds = weight ? n.dweight : n.dinput;
    number_format format = p->format;
    char digits[NUMBER_TEXT];
    format.plus = true;
    number_in(adds, format, digits);
    cnn_format(look->below, sizeof look->below, "%s%s", adds == 0 ? "+" : "", digits);
    look->strong = true;
    look->below_ink = back_ink(look->fill);
}

static void dinput_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    bool untouched = !look->hatch && !back_windows(s, row, column, NULL);
    if (untouched && s->step.address.map == 0) {
        look->fill = theme_color(ROLE_EMPTY);
        look->text[0] = '\0';
    }
    added(s, p, tap_at(s, row, column), false, look);
}

static void dweight_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    added(s, p, tap_of(s, row, column), true, look);
}

static void upstream_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    look->strong =
        (int64_t)row * p->columns + column == (int64_t)s->step.address.row * p->columns + s->step.address.column;
}

/* ---- the picture ---- */

static void frames(const stage *s, const scatter *l) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    int rows = (int)cnn_axis_extent(y), columns = (int)cnn_axis_extent(x);
    float row, column;
    back_window(s, &row, &column);
    plane_frame(s, &l->x, row, column, rows, columns, ROLE_GRADIENT);
    plane_frame(s, &l->dx, row, column, rows, columns, ROLE_GRADIENT);
    plane_frame(s, &l->w, 0, 0, l->w.rows, l->w.columns, ROLE_GRADIENT);
    plane_frame(s, &l->dw, 0, 0, l->dw.rows, l->dw.columns, ROLE_GRADIENT);
    if (!by_product(s))
        return;
    int64_t in_row = cnn_axis_cell(y, at.row, at.tap_row), in_column = cnn_axis_cell(x, at.column, at.tap_column);
    plane_frame(s, &l->x, (float)in_row, (float)in_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->dx, (float)in_row, (float)in_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->w, (float)at.tap_row, (float)at.tap_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->dw, (float)at.tap_row, (float)at.tap_column, 1, 1, ROLE_INK);
}

static void input_side(const stage *s, const plane *p) {
    int row, column;
    int64_t hit = plane_draw(s, p);
    if (plane_pointed(s, p, &row, &column))
        s->v->own->next_hover = (hover){HOVER_INPUT, row, column, CNN_PART_NONE};
    if (hit >= 0)
        tensor_panel_go_to_tap(s, tap_at(s, (int)(hit / p->columns), (int)(hit % p->columns)));
}

static void filter_side(const stage *s, const plane *p) {
    int row, column;
    int64_t hit = plane_draw(s, p);
    if (plane_pointed(s, p, &row, &column))
        s->v->own->next_hover = (hover){HOVER_WEIGHT, row, column, CNN_PART_NONE};
    if (hit >= 0)
        tensor_panel_go_to_tap(s, tap_of(s, (int)(hit / p->columns), (int)(hit % p->columns)));
}

static void draw_planes(const stage *s, scatter *l) {
    l->x.rest = s->in.c > 1 ? l->channel_name : NULL;
    l->w.rest = s->out.c > 1 ? l->map_name : NULL;
    l->o.rest = s->out.c > 1 ? l->map_name : tr("back.from_loss");
    l->dx.rest = tr("stage.so_far_word");
    l->dw.rest = l->so_far;
    l->x.look = input_look;
    l->w.look = filter_look;
    l->dx.look = dinput_look;
    l->dw.look = dweight_look;
    l->o.look = upstream_look;
    l->dx.tally = back_windows;
    l->dx.most_marks = back_most_windows(s);
    input_side(s, &l->x);
    filter_side(s, &l->w);
    input_side(s, &l->dx);
    filter_side(s, &l->dw);
    back_upstream(s, &l->o);
}

static void draw_choices(const stage *s, const scatter *l) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 16), high = ui_px(v->ui, CHOICES), left = l->x.at.area.x + l->x.at.area.w + gap;
    back_channels(s, (rect){left, l->x.at.area.y, l->w.at.area.x - gap - left, high});
    left = l->w.at.area.x + l->w.at.area.w + gap;
    back_maps(s, (rect){left, s->area.y, s->area.x + s->area.w - left, high});
}

/* As few lines of sums as there can be: with a card for them, or without. */
static stage framed(const stage *all, rect *sums) {
    stage inner = *all;
    rect unused;
    int fewest = by_product(all) ? 3 : 2;
    inner = back_area(all, fewest, &unused);
    bool card = scatter_place(&inner).card.w > 0;
    return back_frame(all, card ? fewest : 4, sums);
}

void draw_scatter(const stage *all) {
    rect sums;
    stage inner = framed(all, &sums), *s = &inner;
    scatter l = scatter_place(s);
    float *dx = calloc((size_t)s->in.h * (size_t)s->in.w, sizeof *dx);
    float *dw = calloc((size_t)s->attrs.kernel[0] * (size_t)s->attrs.kernel[1], sizeof *dw);
    if (dx && dw) {
        cnn_address at = s->v->state->session.player.at;
        cnn_recording_dinput(s->r, at, 0, s->channel, dx);
        cnn_recording_dweight(s->r, at, s->map, l.channel, dw);
        l.dx.values = dx;
        l.dw.values = dw;
        set_type(s, &l, l.wide);
        draw_planes(s, &l);
        frames(s, &l);
        draw_gate(s, &l);
        back_leave(s, &l.dx, ui_px(s->v->ui, SIDE));
        back_enter(s, &l.o, ui_px(s->v->ui, SIDE));
        draw_choices(s, &l);
        if (l.card.w > 0)
            draw_gradient_card(s, &l);
    }
    free(dx);
    free(dw);
    sum_backward(s, sums);
}
