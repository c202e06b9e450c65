/* Transposed convolution, backward, at the places of the scatter picture: the gradients under the stamp run to the gate.
 * There they are multiplied by the number of the input, for the filter, and by the filter, for the number of the input. */
#include "back_parts.h"
#include "scatter.h"
#include "stamp.h"
#include "sum.h"

#include "partial_gradients.h"

#include <stdlib.h>

/* Under a gradient of the stamp: how it is weighed on its way to the input. */
static void upstream_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    int64_t tap = stamp_tap(s, &t, row, column);
    char digits[NUMBER_TEXT];
    if (tap < 0)
        return;
    number_format f = facts_of(s->v, s->weights, s->node->weight_count).format;
    f.bare = p->format.bare;
    s->v->own->next_bare |= f.bare;
    f.decimals = f.decimals > 1 ? 1 : f.decimals;
    number_in(cnn_recording_numbers(s->r, &s->step, tap).weight, f, digits);
    cnn_format(look->below, sizeof look->below, "×%s", f.power ? "w" : digits);
    look->strong = true;
}

static void dweight_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    int64_t tap = ((int64_t)t.within * s->attrs.kernel[0] + row) * s->attrs.kernel[1] + column;
    bool product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    if (t.bias || (product && tap != s->step.tap))
        return;
    float adds = cnn_recording_numbers(s->r, &s->step, tap).dweight;
    number_in(adds, p->format, look->below);
    if (adds == 0)
        cnn_format(look->below, sizeof look->below, "+0");
    look->below_ink = back_ink(look->fill);
    look->strong = true;
}

/* Numbers that the steps have not come to have no gradient yet. */
static void dinput_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    int at = row * p->columns + column, now = t.row * p->columns + t.column;
    look->strong = at == now;
    if (!t.bias && at <= now)
        return;
    look->fill = theme_color(ROLE_EMPTY);
    look->text[0] = '\0';
}

static void describe(const stage *s, const stamp *t, scatter *l) {
    cnn_call call = back_call(s);
    size_t outs = cnn_shape_image(s->out), ins = cnn_shape_image(s->in);
    l->x = stamp_input(s, t, "stamp.input");
    l->w = stamp_filter_plane(s, t, "stamp.filter");
    l->o = back_plane("stamp.upstream", "∂L/∂O", ROLE_GRADIENT, s->out.h, s->out.w);
    l->o.values = s->gradient + (ptrdiff_t)t->map * s->out.h * s->out.w;
    plane_like(&l->o, s->v, s->gradient, outs);
    stamp_pad(s, &l->o);
    l->dx = back_plane("stamp.dinput", "∂L/∂X", ROLE_INPUT, s->in.h, s->in.w);
    plane_like(&l->dx, s->v, call.din[0].data, call.din[0].data ? ins : 0);
    l->dw = back_plane("stamp.dweight", "∂L/∂W", ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    plane_like(&l->dw, s->v, s->r->share + s->node->weight_at, s->node->weight_count);
    back_decimals(&l->dx, l->o.fine.decimals + l->w.fine.decimals);
    back_decimals(&l->dw, l->o.fine.decimals + l->x.fine.decimals);
    cnn_format(l->channel_name, sizeof l->channel_name, "%s %d", tr("stage.channel"), t->channel);
    cnn_format(l->map_name, sizeof l->map_name, "%s %d", tr("map"), t->map);
    l->x.rest = s->in.c > 1 ? l->channel_name : NULL;
    l->o.rest = s->out.c > 1 ? l->map_name : tr("back.from_loss");
    l->dx.rest = l->dw.rest = tr("stage.so_far_word");
    l->o.look = upstream_look;
    l->dw.look = dweight_look;
    l->dx.look = dinput_look;
}

static void draw_choices(const stage *s, const stamp *t, const scatter *l) {
    float gap = ui_px(s->v->ui, 16), high = ui_px(s->v->ui, 34), left = l->x.at.area.x + l->x.at.area.w + gap;
    float right = l->w.at.area.x + l->w.at.area.w + gap;
    stamp_choices(s, t, (rect){left, l->x.at.area.y, l->w.at.area.x - gap - left, high},
        (rect){right, s->area.y, s->area.x + s->area.w - right, high}, s->gradient);
}

void draw_stamp_backward(const stage *all) {
    rect sums;
    stage inner = back_frame(all, 3, &sums), *s = &inner;
    stamp t = stamp_of(s);
    scatter l = {.cell = 0};
    cnn_address at = s->v->state->session.player.at;
    float *dw = calloc((size_t)s->attrs.kernel[0] * (size_t)s->attrs.kernel[1], sizeof *dw),
          *dx = calloc((size_t)s->in.h * (size_t)s->in.w, sizeof *dx);
    if (dw && dx) {
        cnn_recording_dweight(s->r, at, t.channel, t.within, dw);
        cnn_recording_dinput(s->r, at, 0, t.channel, dx);
        describe(s, &t, &l);
        scatter_layout(s, &l);
        l.dw.values = dw;
        l.dx.values = dx;
        scatter_type(s, &l, l.wide);
        stamp_draw_input(s, &t, &l.x);
        stamp_draw_filter(s, &t, &l.w);
        stamp_draw_input(s, &t, &l.dx);
        stamp_draw_filter(s, &t, &l.dw);
        stamp_draw_output(s, &t, &l.o);
        stamp_frames(s, &t, &l.x, &l.w, &l.o, ROLE_GRADIENT);
        stamp_frames(s, &t, &l.dx, &l.dw, &l.o, ROLE_GRADIENT);
        draw_gate(s, &l, NULL);
        back_leave(s, back_around(&l.dx, l.picture_dx), scatter_side(s->v));
        back_enter(s, &l.o, scatter_side(s->v));
        scatter_pictures(s, &l);
        draw_choices(s, &t, &l);
        sum_backward(s, sums);
    }
    free(dw);
    free(dx);
}
