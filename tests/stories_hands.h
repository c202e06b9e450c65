/* Hands that count what they do, and eyes that read the screen. A drag is one click, a turn of the wheel too; pointing is
 * free. */
#ifndef STORIES_HANDS_H
#define STORIES_HANDS_H

#include "hand.h"

/* The network of 1989, with a rate of which the next smaller one is the half. */
static const char network[] = "a-network.yaml";

typedef enum beginning { BENCH, TRAINING } beginning;

static int clicks, keys;
static bool running;

/* ---- hands ---- */

static void tap_at(const char *name, float x, float y) {
    rect at = control(name);
    clicks++;
    click(at.x + at.w * x, at.y + at.h * y);
}

static void tap(const char *name) {
    tap_at(name, 0.5f, 0.5f);
}

/* Of the bar at the top, or of the menu that it folds into. */
static void tap_bar(const char *name) {
    char text[64];
    snprintf(text, sizeof text, "command.%s", name);
    if (ui_find(&a.ui, text, &(rect){0})) {
        tap(text);
        return;
    }
    tap("menu4");
    snprintf(text, sizeof text, "menu.%s", name);
    tap(text);
}

static bool is_in_sight(const char *name) {
    return ui_find(&a.ui, name, &(rect){0});
}

/* At the end of the panel beside the bench, which scrolls where it is longer than the window. */
static void tap_panel(const char *name) {
    if (!is_in_sight(name)) {
        rect at = control("panel.reset");
        clicks++;
        point(at.x, at.y + 6 * at.h);
        for (int i = 0; i < 30; i++)
            wheel(-1);
    }
    tap(name);
}

/* By the path, or where it has no room by the tab. */
static void tap_path(const char *tab) {
    tap(is_in_sight("path.network") ? "path.network" : tab);
}

static void tap_word(const char *word) {
    float x, y;
    if (!find_text(word, 0, &x, &y))
        fail_msg("\"%s\" is not on the screen", word);
    clicks++;
    click(x, y);
}

static void turn_wheel(const char *left, int notches) {
    rect at = control(left); /* the button at the left end of what is turned */
    clicks++;
    point(at.x + 2.5f * at.w, at.y + at.h / 2);
    for (int i = 0; i < abs(notches); i++)
        wheel(notches < 0 ? -1 : 1);
}

static void hit(SDL_Keycode code) {
    keys++;
    key(code);
}

static void chord(SDL_Keycode code) {
    keys++;
    key_with(code, KMOD_CTRL);
}

static void put(const char *text) {
    keys += (int)strlen(text);
    type(text);
}

/* Syllables of Hangul, or words of any script: each is a key. */
static void put_words(const char *text) {
    for (const char *c = text; *c; cnn_utf8_next(&c))
        keys++;
    type_words(text);
}

static void stroke(const char *name, float from, float to) {
    clicks++;
    press_in(name, from, from);
    point_in(name, to, to);
    release_in(name, to, to);
}

/* ---- looking ---- */

static session *own(void) {
    return &a.state.session;
}

static const live_snapshot *live_now(void) {
    return &a.state.training.snapshot;
}

/* The words stand on the screen, in this order. */
static bool reads(const char *words) {
    static char all[60000];
    size_t length = 0;
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_TEXT && length + strlen(item->text) + 2 < sizeof all)
            length += (size_t)snprintf(all + length, sizeof all - length, "%s ", item->text);
    }
    return strstr(all, words) != NULL;
}

/* What is pointed at says so when the mouse rests on it. */
static bool is_told(const char *words) {
    app_tick(&a, 0.6);
    app_frame(&a);
    return reads(words);
}

static bool tells(const char *name, const char *words) {
    point_away();
    point_in(name, 0.5f, 0.5f);
    return is_told(words);
}

static bool wait_until(bool (*there)(void)) {
    for (int i = 0; i < 12000 && !there(); i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    settle();
    return there();
}

static void play_to_the_end(void) {
    for (int i = 0; i < 2000 && own()->player.playing; i++)
        app_tick(&a, 0.05);
    settle();
    assert_false(own()->player.playing);
}

static cnn_phase phase(void) {
    return own()->player.at.phase;
}

static bool trains(void) {
    return live_now()->state == LIVE_TRAINING;
}

static bool rests(void) {
    return live_now()->state == LIVE_PAUSED;
}

static bool is_inside(void) {
    return session_is_inside(own()) && a.state.screen.place == PLACE_BENCH;
}

static bool has_a_curve(void) {
    return trains() && live_now()->iteration > 300 && training_can(&a.state.training);
}

static bool is_seen(void) {
    return a.state.training.seen != NULL;
}

static int width = 1366, height = 768;

static void begin(beginning from) {
    if (running)
        app_stop(&a);
    assert_int_equal(
        system("sed 's/rate: 0.03/rate: 0.02/' '" TESTS_DIR "/../assets/networks/zip-code-1989.yaml' >a-network.yaml"),
        0);
    CHECK_FINE(app_start(&a, from == TRAINING ? network : NULL, false));
    running = true;
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.reduced_motion = true; /* what comes to rest is looked at */
    app_resize(&a, width, height);
    point_away();
    if (from == TRAINING)
        assert_true(wait_until(has_a_curve));
    clicks = keys = 0;
}

static void to_the_network(void) {
    tap("tab.network");
    assert_true(wait_until(is_seen));
}

#endif
