/* Every page of every lesson and of the questions between the parts, before and after an answer: alone, before a class and
 * on paper, in both languages and several sizes. No text lies over another one, is cut or is too small to be read, and
 * question and answer can be reached. */
#include "hand.h"

#include "eye.h"
#include "worksheet.h"

#include <dirent.h>

enum { REPORTED = 400 };
static const int sizes[][2] = {{1024, 640}, {1024, 768}, {1280, 720}, {1920, 1080}};
enum { SIZES = sizeof sizes / sizeof *sizes };
static const char *const states[] = {"", ", wrong", ", answered"};
static int faults, screens;
static char lesson_seen[64];

static void report(const char *where, const eye *e) {
    faults++;
    for (int i = 0; i < e->count && i < EYE_KEPT && faults < REPORTED; i++)
        print_error("%s: %s\n", where, e->found[i]);
}

static void where_is(char *text, size_t size, const char *more) {
    cnn_format(text, size, "%s, page %d%s, %s, %s%.0f x %.0f", lesson_seen, a.state.lesson.page + 1, more,
        strings_language() == LANGUAGE_KO ? "ko" : "en", a.state.screen.present ? "presenter, " : "", (double)a.width,
        (double)a.height);
}

/* Question and answer can be reached: at once, or by scrolling to the end of the page. */
static void look_for_answer(const char *where) {
    static const char *const controls[] = {"lesson.choice0", "lesson.check", "lesson.explain", "present.note"};
    rect at;
    ask kind = a.state.lesson.scene.question.kind;
    bool choice = kind == ASK_CHOOSE, number = grading_takes_number(kind);
    if (!state_asks(&a.state) || (!choice && !number) || a.state.screen.reads)
        return;
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (ui_find(&a.ui, controls[i], &at) && at.h > 12 && at.y + at.h <= a.height + 0.5f)
            return;
    faults++;
    print_error("%s: there is nothing to answer with\n", where);
}

static void look(const char *more) {
    static eye e;
    char where[200];
    where_is(where, sizeof where, more);
    app_tick(&a, 0.2);
    app_frame(&a);
    screens++;
    if (eye_look(&e, &a.list, a.width, a.height, a.ui.scale))
        report(where, &e);
    if (a.state.view.scroll_most > 0 && (!a.state.screen.present || a.state.screen.reads)) {
        a.state.view.scroll = a.state.view.scroll_most;
        app_frame(&a);
        if (eye_look(&e, &a.list, a.width, a.height, a.ui.scale))
            report(where, &e);
    }
    look_for_answer(where);
    a.state.view.scroll = 0;
}

/* A wrong answer, or none where it is no matter of typing or choosing. */
static void answer_wrongly(void) {
    reader *c = &a.state.lesson;
    double right;
    if (c->scene.question.kind == ASK_CHOOSE)
        reader_choose(c, &a.state.session.bench, c->scene.question.choice == 1 ? 2 : 1);
    if (!grading_takes_number(c->scene.question.kind) ||
        cnn_failed(grading_number(&a.state.session.bench, &c->scene, &right)))
        return;
    cnn_format(c->typed, sizeof c->typed, "%d", (int)right + 7);
    reader_check(c, &a.state.session.bench);
}

static void set_state(int given) {
    if (given == 1)
        answer_wrongly();
    if (given == 2)
        reader_show(&a.state.lesson, &a.state.session.bench);
}

static void each_size(int page, int given, bool present) {
    for (int size = 0; size < SIZES; size++) {
        if (given && (size + page) % 2) /* what is said changes little: half of the sizes each */
            continue;
        app_resize(&a, sizes[size][0], sizes[size][1]);
        for (int in = 0; in < LANGUAGE_COUNT; in++) {
            strings_use((language)in);
            a.state.screen.reads = false;
            look(states[given]);
            if (!present || given)
                continue;
            a.state.screen.reads = true;
            look(", text");
            a.state.screen.reads = false;
        }
    }
}

static void look_at_lesson(bool present) {
    reader *c = &a.state.lesson;
    for (int page = 0; page < c->lesson->count; page++)
        for (int given = 0; given < 3; given++) {
            if (given == 0)
                reader_go(c, &a.state.session, page);
            if (given && c->scene.question.kind == ASK_NOTHING)
                continue;
            wait_for_task();
            a.state.screen.present = present;
            state_settle(&a.state);
            set_state(given);
            each_size(page, given, present);
        }
    a.state.screen.present = false;
}

static const char *wanted; /* a part of the names of the lessons that are looked at; NULL: all */

static void each_lesson(void (*look_at)(bool present), bool present) {
    const char *folder = TESTS_DIR "/../lessons/en";
    struct dirent **found;
    int count = scandir(folder, &found, NULL, alphasort);
    faults = screens = 0;
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_lessons, NULL);
    for (int i = 0; i < count; i++) {
        char path[4200];
        size_t length = strlen(found[i]->d_name);
        cnn_format(path, sizeof path, "%s/%s", folder, found[i]->d_name);
        if (length < 4 || strcmp(found[i]->d_name + length - 3, ".md") != 0 ||
            (wanted && !strstr(found[i]->d_name, wanted)))
            continue;
        cnn_format(lesson_seen, sizeof lesson_seen, "%.*s", (int)length - 3, found[i]->d_name);
        CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, path, true));
        look_at(present);
    }
    for (int i = 0; i < count; i++)
        free(found[i]);
    free(found);
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

static void pages_can_be_read_alone(void **fixture) {
    (void)fixture;
    each_lesson(look_at_lesson, false);
}

static void pages_can_be_read_from_the_last_row(void **fixture) {
    (void)fixture;
    each_lesson(look_at_lesson, true);
}

static void look_at_paper(const draw_list *page, float width, float height, float per_point) {
    static eye e;
    char where[200];
    cnn_format(where, sizeof where, "%s, on paper, %s", lesson_seen, strings_language() == LANGUAGE_KO ? "ko" : "en");
    screens++;
    if (eye_look(&e, page, width, height, per_point))
        report(where, &e);
}

static void look_at_worksheet(bool present) {
    (void)present;
    for (int in = 0; in < LANGUAGE_COUNT; in++) {
        strings_use((language)in);
        worksheet_options options = {.paper = (paper)in, .look = look_at_paper};
        CHECK_FINE(worksheet_write(a.state.lesson.lesson, &options, BUILD_DIR "/pages.pdf"));
    }
}

static void worksheets_can_be_read(void **fixture) {
    (void)fixture;
    eye_digits = 7; /* points, as in the figures of a printed book */
    eye_words = 6;
    each_lesson(look_at_worksheet, false);
    eye_digits = 14;
    eye_words = 13;
}

/* test_pages [PATTERN [LESSON]]: only the cases, and the lessons, of such names. */
int main(int count, char **arguments) {
    eye_sees_layout = true;
    if (count > 1)
        cmocka_set_test_filter(arguments[1]);
    wanted = count > 2 ? arguments[2] : NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_can_be_read_alone),
        cmocka_unit_test(pages_can_be_read_from_the_last_row),
        cmocka_unit_test(worksheets_can_be_read),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
