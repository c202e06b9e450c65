/* Where the five planes of a backward pass stand. What is larger than eleven cells is seen whole as a small picture, all of
 * them with one size of a pixel, beside a lens of five rows and columns with numbers. */
#include "scatter.h"

#include "back_parts.h"

#include <math.h>
#include <stdlib.h>

/* Gaps in design pixels: between X and its gradient, around the gate, beside the upstream gradient, at both sides. */
enum {
    BETWEEN = 10,
    TIGHT = 26,
    AROUND = 40,
    NEAR = 24,
    RAIL = 56,
    LETTERED_RAIL = 106,
    CELL = 56,
    PRESENT_CELL = 110,
    CHOICES = 34,
    WHOLE = 11,
    LENS = 5,
    LEAST_LENS = 3,
    AROUND_G = 3,
    PIXEL = 6,
    BESIDE = 14
};

float scatter_side(const view *v) {
    return ui_px(v->ui, 44);
}

void scatter_type(const stage *s, scatter *l, float wide) {
    plane *all[] = {&l->x, &l->w, &l->dx, &l->dw, &l->o};
    plane_type type = back_type(s, all, 5, l->cell, wide, &l->wide);
    for (int i = 0; i < 5; i++)
        all[i]->type = type;
}

static bool is_over(const plane *p, int most) {
    return plane_rows(p) > most || plane_columns(p) > most;
}

/* Leaves the neighbourhood of the block in sight that the step is about. */
static void crop_pair(plane *one, plane *two, cnn_rectangle about, int lens) {
    int64_t rows = about.rows.last - about.rows.first + 1, columns = about.columns.last - about.columns.first + 1;
    if (!is_over(one, lens))
        return;
    plane_crop(one, lens, about.rows.first, about.columns.first, rows, columns);
    two->cropped = true;
    two->seen = one->seen;
}

static void crop(const stage *s, scatter *l, int lens) {
    cnn_axis y = stage_axis(s, CNN_VERTICAL), x = stage_axis(s, CNN_HORIZONTAL);
    cnn_address at = s->step.address;
    bool by_product = s->v->state->session.player.at.depth == CNN_DEPTH_PRODUCT, stamps = y.kind == CNN_AXIS_STAMP;
    int u = by_product ? at.tap_row : 0, v = by_product ? at.tap_column : 0;
    int64_t row = cnn_axis_cell(y, at.row, u), column = cnn_axis_cell(x, at.column, v);
    cnn_rectangle window = {{row, by_product ? row : row + cnn_axis_extent(y) - 1},
        {column, by_product ? column : column + cnn_axis_extent(x) - 1}};
    cnn_rectangle cell = {{at.row, at.row}, {at.column, at.column}};
    l->x.cropped = l->dx.cropped = l->w.cropped = l->dw.cropped = l->o.cropped = false;
    l->large = is_over(&l->x, WHOLE) || is_over(&l->o, WHOLE);
    plane unused = l->o;
    if (!l->large)
        return;
    crop_pair(&l->x, &l->dx, stamps ? cell : window, lens);
    crop_pair(&l->o, &unused, stamps ? window : cell, stamps ? lens : AROUND_G);
    if (is_over(&l->w, lens)) {
        plane_crop(&l->w, lens, u, v, 1, 1);
        l->dw.cropped = true;
        l->dw.seen = l->w.seen;
    }
}

static int most_of(int a, int b) {
    return a > b ? a : b;
}

/* Size of a pixel of the pictures; 0: there are none. */
static float pixel_of(const stage *s, const scatter *l, float high) {
    if (!l->large)
        return 0;
    float wide = s->area.w * 0.1f, rows = (float)most_of(s->in.h, s->out.h),
          columns = (float)most_of(s->in.w, s->out.w);
    return fminf(ui_px(s->v->ui, PIXEL), fminf(high / rows, wide / columns));
}

static void put_card(const stage *s, scatter *l, float x1, float y1) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 20), high = ui_px(v->ui, s->bias ? 168 : 122), least = ui_px(v->ui, 270);
    float words = fmaxf(l->dw.at.area.w, fminf(plane_caption_width(s, &l->dw), l->dw.room));
    float left = fmaxf(l->dw.at.area.x + words + gap, x1 - ui_px(v->ui, 360));
    float below = l->o.at.area.y + l->o.at.area.h + gap;
    float lift =
        fminf(below + high - y1, l->o.at.area.y + l->o.at.area.h - l->gate_y - l->cell / 2); /* the rail stays */
    bool stamps = stage_axis(s, CNN_VERTICAL).kind == CNN_AXIS_STAMP;
    if (l->large || view_presents(v) || stamps)
        return;
    if (lift > 0) {
        plane_put(&l->o, l->o.at.x, l->o.at.y - lift, l->cell, l->wide);
        below -= lift;
    }
    if (x1 - left >= least && y1 - below >= high - 1)
        l->card = (rect){left, below, x1 - left, high};
}

/* Widths that the cells leave. */
typedef struct gaps {
    float side, gate, rail, picture, picture_o, between, maps;
} gaps;

static gaps choose_cell(const stage *s, scatter *l, int rows, bool compact) {
    const view *v = s->v;
    rect at = s->area;
    bool present = view_presents(v);
    int columns = plane_columns(&l->x) + plane_columns(&l->w) + plane_columns(&l->o);
    float caption = plane_caption_height(s), foot = text_height(FONT_UI, s->text);
    gaps g = {.side = scatter_side(v),
        .between = ui_px(v->ui, BETWEEN),
        .maps = s->out.c > 1 ? ui_px(v->ui, CHOICES + 8) : 0};
    float high = (at.h - 2 * caption - g.between - foot) / 2;
    l->pixel = pixel_of(s, l, high);
    g.picture = l->large ? l->pixel * (float)s->in.w + ui_px(v->ui, BESIDE) : 0;
    g.picture_o = l->pixel * (float)s->out.w;
    l->gate_r = ui_px(v->ui, present ? 46 : compact ? 28 : 33);
    l->cell = floorf(fminf(ui_px(v->ui, present ? PRESENT_CELL : CELL), high / (float)rows));
    l->cell = floorf(fminf(l->cell, (at.h - caption - g.maps - l->pixel * (float)s->out.h) / (float)plane_rows(&l->o)));
    bool roomy = (float)(rows - plane_rows(&l->w)) * l->cell > ui_px(v->ui, 40);
    if (!roomy) {
        g.between = ui_px(v->ui, TIGHT);
        l->cell = floorf(fminf(l->cell, (high - ui_px(v->ui, TIGHT - BETWEEN) / 2) / (float)rows));
    }
    g.gate = 2 * l->gate_r + ui_px(v->ui, 2 * (compact ? NEAR : AROUND));
    g.rail = ui_px(v->ui, roomy || compact ? RAIL : LETTERED_RAIL);
    float widest = floorf((at.w - 2 * g.side - g.gate - g.rail - g.picture) / (float)columns);
    l->cell = fmaxf(fminf(l->cell, widest), 2);
    scatter_type(s, l, fminf(widest, floorf(l->cell * 1.7f)));
    float cells = l->wide * (float)columns + g.picture, over = g.picture_o - l->wide * (float)plane_columns(&l->o);
    cells += over > 0 ? over : 0;
    float spare = fmaxf(at.w - 2 * g.side - g.gate - g.rail - cells, 0);
    g.gate += fminf(spare * 0.45f, fmaxf(ui_px(v->ui, 262) - g.gate, 0));
    spare = fmaxf(at.w - 2 * g.side - g.gate - g.rail - cells, 0);
    g.rail += fminf(spare, fmaxf(ui_px(v->ui, 300) - g.rail, 0));
    g.side += fmaxf(at.w - 2 * g.side - g.gate - g.rail - cells, 0) / 2;
    return g;
}

/* Around the middle of a row of planes. */
static void put_middle(plane *p, float x, float middle, const scatter *l) {
    plane_put(p, x, middle - l->cell * (float)plane_rows(p) / 2, l->cell, l->wide);
}

static void put_pictures(const stage *s, scatter *l, float x) {
    float wide = l->pixel * (float)s->in.w, high = l->pixel * (float)s->in.h, gap = ui_px(s->v->ui, BESIDE);
    if (!l->large)
        return;
    l->picture_x = (rect){x, l->upper - high / 2, wide, high};
    l->picture_dx = (rect){x, l->lower - high / 2, wide, high};
    wide = l->pixel * (float)s->out.w;
    high = l->pixel * (float)s->out.h;
    rect o = l->o.at.area;
    l->picture_o = (rect){fminf(o.x, s->area.x + s->area.w - wide), o.y + o.h + gap, wide, high};
}

void scatter_layout(const stage *s, scatter *l) {
    const view *v = s->v;
    rect at = s->area;
    gaps g = {0};
    int rows = 1;
    for (int way = 0; way < 3 && !l->x.type.numbers; way++) { /* until the numbers have room */
        crop(s, l, way < 2 ? LENS : LEAST_LENS);
        rows = most_of(plane_rows(&l->x), plane_rows(&l->w));
        g = choose_cell(s, l, rows, way > 0);
    }
    if (!l->x.type.numbers) {
        crop(s, l, LENS);
        rows = most_of(plane_rows(&l->x), plane_rows(&l->w));
        g = choose_cell(s, l, rows, false);
    }
    float caption = plane_caption_height(s), foot = text_height(FONT_UI, s->text), row = l->cell * (float)rows;
    if (l->large)
        row = fmaxf(row, l->pixel * (float)s->in.h);
    float slack = fmaxf(at.h - 2 * (caption + row) - g.between - foot, 0);
    g.between += slack * 0.4f;
    l->upper = at.y + slack * 0.2f + caption + row / 2;
    l->lower = l->upper + row + g.between + caption;
    float x = at.x + g.side + g.picture, picture = at.x + g.side;
    put_middle(&l->x, x, l->upper, l);
    put_middle(&l->dx, x, l->lower, l);
    l->gate_x = floorf(x + l->x.at.area.w + g.gate / 2);
    float w_high = l->cell * (float)plane_rows(&l->w), above_dw = l->lower - w_high / 2 - caption;
    l->gate_y = floorf(fminf((l->upper + l->lower) / 2, above_dw - ui_px(v->ui, 8)));
    x += l->x.at.area.w + g.gate;
    put_middle(&l->w, x, l->upper, l);
    put_middle(&l->dw, x, l->lower, l);
    float top = at.y + g.maps + caption, high = l->cell * (float)plane_rows(&l->o);
    float lowest = at.y + at.h - high - l->pixel * (float)s->out.h - (l->large ? ui_px(v->ui, BESIDE) : 0);
    plane_put(&l->o, x + l->w.at.area.w + g.rail, fmaxf(fminf(l->gate_y - high / 2, lowest), top), l->cell, l->wide);
    l->x.room = l->w.at.area.x - l->x.at.area.x - ui_px(v->ui, 8);
    l->dx.room = l->gate_x - l->gate_r - l->dx.at.area.x - ui_px(v->ui, 8);
    l->w.room = l->dw.room = l->o.at.area.x - l->w.at.area.x - ui_px(v->ui, 8);
    put_pictures(s, l, picture);
    put_card(s, l, at.x + at.w, at.y + at.h);
}

/* ---- what stands beside the planes ---- */

void scatter_choices(const stage *s, const scatter *l) {
    const view *v = s->v;
    float gap = ui_px(v->ui, 16), high = ui_px(v->ui, CHOICES), left = l->x.at.area.x + l->x.at.area.w + gap;
    back_channels(s, (rect){left, l->x.at.area.y, l->w.at.area.x - gap - left, high});
    float words = fminf(plane_caption_width(s, &l->w), l->w.room);
    left = l->w.at.area.x + fmaxf(l->w.at.area.w, words) + gap;
    back_maps(s, (rect){left, s->area.y, s->area.x + s->area.w - left, high});
}

void scatter_picture(const stage *s, rect at, const plane *p) {
    const view *v = s->v;
    if (at.w <= 0)
        return;
    scale colors = {p->most, true, p->is_signed, theme_color(p->ground), theme_color(p->full)};
    if (p->ground == ROLE_INPUT_GROUND)
        colors = scale_of_picture((tensor_facts){.most = p->most, .is_signed = p->is_signed});
    grid_heat(v, at, p->values, p->rows, p->columns, &colors);
    draw_frame(v->list, rect_inset(at, -1), theme_color(ROLE_GRID), ui_px(v->ui, 1), 0);
    float x = at.w / (float)p->columns, y = at.h / (float)p->rows;
    rect seen = {
        at.x + x * (float)p->at.left, at.y + y * (float)p->at.top, x * (float)p->at.columns, y * (float)p->at.rows};
    seen = rect_cross(seen, at);
    draw_frame(v->list, rect_inset(seen, -ui_px(v->ui, 2)), theme_color(ROLE_GRADIENT), ui_px(v->ui, 2), 0);
}

void scatter_pictures(const stage *s, const scatter *l) {
    scatter_picture(s, l->picture_x, &l->x);
    scatter_picture(s, l->picture_dx, &l->dx);
    scatter_picture(s, l->picture_o, &l->o);
    ui_touch t = ui_touch_of(s->v->ui, "back.picture", l->picture_o, false);
    if (!t.pressed || l->picture_o.w <= 0)
        return;
    int column = (int)((s->v->ui->in.x - l->picture_o.x) / l->pixel),
        row = (int)((s->v->ui->in.y - l->picture_o.y) / l->pixel);
    if (row < s->out.h && column < s->out.w)
        back_go(s, row, column);
}
