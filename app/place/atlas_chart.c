/* A graph: the height of a box is the size of its maps, its width how many there are, both on a logarithmic scale;
 * below, bars for the parameters, the work and the receptive field. The wheel zooms around the pointer, dragging moves.
 */
#include "atlas_chart.h"

#include "op_view.h"

#include "atlas_text.h"

#include "numbers.h"

#include <math.h>
#include <string.h>

/* How a graph is put into its window. */
typedef struct frame {
    const atlas_graph *g;
    rect at;             /* boxes */
    float column, row;   /* pixels of a column and of a row */
    float x, y;          /* of column 0 and row 0, their middles */
    float bars;          /* height of the bars below; 0: none */
    float smallest_name; /* columns narrower than this have no names */
} frame;

static rect box_rect(const frame *f, const atlas_box *box) {
    cnn_shape out = f->g->net->nodes[box->last].layout.out;
    float high = log2f((float)out.h + 1) / 8, wide = log2f((float)out.c + 1) / 11;
    float h = f->row * (0.22f + 0.56f * fminf(high, 1)), w = f->column * (0.3f + 0.5f * fminf(wide, 1));
    if (box->block >= 0)
        w = f->column * 0.8f;
    return (rect){f->x + f->column * (float)box->column - w / 2, f->y + f->row * box->row - h / 2, w, h};
}

static void draw_edge(const view *v, const frame *f, const atlas_edge *e) {
    ui *u = v->ui;
    rect from = box_rect(f, &f->g->boxes[e->from]), to = box_rect(f, &f->g->boxes[e->to]);
    float x0 = from.x + from.w, y0 = from.y + from.h / 2, x1 = to.x, y1 = to.y + to.h / 2, bend = f->column * 0.12f,
          high = f->y + f->row * e->high, width = ui_px(u, e->over ? 2 : 1.5f);
    color paint = theme_color(e->over ? ROLE_GRADIENT : ROLE_QUIET);
    if (e->over) {
        float left = x0 + bend, right = x1 - bend;
        draw_line(v->list, x0, y0, left, y0, paint, width);
        draw_line(v->list, left, y0, left, high, paint, width);
        draw_line(v->list, left, high, right, high, paint, width);
        draw_line(v->list, right, high, right, y1, paint, width);
        draw_line(v->list, right, y1, x1, y1, paint, width);
        return;
    }
    float turn = x1 - bend * 1.6f;
    draw_line(v->list, x0, y0, fmaxf(x0, turn), y0, paint, width);
    draw_line(v->list, fmaxf(x0, turn), y0, x1, y1, paint, width);
}

static void name_of_box(const atlas_graph *g, const atlas_box *box, char *text, size_t size) {
    if (box->block >= 0)
        cnn_format(text, size, "%s", g->desc->blocks[box->block].name);
    else
        cnn_format(text, size, "%s", box->first ? g->net->nodes[box->first].name : tr("network.input"));
}

enum { FRACTION = 18 }; /* the mark of a size that was rounded */

static rect fraction_rect(const view *v, const frame *f, const atlas_box *box) {
    rect at = box_rect(f, box);
    float side = atlas_fraction(f->g, box) >= 0 ? ui_px(v->ui, FRACTION) : 0;
    return (rect){at.x + at.w / 2 - side / 2, at.y - side - ui_px(v->ui, 3), side, side};
}

/* Whether a box or its mark is where something would be written. */
static bool is_over_box(const view *v, const frame *f, rect at) {
    for (int i = 0; i < f->g->box_count; i++) {
        const rect taken[] = {box_rect(f, &f->g->boxes[i]), fraction_rect(v, f, &f->g->boxes[i])};
        for (int k = 0; k < 2; k++) {
            rect both = rect_cross(taken[k], at);
            if (both.w > 0 && both.h > 0)
                return true;
        }
    }
    return false;
}

/* Name and shape below a box; alone, they may be wider than its column. */
typedef struct label {
    char name[64], shape[48];
    rect at;
    int lines; /* that have room */
} label;

/* Where a label covers nothing: below its box or above, in the middle or with an edge where the box has its own; else
 * beside it; false: nowhere. */
static bool free_room(const view *v, const frame *f, const atlas_box *box, rect *wanted_room) {
    rect wanted = *wanted_room;
    rect at = box_rect(f, box);
    float gap = ui_px(v->ui, 5), down = wanted.y, up = fraction_rect(v, f, box).y - wanted.h - gap, left = at.x,
          right = at.x + at.w;
    const float places[][2] = {{wanted.x, down}, {left, down}, {right - wanted.w, down}, {wanted.x, up}, {left, up},
        {right - wanted.w, up}, {left - gap - wanted.w, at.y}, {right + gap, at.y}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        rect there = {places[i][0], places[i][1], wanted.w, wanted.h}, inside = rect_cross(there, f->at);
        if (inside.w > there.w - 1 && inside.h > there.h - 1 && !is_over_box(v, f, there)) {
            *wanted_room = there;
            return true;
        }
    }
    return false;
}

static label label_of(const view *v, const frame *f, const atlas_box *box, bool lone) {
    label l;
    name_of_box(f->g, box, l.name, sizeof l.name);
    atlas_text_shape(f->g->net->nodes[box->last].layout.out, l.shape, sizeof l.shape);
    if (state_help(v->state) != HELP_NUMBERS)
        cnn_format(l.shape, sizeof l.shape, "?");
    rect at = box_rect(f, box);
    float wide = fmaxf(
              text_width(FONT_STRONG, ui_px(v->ui, 13), l.name), text_width(FONT_DIGITS, ui_px(v->ui, 14), l.shape)),
          room = lone ? wide + ui_px(v->ui, 8) : f->column - ui_px(v->ui, 6),
          left = f->x + f->column * (float)box->column - room / 2;
    left = fminf(fmaxf(left, f->at.x), f->at.x + f->at.w - room);
    l.at = (rect){left, at.y + at.h + ui_px(v->ui, 5), room, ui_px(v->ui, 34)};
    l.lines = 2;
    while (lone && l.lines > 0 && !free_room(v, f, box, &l.at))
        l.at.h = ui_px(v->ui, 17) * (float)--l.lines;
    return l;
}

/* What is wider or higher than its room is left out whole. */
static void draw_label(const view *v, const frame *f, const label *l, bool lone) {
    ui *u = v->ui;
    if (lone && l->lines)
        draw_rect(v->list, l->at, theme_color(ROLE_PANEL), ui_px(u, 4));
    const char *lines[] = {l->name, l->shape};
    for (int i = 0; i < l->lines; i++) {
        font_id font = i ? FONT_DIGITS : FONT_STRONG;
        rect line = {l->at.x, l->at.y + (float)i * ui_px(u, 16), l->at.w, ui_px(u, 17)};
        float size = ui_px(u, i ? 14 : 13);
        bool inside = line.y + line.h <= f->at.y + f->at.h + 1;
        if (inside && text_width(font, size, lines[i]) <= line.w && (lone || !is_over_box(v, f, line)))
            draw_text_in(v->list, font, size, line, 0.5f, theme_color(i ? ROLE_QUIET : ROLE_INK), lines[i]);
    }
}

/* All that have room; the one pointed at or chosen comes first, and what would touch it is left out. */
static void draw_labels(const view *v, const frame *f, const atlas_graph *g, int named) {
    bool is_named = named >= 0 && named < g->box_count;
    label first = {0};
    if (is_named)
        first = label_of(v, f, &g->boxes[named], true);
    for (int i = 0; i < g->box_count && f->column >= f->smallest_name; i++) {
        label other = label_of(v, f, &g->boxes[i], false);
        rect both = rect_cross(first.at, other.at);
        rect box = box_rect(f, &g->boxes[i]);
        bool seen = box.x < f->at.x + f->at.w && box.x + box.w > f->at.x;
        if (i != named && seen && !(is_named && both.w > 0 && both.h > 0))
            draw_label(v, f, &other, false);
    }
    if (is_named)
        draw_label(v, f, &first, true);
}

/* The sign of a join, a fold mark of a block. */
static void draw_sign(const view *v, const frame *f, const atlas_graph *g, const atlas_box *box, rect at) {
    const char *sign = box->block >= 0   ? "⋯"
                       : box->first == 0 ? NULL
                                         : op_view_of(g->net->nodes[box->first].kind)->sign;
    float size = fminf(ui_px(v->ui, 18), fminf(at.w, at.h) * 0.9f), high = text_height(FONT_STRONG, size);
    rect text = {at.x, at.y + (at.h - high) / 2, at.w, high}, seen = rect_cross(text, f->at);
    if (sign && size >= ui_px(v->ui, 13) && seen.h >= high && seen.w >= at.w)
        draw_text_in(v->list, FONT_STRONG, size, at, 0.5f, theme_color(ROLE_INK), sign);
}

static bool draw_box(const view *v, const frame *f, const atlas_graph *g, int index, int which, int *named) {
    ui *u = v->ui;
    const atlas_box *box = &g->boxes[index];
    rect at = box_rect(f, box);
    if (at.x > f->at.x + f->at.w || at.x + at.w < f->at.x)
        return false;
    char id[48];
    cnn_format(id, sizeof id, "atlas.box%d.%d", which, index);
    rect touch = rect_cross((rect){at.x - 2, at.y - 2, at.w + 4, at.h + ui_px(u, 30)}, f->at);
    ui_touch t = ui_touch_of(u, id, touch, false);
    u->hand |= t.hovered;
    const cnn_node *node = &g->net->nodes[box->first];
    bool chosen = v->state->screen.graph == which && atlas_box_of(g, g->chosen) == index, input = box->first == 0;
    color line = theme_color(box->block >= 0 ? ROLE_INK
                             : input         ? ROLE_INPUT
                                             : op_view_of(node->kind)->role),
          ground = box->block >= 0 ? theme_color(ROLE_CHOSEN) : color_mix(theme_color(ROLE_PANEL), line, 0.18f);
    draw_rect(v->list, at, ground, ui_px(u, 3));
    draw_frame(v->list, at, line, ui_px(u, 1.5f), ui_px(u, 3));
    if (chosen || t.hovered)
        draw_frame(v->list, rect_inset(at, -ui_px(u, 3)), theme_color(chosen ? ROLE_FOCUS : ROLE_GRID), ui_px(u, 2),
            ui_px(u, 5));
    draw_sign(v, f, g, box, at);
    if (atlas_fraction(g, box) >= 0) {
        rect mark = fraction_rect(v, f, box), seen = rect_cross(mark, f->at);
        if (seen.h < mark.h || seen.w < mark.w)
            mark = (rect){0};
        draw_rect(v->list, mark, theme_color(ROLE_WARNING), mark.w / 2);
        if (mark.w > 0)
            draw_text_in(v->list, FONT_STRONG, ui_px(u, 13), mark, 0.5f, theme_color(ROLE_PANEL), "½");
    }
    if (chosen || t.hovered)
        *named = index;
    if (t.pressed) {
        view_ask_with(v, REQUEST_press_box, (argument){.which = which, .value = index});
        return true;
    }
    return false;
}

/* A frame around the boxes of each unfolded block, with its name where nothing else stands; a click folds it. */
static void draw_groups(const view *v, const frame *f, const atlas_graph *g, int which, rect kept) {
    ui *u = v->ui;
    for (int b = 0; b < g->desc->block_count; b++) {
        const cnn_block *block = &g->desc->blocks[b];
        bool visible = g->unfolded[b];
        for (int o = block->outer; o >= 0; o = g->desc->blocks[o].outer)
            visible = visible && g->unfolded[o];
        if (!visible)
            continue;
        float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
        for (int i = 0; i < g->box_count; i++) {
            const atlas_box *box = &g->boxes[i];
            if (box->first < block->first + 1 || box->first > block->first + block->count)
                continue;
            left = fminf(left, (float)box->column);
            right = fmaxf(right, (float)box->column);
            top = fminf(top, box->row);
            bottom = fmaxf(bottom, box->row);
        }
        rect at = {f->x + f->column * (left - 0.48f), f->y + f->row * (top - 0.6f), f->column * (right - left + 0.96f),
            f->row * (bottom - top + 1.14f)};
        draw_frame(v->list, at, theme_color(ROLE_BORDER), ui_px(u, 1.5f), ui_px(u, 8));
        char id[48], text[80];
        cnn_format(id, sizeof id, "atlas.group%d.%d", which, b);
        cnn_format(text, sizeof text, "− %s", block->name);
        rect heading =
            rect_cross((rect){at.x + ui_px(u, 4), at.y + ui_px(u, 2), fminf(at.w, ui_px(u, 150)), ui_px(u, 18)}, f->at);
        ui_touch t = ui_touch_of(u, id, heading, false);
        u->hand |= t.hovered;
        rect both = rect_cross(heading, kept);
        bool stands = heading.h >= ui_px(u, 17) && !(both.w > 0 && both.h > 0) && !is_over_box(v, f, heading);
        if (stands)
            ui_line(u, heading, 0, FONT_STRONG, ui_px(u, 13), theme_color(t.hovered ? ROLE_INK : ROLE_QUIET), text);
        if (t.pressed) {
            view_ask_with(v, REQUEST_fold, (argument){.which = which, .value = b});
            return;
        }
    }
}

/* One row of bars under the boxes: a share of the largest. */
static void draw_bars(const view *v, const frame *f, rect at, int what) {
    static const char *const titles[] = {"atlas.parameters", "atlas.work", "atlas.field"};
    static const theme_role paints[] = {ROLE_FILTER, ROLE_STRIDE, ROLE_INPUT};
    ui *u = v->ui;
    const atlas_graph *g = f->g;
    double most = 1;
    double values[1024];
    int count = g->box_count < 1024 ? g->box_count : 1024;
    for (int i = 0; i < count; i++) {
        atlas_cost cost = atlas_cost_of(g, g->boxes[i].first, g->boxes[i].last);
        values[i] = what == 0 ? (double)cost.parameters : what == 1 ? (double)cost.macs : (double)g->boxes[i].field[0];
        most = fmax(most, values[i]);
    }
    if (what == 2)
        most = fmin(most, 1.0 * g->net->nodes[0].layout.out.h);
    draw_text(v->list, FONT_UI, ui_px(u, 13), at.x, at.y, theme_color(ROLE_QUIET), tr(titles[what]));
    float base = at.y + at.h, room = at.h - ui_px(u, 16);
    draw_rect(v->list, (rect){at.x, base - 1, at.w, 1}, theme_color(ROLE_BORDER), 0);
    for (int i = 0; i < count; i++) {
        float share = (float)(fmin(values[i], most) / most), h = values[i] > 0 ? fmaxf(share * room, 1.5f) : 0,
              w = f->column * 0.56f, x = f->x + f->column * (float)g->boxes[i].column - w / 2;
        int beside = 0, place = 0;
        for (int k = 0; k < count; k++)
            if (g->boxes[k].column == g->boxes[i].column) {
                place += k < i;
                beside++;
            }
        w /= (float)beside;
        rect bar = rect_cross((rect){x + w * (float)place, base - h, fmaxf(w - (beside > 1 ? 1 : 0), 1), h}, at);
        draw_rect(v->list, bar, theme_color(paints[what]), 0);
    }
}

static frame frame_of(const view *v, rect at, const atlas_graph *g, graph_scroll *scroll) {
    ui *u = v->ui;
    frame f = {.g = g, .smallest_name = ui_px(u, 46)};
    f.bars = at.h > ui_px(u, 330)   ? ui_px(u, 46)
             : at.h > ui_px(u, 230) ? ui_px(u, 34)
             : at.h > ui_px(u, 200) ? ui_px(u, 26)
                                    : 0;
    f.at = (rect){at.x, at.y, at.w, at.h - 3 * f.bars - ui_px(u, 8)};
    float rows = g->bottom - g->top + 1.25f, fit = f.at.w / (float)g->columns, least = ui_px(u, 30);
    f.column = scroll->zoom > 0 ? ui_px(u, scroll->zoom) : fmaxf(fminf(fit, ui_px(u, 150)), least);
    f.row = fminf(f.at.h / rows, ui_px(u, 300));
    if (scroll->zoom > 0)
        f.row = fmaxf(f.row, fminf(f.column * 1.1f, ui_px(u, 150)));
    float whole = f.column * (float)g->columns, high = f.row * rows;
    float spare = f.at.w - whole, spare_y = f.at.h - high;
    scroll->left = spare >= 0 ? 0 : fmaxf(0, fminf(scroll->left, -spare));
    scroll->up = spare_y >= 0 ? 0 : fmaxf(0, fminf(scroll->up, -spare_y));
    f.x = f.at.x + (spare > 0 ? spare / 2 : -scroll->left) + f.column / 2;
    f.y = f.at.y + (spare_y > 0 ? spare_y / 2 : -scroll->up) + f.row * (0.6f - g->top);
    return f;
}

/* Keeps the chosen box in sight when it was moved to by a key. */
static void follow(const view *v, const atlas_graph *g, graph_scroll *scroll, const frame *f, int which) {
    int box = atlas_box_of(g, g->chosen);
    if (v->state->screen.graph != which || v->own->followed == g->chosen * 2 + which)
        return;
    v->own->followed = g->chosen * 2 + which;
    float x = f->x + f->column * (float)g->boxes[box].column;
    if (x < f->at.x + f->column)
        scroll->left -= f->at.x + f->column - x;
    if (x > f->at.x + f->at.w - f->column)
        scroll->left += x - (f->at.x + f->at.w - f->column);
}

static void look_around(const view *v, graph_scroll *scroll, const frame *f, bool taken) {
    ui *u = v->ui;
    if (u->muted || !rect_has(f->at, u->in.x, u->in.y))
        return;
    if (u->in.wheel != 0) {
        float before = f->column, at = u->in.x - f->x;
        float zoom = (scroll->zoom > 0 ? scroll->zoom : f->column / u->scale) * (u->in.wheel > 0 ? 1.15f : 1 / 1.15f);
        float fit = f->at.w / (float)f->g->columns / u->scale;
        scroll->zoom = zoom < fminf(fit, 30) ? 0 : fminf(zoom, 400);
        float now = scroll->zoom > 0 ? ui_px(u, scroll->zoom) : before;
        scroll->left += at * (now / before - 1);
        u->in.wheel = 0;
        u->changed = true;
    }
    if (u->in.pressed && !taken) {
        v->own->dragging = true;
        v->own->drag_x = u->in.x + scroll->left;
        v->own->drag_y = u->in.y + scroll->up;
    }
    if (v->own->dragging && u->in.down && u->in.moved) {
        scroll->left = v->own->drag_x - u->in.x;
        scroll->up = v->own->drag_y - u->in.y;
        u->changed = true;
    }
    v->own->dragging = v->own->dragging && u->in.down;
}

/* The file brings its weights, as a model does. */
static bool gives_weights(const atlas_graph *g) {
    for (int i = 0; i < g->desc->count; i++)
        if (g->desc->layers[i].weights)
            return true;
    return false;
}

/* Its name, and what its weights are. */
static void draw_heading(const view *v, rect at, const atlas_graph *g) {
    ui *u = v->ui;
    float wide = draw_text(v->list, FONT_STRONG, ui_px(u, 16), at.x, at.y, theme_color(ROLE_INK), atlas_text_shown(g));
    rect_cut_left(&at, wide + ui_px(u, 12));
    if (session_weights(&v->state->session, g->entry) || gives_weights(g))
        return;
    const char *notes[] = {tr("atlas.random"), tr("atlas.random_short")};
    for (int i = 0; i < 2; i++)
        if (text_width(FONT_UI, ui_px(u, 13), notes[i]) <= at.w) {
            draw_text_in(v->list, FONT_UI, ui_px(u, 13), at, 1, theme_color(ROLE_QUIET), notes[i]);
            return;
        }
}

/* What height, width and ½ mean, as far as there is room; ½ first, which looks like nothing else. */
static void draw_legend(const view *v, rect at, const atlas_graph *g) {
    bool rounds = false;
    char text[300];
    float size = ui_px(v->ui, 13);
    for (int i = 0; i < g->box_count; i++)
        rounds |= atlas_fraction(g, &g->boxes[i]) >= 0;
    cnn_format(text, sizeof text, "%s%s%s", rounds ? tr("atlas.legend_half") : "", rounds ? "  ·  " : "",
        tr("atlas.legend_size"));
    if (text_width(FONT_UI, size, text) > at.w)
        cnn_format(text, sizeof text, "%s", tr(rounds ? "atlas.legend_half" : "atlas.legend_size"));
    if (text_width(FONT_UI, size, text) <= at.w)
        draw_text_in(v->list, FONT_UI, size, at, 0, theme_color(ROLE_QUIET), text);
}

void atlas_chart_draw(const view *v, rect at, int which) {
    ui *u = v->ui;
    const atlas_graph *g = &v->state->session.graph[which];
    graph_scroll *scroll = &v->own->graphs[which];
    if (scroll->entry != g->entry)
        *scroll = (graph_scroll){.entry = g->entry};
    draw_rect(v->list, at, theme_color(ROLE_PANEL), ui_px(u, 12));
    draw_frame(v->list, at,
        theme_color(v->state->screen.graph == which && v->state->screen.comparing ? ROLE_FOCUS : ROLE_BORDER),
        ui_px(u, 1), ui_px(u, 12));
    at = rect_inset(at, ui_px(u, 12));
    draw_heading(v, rect_cut_top(&at, ui_px(u, 24)), g);
    if (at.h > ui_px(u, 240))
        draw_legend(v, rect_cut_top(&at, ui_px(u, 20)), g);
    frame f = frame_of(v, at, g, scroll);
    follow(v, g, scroll, &f, which);
    f = frame_of(v, at, g, scroll);
    ui_open(u, f.at);
    for (int i = 0; i < g->edge_count; i++)
        draw_edge(v, &f, &g->edges[i]);
    bool taken = false;
    int boxes = g->box_count, named = -1;
    for (int i = 0; i < boxes && !taken; i++)
        taken = draw_box(v, &f, g, i, which, &named);
    bool is_named = named >= 0 && named < g->box_count;
    if (!taken)
        draw_groups(v, &f, g, which, is_named ? label_of(v, &f, &g->boxes[named], true).at : (rect){0});
    if (!taken)
        draw_labels(v, &f, g, named);
    ui_close(u);
    look_around(v, scroll, &f, taken || u->took_mouse);
    rect bars = {f.at.x, f.at.y + f.at.h + ui_px(u, 8), f.at.w, f.bars};
    for (int what = 0; what < 3 && f.bars > 0 && !state_hides_parameters(v->state); what++, bars.y += f.bars)
        draw_bars(v, &f, (rect){bars.x, bars.y, bars.w, f.bars - ui_px(u, 4)}, what);
}
