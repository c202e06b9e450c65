/* Every screen, looked at as an eye would (eye.h): places, operators, lessons; languages, themes, sizes and presenter
 * mode. */
#include "hand.h"

#include "address.h"
#include "eye.h"
#include "operator_bed.h"

static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}, {3840, 2160}};
enum { SIZES = sizeof sizes / sizeof *sizes };
static int faults, screens;

static void look(const char *name) {
    static eye e;
    settle();
    screens++;
    if (!eye_look(&e, &a.list, a.width, a.height, a.ui.scale))
        return;
    faults++;
    for (int i = 0; i < e.count && i < EYE_KEPT; i++)
        print_error("%s, %s, %s, %s%.0f x %.0f: %s\n", name, strings_language() == LANGUAGE_KO ? "ko" : "en",
            theme_used() == THEME_LIGHT  ? "light"
            : theme_used() == THEME_DARK ? "dark"
                                         : "contrast",
            a.state.screen.present ? "presenter, " : "", (double)a.width, (double)a.height, e.found[i]);
}

/* The whole product of languages, themes, presenter mode and sizes. */
static void look_everyhow(const char *name) {
    for (int how = 0; how < 2 * 3 * 2 * SIZES; how++) {
        strings_use((language)(how % 2));
        theme_use((theme_id)(how / 2 % 3));
        a.state.screen.present = how / 6 % 2;
        app_resize(&a, sizes[how / 12][0], sizes[how / 12][1]);
        look(name);
    }
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.present = false;
}

static void both_benches_please_the_eye(void **fixture) {
    (void)fixture;
    faults = 0;
    for (int kind = 0; kind < 2; kind++) {
        fresh((bench_kind)kind);
        look_everyhow(kind ? "pooling" : "convolution");
        key(SDLK_RIGHTBRACKET);
        look_everyhow(kind ? "pooling, backward" : "convolution, backward");
    }
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

/* At the middle of each segment of the walk: every layer, forward, loss, backward and update. */
static void look_at_every_layer(const char *name) {
    const cnn_walk *walk = a.state.session.player.walk;
    for (int i = 0; i < walk->count; i++) {
        const cnn_segment *s = &walk->segments[i];
        char where[120], address[CNN_ADDRESS_TEXT];
        cnn_address to = cnn_walk_address(walk, s->first + s->steps / 2, CNN_DEPTH_POSITION);
        player_go(&a.state.session.player, to);
        a.state.session.player.motion = 1;
        cnn_address_format(walk, to, address);
        cnn_format(where, sizeof where, "%s, %s", name, address);
        look_everyhow(where);
    }
}

static void every_operator_pleases_the_eye(void **fixture) {
    (void)fixture;
    faults = screens = 0;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        fresh(BENCH_CONV);
        bed b = make_bed((cnn_op_kind)kind);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        look_at_every_layer(cnn_op_of((cnn_op_kind)kind)->name);
        session_step_outside(&a.state.session);
        state_settle(&a.state);
        free_bed(&b);
    }
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

static void lessons_please_the_eye(void **fixture) {
    (void)fixture;
    faults = screens = 0;
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_lessons, NULL);
    for (int entry = 0; entry < a.state.lesson.count; entry++) {
        reader_open_entry(&a.state.lesson, &a.state.session, entry);
        for (int page = 0; page < a.state.lesson.lesson->count; page++) {
            char where[160];
            reader_go(&a.state.lesson, &a.state.session, page);
            cnn_format(where, sizeof where, "%s, page %d", a.state.lesson.entries[entry].name, page + 1);
            wait_for_task();
            for (int how = 0; how < 2 * SIZES; how++) {
                strings_use((language)(how % 2));
                theme_use((theme_id)((how + page) % 3));
                a.state.screen.present = (how / 2 + page) % 4 == 3;
                app_resize(&a, sizes[how / 2][0], sizes[how / 2][1]);
                look(where);
            }
        }
    }
    fresh(BENCH_CONV);
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

/* Everything that stands in place of a page: the contents, before and after reading, terms, notes, ends and results. */
static void sheets_please_the_eye(void **fixture) {
    (void)fixture;
    faults = screens = 0;
    fresh(BENCH_CONV);
    reader *c = &a.state.lesson;
    CHECK_FINE(reader_open_end(c, &a.state.session, 6));
    a.state.screen.place = PLACE_LESSONS;
    wait_for_task();
    key(SDLK_F2);
    look_everyhow("contents");
    for (int i = 0; i < c->count; i++) {
        course_entry *e = &c->entries[i];
        e->far = e->pages - 1;
        e->right = i % 3 ? e->asked : 0;
        e->missed = e->asked & ~e->right;
        e->answered = e->asked;
    }
    look_everyhow("contents, all read");
    reader_show_sheet(c, SHEET_END);
    look_everyhow("the end of a lesson");
    command_run(&a.state, REQUEST_glossary, NULL);
    look_everyhow("glossary");
    CHECK_FINE(reader_take(c, &a.state.session, QUIZ_FINAL, 0));
    wait_for_task();
    for (int i = 0; i < 40 && !c->contents; i++) {
        key(SDLK_PAGEDOWN);
        wait_for_task();
    }
    look_everyhow("the result of a test");
    if (command_run(&a.state, REQUEST_teacher, NULL))
        look_everyhow("notes for teachers");
    reader_show_sheet(c, SHEET_CONTENTS);
    CHECK_FINE(reader_open_entry(c, &a.state.session, 0));
    fresh(BENCH_CONV);
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

/* To the iteration itself, so that the same numbers are looked at each time. */
static void train_to(int64_t iterations) {
    const live_snapshot *now = &a.state.training.snapshot;
    for (int i = 0; i < 6000 && (now->state == LIVE_LOADING || now->iteration < iterations); i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    live_pause(a.state.training.live, true);
    live_seek(a.state.training.live, now->run, iterations);
    for (int i = 0; i < 3000 && (now->state == LIVE_TRAINING || now->iteration != iterations); i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    assert_int_equal(now->iteration, iterations);
}

static void the_network_and_the_atlas_please_the_eye(void **fixture) {
    (void)fixture;
    faults = screens = 0;
    app_stop(&a);
    CHECK_FINE(app_start(&a, TESTS_DIR "/../assets/networks/lenet-5.yaml", false));
    strings_use(LANGUAGE_EN);
    train_to(60);
    command_run(&a.state, REQUEST_network, NULL);
    for (int i = 0; i < 200 && !a.state.training.seen; i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    for (int tab = 0; tab < NETWORK_TABS; tab++) {
        command_run(&a.state, REQUEST_use_tab, &(argument){.value = tab});
        command_run(&a.state, REQUEST_use_lower, &(argument){.value = tab % NETWORK_LOWERS});
        settle();
        look_everyhow("network");
    }
    command_run(&a.state, REQUEST_enter, NULL);
    for (int i = 0; i < 3000 && a.state.session.bench.source != BENCH_INSIDE; i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    look_at_every_layer("inside");
    command_run(&a.state, REQUEST_atlas, NULL);
    for (int entry = 0; entry < 8; entry++) {
        command_run(&a.state, REQUEST_use_network, &(argument){.value = entry});
        look_everyhow("atlas");
    }
    if (faults)
        fail_msg("%d of %d screens have faults", faults, screens);
}

/* eye [PATTERN]: only the cases whose names match, as in "*operator*". */
int main(int count, char **arguments) {
    eye_sees_forms = true;
    if (count > 1)
        cmocka_set_test_filter(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_benches_please_the_eye),
        cmocka_unit_test(every_operator_pleases_the_eye),
        cmocka_unit_test(lessons_please_the_eye),
        cmocka_unit_test(sheets_please_the_eye),
        cmocka_unit_test(the_network_and_the_atlas_please_the_eye),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
