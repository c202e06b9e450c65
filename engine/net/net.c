/* Builds the graph: shapes are inferred starting from the input, and parameters are laid out one after the other. */
#include "net.h"

#include "rng.h"

#include <math.h>
#include <string.h>

static const size_t PARAMETERS_MAX = (size_t)1 << 29;

static cnn_status at_layer(const cnn_netdesc *desc, const cnn_layer *layer, const char *reason) {
    if (desc->file && layer->line)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: layer %s: %s", desc->file, layer->line, layer->name, reason);
    return cnn_fail(CNN_BAD_INPUT, "layer %s: %s", layer->name, reason);
}

/* Outer levels of nesting may be left out: those of a single filter, channel or unit. */
static bool nested_right(const cnn_layer *layer, const cnn_node *node) {
    int wanted[4] = {node->layout.weight.n, node->layout.weight.c, node->layout.weight.h, node->layout.weight.w};
    int axes = node->op->weight_axes, depth = layer->weight_depth, outer = 1;
    if (depth == 0)
        return true;
    for (int i = 0; i < depth - 1; i++)
        if (layer->weight_sizes[depth - 1 - i] != wanted[axes - 1 - i])
            return false;
    for (int i = 0; i < axes - depth + 1; i++)
        outer *= wanted[i];
    return layer->weight_sizes[0] == outer;
}

static cnn_status check_numbers(const cnn_netdesc *desc, const cnn_layer *layer, const cnn_node *node) {
    char reason[200];
    bool weights = layer->weights && (layer->weight_count != node->weight_count || !nested_right(layer, node));
    if (!weights && !(layer->biases && layer->bias_count != node->bias_count))
        return cnn_ok();
    if (weights && layer->weight_count == node->weight_count && node->op->weight_axes == 2)
        cnn_format(reason, sizeof reason, "the weights are a row for each unit: %d rows of %d, as in [[%s], ...]",
            node->layout.weight.n, node->layout.weight.c, node->layout.weight.c > 1 ? "1, 2" : "1");
    else if (weights)
        cnn_format(reason, sizeof reason, "%zu weights are given and %zu needed (%d x %d x %d x %d)",
            layer->weight_count, node->weight_count, node->layout.weight.n, node->layout.weight.c,
            node->layout.weight.h, node->layout.weight.w);
    else
        cnn_format(reason, sizeof reason, "%zu biases are given and %zu needed", layer->bias_count, node->bias_count);
    return at_layer(desc, layer, reason);
}

/* What a layer says of its input, as PyTorch's in_channels does, must be so. */
static cnn_status check_reads(const cnn_netdesc *desc, const cnn_layer *layer, const cnn_op *op, cnn_shape in) {
    char reason[120];
    bool units = op->family == CNN_FAMILY_UNITS, flat = in.h == 1 && in.w == 1;
    size_t found = units ? cnn_shape_image(in) : (size_t)in.c;
    if (!layer->reads || (size_t)layer->reads == found)
        return cnn_ok();
    cnn_format(reason, sizeof reason, "it says that it reads %d %s, but in front of it there %s %zu", layer->reads,
        units || flat ? "numbers" : "channels", found == 1 ? "is" : "are", found);
    return at_layer(desc, layer, reason);
}

static cnn_status add_layer(cnn_net *net, const cnn_netdesc *desc, int index) {
    const cnn_layer *layer = &desc->layers[index];
    cnn_node *node = &net->nodes[index + 1];
    cnn_shape in[CNN_INPUTS_MAX];
    node->name = cnn_arena_text(net->arena, layer->name, strlen(layer->name));
    if (!node->name)
        return cnn_no_memory(layer->name, strlen(layer->name));
    node->op = cnn_op_of(layer->op);
    node->kind = layer->op;
    node->attrs = layer->attrs;
    node->line = layer->line;
    if (layer->attrs.connections) {
        size_t cells = (size_t)layer->attrs.filters * (size_t)layer->attrs.connected;
        uint8_t *table = cnn_arena_alloc(net->arena, cells, 1);
        if (!table)
            return cnn_no_memory(layer->name, cells);
        memcpy(table, layer->attrs.connections, cells);
        node->attrs.connections = table;
    }
    node->input_count = layer->input_count;
    for (int i = 0; i < layer->input_count; i++) {
        node->inputs[i] = layer->inputs[i] + 1;
        in[i] = net->nodes[node->inputs[i]].layout.out;
    }
    if (layer->input_count < node->op->inputs_min || layer->input_count > node->op->inputs_max)
        return at_layer(
            desc, layer, node->op->inputs_max == 1 ? "takes exactly one input" : "has the wrong number of inputs");
    if (node->op->axis)
        cnn_attrs_resolve_same(node->op, &node->attrs, in[0]);
    cnn_status status = node->op->infer(&node->attrs, in, layer->input_count, &node->layout);
    if (cnn_failed(status))
        return at_layer(desc, layer, status.message);
    status = check_reads(desc, layer, node->op, in[0]);
    if (cnn_failed(status))
        return status;
    if (!cnn_shape_within(node->layout.out, CNN_TENSOR_MAX))
        return at_layer(desc, layer, "its output has more than 2^31 numbers");
    bool many = !cnn_shape_within(node->layout.weight, PARAMETERS_MAX);
    node->weight_count = many ? 0 : cnn_shape_count(node->layout.weight);
    node->bias_count = (size_t)node->layout.bias;
    node->state_count = node->layout.state;
    net->parameters += node->weight_count + node->bias_count + node->state_count;
    net->absent += node->layout.absent;
    if (many || net->parameters > PARAMETERS_MAX)
        return at_layer(
            desc, layer, "with it the network has more than 2^29 parameters (2 GiB), which is more than Stride opens");
    return check_numbers(desc, layer, node);
}

/* Lays the parameters out in order: first those of the layers that learn, then those of the fixed ones. */
static void place_parameters(cnn_net *net) {
    size_t at = 0;
    for (int fixed = 0; fixed < 2; fixed++) {
        for (int i = 1; i <= net->output; i++) {
            cnn_node *node = &net->nodes[i];
            if (node->attrs.fixed != (fixed == 1))
                continue;
            node->weight_at = at;
            node->bias_at = at + node->weight_count;
            at += node->weight_count + node->bias_count;
        }
        net->learning = fixed ? net->learning : at;
    }
    for (int i = 1; i <= net->output; i++) {
        net->nodes[i].state_at = at;
        at += net->nodes[i].state_count;
    }
}

static cnn_status add_loss(cnn_net *net, const cnn_netdesc *desc) {
    cnn_node *loss = &net->nodes[net->loss];
    int from = net->output;
    const cnn_op *op = cnn_op_of(desc->loss);
    if (from > 0 && net->nodes[from].op == op->contains)
        from = net->nodes[from].inputs[0];
    *loss = (cnn_node){.name = "loss", .op = op, .kind = desc->loss, .input_count = 1};
    loss->inputs[0] = from;
    loss->attrs = cnn_attrs_default();
    if (op->target == CNN_TARGET_NUMBERS) {
        loss->attrs.hot = desc->hot;
        loss->attrs.cold = desc->cold;
    }
    loss->weight_at = loss->bias_at = net->parameters;
    cnn_shape in = net->nodes[from].layout.out;
    if (desc->target && desc->target_count != cnn_shape_image(in))
        return cnn_fail(CNN_BAD_INPUT, "%s: the %s has %zu numbers and the output of %s %zu",
            desc->file ? desc->file : desc->name, op->target == CNN_TARGET_GRADIENT ? "gradient" : "target",
            desc->target_count, net->nodes[from].name, cnn_shape_image(in));
    if (desc->label >= 0 && (size_t)desc->label >= cnn_shape_image(in))
        return cnn_fail(CNN_BAD_INPUT, "%s: target class %d, but %s gives only %zu numbers",
            desc->file ? desc->file : desc->name, desc->label, net->nodes[from].name, cnn_shape_image(in));
    if (desc->copies) {
        cnn_shape input = net->nodes[0].layout.out;
        if (!cnn_shape_equal(in, input))
            return cnn_fail(CNN_BAD_INPUT,
                "%s: the target is the input, which is %d x %d x %d, and the output of %s is %d x %d x %d",
                desc->file ? desc->file : desc->name, input.h, input.w, input.c, net->nodes[from].name, in.h, in.w,
                in.c);
        loss->inputs[loss->input_count++] = 0;
    }
    return loss->op->infer(&loss->attrs, &in, 1, &loss->layout);
}

bool cnn_net_classifies(const cnn_net *net) {
    return net->nodes[net->loss].input_count == 1;
}

bool cnn_net_least_wins(const cnn_net *net) {
    return net->nodes[net->loss].op->target == CNN_TARGET_SMALLEST;
}

int cnn_net_class(const cnn_net *net, const float *output) {
    size_t count = cnn_shape_image(net->nodes[net->output].layout.out), best = 0;
    bool distances = cnn_net_least_wins(net);
    for (size_t i = 1; i < count; i++)
        if (distances ? output[i] < output[best] : output[i] > output[best])
            best = i;
    return (int)best;
}

static void mark_path(cnn_net *net) {
    net->nodes[net->loss].on_path = true;
    for (int i = net->loss; i > 0; i--)
        for (int j = 0; j < net->nodes[i].input_count && net->nodes[i].on_path; j++)
            net->nodes[net->nodes[i].inputs[j]].on_path = true;
}

static cnn_status copy_levels(cnn_net *net, const cnn_netdesc *desc) {
    size_t channels = (size_t)desc->input.c;
    net->levels = cnn_netdesc_levels(desc);
    const float **lists[] = {&net->levels.mean, &net->levels.std};
    for (int i = 0; i < 2; i++) {
        if (!*lists[i])
            continue;
        float *copy = cnn_arena_alloc(net->arena, channels, sizeof *copy);
        if (!copy)
            return cnn_no_memory("a network", channels * sizeof *copy);
        memcpy(copy, *lists[i], channels * sizeof *copy);
        *lists[i] = copy;
    }
    return cnn_ok();
}

static cnn_status build(cnn_net *net, const cnn_netdesc *desc) {
    net->fit = desc->fit;
    net->name = cnn_arena_text(net->arena, desc->name, strlen(desc->name));
    net->file = desc->file ? cnn_arena_text(net->arena, desc->file, strlen(desc->file)) : NULL;
    net->count = desc->count + 2;
    net->nodes = cnn_arena_alloc(net->arena, (size_t)net->count, sizeof *net->nodes);
    if (!net->name || !net->nodes)
        return cnn_no_memory("a network", (size_t)net->count * sizeof *net->nodes);
    net->output = desc->count;
    net->loss = desc->count + 1;
    cnn_shape in = desc->input;
    if (in.c < 1 || in.h < 1 || in.w < 1 || in.c > CNN_AXIS_MAX || in.h > CNN_AXIS_MAX || in.w > CNN_AXIS_MAX ||
        !cnn_shape_within((cnn_shape){1, in.c, in.h, in.w}, CNN_TENSOR_MAX))
        return cnn_fail(CNN_BAD_INPUT, "%s: an input of %d x %d x %d cannot be used",
            desc->file ? desc->file : desc->name, in.c, in.h, in.w);
    cnn_status status = copy_levels(net, desc);
    net->nodes[0] = (cnn_node){.name = "input", .kind = CNN_OP_COUNT, .layout = {.out = {1, in.c, in.h, in.w}}};
    for (int i = 0; i < desc->count && !cnn_failed(status); i++)
        status = add_layer(net, desc, i);
    if (cnn_failed(status))
        return status;
    place_parameters(net);
    status = add_loss(net, desc);
    mark_path(net);
    return status;
}

cnn_status cnn_net_new(const cnn_netdesc *desc, cnn_net **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net = arena ? cnn_arena_alloc(arena, 1, sizeof *net) : NULL;
    if (!net) {
        cnn_arena_free(arena);
        return cnn_no_memory("a network", sizeof *net);
    }
    net->arena = arena;
    cnn_status status = build(net, desc);
    if (cnn_failed(status))
        cnn_net_free(net);
    else
        *out = net;
    return status;
}

void cnn_net_free(cnn_net *net) {
    if (net)
        cnn_arena_free(net->arena);
}

int cnn_net_find(const cnn_net *net, const char *name) {
    for (int i = 0; i < net->count; i++)
        if (!strcmp(net->nodes[i].name, name))
            return i;
    return -1;
}

void cnn_net_initialize(const cnn_net *net, const cnn_netdesc *desc, uint64_t seed, float *parameters) {
    cnn_rng rng = cnn_rng_seeded(seed, 0);
    for (int i = 0; i < desc->count; i++) {
        const cnn_node *node = &net->nodes[i + 1];
        const cnn_layer *layer = &desc->layers[i];
        if (!node->weight_count)
            continue;
        if (node->state_count) {
            for (size_t j = 0; j < node->bias_count; j++) {
                parameters[node->weight_at + j] = layer->weights ? layer->weights[j] : 1;
                parameters[node->bias_at + j] = layer->biases ? layer->biases[j] : 0;
                parameters[node->state_at + j] = layer->mean ? layer->mean[j] : 0;
                parameters[node->state_at + node->bias_count + j] = layer->variance ? layer->variance[j] : 1;
            }
            continue;
        }
        float bound = 1 / sqrtf((float)(node->weight_count / (size_t)node->layout.weight.n));
        float wide = desc->he ? sqrtf(6) * bound : bound;
        for (size_t j = 0; j < node->weight_count; j++) {
            float drawn = cnn_rng_uniform(&rng, -wide, wide);
            bool seen = !node->attrs.connections ||
                        node->attrs.connections[j / ((size_t)node->layout.weight.h * (size_t)node->layout.weight.w)];
            float begin = node->attrs.start != 0 ? node->attrs.start : node->op->weights_begin,
                  begun = begin != 0 ? begin : drawn;
            parameters[node->weight_at + j] = !seen ? 0 : layer->weights ? layer->weights[j] : begun;
        }
        bool given_or_zero = layer->biases || layer->weights || desc->he || node->op->weights_begin != 0;
        for (size_t j = 0; j < node->bias_count; j++) {
            float drawn = cnn_rng_uniform(&rng, -bound, bound);
            float given = layer->biases ? layer->biases[j] : 0;
            parameters[node->bias_at + j] = given_or_zero ? given : drawn;
        }
    }
}

cnn_axis cnn_net_axis(const cnn_net *net, int node, int which) {
    const cnn_node *n = &net->nodes[node];
    return cnn_op_axis(n->op, &n->attrs, which, net->nodes[n->inputs[0]].layout.out, n->layout.out);
}

int cnn_net_shown_axis(const cnn_net *net, int node) {
    const cnn_node *n = &net->nodes[node];
    return cnn_op_shown_axis(n->op, &n->attrs, net->nodes[n->inputs[0]].layout.out, n->layout.out);
}

bool cnn_node_parameter(const cnn_node *node, cnn_parameter which, cnn_parameter_block *out) {
    size_t maps = node->state_count / 2;
    size_t at[CNN_PARAMETERS] = {node->weight_at, node->bias_at, node->state_at, node->state_at + maps},
           count[CNN_PARAMETERS] = {node->weight_count, node->bias_count, maps, maps};
    if (!node->op || !count[which])
        return false;
    cnn_shape w = node->layout.weight;
    *out = (cnn_parameter_block){.name = node->op->parameters[which],
        .at = at[which],
        .count = count[which],
        .axes = which == CNN_WEIGHT ? node->op->weight_axes : 1,
        .sizes = {w.n, w.c, w.h, w.w}};
    if (which != CNN_WEIGHT)
        out->sizes[0] = (int)count[which];
    return true;
}

cnn_call cnn_net_shape_call(const cnn_net *net, int node) {
    const cnn_node *n = &net->nodes[node];
    cnn_call call = {.attrs = &n->attrs, .inputs = n->input_count, .loss_scale = 1};
    for (int i = 0; i < n->input_count; i++)
        call.in[i].shape = net->nodes[n->inputs[i]].layout.out;
    call.out.shape = n->layout.out;
    return call;
}
