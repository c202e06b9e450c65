/* A layer with a weight and a bias is two operations. What lies between them is no number of the recording's own: it is the
 * product of its step. */
#include "chain.h"

#include <string.h>

static bool is_single(cnn_shape s) {
    return s.c == 1 && s.h == 1 && s.w == 1;
}

static cnn_status refuse(const cnn_net *net) {
    for (int i = 0; i <= net->output; i++) {
        const cnn_node *n = &net->nodes[i];
        bool weighs = n->weight_count == 1 && n->bias_count <= 1,
             plain = i == 0 || weighs || (!n->weight_count && n->op->family == CNN_FAMILY_ELEMENT);
        if (!is_single(n->layout.out))
            return cnn_fail(CNN_BAD_INPUT,
                "show: chain: each layer makes a single number, but %.60s makes %d x %d x %d", n->name, n->layout.out.h,
                n->layout.out.w, n->layout.out.c);
        if (!plain || n->input_count > 1)
            return cnn_fail(CNN_BAD_INPUT,
                "show: chain: a layer is one weight with one bias, or a function of one number; %.60s is neither",
                n->name);
    }
    return cnn_ok();
}

static const char *const subscripts[] = {"", "₁", "₂", "₃", "₄"};

static void name(char out[8], const char *letter, int number) {
    cnn_format(out, 8, "%s%s", letter, subscripts[number]);
}

static chain_op *add(chain *c, chain_kind kind, int node) {
    chain_op *before = c->count ? &c->ops[c->count - 1] : NULL;
    chain_op *op = &c->ops[c->count++];
    *op = (chain_op){.kind = kind, .node = node};
    cnn_format(op->in_name, sizeof op->in_name, "%s", before ? before->out_name : "x");
    return op;
}

static void add_layer(chain *c, const cnn_recording *r, int node, int number) {
    const cnn_node *n = &r->net->nodes[node];
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    cnn_numbers numbers = n->op->numbers(&call, CNN_FORWARD, 0, 0, 0);
    float upstream = r->pass->grad[node].data[0], product = numbers.product;
    chain_op *op = add(c, CHAIN_TIMES, node);
    op->in = numbers.input;
    op->out = product;
    op->slope = op->parameter = numbers.weight;
    op->parameter_slope = op->in;
    op->parameter_gradient = r->share[n->weight_at];
    op->gradient = upstream;
    op->gradient_in = r->pass->grad[n->inputs[0]].data[0];
    op->has_parameter = true;
    name(op->out_name, "y", number);
    name(op->parameter_name, "w", number);
    if (!n->bias_count)
        return;
    op = add(c, CHAIN_PLUS, node);
    op->in = product;
    op->out = r->pass->value[node].data[0];
    op->slope = op->parameter_slope = 1;
    op->parameter = r->before[n->bias_at];
    op->parameter_gradient = r->share[n->bias_at];
    op->gradient = op->gradient_in = upstream;
    op->has_parameter = true;
    name(op->out_name, "z", number);
    name(op->parameter_name, "b", number);
}

static void add_function(chain *c, const cnn_recording *r, int node, int number) {
    const cnn_node *n = &r->net->nodes[node];
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    chain_op *op = add(c, CHAIN_FUNCTION, node);
    op->in = r->pass->value[n->inputs[0]].data[0];
    op->out = r->pass->value[node].data[0];
    op->slope = n->op->numbers(&call, CNN_BACKWARD, 0, 0, 0).weight;
    op->gradient = r->pass->grad[node].data[0];
    op->gradient_in = r->pass->grad[n->inputs[0]].data[0];
    name(op->out_name, "a", number);
}

static void add_loss(chain *c, const cnn_recording *r) {
    int node = r->net->loss;
    const cnn_op *op_of = r->net->nodes[node].op;
    bool square = op_of->target == CNN_TARGET_NUMBERS;
    chain_op *op = add(c, square ? CHAIN_SQUARE : CHAIN_LOSS, node);
    op->in = r->pass->value[r->net->output].data[0];
    op->out = r->pass->value[node].data[0];
    op->slope = op->gradient_in = r->pass->grad[r->net->output].data[0];
    op->gradient = 1;
    op->has_parameter = square && r->target;
    op->parameter = op->has_parameter ? r->target[0] : 0;
    cnn_format(op->out_name, sizeof op->out_name, "L");
    cnn_format(op->parameter_name, sizeof op->parameter_name, "t");
}

/* Operations, and layers with a weight; the last of these has a number where there are several. */
static int count_ops(const cnn_net *net, int *layers) {
    int count = 1;
    for (int i = 1; i <= net->output; i++) {
        const cnn_node *n = &net->nodes[i];
        *layers += n->weight_count > 0;
        count += n->weight_count ? 1 + (n->bias_count > 0) : 1;
    }
    return count;
}

cnn_status chain_of(const cnn_recording *r, chain *out) {
    int layers = 0, number = 0;
    cnn_status status = refuse(r->net);
    out->count = 0;
    if (cnn_failed(status))
        return status;
    if (count_ops(r->net, &layers) > CHAIN_MOST || layers > 4)
        return cnn_fail(CNN_BAD_INPUT, "show: chain: there are more than %d operations", CHAIN_MOST);
    if (r->net->nodes[r->net->loss].op->target == CNN_TARGET_CLASS)
        return cnn_fail(CNN_BAD_INPUT, "show: chain: with a single number the loss is mse, as in target: [1]");
    for (int i = 1; i <= r->net->output; i++) {
        bool weighs = r->net->nodes[i].weight_count > 0;
        number += weighs;
        int shown = layers > 1 ? number : 0;
        if (weighs)
            add_layer(out, r, i, shown);
        else
            add_function(out, r, i, shown);
    }
    add_loss(out, r);
    return cnn_ok();
}

int chain_step_at(const chain *c, cnn_phase phase, int node) {
    int before = 0, through = 0;
    for (int i = 0; i < c->count; i++) {
        before += c->ops[i].node < node;
        through += c->ops[i].node <= node;
    }
    return phase <= CNN_LOSS ? through : phase == CNN_BACKWARD ? 2 * c->count - before : 2 * c->count;
}

int chain_chosen(const chain *c, int step, int choice) {
    int reached = -1;
    for (int i = c->count - 1; i >= 0; i--) {
        bool back = step >= 2 * c->count - i && c->ops[i].kind <= CHAIN_PLUS;
        if (back && i == choice)
            return i;
        reached = back ? i : reached;
    }
    return reached;
}
