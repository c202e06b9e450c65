/* The real application driven by SDL events, without a display. */
#include "hand.h"

#include "command.h"
#include "document.h"
#include "file.h"
#include "session.h"
#include "shot.h"

#include <SDL_image.h>

static void wheel(int y) {
    SDL_Event e = {.wheel = {.type = SDL_MOUSEWHEEL, .y = y}};
    app_event(&a, &e);
    settle();
}

/* The middle of the first item of the frame that shows this text right of `from_x`. */
static bool find_text(const char *text, float from_x, float *x, float *y) {
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_TEXT && item->at.x >= from_x && !strcmp(item->text, text)) {
            *x = item->at.x + item->at.w / 2;
            *y = item->at.y + item->at.h / 2;
            return true;
        }
    }
    return false;
}

static void fresh(bench_kind kind) {
    command_finish_edit(&a, false);
    bench_step_outside(&a.bench);
    uint64_t version = a.bench.version;
    bench_stop(&a.bench);
    bench_start(&a.bench, kind);
    a.bench.version += version + 1;
    a.bench.pool = 0;
    a.channel = 0;
    a.present = a.help = false;
    a.input_view = a.output_view = (view){0};
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    app_resize(&a, 1280, 800);
    app_bind(&a);
    player_depth(&a.player, CNN_DEPTH_POSITION);
    player_seek(&a.player, a.player.first);
    settle();
}

static float output_at(int i) {
    return a.bench.recording->pass->value[1].data[i];
}

static void keys_step_through_positions_and_products(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    assert_int_equal(a.player.at.column, 0);
    key(SDLK_RIGHT);
    assert_int_equal(a.player.at.column, 1);
    key(SDLK_DOWN);
    assert_int_equal(a.player.at.depth, CNN_DEPTH_PRODUCT);
    key(SDLK_RIGHT);
    assert_int_equal(a.player.at.tap_column, 1);
    key(SDLK_UP);
    assert_int_equal(a.player.at.depth, CNN_DEPTH_POSITION);
    key(SDLK_LEFT);
    assert_int_equal(a.player.at.column, 0);
    key(SDLK_LEFT);
    assert_int_equal(a.player.at.column, 0);
    key(SDLK_END);
    assert_int_equal(a.player.at.phase, CNN_UPDATE);
    key(SDLK_HOME);
    assert_int_equal(player_index(&a.player), 8);
    key(SDLK_3);
    assert_int_equal(a.player.at.depth, CNN_DEPTH_ROW);
    key(SDLK_RIGHT);
    assert_int_equal(a.player.at.row, 1);
    key(SDLK_5);
    assert_int_equal(player_index(&a.player), 80);
    key(SDLK_2);
    assert_int_equal(a.player.at.row * 3 + a.player.at.column, 8);
    /* A place of a larger output, as an older picture may name it, is none here. */
    cnn_address far = a.player.at;
    far.row = 50;
    assert_false(player_go(&a.player, far));
    far.node = 99;
    assert_false(player_go(&a.player, far));
    /* The last product's address, taken as a place, is the place around it and not one beyond. */
    cnn_address last = cnn_walk_at_depth(a.player.walk, a.player.at, CNN_DEPTH_PRODUCT);
    int64_t here = player_index(&a.player);
    last.depth = CNN_DEPTH_POSITION;
    player_go(&a.player, last);
    assert_int_equal(player_index(&a.player), here);
}

static void play_reaches_the_end_and_stops(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    key(SDLK_SPACE);
    assert_true(a.player.playing);
    for (int i = 0; i < 400 && a.player.playing; i++)
        app_tick(&a, 0.1);
    assert_false(a.player.playing);
    assert_int_equal(player_index(&a.player), a.player.last);
}

static void the_formula_is_the_control(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    float x, y;
    /* The first 0 right of the panel stands in the formula: the padding. */
    assert_true(find_text("0", 700, &x, &y));
    point(x, y);
    assert_int_equal(a.hover.part, CNN_PART_PADDING);
    wheel(1);
    assert_int_equal(a.bench.padding, 1);
    assert_int_equal(a.bench.recording->pass->value[1].shape.h, 5);
    click(x, y);
    assert_int_equal(a.edit.kind, EDIT_PART);
    type("2");
    key(SDLK_RETURN);
    assert_int_equal(a.bench.padding, 2);
    assert_int_equal(a.bench.recording->pass->value[1].shape.h, 7);
}

static void a_pixel_is_clicked_typed_and_painted(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    assert_true(output_at(0) == 4);
    float x, y;
    assert_true(find_text("×1", 300, &x, &y));
    click(x, y);
    assert_int_equal(a.edit.kind, EDIT_PIXEL);
    type("7");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(&a.bench, 0, 0, 0) == 7);
    assert_true(output_at(0) == 10);
    press(x, y, 1);
    point(x + 56, y);
    point(x + 112, y);
    release(x + 112, y);
    assert_true(*bench_pixel(&a.bench, 0, 0, 1) == 7);
    assert_true(*bench_pixel(&a.bench, 0, 0, 2) == 7);
    assert_true(output_at(0) == 16);
    key(SDLK_ESCAPE);
    assert_int_equal(a.edit.kind, EDIT_NONE);
}

static void nonsense_typed_into_a_cell_changes_nothing_and_is_said(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    float x, y;
    assert_true(find_text("×1", 300, &x, &y));
    click(x, y);
    type("1.2.3");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(&a.bench, 0, 0, 0) == 1);
    assert_non_null(strstr(a.message, "1.2.3"));
}

static void an_output_cell_is_clicked_to_go_there(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    float x, y;
    assert_true(find_text("Feature map", 300, &x, &y));
    float cell = 54;
    rect at = {0};
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, "Feature map"))
            at = a.list.items[i].at;
    click(at.x + cell * 1.5f, at.y + at.h + cell * 2.5f);
    assert_int_equal(a.player.at.row, 2);
    assert_int_equal(a.player.at.column, 1);
    assert_int_equal(a.hover.kind, HOVER_OUTPUT);
}

static void a_filter_that_does_not_fit_moves_nothing_and_says_why(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    command_set_part(&a, CNN_PART_INPUT, 3);
    command_set_part(&a, CNN_PART_KERNEL, 5);
    settle();
    assert_false(a.bench.fits);
    assert_null(a.player.walk);
    float x, y;
    assert_true(
        find_text("The filter does not fit", 0, &x, &y) || find_text("fits", 0, &x, &y) || find_text("not", 0, &x, &y));
    key(SDLK_RIGHT);
    key(SDLK_SPACE);
    assert_false(a.player.playing);
    command_set_part(&a, CNN_PART_PADDING, 1);
    settle();
    assert_true(a.bench.fits);
    assert_non_null(a.player.walk);
}

static void sizes_are_kept_in_what_the_bench_can_hold(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    command_set_part(&a, CNN_PART_INPUT, 1000000);
    assert_int_equal(a.bench.rows, BENCH_SIDE);
    command_set_part(&a, CNN_PART_INPUT, -5);
    assert_int_equal(a.bench.rows, 1);
    command_set_part(&a, CNN_PART_STRIDE, 0);
    assert_int_equal(a.bench.stride, 1);
    settle();
}

static void rgb_and_several_filters_give_channel_sums_and_maps(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    key(SDLK_g);
    key(SDLK_k);
    assert_int_equal(a.bench.channels, 3);
    assert_int_equal(a.bench.filters, 2);
    float x, y;
    assert_true(find_text("Σ2 ", 300, &x, &y) || find_text(" + Σ2 ", 300, &x, &y));
    cnn_call call = cnn_pass_call(a.bench.recording->pass, a.bench.recording->before, 1, 0);
    cnn_call *c = &call;
    float sum = 0;
    for (int t = 0; t < 27; t++)
        sum += c->weight[t] * c->in[0].data[(t / 9) * 25 + (t % 9) / 3 * 5 + t % 3];
    assert_true(sum == output_at(0));
}

static void pooling_shows_three_answers_for_one_window(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    key(SDLK_o);
    assert_int_equal(a.bench.kind, BENCH_POOL);
    float x, y;
    assert_true(find_text("Max pooling", 300, &x, &y) && find_text("Average pooling", 300, &x, &y) &&
                find_text("Min pooling", 300, &x, &y));
    key(SDLK_m);
    assert_int_equal(a.bench.pool, 1);
    assert_string_equal(a.player.walk->net->nodes[a.player.at.node].name, "average");
    key(SDLK_c);
    assert_int_equal(a.bench.kind, BENCH_CONV);
}

static void language_theme_presenter_and_help_switch_in_place(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    key(SDLK_RIGHT);
    float x, y;
    key(SDLK_l);
    assert_int_equal(strings_language(), LANGUAGE_KO);
    assert_true(find_text("합성곱", 0, &x, &y));
    assert_int_equal(a.player.at.column, 1);
    key(SDLK_l);
    key(SDLK_t);
    assert_int_equal(theme_used(), THEME_DARK);
    key(SDLK_t);
    assert_int_equal(theme_used(), THEME_CONTRAST);
    key(SDLK_t);
    key(SDLK_p);
    assert_true(a.present);
    key(SDLK_ESCAPE);
    assert_false(a.present);
    key(SDLK_QUESTION);
    assert_true(a.help);
    click(640, 400);
    assert_false(a.help);
}

static void every_control_is_reached_by_tab(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    int reached = 0;
    for (int i = 0; i < 60; i++) {
        key(SDLK_TAB);
        reached += a.ui.focus != 0;
    }
    assert_int_equal(reached, 60);
    assert_true(a.ui.order_count > 25);
    /* Tab to the padding's number in the formula, then the arrow changes it. */
    int padding = a.bench.padding;
    for (int i = 0; i < a.ui.order_count * 2 && a.bench.padding == padding; i++) {
        key(SDLK_TAB);
        if (a.ui.focus == ui_id("formula.numbers.1.5"))
            key(SDLK_UP);
    }
    assert_int_equal(a.bench.padding, padding + 1);
    key(SDLK_ESCAPE);
}

static void all_commands_and_strings_are_translated(void **state) {
    (void)state;
    cnn_document *files[2];
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../assets/strings/en.yaml", &files[0]));
    CHECK_FINE(cnn_document_open(TESTS_DIR "/../assets/strings/ko.yaml", &files[1]));
    cnn_yaml *en = cnn_document_root(files[0]), *ko = cnn_document_root(files[1]);
    assert_int_equal(cnn_yaml_count(en), cnn_yaml_count(ko));
    for (int i = 0; i < cnn_yaml_count(en); i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(en, i)), *one = cnn_yaml_text(cnn_yaml_value(en, i));
        cnn_yaml *other = cnn_yaml_get(ko, name);
        if (!other)
            fail_msg("%s has no Korean text", name);
        const char *two = cnn_yaml_text(other);
        /* The same placeholders in the same order. */
        for (const char *p = strchr(one, '%'), *q = strchr(two, '%'); p || q;
             p = strchr(p + 2, '%'), q = strchr(q + 2, '%'))
            if (!p || !q || strncmp(p, q, 2))
                fail_msg("%s: the placeholders differ", name);
    }
    cnn_document_free(files[0]);
    cnn_document_free(files[1]);
    for (int i = 0; i < command_count; i++) {
        char name[64];
        cnn_format(name, sizeof name, "command.%s", command_table[i].name);
        assert_string_not_equal(tr(name), name);
        for (int j = 0; j < i; j++)
            assert_true(command_table[j].code != command_table[i].code || !command_table[i].code);
    }
}

/* No text leaves the window in either language, at any of the sizes, and nothing on the screen is an untranslated name.
 */
static void no_text_is_cut_or_untranslated(void **state) {
    (void)state;
    static const int sizes[][2] = {{1024, 640}, {1280, 800}, {1920, 1080}};
    for (int language_at = 0; language_at < 2; language_at++)
        for (int size = 0; size < 3; size++)
            for (int kind = 0; kind < 2; kind++)
                for (int present = 0; present < 2; present++) {
                    fresh((bench_kind)kind);
                    strings_use((language)language_at);
                    a.present = present;
                    app_resize(&a, sizes[size][0], sizes[size][1]);
                    settle();
                    for (int i = 0; i < a.list.count; i++) {
                        const draw_item *item = &a.list.items[i];
                        if (item->kind != DRAW_TEXT)
                            continue;
                        if (item->at.x < 0 || item->at.y < -4 || item->at.x + item->at.w > a.width + 1 ||
                            item->at.y + item->at.h > a.height + 4)
                            fail_msg("\"%s\" is cut at %d x %d", item->text, sizes[size][0], sizes[size][1]);
                        const char *dot = strchr(item->text, '.');
                        if (dot && dot > item->text && dot[1] >= 'a' && dot[1] <= 'z' && dot[-1] >= 'a' &&
                            dot[-1] <= 'z')
                            fail_msg("\"%s\" is not translated", item->text);
                    }
                    strings_use(LANGUAGE_EN);
                }
}

/* The mean brightness of blocks of 16 x 16 pixels, compared with a picture kept beside the tests: fonts may differ a
 * little, layout may not. */
static void compare_picture(const char *name) {
    SDL_Surface *drawn;
    char path[512], made[512];
    snprintf(path, sizeof path, TESTS_DIR "/pictures/%s.png", name);
    CHECK_FINE(shot_surface(&a, &drawn));
    SDL_Surface *kept = IMG_Load(path);
    if (!kept) {
        snprintf(made, sizeof made, BUILD_DIR "/%s.png", name);
        shot_save(drawn, made);
        fail_msg("%s is missing; what was drawn is in %s", path, made);
    }
    SDL_Surface *same = SDL_ConvertSurfaceFormat(kept, SDL_PIXELFORMAT_XRGB8888, 0);
    assert_int_equal(same->w, drawn->w);
    assert_int_equal(same->h, drawn->h);
    enum { BLOCK = 16 };
    int different = 0;
    for (int y = 0; y + BLOCK <= drawn->h; y += BLOCK)
        for (int x = 0; x + BLOCK <= drawn->w; x += BLOCK) {
            int sums[2] = {0, 0};
            const SDL_Surface *two[] = {drawn, same};
            for (int s = 0; s < 2; s++)
                for (int v = 0; v < BLOCK; v++)
                    for (int u = 0; u < BLOCK; u++) {
                        const Uint8 *p = (const Uint8 *)two[s]->pixels + (y + v) * two[s]->pitch + (x + u) * 4;
                        sums[s] += p[0] + p[1] + p[2];
                    }
            different += abs(sums[0] - sums[1]) > 24 * 3 * BLOCK * BLOCK;
        }
    if (different > 12) {
        snprintf(made, sizeof made, BUILD_DIR "/%s.png", name);
        shot_save(drawn, made);
        fail_msg("%d blocks differ from %s; what was drawn is in %s", different, path, made);
    }
    SDL_FreeSurface(drawn);
    SDL_FreeSurface(kept);
    SDL_FreeSurface(same);
}

static void type_line(const char *text) {
    command_run(&a, "line");
    command_type(&a, text);
    SDL_Event e = {.key = {.type = SDL_KEYDOWN, .keysym = {.sym = SDLK_RETURN}}};
    app_event(&a, &e);
    settle();
}

static void the_screen_looks_like_the_kept_pictures(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    command_set_part(&a, CNN_PART_PADDING, 1);
    cnn_address to = a.player.at;
    to.row = 1;
    to.column = 4;
    player_go(&a.player, to);
    point(5, 700);
    compare_picture("convolution");
    fresh(BENCH_POOL);
    strings_use(LANGUAGE_KO);
    theme_use(THEME_DARK);
    key(SDLK_RIGHT);
    compare_picture("pooling-ko-dark");
    fresh(BENCH_CONV);
    command_set_part(&a, CNN_PART_INPUT, 7);
    command_set_part(&a, CNN_PART_STRIDE, 3);
    a.present = true;
    settle();
    compare_picture("remainder-present");
    fresh(BENCH_CONV);
    bench_use_gradient(&a.bench, 2);
    app_bind(&a);
    type_line("backward/conv/0,1,1");
    point(5, 700);
    compare_picture("backward");
    bench_use_gradient(&a.bench, 0);
    strings_use(LANGUAGE_KO);
    CHECK_FINE(app_open(&a, TESTS_DIR "/../lessons/ko/05-padding.md"));
    course_go(&a, 1);
    type("2");
    point(5, 700);
    compare_picture("lesson-ko");
    a.course.open = false;
    strings_use(LANGUAGE_EN);
}

static void backward_and_update_are_stepped_on_the_bench(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    float x, y;
    key(SDLK_RIGHTBRACKET);
    assert_int_equal(a.player.at.phase, CNN_BACKWARD);
    assert_true(find_text("∂L/∂W so far", 300, &x, &y) && find_text("∂L/∂X so far", 300, &x, &y));
    assert_true(find_text("∂L/∂O", 600, &x, &y));
    key(SDLK_DOWN);
    assert_int_equal(a.player.at.depth, CNN_DEPTH_PRODUCT);
    key(SDLK_UP);
    key(SDLK_v);
    assert_true(find_text("Filter turned by 180°", 300, &x, &y));
    key(SDLK_v);
    key(SDLK_d);
    assert_int_equal(a.bench.gradient_preset, 1);
    assert_int_equal(a.player.at.phase, CNN_BACKWARD);
    key(SDLK_RIGHTBRACKET);
    assert_int_equal(a.player.at.phase, CNN_UPDATE);
    assert_true(find_text("Momentum before", 300, &x, &y));
    key(SDLK_e);
    assert_string_equal(a.nudged, "conv.weight[0]");
    CHECK_NEAR(a.nudge.slope, a.nudge.backprop, 1e-6);
    key(SDLK_LEFTBRACKET);
    key(SDLK_LEFTBRACKET);
    assert_int_equal(a.player.at.phase, CNN_FORWARD);
    fresh(BENCH_POOL);
    for (int pool = 0; pool < 3; pool++) {
        key(SDLK_RIGHTBRACKET);
        assert_int_equal(a.player.at.phase, CNN_BACKWARD);
        while (player_step(&a.player, 1))
            settle();
        key(SDLK_HOME);
        key(SDLK_m);
    }
    bench_use_gradient(&a.bench, 0);
}

static void addresses_and_breakpoints_are_typed(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    a.message[0] = '\0';
    type_line("backward/conv/0,2,1");
    assert_int_equal(a.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.player.at.row, 2);
    type_line("forward/nothing");
    assert_non_null(strstr(a.message, "there is no layer \"nothing\""));
    type_line("break forward/conv/0,1,1");
    type_line("break change backward/conv/0,0,0/0,0,1");
    type_line("break loss < 0.1");
    type_line("break iteration 12");
    assert_int_equal(a.breaks.count, 4);
    type_line("break iteration -3");
    assert_non_null(strstr(a.message, "whole number from 1 on"));
    type_line("break forward/conv/7,7,7");
    assert_non_null(strstr(a.message, "does not exist"));
    key(SDLK_HOME);
    key(SDLK_SPACE);
    for (int i = 0; i < 400 && a.player.playing; i++)
        app_tick(&a, 0.05);
    char text[CNN_ADDRESS_TEXT];
    cnn_address_format(a.player.walk, a.player.at, text);
    assert_string_equal(text, "forward/conv/0,1,1");
    key(SDLK_SPACE);
    for (int i = 0; i < 400 && a.player.playing; i++)
        app_tick(&a, 0.05);
    cnn_address_format(a.player.walk, a.player.at, text);
    assert_string_equal(text, "backward/conv/0,0,0");
    type_line("clear");
    assert_int_equal(a.breaks.count, 0);
    key(SDLK_b);
    assert_int_equal(a.breaks.count, 1);
    key(SDLK_b);
    assert_int_equal(a.breaks.count, 0);
}

static void the_timeline_zooms_down_to_a_product(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    point(500, 760);
    for (int i = 0; i < 40; i++)
        wheel(1);
    assert_true(a.time_to - a.time_from < 0.1);
    int64_t before = player_index(&a.player);
    click(420, 762);
    int64_t left = player_index(&a.player);
    click(900, 762);
    assert_true(player_index(&a.player) > left && player_index(&a.player) - left < 60);
    (void)before;
    for (int i = 0; i < 60; i++)
        wheel(-1);
    assert_true(a.time_from == 0 && a.time_to == 1);
}

static void files_open_by_dropping_and_bad_ones_are_said(void **state) {
    (void)state;
    fresh(BENCH_CONV);
    CHECK_FINE(app_open(&a, TESTS_DIR "/../assets/networks/first-window.yaml"));
    settle();
    assert_int_equal(a.bench.source, BENCH_INSIDE);
    assert_true(output_at(0) == 4);
    key(SDLK_RIGHT);
    assert_int_equal(a.player.at.column, 1);
    SDL_Event e = {.drop = {.type = SDL_DROPFILE, .file = SDL_strdup("/nowhere.yaml")}};
    app_event(&a, &e);
    settle();
    assert_non_null(strstr(a.message, "/nowhere.yaml"));
    CHECK_FAILS(app_open(&a, TESTS_DIR "/check.h"), "check.h");
    CHECK_FAILS(app_open(&a, TESTS_DIR "/nowhere.png"), "nowhere.png");
    CHECK_FINE(app_open(&a, TESTS_DIR "/pictures/convolution.png"));
    assert_int_equal(a.bench.rows, 28);
    settle();
}

static void the_training_network_is_stepped_inside_through_every_layer(void **state) {
    (void)state;
    app_stop(&a);
    CHECK_FINE(app_start(&a, TESTS_DIR "/../assets/networks/lenet-5.yaml", false));
    strings_use(LANGUAGE_EN);
    for (int i = 0; i < 3000 && (a.snapshot.state != LIVE_TRAINING || a.snapshot.iteration < 2); i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    settle();
    key(SDLK_y);
    assert_int_equal(a.bench.source, BENCH_TIED);
    assert_int_equal(a.bench.kernel, 5);
    assert_memory_equal(a.bench.weights, a.snapshot.weights, 25 * sizeof(float));
    key(SDLK_x);
    for (int i = 0; i < 3000 && a.bench.source != BENCH_INSIDE; i++) {
        SDL_Delay(10);
        app_tick(&a, 0.01);
    }
    assert_int_equal(a.bench.source, BENCH_INSIDE);
    settle();
    const cnn_walk *walk = a.player.walk;
    key(SDLK_5);
    int layers = 1;
    do {
        settle();
        layers++;
    } while (player_step(&a.player, 1));
    assert_int_equal(cnn_walk_at_depth(walk, a.player.at, CNN_DEPTH_LAYER).phase, CNN_UPDATE);
    assert_int_equal(layers, walk->count + 1);
    /* Every position of a small layer, and seeking to any step of the rest, draws. */
    cnn_address to;
    CHECK_FINE(cnn_address_parse(walk, "forward/softmax1/max", &to));
    player_go(&a.player, to);
    while (player_step(&a.player, 1) && player_index(&a.player) < a.player.last)
        settle();
    for (int i = 0; i < 60; i++) {
        player_seek(&a.player, a.player.last * i / 60);
        settle();
    }
    key(SDLK_x);
    assert_int_equal(a.bench.source, BENCH_FREE);
    settle();
}

static void put_file(const char *path, const void *bytes, size_t size) {
    cnn_piece piece = {bytes, size};
    CHECK_FINE(cnn_file_write(path, &piece, 1));
}

static void pictures_that_are_none_are_refused_before_they_are_decoded(void **state) {
    (void)state;
    static const unsigned char huge[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R',
        0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0, 0, 0};
    static const unsigned char cut[] = {0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 4, 0, 4, 1};
    float pixels[4];
    cnn_shape shape = {1, 1, 2, 2};
    put_file("/tmp/stride-huge.png", huge, sizeof huge);
    CHECK_FAILS(picture_read("/tmp/stride-huge.png", shape, pixels), "30000 x 30000 pixels");
    put_file("/tmp/stride-huge.png", huge, 0);
    CHECK_FAILS(picture_read("/tmp/stride-huge.png", shape, pixels), "the file is empty");
    put_file("/tmp/stride-huge.png", "no picture", 10);
    CHECK_FAILS(picture_read("/tmp/stride-huge.png", shape, pixels), "not a picture");
    put_file("/tmp/stride-huge.png", cut, sizeof cut);
    CHECK_FAILS(picture_read("/tmp/stride-huge.png", shape, pixels), "not a picture");
    remove("/tmp/stride-huge.png");
}

static void wrong_numbers_typed_in_a_line_are_refused(void **state) {
    (void)state;
    static const char *const lines[] = {
        "rate 0", "rate -1", "rate 1e9", "rate nan", "momentum 1", "batch 0", "batch 2.5", "picture -4"};
    fresh(BENCH_CONV);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        a.message[0] = '\0';
        type_line(lines[i]);
        if (!strstr(a.message, "is needed"))
            fail_msg("%s: %s", lines[i], a.message);
    }
    type_line("rate 0.01");
    assert_string_equal(a.message, tr("message.no_live"));
    type_line("nudge conv.weight 99");
    assert_non_null(strstr(a.message, "9"));
    type_line("nudge conv.bias 0");
    assert_string_equal(a.nudged, "conv.bias[0]");
    CHECK_NEAR(a.nudge.slope, a.nudge.backprop, 1e-6);
    type_line("nudge input 12");
    assert_string_equal(a.nudged, "input[12]");
    CHECK_NEAR(a.nudge.slope, a.nudge.backprop, 1e-6);
    type_line("run backward/conv/0,1,0");
    assert_true(a.player.playing);
    for (int i = 0; i < 400 && a.player.playing; i++)
        app_tick(&a, 0.05);
    assert_int_equal(a.player.at.phase, CNN_BACKWARD);
    assert_int_equal(a.player.at.row, 1);
    type_line("clear");
}

static bool wait_for(bool (*there)(void)) {
    for (int i = 0; i < 6000 && !there(); i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    settle();
    return there();
}
static bool has_view(void) {
    return a.net.seen != NULL && a.snapshot.iteration > 2;
}
static bool is_inside(void) {
    return a.bench.source == BENCH_INSIDE && !a.network;
}
static bool is_paused(void) {
    return a.snapshot.state == LIVE_PAUSED;
}
static bool is_training(void) {
    return a.snapshot.state == LIVE_TRAINING && a.snapshot.iteration > 0;
}
static bool has_branched(void) {
    return a.snapshot.branches == 2;
}
static bool is_judged(void) {
    return a.snapshot.judged_at >= 0;
}
static bool sees_own(void) {
    return a.net.seen && a.net.seen->image == -1;
}
static bool trains_edited(void) {
    return a.net.seen && a.net.seen->net->count == 15;
}

static void press_button(const char *label) {
    float x, y;
    if (!find_text(label, 0, &x, &y))
        fail_msg("there is no \"%s\" on the screen", label);
    click(x, y);
}

static void the_network_place_shows_time_travels_judges_and_edits(void **state) {
    (void)state;
    float x, y;
    a.net.lower = NETWORK_TRAINING;
    key(SDLK_w);
    assert_true(a.network && wait_for(has_view));
    assert_true(find_text("conv1 · relu1", 0, &x, &y) && find_text("6×28×28", 0, &x, &y));
    for (int i = 0; i < NETWORK_TABS; i++) {
        key(SDLK_h);
        assert_true(find_text("conv2 · relu2", 0, &x, &y));
    }
    key(SDLK_z);
    assert_true(wait_for(is_paused));

    /* Drag along the loss curve: to the middle. */
    int64_t end = a.snapshot.iteration;
    press(300, 560, 1);
    point(420, 560);
    assert_true(a.net.aimed > 0 && a.net.aimed < (double)end);
    double aimed = a.net.aimed;
    release(420, 560);
    for (int i = 0; i < 2000 && (double)a.snapshot.iteration != aimed; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_true((double)a.snapshot.iteration == aimed);

    /* Another learning rate from here on is a branch. */
    cnn_train_settings before = a.snapshot.branch_seen[0].settings;
    float rate_x, rate_y;
    settle();
    assert_true(find_text("η = 0.05", 0, &rate_x, &rate_y));
    point(rate_x, rate_y);
    wheel(1);
    assert_true(wait_for(has_branched));
    assert_int_equal(a.snapshot.branch_seen[1].fork, (int64_t)aimed);
    assert_true(a.snapshot.branch_seen[1].settings.rate != before.rate);
    key(SDLK_j);
    for (int i = 0; i < 400 && a.snapshot.iteration <= (int64_t)aimed; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_int_equal(a.snapshot.iteration, (int64_t)aimed + 1);

    key(SDLK_a);
    assert_int_equal(a.net.lower, NETWORK_JUDGED);
    assert_true(wait_for(is_judged));
    assert_true(find_text("surest", 0, &x, &y));

    /* Draw: what is drawn is what the network sees. */
    key(SDLK_s);
    assert_true(a.net.drawing);
    settle();
    press(80, 190, 1);
    point(90, 200);
    release(90, 200);
    float ink = 0;
    for (int i = 0; i < 784; i++)
        ink += a.net.own[i];
    assert_true(ink > 1);
    assert_true(wait_for(sees_own));
    key(SDLK_s);
    type_line("open " TESTS_DIR "/pictures/convolution.png");
    assert_non_null(strstr(a.net.own_note, "28 × 28"));
    type_line("open " TESTS_DIR "/check.h");
    assert_non_null(strstr(a.message, "check.h"));

    /* A map opens its layer on the bench. */
    a.net.tab = NETWORK_ACTIVATIONS;
    settle();
    assert_true(find_text("pool1", 0, &x, &y));
    click(x, y);
    assert_true(wait_for(is_inside));
    assert_string_equal(a.player.walk->net->nodes[app_node(&a)].name, "pool1");

    /* Edit: a layer more, undone, redone, trained. */
    key(SDLK_w);
    key(SDLK_a);
    assert_int_equal(a.net.lower, NETWORK_EDITING);
    settle();
    press_button("tanh");
    assert_int_equal(a.net.edit.desc->count, 13);
    command_run(&a, "undo");
    assert_int_equal(a.net.edit.desc->count, 12);
    command_run(&a, "redo");
    settle();
    press_button("train this network");
    assert_true(wait_for(is_training));
    assert_true(wait_for(trains_edited));
    strings_use(LANGUAGE_KO);
    for (int lower = 0; lower < NETWORK_LOWERS; lower++) {
        key(SDLK_a);
        for (int size = 0; size < 2; size++) {
            app_resize(&a, size ? 1920 : 1024, size ? 1080 : 640);
            settle();
            for (int i = 0; i < a.list.count; i++) {
                const draw_item *item = &a.list.items[i];
                if (item->kind == DRAW_TEXT &&
                    (item->at.x < 0 || item->at.x + item->at.w > a.width + 1 || item->at.y + item->at.h > a.height + 4))
                    fail_msg("\"%s\" is cut", item->text);
            }
        }
    }
    key(SDLK_w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_step_through_positions_and_products),
        cmocka_unit_test(play_reaches_the_end_and_stops), cmocka_unit_test(the_formula_is_the_control),
        cmocka_unit_test(a_pixel_is_clicked_typed_and_painted),
        cmocka_unit_test(nonsense_typed_into_a_cell_changes_nothing_and_is_said),
        cmocka_unit_test(an_output_cell_is_clicked_to_go_there),
        cmocka_unit_test(a_filter_that_does_not_fit_moves_nothing_and_says_why),
        cmocka_unit_test(sizes_are_kept_in_what_the_bench_can_hold),
        cmocka_unit_test(rgb_and_several_filters_give_channel_sums_and_maps),
        cmocka_unit_test(pooling_shows_three_answers_for_one_window),
        cmocka_unit_test(language_theme_presenter_and_help_switch_in_place),
        cmocka_unit_test(every_control_is_reached_by_tab), cmocka_unit_test(all_commands_and_strings_are_translated),
        cmocka_unit_test(no_text_is_cut_or_untranslated), cmocka_unit_test(the_screen_looks_like_the_kept_pictures),
        cmocka_unit_test(backward_and_update_are_stepped_on_the_bench),
        cmocka_unit_test(addresses_and_breakpoints_are_typed), cmocka_unit_test(the_timeline_zooms_down_to_a_product),
        cmocka_unit_test(pictures_that_are_none_are_refused_before_they_are_decoded),
        cmocka_unit_test(wrong_numbers_typed_in_a_line_are_refused),
        cmocka_unit_test(files_open_by_dropping_and_bad_ones_are_said),
        cmocka_unit_test(the_training_network_is_stepped_inside_through_every_layer),
        cmocka_unit_test(the_network_place_shows_time_travels_judges_and_edits)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
