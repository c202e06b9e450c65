/* Lays out the formula, the grids and the sums of a layer, each as its operator's row has it. */
#include "stage_draw.h"

#include "check_strip.h"
#include "figure.h"
#include "formula.h"
#include "magnify.h"
#include "op_sums.h"
#include "pictures.h"
#include "sum.h"
#include "window_glide.h"
#include "window_parts.h"
#include "window_plan.h"

#include <math.h>
#include <string.h>

/* The axis whose formula is shown. */
static cnn_axis shown_axis(const stage *s) {
    return stage_axis(s, s->node ? cnn_op_shown_axis(s->node->op, &s->attrs, s->in, s->out) : CNN_VERTICAL);
}

/* One line above the grids: the output-size formula, or what the layer computes. */
static void draw_formula(const stage *s, rect at) {
    const op_view *own = s->own;
    const char *line = !own ? NULL : s->phase == CNN_BACKWARD ? own->backward : own->forward;
    if (line)
        ui_line(s->v->ui, at, 0.5f, FONT_FORMULA, at.h * 0.26f, theme_color(ROLE_INK), line);
    else
        formula_draw(s->v, at, shown_axis(s), s->editable, s->plan && s->plan->compact);
}

static void draw_grids(const stage *s) {
    const op_view *own = s->own;
    if (!own)
        draw_window(s);
    else if (s->phase == CNN_UPDATE)
        draw_update(s);
    else if (s->phase != CNN_BACKWARD)
        own->draw(s);
    else if (own->draw_textbook && s->v->state->screen.textbook)
        own->draw_textbook(s);
    else
        own->draw_backward(s);
}

static void draw_sum(const stage *s, rect at, rect *result) {
    if (s->node && s->phase >= CNN_BACKWARD)
        sum_backward(s, at);
    else if (s->node)
        sum_forward(s, at, result);
}

/* The result on its way from the sum into its cell, in a straight line. */
static void draw_flight(const stage *s, rect from) {
    const window_plan *w = s->plan;
    float share = player_eased(s->motion.flight);
    if (!s->node || share <= 0 || share >= 1 || s->hidden || state_hides_size(s->v->state))
        return;
    rect to = grid_cell(&w->output, (float)s->step.address.row, (float)s->step.address.column);
    float x = from.x + from.w / 2, y = from.y + from.h / 2, half = w->cell / 2;
    x += (to.x + half - x) * share;
    y += (to.y + half - y) * share;
    rect at = {x - half, y - half, w->cell, w->cell};
    char text[NUMBER_TEXT];
    window_number(&w->output, s->step.result.result, text);
    draw_rect(s->v->list, at, theme_color(ROLE_MAP_GROUND), ui_px(s->v->ui, 5));
    draw_frame(s->v->list, at, theme_color(ROLE_MAP), ui_px(s->v->ui, 2), ui_px(s->v->ui, 5));
    if (w->output.readable)
        draw_text_in(s->v->list, FONT_DIGITS_STRONG, w->digits, at, 0.5f, theme_color(ROLE_MAP), text);
}

/* A small window takes its room as its plan has it; false where its digits have no room: then it needs the lens. */
static bool draw_planned(stage *s, rect at) {
    window_plan plan = window_plan_of(s, at);
    s->lens = s->node && !plan.legible;
    if (s->lens)
        return false;
    window_glide(s, &plan);
    s->plan = &plan;
    s->area = at;
    if (!state_hides_formula(s->v->state))
        draw_formula(s, plan.formula);
    draw_grids(s);
    rect result = {0};
    draw_sum(s, plan.sums, &result);
    draw_flight(s, result);
    s->plan = NULL;
    return true;
}

/* Pictures that write the sum themselves have all the room below the formula but for the line that says where. */
static void draw_whole(stage *s, rect at) {
    float px = s->v->ui->scale;
    rect below = rect_cut_bottom(&at, sum_place_height(s));
    s->area = at;
    if (draw_channels(s)) {
        sum_place(s, below);
        return;
    }
    float high = at.h > 250 * px ? fminf(fmaxf(at.h * 0.15f, 54 * px), 100 * px) : 0; /* or it cannot be read */
    rect formula = rect_cut_top(&at, state_hides_formula(s->v->state) ? 0 : high);
    if (formula.h > 0)
        draw_formula(s, formula);
    bool kinds = s->pool && s->node && s->editable && !state_hides_size(s->v->state);
    rect top = rect_cut_top(&at, kinds ? 44 * px : 0);
    s->area = at;
    draw_grids(s);
    if (kinds)
        draw_pool_switch(s, (rect){top.x + top.w - 318 * px, top.y + 2 * px, 310 * px, 34 * px});
    sum_place(s, below);
}

static void draw_stage(stage *s, rect at) {
    const view *v = s->v;
    if (window_is_small(s) && draw_planned(s, at))
        return;
    float px = v->ui->scale, side = 24 * px;
    bool large = view_presents(v), hidden = state_hides_formula(v->state);
    at = (rect){at.x + side, at.y + 6 * px, at.w - 2 * side, at.h - 6 * px};
    bool back = s->phase == CNN_BACKWARD, update = s->phase == CNN_UPDATE;
    if (s->own && (update || s->own->whole || (back && s->own->whole_back))) {
        s->area = at;
        draw_grids(s);
        return;
    }
    if (window_sums_itself(s)) {
        draw_whole(s, at);
        return;
    }
    rect formula = rect_cut_top(&at, fminf(at.h * 0.20f, (large ? 130 : 104) * px));
    if (hidden)
        at = (rect){at.x, formula.y, at.w, at.h + formula.h};
    float share = large ? 0.18f : 0.32f, most = large ? 124 : 132;
    rect sums = rect_cut_bottom(&at, fminf(at.h * share, most * px));
    rect_cut_top(&at, 4 * px);
    s->area = at;
    if (!hidden)
        draw_formula(s, formula);
    draw_grids(s);
    draw_sum(s, sums, NULL);
}

/* Back to the figure of the page, from which the layer was entered. */
static void draw_way_back(const view *v, rect *at) {
    if (!v->state->screen.aside || !state_in_lesson(v->state))
        return;
    float px = v->ui->scale;
    rect row = rect_cut_top(at, 42 * px);
    const char *label = tr("overview.return");
    rect button = {row.x + 16 * px, row.y + 8 * px, ui_button_width(v->ui, label, 15), 30 * px};
    if (ui_button(v->ui, "overview.return", button, label, UI_OUTLINED, false, true))
        view_ask(v, REQUEST_leave_box);
}

/* The figure of the page, or the layer, with sizes that can be magnified. */
static void draw_once(const view *v, rect at) {
    stage s;
    op_view_gather(&s, v);
    bool knows = s.window && s.phase == CNN_FORWARD; /* what a class needs */
    v->own->magnified = v->own->shown.plain || !knows;
    op_view_gather(&s, v);
    draw_stage(&s, at);
    v->own->magnified = false;
}

/* ---- before a class ---- */

static const float SHOWN_HEIGHT = 720; /* of a window whose letters are as large as on the bench */

/* A small window chooses its cells itself. */
static bool chooses_cell(const view *v, rect at, float *cell) {
    stage s;
    op_view_gather(&s, v);
    if ((state_in_lesson(v->state) && !state_shows(v->state, SHOW_LAYER) && !v->state->screen.aside) ||
        s.phase != CNN_FORWARD || !window_is_small(&s))
        return false;
    window_plan plan = window_plan_of(&s, at);
    *cell = plan.cell;
    return plan.legible;
}

/* How many times larger than on the bench it is drawn. */
static float shown_share(const view *v, rect at, float *cell, float *area) {
    float usual = v->ui->scale, share = fmaxf(1, v->height / (SHOWN_HEIGHT * usual));
    v->ui->scale = usual * share;
    bool small = chooses_cell(v, at, cell);
    v->ui->scale = usual;
    if (small)
        return share;
    *cell = 0;
    return magnify_most(v, at, draw_once, area);
}

float stage_largest(const view *v, rect at) {
    if (state_shows_graph(v->state) || state_shows_network(v->state) || figure_is_shown(v))
        return fminf(at.w / (1100 * v->ui->scale), at.h / (480 * v->ui->scale));
    float cell, area;
    shown_share(v, at, &cell, &area);
    return cell > 0 ? cell : sqrtf(area);
}

/* The share is tried once for each scene, and is only ever made less while that stays. */
static void draw_shown(const view *v, rect at) {
    shown_memory *m = &v->own->shown, now = {.known = true, .at = {at.x, at.y, at.w, at.h}};
    stage s;
    op_view_gather(&s, v);
    now.scene = stage_scene(&s);
    now.page = v->state->lesson.begun;
    now.language = (int)strings_language();
    now.scale = v->ui->scale;
    bool same = m->known && m->scene == now.scene && m->page == now.page && m->language == now.language &&
                m->scale == now.scale && !memcmp(&m->at, &now.at, sizeof now.at);
    if (!same) {
        float cell, area;
        now.share = fmaxf(1, shown_share(v, at, &cell, &area));
        now.small = cell > 0;
        *m = now;
    }
    float usual = v->ui->scale;
    int from = v->list->count;
    magnify_told told = {0};
    v->ui->scale = usual * m->share;
    draw_once(v, at);
    v->ui->scale = usual;
    if ((m->share <= 1 && m->plain) || magnify_fits(v->list, from, at, &told))
        return;
    m->plain |= m->small || m->share <= 1;
    m->share = fmaxf(1, m->share * 0.93f);
    v->ui->changed = true;
}

void stage_draw(const view *v, rect at) {
    stage s;
    if (figure_draw(v, at)) /* which fills any room by itself */
        return;
    draw_way_back(v, &at);
    check_strip_draw(v, &at);
    op_view_gather(&s, v);
    if (v->state->screen.present)
        draw_shown(v, at);
    else
        draw_stage(&s, at);
    stage_fade(&s, at);
}
