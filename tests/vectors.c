/* tests/vectors FILE...: runs vector files (format cnn-vectors/1, PyTorch's numbers) through the plain kernels, the
 * fast ones in both layouts, and step by step. A line for each failing case, a line naming each skipped one, and at the
 * end "N passed, N failed, N skipped". */
#include "document.h"
#include "kernels.h"
#include "net.h"
#include "optimizer.h"
#include "pass.h"
#include "recording.h"
#include "run_batch8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct tensor {
    int depth, shape[4];
    size_t count;
    float *data;
} tensor;

typedef struct vector_case {
    const cnn_document *d;
    cnn_yaml *node, *attrs;
    const char *id, *op;
    cnn_arena *arena;
    double rel, abs;
    char why[256]; /* of a failure */
    char skip[128];
} vector_case;

static bool read_tensor(vector_case *c, cnn_yaml *node, tensor *out) {
    memset(out, 0, sizeof *out);
    if (!node)
        return false;
    cnn_numbers_list list, shape;
    cnn_yaml *sizes = cnn_yaml_get(node, "shape");
    if (cnn_failed(cnn_yaml_matrix(c->d, cnn_yaml_get(node, "data"), "data", c->arena, &list)) ||
        cnn_failed(cnn_yaml_matrix(c->d, sizes, "shape", c->arena, &shape)))
        return false;
    out->depth = (int)shape.count;
    for (int i = 0; i < out->depth; i++)
        out->shape[i] = (int)shape.data[i];
    out->count = list.count;
    out->data = list.data;
    return true;
}

static cnn_shape shape_of(const tensor *t) {
    cnn_shape s = {1, 1, 1, 1};
    int *axes[] = {&s.n, &s.c, &s.h, &s.w};
    for (int i = 0; i < t->depth; i++)
        *axes[i] = t->shape[i];
    return s;
}

static void compare(vector_case *c, const char *what, const float *got, const tensor *want) {
    for (size_t i = 0; i < want->count && !c->why[0]; i++) {
        double g = (double)got[i], w = (double)want->data[i];
        bool same = (isnan(g) && isnan(w)) || g == w || fabs(g - w) <= c->abs + c->rel * fabs(w);
        if (!same)
            cnn_format(c->why, sizeof c->why, "%s[%zu] is %.9g, expected %.9g", what, i, g, w);
    }
}

static void integers(cnn_yaml *attrs, const char *key, int *out, int count) {
    cnn_yaml *list = cnn_yaml_get(attrs, key);
    for (int i = 0; i < count && list; i++)
        out[i] = atoi(cnn_yaml_text(cnn_yaml_is_list(list) ? cnn_yaml_item(list, i) : list));
}

static bool truth(cnn_yaml *attrs, const char *key) {
    const char *text = cnn_yaml_text(cnn_yaml_get(attrs, key));
    return text && !strcmp(text, "true");
}

static cnn_op_kind kind_of(const char *op) {
    static const struct {
        const char *theirs;
        cnn_op_kind ours;
    } names[] = {{"conv2d", CNN_OP_CONV2D}, {"maxpool2d", CNN_OP_MAX_POOL}, {"minpool2d", CNN_OP_MIN_POOL},
        {"avgpool2d", CNN_OP_AVG_POOL}, {"relu", CNN_OP_RELU}, {"leaky_relu", CNN_OP_LEAKY_RELU}, {"tanh", CNN_OP_TANH},
        {"sigmoid", CNN_OP_SIGMOID}, {"flatten", CNN_OP_FLATTEN}, {"linear", CNN_OP_DENSE}, {"softmax", CNN_OP_SOFTMAX},
        {"add", CNN_OP_ADD}, {"concat", CNN_OP_CONCAT}, {"softmax_cross_entropy", CNN_OP_LOSS_CROSS_ENTROPY},
        {"mse", CNN_OP_LOSS_MSE}, {"scaled_tanh", CNN_OP_SCALED_TANH}, {"adaptive_avgpool2d", CNN_OP_ADAPTIVE_AVG_POOL},
        {"pad2d", CNN_OP_PAD}, {"subsample2d", CNN_OP_SUBSAMPLE}, {"rbf", CNN_OP_RBF}, {"lrn", CNN_OP_LRN},
        {"batchnorm2d", CNN_OP_BATCH_NORM}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].theirs, op))
            return names[i].ours;
    return CNN_OP_COUNT;
}

/* Modes that the operators do not know; NULL when they know all of them. */
static const char *unknown_mode(cnn_yaml *attrs) {
    return cnn_yaml_get(attrs, "divisor_override") ? "divisor_override" : NULL;
}

static void number(cnn_yaml *attrs, const char *key, float *out) {
    if (cnn_yaml_get(attrs, key))
        *out = (float)atof(cnn_yaml_text(cnn_yaml_get(attrs, key)));
}

static void read_modes(vector_case *c, cnn_yaml *attrs, const tensor *weight, cnn_attrs *a) {
    const char *pad = cnn_yaml_text(cnn_yaml_get(attrs, "pad_mode")),
               *bias = cnn_yaml_text(cnn_yaml_get(attrs, "bias_kind"));
    for (int i = 0; pad && i < CNN_PAD_MODES; i++)
        if (!strcmp(pad, cnn_pad_mode_name((cnn_pad_mode)i)))
            a->pad_mode = (cnn_pad_mode)i;
    number(attrs, "pad_value", &a->pad_value);
    a->bias_per_unit = bias && !strcmp(bias, "per_unit");
    cnn_yaml *table = cnn_yaml_get(attrs, "connections");
    if (!table)
        return;
    uint8_t *seen = cnn_arena_alloc(c->arena, (size_t)(weight->shape[0] * weight->shape[1]), 1);
    for (int i = 0; i < cnn_yaml_count(table); i++)
        for (int j = 0; j < cnn_yaml_count(cnn_yaml_item(table, i)); j++)
            seen[i * weight->shape[1] + atoi(cnn_yaml_text(cnn_yaml_item(cnn_yaml_item(table, i), j)))] = 1;
    a->connections = seen;
    a->connected = weight->shape[1];
}

static cnn_attrs attrs_of(vector_case *c, cnn_yaml *attrs, cnn_op_kind kind, const tensor *weight, bool bias) {
    cnn_attrs a = cnn_attrs_default();
    int padding[4] = {0};
    a.bias = bias;
    integers(attrs, "kernel", a.kernel, 2);
    integers(attrs, "stride", a.stride, 2);
    integers(attrs, "dilation", a.dilation, 2);
    integers(attrs, "groups", &a.groups, 1);
    if (kind == CNN_OP_CONV2D) {
        integers(attrs, "padding", padding, 4);
        a.filters = weight->shape[0];
        a.kernel[0] = weight->shape[2];
        a.kernel[1] = weight->shape[3];
        memcpy(a.pad, padding, sizeof padding);
        read_modes(c, attrs, weight, &a);
    } else if (kind == CNN_OP_PAD) {
        integers(attrs, "padding", a.pad, 4);
        read_modes(c, attrs, weight, &a);
    } else {
        integers(attrs, "padding", padding, 2);
        a.pad[0] = a.pad[1] = padding[0];
        a.pad[2] = a.pad[3] = padding[1];
    }
    integers(attrs, "output_size", a.output, 2);
    integers(attrs, "size", &a.neighbours, 1);
    number(attrs, "A", &a.amplitude);
    number(attrs, "S", &a.steepness);
    number(attrs, "alpha", &a.alpha);
    number(attrs, "beta", &a.beta);
    number(attrs, "k", &a.k);
    number(attrs, "eps", &a.epsilon);
    number(attrs, "momentum", &a.blend);
    a.alpha_over_n = truth(attrs, "alpha_over_n");
    if (kind == CNN_OP_DENSE || kind == CNN_OP_RBF)
        a.units = weight->shape[0];
    a.ceil_mode = truth(attrs, "ceil_mode");
    a.count_include_pad = !cnn_yaml_get(attrs, "count_include_pad") || truth(attrs, "count_include_pad");
    if (cnn_yaml_get(attrs, "negative_slope"))
        a.slope = (float)atof(cnn_yaml_text(cnn_yaml_get(attrs, "negative_slope")));
    return a;
}

static void check_winners(vector_case *c, const cnn_op *op, const cnn_call *batch, const tensor *want) {
    cnn_shape out = batch->out.shape;
    size_t each = cnn_shape_image(out);
    for (size_t i = 0; i < want->count && !c->why[0]; i++) {
        int image = (int)(i / each);
        int64_t position = (int64_t)(i % each), taps = (int64_t)batch->attrs->kernel[0] * batch->attrs->kernel[1];
        cnn_call call = *batch;
        call.in[0] = cnn_tensor_image(batch->in[0], image);
        call.out = cnn_tensor_image(batch->out, image);
        int winner = -1;
        for (int64_t t = 0; t < taps; t++)
            if (op->numbers(&call, CNN_FORWARD, 0, position, t).taken) {
                cnn_tap tap = op->tap(&call, CNN_FORWARD, 0, position, t);
                winner = tap.row * batch->in[0].shape.w + tap.column;
            }
        if (winner != (int)want->data[i])
            cnn_format(c->why, sizeof c->why, "winner[%zu] is %d, expected %d", i, winner, (int)want->data[i]);
    }
}

/* The three ways to compute the same thing. */
enum { PLAIN, FAST, BATCH8, STEPS, WAYS };

/* Writes the output again from what the steps of each position say, where a position is one sum or one choice. */
static void forward_by_steps(const cnn_op *op, const cnn_call *batch) {
    for (int n = 0; n < batch->out.shape.n && (op->window || batch->weight); n++) {
        cnn_call call = *batch;
        call.in[0] = cnn_tensor_image(batch->in[0], n);
        call.out = cnn_tensor_image(batch->out, n);
        cnn_term terms[CNN_TERMS_MAX];
        op->terms(&call, CNN_FORWARD, terms);
        for (int64_t p = 0; p < cnn_term_positions(terms[0]); p++) {
            float sum = 0, taken = 0;
            for (int64_t t = 0; t < cnn_term_taps(terms[0]); t++) {
                cnn_numbers one = op->numbers(&call, CNN_FORWARD, 0, p, t);
                sum += one.product;
                taken = one.taken ? one.product : taken;
            }
            cnn_result r = op->result(&call, CNN_FORWARD, 0, p);
            bool picks = op == cnn_op_of(CNN_OP_MAX_POOL) || op == cnn_op_of(CNN_OP_MIN_POOL);
            call.out.data[p] = picks ? taken : sum / r.divisor + r.bias;
        }
    }
}

/* Adds every backward step to where it says. */
static void backward_by_steps(const cnn_op *op, const cnn_call *batch) {
    for (int n = 0; n < batch->in[0].shape.n; n++) {
        cnn_call call = *batch;
        for (int i = 0; i < call.inputs; i++) {
            call.in[i] = cnn_tensor_image(batch->in[i], n);
            call.din[i] = cnn_tensor_image(batch->din[i], n);
        }
        size_t each = cnn_shape_image(call.in[0].shape);
        call.out = cnn_tensor_image(batch->out, n);
        call.dout = cnn_tensor_image(batch->dout, n);
        call.labels = batch->labels ? batch->labels + n : NULL;
        call.target = batch->target ? batch->target + (size_t)n * each : NULL;
        cnn_term terms[CNN_TERMS_MAX];
        int last = op->terms(&call, CNN_BACKWARD, terms) - 1;
        for (int64_t p = 0; p < cnn_term_positions(terms[last]); p++) {
            for (int64_t t = 0; t < cnn_term_taps(terms[last]); t++) {
                cnn_tap tap = op->tap(&call, CNN_BACKWARD, last, p, t);
                cnn_numbers one = op->numbers(&call, CNN_BACKWARD, last, p, t);
                if (tap.input >= 0 && call.din[tap.source].data)
                    call.din[tap.source].data[tap.input] += one.dinput;
                if (tap.weight >= 0 && call.dweight)
                    call.dweight[tap.weight] += one.dweight;
            }
            int64_t plane = (int64_t)call.out.shape.h * call.out.shape.w;
            if (call.dbias)
                call.dbias[call.attrs->bias_per_unit ? p : p / plane] +=
                    op->result(&call, CNN_BACKWARD, last, p).gradient;
        }
    }
}

static void run_operator(vector_case *c, int way) {
    cnn_op_kind kind = kind_of(c->op);
    const cnn_op *op = cnn_op_of(kind);
    cnn_yaml *inputs = cnn_yaml_get(c->node, "inputs"), *params = cnn_yaml_get(c->node, "params"),
             *expect = cnn_yaml_get(c->node, "expect");
    tensor x, weight, bias, want, upstream;
    read_tensor(c, cnn_yaml_value(inputs, 0), &x);
    bool has_weight = read_tensor(c, cnn_yaml_get(params, "weight"), &weight);
    bool has_bias = read_tensor(c, cnn_yaml_get(params, "bias"), &bias);
    cnn_attrs attrs = attrs_of(c, c->attrs, kind, &weight, has_bias);
    cnn_shape in = shape_of(&x), one[CNN_INPUTS_MAX] = {{0}};
    tensor all[CNN_INPUTS_MAX] = {x};
    int count = cnn_yaml_count(inputs) < CNN_INPUTS_MAX ? cnn_yaml_count(inputs) : CNN_INPUTS_MAX;
    for (int i = 0; i < count; i++) {
        read_tensor(c, cnn_yaml_value(inputs, i), &all[i]);
        one[i] = shape_of(&all[i]);
        one[i].n = 1;
    }
    cnn_layout layout = {0};
    cnn_status status = op->infer(&attrs, one, count, &layout);
    if (cnn_failed(status)) {
        cnn_format(c->why, sizeof c->why, "%.200s", status.message);
        return;
    }
    cnn_shape out = layout.out;
    out.n = in.n;
    size_t room = cnn_shape_count(out) + 1;
    cnn_call call = {.attrs = &attrs,
        .inputs = 1,
        .in = {{in, x.data}},
        .out = {out, cnn_arena_alloc(c->arena, room, sizeof(float))},
        .weight = has_weight ? weight.data : NULL,
        .bias = has_bias ? bias.data : NULL,
        .din = {{in, cnn_arena_alloc(c->arena, x.count, sizeof(float))}},
        .dout = {out, cnn_arena_alloc(c->arena, room, sizeof(float))},
        .scratch = cnn_arena_alloc(c->arena, layout.scratch * (size_t)in.n + 1, sizeof(float)),
        .loss_scale = 1 / (float)in.n};
    call.inputs = count;
    for (int i = 1; i < count; i++) {
        call.in[i] = (cnn_tensor){shape_of(&all[i]), all[i].data};
        call.din[i] = (cnn_tensor){shape_of(&all[i]), cnn_arena_alloc(c->arena, all[i].count, sizeof(float))};
    }
    if (has_weight)
        call.dweight = cnn_arena_alloc(c->arena, weight.count, sizeof(float));
    if (has_bias)
        call.dbias = cnn_arena_alloc(c->arena, bias.count, sizeof(float));
    tensor target;
    if (read_tensor(c, cnn_yaml_get(c->attrs, "target"), &target))
        call.target = target.data;
    int labels[64];
    if (cnn_yaml_get(c->attrs, "targets")) {
        integers(c->attrs, "targets", labels, in.n);
        call.labels = labels;
    }
    if (read_tensor(c, cnn_yaml_get(c->node, "grad_output"), &upstream))
        memcpy(call.dout.data, upstream.data, upstream.count * sizeof(float));
    tensor means, variance;
    if (read_tensor(c, cnn_yaml_get(cnn_yaml_get(c->node, "state"), "running_mean"), &means) &&
        read_tensor(c, cnn_yaml_get(cnn_yaml_get(c->node, "state"), "running_var"), &variance)) {
        float *state = cnn_arena_alloc(c->arena, means.count * 2, sizeof *state);
        memcpy(state, means.data, means.count * sizeof *state);
        memcpy(state + means.count, variance.data, means.count * sizeof *state);
        call.state = state;
        call.batch = truth(c->attrs, "training") ? CNN_BATCH_MEASURED : CNN_BATCH_RUNNING;
    }
    bool fast = way == FAST;
    call.work = cnn_arena_alloc(c->arena, cnn_kernels_work(kind, CNN_FAST, &call) + 1, sizeof(float));
    if (way == BATCH8)
        run_batch8(c->arena, kind, &call, layout, true);
    else
        cnn_kernels_forward(kind, fast ? CNN_FAST : CNN_PLAIN, &call);
    if (way == STEPS) {
        forward_by_steps(op, &call);
        if (call.batch == CNN_BATCH_MEASURED) { /* the gradient's means over the batch, for which no step stands */
            cnn_call kept = call;
            kept.din[0].data = kept.dweight = kept.dbias = NULL;
            op->backward(&kept);
        }
        backward_by_steps(op, &call);
    } else if (way != BATCH8) {
        cnn_kernels_backward(kind, fast ? CNN_FAST : CNN_PLAIN, &call);
    }
    if (op->loss) {
        float mean = 0;
        for (int i = 0; i < in.n; i++)
            mean += call.out.data[i] / (float)in.n;
        if (read_tensor(c, cnn_yaml_get(expect, "loss"), &want))
            compare(c, "loss", &mean, &want);
    } else if (read_tensor(c, cnn_yaml_get(expect, "output"), &want)) {
        if (want.count != cnn_shape_count(out))
            cnn_format(c->why, sizeof c->why, "%zu outputs, expected %zu", cnn_shape_count(out), want.count);
        compare(c, "output", call.out.data, &want);
    }
    cnn_yaml *gradients = cnn_yaml_get(expect, "grad_inputs"), *parameters = cnn_yaml_get(expect, "grad_params");
    for (int i = 0; i < count; i++)
        if (read_tensor(c, cnn_yaml_get(gradients, cnn_yaml_text(cnn_yaml_key(inputs, i))), &want))
            compare(c, "gradient of the input", call.din[i].data, &want);
    if (read_tensor(c, cnn_yaml_get(parameters, "weight"), &want))
        compare(c, "gradient of the weights", call.dweight, &want);
    if (read_tensor(c, cnn_yaml_get(parameters, "bias"), &want))
        compare(c, "gradient of the bias", call.dbias, &want);
    if (read_tensor(c, cnn_yaml_get(expect, kind == CNN_OP_MIN_POOL ? "argmin" : "argmax"), &want))
        check_winners(c, op, &call, &want);
}

static bool add_layers(vector_case *c, cnn_netdesc *desc) {
    cnn_yaml *layers = cnn_yaml_get(c->node, "layers"), *params = cnn_yaml_get(c->node, "params");
    for (int i = 0; i < cnn_yaml_count(layers); i++) {
        cnn_yaml *layer = cnn_yaml_item(layers, i), *attrs = cnn_yaml_get(layer, "attrs"),
                 *inputs = cnn_yaml_get(layer, "inputs");
        const char *op = cnn_yaml_text(cnn_yaml_get(layer, "op")), *name = cnn_yaml_text(cnn_yaml_get(layer, "name"));
        cnn_op_kind kind = kind_of(op);
        if (kind == CNN_OP_COUNT || unknown_mode(attrs)) {
            cnn_format(c->skip, sizeof c->skip, "operator %s", op);
            return false;
        }
        char key[80];
        tensor weight, bias;
        cnn_format(key, sizeof key, "%s.weight", name);
        bool has_weight = read_tensor(c, cnn_yaml_get(params, key), &weight);
        cnn_format(key, sizeof key, "%s.bias", name);
        bool has_bias = read_tensor(c, cnn_yaml_get(params, key), &bias);
        cnn_layer *made = cnn_netdesc_add(desc, c->arena, kind, name);
        made->attrs = attrs_of(c, attrs, kind, &weight, has_bias);
        made->weights = has_weight ? weight.data : NULL;
        made->weight_count = weight.count;
        made->biases = has_bias ? bias.data : NULL;
        made->bias_count = bias.count;
        made->input_count = cnn_yaml_count(inputs);
        for (int j = 0; j < made->input_count; j++)
            made->inputs[j] = cnn_netdesc_find(desc, cnn_yaml_text(cnn_yaml_item(inputs, j)));
    }
    return true;
}

static void compare_parameters(
    vector_case *c, const cnn_net *net, cnn_yaml *expected, const char *what, const float *block) {
    for (int i = 0; i < cnn_yaml_count(expected); i++) {
        char name[80], label[120];
        cnn_format(name, sizeof name, "%s", cnn_yaml_text(cnn_yaml_key(expected, i)));
        cnn_format(label, sizeof label, "%s %s", what, name);
        char *dot = strrchr(name, '.');
        bool bias = dot && !strcmp(dot, ".bias"), running = dot && !strncmp(dot, ".running", 8);
        bool variance = running && !strcmp(dot, ".running_var");
        if (dot)
            *dot = '\0';
        int node = cnn_net_find(net, name);
        tensor want;
        if (node > 0 && read_tensor(c, cnn_yaml_value(expected, i), &want))
            compare(c, label,
                block + (running   ? net->nodes[node].state_at + (variance ? want.count : 0)
                            : bias ? net->nodes[node].bias_at
                                   : net->nodes[node].weight_at),
                &want);
    }
}

/* The whole backward pass of a network, walked from its recordings, one image after the other. */
static void walk_backward(const cnn_net *net, cnn_pass *batch, const float *parameters, const int *labels,
    const cnn_train_settings *settings, float *gradients, float *dinput) {
    size_t each = cnn_shape_image(net->nodes[0].layout.out);
    for (int image = 0; image < batch->used; image++) {
        cnn_record_input in = {.label = labels[image],
            .pixels = batch->value[0].data + (size_t)image * each,
            .batch = batch->used,
            .parameters = parameters,
            .parts = &batch,
            .part_count = 1};
        cnn_recording *r;
        if (cnn_failed(cnn_recording_new(net, settings, &in, &r)))
            return;
        float scale = 1 / (float)batch->used;
        for (int64_t i = 0; i < r->walk->steps; i++) {
            cnn_address a = cnn_walk_address(r->walk, i, CNN_DEPTH_PRODUCT);
            if (a.phase != CNN_BACKWARD)
                continue;
            cnn_step s = cnn_recording_step(r, a);
            const cnn_node *node = &net->nodes[a.node];
            if (s.cell.weight >= 0)
                gradients[node->weight_at + (size_t)s.cell.weight] += s.numbers.dweight * scale;
            if (node->inputs[s.cell.source] == 0 && s.cell.input >= 0)
                dinput[(size_t)image * each + (size_t)s.cell.input] += s.numbers.dinput * scale;
            if (node->bias_count && s.tap == 0)
                gradients[node->bias_at + (size_t)a.map] += s.result.gradient * scale;
        }
        cnn_recording_free(r);
    }
}

static const float *images_of(vector_case *c, const cnn_pass *pass, cnn_tensor t) {
    size_t each = cnn_shape_image(t.shape);
    float *numbers = cnn_arena_alloc(c->arena, each * (size_t)pass->used, sizeof *numbers);
    for (int i = 0; i < pass->used; i++)
        cnn_pass_read(pass, t, i, numbers + (size_t)i * each);
    return numbers;
}

static void run_network(vector_case *c, int way) {
    cnn_yaml *expect = cnn_yaml_get(c->node, "expect"), *optimizer = cnn_yaml_get(c->node, "optimizer");
    tensor input, losses, want;
    read_tensor(c, cnn_yaml_get(c->node, "input"), &input);
    read_tensor(c, cnn_yaml_get(expect, "loss"), &losses);
    const char *kind = cnn_yaml_text(cnn_yaml_get(optimizer, "kind"));
    bool nesterov = truth(optimizer, "nesterov");
    if (cnn_optimizer_named(kind) == CNN_OPTIMIZER_COUNT) {
        cnn_format(c->skip, sizeof c->skip, "optimizer %s", kind);
        return;
    }
    cnn_netdesc *desc = cnn_netdesc_new(c->arena, c->id);
    cnn_shape in = shape_of(&input);
    desc->input = (cnn_shape){1, in.c, in.h, in.w};
    desc->loss = kind_of(cnn_yaml_text(cnn_yaml_get(c->node, "loss")));
    if (!add_layers(c, desc))
        return;
    cnn_net *net;
    cnn_pass *pass;
    cnn_status status = cnn_net_new(desc, &net);
    if (!cnn_failed(status))
        status = cnn_pass_new(net, in.n, true, way == FAST ? CNN_FAST : way == BATCH8 ? CNN_BATCH8 : CNN_PLAIN, &pass);
    if (cnn_failed(status)) {
        cnn_format(c->why, sizeof c->why, "%.200s", status.message);
        return;
    }
    float *parameters = cnn_arena_alloc(c->arena, net->parameters, sizeof(float));
    float *gradients = cnn_arena_alloc(c->arena, net->parameters, sizeof(float));
    float *momentum = cnn_arena_alloc(c->arena, net->parameters * 2, sizeof(float));
    cnn_net_initialize(net, desc, 1, parameters);
    cnn_train_settings settings = cnn_train_settings_default();
    settings.batch = in.n;
    settings.optimizer = nesterov ? CNN_NESTEROV : cnn_optimizer_named(kind);
    settings.momentum = 0;
    number(optimizer, "lr", &settings.rate);
    number(optimizer, "momentum", &settings.momentum);
    number(optimizer, "weight_decay", &settings.decay);
    number(optimizer, "eps", &settings.epsilon);
    cnn_yaml *betas = cnn_yaml_get(optimizer, "betas");
    if (betas) {
        settings.beta1 = (float)atof(cnn_yaml_text(cnn_yaml_item(betas, 0)));
        settings.beta2 = (float)atof(cnn_yaml_text(cnn_yaml_item(betas, 1)));
    }
    int labels[64];
    integers(c->node, "targets", labels, in.n);
    pass->labels = labels;
    pass->loss_scale = 1 / (float)in.n;
    for (int i = 0; i < in.n; i++)
        cnn_pass_write(pass, pass->value[0], i, input.data + (size_t)i * cnn_shape_image(in));
    for (int step = 0; step <= 5 && !c->why[0]; step++) {
        if (step == 5 && read_tensor(c, cnn_yaml_get(expect, "eval_output_after"), &want)) {
            pass->batch = CNN_BATCH_RUNNING;
            cnn_pass_forward(pass, parameters);
            compare(c, "output in evaluation", images_of(c, pass, pass->value[net->output]), &want);
        }
        pass->batch = CNN_BATCH_MEASURED;
        cnn_pass_forward(pass, parameters);
        float mean = 0;
        for (int i = 0; i < in.n; i++)
            mean += pass->value[net->loss].data[i] / (float)in.n;
        tensor one = {.count = 1, .data = losses.data + step};
        compare(c, "loss", &mean, &one);
        memset(gradients, 0, net->parameters * sizeof(float));
        cnn_pass_backward(pass, parameters, gradients, true);
        if (way == STEPS) {
            memset(gradients, 0, net->parameters * sizeof(float));
            memset(pass->grad[0].data, 0, cnn_shape_count(pass->grad[0].shape) * sizeof(float));
            walk_backward(net, pass, parameters, labels, &settings, gradients, pass->grad[0].data);
        }
        cnn_yaml *values = step ? NULL : cnn_yaml_get(expect, "forward");
        for (int i = 0; i < cnn_yaml_count(values); i++) {
            int node = cnn_net_find(net, cnn_yaml_text(cnn_yaml_key(values, i)));
            if (node > 0 && read_tensor(c, cnn_yaml_value(values, i), &want))
                compare(c, net->nodes[node].name, images_of(c, pass, pass->value[node]), &want);
        }
        if (step == 0) {
            compare_parameters(c, net, cnn_yaml_get(expect, "grads"), "gradient of", gradients);
            if (read_tensor(c, cnn_yaml_get(expect, "grad_input"), &want))
                compare(c, "gradient of the input", images_of(c, pass, pass->grad[0]), &want);
        }
        if (step < 5)
            cnn_pass_keep_statistics(&pass, 1, parameters);
        settings.made = step;
        cnn_optimizer_step(&settings, net->learning, parameters, gradients, momentum, momentum + net->parameters);
        char key[8];
        cnn_format(key, sizeof key, "%d", step + 1);
        compare_parameters(c, net, cnn_yaml_get(cnn_yaml_get(expect, "params_after"), key), "after steps", parameters);
    }
    cnn_pass_free(pass);
    cnn_net_free(net);
}

static void run_case(vector_case *c) {
    bool network = !strcmp(c->op, "network");
    if (!network && kind_of(c->op) == CNN_OP_COUNT)
        cnn_format(c->skip, sizeof c->skip, "operator %s", c->op);
    else if (!network && unknown_mode(c->attrs))
        cnn_format(c->skip, sizeof c->skip, "mode %s", unknown_mode(c->attrs));
    static const char *const names[WAYS] = {"plain", "fast", "eight at a time", "step by step"};
    for (int kernels = 0; kernels < WAYS && !c->skip[0] && !c->why[0]; kernels++) {
        if (network)
            run_network(c, kernels);
        else
            run_operator(c, kernels);
        if (c->why[0]) {
            char why[256];
            cnn_format(why, sizeof why, "%s: %.240s", names[kernels], c->why);
            memcpy(c->why, why, sizeof why);
        }
    }
}

int main(int count, char **arguments) {
    int passed = 0, failed = 0, skipped = 0;
    if (count < 2) {
        fprintf(stderr, "vectors: usage: vectors FILE...\n");
        return 2;
    }
    for (int f = 1; f < count; f++) {
        cnn_document *d;
        cnn_status status = cnn_document_open(arguments[f], &d);
        if (cnn_failed(status)) {
            printf("failed %s\n", status.message);
            failed++;
            continue;
        }
        cnn_yaml *cases = cnn_yaml_get(cnn_document_root(d), "cases");
        if (!cnn_yaml_count(cases)) {
            printf("failed %s: no cases\n", arguments[f]);
            failed++;
        }
        for (int i = 0; i < cnn_yaml_count(cases); i++) {
            vector_case c = {.d = d, .node = cnn_yaml_item(cases, i), .arena = cnn_arena_new()};
            c.id = cnn_yaml_text(cnn_yaml_get(c.node, "id"));
            c.op = cnn_yaml_text(cnn_yaml_get(c.node, "op"));
            c.attrs = cnn_yaml_get(c.node, "attrs");
            c.rel = 1e-5;
            c.abs = 1e-6;
            run_case(&c);
            failed += c.why[0] != 0;
            skipped += c.skip[0] != 0;
            passed += !c.why[0] && !c.skip[0];
            if (c.why[0])
                printf("failed %s: %s\n", c.id, c.why);
            else if (c.skip[0])
                printf("skipped %s: %s\n", c.id, c.skip);
            cnn_arena_free(c.arena);
        }
        cnn_document_free(d);
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed ? 1 : 0;
}
