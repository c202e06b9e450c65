/* The place of the network that trains: its pictures, its time, who is taken for whom, drawing, editing; driven by SDL
 * events without a display. Each case begins with an application just started. */
#include "training_hands.h"

#include "class_text.h"
#include "network_place.h"

#include <math.h>
#include <unistd.h>

/* LeNet-5 trains, and its place is open. */
static void open_lenet(void) {
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5.yaml");
    a.state.screen.place = PLACE_NETWORK;
    assert_true(wait_for(has_view));
}

/* It trained for some iterations and rests. */
static bool has_a_curve(void) {
    return a.state.training.snapshot.iteration > 60;
}

static void open_paused_lenet(void) {
    open_lenet();
    assert_true(wait_for(has_a_curve));
    key(SDLK_z);
    assert_true(wait_for(is_paused));
}

static void press_button(const char *label) {
    float x, y;
    if (!find_text(label, 0, &x, &y))
        fail_msg("there is no \"%s\" on the screen", label);
    click(x, y);
}

static void every_tab_shows_the_layers(void **fixture) {
    (void)fixture;
    float x, y;
    open_lenet();
    assert_true(find_text("conv1 · relu1", 0, &x, &y) && find_text("6 × 28 × 28", 0, &x, &y));
    for (int i = 0; i < NETWORK_TABS; i++) {
        key(SDLK_h);
        assert_true(find_text("conv2 · relu2", 0, &x, &y) || find_text("conv2", 0, &x, &y));
    }
}

static bool has_branched(void) {
    return a.state.training.snapshot.runs == 2;
}

/* Along the loss curve to its middle; another learning rate from there on is a new training run. */
static void a_drag_along_the_curve_goes_back_in_time(void **fixture) {
    (void)fixture;
    open_paused_lenet();
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
}

static bool is_judged(void) {
    return a.state.training.snapshot.judged.at >= 0;
}

static bool is_judged_whole(void) {
    return a.state.training.snapshot.judged.of == a.state.training.snapshot.test_count;
}

/* On a part of the test set while it trains, on all of it when one asks. */
static void who_is_taken_for_whom_stands_beside_the_curve(void **fixture) {
    (void)fixture;
    float x, y;
    open_paused_lenet();
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
}

static bool sees_own(void) {
    return a.state.training.seen && a.state.training.seen->image == -1;
}

/* The sum of the picture that was drawn. */
static float ink_of_drawing(void) {
    float ink = 0;
    for (int i = 0; i < 784; i++)
        ink += a.state.training.own[i];
    return ink;
}

static void what_is_drawn_is_what_the_network_sees(void **fixture) {
    (void)fixture;
    open_paused_lenet();
    key(SDLK_s);
    assert_true(a.state.training.drawing);
    settle();
    press_in("network.canvas", 0.3f, 0.4f);
    point_in("network.canvas", 0.4f, 0.5f);
    release_in("network.canvas", 0.4f, 0.5f);
    float ink = ink_of_drawing();
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
    CHECK_NEAR(ink_of_drawing(), ink, 1e-3);
    key(SDLK_s);
    key(SDLK_s); /* drawing again goes on with the picture */
    assert_true(a.state.training.drawing && a.state.training.own[14 * 28 + 9] >= 0);
    CHECK_NEAR(ink_of_drawing(), ink, 1e-3);
}

static void a_picture_file_is_fitted_to_the_input_and_another_file_refused(void **fixture) {
    (void)fixture;
    open_lenet();
    type_line("open " TESTS_DIR "/../app/pictures/bench.png");
    assert_non_null(strstr(a.state.training.own_note, "28 × 28"));
    type_line("open " TESTS_DIR "/check.h");
    assert_non_null(strstr(a.state.screen.message, "check.h"));
}

/* A click on a map opens its layer, one on a pixel that very pixel: of 14 x 14 in the map at the top left, row 3,
 * column 10. */
static void a_map_opens_its_layer_and_a_pixel_its_step(void **fixture) {
    (void)fixture;
    float x, y;
    open_lenet();
    a.state.screen.tab = NETWORK_ACTIVATIONS;
    settle();
    rect pool = control("network.column2");
    assert_true(find_text("pool1", 0, &x, &y));
    click(x, y);
    assert_true(wait_for(is_inside));
    assert_string_equal(a.state.session.player.walk->net->nodes[session_node(&a.state.session)].name, "pool1");
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
}

static bool trains_edited(void) {
    return a.state.training.seen && a.state.training.seen->net->count == 15;
}

/* One more layer, undone, redone, trained. */
static void an_edited_network_trains_in_place_of_the_other(void **fixture) {
    (void)fixture;
    open_lenet();
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
}

static void nothing_is_cut_in_a_small_window_or_a_large_one(void **fixture) {
    (void)fixture;
    open_lenet();
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
}

/* A network file that changes or disappears while its network trains: training goes on, and the network being edited is
 * the one that trains. */
static void a_network_file_that_goes_is_not_missed(void **fixture) {
    (void)fixture;
    static const char path[] = "stride-going.yaml",
                      yaml[] = "name: going\ninput: {channels: 1, height: 28, width: 28}\ndata: digits\nlayers:\n"
                               "  - conv: {name: only, filters: 2, size: 5}\n  - relu\n  - dense: {units: 10}\n"
                               "  - softmax\n";
    put_network(path, yaml);
    open_and_train(path);
    put_network(path, "layers: [");
    assert_true(wait_for(is_training));
    a.state.screen.place = PLACE_NETWORK;
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
    put_network(path, yaml);
    open_and_train(path);
    unlink(path);
    a.state.screen.place = PLACE_NETWORK;
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
    a.state.screen.place = PLACE_NETWORK;
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
}

static bool names_no_class(void) {
    const cnn_recording *seen = a.state.training.seen;
    return is_training() && !a.state.training.snapshot.classifies && seen && !strncmp(seen->net->name, "U-Net", 5);
}

/* Whether the text stands on the row at `y`, and where. */
static bool is_on_row(const char *text, float y, float *x) {
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        *x = item->at.x + item->at.w / 2;
        if (item->kind == DRAW_TEXT && !strcmp(item->text, text) && fabsf(item->at.y + item->at.h / 2 - y) < 2)
            return true;
    }
    return false;
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
        assert_true(is_on_row(tr("network.copied_out"), y, &out) && is_on_row(tr("network.copied_in"), y, &in));
        assert_true(in < out && out < between && between < (float)a.width && y < (float)a.height);
    }
}

/* LeNet-5 of 1998 measures distances, which are no shares of 1. */
static void distances_stand_there_as_numbers(void **fixture) {
    (void)fixture;
    char number[NUMBER_TEXT], share[NUMBER_TEXT];
    float x, y;
    open_and_train(TESTS_DIR "/../assets/networks/lenet-5-1998.yaml");
    a.state.screen.place = PLACE_NETWORK;
    assert_true(wait_for(has_view));
    key(SDLK_z);
    assert_true(wait_for(is_paused));
    const cnn_recording *seen = a.state.training.seen;
    const float *outputs = seen->pass->value[seen->net->output].data;
    assert_false(class_shares(seen));
    for (int i = 0; i < 10; i++) {
        class_output_text(false, outputs[i], 1, number);
        class_output_text(true, outputs[i], 1, share);
        assert_true(find_text(number, 0, &x, &y));
        assert_false(find_text(share, 0, &x, &y));
    }
}

/* The picture that goes in, as it was drawn: the first of its size. */
static const draw_item *picture_drawn(int side) {
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_PICTURE && a.list.items[i].columns == side && a.list.items[i].rows == side)
            return &a.list.items[i];
    fail_msg("there is no picture of %d x %d", side, side);
    return NULL;
}

static bool sees_normalised(void) {
    return has_view() && a.state.training.seen->net->levels.mean;
}

static bool sees_plain(void) {
    return has_view() && !a.state.training.seen->net->levels.mean;
}

/* In the place of the network, and on the stage of the layer that reads it. */
static void a_picture_keeps_its_colours_where_it_is_normalised(void **fixture) {
    (void)fixture;
    enum { SIDE = 28 };
    uint32_t seen[2][SIDE * SIDE], stepped[2][SIDE * SIDE];
    for (int normal = 0; normal < 2; normal++) {
        char text[600];
        snprintf(text, sizeof text,
            "input: {channels: 3, height: 28, width: 28%s}\ndata: digits-color\nlayers:\n"
            "  - conv: {name: c, filters: 2, size: 5}\n  - dense: {units: 10}\n  - softmax\n",
            normal ? ", mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4]" : "");
        open_training_text(&a.state, text);
        a.state.screen.place = PLACE_NETWORK;
        assert_true(wait_for(normal ? sees_normalised : sees_plain));
        memcpy(seen[normal], picture_drawn(SIDE)->pixels, sizeof seen[normal]);
        command_run(&a.state, REQUEST_open_layer,
            &(argument){.address = {.iteration = -1, .depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1}});
        assert_true(wait_for(is_inside));
        memcpy(stepped[normal], picture_drawn(SIDE)->pixels, sizeof stepped[normal]);
        session_step_outside(&a.state.session);
    }
    assert_memory_equal(seen[0], seen[1], sizeof seen[0]);
    for (int i = 0; i < SIDE * SIDE; i++)
        for (int shift = 0; shift < 24; shift += 8)
            if (abs((int)(stepped[0][i] >> shift & 255) - (int)(stepped[1][i] >> shift & 255)) > 1)
                fail_msg("pixel %d is %06x in place of %06x", i, stepped[1][i] & 0xFFFFFF, stepped[0][i] & 0xFFFFFF);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_app, close_app)

int main(void) {
    const struct CMUnitTest tests[] = {CASE(every_tab_shows_the_layers), CASE(a_drag_along_the_curve_goes_back_in_time),
        CASE(who_is_taken_for_whom_stands_beside_the_curve), CASE(what_is_drawn_is_what_the_network_sees),
        CASE(a_picture_file_is_fitted_to_the_input_and_another_file_refused),
        CASE(a_map_opens_its_layer_and_a_pixel_its_step), CASE(an_edited_network_trains_in_place_of_the_other),
        CASE(nothing_is_cut_in_a_small_window_or_a_large_one), CASE(a_network_file_that_goes_is_not_missed),
        CASE(more_outputs_than_classes_are_judged), CASE(the_wheel_ends_at_the_last_column),
        CASE(without_classes_the_pictures_are_compared), CASE(distances_stand_there_as_numbers),
        CASE(a_picture_keeps_its_colours_where_it_is_normalised)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
