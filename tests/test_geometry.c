/* The arithmetic of windows against a table of output sizes, and against counting cell by cell. */
#include "check.h"

#include "geometry.h"
#include "tensor.h"

static void exact_text(cnn_axis_size s, char *text, size_t size) {
    if (s.denominator == 0)
        cnn_format(text, size, "%s", "");
    else
        cnn_format(text, size, "%lld/%lld", (long long)s.numerator, (long long)s.denominator);
}

/* "2.5" or "7/3" as a number. */
static double value_of(const char *text) {
    char *end;
    double a = strtod(text, &end);
    return *end == '/' ? a / strtod(end + 1, NULL) : a;
}

static void every_row_of_the_table_agrees(void **state) {
    (void)state;
    FILE *file = fopen(TESTS_DIR "/reference/output_size.csv", "r");
    char line[512];
    int rows = 0;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        char *field[13] = {0}, *at = line;
        for (int i = 0; i < 13; i++) {
            field[i] = at;
            at += strcspn(at, ",\n");
            if (*at)
                *at++ = '\0';
        }
        cnn_axis a = {.input = atoll(field[2]),
            .kernel = atoll(field[3]),
            .stride = atoll(field[5]),
            .pad_before = atoll(field[4]),
            .pad_after = atoll(field[4]),
            .dilation = atoll(field[6]),
            .pooling = strcmp(field[1], "conv") != 0,
            .ceil_mode = atoi(field[7]) == 1};
        cnn_axis_size s = cnn_axis_measure(a);
        char exact[64];
        exact_text(s, exact, sizeof exact);
        if (strcmp(cnn_fit_name(s.fit), field[12]))
            fail_msg("%s: reason %s, expected %s", field[0], cnn_fit_name(s.fit), field[12]);
        if (strcmp(field[10], "invalid") ? s.output != atoll(field[10]) : s.output != 0)
            fail_msg("%s: O = %lld, expected %s", field[0], (long long)s.output, field[10]);
        if (*field[8])
            CHECK_NEAR(value_of(exact), value_of(field[8]), 1e-4);
        if (*field[9])
            assert_int_equal(s.remainder, atoll(field[9]));
        bool strict = s.fit == CNN_FIT_EXACT;
        assert_int_equal(strict, strcmp(field[11], "invalid") != 0);
        rows++;
    }
    fclose(file);
    assert_true(rows >= 60);
}

static void visited_cells_are_those_that_some_window_reads(void **state) {
    (void)state;
    for (int input = 1; input <= 9; input++)
        for (int kernel = 1; kernel <= 4; kernel++)
            for (int stride = 1; stride <= 4; stride++)
                for (int dilation = 1; dilation <= 3; dilation++)
                    for (int pad = 0; pad <= 3; pad++) {
                        cnn_axis a = {input, kernel, stride, pad, pad / 2, dilation, false, false, CNN_AXIS_GATHER, 0};
                        int64_t output = cnn_axis_measure(a).output;
                        for (int64_t cell = -pad; cell < input + pad / 2; cell++) {
                            bool read = false;
                            int64_t first = -1, last = -1;
                            for (int64_t w = 0; w < output; w++)
                                for (int64_t t = 0; t < kernel; t++)
                                    if (w * stride - pad + t * dilation == cell) {
                                        assert_int_equal(cnn_axis_tap(a, w, cell), t);
                                        read = true;
                                        first = first < 0 ? w : first;
                                        last = w;
                                    }
                            assert_int_equal(cnn_axis_visited(a, output, cell), read);
                            cnn_span reach = cnn_axis_reach(a, output, (cnn_span){cell, cell});
                            if (read) {
                                assert_int_equal(reach.first, first);
                                assert_int_equal(reach.last, last);
                            }
                        }
                    }
}

static void same_keeps_the_size_and_puts_the_odd_cell_behind(void **state) {
    (void)state;
    cnn_axis a = {7, 3, 1, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
    cnn_axis_same(&a);
    assert_int_equal(cnn_axis_measure(a).output, 7);
    cnn_axis even = {7, 4, 1, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
    cnn_axis_same(&even);
    assert_int_equal(even.pad_before, 1);
    assert_int_equal(even.pad_after, 2);
    assert_int_equal(cnn_axis_measure(even).output, 7);
    cnn_axis strided = {224, 7, 2, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
    cnn_axis_same(&strided);
    assert_int_equal(cnn_axis_measure(strided).output, 112);
}

static void padding_by_two_makes_36_of_32(void **state) {
    (void)state;
    cnn_axis a = {32, 5, 1, 2, 2, 1, false, false, CNN_AXIS_GATHER, 0};
    assert_int_equal(a.input + a.pad_before + a.pad_after, 36);
    assert_int_equal(cnn_axis_measure(a).output, 32);
}

static void the_smallest_change_is_the_one_that_fits(void **state) {
    (void)state;
    cnn_axis a = {3, 5, 1, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
    cnn_change c = cnn_axis_nearest(a, false);
    assert_int_equal(c.part, CNN_PART_PADDING);
    assert_int_equal(c.value, 1);
    static const struct {
        cnn_axis axis;
        cnn_part part;
        int64_t value;
    } exact[] = {{{7, 3, 3, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0}, CNN_PART_PADDING, 1}, /* (7 - 3 + 2)/3 */
        {{14, 3, 5, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0}, CNN_PART_KERNEL, 4},          /* (14 - 4)/5 */
        {{17, 3, 5, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0}, CNN_PART_KERNEL, 2},          /* (17 - 2)/5 */
        {{15, 3, 5, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0}, CNN_PART_STRIDE, 6}}; /* 12/6; 12/4 comes later */
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++) {
        c = cnn_axis_nearest(exact[i].axis, true);
        assert_int_equal(c.part, exact[i].part);
        assert_int_equal(c.value, exact[i].value);
    }
    cnn_axis huge = {5, 1000000000, 1, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
    assert_int_equal(cnn_axis_measure(huge).fit, CNN_FIT_TOO_LARGE);
    assert_int_equal(cnn_axis_nearest(huge, false).part, CNN_PART_NONE);
    for (int i = 0; i < 6; i++) { /* each alone is too large */
        cnn_axis one = {5, 3, 1, 0, 0, 1, false, false, CNN_AXIS_GATHER, 0};
        int64_t *fields[] = {&one.input, &one.kernel, &one.stride, &one.pad_before, &one.pad_after, &one.dilation};
        *fields[i] = CNN_AXIS_MAX + 1;
        assert_int_equal(cnn_axis_measure(one).fit, CNN_FIT_TOO_LARGE);
    }
}

/* A stamp's axis against counting: which outputs each input reaches, which inputs each output depends on, and the size.
 */
static void stamps_reach_what_their_taps_cover(void **state) {
    (void)state;
    for (int draw = 0; draw < 3000; draw++) {
        int input = 1 + draw % 5, kernel = 1 + draw / 5 % 4, stride = 1 + draw / 20 % 3, dilation = 1 + draw / 60 % 3,
            before = draw / 180 % 3, after = draw / 540 % 3, extra = draw / 1620 % 2;
        cnn_axis a = {.kind = CNN_AXIS_STAMP,
            .input = input,
            .kernel = kernel,
            .stride = stride,
            .dilation = dilation,
            .pad_before = before,
            .pad_after = after,
            .extra = extra};
        cnn_axis_size size = cnn_axis_measure(a);
        int output = (input - 1) * stride + dilation * (kernel - 1) + 1 - before - after + extra;
        if (extra && extra >= stride && extra >= dilation) {
            assert_int_equal(size.fit, CNN_FIT_BAD_EXTRA);
            continue;
        }
        assert_int_equal(size.output, output < 1 ? 0 : output);
        assert_int_equal(size.fit, output < 1 ? CNN_FIT_CUT_AWAY : CNN_FIT_EXACT);
        for (int o = 0; o < output; o++) {
            int first = 1, last = 0, visited = 0; /* over the inputs there are, and beyond them on both sides */
            for (int i = -20; i < input + 20; i++)
                if (cnn_axis_tap(a, i, o) >= 0) {
                    first = first > last ? i : first;
                    last = i;
                    visited += i >= 0 && i < input;
                    cnn_span reach = cnn_axis_reach(a, output, (cnn_span){i, i});
                    assert_true(reach.first <= o && reach.last >= o);
                }
            cnn_span field = cnn_axis_field(a, (cnn_span){o, o});
            assert_int_equal(cnn_axis_visited(a, output, o), visited > 0);
            assert_int_equal(field.first > field.last, first > last);
            if (first <= last)
                assert_true(field.first == first && field.last == last);
        }
    }
    cnn_axis whole = {.kind = CNN_AXIS_WHOLE, .input = 9, .kernel = 9, .stride = 1, .dilation = 1};
    assert_int_equal(cnn_axis_field(whole, (cnn_span){0, 0}).last, 8);
    assert_int_equal(cnn_axis_reach(whole, 5, (cnn_span){3, 3}).last, 4);
}

/* None of these counts may wrap, on machines with sizes of 32 bits either. */
static void shapes_are_counted_without_wrapping(void **state) {
    (void)state;
    const int most = 1 << 24;
    assert_true(cnn_shape_within((cnn_shape){1, 2, 1 << 15, 1 << 15}, CNN_TENSOR_MAX));
    assert_false(cnn_shape_within((cnn_shape){1, 2, 1 << 15, (1 << 15) + 1}, CNN_TENSOR_MAX));
    assert_false(cnn_shape_within((cnn_shape){1, 4, 1 << 15, 1 << 15}, CNN_TENSOR_MAX)); /* 2^32 is 0 in 32 bits */
    assert_false(cnn_shape_within((cnn_shape){1, most, most, 1 << 16}, CNN_TENSOR_MAX)); /* 2^64 is 0 in 64 */
    assert_false(cnn_shape_within((cnn_shape){most, most, most, most}, CNN_TENSOR_MAX));
    assert_false(cnn_shape_within((cnn_shape){INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX}, CNN_TENSOR_MAX));
    assert_true(cnn_shape_within((cnn_shape){most, most, most, 0}, CNN_TENSOR_MAX));
    assert_true(cnn_shape_within((cnn_shape){most, most, 0, most}, CNN_TENSOR_MAX));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(stamps_reach_what_their_taps_cover),
        cmocka_unit_test(shapes_are_counted_without_wrapping), cmocka_unit_test(every_row_of_the_table_agrees),
        cmocka_unit_test(visited_cells_are_those_that_some_window_reads),
        cmocka_unit_test(same_keeps_the_size_and_puts_the_odd_cell_behind),
        cmocka_unit_test(padding_by_two_makes_36_of_32), cmocka_unit_test(the_smallest_change_is_the_one_that_fits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
