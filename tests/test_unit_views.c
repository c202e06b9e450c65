/* Layers that are no windows, on the screen: everything stays on the stage at every size, the table has a row for each unit,
 * and what the lens adds up to is the score. */
#include "hand.h"
#include "operator_bed.h"

#include "equation.h"
#include "eye.h"
#include "op_view.h"
#include "stage_draw.h"
#include "unit_lens.h"

static const int sizes[][2] = {{1024, 640}, {1280, 770}, {1366, 768}, {1920, 1080}};
enum { SIZES = sizeof sizes / sizeof *sizes, HOWS = 2 * 3 * 2 * SIZES };

static bool is_no_window(const cnn_op *op) {
    return !op->window && op_view_of(cnn_op_named(op->name))->whole;
}

static draw_list list;
static ui drawn;

/* Draws the stage alone, beside a panel or in presenter mode, in one of all languages, themes and sizes. */
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
        if (at.w > 0 && at.h > 0 &&
            (at.x < area.x - 1 || at.y < area.y - 1 || at.x + at.w > area.x + area.w + 1 ||
                at.y + at.h > area.y + area.h + 1))
            fail_msg("%s, %.0f x %.0f: an item of kind %d, \"%s\", at %.0f, %.0f lies outside of the stage", name,
                (double)a.width, (double)a.height, (int)i->kind, i->kind == DRAW_TEXT ? i->text : "", (double)at.x,
                (double)at.y);
    }
}

/* Nothing outside, nothing over another, nothing too small or too pale, no line through a digit. */
static void stage_is_whole(const char *name, int how) {
    static eye e;
    expect_inside(name, draw_stage(how));
    bool by_product = a.state.session.player.at.depth == CNN_DEPTH_PRODUCT; /* terms that are still to come are pale */
    if (!by_product && eye_look(&e, &list, a.width, a.height, a.ui.scale))
        fail_msg("%s, way %d, %.0f x %.0f: %s", name, how, (double)a.width, (double)a.height, e.found[0]);
}

static void restore(void) {
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.present = false;
    app_resize(&a, 1280, 800);
}

/* Every way of drawing, at steps from all over the layer. */
static void in_all_ways(const char *name, const cnn_segment *s) {
    for (int how = 0; how < HOWS; how++) {
        cnn_address at = cnn_walk_address(a.state.session.player.walk, s->first + s->steps * (how % 5) / 5,
            how % 7 == 6 ? CNN_DEPTH_PRODUCT : CNN_DEPTH_POSITION);
        player_go(&a.state.session.player, at);
        stage_is_whole(name, how);
    }
    restore();
}

static void nothing_leaves_the_stage(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        if (!is_no_window(op))
            continue;
        bed b = make_bed((cnn_op_kind)kind);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        const cnn_walk *walk = a.state.session.player.walk;
        in_all_ways(op->name, cnn_walk_find(walk, op->loss ? CNN_LOSS : CNN_FORWARD, b.node));
        in_all_ways(op->name, cnn_walk_find(walk, CNN_BACKWARD, b.node));
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
        for (int how = 0; how < HOWS; how++)
            stage_is_whole(places[i][1], how);
    }
    restore();
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
        const char *name = cnn_class_name(b->names, i) ? names[i] : number;
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
