/* The textbook lens on the same numbers: ∂L/∂X as a convolution of the upstream gradient with the turned filter, ∂L/∂W as a
 * correlation of X with it. Each row of the picture is one equation; the cell in focus has its window and its whole sum. */
#include "textbook.h"

#include "back_parts.h"
#include "derived.h"
#include "scatter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BETWEEN = 16, SIGN = 52, CELL = 56, PRESENT_CELL = 110, WHOLE = 13, LENS = 7, CHOICES = 34 };

static const char CORRELATED[] = "⋆";

typedef struct book {
    plane spread, turned, dx, x, between, dw;
    bool on_input;   /* the cell in focus is one of ∂L/∂X */
    int row, column; /* it */
    textbook_spread g;
    float *filter;
    float cell, wide;
} book;

/* ---- cells ---- */

/* The zeros between the numbers of the upstream gradient. */
static void spread_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    (void)p;
    if (row % s->attrs.stride[0] == 0 && column % s->attrs.stride[1] == 0)
        return;
    look->hatch = true;
    look->fill = theme_color(ROLE_EMPTY);
    look->ink = theme_color(ROLE_PADDING);
}

static void describe_first_row(const stage *s, book *b) {
    const view *v = s->v;
    int64_t in_plane = (int64_t)s->in.h * s->in.w;
    cnn_call call = back_call(s);
    size_t outs = cnn_shape_image(s->out), ins = cnn_shape_image(s->in);
    b->spread = back_plane("book.gradient", "∂L/∂O", ROLE_GRADIENT, b->g.rows, b->g.columns);
    b->spread.values = b->g.values;
    b->spread.rest = tr("stage.with_zeros");
    b->spread.look = spread_look;
    plane_like(&b->spread, v, s->gradient, outs);
    memcpy(b->spread.pad, b->g.pad, sizeof b->g.pad);
    b->turned = back_value_plane("book.filter", "W↻", ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    b->turned.values = b->filter;
    b->turned.rest = tr("stage.turned");
    plane_like(&b->turned, v, s->weights, s->node->weight_count);
    b->dx = back_plane("book.result", "∂L/∂X", ROLE_INPUT, s->in.h, s->in.w);
    b->dx.values = call.din[0].data + s->channel * in_plane;
    plane_like(&b->dx, v, call.din[0].data, ins);
    b->dx.rest = s->out.c > 1 ? tr("stage.all_maps") : NULL;
    back_decimals(&b->dx, b->spread.fine.decimals + b->turned.fine.decimals);
}

static void describe_second_row(const stage *s, book *b) {
    const view *v = s->v;
    int channels = s->in.c / s->attrs.groups, cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    b->x = back_value_plane("book.input", tr("stage.input_x"), ROLE_INPUT, s->in.h, s->in.w);
    b->x.values = s->input + (int64_t)s->channel * s->in.h * s->in.w;
    plane_like(&b->x, v, s->input, cnn_shape_image(s->in));
    memcpy(b->x.pad, s->attrs.pad, sizeof b->x.pad);
    b->between = b->spread;
    b->between.name = "book.between";
    b->between.title = "∂L/∂O";
    b->between.rest = s->attrs.stride[0] > 1 || s->attrs.stride[1] > 1 ? tr("stage.zeros_between") : NULL;
    memset(b->between.pad, 0, sizeof b->between.pad);
    b->dw = back_plane("book.dweight", "∂L/∂W", ROLE_FILTER, s->attrs.kernel[0], s->attrs.kernel[1]);
    b->dw.values = s->r->share + s->node->weight_at + ((ptrdiff_t)s->map * channels + s->channel % channels) * cells;
    plane_like(&b->dw, v, s->r->share + s->node->weight_at, s->node->weight_count);
    back_decimals(&b->dw, b->spread.fine.decimals + b->x.fine.decimals);
}

/* ---- places ---- */

static void crop(const stage *s, book *b) {
    const cnn_attrs *a = &s->attrs;
    int row = b->on_input ? b->row : s->step.address.row, column = b->on_input ? b->column : s->step.address.column;
    row = row < s->in.h ? row : s->in.h - 1;
    column = column < s->in.w ? column : s->in.w - 1;
    int u = b->on_input ? 0 : b->row, v = b->on_input ? 0 : b->column;
    int high = (a->kernel[0] - 1) * a->dilation[0] + 1, wide = (a->kernel[1] - 1) * a->dilation[1] + 1;
    plane_crop(&b->spread, LENS, textbook_first_spread(s, CNN_VERTICAL, row),
        textbook_first_spread(s, CNN_HORIZONTAL, column), high, wide);
    plane_crop(&b->turned, LENS, 0, 0, 1, 1);
    plane_crop(&b->dx, LENS, row, column, 1, 1);
    plane_crop(
        &b->x, LENS, textbook_first_input(s, CNN_VERTICAL, u), textbook_first_input(s, CNN_HORIZONTAL, v), LENS, LENS);
    plane_crop(&b->between, LENS, 0, 0, LENS, LENS);
    plane_crop(&b->dw, LENS, u, v, 1, 1);
}

static int most_of(int a, int b, int c) {
    int most = a > b ? a : b;
    return most > c ? most : c;
}

static void put_row(
    const stage *s, plane *one, plane *two, plane *three, float x, float middle, float cell, float wide, float gap) {
    plane *all[] = {one, two, three};
    for (int i = 0; i < 3; i++) {
        plane_put(all[i], x, middle - cell * (float)plane_rows(all[i]) / 2, cell, wide);
        x += wide * (float)plane_columns(all[i]) + gap;
        all[i]->room = x - all[i]->at.x - ui_px(s->v->ui, 8);
    }
    three->room = s->area.x + s->area.w - three->at.x;
}

static void place(const stage *s, book *b) {
    const view *v = s->v;
    rect at = s->area;
    if (plane_rows(&b->spread) > WHOLE || plane_columns(&b->spread) > WHOLE || plane_rows(&b->x) > WHOLE ||
        plane_columns(&b->x) > WHOLE)
        crop(s, b);
    int first = plane_columns(&b->spread) + plane_columns(&b->turned) + plane_columns(&b->dx),
        second = plane_columns(&b->x) + plane_columns(&b->between) + plane_columns(&b->dw),
        columns = most_of(first, second, 1);
    int high = most_of(plane_rows(&b->spread), plane_rows(&b->turned), plane_rows(&b->dx)),
        low = most_of(plane_rows(&b->x), plane_rows(&b->between), plane_rows(&b->dw));
    float caption = plane_caption_height(s), between = ui_px(v->ui, BETWEEN), gap = ui_px(v->ui, SIGN);
    b->cell = floorf(fminf(
        ui_px(v->ui, view_presents(v) ? PRESENT_CELL : CELL), (at.h - 2 * caption - between) / (float)(high + low)));
    float widest = floorf((at.w - 2 * gap) / (float)columns);
    b->cell = fmaxf(fminf(b->cell, widest), 2);
    plane *all[] = {&b->spread, &b->turned, &b->dx, &b->x, &b->between, &b->dw};
    plane_type type = back_type(s, all, 6, b->cell, fminf(widest, floorf(b->cell * 1.7f)), &b->wide);
    for (int i = 0; i < 6; i++)
        all[i]->type = type;
    float slack = fmaxf(at.h - 2 * caption - between - b->cell * (float)(high + low), 0);
    gap += fmaxf(fminf((at.w - 2 * gap - b->wide * (float)columns) / 3, ui_px(v->ui, 90)), 0);
    float x = at.x + (at.w - 2 * gap - b->wide * (float)columns) / 2, y = at.y + slack * 0.3f + caption;
    put_row(s, &b->spread, &b->turned, &b->dx, x, y + b->cell * (float)high / 2, b->cell, b->wide, gap);
    y += b->cell * (float)high + between + slack * 0.4f + caption;
    put_row(s, &b->x, &b->between, &b->dw, x, y + b->cell * (float)low / 2, b->cell, b->wide, gap);
}

/* ---- the picture ---- */

static void put_sign(const stage *s, const plane *left, const plane *right, const char *sign) {
    float x = (left->at.area.x + left->at.area.w + right->at.area.x) / 2, y = left->at.area.y + left->at.area.h / 2;
    bool small = !strcmp(sign, CORRELATED); /* in the font */
    mark_sign(s->v, x, y, ui_px(s->v->ui, small ? 52 : 30), sign);
}

static void draw_signs(const stage *s, const book *b) {
    put_sign(s, &b->spread, &b->turned, "∗");
    put_sign(s, &b->turned, &b->dx, "=");
    put_sign(s, &b->x, &b->between, CORRELATED);
    put_sign(s, &b->between, &b->dw, "=");
}

static void draw_focus(const stage *s, const book *b) {
    const cnn_attrs *a = &s->attrs;
    if (b->on_input) {
        int y = textbook_first_spread(s, CNN_VERTICAL, b->row), x = textbook_first_spread(s, CNN_HORIZONTAL, b->column);
        plane_frame(s, &b->spread, (float)y, (float)x, (a->kernel[0] - 1) * a->dilation[0] + 1,
            (a->kernel[1] - 1) * a->dilation[1] + 1, ROLE_FILTER);
        plane_frame(s, &b->dx, (float)b->row, (float)b->column, 1, 1, ROLE_INPUT);
        return;
    }
    int y = textbook_first_input(s, CNN_VERTICAL, b->row), x = textbook_first_input(s, CNN_HORIZONTAL, b->column);
    plane_frame(s, &b->x, (float)y, (float)x, b->g.rows, b->g.columns, ROLE_GRADIENT);
    plane_frame(s, &b->dw, (float)b->row, (float)b->column, 1, 1, ROLE_FILTER);
}

static void draw_planes(const stage *s, const book *b) {
    int64_t of_input = (int64_t)s->in.h * s->in.w;
    plane_draw(s, &b->spread);
    plane_draw(s, &b->turned);
    plane_draw(s, &b->x);
    plane_draw(s, &b->between);
    int64_t cell = plane_draw(s, &b->dx), tap = plane_draw(s, &b->dw);
    if (cell >= 0)
        view_ask_value(s->v, REQUEST_lens_cell, (int)cell);
    if (tap >= 0)
        view_ask_value(s->v, REQUEST_lens_cell, (int)(of_input + tap));
}

void draw_textbook(const stage *all) {
    rect sums;
    bool several = all->out.c > 1;
    stage inner = back_frame(all, several ? 3 : 2, &sums), *s = &inner;
    if (s->in.c > 1 || several) {
        float wide = (s->area.w - ui_px(s->v->ui, 40)) / 2;
        rect choices = rect_cut_bottom(&s->area, ui_px(s->v->ui, CHOICES + 6));
        back_channels(s, (rect){choices.x, choices.y + 2, wide, ui_px(s->v->ui, CHOICES)});
        back_maps(s, (rect){choices.x + choices.w - wide, choices.y + 2, wide, ui_px(s->v->ui, CHOICES)});
    }
    book b = {.g = textbook_spread_of(s, s->map)};
    b.filter = calloc((size_t)s->attrs.kernel[0] * (size_t)s->attrs.kernel[1], sizeof *b.filter);
    if (b.g.values && b.filter) {
        textbook_focus focus = textbook_focus_of(s);
        b.on_input = focus.on_input;
        b.row = focus.row;
        b.column = focus.column;
        textbook_turn(s, s->map, b.filter);
        describe_first_row(s, &b);
        describe_second_row(s, &b);
        place(s, &b);
        draw_planes(s, &b);
        draw_focus(s, &b);
        draw_signs(s, &b);
        derived d = {.bare = s->v->own->bare};
        derive_textbook(s, &d);
        derived_draw(&d, s, &sums);
    }
    free(b.g.values);
    free(b.filter);
}
