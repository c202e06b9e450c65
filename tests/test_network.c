/* Networks: the graph, what depends on what in it, and edits of it. */
#include "check.h"

#include "file.h"
#include "netedit.h"
#include "parsed_network.h"
#include "pass.h"
#include "receptive_field.h"
#include "recording.h"
#include "user_files.h"

#include <unistd.h>

/* Outputs 1, -2, 3 and targets 0, 0, 1: (1 + 4 + 4)/3, and 2(y - t)/3 back. */
static void the_loss_of_targets_is_that_worked_by_hand(void **state) {
    (void)state;
    static const float expected[] = {2 / 3.0f, -4 / 3.0f, 4 / 3.0f};
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(
        "input: {values: [[1, -2, 3]]}\nlayers:\n  - flatten\nloss: mse\ntarget: [0, 0, 1]\n", arena, &net, &desc));
    cnn_record_input in = {.label = -1, .pixels = desc->values, .target = desc->target, .batch = 1};
    cnn_recording *r;
    CHECK_FINE(cnn_recording_new(net, &desc->train, &in, &r));
    CHECK_NEAR(r->pass->value[net->loss].data[0], 3, 1e-6);
    for (int i = 0; i < 3; i++)
        CHECK_NEAR(r->pass->grad[0].data[i], expected[i], 1e-6);
    cnn_recording_free(r);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* A value that feeds two layers: only nodes on a path to the loss have gradients, and those of several readers add up.
 */
static void gradients_of_a_value_that_is_used_twice_add_up(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    static const float values[] = {1, -2}, weights[] = {3, 5};
    desc = cnn_netdesc_new(arena, "twice");
    desc->input = (cnn_shape){1, 1, 1, 2};
    desc->values = values;
    cnn_netdesc_add(desc, arena, CNN_OP_RELU, "r");
    cnn_netdesc_add(desc, arena, CNN_OP_TANH, "side")->inputs[0] = CNN_FROM_INPUT;
    cnn_layer *c = cnn_netdesc_add(desc, arena, CNN_OP_CONV2D, "c");
    c->inputs[0] = CNN_FROM_INPUT;
    c->attrs.filters = c->attrs.kernel[0] = 1;
    c->attrs.kernel[1] = 2;
    c->weights = weights;
    c->weight_count = 2;
    CHECK_FINE(cnn_net_new(desc, &net));
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

/* Five maps of the same size; at the sum three of them and the input are needed. */
static void forward_alone_forgets_what_nobody_reads_any_more(void **state) {
    (void)state;
    static const char text[] = "input: {channels: 8, height: 64, width: 64}\nlayers:\n  - conv: {filters: 8, size: 3, "
                               "padding: 1}\n  - relu\n  - conv: {filters: 8, size: 3, padding: 1}\n  - tanh\n  - add: "
                               "{from: [conv2, tanh1]}\n  - maxpool: {size: 2}\n  - dense: {units: 3}\n  - softmax\n";
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(text, arena, &net, &desc));
    float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof *parameters);
    cnn_net_initialize(net, desc, 3, parameters);
    cnn_pass *whole, *forward;
    CHECK_FINE(cnn_pass_new(net, 2, true, CNN_FAST, &whole));
    CHECK_FINE(cnn_pass_new(net, 2, false, CNN_FAST, &forward));
    size_t map = 8 * 64 * 64, rest = 128 * 1024;
    assert_true(cnn_arena_used(forward->arena) < (2 * 4 * map + rest) * sizeof(float));
    assert_true(cnn_arena_used(whole->arena) > 2 * 12 * map * sizeof(float));
    for (size_t i = 0; i < 2 * map; i++)
        whole->value[0].data[i] = forward->value[0].data[i] = (float)(i % 97) / 97;
    cnn_pass_forward(whole, parameters);
    for (int again = 0; again < 2; again++) {
        cnn_pass_forward(forward, parameters);
        assert_memory_equal(whole->value[net->output].data, forward->value[net->output].data, 6 * sizeof(float));
    }
    cnn_pass_free(whole);
    cnn_pass_free(forward);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

/* Sizes that overflow when they are multiplied carelessly: strides and dilations far beyond the input. */
static void giant_strides_run_on_every_kernel(void **state) {
    (void)state;
    static const char text[] =
        "input: {channels: 1, height: 9, width: 9}\nlayers:\n  - conv: {filters: 2, size: 3, stride: "
        "1048576, padding: 1}\n  - conv: {filters: 1, size: 1, stride: [1, 65536]}\n  - softmax\n";
    for (int kernels = 0; kernels < 3; kernels++) {
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        CHECK_FINE(parse(text, arena, &net, &desc));
        float *parameters = cnn_arena_alloc(arena, net->parameters, sizeof *parameters),
              *gradients = cnn_arena_alloc(arena, net->parameters, sizeof *gradients);
        cnn_net_initialize(net, desc, 3, parameters);
        cnn_pass *pass;
        int labels[2] = {0};
        CHECK_FINE(cnn_pass_new(net, 2, true, (cnn_kernels)kernels, &pass));
        pass->labels = labels;
        cnn_pass_forward(pass, parameters);
        cnn_pass_backward(pass, parameters, gradients, true);
        assert_int_equal(net->nodes[1].layout.out.h, 1);
        cnn_pass_free(pass);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
}

/* Two branches of which one sees more than the other: where they meet, all is seen that either sees. */
static void a_receptive_field_goes_through_all_inputs(void **state) {
    (void)state;
    static const char *const orders[] = {"[small, large]", "[large, small]"};
    cnn_arena *arena = cnn_arena_new();
    for (int i = 0; i < 2; i++) {
        char yaml[400];
        cnn_net *net;
        cnn_netdesc *desc;
        cnn_format(yaml, sizeof yaml,
            "input: {height: 28, width: 28}\nlayers:\n  - conv: {name: first, filters: 1, size: 1, stride: 2}\n"
            "  - conv: {name: small, filters: 1, size: 1}\n"
            "  - conv: {name: large, from: first, filters: 1, size: 5, padding: 2}\n  - concat: {from: %s}\n",
            orders[i]);
        CHECK_FINE(parse(yaml, arena, &net, &desc));
        cnn_rectangle field = cnn_net_receptive_field(net, 4, (cnn_rectangle){{5, 5}, {0, 0}});
        assert_int_equal(field.rows.first, 6);
        assert_int_equal(field.rows.last, 14);
        assert_int_equal(field.columns.first, 0); /* cut to the image */
        assert_int_equal(field.columns.last, 4);
        cnn_field_size size = cnn_net_field_size(net, 4, CNN_VERTICAL);
        assert_int_equal(size.size, 9);
        assert_int_equal(size.jump, 2);
        assert_int_equal(size.per, 1);
        cnn_net_free(net);
    }
    cnn_arena_free(arena);
}

static int64_t field_size_of(const char *name, const char *layer) {
    char path[300];
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_format(path, sizeof path, TESTS_DIR "/../assets/networks/%s.yaml", name);
    CHECK_FINE(cnn_netfile_open(path, arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &net));
    int node = layer ? cnn_net_find(net, layer) : net->output;
    while (!layer && net->nodes[node].input_count < 2)
        node--;
    int64_t size = cnn_net_field_size(net, node, CNN_HORIZONTAL).size;
    cnn_net_free(net);
    cnn_arena_free(arena);
    return size;
}

/* The numbers that papers and lectures give. A dense layer sees all of the image, which a field of 212 is not. */
static void receptive_fields_of_the_classics_are_the_known_ones(void **state) {
    (void)state;
    assert_int_equal(field_size_of("googlenet", NULL), 715); /* its last concat */
    assert_int_equal(field_size_of("vgg-16", "features.30"), 212);
    assert_int_equal(field_size_of("vgg-16", "classifier.0"), 224);
    assert_int_equal(field_size_of("alexnet", "conv2"), 51);
    assert_int_equal(field_size_of("resnet-18", "layer4.1.conv2"), 435);
}

/* A 1 x 5 filter moves along the rows. */
static void the_axis_that_moves_is_shown(void **state) {
    (void)state;
    static const struct {
        const char *layer;
        int shown;
    } cases[] = {{"conv: {filters: 1, size: [1, 5]}", CNN_HORIZONTAL},
        {"conv: {filters: 1, size: [5, 1]}", CNN_VERTICAL}, {"conv: {filters: 1, size: 5}", CNN_VERTICAL},
        {"conv: {filters: 1, size: 1}", CNN_VERTICAL}, {"conv: {filters: 1, size: [6, 3]}", CNN_HORIZONTAL},
        {"maxpool: {size: [1, 2]}", CNN_HORIZONTAL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[200];
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        cnn_format(yaml, sizeof yaml, "input: {height: 6, width: 24}\nlayers:\n  - %s\n", cases[i].layer);
        CHECK_FINE(parse(yaml, arena, &net, &desc));
        assert_int_equal(cnn_net_shown_axis(net, 1), cases[i].shown);
        cnn_net_free(net);
        cnn_arena_free(arena);
    }
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
    /* The other way: cell (10, 0) of the image reaches rows 8..12 of conv1, the same cell of relu, all of what has
     * another size. */
    cnn_rectangle cell = {{10, 10}, {0, 0}}, reach = cnn_net_reach(net, 1, cell);
    assert_int_equal(reach.rows.first, 8);
    assert_int_equal(reach.rows.last, 12);
    assert_int_equal(reach.columns.first, 0);
    assert_int_equal(reach.columns.last, 2);
    reach = cnn_net_reach(net, 2, cell);
    assert_memory_equal(&reach, &cell, sizeof cell);
    cnn_net_free(net);
    CHECK_FINE(parse("input: {height: 4, width: 3}\nlayers:\n  - adaptive-avgpool: {size: 2}\n", arena, &net, &desc));
    reach = cnn_net_reach(net, 1, (cnn_rectangle){{3, 3}, {2, 2}});
    assert_int_equal(reach.rows.first, 0);
    assert_int_equal(reach.rows.last, 1);
    assert_int_equal(reach.columns.last, 1);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void edits_keep_to_what_works_and_can_be_undone(void **state) {
    (void)state;
    netedit e = {0};
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read(TESTS_DIR "/../assets/networks/lenet-5.yaml", 1 << 20, false, &bytes, &length));
    CHECK_FINE(netedit_open_text(&e, "lenet-5.yaml", (const char *)bytes));
    free(bytes);
    assert_int_equal(e.desc->count, 12);
    char *begin = strdup(netedit_text(&e));
    CHECK_FINE(netedit_set(&e, 0, NETEDIT_FILTERS, 8));
    assert_int_equal(e.net->nodes[1].layout.out.c, 8);
    CHECK_FAILS(netedit_set(&e, 3, NETEDIT_SIZE, 15), "fits nowhere");
    assert_int_equal(e.desc->layers[3].attrs.kernel[0], 5);
    CHECK_FAILS(netedit_set(&e, 0, NETEDIT_STRIDE, 0), "stride must be");
    CHECK_FINE(netedit_insert(&e, 2, CNN_OP_CONV2D));
    assert_string_equal(e.desc->layers[3].name, "conv3");
    assert_int_equal(e.net->nodes[5].inputs[0], 4);
    CHECK_FINE(netedit_insert(&e, -1, CNN_OP_AVG_POOL));
    assert_int_equal(e.net->nodes[2].layout.out.h, 14);
    CHECK_FINE(netedit_remove(&e, 0));
    CHECK_FINE(netedit_remove(&e, 3));
    assert_int_equal(e.desc->count, 12);
    while (netedit_can_undo(&e))
        CHECK_FINE(netedit_undo(&e));
    assert_string_equal(netedit_text(&e), begin);
    int redone = 0;
    while (netedit_can_redo(&e)) {
        CHECK_FINE(netedit_redo(&e));
        redone++;
    }
    assert_int_equal(redone, 5);
    free(begin);
    netedit_close(&e);
}

/* A file that somebody else wrote under the name, or changed since, is not overwritten. */
static void a_saved_edit_writes_over_nothing_but_itself(void **state) {
    (void)state;
    static const char yaml[] =
        "name: mine\ninput: {channels: 1, height: 5, width: 5}\nlayers:\n  - conv: {filters: 1, size: 3}\n",
                      theirs[] = "theirs";
    char path[4200], *saved = NULL;
    setenv("XDG_DOCUMENTS_DIR", test_path("edited"), 1);
    netedit e = {0};
    CHECK_FINE(netedit_open_text(&e, "mine.yaml", yaml));
    CHECK_FINE(netedit_save(&e, &saved, path, sizeof path));
    assert_string_equal(path, test_path("edited/Stride/mine-edited.yaml"));
    CHECK_FINE(netedit_set(&e, 0, NETEDIT_FILTERS, 2));
    CHECK_FINE(netedit_save(&e, &saved, path, sizeof path));
    assert_string_equal(path, test_path("edited/Stride/mine-edited.yaml")); /* its own */
    cnn_piece piece = {theirs, sizeof theirs - 1};
    CHECK_FINE(cnn_file_write(path, &piece, 1));
    CHECK_FINE(netedit_save(&e, &saved, path, sizeof path));
    assert_string_equal(path, test_path("edited/Stride/mine-edited-2.yaml"));
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(cnn_file_read("edited/Stride/mine-edited.yaml", 1 << 20, false, &bytes, &length));
    assert_int_equal(length, piece.size);
    assert_memory_equal(bytes, theirs, length);
    free(bytes);
    CHECK_FINE(netedit_save(&e, &saved, path, sizeof path));
    assert_string_equal(path, test_path("edited/Stride/mine-edited-2.yaml"));
    setenv("XDG_DOCUMENTS_DIR", test_path("edited/Stride/mine-edited.yaml"), 1); /* no folder */
    CHECK_FAILS(netedit_save(&e, &saved, path, sizeof path), "mine-edited.yaml");
    assert_non_null(saved);
    setenv("XDG_DOCUMENTS_DIR", test_folder, 1);
    free(saved);
    netedit_close(&e);
}

/* The folder of documents has a name in the user's language; where none is said, it is ~/Documents or the home. */
static void documents_are_where_the_user_has_them(void **state) {
    (void)state;
    char path[4200], home[300];
    cnn_format(home, sizeof home, "%s", getenv("HOME") ? getenv("HOME") : "");
    unsetenv("XDG_DOCUMENTS_DIR");
    setenv("HOME", test_path("home"), 1);
    setenv("XDG_CONFIG_HOME", test_path("home/config"), 1);
    user_document_path("a", ".pdf", 1, path, sizeof path);
    assert_string_equal(path, test_path("home/Stride/a.pdf"));
    assert_true(!system("mkdir -p home/Documents home/config"));
    user_document_path("a", ".pdf", 2, path, sizeof path);
    assert_string_equal(path, test_path("home/Documents/Stride/a-2.pdf"));
    assert_true(!system("echo 'XDG_DOCUMENTS_DIR=\"$HOME/문서\"' > home/config/user-dirs.dirs"));
    CHECK_FINE(user_new_document("a", ".pdf", path, sizeof path));
    assert_string_equal(path, test_path("home/문서/Stride/a.pdf"));
    assert_true(!system("touch home/문서/Stride/a.pdf"));
    CHECK_FINE(user_new_document("a", ".pdf", path, sizeof path));
    assert_string_equal(path, test_path("home/문서/Stride/a-2.pdf"));
    setenv("HOME", home, 1);
    setenv("XDG_CONFIG_HOME", test_folder, 1);
    setenv("XDG_DOCUMENTS_DIR", test_folder, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_loss_of_targets_is_that_worked_by_hand),
        cmocka_unit_test(gradients_of_a_value_that_is_used_twice_add_up),
        cmocka_unit_test(giant_strides_run_on_every_kernel),
        cmocka_unit_test(forward_alone_forgets_what_nobody_reads_any_more),
        cmocka_unit_test(a_receptive_field_grows_back_to_the_image),
        cmocka_unit_test(a_receptive_field_goes_through_all_inputs),
        cmocka_unit_test(receptive_fields_of_the_classics_are_the_known_ones),
        cmocka_unit_test(the_axis_that_moves_is_shown), cmocka_unit_test(edits_keep_to_what_works_and_can_be_undone),
        cmocka_unit_test(a_saved_edit_writes_over_nothing_but_itself),
        cmocka_unit_test(documents_are_where_the_user_has_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
