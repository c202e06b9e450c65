/* Lesson files in the window: mistakes beside the page, files that are saved while they are read, what the author says to
 * an answer, and recordings that pages share. */
#include "lesson_file.h"

#include <unistd.h>

static bool on_screen(const char *text) {
    float x, y;
    return find_text(text, 0, &x, &y);
}

/* Reasons and hints are no part of the question; each is shown to the answer that it is about. */
static void what_the_author_says_to_an_answer_waits_for_it(void **fixture) {
    (void)fixture;
    static const char text[] =
        "# T\n\n## A {#a}\n\none\n\n> What?\n>\n> 1. red\n>    - ruddy\n> 2. blue\n>    - azure "
        "`x`\n> 3. green\n\n```scene\nlayer: convolution\nquestion: {choose: 2}\n```\n\n"
        "## B {#b}\n\n> How many?\n>\n> - = thrice\n> - 4: fourfold\n> - 7/2: halved\n\n```scene\n"
        "layer: convolution\nquestion: {predict: size}\n```\n";
    write_lesson("a.md", text, sizeof text - 1);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "a.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    settle();
    assert_int_equal(a.state.lesson.lesson->problem_count, 0);
    assert_int_equal(prose_words(reader_text(&a.state.lesson), PROSE_QUOTE), 4);
    assert_true(on_screen("red") && !on_screen("ruddy") && !on_screen("azure"));
    key(SDLK_1);
    assert_true(on_screen("ruddy") && !on_screen("azure") && a.state.lesson.chosen == 1);
    key(SDLK_3);
    assert_true(!on_screen("ruddy") && a.state.lesson.hint[0]);
    key(SDLK_2);
    assert_true(on_screen("azure") && a.state.lesson.answered);
    reader_go(&a.state.lesson, &a.state.session, 1);
    settle();
    assert_true(!on_screen("thrice") && !on_screen("fourfold") && !on_screen("halved"));
    type("4");
    key(SDLK_RETURN);
    assert_true(on_screen("fourfold") && !on_screen("thrice"));
    type("3.5");
    key(SDLK_RETURN);
    assert_true(on_screen("halved") && !on_screen("fourfold"));
    type("3");
    key(SDLK_RETURN);
    assert_true(on_screen("thrice") && a.state.lesson.answered);
}

static void a_page_with_a_mistake_leaves_the_others_alone(void **fixture) {
    (void)fixture;
    static const char text[] =
        "# T\n\n## A {#a}\n\none\n\n```scene\nlayr: x\n```\n\n## B {#b}\n\n> What?\n\n```scene\nlayer: "
        "convolution\nquestion: {predict: size}\n```\n";
    write_lesson("p.md", text, sizeof text - 1);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "p.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    settle();
    assert_non_null(strstr(a.state.lesson.error, "p.md:8"));
    assert_false(reader_asks(&a.state.lesson));
    key(SDLK_PAGEDOWN);
    assert_true(reader_asks(&a.state.lesson) && !a.state.lesson.error[0]);
    type("3");
    key(SDLK_RETURN);
    assert_true(a.state.lesson.answered);
}

static void a_saved_lesson_is_read_again_and_a_broken_one_is_not(void **fixture) {
    (void)fixture;
    static const char first[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\ntwo\n",
                      broken[] = "# T\n\n## A {#a}\n\none\n\n## B {#b}\n\n$\\wrong$\n",
                      mild[] = "# T\n\n## A {#a}\n\none\n\n## B so far {#b}\n\n> Which?\n",
                      mended[] = "# T\n\n## New {#n}\n\nzero\n\n## A {#a}\n\none\n\n## B again {#b}\n\ntwo\n";
    write_lesson("r.md", first, sizeof first - 1);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "r.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    reader_go(&a.state.lesson, &a.state.session, 1);
    wait_for_task();
    write_lesson("r.md", broken, sizeof broken - 1);
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a.state.lesson), "B");
    assert_non_null(strstr(a.state.lesson.error, "r.md:9: there is no \\wrong"));
    write_lesson("r.md", mild, sizeof mild - 1);
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a.state.lesson), "B so far");
    assert_non_null(strstr(a.state.lesson.error, "r.md:7: the block quote of"));
    write_lesson("r.md", mended, sizeof mended - 1);
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a.state.lesson), "B again");
    assert_int_equal(a.state.lesson.page, 2);
    assert_false(a.state.lesson.error[0] != '\0');
    unlink("r.md");
    for (int i = 0; i < 5; i++)
        settle();
    assert_string_equal(reader_title(&a.state.lesson), "B again");
}

/* A scene's error is shown beside the text, without breaking its words. */
static void a_mistake_is_said_in_whole_words(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n```scene\nnetwork: none.yaml\n```\n\n"
                               "## B {#b}\n\ntwo\n\n```scene\nopen: [stride\n```\n";
    float x, y;
    write_lesson("m.md", text, sizeof text - 1);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "m.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    a.state.screen.place = PLACE_LESSONS;
    app_resize(&a, 1024, 640);
    settle();
    assert_true(find_text("none.yaml", 0, &x, &y) && find_text("among", 0, &x, &y));
    assert_int_equal(a.state.lesson.lesson->problem_count, 1);
    reader_go(&a.state.lesson, &a.state.session, 1);
    wait_for_task();
    settle();
    assert_true(find_text("closed", 0, &x, &y));
    assert_non_null(strstr(a.state.lesson.error, "m.md:17: the [ of line"));
    app_resize(&a, 1280, 800);
}

/* A lesson of two pages with these scenes: whether the second shows the very recording of the first. */
static bool shared(const char *one, const char *two) {
    char text[1000];
    size_t length = cnn_format(text, sizeof text,
        "# T\n\n## A {#a}\n\none\n\n```scene\n%s\n```\n## B {#b}\n\ntwo\n\n```scene\n%s\n```\n", one, two);
    write_lesson("r.md", text, length);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "r.md", true));
    wait_for_task();
    a.state.screen.place = PLACE_LESSONS;
    const cnn_recording *first = a.state.session.bench.recording;
    reader_go(&a.state.lesson, &a.state.session, 1);
    wait_for_task();
    return a.state.session.bench.recording == first;
}

static void pages_share_a_recording_while_its_recipe_is_the_same(void **fixture) {
    (void)fixture;
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
    write_lesson("r.yaml", (const char *)network, length);
    assert_true(shared(scene, "image: 3\nat: backward/conv1\nnetwork: r.yaml"));
    assert_int_equal(a.state.session.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.state.session.bench.recording->image, 3);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(shared(scene, others[i]) || a.state.lesson.error[0]);
    assert_false(shared(others[0], others[5]));
    cnn_format(one, sizeof one, small, "1");
    cnn_format(two, sizeof two, small, "2");
    assert_true(shared(one, one));
    assert_false(shared(one, two));
    assert_float_equal(a.state.session.bench.recording->before[0], 2, 0);

    assert_true(shared(scene, "network: r.yaml\nimage: 3\ntrain:")); /* refused: the stage stays */
    assert_non_null(strstr(a.state.lesson.error, "r.md:18: train must be a whole number"));

    assert_true(shared(scene, scene));
    const cnn_recording *first = a.state.session.bench.recording;
    reader_restart(&a.state.lesson, &a.state.session);
    wait_for_task();
    assert_ptr_not_equal(a.state.session.bench.recording, first);
    first = a.state.session.bench.recording;
    FILE *f = fopen("r.yaml", "a");
    fputs("\n# saved\n", f);
    fclose(f);
    reader_go(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    assert_ptr_not_equal(a.state.session.bench.recording, first);
    session_step_outside(&a.state.session);
    reader_go(&a.state.lesson, &a.state.session, 0);
    wait_for_task();
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    free(network);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_author_says_to_an_answer_waits_for_it),
        cmocka_unit_test(a_page_with_a_mistake_leaves_the_others_alone),
        cmocka_unit_test(a_saved_lesson_is_read_again_and_a_broken_one_is_not),
        cmocka_unit_test(a_mistake_is_said_in_whole_words),
        cmocka_unit_test(pages_share_a_recording_while_its_recipe_is_the_same),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
