/* The bench of one's own: what is changed can be undone, what is looked at in between leaves it alone, and
 * the panel tells of it. */
#include "bench_edits.h"

#include "file.h"
#include "own_grids.h"

enum { EDITS = 150 };

static void undo_and_redo_go_through_every_edit_exactly(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < 2; kind++) {
        cnn_rng rng = cnn_rng_seeded(11, (uint64_t)kind);
        fresh((bench_kind)kind);
        bench **were = calloc(EDITS + 1, sizeof *were);
        int count = 0, first = s()->own[kind].history.at;
        were[0] = copy_of(&s()->bench);
        while (count < EDITS) {
            int before = s()->own[kind].history.at;
            edit_anything(&s()->bench, &rng);
            state_settle(&a.state);
            if (s()->own[kind].history.at > before)
                were[++count] = copy_of(&s()->bench);
        }
        assert_int_equal(s()->own[kind].history.at, first + EDITS);
        for (int i = EDITS - 1; i >= 0; i--) {
            assert_true(command_run(&a.state, REQUEST_undo, NULL));
            same(were[i], &s()->bench);
        }
        for (int i = 1; i <= EDITS; i++) {
            assert_true(command_run(&a.state, REQUEST_redo, NULL));
            same(were[i], &s()->bench);
        }
        assert_false(command_can(&a.state, REQUEST_redo));
        for (int i = 0; i <= EDITS; i++)
            free(were[i]);
        free(were);
    }
}

static void what_is_kept_of_edits_is_bounded(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench_set_size(&s()->bench, BENCH_SIDE, BENCH_SIDE);
    bench_set_channels(&s()->bench, 3);
    bench_set_filters(&s()->bench, BENCH_FILTERS);
    bench_history h = {0};
    for (int i = 0; i < 400; i++) {
        s()->bench.gradient_preset = s()->bench.picture_preset = -1;
        s()->bench.gradient[0] = (float)i;
        assert_true(bench_history_note(&h, &s()->bench, false));
    }
    assert_int_equal(h.count, HISTORY_LEAST);
    assert_true(h.bytes < (size_t)HISTORY_LEAST * sizeof(bench));
    bench_history_clear(&h);
    for (int i = 0; i < 400; i++) {
        bench_blank(&s()->bench, BENCH_CONV);
        s()->bench.bias[0] = (float)i;
        bench_history_note(&h, &s()->bench, false);
    }
    assert_int_equal(h.count, HISTORY_STEPS);
    bench_history_clear(&h);
    bench_rebuild(&s()->bench);
    fresh(BENCH_CONV);
}

static void a_stroke_of_the_brush_is_one_step(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *before = copy_of(&s()->bench);
    for (int stroke = 0; stroke < 2; stroke++) {
        command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = EDIT_PIXEL, .row = stroke}});
        for (int i = 1; i < 5; i++)
            command_run(&a.state, REQUEST_paint, &(argument){.row = stroke, .column = i});
    }
    assert_true(*bench_pixel(&s()->bench, 0, 0, 4) == 1 && *bench_pixel(&s()->bench, 0, 1, 3) == 0);
    command_run(&a.state, REQUEST_undo, NULL);
    assert_true(*bench_pixel(&s()->bench, 0, 0, 4) == 1 && *bench_pixel(&s()->bench, 0, 1, 3) == 1);
    command_run(&a.state, REQUEST_undo, NULL);
    same(before, &s()->bench);
    free(before);
}

static void keys_undo_and_redo(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench_set_bias(&s()->bench, 0, 3);
    state_settle(&a.state);
    const command *c = command_for_key(&a.state, SDLK_z, WITH_CONTROL);
    assert_non_null(c);
    command_run(&a.state, c->name, NULL);
    assert_true(s()->bench.bias[0] == 0);
    c = command_for_key(&a.state, SDLK_z, WITH_CONTROL_SHIFT);
    assert_non_null(c);
    command_run(&a.state, c->name, NULL);
    assert_true(s()->bench.bias[0] == 3);
    command_run(&a.state, REQUEST_reset, NULL);
    assert_true(s()->bench.bias[0] == 0);
    command_run(&a.state, REQUEST_undo, NULL);
    assert_true(s()->bench.bias[0] == 3);
}

/* ---- apart from what else is looked at ---- */

static const char lesson_text[] = "# T\n\n## A {#a}\n\nread this\n\n```scene\nlayer: convolution\n"
                                  "input: {picture: ramp, rows: 31, columns: 39}\nchannels: 3\nopen: [stride]\n```\n\n"
                                  "## B {#b}\n\nnumbers\n\n```scene\nnetwork: first-window.yaml\n```\n";

static void lessons_leave_both_benches_alone(void **fixture) {
    (void)fixture;
    cnn_piece piece = {lesson_text, sizeof lesson_text - 1};
    CHECK_FINE(cnn_file_write("apart.md", &piece, 1));
    make_own(BENCH_POOL);
    bench *pool = copy_of(&s()->bench);
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    cnn_address at = s()->player.at;
    for (int page = 0; page < 2; page++) {
        CHECK_FINE(open_path(&a.state, "apart.md"));
        wait_for_task();
        reader_go(&a.state.lesson, s(), page);
        settle();
        assert_true(page ? session_is_inside(s()) : s()->bench.columns == 39);
        if (!page) {
            command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_STRIDE, .value = 2});
            assert_int_equal(s()->bench.stride, 2);
            command_run(&a.state, REQUEST_undo, NULL);
            assert_int_equal(s()->bench.stride, 1);
            assert_false(command_can(&a.state, REQUEST_undo));
        }
        command_run(&a.state, REQUEST_convolution, NULL);
        same(conv, &s()->bench);
        assert_memory_equal(&at, &s()->player.at, sizeof at);
        command_run(&a.state, REQUEST_pooling, NULL);
        same(pool, &s()->bench);
        command_run(&a.state, REQUEST_lessons, NULL);
        settle();
        a.state.screen.place = PLACE_BENCH; /* as any command may do */
        state_settle(&a.state);
        same(pool, &s()->bench);
        command_run(&a.state, REQUEST_convolution, NULL);
        same(conv, &s()->bench);
    }
    command_run(&a.state, REQUEST_undo, NULL);
    assert_true(s()->bench.bias[0] == 0);
    free(pool);
    free(conv);
}

static void stepping_inside_leaves_the_bench_alone(void **fixture) {
    (void)fixture;
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    cnn_address at = s()->player.at;
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    settle();
    assert_true(session_is_inside(s()));
    command_run(&a.state, REQUEST_inside, NULL);
    same(conv, &s()->bench);
    assert_memory_equal(&at, &s()->player.at, sizeof at);
    free(conv);
}

/* What a network in training would hand over. */
static live_snapshot *snapshot_of_a_filter(void) {
    live_snapshot *now = calloc(1, sizeof *now);
    static float pixels[28 * 28], weights[2 * 25], biases[2] = {1, 2};
    assert_non_null(now);
    now->image = (cnn_shape){1, 1, 28, 28};
    now->filters = (cnn_shape){2, 1, 5, 5};
    memcpy(now->pixels, pixels, sizeof pixels);
    for (int i = 0; i < 50; i++)
        weights[i] = (float)i;
    memcpy(now->weights, weights, sizeof weights);
    memcpy(now->biases, biases, sizeof biases);
    return now;
}

static void letting_go_of_a_filter_brings_the_bench_back(void **fixture) {
    (void)fixture;
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    live_snapshot *now = snapshot_of_a_filter();
    assert_true(bench_tie(&s()->bench, now, 1));
    state_settle(&a.state);
    assert_int_equal(s()->bench.kernel, 5);
    session_untie(s());
    same(conv, &s()->bench);
    assert_true(bench_tie(&s()->bench, now, 1));
    bench_set_weight(&s()->bench, 0, 0, 0, 0, -1); /* takes the filter over: one step */
    state_settle(&a.state);
    assert_true(session_is_own(s()) && s()->bench.kernel == 5);
    command_run(&a.state, REQUEST_undo, NULL);
    same(conv, &s()->bench);
    free(now);
    free(conv);
}

static void the_input_is_square_unless_asked_otherwise(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    type_line("size 7x1");
    assert_true(s()->bench.rows == 7 && s()->bench.columns == 1);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = 9});
    assert_true(s()->bench.rows == 9 && s()->bench.columns == 9);
    type_line("size 3x8");
    type_line("square");
    assert_true(s()->bench.rows == 8 && s()->bench.columns == 8);
    type_line("size 3x800");
    assert_non_null(strstr(a.state.screen.message, "64"));
    assert_int_equal(s()->bench.rows, 8);
}

static void a_picture_made_by_hand_can_be_taken_again(void **fixture) {
    (void)fixture;
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    bench_use_picture(&s()->bench, 3);
    state_settle(&a.state);
    assert_true(command_run(&a.state, REQUEST_use_made, NULL));
    same(conv, &s()->bench);
    free(conv);
}

static void a_refused_open_changes_nothing(void **fixture) {
    (void)fixture;
    static const char *const refused[] = {"nothing.png", "nothing.yaml", "broken.png", "broken.yaml", "broken.md",
        "#bench/conv?i=5&i=6", "#bench/pool?at=forward/max/9,9,9"};
    make_own(BENCH_POOL);
    bench *pool = copy_of(&s()->bench);
    cnn_address at = s()->player.at;
    cnn_piece piece = {"layers: [", 9};
    CHECK_FINE(cnn_file_write("broken.yaml", &piece, 1));
    CHECK_FINE(cnn_file_write("broken.png", &piece, 1));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_true(cnn_failed(open_path(&a.state, refused[i])));
        settle();
        same(pool, &s()->bench);
        assert_int_equal(a.state.screen.place, PLACE_BENCH);
        assert_memory_equal(&at, &s()->player.at, sizeof at);
    }
    free(pool);
}

static void the_panel_fits_and_its_steppers_work(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    app_resize(&a, 1366, 768);
    settle();
    click_in("panel.part2>", 0.5f, 0.5f);
    assert_int_equal(s()->bench.stride, 2);
    click_in("panel.part2#", 0.5f, 0.5f);
    type("3");
    key(SDLK_RETURN);
    assert_int_equal(s()->bench.stride, 3);
    click_in("panel.channels>", 0.5f, 0.5f);
    assert_int_equal(s()->bench.channels, 2);
    click_in("panel.filters>", 0.5f, 0.5f);
    assert_int_equal(s()->bench.filters, 2);
    click_in("panel.picture4", 0.5f, 0.5f);
    assert_int_equal(s()->bench.picture_preset, 4);
    click_in("panel.undo", 0.5f, 0.5f);
    assert_int_equal(s()->bench.picture_preset, 0);
    app_resize(&a, 1024, 640);
    settle();
    assert_true(a.state.view.panel_tall > control("panel.picture0").h);
    fresh(BENCH_CONV);
}

static void the_chooser_speaks_of_the_filter_in_focus(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench_set_filters(&s()->bench, 3);
    assert_int_equal(bench_filter_preset_of(&s()->bench, 2), 2);
    bench_use_filter_for(&s()->bench, 1, 7);
    assert_int_equal(bench_filter_preset_of(&s()->bench, 0), 0);
    assert_int_equal(bench_filter_preset_of(&s()->bench, 1), 7);
    bench_set_weight(&s()->bench, 2, 0, 0, 0, 99);
    assert_int_equal(bench_filter_preset_of(&s()->bench, 2), -1);
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undo_and_redo_go_through_every_edit_exactly),
        cmocka_unit_test(what_is_kept_of_edits_is_bounded),
        cmocka_unit_test(a_stroke_of_the_brush_is_one_step),
        cmocka_unit_test(keys_undo_and_redo),
        cmocka_unit_test(lessons_leave_both_benches_alone),
        cmocka_unit_test(stepping_inside_leaves_the_bench_alone),
        cmocka_unit_test(letting_go_of_a_filter_brings_the_bench_back),
        cmocka_unit_test(the_input_is_square_unless_asked_otherwise),
        cmocka_unit_test(a_picture_made_by_hand_can_be_taken_again),
        cmocka_unit_test(a_refused_open_changes_nothing),
        cmocka_unit_test(the_panel_fits_and_its_steppers_work),
        cmocka_unit_test(the_chooser_speaks_of_the_filter_in_focus),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
