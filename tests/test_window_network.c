/* The window while a network trains: stepping inside it and out again, numbers that are watched, breakpoints, and what
 * is typed or opened that cannot be used; driven by SDL events without a display. Each case begins with an application
 * just started. */
#include "training_hands.h"

#include "address.h"
#include "picture.h"

#include <math.h>

static bool has_iterated(void) {
    return a.state.training.snapshot.state == LIVE_TRAINING && a.state.training.snapshot.iteration >= 2;
}

static void the_training_network_is_stepped_inside_through_every_layer(void **fixture) {
    (void)fixture;
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5.yaml");
    assert_true(wait_for(has_iterated));
    key(SDLK_y);
    assert_int_equal(a.state.session.bench.source, BENCH_TIED);
    assert_int_equal(a.state.session.bench.kernel, 5);
    assert_memory_equal(a.state.session.bench.weights, a.state.training.snapshot.weights, 25 * sizeof(float));
    key(SDLK_x);
    assert_true(wait_for(is_inside));
    const cnn_walk *walk = a.state.session.player.walk;
    key(SDLK_5);
    int layers = 1;
    do {
        settle();
        layers++;
    } while (player_step(&a.state.session.player, 1));
    assert_int_equal(cnn_walk_at_depth(walk, a.state.session.player.at, CNN_DEPTH_LAYER).phase, CNN_UPDATE);
    assert_int_equal(layers, walk->count + 1);
    /* Every position of a small layer, and seeking to any step of the rest, draws. */
    cnn_address to;
    CHECK_FINE(cnn_address_parse(walk, "forward/softmax1/max", &to));
    player_go(&a.state.session.player, to);
    while (
        player_step(&a.state.session.player, 1) && player_index(&a.state.session.player) < a.state.session.player.last)
        settle();
    for (int i = 0; i < 60; i++) {
        player_seek(&a.state.session.player, a.state.session.player.last * i / 60);
        settle();
    }
    key(SDLK_x);
    assert_int_equal(a.state.session.bench.source, BENCH_FREE);
    settle();
}

static bool has_watched_twice(void) {
    return a.state.training.watches.list[0].count > 1;
}

/* The largest term of a cell of conv2 is a link to the cell of pool1 that made it; a watched number keeps updating. */
static void a_number_says_where_it_comes_from_and_is_watched(void **fixture) {
    (void)fixture;
    char text[64];
    cnn_address to, from;
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5.yaml");
    assert_true(wait_for(has_iterated));
    key(SDLK_x);
    assert_true(wait_for(is_inside));
    const cnn_recording *r = a.state.session.bench.recording;
    CHECK_FINE(cnn_address_parse(r->walk, "forward/conv2/3,2,4", &to));
    command_run(&a.state, REQUEST_go, &(argument){.address = to});
    key(SDLK_PERIOD);
    cnn_step s = cnn_recording_step(r, to);
    int64_t most = 0;
    for (int64_t t = 1; t < s.taps; t++)
        if (fabsf(cnn_recording_numbers(r, &s, t).product) > fabsf(cnn_recording_numbers(r, &s, most).product))
            most = t;
    cnn_tap cell = cnn_recording_cell(r, &s, most);
    cnn_format(text, sizeof text, "pool1 %d,%d,%d", cell.channel, cell.row, cell.column);
    float x, y;
    assert_true(find_text("sees,", 0, &x, &y));
    bool smaller = false; /* ones, of 6 x 5 x 5: those without a row */
    for (int rows = 1; rows < 12 && !smaller; rows++) {
        char left[16];
        cnn_format(left, sizeof left, "%d", 150 - rows);
        smaller = find_text(left, 0, &x, &y);
    }
    assert_true(smaller);
    assert_true(find_text("relu2", 0, &x, &y));
    assert_true(find_text(text, 0, &x, &y));
    click(x, y);
    from = a.state.session.player.at;
    assert_string_equal(r->net->nodes[from.node].name, "pool1");
    assert_true(from.map == cell.channel && from.row == cell.row && from.column == cell.column);
    key(SDLK_PERIOD);
    assert_false(find_text("sees,", 0, &x, &y));

    int64_t first = cnn_walk_find(r->walk, CNN_UPDATE, 1)->first;
    for (int i = 7; i < 7 + WATCHES_MAX + 1; i++) {
        command_run(
            &a.state, REQUEST_go, &(argument){.address = cnn_walk_address(r->walk, first + i, CNN_DEPTH_POSITION)});
        key(SDLK_COMMA);
        assert_int_equal(a.state.training.watches.count, i < 7 + WATCHES_MAX ? i - 6 : WATCHES_MAX);
    }
    assert_true(a.state.training.watches.list[0].value[0] == r->before[7]);
    assert_string_equal(a.state.screen.message, tr("message.watches_full"));
    key(SDLK_x);
    a.state.screen.place = PLACE_NETWORK;
    assert_true(wait_for(has_watched_twice));
    const watch *w = &a.state.training.watches.list[0];
    assert_true(w->iteration[1] > w->iteration[0]);
    assert_true(find_text(w->name, 0, &x, &y));
}

static void put_file(const char *path, const void *bytes, size_t size) {
    cnn_piece piece = {bytes, size};
    CHECK_FINE(cnn_file_write(path, &piece, 1));
}

static void pictures_that_are_none_are_refused_before_they_are_decoded(void **fixture) {
    (void)fixture;
    static const unsigned char huge[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
        0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0, 0, 0};
    static const unsigned char cut[] = {0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 4, 0, 4, 1};
    /* Fill bytes and a marker without a length stand before the frame; a small one hides in the comment behind it. */
    static const unsigned char filled[] = {0xFF, 0xD8, 0xFF, 0x01, 0xFF, 0xFF, 0xFF, 0xC0, 0, 11, 8, 0x75, 0x30, 0x75,
        0x30, 1, 1, 0x11, 0, 0xFF, 0xFE, 0, 15, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0};
    static const unsigned char before[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 8, 'a', 'b', 'C', 'd',
        0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    float pixels[4];
    cnn_shape shape = {1, 1, 2, 2};
    put_file("stride-huge.png", huge, sizeof huge);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "30000 x 30000 pixels");
    put_file("stride-huge.png", huge, 0);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "the file is empty");
    put_file("stride-huge.png", "no picture", 10);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "not a picture");
    put_file("stride-huge.png", cut, sizeof cut);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "a JPEG that cannot be read");
    put_file("stride-huge.png", filled, sizeof filled);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "30000 x 30000 pixels");
    put_file("stride-huge.png", before, sizeof before);
    CHECK_FAILS(picture_read("stride-huge.png", shape, pixels), "a PNG that cannot be read");
    remove("stride-huge.png");
}

static void wrong_numbers_typed_in_a_line_are_refused(void **fixture) {
    (void)fixture;
    static const char *const lines[] = {
        "rate 0", "rate -1", "rate 1e9", "rate nan", "momentum 1", "batch 0", "batch 2.5", "picture -4"};
    fresh(BENCH_CONV);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        a.state.screen.message[0] = '\0';
        type_line(lines[i]);
        if (!strstr(a.state.screen.message, "is needed"))
            fail_msg("%s: %s", lines[i], a.state.screen.message);
    }
    type_line("rate 0.01");
    assert_string_equal(a.state.screen.message, tr("message.no_live"));
    type_line("check conv.weight 99");
    assert_non_null(strstr(a.state.screen.message, "9"));
    type_line("check conv.bias 0");
    assert_string_equal(a.state.session.slope.name, "conv.bias[0]");
    CHECK_NEAR(a.state.session.slope.check.slope, a.state.session.slope.check.backprop, 1e-6);
    type_line("check input 12");
    assert_string_equal(a.state.session.slope.name, "input[12]");
    CHECK_NEAR(a.state.session.slope.check.slope, a.state.session.slope.check.backprop, 1e-6);
    type_line("run backward/conv/0,1,0");
    assert_true(a.state.session.player.playing);
    for (int i = 0; i < 400 && a.state.session.player.playing; i++)
        app_tick(&a, 0.05);
    assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.state.session.player.at.row, 1);
}

static bool passed_the_break(void) {
    return a.state.training.snapshot.iteration > 60 && a.state.training.snapshot.state == LIVE_TRAINING;
}

/* One that was taken away does not stop training. */
static void a_cleared_breakpoint_stops_nothing(void **fixture) {
    (void)fixture;
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5.yaml");
    assert_true(wait_for(is_training));
    a.state.training.source = LIVE_OWN_PICTURE; /* of the network before */
    type_line("break iteration 60");
    assert_int_equal(a.state.session.breakpoints.count, 1);
    key(SDLK_q);
    assert_int_equal(a.state.session.breakpoints.count, 0);
    assert_true(wait_for(passed_the_break));
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5-classroom.yaml");
    assert_int_equal(a.state.training.source, LIVE_TRAIN_PICTURE);
}

static bool can_train(void) {
    return training_can(&a.state.training);
}

/* What a file brought to the bench is not what trains: it is not watched there, stays when another network trains, and
 * leaving it does not set training going. */
static void a_recorded_file_is_not_what_trains(void **fixture) {
    (void)fixture;
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5-classroom.yaml");
    assert_true(wait_for(can_train));
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    settle();
    assert_true(session_is_inside(&a.state.session));
    assert_false(command_can(&a.state, REQUEST_watch));
    a.state.screen.place = PLACE_NETWORK;
    assert_true(command_can(&a.state, REQUEST_pause));
    command_run(&a.state, REQUEST_pause, NULL);
    assert_true(live_wait(a.state.training.live, LIVE_PAUSED, 60));
    a.state.screen.place = PLACE_BENCH;
    command_run(&a.state, REQUEST_inside, NULL);
    assert_false(session_is_inside(&a.state.session));
    SDL_Delay(100);
    app_tick(&a, 0.1);
    assert_int_equal(a.state.training.snapshot.state, LIVE_PAUSED);
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5.yaml");
    assert_true(session_is_inside(&a.state.session));
    settle();
}

/* The ways out of a layer that was stepped into, and the ways to go on. */
static void out_by_key(void) {
    key(SDLK_w);
}

static void out_by_path(void) {
    rect at = control("path.network");
    click(at.x + at.w / 2, at.y + at.h / 2);
}

static void out_by_tab(void) {
    rect at = control("tab.network");
    click(at.x + at.w / 2, at.y + at.h / 2);
}

static void out_to_the_bench(void) {
    key(SDLK_c);
}

static void out_to_the_atlas(void) {
    key(SDLK_F6);
}

static void out_nowhere(void) {
}

static void on_by_key(void) {
    key(SDLK_z);
}

static void on_by_button(void) {
    rect at = control(a.state.screen.place == PLACE_NETWORK ? "network.pause" : "strip.pause");
    click(at.x + at.w / 2, at.y + at.h / 2);
}

static bool trains(void) {
    return a.state.training.snapshot.state == LIVE_TRAINING;
}

static void training_goes_on_from_anywhere(void **fixture) {
    (void)fixture;
    void (*const out[])(void) = {out_by_key, out_by_path, out_by_tab, out_to_the_bench, out_to_the_atlas, out_nowhere};
    const cnn_address to = {
        .iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1, .map = 1, .row = 2};
    app_resize(&a, 1600, 900); /* where the path has room */
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5-classroom.yaml");
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        for (int button = 0; button < 2; button++) {
            session_step_outside(&a.state.session);
            a.state.screen.place = PLACE_NETWORK;
            assert_true(wait_for(trains));
            command_run(&a.state, REQUEST_open_layer, &(argument){.address = to});
            assert_true(wait_for(is_inside));
            assert_true(wait_for(is_paused));
            out[i]();
            (button ? on_by_button : on_by_key)();
            assert_true(wait_for(trains));
        }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {CASE(the_training_network_is_stepped_inside_through_every_layer),
        CASE(a_number_says_where_it_comes_from_and_is_watched),
        CASE(pictures_that_are_none_are_refused_before_they_are_decoded),
        CASE(wrong_numbers_typed_in_a_line_are_refused), CASE(a_cleared_breakpoint_stops_nothing),
        CASE(a_recorded_file_is_not_what_trains), CASE(training_goes_on_from_anywhere)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
