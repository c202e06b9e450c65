/* Operator cases: one call forward and backward, in each of the four ways. */
#include "vectors_case.h"

#include "kernels.h"
#include "run_batch8.h"

#include <string.h>

static void check_winners(vector_case *c, const cnn_op *op, const cnn_call *batch, const tensor *want) {
    cnn_shape out = batch->out.shape;
    size_t each = cnn_shape_image(out);
    if (want->count != cnn_shape_count(out))
        case_fails(c, "%zu winners, expected %zu", cnn_shape_count(out), want->count);
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
            case_fails(c, "winner[%zu] is %d, expected %d", i, winner, (int)want->data[i]);
    }
}

/* Lays the taps of all terms on an output that begins at 0. */
static void lay_by_steps(const cnn_op *op, const cnn_call *call, const cnn_term *terms, int count) {
    memset(call->out.data, 0, cnn_shape_image(call->out.shape) * sizeof(float));
    for (int term = 0; term < count; term++)
        for (int64_t p = 0; p < cnn_term_positions(terms[term]); p++)
            for (int64_t t = 0; t < cnn_term_taps(terms[term]); t++) {
                cnn_tap tap = op->tap(call, CNN_FORWARD, term, p, t);
                if (tap.output >= 0)
                    call->out.data[tap.output] += op->numbers(call, CNN_FORWARD, term, p, t).product;
            }
}

/* How a position combines its taps. */
static float fold_by_steps(const cnn_op *op, const cnn_call *call, cnn_term term, int64_t position) {
    cnn_result r = op->result(call, CNN_FORWARD, 0, position);
    float fold = 0;
    for (int64_t t = 0; t < cnn_term_taps(term); t++) {
        cnn_numbers one = op->numbers(call, CNN_FORWARD, 0, position, t);
        if (term.fold == CNN_FOLD_SUM)
            fold += one.product;
        else
            fold = one.taken ? one.product : fold;
    }
    return term.fold == CNN_FOLD_SUM ? fold / r.divisor + r.bias : fold;
}

/* Computes the output again from the steps of each position, where a position is one sum or one choice. */
static void forward_by_steps(const cnn_op *op, const cnn_call *batch) {
    for (int n = 0; n < batch->out.shape.n && (op->window || batch->weight); n++) {
        cnn_call call = *batch;
        call.in[0] = cnn_tensor_image(batch->in[0], n);
        call.out = cnn_tensor_image(batch->out, n);
        cnn_term terms[CNN_TERMS_MAX];
        int count = op->terms(&call, CNN_FORWARD, terms);
        if (terms[count - 1].fold == CNN_FOLD_LAID)
            lay_by_steps(op, &call, terms, count);
        else
            for (int64_t p = 0; p < cnn_term_positions(terms[0]); p++)
                call.out.data[p] = fold_by_steps(op, &call, terms[0], p);
    }
}

/* Adds every backward step of one image where the step says. */
static void add_steps(const cnn_op *op, const cnn_call *call) {
    cnn_term terms[CNN_TERMS_MAX];
    int last = op->terms(call, CNN_BACKWARD, terms) - 1;
    for (int term = 0; term <= last && call->dbias; term++)
        for (int64_t p = 0; p < cnn_term_positions(terms[term]); p++)
            if (op->bias(call, term, p) >= 0)
                call->dbias[op->bias(call, term, p)] += op->result(call, CNN_BACKWARD, term, p).gradient;
    for (int64_t p = 0; p < cnn_term_positions(terms[last]); p++)
        for (int64_t t = 0; t < cnn_term_taps(terms[last]); t++) {
            cnn_tap tap = op->tap(call, CNN_BACKWARD, last, p, t);
            cnn_numbers one = op->numbers(call, CNN_BACKWARD, last, p, t);
            if (tap.input >= 0 && call->din[tap.source].data)
                call->din[tap.source].data[tap.input] += one.dinput;
            if (tap.weight >= 0 && call->dweight)
                call->dweight[tap.weight] += one.dweight;
        }
}

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
        add_steps(op, &call);
    }
}

/* Everything that one operator works on. */
typedef struct bed {
    cnn_op_kind kind;
    const cnn_op *op;
    cnn_attrs attrs;
    cnn_layout layout;
    tensor in[CNN_INPUTS_MAX], weight, bias;
    size_t weights, biases;
    cnn_call call;
} bed;

/* Inputs, parameters and shapes; all sizes in the file are compared with what the operator infers. */
static void make_bed(vector_case *c, bed *b) {
    cnn_yaml *inputs = cnn_yaml_get(c->node, "inputs"), *params = cnn_yaml_get(c->node, "params");
    cnn_shape one[CNN_INPUTS_MAX] = {{0}};
    int count = cnn_yaml_count(inputs);
    b->kind = case_kind(c->op);
    b->op = cnn_op_of(b->kind);
    if (count < b->op->inputs_min || count > b->op->inputs_max)
        case_fails(c, "%d inputs; the operator takes %d to %d", count, b->op->inputs_min, b->op->inputs_max);
    for (int i = 0; i < count && !case_is_over(c); i++) {
        if (!case_tensor(c, cnn_yaml_value(inputs, i), &b->in[i]))
            case_fails(c, "an input is missing");
        one[i] = case_shape(&b->in[i]);
        if (one[i].n != case_shape(&b->in[0]).n)
            case_fails(c, "the inputs have different numbers of images");
        one[i].n = 1;
    }
    case_tensor(c, cnn_yaml_get(params, "weight"), &b->weight);
    case_tensor(c, cnn_yaml_get(params, "bias"), &b->bias);
    b->attrs = case_attrs(c, c->attrs, b->kind, &b->weight, b->bias.count > 0);
    if (case_is_over(c))
        return;
    cnn_status status = b->op->infer(&b->attrs, one, count, &b->layout);
    if (cnn_failed(status))
        case_fails(c, "%.200s", status.message);
    b->weights = cnn_shape_count(b->layout.weight);
    b->biases = (size_t)b->layout.bias;
    if (b->weight.count && b->weight.count != b->weights)
        case_fails(c, "%zu weights, %zu are needed", b->weight.count, b->weights);
    if (b->bias.count && b->bias.count != b->biases)
        case_fails(c, "%zu biases, %zu are needed", b->bias.count, b->biases);
    if (cnn_op_setting(b->op, "weights") && !b->weight.count && !b->op->parameters[CNN_RUNNING_MEAN])
        case_fails(c, "the weights are missing");
    if (cnn_shape_count(b->layout.out) > (size_t)1 << 26)
        case_fails(c, "the output is too large");
}

static void make_call(vector_case *c, bed *b) {
    cnn_shape in = case_shape(&b->in[0]), out = b->layout.out;
    out.n = in.n;
    size_t room = cnn_shape_count(out);
    b->call = (cnn_call){.attrs = &b->attrs,
        .inputs = cnn_yaml_count(cnn_yaml_get(c->node, "inputs")),
        .out = {out, case_floats(c, room)},
        .dout = {out, case_floats(c, room)},
        .weight = b->weight.count ? b->weight.data : NULL,
        .bias = b->bias.count ? b->bias.data : NULL,
        .dweight = b->weight.count ? case_floats(c, b->weights) : NULL,
        .dbias = b->bias.count ? case_floats(c, b->biases) : NULL,
        .scratch = case_floats(c, b->layout.scratch * (size_t)in.n)};
    for (int i = 0; i < b->call.inputs; i++) {
        b->call.in[i] = (cnn_tensor){case_shape(&b->in[i]), b->in[i].data};
        b->call.din[i] = (cnn_tensor){case_shape(&b->in[i]), case_floats(c, b->in[i].count)};
    }
    b->call.work = case_floats(c, cnn_kernels_work(b->kind, CNN_FAST, &b->call));
}

/* The upstream gradient, or the target of a loss. */
static void take_target(vector_case *c, bed *b) {
    cnn_shape in = case_shape(&b->in[0]);
    tensor given;
    if (!b->op->loss) {
        if (case_tensor(c, cnn_yaml_get(c->node, "grad_output"), &given)) {
            if (given.count != cnn_shape_count(b->call.out.shape))
                case_fails(
                    c, "grad_output has %zu numbers, the output %zu", given.count, cnn_shape_count(b->call.out.shape));
            else
                memcpy(b->call.dout.data, given.data, given.count * sizeof(float));
        }
        return;
    }
    b->call.loss_scale = case_loss_scale(c, c->attrs, b->kind, in.n, cnn_shape_image(in)).gradient;
    if (cnn_yaml_get(c->attrs, "targets"))
        b->call.labels = case_labels(c, cnn_yaml_get(c->attrs, "targets"), in.n, cnn_shape_image(in));
    else if (!case_tensor(c, cnn_yaml_get(c->attrs, "target"), &given) || given.count != b->in[0].count)
        case_fails(c, "the target is missing, or has another shape than the input");
    else
        b->call.target = given.data;
}

static void take_state(vector_case *c, bed *b) {
    cnn_yaml *given = cnn_yaml_get(c->node, "state");
    tensor means, variance;
    if (!b->layout.state)
        return;
    size_t maps = b->layout.state / 2;
    if (!case_tensor(c, cnn_yaml_get(given, "running_mean"), &means) ||
        !case_tensor(c, cnn_yaml_get(given, "running_var"), &variance) || means.count != maps ||
        variance.count != maps) {
        case_fails(c, "the running statistics are missing, or not one for each map");
        return;
    }
    float *state = case_floats(c, 2 * maps);
    memcpy(state, means.data, maps * sizeof *state);
    memcpy(state + maps, variance.data, maps * sizeof *state);
    b->call.state = state;
    b->call.batch = case_truth(c->attrs, "training") ? CNN_BATCH_MEASURED : CNN_BATCH_RUNNING;
}

static void compute(vector_case *c, bed *b, int way) {
    cnn_kernels kernels = way == FAST ? CNN_FAST : CNN_PLAIN;
    if (way == BATCH8) {
        run_batch8(c->arena, b->kind, &b->call, b->layout, true);
        return;
    }
    cnn_kernels_forward(b->kind, kernels, &b->call);
    if (way != STEPS) {
        cnn_kernels_backward(b->kind, kernels, &b->call);
        return;
    }
    forward_by_steps(b->op, &b->call);
    if (b->call.batch == CNN_BATCH_MEASURED) { /* the means of the gradient over the batch, which have no step */
        cnn_call kept = b->call;
        kept.din[0].data = kept.dweight = kept.dbias = NULL;
        b->op->backward(&kept);
    }
    backward_by_steps(b->op, &b->call);
}

static void check_loss(vector_case *c, const bed *b) {
    cnn_shape in = case_shape(&b->in[0]);
    tensor want;
    float scale = case_loss_scale(c, c->attrs, b->kind, in.n, cnn_shape_image(in)).loss, loss = 0;
    for (int i = 0; i < in.n; i++)
        loss += b->call.out.data[i] * scale;
    if (case_tensor(c, cnn_yaml_get(cnn_yaml_get(c->node, "expect"), "loss"), &want))
        case_compare(c, "loss", &loss, 1, &want);
}

static void check(vector_case *c, const bed *b) {
    cnn_yaml *expect = cnn_yaml_get(c->node, "expect"), *inputs = cnn_yaml_get(c->node, "inputs"),
             *gradients = cnn_yaml_get(expect, "grad_inputs"), *parameters = cnn_yaml_get(expect, "grad_params");
    const char *winners = b->op->family == CNN_FAMILY_WINDOW_CHOICE ? "argmax" : "none";
    tensor want;
    if (b->op->loss)
        check_loss(c, b);
    else if (case_tensor(c, cnn_yaml_get(expect, "output"), &want))
        case_compare(c, "output", b->call.out.data, cnn_shape_count(b->call.out.shape), &want);
    for (int i = 0; i < b->call.inputs; i++)
        if (case_tensor(c, cnn_yaml_get(gradients, cnn_yaml_text(cnn_yaml_key(inputs, i))), &want))
            case_compare(c, "gradient of the input", b->call.din[i].data, b->in[i].count, &want);
    if (case_tensor(c, cnn_yaml_get(parameters, "weight"), &want))
        case_compare(c, "gradient of the weights", b->call.dweight, b->weights, &want);
    if (case_tensor(c, cnn_yaml_get(parameters, "bias"), &want))
        case_compare(c, "gradient of the bias", b->call.dbias, b->biases, &want);
    if (case_tensor(c, cnn_yaml_get(expect, b->kind == CNN_OP_MIN_POOL ? "argmin" : winners), &want))
        check_winners(c, b->op, &b->call, &want);
}

void run_operator(vector_case *c, int way) {
    bed b = {.kind = CNN_OP_COUNT};
    if (!case_knows(c, c->op, c->attrs))
        return;
    make_bed(c, &b);
    if (case_is_over(c))
        return;
    make_call(c, &b);
    take_target(c, &b);
    take_state(c, &b);
    if (case_is_over(c))
        return;
    compute(c, &b, way);
    check(c, &b);
}
