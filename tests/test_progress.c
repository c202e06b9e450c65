/* What is kept from one start to the next: the reader's progress and the settings. */
#include "hand.h"

static app second; /* beside the first one, whose fonts and strings it shares */

static void close_second(void) {
    reader_stop(&second.state.lesson);
    session_stop(&second.state.session);
}

static void progress_is_kept_between_starts(void **fixture) {
    (void)fixture;
    SDL_setenv("XDG_DATA_HOME", test_path("stride-progress"), 1);
    SDL_setenv("XDG_CONFIG_HOME", test_path("stride-settings"), 1);
    for (int again = 0; again < 2; again++) {
        CHECK_FINE(app_start(&second, NULL, true));
        int at = -1;
        for (int i = 0; i < second.state.lesson.count; i++)
            if (!strcmp(second.state.lesson.entries[i].name, "09-padding"))
                at = i;
        assert_int_equal(second.state.lesson.entries[at].page, again ? 1 : -1);
        assert_int_equal(second.state.lesson.entries[at].answered, again ? 2 : 0);
        reader_open_entry(&second.state.lesson, &second.state.session, at);
        if (again) {
            assert_int_equal(second.state.lesson.page, 1);
        } else {
            reader_go(&second.state.lesson, &second.state.session, 1);
            char text[32];
            double right;
            CHECK_FINE(grading_number(&second.state.session.bench, &second.state.lesson.scene, &right));
            cnn_format(text, sizeof text, "%g", right);
            cnn_format(second.state.lesson.typed, sizeof second.state.lesson.typed, "%s", text);
            reader_check(&second.state.lesson, &second.state.session.bench);
            assert_true(second.state.lesson.answered);
        }
        close_second();
    }
    /* Lessons that are elsewhere today keep their progress; a file that does not hold progress is set aside, and a new
     * one is begun. */
    assert_int_equal(
        system("echo '\"/gone/\\\"x\\\".md\": {page: 3, answered: [1, 2]}' >> stride-progress/stride/progress.yaml"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.state.lesson.elsewhere_count, 1);
    assert_string_equal(second.state.lesson.elsewhere[0].path, "/gone/\"x\".md");
    second.state.lesson.changed = true;
    close_second();
    assert_int_equal(system("grep -q 'gone.*page: 3, answered: .1, 2' stride-progress/stride/progress.yaml"), 0);
    assert_int_equal(system("echo '[broken' > stride-progress/stride/progress.yaml"), 0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.state.lesson.entries[0].page, -1);
    assert_non_null(strstr(second.state.screen.message, "progress.yaml"));
    assert_int_equal(system("grep -q broken stride-progress/stride/progress.yaml.unreadable"), 0);
    close_second();
    /* The next one has a name of its own; a path that YAML cannot hold costs its own entry only. */
    assert_int_equal(system("echo '[again' > stride-progress/stride/progress.yaml"), 0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(system("cd stride-progress/stride && grep -q broken progress.yaml.unreadable && "
                            "grep -q again progress.yaml.unreadable.2"),
        0);
    second.state.lesson.entries[0].page = second.state.lesson.entries[1].page = 1;
    second.state.lesson.entries[0].id[0] = second.state.lesson.entries[1].id[0] = '\0'; /* known by their paths */
    cnn_format(second.state.lesson.entries[0].path, sizeof second.state.lesson.entries[0].path, "/caf\xe9.md");
    memset(second.state.lesson.entries[1].path, 'a', 1500); /* longer than YAML allows a key without "?" */
    memcpy(second.state.lesson.entries[1].path, "/\t\n\"\\", 5);
    second.state.lesson.entries[2].page = 1;
    second.state.lesson.changed = true;
    close_second();
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(second.state.lesson.entries[2].page, 1);
    assert_int_equal(second.state.lesson.elsewhere_count, 1);
    assert_true(strlen(second.state.lesson.elsewhere[0].path) >= 1500);
    assert_memory_equal(second.state.lesson.elsewhere[0].path, "/\t\n\"\\a", 6);
    assert_string_equal(second.state.screen.message, "");
    close_second();
    /* A file that cannot be moved, since every name is taken, is not overwritten. */
    assert_int_equal(system("cd stride-progress/stride && echo '[third' > progress.yaml && "
                            "for i in $(seq 1000); do touch progress.yaml.unreadable.$i; done"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    second.state.lesson.entries[0].page = 1;
    second.state.lesson.changed = true;
    close_second();
    assert_int_equal(system("grep -q third stride-progress/stride/progress.yaml"), 0);
}

/* Progress belongs to a lesson, not to a file: another number, language or folder keeps it. */
static void progress_is_kept_under_the_name_of_the_lesson(void **fixture) {
    (void)fixture;
    SDL_setenv("XDG_DATA_HOME", test_path("stride-names"), 1);
    assert_int_equal(system("mkdir -p stride-names/stride && "
                            "echo '\"/old/lessons/ko/31-padding.md\": {page: 2, answered: [1]}' "
                            "> stride-names/stride/progress.yaml && "
                            "echo 'padding: {page: 1, answered: [3]}' >> stride-names/stride/progress.yaml"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    reader *c = &second.state.lesson;
    CHECK_FINE(reader_open(c, &second.state.session, TESTS_DIR "/../lessons/ko/09-padding.md", false));
    assert_true(c->at >= 0);
    assert_string_equal(c->entries[c->at].id, "padding");
    assert_int_equal(c->page, 2);
    assert_int_equal(c->entries[c->at].answered, 2 | 8);
    assert_int_equal(c->elsewhere_count, 0);
    close_second();
    assert_int_equal(
        system("grep -q '^\"padding\": {page: 2, answered: .1, 3.}' stride-names/stride/progress.yaml"), 0);
}

static void settings_are_kept_between_starts(void **fixture) {
    (void)fixture;
    SDL_setenv("XDG_DATA_HOME", test_path("no-progress"), 1);
    CHECK_FINE(app_start(&second, NULL, true));
    theme_use(THEME_CONTRAST);
    second.state.screen.reduced_motion = true;
    second.state.screen.text_percent = 110;
    training_limit(&second.state.training, 7, 0);
    second.state.screen.strip_open = second.state.session.player.run_on = second.state.session.player.loop = true;
    app_tick(&second, 0.1);
    close_second();
    theme_use(THEME_LIGHT);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_int_equal(theme_used(), THEME_CONTRAST);
    assert_true(second.state.screen.reduced_motion);
    assert_int_equal(second.state.screen.text_percent, 110);
    assert_int_equal(second.state.training.limit, 7);
    assert_int_equal(second.state.training.patience, 0);
    assert_true(second.state.screen.strip_open);
    assert_true(second.state.session.player.run_on && second.state.session.player.loop);
    second.state.session.player.loop = false;
    app_tick(&second, 0.1);
    close_second();
    CHECK_FINE(app_start(&second, NULL, true));
    assert_true(second.state.session.player.run_on && !second.state.session.player.loop);
    close_second();
    settings kept = {.language = LANGUAGE_EN, .theme = THEME_DARK, .text_size = 100};
    const char *path = "stride-settings/stride/settings.yaml";
    assert_int_equal(system("echo 'theme: pink' > stride-settings/stride/settings.yaml"), 0);
    CHECK_FAILS(settings_read(path, &kept), "settings.yaml:1: theme is light, dark or contrast");
    assert_int_equal(kept.theme, THEME_DARK);
    assert_int_equal(system("cd stride-settings/stride && grep -q pink settings.yaml.unreadable && "
                            "echo 'theme: blue' > settings.yaml && "
                            "for i in $(seq 1000); do touch settings.yaml.unreadable.$i; done"),
        0);
    CHECK_FINE(app_start(&second, NULL, true));
    assert_non_null(strstr(second.state.screen.message, "theme is light"));
    theme_use(THEME_DARK);
    app_tick(&second, 0.1);
    close_second();
    assert_int_equal(system("grep -q blue stride-settings/stride/settings.yaml"), 0);
    theme_use(THEME_LIGHT);
}

static void wait_for_iteration(int64_t iteration) {
    for (int i = 0; i < 3000 && second.state.training.snapshot.iteration < iteration; i++) {
        SDL_Delay(10);
        app_tick(&second, 0.01);
    }
    assert_true(second.state.training.snapshot.iteration >= iteration);
}

static int64_t end_session(void) {
    int64_t iteration = second.state.training.snapshot.iteration;
    resume_keep(&second.resume, &second.state, true);
    training_stop(&second.state.training);
    close_second();
    return iteration;
}

/* Place, lesson and training are where they were left; what cannot be read is set aside, and the rest goes on. */
static void the_session_is_kept_between_starts(void **fixture) {
    (void)fixture;
    static const char network[] = TESTS_DIR "/../assets/networks/zip-code-1989.yaml";
    SDL_setenv("XDG_DATA_HOME", test_path("stride-session"), 1);
    CHECK_FINE(app_start(&second, network, true));
    assert_false(resume_open(&second.resume, &second.state));
    command_run(&second.state, REQUEST_lessons, NULL);
    CHECK_FINE(reader_open_entry(&second.state.lesson, &second.state.session, 4));
    wait_for_iteration(3);
    command_run(&second.state, REQUEST_convolution, NULL);
    command_run(&second.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = 9});
    bench_set_pixel(&second.state.session.bench, 0, 2, 3, 0.1f);
    command_run(&second.state, REQUEST_network, NULL);
    live_pause(second.state.training.live, true);
    live_wait(second.state.training.live, LIVE_PAUSED, 60);
    app_tick(&second, 0.1);
    int64_t left_at = end_session();
    assert_true(left_at >= 3);
    for (int again = 0; again < 2; again++) { /* the lesson is not forgotten where lessons were not turned to */
        CHECK_FINE(app_start(&second, TESTS_DIR "/../assets/networks/lenet-5.yaml", true));
        assert_true(resume_open(&second.resume, &second.state));
        assert_int_equal(second.state.screen.place, PLACE_NETWORK);
        wait_for_iteration(left_at);
        live_wait(second.state.training.live, LIVE_PAUSED, 60);
        app_tick(&second, 0.1);
        assert_int_equal(second.state.training.snapshot.iteration, left_at);
        assert_string_equal(second.state.training.snapshot.network, "Zip code network (1989)");
        command_run(&second.state, REQUEST_convolution, NULL);
        assert_int_equal(second.state.session.bench.rows, 9);
        assert_true(*bench_pixel(&second.state.session.bench, 0, 2, 3) == 0.1f);
        command_run(&second.state, again ? REQUEST_lessons : REQUEST_network, NULL);
        assert_int_equal(again ? second.state.lesson.at : second.state.lesson.left, 4);
        end_session();
    }
    assert_int_equal(system("cd stride-session/stride && grep -q 'place: lessons' session.yaml && "
                            "echo x > session.safetensors && echo 'place: nowhere' > session.yaml"),
        0);
    CHECK_FINE(app_start(&second, network, true));
    assert_non_null(strstr(second.state.screen.message, "session.yaml:1: place is lessons"));
    assert_false(resume_open(&second.resume, &second.state));
    wait_for_iteration(1);
    end_session();
    assert_int_equal(system("grep -q nowhere stride-session/stride/session.yaml.unreadable"), 0);
    assert_int_equal(system("echo x > stride-session/stride/session.safetensors"), 0);
    CHECK_FINE(app_start(&second, network, true));
    assert_true(resume_open(&second.resume, &second.state));
    wait_for_iteration(1); /* a broken checkpoint is said, and training begins anew */
    end_session();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_kept_between_starts),
        cmocka_unit_test(progress_is_kept_under_the_name_of_the_lesson),
        cmocka_unit_test(the_session_is_kept_between_starts),
        cmocka_unit_test(settings_are_kept_between_starts),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
