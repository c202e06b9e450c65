/* The frame around the stage: its rows stand still, their words never touch, Esc closes what is topmost. */
#include "hand.h"

#include "places.h"
#include "settings.h"

#include <math.h>

static const float HEIGHTS[] = {44, 64, 32};

/* A press on a control that may be gone when the button is let go. */
static void tap(const char *name) {
    rect at = control(name);
    click(at.x + at.w / 2, at.y + at.h / 2);
}

/* ---- what a row shows ---- */

static bool is_in(const draw_item *item, float top, float bottom) {
    float middle = item->at.y + item->at.h / 2;
    return item->kind == DRAW_TEXT && item->text[0] && middle > top && middle < bottom;
}

static void expect_apart(float top, float bottom, const char *what) {
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *one = &a.list.items[i];
        if (!is_in(one, top, bottom))
            continue;
        if (one->at.x < 0 || one->at.x + one->at.w > a.width)
            fail_msg("%s, %.0f wide: \"%s\" is cut", what, (double)a.width, one->text);
        for (int j = 0; j < i; j++) {
            const draw_item *other = &a.list.items[j];
            rect both = rect_cross(one->at, other->at);
            if (is_in(other, top, bottom) && both.w > 0.5f && both.h > one->at.h * 0.3f)
                fail_msg("%s, %.0f wide: \"%s\" lies on \"%s\"", what, (double)a.width, one->text, other->text);
        }
    }
}

static void expect_rows_apart(const char *what) {
    float px = a.ui.scale, strip = a.height - HEIGHTS[2] * px;
    expect_apart(0, HEIGHTS[0] * px, what);
    expect_apart(strip - HEIGHTS[1] * px, strip, what);
    expect_apart(strip, a.height, what);
}

/* A snapshot as it is after some minutes of training, with long numbers. */
static void pretend_training(void) {
    live_snapshot *s = &a.state.training.snapshot;
    s->state = LIVE_PAUSED;
    cnn_format(s->network, sizeof s->network, "LeNet-5 in class");
    s->iteration = 1234567;
    s->loss = 0.402f;
    s->accuracy = 0.863f;
    s->filters = (cnn_shape){16, 1, 5, 5};
    for (int i = 0; i < 16 * 25; i++)
        s->weights[i] = (float)(i % 7) - 3;
    s->run_seen[0].count = 40;
    for (int i = 0; i < 40; i++)
        s->run_seen[0].loss[i] = 2.3f / (float)(i + 1);
}

static void no_words_of_the_rows_touch(void **fixture) {
    (void)fixture;
    char network[512];
    asset_path("networks/lenet-5-classroom.yaml", network, sizeof network);
    fresh(BENCH_CONV);
    training_use_file(&a.state.training, network);
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../lessons/en/02-convolution.md"));
    wait_for_task();
    for (int language_at = 0; language_at < 2; language_at++)
        for (int width = 960; width <= 1920; width += 20)
            for (int where = 0; where < 3; where++) {
                strings_use((language)language_at);
                a.state.screen.place = where == 2 ? PLACE_LESSONS : PLACE_BENCH;
                if (where == 1 && !session_is_inside(&a.state.session))
                    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
                if (where != 1)
                    session_step_outside(&a.state.session);
                state_settle(&a.state);
                app_resize(&a, width, 700);
                pretend_training();
                app_frame(&a);
                expect_rows_apart(language_at ? "Korean" : "English");
                a.state.screen.strip_open = where == 0;
            }
    training_end(&a.state.training);
    a.state.screen.place = PLACE_BENCH;
    fresh(BENCH_CONV);
}

static void the_strip_says_how_training_is(void **fixture) {
    (void)fixture;
    char network[512];
    float x, y;
    asset_path("networks/lenet-5-classroom.yaml", network, sizeof network);
    fresh(BENCH_CONV);
    app_frame(&a);
    assert_true(find_text("No network is training", 0, &x, &y));
    training_use_file(&a.state.training, network);
    pretend_training();
    app_frame(&a);
    assert_true(find_text("Paused", 0, &x, &y) && find_text("Go on training", 0, &x, &y));
    assert_true(find_text("+10", 0, &x, &y)); /* of 16 filters 6 are shown */
    a.state.training.snapshot.rests = LIVE_RESTS_LEVEL;
    app_frame(&a);
    assert_true(find_text("Resting", 0, &x, &y));
    a.state.training.snapshot.state = LIVE_TRAINING;
    app_frame(&a);
    assert_true(find_text("Training now", 0, &x, &y) && find_text("Step inside ↓", 0, &x, &y));
    training_end(&a.state.training);
    fresh(BENCH_CONV);
}

/* ---- the rows ---- */

static rect stage_of(place_id place) {
    a.state.screen.place = place;
    settle();
    return control("timeline");
}

static void the_rows_stand_still(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    rect before = stage_of(PLACE_BENCH);
    command_run(&a.state, REQUEST_pooling, NULL);
    rect pool = stage_of(PLACE_BENCH);
    assert_true(before.y == pool.y && before.h == pool.h);
    command_run(&a.state, REQUEST_unfold_strip, NULL);
    rect under = stage_of(PLACE_BENCH);
    assert_true(under.y == before.y);
    state_say(&a.state, "A sentence that is long enough to need more than one line in every window that it is said in, "
                        "because it goes on and on, and then says the same once more: it goes on and on, and on.");
    under = stage_of(PLACE_BENCH);
    assert_true(under.y == before.y);
    command_run(&a.state, REQUEST_convolution, NULL);
    fresh(BENCH_CONV);
}

/* A message stands in the row of the strip, and what it needs more it takes from the row above. */
static void messages_leave_the_stage_alone(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    state_say(&a.state, "%s", "done");
    settle();
    float x, y;
    assert_true(find_text("done", 0, &x, &y));
    assert_true(y > a.height - HEIGHTS[2] * a.ui.scale);
    tap("message.close");
    assert_true(!a.state.screen.message[0]);
}

/* ---- Esc ---- */

/* Everything that can lie over something else is open at once; each Esc closes one, in this order. */
static void escape_closes_the_topmost(void **fixture) {
    (void)fixture;
    screen *s = &a.state.screen;
    fresh(BENCH_CONV);
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    s->full_screen = s->why = s->strip_open = true;
    command_run(&a.state, REQUEST_line, NULL);
    s->menu = MENU_STEPS;
    state_say(&a.state, "so");
    app_frame(&a);
    key(SDLK_ESCAPE);
    assert_true(s->menu == MENU_NONE && s->edit.kind == EDIT_LINE);
    key(SDLK_ESCAPE);
    assert_true(s->edit.kind == EDIT_NONE && s->strip_open);
    key(SDLK_ESCAPE);
    assert_true(!s->strip_open && s->message[0]);
    key(SDLK_ESCAPE);
    assert_true(!s->message[0] && s->why);
    key(SDLK_ESCAPE);
    assert_true(!s->why && s->full_screen);
    s->present = true;
    key(SDLK_ESCAPE);
    assert_true(!s->present && s->full_screen);
    key(SDLK_ESCAPE);
    assert_true(!s->full_screen);
    assert_false(command_can(&a.state, REQUEST_leave));
    fresh(BENCH_CONV);
}

static void the_mouse_leaves_presenter_mode(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    key(SDLK_p);
    assert_true(a.state.screen.present);
    float x, y;
    assert_true(find_text("back to the window", 0, &x, &y));
    click(x, y);
    assert_false(a.state.screen.present);
}

/* ---- menus ---- */

static void a_narrow_window_has_its_places_in_a_menu(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    app_resize(&a, 980, 640);
    settle();
    rect unused;
    assert_false(ui_find(&a.ui, "tab.pooling", &unused));
    tap("menu1");
    assert_int_equal(a.state.screen.menu, MENU_PLACES);
    assert_false(ui_find(&a.ui, "command.step", &unused)); /* what lies under it has no mouse */
    tap("menu.pooling");
    assert_int_equal(a.state.screen.menu, MENU_NONE);
    assert_int_equal(a.state.session.bench.kind, BENCH_POOL);
    tap("menu2");
    assert_int_equal(a.state.screen.menu, MENU_STEPS);
    tap("menu.row");
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_ROW);
    tap("menu2");
    click(500, 300);
    assert_int_equal(a.state.screen.menu, MENU_NONE);
    tap("menu4"); /* what the bar has no room for */
    assert_int_equal(a.state.screen.menu, MENU_MORE);
    tap("menu.copy_link");
    assert_int_equal(a.state.screen.menu, MENU_NONE);
    assert_true(a.state.screen.message[0]);
    key(SDLK_ESCAPE);
    tap("menu3");
    assert_int_equal(a.state.screen.menu, MENU_PLAY);
    tap("menu.loop"); /* a switch stays where it is, to be seen turned */
    assert_true(a.state.session.player.loop && a.state.screen.menu == MENU_PLAY);
    tap("menu.loop");
    assert_false(a.state.session.player.loop);
    key(SDLK_ESCAPE);
    assert_int_equal(a.state.screen.menu, MENU_NONE);
    command_run(&a.state, REQUEST_convolution, NULL);
    fresh(BENCH_CONV);
}

/* ---- where one is ---- */

static void a_path_leads_back_out_of_a_network(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench_set_part(&a.state.session.bench, CNN_PART_INPUT, 7);
    CHECK_FINE(open_path(&a.state, TESTS_DIR "/../assets/networks/first-window.yaml"));
    settle();
    assert_string_equal(place_tabs[place_tab_here(&a.state)].label, "tab.network");
    tap("path.network");
    assert_false(session_is_inside(&a.state.session));
    assert_int_equal(a.state.session.bench.rows, 7); /* as it was left */
    command_run(&a.state, REQUEST_atlas, NULL);
    settle();
    command_run(&a.state, REQUEST_atlas_bench, NULL);
    settle();
    assert_int_equal(a.state.screen.place, PLACE_BENCH);
    tap("path.network");
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
    tap("tab.convolution");
    assert_false(session_is_inside(&a.state.session));
    assert_int_equal(a.state.session.bench.rows, 7);
    fresh(BENCH_CONV);
}

/* ---- the size of everything ---- */

static void larger_windows_show_more(void **fixture) {
    (void)fixture;
    static const struct {
        int width, height;
        float least, most;
    } sizes[] = {
        {960, 600, 1, 1}, {1280, 770, 1, 1}, {1366, 768, 1, 1}, {1920, 1080, 1.1f, 1.25f}, {3840, 2160, 1.9f, 2.1f}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        app_resize(&a, sizes[i].width, sizes[i].height);
        assert_true(a.ui.scale >= sizes[i].least && a.ui.scale <= sizes[i].most);
    }
    fresh(BENCH_CONV);
}

static void press_with_control(SDL_Keycode code) {
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = code, .mod = KMOD_CTRL}}};
    app_event(&a, &e);
    settle();
}

/* Everything is inside the window at every size of the text that can be chosen. */
static void text_is_scaled_by_hand_and_fits(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{960, 600}, {1280, 770}, {1366, 768}, {1920, 1080}, {3840, 2160}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        fresh(BENCH_CONV);
        app_resize(&a, sizes[i][0], sizes[i][1]);
        float usual = a.ui.scale;
        for (int n = 0; n < 8; n++)
            press_with_control(SDLK_EQUALS);
        assert_int_equal(a.state.screen.text_percent, a.state.screen.text_most);
        assert_true(a.width / a.ui.scale >= APP_LEAST_WIDTH - 1 && a.height / a.ui.scale >= APP_LEAST_HEIGHT - 1);
        if (i > 0)
            assert_true(a.ui.scale > usual * 1.2f);
        expect_apart(0, a.height, "large text");
        press_with_control(SDLK_0);
        assert_true(fabsf(a.ui.scale - usual) < 1e-4f);
        for (int n = 0; n < 8; n++)
            press_with_control(SDLK_MINUS);
        assert_int_equal(a.state.screen.text_percent, SETTINGS_TEXT_LEAST);
        assert_true(fabsf(a.ui.scale - usual * 0.8f) < 1e-4f);
    }
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_words_of_the_rows_touch),
        cmocka_unit_test(the_strip_says_how_training_is),
        cmocka_unit_test(the_rows_stand_still),
        cmocka_unit_test(messages_leave_the_stage_alone),
        cmocka_unit_test(escape_closes_the_topmost),
        cmocka_unit_test(the_mouse_leaves_presenter_mode),
        cmocka_unit_test(a_narrow_window_has_its_places_in_a_menu),
        cmocka_unit_test(a_path_leads_back_out_of_a_network),
        cmocka_unit_test(larger_windows_show_more),
        cmocka_unit_test(text_is_scaled_by_hand_and_fits),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
