/* The bench of one's own: what is changed can be undone, what is looked at in between leaves it alone, and one line of
 * text holds all of it. */
#include "hand.h"

#include "bench_link.h"
#include "file.h"
#include "grid_text.h"
#include "own_grids.h"
#include "presets.h"
#include "rng.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { EDITS = 150, BENCHES = 300 };

static session *s(void) {
    return &a.state.session;
}

/* A number of any kind: small and whole, or with all its bits. */
static float any_number(cnn_rng *rng) {
    float whole = (float)(int)cnn_rng_below(rng, 19) - 9, part = cnn_rng_uniform(rng, -2, 2);
    switch (cnn_rng_below(rng, 5)) {
    case 0:
        return part * 1e-30f;
    case 1:
        return part * 1e30f;
    case 2:
        return part;
    default:
        return whole;
    }
}

static void edit_anything(bench *b, cnn_rng *rng) {
    int channel = (int)cnn_rng_below(rng, (uint32_t)b->channels),
        filter = (int)cnn_rng_below(rng, (uint32_t)b->filters);
    switch (cnn_rng_below(rng, 12)) {
    case 0:
        bench_set_part(b, (cnn_part)(1 + cnn_rng_below(rng, 5)), (int)cnn_rng_below(rng, 9));
        break;
    case 1:
        bench_set_channels(b, 1 + (int)cnn_rng_below(rng, 3));
        break;
    case 2:
        bench_set_filters(b, 1 + (int)cnn_rng_below(rng, 4));
        break;
    case 3:
        bench_set_size(b, 1 + (int)cnn_rng_below(rng, 9), 1 + (int)cnn_rng_below(rng, 9));
        break;
    case 4:
        bench_use_picture(b, (int)cnn_rng_below(rng, PRESET_PICTURES));
        break;
    case 5:
        bench_use_filter(b, (int)cnn_rng_below(rng, PRESET_FILTERS));
        break;
    case 6:
        bench_use_gradient(b, (int)cnn_rng_below(rng, PRESET_GRADIENTS));
        break;
    case 7:
        bench_set_bias(b, filter, any_number(rng));
        break;
    case 8:
        if (b->fits)
            bench_set_gradient(b, (int)cnn_rng_below(rng, (uint32_t)b->gradient_count), any_number(rng));
        break;
    case 9:
        bench_set_pool(b, (int)cnn_rng_below(rng, 3));
        break;
    case 10:
        bench_set_weight(b, filter, channel, (int)cnn_rng_below(rng, (uint32_t)b->kernel),
            (int)cnn_rng_below(rng, (uint32_t)b->kernel), any_number(rng));
        break;
    default:
        bench_set_pixel(b, channel, (int)cnn_rng_below(rng, (uint32_t)b->rows),
            (int)cnn_rng_below(rng, (uint32_t)b->columns), any_number(rng));
    }
}

/* Everything that a bench holds is the same, bit for bit. */
static void same(const bench *one, const bench *other) {
    size_t pixels = (size_t)(one->channels * one->rows * one->columns),
           weights = (size_t)(one->filters * one->channels * one->kernel * one->kernel);
    assert_int_equal(one->kind, other->kind);
    assert_int_equal(one->source, other->source);
    assert_true(one->channels == other->channels && one->rows == other->rows && one->columns == other->columns);
    assert_true(one->filters == other->filters && one->kernel == other->kernel && one->stride == other->stride);
    assert_true(one->padding == other->padding && one->dilation == other->dilation && one->pool == other->pool);
    assert_true(one->ceil_mode == other->ceil_mode && one->include_pad == other->include_pad);
    assert_int_equal(one->picture_preset, other->picture_preset);
    assert_int_equal(one->filter_preset, other->filter_preset);
    assert_memory_equal(one->pixels, other->pixels, pixels * sizeof(float));
    assert_memory_equal(one->weights, other->weights, weights * sizeof(float));
    assert_memory_equal(one->bias, other->bias, (size_t)one->filters * sizeof(float));
    assert_int_equal(one->fits, other->fits);
    if (!one->fits)
        return;
    assert_int_equal(one->gradient_preset, other->gradient_preset);
    assert_int_equal(one->gradient_count, other->gradient_count);
    assert_memory_equal(one->gradient, other->gradient, (size_t)one->gradient_count * sizeof(float));
}

static bench *copy_of(const bench *b) {
    bench *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = *b;
    return copy;
}

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

static void make_own(bench_kind kind) {
    cnn_rng rng = cnn_rng_seeded(5, (uint64_t)kind);
    fresh(kind);
    for (int i = 0; i < 3; i++)
        bench_set_pixel(&s()->bench, 0, i, i, any_number(&rng));
    bench_set_part(&s()->bench, CNN_PART_PADDING, 1);
    bench_set_bias(&s()->bench, 0, 2);
    state_settle(&a.state);
    player_seek(&s()->player, s()->player.first + 40);
    settle();
}

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

/* ---- links ---- */

static void a_link_holds_the_whole_bench(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < 2; kind++) {
        cnn_rng rng = cnn_rng_seeded(23, (uint64_t)kind);
        fresh((bench_kind)kind);
        for (int i = 0; i < BENCHES; i++) {
            for (int j = 0; j < 6; j++)
                edit_anything(&s()->bench, &rng);
            s()->bench.ceil_mode = cnn_rng_below(&rng, 2);
            s()->bench.include_pad = cnn_rng_below(&rng, 2);
            bench_rebuild(&s()->bench);
            state_settle(&a.state);
            if (s()->player.walk) {
                player_seek(&s()->player, (int64_t)cnn_rng_below(&rng, (uint32_t)s()->player.last + 1));
                player_depth(&s()->player, i % 2 ? CNN_DEPTH_POSITION : CNN_DEPTH_PRODUCT);
            }
            bench *before = copy_of(&s()->bench);
            int64_t step = player_index(&s()->player);
            char *link = bench_link_write(&s()->bench, s()->player.walk ? &s()->player.at : NULL);
            assert_non_null(link);
            assert_true(bench_link_is(link) && !strpbrk(link, " +\"<>\\^`{|}"));
            command_run(&a.state, REQUEST_reset, NULL);
            CHECK_FINE(session_open_link(s(), link));
            same(before, &s()->bench);
            assert_int_equal(step, player_index(&s()->player));
            free(link);
            free(before);
        }
    }
    fresh(BENCH_CONV);
}

static void the_canonical_bench_is_a_short_link(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    char *link = bench_link_write(&s()->bench, NULL);
    assert_string_equal(link, "#bench/conv?i=5&f=3&s=1&p=0&d=1&c=1&k=1&picture=classroom&filter=cross");
    free(link);
    assert_true(command_run(&a.state, REQUEST_copy_link, NULL));
    char *copied = SDL_GetClipboardText();
    assert_string_equal(
        copied, "#bench/conv?i=5&f=3&s=1&p=0&d=1&c=1&k=1&picture=classroom&filter=cross&at=forward/conv/0,0,0");
    SDL_free(copied);
}

static void a_wrong_link_says_what_is_wrong(void **fixture) {
    (void)fixture;
    static const struct {
        const char *link, *says;
    } wrong[] = {
        {"#bench/dense?i=5", "dense"},
        {"#bench/conv?q=5", "“q”"},
        {"#bench/conv?i", "“i”"},
        {"#bench/conv?i=5&f=3&i=5", "twice"},
        {"#bench/conv?i=65", "1 to 64"},
        {"#bench/conv?i=5x", "i="},
        {"#bench/conv?i=5.5", "whole"},
        {"#bench/conv?f=-1", "f=-1"},
        {"#bench/conv?picture=cat", "classroom, pooling"},
        {"#bench/conv?picture=1,2;3,4", "4 numbers; the sizes need 25"},
        {"#bench/conv?i=2&f=1&picture=1,2;3,x", "number 4, “x”"},
        {"#bench/conv?i=2&f=1&picture=1,2;3,nan", "number 4"},
        {"#bench/conv?i=2&f=1&picture=1,2;3,", "number 4, “”"},
        {"#bench/conv?i=2&f=1&picture=1,2;3,1e99", "number 4"},
        {"#bench/conv?filter=", "filter="},
        {"#bench/pool?pool=mean", "max, average, min"},
        {"#bench/conv?at=forward/conv/7,7,7", "at=forward/conv/7,7,7"},
        {"#bench/conv?f=7&at=forward/conv/0,0,0", "at="},
        {"#bench/conv?i=5 and more", "spaces"},
        {"hello", "no link"},
    };
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cnn_status status = session_open_link(s(), wrong[i].link);
        if (!cnn_failed(status) || !strstr(status.message, wrong[i].says))
            fail_msg("%s: %s", wrong[i].link, status.message);
        same(conv, &s()->bench);
    }
    CHECK_FINE(session_open_link(s(), "  https://example.org/#bench/conv?i=2&f=2&picture=1%2C2%3b3,-4.5 \n"));
    assert_true(s()->bench.rows == 2 && *bench_pixel(&s()->bench, 0, 1, 1) == -4.5f);
    free(conv);
}

/* ---- grids as text ---- */

static void numbers_are_read_as_spreadsheets_write_them(void **fixture) {
    (void)fixture;
    static const struct {
        const char *text;
        int rows, columns;
        float first, last;
    } read[] = {
        {"1\t2\t3\n4\t5\t6\n", 2, 3, 1, 6},
        {"1,5\t2\r\n-0,25\t1e3\r\n", 2, 2, 1.5f, 1000},
        {"1.5,2\n3,4", 2, 2, 1.5f, 4},
        {"1, 2, 3", 1, 3, 1, 3},
        {"1,5;2,5\n3;−4,5\n\n", 2, 2, 1.5f, -4.5f},
        {"1,5 2,5\n3 4", 2, 2, 1.5f, 4},
        {"  1   2 \n 3   4 ", 2, 2, 1, 4},
        {"7", 1, 1, 7, 7},
    };
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        int rows, columns;
        float *values;
        CHECK_FINE(grid_text_read(read[i].text, &rows, &columns, &values));
        assert_int_equal(rows, read[i].rows);
        assert_int_equal(columns, read[i].columns);
        assert_true(values[0] == read[i].first && values[rows * columns - 1] == read[i].last);
        free(values);
    }
}

static void a_wrong_number_is_named_by_row_and_column(void **fixture) {
    (void)fixture;
    static const struct {
        const char *text, *says;
    } wrong[] = {{"1\t2\n3\tx", "Row 2, column 2: “x”"}, {"1\t\t2", "Row 1, column 2 is empty"},
        {"1 2\n3", "Row 2 has 1 numbers"}, {" \n\t", "no numbers"}, {"1e9", "Row 1"}, {"nan", "Row 1"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        int rows, columns;
        float *values;
        cnn_status status = grid_text_read(wrong[i].text, &rows, &columns, &values);
        if (!cnn_failed(status) || !strstr(status.message, wrong[i].says))
            fail_msg("%s: %s", wrong[i].text, status.message);
    }
}

static void select_cell(edit_kind kind) {
    command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = kind}});
}

static void what_is_pasted_fills_the_grid_in_one_step(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *before = copy_of(&s()->bench);
    select_cell(EDIT_PIXEL);
    CHECK_FINE(own_grids_paste(&a.state, "1 2 3 4\n5 6 7 8\n9 10 11 12"));
    state_settle(&a.state);
    assert_true(s()->bench.rows == 3 && s()->bench.columns == 4 && *bench_pixel(&s()->bench, 0, 2, 3) == 12);
    select_cell(EDIT_WEIGHT);
    CHECK_FINE(own_grids_paste(&a.state, "1;-2,5"));
    state_settle(&a.state);
    assert_true(s()->bench.kernel == 2 && *bench_weight(&s()->bench, 0, 0, 0, 1) == -2.5f);
    assert_true(*bench_weight(&s()->bench, 0, 0, 1, 1) == 0);
    select_cell(EDIT_PIXEL);
    char *copied = own_grids_copy(&a.state);
    assert_string_equal(copied, "1\t2\t3\t4\n5\t6\t7\t8\n9\t10\t11\t12\n");
    free(copied);
    assert_true(cnn_failed(own_grids_paste(&a.state, "1\tx")));
    command_run(&a.state, REQUEST_undo, NULL);
    command_run(&a.state, REQUEST_undo, NULL);
    same(before, &s()->bench);
    free(before);
}

/* ---- examples ---- */

static void examples_are_saved_opened_and_deleted(void **fixture) {
    (void)fixture;
    examples *e = &s()->examples;
    cnn_format(e->path, sizeof e->path, "%s", "examples.txt");
    remove(e->path);
    make_own(BENCH_CONV);
    bench *conv = copy_of(&s()->bench);
    type_line("save 수업 3 edges");
    command_run(&a.state, REQUEST_reset, NULL);
    type_line("save plain");
    assert_int_equal(e->count, 2);
    examples_free(e);
    CHECK_FINE(examples_read(e));
    assert_int_equal(e->count, 2);
    assert_string_equal(e->list[0].name, "plain");
    command_run(&a.state, REQUEST_open_example, &(argument){.value = examples_find(e, "수업 3 edges")});
    same(conv, &s()->bench);
    assert_true(command_run(&a.state, REQUEST_delete_example, NULL));
    assert_true(e->count == 1 && examples_find(e, "수업 3 edges") < 0);
    assert_true(cnn_failed(examples_add(e, "", "#bench/conv")));
    cnn_format(e->path, sizeof e->path, "%s", ".");
    assert_true(cnn_failed(examples_add(e, "x", "#bench/conv")));
    e->path[0] = '\0';
    examples_free(e);
    free(conv);
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
        cmocka_unit_test(a_link_holds_the_whole_bench),
        cmocka_unit_test(the_canonical_bench_is_a_short_link),
        cmocka_unit_test(a_wrong_link_says_what_is_wrong),
        cmocka_unit_test(numbers_are_read_as_spreadsheets_write_them),
        cmocka_unit_test(a_wrong_number_is_named_by_row_and_column),
        cmocka_unit_test(what_is_pasted_fills_the_grid_in_one_step),
        cmocka_unit_test(examples_are_saved_opened_and_deleted),
        cmocka_unit_test(the_panel_fits_and_its_steppers_work),
        cmocka_unit_test(the_chooser_speaks_of_the_filter_in_focus),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
