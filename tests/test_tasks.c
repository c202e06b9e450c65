/* What takes longer than a frame: it runs beside the window, can be stopped, and has limits. */
#include "hand.h"

#include "file.h"
#include "picture.h"

#define NETWORKS TESTS_DIR "/../assets/networks/"

static const char convolutions[] = "name: two\ninput: {channels: 3, height: 32, width: 32}\nlayers:\n"
                                   "  - conv: {name: one, filters: 16, size: 3, padding: 1}\n"
                                   "  - conv: {name: two, filters: 32, size: 3, padding: 1}\nloss: sum\n";

static bool shows(const char *part) {
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && strstr(a.list.items[i].text, part))
            return true;
    return false;
}

static void frame(void) {
    app_tick(&a, 0.02);
    app_frame(&a);
}

static void press_key(SDL_Keycode code) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code}}};
    app_event(&a, &e);
    frame();
}

static void a_network_opens_beside_the_window_and_esc_stops_it(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    const cnn_recording *before = s->bench.recording;
    CHECK_FINE(session_open_network(s, NETWORKS "lenet-5.yaml", 1000000));
    assert_int_equal(s->task, TASK_OPEN);
    frame();
    assert_true(shows("Opening and recording") && shows("Esc"));
    assert_ptr_equal(s->bench.recording, before);
    press_key(SDLK_RIGHT); /* nothing moves beneath it */
    assert_int_equal(player_index(&s->player), s->player.first + 8);
    press_key(SDLK_ESCAPE);
    assert_int_equal(s->task, TASK_NONE);
    assert_ptr_equal(s->bench.recording, before);
    assert_true(shows("Stopped."));
    press_key(SDLK_RIGHT);
    assert_true(player_index(&s->player) > s->player.first + 8);
}

static void what_a_job_records_is_what_is_recorded_at_once(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    opened_network described;
    opened_recording once;
    opening_wish wish = {.most = 512, .choice = {.iteration = 3, .picture = 5, .threads = 1}};
    CHECK_FINE(opened_network_describe(NETWORKS "lenet-5-classroom.yaml", &described));
    CHECK_FINE(opening_run(&described, &wish, &once));
    CHECK_FINE(opened_network_describe(NETWORKS "lenet-5-classroom.yaml", &described));
    CHECK_FINE(session_open(s, &described, &wish, NULL));
    assert_int_equal(s->task, TASK_OPEN);
    session_wait(s);
    CHECK_FINE(s->ended);
    const cnn_recording *r = s->bench.recording;
    assert_int_equal(r->image, 5);
    assert_int_equal(r->iteration, 3);
    assert_memory_equal(r->after, once.recording->after, r->net->parameters * sizeof(float));
    cnn_class_names_drop(once.names);
    cnn_recording_free(once.recording);
    cnn_net_free(once.net);
    fresh(BENCH_CONV);
}

static void a_check_runs_beside_the_window_and_ends_with_its_recording(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    cnn_piece piece = {convolutions, sizeof convolutions - 1};
    CHECK_FINE(cnn_file_write("two.yaml", &piece, 1));
    CHECK_FINE(session_open_network(s, "two.yaml", 0));
    session_wait(s);
    frame();
    CHECK_FINE(session_check_named(s, "one.weight 7"));
    assert_int_equal(s->task, TASK_CHECK);
    frame();
    assert_true(shows("Checking the gradient"));
    session_wait(s);
    assert_string_equal(s->slope.name, "one.weight[7]");
    CHECK_NEAR(s->slope.check.slope, s->slope.check.backprop, 1e-3 * (1 + fabs(s->slope.check.backprop)));

    CHECK_FINE(session_check_named(s, "one.weight 8"));
    press_key(SDLK_ESCAPE);
    assert_int_equal(s->task, TASK_NONE);
    assert_string_equal(s->slope.name, "");

    CHECK_FINE(session_check_named(s, "one.weight 9"));
    session_step_outside(s); /* removes what is being read */
    state_settle(&a.state);
    assert_int_equal(s->task, TASK_NONE);
    frame();
}

static void another_wish_ends_the_one_before(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    for (int i = 0; i < 5; i++)
        CHECK_FINE(session_open_network(s, NETWORKS "lenet-5.yaml", 1000000));
    CHECK_FINE(session_open_network(s, NETWORKS "first-window.yaml", 0));
    assert_int_equal(s->task, TASK_NONE); /* small ones are there at once */
    assert_string_equal(s->bench.recording->net->nodes[1].name, "conv1");
    fresh(BENCH_CONV);
}

/* A page that has to wait shows its text; its question comes when the stage is ready. */
static void a_page_waits_for_its_stage(void **fixture) {
    (void)fixture;
    static const char text[] =
        "# T\n\n## A {#a}\n\nread this\n\n> How many?\n\n```scene\nnetwork: lenet-5.yaml\ntrain: 20\n"
        "question: {predict: parameters}\n```\n\n## B {#b}\n\ntwo\n";
    cnn_piece piece = {text, sizeof text - 1};
    CHECK_FINE(cnn_file_write("wait.md", &piece, 1));
    CHECK_FINE(open_path(&a.state, "wait.md"));
    reader *c = &a.state.lesson;
    assert_true(c->waiting && !reader_asks(c));
    frame();
    assert_true(shows("read"));
    wait_for_task();
    assert_true(!c->waiting && reader_asks(c) && !c->error[0]);
    reader_restart(c, &a.state.session);
    assert_true(c->waiting);
    press_key(SDLK_ESCAPE);
    frame();
    assert_false(c->waiting);
    assert_non_null(strstr(c->error, "Stopped"));
    reader_restart(c, &a.state.session);
    assert_true(c->waiting);
    key(SDLK_c); /* to the bench, where nothing of the page may come */
    assert_false(c->waiting);
    assert_int_equal(a.state.session.task, TASK_NONE);
    assert_int_equal(a.state.session.bench.source, BENCH_FREE);
    command_run(&a.state, REQUEST_lessons, NULL);
    wait_for_task();
    assert_true(!c->error[0] && a.state.session.bench.source == BENCH_INSIDE);
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_BENCH;
}

/* What a page, the Atlas or a file began does not take the place of what was opened after it. */
static void what_is_left_does_not_come_back(void **fixture) {
    (void)fixture;
    static const char text[] = "# T\n\n## A {#a}\n\none\n\n```scene\nlayer: convolution\n```\n\n## B {#b}\n\ntwo\n\n"
                               "```scene\nnetwork: lenet-5.yaml\ntrain: 20\nplay: end\n```\n\n## C {#c}\n\nthree\n\n"
                               "```scene\nlayer: pooling\n```\n";
    cnn_piece piece = {text, sizeof text - 1};
    reader *c = &a.state.lesson;
    session *s = &a.state.session;
    CHECK_FINE(cnn_file_write("left.md", &piece, 1));
    CHECK_FINE(open_path(&a.state, "left.md"));
    reader_go(c, s, 1);
    assert_true(c->waiting);
    press_key(SDLK_PAGEDOWN);
    wait_for_task();
    frame();
    assert_int_equal(s->bench.kind, BENCH_POOL);
    assert_int_equal(s->bench.source, BENCH_FREE);

    reader_go(c, s, 1); /* Space plays when the stage stands, not on the stage of the page before */
    CHECK_FINE(reader_onward(c, s));
    assert_false(c->played || s->player.playing);
    reader_go(c, s, 1);
    wait_for_task();
    const cnn_net *net = s->bench.recording->net;
    CHECK_FINE(session_open_network(s, NETWORKS "lenet-5-classroom.yaml", 1000000));
    a.state.screen.place = PLACE_BENCH;
    press_key(SDLK_SLASH); /* back to the page, which still stands */
    assert_false(c->waiting);
    assert_int_equal(s->task, TASK_NONE);
    assert_ptr_equal(s->bench.recording->net, net);

    reader_restart(c, s);
    assert_true(c->waiting);
    press_key(SDLK_c);
    assert_int_equal(s->task, TASK_NONE);
    assert_int_equal(s->bench.source, BENCH_FREE);
    press_key(SDLK_SLASH);
    wait_for_task();
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_BENCH;
}

static void esc_closes_the_list_of_keys_before_it_stops_a_task(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    session *s = &a.state.session;
    CHECK_FINE(session_open_network(s, NETWORKS "lenet-5.yaml", 1000000));
    a.state.screen.help = true;
    press_key(SDLK_ESCAPE);
    assert_false(a.state.screen.help);
    assert_int_equal(s->task, TASK_OPEN);
    press_key(SDLK_ESCAPE);
    assert_int_equal(s->task, TASK_NONE);
}

static void expect_problem(const char *file, const char *reason) {
    char path[400];
    lesson *l;
    cnn_format(path, sizeof path, "%s/hostile/%s", TESTS_DIR, file);
    CHECK_FINE(lesson_open(path, &l));
    lesson_scene_check(l);
    lesson_scene_try(l);
    if (!reason)
        assert_int_equal(l->problem_count, 0);
    else if (!l->problem_count || !strstr(l->problems[0], reason))
        fail_msg("%s: \"%s\" is not said; said is \"%s\"", file, reason, l->problem_count ? l->problems[0] : "nothing");
    for (int i = 0; i < l->problem_count; i++)
        assert_true(cnn_is_printable(l->problems[i]));
    lesson_close(l);
}

static void small_files_cannot_take_the_machine(void **fixture) {
    (void)fixture;
    cnn_shape shape = {1, 1, 28, 28};
    static float pixels[28 * 28];
    expect_problem(
        "fit-large.md", "takes 7.6 GiB to record; at most 1.0 GiB are used here; with train: {batch: 8} it fits");
    expect_problem("lesson-batch.md", "GiB to record");
    expect_problem("lesson-train20000.md", "lesson-train20000.md:9: 20000 iterations of");
    expect_problem("lint-steers-terminal.md", "two pages called \"?31mX\"");
    CHECK_FAILS(
        picture_read(TESTS_DIR "/hostile/jpeg-1000-scans.jpg", shape, pixels), "4096 x 4096 pixels in so many scans");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_opens_beside_the_window_and_esc_stops_it),
        cmocka_unit_test(what_a_job_records_is_what_is_recorded_at_once),
        cmocka_unit_test(a_check_runs_beside_the_window_and_ends_with_its_recording),
        cmocka_unit_test(another_wish_ends_the_one_before),
        cmocka_unit_test(a_page_waits_for_its_stage),
        cmocka_unit_test(what_is_left_does_not_come_back),
        cmocka_unit_test(esc_closes_the_list_of_keys_before_it_stops_a_task),
        cmocka_unit_test(small_files_cannot_take_the_machine),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
