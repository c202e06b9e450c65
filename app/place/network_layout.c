/* Every column is tried at a width that all may have at most; the width shrinks until all fit, or there are pages. */
#include "network_layout.h"

#include <math.h>

/* Design pixels. */
static const float HEAD = 68, FOOT = 52, NARROWEST = 58, LEAST_GAP = 16, PAGER = 46, LARGEST_SIDE = 60,
                   LARGEST_UNIT = 12;

int network_columns_of(const cnn_net *net, network_column *out, int most) {
    int count = 0;
    for (int n = 0; n < net->loss && count < most; n++) {
        const cnn_node *node = &net->nodes[n];
        bool function = n > 1 && !node->op->window && !node->weight_count && node->inputs[0] == n - 1 && count > 1;
        if (function)
            out[count - 1].last = n;
        else
            out[count++] = (network_column){n, n};
    }
    return count;
}

static network_planes results_of(const cnn_recording *r, network_column c, bool back) {
    int shown = c.last;
    /* Softmax in front of the loss has no gradient of its own: its input has. */
    while (back && shown > c.first && !r->net->nodes[shown].on_path)
        shown--;
    return (network_planes){.values = back ? r->pass->grad[shown].data : r->pass->value[shown].data,
        .shape = r->net->nodes[shown].layout.out,
        .is_signed = back,
        .factor = 1};
}

network_planes network_planes_of(const view *v, network_column c) {
    const cnn_recording *r = v->state->training.seen;
    const cnn_node *node = &r->net->nodes[c.first];
    network_tab tab = v->state->screen.tab;
    if (tab <= NETWORK_GRADIENTS)
        return results_of(r, c, tab == NETWORK_GRADIENTS);
    if (!node->weight_count)
        return (network_planes){.factor = 1};
    const float *blocks[] = {r->before, r->share, r->momentum};
    cnn_shape w = node->layout.weight;
    return (network_planes){.values = blocks[tab - NETWORK_FILTERS] + node->weight_at,
        .shape = node->op->window ? (cnn_shape){1, w.n * w.c, w.h, w.w} : (cnn_shape){1, 1, w.n, w.c},
        .is_signed = true,
        .factor = tab == NETWORK_CHANGES ? -r->settings.rate : 1};
}

bool network_is_units(const network_placed *p) {
    return p->planes.shape.h == 1 && p->planes.shape.w == 1;
}

static float gap_of(int planes) {
    return planes <= 16 ? 6 : planes <= 64 ? 3 : 1;
}

/* Units fill a picture of small squares, row by row. */
static void fit_units(network_placed *p, float most, float high, float unit) {
    int n = p->planes.shape.c;
    for (float cell = LARGEST_UNIT * unit; cell >= 2; cell -= cell > 4 ? 1 : 0.5f) {
        int rows = (int)(high / cell), per = rows > 0 ? (n + rows - 1) / rows : n;
        p->per = per;
        p->rows = (n + per - 1) / per;
        p->wide = p->tall = cell;
        if (cell * (float)per <= most)
            break;
    }
    if (p->wide * (float)p->per > most) { /* more than there is room for */
        p->per = (int)(most / p->wide);
        p->rows = (int)(high / p->tall);
    }
    p->shown = p->per * p->rows < n ? p->per * p->rows : n;
    p->gap = 0;
}

/* One plane, such as the weights of a dense layer, has all the room there is. */
static void fit_one(network_placed *p, float most, float high, float unit) {
    float h = (float)p->planes.shape.h, w = (float)p->planes.shape.w;
    float cell = fminf(fminf(high / h, most / w), LARGEST_UNIT * unit);
    p->tall = cell * h < high * 0.5f ? fminf(high, cell * h * 3) : cell * h; /* a flat one is stretched */
    p->wide = cell * w < most * 0.25f ? most * 0.25f : cell * w;
    p->per = p->rows = p->shown = 1;
}

static void fit_planes(network_placed *p, float most, float high, float unit) {
    cnn_shape s = p->planes.shape;
    float aspect = fminf(fmaxf((float)s.w / (float)s.h, 0.5f), 2), best = 0, least = fmaxf(5, 6 * unit);
    p->gap = gap_of(s.c) * unit;
    if (s.c == 1) {
        fit_one(p, most, high, unit);
        return;
    }
    for (int per = 1; per <= s.c && per <= 64; per++) {
        int rows = (s.c + per - 1) / per;
        float side = fminf((high - p->gap * (float)(rows - 1)) / (float)rows, LARGEST_SIDE * unit);
        side = fminf(side, (most - p->gap * (float)(per - 1)) / (float)per / aspect);
        if (side <= best * 1.05f)
            continue;
        best = side;
        p->per = per;
        p->rows = rows;
    }
    if (best < least) { /* as many as can be told apart */
        best = least;
        p->per = (int)((most + p->gap) / (least * aspect + p->gap));
        p->per = p->per < 1 ? 1 : p->per;
        p->rows = (int)((high + p->gap) / (least + p->gap));
    }
    p->tall = floorf(best);
    p->wide = floorf(best * aspect);
    p->shown = p->per * p->rows < s.c ? p->per * p->rows : s.c;
}

/* The narrowest column that holds the name of its layer. */
static float least_width(const view *v, network_column c, float unit) {
    const cnn_node *node = &v->state->training.seen->net->nodes[c.first];
    return fmaxf(NARROWEST * unit, text_width(FONT_STRONG, 14 * unit, node->name));
}

static float fit(network_placed *p, float most, float high, float unit) {
    p->shown = p->per = p->rows = 0;
    if (!p->planes.values)
        return p->least;
    most = fmaxf(most, p->least);
    if (network_is_units(p))
        fit_units(p, most, high, unit);
    else
        fit_planes(p, most, high, unit);
    return fmaxf(p->least, (p->wide + p->gap) * (float)p->per - p->gap);
}

/* Fits all to a width; returns the sum of their widths, or -1 where that is too much. */
static float fit_to(network_layout *l, float most, float room) {
    float all = 0;
    for (int i = 0; i < l->count; i++)
        all += l->at[i].at.w = fit(&l->at[i], most, l->high, l->unit);
    return all <= room - LEAST_GAP * l->unit * (float)(l->count + 1) ? all : -1;
}

/* The widest columns that fit side by side. */
static float fit_all(network_layout *l, float room) {
    float all = -1;
    for (float most = l->high; all < 0 && most >= NARROWEST * l->unit; most -= 4 * l->unit)
        all = fit_to(l, most, room);
    return all >= 0 ? all : fit_to(l, NARROWEST * l->unit, room);
}

static void choose(const view *v, network_layout *l, const network_column *columns, int count) {
    l->count = count < NETWORK_SHOWN ? count : NETWORK_SHOWN;
    for (int i = 0; i < l->count; i++)
        l->at[i] = (network_placed){.column = columns[i],
            .planes = network_planes_of(v, columns[i]),
            .least = least_width(v, columns[i], l->unit)};
}

/* As many columns from the first one in sight as have room; the first moves back where room is left at the end. */
static float fit_page(const view *v, network_layout *l, const network_column *columns, float room) {
    choose(v, l, columns, l->columns);
    float all = l->columns <= NETWORK_SHOWN ? fit_all(l, room) : -1;
    l->first = 0;
    if (all >= 0)
        return all;
    room -= 2 * PAGER * l->unit;
    int count = l->columns < NETWORK_SHOWN ? l->columns : NETWORK_SHOWN, first = v->own->first_column;
    for (; count > 1; count--) {
        l->first = first > l->columns - count ? l->columns - count : first;
        choose(v, l, columns + l->first, count);
        if (fit_to(l, NARROWEST * l->unit, room) >= 0)
            break;
    }
    l->first = first > l->columns - count ? l->columns - count : first;
    choose(v, l, columns + l->first, count);
    return fmaxf(0, fit_all(l, room));
}

static void place(network_layout *l, rect at, float all) {
    bool paged = l->count < l->columns;
    float x = l->input.x + l->input.w, right = l->classes.x, pager = paged ? PAGER * l->unit : 0;
    float gap = (right - x - 2 * pager - all) / (float)(l->count + 1);
    if (paged) {
        l->earlier = (rect){x, l->planes, l->first > 0 ? pager : 0, l->high};
        l->later = (rect){right - pager, l->planes, l->first + l->count < l->columns ? pager : 0, l->high};
    }
    x += pager;
    for (int i = 0; i < l->count; i++) {
        network_placed *p = &l->at[i];
        x += gap;
        p->at = (rect){x, at.y, p->at.w, at.h};
        p->x = x;
        p->y = l->planes;
        x += p->at.w;
    }
}

network_layout network_layout_of(const view *v, rect at) {
    network_column columns[NETWORK_COLUMNS];
    int count = network_columns_of(v->state->training.seen->net, columns, NETWORK_COLUMNS);
    /* Presented, everything is larger, as long as most of it fits. */
    float scale = v->ui->scale, design = at.w / scale,
          larger = v->state->screen.present ? fminf(at.h / scale / 300, fmaxf(1, design / 900)) : 1;
    network_layout l = {.unit = scale * larger, .columns = count - 2};
    bool narrow = at.w < 1100 * l.unit;
    l.planes = at.y + HEAD * l.unit;
    l.high = fmaxf(at.h - (HEAD + FOOT) * l.unit, 40 * l.unit);
    l.foot = l.planes + l.high + 6 * l.unit;
    l.input = rect_cut_left(&at, (narrow ? 124 : 140) * l.unit);
    l.classes = rect_cut_right(&at, (v->state->screen.present ? 280 : narrow ? 200 : 252) * l.unit);
    l.output = columns[count - 1];
    if (l.columns < 0)
        l.columns = 0;
    place(&l, at, fit_page(v, &l, columns + 1, at.w));
    return l;
}

rect network_plane_at(const network_placed *p, int i) {
    return (rect){p->x + (p->wide + p->gap) * (float)(i % p->per), p->y + (p->tall + p->gap) * (float)(i / p->per),
        p->wide, p->tall};
}

bool network_hit(const network_placed *p, float x, float y, int *plane, int *row, int *column) {
    if (!p->shown || x < p->x || y < p->y)
        return false;
    int c = (int)((x - p->x) / (p->wide + p->gap)), r = (int)((y - p->y) / (p->tall + p->gap));
    int i = r * p->per + c;
    if (c >= p->per || i >= p->shown)
        return false;
    rect at = network_plane_at(p, i);
    if (!rect_has(at, x, y))
        return false;
    *plane = i;
    *row = (int)((y - at.y) / at.h * (float)p->planes.shape.h);
    *column = (int)((x - at.x) / at.w * (float)p->planes.shape.w);
    return true;
}
