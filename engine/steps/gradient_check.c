/* A forward pass in doubles, position by position through the operators' own `value`. It is run twice, with the number
 * moved up and down; values that do not depend on that number are computed once for both. */
#include "gradient_check.h"

#include "pass.h"

#include <string.h>

enum { PLUS, MINUS, SIDES };

struct cnn_gradient_checker {
    const cnn_recording *r;
    cnn_check_target what;
    int node;
    int64_t index;
    double epsilon;
    double **value[SIDES];   /* of each node; MINUS has those of PLUS where the number changes nothing */
    int64_t **choice[SIDES]; /* the decision at each number of the node */
    bool *moved;             /* of each node: it depends on the number */
    int64_t *cost;           /* of each node: taps of one position */
    int at, side;            /* node and side being computed */
    int64_t position;
    int64_t done, all; /* taps */
    cnn_probe probe;   /* of the node and side */
    cnn_call call;
    cnn_arena *arena;
};

static int64_t count_of(const cnn_gradient_checker *c, int node) {
    return (int64_t)cnn_shape_image(c->r->net->nodes[node].layout.out);
}

/* Taps of the forward phase for each number of the output, at least one. */
static int64_t cost_of(const cnn_gradient_checker *c, int node) {
    const cnn_node *n = &c->r->net->nodes[node];
    cnn_call shapes = cnn_net_shape_call(c->r->net, node);
    cnn_term terms[CNN_TERMS_MAX];
    int64_t taps = 0, count = n->op->terms(&shapes, n->op->loss ? CNN_LOSS : CNN_FORWARD, terms);
    for (int64_t i = 0; i < count; i++)
        taps += cnn_term_positions(terms[i]) * cnn_term_taps(terms[i]);
    return taps / count_of(c, node) + 1;
}

static bool is_needed(const cnn_gradient_checker *c, int node) {
    return c->r->net->nodes[node].on_path;
}

static void mark_moved(cnn_gradient_checker *c) {
    const cnn_net *net = c->r->net;
    c->moved[c->what == CNN_CHECK_INPUT ? 0 : c->node] = true;
    for (int n = 1; n < net->count; n++)
        for (int j = 0; j < net->nodes[n].input_count; j++)
            c->moved[n] = c->moved[n] || c->moved[net->nodes[n].inputs[j]];
}

/* Room for the numbers of one side of a node. */
static bool make_side(cnn_gradient_checker *c, int side, int node) {
    size_t count = (size_t)count_of(c, node);
    if (side == MINUS && !c->moved[node]) {
        c->value[MINUS][node] = c->value[PLUS][node];
        c->choice[MINUS][node] = c->choice[PLUS][node];
        return true;
    }
    c->value[side][node] = cnn_arena_alloc(c->arena, count, sizeof **c->value[side]);
    c->choice[side][node] = cnn_arena_alloc(c->arena, count, sizeof **c->choice[side]);
    return c->value[side][node] && c->choice[side][node];
}

static bool make_room(cnn_gradient_checker *c) {
    size_t nodes = (size_t)c->r->net->count;
    c->moved = cnn_arena_alloc(c->arena, nodes, sizeof *c->moved);
    c->cost = cnn_arena_alloc(c->arena, nodes, sizeof *c->cost);
    for (int side = 0; side < SIDES; side++) {
        c->value[side] = cnn_arena_alloc(c->arena, nodes, sizeof *c->value[side]);
        c->choice[side] = cnn_arena_alloc(c->arena, nodes, sizeof *c->choice[side]);
        if (!c->value[side] || !c->choice[side] || !c->moved || !c->cost)
            return false;
    }
    mark_moved(c);
    for (int n = 0; n < c->r->net->count; n++)
        for (int side = 0; side < SIDES; side++)
            if (!make_side(c, side, n))
                return false;
    return true;
}

/* Makes the probe ready for the node and side that come next. */
static void begin_node(cnn_gradient_checker *c) {
    const cnn_node *n = &c->r->net->nodes[c->at];
    bool own = c->at == c->node;
    c->call = cnn_pass_call(c->r->pass, c->r->before, c->at, 0);
    c->probe = (cnn_probe){.call = &c->call,
        .moved_weight = own && c->what == CNN_CHECK_WEIGHT ? c->index : -1,
        .moved_bias = own && c->what == CNN_CHECK_BIAS ? c->index : -1,
        .shift = c->side == PLUS ? c->epsilon : -c->epsilon,
        .noted = -1};
    for (int i = 0; i < n->input_count; i++)
        c->probe.in[i] = c->value[c->side][n->inputs[i]];
    c->position = 0;
}

/* Goes to the next side or node that is to be computed; false at the end. */
static bool next_node(cnn_gradient_checker *c) {
    const cnn_net *net = c->r->net;
    if (c->side == PLUS && c->moved[c->at]) {
        c->side = MINUS;
    } else {
        c->side = PLUS;
        do
            c->at++;
        while (c->at < net->count && !is_needed(c, c->at));
    }
    if (c->at < net->count)
        begin_node(c);
    return c->at < net->count;
}

static void begin(cnn_gradient_checker *c) {
    const cnn_net *net = c->r->net;
    for (int side = 0; side < SIDES && (side == PLUS || c->moved[0]); side++)
        for (int64_t i = 0; i < count_of(c, 0); i++) {
            bool moved = c->what == CNN_CHECK_INPUT && c->index == i;
            double by = side == PLUS ? c->epsilon : -c->epsilon;
            c->value[side][0][i] = (double)c->r->pass->value[0].data[i] + (moved ? by : 0);
        }
    for (int n = 1; n < net->count; n++) {
        c->cost[n] = cost_of(c, n);
        c->all += is_needed(c, n) ? c->cost[n] * count_of(c, n) * (c->moved[n] ? 2 : 1) : 0;
    }
    c->side = MINUS;
    next_node(c);
}

static double recorded_gradient(const cnn_recording *r, cnn_check_target what, int node, int64_t index) {
    const cnn_node *n = &r->net->nodes[node];
    if (what == CNN_CHECK_INPUT)
        return (double)r->pass->grad[0].data[index];
    return (double)r->share[(what == CNN_CHECK_WEIGHT ? n->weight_at : n->bias_at) + (size_t)index];
}

cnn_check_obstacle cnn_gradient_check_obstacle(const cnn_recording *r, cnn_check_target what, int node) {
    const cnn_net *net = r->net;
    int from = what == CNN_CHECK_INPUT ? 0 : node;
    if (!net->nodes[from].on_path)
        return CNN_CHECK_NO_PATH;
    if (r->pass->batch != CNN_BATCH_GIVEN)
        return CNN_CHECK_POSSIBLE;
    bool reached[CNN_LAYERS_MAX + 2] = {false};
    reached[from] = true;
    for (int i = from + 1; i < net->count; i++) {
        for (int j = 0; j < net->nodes[i].input_count; j++)
            reached[i] = reached[i] || reached[net->nodes[i].inputs[j]];
        if (reached[i] && net->nodes[i].on_path && net->nodes[i].state_count)
            return CNN_CHECK_WHOLE_BATCH;
    }
    return CNN_CHECK_POSSIBLE;
}

cnn_status cnn_gradient_checker_new(const cnn_recording *r, cnn_check_target what, int node, int64_t index,
    double epsilon, cnn_gradient_checker **out) {
    *out = NULL;
    cnn_check_obstacle obstacle = cnn_gradient_check_obstacle(r, what, node);
    if (obstacle)
        return cnn_fail(CNN_BAD_INPUT,
            obstacle == CNN_CHECK_NO_PATH
                ? "the loss does not depend on %s"
                : "%s reaches a batch normalisation, for which the rest of the batch is missing",
            r->net->nodes[node].name);
    cnn_arena *arena = cnn_arena_new();
    cnn_gradient_checker *c = arena ? cnn_arena_alloc(arena, 1, sizeof *c) : NULL;
    if (c)
        *c = (cnn_gradient_checker){
            .r = r, .what = what, .node = node, .index = index, .epsilon = epsilon, .arena = arena};
    if (!c || !make_room(c)) {
        cnn_arena_free(arena);
        return cnn_no_memory("a gradient check", r->net->parameters * sizeof(double));
    }
    begin(c);
    *out = c;
    return cnn_ok();
}

bool cnn_gradient_checker_advance(cnn_gradient_checker *c, int64_t taps) {
    int64_t end = c->done + taps;
    bool more = c->at < c->r->net->count;
    while (more) {
        const cnn_op *op = c->r->net->nodes[c->at].op;
        c->probe.decision = 0;
        c->value[c->side][c->at][c->position] = op->value(&c->probe, c->position);
        c->choice[c->side][c->at][c->position] = c->probe.decision;
        c->done += c->cost[c->at];
        if (++c->position == count_of(c, c->at))
            more = next_node(c);
        if (c->done >= end)
            break;
    }
    return more;
}

float cnn_gradient_checker_progress(const cnn_gradient_checker *c) {
    return (float)((double)c->done / (double)c->all);
}

cnn_gradient_check cnn_gradient_checker_result(const cnn_gradient_checker *c) {
    const cnn_net *net = c->r->net;
    cnn_gradient_check found = {.epsilon = c->epsilon,
        .plus = c->value[PLUS][net->loss][0],
        .minus = c->value[MINUS][net->loss][0],
        .backprop = recorded_gradient(c->r, c->what, c->node, c->index),
        .kink_node = -1};
    found.slope = (found.plus - found.minus) / (2 * c->epsilon);
    for (int n = 1; n < net->loss; n++)
        for (int64_t i = 0; i < count_of(c, n) && c->moved[n]; i++)
            if (c->choice[PLUS][n][i] != c->choice[MINUS][n][i]) {
                found.kinks++;
                found.kink_node = found.kink_node < 0 ? n : found.kink_node;
            }
    return found;
}

void cnn_gradient_checker_free(cnn_gradient_checker *c) {
    if (c)
        cnn_arena_free(c->arena);
}

cnn_status cnn_gradient_check_run(
    const cnn_recording *r, cnn_check_target what, int node, int64_t index, double epsilon, cnn_gradient_check *out) {
    cnn_gradient_checker *c;
    cnn_status status = cnn_gradient_checker_new(r, what, node, index, epsilon, &c);
    if (cnn_failed(status))
        return status;
    while (cnn_gradient_checker_advance(c, INT64_MAX / 2))
        ;
    *out = cnn_gradient_checker_result(c);
    cnn_gradient_checker_free(c);
    return status;
}
