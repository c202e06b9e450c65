/* Networks and their files: the graph, and what is said about files that are wrong. */
#include "check.h"

#include "net.h"
#include "netfile.h"
#include "recording.h"

static cnn_status parse(const char *yaml, cnn_arena *arena, cnn_net **net, cnn_netdesc **desc) {
    cnn_document *d;
    *net = NULL;
    cnn_status status = cnn_document_parse("n.yaml", yaml, strlen(yaml), &d);
    if (cnn_failed(status))
        return status;
    status = cnn_netfile_read(d, cnn_document_root(d), arena, desc);
    cnn_document_free(d);
    return cnn_failed(status) ? status : cnn_net_new(*desc, net);
}

static void wrong_files_are_answered_with_line_and_reason(void **state) {
    (void)state;
#define IN "input: {channels: 1, height: 5, width: 5}\n"
    static const struct {
        const char *yaml, *part;
    } cases[] = {
        {IN "layers:\n  - conv: {filters: 1, siez: 3}\n",
            "n.yaml:3: conv has no setting \"siez\"; did you mean \"size\"?"},
        {IN "layers:\n  - conv: {filters: 1, size: -3}\n", "n.yaml:3: size must be 1 to"},
        {IN "layers:\n  - conv: {filters: 1, size: 7}\n",
            "n.yaml:3: layer conv1: the window is 7 cells high, the input with its padding only 5"},
        {"input:\n  values: [[1,2],\n    [3]]\nlayers:\n  - relu\n",
            "n.yaml:3: values: rows of different lengths, 2 and 1"},
        {IN "layers:\n  - relu: {name: a}\n  - relu: {name: a}\n",
            "n.yaml:4: the name \"a\" is used twice, first in line 3"},
        {IN "layers:\n  - conv: {filters: 1000000000, size: 3}\n", "n.yaml:3: filters must be 1 to"},
        {IN "layers:\n  - conv: {filters: 1000000, size: 3}\n  - dense: {units: 1000000}\n", "2 GiB"},
        {IN "layers:\n  - convolution: {filters: 1}\n", "there is no layer type \"convolution\""},
        {IN "layers:\n  - conv: {filters: 3}\n", "layer conv1 needs \"size\""},
        {IN "layers:\n  - relu: {from: later}\n", "there is no earlier layer \"later\""},
        {IN "layerz: []\n", "n.yaml:2: a network has no setting \"layerz\"; did you mean \"layers\"?"},
        {IN "layers: []\n", "at least one layer"},
        {IN "layers:\n  - conv: {filters: 1, size: 3, weights: [[1,2,3],[4,5,6]]}\n",
            "the weights are 2 x 3, but size says 3 x 3"},
        {IN "layers:\n  - dense: {units: 2, weights: [[1,2]]}\n", "2 weights are given and 50 needed"},
        {IN "layers:\n  - conv: {filters: 3, size: 3, groups: 2}\n", "groups do not divide"},
        {IN "layers:\n  - maxpool: {size: 2, padding: 2}\n", "may be padded by at most 1"},
        {IN "layers:\n  - relu\ntrain: {rate: -1}\n", "rate must be"},
        {IN "layers:\n  - relu\ntrain: {optimizer: magic}\n", "there is no optimizer \"magic\""},
        {IN "pattern: \"(CONV => RELU\"\n", "it ends where ) should stand"},
        {IN "pattern: \"CONF\"\n", "character 1"},
        {IN "pattern: \"CONV * 1000\"\n", "at most 64"},
        {IN "pattern: \"(POOL * 4)\"\n", "layer pool3"},
        {IN "pattern: \"((((((INPUT*64)*64)*64)*64)*64)*64)\"\n", "repeats more than"},
        {IN "layers:\n  - relu: {name: 'a\"b'}\n", "one word of at most"},
        {IN "layers:\n  - conv: {filters: 2, size: 2, weights: [[[[1,2],[3,4]],[[1,2],[3,4]]]]}\n", "8 weights are given and 8 needed (2 x 1 x 2 x 2)"},
        {IN "layers:\n  - conv: {filters: 1, size: 1000000, padding: 1000000}\n", "larger than the"},
        {IN "layers:\n  - relu\ntrain: []\n", "n.yaml:4: train is a map"},
        {IN "layers:\n  - relu\nloss: mse\ngradient: [1]\n", "stands in place of a loss"},
        {"", "the file is empty"},
        {"a: &x 1\nb: *x\n", "aliases"},
        {"- 1\n", "not a network"},
        {"input: [unclosed\n", "n.yaml:"},
        {IN "layers:\n  - relu\n  - softmax\ntarget: 99\n", "target class 99"},
        {IN "layers:\n  - conv: {filters: 1, size: 3}\ntarget: [1, 2]\n", "2 numbers and the output"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        CHECK_FAILS(parse(cases[i].yaml, arena, &net, &desc), cases[i].part);
        assert_null(net);
        cnn_arena_free(arena);
    }
}

static void layers_without_a_name_are_numbered_in_order(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(
        parse("input: {height: 28, width: 28}\npattern: \"[((CONV => RELU) * 2 => POOL) * 2 => (FC => RELU) * 1]\"\n",
            arena, &net, &desc));
    static const char *const names[] = {"input", "conv1", "relu1", "conv2", "relu2", "pool1", "conv3", "relu3", "conv4",
        "relu4", "pool2", "dense1", "relu5", "dense2", "softmax1", "loss"};
    assert_int_equal(net->count, 16);
    for (int i = 0; i < 16; i++)
        assert_string_equal(net->nodes[i].name, names[i]);
    assert_int_equal(net->nodes[6].layout.out.c, 16);
    assert_int_equal(net->nodes[13].layout.out.c, 10);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* A value that feeds two layers: only the path to the loss has gradients, and what comes back adds up. */
static void gradients_of_a_value_that_is_used_twice_add_up(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse("input:\n  values: [[1, -2]]\nlayers:\n  - relu: {name: r}\n  - tanh: {name: side, from: input}\n"
                     "  - conv: {name: c, filters: 1, size: [1, 2], weights: [[3, 5]], from: input}\n",
        arena, &net, &desc));
    assert_false(net->nodes[1].on_path);
    assert_false(net->nodes[2].on_path);
    assert_true(net->nodes[0].on_path);
    float parameters[4];
    cnn_net_initialize(net, desc, 1, parameters);
    cnn_record_input in = {.label = -1, .pixels = desc->values, .batch = 1, .parameters = parameters};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
    assert_true(r->pass->grad[0].data[0] == 3 && r->pass->grad[0].data[1] == 5);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void a_receptive_field_grows_back_to_the_image(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse("input: {height: 28, width: 28}\nlayers:\n  - conv: {filters: 2, size: 5, padding: 2}\n  - relu\n "
                     " - maxpool: {size: 2}\n  - conv: {filters: 2, size: 5}\n",
        arena, &net, &desc));
    cnn_rectangle field = cnn_net_receptive_field(net, 4, (cnn_rectangle){{1, 1}, {2, 2}});
    /* Row 1 of conv2 reads rows 1..5 of the pooled map, those rows 2..11 of conv1, those rows 0..13 of the image. */
    assert_int_equal(field.rows.first, 0);
    assert_int_equal(field.rows.last, 13);
    assert_int_equal(field.columns.first, 2);
    assert_int_equal(field.columns.last, 15);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(wrong_files_are_answered_with_line_and_reason),
        cmocka_unit_test(layers_without_a_name_are_numbered_in_order),
        cmocka_unit_test(gradients_of_a_value_that_is_used_twice_add_up),
        cmocka_unit_test(a_receptive_field_grows_back_to_the_image)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
