/* Quizzes on a small course (tests/quiz): what is drawn, how it is played and kept, and where one goes on from the end of
 * a lesson. */
#include "hand.h"

#include "file.h"
#include "lesson_join.h"
#include "record.h"
#include "vary.h"

static reader *lessons(void) {
    return &a.state.lesson;
}

static int open_small_course(void **fixture) {
    SDL_setenv("STRIDE_LESSONS", TESTS_DIR "/quiz", 1);
    int failed = open_app(fixture);
    a.state.screen.reduced_motion = true;
    app_resize(&a, 1280, 800);
    command_run(&a.state, REQUEST_lessons, NULL);
    settle();
    return failed;
}

/* ---- drawing ---- */

static void fill_pool(quiz_pool *pool) {
    pool->count = 0;
    for (int part = 0; part < 2; part++) {
        lesson *l;
        char path[4096];
        cnn_format(path, sizeof path, "%s/quiz/en/check-%d.md", TESTS_DIR, part + 1);
        CHECK_FINE(lesson_open(path, &l));
        quiz_pool_add(pool, l, part);
        lesson_close(l);
    }
}

static bool same_draw(const quiz *one, const quiz *other) {
    bool same = one->count == other->count;
    for (int i = 0; i < one->count && same; i++)
        same = one->items[i].part == other->items[i].part && !strcmp(one->items[i].id, other->items[i].id);
    return same;
}

static void the_seed_says_which_questions_are_drawn(void **fixture) {
    (void)fixture;
    static quiz_pool pool;
    fill_pool(&pool);
    assert_int_equal(pool.count, 17);
    quiz one = {.kind = QUIZ_CHECK}, again = {.kind = QUIZ_CHECK}, other = {.kind = QUIZ_CHECK};
    quiz_draw(&one, &pool, 5, QUIZ_PART);
    quiz_draw(&again, &pool, 5, QUIZ_PART);
    assert_true(same_draw(&one, &again));
    int different = 0;
    for (uint64_t seed = 6; seed < 16; seed++) {
        quiz_draw(&other, &pool, seed, QUIZ_PART);
        assert_int_equal(other.count, QUIZ_PART);
        different += !same_draw(&one, &other);
    }
    assert_true(different >= 9);
}

static void a_final_test_asks_as_much_of_each_part(void **fixture) {
    (void)fixture;
    static quiz_pool pool;
    fill_pool(&pool);
    for (uint64_t seed = 1; seed < 20; seed++) {
        quiz q = {.kind = QUIZ_FINAL};
        quiz_draw(&q, &pool, seed, 10);
        assert_int_equal(q.count, 10);
        int first = 0;
        for (int i = 0; i < q.count; i++) {
            first += q.items[i].part == 0;
            assert_true(i == 0 || q.items[i].part >= q.items[i - 1].part);
            for (int j = 0; j < i; j++)
                assert_false(q.items[i].part == q.items[j].part && !strcmp(q.items[i].id, q.items[j].id));
        }
        assert_int_equal(first, 5);
        quiz_draw(&q, &pool, seed, QUIZ_MOST); /* of fewer all */
        assert_int_equal(q.count, 17);
    }
}

static void what_was_missed_is_asked_first(void **fixture) {
    (void)fixture;
    static quiz_pool pool;
    fill_pool(&pool);
    for (int i = 0; i < pool.count; i++)
        pool.rank[i] = 2;
    pool.rank[2] = pool.rank[7] = 0; /* "one" and "two" */
    for (uint64_t seed = 1; seed < 20; seed++) {
        quiz q = {.kind = QUIZ_REVIEW};
        quiz_draw(&q, &pool, seed, 2);
        assert_int_equal(q.count, 2);
        bool third = !strcmp(q.items[0].id, "n3") || !strcmp(q.items[1].id, "n3"),
             eighth = !strcmp(q.items[0].id, "n8") || !strcmp(q.items[1].id, "n8");
        assert_true(third && eighth);
    }
}

/* ---- playing ---- */

static void answer(bool right) {
    reader *c = lessons();
    const question *q = &c->scene.question;
    assert_true(reader_asks(c));
    if (q->kind == ASK_CHOOSE) {
        if (!right)
            key(q->choice == 1 ? SDLK_2 : SDLK_1);
        key(SDLK_0 + q->choice);
    } else {
        char text[32];
        double value;
        CHECK_FINE(grading_number(&a.state.session.bench, &c->scene, &value));
        if (!right) {
            type("-9999");
            key(SDLK_RETURN);
        }
        cnn_format(text, sizeof text, "%g", value);
        type(text);
        key(SDLK_RETURN);
    }
    assert_true(c->answered);
}

static void open_lesson_end(int entry) {
    CHECK_FINE(reader_open_end(lessons(), &a.state.session, entry));
    a.state.screen.place = PLACE_LESSONS;
    settle();
}

static void a_lesson_ends_with_questions_of_earlier_ones(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    assert_int_equal(c->count, 3);
    assert_int_equal(c->course.part_count, 2);
    open_lesson_end(0); /* nothing is before the first one */
    key(SDLK_SPACE);
    assert_true(c->contents && c->sheet == SHEET_END && !c->quiz);
    key(SDLK_SPACE);
    assert_true(!c->contents && c->at == 1 && c->page == 0);
    open_lesson_end(1);
    key(SDLK_SPACE);
    assert_true(c->quiz && c->quiz->kind == QUIZ_REVIEW && c->quiz->count == 2 && !c->contents);
    for (int i = 0; i < 2; i++)
        assert_string_equal(c->quiz->items[i].of, "one");
    float x, y;
    assert_true(find_text("FROM EARLIER LESSONS · QUESTION 1 OF 2", 0, &x, &y));
    answer(true);
    key(SDLK_SPACE);
    answer(false);
    key(SDLK_SPACE);
    assert_true(c->contents && c->sheet == SHEET_END && c->at == 1 && !c->quiz);
    assert_int_equal(quiz_right(&c->review), 1);
    /* Who pages back to the last page and on again is not asked once more. */
    key(SDLK_BACKSPACE);
    key(SDLK_PAGEUP);
    key(SDLK_PAGEDOWN);
    key(SDLK_PAGEDOWN);
    assert_true(c->contents && c->sheet == SHEET_END && !c->quiz && quiz_right(&c->review) == 1);
    /* It is the last lesson of its part: the part's questions follow. */
    key(SDLK_PAGEDOWN);
    assert_true(c->quiz && c->quiz->kind == QUIZ_CHECK && c->quiz->part == 0);
}

static void a_check_is_left_and_gone_on_with_in_the_other_language(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    CHECK_FINE(reader_take(c, &a.state.session, QUIZ_CHECK, 0));
    a.state.screen.place = PLACE_LESSONS;
    settle();
    assert_true(c->quiz->count == QUIZ_PART && c->page == 0);
    answer(true);
    key(SDLK_SPACE);
    answer(false);
    key(SDLK_SPACE);
    assert_int_equal(c->page, 2);
    char id[LESSON_ID];
    cnn_format(id, sizeof id, "%s", reader_page(c)->id);
    /* What the contents offer to continue is what Space opens. */
    key(SDLK_F2);
    float at_x, at_y;
    assert_true(find_text("Continue", 0, &at_x, &at_y));
    key(SDLK_SPACE);
    assert_true(!c->contents && c->quiz && c->page == 2);
    CHECK_FINE(reader_open_entry(c, &a.state.session, 2));
    settle();
    assert_true(!c->quiz && c->at == 2);
    strings_use(LANGUAGE_KO);
    key(SDLK_F2);
    float x, y;
    assert_true(find_text("3 / 6번 문제 ›", 0, &x, &y));
    click(x, y);
    assert_true(c->quiz && c->page == 2 && !strcmp(reader_page(c)->id, id));
    strings_use(LANGUAGE_EN);
    for (int i = 2; i < QUIZ_PART; i++) {
        if (i == 4)
            strings_use(LANGUAGE_KO);
        answer(i != 5);
        key(SDLK_SPACE);
    }
    strings_use(LANGUAGE_EN);
    settle();
    assert_true(c->contents && c->sheet == SHEET_RESULT);
    assert_int_equal(quiz_right(c->quiz), 4);
    assert_int_equal(c->tests[0].taken, 1);
    assert_true(c->tests[0].best == 4 && c->tests[0].best_of == 6 && c->tests[0].date[0]);
    control("result.onward");
    key(SDLK_ESCAPE); /* on paper, with the numbers of the quiz */
    key(SDLK_F3);
    if (!strstr(a.state.screen.message, "check-1"))
        fail_msg("%s", a.state.screen.message);
    key(SDLK_PAGEDOWN);
    assert_true(c->contents && c->sheet == SHEET_RESULT && c->tests[0].taken == 1);
    /* The lessons of what was missed lead to them; the test can be taken again with other questions. */
    quiz before = c->tests[0];
    press_in("result.again", 0.5f, 0.5f);
    release(0, 0);
    assert_true(c->quiz && !c->quiz->done && c->page == 0 && c->tests[0].right == 0);
    assert_true(c->tests[0].seed != before.seed);
}

static void a_page_that_is_skipped_is_not_right(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    c->tests[1] = (quiz){.kind = QUIZ_CHECK, .part = 1};
    CHECK_FINE(reader_take(c, &a.state.session, QUIZ_CHECK, 1));
    settle();
    int count = c->quiz->count;
    for (int i = 0; i < count; i++)
        key(SDLK_PAGEDOWN);
    assert_true(c->contents && c->sheet == SHEET_RESULT);
    assert_int_equal(quiz_right(c->quiz), 0);
    press_in("result.again2", 0.5f, 0.5f); /* "Three" is to be read again */
    release(0, 0);
    assert_true(!c->quiz && c->at == 2);
}

static void numbers_are_those_of_the_seed(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    double seen[2];
    for (int i = 0; i < 2; i++) {
        CHECK_FINE(reader_open_entry(c, &a.state.session, 0));
        c->tests[1] = (quiz){.kind = QUIZ_CHECK, .part = 1, .taken = i};
        CHECK_FINE(reader_take(c, &a.state.session, QUIZ_CHECK, 1));
        settle();
        while (c->scene.question.kind != ASK_CELL)
            key(SDLK_PAGEDOWN);
        double again;
        CHECK_FINE(grading_number(&a.state.session.bench, &c->scene, &seen[i]));
        reader_return(c, &a.state.session); /* as after a look elsewhere */
        settle();
        CHECK_FINE(grading_number(&a.state.session.bench, &c->scene, &again));
        CHECK_NEAR(seen[i], again, 1e-6);
        for (int k = 0; k < 9; k++)
            assert_true(a.state.session.bench.pixels[k] >= 1 && a.state.session.bench.pixels[k] <= 9);
    }
    assert_true(seen[0] != seen[1]);
    /* A page of a lesson keeps its own. */
    CHECK_FINE(reader_open(c, &a.state.session, TESTS_DIR "/quiz/en/01-one.md", true));
    reader_go(c, &a.state.session, 1);
    settle();
    double right;
    CHECK_FINE(grading_number(&a.state.session.bench, &c->scene, &right));
    CHECK_NEAR(right, 6, 1e-6);
}

static void where_nothing_is_said_of_the_stage_it_is_empty(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    lesson *parts[LESSON_JOINED] = {NULL}, *joined;
    lesson_pick picks[] = {{0, 0}};
    cnn_piece piece = {"# Q\n\n## A {#a}\n\n> Which?\n>\n> 1. x\n> 2. y\n\n```scene\nquestion: {choose: 1}\n```\n", 0};
    piece.size = strlen(piece.data);
    CHECK_FINE(cnn_file_write(test_path("bare.md"), &piece, 1));
    CHECK_FINE(lesson_open(test_path("bare.md"), &parts[0]));
    CHECK_FINE(lesson_join(parts, picks, 1, "bare", &joined));
    static quiz q = {.kind = QUIZ_FINAL, .count = 1};
    reader_begin_quiz(c, &a.state.session, &q, joined);
    settle();
    assert_true(c->blank);
    answer(true);
    CHECK_FINE(reader_open_entry(c, &a.state.session, 0));
    assert_false(c->blank);
}

/* ---- the contents ---- */

static void the_contents_are_walked_with_the_keys(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    for (int i = 0; i < c->count; i++)
        c->entries[i].far = c->entries[i].page = -1;
    CHECK_FINE(reader_open_entry(c, &a.state.session, 0));
    settle();
    key(SDLK_F2);
    assert_true(c->contents && c->sheet == SHEET_CONTENTS);
    key(SDLK_DOWN); /* to "Two" */
    key(SDLK_RETURN);
    assert_true(!c->contents && c->at == 1);
    key(SDLK_F2);
    key(SDLK_RIGHT); /* to the second part, at the same height: its questions */
    key(SDLK_UP);
    key(SDLK_RETURN);
    assert_true(!c->contents && c->at == 2);
    key(SDLK_F2);
    key(SDLK_F2);
    assert_false(c->contents);
    key(SDLK_F2);
    key(SDLK_SPACE); /* on with the lesson that is open, at its page */
    assert_true(!c->contents && c->at == 2 && c->page == 0);
    key(SDLK_F2);
    key(SDLK_ESCAPE);
    assert_false(c->contents);
}

static void pages_lead_back_into_the_lesson_before(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    CHECK_FINE(reader_open(c, &a.state.session, TESTS_DIR "/quiz/en/02-two.md", true));
    settle();
    key(SDLK_BACKSPACE);
    assert_true(c->at == 0 && c->page == 2);
    CHECK_FINE(reader_open(c, &a.state.session, TESTS_DIR "/quiz/en/02-two.md", true));
    settle();
    key(SDLK_PAGEUP);
    assert_true(c->at == 0 && c->page == 2);
    key(SDLK_PAGEDOWN);
    assert_true(c->contents && c->sheet == SHEET_END);
    key(SDLK_BACKSPACE);
    assert_true(!c->contents && c->page == 2);
}

static void rereading_keeps_the_marks(void **fixture) {
    (void)fixture;
    reader *c = lessons();
    course_entry *e = &c->entries[0];
    e->answered = e->right = e->missed = 0;
    CHECK_FINE(reader_open(c, &a.state.session, TESTS_DIR "/quiz/en/01-one.md", true));
    reader_go(c, &a.state.session, 1);
    settle();
    answer(true);
    key(SDLK_SPACE);
    assert_true(reader_is_done(e) && e->right == 2 && !e->missed);
    reader_go(c, &a.state.session, 0);
    assert_true(reader_is_done(e) && e->page == 0 && e->far == 2);
    reader_go(c, &a.state.session, 1);
    settle();
    assert_true(c->solved);
    command_run(&a.state, REQUEST_again, NULL);
    answer(false);
    assert_true(e->right == 2 && !e->missed);
}

/* ---- keeping ---- */

static app second;

static void close_second(void) {
    reader_stop(&second.state.lesson);
    session_stop(&second.state.session);
}

static void a_quiz_is_kept_between_starts(void **fixture) {
    (void)fixture;
    SDL_setenv("XDG_DATA_HOME", test_path("quiz-data"), 1);
    SDL_setenv("XDG_CONFIG_HOME", test_path("quiz-config"), 1);
    CHECK_FINE(app_start(&second, NULL, true));
    reader *c = &second.state.lesson;
    CHECK_FINE(reader_take(c, &second.state.session, QUIZ_FINAL, 0));
    reader_go(c, &second.state.session, 1);
    reader_mark_quiz(c, true);
    reader_go(c, &second.state.session, 2);
    reader_mark_quiz(c, false);
    quiz before = c->tests[COURSE_PARTS];
    uint64_t seed = c->seed;
    c->changed = true;
    close_second();
    CHECK_FINE(app_start(&second, NULL, true));
    assert_string_equal(second.state.screen.message, "");
    const quiz *after = &c->tests[COURSE_PARTS];
    assert_true(same_draw(&before, after) && after->seed == before.seed && c->seed == seed);
    assert_true(after->right == 2 && after->missed == 4 && after->at == 2 && !after->done);
    assert_int_equal(c->mark_count, 2);
    CHECK_FINE(reader_take(c, &second.state.session, QUIZ_FINAL, 0));
    assert_int_equal(c->page, 2);
    close_second();
    /* What is no quiz is passed over. */
    assert_int_equal(system("cd quiz-data/stride && printf '\":check-1\": {items: [1, [0, x]], taken: -4, best: 9}\\n"
                            "\":final-test\": [1]\\n\":course\": {seed: no, right: 7, missed: [[9, a, b]]}\\n' "
                            "> progress.yaml"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_true(c->tests[0].count == 0 && c->tests[0].taken == 0 && c->tests[COURSE_PARTS].count == 0);
    assert_int_equal(c->mark_count, 0);
    close_second();
}

static void notes_for_teachers_are_read_section_by_section(void **fixture) {
    (void)fixture;
    float x, y;
    CHECK_FINE(reader_open_entry(lessons(), &a.state.session, 0));
    settle();
    key(SDLK_F2);
    assert_true(command_run(&a.state, REQUEST_teacher, NULL));
    settle();
    assert_true(lessons()->contents && lessons()->sheet == SHEET_NOTES && a.state.screen.note == 0);
    key(SDLK_DOWN);
    key(SDLK_DOWN);
    assert_int_equal(a.state.screen.note, 1);
    strings_use(LANGUAGE_KO);
    settle();
    assert_true(find_text("첫", 0, &x, &y) || find_text("첫 수업입니다.", 0, &x, &y));
    strings_use(LANGUAGE_EN);
    key(SDLK_SPACE);
    assert_true(lessons()->contents && lessons()->sheet == SHEET_CONTENTS);
    key(SDLK_F2);
}

/* The record is one page for a small course, and tells of every lesson. */
static void the_record_is_written_in_both_languages(void **fixture) {
    (void)fixture;
    for (int in = 0; in < LANGUAGE_COUNT; in++) {
        size_t bytes = 0;
        const char *path = test_path(in ? "record-ko.pdf" : "record-en.pdf");
        strings_use((language)in);
        CHECK_FINE(record_write(lessons(), in ? PAPER_LETTER : PAPER_A4, path));
        CHECK_FINE(cnn_file_size(path, &bytes));
        assert_true(bytes > 2000);
    }
    strings_use(LANGUAGE_EN);
    CHECK_FAILS(record_write(lessons(), PAPER_A4, "/nowhere/x.pdf"), "/nowhere");
    CHECK_FINE(reader_open_entry(lessons(), &a.state.session, 0));
    settle();
    key(SDLK_F2);
    key(SDLK_F3);
    assert_non_null(strstr(a.state.screen.message, ".pdf"));
    key(SDLK_F2);
}

static void expect_course(const char *text, const char *problem) {
    static course read;
    cnn_piece piece = {text, strlen(text)};
    CHECK_FINE(cnn_file_write(test_path("course.yaml"), &piece, 1));
    CHECK_FAILS(course_read(test_path("."), &read), problem);
    assert_int_equal(read.part_count, 0);
}

static void a_course_that_cannot_be_read_says_where(void **fixture) {
    (void)fixture;
    expect_course("parts: 3\n", "a course is a list of parts");
    expect_course("parts:\n  - {en: A, ko: B}\n", "a part has a list of lessons");
    expect_course("parts:\n  - {en: A, lessons: [{id: x}]}\n", "course.yaml:2: ko is a text");
    expect_course("parts:\n  - {en: A, ko: B, lessons: [{id: x, minutes: 0}]}\n", "minutes");
    expect_course("parts:\n  - {en: A, ko: B, lessons: [{id: x}, {id: x}]}\n", "listed twice");
    expect_course("parts:\n  - {en: A, ko: B, check: ../x, lessons: [{id: x}]}\n", "check is the name of a file");
    expect_course("part: 1\n", "part");
    static course none;
    CHECK_FINE(course_read("/nowhere", &none));
    assert_int_equal(none.part_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_says_which_questions_are_drawn),
        cmocka_unit_test(a_final_test_asks_as_much_of_each_part),
        cmocka_unit_test(what_was_missed_is_asked_first),
        cmocka_unit_test(a_lesson_ends_with_questions_of_earlier_ones),
        cmocka_unit_test(a_check_is_left_and_gone_on_with_in_the_other_language),
        cmocka_unit_test(a_page_that_is_skipped_is_not_right),
        cmocka_unit_test(numbers_are_those_of_the_seed),
        cmocka_unit_test(where_nothing_is_said_of_the_stage_it_is_empty),
        cmocka_unit_test(the_contents_are_walked_with_the_keys),
        cmocka_unit_test(pages_lead_back_into_the_lesson_before),
        cmocka_unit_test(rereading_keeps_the_marks),
        cmocka_unit_test(a_quiz_is_kept_between_starts),
        cmocka_unit_test(notes_for_teachers_are_read_section_by_section),
        cmocka_unit_test(the_record_is_written_in_both_languages),
        cmocka_unit_test(a_course_that_cannot_be_read_says_where),
    };
    return cmocka_run_group_tests(tests, open_small_course, close_app);
}
