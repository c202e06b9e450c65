/* Kept pictures of every place and of every operator, forward and backward, and of screens in an all-pairs choice of
 * languages, themes, presenter mode and sizes: fonts may differ a little, layout may not. What differs is drawn beside the
 * build. test_pictures FOLDER: writes the pictures there, to be looked at and kept. */
#include "hand.h"

#include "operator_bed.h"
#include "shot.h"

#include <SDL_image.h>

static const char *keep_in; /* the folder to write to; NULL: compare */
static int different_pictures;

/* How many blocks of 16 x 16 pixels differ in their mean brightness. */
static int different_blocks(const SDL_Surface *one, const SDL_Surface *other) {
    enum { BLOCK = 16, MOST = 24 };
    int different = 0;
    for (int y = 0; y + BLOCK <= one->h; y += BLOCK)
        for (int x = 0; x + BLOCK <= one->w; x += BLOCK) {
            int sums[2] = {0, 0};
            const SDL_Surface *two[] = {one, other};
            for (int s = 0; s < 2; s++)
                for (int i = 0; i < BLOCK * BLOCK; i++) {
                    const Uint8 *p =
                        (const Uint8 *)two[s]->pixels + (y + i / BLOCK) * two[s]->pitch + (x + i % BLOCK) * 4;
                    sums[s] += p[0] + p[1] + p[2];
                }
            different += abs(sums[0] - sums[1]) > MOST * 3 * BLOCK * BLOCK;
        }
    return different;
}

static bool looks_the_same(const SDL_Surface *drawn, const char *path) {
    enum { MOST = 12 };
    SDL_Surface *kept = IMG_Load(path),
                *same = kept ? SDL_ConvertSurfaceFormat(kept, SDL_PIXELFORMAT_XRGB8888, 0) : NULL;
    bool fine = same && same->w == drawn->w && same->h == drawn->h && different_blocks(drawn, same) <= MOST;
    SDL_FreeSurface(kept);
    SDL_FreeSurface(same);
    return fine;
}

static void look(const char *name) {
    SDL_Surface *drawn;
    char path[512];
    point_away();
    a.state.session.player.motion = 1;
    player_rest(&a.state.session.player);
    settle();
    CHECK_FINE(shot_surface(&a, &drawn));
    snprintf(path, sizeof path, "%s/%s.png", keep_in ? keep_in : TESTS_DIR "/pictures", name);
    if (!keep_in && !looks_the_same(drawn, path)) {
        print_error("%s differs; what was drawn is %s/%s.png\n", path, BUILD_DIR, name);
        different_pictures++;
        snprintf(path, sizeof path, BUILD_DIR "/%s.png", name);
        CHECK_FINE(shot_save(drawn, path));
    } else if (keep_in) {
        CHECK_FINE(shot_save(drawn, path));
    }
    SDL_FreeSurface(drawn);
}

static void plain_view(void) {
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.present = false;
    app_resize(&a, 1280, 770);
}

/* ---- screens ---- */

static void show_bench(bench_kind kind, int padding, cnn_phase phase) {
    fresh(kind);
    a.state.screen.place = PLACE_BENCH;
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_PADDING, .value = padding});
    const cnn_walk *walk = a.state.session.player.walk;
    const cnn_segment *s = cnn_walk_find(walk, phase, session_node(&a.state.session));
    player_go(&a.state.session.player, cnn_walk_address(walk, s->first + s->steps / 2, CNN_DEPTH_POSITION));
    settle();
}

static void show_convolution(void) {
    show_bench(BENCH_CONV, 1, CNN_FORWARD);
}

static void show_convolution_backward(void) {
    show_bench(BENCH_CONV, 0, CNN_BACKWARD);
}

static void show_pooling(void) {
    show_bench(BENCH_POOL, 0, CNN_FORWARD);
}

static void show_pooling_backward(void) {
    show_bench(BENCH_POOL, 1, CNN_BACKWARD);
}

static void show_colours(void) {
    show_bench(BENCH_CONV, 0, CNN_FORWARD);
    bench_set_channels(&a.state.session.bench, 3);
    state_settle(&a.state);
}

static void show_large(void) {
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_set_part, &(argument){.part = CNN_PART_INPUT, .value = 28});
    const cnn_walk *walk = a.state.session.player.walk;
    player_go(&a.state.session.player, cnn_walk_address(walk, walk->segments[0].steps / 2, CNN_DEPTH_POSITION));
}

static void show_lesson(void) {
    fresh(BENCH_CONV);
    command_run(&a.state, REQUEST_lessons, NULL);
    reader_open_entry(&a.state.lesson, &a.state.session, 4);
    reader_go(&a.state.lesson, &a.state.session, 1);
    settle();
}

static void show_contents(void) {
    show_lesson();
    a.state.lesson.contents = true;
}

static void show_commands(void) {
    show_bench(BENCH_CONV, 0, CNN_FORWARD);
    command_run(&a.state, REQUEST_help, NULL);
}

static void show_atlas(void) {
    fresh(BENCH_CONV);
    a.state.screen.place = PLACE_BENCH;
    command_run(&a.state, REQUEST_atlas, NULL);
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "lenet-5-1998", NULL));
}

static const struct {
    const char *name;
    void (*show)(void);
} screens[] = {{"convolution", show_convolution}, {"convolution-backward", show_convolution_backward},
    {"pooling", show_pooling}, {"pooling-backward", show_pooling_backward}, {"colours", show_colours},
    {"large", show_large}, {"lesson", show_lesson}, {"contents", show_contents}, {"commands", show_commands},
    {"atlas", show_atlas}};
enum { SCREENS = sizeof screens / sizeof *screens };

static void leave_screen(void) {
    a.state.screen.help = false;
    a.state.lesson.contents = false;
    a.state.screen.place = PLACE_BENCH;
    session_show_own(&a.state.session, BENCH_CONV);
    state_settle(&a.state);
}

static void every_place_looks_as_it_was_kept(void **fixture) {
    (void)fixture;
    different_pictures = 0;
    for (int i = 0; i < SCREENS; i++) {
        screens[i].show();
        plain_view();
        look(screens[i].name);
        leave_screen();
    }
    assert_int_equal(different_pictures, 0);
}

/* Each screen at each size; over the rows every language meets every theme and presenter mode, and each of them every
 * screen and size. */
static void all_pairs_look_as_they_were_kept(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}, {3840, 2160}};
    static const char *const languages[] = {"en", "ko"}, *const themes[] = {"light", "dark", "contrast"};
    different_pictures = 0;
    for (int i = 0; i < SCREENS * 5; i++) {
        int at = i / 5, size = i % 5, turn = at + size, in = turn % 2, theme = (at + 2 * size) % 3,
            present = (at / 2 + size) % 2;
        char name[120];
        screens[at].show();
        strings_use((language)in);
        theme_use((theme_id)theme);
        a.state.screen.present = present;
        app_resize(&a, sizes[size][0], sizes[size][1]);
        cnn_format(name, sizeof name, "%s-%s-%s%s-%d", screens[at].name, languages[in], themes[theme],
            present ? "-presenter" : "", sizes[size][0]);
        look(name);
        plain_view();
        leave_screen();
    }
    assert_int_equal(different_pictures, 0);
}

static void every_operator_looks_as_it_was_kept(void **fixture) {
    (void)fixture;
    static const cnn_phase phases[] = {CNN_FORWARD, CNN_LOSS, CNN_BACKWARD, CNN_UPDATE};
    static const char *const names[] = {"forward", "loss", "backward", "update"};
    different_pictures = 0;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        fresh(BENCH_CONV);
        bed b = make_bed((cnn_op_kind)kind);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        state_settle(&a.state);
        plain_view();
        const cnn_walk *walk = a.state.session.player.walk;
        for (int i = 0; i < 3; i++) {
            const cnn_segment *s = cnn_walk_find(walk, phases[i], b.node);
            char name[120];
            if (!s || !s->steps || s->node != b.node || s->phase != phases[i])
                continue;
            player_go(&a.state.session.player, cnn_walk_address(walk, s->first + s->steps / 2, CNN_DEPTH_POSITION));
            cnn_format(name, sizeof name, "operator-%s-%s", op->name, names[i]);
            look(name);
        }
        leave_screen();
        free_bed(&b);
    }
    assert_int_equal(different_pictures, 0);
}

/* No further than that iteration, so that the curves end there each time. */
static void train_to(int64_t iteration) {
    const live_snapshot *now = &a.state.training.snapshot;
    breakpoints stop = {.count = 1, .list = {{.kind = BREAK_ITERATION, .iteration = iteration}}};
    live_stops(a.state.training.live, &stop);
    for (int i = 0; i < 6000 && now->state != LIVE_PAUSED; i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    assert_int_equal(now->iteration, iteration);
    command_run(&a.state, REQUEST_close_message, NULL);
}

/* How often it was judged on the way depends on how fast the machine is. */
static void keep_last_mark(void) {
    training_run_view *run = &a.state.training.snapshot.run_seen[0];
    assert_true(run->marks > 0);
    run->mark_at[0] = run->mark_at[run->marks - 1];
    run->accuracy[0] = run->accuracy[run->marks - 1];
    run->marks = 1;
}

/* On the digits, which every machine has, at the same iteration every time. */
static void the_network_looks_as_it_was_kept(void **fixture) {
    (void)fixture;
    different_pictures = 0;
    app_stop(&a);
    CHECK_FINE(app_start(&a, TESTS_DIR "/../assets/networks/zip-code-1989.yaml", false));
    strings_use(LANGUAGE_EN);
    train_to(60);
    command_run(&a.state, REQUEST_network, NULL);
    const live_snapshot *now = &a.state.training.snapshot;
    for (int i = 0; i < 6000 && (!a.state.training.seen || now->judged.at != now->iteration); i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    keep_last_mark();
    plain_view();
    look("network");
    theme_use(THEME_DARK);
    strings_use(LANGUAGE_KO);
    app_resize(&a, 1024, 640);
    look("network-ko-dark-1024");
    assert_int_equal(different_pictures, 0);
}

int main(int count, char **arguments) {
    keep_in = count > 1 ? arguments[1] : NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_looks_as_it_was_kept),
        cmocka_unit_test(all_pairs_look_as_they_were_kept),
        cmocka_unit_test(every_operator_looks_as_it_was_kept),
        cmocka_unit_test(the_network_looks_as_it_was_kept),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
