/* Compares the steps of a recording with its kernels: the steps of a position add up to what the kernel computed. The
 * tolerance is that of rounding, relative to the size of what was added. */
#ifndef STEPS_H
#define STEPS_H

#include "check.h"

#include "pass.h"
#include "recording.h"

/* The sum of the steps of one position, and the sum of their magnitudes. */
static inline double position_by_steps(
    const cnn_call *call, const cnn_op *op, cnn_phase phase, int stage, int64_t position, cnn_term what, double *size) {
    double sum = 0, multiplied = 1, largest = -INFINITY, smallest = INFINITY;
    *size = 0;
    for (int64_t t = 0; t < cnn_term_taps(what); t++) {
        cnn_numbers numbers = op->numbers(call, phase, stage, position, t);
        cnn_tap tap = op->tap(call, phase, stage, position, t);
        double product = (double)numbers.product;
        bool counts = !tap.padding;
        assert_true(tap.input >= 0 || !counts);
        if (counts) /* the number it claims to read is the one in the tensor */
            CHECK_NEAR(numbers.input, call->in[tap.source].data[tap.input], 0);
        sum += product;
        multiplied *= product;
        *size += fabs(product);
        largest = counts && product > largest ? product : largest;
        smallest = counts && product < smallest ? product : smallest;
    }
    if (what.fold == CNN_FOLD_PRODUCT)
        return multiplied;
    return what.fold == CNN_FOLD_LARGEST ? largest : what.fold == CNN_FOLD_SMALLEST ? smallest : sum;
}

static inline void stage_holds(const cnn_recording *r, int node, cnn_phase phase, int stage, cnn_term what) {
    const cnn_op *op = r->net->nodes[node].op;
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    const char *name = what.name ? what.name : "";
    for (int64_t p = 0; p < cnn_term_positions(what); p++) {
        double size;
        cnn_result result = op->result(&call, phase, stage, p);
        double steps = position_by_steps(&call, op, phase, stage, p, what, &size);
        if (op == cnn_op_of(CNN_OP_LOSS_DISTANCE) && !strcmp(name, "min"))
            steps = fmin(steps, (double)call.attrs->margin);
        steps = steps / (double)result.divisor + (double)result.bias;
        if (op == cnn_op_of(CNN_OP_LRN)) /* the steps include the divisor */
            steps = (double)call.in[0].data[p] /
                    pow((double)call.attrs->k + steps * (double)result.divisor, (double)call.attrs->beta);
        if (op == cnn_op_of(CNN_OP_SOFTMAX) && !strcmp(name, "quotient"))
            steps /= (double)op->numbers(&call, phase, stage, p, 0).weight;
        double away = fabs(steps - (double)result.result);
        if (!(away <= 1e-6 + 1e-5 * (size + fabs((double)result.bias) + fabs(steps))))
            fail_msg("%s %s %lld: the steps make %.9g, not %.9g", r->net->nodes[node].name, name, (long long)p, steps,
                (double)result.result);
    }
}

/* Where taps are laid, they add up to the value, and so does what is laid after the last step. */
static inline void laid_steps_hold(const cnn_recording *r, int node, const cnn_term *terms, int count) {
    const cnn_op *op = r->net->nodes[node].op;
    cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
    size_t numbers = cnn_shape_image(call.out.shape);
    float *sums = calloc(numbers * 2, sizeof *sums), *sizes = sums + numbers;
    for (int term = 0; term < count; term++)
        for (int64_t p = 0; p < cnn_term_positions(terms[term]); p++)
            for (int64_t t = 0; t < cnn_term_taps(terms[term]); t++) {
                cnn_tap tap = op->tap(&call, CNN_FORWARD, term, p, t);
                cnn_numbers one = op->numbers(&call, CNN_FORWARD, term, p, t);
                if (tap.input >= 0)
                    CHECK_NEAR(one.input, call.in[0].data[tap.input], 0);
                assert_int_equal(tap.output < 0, tap.padding);
                if (tap.output < 0)
                    continue;
                sums[tap.output] += one.product;
                sizes[tap.output] += fabsf(one.product);
            }
    cnn_term stamp = terms[count - 1];
    cnn_until end = {cnn_term_positions(stamp) - 1, cnn_term_taps(stamp) - 1};
    for (size_t i = 0; i < numbers; i++) {
        CHECK_NEAR(sums[i], call.out.data[i], 1e-6 + 1e-5 * (double)sizes[i]);
        CHECK_NEAR(op->laid(&call, end, (int64_t)i), call.out.data[i], 1e-6 + 1e-5 * (double)sizes[i]);
    }
    free(sums);
}

/* Every term of every layer and of the loss; the last one gives the value. */
static inline void forward_steps_hold(const cnn_recording *r) {
    for (int node = 1; node <= r->net->loss; node++) {
        const cnn_op *op = r->net->nodes[node].op;
        cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
        cnn_phase phase = node == r->net->loss ? CNN_LOSS : CNN_FORWARD;
        cnn_term stages[CNN_TERMS_MAX];
        int count = op->terms(&call, phase, stages);
        if (stages[count - 1].fold == CNN_FOLD_LAID) {
            laid_steps_hold(r, node, stages, count);
            continue;
        }
        for (int i = 0; i < count; i++)
            stage_holds(r, node, phase, i, stages[i]);
        for (int64_t p = 0; p < cnn_term_positions(stages[count - 1]); p++) {
            double value = (double)r->pass->value[node].data[p];
            CHECK_NEAR(op->result(&call, phase, count - 1, p).result, value, 1e-6 + 1e-5 * fabs(value));
        }
    }
}

static inline void gathered(const float *steps, const float *sizes, const float *kernel, size_t count) {
    for (size_t i = 0; i < count; i++)
        CHECK_NEAR(steps[i], kernel[i], 1e-6 + 1e-5 * (double)sizes[i]);
}

/* Every step of the backward pass, added where it says, gives the gradients of all values and parameters. */
static inline void backward_steps_hold(const cnn_recording *r) {
    const cnn_net *net = r->net;
    cnn_arena *arena = cnn_arena_new();
    float *sum[2][64], *dweights[2]; /* the numbers and their magnitudes */
    for (int i = 0; i < 2; i++) {
        dweights[i] = cnn_arena_alloc(arena, net->parameters, sizeof(float));
        for (int node = 0; node < net->count; node++)
            sum[i][node] = cnn_arena_alloc(arena, cnn_shape_image(net->nodes[node].layout.out), sizeof(float));
    }
    for (int node = 1; node <= net->loss; node++) {
        const cnn_node *n = &net->nodes[node];
        if (!n->on_path)
            continue;
        cnn_call call = cnn_pass_call(r->pass, r->before, node, 0);
        cnn_term stages[CNN_TERMS_MAX];
        int stage = n->op->terms(&call, CNN_BACKWARD, stages) - 1;
        for (int64_t p = 0; p < cnn_term_positions(stages[stage]); p++)
            for (int64_t t = 0; t < cnn_term_taps(stages[stage]); t++) {
                cnn_tap tap = n->op->tap(&call, CNN_BACKWARD, stage, p, t);
                cnn_numbers numbers = n->op->numbers(&call, CNN_BACKWARD, stage, p, t);
                for (int i = 0; i < 2; i++) {
                    if (tap.input >= 0)
                        sum[i][n->inputs[tap.source]][tap.input] += i ? fabsf(numbers.dinput) : numbers.dinput;
                    if (tap.weight >= 0)
                        dweights[i][n->weight_at + (size_t)tap.weight] += i ? fabsf(numbers.dweight) : numbers.dweight;
                }
            }
        for (int term = 0; term <= stage && n->bias_count; term++)
            for (int64_t p = 0; p < cnn_term_positions(stages[term]); p++) {
                int64_t at = n->op->bias(&call, term, p);
                float bias = at < 0 ? 0 : n->op->result(&call, CNN_BACKWARD, term, p).gradient;
                for (int i = 0; i < 2 && at >= 0; i++)
                    dweights[i][n->bias_at + (size_t)at] += i ? fabsf(bias) : bias;
            }
    }
    for (int node = 0; node < net->loss; node++)
        if (net->nodes[node].on_path)
            gathered(
                sum[0][node], sum[1][node], r->pass->grad[node].data, cnn_shape_image(net->nodes[node].layout.out));
    gathered(dweights[0], dweights[1], r->share, net->parameters);
    cnn_arena_free(arena);
}

#endif
