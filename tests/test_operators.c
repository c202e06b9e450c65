/* Operators: steps against kernels, partial gradients, nudges. PyTorch's vectors are run by tests/vectors. */
#include "recorded_network.h"
#include "steps.h"

#include "gradient_check.h"
#include "partial_gradients.h"
#include "rng.h"

static const char everything[] = "input: {channels: 4, height: 9, width: 8}\n"
                                 "layers:\n"
                                 "  - conv: {name: a, filters: 4, size: [3, 2], stride: [2, 1], padding: [1, 0, 2, 1], "
                                 "dilation: [1, 2], groups: 2}\n"
                                 "  - leaky-relu: {slope: 0.1}\n"
                                 "  - maxpool: {name: m, size: 3, stride: 2, padding: 1, ceil: true}\n"
                                 "  - avgpool: {name: v, size: 2, stride: 1, padding: 1, count_include_pad: false}\n"
                                 "  - tanh\n"
                                 "  - minpool: {name: n, size: 2, stride: 1}\n"
                                 "  - sigmoid\n"
                                 "  - flatten\n"
                                 "  - dense: {units: 5}\n"
                                 "  - relu\n"
                                 "  - dense: {units: 3}\n"
                                 "  - softmax\n"
                                 "target: 1\n";

/* Two branches from one value, added, and concatenated with a third. */
static const char branches[] = "input: {channels: 4, height: 9, width: 8}\n"
                               "layers:\n"
                               "  - conv: {name: stem, filters: 3, size: 3, padding: 1}\n"
                               "  - relu: {name: left}\n"
                               "  - conv: {name: right, filters: 3, size: 3, padding: 1, from: stem}\n"
                               "  - add: {name: sum, from: [left, right, stem]}\n"
                               "  - maxpool: {name: over, size: 3, stride: 1, padding: 1, from: stem}\n"
                               "  - concat: {name: both, from: [sum, over]}\n"
                               "  - avgpool: {size: 3, stride: 2}\n"
                               "  - dense: {units: 4}\n"
                               "  - softmax\n"
                               "target: 2\n";

/* The operators of networks before 2000 and around 2012. */
static const char special[] = "input: {channels: 4, height: 9, width: 8}\n"
                              "layers:\n"
                              "  - pad: {padding: [1, 2, 0, 1], padding_mode: reflect}\n"
                              "  - conv: {name: a, filters: 3, size: 3, stride: 2, padding: 1, padding_mode: constant, "
                              "padding_value: -1, bias: per-unit, "
                              "connections: [[0, 2], [1, 2, 3], [3]]}\n"
                              "  - scaled-tanh\n"
                              "  - conv: {name: b, filters: 4, size: 3, padding: 1, padding_mode: circular}\n"
                              "  - lrn: {neighbours: 3, alpha: 0.5}\n"
                              "  - batchnorm: {weights: [1, 0.5, -1, 0.75], bias: [0, 0.5, 0, -0.5]}\n"
                              "  - conv: {name: c, filters: 3, size: 3, padding: 2, padding_mode: replicate}\n"
                              "  - subsample: {size: 2, stride: 2}\n"
                              "  - adaptive-avgpool: {size: [3, 2]}\n"
                              "  - rbf: {units: 4}\n"
                              "  - softmax\n"
                              "target: 2\n";

/* The output is compared with the input itself, which takes gradients from both sides of the loss. */
static const char copying[] = "input: {channels: 4, height: 9, width: 8}\n"
                              "layers:\n"
                              "  - conv: {filters: 5, size: 3, padding: 1}\n"
                              "  - layernorm: {weights: [1, 0.5, -1, 0.75, 2]}\n"
                              "  - tanh: {name: bent}\n"
                              "  - conv: {name: picture, filters: 4, size: 1}\n"
                              "loss: mse\n"
                              "target: input\n";

/* The losses of networks before 2000. */
static const char distances[] = "input: {channels: 4, height: 9, width: 8}\n"
                                "layers:\n"
                                "  - avgpool: {size: 3}\n"
                                "  - dense: {units: 6}\n"
                                "  - scaled-tanh\n"
                                "  - rbf: {units: 4}\n"
                                "loss: smallest-distance\n";
static const char wanted[] = "input: {channels: 4, height: 9, width: 8}\n"
                             "layers:\n"
                             "  - conv: {filters: 3, size: 3, stride: 2}\n"
                             "  - scaled-tanh\n"
                             "  - dense: {units: 4}\n"
                             "  - scaled-tanh\n"
                             "loss: mse\n"
                             "targets: [1, -1]\n";

/* Both passes of a network on numbers drawn from a seed. */
static cnn_recording *recorded_on_noise(const char *yaml, cnn_arena *arena, cnn_net **net) {
    cnn_netdesc *desc;
    *net = net_of(yaml, arena, &desc);
    float *parameters = cnn_arena_alloc(arena, (*net)->parameters, sizeof(float)), pixels[4 * 9 * 8];
    cnn_net_initialize(*net, desc, 3, parameters);
    cnn_rng rng = cnn_rng_seeded(5, 1);
    for (int i = 0; i < 4 * 9 * 8; i++)
        pixels[i] = cnn_rng_uniform(&rng, -1, 1);
    cnn_record_input in = {.label = 1, .pixels = pixels, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(*net, &desc->train, &in, &r));
    return r;
}

static void steps_of(const char *yaml, void hold(const cnn_recording *r)) {
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r = recorded_on_noise(yaml, arena, &net);
    hold(r);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static const char transposed[] =
    "input: {channels: 4, height: 9, width: 8}\n"
    "layers:\n"
    "  - conv-transpose: {filters: 6, size: [3, 2], stride: [2, 3], padding: [1, 0, 2, 1], "
    "output_padding: [1, 2], groups: 2}\n"
    "  - silu\n  - maxpool: {size: 3}\n"
    "  - conv-transpose: {filters: 2, size: 3, dilation: 2, padding: 1, bias: false}\n"
    "  - gelu\n  - conv-transpose: {filters: 2, size: 2, padding: same}\n  - elu\n"
    "  - avgpool: {size: 3}\n  - dense: {units: 5}\n  - softmax\ntarget: 2\n";

static void forward_steps_add_up_to_the_kernels(void **state) {
    (void)state;
    steps_of(everything, forward_steps_hold);
    steps_of(branches, forward_steps_hold);
    steps_of(special, forward_steps_hold);
    steps_of(distances, forward_steps_hold);
    steps_of(wanted, forward_steps_hold);
    steps_of(transposed, forward_steps_hold);
}

static void backward_steps_add_up_to_the_gradients(void **state) {
    (void)state;
    steps_of(everything, backward_steps_hold);
    steps_of(branches, backward_steps_hold);
    steps_of(special, backward_steps_hold);
    steps_of(distances, backward_steps_hold);
    steps_of(wanted, backward_steps_hold);
    steps_of(transposed, backward_steps_hold);
}

/* At the last step of each layer the partial gradient is the recorded one, bit for bit; at the first step it is that
 * step alone. */
static void gather_all_steps_of(const char *yaml) {
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = net_of(yaml, arena, &desc);
    float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof(float)), pixels[4 * 9 * 8], plane[512];
    cnn_net_initialize(net, desc, 3, parameters);
    cnn_rng rng = cnn_rng_seeded(7, 1);
    for (int i = 0; i < 4 * 9 * 8; i++)
        pixels[i] = cnn_rng_uniform(&rng, -1, 1);
    cnn_record_input in = {.label = 1, .pixels = pixels, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
    for (int node = 1; node < net->loss; node++) {
        const cnn_segment *s = cnn_walk_find(r->walk, CNN_BACKWARD, node);
        if (!s)
            continue;
        cnn_address last = cnn_walk_address(r->walk, s->first + s->steps - 1, CNN_DEPTH_PRODUCT);
        cnn_shape x = net->nodes[net->nodes[node].inputs[0]].layout.out, w = net->nodes[node].layout.weight;
        const float *dx = r->pass->grad[net->nodes[node].inputs[0]].data;
        float *all = cnn_arena_alloc(arena, cnn_shape_image(x), sizeof *all);
        cnn_recording_dinput_all(r, last, 0, all);
        assert_memory_equal(all, dx, cnn_shape_image(x) * sizeof(float));
        for (int c = 0; c < x.c; c++) {
            cnn_recording_dinput(r, last, 0, c, plane);
            assert_memory_equal(plane, dx + c * x.h * x.w, (size_t)(x.h * x.w) * sizeof(float));
        }
        int channels = net->nodes[node].op->weight_axes == 4 ? w.c : 1;
        size_t each = w.n ? cnn_shape_count(w) / (size_t)(w.n * channels) : 0;
        for (int m = 0; m < w.n; m++)
            for (int c = 0; c < channels; c++) {
                cnn_recording_dweight(r, last, m, c, plane);
                const float *share = r->share + net->nodes[node].weight_at + (size_t)(m * channels + c) * each;
                assert_memory_equal(plane, share, each * sizeof(float));
            }
        for (int m = 0; m < (int)net->nodes[node].bias_count; m++)
            assert_true(cnn_recording_dbias(r, last, m) == r->share[net->nodes[node].bias_at + (size_t)m]);
    }
    /* The phase as a whole stands for its last step, which belongs to the first layer. */
    const cnn_segment *loss = cnn_walk_find(r->walk, CNN_BACKWARD, net->loss);
    cnn_address phase = cnn_walk_address(r->walk, loss->first, CNN_DEPTH_PHASE);
    cnn_step step = cnn_recording_step(r, phase), same = cnn_recording_step(r, step.address);
    assert_int_equal(step.cell.input, same.cell.input);
    assert_true(step.result.result == same.result.result || (isnan(step.result.result) && isnan(same.result.result)));
    cnn_recording_dinput(r, phase, 0, 0, plane);
    assert_memory_equal(plane, r->pass->grad[0].data, 9 * 8 * sizeof(float));
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void gathering_to_the_last_step_gives_the_recorded_gradients(void **state) {
    (void)state;
    gather_all_steps_of(everything);
    gather_all_steps_of(transposed);
    gather_all_steps_of("input: {channels: 4, height: 9, width: 8}\nlayers:\n  - lrn: {neighbours: 3, alpha: 0.5}\n"
                        "  - conv: {filters: 4, size: 3, stride: 2, dilation: 2, padding: [1, 0, 2, 1], groups: 2}\n"
                        "  - batchnorm\n  - relu\n  - dense: {units: 3}\n  - softmax\ntarget: 1\n");
}

/* The textbook form: dX is the full convolution of the upstream gradient with the rotated filter, dW the correlation of
 * X with it. */
static void the_textbook_form_gives_the_same_gradients(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r = recorded(CLASSROOM "layers:\n  - conv: {filters: 1, size: 3, stride: 2, padding: 1, weights: "
                                          "[[1,2,3],[4,5,6],[7,8,9]]}\ngradient: [[1,-2,3],[0,4,-1],[2,1,-3]]\n",
        arena, &net);
    const float *g = r->pass->grad[1].data, *x = r->pass->value[0].data, *w = r->before;
    for (int y = 0; y < 5; y++)
        for (int column = 0; column < 5; column++) {
            double sum = 0;
            for (int u = 0; u < 3; u++)
                for (int v = 0; v < 3; v++) {
                    int row = y + 1 - u, col = column + 1 - v;
                    if (row >= 0 && col >= 0 && row % 2 == 0 && col % 2 == 0 && row / 2 < 3 && col / 2 < 3)
                        sum += (double)(w[u * 3 + v] * g[row / 2 * 3 + col / 2]);
                }
            CHECK_NEAR(sum, r->pass->grad[0].data[y * 5 + column], 1e-5);
        }
    for (int u = 0; u < 3; u++)
        for (int v = 0; v < 3; v++) {
            double sum = 0;
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) {
                    int row = 2 * i - 1 + u, col = 2 * j - 1 + v;
                    if (row >= 0 && col >= 0 && row < 5 && col < 5)
                        sum += (double)(g[i * 3 + j] * x[row * 5 + col]);
                }
            CHECK_NEAR(sum, r->share[u * 3 + v], 1e-5);
        }
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Of the terms of cross-entropy, only the search for the largest takes one and leaves the others. */
static void the_largest_output_is_taken_once(void **state) {
    (void)state;
    float x[] = {1, 3, 2}, loss = 0;
    int label = 1;
    cnn_attrs attrs = cnn_attrs_default();
    cnn_term terms[CNN_TERMS_MAX];
    cnn_call call = {.attrs = &attrs,
        .inputs = 1,
        .in = {{{1, 3, 1, 1}, x}},
        .out = {{1, 1, 1, 1}, &loss},
        .labels = &label,
        .loss_scale = 1};
    const cnn_op *op = cnn_op_of(CNN_OP_LOSS_CROSS_ENTROPY);
    int count = op->terms(&call, CNN_FORWARD, terms);
    assert_true(count > 1);
    for (int term = 0; term < count; term++)
        for (int64_t i = 0; i < cnn_term_taps(terms[term]); i++)
            assert_int_equal(op->numbers(&call, CNN_FORWARD, term, 0, i).taken, term == 0 && i == 1);
}

/* Cases that no file can describe, but a caller of the engine can. */
static void settings_that_mean_nothing_are_refused(void **state) {
    (void)state;
    static const float shares[] = {-0.1f, 1, 2, NAN};
    cnn_shape in = {1, 1, 2, 2};
    cnn_layout layout = {0};
    cnn_attrs a = cnn_attrs_default();
    for (int i = 0; i < 4; i++) {
        a.drop = shares[i];
        CHECK_FAILS(cnn_op_of(CNN_OP_DROPOUT)->infer(&a, &in, 1, &layout), "at least 0 and less than 1");
    }
    a.drop = 0;
    CHECK_FINE(cnn_op_of(CNN_OP_DROPOUT)->infer(&a, &in, 1, &layout));
    a.pad[1] = -1;
    CHECK_FAILS(cnn_op_of(CNN_OP_PAD)->infer(&a, &in, 1, &layout), "padding of -1 cells does not work on 2");
    a.pad[1] = CNN_AXIS_MAX + 1;
    CHECK_FAILS(cnn_op_of(CNN_OP_PAD)->infer(&a, &in, 1, &layout), "padding of 16777217 cells does not work on 2");
}

static void nudges_of(const char *yaml) {
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net = net_of(yaml, arena, &desc);
    float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof(float)), pixels[4 * 9 * 8];
    cnn_net_initialize(net, desc, 3, parameters);
    cnn_rng rng = cnn_rng_seeded(8, 1);
    for (int i = 0; i < 4 * 9 * 8; i++)
        pixels[i] = cnn_rng_uniform(&rng, -1, 1);
    cnn_record_input in = {.label = 1, .pixels = pixels, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
    int compared = 0;
    for (int node = 0; node < net->loss; node++) {
        int64_t weights = node ? (int64_t)net->nodes[node].weight_count : 4 * 9 * 8;
        for (int64_t i = 0; i < weights; i += 5) {
            cnn_gradient_check n;
            CHECK_FINE(cnn_gradient_check_run(r, node ? CNN_CHECK_WEIGHT : CNN_CHECK_INPUT, node, i, 1e-5, &n));
            if (n.kinks)
                continue; /* the loss has a corner between the two sides */
            CHECK_NEAR(n.slope, n.backprop, 2e-6 + 1e-4 * fabs(n.backprop));
            compared++;
        }
        for (int64_t i = 0; i < (int64_t)net->nodes[node].bias_count; i++) {
            cnn_gradient_check n;
            CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_BIAS, node, i, 1e-5, &n));
            if (!n.kinks)
                CHECK_NEAR(n.slope, n.backprop, 2e-6 + 1e-4 * fabs(n.backprop));
        }
    }
    assert_true(compared > 60);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void a_nudge_finds_the_slope_that_backpropagation_says(void **state) {
    (void)state;
    nudges_of(everything);
    nudges_of(branches);
    nudges_of(special);
    nudges_of(distances);
    nudges_of(wanted);
    nudges_of(transposed);
    nudges_of(copying);
}

/* In slices of any size the recording and the gradient check are those made at once, bit for bit. */
static void slices_make_the_same_numbers(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *whole = recorded_on_noise(everything, arena, &net), *r;
    cnn_record_input in = {.label = 1, .pixels = whole->pass->value[0].data, .batch = 1, .parameters = whole->before};
    cnn_recorder *recorder;
    CHECK_FINE(cnn_recorder_new(net, &whole->settings, &in, &recorder));
    assert_true(cnn_recorder_progress(recorder) == 0);
    int slices = 1;
    for (float before = 0; cnn_recorder_advance(recorder); slices++) {
        assert_true(cnn_recorder_progress(recorder) > before);
        before = cnn_recorder_progress(recorder);
    }
    assert_int_equal(slices, 2 * net->loss + 1);
    assert_true(cnn_recorder_progress(recorder) == 1);
    r = cnn_recorder_take(recorder);
    for (int i = 0; i < net->count; i++)
        assert_memory_equal(
            r->pass->value[i].data, whole->pass->value[i].data, cnn_shape_image(net->nodes[i].layout.out) * 4);
    assert_memory_equal(r->share, whole->share, net->parameters * sizeof(float));
    assert_memory_equal(r->after, whole->after, net->parameters * sizeof(float));
    cnn_gradient_check at_once, check;
    cnn_gradient_checker *checker;
    CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_WEIGHT, 1, 3, 1e-3, &at_once));
    CHECK_FINE(cnn_gradient_checker_new(r, CNN_CHECK_WEIGHT, 1, 3, 1e-3, &checker));
    for (slices = 1; cnn_gradient_checker_advance(checker, 100); slices++)
        assert_true(cnn_gradient_checker_progress(checker) < 1);
    assert_true(slices > 10);
    assert_true(cnn_gradient_checker_progress(checker) == 1);
    check = cnn_gradient_checker_result(checker);
    assert_true(check.plus == at_once.plus && check.minus == at_once.minus && check.slope == at_once.slope);
    assert_true(check.backprop == at_once.backprop && check.kinks == at_once.kinks);
    cnn_gradient_checker_free(checker);
    CHECK_FINE(cnn_recorder_new(net, &whole->settings, &in, &recorder)); /* one that is abandoned */
    cnn_recorder_advance(recorder);
    cnn_recorder_free(recorder);
    cnn_recording_free(r);
    cnn_recording_free(whole);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void a_nudge_over_a_kink_says_so(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r = recorded("input:\n  values: [[0.001]]\nlayers:\n  - relu\n", arena, &net);
    cnn_gradient_check n;
    CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_INPUT, 0, 0, 0.01, &n));
    assert_int_equal(n.kinks, 1);
    assert_int_equal(n.kink_node, 1);
    CHECK_NEAR(n.slope, 0.55, 1e-6);
    CHECK_NEAR(n.backprop, 1, 0);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void a_nan_wins_a_pool_and_the_first_of_equals_wins(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r =
        recorded("input:\n  values: [[1, .nan], [2, 2]]\nlayers:\n  - maxpool: {size: 2}\n", arena, &net);
    assert_true(isnan(r->pass->value[1].data[0]));
    cnn_recording_free(r);
    cnn_net_free(net);
    r = recorded("input:\n  values: [[2, 1], [2, 2]]\nlayers:\n  - maxpool: {size: 2}\n", arena, &net);
    assert_true(r->pass->grad[0].data[0] == 1 && r->pass->grad[0].data[2] == 0 && r->pass->grad[0].data[3] == 0);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(forward_steps_add_up_to_the_kernels),
        cmocka_unit_test(backward_steps_add_up_to_the_gradients),
        cmocka_unit_test(gathering_to_the_last_step_gives_the_recorded_gradients),
        cmocka_unit_test(the_textbook_form_gives_the_same_gradients),
        cmocka_unit_test(settings_that_mean_nothing_are_refused), cmocka_unit_test(the_largest_output_is_taken_once),
        cmocka_unit_test(a_nudge_finds_the_slope_that_backpropagation_says),
        cmocka_unit_test(slices_make_the_same_numbers), cmocka_unit_test(a_nudge_over_a_kink_says_so),
        cmocka_unit_test(a_nan_wins_a_pool_and_the_first_of_equals_wins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
