/* Models of tests/onnx against the numbers that PyTorch computed, and the sentences of those that cannot be opened
 * whole. tests/onnx_models.py writes them all. */
#include "check.h"

#include "file.h"
#include "onnx_read.h"
#include "pass.h"

#include <dirent.h>
#include <math.h>

/* "FOLDER/NAMEending"; the folder is that of the models. */
static const char *file_of(const char *name, const char *ending, char path[4096]) {
    snprintf(path, 4096, "%s/onnx/%.100s%s", TESTS_DIR, name, ending);
    return path;
}

static char *text_of(const char *path) {
    unsigned char *bytes;
    size_t length;
    return cnn_failed(cnn_file_read(path, 1 << 20, false, &bytes, &length)) ? NULL : (char *)bytes;
}

/* The image that the models were run on. */
static void write_image(const cnn_netdesc *desc, float *pixels) {
    size_t count = cnn_shape_image(desc->input), plane = (size_t)desc->input.h * (size_t)desc->input.w;
    for (size_t i = 0; i < count; i++)
        pixels[i] = (float)((double)((7 * i) % 11) - 5) / 5;
    for (size_t i = 0; i < count && desc->mean; i++)
        pixels[i] = (pixels[i] - desc->mean[i / plane]) / desc->std[i / plane];
}

/* Keras has the channels last; its image is the same list of numbers. */
static void turn_image(const cnn_netdesc *desc, float *pixels) {
    float turned[256];
    int channels = desc->input.c, plane = desc->input.h * desc->input.w;
    assert_true(channels * plane <= 256);
    for (int i = 0; i < plane * channels; i++)
        turned[i % channels * plane + i / channels] = pixels[i];
    memcpy(pixels, turned, (size_t)(plane * channels) * sizeof *pixels);
}

static void compare(const char *name, const cnn_netdesc *desc, char *wanted) {
    cnn_net *net;
    cnn_pass *pass;
    CHECK_FINE(cnn_net_new(desc, &net));
    float *parameters = calloc(net->parameters + 1, sizeof *parameters);
    cnn_net_initialize(net, desc, 1, parameters);
    CHECK_FINE(cnn_pass_new(net, 1, NULL, CNN_FAST, &pass));
    write_image(desc, pass->value[0].data);
    if (!strncmp(name, "keras", 5))
        turn_image(desc, pass->value[0].data);
    cnn_pass_forward(pass, parameters);
    cnn_tensor out = pass->value[net->output];
    size_t count = 0;
    for (char *at = strtok(wanted, "\n"); at; at = strtok(NULL, "\n"), count++) {
        double want = strtod(at, NULL), is = (double)out.data[count];
        if (count >= cnn_shape_image(out.shape) || !(fabs(want - is) <= 1e-5 + 1e-4 * fabs(want)))
            fail_msg("%s: number %zu is %.9g in place of %.9g", name, count, is, want);
    }
    assert_int_equal(count, cnn_shape_image(out.shape));
    cnn_pass_free(pass);
    cnn_net_free(net);
    free(parameters);
}

static bool read_model(const char *name) {
    char path[4096];
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_status status = cnn_onnx_open(file_of(name, ".onnx", path), arena, &desc);
    char *wanted = text_of(file_of(name, ".txt", path)), *says = text_of(file_of(name, ".says", path));
    const char *said = cnn_failed(status) ? status.message : desc->note ? desc->note : "";
    if (says) {
        says[strcspn(says, "\n")] = '\0';
        if (!strstr(said, says))
            fail_msg("%s says \"%s\" and not \"%s\"", name, said, says);
    } else if (*said)
        fail_msg("%s: %s", name, said);
    if (wanted)
        compare(name, desc, wanted);
    bool checked = wanted || says;
    free(wanted);
    free(says);
    cnn_arena_free(arena);
    return checked;
}

static void every_model_gives_the_numbers_of_pytorch_or_says_why_not(void **state) {
    (void)state;
    char path[4096];
    int count = 0;
    DIR *folder = opendir(file_of("", "", path));
    assert_non_null(folder);
    for (struct dirent *d; (d = readdir(folder));) {
        char *ending = strstr(d->d_name, ".onnx");
        if (!ending)
            continue;
        *ending = '\0';
        count += read_model(d->d_name);
    }
    closedir(folder);
    assert_true(count >= 20);
}

static cnn_netdesc *opened(const char *name, cnn_arena *arena) {
    char path[4096];
    cnn_netdesc *desc;
    CHECK_FINE(cnn_onnx_open(file_of(name, ".onnx", path), arena, &desc));
    return desc;
}

/* Gradients of the parameter KEY, "conv1.weight": the numbers follow in `rest`, one a line. */
static void compare_gradients(
    const char *name, const cnn_net *net, const float *gradients, const char *key, char **rest) {
    char layer[80];
    const char *point = strrchr(key, '.');
    cnn_parameter_block block = {0};
    snprintf(layer, sizeof layer, "%.*s", (int)(point - key), key);
    bool bias = !strncmp(point, ".bias", 5), found = false;
    for (int i = 1; i < net->count && !found; i++)
        found = !strcmp(net->nodes[i].name, layer) &&
                cnn_node_parameter(&net->nodes[i], bias ? CNN_BIAS : CNN_WEIGHT, &block);
    if (!found)
        fail_msg("%s: no parameter %s", name, key);
    assert_int_equal(block.count, strtol(strchr(key, ' '), NULL, 10));
    for (size_t i = 0; i < block.count; i++) {
        double want = strtod(strtok_r(NULL, "\n", rest), NULL), is = (double)gradients[block.at + i];
        if (!(fabs(want - is) <= 1e-5 + 1e-3 * fabs(want)))
            fail_msg("%s: gradient %zu of %s is %.9g in place of %.9g", name, i, key, is, want);
    }
}

/* The loss is the cross-entropy of class 1. */
static void check_gradients(const char *name) {
    static const int label = 1;
    char path[4096], *rest;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_pass *pass;
    CHECK_FINE(cnn_onnx_open(file_of(name, ".onnx", path), arena, &desc));
    CHECK_FINE(cnn_net_new(desc, &net));
    float *parameters = calloc(net->parameters + 1, sizeof *parameters),
          *gradients = calloc(net->parameters + 1, sizeof *gradients);
    cnn_net_initialize(net, desc, 1, parameters);
    CHECK_FINE(cnn_pass_new(net, 1, true, CNN_FAST, &pass));
    write_image(desc, pass->value[0].data);
    pass->labels = &label;
    pass->loss_scale = 1;
    cnn_pass_forward(pass, parameters);
    cnn_pass_backward(pass, parameters, gradients, false);
    char *wanted = text_of(file_of(name, ".gradients", path));
    for (char *key = strtok_r(wanted, "\n", &rest); key; key = strtok_r(NULL, "\n", &rest))
        compare_gradients(name, net, gradients, key, &rest);
    cnn_pass_free(pass);
    cnn_net_free(net);
    cnn_arena_free(arena);
    free(parameters);
    free(gradients);
    free(wanted);
}

static void gradients_are_those_of_pytorch(void **state) {
    (void)state;
    static const char *const names[] = {"mobile", "line", "gradients"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_gradients(names[i]);
}

static void layers_are_called_as_their_modules(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = opened("block-whole", arena);
    static const char *const names[] = {"conv1", "bn1", "relu", "conv2", "pool", "fc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(cnn_netdesc_find(desc, names[i]) >= 0);
    cnn_arena_free(arena);
}

static void what_is_done_to_the_input_becomes_its_mean_and_spread(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = opened("normal", arena);
    assert_non_null(desc->mean);
    assert_true(desc->mean[0] == 0.5f && desc->mean[1] == 0.25f && desc->std[0] == 0.25f && desc->std[1] == 2);
    assert_int_equal(desc->count, 2);
    cnn_arena_free(arena);
}

static void functions_written_out_become_one_layer(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    static const char *const mobile[] = {"silu", "hardswish", "mul", "clip"}, *const next[] = {"layernorm", "gelu"};
    const cnn_netdesc *first = opened("mobile", arena), *second = opened("next", arena);
    int found = 0;
    for (int i = 0; i < first->count; i++)
        for (int k = 0; k < 4; k++)
            found += !strcmp(cnn_op_of(first->layers[i].op)->name, mobile[k]);
    for (int i = 0; i < second->count; i++)
        for (int k = 0; k < 2; k++)
            found += !strcmp(cnn_op_of(second->layers[i].op)->name, next[k]);
    assert_int_equal(found, 6);
    cnn_arena_free(arena);
}

static void the_part_in_front_of_an_unknown_node_is_opened(void **state) {
    (void)state;
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc = opened("attention", arena);
    assert_non_null(desc->note);
    assert_non_null(strstr(desc->note, "1 layer up to conv"));
    assert_int_equal(desc->count, 1);
    cnn_arena_free(arena);
}

/* Two bytes for each of many empty nodes would take a hundred times their size. */
static void a_file_that_would_fill_the_memory_is_refused_before_it_does(void **state) {
    (void)state;
    enum { NODES = 4 << 20 };
    size_t graph = 2 * (size_t)NODES, at = 0;
    unsigned char *bytes = malloc(graph + 16);
    const unsigned char head[] = {8, 8, 0x3a};
    memcpy(bytes, head, sizeof head);
    at = sizeof head;
    for (size_t left = graph; at < 16; left >>= 7) {
        bytes[at++] = (unsigned char)((left & 127) | (left > 127 ? 128 : 0));
        if (left <= 127)
            break;
    }
    for (int i = 0; i < NODES; i++) {
        bytes[at++] = 0x0a;
        bytes[at++] = 0;
    }
    cnn_arena *arena = cnn_arena_new();
    cnn_netdesc *desc;
    cnn_status status = cnn_onnx_read(bytes, at, "many.onnx", arena, &desc);
    assert_int_equal(status.code, CNN_BAD_INPUT);
    assert_non_null(strstr(status.message, "much more than the file has"));
    assert_true(cnn_arena_used(arena) < 1 << 20);
    cnn_arena_free(arena);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_model_gives_the_numbers_of_pytorch_or_says_why_not),
        cmocka_unit_test(gradients_are_those_of_pytorch), cmocka_unit_test(layers_are_called_as_their_modules),
        cmocka_unit_test(what_is_done_to_the_input_becomes_its_mean_and_spread),
        cmocka_unit_test(functions_written_out_become_one_layer),
        cmocka_unit_test(the_part_in_front_of_an_unknown_node_is_opened),
        cmocka_unit_test(a_file_that_would_fill_the_memory_is_refused_before_it_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
