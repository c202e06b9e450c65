/* Every operator of op_table.h, including those added later: shapes, kernels, steps, gradient check, settings and the
 * PyTorch form. A new operator is tested as soon as it is in the table. */
#include "operator_bed.h"
#include "run_batch8.h"
#include "steps.h"

#include "gradient_check.h"
#include "netfile_write.h"
#include "onnx_read.h"
#include "onnx_write.h"
#include "partial_gradients.h"
#include "pytorch_write.h"
#include "receptive_field.h"

static void rows_are_whole(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        assert_true(op->name && op->infer && op->forward && op->backward && op->terms && op->tap && op->numbers);
        assert_true(op->result && op->value);
        assert_int_equal(cnn_op_named(op->name), kind);
        assert_int_equal(op->loss, op->family == CNN_FAMILY_LOSS);
        assert_int_equal(op->loss, op->target != CNN_TARGET_NONE);
        bool line;
        assert_int_equal(cnn_op_written(op->line ? op->line : op->name, &line), kind);
        assert_int_equal(line, op->line != NULL);
        bed b = make_bed((cnn_op_kind)kind);
        const cnn_node *n = &b.net->nodes[b.node];
        for (int which = 0; which < CNN_PARAMETERS; which++) {
            cnn_parameter_block block;
            bool there = cnn_node_parameter(n, (cnn_parameter)which, &block);
            assert_int_equal(there, op->parameters[which] != NULL);
            size_t count = 1;
            for (int i = 0; there && i < block.axes; i++)
                count *= (size_t)block.sizes[i];
            assert_true(!there || count == block.count);
        }
        assert_int_equal(op->bias != NULL, n->bias_count > 0);
        free_bed(&b);
    }
}

/* The axes give the size that `infer` finds, and the field of every output number contains all that its steps read. */
static void axes_hold_what_the_steps_read(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        const cnn_node *n = &b.net->nodes[b.node];
        cnn_shape in = b.net->nodes[n->inputs[0]].layout.out, out = n->layout.out;
        for (int which = 0; which < 2; which++) {
            cnn_axis axis = cnn_net_axis(b.net, b.node, which);
            if (axis.kind != CNN_AXIS_WHOLE)
                assert_int_equal(cnn_axis_measure(axis).output, which ? out.w : out.h);
            assert_int_equal(axis.input, which ? in.w : in.h);
        }
        cnn_axis rows = cnn_net_axis(b.net, b.node, 0), columns = cnn_net_axis(b.net, b.node, 1);
        cnn_recording *r = record(&b);
        const cnn_segment *s = cnn_walk_find(r->walk, n->op->loss ? CNN_LOSS : CNN_FORWARD, b.node);
        for (int64_t i = s->first; i < s->first + s->steps && !n->op->loss; i++) {
            cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, i, CNN_DEPTH_PRODUCT));
            bool laid = step.term.fold == CNN_FOLD_LAID;
            if (step.cell.padding || step.cell.input < 0 || step.term.rows * step.term.columns == 1)
                continue;
            int64_t row = laid ? step.cell.row : step.address.row,
                    column = laid ? step.cell.column : step.address.column,
                    from = laid ? step.address.row : step.cell.row,
                    across = laid ? step.address.column : step.cell.column;
            cnn_span down = cnn_axis_field(rows, (cnn_span){row, row}),
                     beside = cnn_axis_field(columns, (cnn_span){column, column});
            assert_true(from >= down.first && from <= down.last && across >= beside.first && across <= beside.last);
        }
        cnn_recording_free(r);
        free_bed(&b);
    }
}

enum { IMAGES = 5, WAYS = 4 };

/* Runs the kernels of one kind for the node's operator on five images. */
typedef struct outcome {
    float *y, *dx[CNN_INPUTS_MAX], *dw, *db;
} outcome;

static outcome run_way(const bed *b, int way, const cnn_tensor *x, cnn_tensor dy) {
    static const int labels[IMAGES] = {0, 1, 2, 3, 0};
    const cnn_node *n = &b->net->nodes[b->node];
    cnn_call call = cnn_net_shape_call(b->net, b->node);
    outcome o = {.y = cnn_arena_alloc(b->arena, cnn_shape_count(dy.shape), sizeof(float)),
        .dw = cnn_arena_alloc(b->arena, n->weight_count + 1, sizeof(float)),
        .db = cnn_arena_alloc(b->arena, n->bias_count + 1, sizeof(float))};
    call.out = (cnn_tensor){dy.shape, o.y};
    call.dout = dy;
    for (int i = 0; i < n->input_count; i++) {
        o.dx[i] = cnn_arena_alloc(b->arena, cnn_shape_count(x[i].shape), sizeof(float));
        call.in[i] = x[i];
        call.din[i] = (cnn_tensor){x[i].shape, o.dx[i]};
    }
    call.weight = n->weight_count ? b->parameters + n->weight_at : NULL;
    call.bias = n->bias_count ? b->parameters + n->bias_at : NULL;
    call.dweight = n->weight_count ? o.dw : NULL;
    call.dbias = n->bias_count ? o.db : NULL;
    call.state = n->state_count ? b->parameters + n->state_at : NULL;
    call.batch = CNN_BATCH_MEASURED;
    call.draw = 9;
    call.labels = labels;
    call.scratch = cnn_arena_alloc(b->arena, n->layout.scratch * IMAGES + 1, sizeof(float));
    call.work_each = cnn_kernels_work(n->kind, CNN_FAST, &call);
    call.work = cnn_arena_alloc(b->arena, call.work_each + 1, sizeof(float));
    if (way >= 2) {
        run_batch8(b->arena, n->kind, &call, n->layout, way == 2);
        return o;
    }
    cnn_kernels_forward(n->kind, way ? CNN_FAST : CNN_PLAIN, &call);
    cnn_kernels_backward(n->kind, way ? CNN_FAST : CNN_PLAIN, &call);
    return o;
}

static void compare(const float *got, const float *want, size_t count) {
    for (size_t i = 0; i < count; i++)
        CHECK_NEAR(got[i], want[i], 1e-5 * (1 + fabs((double)want[i])));
}

/* Plain, fast and eight at a time, overwriting and accumulating gradients. */
static void kernels_agree(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        const cnn_node *n = &b.net->nodes[b.node];
        cnn_rng rng = cnn_rng_seeded(7, (uint64_t)kind);
        cnn_tensor x[CNN_INPUTS_MAX], dy = {.shape = n->layout.out};
        dy.shape.n = IMAGES;
        dy.data = noise(b.arena, &rng, cnn_shape_count(dy.shape));
        for (int i = 0; i < n->input_count; i++) {
            x[i].shape = b.net->nodes[n->inputs[i]].layout.out;
            x[i].shape.n = IMAGES;
            x[i].data = noise(b.arena, &rng, cnn_shape_count(x[i].shape));
        }
        outcome plain = run_way(&b, 0, x, dy);
        for (int way = 1; way < WAYS; way++) {
            outcome other = run_way(&b, way, x, dy);
            compare(other.y, plain.y, cnn_shape_count(dy.shape));
            compare(other.dw, plain.dw, n->weight_count);
            compare(other.db, plain.db, n->bias_count);
            for (int i = 0; i < n->input_count; i++)
                compare(other.dx[i], plain.dx[i], cnn_shape_count(x[i].shape));
        }
        free_bed(&b);
    }
}

static void steps_fold_to_the_kernels(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        cnn_recording *r = record(&b);
        forward_steps_hold(r);
        backward_steps_hold(r);
        cnn_recording_free(r);
        free_bed(&b);
    }
}

/* Steps that touch a channel lie in the box that the operator names, and together they give its gradient. */
static void gathered_gradients_are_the_recorded_ones(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        const cnn_node *n = &b.net->nodes[b.node];
        cnn_recording *r = record(&b);
        const cnn_segment *s = cnn_walk_find(r->walk, CNN_BACKWARD, b.node);
        cnn_address last = cnn_walk_address(r->walk, s->first + s->steps - 1, CNN_DEPTH_PRODUCT);
        cnn_call call = cnn_pass_call(r->pass, r->before, b.node, 0);
        for (int k = 0; k < n->input_count; k++) {
            size_t count = cnn_shape_image(call.in[k].shape);
            float *all = cnn_arena_alloc(b.arena, count, sizeof *all),
                  *steps = cnn_arena_alloc(b.arena, count, sizeof *steps);
            cnn_recording_dinput_all(r, last, k, all);
            cnn_term term = s->terms[s->term_count - 1];
            for (int64_t p = 0; p < cnn_term_positions(term); p++)
                for (int64_t t = 0; t < cnn_term_taps(term); t++) {
                    cnn_tap tap = n->op->tap(&call, CNN_BACKWARD, s->term_count - 1, p, t);
                    if (tap.source == k && tap.input >= 0)
                        steps[tap.input] += n->op->numbers(&call, CNN_BACKWARD, s->term_count - 1, p, t).dinput;
                }
            for (size_t i = 0; i < count; i++)
                CHECK_NEAR(all[i], steps[i], 1e-6 * (1 + fabs((double)steps[i])));
        }
        for (size_t i = 0; i < n->bias_count; i++)
            CHECK_NEAR(cnn_recording_dbias(r, last, (int)i), r->share[n->bias_at + i], 1e-5);
        cnn_recording_free(r);
        free_bed(&b);
    }
}

static void checked(const cnn_recording *r, cnn_check_target what, int node, int64_t count, int *compared) {
    for (int64_t i = 0; i < count; i += 3) {
        cnn_gradient_check check;
        CHECK_FINE(cnn_gradient_check_run(r, what, node, i, 1e-5, &check));
        if (check.kinks)
            continue;
        if (!(fabs(check.slope - check.backprop) <= 2e-6 + 1e-4 * fabs(check.backprop)))
            fail_msg("%s: %g is not %g", r->net->nodes[r->net->loss - 1].name, check.slope, check.backprop);
        ++*compared;
    }
}

static void a_gradient_check_says_what_backpropagation_says(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        const cnn_node *n = &b.net->nodes[b.node];
        cnn_recording *r = record(&b);
        int compared = 0;
        checked(r, CNN_CHECK_INPUT, 0, (int64_t)cnn_shape_image(r->net->nodes[0].layout.out), &compared);
        checked(r, CNN_CHECK_WEIGHT, b.node, (int64_t)n->weight_count, &compared);
        checked(r, CNN_CHECK_BIAS, b.node, (int64_t)n->bias_count, &compared);
        assert_true(compared >= 30);
        cnn_recording_free(r);
        free_bed(&b);
    }
}

/* A value other than the default. */
static void change(const cnn_setting *s, cnn_attrs *a) {
    int *integers = cnn_setting_integers(s, a);
    switch (s->type) {
    case CNN_SETTING_INTEGER:
        integers[0] += 1;
        break;
    case CNN_SETTING_PAIR:
        integers[0] += 1;
        integers[1] += 2;
        break;
    case CNN_SETTING_PADDING:
        for (int i = 0; i < 4; i++)
            integers[i] = i + 1;
        break;
    case CNN_SETTING_NUMBER:
        *cnn_setting_number(s, a) += *cnn_setting_number(s, a) + 0.125f <= (float)s->most ? 0.125f : -0.125f;
        break;
    case CNN_SETTING_BOOLEAN:
    case CNN_SETTING_BIAS:
        *cnn_setting_boolean(s, a) = !*cnn_setting_boolean(s, a);
        break;
    case CNN_SETTING_CHOICE:
        integers[0] = 1;
        break;
    case CNN_SETTING_WEIGHTS:
    case CNN_SETTING_TABLE:
        break;
    }
}

static bool same_setting(const cnn_setting *s, const cnn_attrs *one, const cnn_attrs *two) {
    cnn_attrs a = *one, b = *two;
    int count = s->type == CNN_SETTING_PADDING ? 4 : s->type == CNN_SETTING_PAIR ? 2 : 1;
    switch (s->type) {
    case CNN_SETTING_NUMBER:
        return *cnn_setting_number(s, &a) == *cnn_setting_number(s, &b);
    case CNN_SETTING_BOOLEAN:
    case CNN_SETTING_BIAS:
        return *cnn_setting_boolean(s, &a) == *cnn_setting_boolean(s, &b);
    case CNN_SETTING_WEIGHTS:
    case CNN_SETTING_TABLE:
        return true;
    case CNN_SETTING_INTEGER:
    case CNN_SETTING_PAIR:
    case CNN_SETTING_PADDING:
    case CNN_SETTING_CHOICE:
        break;
    }
    return !memcmp(cnn_setting_integers(s, &a), cnn_setting_integers(s, &b), (size_t)count * sizeof(int));
}

/* Writes the layer with these settings and reads them back. */
static void write_and_read(bed *b, const cnn_op *op, const cnn_attrs *attrs) {
    cnn_document *d;
    cnn_netdesc *read;
    b->desc->layers[1].attrs = *attrs;
    char *text = cnn_netfile_write(b->desc, b->arena);
    CHECK_FINE(cnn_document_parse("k.yaml", text, strlen(text), &d));
    cnn_status status = cnn_netfile_read(d, cnn_document_root(d), b->arena, &read);
    cnn_document_free(d);
    if (cnn_failed(status))
        fail_msg("%s\n%s", status.message, text);
    for (const cnn_setting *s = op->settings; s && s->key; s++)
        if (!same_setting(s, attrs, &read->layers[1].attrs))
            fail_msg("%s: %s is lost in\n%s", op->name, s->key, text);
}

static void settings_are_read_as_they_were_written(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        if (op->loss)
            continue;
        bed b = make_bed((cnn_op_kind)kind);
        cnn_attrs all = small(op), same = small(op);
        write_and_read(&b, op, &all);
        for (const cnn_setting *s = op->settings; s && s->key; s++) {
            cnn_attrs one = small(op);
            if (strcmp(s->key, "padding_value")) { /* that goes with a mode */
                assert_true(s->by_default == CNN_DEFAULT_NEEDED || s->by_default == CNN_DEFAULT_SIZE ||
                            s->type == CNN_SETTING_WEIGHTS || cnn_setting_is_default(s, &one));
                change(s, &one);
                write_and_read(&b, op, &one);
            }
            change(s, &all);
        }
        write_and_read(&b, op, &all);
        same.same = cnn_op_setting(op, "padding") != NULL;
        write_and_read(&b, op, &same);
        free_bed(&b);
    }
}

static void every_layer_has_a_form_in_pytorch(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        if (op->loss)
            continue;
        bed b = make_bed((cnn_op_kind)kind);
        cnn_layer *last = cnn_netdesc_add(b.desc, b.arena, CNN_OP_TANH, NULL); /* a softmax at the end is left out */
        cnn_net *net;
        assert_non_null(last);
        CHECK_FINE(cnn_net_new(b.desc, &net));
        char *text = cnn_pytorch_write(b.desc, net, b.arena), *step = text ? strstr(text, "        v2 = ") : NULL;
        assert_non_null(step);
        size_t length = strcspn(step, "#\n");
        assert_true(step[length] == '#' && length > strlen("        v2 = v1"));
        if (net->nodes[2].weight_count) /* its parameters have a module of that name */
            assert_non_null(strstr(text, net->nodes[2].name));
        cnn_net_free(net);
        free_bed(&b);
    }
}

/* The output of a forward run, in the arena. */
static float *output_of(const cnn_net *net, const float *parameters, const float *pixels, cnn_arena *arena) {
    cnn_pass *pass;
    size_t count = cnn_shape_image(net->nodes[net->output].layout.out);
    float *numbers = cnn_arena_alloc(arena, count, sizeof *numbers);
    CHECK_FINE(cnn_pass_new(net, 1, false, CNN_PLAIN, &pass));
    cnn_pass_write(pass, pass->value[0], 0, pixels);
    cnn_pass_forward(pass, parameters);
    cnn_pass_read(pass, pass->value[net->output], 0, numbers);
    cnn_pass_free(pass);
    return numbers;
}

/* The model is opened again and gives the numbers of the network that was written. */
static void check_read_back(const bed *b, const unsigned char *bytes, size_t length) {
    cnn_netdesc *desc;
    cnn_net *net;
    CHECK_FINE(cnn_onnx_read(bytes, length, "written.onnx", b->arena, &desc));
    if (desc->note)
        fail_msg("%s: %s", b->desc->name, desc->note);
    CHECK_FINE(cnn_net_new(desc, &net));
    float *parameters = cnn_arena_alloc(b->arena, net->parameters + 1, sizeof *parameters);
    cnn_net_initialize(net, desc, 1, parameters);
    const float *want = output_of(b->net, b->parameters, b->pixels, b->arena),
                *got = output_of(net, parameters, b->pixels, b->arena);
    size_t count = cnn_shape_image(b->net->nodes[b->net->output].layout.out);
    assert_int_equal(cnn_shape_image(net->nodes[net->output].layout.out), count);
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(got[i] - want[i]) <= 1e-5F * (1 + fabsf(want[i]))))
            fail_msg("%s: number %zu is %g in place of %g", b->desc->name, i, (double)got[i], (double)want[i]);
    cnn_net_free(net);
}

static void every_layer_is_written_as_onnx_and_read_back_or_refused_by_name(void **state) {
    (void)state;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        if (op->loss)
            continue;
        bed b = make_bed((cnn_op_kind)kind);
        unsigned char *bytes;
        size_t length = 0;
        for (size_t i = 0; i < b.net->nodes[2].state_count / 2; i++) /* variances */
            b.parameters[b.net->nodes[2].state_at + b.net->nodes[2].state_count / 2 + i] = 0.5F + (float)i;
        cnn_status status = cnn_onnx_write(b.desc, b.net, b.parameters, b.arena, &bytes, &length);
        if (cnn_failed(status))
            assert_non_null(strstr(status.message, b.net->nodes[2].name));
        else
            check_read_back(&b, bytes, length);
        free_bed(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(axes_hold_what_the_steps_read), cmocka_unit_test(kernels_agree),
        cmocka_unit_test(steps_fold_to_the_kernels), cmocka_unit_test(gathered_gradients_are_the_recorded_ones),
        cmocka_unit_test(a_gradient_check_says_what_backpropagation_says),
        cmocka_unit_test(settings_are_read_as_they_were_written), cmocka_unit_test(every_layer_has_a_form_in_pytorch),
        cmocka_unit_test(every_layer_is_written_as_onnx_and_read_back_or_refused_by_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
