/* The course, played to the end in both languages by the keys that a student would press. */
#include "course_pages.h"

enum { COURSE = 20 };

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_lesson_of_the_course_is_sound),
        cmocka_unit_test(the_course_is_played_to_the_end_in_english),
        cmocka_unit_test(the_course_is_played_to_the_end_in_korean),
        cmocka_unit_test(every_question_of_the_parts_can_be_answered),
        cmocka_unit_test(every_lesson_ends_with_a_review),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
