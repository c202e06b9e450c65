/* The course, played to the end in both languages by the keys that a student would press; what is said about wrong
 * answers; and lessons that are wrong themselves. */
#include "hand.h"

#include "command.h"
#include "file.h"
#include "worksheet.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COURSE = 20 };

static const char LESSONS[] = TESTS_DIR "/../lessons";

static void every_lesson_of_the_course_is_sound(void **state) {
    (void)state;
    assert_true(a.course.count >= COURSE);
    for (int i = 0; i < a.course.count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(a.course.entries[i].path, &l));
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
        if (l->count < 4 || l->count > 8 || questions < 2)
            fail_msg("%s has %d pages and %d questions", l->name, l->count, questions);
        lesson_close(l);
    }
}

/* Letters inside the panel stay inside it, and no name of a string is shown in its place. */
static void check_panel(void) {
    float right = ui_px(&a.ui, a.width < 1200 * a.ui.scale ? 300 : 348);
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind != DRAW_TEXT || !*item->text)
            continue;
        if (item->at.x < right - 4 && item->at.y > ui_px(&a.ui, 46) && item->at.x + item->at.w > right + 1)
            fail_msg("\"%s\" leaves the panel on page %d of %s", item->text, a.course.page + 1, a.course.lesson->name);
        if (!strncmp(item->text, "lesson.", 7) && item->text[7] >= 'a')
            fail_msg("\"%s\" is not translated", item->text);
    }
}

static void answer_number(void) {
    double right;
    CHECK_FINE(grading_number(&a.bench, &a.course.scene, &right));
    char text[32];
    type("-98765");
    key(SDLK_RETURN);
    assert_false(a.course.answered);
    assert_true(a.course.hint[0] && a.course.attempts == 1);
    cnn_format(text, sizeof text, right == floor(right) ? "%.0f" : "%.3f", right);
    type(text);
    assert_string_equal(a.course.typed, text);
    key(SDLK_RETURN);
}

static void answer_choice(void) {
    int right = a.course.scene.question.choice, wrong = right == 1 ? 2 : 1;
    key(SDLK_0 + wrong);
    assert_false(a.course.answered);
    assert_true(a.course.hint[0] != '\0');
    key(SDLK_0 + right);
}

static void answer_pick(void) {
    char hint[FEEDBACK_MAX];
    int row = -1, column = -1;
    bool missed = false;
    for (int y = 0; y < a.bench.rows; y++)
        for (int x = 0; x < a.bench.columns; x++) {
            bool right = grading_picked(&a.bench, &a.course.scene, y, x, hint);
            if (right) {
                row = y;
                column = x;
            } else if (!missed) {
                reader_pick(&a, y, x);
                missed = true;
                assert_true(a.course.hint[0] && !a.course.answered);
            }
        }
    reader_pick(&a, row, column);
}

/* Tries what is open until it is so. */
static void answer_make(void) {
    static const cnn_part parts[] = {CNN_PART_PADDING, CNN_PART_STRIDE, CNN_PART_KERNEL};
    for (int i = 0; i < 3 && !a.course.answered; i++) {
        int before = bench_part(&a.bench, parts[i]);
        if (!reader_allows(&a, reader_bit(parts[i]))) {
            command_set_part(&a, parts[i], before + 1);
            assert_int_equal(bench_part(&a.bench, parts[i]), before);
            continue;
        }
        for (int value = 0; value <= 8 && !a.course.answered; value++) {
            command_set_part(&a, parts[i], value);
            settle();
        }
        if (!a.course.answered)
            command_set_part(&a, parts[i], before);
    }
}

static void answer(void) {
    ask kind = a.course.scene.question.kind;
    if (grading_takes_number(kind))
        answer_number();
    else if (kind == ASK_CHOOSE)
        answer_choice();
    else if (kind == ASK_PICK)
        answer_pick();
    else if (kind == ASK_MAKE)
        answer_make();
    settle();
    if (!a.course.answered)
        fail_msg("page %d of %s cannot be answered", a.course.page + 1, a.course.lesson->name);
    assert_false(reader_asks(&a));
}

static void play_page(void) {
    int page = a.course.page, entry = a.course.at;
    bool last = page + 1 == a.course.lesson->count;
    check_panel();
    if (a.course.error[0])
        fail_msg("%s", a.course.error);
    if (reader_asks(&a)) {
        for (int i = 0; i < 40 && !a.course.hint[0]; i++)
            key(SDLK_SPACE); /* the text, then a word that an answer is expected */
        assert_true(a.course.page == page && a.course.hint[0]);
        answer();
        check_panel();
    }
    for (int i = 0; i < 400 && a.course.page == page && a.course.at == entry && !a.course.contents; i++) {
        if (a.player.playing)
            settle();
        else
            key(SDLK_SPACE);
    }
    if (last)
        assert_true(a.course.at == entry + 1 || a.course.contents);
    else
        assert_int_equal(a.course.page, page + 1);
}

static void play_course(language in, int width, int height) {
    strings_use(in);
    app_resize(&a, width, height);
    reader_open_entry(&a, 0);
    reader_go(&a, 0);
    settle();
    for (int pages = 0; !a.course.contents; pages++) {
        assert_true(pages < 200);
        play_page();
    }
    assert_int_equal(a.course.at, a.course.count - 1);
    for (int i = 0; i < a.course.count; i++)
        assert_true((a.course.entries[i].asked & ~a.course.entries[i].answered) == 0);
    a.course.contents = false;
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static void the_course_is_played_to_the_end_in_english(void **state) {
    (void)state;
    play_course(LANGUAGE_EN, 1280, 800);
}

static void the_course_is_played_to_the_end_in_korean(void **state) {
    (void)state;
    play_course(LANGUAGE_KO, 1024, 640);
}

static void open_page(const char *name, const char *id) {
    char path[4096];
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(reader_open(&a, path, true));
    reader_go(&a, lesson_find(a.course.lesson, id));
    settle();
    assert_string_equal(reader_page(&a)->id, id);
}

static void expect_hint(double given, const char *string, const char *part) {
    char hint[FEEDBACK_MAX];
    assert_false(grading_given(&a.bench, &a.course.scene, given, hint));
    char begin[64];
    cnn_format(begin, sizeof begin, "%.*s", (int)strcspn(tr(string), "%"), tr(string));
    if (strncmp(hint, begin, strlen(begin)) || (part && !strstr(hint, part)))
        fail_msg("%g gives \"%s\", not %s", given, hint, string);
}

static void a_wrong_number_is_explained_by_its_arithmetic(void **state) {
    (void)state;
    open_page("02-convolution", "moves"); /* 3 = 1+0+0+0+1+0+0+0+1 */
    expect_hint(2, "hint.missed_product", "row 0, column 1");
    expect_hint(7, "hint.weights_forgotten", NULL);
    expect_hint(4, "hint.neighbour", "row 0, column 0");
    expect_hint(55, "hint.begin_sum", "= 1");
    open_page("07-several-channels", "predict"); /* 4 + 3 + 0 and the bias 1 */
    expect_hint(7, "hint.bias", "1");
    open_page("06-output-size", "floor"); /* 8, 3, 0, 2: 3.5 → 3 */
    expect_hint(2, "hint.size_one", NULL);
    expect_hint(3.5, "hint.size_fraction", NULL);
    expect_hint(4, "hint.size_ceil", NULL);
    expect_hint(6, "hint.size_stride", NULL);
    open_page("06-output-size", "numbers"); /* 8, 3, 1, 1: 8 */
    expect_hint(6, "hint.size_padding", NULL);
    expect_hint(7, "hint.size_one", NULL);
    open_page("20-dilation-and-groups", "size"); /* 7, 3, D 2: 3 */
    expect_hint(5, "hint.size_dilation", NULL);
    open_page("10-pooling", "average");
    expect_hint(6, "hint.that_is_max", NULL);
    expect_hint(12, "hint.that_is_sum", "4");
    open_page("08-several-filters", "parameters"); /* 6 (9 + 1) */
    expect_hint(54, "hint.parameters_bias", "6");
    expect_hint(10, "hint.parameters_filters", "6");
    open_page("16-backward-convolution", "input"); /* 2 - 2 + 0 - 1 */
    expect_hint(0, "hint.gradient_missed", "row 1, column 1");
    open_page("17-update", "hand"); /* 1 - 0.1 * 4 */
    expect_hint(1.4, "hint.update_sign", "4");
}

/* What is right is told by the engine: also after the student changed the picture. */
static void the_right_answer_follows_the_bench(void **state) {
    (void)state;
    open_page("02-convolution", "change");
    bench_set_pixel(&a.bench, 0, 3, 3, 8);
    app_bind(&a);
    double right;
    CHECK_FINE(grading_number(&a.bench, &a.course.scene, &right));
    CHECK_NEAR(right, 4 + 7, 1e-6); /* under the last weight, and under no window before */
    settle();
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, "11"))
            fail_msg("the answer is on the screen");
    type("11");
    key(SDLK_RETURN);
    assert_true(a.course.answered);
    /* A weight that the page does not open stays as it is. */
    open_page("02-convolution", "moves");
    command_select(&a, (edit){.kind = EDIT_WEIGHT});
    assert_int_equal(a.edit.kind, EDIT_NONE);
}

static void a_class_is_counted_before_the_answer_is_shown(void **state) {
    (void)state;
    open_page("05-padding", "reasons");
    key(SDLK_F4);
    assert_true(a.course.tallying);
    for (int i = 0; i < 12; i++)
        key(SDLK_1 + (i % 3 == 0));
    key(SDLK_3);
    assert_int_equal(a.course.tally[0], 8);
    assert_int_equal(a.course.tally[1], 4);
    assert_int_equal(a.course.tally[2], 1);
    a.course.counting = 3; /* as by a click on its number */
    a.course.tally[2] = 0;
    key(SDLK_1);
    key(SDLK_7);
    assert_int_equal(a.course.tally[2], 17);
    key(SDLK_BACKSPACE);
    key(SDLK_RETURN);
    assert_true(a.course.tally[2] == 1 && !a.course.counting && !a.course.tally_shown);
    assert_false(a.course.answered || a.course.tally_shown);
    key(SDLK_RETURN);
    assert_true(a.course.tally_shown && a.course.tallying);
    settle();
    bool seen = false;
    for (int i = 0; i < a.list.count; i++)
        seen |= a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, "8 · 62 %");
    assert_true(seen);
    key(SDLK_RETURN);
    assert_true(a.course.shown && !a.course.tallying);
}

static void language_changes_in_place(void **state) {
    (void)state;
    open_page("06-output-size", "floor");
    type("2");
    key(SDLK_l);
    assert_int_equal(strings_language(), LANGUAGE_KO);
    assert_string_equal(reader_page(&a)->id, "floor");
    assert_string_equal(a.course.typed, "2");
    assert_true(strstr(reader_title(&a), "나누어") != NULL);
    key(SDLK_l);
}

static const char FOLDER[] = "/tmp/stride-lessons";

static void write_lesson(const char *name, const char *text, size_t length) {
    char path[256];
    cnn_format(path, sizeof path, "%s/%s", FOLDER, name);
    cnn_piece piece = {text, length};
    CHECK_FINE(cnn_file_write(path, &piece, 1));
}

#define PAGE "# T\n\n## A {#a}\n\ntext\n\n"

/* 4096 x 4096 pixels of one bit. */
static void write_large_picture(void) {
    static const unsigned char head[] = {
        'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0, 0, 16, 0, 0, 0, 16, 0, 0, 1, 0, 1};
    size_t length = 62 + 4096 * 4096 / 8;
    char *bytes = calloc(length, 1);
    memcpy(bytes, head, sizeof head);
    write_lesson("large.bmp", bytes, length);
    free(bytes);
}

static void wrong_lessons_are_answered_with_line_and_reason(void **state) {
    (void)state;
    static const struct {
        const char *text, *reason;
    } wrong[] = {
        {PAGE "```scene\nlayer: [\n```\n", "w.md:"},
        {PAGE "```scene\nlayr: convolution\n```\n", "w.md:8: "},
        {PAGE "```scene\nlayr: convolution\n```\n", "layer"},
        {PAGE "```scene\nlayer: convolution\nfilter: cros\n```\n",
            "w.md:9: there is no filter \"cros\"; known are cross"},
        {PAGE "```scene\nlayer: convolution\ninput: [[1,2],[3]]\n```\n", "w.md:9"},
        {PAGE "```scene\nlayer: convolution\nstride: 99\n```\n", "w.md:9"},
        {PAGE "```scene\nlayer: convolution\nnetwork: lenet-5.yaml\n```\n", "either a layer or a network"},
        {PAGE "```scene\nnetwork: ../../etc/passwd\n```\n", "beside the lesson"},
        {PAGE "```scene\nnetwork:\n  input: {height: 4, width: 4}\n  layers:\n    - conv: {filters: 1, size: 9}\n```\n",
            "it fits nowhere"},
        {PAGE "```scene\nlayer: convolution\nat: forward/conv/0,9,9\n```\n", "w.md:9: at: "},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {predict: cell}\n```\n", "needs \"at\""},
        {PAGE "```scene\nlayer: convolution\nquestion: {predict: size}\n```\n", "no block quote"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {predict: parameters, at: forward/conw}\n```\n",
            "there is no layer \"conw\""},
        {PAGE "```scene\nlayer: convolution\nat: end\n```\n", "w.md:9: at: "},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {choose: 2}\n```\n", "has 0 numbered ones"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {pick: unvisited}\n```\n", "there is no cell to pick"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nopen: [stride]\nquestion: {make: {output: 3}}\n```\n",
            "holds from the start"},
        {PAGE "> how?\n\n```scene\nlayer: convolution\nquestion: {guess: 3}\n```\n",
            "one of predict, pick, choose and make"},
        {PAGE "```scene\nlayer: convolution\n", "the scene has no end"},
        {PAGE "```scene\nlayer: convolution\n```\n\n```scene\nlayer: pooling\n```\n", "this is another one"},
        {PAGE "$\\frac{1}$\n", "w.md:7: a formula needs { } here"},
        {PAGE "$\\nonsense$\n", "there is no \\nonsense"},
        {PAGE "![x](../../secret.png)\n", "must lie beside the lesson"},
        {PAGE "```scene\nnetwork: {input: {channels: 1, height: 28, width: 28}, data: /etc, layers: [flatten]}\n```\n",
            "names a data set of Stride"},
        {PAGE "```scene\nnetwork: {input: {channels: 1, height: 28, width: 28}, data: .., layers: [flatten]}\n```\n",
            "fashion-mnist or digits, not .."},
        {PAGE "![x](none.png)\n", "is not there"},
        {PAGE "![x](pipe.png)\n", "is not there"},
        {PAGE "![a](large.bmp)\n\n![b](large.bmp)\n\n![c](large.bmp)\n",
            "w.md:11: with large.bmp the pictures of the lesson have more than 33554432 pixels"},
        {PAGE "![x](&#46;&#46;/x.png)\n", "w.md:5: the picture &#46;&#46;/x.png is not there"},
        {PAGE "```scene\nnetwork: none.yaml\n```\n", "w.md:8: there is no network none.yaml beside the lesson"},
        {PAGE "## A {#a}\n\nagain\n", "there are two pages called \"a\""},
        {"## A {#a}\n\ntext\n", "the lesson has no title"},
    };
    mkdir(FOLDER, 0777);
    write_large_picture();
    mkfifo("/tmp/stride-lessons/pipe.png", 0600);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_lesson("w.md", wrong[i].text, strlen(wrong[i].text));
        lesson *l;
        CHECK_FINE(lesson_open("/tmp/stride-lessons/w.md", &l));
        lesson_scene_try(l);
        bool said = false;
        for (int j = 0; j < l->problem_count; j++)
            said |= strstr(l->problems[j], wrong[i].reason) != NULL;
        if (!said)
            fail_msg("case %zu: \"%s\" is not said; said is \"%s\"", i, wrong[i].reason,
                l->problem_count ? l->problems[0] : "nothing");
        lesson_close(l);
    }
}

static void ignore_problem(void *context, const char *place, cnn_status problem) {
    (void)place;
    (void)problem;
    ++*(int *)context;
}

/* A formula or a picture in the middle of a paragraph leaves the words around it where they are. */
static void no_word_of_a_page_is_lost(void **state) {
    (void)state;
    static const char text[] = "one $$x^2$$ two $y$ three ![four](none.png) five\n\n- six ![n](none.png) seven\n\n"
                               "$$\\nosuch$$ eight\n\n| a | b |\n|---|---|\n| nine &times; | ten |\n";
    cnn_arena *arena = cnn_arena_new();
    prose p;
    prose_pictures pictures = {"/tmp", PROSE_PIXELS};
    int problems = 0;
    CHECK_FINE(prose_read(text, sizeof text - 1, &pictures, arena, ignore_problem, &problems, &p));
    assert_int_equal(problems, 3);
    char all[400] = "";
    int formulas = 0;
    for (int i = 0; i < p.count; i++) {
        char words[200];
        prose_plain(&p.blocks[i], words, sizeof words);
        cnn_append(all, sizeof all, "%s|", words);
        formulas += p.blocks[i].kind == PROSE_FORMULA;
    }
    assert_int_equal(formulas, 1);
    static const char *const words[] = {
        "one", "two", "three", "five", "six", "seven", "\\nosuch", "eight", "nine ×", "ten"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strstr(all, words[i]))
            fail_msg("\"%s\" is lost: %s", words[i], all);
    assert_null(strstr(all, "four"));
    cnn_arena_free(arena);
}

static void files_that_are_no_lessons_are_refused(void **state) {
    (void)state;
    lesson *l;
    mkdir(FOLDER, 0777);
    write_lesson("w.md", "# T\n\n## A\n\n\xC3\x28\n", 14);
    CHECK_FAILS(lesson_open("/tmp/stride-lessons/w.md", &l), "w.md:5: this is not UTF-8");
    write_lesson("w.md", "# T\n\ntext\n", 10);
    CHECK_FAILS(lesson_open("/tmp/stride-lessons/w.md", &l), "there is no page");
    write_lesson("w.md", "# T\0\n", 5);
    CHECK_FAILS(lesson_open("/tmp/stride-lessons/w.md", &l), "not a text file");
    CHECK_FAILS(lesson_open("/tmp/stride-lessons/none.md", &l), "none.md");
    assert_int_equal(truncate("/tmp/stride-lessons/w.md", 100 << 20), 0);
    CHECK_FAILS(lesson_open("/tmp/stride-lessons/w.md", &l), "w.md");
}

static void a_translation_with_other_pages_says_so(void **state) {
    (void)state;
    mkdir(FOLDER, 0777);
    mkdir("/tmp/stride-lessons/en", 0777);
    mkdir("/tmp/stride-lessons/ko", 0777);
    static const char en[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\ntwo\n",
                      ko[] = "# 티\n\n## 가 {#a}\n\n하나\n\n## 다 {#c}\n\n셋\n";
    write_lesson("en/t.md", en, sizeof en - 1);
    write_lesson("ko/t.md", ko, sizeof ko - 1);
    lesson *l;
    CHECK_FINE(lesson_open("/tmp/stride-lessons/ko/t.md", &l));
    assert_int_equal(l->count, 2);
    assert_int_equal(l->problem_count, 2);
    assert_non_null(strstr(l->problems[0], "ko/t.md:7: the page \"c\" is not in"));
    assert_non_null(strstr(l->problems[1], "the page \"b\" of"));
    strings_use(LANGUAGE_KO);
    assert_int_equal(lesson_language(l, 0), LANGUAGE_KO);
    assert_int_equal(lesson_language(l, 1), LANGUAGE_EN);
    strings_use(LANGUAGE_EN);
    lesson_close(l);
}

static void a_page_with_a_mistake_leaves_the_others_alone(void **state) {
    (void)state;
    static const char text[] =
        "# T\n\n## A {#a}\n\none\n\n```scene\nlayr: x\n```\n\n## B {#b}\n\n> What?\n\n```scene\nlayer: "
        "convolution\nquestion: {predict: size}\n```\n";
    mkdir(FOLDER, 0777);
    write_lesson("p.md", text, sizeof text - 1);
    CHECK_FINE(reader_open(&a, "/tmp/stride-lessons/p.md", true));
    settle();
    assert_non_null(strstr(a.course.error, "p.md:8"));
    assert_false(reader_asks(&a));
    key(SDLK_PAGEDOWN);
    assert_true(reader_asks(&a) && !a.course.error[0]);
    type("3");
    key(SDLK_RETURN);
    assert_true(a.course.answered);
}

static void a_saved_lesson_is_read_again_and_a_broken_one_is_not(void **state) {
    (void)state;
    static const char first[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\ntwo\n",
                      broken[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\n$\\wrong$\n",
                      mended[] = "# T\n\n## New {#n}\n\nzero\n\n## A {#a}\n\none\n\n## B again {#b}\n\ntwo\n";
    mkdir(FOLDER, 0777);
    write_lesson("r.md", first, sizeof first - 1);
    CHECK_FINE(reader_open(&a, "/tmp/stride-lessons/r.md", true));
    reader_go(&a, 1);
    write_lesson("r.md", broken, sizeof broken - 1);
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a), "B");
    assert_non_null(strstr(a.course.error, "r.md:9: there is no \\wrong"));
    write_lesson("r.md", mended, sizeof mended - 1);
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a), "B again");
    assert_int_equal(a.course.page, 2);
    assert_false(a.course.error[0] != '\0');
    unlink("/tmp/stride-lessons/r.md");
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a), "B again");
}

/* What is wrong with a scene stands beside the text, its words whole. */
static void a_mistake_is_said_in_whole_words(void **state) {
    (void)state;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n```scene\nnetwork: none.yaml\n```\n\n"
                               "## B {#b}\n\ntwo\n\n```scene\nopen: [stride\n```\n";
    float x, y;
    mkdir(FOLDER, 0777);
    write_lesson("m.md", text, sizeof text - 1);
    CHECK_FINE(reader_open(&a, "/tmp/stride-lessons/m.md", true));
    a.course.open = true;
    app_resize(&a, 1024, 640);
    settle();
    assert_true(find_text("none.yaml", 0, &x, &y) && find_text("among", 0, &x, &y));
    assert_int_equal(a.course.lesson->problem_count, 1);
    reader_go(&a, 1);
    settle();
    assert_true(find_text("sequence", 0, &x, &y));
    assert_non_null(strstr(a.course.error, "m.md:17: did not find"));
    app_resize(&a, 1280, 800);
}

/* A lesson of two pages with these scenes: whether the second shows the very recording of the first. */
static bool shared(const char *one, const char *two) {
    char text[1000];
    size_t length = cnn_format(text, sizeof text,
        "# T\n\n## A {#a}\n\none\n\n```scene\n%s\n```\n## B {#b}\n\ntwo\n\n```scene\n%s\n```\n", one, two);
    write_lesson("r.md", text, length);
    CHECK_FINE(reader_open(&a, "/tmp/stride-lessons/r.md", true));
    const cnn_recording *first = a.bench.recording;
    reader_go(&a, 1);
    return a.bench.recording == first;
}

static void pages_share_a_recording_while_its_recipe_is_the_same(void **state) {
    (void)state;
    static const char
        scene[] = "network: r.yaml\nimage: 3",
        small[] =
            "network: {input: {values: [[1, 2], [3, 4]]}, layers: [{conv: {size: 2, weights: [[%s, 1], [1, 1]]}}]}";
    static const char *const others[] = {"network: r.yaml", "network: r.yaml\nimage: 4", "network: r.yaml\ntrain: 3",
        "network: r.yaml\nimage: 3\ntrain: 1", "network: lenet-5-classroom.yaml\nimage: 3",
        "network: r.yaml\ninput: {picture: ramp, rows: 28, columns: 28}"};
    char path[4096], one[200], two[200];
    unsigned char *network;
    size_t length;
    asset_path("networks/lenet-5-classroom.yaml", path, sizeof path);
    CHECK_FINE(cnn_file_read(path, 1 << 20, false, &network, &length));
    mkdir(FOLDER, 0777);
    write_lesson("r.yaml", (const char *)network, length);
    assert_true(shared(scene, "image: 3\nat: backward/conv1\nnetwork: r.yaml"));
    assert_int_equal(a.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.bench.recording->image, 3);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(shared(scene, others[i]) || a.course.error[0]);
    assert_false(shared(others[0], others[5]));
    cnn_format(one, sizeof one, small, "1");
    cnn_format(two, sizeof two, small, "2");
    assert_true(shared(one, one));
    assert_false(shared(one, two));
    assert_float_equal(a.bench.recording->before[0], 2, 0);

    assert_true(shared(scene, "network: r.yaml\nimage: 3\ntrain:")); /* refused: the stage stays */
    assert_non_null(strstr(a.course.error, "r.md:18: train must be a whole number"));

    assert_true(shared(scene, scene));
    const cnn_recording *first = a.bench.recording;
    reader_restart(&a);
    assert_ptr_not_equal(a.bench.recording, first);
    first = a.bench.recording;
    FILE *f = fopen("/tmp/stride-lessons/r.yaml", "a");
    fputs("\n# saved\n", f);
    fclose(f);
    reader_go(&a, 0);
    assert_ptr_not_equal(a.bench.recording, first);
    bench_step_outside(&a.bench);
    reader_go(&a, 0);
    assert_int_equal(a.bench.source, BENCH_INSIDE);
    free(network);
}

static size_t worksheet_of(const char *name, uint64_t seed, paper size, unsigned char **bytes) {
    char path[4096];
    lesson *l;
    size_t length;
    cnn_format(path, sizeof path, "%s/en/%s.md", LESSONS, name);
    CHECK_FINE(lesson_open(path, &l));
    CHECK_FINE(worksheet_write(l, &(worksheet_options){size, seed}, "/tmp/stride-worksheet.pdf"));
    CHECK_FAILS(worksheet_write(l, &(worksheet_options){size, seed}, "/nowhere/x.pdf"), "/nowhere/x.pdf");
    lesson_close(l);
    CHECK_FINE(cnn_file_read("/tmp/stride-worksheet.pdf", 1 << 24, false, bytes, &length));
    assert_memory_equal(*bytes, "%PDF-", 5);
    return length;
}

static bool has_box(const unsigned char *bytes, size_t length, const char *box) {
    for (size_t i = 0; i + strlen(box) < length; i++)
        if (!memcmp(bytes + i, box, strlen(box)))
            return true;
    return false;
}

static void a_lesson_becomes_a_worksheet_with_a_key(void **state) {
    (void)state;
    unsigned char *own, *same, *other;
    size_t length = worksheet_of("10-pooling", 0, PAPER_A4, &own);
    assert_true(has_box(own, length, "/Count 3")); /* two of questions, one of answers */
    assert_true(has_box(own, length, "595.28"));
    assert_true(has_box(own, length, "/FontFile"));
    size_t third = worksheet_of("10-pooling", 3, PAPER_LETTER, &other);
    assert_true(has_box(other, third, "612 792") || has_box(other, third, "/MediaBox [ 0 0 612 792 ]"));
    size_t second = worksheet_of("10-pooling", 4, PAPER_A4, &same);
    assert_true(second != length || memcmp(own + 64, same + 64, length - 200) != 0);
    free(own);
    free(same);
    free(other);
    strings_use(LANGUAGE_KO);
    for (int i = 0; i < a.course.count; i++) {
        lesson *l;
        CHECK_FINE(lesson_open(a.course.entries[i].path, &l));
        CHECK_FINE(worksheet_write(l, &(worksheet_options){PAPER_A4, 7}, "/tmp/stride-worksheet.pdf"));
        lesson_close(l);
    }
    strings_use(LANGUAGE_EN);
}

static void progress_is_kept_between_starts(void **state) {
    (void)state;
    static app second;
    SDL_setenv("XDG_DATA_HOME", "/tmp/stride-progress", 1);
    SDL_setenv("XDG_CONFIG_HOME", "/tmp/stride-settings", 1);
    assert_int_equal(system("rm -rf /tmp/stride-progress /tmp/stride-settings"), 0);
    for (int again = 0; again < 2; again++) {
        CHECK_FINE(app_start(&second, NULL, true));
        int at = -1;
        for (int i = 0; i < second.course.count; i++)
            if (!strcmp(second.course.entries[i].name, "05-padding"))
                at = i;
        assert_int_equal(second.course.entries[at].page, again ? 1 : -1);
        assert_int_equal(second.course.entries[at].answered, again ? 2 : 0);
        reader_open_entry(&second, at);
        if (again) {
            assert_int_equal(second.course.page, 1);
        } else {
            reader_go(&second, 1);
            char text[32];
            double right;
            CHECK_FINE(grading_number(&second.bench, &second.course.scene, &right));
            cnn_format(text, sizeof text, "%g", right);
            reader_type(&second, text);
            reader_check(&second);
            assert_true(second.course.answered);
        }
        memset(&second.list, 0, sizeof second.list);
        reader_stop(&second);
        bench_stop(&second.bench);
        bench_stop(&second.other);
    }
    /* Lessons that are elsewhere today keep their place; a file that is no progress is kept aside and begun anew. */
    assert_int_equal(
        system(
            "echo '\"/gone/\\\"x\\\".md\": {page: 3, answered: [1, 2]}' >> /tmp/stride-progress/stride/progress.yaml"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.course.elsewhere_count, 1);
    assert_string_equal(second.course.elsewhere[0].path, "/gone/\"x\".md");
    second.course.changed = true;
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    assert_int_equal(system("grep -q 'gone.*page: 3, answered: .1, 2' /tmp/stride-progress/stride/progress.yaml"), 0);
    assert_int_equal(system("echo '[broken' > /tmp/stride-progress/stride/progress.yaml"), 0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.course.entries[0].page, -1);
    assert_non_null(strstr(second.message, "progress.yaml"));
    assert_int_equal(system("grep -q broken /tmp/stride-progress/stride/progress.yaml.unreadable"), 0);
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    /* The next one has a name of its own; a path that YAML cannot hold costs its own entry only. */
    assert_int_equal(system("echo '[again' > /tmp/stride-progress/stride/progress.yaml"), 0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(system("cd /tmp/stride-progress/stride && grep -q broken progress.yaml.unreadable && "
                            "grep -q again progress.yaml.unreadable.2"),
        0);
    second.course.entries[0].page = second.course.entries[1].page = 1;
    cnn_format(second.course.entries[0].path, sizeof second.course.entries[0].path, "/caf\xe9.md");
    memset(second.course.entries[1].path, 'a', 1500); /* longer than YAML wants a key that is not announced */
    memcpy(second.course.entries[1].path, "/\t\n\"\\", 5);
    second.course.entries[2].page = 1;
    second.course.changed = true;
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.course.entries[2].page, 1);
    assert_int_equal(second.course.elsewhere_count, 1);
    assert_true(strlen(second.course.elsewhere[0].path) >= 1500);
    assert_memory_equal(second.course.elsewhere[0].path, "/\t\n\"\\a", 6);
    assert_string_equal(second.message, "");
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    /* What cannot be moved, since every name is taken, is not written over. */
    assert_int_equal(system("cd /tmp/stride-progress/stride && echo '[third' > progress.yaml && "
                            "for i in $(seq 1000); do touch progress.yaml.unreadable.$i; done"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    second.course.entries[0].page = 1;
    second.course.changed = true;
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    assert_int_equal(
        system("grep -q third /tmp/stride-progress/stride/progress.yaml && rm -rf /tmp/stride-progress"), 0);
}

static void settings_are_kept_between_starts(void **state) {
    (void)state;
    assert_int_equal(system("rm -rf /tmp/stride-progress /tmp/stride-settings"), 0);
    static app second;
    CHECK_FINE(app_start(&second, NULL, true));
    theme_use(THEME_CONTRAST);
    second.reduced_motion = true;
    app_tick(&second, 0.1);
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    theme_use(THEME_LIGHT);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(theme_used(), THEME_CONTRAST);
    assert_true(second.reduced_motion);
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    settings kept = {LANGUAGE_EN, THEME_DARK, false};
    const char *path = "/tmp/stride-settings/stride/settings.yaml";
    assert_int_equal(system("echo 'theme: pink' > /tmp/stride-settings/stride/settings.yaml"), 0);
    CHECK_FAILS(settings_read(path, &kept), "settings.yaml:1: theme is one of light, dark, contrast");
    assert_int_equal(kept.theme, THEME_DARK);
    assert_int_equal(system("cd /tmp/stride-settings/stride && grep -q pink settings.yaml.unreadable && "
                            "echo 'theme: blue' > settings.yaml && "
                            "for i in $(seq 1000); do touch settings.yaml.unreadable.$i; done"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_non_null(strstr(second.message, "theme is one of"));
    theme_use(THEME_DARK);
    app_tick(&second, 0.1);
    reader_stop(&second);
    bench_stop(&second.bench);
    bench_stop(&second.other);
    assert_int_equal(
        system("grep -q blue /tmp/stride-settings/stride/settings.yaml && rm -rf /tmp/stride-settings"), 0);
    theme_use(THEME_LIGHT);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_lesson_of_the_course_is_sound),
        cmocka_unit_test(the_course_is_played_to_the_end_in_english),
        cmocka_unit_test(the_course_is_played_to_the_end_in_korean),
        cmocka_unit_test(a_wrong_number_is_explained_by_its_arithmetic),
        cmocka_unit_test(the_right_answer_follows_the_bench),
        cmocka_unit_test(a_class_is_counted_before_the_answer_is_shown), cmocka_unit_test(language_changes_in_place),
        cmocka_unit_test(wrong_lessons_are_answered_with_line_and_reason), cmocka_unit_test(no_word_of_a_page_is_lost),
        cmocka_unit_test(files_that_are_no_lessons_are_refused),
        cmocka_unit_test(a_translation_with_other_pages_says_so),
        cmocka_unit_test(a_page_with_a_mistake_leaves_the_others_alone),
        cmocka_unit_test(a_saved_lesson_is_read_again_and_a_broken_one_is_not),
        cmocka_unit_test(a_mistake_is_said_in_whole_words),
        cmocka_unit_test(pages_share_a_recording_while_its_recipe_is_the_same),
        cmocka_unit_test(a_lesson_becomes_a_worksheet_with_a_key), cmocka_unit_test(progress_is_kept_between_starts),
        cmocka_unit_test(settings_are_kept_between_starts)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
