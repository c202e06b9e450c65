/* What the outputs of a network are called: lists, ImageNet, files beside the network, and what is said of wrong ones. */
#include "parsed_network.h"

#include "checkpoint.h"
#include "class_list.h"
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
    static const char *const wrong[][2] = {{"[]", "classes has 1 to 65536 names"}, {"[a, [b]]", "each class is a name"},
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

static const char *const odd[] = {"고양이", "a, b", "say \"hi\"", "two\nlines", "back\\slash", "#1", "0 zero", "  ",
    "\xF0\x9F\x90\xB1", "same", "same", "{x}", "[y]", "true", "~", "1e3", "'q'"};
enum { ODD = sizeof odd / sizeof *odd };

static void any_name_comes_back_from_a_list(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_class_list list;
    char *text = cnn_class_list_write(odd, ODD);
    assert_non_null(text);
    CHECK_FINE(cnn_class_list_read("odd", text, arena, &list));
    assert_int_equal(list.count, ODD);
    for (int i = 0; i < ODD; i++)
        assert_string_equal(list.names[i], odd[i]);
    free(text);
    /* what no string of JSON can hold becomes a question mark, so that the file can be read */
    text = cnn_class_list_write((const char *const[]){"a\x01"
                                                      "b",
                                    "\xB0\xED", "\xC2"},
        3);
    assert_string_equal(text, "[\"a?b\", \"??\", \"?\"]");
    free(text);
    cnn_arena_free(arena);
}

static void lists_of_other_programs_are_read(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_class_list list;
    static const char *const texts[] = {"{0: 'cat', 1: 'a dog', 2: \"bird\"}",
        "{\"2\": \"bird\", \"0\": \"cat\", \"1\": \"a dog\"}", "['cat', 'a dog', 'bird']", "cat\na dog\nbird",
        "\xEF\xBB\xBF\ncat\r\na dog\r\n\r\nbird\r\n", "0 cat\n1 a dog\n2 bird"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CHECK_FINE(cnn_class_list_read("list", texts[i], arena, &list));
        assert_int_equal(list.count, 3);
        assert_string_equal(list.names[0], "cat");
        assert_string_equal(list.names[1], "a dog");
        assert_string_equal(list.names[2], "bird");
    }
    CHECK_FINE(cnn_class_list_read("list", "[\"\\ud83d\\udc31\"]", arena, &list)); /* as Python writes a cat */
    assert_string_equal(list.names[0], "\xF0\x9F\x90\xB1");
    static const char *const wrong[] = {"{0: 'cat', 2: 'dog'}", "{0: 'cat', 0: 'dog'}", "[cat, \"\"]", "[cat",
        "[[cat]]", "[]", "{", "[\"\\u0000\"]", "[\"\\ud83d\"]", "cat\nd\xFFg"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cnn_status status = cnn_class_list_read("list", wrong[i], arena, &list);
        if (!cnn_failed(status) || list.count)
            fail_msg("%s was read as %d names", wrong[i], list.count);
    }
    cnn_arena_free(arena);
}

/* Saves the network's parameters with these names and returns what is read of them. */
static cnn_class_names *through_a_checkpoint(const cnn_net *net, const cnn_class_names *names) {
    cnn_class_names *named;
    float *blocks = calloc(net->parameters * 2, sizeof *blocks);
    assert_non_null(blocks);
    cnn_checkpoint c = {.parameters = blocks, .classes = names};
    CHECK_FINE(cnn_checkpoint_save("stride-names.safetensors", net, &c));
    c = (cnn_checkpoint){.parameters = blocks, .momentum = blocks + net->parameters, .named = &named};
    CHECK_FINE(cnn_checkpoint_load("stride-names.safetensors", net, &c));
    assert_string_equal(c.note, "");
    free(blocks);
    return named;
}

static void a_checkpoint_carries_the_names(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(THREE, arena, &net, &desc));
    cnn_class_names *names = cnn_class_names_new(odd, ODD), *back = through_a_checkpoint(net, names);
    assert_true(cnn_class_names_equal(names, back));
    cnn_class_names_drop(back);
    cnn_class_names_drop(names);
    names = cnn_class_numbers(1, 20000);
    back = through_a_checkpoint(net, names);
    assert_true(cnn_class_names_equal(names, back));
    cnn_class_names_drop(back);
    cnn_class_names_drop(names);
    assert_null(through_a_checkpoint(net, NULL));
    remove("stride-names.safetensors");
    cnn_net_free(net);
    cnn_arena_free(arena);
}

static void broken_names_do_not_cost_the_weights(void **state) {
    (void)state;
    static const char *const wrong[] = {"[1, ", "{3: x}", "[\\\"a\\\", \\\"\\\"]"};
    cnn_arena *arena = cnn_arena_new();
    cnn_net *net;
    cnn_netdesc *desc;
    CHECK_FINE(parse(
        "input: {channels: 1, height: 1, width: 1}\nlayers:\n  - dense: {name: d, units: 1}\n", arena, &net, &desc));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char header[300] = "";
        float numbers[2] = {4, 5}, blocks[4];
        cnn_append(header, sizeof header,
            "{\"__metadata__\":{\"classes\":\"%s\"},\"d.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],"
            "\"data_offsets\":[0,4]},\"d.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            wrong[i]);
        unsigned char length[8] = {(unsigned char)strlen(header), (unsigned char)(strlen(header) >> 8)};
        cnn_piece pieces[] = {{length, 8}, {header, strlen(header)}, {numbers, sizeof numbers}};
        CHECK_FINE(cnn_file_write("stride-names.safetensors", pieces, 3));
        cnn_class_names *named;
        cnn_checkpoint c = {.parameters = blocks, .momentum = blocks + 2, .named = &named};
        CHECK_FINE(cnn_checkpoint_load("stride-names.safetensors", net, &c));
        assert_null(named);
        assert_non_null(strstr(c.note, "its names of classes cannot be read"));
        assert_true(blocks[0] == 4 && blocks[1] == 5);
    }
    remove("stride-names.safetensors");
    cnn_net_free(net);
    cnn_arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_and_written),
        cmocka_unit_test(imagenet_has_its_thousand_names),
        cmocka_unit_test(a_file_beside_the_network_has_a_name_on_each_line),
        cmocka_unit_test(a_model_of_onnx_carries_the_names),
        cmocka_unit_test(any_name_comes_back_from_a_list),
        cmocka_unit_test(lists_of_other_programs_are_read),
        cmocka_unit_test(a_checkpoint_carries_the_names),
        cmocka_unit_test(broken_names_do_not_cost_the_weights),
        cmocka_unit_test(what_is_no_list_of_names_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
