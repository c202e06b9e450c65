/* Files that are written from the network that trains, and files that are given to it. */
#include "hand.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char network[] = TESTS_DIR "/../assets/networks/lenet-5.yaml";

static const live_snapshot *now(void) {
    return &a.state.training.snapshot;
}

static bool has_trained(void) {
    return now()->iteration > 2 && a.state.training.seen;
}

static bool is_paused(void) {
    return now()->state == LIVE_PAUSED;
}

static bool has_saved(void) {
    return now()->filed > 0 && now()->was_saved;
}

static bool has_two_runs(void) {
    return now()->runs == 2;
}

static bool has_three_runs(void) {
    return now()->runs == 3;
}

static bool wait_for(bool (*what)(void)) {
    for (int i = 0; i < 3000 && !what(); i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
        app_frame(&a);
    }
    return what();
}

static void press_button(const char *label) {
    float x, y;
    if (!find_text(label, 0, &x, &y))
        fail_msg("there is no \"%s\" on the screen", label);
    click(x, y);
}

/* LeNet-5 in the Network place, with some iterations behind it, paused. */
static int open_trained(void **fixture) {
    if (open_app(fixture))
        return 1;
    CHECK_FINE(open_path(&a.state, network));
    a.state.screen.place = PLACE_NETWORK;
    a.state.screen.lower = NETWORK_TRAINING;
    if (!wait_for(has_trained))
        return 1;
    command_run(&a.state, REQUEST_pause, NULL);
    bool paused = wait_for(is_paused);
    settle();
    return !paused;
}

static void weights_are_saved_and_opened_where_they_train(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}};
    float x, y;
    for (int i = 0; i < 4; i++) {
        app_resize(&a, sizes[i][0], sizes[i][1]);
        settle();
        if (!find_text("Save weights", 0, &x, &y) || !find_text("Open weights…", 0, &x, &y))
            fail_msg("at %d × %d weights cannot be saved or opened", sizes[i][0], sizes[i][1]);
        for (int item = 0; item < a.list.count; item++)
            if (a.list.items[item].kind == DRAW_TEXT && strstr(a.list.items[item].text, "weights"))
                assert_true(a.list.items[item].size >= 13 * a.ui.scale);
    }
    press_button("Save weights");
    assert_true(wait_for(has_saved));
    assert_string_equal(now()->refused, "");
    assert_true(cnn_file_exists(now()->file));
    char saved[sizeof now()->file];
    memcpy(saved, now()->file, sizeof saved);
    press_button("Open weights…");
    assert_true(a.state.screen.files.open);
    key(SDLK_ESCAPE);
    CHECK_FINE(open_path(&a.state, saved));
    assert_true(wait_for(has_two_runs));
    settle();
    char name[64];
    const char *slash = strrchr(saved, '/') + 1;
    cnn_format(name, sizeof name, "%.*s", (int)(strstr(slash, ".safetensors") - slash), slash);
    assert_true(find_text(name, 0, &x, &y)); /* the run is called after the file */

    /* A long name is shortened: it leaves the accuracy beside it alone. */
    assert_int_equal(rename(saved, "gewöhnlich-lange-namen.safetensors"), 0);
    CHECK_FINE(open_path(&a.state, "gewöhnlich-lange-namen.safetensors"));
    assert_true(wait_for(has_three_runs));
    settle();
    assert_true(find_text("gewöhnlich-…", 0, &x, &y));
}

static void another_network_is_trained_after_one_was_asked(void **fixture) {
    (void)fixture;
    static const char other[] = TESTS_DIR "/../assets/networks/lenet-5-classroom.yaml";
    static const place_id places[] = {PLACE_NETWORK, PLACE_BENCH, PLACE_ATLAS};
    const live *before = a.state.training.live;
    int64_t iteration = now()->iteration;
    float x, y;
    for (int i = 0; i < 3; i++) {
        a.state.screen.place = places[i];
        a.state.screen.present = i == 1;
        CHECK_FINE(open_path(&a.state, other));
        settle();
        assert_true(find_text("lenet-5-classroom.yaml?", 0, &x, &y));
        key(SDLK_o); /* no key but those of the answer */
        assert_int_equal(a.state.screen.place, places[i]);
        key(SDLK_ESCAPE);
        assert_string_equal(a.state.screen.waiting, "");
        assert_true(a.state.training.live == before && now()->iteration == iteration);
        assert_true(a.state.screen.present == (i == 1)); /* Esc kept the run, and ended nothing else */
    }
    a.state.screen.place = PLACE_NETWORK;
    a.state.screen.present = false;
    CHECK_FINE(open_path(&a.state, other));
    settle();
    press_button("Keep the present run");
    assert_true(a.state.training.live == before && !a.state.screen.waiting[0]);
    CHECK_FINE(open_path(&a.state, other));
    settle();
    press_button("Train it");
    assert_true(wait_for(has_trained));
    assert_string_equal(a.state.training.name, other);
    assert_string_equal(a.state.screen.waiting, "");
}

/* The checkpoint of a run is read in another thread; what is opened meanwhile does not end the run either. */
static void a_run_that_is_still_being_read_is_asked_for_too(void **fixture) {
    (void)fixture;
    command_run(&a.state, REQUEST_save_weights, NULL);
    assert_true(wait_for(has_saved));
    char saved[sizeof now()->file], *text = strdup(a.state.training.text);
    memcpy(saved, now()->file, sizeof saved);
    training_resume(&a.state.training, "before", text, saved);
    free(text);
    assert_true(now()->iteration == 0);
    CHECK_FINE(open_path(&a.state, network));
    assert_string_equal(a.state.screen.waiting, network);
    assert_string_equal(a.state.training.name, "before");
    key(SDLK_ESCAPE);
    assert_true(wait_for(has_trained));
    assert_string_equal(a.state.training.name, "before");
    remove(saved);
}

static bool is_inside(void) {
    return session_is_inside(&a.state.session);
}

static void the_panel_says_where_one_comes_out_and_what_is_watched(void **fixture) {
    (void)fixture;
    static const bench_kind kinds[] = {BENCH_CONV, BENCH_POOL};
    static const char *const ways[] = {"Back to the convolution bench", "Back to the pooling bench"};
    for (int i = 0; i < 2; i++) {
        command_run(&a.state, i ? REQUEST_pooling : REQUEST_convolution, NULL);
        command_run(&a.state, REQUEST_enter, NULL);
        assert_true(wait_for(is_inside));
        a.state.screen.place = PLACE_BENCH;
        app_resize(&a, 1024, 640);
        command_run(&a.state, REQUEST_product, NULL);
        if (!a.state.training.watches.count)
            command_run(&a.state, REQUEST_watch, NULL);
        settle();
        assert_true(a.state.training.watches.count > 0);
        const char *name = a.state.training.watches.list[0].name;
        bool seen = false;
        for (int item = 0; item < a.list.count; item++)
            if (a.list.items[item].kind == DRAW_TEXT && !strncmp(a.list.items[item].text, name, 5)) {
                seen = true;
                assert_true(a.list.items[item].size >= 13 * a.ui.scale);
            }
        assert_true(seen);
        press_button(ways[i]);
        assert_false(is_inside());
        assert_int_equal(a.state.session.bench.kind, kinds[i]);
    }
}

static void drop(Uint32 type) {
    SDL_Event e = {.drop = {.type = type}};
    app_event(&a, &e);
    app_frame(&a);
}

static void what_may_be_dropped_is_said_for_each_place(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1920, 1080}};
    static const struct {
        place_id place;
        const char *word; /* of one line there, and of no other place's */
    } places[] = {{PLACE_NETWORK, "goes"}, {PLACE_BENCH, "becomes"}, {PLACE_ATLAS, "Atlas."}};
    float x, y;
    for (int i = 0; i < 3; i++)
        for (int size = 0; size < 2; size++) {
            a.state.screen.place = places[i].place;
            app_resize(&a, sizes[size][0], sizes[size][1]);
            settle();
            assert_false(find_text(places[i].word, 0, &x, &y));
            drop(SDL_DROPBEGIN);
            assert_true(find_text(places[i].word, 0, &x, &y));
            assert_true(find_text("(.md)", 0, &x, &y) || find_text("lesson", 0, &x, &y));
            drop(SDL_DROPCOMPLETE);
            assert_false(find_text(places[i].word, 0, &x, &y));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(weights_are_saved_and_opened_where_they_train, open_trained, close_app),
        cmocka_unit_test_setup_teardown(what_may_be_dropped_is_said_for_each_place, open_trained, close_app),
        cmocka_unit_test_setup_teardown(a_run_that_is_still_being_read_is_asked_for_too, open_trained, close_app),
        cmocka_unit_test_setup_teardown(
            the_panel_says_where_one_comes_out_and_what_is_watched, open_trained, close_app),
        cmocka_unit_test_setup_teardown(another_network_is_trained_after_one_was_asked, open_trained, close_app),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
