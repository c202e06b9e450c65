/* A bench as one line of text, numbers from and for spreadsheets, and examples under a name: all read back bit for bit. */
#include "bench_edits.h"

#include "bench_link.h"
#include "file.h"
#include "grid_text.h"
#include "own_grids.h"

#include <float.h>

enum { BENCHES = 300 };

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_holds_the_whole_bench),
        cmocka_unit_test(the_canonical_bench_is_a_short_link),
        cmocka_unit_test(a_wrong_link_says_what_is_wrong),
        cmocka_unit_test(numbers_are_read_as_spreadsheets_write_them),
        cmocka_unit_test(a_wrong_number_is_named_by_row_and_column),
        cmocka_unit_test(what_is_pasted_fills_the_grid_in_one_step),
        cmocka_unit_test(examples_are_saved_opened_and_deleted),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
