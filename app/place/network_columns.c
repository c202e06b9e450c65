/* The live network as columns of maps with the name, shape and parameters of each layer. A click on a pixel opens that very
 * pixel on the bench. */
#include "network_columns.h"

#include "grid.h"
#include "network_edges.h"
#include "numbers.h"

#include <math.h>
#include <stdlib.h>

static void open_at(const view *v, cnn_address to) {
    view_ask_with(v, REQUEST_open_layer, (argument){.address = to});
}

/* ---- heads ---- */

void network_head_draw(const view *v, const network_layout *l, rect at, network_column c, color paint,
    const char *shape, const char *note) {
    const cnn_net *net = v->state->training.seen->net;
    char text[200];
    float unit = l->unit, size = 15 * unit;
    const char *name = c.first ? net->nodes[c.first].name : tr("network.input");
    cnn_format(text, sizeof text, "%s · %s", name, net->nodes[c.last].name);
    bool both = c.last > c.first && text_width(FONT_STRONG, size, text) <= at.w;
    if (!both)
        cnn_format(text, sizeof text, "%s", name);
    size = view_fit_text(FONT_STRONG, size, 13 * unit, at.w, text);
    draw_text_in(v->list, FONT_STRONG, size, (rect){at.x, at.y + 12 * unit, at.w, 20 * unit}, 0, paint, text);
    rect below = {at.x, at.y + 33 * unit, at.w, 20 * unit};
    draw_text_in(v->list, FONT_DIGITS, 14 * unit, below, 0, theme_color(ROLE_QUIET), shape);
    if (note)
        draw_text_in(v->list, FONT_UI, 13 * unit, below, 1, theme_color(ROLE_QUIET), note);
}

static void shape_text(cnn_shape s, float room, float size, char *text, size_t length) {
    if (s.h == 1 && s.w == 1) {
        cnn_format(text, length, "%d", s.c);
        return;
    }
    cnn_format(text, length, "%d × %d × %d", s.c, s.h, s.w);
    if (text_width(FONT_DIGITS, size, text) > room)
        cnn_format(text, length, "%d×%d×%d", s.c, s.h, s.w);
}

/* ---- planes ---- */

static scale colors_of(const network_planes *p) {
    scale colors =
        scale_of(facts_now(p->values, cnn_shape_image(p->shape)), theme_color(ROLE_PANEL), theme_color(ROLE_POSITIVE));
    colors.most *= fabsf(p->factor);
    colors.is_signed |= p->is_signed;
    return colors;
}

static void draw_units(const view *v, const network_placed *p, const scale *colors) {
    int n = p->per * p->rows;
    float *plane = calloc((size_t)n, sizeof *plane);
    for (int i = 0; plane && i < p->shown; i++)
        plane[i] = p->planes.values[i] * p->planes.factor;
    rect all = {p->x, p->y, p->wide * (float)p->per, p->tall * (float)p->rows};
    if (plane)
        grid_heat(v, all, plane, p->rows, p->per, colors);
    draw_frame(v->list, rect_inset(all, -1), theme_color(ROLE_GRID), 1, 0);
    free(plane);
}

static void draw_planes(const view *v, const network_placed *p, const scale *colors) {
    size_t size = (size_t)p->planes.shape.h * (size_t)p->planes.shape.w;
    float *scaled = malloc(size * sizeof *scaled);
    for (int i = 0; i < p->shown && scaled; i++) {
        for (size_t j = 0; j < size; j++)
            scaled[j] = p->planes.values[(size_t)i * size + j] * p->planes.factor;
        rect box = network_plane_at(p, i);
        grid_heat(v, box, scaled, p->planes.shape.h, p->planes.shape.w, colors);
        bool hovered = rect_has(box, v->ui->in.x, v->ui->in.y) && !v->ui->muted;
        draw_frame(v->list, rect_inset(box, -1), theme_color(hovered ? ROLE_FOCUS : ROLE_GRID), hovered ? 2 : 1, 0);
    }
    free(scaled);
}

/* ---- feet ---- */

static void extrema(const view *v, const network_layout *l, const network_placed *p) {
    float low = INFINITY, high = -INFINITY;
    size_t count = cnn_shape_image(p->planes.shape);
    for (size_t i = 0; i < count; i++) {
        float value = p->planes.values[i] * p->planes.factor;
        low = fminf(low, value);
        high = fmaxf(high, value);
    }
    char text[80], one[NUMBER_TEXT], two[NUMBER_TEXT];
    number_significant(low, 2, one);
    number_significant(high, 2, two);
    cnn_format(text, sizeof text, "%s … %s", one, two);
    rect line = {p->at.x, l->foot, p->at.w + 10 * l->unit, 20 * l->unit};
    if (text_width(FONT_DIGITS, 14 * l->unit, text) > line.w)
        cnn_format(text, sizeof text, "…%s", two);
    draw_text_in(v->list, FONT_DIGITS, 14 * l->unit, line, 0, theme_color(ROLE_QUIET), text);
}

void network_parameters_draw(const view *v, const network_layout *l, rect at, network_column c) {
    const cnn_node *node = &v->state->training.seen->net->nodes[c.first];
    if (!c.first || !node->weight_count)
        return;
    char text[96], number[NUMBER_TEXT];
    number_grouped((int64_t)(node->weight_count + node->bias_count), number);
    const char *const forms[] = {"network.parameters", "network.parameters_short", "network.parameters_bare"};
    for (int i = 0; i < 3; i++) {
        tr_format(text, sizeof text, forms[i], number);
        if (text_width(FONT_UI, 13.5f * l->unit, text) <= at.w)
            break;
    }
    draw_text_in(v->list, FONT_UI, 13.5f * l->unit, (rect){at.x, l->foot + 19 * l->unit, at.w, 20 * l->unit}, 0,
        theme_color(ROLE_FILTER), text);
}

/* Planes without room are named. */
static void left_out(const view *v, const network_layout *l, const network_placed *p) {
    int missing = p->planes.values ? p->planes.shape.c - p->shown : 0;
    if (missing <= 0)
        return;
    char text[64], number[NUMBER_TEXT];
    number_grouped(missing, number);
    tr_format(text, sizeof text, "network.more", number);
    draw_text_in(v->list, FONT_UI, 13 * l->unit, (rect){p->at.x, l->planes - 17 * l->unit, p->at.w, 16 * l->unit}, 0,
        theme_color(ROLE_QUIET), text);
}

/* ---- a column ---- */

static void pressed(const view *v, const network_placed *p) {
    int plane, row, column;
    if (network_hit(p, v->ui->in.x, v->ui->in.y, &plane, &row, &column))
        open_at(v, network_address_of(v, p, plane, row, column));
    else if (v->state->screen.lower == NETWORK_EDITING)
        view_ask_value(v, REQUEST_choose_layer, p->column.first - 1);
    else
        open_at(v,
            (cnn_address){.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = p->column.first});
}

static void draw_column(const view *v, const network_layout *l, const network_placed *p, int index) {
    ui *u = v->ui;
    float unit = l->unit;
    char id[48], shape[64];
    bool chosen = v->state->screen.lower == NETWORK_EDITING && p->column.first == v->state->screen.layer + 1;
    cnn_format(id, sizeof id, "network.column%d", index);
    rect all = {p->at.x - 7 * unit, p->at.y + 4 * unit, p->at.w + 14 * unit, p->at.h - 6 * unit};
    ui_touch t = ui_touch_of(u, id, all, true);
    u->hand |= t.hovered;
    if (chosen || t.hovered)
        draw_rect(v->list, all, theme_color(ROLE_PANEL), 10 * unit);
    if (chosen || t.hovered)
        draw_frame(v->list, all, theme_color(chosen ? ROLE_WINDOW : ROLE_BORDER), (chosen ? 2 : 1) * unit, 10 * unit);
    if (t.pressed)
        pressed(v, p);
    cnn_shape out = v->state->training.seen->net->nodes[p->column.last].layout.out;
    shape_text(out, p->at.w, 14 * unit, shape, sizeof shape);
    network_head_draw(v, l, p->at, p->column, theme_color(chosen ? ROLE_FILTER : ROLE_INK), shape, NULL);
    network_parameters_draw(v, l, p->at, p->column);
    left_out(v, l, p);
    if (!p->planes.values)
        return;
    scale colors = colors_of(&p->planes);
    extrema(v, l, p);
    if (network_is_units(p))
        draw_units(v, p, &colors);
    else
        draw_planes(v, p, &colors);
}

/* ---- pages ---- */

static void turn(const view *v, int by, int hidden) {
    int first = v->own->first_column + by;
    v->own->first_column = first > hidden ? hidden : first < 0 ? 0 : first;
    v->ui->changed = true;
}

static void pager(const view *v, const network_layout *l, rect at, const char *id, const char *sign, int more, int by) {
    if (at.w <= 0)
        return;
    float side = 30 * l->unit, middle = at.y + at.h / 2;
    rect button = {at.x + (at.w - side) / 2, middle - side, side, side};
    char text[64], number[NUMBER_TEXT];
    number_grouped(more, number);
    tr_format(text, sizeof text, "network.more", number);
    draw_text_in(v->list, FONT_UI, 13 * l->unit, (rect){at.x, middle + 2, at.w, 18 * l->unit}, 0.5f,
        theme_color(ROLE_QUIET), text);
    if (ui_button(v->ui, id, button, sign, UI_OUTLINED, false, true))
        turn(v, by, l->columns - l->count);
}

static void pages(const view *v, const network_layout *l, rect all) {
    int hidden = l->columns - l->count, by = l->count > 1 ? l->count - 1 : 1;
    ui *u = v->ui;
    if (hidden > 0 && rect_has(all, u->in.x, u->in.y) && u->in.wheel != 0 && !u->muted) {
        turn(v, u->in.wheel > 0 ? -1 : 1, hidden);
        u->in.wheel = 0;
    }
    if (v->own->first_column > hidden)
        turn(v, 0, hidden);
    pager(v, l, l->earlier, "network.earlier", "‹", l->first, -by);
    pager(v, l, l->later, "network.later", "›", hidden - l->first, by);
}

/* A small arrow in the gap before x. */
static void chevron(const view *v, const network_layout *l, float before, float x) {
    float middle = (before + x) / 2, y = l->planes + l->high / 2, s = 4 * l->unit;
    color paint = theme_color(ROLE_QUIET);
    draw_line(v->list, middle - s / 2, y - s, middle + s / 2, y, paint, 2 * v->ui->scale);
    draw_line(v->list, middle + s / 2, y, middle - s / 2, y + s, paint, 2 * v->ui->scale);
}

void network_columns_draw(const view *v, const network_layout *l, rect input) {
    float end = l->input.x + l->input.w;
    for (int i = 0; i < l->count; i++) {
        const network_placed *p = &l->at[i];
        draw_column(v, l, p, 1 + l->first + i);
        float from = i ? end : l->earlier.w > 0 ? l->earlier.x + l->earlier.w : end;
        chevron(v, l, from, p->x);
        end = p->at.x + p->at.w;
    }
    chevron(v, l, end, l->later.w > 0 ? l->later.x : l->classes.x);
    pages(v, l, (rect){l->input.x + l->input.w, l->input.y, l->classes.x - l->input.x - l->input.w, l->input.h});
    network_edges_draw(v, l, input);
}
