/* A small window on the stage: everything in sight at every size, numbers written alike, and the motion of a step. */
#include "hand.h"

#include "op_view.h"

static void set_part(cnn_part part, int value) {
    command_run(&a.state, REQUEST_set_part, &(argument){.part = part, .value = value});
}

static void use_window(int input, int kernel, int padding) {
    set_part(CNN_PART_PADDING, 0);
    set_part(CNN_PART_KERNEL, 1);
    set_part(CNN_PART_INPUT, input);
    set_part(CNN_PART_KERNEL, kernel);
    set_part(CNN_PART_PADDING, padding);
}

static void expect_in_stage(const char *name, int input, int kernel) {
    rect at = control(name), room = {300 * a.ui.scale, 44 * a.ui.scale, 0, 0};
    room.w = a.width - room.x;
    room.h = a.height - 96 * a.ui.scale - room.y;
    if (at.w <= 0 || at.h <= 0 || at.x < room.x || at.y < room.y || at.x + at.w > room.x + room.w + 0.5f ||
        at.y + at.h > room.y + room.h + 0.5f)
        fail_msg(
            "%s of %d under %d leaves the room at %.0f x %.0f", name, input, kernel, (double)a.width, (double)a.height);
}

static void every_row_is_in_the_stage(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}};
    for (int kind = 0; kind < 2; kind++)
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
            for (int input = 1; input <= 11; input++)
                for (int kernel = 1; kernel <= 5 && kernel <= input; kernel++) {
                    int padding = kind == BENCH_CONV && input > 2 && kernel < input ? 1 : 0;
                    fresh((bench_kind)kind);
                    use_window(input - 2 * padding, kernel, padding);
                    app_resize(&a, sizes[size][0], sizes[size][1]);
                    settle();
                    assert_true(a.state.session.bench.fits);
                    expect_in_stage("stage.input", input, kernel);
                    expect_in_stage("stage.output", input, kernel);
                    if (kind == BENCH_CONV)
                        expect_in_stage("stage.bias", input, kernel);
                }
    fresh(BENCH_CONV);
}

/* Decimals of the numbers in the rectangle; -1: they differ. */
static int decimals_in(rect at, int *numbers) {
    int decimals = -2;
    *numbers = 0;
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        float x = item->at.x + item->at.w / 2, y = item->at.y + item->at.h / 2;
        if (item->kind != DRAW_TEXT || !rect_has(at, x, y) || !strncmp(item->text, "×", strlen("×")))
            continue;
        const char *point = strchr(item->text, '.');
        int count = point ? (int)strlen(point + 1) : 0;
        if (decimals != -2 && decimals != count)
            return -1;
        decimals = count;
        ++*numbers;
    }
    return decimals;
}

static void a_grid_has_one_count_of_decimals(void **fixture) {
    (void)fixture;
    static const float values[] = {0.5f, 0.25f, 1, 0, 0.84f};
    fresh(BENCH_CONV);
    for (int i = 0; i < 25; i++)
        bench_set_pixel(&a.state.session.bench, 0, i / 5, i % 5, values[i % 5]);
    bench_set_weight(&a.state.session.bench, 0, 0, 0, 0, -0.5f);
    state_settle(&a.state);
    settle();
    int numbers;
    assert_int_equal(decimals_in(control("stage.input"), &numbers), 2);
    assert_int_equal(numbers, 25);
    assert_int_equal(decimals_in(control("stage.filter"), &numbers), 1);
    assert_int_equal(numbers, 9);
    fresh(BENCH_CONV);
}

/* Padding is no 0 that a maximum could take; for an average it is one. */
static void padding_has_a_digit_where_it_is_read(void **fixture) {
    (void)fixture;
    int numbers;
    fresh(BENCH_POOL);
    set_part(CNN_PART_PADDING, 1);
    settle();
    decimals_in(control("stage.input"), &numbers);
    assert_int_equal(numbers, 25);
    key(SDLK_m);
    decimals_in(control("stage.input"), &numbers);
    assert_int_equal(numbers, 49);
    fresh(BENCH_CONV);
}

static void written_sum(char *text, size_t size) {
    static written w;
    static const view now = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, 1280, 800};
    stage s;
    w.count = 0;
    text[0] = '\0';
    op_view_gather(&s, &now);
    s.own->write(&s, &w);
    for (int i = 0; i < w.lines[0].count; i++)
        cnn_append(text, size, "%s", w.lines[0].runs[i].text);
}

static void negative_factors_have_brackets(void **fixture) {
    (void)fixture;
    char text[2000];
    fresh(BENCH_CONV);
    bench_set_weight(&a.state.session.bench, 0, 0, 0, 1, -1);
    bench_set_bias(&a.state.session.bench, 0, -2);
    state_settle(&a.state);
    written_sum(text, sizeof text);
    assert_non_null(strstr(text, "1·(−1)"));
    assert_null(strstr(text, "·−"));
    assert_non_null(strstr(text, "−   2 = "));
    assert_null(strchr(text, '-'));
    fresh(BENCH_CONV);
}

static void long_sums_are_sums_of_rows(void **fixture) {
    (void)fixture;
    char text[2000];
    fresh(BENCH_CONV);
    use_window(7, 5, 0);
    settle();
    written_sum(text, sizeof text);
    assert_ptr_equal(strstr(text, "Σ rows"), text);
    assert_null(strstr(text, "·"));
    fresh(BENCH_CONV);
}

/* ---- motion ---- */

static int texts(const char *text, rect in) {
    int count = 0;
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        count += item->kind == DRAW_TEXT && !strcmp(item->text, text) &&
                 rect_has(in, item->at.x + item->at.w / 2, item->at.y + item->at.h / 2);
    }
    return count;
}

static void step_with_motion(void) {
    fresh(BENCH_CONV);
    a.state.screen.reduced_motion = false;
    app_tick(&a, 2);
    app_frame(&a);
    command_run(&a.state, REQUEST_step, NULL);
    app_frame(&a);
}

static void a_step_slides_adds_up_and_carries_its_result_over(void **fixture) {
    (void)fixture;
    rect cell, map;
    step_with_motion();
    map = control("stage.output");
    cell = (rect){map.x + map.w / 3, map.y, map.w / 3, map.h / 3};
    rect below = {0, map.y + map.h + 40, a.width, a.height - 96 - map.y - map.h - 40};
    assert_int_equal(texts(" = ", below), 1);
    assert_int_equal(texts("3", cell), 0);
    assert_int_equal(texts("3", below), 0);
    app_tick(&a, 0.3); /* the terms light up */
    app_frame(&a);
    assert_int_equal(texts("3", below), 0);
    app_tick(&a, 0.2); /* the result travels */
    app_frame(&a);
    assert_true(app_busy(&a));
    assert_true(texts("3", below) >= 1);
    assert_int_equal(texts("3", cell), 0);
    app_tick(&a, 0.2);
    app_frame(&a);
    assert_int_equal(texts("3", cell), 1);
    assert_false(app_busy(&a));
    fresh(BENCH_CONV);
}

static void a_key_ends_the_motion(void **fixture) {
    (void)fixture;
    step_with_motion();
    assert_true(a.state.session.player.motion < 1);
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_LSHIFT}}};
    app_event(&a, &e);
    assert_true(a.state.session.player.motion >= 1);
    fresh(BENCH_CONV);
}

static void reduced_motion_is_at_rest_at_once(void **fixture) {
    (void)fixture;
    step_with_motion();
    a.state.screen.reduced_motion = true;
    app_tick(&a, 0.001);
    assert_true(a.state.session.player.motion >= 1);
    command_run(&a.state, REQUEST_step, NULL);
    assert_true(a.state.session.player.motion >= 1);
    fresh(BENCH_CONV);
}

static void quick_steps_only_slide_within_their_time(void **fixture) {
    (void)fixture;
    step_with_motion();
    player *p = &a.state.session.player;
    app_tick(&a, 1);
    while (p->speed < 8)
        player_faster(p, 1);
    player_play(p, true);
    app_tick(&a, 0.13);
    assert_true(p->quick && p->motion < 1);
    app_tick(&a, 0.118);
    assert_true(p->motion >= 1);
    player_play(p, false);
    while (p->speed > 2)
        player_faster(p, -1);
    fresh(BENCH_CONV);
}

static void a_row_that_wraps_around_is_a_hop(void **fixture) {
    (void)fixture;
    step_with_motion();
    player *p = &a.state.session.player;
    assert_false(p->hops);
    command_run(&a.state, REQUEST_step, NULL);
    command_run(&a.state, REQUEST_step, NULL);
    assert_int_equal(p->at.row, 1);
    assert_true(p->hops);
    fresh(BENCH_CONV);
}

static void sizes_glide_and_come_to_rest(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    rect before = control("stage.input");
    a.state.screen.reduced_motion = false;
    set_part(CNN_PART_INPUT, 7);
    app_frame(&a);
    rect first = control("stage.input");
    assert_true(app_busy(&a) && first.x == before.x && first.w == before.w);
    app_tick(&a, 0.15);
    app_frame(&a);
    rect halfway = control("stage.input");
    assert_true(app_busy(&a) && halfway.w > first.w);
    app_tick(&a, 0.16);
    app_frame(&a);
    rect last = control("stage.input");
    assert_true(!app_busy(&a) && last.w > halfway.w);
    a.state.screen.reduced_motion = true;
    set_part(CNN_PART_INPUT, 5);
    app_frame(&a);
    rect again = control("stage.input");
    assert_true(again.x == before.x && again.w == before.w);
    fresh(BENCH_CONV);
}

/* Another phase fades in, and then nothing more is drawn. */
static void another_phase_fades_in(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    a.state.screen.reduced_motion = false;
    app_tick(&a, 2);
    app_frame(&a);
    command_run(&a.state, REQUEST_next_phase, NULL);
    app_frame(&a);
    assert_true(a.state.view.moving);
    app_tick(&a, 0.2);
    app_frame(&a);
    assert_false(a.state.view.moving);
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_in_the_stage),
        cmocka_unit_test(a_grid_has_one_count_of_decimals),
        cmocka_unit_test(padding_has_a_digit_where_it_is_read),
        cmocka_unit_test(negative_factors_have_brackets),
        cmocka_unit_test(long_sums_are_sums_of_rows),
        cmocka_unit_test(a_step_slides_adds_up_and_carries_its_result_over),
        cmocka_unit_test(a_key_ends_the_motion),
        cmocka_unit_test(reduced_motion_is_at_rest_at_once),
        cmocka_unit_test(quick_steps_only_slide_within_their_time),
        cmocka_unit_test(a_row_that_wraps_around_is_a_hop),
        cmocka_unit_test(sizes_glide_and_come_to_rest),
        cmocka_unit_test(another_phase_fades_in),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
