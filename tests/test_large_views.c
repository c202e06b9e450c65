/* The pictures of large windows and of several channels: looked at as an eye would in every size, and used with the mouse. */
#include "hand.h"

#include "eye.h"
#include "large.h"
#include "op_view.h"
#include "stage_draw.h"

static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}};
enum { SIZES = sizeof sizes / sizeof *sizes, HOWS = 2 * 3 * 2 * SIZES };

static draw_list list;
static ui drawn;

/* Draws the stage alone, beside a panel and over the rows of the transport. */
static rect draw_stage(int how) {
    strings_use((language)(how % 2));
    theme_use((theme_id)(how / 2 % 3));
    a.state.screen.present = how / 6 % 2;
    app_resize(&a, sizes[how / 12][0], sizes[how / 12][1]);
    float px = a.ui.scale;
    bool present = a.state.screen.present;
    rect at = {present ? 0 : 300 * px, present ? 66 * px : 44 * px, 0, 0};
    at.w = a.width - at.x;
    at.h = a.height - at.y - (present ? 20 : 96) * px;
    view v = {&a.state, &a.state.view, &drawn, &list, &a.requests, a.width, a.height};
    draw_begin(&list, a.width, a.height);
    drawn.in = (ui_input){.x = -1, .y = -1};
    ui_begin(&drawn, &list, px);
    draw_rect(&list, (rect){0, 0, a.width, a.height}, theme_color(ROLE_GROUND), 0);
    stage_draw(&v, at);
    ui_end(&drawn);
    a.requests.count = 0;
    return at;
}

static void expect_inside(const char *name, rect area) {
    rect clip = {0, 0, a.width, a.height};
    for (int n = 1; n < list.count; n++) {
        const draw_item *i = &list.items[n];
        rect at = i->at;
        if (i->kind == DRAW_CLIP) {
            clip = i->at;
            continue;
        }
        if (i->kind == DRAW_LINE)
            at = (rect){fminf(at.x, at.w), fminf(at.y, at.h), fabsf(at.w - at.x), fabsf(at.h - at.y)};
        at = rect_cross(at, clip);
        if (at.w <= 0 || at.h <= 0)
            continue;
        if (at.x < area.x - 1 || at.y < area.y - 1 || at.x + at.w > area.x + area.w + 1 ||
            at.y + at.h > area.y + area.h + 1)
            fail_msg(
                "%s, %.0f x %.0f%s: an item of kind %d, \"%s\", at %.0f, %.0f (%.0f x %.0f) lies outside of the stage",
                name, (double)a.width, (double)a.height, a.state.screen.present ? ", presenter" : "", (int)i->kind,
                i->kind == DRAW_TEXT ? i->text : "", (double)at.x, (double)at.y, (double)at.w, (double)at.h);
    }
}

static int faults;

static void look(const char *name, int how) {
    static eye e;
    expect_inside(name, draw_stage(how));
    if (!eye_look(&e, &list, a.width, a.height, a.ui.scale))
        return;
    faults++;
    for (int i = 0; i < e.count && i < EYE_KEPT; i++)
        print_error("%s, how %d, %.0f x %.0f: %s\n", name, how, (double)a.width, (double)a.height, e.found[i]);
}

static void restore(void) {
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.present = false;
}

static void go_to(int64_t step) {
    const cnn_walk *walk = a.state.session.player.walk;
    player_go(&a.state.session.player, cnn_walk_address(walk, step, CNN_DEPTH_POSITION));
    a.state.session.player.motion = 1;
}

static void open_network(const char *file) {
    char name[64], path[512];
    cnn_format(name, sizeof name, "networks/%s", file);
    asset_path(name, path, sizeof path);
    CHECK_FINE(session_open_network(&a.state.session, path, 0));
    wait_for_task();
    a.state.screen.place = PLACE_BENCH;
    state_settle(&a.state);
    settle();
}

static void all_layers_of_lenet_fit_the_stage(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    open_network("lenet-5.yaml");
    faults = 0;
    const cnn_walk *walk = a.state.session.player.walk;
    static const char *const names[] = {"conv1", "pool1", "conv2"};
    for (int n = 0; n < 3; n++) {
        const cnn_segment *s = cnn_walk_find(walk, CNN_FORWARD, cnn_net_find(walk->net, names[n]));
        for (int how = 0; how < HOWS; how++) {
            go_to(s->first + s->steps * (how % 5) / 5);
            look(names[n], how);
        }
    }
    restore();
    assert_int_equal(faults, 0);
}

static void small_forms_of_large_networks_fit_the_stage(void **fixture) {
    (void)fixture;
    static const char *const files[] = {
        "alexnet-small.yaml", "vgg-small.yaml", "resnet-small.yaml", "lenet-5-1998.yaml"};
    faults = 0;
    for (int i = 0; i < 4; i++) {
        fresh(BENCH_CONV);
        open_network(files[i]);
        cnn_walk const *walk = a.state.session.player.walk;
        for (int k = 0; k < walk->count; k++) {
            const cnn_segment *s = &walk->segments[k];
            stage here;
            view v = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, a.width, a.height};
            go_to(s->first + s->steps / 2);
            op_view_gather(&here, &v);
            if (s->phase == CNN_FORWARD && window_sums_itself(&here))
                for (int how = k % 5; how < HOWS; how += 5)
                    look(walk->net->nodes[s->node].name, how);
        }
    }
    restore();
    fresh(BENCH_CONV);
    assert_int_equal(faults, 0);
}

static void volumes_fit_the_stage(void **fixture) {
    (void)fixture;
    faults = 0;
    static const int cases[][5] = {/* channels, filters, size, kernel, padding */
        {3, 1, 5, 3, 0}, {3, 2, 5, 3, 1}, {3, 3, 7, 3, 0}, {1, 3, 5, 3, 0}, {1, 8, 6, 3, 0}, {3, 8, 9, 3, 1},
        {1, 2, 9, 5, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fresh(BENCH_CONV);
        bench *b = &a.state.session.bench;
        bench_set_channels(b, cases[i][0]);
        bench_set_filters(b, cases[i][1]);
        bench_set_part(b, CNN_PART_INPUT, cases[i][2]);
        bench_set_part(b, CNN_PART_KERNEL, cases[i][3]);
        bench_set_part(b, CNN_PART_PADDING, cases[i][4]);
        state_settle(&a.state);
        char name[80];
        cnn_format(name, sizeof name, "%d channels of %d, %d filters", cases[i][0], cases[i][2], cases[i][1]);
        for (int how = 0; how < HOWS; how++) {
            go_to(a.state.session.player.first + how % 5);
            look(name, how);
        }
    }
    restore();
    fresh(BENCH_CONV);
    assert_int_equal(faults, 0);
}

static void large_benches_fit_the_stage(void **fixture) {
    (void)fixture;
    faults = 0;
    for (int kind = 0; kind < 2; kind++)
        for (int size = 12; size <= 64; size += 26) {
            fresh((bench_kind)kind);
            bench *b = &a.state.session.bench;
            bench_set_part(b, CNN_PART_INPUT, size);
            bench_set_part(b, CNN_PART_KERNEL, size == 12 ? 3 : size == 38 ? 7 : 11);
            state_settle(&a.state);
            for (int how = 0; how < HOWS; how++) {
                go_to(a.state.session.player.first + how);
                look(kind ? "large pool" : "large convolution", how);
            }
        }
    restore();
    fresh(BENCH_CONV);
    assert_int_equal(faults, 0);
}

/* What stands beside the rows of the lens, in all channels, and the bias make the result. */
static void the_sums_of_the_rows_make_the_result(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    open_network("lenet-5.yaml");
    const cnn_walk *walk = a.state.session.player.walk;
    const cnn_segment *s = cnn_walk_find(walk, CNN_FORWARD, cnn_net_find(walk->net, "conv2"));
    for (int i = 0; i < 8; i++) {
        stage here;
        view v = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, a.width, a.height};
        go_to(s->first + s->steps * i / 8);
        op_view_gather(&here, &v);
        float sum = here.step.result.bias;
        for (int channel = 0; channel < 6; channel++) {
            float rows = 0;
            for (int row = 0; row < 5; row++)
                rows += large_sum_of(&here, channel, row);
            CHECK_NEAR(rows, large_sum_of(&here, channel, -1), 1e-5);
            sum += rows;
        }
        CHECK_NEAR(sum, here.step.result.result, 1e-5);
    }
}

static void a_click_on_a_picture_goes_to_that_pixel(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    open_network("lenet-5.yaml");
    app_resize(&a, 1366, 768);
    settle();
    assert_string_equal(a.state.session.player.walk->net->nodes[a.state.session.player.at.node].name, "conv1");
    click_in("stage.output", 20.5f / 28, 9.5f / 28);
    assert_int_equal(a.state.session.player.at.row, 9);
    assert_int_equal(a.state.session.player.at.column, 20);
    click_in(
        "stage.input", 14.5f / 32, 12.5f / 32); /* pixel 10, 12 behind the padding of 2: the first window with it */
    assert_int_equal(a.state.session.player.at.row, 8);
    assert_int_equal(a.state.session.player.at.column, 10);
    click_in("map3", 0.5f, 0.5f);
    assert_int_equal(a.state.session.player.at.map, 3);
    assert_int_equal(a.state.session.player.at.row, 8);
    point_in("stage.filter", 0.5f, 0.5f);
    app_tick(&a, 1);
    app_frame(&a);
    assert_non_null(strstr(
        a.ui.tip.text, "row 8, column 10:")); /* the lens tells of the pixel, and of the product with all digits */
    assert_non_null(strstr(a.ui.tip.text, "×"));
    click_in("stage.filter", 0.5f, 0.5f); /* the middle cell of the lens is a product */
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_PRODUCT);
    assert_int_equal(a.state.session.player.at.tap_row, 2);
    assert_int_equal(a.state.session.player.at.tap_column, 2);
}

static void pages_of_maps_are_turned(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    open_network("lenet-5.yaml");
    app_resize(&a, 1366, 768);
    const cnn_walk *walk = a.state.session.player.walk;
    go_to(cnn_walk_find(walk, CNN_FORWARD, cnn_net_find(walk->net, "conv2"))->first);
    settle();
    rect at;
    assert_false(ui_find(&a.ui, "map15", &at));
    at = control("maps.next"); /* on the last page it cannot be pressed */
    click(at.x + at.w / 2, at.y + at.h / 2);
    click_in("map15", 0.5f, 0.5f);
    assert_int_equal(a.state.session.player.at.map, 15);
    click_in("channel4", 0.5f, 0.3f);
    assert_int_equal(a.state.session.channel, 4);
}

static void a_large_bench_is_edited_in_picture_and_lens(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *b = &a.state.session.bench;
    bench_set_part(b, CNN_PART_INPUT, 20);
    state_settle(&a.state);
    settle();
    click_in("stage.input", 7.5f / 20, 3.5f / 20);
    assert_int_equal(a.state.screen.edit.kind, EDIT_PIXEL);
    type("8");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(b, 0, 3, 7) == 8);
    click_in("stage.filter", 0.5f, 0.5f + 0.25f / 3); /* the lower half of the middle cell: its weight */
    assert_int_equal(a.state.screen.edit.kind, EDIT_WEIGHT);
    type("5");
    key(SDLK_RETURN);
    assert_true(*bench_weight(b, 0, 0, 1, 1) == 5);
    click_in("stage.filter", 0.1f, 0.05f); /* the upper half of the first: the pixel */
    assert_int_equal(a.state.screen.edit.kind, EDIT_PIXEL);
    type("3");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(b, 0, 0, 0) == 3);
    fresh(BENCH_CONV);
}

static void every_channel_is_edited_in_its_column(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    bench *b = &a.state.session.bench;
    bench_set_channels(b, 3);
    bench_set_filters(b, 2);
    state_settle(&a.state);
    settle();
    click_in("stage.input.2", 0.1f, 0.1f);
    type("7");
    key(SDLK_RETURN);
    assert_true(*bench_pixel(b, 2, 0, 0) == 7);
    click_in("stage.filter.1", 0.5f, 0.5f);
    type("4");
    key(SDLK_RETURN);
    assert_true(*bench_weight(b, 0, 1, 1, 1) == 4);
    click_in("stage.bias", 0.5f, 0.5f);
    type("6");
    key(SDLK_RETURN);
    assert_true(b->bias[0] == 6);
    click_in("map1", 0.5f, 0.5f);
    assert_int_equal(a.state.session.player.at.map, 1);
    fresh(BENCH_CONV);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_layers_of_lenet_fit_the_stage),
        cmocka_unit_test(small_forms_of_large_networks_fit_the_stage),
        cmocka_unit_test(volumes_fit_the_stage),
        cmocka_unit_test(large_benches_fit_the_stage),
        cmocka_unit_test(the_sums_of_the_rows_make_the_result),
        cmocka_unit_test(a_click_on_a_picture_goes_to_that_pixel),
        cmocka_unit_test(pages_of_maps_are_turned),
        cmocka_unit_test(a_large_bench_is_edited_in_picture_and_lens),
        cmocka_unit_test(every_channel_is_edited_in_its_column),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
