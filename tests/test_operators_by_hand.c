/* Operators on numbers that were worked by hand. PyTorch's are run by tests/vectors. */
#include "recorded_network.h"
#include "steps.h"

#include "address.h"
#include "gradient_check.h"
#include "partial_gradients.h"

static void the_canonical_window_gives_4_3_4_2_4_3_2_3_4(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r =
        recorded(CLASSROOM "layers:\n  - conv: {filters: 1, size: 3, weights: [[1,0,1],[0,1,0],[1,0,1]], bias: [0]}\n",
            arena, &net);
    static const float want[] = {4, 3, 4, 2, 4, 3, 2, 3, 4};
    for (int i = 0; i < 9; i++)
        assert_true(r->pass->value[1].data[i] == want[i]);
    /* Upstream gradient 1 everywhere: dW is the sum of each tap's inputs, by hand for the first and the middle tap. */
    CHECK_NEAR(r->share[0], 1 + 1 + 1 + 0 + 1 + 1 + 0 + 0 + 1, 0);
    CHECK_NEAR(r->share[4], 1 + 1 + 1 + 0 + 1 + 1 + 0 + 1 + 1, 0);
    CHECK_NEAR(r->share[9], 9, 0);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void pools_of_one_window_are_3_five_thirds_and_0(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r =
        recorded("input:\n  values: [[3,3,2,1,0],[0,0,1,3,1],[3,1,2,2,3],[2,0,0,2,2],[2,0,0,0,1]]\n"
                 "layers:\n  - maxpool: {size: 3, stride: 1}\n  - avgpool: {size: 3, stride: 1, from: "
                 "input}\n  - minpool: {size: 3, stride: 1, from: input}\n  - concat: {from: [pool1, pool2, "
                 "pool3]}\n",
            arena, &net);
    assert_true(r->pass->value[1].data[0] == 3);
    CHECK_NEAR(r->pass->value[2].data[0], 15.0 / 9, 1e-6);
    assert_true(r->pass->value[3].data[0] == 0);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* 2 x 2 to 5 x 5: four stamps of 1 .. 9, times 1, 2, 3 and 4, two cells apart; they overlap in the middle row and
 * column. Padding cuts a row or column off, output padding adds one that holds the bias. */
static void stamps_overlap_and_add_up(void **state) {
    (void)state;
    static const float want[] = {
        1, 2, 5, 4, 6, 4, 5, 14, 10, 12, 10, 14, 36, 24, 30, 12, 15, 34, 20, 24, 21, 24, 55, 32, 36};
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r = recorded("input: {values: [[1, 2], [3, 4]]}\nlayers:\n  - conv-transpose: {stride: 2, "
                                "weights: [[1,2,3],[4,5,6],[7,8,9]]}\n",
        arena, &net);
    assert_string_equal(net->nodes[1].name, "transpose1");
    for (int i = 0; i < 25; i++)
        assert_true(r->pass->value[1].data[i] == want[i]);
    /* Upstream gradient 1 everywhere: each input gets the sum of the filter, each weight that of the inputs. */
    assert_true(r->pass->grad[0].data[0] == 45 && r->share[0] == 10 && r->share[8] == 10 && r->share[9] == 25);
    cnn_recording_free(r);
    cnn_net_free(net);
    r = recorded("input: {values: [[1, 2], [3, 4]]}\nlayers:\n  - conv-transpose: {stride: 2, padding: [1, 0, 0, 2], "
                 "output_padding: 1, bias: [0.5], weights: [[1,2,3],[4,5,6],[7,8,9]]}\n",
        arena, &net);
    assert_int_equal(net->nodes[1].layout.out.h, 5);
    assert_int_equal(net->nodes[1].layout.out.w, 4);
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++)
            assert_true(r->pass->value[1].data[i * 4 + j] == want[(i + 1) * 5 + j] + 0.5f);
        assert_true(r->pass->value[1].data[16 + i] == 0.5f);
    }
    /* Step by step: the third stamp (value 3) lays its weight 2 on row 2 of the uncut output, column 1, where the first
     * one has laid 8: 0.5 + 8 + 6. */
    cnn_address a;
    CHECK_FINE(cnn_address_parse(r->walk, "forward/transpose1/stamp,0,1,0/0,0,1", &a));
    cnn_step step = cnn_recording_step(r, a);
    assert_true(step.cell.row == 1 && step.cell.column == 1 && step.numbers.product == 6 && step.so_far == 14.5f);
    assert_true(cnn_recording_laid(r, a, step.cell.output) == 14.5f);
    char text[CNN_ADDRESS_TEXT];
    cnn_address_format(r->walk, step.address, text);
    assert_string_equal(text, "forward/transpose1/stamp,0,1,0/0,0,1");
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* At 1 and -1: Phi(1) = 0.841345 and phi(1) = 0.241971; the sigmoid of 1 is 0.731059; 1/e = 0.367879. */
static void smooth_activations_are_those_worked_by_hand(void **state) {
    (void)state;
    static const struct {
        const char *layer;
        double high, low, slope_high, slope_low;
    } cases[] = {{"gelu", 0.841345, -0.158655, 0.841345 + 0.241971, 0.158655 - 0.241971},
        {"gelu: {approximate: tanh}", 0.841192, -0.158808, 1.082964, -0.082964},
        {"silu", 0.731059, -0.268941, 0.731059 * 1.268941, 0.268941 * (1 - 0.731059)}, /* s (1 + x (1 - s)) */
        {"elu", 1, 0.36787944 - 1, 1, 0.367879}, {"elu: {alpha: 2}", 1, 2 * (0.36787944 - 1), 1, 2 * 0.367879},
        {"softplus", 1.313262, 0.313262, 0.731059, 0.268941},            /* ln(1 + e), ln(1 + 1/e) */
        {"softplus: {beta: 2}", 1.063464, 0.063464, 0.880797, 0.119203}, /* ln(1 + e^2) / 2; the sigmoid of 2 */
        {"softplus: {beta: 2, threshold: 1}", 1, 0.063464, 1, 0.119203}, /* 2 is above 1: x itself */
        {"softsign", 0.5, -0.5, 0.25, 0.25}, {"selu: {alpha: 2, gamma: 3}", 3, 6 * (0.36787944 - 1), 3, 6 * 0.36787944},
        {"celu: {alpha: 0.5}", 1, 0.5 * (0.13533528 - 1), 1, 0.13533528}, /* e^-2 */
        {"clip", 1, 0, 1, 0}, {"clip: {high: 1}", 1, 0, 0, 0},            /* no slope at a limit */
        {"clip: {low: none, high: 0.5}", 0.5, -1, 0, 1}, {"clip: {low: -2, high: none}", 1, -1, 1, 1},
        {"hardsigmoid", 4.0 / 6, 2.0 / 6, 1.0 / 6, 1.0 / 6}, {"hardsigmoid: {alpha: 0.6}", 1, 0, 0, 0},
        {"hardswish", 4.0 / 6, -2.0 / 6, 5.0 / 6, 1.0 / 6}, {"prelu: {weights: [0.3]}", 1, -0.3, 1, 0.3},
        {"prelu", 1, -0.25, 1, 0.25}, /* before it has learned */
        {"prelu: {slopes: each, weights: [0.5, -2]}", 1, 2, 1, -2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[200];
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_format(yaml, sizeof yaml, "input: {values: [[1, -1]]}\nlayers:\n  - %s\n", cases[i].layer);
        cnn_recording *r = recorded(yaml, arena, &net);
        CHECK_NEAR(r->pass->value[1].data[0], cases[i].high, 2e-6);
        CHECK_NEAR(r->pass->value[1].data[1], cases[i].low, 2e-6);
        CHECK_NEAR(r->pass->grad[0].data[0], cases[i].slope_high, 2e-6);
        CHECK_NEAR(r->pass->grad[0].data[1], cases[i].slope_low, 2e-6);
        cnn_recording_free(r);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* Rows 0..2 to five: floor(i*3/5) and ceil((i+1)*3/5) give 0, 0..1, 1, 1..2, 2; columns 0..1 to seven: 0, 0, 0, 0..1,
 * 1, 1, 1. Cell (r, c) holds 10r + c. */
static void adaptive_pooling_makes_more_cells_than_there_are(void **state) {
    (void)state;
    static const float rows[] = {0, 5, 10, 15, 20}, columns[] = {0, 0, 0, 0.5f, 1, 1, 1};
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_recording *r = recorded(
        "input:\n  values: [[0, 1], [10, 11], [20, 21]]\nlayers:\n  - adaptive-avgpool: {size: [5, 7]}\n", arena, &net);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 7; j++)
            assert_true(r->pass->value[1].data[i * 7 + j] == rows[i] + columns[j]);
    /* Every cell is read by one whole row and two halves in the middle, by one and a half at the edge; by three and a
     * half columns. */
    CHECK_NEAR(r->pass->grad[0].data[0], 1.5 * 3.5, 1e-6);
    CHECK_NEAR(r->pass->grad[0].data[3], 2 * 3.5, 1e-6);
    forward_steps_hold(r);
    backward_steps_hold(r);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Keras, where "same" comes from, does not count the padding: 1..9 in 3 x 3, windows of 2 x 2. */
static void padding_that_keeps_the_size_does_not_count_in_the_average(void **state) {
    (void)state;
    static const struct {
        const char *more;
        float want[4];
    } cases[] = {{"", {3, 4.5f, 7.5f, 9}}, {", count_include_pad: false", {3, 4.5f, 7.5f, 9}},
        {", count_include_pad: true", {3, 2.25f, 3.75f, 2.25f}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[200];
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_format(yaml, sizeof yaml,
            "input: {values: [[1,2,3],[4,5,6],[7,8,9]]}\nlayers:\n  - avgpool: {size: 2, padding: same%s}\n",
            cases[i].more);
        cnn_recording *r = recorded(yaml, arena, &net);
        for (int j = 0; j < 4; j++)
            CHECK_NEAR(r->pass->value[1].data[j], cases[i].want[j], 1e-6);
        cnn_recording_free(r);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* x = 1 2 3 6: mean 3, variance 14/4. An image that is its own batch is normalised over its pixels, and what it
 * measured goes into the running numbers: 0 + 0.1 * 3, 1 + 0.1 * (14/3 - 1). The gradients are held against a gradient
 * check, which measures again. */
static void an_image_that_is_its_own_batch_is_normalised_over_its_pixels(void **state) {
    (void)state;
    static const float want[] = {-1.069f, -0.5345f, 0, 1.6036f}, pixels[] = {1, 2, 3, 6}, upstream[] = {1, 2, 3, 4};
    for (int fast = 0; fast < 2; fast++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_netdesc *desc;
        cnn_net *net = net_of("input: {height: 2, width: 2}\nlayers:\n  - batchnorm: {name: bn}\n", arena, &desc);
        float *start = cnn_arena_alloc(arena, net->parameters, sizeof *start);
        cnn_net_initialize(net, desc, 1, start);
        cnn_record_input in = {.label = -1,
            .pixels = pixels,
            .target = upstream,
            .batch = 1,
            .parameters = start,
            .fast = fast,
            .alone = true};
        cnn_recording *r;
        CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
        for (int i = 0; i < 4; i++)
            CHECK_NEAR(r->pass->value[1].data[i], want[i], 1e-4);
        CHECK_NEAR(r->after[net->nodes[1].state_at], 0.3, 1e-6);
        CHECK_NEAR(r->after[net->nodes[1].state_at + 1], 1 + 0.1 * (14 / 3.0 - 1), 1e-6);
        forward_steps_hold(r);
        backward_steps_hold(r);
        for (int i = 0; i < 4; i++) {
            cnn_gradient_check check;
            CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_INPUT, 0, i, 1e-4, &check));
            CHECK_NEAR(check.slope, check.backprop, 1e-5);
        }
        cnn_recording_free(r);
        in.alone = false; /* looked at with the running numbers, 0 and 1 */
        CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
        CHECK_NEAR(r->pass->value[1].data[3], 6, 1e-4);
        CHECK_NEAR(r->after[net->nodes[1].state_at], 0, 0);
        cnn_recording_free(r);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* By hand: y = 1, 3, label 0, j = 2. L = 1 + ln(e^-2 + e^-1 + e^-3), and the slopes 1 - e^-1/Z, -e^-3/Z. And outputs
 * 0.5, -1 of which 1 and -1 are wanted: L = 0.25/2, dL/dx = 2 * -0.5/2, 0. */
static void losses_of_old_are_those_worked_by_hand(void **state) {
    (void)state;
    float y[] = {1, 3}, dy[2] = {0}, loss = 0;
    int label = 0;
    cnn_attrs attrs = cnn_attrs_default();
    attrs.margin = 2;
    attrs.cold = -1;
    cnn_call call = {.attrs = &attrs,
        .inputs = 1,
        .in = {{{1, 2, 1, 1}, y}},
        .out = {{1, 1, 1, 1}, &loss},
        .din = {{{1, 2, 1, 1}, dy}},
        .labels = &label,
        .loss_scale = 1};
    double z = exp(-2) + exp(-1) + exp(-3);
    cnn_op_of(CNN_OP_LOSS_DISTANCE)->forward(&call);
    cnn_op_of(CNN_OP_LOSS_DISTANCE)->backward(&call);
    CHECK_NEAR(loss, 1 + log(z), 1e-6);
    CHECK_NEAR(dy[0], 1 - exp(-1) / z, 1e-6);
    CHECK_NEAR(dy[1], -exp(-3) / z, 1e-6);
    y[0] = 0.5f;
    y[1] = -1;
    dy[0] = dy[1] = 0;
    cnn_op_of(CNN_OP_LOSS_MSE)->forward(&call);
    cnn_op_of(CNN_OP_LOSS_MSE)->backward(&call);
    CHECK_NEAR(loss, 0.125, 1e-7);
    CHECK_NEAR(dy[0], -0.5, 1e-7);
    CHECK_NEAR(dy[1], 0, 1e-7);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_canonical_window_gives_4_3_4_2_4_3_2_3_4),
        cmocka_unit_test(pools_of_one_window_are_3_five_thirds_and_0), cmocka_unit_test(stamps_overlap_and_add_up),
        cmocka_unit_test(smooth_activations_are_those_worked_by_hand),
        cmocka_unit_test(adaptive_pooling_makes_more_cells_than_there_are),
        cmocka_unit_test(padding_that_keeps_the_size_does_not_count_in_the_average),
        cmocka_unit_test(an_image_that_is_its_own_batch_is_normalised_over_its_pixels),
        cmocka_unit_test(losses_of_old_are_those_worked_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
