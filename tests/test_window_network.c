/* The window with a network that trains, and with files from outside, driven by SDL events without a display. */
#include "hand.h"

#include "address.h"
#include "file.h"
#include "network_place.h"
#include "picture.h"

#include <unistd.h>

/* The file's network trains, whatever run ends with that. */
static void open_and_train(const char *path) {
    CHECK_FINE(open_path(&a.state, path));
    command_run(&a.state, REQUEST_train_waiting, NULL);
}

static void the_training_network_is_stepped_inside_through_every_layer(void **fixture) {
    (void)fixture;
    app_stop(&a);
    CHECK_FINE(app_start(&a, TESTS_DIR "/../assets/networks/lenet-5.yaml", false));
    strings_use(LANGUAGE_EN);
    for (int i = 0;
         i < 3000 && (a.state.training.snapshot.state != LIVE_TRAINING || a.state.training.snapshot.iteration < 2);
         i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    settle();
    key(SDLK_y);
    assert_int_equal(a.state.session.bench.source, BENCH_TIED);
    assert_int_equal(a.state.session.bench.kernel, 5);
    assert_memory_equal(a.state.session.bench.weights, a.state.training.snapshot.weights, 25 * sizeof(float));
    key(SDLK_x);
    for (int i = 0; i < 3000 && a.state.session.bench.source != BENCH_INSIDE; i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    settle();
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

static bool wait_for(bool (*there)(void)) {
    for (int i = 0; i < 6000 && !there(); i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    settle();
    return there();
}

static bool is_inside(void) {
    return a.state.session.bench.source == BENCH_INSIDE && !(a.state.screen.place == PLACE_NETWORK);
}

static bool has_watched_twice(void) {
    return a.state.training.watches.list[0].count > 1;
}

/* The largest term of a cell of conv2 is a link to the cell of pool1 that made it; a watched number keeps updating. */
static void a_number_says_where_it_comes_from_and_is_watched(void **fixture) {
    (void)fixture;
    char text[64];
    cnn_address to, from;
    key(SDLK_x);
    assert_true(wait_for(is_inside));
    settle();
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
    if (!(a.state.screen.place == PLACE_NETWORK))
        key(SDLK_w);
    assert_true(wait_for(has_watched_twice));
    settle();
    const watch *w = &a.state.training.watches.list[0];
    assert_true(w->iteration[1] > w->iteration[0]);
    assert_true(find_text(w->name, 0, &x, &y));
    a.state.training.watches.count = 0;
    key(SDLK_w);
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
    type_line("clear");
}

static bool has_view(void) {
    return a.state.training.seen != NULL && a.state.training.snapshot.iteration > 2;
}
static bool has_a_curve(void) {
    return a.state.training.snapshot.iteration > 60;
}
static bool is_paused(void) {
    return a.state.training.snapshot.state == LIVE_PAUSED;
}
static bool is_training(void) {
    return a.state.training.snapshot.state == LIVE_TRAINING && a.state.training.snapshot.iteration > 0;
}
static bool has_branched(void) {
    return a.state.training.snapshot.runs == 2;
}
static bool is_judged(void) {
    return a.state.training.snapshot.judged.at >= 0;
}
static bool is_judged_whole(void) {
    return a.state.training.snapshot.judged.of == a.state.training.snapshot.test_count;
}
static bool sees_own(void) {
    return a.state.training.seen && a.state.training.seen->image == -1;
}
static bool trains_edited(void) {
    return a.state.training.seen && a.state.training.seen->net->count == 15;
}

static void press_button(const char *label) {
    float x, y;
    if (!find_text(label, 0, &x, &y))
        fail_msg("there is no \"%s\" on the screen", label);
    click(x, y);
}

/* A network file that changes or disappears while its network trains: training goes on, and the network being edited is
 * the one that trains. */
static void a_network_file_that_goes_is_not_missed(void **fixture) {
    (void)fixture;
    static const char path[] = "stride-going.yaml",
                      yaml[] = "name: going\ninput: {channels: 1, height: 28, width: 28}\ndata: digits\nlayers:\n"
                               "  - conv: {name: only, filters: 2, size: 5}\n  - relu\n  - dense: {units: 10}\n"
                               "  - softmax\n";
    cnn_piece whole = {yaml, sizeof yaml - 1}, other = {"layers: [", 9};
    CHECK_FINE(cnn_file_write(path, &whole, 1));
    open_and_train(path);
    CHECK_FINE(cnn_file_write(path, &other, 1));
    assert_true(wait_for(is_training));
    if (!(a.state.screen.place == PLACE_NETWORK))
        key(SDLK_w);
    unlink(path);
    command_run(&a.state, REQUEST_use_lower, &(argument){.value = NETWORK_EDITING});
    settle();
    assert_int_equal(a.state.screen.lower, NETWORK_EDITING);
    assert_string_equal(a.state.training.edit.desc->layers[0].name, "only");
    int64_t before = a.state.training.snapshot.iteration;
    for (int i = 0; i < 4000 && a.state.training.snapshot.iteration <= before; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_true(a.state.training.snapshot.iteration > before);
}

/* Outputs beyond the classes of the data have numbers for names. */
static void more_outputs_than_classes_are_judged(void **fixture) {
    (void)fixture;
    static const char path[] = "stride-wide.yaml",
                      yaml[] = "name: wide\ninput: {channels: 1, height: 28, width: 28}\ndata: digits\nlayers:\n"
                               "  - flatten\n  - dense: {units: 600}\n  - softmax\n";
    cnn_piece whole = {yaml, sizeof yaml - 1};
    CHECK_FINE(cnn_file_write(path, &whole, 1));
    open_and_train(path);
    unlink(path);
    if (!(a.state.screen.place == PLACE_NETWORK))
        key(SDLK_w);
    assert_true(wait_for(is_judged) && wait_for(has_view));
    const cnn_recording *r = a.state.training.seen;
    r->pass->value[r->net->output].data[577] = 2;
    app_frame(&a);
    float x, y;
    assert_true(find_text("577", 0, &x, &y));
    assert_true(find_text("600 classes, the likeliest 10", 0, &x, &y));
}

static bool has_many_columns(void) {
    return a.state.training.seen && a.state.training.seen->net->count > 40;
}
static bool has_few_columns(void) {
    return a.state.training.seen && a.state.training.seen->net->count < 20;
}

/* A network with fewer columns than the one before: the wheel ends at its own last column. */
static void the_wheel_ends_at_the_last_column(void **fixture) {
    (void)fixture;
    char many[4000] = "input: {channels: 1, height: 28, width: 28}\ndata: digits\nlayers:\n  - maxpool: {size: 4}\n";
    for (int i = 0; i < 40; i++)
        strcat(many, "  - conv: {filters: 2, size: 1}\n");
    strcat(many, "  - dense: {units: 10}\n  - softmax\n");
    open_training_text(&a.state, many);
    if (!(a.state.screen.place == PLACE_NETWORK))
        key(SDLK_w);
    assert_true(wait_for(has_many_columns));
    a.state.screen.tab = NETWORK_FILTERS;
    app_resize(&a, 1024, 640);
    settle();
    point(a.width / 2, a.height / 4); /* over the columns */
    for (int i = 0; i < 60; i++)
        wheel(-1);
    float x, y;
    assert_true(find_text("conv40", 0, &x, &y) && find_text("dense1 · softmax1", 0, &x, &y));
    assert_false(find_text("conv1", 0, &x, &y));
    assert_false(ui_find(&a.ui, "network.later", &(rect){0}));
    click_in("network.earlier", 0.5f, 0.5f);
    assert_false(find_text("conv40", 0, &x, &y));
    assert_true(ui_find(&a.ui, "network.later", &(rect){0}));
    open_training_text(&a.state,
        "input: {channels: 1, height: 28, width: 28}\ndata: digits\nlayers:\n  - maxpool: {size: 4}\n"
        "  - conv: {filters: 1, size: 1}\n  - conv: {filters: 1, size: 1}\n  - conv: {filters: 1, size: 1}\n"
        "  - conv: {filters: 1, size: 1}\n  - conv: {filters: 1, size: 1}\n  - conv: {filters: 1, size: 1}\n"
        "  - dense: {units: 10}\n  - softmax\n");
    assert_true(wait_for(has_few_columns));
    settle();
    assert_int_equal(a.state.view.first_column, 0); /* all of them have room */
    assert_true(find_text("conv1", 0, &x, &y) && find_text("conv6", 0, &x, &y));
    a.state.view.first_column = 0;
    app_resize(&a, 1280, 800);
    key(SDLK_w);
}

static void the_network_place_shows_time_travels_judges_and_edits(void **fixture) {
    (void)fixture;
    float x, y;
    a.state.screen.lower = NETWORK_TRAINING;
    key(SDLK_w);
    assert_true((a.state.screen.place == PLACE_NETWORK) && wait_for(has_view));
    assert_true(find_text("conv1 · relu1", 0, &x, &y) && find_text("6 × 28 × 28", 0, &x, &y));
    for (int i = 0; i < NETWORK_TABS; i++) {
        key(SDLK_h);
        assert_true(find_text("conv2 · relu2", 0, &x, &y) || find_text("conv2", 0, &x, &y));
    }
    assert_true(wait_for(has_a_curve));
    key(SDLK_z);
    assert_true(wait_for(is_paused));

    /* Drag along the loss curve: to the middle. */
    int64_t end = a.state.training.snapshot.iteration;
    press_in("network.curve", 0.3f, 0.5f);
    point_in("network.curve", 0.5f, 0.5f);
    assert_true(a.state.view.aimed > 0 && a.state.view.aimed < (double)end);
    double aimed = a.state.view.aimed;
    release_in("network.curve", 0.5f, 0.5f);
    for (int i = 0; i < 2000 && (double)a.state.training.snapshot.iteration != aimed; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_true((double)a.state.training.snapshot.iteration == aimed);

    /* Another learning rate from here on is a new training run. */
    cnn_train_settings before = a.state.training.snapshot.run_seen[0].settings;
    float rate_x, rate_y;
    settle();
    assert_true(find_text("η = 0.05", 0, &rate_x, &rate_y));
    point(rate_x, rate_y);
    wheel(1);
    assert_true(wait_for(has_branched));
    assert_int_equal(a.state.training.snapshot.run_seen[1].fork, (int64_t)aimed);
    assert_true(a.state.training.snapshot.run_seen[1].settings.rate != before.rate);
    key(SDLK_j);
    for (int i = 0; i < 4000 && a.state.training.snapshot.iteration <= (int64_t)aimed; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_int_equal(a.state.training.snapshot.iteration, (int64_t)aimed + 1);

    /* Who is taken for whom stands beside it; all of the test set is judged when one asks. */
    assert_true(wait_for(is_judged));
    settle();
    assert_true(find_text("Who is taken for whom", 0, &x, &y));
    assert_int_equal(a.state.training.snapshot.judged.of, 1000);
    click_in("network.again", 0.5f, 0.5f);
    assert_true(wait_for(is_judged_whole));
    point_in("network.confusion", 0.05f, 0.95f); /* the last class, called the first */
    press_in("network.confusion", 0.05f, 0.95f);
    release_in("network.confusion", 0.05f, 0.95f);
    assert_int_equal(a.state.view.taken, 10);
    assert_int_equal(a.state.view.taken_for, 1);
    point_away();

    /* Draw: what is drawn is what the network sees. */
    key(SDLK_s);
    assert_true(a.state.training.drawing);
    settle();
    press_in("network.canvas", 0.3f, 0.4f);
    point_in("network.canvas", 0.4f, 0.5f);
    release_in("network.canvas", 0.4f, 0.5f);
    float ink = 0;
    for (int i = 0; i < 784; i++)
        ink += a.state.training.own[i];
    assert_true(ink > 1);
    assert_true(wait_for(sees_own));
    /* A fast hand draws a line, not two dots; each stroke is taken back by itself. */
    press_in("network.canvas", 0.1f, 0.9f);
    point_in("network.canvas", 0.9f, 0.9f);
    release_in("network.canvas", 0.9f, 0.9f);
    for (int column = 3; column < 25; column++)
        assert_true(a.state.training.own[25 * 28 + column] > 0.5f);
    command_run(&a.state, REQUEST_clear_drawing, NULL);
    assert_true(a.state.training.own[25 * 28 + 14] == 0);
    command_run(&a.state, REQUEST_undo_stroke, NULL);
    assert_true(a.state.training.own[25 * 28 + 14] > 0.5f);
    command_run(&a.state, REQUEST_undo_stroke, NULL);
    float left = 0;
    for (int i = 0; i < 784; i++)
        left += a.state.training.own[i];
    CHECK_NEAR(left, ink, 1e-3);
    key(SDLK_s);
    key(SDLK_s); /* drawing again goes on with the picture */
    assert_true(a.state.training.drawing && a.state.training.own[14 * 28 + 9] >= 0);
    CHECK_NEAR(left, ink, 1e-3);
    key(SDLK_s);
    type_line("open " TESTS_DIR "/../app/pictures/bench.png");
    assert_non_null(strstr(a.state.training.own_note, "28 × 28"));
    type_line("open " TESTS_DIR "/check.h");
    assert_non_null(strstr(a.state.screen.message, "check.h"));

    /* A map opens its layer on the bench. */
    a.state.screen.tab = NETWORK_ACTIVATIONS;
    settle();
    rect pool = control("network.column2");
    assert_true(find_text("pool1", 0, &x, &y));
    click(x, y);
    assert_true(wait_for(is_inside));
    assert_string_equal(a.state.session.player.walk->net->nodes[session_node(&a.state.session)].name, "pool1");

    /* A pixel of a map opens that very pixel: of 14 x 14 in the map at the top left, row 3, column 10. */
    key(SDLK_w);
    assert_true(wait_for(has_view));
    rect map = {0};
    for (int i = 0; i < a.list.count && map.w == 0; i++)
        if (a.list.items[i].kind == DRAW_PICTURE && a.list.items[i].columns == 14 && a.list.items[i].at.x >= pool.x)
            map = a.list.items[i].at;
    assert_true(map.w > 14);
    click(map.x + map.w * 10.5f / 14, map.y + map.h * 3.5f / 14);
    assert_true(wait_for(is_inside));
    cnn_address there = cnn_walk_at_depth(a.state.session.player.walk, a.state.session.player.at, CNN_DEPTH_POSITION);
    assert_string_equal(a.state.session.player.walk->net->nodes[there.node].name, "pool1");
    assert_int_equal(there.map, 0);
    assert_int_equal(there.row, 3);
    assert_int_equal(there.column, 10);
    assert_int_equal(there.phase, CNN_FORWARD);

    /* Edit: one more layer, undone, redone, trained. */
    key(SDLK_w);
    a.state.screen.lower = NETWORK_TRAINING;
    settle();
    key(SDLK_a);
    assert_int_equal(a.state.screen.lower, NETWORK_EDITING);
    settle();
    press_button("tanh");
    assert_int_equal(a.state.training.edit.desc->count, 13);
    command_run(&a.state, REQUEST_undo, NULL);
    assert_int_equal(a.state.training.edit.desc->count, 12);
    command_run(&a.state, REQUEST_redo, NULL);
    settle();
    press_button("Train this network");
    assert_true(a.state.screen.asks_start); /* what was trained would end with it */
    assert_int_equal(a.state.training.seen->net->count, 14);
    a.state.screen.message[0] = '\0'; /* which Esc would close first */
    key(SDLK_ESCAPE);
    assert_false(a.state.screen.asks_start);
    press_button("Train this network");
    press_button("Start anew");
    assert_true(wait_for(is_training));
    assert_true(wait_for(trains_edited));
    strings_use(LANGUAGE_KO);
    for (int lower = 0; lower < NETWORK_LOWERS; lower++) {
        key(SDLK_a);
        for (int size = 0; size < 2; size++) {
            app_resize(&a, size ? 1920 : 1024, size ? 1080 : 640);
            settle();
            for (int i = 0; i < a.list.count; i++) {
                const draw_item *item = &a.list.items[i];
                if (item->kind == DRAW_TEXT &&
                    (item->at.x < 0 || item->at.x + item->at.w > a.width + 1 || item->at.y + item->at.h > a.height + 4))
                    fail_msg("\"%s\" is cut", item->text);
            }
        }
    }
    key(SDLK_w);
}

static bool passed_the_break(void) {
    return a.state.training.snapshot.iteration > 60 && a.state.training.snapshot.state == LIVE_TRAINING;
}

/* One that was taken away does not stop training. */
static void a_cleared_breakpoint_stops_nothing(void **fixture) {
    (void)fixture;
    app_stop(&a);
    CHECK_FINE(app_start(&a, TESTS_DIR "/../assets/networks/lenet-5.yaml", false));
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

static bool rests(void) {
    return a.state.training.snapshot.state == LIVE_PAUSED;
}

static bool trains(void) {
    return a.state.training.snapshot.state == LIVE_TRAINING;
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

static void training_goes_on_from_anywhere(void **fixture) {
    (void)fixture;
    void (*const out[])(void) = {out_by_key, out_by_path, out_by_tab, out_to_the_bench, out_to_the_atlas, out_nowhere};
    const cnn_address to = {
        .iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1, .map = 1, .row = 2};
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5-classroom.yaml");
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        for (int button = 0; button < 2; button++) {
            session_step_outside(&a.state.session);
            a.state.screen.place = PLACE_NETWORK;
            assert_true(wait_for(trains));
            command_run(&a.state, REQUEST_open_layer, &(argument){.address = to});
            assert_true(wait_for(is_inside));
            assert_true(wait_for(rests));
            out[i]();
            (button ? on_by_button : on_by_key)();
            assert_true(wait_for(trains));
        }
    session_step_outside(&a.state.session);
    a.state.screen.place = PLACE_BENCH;
    settle();
}

static bool names_no_class(void) {
    const cnn_recording *seen = a.state.training.seen;
    return trains() && !a.state.training.snapshot.classifies && seen && !strncmp(seen->net->name, "U-Net", 5);
}

/* Neither accuracies nor mistakes: the picture that goes in, the one that comes out, and the difference. */
static void without_classes_the_pictures_are_compared(void **fixture) {
    (void)fixture;
    float x, y, in, out, between;
    open_and_train(TESTS_DIR "/../assets/networks/u-net-small.yaml");
    a.state.screen.place = PLACE_NETWORK;
    assert_true(wait_for(names_no_class));
    for (int wide = 0; wide < 2; wide++) {
        app_resize(&a, wide ? 1366 : 1024, wide ? 768 : 640);
        a.state.screen.lower = NETWORK_TRAINING;
        settle();
        assert_false(find_text(tr("network.percent"), 0, &x, &y));
        if (!wide)
            command_run(&a.state, REQUEST_use_lower, &(argument){.value = NETWORK_CONFUSION});
        settle();
        assert_true(find_text(tr("network.copied"), 0, &x, &y));
        assert_false(find_text(tr("network.confusion"), 0, &x, &y));
        assert_true(find_text(tr("network.copied_between"), 0, &between, &y));
        assert_true(find_text(tr("network.copied_out"), 0, &out, &y));
        assert_true(find_text(tr("network.copied_in"), wide ? (float)a.width / 2 : 0, &in, &y));
        assert_true(in < out && out < between && between < (float)a.width && y < (float)a.height);
    }
    a.state.screen.lower = NETWORK_TRAINING;
    a.state.screen.place = PLACE_BENCH;
    app_resize(&a, 1280, 800);
    settle();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pictures_that_are_none_are_refused_before_they_are_decoded),
        cmocka_unit_test(wrong_numbers_typed_in_a_line_are_refused),
        cmocka_unit_test(the_training_network_is_stepped_inside_through_every_layer),
        cmocka_unit_test(a_number_says_where_it_comes_from_and_is_watched),
        cmocka_unit_test(the_network_place_shows_time_travels_judges_and_edits),
        cmocka_unit_test(a_network_file_that_goes_is_not_missed), cmocka_unit_test(the_wheel_ends_at_the_last_column),
        cmocka_unit_test(training_goes_on_from_anywhere), cmocka_unit_test(without_classes_the_pictures_are_compared),
        cmocka_unit_test(a_cleared_breakpoint_stops_nothing), cmocka_unit_test(a_recorded_file_is_not_what_trains),
        cmocka_unit_test(more_outputs_than_classes_are_judged)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
