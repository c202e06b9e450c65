/* A term is a box of positions times a box of taps, so a place of any depth is a run of whole units of equal length
 * inside it. */
#include "walk.h"

#include "op_steps.h"

static int64_t term_steps(cnn_term s) {
    return cnn_term_positions(s) * cnn_term_taps(s);
}

static void add_segment(cnn_walk *walk, cnn_phase phase, int node) {
    cnn_segment *s = &walk->segments[walk->count];
    const cnn_node *n = &walk->net->nodes[node];
    s->phase = phase;
    s->node = node;
    s->first = walk->steps;
    if (phase == CNN_UPDATE) {
        s->terms[s->term_count++] = (cnn_term){"weight", (int)n->weight_count, 1, 1, 1, 1, 1, CNN_FOLD_SUM};
        if (n->bias_count)
            s->terms[s->term_count++] = (cnn_term){"bias", (int)n->bias_count, 1, 1, 1, 1, 1, CNN_FOLD_SUM};
    } else {
        cnn_call call = cnn_net_shape_call(walk->net, node);
        s->term_count = n->op->terms(&call, phase, s->terms);
    }
    for (int i = 0; i < s->term_count; i++)
        s->steps += term_steps(s->terms[i]);
    walk->steps += s->steps;
    walk->count++;
}

const cnn_walk *cnn_walk_new(const cnn_net *net, cnn_arena *arena) {
    cnn_walk *walk = cnn_arena_alloc(arena, 1, sizeof *walk);
    cnn_segment *segments = cnn_arena_alloc(arena, (size_t)net->count * 3, sizeof *segments);
    if (!walk || !segments)
        return NULL;
    walk->net = net;
    walk->segments = segments;
    for (int i = 1; i < net->loss; i++)
        add_segment(walk, CNN_FORWARD, i);
    add_segment(walk, CNN_LOSS, net->loss);
    for (int i = net->loss; i > 0; i--)
        if (net->nodes[i].on_path)
            add_segment(walk, CNN_BACKWARD, i);
    for (int i = 1; i < net->loss; i++)
        if (net->nodes[i].weight_count && net->nodes[i].on_path && !net->nodes[i].attrs.fixed)
            add_segment(walk, CNN_UPDATE, i);
    return walk;
}

static const cnn_segment *segment_with(const cnn_walk *walk, int64_t index) {
    int low = 0, high = walk->count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (walk->segments[middle].first <= index)
            low = middle;
        else
            high = middle - 1;
    }
    return &walk->segments[low];
}

const cnn_segment *cnn_walk_find(const cnn_walk *walk, cnn_phase phase, int node) {
    for (int i = 0; i < walk->count; i++)
        if (walk->segments[i].phase == phase && walk->segments[i].node == node)
            return &walk->segments[i];
    return NULL;
}

const cnn_segment *cnn_walk_segment(const cnn_walk *walk, cnn_address address) {
    return cnn_walk_find(walk, address.phase, address.node);
}

int64_t cnn_walk_position(const cnn_walk *walk, cnn_address a) {
    cnn_term s = cnn_walk_segment(walk, a)->terms[a.term];
    return ((int64_t)a.map * s.rows + a.row) * s.columns + a.column;
}

int64_t cnn_walk_tap(const cnn_walk *walk, cnn_address a) {
    cnn_term s = cnn_walk_segment(walk, a)->terms[a.term];
    return ((int64_t)a.channel * s.tap_rows + a.tap_row) * s.tap_columns + a.tap_column;
}

cnn_address cnn_walk_address(const cnn_walk *walk, int64_t index, cnn_depth depth) {
    const cnn_segment *segment = segment_with(walk, index);
    cnn_address a = {.iteration = -1, .depth = depth, .phase = segment->phase, .node = segment->node};
    if (depth == CNN_DEPTH_PHASE)
        for (const cnn_segment *s = segment; s >= walk->segments && s->phase == segment->phase; s--)
            a.node = s->node;
    if (depth <= CNN_DEPTH_LAYER)
        return a;
    int64_t rest = index - segment->first;
    while (rest >= term_steps(segment->terms[a.term]))
        rest -= term_steps(segment->terms[a.term++]);
    cnn_term term = segment->terms[a.term];
    int64_t taps = cnn_term_taps(term);
    cnn_triple position = cnn_unflatten(rest / taps, term.rows, term.columns);
    cnn_triple tap = cnn_unflatten(rest % taps, term.tap_rows, term.tap_columns);
    a.map = position.c;
    a.row = depth >= CNN_DEPTH_ROW ? position.h : 0;
    a.column = depth >= CNN_DEPTH_POSITION ? position.w : 0;
    if (depth == CNN_DEPTH_PRODUCT) {
        a.channel = tap.c;
        a.tap_row = tap.h;
        a.tap_column = tap.w;
    }
    return a;
}

cnn_span cnn_walk_span(const cnn_walk *walk, cnn_address a) {
    const cnn_segment *segment = cnn_walk_segment(walk, a);
    if (a.depth == CNN_DEPTH_PHASE) {
        const cnn_segment *end = segment;
        while (end + 1 < walk->segments + walk->count && end[1].phase == a.phase)
            end++;
        return (cnn_span){segment->first, end->first + end->steps - 1};
    }
    if (a.depth == CNN_DEPTH_LAYER)
        return (cnn_span){segment->first, segment->first + segment->steps - 1};
    int64_t first = segment->first;
    for (int i = 0; i < a.term; i++)
        first += term_steps(segment->terms[i]);
    cnn_term s = segment->terms[a.term];
    int64_t taps = cnn_term_taps(s);
    first += cnn_walk_position(walk, a) * taps + cnn_walk_tap(walk, a);
    int64_t unit = a.depth == CNN_DEPTH_MAP        ? (int64_t)s.rows * s.columns * taps
                   : a.depth == CNN_DEPTH_ROW      ? s.columns * taps
                   : a.depth == CNN_DEPTH_POSITION ? taps
                                                   : 1;
    return (cnn_span){first, first + unit - 1};
}

bool cnn_walk_holds(const cnn_walk *walk, cnn_address a) {
    const cnn_segment *segment = cnn_walk_segment(walk, a);
    if (!segment || a.term < 0 || a.term >= segment->term_count)
        return false;
    cnn_term s = segment->terms[a.term];
    return a.map >= 0 && a.map < s.maps && a.row >= 0 && a.row < s.rows && a.column >= 0 && a.column < s.columns &&
           a.channel >= 0 && a.channel < s.channels && a.tap_row >= 0 && a.tap_row < s.tap_rows && a.tap_column >= 0 &&
           a.tap_column < s.tap_columns;
}

static cnn_address moved(const cnn_walk *walk, cnn_address from, int64_t index, cnn_depth depth) {
    cnn_address to = cnn_walk_address(walk, index, depth);
    to.iteration = from.iteration;
    return to;
}

cnn_address cnn_walk_over(const cnn_walk *walk, cnn_address address) {
    int64_t next = cnn_walk_span(walk, address).last + 1;
    return next < walk->steps ? moved(walk, address, next, address.depth) : address;
}

cnn_address cnn_walk_back(const cnn_walk *walk, cnn_address address) {
    int64_t before = cnn_walk_span(walk, address).first - 1;
    return before >= 0 ? moved(walk, address, before, address.depth) : address;
}

/* Rows and maps are granularities of stepping; into and out skip them. */
static const cnn_depth ladder[] = {CNN_DEPTH_PHASE, CNN_DEPTH_LAYER, CNN_DEPTH_POSITION, CNN_DEPTH_PRODUCT};
enum { RUNGS = sizeof ladder / sizeof *ladder };

static bool same_span(cnn_span a, cnn_span b) {
    return a.first == b.first && a.last == b.last;
}

cnn_address cnn_walk_into(const cnn_walk *walk, cnn_address address) {
    cnn_span span = cnn_walk_span(walk, address);
    for (int rung = 0; rung < RUNGS; rung++) {
        if (ladder[rung] <= address.depth)
            continue;
        cnn_address finer = moved(walk, address, span.first, ladder[rung]);
        if (!same_span(cnn_walk_span(walk, finer), span))
            return finer;
    }
    return address;
}

cnn_address cnn_walk_out(const cnn_walk *walk, cnn_address address) {
    cnn_span span = cnn_walk_span(walk, address);
    for (int rung = RUNGS - 1; rung >= 0; rung--) {
        if (ladder[rung] >= address.depth)
            continue;
        cnn_address coarser = moved(walk, address, span.first, ladder[rung]);
        if (!same_span(cnn_walk_span(walk, coarser), span))
            return coarser;
    }
    return address;
}

cnn_address cnn_walk_at_depth(const cnn_walk *walk, cnn_address address, cnn_depth depth) {
    return moved(walk, address, cnn_walk_span(walk, address).last, depth);
}
