/* Backward through pooling. There is nothing to multiply: the upstream gradient goes to the winner of the window, or every
 * real cell gets a share of it. X stands above its gradient, with the same cells; padding is no candidate. */
#include "back_parts.h"
#include "scatter.h"
#include "sum.h"
#include "tensor_panel.h"

#include "partial_gradients.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BETWEEN = 20,
    RAIL = 150,
    MOST_RAIL = 300,
    TURN = 56,
    SIDE = 44,
    CELL = 56,
    PRESENT_CELL = 110,
    CHOICES = 34,
    WHOLE = 13,
    LENS = 7,
    PIXEL = 6,
    BESIDE = 14
};

typedef struct pooled {
    plane x, dx, o;
    float cell, wide;
    float rail_y;
    bool large;  /* seen through a lens, */
    float pixel; /* beside pictures with pixels of this size; 0: there are none */
    rect picture_x, picture_dx, picture_o;
} pooled;

static bool by_product(const stage *s) {
    return s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT;
}

static int64_t tap_at(const stage *s, int row, int column) {
    int64_t u = cnn_axis_tap(stage_axis(s, CNN_VERTICAL), s->step.address.row, row);
    int64_t v = cnn_axis_tap(stage_axis(s, CNN_HORIZONTAL), s->step.address.column, column);
    return u < 0 || v < 0 ? -1 : u * s->attrs.kernel[1] + v;
}

static void input_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    int64_t tap = tap_at(s, row, column);
    (void)p;
    if (tap < 0 || look->hatch)
        return;
    look->strong = true;
    if (cnn_recording_numbers(s->r, &s->step, tap).dinput == 0)
        return;
    look->fill = theme_color(ROLE_MAP_CELL);
    look->ink = ink_on(look->fill);
}

static void dinput_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    int64_t tap = tap_at(s, row, column);
    if (!look->hatch && !back_windows(s, row, column, NULL)) {
        look->fill = theme_color(ROLE_EMPTY);
        look->text[0] = '\0';
    }
    if (tap < 0 || look->hatch || (by_product(s) && tap != s->step.tap))
        return;
    look->strong = true;
    float adds = cnn_recording_numbers(s->r, &s->step, tap).dinput;
    if (adds == 0)
        return;
    number_in(adds, p->format, look->below);
    look->below_ink = color_alpha(back_ink(look->fill), s->motion.flight);
}

static void upstream_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    (void)p;
    look->strong = row == s->step.address.row && column == s->step.address.column;
}

/* A share, or a product, has more decimals than the upstream gradient. */
static bool divides(const stage *s) {
    return s->step.result.divisor != 1 || s->weights;
}

static void describe(const stage *s, pooled *l, const float *dx) {
    int64_t in_plane = (int64_t)s->in.h * s->in.w, out_plane = (int64_t)s->out.h * s->out.w;
    cnn_call call = back_call(s);
    l->x = back_value_plane("back.input", tr("stage.input_x"), ROLE_INPUT, s->in.h, s->in.w);
    plane_like(&l->x, s->v, s->input, cnn_shape_image(s->in));
    l->x.values = s->input + s->channel * in_plane;
    l->dx = back_plane("back.dinput", "∂L/∂X", ROLE_INPUT, s->in.h, s->in.w);
    plane_like(&l->dx, s->v, call.din[0].data, call.din[0].data ? cnn_shape_image(s->in) : 0);
    l->dx.values = dx;
    l->o = back_plane("back.upstream", "∂L/∂O", ROLE_GRADIENT, s->out.h, s->out.w);
    plane_like(&l->o, s->v, s->gradient, cnn_shape_image(s->out));
    l->o.values = s->gradient + s->map * out_plane;
    memcpy(l->x.pad, s->attrs.pad, sizeof l->x.pad);
    memcpy(l->dx.pad, s->attrs.pad, sizeof l->dx.pad);
    l->x.no_zero = l->dx.no_zero = true;
    if (!divides(s))
        back_decimals(&l->dx, l->o.format.decimals);
    l->x.look = input_look;
    l->dx.look = dinput_look;
    l->o.look = upstream_look;
}

/* Leaves the neighbourhood of the window in sight where not all of it can be. */
static void crop(const stage *s, pooled *l, int lens) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    l->x.cropped = l->o.cropped = false;
    l->large = plane_rows(&l->x) > WHOLE || plane_columns(&l->x) > WHOLE;
    if (!l->large)
        return;
    plane_crop(&l->x, lens, cnn_axis_cell(y, at.row, 0), cnn_axis_cell(x, at.column, 0), cnn_axis_extent(y),
        cnn_axis_extent(x));
    l->dx.cropped = true;
    l->dx.seen = l->x.seen;
    plane_crop(&l->o, lens - 2, at.row, at.column, 1, 1);
}

/* The sizes of pixels, cells and the rail. */
static void choose_sizes(const stage *s, pooled *l, float high, float *rail) {
    const view *v = s->v;
    rect at = s->area;
    int rows = plane_rows(&l->x), columns = plane_columns(&l->x) + plane_columns(&l->o);
    float maps = s->out.c > 1 ? ui_px(v->ui, CHOICES + 8) : 0, side = ui_px(v->ui, SIDE);
    if (l->large)
        l->pixel = fminf(ui_px(v->ui, PIXEL), fminf(high / (float)s->in.h, at.w * 0.14f / (float)s->in.w));
    float pictures = l->pixel * (float)s->in.w;
    l->cell = floorf(fminf(ui_px(v->ui, view_presents(v) ? PRESENT_CELL : CELL), high / (float)rows));
    float above = plane_caption_height(s) + maps + l->pixel * (float)s->out.h;
    l->cell = floorf(fminf(l->cell, (at.h - above) / (float)plane_rows(&l->o)));
    float widest = floorf((at.w - 2 * side - *rail - pictures) / (float)columns);
    l->cell = fmaxf(fminf(l->cell, widest), 2);
    plane *all[] = {&l->x, &l->dx, &l->o};
    plane_type type = back_type(s, all, 3, l->cell, fminf(widest, floorf(l->cell * 2)), &l->wide);
    l->x.type = l->dx.type = l->o.type = type;
    *rail += fminf(at.w - 2 * side - *rail - pictures - l->wide * (float)columns, ui_px(v->ui, MOST_RAIL - RAIL));
}

static void put_pictures(const stage *s, pooled *l, float x) {
    float wide = l->pixel * (float)s->in.w, high = l->pixel * (float)s->in.h;
    rect one = l->x.at.area, two = l->dx.at.area, o = l->o.at.area;
    l->picture_x = (rect){x, one.y + (one.h - high) / 2, wide, high};
    l->picture_dx = (rect){x, two.y + (two.h - high) / 2, wide, high};
    l->picture_o =
        (rect){o.x, o.y + o.h + ui_px(s->v->ui, BESIDE), l->pixel * (float)s->out.w, l->pixel * (float)s->out.h};
}

static pooled place(const stage *s, const float *dx) {
    const view *v = s->v;
    pooled l = {.cell = 0};
    rect at = s->area;
    describe(s, &l, dx);
    float caption = plane_caption_height(s), foot = text_height(FONT_UI, s->text), between = ui_px(v->ui, BETWEEN),
          rail = ui_px(v->ui, RAIL);
    for (int lens = LENS; lens > 3 && !l.x.type.numbers; lens -= 2) {
        rail = ui_px(v->ui, RAIL);
        crop(s, &l, lens);
        choose_sizes(s, &l, (at.h - 2 * caption - between - foot) / 2, &rail);
    }
    float row = fmaxf(l.cell * (float)plane_rows(&l.x), l.pixel * (float)s->in.h), pictures = l.pixel * (float)s->in.w;
    float wide = pictures + (l.large ? ui_px(v->ui, BESIDE) : 0) +
                 l.wide * (float)(plane_columns(&l.x) + plane_columns(&l.o)) + rail;
    float slack = fmaxf(at.h - 2 * (caption + row) - between - foot, 0),
          x = at.x + fmaxf((at.w - wide) / 2, ui_px(v->ui, SIDE));
    between += slack * 0.4f;
    float middle = at.y + slack * 0.3f + caption + row / 2, half = l.cell * (float)plane_rows(&l.x) / 2, picture = x;
    x += l.large ? pictures + ui_px(v->ui, BESIDE) : 0;
    plane_put(&l.x, x, middle - half, l.cell, l.wide);
    l.rail_y = floorf(middle + row / 2 + between / 2);
    plane_put(&l.dx, x, middle + row + between + caption - half, l.cell, l.wide);
    float maps = s->out.c > 1 ? ui_px(v->ui, CHOICES + 8) : 0, high = l.cell * (float)plane_rows(&l.o);
    float top = fmaxf(l.rail_y - high / 2, at.y + maps + caption);
    plane_put(&l.o, x + l.x.at.area.w + rail, top, l.cell, l.wide);
    l.dx.room = l.dx.at.area.w + ui_px(v->ui, TURN - 8);
    put_pictures(s, &l, picture);
    return l;
}

/* The rows of the input that get something from this window, as far as they are real. */
static bool rows_served(const stage *s, int *first, int *last) {
    *first = s->in.h;
    *last = -1;
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
        if (cell.padding || cnn_recording_numbers(s->r, &s->step, tap).dinput == 0)
            continue;
        *first = cell.row < *first ? cell.row : *first;
        *last = cell.row > *last ? cell.row : *last;
    }
    return *last >= 0;
}

/* From the upstream gradient through the gaps to a bar beside the rows that it goes to. */
static void draw_way(const stage *s, const pooled *l) {
    const view *v = s->v;
    int first, last;
    bool any = rows_served(s, &first, &last);
    color paint = theme_color(any ? ROLE_GRADIENT : ROLE_QUIET);
    float width = ui_px(v->ui, 3), right = l->dx.at.area.x + l->dx.at.area.w, turn = right + ui_px(v->ui, TURN);
    float from = l->o.at.area.x - ui_px(v->ui, 12), size = s->text * 1.1f, high = text_height(FONT_DIGITS_STRONG, size);
    char number[NUMBER_TEXT], text[64];
    back_number(&l->o, s->step.result.gradient, number);
    s->v->own->next_bare |= l->o.format.bare;
    cnn_format(text, sizeof text, "g = %s", number);
    if (text_width(FONT_DIGITS_STRONG, size, text) > from - turn)
        cnn_format(text, sizeof text, "g"); /* its number stands in its grid, and below */
    draw_line(v->list, from, l->rail_y, turn, l->rail_y, paint, width);
    rect label = {turn, l->rail_y - high - ui_px(v->ui, 4), from - turn, high};
    draw_text_in(v->list, FONT_DIGITS_STRONG, size, label, 0.5f, paint, text);
    if (!any) {
        label.y = l->rail_y + ui_px(v->ui, 4);
        draw_text_in(v->list, FONT_UI, s->text, label, 0.5f, paint, tr("back.nothing_added"));
        return;
    }
    rect rows = grid_block(&l->dx.at, (float)first, 0, last - first + 1, 1);
    float y = rows.y + rows.h / 2, bar = right + ui_px(v->ui, 9);
    draw_line(v->list, turn, l->rail_y, turn, y, paint, width);
    mark_arrow(v, turn, y, bar + ui_px(v->ui, 9), y, paint, width);
    draw_rect(v->list, (rect){bar, rows.y, ui_px(v->ui, 4), rows.h}, paint, 0);
}

static void draw_frames(const stage *s, const pooled *l) {
    back_frame_window(s, &l->x, ROLE_WINDOW);
    back_frame_window(s, &l->dx, ROLE_WINDOW);
    for (int64_t tap = 0; tap < s->step.taps; tap++) {
        cnn_tap cell = cnn_recording_cell(s->r, &s->step, tap);
        bool gets = !cell.padding && cnn_recording_numbers(s->r, &s->step, tap).dinput != 0;
        if (gets && (!by_product(s) || tap == s->step.tap))
            plane_frame(s, &l->dx, (float)cell.row, (float)cell.column, 1, 1, ROLE_GRADIENT);
    }
    if (by_product(s))
        plane_frame(s, &l->x, (float)s->step.cell.row, (float)s->step.cell.column, 1, 1, ROLE_INK);
}

static void draw_planes(const stage *s, pooled *l) {
    char map[48];
    cnn_format(map, sizeof map, "%s %d", tr("map"), s->map);
    l->x.rest = s->in.c > 1 ? map : NULL;
    l->o.rest = s->out.c > 1 ? map : tr("back.from_loss");
    l->dx.rest = tr("stage.so_far_word");
    const plane *both[] = {&l->x, &l->dx};
    for (int i = 0; i < 2; i++) {
        int64_t hit = plane_draw(s, both[i]);
        if (hit >= 0)
            tensor_panel_go_to_tap(s, tap_at(s, (int)(hit / s->in.w), (int)(hit % s->in.w)));
    }
    back_upstream(s, &l->o);
}

void draw_pool_backward(const stage *all) {
    rect sums;
    stage inner = back_frame(all, 3, &sums), *s = &inner;
    float *dx = calloc((size_t)s->in.h * (size_t)s->in.w, sizeof *dx);
    if (!dx)
        return;
    cnn_recording_dinput(s->r, s->v->state->session.player.at, 0, s->channel, dx);
    pooled l = place(s, dx);
    draw_planes(s, &l);
    draw_frames(s, &l);
    draw_way(s, &l);
    scatter_picture(s, l.picture_x, &l.x);
    scatter_picture(s, l.picture_dx, &l.dx);
    scatter_picture(s, l.picture_o, &l.o);
    back_leave(s, back_around(&l.dx, l.picture_dx), ui_px(s->v->ui, SIDE));
    back_enter(s, &l.o, ui_px(s->v->ui, SIDE));
    float left = l.x.at.area.x + l.x.at.area.w + ui_px(s->v->ui, 24);
    back_maps(s, (rect){left, s->area.y, s->area.x + s->area.w - left, ui_px(s->v->ui, CHOICES)});
    sum_backward(s, sums);
    free(dx);
}
