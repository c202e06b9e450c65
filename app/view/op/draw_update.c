/* The update: a parameter and the step that it takes stand above the gradient and the momentum that the step is made of, all
 * with the same cells; below, the same as arithmetic, with this image's part in the mean of the batch. */
#include "back_parts.h"
#include "op_sums.h"
#include "sum.h"
#include "tensor_panel.h"

#include <math.h>
#include <stdlib.h>

enum { BETWEEN = 44, SIGN = 70, MOST_SIGN = 150, CELL = 56, PRESENT_CELL = 110, WHOLE = 11 };

/* The part of the flat block that is shown: the plane of the weight in focus, or all biases. */
typedef struct part {
    size_t at; /* in the flat block */
    int rows, columns, count, now;
    bool bias;
} part;

static part part_of(const stage *s) {
    const cnn_node *node = s->node;
    cnn_shape w = node->layout.weight;
    bool bias = s->step.address.term == 1;
    int64_t index = s->step.position, cells = node->op->window ? (int64_t)w.h * w.w : (int64_t)w.c;
    if (bias)
        cells = (int64_t)node->bias_count;
    part p = {.at = bias ? node->bias_at : node->weight_at + (size_t)(index / cells * cells),
        .count = (int)cells,
        .now = (int)(index % cells),
        .bias = bias,
        .rows = w.h,
        .columns = w.w};
    if (bias || !node->op->window) { /* a vector is folded */
        p.columns = p.count <= WHOLE ? p.count : (int)ceilf(sqrtf((float)p.count));
        p.rows = (p.count + p.columns - 1) / p.columns;
    }
    return p;
}

typedef struct change {
    part part;
    float *steps;
    plane before, step, after, gradient, momentum;
    bool buffered; /* there is momentum */
    float cell, wide;
} change;

/* ---- cells ---- */

static int64_t index_of(const plane *p, int row, int column) {
    return (int64_t)row * p->columns + column;
}

/* What is still to come has no number, and one that a lesson asks for has a question mark. */
static void later_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    int64_t now = part_of(s).now, at = index_of(p, row, column);
    look->strong = at == now;
    if (at < now || (at == now && !s->hidden))
        return;
    look->fill = theme_color(ROLE_EMPTY);
    look->ink = theme_color(p->role);
    cnn_format(look->text, sizeof look->text, "%s", at == now ? "?" : "");
}

static void now_look(const stage *s, const plane *p, int row, int column, cell_look *look) {
    look->strong = index_of(p, row, column) == part_of(s).now;
}

/* A difference of two numbers with one decimal has one too, but for what single precision adds. */
static void drop_noise(plane *p, const part *block) {
    for (int decimals = 0; decimals < p->fine.decimals && !p->fine.power; decimals++) {
        double ten = pow(10, decimals), worst = 0;
        for (int i = 0; i < block->count; i++)
            worst = fmax(worst, fabs(round((double)p->values[i] * ten) / ten - (double)p->values[i]));
        if (worst < 1e-6)
            p->fine.decimals = decimals;
    }
    p->format = p->fine;
}

static plane block_plane(
    const change *c, const char *name, const char *title, const char *rest, theme_role role, const float *values) {
    const part *p = &c->part;
    bool value = role == ROLE_FILTER || role == ROLE_MAP;
    plane one = value ? back_value_plane(name, title, role, p->rows, p->columns)
                      : back_plane(name, title, role, p->rows, p->columns);
    one.rest = rest;
    one.count = p->count;
    one.values = values;
    one.look = now_look;
    tensor_facts f = facts_now(values, (size_t)p->count);
    plane_facts(&one, &f);
    drop_noise(&one, p);
    if (p->rows > WHOLE || p->columns > WHOLE)
        plane_crop(&one, WHOLE, p->now / p->columns, p->now % p->columns, 1, 1);
    return one;
}

static void describe(const stage *s, change *c) {
    const cnn_recording *r = s->r;
    size_t at = c->part.at;
    bool bias = c->part.bias;
    const char *name = bias ? "b" : "W", *gradient = bias ? "∂L/∂b" : "∂L/∂W";
    for (int i = 0; i < c->part.count; i++)
        c->steps[i] = r->after[at + (size_t)i] - r->before[at + (size_t)i];
    c->before = block_plane(c, "update.0", name, tr("update.before"), ROLE_FILTER, r->before + at);
    c->step = block_plane(c, "update.2", tr("update.step"), "", ROLE_STRIDE, c->steps);
    c->after = block_plane(c, "update.3", name, tr("update.after"), ROLE_MAP, r->after + at);
    c->gradient = block_plane(c, "update.1", gradient, tr("update.mean"), ROLE_GRADIENT, r->gradient + at);
    c->momentum = block_plane(c, "update.4", update_buffer(s), tr("update.momentum"), ROLE_STRIDE, r->momentum + at);
    c->step.look = c->after.look = later_look;
    c->buffered = update_buffer(s)[0] != '\0';
}

/* ---- places ---- */

static void place(const stage *s, change *c) {
    const view *v = s->v;
    rect at = s->area;
    int rows = plane_rows(&c->before), columns = plane_columns(&c->before);
    float caption = plane_caption_height(s), between = ui_px(v->ui, BETWEEN), gap = ui_px(v->ui, SIGN);
    c->cell = floorf(fminf(
        ui_px(v->ui, view_presents(v) ? PRESENT_CELL : CELL), (at.h - 2 * caption - between) / (2 * (float)rows)));
    float widest = floorf((at.w - 2 * gap) / (3 * (float)columns));
    c->cell = fmaxf(fminf(c->cell, widest), 2);
    plane *all[] = {&c->before, &c->step, &c->after, &c->gradient, &c->momentum};
    plane_type type = back_type(s, all, 5, c->cell, fminf(widest, floorf(c->cell * 2.2f)), &c->wide);
    float width = c->wide * (float)columns, high = c->cell * (float)rows;
    gap += fmaxf(fminf((at.w - 3 * width - 2 * gap) / 2, ui_px(v->ui, MOST_SIGN - SIGN)), 0);
    float slack = fmaxf(at.h - 2 * (caption + high) - between, 0);
    between += fminf(slack * 0.3f, ui_px(v->ui, 40));
    float x = at.x + (at.w - 3 * width - 2 * gap) / 2, y = at.y + caption + (slack > 0 ? slack * 0.3f : 0);
    for (int i = 0; i < 5; i++) {
        int column = i < 3 ? i : i - 3;
        all[i]->type = type;
        all[i]->room = width + gap - ui_px(v->ui, 8);
        plane_put(
            all[i], x + (width + gap) * (float)column, i < 3 ? y : y + high + between + caption, c->cell, c->wide);
    }
}

/* ---- the picture ---- */

static void put_sign(const stage *s, const plane *left, const plane *right, const char *sign) {
    float x = (left->at.area.x + left->at.area.w + right->at.area.x) / 2, y = left->at.area.y + left->at.area.h / 2;
    mark_sign(s->v, x, y, ui_px(s->v->ui, 30), sign);
}

/* From the gradient to the step, by way of the momentum where there is one. */
static void draw_ways(const stage *s, const change *c) {
    const view *v = s->v;
    float width = ui_px(v->ui, 3), away = ui_px(v->ui, 12);
    color paint = theme_color(ROLE_GRADIENT);
    rect g = c->gradient.at.area, m = c->momentum.at.area, to = c->step.at.area;
    float y = g.y + g.h / 2, x = to.x + to.w / 2, end = to.y + to.h + ui_px(v->ui, 9);
    float from = c->buffered ? m.y - plane_caption_height(s) - ui_px(v->ui, 2) : y;
    if (c->buffered)
        mark_arrow(v, g.x + g.w + away, y, m.x - away, y, paint, width);
    else
        draw_line(v->list, g.x + g.w + away, y, x, y, paint, width);
    if (from - end > ui_px(v->ui, 10))
        mark_arrow(v, x, from, x, end, paint, width);
}

static void draw_plane(const stage *s, const change *c, const plane *p) {
    int64_t hit = plane_draw(s, p);
    int now = c->part.now;
    plane_frame(s, p, (float)(now / p->columns), (float)(now % p->columns), 1, 1, p->role);
    if (hit >= 0 && hit < c->part.count)
        tensor_panel_go_to_position(s, s->step.position - now + hit);
}

void draw_update(const stage *all) {
    rect sums;
    stage inner = back_frame(all, update_lines(all) + 1, &sums), *s = &inner;
    change c = {.part = part_of(s)};
    c.steps = calloc((size_t)c.part.count + 1, sizeof *c.steps);
    if (!c.steps)
        return;
    describe(s, &c);
    place(s, &c);
    draw_plane(s, &c, &c.before);
    draw_plane(s, &c, &c.step);
    draw_plane(s, &c, &c.after);
    draw_plane(s, &c, &c.gradient);
    if (c.buffered)
        draw_plane(s, &c, &c.momentum);
    put_sign(s, &c.before, &c.step, "+");
    put_sign(s, &c.step, &c.after, "=");
    draw_ways(s, &c);
    sum_backward(s, sums);
    free(c.steps);
}
