/* One page of the course under the hands of a student or a teacher: what is said to wrong answers, hands that are
 * counted, and the field that takes an answer. */
#include "course_pages.h"

#include "file.h"

static void expect_hint(double given, const char *string, const char *part) {
    char hint[FEEDBACK_MAX];
    assert_false(grading_given(&a.state.session.bench, &a.state.lesson.scene, given, hint));
    char begin[64];
    cnn_format(begin, sizeof begin, "%.*s", (int)strcspn(tr(string), "%"), tr(string));
    if (strncmp(hint, begin, strlen(begin)) || (part && !strstr(hint, part)))
        fail_msg("%g gives \"%s\", not %s", given, hint, string);
}

static void a_wrong_number_is_explained_by_its_arithmetic(void **fixture) {
    (void)fixture;
    open_page("02-convolution", "moves"); /* 3 = 1+0+0+0+1+0+0+0+1 */
    expect_hint(2, "hint.missed_product", "row 0, column 1");
    expect_hint(7, "hint.weights_forgotten", NULL);
    expect_hint(4, "hint.neighbour", "row 0, column 0");
    expect_hint(55, "hint.begin_sum", "= 1");
    open_page("04-several-channels", "predict"); /* 4 + 3 + 0 and the bias 1 */
    expect_hint(7, "hint.bias", "1");
    open_page("10-output-size", "floor"); /* 8, 3, 0, 2: 3.5 → 3 */
    expect_hint(2, "hint.size_one", NULL);
    expect_hint(3.5, "hint.size_fraction", NULL);
    expect_hint(4, "hint.size_ceil", NULL);
    expect_hint(6, "hint.size_stride", NULL);
    open_page("10-output-size", "numbers"); /* 8, 3, 1, 1: 8 */
    expect_hint(6, "hint.size_padding", NULL);
    expect_hint(7, "hint.size_one", NULL);
    open_page("12-dilation-and-groups", "size"); /* 7, 3, D 2: 3 */
    expect_hint(5, "hint.size_dilation", NULL);
    open_page("07-pooling", "average");
    expect_hint(6, "hint.that_is_max", NULL);
    expect_hint(12, "hint.that_is_sum", "4");
    open_page("05-several-filters", "parameters"); /* 6 (9 + 1) */
    expect_hint(54, "hint.parameters_bias", "6");
    expect_hint(10, "hint.parameters_filters", "6");
    open_page("20-backward-convolution", "input"); /* 2 - 2 + 0 - 1 */
    expect_hint(0, "hint.gradient_missed", "row 1, column 1");
    open_page("18-backward-dense-relu", "bias"); /* one share, which is the answer and is not told */
    expect_hint(2, "hint.gradient_only_bias", NULL);
    open_page("21-update", "hand"); /* 1 - 0.1 * 4 */
    expect_hint(1.4, "hint.update_sign", "4");
}

/* The engine computes the right answer, also after the student changed the picture. */
static void the_right_answer_follows_the_bench(void **fixture) {
    (void)fixture;
    open_page("02-convolution", "change");
    bench_set_pixel(&a.state.session.bench, 0, 3, 3, 8);
    state_settle(&a.state);
    double right;
    CHECK_FINE(grading_number(&a.state.session.bench, &a.state.lesson.scene, &right));
    CHECK_NEAR(right, 4 + 7, 1e-6); /* under the last weight, and under no window before */
    settle();
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, "11"))
            fail_msg("the answer is on the screen");
    type("11");
    key(SDLK_RETURN);
    assert_true(a.state.lesson.answered);
    /* A weight that the page does not open stays as it is. */
    open_page("02-convolution", "moves");
    command_run(&a.state, REQUEST_select, &(argument){.edit = {.kind = EDIT_WEIGHT}});
    assert_int_equal(a.state.screen.edit.kind, EDIT_NONE);
}

static void a_class_is_counted_before_the_answer_is_shown(void **fixture) {
    (void)fixture;
    open_page("09-padding", "reasons");
    key(SDLK_F4);
    assert_true(a.state.lesson.tallying);
    for (int i = 0; i < 12; i++)
        key(SDLK_1 + (i % 3 == 0));
    key(SDLK_3);
    assert_int_equal(a.state.lesson.tally[0], 8);
    assert_int_equal(a.state.lesson.tally[1], 4);
    assert_int_equal(a.state.lesson.tally[2], 1);
    assert_true(command_run(&a.state, REQUEST_count, &(argument){.value = 3})); /* a click on its number */
    key(SDLK_1);
    key(SDLK_7);
    assert_int_equal(a.state.lesson.tally[2], 17);
    key(SDLK_BACKSPACE);
    key(SDLK_RETURN);
    assert_true(a.state.lesson.tally[2] == 1 && !a.state.lesson.counting);
    key_with(SDLK_2, KMOD_SHIFT);
    assert_int_equal(a.state.lesson.tally[1], 3);
    key(SDLK_2);
    assert_false(a.state.lesson.answered || a.state.lesson.shown);
    key(SDLK_F4);
    /* The counts stay beside the answer, and no key throws them away. */
    for (int i = 0; i < 3; i++) {
        float x, y;
        assert_true(a.state.lesson.shown && a.state.lesson.tallying);
        assert_true(a.state.lesson.tally[0] == 8 && a.state.lesson.tally[1] == 4 && a.state.lesson.tally[2] == 1);
        assert_true(find_text("8", 0, &x, &y));
        key(i ? SDLK_1 : SDLK_F4);
    }

    /* Nor does turning the page: each has its own. */
    int page = a.state.lesson.page;
    command_run(&a.state, REQUEST_page, &(argument){.value = -1});
    settle();
    assert_int_equal(a.state.lesson.page, page - 1);
    assert_true(!a.state.lesson.tallying && a.state.lesson.tally[0] == 0);
    command_run(&a.state, REQUEST_page, &(argument){.value = 1});
    settle();
    assert_true(a.state.lesson.tallying && !a.state.lesson.shown);
    assert_true(a.state.lesson.tally[0] == 8 && a.state.lesson.tally[1] == 4 && a.state.lesson.tally[2] == 1);
    command_run(&a.state, REQUEST_restart, NULL);
    assert_true(!a.state.lesson.tallying && a.state.lesson.tally[0] == 0);
    open_page("08-stride", "jump");
    open_page("09-padding", "reasons");
    assert_int_equal(a.state.lesson.tally[0], 0);
}

/* In front of a class the digits count from the first one on, and F4 has the answer to a number too. */
static void who_presents_counts_and_shows(void **fixture) {
    (void)fixture;
    open_page("09-padding", "reasons");
    command_run(&a.state, REQUEST_present, NULL);
    key(SDLK_3);
    key(SDLK_3);
    assert_true(a.state.lesson.tallying && a.state.lesson.tally[2] == 2 && !a.state.lesson.chosen);
    key(SDLK_F4);
    key(SDLK_F4);
    assert_true(a.state.lesson.shown && a.state.lesson.tally[2] == 2);
    open_page("10-output-size", "floor");
    key(SDLK_F4);
    assert_true(a.state.lesson.shown && strchr(a.state.lesson.hint, '3'));
    command_run(&a.state, REQUEST_present, NULL);
    open_page("10-output-size", "floor");
    key(SDLK_F4);
    assert_false(a.state.lesson.shown); /* who reads alone tries first */
}

static void digits_of_an_answer_are_no_commands(void **fixture) {
    (void)fixture;
    open_page("10-output-size", "floor");
    player before = a.state.session.player;
    type("-1.5");
    assert_string_equal(a.state.lesson.typed, "-1.5");
    assert_int_equal(a.state.session.player.at.depth, before.at.depth);
    assert_true(a.state.session.player.speed == before.speed);
}

static void what_a_page_plays_leaves_the_speed_alone(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n```scene\nlayer: convolution\nplay: end\n```\n\n"
                               "## B {#b}\n\ntwo\n";
    cnn_piece piece = {text, sizeof text - 1};
    player *p = &a.state.session.player;
    const SDL_Keycode leaves[] = {SDLK_PAGEDOWN, SDLK_o};
    CHECK_FINE(cnn_file_write("speed.md", &piece, 1));
    for (int i = 0; i < 2; i++) {
        CHECK_FINE(open_path(&a.state, "speed.md"));
        p->speed = 3;
        SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_SPACE}}};
        app_event(&a, &e);
        assert_true(p->playing && p->speed != 3);
        key(leaves[i]);
        assert_true(!p->playing && p->speed == 3);
    }
    a.state.screen.place = PLACE_LESSONS;
}

static void language_changes_in_place(void **fixture) {
    (void)fixture;
    open_page("10-output-size", "floor");
    type("2");
    key(SDLK_RETURN);
    char before[FEEDBACK_MAX];
    cnn_format(before, sizeof before, "%s", a.state.lesson.hint);
    key(SDLK_ESCAPE);
    key(SDLK_l);
    assert_int_equal(strings_language(), LANGUAGE_KO);
    assert_true(a.state.lesson.hint[0] && strcmp(a.state.lesson.hint, before)); /* the hint too */
    assert_string_equal(reader_page(&a.state.lesson)->id, "floor");
    assert_string_equal(a.state.lesson.typed, "2");
    assert_true(strstr(reader_title(&a.state.lesson), "나누어") != NULL);
    key(SDLK_l);
    assert_string_equal(a.state.lesson.hint, before);
}

/* Each kind of key that a student may press: none is lost, none leads away, and nonsense is answered. */
static void the_field_takes_every_key_once_begun(void **fixture) {
    (void)fixture;
    reader *c = &a.state.lesson;
    open_page("10-output-size", "floor"); /* 3 */
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.empty")) == c->hint && c->attempts == 0);
    type("4 x 4");
    assert_string_equal(c->typed, "4 x 4");
    assert_int_equal(a.state.screen.place, PLACE_LESSONS);
    key(SDLK_RETURN);
    assert_true(c->attempts == 1 && strstr(c->hint, tr("hint.size_ceil")) == c->hint);
    assert_string_equal(c->typed, "4 x 4"); /* stays beside its hint */
    type("7/2");
    assert_string_equal(c->typed, "7/2"); /* in its place */
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("hint.size_fraction")) == c->hint);
    key(SDLK_b); /* in its place, and not to the bench */
    assert_int_equal(a.state.screen.place, PLACE_LESSONS);
    key(SDLK_BACKSPACE);
    type("3,5");
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("hint.size_fraction")) == c->hint && c->attempts == 3);
    type("1,2,3");
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.words")) == c->hint && c->attempts == 3);
    type_words("세 칸");
    assert_string_equal(c->typed, "세 칸");
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.words")) == c->hint);
    click_in("lesson.field", 0.5f, 0.5f);
    type("abcl");
    assert_true(strstr(c->typed, "abcl") && strings_language() == LANGUAGE_EN);
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.words")) == c->hint);
    type("3/");
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.unfinished")) == c->hint);
    type("1/0");
    key(SDLK_RETURN);
    assert_true(strstr(c->hint, tr("answer.zero_divides")) == c->hint && c->attempts == 3);
    key(SDLK_BACKSPACE);
    assert_string_equal(c->typed, ""); /* and not the page before */
    assert_string_equal(reader_page(c)->id, "floor");
    type("4");
    type_words("× 4");
    key_with(SDLK_a, KMOD_CTRL);
    type("3");
    type_words(" × ");
    type("3");
    key(SDLK_RETURN);
    assert_true(c->answered);
    /* One comes back to it later, and tries it again. */
    key(SDLK_PAGEDOWN);
    key(SDLK_PAGEUP);
    assert_true(c->answered && c->solved && strcmp(c->typed, "3") == 0);
    press_in("lesson.again", 0.5f, 0.5f);
    release(1, 1);
    assert_true(reader_asks(c) && !c->typed[0] && !c->hint[0]);
}

static void a_class_sees_no_answer_of_an_earlier_visit(void **fixture) {
    (void)fixture;
    reader *c = &a.state.lesson;
    open_page("10-output-size", "floor");
    type("3");
    key(SDLK_RETURN);
    reader_go(c, &a.state.session, c->page);
    settle();
    assert_true(c->solved);
    command_run(&a.state, REQUEST_present, NULL);
    settle();
    assert_true(reader_asks(c) && !c->typed[0]);
    reader_go(c, &a.state.session, c->page);
    settle();
    assert_true(reader_asks(c));
    command_run(&a.state, REQUEST_present, NULL);
}

/* The boxes of the choices and the buttons stand where they stood. */
static void feedback_moves_nothing(void **fixture) {
    (void)fixture;
    open_page("09-padding", "reasons");
    a.state.view.scroll = a.state.view.scroll_most;
    settle();
    rect choice = control("lesson.choice0"), last = control("lesson.choice2");
    key(SDLK_1);
    rect after = control("lesson.choice0"), last_after = control("lesson.choice2");
    assert_float_equal(choice.y, after.y, 0);
    assert_float_equal(last.y, last_after.y, 0);
}

/* On a long page the panel scrolls until the buttons and all that is said are in sight, one below the other. */
static void what_is_said_covers_nothing(void **fixture) {
    (void)fixture;
    static const struct {
        const char *lesson, *page, *answer, *button;
    } pages[] = {{"01-pixels-and-channels", "yourself", "1.25", "lesson.show"},
        {"02-convolution", "name", "it can learn the flipped one", "lesson.had_it"},
        {"02-convolution", "sum", "77", "lesson.show"}};
    rect check, button;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        app_resize(&a, 1280, 704);
        open_page(pages[i].lesson, pages[i].page);
        type(pages[i].answer);
        key(SDLK_RETURN);
        const reader *c = &a.state.lesson;
        assert_true(c->hint[0] && ui_find(&a.ui, pages[i].button, &button));
        float x, y, most = a.state.view.scroll_most;
        char first[32];
        cnn_format(first, sizeof first, "%.*s", (int)strcspn(c->hint, " "), c->hint);
        if (!find_text(first, 0, &x, &y) || y > 590)
            fail_msg("%s: \"%s\" is not in sight", pages[i].page, c->hint);
        if (button.y + button.h > y || (ui_find(&a.ui, "lesson.check", &check) && check.y + check.h > y))
            fail_msg("%s: a button is covered", pages[i].page);
        assert_true(button.h > 25 && a.state.view.scroll <= most);
    }
    app_resize(&a, 1366, 768);
}

/* While some of a page is below, Space reads on, and the button says so. */
static void space_does_what_its_button_says(void **fixture) {
    (void)fixture;
    float x, y;
    app_resize(&a, 1024, 480);
    open_page("02-convolution", "sum");
    assert_true(a.state.view.scroll_below && find_text(tr("lesson.do_read"), 0, &x, &y));
    for (int i = 0; i < 8 && a.state.view.scroll_below; i++)
        key(SDLK_SPACE);
    assert_true(a.state.lesson.say == SAY_NOTHING && !find_text(tr("lesson.do_read"), 0, &x, &y));
    app_resize(&a, 1366, 768);
    open_page("18-backward-dense-relu", "nudge");
    assert_true(find_text(tr("lesson.do_nudge"), 0, &x, &y));
    key(SDLK_SPACE);
    wait_for_task();
    settle();
    assert_true(a.state.session.slope.name[0] && find_text(tr("lesson.do_on"), 0, &x, &y));
}

/* Where two slips give the same number both are told. */
static void a_number_of_two_slips_is_told_with_both(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n> What?\n\n```scene\nlayer: convolution\n"
                               "input: [[1, 2], [3, 2]]\nfilter: [[1, 1], [1, 1]]\nbias: 2\n"
                               "at: forward/conv/0,0,0\nquestion: {predict: cell}\n```\n";
    cnn_piece piece = {text, sizeof text - 1};
    CHECK_FINE(cnn_file_write("two-slips.md", &piece, 1));
    CHECK_FINE(open_path(&a.state, "two-slips.md"));
    wait_for_task();
    settle();
    expect_hint(8, "hint.bias_or_pixels", "2");
    expect_hint(12, "hint.bias_twice", "2");
}

/* How many positions there are and the size in a title are not told while they are asked for. */
static void what_is_counted_is_hidden(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n> What?\n\n```scene\nlayer: convolution\n"
                               "input: [[1, 2, 1], [3, 2, 1]]\nfilter: [[1, 1], [1, 1]]\n"
                               "question: {predict: outputs}\n```\n";
    cnn_piece piece = {text, sizeof text - 1};
    float x, y;
    CHECK_FINE(cnn_file_write("counted.md", &piece, 1));
    CHECK_FINE(open_path(&a.state, "counted.md"));
    wait_for_task();
    settle();
    assert_true(find_text("position 1 of ?", 0, &x, &y) && !find_text("Feature map 1 × 2", 0, &x, &y));
    type("2");
    key(SDLK_RETURN);
    assert_true(a.state.lesson.answered && find_text("Feature map 1 × 2", 0, &x, &y));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_number_is_explained_by_its_arithmetic),
        cmocka_unit_test(the_right_answer_follows_the_bench),
        cmocka_unit_test(a_class_is_counted_before_the_answer_is_shown),
        cmocka_unit_test(who_presents_counts_and_shows),
        cmocka_unit_test(digits_of_an_answer_are_no_commands),
        cmocka_unit_test(what_a_page_plays_leaves_the_speed_alone),
        cmocka_unit_test(language_changes_in_place),
        cmocka_unit_test(the_field_takes_every_key_once_begun),
        cmocka_unit_test(a_class_sees_no_answer_of_an_earlier_visit),
        cmocka_unit_test(feedback_moves_nothing),
        cmocka_unit_test(what_is_said_covers_nothing),
        cmocka_unit_test(a_number_of_two_slips_is_told_with_both),
        cmocka_unit_test(what_is_counted_is_hidden),
        cmocka_unit_test(space_does_what_its_button_says),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
