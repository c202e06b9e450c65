/* Figures of a whole network on a page of a lesson: the overview and the chain rule. */
#include "hand.h"

#include "address.h"
#include "chain.h"
#include "figure.h"
#include "lesson_figure.h"

#include <math.h>
#include <stdlib.h>

static void open_page(const char *scene) {
    char text[4000];
    cnn_format(text, sizeof text, "# T\n\n## A {#a}\n\nWords.\n\n```scene\n%s```\n\n## B {#b}\n\nEnd.\n", scene);
    FILE *file = fopen("figures.md", "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    app_resize(&a, 1366, 768);
    CHECK_FINE(reader_open(&a.state.lesson, &a.state.session, "figures.md", true));
    a.state.screen.place = PLACE_LESSONS;
    a.state.screen.reduced_motion = true;
    reader_wait(&a.state.lesson, &a.state.session);
    state_settle(&a.state);
    settle();
}

static bool is_seen(const char *text) {
    float x, y;
    return find_text(text, 0, &x, &y);
}

/* Pressed where the control may be gone when the button is let go. */
static void press_on(const char *name, float x, float y) {
    rect at = control(name);
    click(at.x + at.w * x, at.y + at.h * y);
}

static const char SMALL[] = "network:\n"
                            "  input: {channels: 1, height: 8, width: 8}\n"
                            "  data: digits\n"
                            "  layers: [conv: {filters: 3, size: 3}, relu, maxpool: {size: 2, stride: 2},\n"
                            "    dense: {units: 10}, softmax]\n";
static const char CHAIN[] = "network:\n"
                            "  input: {values: [[3]]}\n"
                            "  layers: [dense: {weights: [[2]], bias: [-1]}, relu]\n"
                            "  target: [4]\n"
                            "show: chain\n";

static void an_overview_shows_sizes_parameters_and_classes(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sshow: overview\nplay: flow\n", SMALL);
    open_page(scene);
    assert_string_equal(a.state.lesson.error, "");
    assert_true(is_seen("CONV") && is_seen("POOL") && is_seen("FC") && is_seen("SOFTMAX"));
    assert_true(is_seen("3 × 3 × 3")); /* 8 - 3 + 1 = 6, pooled to 3 */
    assert_true(is_seen("3·(3·3·1+1) = ") && is_seen("30"));
    assert_true(is_seen("10·(3·3·3+1) = ") && is_seen("280"));
    assert_true(is_seen("310 parameters in all"));
    assert_true(is_seen("CONV 9.7 %") && is_seen("FC 90.3 %"));
    assert_int_equal(a.state.session.player.at.phase, CNN_FORWARD); /* at its end */
    assert_int_equal(a.state.session.player.at.node, a.state.session.bench.recording->net->output);
}

static void an_overview_is_entered_and_left_again(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sshow: overview\n", SMALL);
    open_page(scene);
    assert_true(state_shows(&a.state, SHOW_OVERVIEW));
    press_on("overview.card1", 0.5f, 0.5f);
    assert_false(state_shows(&a.state, SHOW_OVERVIEW));
    assert_int_equal(a.state.session.player.at.node, 1);
    assert_int_equal(a.state.session.player.at.depth, CNN_DEPTH_POSITION);
    key(SDLK_ESCAPE);
    assert_true(state_shows(&a.state, SHOW_OVERVIEW));
    assert_int_equal(a.state.session.player.at.node, a.state.session.bench.recording->net->output);
    press_on("overview.card4", 0.5f, 0.35f); /* the fourth unit */
    assert_int_equal(a.state.session.player.at.node, 4);
    assert_int_equal(a.state.session.player.at.map, 3);
    reader_go(&a.state.lesson, &a.state.session, 0); /* the page begins with its figure */
    settle();
    assert_true(state_shows(&a.state, SHOW_OVERVIEW));
}

static void an_overview_unfolds_the_box_that_is_opened(void **fixture) {
    (void)fixture;
    char scene[1000];
    rect at;
    cnn_format(scene, sizeof scene, "%sshow: overview\nat: forward/pool1\n", SMALL);
    open_page(scene);
    assert_true(is_seen("unfolded: 3 maps"));
    click_in("overview.open1", 0.5f, 0.5f);
    assert_true(is_seen("unfolded: 3 filters of 3 × 3 × 1, and what each makes"));
    click_in("overview.map2", 0.5f, 0.5f);
    assert_int_equal(a.state.view.overview.front, 2);
    click_in("overview.open1", 0.5f, 0.5f);
    assert_false(ui_find(&a.ui, "overview.map2", &at));
}

static void space_lets_an_overview_flow_layer_by_layer(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sshow: overview\nplay: flow\n", SMALL);
    open_page(scene);
    key(SDLK_SPACE);
    assert_true(a.state.session.player.playing);
    assert_in_range(a.state.session.player.at.node, 1, 2);
    for (int i = 0; i < 60; i++)
        app_tick(&a, 0.1);
    assert_false(a.state.session.player.playing);
    assert_int_equal(a.state.session.player.at.node, a.state.session.bench.recording->net->output);
    key(SDLK_SPACE);
    assert_int_equal(a.state.lesson.page, 1);
}

static void what_is_no_overview_is_refused_with_its_layer(void **fixture) {
    (void)fixture;
    open_page("network:\n  input: {channels: 1, height: 8, width: 8}\n  data: digits\n"
              "  layers: [conv: {name: c1, filters: 2, size: 3, padding: 1}, conv: {name: c2, filters: 2, size: 3, "
              "padding: 1},\n    add: {name: joined, from: [c1, c2]}, dense: {units: 10}, softmax]\nshow: overview\n");
    if (!strstr(a.state.lesson.error, "joined joins or branches"))
        fail_msg("%s", a.state.lesson.error);
    assert_false(state_shows(&a.state, SHOW_OVERVIEW));
}

/* x = 3, w = 2, b = -1, ReLU, t = 4: L = (5 - 4)^2 = 1, dL/da = 2, dL/dw = 2 * 1 * 1 * 3 = 6. */
static void a_chain_multiplies_its_derivatives(void **fixture) {
    (void)fixture;
    open_page(CHAIN);
    chain c;
    CHECK_FINE(chain_of(a.state.session.bench.recording, &c));
    assert_int_equal(c.count, 4);
    static const float out[] = {6, 5, 5, 1}, slope[] = {2, 1, 1, 2}, gradient_in[] = {4, 2, 2, 2};
    for (int i = 0; i < c.count; i++) {
        assert_float_equal(c.ops[i].out, out[i], 1e-6);
        assert_float_equal(c.ops[i].slope, slope[i], 1e-6);
        assert_float_equal(c.ops[i].gradient_in, gradient_in[i], 1e-6);
    }
    assert_float_equal(c.ops[0].parameter_gradient, 6, 1e-6);
    assert_float_equal(c.ops[1].parameter_gradient, 2, 1e-6);
}

/* In any chain the product from the loss is the engine's gradient. */
static void the_product_of_a_chain_is_the_gradient(void **fixture) {
    (void)fixture;
    open_page("network:\n  input: {values: [[0.5]]}\n  layers: [dense: {weights: [[2]], bias: [0.1]}, tanh, dense: "
              "{weights: [[-1.5]], bias: [0.3]}, sigmoid]\n  target: [1]\nshow: chain\n");
    chain c;
    CHECK_FINE(chain_of(a.state.session.bench.recording, &c));
    assert_int_equal(c.count, 7);
    for (int i = 0; i < c.count; i++) {
        double product = 1;
        for (int k = c.count - 1; k > i; k--)
            product *= (double)c.ops[k].slope;
        assert_true(fabs(product - (double)c.ops[i].gradient) < 1e-6);
        if (c.ops[i].kind <= CHAIN_PLUS)
            assert_true(fabs(product * (double)c.ops[i].parameter_slope - (double)c.ops[i].parameter_gradient) < 1e-6);
    }
}

static void a_chain_is_stepped_there_and_back(void **fixture) {
    (void)fixture;
    open_page(CHAIN);
    assert_int_equal(a.state.lesson.figure_step, 0);
    assert_false(is_seen("∂L/∂w"));
    for (int i = 0; i < 4; i++)
        key(SDLK_RIGHT);
    assert_int_equal(a.state.lesson.figure_step, 4);
    assert_true(is_seen("5") && !is_seen("∂L/∂a"));
    key(SDLK_LEFT);
    assert_int_equal(a.state.lesson.figure_step, 3);
    key(SDLK_END);
    assert_int_equal(a.state.lesson.figure_step, 8);
    assert_true(is_seen("∂L/∂w") && is_seen("∂L/∂b"));
    key(SDLK_e);
    assert_string_equal(a.state.session.slope.name, "dense1.weight[0]");
    assert_true(fabs(a.state.session.slope.check.slope - 6) < 1e-3);
    click_in("chain.parameter1", 0.5f, 0.5f);
    assert_int_equal(a.state.lesson.figure_choice, 1);
    key(SDLK_HOME);
    for (int i = 0; i < 8; i++)
        key(SDLK_SPACE);
    assert_int_equal(a.state.lesson.page, 0);
    key(SDLK_SPACE);
    assert_int_equal(a.state.lesson.page, 1);
}

static void a_chain_begins_where_the_page_says(void **fixture) {
    (void)fixture;
    static const struct {
        const char *at;
        int step;
    } begins[] = {{"forward/dense1", 2}, {"forward/relu1", 3}, {"loss", 4}, {"backward/loss", 5}, {"backward/relu1", 6},
        {"backward/dense1", 8}};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        char scene[1000];
        cnn_format(scene, sizeof scene, "%sat: %s\n", CHAIN, begins[i].at);
        open_page(scene);
        assert_string_equal(a.state.lesson.error, "");
        assert_int_equal(a.state.lesson.figure_step, begins[i].step);
    }
}

static void what_is_no_chain_is_refused_with_its_layer(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sshow: chain\n", SMALL);
    open_page(scene);
    if (!strstr(a.state.lesson.error, "each layer makes a single number, but input makes 8 x 8 x 1"))
        fail_msg("%s", a.state.lesson.error);
}

static const char FIELD[] = "network:\n"
                            "  input: {channels: 1, height: 12, width: 12}\n"
                            "  data: digits\n"
                            "  layers: [conv: {filters: 1, size: 3}, relu, conv: {filters: 2, size: 3, stride: 2},\n"
                            "    dense: {units: 10}, softmax]\n"
                            "show: field\n";

static void a_field_grows_back_to_the_picture(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sat: forward/conv2/1,1,2\n", FIELD);
    open_page(scene);
    assert_string_equal(a.state.lesson.error, "");
    assert_true(is_seen("input  12 × 12") && is_seen("conv1  10 × 10") && is_seen("conv2  4 × 4"));
    assert_true(is_seen("5 × 5") && is_seen("3 × 3") && is_seen("1 × 1"));
    click_in("field.map", 0.1f, 0.9f);
    assert_int_equal(a.state.session.player.at.row, 3);
    assert_int_equal(a.state.session.player.at.column, 0);
}

static void a_field_that_is_asked_for_is_not_shown(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sat: forward/conv2/1,1,2\nquestion: {predict: field}\n", FIELD);
    open_page(scene);
    assert_false(is_seen("5 × 5") || is_seen("3 × 3"));
    reader_show(&a.state.lesson, &a.state.session.bench);
    settle();
    assert_true(is_seen("5 × 5"));
}

/* How many texts of the frame are that number. */
static int count_of(const char *text) {
    int count = 0;
    for (int i = 0; i < a.list.count; i++)
        count += a.list.items[i].kind == DRAW_TEXT && !strcmp(a.list.items[i].text, text);
    return count;
}

static void the_way_of_a_window_has_the_numbers_of_its_positions(void **fixture) {
    (void)fixture;
    open_page("layer: convolution\nat: forward/conv/0,1,1\n");
    assert_int_equal(count_of("8") + count_of("9"), 0);
    open_page("layer: convolution\nat: forward/conv/0,1,1\nmark: path\n");
    assert_int_equal(count_of("8"), 1);
    assert_int_equal(count_of("9"), 1);
}

static void a_gradient_is_measured_on_the_stage_of_a_page(void **fixture) {
    (void)fixture;
    open_page("layer: convolution\nat: backward/conv/0,1,1\ncheck: true\n");
    assert_true(is_seen("backprop") == false);
    key(SDLK_SPACE);
    assert_true(a.state.session.slope.name[0] && is_seen("backprop"));
    assert_int_equal(a.state.lesson.page, 0);
    key(SDLK_RIGHT); /* it belongs to its step */
    assert_false(is_seen("backprop"));
    open_page("layer: convolution\nat: backward/conv/0,1,1\n");
    key(SDLK_e);
    assert_true(is_seen("backprop"));
}

static void a_page_opens_with_the_textbook_lens(void **fixture) {
    (void)fixture;
    open_page("layer: convolution\nat: backward/conv/0,1,1\nlens: textbook\n");
    assert_true(a.state.screen.textbook);
    open_page("layer: convolution\nat: backward/conv/0,1,1\n");
    assert_false(a.state.screen.textbook);
}

static void a_filter_of_a_scene_need_be_no_square(void **fixture) {
    (void)fixture;
    double right;
    open_page("layer: convolution\nfilter: [[1/4, 0, 1], [0, 1, 0]]\nat: forward/conv/0,1,1\n"
              "question: {predict: parameters}\n");
    assert_string_equal(a.state.lesson.error, "");
    const cnn_node *n = &a.state.session.bench.recording->net->nodes[1];
    assert_true(n->attrs.kernel[0] == 2 && n->attrs.kernel[1] == 3);
    assert_true(n->layout.out.h == 4 && n->layout.out.w == 3);
    /* The picture begins 1 1 1 / 0 1 1: 1/4 + 1 + 1. */
    assert_float_equal(output_at(0), 2.25, 1e-6);
    CHECK_FINE(grading_number(&a.state.session.bench, &a.state.lesson.scene, &right));
    assert_float_equal(right, 7, 1e-9);
}

static void a_filter_that_is_no_square_is_kept_in_links_and_undone(void **fixture) {
    (void)fixture;
    a.state.screen.place = PLACE_BENCH;
    CHECK_FINE(session_open_link(&a.state.session, "#bench/conv?i=5&f=2x3&filter=1,0,1;0,1,0"));
    state_settle(&a.state);
    char *link = session_own_link(&a.state.session, BENCH_CONV);
    assert_non_null(link);
    if (!strstr(link, "f=2x3") || !strstr(link, "filter=1,0,1;0,1,0"))
        fail_msg("%s", link);
    free(link);
    bench_set_part(&a.state.session.bench, CNN_PART_KERNEL, 4); /* a size that is chosen is that of a square */
    state_settle(&a.state);
    assert_int_equal(bench_kernel_cells(&a.state.session.bench), 16);
    session_undo(&a.state.session, -1);
    assert_int_equal(bench_kernel_cells(&a.state.session.bench), 6);
}

/* The first problem that lint finds in a page of this scene. */
static void check_problem(const char *scene, const char *wanted) {
    lesson *l;
    open_page(scene);
    CHECK_FINE(lesson_open("figures.md", &l));
    lesson_scene_try(l);
    if (!l->problem_count || !strstr(l->problems[0], wanted))
        fail_msg("\"%s\" instead of \"%s\"", l->problem_count ? l->problems[0] : "nothing", wanted);
    lesson_close(l);
}

static void what_cannot_be_shown_is_told_with_its_line(void **fixture) {
    (void)fixture;
    check_problem("layer: convolution\nwhy: true\n", "figures.md:9: why: true tells where a number inside a network");
    check_problem("layer: convolution\ninput: {picture: ramp, rows: 20, columns: 20}\nmark: path\n",
        "figures.md:10: mark: path is drawn on a layer whose input has at most 11 rows");
    check_problem("layer: pooling\nat: backward/max/0,0,0\nlens: textbook\n",
        "figures.md:10: lens: textbook is the other view of a convolution's backward pass");
    check_problem(
        "layer: convolution\nshow: overview\n", "figures.md:9: show: overview: the network has a single layer");
    check_problem("layer: convolution\nplay: flow\n", "play: ");
}

static void a_page_tells_where_a_number_comes_from(void **fixture) {
    (void)fixture;
    char scene[1000];
    cnn_format(scene, sizeof scene, "%sat: forward/conv1/1,2,3\nwhy: true\n", SMALL);
    open_page(scene);
    assert_true(is_seen("relu1") || is_seen("→ relu1"));
    control("why.reach2");
    key(SDLK_ESCAPE); /* what a page shows by itself stays */
    control("why.reach2");
}

/* The key opens the panel on a page that does not ask for it, Esc and the next page close it. */
static void the_key_tells_where_a_number_comes_from(void **fixture) {
    (void)fixture;
    char scene[1000];
    rect at;
    cnn_format(scene, sizeof scene, "%sat: forward/conv1/1,2,3\n", SMALL);
    open_page(scene);
    assert_false(ui_find(&a.ui, "why.reach2", &at));
    key(SDLK_PERIOD);
    control("why.reach2");
    app_resize(&a, 1024, 640);
    settle();
    control("why.reach2");
    key(SDLK_ESCAPE);
    assert_false(ui_find(&a.ui, "why.reach2", &at));
    key(SDLK_PERIOD);
    key(SDLK_PAGEDOWN);
    key(SDLK_PAGEUP);
    assert_false(state_tells_why(&a.state));
    app_resize(&a, 1366, 768);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_overview_shows_sizes_parameters_and_classes),
        cmocka_unit_test(an_overview_is_entered_and_left_again),
        cmocka_unit_test(an_overview_unfolds_the_box_that_is_opened),
        cmocka_unit_test(space_lets_an_overview_flow_layer_by_layer),
        cmocka_unit_test(what_is_no_overview_is_refused_with_its_layer),
        cmocka_unit_test(a_chain_multiplies_its_derivatives),
        cmocka_unit_test(the_product_of_a_chain_is_the_gradient),
        cmocka_unit_test(a_chain_is_stepped_there_and_back),
        cmocka_unit_test(a_chain_begins_where_the_page_says),
        cmocka_unit_test(what_is_no_chain_is_refused_with_its_layer),
        cmocka_unit_test(a_field_grows_back_to_the_picture),
        cmocka_unit_test(a_field_that_is_asked_for_is_not_shown),
        cmocka_unit_test(the_way_of_a_window_has_the_numbers_of_its_positions),
        cmocka_unit_test(a_gradient_is_measured_on_the_stage_of_a_page),
        cmocka_unit_test(a_page_opens_with_the_textbook_lens),
        cmocka_unit_test(what_cannot_be_shown_is_told_with_its_line),
        cmocka_unit_test(a_page_tells_where_a_number_comes_from),
        cmocka_unit_test(the_key_tells_where_a_number_comes_from),
        cmocka_unit_test(a_filter_of_a_scene_need_be_no_square),
        cmocka_unit_test(a_filter_that_is_no_square_is_kept_in_links_and_undone),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
