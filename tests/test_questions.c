/* What a page can ask, and what is said to each answer. */
#include "hand.h"

#include "file.h"

static void write_lesson(const char *name, const char *text) {
    cnn_piece piece = {text, strlen(text)};
    CHECK_FINE(cnn_file_write(name, &piece, 1));
}

static reader *c;

/* A page of a lesson that has only that page. */
static void open_text(const char *quote, const char *scene) {
    char text[4000];
    cnn_format(text, sizeof text, "# T\n\n## A {#a}\n\nwords\n\n%s\n```scene\n%s```\n", quote, scene);
    write_lesson("q.md", text);
    c = &a.state.lesson;
    a.state.screen.reduced_motion = true;
    CHECK_FINE(reader_open(c, &a.state.session, "q.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    settle();
    if (c->lesson->problem_count || c->error[0])
        fail_msg("%s", c->lesson->problem_count ? c->lesson->problems[0] : c->error);
    lesson_scene_try(c->lesson);
    if (c->lesson->problem_count)
        fail_msg("%s", c->lesson->problems[0]);
    assert_true(reader_asks(c));
}

static void expect_problem(const char *quote, const char *scene, const char *reason) {
    char text[4000];
    lesson *l;
    cnn_format(text, sizeof text, "# T\n\n## A {#a}\n\nwords\n\n%s\n```scene\n%s```\n", quote, scene);
    write_lesson("q.md", text);
    CHECK_FINE(lesson_open("q.md", &l));
    lesson_scene_check(l);
    lesson_scene_try(l);
    if (!l->problem_count || !strstr(l->problems[0], reason))
        fail_msg("\"%s\" is not said; said is \"%s\"", reason, l->problem_count ? l->problems[0] : "nothing");
    lesson_close(l);
}

static bool says(const char *string) {
    char begin[80];
    cnn_format(begin, sizeof begin, "%.*s", (int)strcspn(tr(string), "%"), tr(string));
    return strstr(c->hint, begin) != NULL;
}

static bool on_screen(const char *text) {
    float x, y;
    return find_text(text, 350, &x, &y);
}

#define LAYER                                                                               \
    "layer: convolution\ninput: [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0], [1, 1, 0, 2]]\n" \
    "filter: [[1, 2, 0], [0, 1, 0], [3, 0, 1]]\nbias: 2\n"

/* Row 1, column 1: 1·1 + 3·2 + 1·1 + 1·3 + 2·1 = 13, and the bias 2. */
static void the_weight_that_met_a_pixel_is_clicked_in_the_filter(void **fixture) {
    (void)fixture;
    open_text("> Which weight?\n", LAYER "at: forward/conv/0,1,1\nquestion: {pick: weight, cell: [3, 1]}\n");
    assert_false(on_screen("×3")); /* the weights below the pixels would tell */
    click_in("stage.filter", 0.8f, 0.2f);
    assert_true(says("hint.pick_flipped") && !c->answered);
    click_in("stage.filter", 0.5f, 0.5f);
    assert_true(says("hint.pick_pair") && !c->answered);
    click_in("stage.filter", 0.2f, 0.8f);
    assert_true(c->answered);
    open_text("> Which pixel?\n", LAYER "at: forward/conv/0,0,1\nquestion: {pick: pixel, cell: [2, 0]}\n");
    reader_pick(c, &a.state.session.bench, 0, 0);
    assert_true(says("hint.outside_window"));
    reader_pick(c, &a.state.session.bench, 0, 3);
    assert_true(says("hint.pick_flipped"));
    reader_pick(c, &a.state.session.bench, 2, 1);
    assert_true(c->answered);
    expect_problem("> Which?\n", LAYER "at: forward/conv/0,0,0\nquestion: {pick: weight, cell: [3, 3]}\n",
        "q.md:15: on \"a\" no weight meets that pixel at the cursor");
    expect_problem("> Which?\n", LAYER "at: forward/conv/0,0,0\nquestion: {pick: pixel}\n", "cell says which weight");
}

static void a_wrong_number_is_found_in_the_output(void **fixture) {
    (void)fixture;
    const char *scene = LAYER "at: forward/conv/0,1,1\nwrong: [0, 1]\nslip: bias\nquestion: {pick: wrong}\n";
    open_text("> Which?\n", scene);
    const float *out = a.state.session.bench.recording->pass->value[1].data;
    char right[16], wrong[16];
    cnn_format(right, sizeof right, "%g", (double)out[1]);
    cnn_format(wrong, sizeof wrong, "%g", (double)out[1] - 2);
    assert_true(on_screen(wrong));
    click_in("stage.output", 0.25f, 0.25f);
    assert_true(says("hint.pick_sound") || strstr(c->hint, "right") || c->hint[0]);
    assert_false(c->answered);
    click_in("stage.output", 0.75f, 0.25f);
    assert_true(c->answered && on_screen(right));
    expect_problem("> Which?\n", LAYER "at: forward/conv/0,1,1\nwrong: [7, 1]\nslip: bias\nquestion: {pick: wrong}\n",
        "the output has 2 rows");
    expect_problem("> Which?\n", LAYER "at: forward/conv/0,1,1\nquestion: {pick: wrong}\n", "where it stands");
    expect_problem("> Which?\n",
        "layer: convolution\nat: forward/conv/0,1,1\nwrong: [0, 1]\nslip: bias\nquestion: {pick: wrong}\n",
        "does not change the number");
}

static void a_mistake_is_named_from_its_number(void **fixture) {
    (void)fixture;
    const char *quote = "> Someone computed {wrong}. What went wrong?\n>\n> 1. The bias\n>    - No.\n> 2. The filter\n";
    open_text(quote, LAYER "at: forward/conv/0,0,0\nquestion: {bug: bias, choose: 1}\n");
    char words[200];
    prose_plain(&reader_text(c)->blocks[1], words, sizeof words);
    char number[16];
    cnn_format(
        number, sizeof number, "computed %g.", (double)a.state.session.bench.recording->pass->value[1].data[0] - 2);
    if (!strstr(words, number))
        fail_msg("\"%s\" does not hold \"%s\"", words, number);
    key(SDLK_2);
    assert_false(c->answered);
    key(SDLK_1);
    assert_true(c->answered);
    open_text(quote, LAYER "padding: 1\nat: forward/conv/0,0,0\nquestion: {bug: padding, choose: 2}\n");
    prose_plain(&reader_text(c)->blocks[1], words, sizeof words);
    assert_non_null(strstr(words, "computed 2."));
    expect_problem(
        "> Why?\n>\n> 1. a\n", LAYER "at: forward/conv/0,0,0\nquestion: {bug: bias, choose: 1}\n", "{wrong}");
    expect_problem(quote, LAYER "at: forward/conv/0,0,0\nquestion: {bug: padding, choose: 1}\n", "does not change");
    expect_problem(quote, LAYER "padding: 1\nstride: 3\nat: forward/conv/0,0,0\nquestion: {bug: padding, choose: 1}\n",
        "gives the same number");
    expect_problem(quote, LAYER "at: forward/conv/0,0,0\nquestion: {bug: bias}\n", "choose says");
}

static void a_sentence_is_compared_by_who_wrote_it(void **fixture) {
    (void)fixture;
    const char *quote = "> Why?\n>\n> - = Because of padding.\n";
    float x, y;
    for (int had = 0; had < 2; had++) {
        open_text(quote, LAYER "question: {explain: true}\n");
        key(SDLK_RETURN);
        assert_true(says("answer.sentence") && !c->compares);
        type("less loss l");
        assert_true(strings_language() == LANGUAGE_EN && !strcmp(c->typed, "less loss l"));
        assert_false(find_text("Because", 0, &x, &y));
        key(SDLK_RETURN);
        assert_true(c->compares && says("lesson.compare") && find_text("Because", 0, &x, &y) && reader_asks(c));
        key(had ? SDLK_1 : SDLK_2);
        assert_true(c->answered && c->attempts == !had && find_text("Because", 0, &x, &y));
        assert_true(says(had ? "lesson.had_it_said" : "lesson.was_not_it"));
    }
    open_text(quote, LAYER "question: {explain: true}\n");
    command_run(&a.state, REQUEST_present, NULL);
    key(SDLK_p); /* in front of a class letters stay commands */
    assert_true(!a.state.screen.present && !c->typed[0]);
    expect_problem("> Why?\n", LAYER "question: {explain: true}\n", "begins with \"- =\"");
}

static void a_filter_is_made_that_finds_its_place(void **fixture) {
    (void)fixture;
    open_text("> Make it.\n", LAYER "open: [filter]\nquestion: {make: {largest: [1, 0], by: 2}}\n");
    bench_set_weight(&a.state.session.bench, 0, 0, 1, 0, 9);
    state_settle(&a.state);
    settle();
    settle();
    const float *out = a.state.session.bench.recording->pass->value[1].data;
    assert_true(says("hint.make_largest") || c->answered || c->hint[0]);
    bench_set_weight(&a.state.session.bench, 0, 0, 1, 0, 0);
    bench_set_weight(&a.state.session.bench, 0, 0, 0, 2, 9);
    state_settle(&a.state);
    settle();
    settle();
    out = a.state.session.bench.recording->pass->value[1].data;
    assert_int_equal(c->answered, out[2] - out[0] >= 2 && out[2] - out[1] >= 2 && out[2] - out[3] >= 2);
    assert_true(c->answered);
    expect_problem("> Make.\n", LAYER "open: [filter]\nquestion: {make: {accuracy: 85}}\n", "for show: training");
    grading_training t = {true, 84, 9000};
    question q = {.kind = ASK_MAKE, .wants[MAKE_ACCURACY] = true, .wanted[MAKE_ACCURACY] = 85};
    q.wants[MAKE_PARAMETERS_BELOW] = true;
    q.wanted[MAKE_PARAMETERS_BELOW] = 10000;
    char hint[FEEDBACK_MAX];
    assert_false(grading_trained(&t, &q, hint));
    assert_non_null(strstr(hint, "84.0 %"));
    t.accuracy = 85.2;
    assert_true(grading_trained(&t, &q, hint));
    t.parameters = 10000;
    assert_false(grading_trained(&t, &q, hint));
}

static void what_was_to_be_made_is_shown(void **fixture) {
    (void)fixture;
    open_text("> Make it even.\n", "layer: convolution\ninput: {picture: noise, rows: 8, columns: 8}\nstride: 3\n"
                                   "open: [padding, stride]\nquestion: {make: {remainder: 0}}\n");
    char hint[FEEDBACK_MAX];
    command_run(&a.state, REQUEST_show, NULL);
    settle();
    assert_true(c->shown && !c->answered && grading_made(&a.state.session.bench, &c->scene, hint));
}

static void a_tolerance_is_the_authors(void **fixture) {
    (void)fixture;
    open_text("> What?\n", LAYER "at: forward/conv/0,0,0\nquestion: {predict: cell, tolerance: 0.5}\n");
    double right;
    char hint[FEEDBACK_MAX];
    CHECK_FINE(grading_number(&a.state.session.bench, &c->scene, &right));
    assert_true(grading_given(&a.state.session.bench, &c->scene, right + 0.45, hint));
    assert_false(grading_given(&a.state.session.bench, &c->scene, right + 0.55, hint));
}

/* Numbers, then letters, then nothing. */
static void help_fades(void **fixture) {
    (void)fixture;
    const char *cell = "at: forward/conv/0,1,1\nquestion: {predict: cell}\n";
    char scene[600];
    for (int i = 0; i < 3; i++) {
        static const char *const helps[] = {"", "help: letters\n", "help: none\n"};
        cnn_format(scene, sizeof scene, "%s%s%s", LAYER, helps[i], cell);
        open_text("> What?\n", scene);
        assert_int_equal(on_screen("×3"), i == 0);
        assert_int_equal(on_screen("y") && on_screen("Σ "), i == 1);
        assert_int_equal(on_screen("O"), i < 2); /* the formula */
        command_run(&a.state, REQUEST_show, NULL);
        a.dirty = true;
        settle();
        assert_true(on_screen("15"));
        assert_true(on_screen("×3"));
    }
}

static void several_winners_are_all_right(void **fixture) {
    (void)fixture;
    open_text("> Which?\n", "layer: pooling\ninput: [[3, 1], [0, 3]]\nsize: 2\nat: forward/max/0,0,0\n"
                            "question: {pick: winner}\n");
    char hint[FEEDBACK_MAX];
    assert_true(grading_picked(&a.state.session.bench, &c->scene, 0, 0, hint));
    assert_true(grading_picked(&a.state.session.bench, &c->scene, 1, 1, hint));
    assert_false(grading_picked(&a.state.session.bench, &c->scene, 0, 1, hint));
}

static void answers_are_read_as_people_write_them(void **fixture) {
    (void)fixture;
    static const struct {
        const char *text;
        answer_kind kind;
        double value, other;
    } cases[] = {{"3/5", ANSWER_NUMBER, 0.6, 0}, {" -1 / 4", ANSWER_NUMBER, -0.25, 0}, {"−2", ANSWER_NUMBER, -2, 0},
        {"1 1/2", ANSWER_NUMBER, 1.5, 0}, {"0,75", ANSWER_NUMBER, 0.75, 0}, {"1,209", ANSWER_NUMBER, 1.209, 1209},
        {"12,345,678", ANSWER_NUMBER, 12345678, 0}, {"85 %", ANSWER_NUMBER, 0.85, 85}, {".5", ANSWER_NUMBER, 0.5, 0},
        {"１２", ANSWER_NUMBER, 12, 0}, {"1e-3", ANSWER_NUMBER, 0.001, 0}, {"", ANSWER_EMPTY, 0, 0},
        {"  ", ANSWER_EMPTY, 0, 0}, {"abc", ANSWER_WORDS, 0, 0}, {"가", ANSWER_WORDS, 0, 0},
        {"3 4", ANSWER_WORDS, 0, 0}, {"3/", ANSWER_UNFINISHED, 0, 0}, {"3 x", ANSWER_UNFINISHED, 0, 0},
        {"-", ANSWER_UNFINISHED, 0, 0}, {"1/0", ANSWER_ZERO_DIVIDES, 0, 0}, {"3 × 4", ANSWER_SIZE, 3, 0},
        {"3X4x5", ANSWER_SIZE, 3, 0}, {"1x2x3x4", ANSWER_WORDS, 0, 0}, {"nan", ANSWER_WORDS, 0, 0},
        {"0x10", ANSWER_SIZE, 0, 0}, {"1/2/3", ANSWER_WORDS, 0, 0}, {"1e999", ANSWER_WORDS, 0, 0},
        {"%", ANSWER_WORDS, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        typed_answer read = answer_read(cases[i].text);
        if (read.kind != cases[i].kind)
            fail_msg("\"%s\" is read as %d", cases[i].text, (int)read.kind);
        if (read.readings)
            CHECK_NEAR(read.value[0], cases[i].value, 1e-9);
        if (cases[i].other != 0)
            CHECK_NEAR(read.value[1], cases[i].other, 1e-9);
    }
}

static void sizes_are_rows_times_columns(void **fixture) {
    (void)fixture;
    open_text("> What size?\n", "layer: convolution\ninput: {picture: noise, rows: 6, columns: 8}\nfilters: 2\n"
                                "question: {predict: size}\n");
    static const struct {
        const char *text;
        bool right;
        const char *hint;
    } cases[] = {{"4 × 6", true, ""}, {"6x4", false, "hint.size_swapped"}, {"4 x 5", false, "hint.size_columns"},
        {"2x4x6", true, ""}, {"4x6x2", true, ""}, {"4x6x3", false, "hint.size_channels"},
        {"3x5", false, "hint.size_one"}, {"4", true, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        typed_answer read = answer_read(cases[i].text);
        bool right = grading_answer(&a.state.session.bench, &c->scene, &read, c->hint);
        if (right != cases[i].right || (!right && !says(cases[i].hint)))
            fail_msg("%s: %s", cases[i].text, c->hint);
    }
}

/* Each wrong answer is the right arithmetic with one thing done wrong, and the hint names that thing. */
static void a_slip_is_named(void **fixture) {
    (void)fixture;
    static const char CELL[] = LAYER "at: forward/conv/0,0,1\nquestion: {predict: cell}\n";
    static const char PADDED[] = LAYER "padding: 1\nstride: 2\nat: forward/conv/0,1,0\nquestion: {predict: cell}\n";
    static const char COLOUR[] = "layer: convolution\ninput: [[[1, 2], [3, 4]], [[5, 6], [7, 9]], [[2, 2], [1, 3]]]\n"
                                 "filter: [[[1, 1], [0, 0]], [[2, 0], [0, 1]], [[0, 0], [3, 1]]]\nat: "
                                 "forward/conv/0,0,0\nquestion: {predict: cell}\n";
    static const char AVERAGE[] = "layer: pooling\npool: average\ninput: [[1, 2, 6], [4, 9, 3], [5, 7, 8]]\nsize: 3\n"
                                  "padding: 1\nstride: 2\nat: forward/average/0,0,0\nquestion: {predict: cell}\n";
    static const char LARGEST[] = "layer: pooling\ninput: [[1, 2, 6], [4, 9, 3], [5, 7, 8]]\nsize: 2\nstride: 1\n"
                                  "at: forward/max/0,1,1\nquestion: {predict: cell}\n";
    static const char SIZE[] =
        "layer: convolution\ninput: {picture: noise, rows: 12, columns: 12}\nsize: 5\npadding: 1\n"
        "stride: 2\nquestion: {predict: size}\n"; /* 10 / 2 → 4.5: 5 */
    static const char COUNT[] =
        "layer: convolution\ninput: {picture: noise, rows: 8, columns: 8}\nchannels: 3\nfilters: 4\n"
        "at: forward/conv\nquestion: {predict: parameters}\n"; /* 4 (27 + 1) = 112 */
    static const char FIELD[] = "network: {input: {channels: 1, height: 28, width: 28}, data: digits, layers: [conv: "
                                "{filters: 2, size: 3}, maxpool: {size: 2}, conv: {filters: 2, size: 3}]}\n"
                                "at: forward/conv2\nquestion: {predict: field}\n"; /* 1 + 2 + 1 + 2 * 2 = 8 */
    static const struct {
        const char *scene;
        double given;
        const char *hint;
    } cases[] = {
        {CELL, 5, "hint.bias"},
        {CELL, 9, "hint.bias_twice"},
        {CELL, 3, "hint.bias_sign"},
        {CELL, 8, "hint.inputs_forgotten"},
        {CELL, 12, "hint.flipped"},
        {CELL, 11, "hint.weights_forgotten"},
        {CELL, 1000, "hint.begin_sum"},
        {PADDED, 500, "hint.begin_sum"},
        {COLOUR, 3, "hint.one_channel"},
        {COLOUR, 45, "hint.weights_forgotten"},
        {COLOUR, 9, "hint.channel_missing"},
        {COLOUR, 400, "hint.begin_sum"},
        {AVERAGE, 16, "hint.that_is_sum"},
        {AVERAGE, 9, "hint.that_is_max"},
        {AVERAGE, 4, "hint.divide_by_all"},
        {AVERAGE, 16 / 3.0, "hint.divide_by_side"},
        {LARGEST, 3, "hint.that_is_min"},
        {LARGEST, 6.75, "hint.that_is_average"},
        {LARGEST, 27, "hint.sum_not_asked"},
        {SIZE, 4, "hint.size_one"},
        {SIZE, 4.5, "hint.size_one_fraction"},
        {SIZE, 5.5, "hint.size_fraction"},
        {SIZE, 6, "hint.size_ceil"},
        {SIZE, 10, "hint.size_stride"},
        {SIZE, 12, "hint.size_same"},
        {SIZE, 25, "hint.size_cells"},
        {COUNT, 108, "hint.parameters_bias"},
        {COUNT, 28, "hint.parameters_filters"},
        {COUNT, 40, "hint.parameters_channels"},
        {COUNT, 109, "hint.parameters_bias_once"},
        {COUNT, 112 * 36, "hint.parameters_shared"},
        {COUNT, 77, "hint.parameters"},
        {FIELD, 6, "hint.field_stride"},
        {FIELD, 3, "hint.field_own"},
        {FIELD, 64, "hint.field_cells"},
        {FIELD, 50, "hint.field_begin"},
    };
    const char *open = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (open != cases[i].scene)
            open_text("> What?\n", open = cases[i].scene);
        bool right = grading_given(&a.state.session.bench, &c->scene, cases[i].given, c->hint);
        double number;
        grading_number(&a.state.session.bench, &c->scene, &number);
        if (right || !says(cases[i].hint))
            fail_msg("case %zu: %g (right %g) gives \"%s\", not %s", i, cases[i].given, number, c->hint, cases[i].hint);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_weight_that_met_a_pixel_is_clicked_in_the_filter),
        cmocka_unit_test(a_wrong_number_is_found_in_the_output),
        cmocka_unit_test(a_mistake_is_named_from_its_number),
        cmocka_unit_test(a_sentence_is_compared_by_who_wrote_it),
        cmocka_unit_test(a_filter_is_made_that_finds_its_place),
        cmocka_unit_test(what_was_to_be_made_is_shown),
        cmocka_unit_test(a_tolerance_is_the_authors),
        cmocka_unit_test(a_slip_is_named),
        cmocka_unit_test(help_fades),
        cmocka_unit_test(several_winners_are_all_right),
        cmocka_unit_test(answers_are_read_as_people_write_them),
        cmocka_unit_test(sizes_are_rows_times_columns),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
