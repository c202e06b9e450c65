/* Files that are given to the window: what is refused is said where it can be read and copied, what takes long is read
 * beside it, and what is transparent has a choice. */
#include "hand.h"

#include "picture.h"
#include "reading.h"
#include "refusal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void write_bytes(const char *path, const char *bytes, size_t length) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, length, f), length);
    fclose(f);
}

/* A press after which the control may be gone. */
static void push(const char *name) {
    press_in(name, 0.5f, 0.5f);
    release(1, 1);
}

static const char *drawn(void) {
    static char all[8000];
    all[0] = '\0';
    app_frame(&a);
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].text)
            cnn_append(all, sizeof all, "%s|", a.list.items[i].text);
    return all;
}

static void a_long_refusal_stays_until_it_is_closed_and_is_copied(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    write_bytes(test_path("model.pt"), "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
    SDL_Event e = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup(test_path("model.pt"))}};
    app_event(&a, &e);
    settle();
    char lines[1600];
    refusal_copied(&a.state, lines, sizeof lines);
    assert_int_equal(strncmp(lines, "import torch\nmodel = torch.load(\"model.pt\"", 40), 0);
    assert_non_null(strstr(drawn(), "torch.onnx.export("));
    for (int i = 0; i < 2000; i++) /* a message would have gone */
        app_tick(&a, 0.05);
    assert_non_null(strstr(drawn(), "import torch"));
    key_with(SDLK_c, KMOD_CTRL);
    assert_true(a.state.screen.refusal.copied);
    key(SDLK_c); /* what lies under it has no keys */
    assert_true(a.state.screen.refusal.text[0]);
    key(SDLK_ESCAPE);
    assert_false(a.state.screen.refusal.text[0]);
    assert_int_equal(a.state.session.bench.source, BENCH_FREE);
}

static void the_card_fits_in_both_languages_and_sizes(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1366, 768}};
    for (int i = 0; i < 8; i++) {
        fresh(BENCH_CONV);
        strings_use((language)(i & 1));
        a.state.screen.present = (i & 2) != 0;
        app_resize(&a, sizes[i >> 2][0], sizes[i >> 2][1]);
        assert_true(cnn_failed(refusal_open(&a.state, test_path("model.pt"), true)));
        settle();
        rect close;
        assert_true(ui_find(&a.ui, "refusal.close", &close));
        assert_true(close.y > 0 && close.y + close.h < a.height);
        if (i & 1)
            assert_non_null(strstr(a.state.screen.refusal.text, "파이썬 코드 세 줄로"));
        push("refusal.close");
        assert_false(a.state.screen.refusal.text[0]);
    }
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static const char network[] = "name: small\ninput: {channels: 1, height: 6, width: 6}\nlayers:\n"
                              "  - conv: {name: conv1, filters: 2, size: 3}\n  - relu\n"
                              "  - dense: {name: %s, units: %d}\n";

static void write_network(const char *file, const char *dense, int units) {
    char text[400];
    int length = snprintf(text, sizeof text, network, dense, units);
    write_bytes(test_path(file), text, (size_t)length);
}

static void what_was_opened_last_is_shown_first_in_the_atlas(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_BENCH;
    write_network("small.yaml", "fc", 3);
    CHECK_FINE(open_path(&a.state, test_path("small.yaml")));
    settle();
    key(SDLK_F6);
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
    assert_int_equal(a.state.session.graph[0].entry, ATLAS_OWN);
}

static void weights_that_do_not_fit_are_loaded_without_the_layers_named(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_BENCH;
    write_network("small.yaml", "fc", 3);
    write_network("other.yaml", "fc", 5);
    opened_network other;
    CHECK_FINE(opened_network_open(test_path("other.yaml"), NULL, &other));
    float *momentum = calloc(other.net->parameters + 1, sizeof *momentum);
    cnn_checkpoint c = {.settings = other.desc->train, .parameters = other.parameters, .momentum = momentum};
    CHECK_FINE(cnn_checkpoint_save(test_path("other.safetensors"), other.net, &c));
    free(momentum);
    opened_network_close(&other);
    CHECK_FINE(open_path(&a.state, test_path("small.yaml")));
    settle();
    key(SDLK_F6);
    assert_true(cnn_failed(refusal_open(&a.state, test_path("other.safetensors"), false)));
    assert_string_equal(a.state.screen.refusal.skip, "fc");
    assert_non_null(strstr(drawn(), "Load without fc"));
    push("refusal.without");
    assert_false(a.state.screen.refusal.text[0]);
    assert_string_equal(a.state.session.weights_skip, "fc");
    assert_non_null(session_weights(&a.state.session, ATLAS_OWN));
    key(SDLK_RETURN);
    settle();
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
}

/* A network of some megabytes, and many scans of a large picture. */
static void make_large(void) {
    FILE *f = fopen(test_path("large.yaml"), "w");
    assert_non_null(f);
    fprintf(f, "input: {channels: 1, height: 1, width: 500}\nlayers:\n  - dense: {weights: [");
    for (int row = 0; row < 700; row++) {
        fprintf(f, "%s[", row ? ", " : "");
        for (int i = 0; i < 500; i++)
            fprintf(f, "%s0.5", i ? ", " : "");
        fprintf(f, "]");
    }
    fprintf(f, "]}\n");
    fclose(f);
}

/* The longest time between two ticks while the file is read, in seconds. */
static double longest_gap(void) {
    double longest = 0;
    Uint64 each = SDL_GetPerformanceFrequency();
    while (a.state.screen.reads_file) {
        Uint64 begin = SDL_GetPerformanceCounter();
        app_tick(&a, 0.005);
        if (a.state.screen.reads_file) /* what follows is measured elsewhere */
            longest = fmax(longest, (double)(SDL_GetPerformanceCounter() - begin) / (double)each);
        SDL_Delay(1);
    }
    return longest;
}

static void a_large_network_is_read_beside_the_window(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    make_large();
    CHECK_FINE(refusal_open(&a.state, test_path("large.yaml"), false));
    assert_non_null(a.state.screen.reads_file);
    assert_non_null(strstr(drawn(), "Reading large.yaml"));
    double gap = longest_gap();
    if (gap > 0.25)
        fail_msg("the window stood still for %.3f s", gap);
    settle();
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    fresh(BENCH_CONV);
    CHECK_FINE(refusal_open(&a.state, test_path("large.yaml"), false));
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_ESCAPE}}};
    app_event(&a, &e);
    assert_null(a.state.screen.reads_file);
    settle();
    assert_int_equal(a.state.session.bench.source, BENCH_FREE);
}

static void a_picture_of_many_scans_is_read_beside_the_window(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    CHECK_FINE(refusal_open(&a.state, TESTS_DIR "/hostile/jpeg-1000-scans.jpg", false));
    assert_non_null(a.state.screen.reads_file);
    double gap = longest_gap();
    if (gap > 0.25)
        fail_msg("the window stood still for %.3f s", gap);
    assert_non_null(strstr(a.state.screen.refusal.text, "in so many scans"));
    key(SDLK_ESCAPE);
}

static void what_is_transparent_stands_on_white_or_black(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    static const char png[] = /* a black bar on nothing, 8 x 8 */
        "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x08"
        "\x00\x00\x00\x08\x08\x06\x00\x00\x00\xc4\x0f\xbe\x8b\x00\x00\x00\x17\x49\x44\x41"
        "\x54\x78\x9c\x63\x60\x20\x11\xfc\x87\x62\x38\x60\x22\xa4\x63\x30\x28\x20\x08\x00"
        "\xae\x95\x02\x09\x22\x80\xce\x36\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";
    write_bytes(test_path("clear.png"), png, sizeof png - 1);
    CHECK_FINE(refusal_open(&a.state, test_path("clear.png"), false));
    settle();
    assert_true(a.state.session.bench.pixels[0] > 0.99f);
    assert_non_null(strstr(a.state.screen.message, "on white"));
    push("message.does");
    assert_true(a.state.session.bench.pixels[0] < 0.01f);
    assert_non_null(strstr(a.state.screen.message, "on black"));
    push("message.does");
    assert_true(a.state.session.bench.pixels[0] > 0.99f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_refusal_stays_until_it_is_closed_and_is_copied),
        cmocka_unit_test(the_card_fits_in_both_languages_and_sizes),
        cmocka_unit_test(what_was_opened_last_is_shown_first_in_the_atlas),
        cmocka_unit_test(weights_that_do_not_fit_are_loaded_without_the_layers_named),
        cmocka_unit_test(a_large_network_is_read_beside_the_window),
        cmocka_unit_test(a_picture_of_many_scans_is_read_beside_the_window),
        cmocka_unit_test(what_is_transparent_stands_on_white_or_black),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
