/* Network cases: five training steps of a whole network, in each of the four ways. */
#include "vectors_case.h"

#include "pass.h"
#include "recording.h"

#include <string.h>

/* A network as it goes through the steps. */
typedef struct course {
    cnn_net *net;
    cnn_pass *pass;
    cnn_train_settings settings;
    float *parameters, *gradients, *momentum;
    const int *labels;   /* NULL: the target is numbers */
    const float *target; /* NULL: the target is classes */
    loss_scale scale;
} course;

static bool add_layer(vector_case *c, cnn_netdesc *desc, const cnn_yaml *layer) {
    cnn_yaml *attrs = cnn_yaml_get(layer, "attrs"), *inputs = cnn_yaml_get(layer, "inputs"),
             *params = cnn_yaml_get(c->node, "params");
    const char *op = cnn_yaml_text(cnn_yaml_get(layer, "op")), *name = cnn_yaml_text(cnn_yaml_get(layer, "name"));
    char key[80];
    tensor weight, bias;
    int count = cnn_yaml_count(inputs);
    if (!case_knows(c, op, attrs))
        return false;
    if (!name || strlen(name) >= CNN_NAME_MAX || count < 1 || count > CNN_INPUTS_MAX) {
        case_fails(c, "a layer has no name, or not 1 to %d inputs", CNN_INPUTS_MAX);
        return false;
    }
    cnn_format(key, sizeof key, "%s.weight", name);
    case_tensor(c, cnn_yaml_get(params, key), &weight);
    cnn_format(key, sizeof key, "%s.bias", name);
    case_tensor(c, cnn_yaml_get(params, key), &bias);
    cnn_op_kind kind = case_kind(op);
    cnn_layer *made = cnn_netdesc_add(desc, c->arena, kind, name);
    if (!made) {
        case_fails(c, "no memory for a layer");
        return false;
    }
    made->attrs = case_attrs(c, attrs, kind, &weight, bias.count > 0);
    made->weights = weight.count ? weight.data : NULL;
    made->weight_count = weight.count;
    made->biases = bias.count ? bias.data : NULL;
    made->bias_count = bias.count;
    made->input_count = count;
    for (int j = 0; j < count; j++) {
        const char *from = cnn_yaml_text(cnn_yaml_item(inputs, j));
        made->inputs[j] = from ? cnn_netdesc_find(desc, from) : -2;
        if (made->inputs[j] == -2 || made->inputs[j] >= desc->count - 1)
            case_fails(c, "layer %s reads %.40s, which is no earlier layer", name, from ? from : "nothing");
    }
    return !case_is_over(c);
}

static void compare_parameters(
    vector_case *c, const cnn_net *net, cnn_yaml *expected, const char *what, const float *block) {
    for (int i = 0; i < cnn_yaml_count(expected) && !c->why[0]; i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(expected, i)), *dot = strrchr(name, '.');
        char layer[80], label[160];
        cnn_parameter_block b;
        tensor want;
        cnn_format(layer, sizeof layer, "%.*s", (int)(dot ? dot - name : 0), name);
        cnn_format(label, sizeof label, "%s %.100s", what, name);
        int node = cnn_net_find(net, layer), which = 0;
        while (node > 0 && which < CNN_PARAMETERS &&
               !(cnn_node_parameter(&net->nodes[node], (cnn_parameter)which, &b) && !strcmp(b.name, dot + 1)))
            which++;
        if (node > 0 && which < CNN_PARAMETERS && case_tensor(c, cnn_yaml_value(expected, i), &want))
            case_compare(c, label, block + b.at, b.count, &want);
        else if (!strstr(name, "num_batches"))
            case_fails(c, "there is no parameter %.100s", name);
    }
}

/* Adds the backward steps of one image. */
static void add_steps(const cnn_recording *r, float scale, float *gradients, float *dinput) {
    const cnn_net *net = r->net;
    for (int64_t i = 0; i < r->walk->steps; i++) {
        cnn_address a = cnn_walk_address(r->walk, i, CNN_DEPTH_PRODUCT);
        if (a.phase != CNN_BACKWARD)
            continue;
        cnn_step s = cnn_recording_step(r, a);
        const cnn_node *node = &net->nodes[a.node];
        cnn_call call = cnn_pass_call(r->pass, r->before, a.node, 0);
        int64_t bias = node->op->bias ? node->op->bias(&call, a.term, s.position) : -1;
        if (s.cell.weight >= 0)
            gradients[node->weight_at + (size_t)s.cell.weight] += s.numbers.dweight * scale;
        if (node->inputs[s.cell.source] == 0 && s.cell.input >= 0)
            dinput[s.cell.input] += s.numbers.dinput * scale;
        if (node->bias_count && bias >= 0 && s.tap == 0)
            gradients[node->bias_at + (size_t)bias] += s.result.gradient * scale;
    }
}

/* The whole backward pass of a network, walked from its recordings, one image after the other. */
static void walk_backward(vector_case *c, course *at) {
    cnn_pass *batch = at->pass;
    size_t each = cnn_shape_image(at->net->nodes[0].layout.out),
           wanted = cnn_shape_image(at->net->nodes[at->net->nodes[at->net->loss].inputs[0]].layout.out);
    memset(at->gradients, 0, at->net->parameters * sizeof(float));
    memset(batch->grad[0].data, 0, cnn_shape_count(batch->grad[0].shape) * sizeof(float));
    for (int image = 0; image < batch->used; image++) {
        cnn_record_input in = {.label = at->labels ? at->labels[image] : -1,
            .target = at->target ? at->target + (size_t)image * wanted : NULL,
            .pixels = batch->value[0].data + (size_t)image * each,
            .batch = batch->used,
            .parameters = at->parameters,
            .parts = &batch,
            .part_count = 1};
        cnn_recording *r;
        cnn_status status = cnn_recording_new(at->net, &at->settings, &in, &r);
        if (cnn_failed(status)) {
            case_fails(c, "%.200s", status.message);
            return;
        }
        add_steps(r, at->scale.gradient, at->gradients, batch->grad[0].data + (size_t)image * each);
        cnn_recording_free(r);
    }
}

static const float *images_of(vector_case *c, const cnn_pass *pass, cnn_tensor t) {
    size_t each = cnn_shape_image(t.shape);
    float *numbers = case_floats(c, each * (size_t)pass->used);
    for (int i = 0; i < pass->used && numbers; i++)
        cnn_pass_read(pass, t, i, numbers + (size_t)i * each);
    return numbers;
}

static void compare_images(vector_case *c, const course *at, const char *what, cnn_tensor t, const tensor *want) {
    case_compare(c, what, images_of(c, at->pass, t), cnn_shape_image(t.shape) * (size_t)at->pass->used, want);
}

static void read_optimizer(vector_case *c, cnn_train_settings *s) {
    cnn_yaml *optimizer = cnn_yaml_get(c->node, "optimizer"), *betas = cnn_yaml_get(optimizer, "betas");
    const char *kind = cnn_yaml_text(cnn_yaml_get(optimizer, "kind"));
    float dampening = 0;
    *s = cnn_train_settings_default();
    case_number(c, optimizer, "dampening", &dampening);
    if (!kind || cnn_optimizer_named(kind) == CNN_OPTIMIZER_COUNT || dampening != 0) {
        cnn_format(c->skip, sizeof c->skip, "optimizer %.60s%s", kind ? kind : "without a name",
            dampening != 0 ? " with dampening" : "");
        return;
    }
    s->optimizer = case_truth(optimizer, "nesterov") ? CNN_NESTEROV : cnn_optimizer_named(kind);
    case_number(c, optimizer, "lr", &s->rate);
    case_number(c, optimizer, "momentum", &s->momentum);
    case_number(c, optimizer, "weight_decay", &s->decay);
    case_number(c, optimizer, "eps", &s->epsilon);
    if (!betas)
        return;
    double beta[2] = {0.9, 0.999};
    for (int i = 0; i < 2; i++)
        if (cnn_failed(cnn_yaml_number(c->d, cnn_yaml_item(betas, i), "betas", &beta[i])))
            case_fails(c, "betas are not two numbers");
    s->beta1 = (float)beta[0];
    s->beta2 = (float)beta[1];
}

/* Classes, or as many numbers as the output has. */
static void take_targets(vector_case *c, course *at, int images) {
    cnn_yaml *targets = cnn_yaml_get(c->node, "targets");
    const cnn_node *loss = &at->net->nodes[at->net->loss];
    size_t numbers = cnn_shape_image(at->net->nodes[loss->inputs[0]].layout.out);
    tensor given;
    at->scale = case_loss_scale(c, c->node, loss->kind, images, numbers);
    if (!cnn_yaml_is_map(targets)) {
        at->labels = case_labels(c, targets, images, numbers);
        return;
    }
    if (!case_tensor(c, targets, &given) || given.count != numbers * (size_t)images)
        case_fails(c, "the targets have %zu numbers, the output %zu", given.count, numbers * (size_t)images);
    at->target = given.data;
}

/* The network with its parameters; nothing is left behind when the case is over. */
static void open(vector_case *c, int way, const tensor *input, course *at) {
    cnn_yaml *layers = cnn_yaml_get(c->node, "layers");
    cnn_netdesc *desc = cnn_netdesc_new(c->arena, c->id);
    cnn_shape in = case_shape(input);
    const char *loss = cnn_yaml_text(cnn_yaml_get(c->node, "loss"));
    read_optimizer(c, &at->settings);
    if (!case_is_over(c) && (case_kind(loss) == CNN_OP_COUNT || !cnn_op_of(case_kind(loss))->loss))
        cnn_format(c->skip, sizeof c->skip, "loss %.80s", loss ? loss : "without a name");
    if (case_is_over(c) || !desc)
        return;
    desc->input = (cnn_shape){1, in.c, in.h, in.w};
    desc->loss = case_kind(loss);
    for (int i = 0; i < cnn_yaml_count(layers); i++)
        if (!add_layer(c, desc, cnn_yaml_item(layers, i)))
            return;
    cnn_status status = cnn_net_new(desc, &at->net);
    if (!cnn_failed(status))
        status = cnn_pass_new(at->net, in.n, true,
            way == FAST     ? CNN_FAST
            : way == BATCH8 ? CNN_BATCH8
                            : CNN_PLAIN,
            &at->pass);
    if (cnn_failed(status)) {
        case_fails(c, "%.200s", status.message);
        return;
    }
    take_targets(c, at, in.n);
    at->parameters = case_floats(c, at->net->parameters);
    at->gradients = case_floats(c, at->net->parameters);
    at->momentum = case_floats(c, at->net->parameters * 2);
    if (case_is_over(c))
        return;
    cnn_net_initialize(at->net, desc, 1, at->parameters);
    at->settings.batch = in.n;
    at->pass->labels = at->labels;
    at->pass->target = at->target;
    at->pass->loss_scale = at->scale.gradient;
    for (int i = 0; i < in.n; i++)
        cnn_pass_write(at->pass, at->pass->value[0], i, input->data + (size_t)i * cnn_shape_image(in));
}

static void check_first(vector_case *c, const course *at) {
    cnn_yaml *expect = cnn_yaml_get(c->node, "expect"), *values = cnn_yaml_get(expect, "forward");
    tensor want;
    for (int i = 0; i < cnn_yaml_count(values); i++) {
        int node = cnn_net_find(at->net, cnn_yaml_text(cnn_yaml_key(values, i)));
        if (node > 0 && case_tensor(c, cnn_yaml_value(values, i), &want))
            compare_images(c, at, at->net->nodes[node].name, at->pass->value[node], &want);
    }
    compare_parameters(c, at->net, cnn_yaml_get(expect, "grads"), "gradient of", at->gradients);
    if (case_tensor(c, cnn_yaml_get(expect, "grad_input"), &want))
        compare_images(c, at, "gradient of the input", at->pass->grad[0], &want);
}

static void check_evaluation(vector_case *c, course *at) {
    tensor want;
    if (!case_tensor(c, cnn_yaml_get(cnn_yaml_get(c->node, "expect"), "eval_output_after"), &want))
        return;
    at->pass->batch = CNN_BATCH_RUNNING;
    cnn_pass_forward(at->pass, at->parameters);
    compare_images(c, at, "output in evaluation", at->pass->value[at->net->output], &want);
}

static void make_step(vector_case *c, course *at, int step, int way, const tensor *losses) {
    cnn_yaml *expect = cnn_yaml_get(c->node, "expect");
    float loss = 0;
    if (step == 5)
        check_evaluation(c, at);
    at->pass->batch = CNN_BATCH_MEASURED;
    cnn_pass_forward(at->pass, at->parameters);
    for (int i = 0; i < at->pass->used; i++)
        loss += at->pass->value[at->net->loss].data[i] * at->scale.loss;
    tensor one = {.count = 1, .data = losses->data + step};
    if ((size_t)step < losses->count)
        case_compare(c, "loss", &loss, 1, &one);
    memset(at->gradients, 0, at->net->parameters * sizeof(float));
    cnn_pass_backward(at->pass, at->parameters, at->gradients, true);
    if (way == STEPS)
        walk_backward(c, at);
    if (step == 0)
        check_first(c, at);
    if (step < 5)
        cnn_pass_keep_statistics(&at->pass, 1, at->parameters);
    at->settings.made = step;
    cnn_optimizer_step(&at->settings, at->net->learning, at->parameters, at->gradients, at->momentum,
        at->momentum + at->net->parameters);
    char key[8];
    cnn_format(key, sizeof key, "%d", step + 1);
    compare_parameters(
        c, at->net, cnn_yaml_get(cnn_yaml_get(expect, "params_after"), key), "after steps", at->parameters);
}

void run_network(vector_case *c, int way) {
    course at = {.net = NULL};
    tensor input, losses;
    if (!case_tensor(c, cnn_yaml_get(c->node, "input"), &input) ||
        !case_tensor(c, cnn_yaml_get(cnn_yaml_get(c->node, "expect"), "loss"), &losses))
        case_fails(c, "the input or the expected losses are missing");
    if (!case_is_over(c))
        open(c, way, &input, &at);
    for (int step = 0; step <= 5 && !case_is_over(c); step++)
        make_step(c, &at, step, way, &losses);
    cnn_pass_free(at.pass);
    cnn_net_free(at.net);
}
