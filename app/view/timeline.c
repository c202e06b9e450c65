/* The whole iteration as one bar: a segment for each layer in each phase. Seen from far, a segment is as wide as the
 * fourth root of its steps, so that the smallest layer can still be hit; the wheel goes closer, down to single
 * products, and Shift with it moves along. */
#include "timeline.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

/* A place on the bar, 0 .. 1 over the whole iteration, and back. */
typedef struct ruler {
    const player *p;
    double total;
} ruler;

static double weight_of(const cnn_segment *s) {
    return sqrt(sqrt((double)s->steps)) + 1;
}

static ruler ruler_of(const player *p) {
    ruler r = {p, 0};
    for (int i = 0; i < p->walk->count; i++)
        r.total += player_reaches(p, &p->walk->segments[i]) ? weight_of(&p->walk->segments[i]) : 0;
    return r;
}

static double place_of(const ruler *r, int64_t step) {
    double before = 0;
    for (int i = 0; i < r->p->walk->count; i++) {
        const cnn_segment *s = &r->p->walk->segments[i];
        if (!player_reaches(r->p, s))
            continue;
        if (step < s->first + s->steps)
            return (before + weight_of(s) * (double)(step < s->first ? 0 : step - s->first) / (double)s->steps) /
                   r->total;
        before += weight_of(s);
    }
    return 1;
}

static int64_t step_at(const ruler *r, double place) {
    double before = 0;
    int64_t last = r->p->last;
    for (int i = 0; i < r->p->walk->count; i++) {
        const cnn_segment *s = &r->p->walk->segments[i];
        if (!player_reaches(r->p, s))
            continue;
        double share = weight_of(s) / r->total;
        if (place < before + share) {
            int64_t within = (int64_t)((place - before) / share * (double)s->steps);
            return s->first + (within < 0 ? 0 : within >= s->steps ? s->steps - 1 : within);
        }
        before += share;
        last = s->first + s->steps - 1;
    }
    return last;
}

static void keep_in_bounds(const view *v) {
    double wide = v->own->time_to - v->own->time_from;
    if (!(wide > 0) || wide > 1) {
        v->own->time_from = 0;
        v->own->time_to = 1;
        return;
    }
    if (v->own->time_from < 0)
        v->own->time_from = 0, v->own->time_to = wide;
    if (v->own->time_to > 1)
        v->own->time_to = 1, v->own->time_from = 1 - wide;
}

static void zoom(const view *v, rect at, const ruler *r) {
    ui *u = v->ui;
    if (!rect_has(at, u->in.x, u->in.y) || u->in.wheel == 0 || u->muted)
        return;
    double wide = v->own->time_to - v->own->time_from,
           here = v->own->time_from + wide * (double)((u->in.x - at.x) / at.w);
    if (u->in.shift) {
        v->own->time_from -= wide * 0.15 * (double)u->in.wheel;
        v->own->time_to = v->own->time_from + wide;
    } else {
        double factor = u->in.wheel > 0 ? 0.6 : 1 / 0.6;
        double least = 12.0 / (double)(r->p->walk->steps + 12) / 4;
        wide = wide * factor < least ? least : wide * factor;
        v->own->time_from = here - wide * (double)((u->in.x - at.x) / at.w);
        v->own->time_to = v->own->time_from + wide;
    }
    keep_in_bounds(v);
    u->in.wheel = 0;
    u->changed = true;
}

/* Moves the part in sight when the cursor has left it. */
static void follow(const view *v, double here) {
    double wide = v->own->time_to - v->own->time_from;
    if (here >= v->own->time_from && here <= v->own->time_to)
        return;
    v->own->time_from = here - wide / 2;
    v->own->time_to = here + wide / 2;
    keep_in_bounds(v);
}

static float x_of(const view *v, rect at, double place) {
    return at.x + (float)((place - v->own->time_from) / (v->own->time_to - v->own->time_from)) * at.w;
}

static color segment_color(const cnn_segment *s, int turn) {
    static const theme_role roles[CNN_PHASES] = {ROLE_INPUT, ROLE_FAINT, ROLE_GRADIENT, ROLE_WINDOW};
    return color_mix(theme_color(roles[s->phase]), theme_color(ROLE_PANEL), turn % 2 ? 0.28f : 0);
}

/* Lines between positions, or between products, where they are far enough apart. */
static void ticks(const view *v, rect box, rect bar, const cnn_segment *s, const ruler *r) {
    cnn_term term = s->terms[0];
    int64_t units[] = {cnn_term_taps(term), 1};
    for (int i = 0; i < 2; i++) {
        double each = (double)bar.w * weight_of(s) / r->total / (double)s->steps * (double)units[i] /
                      (v->own->time_to - v->own->time_from);
        if (each < (i ? 6 : 4) || (i && units[0] == 1))
            continue;
        int64_t from = step_at(r, v->own->time_from), to = step_at(r, v->own->time_to);
        from = from < s->first ? s->first : from;
        to = to >= s->first + s->steps ? s->first + s->steps - 1 : to;
        for (int64_t step = s->first + (from - s->first) / units[i] * units[i]; step <= to; step += units[i]) {
            float x = x_of(v, bar, place_of(r, step));
            if (x > box.x + 1 && x < box.x + box.w)
                draw_rect(v->list, (rect){x, box.y + (i ? box.h * 0.5f : 0), 1, i ? box.h * 0.5f : box.h},
                    theme_color(ROLE_PANEL), 0);
        }
    }
}

static void cursor_label(const view *v, rect at, rect bar, float mark, const cnn_segment *s) {
    ui *u = v->ui;
    const player *p = &v->state->session.player;
    char text[96], position[NUMBER_TEXT], all[NUMBER_TEXT];
    cnn_address product = cnn_walk_at_depth(p->walk, p->at, CNN_DEPTH_PRODUCT);
    number_grouped(cnn_walk_position(p->walk, product) + 1, position);
    number_grouped(cnn_term_positions(s->terms[product.term]), all);
    if (state_hides_positions(v->state))
        cnn_format(all, sizeof all, "?");
    tr_format(text, sizeof text, "timeline.position", position, all);
    float size = ui_px(u, 14), label = text_width(FONT_DIGITS, size, text);
    if (label > at.w) {
        cnn_format(text, sizeof text, "%s / %s", position, all);
        label = text_width(FONT_DIGITS, size, text);
    }
    float left = mark - label / 2;
    left = left < at.x ? at.x : left + label > at.x + at.w ? at.x + at.w - label : left;
    draw_rect(v->list, (rect){mark - 2, bar.y - bar.h * 0.5f, 4, bar.h * 2}, theme_color(ROLE_INK), 2);
    if (label > at.w)
        return;
    draw_text(v->list, FONT_DIGITS, size, left, bar.y - bar.h * 0.5f - text_height(FONT_DIGITS, size),
        theme_color(ROLE_INK), text);
}

/* What has been written under the bar. */
typedef struct label_row {
    float from[64], to[64];
    int count;
} label_row;

static bool is_free(const label_row *row, float from, float to, float gap) {
    for (int i = 0; i < row->count; i++)
        if (from < row->to[i] + gap && to > row->from[i] - gap)
            return false;
    return row->count < 64;
}

/* What comes first when two labels would touch: the layer of the cursor, where a phase begins, the one number of the
 * loss, and from near the other layers. Negative: has no label. */
static int label_rank(const view *v, const cnn_segment *s, int64_t now) {
    const player *p = &v->state->session.player;
    bool here = now >= s->first && now < s->first + s->steps, loss = s->phase == CNN_LOSS,
         begins = s == p->walk->segments || s[-1].phase != s->phase || !player_reaches(p, s - 1),
         close = v->own->time_to - v->own->time_from < 0.35;
    return here ? 0 : begins && !loss ? 1 : begins ? 2 : close ? 3 : -1;
}

/* The word of its phase stands far enough before it, so that its own name is enough. */
static bool is_in_named_phase(const view *v, rect bar, const ruler *r, const cnn_segment *s, const char *phase) {
    const player *p = &v->state->session.player;
    const cnn_segment *first = s;
    while (first > p->walk->segments && first[-1].phase == s->phase && player_reaches(p, first - 1))
        first--;
    float x = x_of(v, bar, place_of(r, first->first)), size = ui_px(v->ui, 13);
    return first < s && x >= bar.x - 1 &&
           x + text_width(FONT_UI, size, phase) + ui_px(v->ui, 8) <= x_of(v, bar, place_of(r, s->first));
}

static void draw_label(const view *v, rect bar, const ruler *r, const cnn_segment *s, bool here, label_row *row) {
    static const char *const phases[CNN_PHASES] = {
        "timeline.forward", "timeline.loss", "timeline.backward", "timeline.update"};
    ui *u = v->ui;
    char text[96];
    const char *phase = tr(phases[s->phase]), *layer = v->state->session.player.walk->net->nodes[s->node].name;
    bool close = v->own->time_to - v->own->time_from < 0.35,
         named = (here || close) && strcmp(phase, layer) != 0; /* the loss is called so itself */
    if (here && named && is_in_named_phase(v, bar, r, s, phase))
        cnn_format(text, sizeof text, "%s", layer);
    else
        cnn_format(text, sizeof text, named ? "%s %s" : "%s", phase, layer);
    font_id font = here ? FONT_STRONG : FONT_UI;
    float size = ui_px(u, 13), width = text_width(font, size, text), x = x_of(v, bar, place_of(r, s->first));
    x = here && x + width > bar.x + bar.w ? bar.x + bar.w - width : x;
    x = here && x < bar.x ? bar.x : x;
    if (x < bar.x - 1 || x + width > bar.x + bar.w + 1 || !is_free(row, x, x + width, ui_px(u, 8)))
        return;
    draw_text(v->list, font, size, x, bar.y + bar.h + ui_px(u, 4), theme_color(here ? ROLE_INK : ROLE_QUIET), text);
    row->from[row->count] = x;
    row->to[row->count++] = x + width;
}

static void labels(const view *v, rect bar, const ruler *r, int64_t now) {
    const player *p = &v->state->session.player;
    label_row row = {.count = 0};
    for (int rank = 0; rank < 4; rank++)
        for (int i = 0; i < p->walk->count; i++) {
            const cnn_segment *s = &p->walk->segments[i];
            if (player_reaches(p, s) && label_rank(v, s, now) == rank)
                draw_label(v, bar, r, s, rank == 0, &row);
        }
}

/* Where the dot of a breakpoint stands; false: not on this timeline, or out of sight. */
static bool break_mark(const view *v, rect bar, const ruler *r, int i, rect *at) {
    const breakpoint *one = &v->state->session.breakpoints.list[i];
    const cnn_walk *walk = v->state->session.player.walk;
    if (one->kind > BREAK_CHANGE || !cnn_walk_segment(walk, one->address))
        return false;
    float x = x_of(v, bar, place_of(r, cnn_walk_span(walk, one->address).first)), side = ui_px(v->ui, 8);
    *at = (rect){x - side / 2, bar.y + (bar.h - side) / 2, side, side};
    return x >= bar.x - 1 && x <= bar.x + bar.w + 1;
}

/* The dots have the mouse before the bar under them. */
static void touch_breaks(const view *v, rect bar, const ruler *r) {
    for (int i = 0; i < v->state->session.breakpoints.count; i++) {
        rect mark;
        if (!break_mark(v, bar, r, i, &mark))
            continue;
        char id[32];
        cnn_format(id, sizeof id, "timeline.break%d", i);
        ui_touch t = ui_touch_of(v->ui, id, rect_inset(mark, -2), false);
        v->ui->hand |= t.hovered;
        if (t.pressed)
            view_ask_with(v, REQUEST_toggle_break, (argument){.point = v->state->session.breakpoints.list[i]});
    }
}

static void draw_breaks(const view *v, rect bar, const ruler *r) {
    for (int i = 0; i < v->state->session.breakpoints.count; i++) {
        rect mark;
        if (!break_mark(v, bar, r, i, &mark))
            continue;
        rect rim = rect_inset(mark, -ui_px(v->ui, 1.5f));
        draw_rect(v->list, rim, theme_color(ROLE_PANEL), rim.w / 2);
        draw_rect(v->list, mark, theme_color(ROLE_MAP), mark.w / 2);
    }
}

/* Dragging moves the cursor; the names below the bar belong to it. */
static void drag(const view *v, rect at, rect bar, const ruler *r, int64_t now) {
    ui *u = v->ui;
    float top = bar.y - bar.h;
    ui_touch t = ui_touch_of(u, "timeline", (rect){bar.x, top, bar.w, at.y + at.h - top}, false);
    u->hand |= t.hovered;
    if (!t.held)
        return;
    double place = v->own->time_from + (v->own->time_to - v->own->time_from) * (double)((u->in.x - bar.x) / bar.w);
    int64_t to = step_at(r, place < 0 ? 0 : place);
    if (to != now)
        view_ask_with(v, REQUEST_seek, (argument){.step = to});
}

/* Where the step under the cursor ends. */
static float mark_of(const view *v, rect bar, const ruler *r, const cnn_segment *s, int64_t now) {
    return x_of(v, bar, place_of(r, now) + weight_of(s) / r->total / (double)s->steps);
}

static void draw_segment(const view *v, rect bar, const ruler *r, int i, int64_t now) {
    const cnn_segment *s = &r->p->walk->segments[i];
    float left = x_of(v, bar, place_of(r, s->first)),
          right = x_of(v, bar, place_of(r, s->first) + weight_of(s) / r->total);
    left = left < bar.x ? bar.x : left;
    right = right > bar.x + bar.w ? bar.x + bar.w : right;
    if (right - left < 0.5f)
        return;
    float gap = right - left > 6 ? 2 : 0;
    rect box = {left, bar.y, right - left - gap, bar.h};
    color full = segment_color(s, i);
    bool here = now >= s->first && now < s->first + s->steps;
    float done = now < s->first ? 0 : here ? mark_of(v, bar, r, s, now) - box.x : box.w;
    done = done < 0 ? 0 : done > box.w ? box.w : done;
    draw_rect(v->list, box, color_mix(full, theme_color(ROLE_PANEL), 0.65f), ui_px(v->ui, 3));
    draw_rect(v->list, (rect){box.x, box.y, done, box.h}, full, ui_px(v->ui, 3));
    ticks(v, box, bar, s, r);
}

void timeline_draw(const view *v, rect at) {
    const player *p = &v->state->session.player;
    ui *u = v->ui;
    if (!p->walk)
        return;
    ruler r = ruler_of(p);
    rect bar = {at.x, at.y + at.h * 0.42f, at.w, ui_px(u, 12)};
    int64_t now = player_index(p);
    keep_in_bounds(v);
    if (p->motion < 1)
        follow(v, place_of(&r, now));
    zoom(v, at, &r);
    touch_breaks(v, bar, &r);
    drag(v, at, bar, &r, now);
    ui_open(u, (rect){bar.x - 3, at.y, bar.w + 6, at.h});
    const cnn_segment *current = NULL;
    for (int i = 0; i < p->walk->count; i++) {
        const cnn_segment *s = &p->walk->segments[i];
        if (!player_reaches(p, s))
            continue;
        draw_segment(v, bar, &r, i, now);
        if (now >= s->first && now < s->first + s->steps)
            current = s;
    }
    draw_breaks(v, bar, &r);
    labels(v, bar, &r, now);
    if (current) {
        float mark = mark_of(v, bar, &r, current, now);
        if (mark >= bar.x - 2 && mark <= bar.x + bar.w + 2)
            cursor_label(v, at, bar, mark > bar.x + bar.w - 2 ? bar.x + bar.w - 2 : mark, current);
    }
    ui_close(u);
}
