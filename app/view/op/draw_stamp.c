/* Transposed convolution, forward: each number of the input lays the filter, times itself, on the output, and what overlaps
 * adds up. All grids have one cell size; cells that the padding cuts off are hatched and have no number. */
#include "back_parts.h"
#include "formula.h"
#include "pictures.h"
#include "stamp.h"
#include "sum.h"

#include "partial_gradients.h"

#include <math.h>
#include <stdlib.h>

enum { SIGN = 52, MOST_SIGN = 110, CELL = 56, PRESENT_CELL = 120, WHOLE = 13, LENS = 7, CHOICES = 34 };

/* Under the filter: the number that it is multiplied by. */
static void filter_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    char digits[NUMBER_TEXT];
    (void)row;
    (void)column;
    if (t.bias)
        return;
    number_format f = facts_of(s->v, s->input, cnn_shape_image(s->in)).format;
    f.bare = p->format.bare;
    s->v->own->next_bare |= f.bare;
    f.decimals = f.decimals > 1 ? 1 : f.decimals;
    number_in(s->input[((ptrdiff_t)t.channel * s->in.h + t.row) * s->in.w + t.column], f, digits);
    cnn_format(look->below, sizeof look->below, "×%s", f.power ? "x" : digits);
    look->strong = true;
}

/* Under a cell of the stamp: what is laid on it. */
static void output_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    stamp t = stamp_of(s);
    int64_t tap = stamp_tap(s, &t, row, column);
    bool product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
    if (tap < 0)
        return;
    look->strong = true;
    if (look->hatch || (product && tap > s->step.tap))
        return;
    number_format f = p->format;
    f.plus = true;
    number_in(cnn_recording_numbers(s->r, &s->step, tap).product, f, look->below);
}

typedef struct stamped {
    plane x, w, o;
    float cell, wide;
} stamped;

static void crop(const stage *s, const stamp *t, stamped *l) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    int row = t->bias ? 0 : t->row, column = t->bias ? 0 : t->column;
    if (plane_rows(&l->x) > WHOLE || plane_columns(&l->x) > WHOLE)
        plane_crop(&l->x, LENS, row, column, 1, 1);
    if (plane_rows(&l->o) > WHOLE || plane_columns(&l->o) > WHOLE)
        plane_crop(
            &l->o, LENS, cnn_axis_cell(y, row, 0), cnn_axis_cell(x, column, 0), cnn_axis_extent(y), cnn_axis_extent(x));
    if (plane_rows(&l->w) > LENS || plane_columns(&l->w) > LENS)
        plane_crop(&l->w, LENS, s->step.address.tap_row, s->step.address.tap_column, 1, 1);
}

static void place(const stage *s, const stamp *t, stamped *l) {
    const view *v = s->v;
    rect at = s->area;
    plane *all[] = {&l->x, &l->w, &l->o};
    crop(s, t, l);
    int rows = 1, columns = 0;
    for (int i = 0; i < 3; i++) {
        rows = plane_rows(all[i]) > rows ? plane_rows(all[i]) : rows;
        columns += plane_columns(all[i]);
    }
    float caption = plane_caption_height(s), gap = ui_px(v->ui, SIGN);
    l->cell = floorf(fminf(ui_px(v->ui, view_presents(v) ? PRESENT_CELL : CELL), (at.h - caption) / (float)rows));
    float widest = floorf((at.w - 2 * gap) / (float)columns);
    l->cell = fmaxf(fminf(l->cell, widest), 2);
    plane_type type = back_type(s, all, 3, l->cell, fminf(widest, floorf(l->cell * 1.7f)), &l->wide);
    gap += fmaxf(fminf((at.w - 2 * gap - l->wide * (float)columns) / 2, ui_px(v->ui, MOST_SIGN - SIGN)), 0);
    float x = at.x + (at.w - 2 * gap - l->wide * (float)columns) / 2,
          middle =
              at.y + caption + fmaxf((at.h - caption - l->cell * (float)rows) * 0.4f, 0) + l->cell * (float)rows / 2;
    for (int i = 0; i < 3; i++) {
        all[i]->type = type;
        plane_put(all[i], x, middle - l->cell * (float)plane_rows(all[i]) / 2, l->cell, l->wide);
        float wide = l->wide * (float)plane_columns(all[i]);
        all[i]->room = i < 2 ? wide + gap - ui_px(v->ui, 8) : at.x + at.w - x;
        x += wide + gap;
    }
}

static void put_sign(const stage *s, const plane *left, const plane *right, const char *sign) {
    float x = (left->at.area.x + left->at.area.w + right->at.area.x) / 2, y = left->at.area.y + left->at.area.h / 2;
    mark_sign(s->v, x, y, ui_px(s->v->ui, 30), sign);
}

/* The formula of the output's size above, the sums below. */
static stage framed(const stage *all, rect *sums) {
    const view *v = all->v;
    stage inner = *all;
    rect *at = &inner.area;
    bool present = view_presents(v);
    if (!state_hides_formula(v->state)) {
        rect formula = rect_cut_top(at, fminf(at->h * 0.16f, ui_px(v->ui, 96)));
        int which = cnn_op_shown_axis(all->node->op, &all->attrs, all->in, all->out);
        formula_draw(v, formula, stage_axis(all, which), all->editable, false);
    }
    *sums = rect_cut_bottom(at, ui_px(v->ui, present ? 130 : 96));
    return inner;
}

void draw_stamp(const stage *all) {
    rect sums;
    stage inner = framed(all, &sums), *s = &inner;
    stamp t = stamp_of(s);
    int64_t area = (int64_t)s->out.h * s->out.w;
    float *values = malloc((size_t)area * sizeof *values);
    char map[48], channel[48];
    if (!values)
        return;
    for (int64_t i = 0; i < area; i++)
        values[i] = cnn_recording_laid(s->r, s->v->state->session.player.at, t.map * area + i);
    if (s->in.c > 1 || s->out.c > 1) {
        rect choices = rect_cut_bottom(&s->area, ui_px(s->v->ui, CHOICES + 8));
        float half = (choices.w - ui_px(s->v->ui, 40)) / 2;
        rect_cut_top(&choices, ui_px(s->v->ui, 8));
        stamp_choices(s, &t, (rect){choices.x, choices.y, half, choices.h},
            (rect){choices.x + choices.w - half, choices.y, half, choices.h}, s->output);
    }
    stamped l = {.x = stamp_input(s, &t, "stamp.input"), .w = stamp_filter_plane(s, &t, "stamp.filter")};
    l.o = back_value_plane("stamp.output", tr("stage.output"), ROLE_MAP, s->out.h, s->out.w);
    plane_like(&l.o, s->v, s->output, cnn_shape_image(s->out));
    int own = s->bias ? facts_of(s->v, s->bias, (size_t)s->out.c).format.decimals : 0;
    int products = l.x.fine.decimals + l.w.fine.decimals;
    back_decimals(&l.o, own > products ? own : products);
    l.o.values = values;
    stamp_pad(s, &l.o);
    l.w.look = filter_look;
    l.o.look = output_look;
    cnn_format(channel, sizeof channel, "%s %d", tr("stage.channel"), t.channel);
    cnn_format(map, sizeof map, "%s %d", tr("map"), t.map);
    l.x.rest = s->in.c > 1 ? channel : NULL;
    l.o.rest = s->out.c > 1 ? map : NULL;
    place(s, &t, &l);
    stamp_draw_input(s, &t, &l.x);
    stamp_draw_filter(s, &t, &l.w);
    stamp_draw_output(s, &t, &l.o);
    stamp_frames(s, &t, &l.x, &l.w, &l.o, ROLE_WINDOW);
    put_sign(s, &l.x, &l.w, "·");
    put_sign(s, &l.w, &l.o, "→");
    sum_forward(s, sums, NULL);
    free(values);
}
