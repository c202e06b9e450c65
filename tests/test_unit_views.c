/* Layers that are no windows, on the screen: everything stays on the stage at every size, the table has a row for each unit,
 * and what the lens adds up to is the score. */
#include "hand.h"
#include "operator_bed.h"

#include "equation.h"
#include "op_view.h"
#include "stage_draw.h"
#include "unit_lens.h"

enum { SIZES = 5, STEPS = 3 };
static const int sizes[SIZES][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}, {1100, 900}};

static bool is_no_window(const cnn_op *op) {
    return !op->window && op_view_of(cnn_op_named(op->name))->whole;
}

/* Where a text is inked, without the empty part of its line box. */
static rect inked(const draw_item *item) {
    return (rect){item->at.x, item->at.y + item->at.h * 0.15f, item->at.w, item->at.h * 0.7f};
}

static void is_inside(const char *name, const draw_item *item) {
    rect at = inked(item);
    if (at.x < -1 || at.y < -1 || at.x + at.w > a.width + 1 || at.y + at.h > a.height + 1)
        fail_msg("%s at %.0f x %.0f: \"%s\" at %.0f, %.0f leaves the window", name, (double)a.width, (double)a.height,
            item->text, (double)at.x, (double)at.y);
    float least = 12.9f * a.ui.scale;
    if (item->size < least)
        fail_msg("%s at %.0f x %.0f: \"%s\" at %.0f, %.0f is %.1f high", name, (double)a.width, (double)a.height,
            item->text, (double)at.x, (double)at.y, (double)item->size);
}

static rect stage_area(void) {
    rect bar = {0};
    float top = 44 * a.ui.scale;
    bar = (rect){0, top, a.width, a.height - top};
    return bar;
}

/* The texts that the stage drew, found by drawing it alone. */
static void stage_is_whole(const char *name) {
    rect all = stage_area(), at = rect_inset(all, 0);
    at.x += 260 * a.ui.scale;
    at.w -= 260 * a.ui.scale;
    at.h = a.height - at.y - 110 * a.ui.scale;
    static draw_list list;
    static ui widgets;
    static requests asked;
    const view v = {&a.state, &a.state.view, &widgets, &list, &asked, a.width, a.height};
    draw_begin(&list, a.width, a.height);
    ui_begin(&widgets, &list, a.ui.scale);
    view_begin(&v);
    stage_draw(&v, at);
    view_end(&v);
    ui_end(&widgets);
    for (int i = 0; i < list.count; i++) {
        const draw_item *item = &list.items[i];
        if (item->kind != DRAW_TEXT)
            continue;
        is_inside(name, item);
        rect ink = inked(item);
        if (ink.x < at.x - 1 || ink.y < at.y - 1 || ink.x + ink.w > at.x + at.w + 1 || ink.y + ink.h > at.y + at.h + 1)
            fail_msg("%s at %.0f x %.0f, phase %d: \"%s\" at %.0f, %.0f (%.0f x %.0f) leaves the stage of %.0f x %.0f",
                name, (double)a.width, (double)a.height, (int)a.state.session.player.at.phase, item->text,
                (double)(ink.x - at.x), (double)(ink.y - at.y), (double)ink.w, (double)ink.h, (double)at.w,
                (double)at.h);
        for (int j = 0; j < i; j++) {
            const draw_item *other = &list.items[j];
            if (other->kind != DRAW_TEXT || !other->text[0] || !item->text[0])
                continue;
            rect both = rect_cross(rect_inset(ink, 1), rect_inset(inked(other), 1));
            if (both.w > 0 && both.h > 0)
                fail_msg("%s at %.0f x %.0f, phase %d: \"%s\" lies over \"%s\"", name, (double)a.width,
                    (double)a.height, (int)a.state.session.player.at.phase, item->text, other->text);
        }
    }
    draw_free(&list);
}

static void in_all_sizes(const char *name, const cnn_segment *s, cnn_rng *rng) {
    const cnn_walk *walk = a.state.session.player.walk;
    for (int i = 0; i < STEPS; i++) {
        int64_t step = s->first + (i == 0 ? s->steps - 1 : (int64_t)cnn_rng_below(rng, (uint32_t)s->steps));
        player_go(
            &a.state.session.player, cnn_walk_address(walk, step, i == 2 ? CNN_DEPTH_PRODUCT : CNN_DEPTH_POSITION));
        for (int k = 0; k < 2 * SIZES; k++) {
            strings_use(k % 2 ? LANGUAGE_KO : LANGUAGE_EN);
            app_resize(&a, sizes[k / 2][0], sizes[k / 2][1]);
            stage_is_whole(name);
        }
    }
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static void nothing_leaves_the_stage(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        if (!is_no_window(op))
            continue;
        bed b = make_bed((cnn_op_kind)kind);
        cnn_rng rng = cnn_rng_seeded(8, (uint64_t)kind);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        const cnn_walk *walk = a.state.session.player.walk;
        in_all_sizes(op->name, cnn_walk_find(walk, op->loss ? CNN_LOSS : CNN_FORWARD, b.node), &rng);
        in_all_sizes(op->name, cnn_walk_find(walk, CNN_BACKWARD, b.node), &rng);
        bench_step_outside(&a.state.session.bench);
        state_settle(&a.state);
        free_bed(&b);
    }
}

/* The networks that Stride brings have what the small ones lack: many units, large planes, named classes. */
static void opened(const char *file, const char *address) {
    char path[512];
    cnn_format(path, sizeof path, TESTS_DIR "/../assets/networks/%s", file);
    CHECK_FINE(session_open_network(&a.state.session, path, 0));
    session_wait(&a.state.session);
    state_settle(&a.state);
    cnn_address to;
    CHECK_FINE(cnn_address_parse(a.state.session.player.walk, address, &to));
    player_go(&a.state.session.player, to);
    state_settle(&a.state);
}

static void large_layers_stay_on_the_stage(void **fixture) {
    (void)fixture;
    static const char *const places[][2] = {{"lenet-5.yaml", "forward/dense1/50"}, {"lenet-5.yaml", "forward/dense3/3"},
        {"lenet-5.yaml", "forward/dense3/3/7"}, {"lenet-5.yaml", "backward/dense1/50"},
        {"lenet-5.yaml", "backward/dense3/3"}, {"lenet-5.yaml", "forward/softmax1/quotient,3"},
        {"lenet-5.yaml", "loss/loss/log"}, {"lenet-5.yaml", "backward/loss/3"}, {"lenet-5.yaml", "forward/relu1/2,3,4"},
        {"lenet-5.yaml", "backward/relu1/2,3,4"}, {"lenet-5.yaml", "forward/relu3/20"},
        {"lenet-5.yaml", "backward/relu3/20"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        opened(places[i][0], places[i][1]);
        for (int k = 0; k < 2 * SIZES; k++) {
            strings_use(k % 2 ? LANGUAGE_KO : LANGUAGE_EN);
            app_resize(&a, sizes[k / 2][0], sizes[k / 2][1]);
            stage_is_whole(places[i][1]);
        }
    }
    strings_use(LANGUAGE_EN);
    app_resize(&a, 1280, 800);
}

static int texts_that_are(const char *text) {
    int count = 0;
    for (int i = 0; i < a.list.count; i++)
        count += a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, text);
    return count;
}

static void the_table_has_a_row_for_each_unit(void **fixture) {
    (void)fixture;
    static const char *const names[] = {
        "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};
    opened("lenet-5.yaml", "forward/dense3/3");
    app_resize(&a, 1024, 640);
    settle();
    const bench *b = &a.state.session.bench;
    for (int i = 0; i < 10; i++) {
        char number[16];
        cnn_format(number, sizeof number, "%d", i);
        const char *name = b->class_names[i][0] ? names[i] : number;
        if (texts_that_are(name) < 1)
            fail_msg("the row of %s is missing", name);
    }
}

static void the_page_of_many_units_is_turned(void **fixture) {
    (void)fixture;
    opened("lenet-5.yaml", "forward/dense1/50");
    app_resize(&a, 1280, 770);
    settle();
    assert_true(texts_that_are("50") == 1);
    click_in("units.rows.on", 0.5f, 0.5f);
    assert_true(texts_that_are("50") == 0);
    player_step(&a.state.session.player, 1);
    settle();
    assert_true(texts_that_are("51") == 1); /* the step brings its row back */
}

/* The sum reads "these + others + bias = z", and is true wherever the lens stands. */
static void the_lens_adds_up_to_the_score(void **fixture) {
    (void)fixture;
    opened("lenet-5.yaml", "forward/dense3/4");
    const view v = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, 1280, 800};
    stage s;
    op_view_gather(&s, &v);
    for (int first = 0; first + UNIT_LENS <= 84; first += 19) {
        static written w;
        char text[400] = "";
        w.count = 0;
        sum_of_lens(&s, &w, first, UNIT_LENS);
        for (int i = 0; i < w.lines[0].count; i++)
            if (!w.lines[0].runs[i].beside)
                cnn_append(text, sizeof text, "%s", w.lines[0].runs[i].text);
        if (!equation_holds(text))
            fail_msg("it is not true that %s", text);
        char score[NUMBER_TEXT];
        number_text(s.output[4], 3, score);
        assert_true(strstr(text, score) != NULL);
    }
}

static void the_lens_follows_the_pointer(void **fixture) {
    (void)fixture;
    opened("lenet-5.yaml", "forward/dense3/3");
    app_resize(&a, 1366, 768);
    settle();
    const view v = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, 1366, 768};
    stage s;
    point_in("units.table", 0.12f, 0.5f);
    op_view_gather(&s, &v);
    int left = unit_lens_first(&s, UNIT_LENS);
    point_in("units.table", 0.4f, 0.5f);
    op_view_gather(&s, &v);
    assert_true(unit_lens_first(&s, UNIT_LENS) > left);
    point_away();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_leaves_the_stage),
        cmocka_unit_test(large_layers_stay_on_the_stage),
        cmocka_unit_test(the_table_has_a_row_for_each_unit),
        cmocka_unit_test(the_page_of_many_units_is_turned),
        cmocka_unit_test(the_lens_adds_up_to_the_score),
        cmocka_unit_test(the_lens_follows_the_pointer),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
