/* The real application driven by SDL events, without a display. */
#include "hand.h"

static void keys_step_through_positions_and_products(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    assert_int_equal(a.state.session.player.at.column, 0);
    key(SDLK_RIGHT);
    assert_int_equal(a.state.session.player.at.column, 1);
    key(SDLK_DOWN);
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_PRODUCT);
    key(SDLK_RIGHT);
    assert_int_equal(a.state.session.player.at.tap_column, 1);
    key(SDLK_UP);
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_POSITION);
    key(SDLK_LEFT);
    assert_int_equal(a.state.session.player.at.column, 0);
    key(SDLK_LEFT);
    assert_int_equal(a.state.session.player.at.column, 0);
    key(SDLK_END);
    assert_int_equal(a.state.session.player.at.phase, CNN_UPDATE);
    key(SDLK_HOME);
    assert_int_equal(player_index(&a.state.session.player), 8);
    key(SDLK_3);
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_ROW);
    key(SDLK_RIGHT);
    assert_int_equal(a.state.session.player.at.row, 1);
    key(SDLK_5);
    assert_int_equal(player_index(&a.state.session.player), 80);
    key(SDLK_2);
    assert_int_equal(a.state.session.player.at.row * 3 + a.state.session.player.at.column, 8);
    /* An address in a larger output, as an older picture may name it, does not exist here. */
    cnn_address far = a.state.session.player.at;
    far.row = 50;
    assert_false(player_go(&a.state.session.player, far));
    far.node = 99;
    assert_false(player_go(&a.state.session.player, far));
    /* The last product's address, at a coarser depth, is the unit that contains it and not one beyond. */
    cnn_address last = cnn_walk_at_depth(a.state.session.player.walk, a.state.session.player.at, CNN_DEPTH_PRODUCT);
    int64_t here = player_index(&a.state.session.player);
    last.depth = CNN_DEPTH_POSITION;
    player_go(&a.state.session.player, last);
    assert_int_equal(player_index(&a.state.session.player), here);
}

static void play_reaches_the_end_and_stops(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    player *p = &a.state.session.player;
    command_run(&a.state, REQUEST_run_on, NULL);
    key(SDLK_SPACE);
    assert_true(p->playing);
    for (int i = 0; i < 400 && p->playing; i++)
        app_tick(&a, 0.1);
    assert_false(p->playing);
    assert_int_equal(player_index(p), p->last);
    command_run(&a.state, REQUEST_run_on, NULL);
}

static void play_through(double seconds) {
    for (double t = 0; t < seconds && a.state.session.player.playing; t += 0.1)
        app_tick(&a, 0.1);
}

static void play_ends_with_its_phase_and_can_begin_again(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    player *p = &a.state.session.player;
    key(SDLK_SPACE);
    play_through(40);
    assert_false(p->playing);
    assert_true(p->at.phase == CNN_FORWARD && p->at.row == 2 && p->at.column == 2);
    key(SDLK_SPACE); /* from there it goes on */
    play_through(0.9);
    assert_true(p->playing && p->at.phase == CNN_BACKWARD);
    key(SDLK_SPACE);
    key(SDLK_HOME);
    command_run(&a.state, REQUEST_loop, NULL);
    key(SDLK_SPACE);
    play_through(8.6); /* nine positions, two a second, come around after 4.5 */
    assert_true(p->playing && p->at.phase == CNN_FORWARD);
    command_run(&a.state, REQUEST_loop, NULL);
    key(SDLK_SPACE);
}

static void the_formula_is_the_control(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    float x, y;
    /* The first 0 right of the panel is in the formula: the padding. */
    assert_true(find_text("0", 700, &x, &y));
    point(x, y);
    assert_int_equal(a.state.view.hover.part, CNN_PART_PADDING);
    wheel(1);
    assert_int_equal(a.state.session.bench.padding, 1);
    assert_int_equal(a.state.session.bench.recording->pass->value[1].shape.h, 5);
    click(x, y);
    assert_int_equal(a.state.screen.edit.kind, EDIT_PART);
    type("2");
    key(SDLK_RETURN);
    assert_int_equal(a.state.session.bench.padding, 2);
    assert_int_equal(a.state.session.bench.recording->pass->value[1].shape.h, 7);
}

static void a_pixel_is_clicked_typed_and_painted(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    assert_true(output_at(0) == 4);
    float x, y;
    assert_true(find_text("×1", 300, &x, &y));
    click(x, y);
    assert_int_equal(a.state.screen.edit.kind, EDIT_PIXEL);
    type("7");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(&a.state.session.bench, 0, 0, 0) == 7);
    assert_true(output_at(0) == 10);
    press_in("stage.input", 0.1f, 0.1f); /* five cells wide and high */
    point_in("stage.input", 0.3f, 0.1f);
    point_in("stage.input", 0.5f, 0.1f);
    release_in("stage.input", 0.5f, 0.1f);
    assert_true(*bench_pixel(&a.state.session.bench, 0, 0, 1) == 7);
    assert_true(*bench_pixel(&a.state.session.bench, 0, 0, 2) == 7);
    assert_true(output_at(0) == 16);
    key(SDLK_ESCAPE);
    assert_int_equal(a.state.screen.edit.kind, EDIT_NONE);
}

static void nonsense_typed_into_a_cell_changes_nothing_and_is_said(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    float x, y;
    assert_true(find_text("×1", 300, &x, &y));
    click(x, y);
    type("1.2.3");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(&a.state.session.bench, 0, 0, 0) == 1);
    assert_non_null(strstr(a.state.screen.message, "1.2.3"));
}

static void an_output_cell_is_clicked_to_go_there(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    click_in("stage.output", 0.5f, 5 / 6.0f); /* three cells wide and high */
    assert_int_equal(a.state.session.player.at.row, 2);
    assert_int_equal(a.state.session.player.at.column, 1);
    assert_int_equal(a.state.view.hover.kind, HOVER_OUTPUT);
}

static void a_filter_that_does_not_fit_moves_nothing_and_says_why(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = 3});
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_KERNEL, .value = 5});
    settle();
    assert_false(a.state.session.bench.fits);
    assert_null(a.state.session.player.walk);
    float x, y;
    assert_true(
        find_text("The filter does not fit", 0, &x, &y) || find_text("fits", 0, &x, &y) || find_text("not", 0, &x, &y));
    key(SDLK_RIGHT);
    key(SDLK_SPACE);
    assert_false(a.state.session.player.playing);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_PADDING, .value = 1});
    settle();
    assert_true(a.state.session.bench.fits);
    assert_non_null(a.state.session.player.walk);
}

static void sizes_are_kept_in_what_the_bench_can_hold(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = 1000000});
    assert_int_equal(a.state.session.bench.rows, BENCH_SIDE);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = -5});
    assert_int_equal(a.state.session.bench.rows, 1);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_STRIDE, .value = 0});
    assert_int_equal(a.state.session.bench.stride, 1);
    settle();
}

static void rgb_and_several_filters_give_channel_sums_and_maps(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    key(SDLK_g);
    key(SDLK_k);
    assert_int_equal(a.state.session.bench.channels, 3);
    assert_int_equal(a.state.session.bench.filters, 2);
    control("stage.input.2");
    control("stage.filter.2");
    control("map1");
    cnn_call call = cnn_pass_call(a.state.session.bench.recording->pass, a.state.session.bench.recording->before, 1, 0);
    cnn_call *c = &call;
    float sum = 0;
    for (int t = 0; t < 27; t++)
        sum += c->weight[t] * c->in[0].data[(t / 9) * 25 + (t % 9) / 3 * 5 + t % 3];
    assert_true(sum == output_at(0));
}

static void pooling_shows_one_answer_and_those_of_the_other_kinds(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    key(SDLK_o);
    assert_int_equal(a.state.session.bench.kind, BENCH_POOL);
    float x, y;
    assert_true(find_text("average 1.67", 300, &x, &y) && find_text("min 0", 300, &x, &y));
    click_in("pool.2", 0.5f, 0.5f);
    assert_int_equal(a.state.session.bench.pool, 2);
    assert_string_equal(a.state.session.player.walk->net->nodes[a.state.session.player.at.node].name, "min");
    assert_true(find_text("max 3", 300, &x, &y));
    key(SDLK_m);
    assert_int_equal(a.state.session.bench.pool, 0);
    key(SDLK_m);
    assert_int_equal(a.state.session.bench.pool, 1);
    assert_string_equal(a.state.session.player.walk->net->nodes[a.state.session.player.at.node].name, "average");
    key(SDLK_c);
    assert_int_equal(a.state.session.bench.kind, BENCH_CONV);
}

static void language_theme_presenter_and_help_switch_in_place(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    key(SDLK_RIGHT);
    float x, y;
    key(SDLK_l);
    assert_int_equal(strings_language(), LANGUAGE_KO);
    assert_true(find_text("합성곱", 0, &x, &y));
    assert_int_equal(a.state.session.player.at.column, 1);
    key(SDLK_l);
    key(SDLK_t);
    assert_int_equal(theme_used(), THEME_DARK);
    key(SDLK_t);
    assert_int_equal(theme_used(), THEME_CONTRAST);
    key(SDLK_t);
    key(SDLK_p);
    assert_true(a.state.screen.present);
    key(SDLK_ESCAPE);
    assert_false(a.state.screen.present);
    key(SDLK_QUESTION);
    assert_true(a.state.screen.help);
    click(a.width / 2, 20);
    assert_false(a.state.screen.help);
}

static void every_control_is_reached_by_tab(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    int reached = 0;
    for (int i = 0; i < 60; i++) {
        key(SDLK_TAB);
        reached += a.ui.focus != 0;
    }
    assert_int_equal(reached, 60);
    assert_true(a.ui.order_count > 25);
    /* Tab to the padding's number in the formula, then the arrow changes it. */
    int padding = a.state.session.bench.padding;
    for (int i = 0; i < a.ui.order_count * 2 && a.state.session.bench.padding == padding; i++) {
        key(SDLK_TAB);
        if (a.ui.focus == ui_id("formula.numbers.1.5"))
            key(SDLK_UP);
    }
    assert_int_equal(a.state.session.bench.padding, padding + 1);
    key(SDLK_ESCAPE);
}

static void backward_and_update_are_stepped_on_the_bench(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    float x, y;
    key(SDLK_RIGHTBRACKET);
    assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
    assert_true(find_text("∂L/∂W", 300, &x, &y) && find_text("∂L/∂X", 300, &x, &y));
    assert_true(find_text("∂L/∂O", 600, &x, &y));
    key(SDLK_DOWN);
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_PRODUCT);
    key(SDLK_UP);
    key(SDLK_v);
    assert_true(find_text("turned by 180°", 300, &x, &y));
    key(SDLK_v);
    key(SDLK_d);
    assert_int_equal(a.state.session.bench.gradient_preset, 1);
    assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
    key(SDLK_RIGHTBRACKET);
    assert_int_equal(a.state.session.player.at.phase, CNN_UPDATE);
    assert_true(find_text("Step", 300, &x, &y));
    key(SDLK_e);
    assert_string_equal(a.state.session.slope.name, "conv.weight[0]");
    CHECK_NEAR(a.state.session.slope.check.slope, a.state.session.slope.check.backprop, 1e-6);
    key(SDLK_LEFTBRACKET);
    key(SDLK_LEFTBRACKET);
    assert_int_equal(a.state.session.player.at.phase, CNN_FORWARD);
    bench_use_picture(
        &a.state.session.bench, 1); /* another recording: the slope measured on the one before is not shown beside it */
    state_settle(&a.state);
    assert_string_equal(a.state.session.slope.name, "");
    fresh(BENCH_POOL);
    for (int pool = 0; pool < 3; pool++) {
        key(SDLK_RIGHTBRACKET);
        assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
        while (player_step(&a.state.session.player, 1))
            settle();
        key(SDLK_HOME);
        key(SDLK_m);
    }
    bench_use_gradient(&a.state.session.bench, 0);
}

static void addresses_and_breakpoints_are_typed(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    a.state.screen.message[0] = '\0';
    type_line("backward/conv/0,2,1");
    assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.state.session.player.at.row, 2);
    type_line("forward/nothing");
    assert_non_null(strstr(a.state.screen.message, "there is no layer \"nothing\""));
    type_line("break forward/conv/0,1,1");
    type_line("break change backward/conv/0,0,0/0,0,1");
    type_line("break loss < 0.1");
    type_line("break iteration 12");
    assert_int_equal(a.state.session.breakpoints.count, 4);
    type_line("break iteration -3");
    assert_non_null(strstr(a.state.screen.message, "whole number from 1 on"));
    type_line("break forward/conv/7,7,7");
    assert_non_null(strstr(a.state.screen.message, "does not exist"));
    key(SDLK_HOME);
    key(SDLK_SPACE);
    for (int i = 0; i < 400 && a.state.session.player.playing; i++)
        app_tick(&a, 0.05);
    char text[CNN_ADDRESS_TEXT];
    cnn_address_format(a.state.session.player.walk, a.state.session.player.at, text);
    assert_string_equal(text, "forward/conv/0,1,1");
    player_play_through(&a.state.session.player);
    for (int i = 0; i < 400 && a.state.session.player.playing; i++)
        app_tick(&a, 0.05);
    cnn_address_format(a.state.session.player.walk, a.state.session.player.at, text);
    assert_string_equal(text, "backward/conv/0,0,0");
    type_line("clear");
    assert_int_equal(a.state.session.breakpoints.count, 0);
    key(SDLK_b);
    assert_int_equal(a.state.session.breakpoints.count, 1);
    key(SDLK_b);
    assert_int_equal(a.state.session.breakpoints.count, 0);
}

static void the_timeline_zooms_down_to_a_product(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    point_in("timeline", 0.2f, 0.5f);
    for (int i = 0; i < 40; i++)
        wheel(1);
    assert_true(a.state.view.time_to - a.state.view.time_from < 0.1);
    int64_t before = player_index(&a.state.session.player);
    click_in("timeline", 0.1f, 0.5f);
    int64_t left = player_index(&a.state.session.player);
    click_in("timeline", 0.9f, 0.5f);
    assert_true(player_index(&a.state.session.player) > left && player_index(&a.state.session.player) - left < 60);
    (void)before;
    for (int i = 0; i < 60; i++)
        wheel(-1);
    assert_true(a.state.view.time_from == 0 && a.state.view.time_to == 1);
}

static void files_open_by_dropping_and_bad_ones_are_said(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    settle();
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    assert_true(output_at(0) == 4);
    key(SDLK_RIGHT);
    assert_int_equal(a.state.session.player.at.column, 1);
    SDL_Event e = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup("/nowhere.yaml")}};
    app_event(&a, &e);
    settle();
    assert_non_null(strstr(a.state.screen.message, "/nowhere.yaml"));
    CHECK_FAILS(open_path(&a.state, TESTS_DIR "/check.h"), "check.h");
    CHECK_FAILS(open_path(&a.state, TESTS_DIR "/nowhere.png"), "nowhere.png");
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../app/pictures/bench.png"));
    settle(); /* it is read beside the window */
    assert_int_equal(a.state.session.bench.rows, 28);
}

static void a_picture_that_cannot_be_read_leaves_everything_as_it_was(void **fixture) {
    (void)fixture;
    fresh(BENCH_POOL);
    a.state.screen.place = PLACE_ATLAS;
    CHECK_FAILS(open_path(&a.state, TESTS_DIR "/nowhere.png"), "nowhere.png");
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
    assert_int_equal(a.state.session.bench.kind, BENCH_POOL);
    a.state.screen.place = PLACE_BENCH;
}

static void arrows_go_to_the_gradient_beside(void **fixture) {
    (void)fixture;
    static const struct {
        SDL_Keycode code;
        int row;
    } steps[] = {{SDLK_RIGHT, 5}, {SDLK_DOWN, 8}, {SDLK_RIGHT, 6}, {SDLK_UP, 3}, {SDLK_LEFT, 5}};
    fresh(BENCH_CONV); /* 3 x 3 outputs */
    command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = EDIT_GRADIENT, .row = 4}});
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        key(steps[i].code);
        assert_int_equal(a.state.screen.edit.row, steps[i].row);
    }
    typing_end(&a.state, false);
}

static void a_number_of_a_bench_that_was_left_is_not_typed(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = EDIT_PIXEL}});
    CHECK_FINE(session_open_network(&a.state.session, TESTS_DIR "/../assets/networks/first-window.yaml", 0));
    settle();
    key(SDLK_7);
    key(SDLK_RETURN);
    assert_true(session_is_inside(&a.state.session));
    fresh(BENCH_CONV);
}

static void a_breakpoint_that_is_run_to_again_stays(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    for (int i = 0; i < 2; i++) {
        type_line("run forward/conv/0,1,1");
        assert_int_equal(a.state.session.breakpoints.count, 1);
    }
    player_play(&a.state.session.player, false);
    key(SDLK_q);
}

static void the_line_is_seen_while_presenting(void **fixture) {
    (void)fixture;
    float x, y;
    fresh(BENCH_CONV);
    a.state.screen.present = true;
    command_run(&a.state, REQUEST_line, NULL);
    typing_add(&a.state, "rate");
    settle();
    assert_true(find_text("rate", 0, &x, &y));
    typing_end(&a.state, false);
    a.state.screen.present = false;
}

static void parameters_belong_to_their_network(void **fixture) {
    (void)fixture;
    session *s = &a.state.session;
    cnn_format(s->weights, sizeof s->weights, "x.safetensors");
    s->weights_of = 2;
    assert_string_equal(session_weights(s, 2), "x.safetensors");
    assert_null(session_weights(s, 3));
    s->weights[0] = '\0';
    assert_null(session_weights(s, 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_step_through_positions_and_products),
        cmocka_unit_test(play_reaches_the_end_and_stops),
        cmocka_unit_test(play_ends_with_its_phase_and_can_begin_again), cmocka_unit_test(the_formula_is_the_control),
        cmocka_unit_test(a_pixel_is_clicked_typed_and_painted),
        cmocka_unit_test(nonsense_typed_into_a_cell_changes_nothing_and_is_said),
        cmocka_unit_test(an_output_cell_is_clicked_to_go_there),
        cmocka_unit_test(a_filter_that_does_not_fit_moves_nothing_and_says_why),
        cmocka_unit_test(sizes_are_kept_in_what_the_bench_can_hold),
        cmocka_unit_test(rgb_and_several_filters_give_channel_sums_and_maps),
        cmocka_unit_test(pooling_shows_one_answer_and_those_of_the_other_kinds),
        cmocka_unit_test(language_theme_presenter_and_help_switch_in_place),
        cmocka_unit_test(every_control_is_reached_by_tab),
        cmocka_unit_test(backward_and_update_are_stepped_on_the_bench),
        cmocka_unit_test(addresses_and_breakpoints_are_typed), cmocka_unit_test(the_timeline_zooms_down_to_a_product),
        cmocka_unit_test(files_open_by_dropping_and_bad_ones_are_said),
        cmocka_unit_test(a_picture_that_cannot_be_read_leaves_everything_as_it_was),
        cmocka_unit_test(arrows_go_to_the_gradient_beside),
        cmocka_unit_test(a_number_of_a_bench_that_was_left_is_not_typed),
        cmocka_unit_test(a_breakpoint_that_is_run_to_again_stays), cmocka_unit_test(the_line_is_seen_while_presenting),
        cmocka_unit_test(parameters_belong_to_their_network)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
