/* What was drawn last is remembered; when the plan is another one, a glide begins from there. */
#include "window_glide.h"

#include "window_parts.h"

#include <math.h>
#include <string.h>

static const double GLIDE = 0.3, FADE = 0.16; /* seconds */

static glide_box between(glide_box a, glide_box b, float share) {
    return (glide_box){
        a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.w + (b.w - a.w) * share, a.h + (b.h - a.h) * share};
}

/* The same window of the same size as before: else nothing glides. */
static bool is_same_screen(const stage *s, stage_glide *g) {
    const view *v = s->v;
    bool present = view_presents(v);
    bool same = g->known && g->width == v->width && g->height == v->height && g->scale == v->ui->scale &&
                g->present == present && !v->state->screen.reduced_motion;
    g->known = true;
    g->width = v->width;
    g->height = v->height;
    g->scale = v->ui->scale;
    g->present = present;
    return same;
}

/* Stretches a grid of any number of cells over the box. */
static void put(grid *g, glide_box at) {
    g->area = (rect){at.x, at.y, at.w, at.h};
    g->x = at.x;
    g->y = at.y;
    g->cell = g->rows ? at.h / (float)g->rows : 0;
    g->wide = g->columns ? at.w / (float)g->columns : 0;
}

void window_glide(const stage *s, window_plan *plan) {
    stage_glide *g = &s->v->own->glide;
    grid *grids[GLIDE_GRIDS] = {&plan->input, &plan->filter, &plan->output};
    glide_box to[GLIDE_GRIDS];
    double now = s->v->state->screen.clock;
    for (int i = 0; i < GLIDE_GRIDS; i++)
        to[i] = (glide_box){grids[i]->area.x, grids[i]->area.y, grids[i]->area.w, grids[i]->area.h};
    bool same = is_same_screen(s, g), changed = memcmp(to, g->to, sizeof to) != 0;
    if (changed) {
        memcpy(g->from, g->now, sizeof g->from);
        memcpy(g->to, to, sizeof g->to);
        g->begun = same ? now : now - GLIDE;
    }
    float share = (float)((now - g->begun) / GLIDE);
    bool moves = same && share < 1 && s->node;
    for (int i = 0; i < GLIDE_GRIDS; i++) {
        bool grows = moves && g->from[i].w > 0 && to[i].w > 0;
        g->now[i] = grows ? between(g->from[i], to[i], player_eased(fmaxf(share, 0))) : to[i];
        if (grows)
            put(grids[i], g->now[i]);
    }
    if (!moves)
        return;
    float cell = fminf(plan->input.cell, plan->input.wide), below = plan->bias.y - to[1].y - to[1].h;
    rect filter = plan->filter.area;
    plan->bias = (rect){filter.x + (filter.w - cell) / 2, filter.y + filter.h + below, cell, cell};
    s->v->own->moving = true;
    plan->label = 0;
    for (int i = 0; i < GLIDE_GRIDS; i++)
        grids[i]->digits = floorf(plan->digits * fminf(1, cell / plan->cell));
}

int64_t stage_scene(const stage *s) {
    const state *of = s->v->state;
    int node = s->node ? s->step.address.node : -1;
    int64_t key = (int64_t)of->session.subject % 100000;
    return ((key * 8 + (int64_t)s->phase) * 2 + of->screen.textbook) * 4096 + node + 2;
}

void stage_fade(const stage *s, rect at) {
    const view *v = s->v;
    stage_glide *g = &v->own->glide;
    int64_t scene = stage_scene(s);
    double now = v->state->screen.clock;
    if (g->scene != scene)
        g->scene_begun = g->scene && !v->state->session.player.quick ? now : now - FADE;
    g->scene = scene;
    float share = (float)((now - g->scene_begun) / FADE);
    if (share >= 1 || v->state->screen.reduced_motion)
        return;
    v->own->moving = true;
    draw_rect(v->list, at, color_alpha(theme_color(ROLE_GROUND), 1 - fmaxf(share, 0)), 0);
}
