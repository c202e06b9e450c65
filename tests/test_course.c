/* The course, played to the end in both languages by the keys that a student would press, and the feedback on wrong
 * answers. */
#include "hand.h"

#include "file.h"

enum { COURSE = 20 };

static const char LESSONS[] = TESTS_DIR "/../lessons";

static void every_lesson_of_the_course_is_sound(void **fixture) {
    (void)fixture;
    assert_true(a.state.lesson.count >= COURSE);
    for (int i = 0; i < a.state.lesson.count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(a.state.lesson.entries[i].path, &l));
        lesson_scene_try(l);
        if (l->problem_count)
            fail_msg("%s", l->problems[0]);
        int questions = 0;
        for (int page = 0; page < l->count; page++) {
            lesson_scene scene;
            CHECK_FINE(lesson_scene_read(&l->pages[page], &scene));
            questions += scene.question.kind != ASK_NOTHING;
            for (int j = 0; j < LANGUAGE_COUNT; j++)
                assert_non_null(l->pages[page].title[j]);
        }
        if (l->count < 4 || l->count > 16 || questions < 2)
            fail_msg("%s has %d pages and %d questions", l->name, l->count, questions);
        lesson_close(l);
    }
}

/* Text in the panel stays inside it, and no string's key is shown in its place. */
static void check_panel(void) {
    if (a.state.lesson.scene.show == SHOW_OVERVIEW) /* a page with little text has it above the figure */
        return;
    float right = ui_px(&a.ui, a.width < 1200 * a.ui.scale ? 300 : 348);
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind != DRAW_TEXT || !*item->text)
            continue;
        if (item->at.x < right - 4 && item->at.y > ui_px(&a.ui, 46) && item->at.x + item->at.w > right + 1)
            fail_msg("\"%s\" leaves the panel on page %d of %s", item->text, a.state.lesson.page + 1,
                a.state.lesson.lesson->name);
        if (!strncmp(item->text, "lesson.", 7) && item->text[7] >= 'a')
            fail_msg("\"%s\" is not translated", item->text);
    }
}

static void answer_number(void) {
    double right;
    CHECK_FINE(grading_number(&a.state.session.bench, &a.state.lesson.scene, &right));
    char text[32];
    type("-98765");
    key(SDLK_RETURN);
    assert_false(a.state.lesson.answered);
    assert_true(a.state.lesson.hint[0] && a.state.lesson.attempts == 1);
    cnn_format(text, sizeof text, right == floor(right) ? "%.0f" : "%.3f", right);
    type(text);
    assert_string_equal(a.state.lesson.typed, text);
    key(SDLK_RETURN);
}

static void answer_choice(void) {
    int right = a.state.lesson.scene.question.choice, wrong = right == 1 ? 2 : 1;
    key(SDLK_0 + wrong);
    assert_false(a.state.lesson.answered);
    assert_true(a.state.lesson.hint[0] != '\0');
    key(SDLK_0 + right);
}

static void answer_pick(void) {
    char hint[FEEDBACK_MAX];
    int row = -1, column = -1;
    bool missed = false;
    for (int y = 0; y < a.state.session.bench.rows; y++)
        for (int x = 0; x < a.state.session.bench.columns; x++) {
            bool right = grading_picked(&a.state.session.bench, &a.state.lesson.scene, y, x, hint);
            if (right) {
                row = y;
                column = x;
            } else if (!missed) {
                reader_pick(&a.state.lesson, &a.state.session.bench, y, x);
                missed = true;
                assert_true(a.state.lesson.hint[0] && !a.state.lesson.answered);
            }
        }
    reader_pick(&a.state.lesson, &a.state.session.bench, row, column);
}

static void answer_explain(void) {
    type("because");
    key(SDLK_RETURN);
    assert_false(a.state.lesson.answered); /* the reader has the last word */
    key(SDLK_1);
}

/* A filter of 1 where the pixel below it is bright and of -1 where it is dark. */
static void look_like(const int cell[2]) {
    bench *b = &a.state.session.bench;
    for (int y = 0; y < 3; y++)
        for (int x = 0; x < 3; x++)
            bench_set_weight(b, 0, 0, y, x, *bench_pixel(b, 0, cell[0] + y, cell[1] + x) > 0 ? 1 : -1);
    state_settle(&a.state); /* as a command does: the cursor leaves the old recording */
    settle();
}

/* Tries what is open until the task is done. */
static void answer_make(void) {
    if (a.state.lesson.scene.question.wants[MAKE_LARGEST])
        look_like(a.state.lesson.scene.question.largest);
    for (int n = 1; n <= 8 && reader_allows(&a.state.lesson, OPEN_FILTERS) && !a.state.lesson.answered; n++) {
        command_run(&a.state, REQUEST_use_filters, &(argument){.value = n});
        settle();
    }
    static const cnn_part parts[] = {CNN_PART_PADDING, CNN_PART_STRIDE, CNN_PART_KERNEL};
    for (int i = 0; i < 3 && !a.state.lesson.answered; i++) {
        int before = bench_part(&a.state.session.bench, parts[i]);
        if (!reader_allows(&a.state.lesson, reader_bit(parts[i]))) {
            command_run(&a.state, REQUEST_set_part, &(argument){.part = parts[i], .value = before + 1});
            assert_int_equal(bench_part(&a.state.session.bench, parts[i]), before);
            continue;
        }
        for (int value = 0; value <= 8 && !a.state.lesson.answered; value++) {
            command_run(&a.state, REQUEST_set_part, &(argument){.part = parts[i], .value = value});
            settle();
        }
        if (!a.state.lesson.answered)
            command_run(&a.state, REQUEST_set_part, &(argument){.part = parts[i], .value = before});
    }
}

/* Nothing trains here: as if a small network had been judged. */
static void answer_training(void) {
    a.state.lesson.training = (grading_training){true, 99, 100};
    reader_check_made(&a.state.lesson, &a.state.session.bench);
}

static void answer(void) {
    ask kind = a.state.lesson.scene.question.kind;
    if (grading_takes_number(kind))
        answer_number();
    else if (kind == ASK_CHOOSE)
        answer_choice();
    else if (kind == ASK_PICK)
        answer_pick();
    else if (kind == ASK_EXPLAIN)
        answer_explain();
    else if (grading_wants_training(&a.state.lesson.scene.question))
        answer_training();
    else if (kind == ASK_MAKE)
        answer_make();
    settle();
    if (!a.state.lesson.answered)
        fail_msg("page %d of %s cannot be answered", a.state.lesson.page + 1, a.state.lesson.lesson->name);
    assert_false(reader_asks(&a.state.lesson));
}

static void play_page(void) {
    int page = a.state.lesson.page, entry = a.state.lesson.at;
    bool last = page + 1 == a.state.lesson.lesson->count;
    check_panel();
    if (a.state.lesson.error[0])
        fail_msg("%s", a.state.lesson.error);
    if (reader_asks(&a.state.lesson)) {
        for (int i = 0; i < 40 && !a.state.lesson.hint[0]; i++)
            key(SDLK_SPACE); /* the text, then the notice that an answer is expected */
        assert_true(a.state.lesson.page == page && a.state.lesson.hint[0]);
        answer();
        check_panel();
    }
    const lesson *open = a.state.lesson.lesson;
    for (int i = 0; i < 400 && a.state.lesson.page == page && a.state.lesson.lesson == open && !a.state.lesson.contents;
         i++) {
        if (a.state.session.player.playing)
            settle();
        else
            key(SDLK_SPACE);
    }
    if (last)
        assert_true(a.state.lesson.contents || a.state.lesson.quiz);
    else
        assert_int_equal(a.state.lesson.page, page + 1);
    assert_true(a.state.lesson.at == entry);
}

/* As if nothing had been answered yet. */
static void forget_answers(void) {
    for (int i = 0; i < a.state.lesson.count; i++) {
        course_entry *e = &a.state.lesson.entries[i];
        e->answered = e->right = e->missed = 0;
        e->page = e->far = -1;
    }
    memset(a.state.lesson.tests, 0, sizeof a.state.lesson.tests);
}

static void play_course(language in, int width, int height) {
    strings_use(in);
    app_resize(&a, width, height);
    forget_answers();
    reader_open_entry(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    reader_go(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    settle();
    int part, tests = 0;
    for (int pages = 0; tests < a.state.lesson.course.part_count; pages++) {
        assert_true(pages < 600);
        if (!a.state.lesson.contents) {
            play_page();
            continue;
        }
        bool ends = a.state.lesson.sheet == SHEET_END;
        if (ends && reader_after(&a.state.lesson, &part) < 0 && part < 0)
            break;
        tests += a.state.lesson.sheet == SHEET_RESULT;
        key(SDLK_SPACE);
    }
    for (int i = 0; i < a.state.lesson.count; i++)
        assert_true((a.state.lesson.entries[i].asked & ~a.state.lesson.entries[i].answered) == 0);
    a.state.lesson.contents = false;
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static void the_course_is_played_to_the_end_in_english(void **fixture) {
    (void)fixture;
    play_course(LANGUAGE_EN, 1280, 800);
}

static void the_course_is_played_to_the_end_in_korean(void **fixture) {
    (void)fixture;
    play_course(LANGUAGE_KO, 1024, 640);
}

/* All questions of a part, in the order of the file, not only those of a draw; each is about a lesson up to that part. */
static void play_questions(int part, language in, int width, int height) {
    char path[4096];
    reader *c = &a.state.lesson;
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, c->course.parts[part].check);
    strings_use(in);
    app_resize(&a, width, height);
    CHECK_FINE(reader_open(c, &a.state.session, path, true));
    a.state.screen.place = PLACE_LESSONS;
    wait_for_task();
    settle();
    for (int i = 0; i < c->lesson->count; i++) {
        assert_int_equal(c->page, i);
        const course_entry *of = reader_entry_of(c, c->scene.of);
        if (!of || of->part != part || c->scene.question.kind == ASK_NOTHING)
            fail_msg("page %d of %s asks nothing about a lesson of its part", i + 1, c->lesson->name);
        play_page();
    }
    assert_true(c->contents && c->sheet == SHEET_END);
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static void every_question_of_the_parts_can_be_answered(void **fixture) {
    (void)fixture;
    assert_int_equal(a.state.lesson.course.part_count, 5);
    for (int part = 0; part < 5; part++) {
        assert_true(a.state.lesson.questions[part] >= 2 * QUIZ_PART);
        play_questions(part, LANGUAGE_EN, 1366, 768);
        play_questions(part, LANGUAGE_KO, 1024, 640);
    }
    assert_int_equal(reader_test_size(&a.state.lesson, QUIZ_FINAL, 0), QUIZ_MOST);
}

/* Every lesson ends with what to take away and, but for the first, with questions of earlier ones. */
static void every_lesson_ends_with_a_review(void **fixture) {
    (void)fixture;
    reader *c = &a.state.lesson;
    for (int i = 1; i < c->count; i++) {
        CHECK_FINE(reader_open_end(c, &a.state.session, i));
        wait_for_task();
        bool begun;
        CHECK_FINE(reader_take_review(c, &a.state.session, &begun));
        if (!begun || c->quiz->count != 2)
            fail_msg("%s ends without two questions", c->entries[i].name);
        for (int k = 0; k < 2; k++)
            assert_true(reader_entry_of(c, c->quiz->items[k].of)->number < c->entries[i].number);
        wait_for_task();
    }
    CHECK_FINE(reader_open_entry(c, &a.state.session, 0));
    settle();
}

static void open_page(const char *name, const char *id) {
    char path[4096];
    forget_answers();
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, path, true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    reader_go(&a.state.lesson, &a.state.session, lesson_find(a.state.lesson.lesson, id));
    wait_for_task();
    settle();
    assert_string_equal(reader_page(&a.state.lesson)->id, id);
}

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
    rect choice = control("lesson.choice0"), tally = control("lesson.tally");
    key(SDLK_1);
    rect after = control("lesson.choice0"), tally_after = control("lesson.tally");
    assert_float_equal(choice.y, after.y, 0);
    assert_float_equal(tally.y, tally_after.y, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_of_the_course_is_sound),
        cmocka_unit_test(the_course_is_played_to_the_end_in_english),
        cmocka_unit_test(the_course_is_played_to_the_end_in_korean),
        cmocka_unit_test(every_question_of_the_parts_can_be_answered),
        cmocka_unit_test(every_lesson_ends_with_a_review),
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
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
