/* The update: each parameter with its gradient, its buffer and what it becomes, as arithmetic; and this image's part in
 * the batch's mean. */
#include "op_sums.h"
#include "pictures.h"
#include "tensor_panel.h"

#include <math.h>
#include <string.h>

static const tensor_panel plain = {
    .role = ROLE_FILTER, .ground = ROLE_FILTER_GROUND, .full = ROLE_FILTER_CELL, .done = -1, .now = -1};

/* The part of the flat block that is shown: the plane of the weight in focus, or all biases. */
typedef struct part {
    size_t at; /* in the flat block */
    int rows, columns, count, now;
    bool vector;
} part;

static part part_of(const stage *s) {
    const cnn_node *node = s->node;
    cnn_shape w = node->layout.weight;
    int64_t index = s->step.position;
    part p = {.at = node->weight_at};
    if (s->step.address.term == 1) {
        p.at = node->bias_at;
        p.count = (int)node->bias_count;
        p.vector = true;
        p.now = (int)index;
        return p;
    }
    int64_t plane = node->op->window ? (int64_t)w.h * w.w : (int64_t)w.c;
    p.at += (size_t)(index / plane * plane);
    p.now = (int)(index % plane);
    p.count = (int)plane;
    p.rows = w.h;
    p.columns = w.w;
    p.vector = !node->op->window;
    return p;
}

static void draw_part(const stage *s, rect at, const part *p, const char *name, const char *title, const float *block,
    theme_role role, int64_t done, bool plus) {
    tensor_panel sh = plain;
    sh.name = name;
    sh.title = title;
    sh.role = role;
    sh.values = block + p->at;
    sh.plus = plus;
    sh.done = done;
    sh.partial = s->hidden ? "?" : NULL;
    if (plus) {
        sh.ground = ROLE_PANEL;
        sh.full = ROLE_POSITIVE;
    }
    if (p->vector) {
        tensor_panel_fold(&sh, p->count);
    } else {
        sh.rows = p->rows;
        sh.columns = p->columns;
    }
    sh.now = p->now;
    sh.largest = 48;
    int64_t hit;
    tensor_panel_draw(s, at, &sh, &hit);
    if (hit >= 0)
        tensor_panel_go_to_position(s, s->step.position - p->now + hit);
}

void draw_update(const stage *s) {
    const view *v = s->v;
    part p = part_of(s);
    rect at = s->area;
    float gap = ui_px(v->ui, 22), wide = (at.w - 3 * gap) / 4;
    const cnn_recording *r = s->r;
    const struct {
        const char *name, *title;
        const float *block;
        theme_role role;
        bool plus;
    } all[] = {{"update.0", tr("stage.before"), r->before, ROLE_FILTER, false},
        {"update.1", tr("stage.batch_gradient"), r->gradient, ROLE_GRADIENT, true},
        {"update.2", tr("stage.momentum"), r->momentum, ROLE_STRIDE, true},
        {"update.3", tr("stage.after"), r->after, ROLE_MAP, false}};
    for (int i = 0; i < 4; i++) {
        draw_part(s, rect_cut_left(&at, wide), &p, all[i].name, all[i].title, all[i].block, all[i].role,
            i == 3 ? p.now + (s->hidden ? 0 : 1) : -1, all[i].plus);
        rect_cut_left(&at, gap);
    }
}

/* ---- written out ---- */

/* Nesterov and Adam: the buffers after the step, and what becomes of the parameter. */
static void derive_buffers(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    bool adam = cnn_optimizer_buffers(&s->r->settings) > 1;
    derived_line *line =
        derived_begin(d, adam ? "{stride}m{} = β₁ m + (1 − β₁) {gradient}g{}" : "{stride}b{} = μ b + {gradient}g{}");
    derived_result(line, u->change.momentum);
    if (adam) {
        derived_put(line, "      {stride}v{} = β₂ v + (1 − β₂) {gradient}g{}²");
        derived_result(line, u->change.second);
    }
    line = derived_begin(d, "{filter}w{} = ");
    derived_number(line, "filter", u->before);
    derived_put(line, u->change.step < 0 ? " − " : " + ");
    derived_number(line, "stride", fabsf(u->change.step));
    if (s->hidden)
        derived_put(line, " = {map}?{}");
    else
        derived_result(line, u->change.after);
}

static void derive_momentum(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    derived_line *line = derived_begin(d, "{stride}b{} = ");
    derived_number(line, "stride", s->r->settings.momentum);
    derived_put(line, " · ");
    derived_number(line, "stride", u->momentum_before);
    derived_put(line, " + ");
    derived_number(line, "gradient", u->change.gradient);
    derived_result(line, u->change.momentum);
    derived_put(line, "      {filter}w{} = ");
    derived_number(line, "filter", u->before);
    derived_put(line, " − ");
    derived_number(line, "stride", s->r->settings.rate);
    derived_put(line, " · ");
    derived_number(line, "stride", u->change.momentum);
    if (s->hidden)
        derived_put(line, " = {map}?{}");
    else
        derived_result(line, u->change.after);
}

void derive_update(const stage *s, derived *d) {
    const cnn_step *u = &s->step;
    float share = u->share / (float)s->r->batch, rest = u->numbers.gradient - share;
    derived_line *line = derived_begin(d, "{gradient}∂L/∂w{} = ");
    derived_number(line, "input", share);
    derived_put(line, " + ");
    derived_number(line, "quiet", rest);
    derived_result(line, u->numbers.gradient);
    char words[200];
    cnn_format(words, sizeof words, tr("update.share"), s->r->batch);
    derived_quiet(d, words);
    if (s->r->settings.optimizer == CNN_SGD)
        derive_momentum(s, d);
    else
        derive_buffers(s, d);
}

const char *update_line(const stage *s) {
    cnn_optimizer optimizer = s->r->settings.optimizer;
    if (optimizer >= CNN_ADAM)
        return "{filter}w{} = {filter}w{} − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)";
    if (optimizer == CNN_NESTEROV)
        return "{stride}b{} = μ·{stride}b{} + {gradient}∂L/∂w{}        {filter}w{} = {filter}w{} − "
               "η·({gradient}∂L/∂w{} + μ·{stride}b{})";
    return "{stride}b{} = μ·{stride}b{} + {gradient}∂L/∂w{}        {filter}w{} = {filter}w{} − η·{stride}b{}";
}
