/* What the outputs of a network are called: lists, ImageNet, files beside the network, and what is said of wrong ones. */
#include "parsed_network.h"

#include "file.h"
#include "netfile_classes.h"
#include "netfile_write.h"
#include "onnx_read.h"
#include "onnx_write.h"

#define THREE "input: {channels: 1, height: 5, width: 5}\nlayers:\n  - dense: {units: 3}\n"

static cnn_netdesc *described(cnn_arena *arena, const char *yaml) {
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(yaml, arena, &net, &desc));
    cnn_net_free(net);
    return desc;
}

static void put_text(const char *path, const char *text) {
    cnn_piece piece = {text, strlen(text)};
    CHECK_FINE(cnn_file_write(path, &piece, 1));
}

static void a_list_is_read_and_written(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = described(arena, THREE "classes: [cat, \"a \\\"b\\\"\", 새]\n");
    assert_int_equal(desc->class_count, 3);
    assert_string_equal(desc->classes[2], "새");
    const char *text = cnn_netfile_write(desc, arena);
    assert_non_null(text);
    desc = described(arena, text);
    assert_int_equal(desc->class_count, 3);
    assert_string_equal(desc->classes[1], "a \"b\"");
    cnn_arena_free(arena);
}

static void imagenet_has_its_thousand_names(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = described(arena, THREE "classes: imagenet\n");
    assert_int_equal(desc->class_count, 1000);
    assert_string_equal(desc->classes[0], "tench");
    assert_string_equal(desc->classes[281], "tabby");
    assert_string_equal(desc->classes[999], "toilet tissue");
    assert_true(cnn_netfile_is_imagenet(desc));
    const char *text = cnn_netfile_write(desc, arena);
    assert_non_null(text);
    assert_non_null(strstr(text, "classes: imagenet\n"));
    cnn_arena_free(arena);
}

static void a_file_beside_the_network_has_a_name_on_each_line(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    put_text("names.txt", "\xEF\xBB\xBF# of birds\n0 crane bird\r\n1: owl\n\n2,kiwi");
    cnn_netdesc *desc = described(arena, THREE "classes: names.txt\n");
    assert_int_equal(desc->class_count, 3);
    assert_string_equal(desc->classes[0], "crane bird");
    assert_string_equal(desc->classes[1], "owl");
    assert_string_equal(desc->classes[2], "kiwi");
    remove("names.txt");
    desc = described(arena, THREE);
    put_text("labels.txt", "1 fish\n2 fish\nred fish\n");
    CHECK_FAILS(cnn_netfile_classes_beside(desc, arena, 4), "3 names and the network 4 outputs");
    assert_int_equal(desc->class_count, 0);
    CHECK_FINE(cnn_netfile_classes_beside(desc, arena, 3));
    assert_int_equal(desc->class_count, 3);
    assert_string_equal(desc->classes[0], "1 fish");
    remove("labels.txt");
    cnn_arena_free(arena);
}

static void a_model_of_onnx_carries_the_names(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc, *back;
    unsigned char *bytes;
    size_t length;
    CHECK_FINE(parse(THREE "classes: [cat, dog, 새]\n", arena, &net, &desc));
    float *parameters = calloc(net->parameters, sizeof *parameters);
    assert_non_null(parameters);
    CHECK_FINE(cnn_onnx_write(desc, net, parameters, arena, &bytes, &length));
    CHECK_FINE(cnn_onnx_read(bytes, length, "n.onnx", arena, &back));
    assert_int_equal(back->class_count, 3);
    assert_string_equal(back->classes[0], "cat");
    assert_string_equal(back->classes[2], "새");
    free(parameters);
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void what_is_no_list_of_names_is_refused(void **state) {
    (void)state;
    static const char *const wrong[][2] = {{"[]", "classes has 1 to 1000 names"}, {"[a, [b]]", "each class is a name"},
        {"{a: 1}", "a list of names, imagenet"}, {"../secret.txt", "beside the network"},
        {"nowhere.txt", "n.yaml:4: there is no file nowhere.txt"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char yaml[300];
        cnn_arena *arena = cnn_arena_new();
        cnn_net *net;
        cnn_netdesc *desc;
        cnn_format(yaml, sizeof yaml, "%sclasses: %s\n", THREE, wrong[i][0]);
        CHECK_FAILS(parse(yaml, arena, &net, &desc), wrong[i][1]);
        cnn_arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_and_written),
        cmocka_unit_test(imagenet_has_its_thousand_names),
        cmocka_unit_test(a_file_beside_the_network_has_a_name_on_each_line),
        cmocka_unit_test(a_model_of_onnx_carries_the_names),
        cmocka_unit_test(what_is_no_list_of_names_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
