/* The cells a position reads are those of the operator's own steps, so edges are true for every kind of layer. */
#include "network_edges.h"

#include <math.h>
#include <string.h>

enum { CHANNELS = 512, TAPS = 8192 };

static cnn_phase phase_of(network_tab shown) {
    return shown == NETWORK_GRADIENTS || shown == NETWORK_FILTER_GRADIENTS ? CNN_BACKWARD
           : shown == NETWORK_CHANGES                                      ? CNN_UPDATE
                                                                           : CNN_FORWARD;
}

/* A function that keeps the shape has the positions of the layer before it. */
static int node_of(const cnn_net *net, network_column c) {
    cnn_shape a = net->nodes[c.first].layout.out, b = net->nodes[c.last].layout.out;
    return a.c == b.c && a.h == b.h && a.w == b.w ? c.first : c.last;
}

cnn_address network_address_of(const view *v, const network_placed *p, int plane, int row, int column) {
    network_tab tab = v->state->screen.tab;
    const cnn_net *net = v->state->training.seen->net;
    cnn_address to = {.iteration = -1,
        .depth = CNN_DEPTH_POSITION,
        .phase = phase_of(tab),
        .node = node_of(net, p->column),
        .map = plane,
        .row = row,
        .column = column};
    if (tab < NETWORK_FILTERS)
        return to;
    /* A weight: what its filter makes first, or its own update. */
    const cnn_node *node = &net->nodes[p->column.first];
    cnn_shape w = node->layout.weight;
    int weight = node->op->window ? (plane * w.h + row) * w.w + column : row * w.c + column;
    to.node = p->column.first;
    to.row = to.column = 0;
    to.map = to.phase == CNN_UPDATE ? weight : node->op->window ? plane / (w.c > 0 ? w.c : 1) : row;
    return to;
}

/* Which cells of one input are read: channels, and the rectangle that holds the cells. */
typedef struct reading {
    int node;
    bool channel[CHANNELS];
    int top, bottom, left, right;
} reading;

static void note(reading *r, cnn_tap cell) {
    if (cell.padding || cell.channel < 0 || cell.channel >= CHANNELS)
        return;
    r->channel[cell.channel] = true;
    r->top = cell.row < r->top ? cell.row : r->top;
    r->bottom = cell.row > r->bottom ? cell.row : r->bottom;
    r->left = cell.column < r->left ? cell.column : r->left;
    r->right = cell.column > r->right ? cell.column : r->right;
}

static bool read_by(const cnn_recording *r, cnn_address to, int source, reading *out) {
    if (!cnn_walk_holds(r->walk, to))
        return false;
    cnn_step s = cnn_recording_step(r, to);
    *out = (reading){
        .node = r->net->nodes[to.node].inputs[source], .top = 1 << 20, .left = 1 << 20, .bottom = -1, .right = -1};
    if (s.taps > TAPS)
        return false;
    for (int64_t t = 0; t < s.taps; t++) {
        cnn_tap cell = cnn_recording_cell(r, &s, t);
        if (cell.source == source)
            note(out, cell);
    }
    return out->bottom >= 0;
}

/* Lines from the planes that are read, and a frame on what is read of each. */
static void from_planes(const view *v, const network_placed *p, const reading *read, float x, float y) {
    color paint = theme_color(ROLE_WINDOW);
    float share = network_is_units(p) ? 0.25f : 0.75f;
    cnn_shape s = p->planes.shape;
    for (int c = 0; c < p->shown && c < CHANNELS; c++) {
        if (!read->channel[c])
            continue;
        rect at = network_plane_at(p, c);
        rect window = {at.x + at.w * (float)read->left / (float)s.w, at.y + at.h * (float)read->top / (float)s.h,
            at.w * (float)(read->right - read->left + 1) / (float)s.w,
            at.h * (float)(read->bottom - read->top + 1) / (float)s.h};
        draw_line(v->list, window.x + window.w, window.y + window.h / 2, x, y, color_alpha(paint, share), v->ui->scale);
        if (!network_is_units(p))
            draw_frame(v->list, rect_inset(window, -1), paint, 2 * v->ui->scale, 0);
    }
}

/* The picture that goes in is one plane on the screen, whatever its channels. */
static void from_input(const view *v, rect at, const reading *read, float x, float y) {
    cnn_shape s = v->state->training.seen->net->nodes[0].layout.out;
    rect window = {at.x + at.w * (float)read->left / (float)s.w, at.y + at.h * (float)read->top / (float)s.h,
        at.w * (float)(read->right - read->left + 1) / (float)s.w,
        at.h * (float)(read->bottom - read->top + 1) / (float)s.h};
    draw_line(v->list, window.x + window.w, window.y + window.h / 2, x, y, theme_color(ROLE_WINDOW), v->ui->scale);
    draw_frame(v->list, rect_inset(window, -1), theme_color(ROLE_WINDOW), 2 * v->ui->scale, 0);
}

static void from(const view *v, const network_layout *l, rect input, const reading *read, float x, float y) {
    if (read->node == 0)
        from_input(v, input, read, x, y);
    for (int i = 0; i < l->count; i++)
        if (l->at[i].column.first <= read->node && read->node <= l->at[i].column.last)
            from_planes(v, &l->at[i], read, x, y);
}

void network_edges_draw(const view *v, const network_layout *l, rect input) {
    const cnn_recording *r = v->state->training.seen;
    int plane, row, column;
    for (int i = 0; i < l->count && v->state->screen.tab <= NETWORK_GRADIENTS && !v->ui->muted; i++) {
        const network_placed *p = &l->at[i];
        if (!network_hit(p, v->ui->in.x, v->ui->in.y, &plane, &row, &column))
            continue;
        cnn_address to = network_address_of(v, p, plane, row, column);
        to.phase = CNN_FORWARD;
        rect at = network_plane_at(p, plane);
        float x = at.x + at.w * (float)column / (float)p->planes.shape.w,
              y = at.y + at.h * ((float)row + 0.5f) / (float)p->planes.shape.h;
        reading read;
        for (int k = 0; k < r->net->nodes[to.node].input_count; k++)
            if (read_by(r, to, k, &read))
                from(v, l, input, &read, x, y);
        draw_frame(v->list,
            rect_inset((rect){x, at.y + at.h * (float)row / (float)p->planes.shape.h, at.w / (float)p->planes.shape.w,
                           at.h / (float)p->planes.shape.h},
                -1.5f * v->ui->scale),
            theme_color(ROLE_INK), 1.5f * v->ui->scale, 0);
    }
}
