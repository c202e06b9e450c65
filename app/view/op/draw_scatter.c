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

#include <stdlib.h>
#include <string.h>

static int group_channels(const stage *s) {
    return s->in.c / s->attrs.groups;
}

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
    tr_format(l->so_far, sizeof l->so_far, "stage.so_far_of", (long long)(s->step.position % all + 1), (long long)all);
    back_decimals(&l->dx, l->o.format.decimals + l->w.format.decimals);
    back_decimals(&l->dw, l->o.format.decimals + l->x.format.decimals);
}

scatter scatter_place(const stage *s) {
    scatter l = {.cell = 0};
    describe(s, &l);
    l.dw.rest = l.so_far;
    scatter_layout(s, &l);
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
    if (s->step.result.gradient == 0)
        cnn_format(digits, sizeof digits, "0");
    else if (f.format.power)
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
    cnn_format(look->below, sizeof look->below, "%s", adds == 0 ? "+0" : digits);
    look->strong = true;
    look->below_ink = color_alpha(back_ink(look->fill), s->motion.flight);
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

/* The pixel, or the weight, that a lesson asks about. */
static void frame_asked(const stage *s, const scatter *l) {
    const question *q = &s->v->state->lesson.scene.question;
    bool asks = s->v->state->screen.place == PLACE_LESSONS && q->kind == ASK_PICK;
    if (asks && q->pick == PICK_WEIGHT && q->cell[0] == s->channel)
        plane_frame(s, &l->x, (float)q->cell[1], (float)q->cell[2], 1, 1, ROLE_MAP);
    if (asks && q->pick == PICK_PIXEL)
        plane_frame(s, &l->w, (float)q->cell[1], (float)q->cell[2], 1, 1, ROLE_MAP);
}

static void frames(const stage *s, const scatter *l) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    back_frame_window(s, &l->x, ROLE_GRADIENT);
    back_frame_window(s, &l->dx, ROLE_GRADIENT);
    plane_frame(s, &l->w, 0, 0, l->w.rows, l->w.columns, ROLE_GRADIENT);
    plane_frame(s, &l->dw, 0, 0, l->dw.rows, l->dw.columns, ROLE_GRADIENT);
    frame_asked(s, l);
    if (!by_product(s))
        return;
    int64_t in_row = cnn_axis_cell(y, at.row, at.tap_row), in_column = cnn_axis_cell(x, at.column, at.tap_column);
    plane_frame(s, &l->x, (float)in_row, (float)in_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->dx, (float)in_row, (float)in_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->w, (float)at.tap_row, (float)at.tap_column, 1, 1, ROLE_INK);
    plane_frame(s, &l->dw, (float)at.tap_row, (float)at.tap_column, 1, 1, ROLE_INK);
}

/* An answer to a lesson's question; else what is pressed is gone to. */
static bool is_answer(const stage *s, const plane *p, int64_t hit, pick_place where) {
    if (hit < 0 || !state_picks_on(s->v->state, where))
        return false;
    argument cell = {.row = (int)(hit / p->columns), .column = (int)(hit % p->columns)};
    view_ask_with(s->v, REQUEST_pick, cell);
    return true;
}

/* Which pixel a weight meets is told unless that is the question. */
static bool points_out(const stage *s, const plane *p, int *row, int *column) {
    return plane_pointed(s, p, row, column) && state_help(s->v->state) == HELP_NUMBERS;
}

static void input_side(const stage *s, const plane *p) {
    int row, column;
    int64_t hit = plane_draw(s, p);
    if (points_out(s, p, &row, &column))
        s->v->own->next_hover = (hover){HOVER_INPUT, row, column, CNN_PART_NONE};
    if (!is_answer(s, p, hit, PICKS_INPUT) && hit >= 0)
        tensor_panel_go_to_tap(s, tap_at(s, (int)(hit / p->columns), (int)(hit % p->columns)));
}

static void filter_side(const stage *s, const plane *p) {
    int row, column;
    int64_t hit = plane_draw(s, p);
    if (points_out(s, p, &row, &column))
        s->v->own->next_hover = (hover){HOVER_WEIGHT, row, column, CNN_PART_NONE};
    if (!is_answer(s, p, hit, PICKS_FILTER) && hit >= 0)
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
        scatter_type(s, &l, l.wide);
        draw_planes(s, &l);
        frames(s, &l);
        char number[NUMBER_TEXT];
        back_number(&l.o, s->step.result.gradient, number);
        draw_gate(s, &l, number);
        back_leave(s, back_around(&l.dx, l.picture_dx), scatter_side(s->v));
        back_enter(s, &l.o, scatter_side(s->v));
        scatter_choices(s, &l);
        scatter_pictures(s, &l);
        if (l.card.w > 0)
            draw_gradient_card(s, &l);
    }
    free(dx);
    free(dw);
    sum_backward(s, sums);
}
