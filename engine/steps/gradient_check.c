/* A forward pass in doubles over the same windows, through the operators' own taps. It is slow and short; it is run
 * twice for one number. */
#include "gradient_check.h"

#include "op_steps.h"
#include "pass.h"

#include <math.h>
#include <stdlib.h>

typedef struct probe {
    const cnn_recording *r;
    cnn_check_target what;
    int node;
    int64_t index;
    double shift;     /* added to the nudged number */
    double **value;   /* of each node */
    int64_t **choice; /* of each ReLU and extreme pool: what it decided */
} probe;

static double parameter(const probe *run, int node, cnn_check_target what, size_t at, int64_t index) {
    double value = (double)run->r->before[at + (size_t)index];
    return run->what == what && run->node == node && run->index == index ? value + run->shift : value;
}

static double window_value(probe *run, int index, const cnn_call *call, int64_t position, int64_t taps) {
    const cnn_node *node = &run->r->net->nodes[index];
    const double *x = run->value[node->inputs[0]];
    double sum = 0, best = 0;
    int64_t winner = -1;
    for (int64_t t = 0; t < taps; t++) {
        cnn_tap tap = node->op->tap(call, CNN_FORWARD, 0, position, t);
        bool constant = node->kind == CNN_OP_CONV2D && node->attrs.pad_mode == CNN_PAD_CONSTANT;
        if ((tap.input < 0 && !constant) || (node->weight_count && tap.weight < 0))
            continue;
        double cell = tap.input < 0 ? (double)node->attrs.pad_value : x[tap.input];
        double weight = tap.weight < 0 ? 1 : parameter(run, index, CNN_CHECK_WEIGHT, node->weight_at, tap.weight);
        cell = node->kind == CNN_OP_RBF   ? (cell - weight) * (cell - weight)
               : node->kind == CNN_OP_LRN ? cell * cell
                                          : cell * weight;
        bool better = node->kind == CNN_OP_MIN_POOL ? cell < best : cell > best;
        if (winner < 0 || better) {
            winner = t;
            best = cell;
        }
        sum += cell;
    }
    if (node->kind == CNN_OP_MAX_POOL || node->kind == CNN_OP_MIN_POOL) {
        run->choice[index][position] = winner;
        return best;
    }
    if (node->kind == CNN_OP_AVG_POOL || node->kind == CNN_OP_ADAPTIVE_AVG_POOL)
        return sum / (double)node->op->result(call, CNN_FORWARD, 0, position).divisor;
    if (node->kind == CNN_OP_LRN) {
        double alpha = (double)node->attrs.alpha / (node->attrs.alpha_over_n ? node->attrs.neighbours : 1);
        return x[position] / pow((double)node->attrs.k + alpha * sum, (double)node->attrs.beta);
    }
    int64_t plane = (int64_t)call->out.shape.h * call->out.shape.w,
            bias = node->attrs.bias_per_unit ? position : position / plane;
    return node->bias_count ? sum + parameter(run, index, CNN_CHECK_BIAS, node->bias_at, bias) : sum;
}

static double each_value(probe *run, int index, int64_t i) {
    const cnn_node *node = &run->r->net->nodes[index];
    if (node->input_count > 1) {
        double sum = 0;
        cnn_call call = cnn_net_shape_call(run->r->net, index);
        for (int64_t t = 0; t < (node->kind == CNN_OP_ADD ? node->input_count : 1); t++) {
            cnn_tap tap = node->op->tap(&call, CNN_FORWARD, 0, i, t);
            sum += run->value[node->inputs[tap.source]][tap.input];
        }
        return sum;
    }
    if (node->kind == CNN_OP_PAD) {
        cnn_call call = cnn_net_shape_call(run->r->net, index);
        cnn_tap tap = node->op->tap(&call, CNN_FORWARD, 0, i, 0);
        double held = node->attrs.pad_mode == CNN_PAD_CONSTANT ? (double)node->attrs.pad_value : 0;
        return tap.input < 0 ? held : run->value[node->inputs[0]][tap.input];
    }
    double x = run->value[node->inputs[0]][i];
    if (node->kind == CNN_OP_BATCH_NORM) {
        int64_t c = i / ((int64_t)node->layout.out.h * node->layout.out.w);
        const float *s = run->r->pass->scratch[index] + c * CNN_STATISTICS;
        double gamma = parameter(run, index, CNN_CHECK_WEIGHT, node->weight_at, c);
        return gamma * (x - (double)s[CNN_STATISTIC_MEAN]) * (double)s[CNN_STATISTIC_INV] +
               parameter(run, index, CNN_CHECK_BIAS, node->bias_at, c);
    }
    switch (node->kind) {
    case CNN_OP_DROPOUT: {
        cnn_call call = cnn_pass_call(run->r->pass, run->r->before, index, 0);
        return x * (double)cnn_dropout_factor(&call, 0, i);
    }
    case CNN_OP_RELU:
    case CNN_OP_LEAKY_RELU:
        run->choice[index][i] = x > 0;
        return x > 0 ? x : node->kind == CNN_OP_RELU ? 0 : (double)node->attrs.slope * x;
    case CNN_OP_TANH:
        return tanh(x);
    case CNN_OP_SCALED_TANH:
        return (double)node->attrs.amplitude * tanh((double)node->attrs.steepness * x);
    case CNN_OP_SIGMOID:
        return 1 / (1 + exp(-x));
    default:
        return x;
    }
}

static void softmax(const double *x, double *y, int classes, int64_t plane) {
    for (int64_t at = 0; at < plane; at++) {
        double max = x[at], sum = 0;
        for (int k = 1; k < classes; k++)
            max = fmax(max, x[k * plane + at]);
        for (int k = 0; k < classes; k++)
            sum += exp(x[k * plane + at] - max);
        for (int k = 0; k < classes; k++)
            y[k * plane + at] = exp(x[k * plane + at] - max) / sum;
    }
}

static double loss_value(const probe *run, int index) {
    const cnn_node *node = &run->r->net->nodes[index];
    const double *x = run->value[node->inputs[0]];
    int64_t count = (int64_t)cnn_shape_image(run->r->net->nodes[node->inputs[0]].layout.out);
    const float *target = run->r->target;
    double sum = 0, max = x[0], loss = 0;
    for (int64_t i = 1; i < count; i++)
        max = fmax(max, x[i]);
    for (int64_t i = 0; i < count; i++)
        sum += exp(x[i] - max);
    double margin = (double)node->attrs.margin, least = margin, exponentials = 0;
    for (int64_t i = 0; i < count; i++)
        least = fmin(least, x[i]);
    for (int64_t i = 0; i < count; i++)
        exponentials += exp(least - x[i]);
    if (node->kind == CNN_OP_LOSS_DISTANCE)
        loss = log(exponentials + exp(least - margin)) - least;
    bool mse = node->kind == CNN_OP_LOSS_MSE;
    for (int64_t i = 0; i < count; i++) {
        bool own = run->r->label >= 0 && run->r->label == i;
        double hot = mse ? (double)node->attrs.hot : 1, cold = mse ? (double)node->attrs.cold : 0,
               label = own ? hot : cold;
        double y = target ? (double)target[i] : node->kind == CNN_OP_LOSS_SUM ? 1 : label;
        if (node->kind == CNN_OP_LOSS_CROSS_ENTROPY)
            loss += y != 0 ? y * (log(sum) - (x[i] - max)) : 0;
        else
            loss += node->kind == CNN_OP_LOSS_MSE ? (x[i] - y) * (x[i] - y) / (double)count : y * x[i];
    }
    return loss;
}

static double forward(probe *run) {
    const cnn_net *net = run->r->net;
    int64_t pixels = (int64_t)cnn_shape_image(net->nodes[0].layout.out);
    for (int64_t i = 0; i < pixels; i++) {
        bool moved = run->what == CNN_CHECK_INPUT && run->index == i;
        run->value[0][i] = (double)run->r->pass->value[0].data[i] + (moved ? run->shift : 0);
    }
    for (int n = 1; n < net->loss; n++) {
        const cnn_node *node = &net->nodes[n];
        if (!node->on_path)
            continue;
        cnn_call call = cnn_pass_call(run->r->pass, run->r->before, n, 0);
        cnn_term terms[CNN_TERMS_MAX];
        node->op->terms(&call, CNN_FORWARD, terms);
        int64_t count = (int64_t)cnn_shape_image(node->layout.out), taps = cnn_term_taps(terms[0]);
        if (node->kind == CNN_OP_SOFTMAX)
            softmax(run->value[node->inputs[0]], run->value[n], node->layout.out.c,
                (int64_t)node->layout.out.h * node->layout.out.w);
        else
            for (int64_t i = 0; i < count; i++)
                run->value[n][i] = node->op->window || (node->weight_count && node->kind != CNN_OP_BATCH_NORM) ||
                                           node->kind == CNN_OP_LRN || node->kind == CNN_OP_ADAPTIVE_AVG_POOL
                                       ? window_value(run, n, &call, i, taps)
                                       : each_value(run, n, i);
    }
    return loss_value(run, net->loss);
}

static bool make_room(probe *run, cnn_arena *arena) {
    const cnn_net *net = run->r->net;
    run->value = cnn_arena_alloc(arena, (size_t)net->count, sizeof *run->value);
    run->choice = cnn_arena_alloc(arena, (size_t)net->count, sizeof *run->choice);
    for (int n = 0; n < net->count && run->value && run->choice; n++) {
        size_t count = cnn_shape_image(net->nodes[n].layout.out);
        run->value[n] = cnn_arena_alloc(arena, count, sizeof **run->value);
        run->choice[n] = cnn_arena_alloc(arena, count, sizeof **run->choice);
        if (!run->value[n] || !run->choice[n])
            return false;
    }
    return run->value && run->choice;
}

static void count_kinks(const probe *plus, const probe *minus, cnn_gradient_check *out) {
    const cnn_net *net = plus->r->net;
    out->kinks = 0;
    out->kink_node = -1;
    for (int n = 1; n < net->loss; n++)
        for (size_t i = 0; i < cnn_shape_image(net->nodes[n].layout.out); i++)
            if (plus->choice[n][i] != minus->choice[n][i]) {
                out->kinks++;
                out->kink_node = out->kink_node < 0 ? n : out->kink_node;
            }
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
    if (r->pass->batch == CNN_BATCH_RUNNING)
        return CNN_CHECK_POSSIBLE;
    bool reached[CNN_LAYERS_MAX + 2] = {false};
    reached[from] = true;
    for (int i = from + 1; i < net->count; i++) {
        for (int j = 0; j < net->nodes[i].input_count; j++)
            reached[i] = reached[i] || reached[net->nodes[i].inputs[j]];
        if (reached[i] && net->nodes[i].on_path && net->nodes[i].kind == CNN_OP_BATCH_NORM)
            return CNN_CHECK_WHOLE_BATCH;
    }
    return CNN_CHECK_POSSIBLE;
}

cnn_status cnn_gradient_check_run(
    const cnn_recording *r, cnn_check_target what, int node, int64_t index, double epsilon, cnn_gradient_check *out) {
    cnn_check_obstacle bar = cnn_gradient_check_obstacle(r, what, node);
    if (bar)
        return cnn_fail(CNN_BAD_INPUT,
            bar == CNN_CHECK_NO_PATH ? "the loss does not depend on %s"
                                     : "%s reaches a batch normalisation, for which the rest of the batch is missing",
            r->net->nodes[node].name);
    cnn_arena *arena = cnn_arena_new();
    probe plus = {r, what, node, index, epsilon, NULL, NULL}, minus = {r, what, node, index, -epsilon, NULL, NULL};
    cnn_status status = arena && make_room(&plus, arena) && make_room(&minus, arena)
                            ? cnn_ok()
                            : cnn_no_memory("a nudge", r->net->parameters * sizeof(double));
    if (!cnn_failed(status)) {
        *out = (cnn_gradient_check){.epsilon = epsilon, .plus = forward(&plus), .minus = forward(&minus)};
        out->slope = (out->plus - out->minus) / (2 * epsilon);
        out->backprop = recorded_gradient(r, what, node, index);
        count_kinks(&plus, &minus, out);
    }
    cnn_arena_free(arena);
    return status;
}
