/* The pictures of the backward pass of windows: the numbers that they name, that the textbook lens shows what the engine
 * computed, and that all of it is seen. */
#include "hand.h"

#include "address.h"
#include "eye.h"
#include "op_view.h"
#include "operator_bed.h"
#include "stage_draw.h"
#include "textbook.h"

static const view now = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, 1280, 800};

/* A stage as the picture has it, with room for its sums. */
static stage gathered(void) {
    stage s;
    op_view_gather(&s, &now);
    s.area = (rect){324, 50, 932, 560};
    return s;
}

/* ---- the textbook lens ---- */

static void add_convolution(bed *b, cnn_rng *rng) {
    cnn_layer *layer = cnn_netdesc_add(b->desc, b->arena, CNN_OP_CONV2D, "conv");
    cnn_attrs *at = &layer->attrs;
    *at = cnn_op_defaults(cnn_op_of(CNN_OP_CONV2D));
    at->groups = 1 + (int)cnn_rng_below(rng, 2);
    at->filters = 2 * (1 + (int)cnn_rng_below(rng, 2));
    for (int i = 0; i < 2; i++) {
        at->kernel[i] = 1 + (int)cnn_rng_below(rng, 3);
        at->stride[i] = 1 + (int)cnn_rng_below(rng, 3);
        at->dilation[i] = 1 + (int)cnn_rng_below(rng, 2);
    }
    for (int i = 0; i < 4; i++)
        at->pad[i] = (int)cnn_rng_below(rng, 3);
}

static bed convolution(uint64_t seed) {
    bed b = {.arena = cnn_arena_new()};
    cnn_rng rng = cnn_rng_seeded(seed, 3);
    b.desc = cnn_netdesc_new(b.arena, "random");
    b.desc->input = (cnn_shape){
        1, 2 * (1 + (int)cnn_rng_below(&rng, 2)), 5 + (int)cnn_rng_below(&rng, 4), 5 + (int)cnn_rng_below(&rng, 4)};
    add_convolution(&b, &rng);
    CHECK_FINE(cnn_net_new(b.desc, &b.net));
    b.node = 1;
    b.parameters = noise(b.arena, &rng, b.net->parameters);
    b.pixels = noise(b.arena, &rng, cnn_shape_image(b.desc->input));
    b.target = noise(b.arena, &rng, cnn_shape_image(b.net->nodes[1].layout.out));
    return b;
}

static void compare_inputs(const stage *s) {
    cnn_call call = cnn_pass_call(s->r->pass, s->r->before, 1, 0);
    cnn_span maps = textbook_maps(s);
    for (int row = 0; row < s->in.h; row++)
        for (int column = 0; column < s->in.w; column++) {
            float sum = 0;
            for (int64_t map = maps.first; map <= maps.last; map++)
                sum += textbook_dinput(s, (int)map, row, column);
            CHECK_NEAR(sum, call.din[0].data[(s->channel * s->in.h + row) * s->in.w + column], 1e-5);
        }
}

static void compare_weights(const stage *s) {
    int channels = s->in.c / s->attrs.groups, cells = s->attrs.kernel[0] * s->attrs.kernel[1];
    const float *share = s->r->share + s->node->weight_at + (s->map * channels + s->channel % channels) * cells;
    for (int i = 0; i < cells; i++)
        CHECK_NEAR(textbook_dweight(s, i / s->attrs.kernel[1], i % s->attrs.kernel[1]), share[i], 1e-5);
}

/* What is drawn is what is summed: the window on the spread gradient, times the turned filter. */
static void compare_pictures(const stage *s) {
    textbook_spread g = textbook_spread_of(s, s->map);
    float turned[9];
    assert_non_null(g.values);
    textbook_turn(s, s->map, turned);
    for (int cell = 0; cell < s->in.h * s->in.w; cell++) {
        int row = cell / s->in.w, column = cell % s->in.w, y = textbook_first_spread(s, CNN_VERTICAL, row),
            x = textbook_first_spread(s, CNN_HORIZONTAL, column);
        float sum = 0;
        for (int u = 0; u < s->attrs.kernel[0]; u++)
            for (int v = 0; v < s->attrs.kernel[1]; v++) {
                int i = y + u * s->attrs.dilation[0], j = x + v * s->attrs.dilation[1];
                assert_true(i >= -g.pad[0] && j >= -g.pad[2] && i < g.rows + g.pad[1] && j < g.columns + g.pad[3]);
                if (i >= 0 && j >= 0 && i < g.rows && j < g.columns)
                    sum += g.values[i * g.columns + j] * turned[u * s->attrs.kernel[1] + v];
            }
        CHECK_NEAR(sum, textbook_dinput(s, s->map, row, column), 1e-5);
    }
    free(g.values);
}

static void the_textbook_lens_shows_the_gradients_of_the_engine(void **fixture) {
    (void)fixture;
    for (uint64_t seed = 0; seed < 40; seed++) {
        bed b = convolution(seed);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        player *p = &a.state.session.player;
        const cnn_segment *segment = cnn_walk_find(p->walk, CNN_BACKWARD, 1);
        int maps = b.net->nodes[1].layout.out.c;
        for (int map = 0; map < maps; map++)
            for (int channel = 0; channel < 4; channel++) {
                player_go(
                    p, cnn_walk_address(p->walk, segment->first + segment->steps / maps * map, CNN_DEPTH_POSITION));
                a.state.session.channel = channel;
                stage s = gathered();
                assert_int_equal(s.map, map);
                compare_inputs(&s);
                compare_weights(&s);
                compare_pictures(&s);
            }
        bench_step_outside(&a.state.session.bench);
        state_settle(&a.state);
        free_bed(&b);
    }
}

/* The numbers behind the last "= " or "≈ " of the line before the words. */
static double result_of(const derived *d) {
    const char *text = d->lines[d->count - 2].text, *bold = NULL;
    for (const char *c = strstr(text, "**"); c; c = strstr(c + 2, "**"))
        bold = c[2] && c[2] != '\0' && c != text ? (bold && !strstr(c + 2, "**") ? bold : c) : bold;
    assert_non_null(bold);
    char plain[64] = "";
    for (const char *c = bold + 2; *c && *c != '*'; c++)
        if ((unsigned char)*c < 0x80)
            cnn_append(plain, sizeof plain, "%c", *c);
        else if (!strncmp(c, "−", 3))
            cnn_append(plain, sizeof plain, "-");
    return strtod(plain, NULL);
}

static void the_lens_steps_over_its_own_cells(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    key(SDLK_RIGHTBRACKET);
    click_in("lens.1", 0.5f, 0.5f);
    assert_true(textbook_is_on(&a.state));
    int64_t step = player_index(&a.state.session.player);
    assert_int_equal(textbook_cell(&a.state), 0);
    for (int cell = 1; cell < 25 + 9; cell++) {
        key(SDLK_RIGHT);
        assert_int_equal(textbook_cell(&a.state), cell);
        stage s = gathered();
        derived d = {.count = 0};
        derive_textbook(&s, &d);
        cnn_call call = cnn_pass_call(s.r->pass, s.r->before, s.step.address.node, 0);
        float is = cell < 25 ? call.din[0].data[cell] : s.r->share[s.node->weight_at + (size_t)cell - 25];
        CHECK_NEAR(result_of(&d), is, 0.005);
    }
    key(SDLK_RIGHT);
    assert_int_equal(textbook_cell(&a.state), 33);
    key(SDLK_LEFT);
    assert_int_equal(textbook_cell(&a.state), 32);
    assert_int_equal(player_index(&a.state.session.player), step);
    click_in("book.result", 0.5f, 0.5f);
    assert_int_equal(textbook_cell(&a.state), 12);
    key(SDLK_v);
    assert_false(textbook_is_on(&a.state));
    key(SDLK_RIGHT);
    assert_int_not_equal(player_index(&a.state.session.player), step);
}

/* ---- pooling ---- */

/* The bench has been changed without a command. */
static void changed(void) {
    state_settle(&a.state);
    settle();
}

static void go_back_to(int row, int column) {
    cnn_address to = a.state.session.player.at;
    to.phase = CNN_BACKWARD;
    to.depth = CNN_DEPTH_POSITION;
    to.row = row;
    to.column = column;
    session_go(&a.state.session, to);
    settle();
}

static const char *first_line(void) {
    static derived d;
    stage s = gathered();
    d.count = 0;
    s.own->write_backward(&s, &d);
    return d.lines[0].text;
}

/* The picture is 3 3 2 1 0 / 0 0 1 3 1 / 3 1 2 2 3 / 2 0 0 2 2 / 2 0 0 0 1; windows are 3 x 3. */
static void the_winner_is_named_by_row_and_column(void **fixture) {
    (void)fixture;
    fresh(BENCH_POOL);
    go_back_to(1, 1);
    assert_non_null(strstr(first_line(), "[1,3] += "));
    go_back_to(0, 0); /* 3 stands first in row 0, column 0 */
    assert_non_null(strstr(first_line(), "[0,0] += "));
    go_back_to(2, 2); /* 2 2 3 / 0 2 2 / 0 0 1 */
    assert_non_null(strstr(first_line(), "[2,4] += "));
    bench_set_pool(&a.state.session.bench, 2);
    changed();
    go_back_to(0, 1); /* the least of 3 2 1 / 0 1 3 / 1 2 2 */
    assert_non_null(strstr(first_line(), "[1,1] += "));
    bench_set_pool(&a.state.session.bench, 1);
    changed();
    go_back_to(0, 1);
    assert_non_null(strstr(first_line(), "[r,c] += "));
    assert_non_null(strstr(first_line(), "0.1111"));
}

/* In a corner a window of 3 x 3 with padding has 4 real cells; padding has no number of its own. */
static void padding_is_no_candidate(void **fixture) {
    (void)fixture;
    fresh(BENCH_POOL);
    bench_set_pool(&a.state.session.bench, 2);
    bench_set_part(&a.state.session.bench, CNN_PART_PADDING, 1);
    for (int row = 0; row < 5; row++)
        for (int column = 0; column < 5; column++)
            bench_set_pixel(&a.state.session.bench, 0, row, column, (float)(9 - row - column));
    changed();
    go_back_to(0, 0);
    assert_non_null(strstr(first_line(), "[1,1] += "));
    float x, y;
    assert_false(find_text("0", 300, &x, &y) && y < 300);
}

/* ---- all of it is seen ---- */

/* The stage alone, as it is now. */
static const draw_list *stage_list(rect *at, float px, float width, float height) {
    static ui widgets;
    static draw_list list;
    static view_state own;
    static requests asked;
    view v = {&a.state, &own, &widgets, &list, &asked, width, height};
    *at = (rect){300 * px, 44 * px, width - 300 * px, height - 140 * px};
    draw_begin(&list, width, height);
    ui_begin(&widgets, &list, px);
    view_begin(&v);
    stage_draw(&v, *at);
    view_end(&v);
    ui_end(&widgets);
    return &list;
}

static void look_at_stage(const char *name, float px, float width, float height) {
    static eye e;
    rect at;
    const draw_list *list = stage_list(&at, px, width, height);
    if (eye_look(&e, list, width, height, px))
        fail_msg("%s, %.0f x %.0f%s: %s", name, (double)width, (double)height,
            a.state.screen.present ? ", presenter" : "", e.found[0]);
    for (int i = 0; i < list->count; i++) {
        rect ink = list->items[i].at;
        if (list->items[i].kind == DRAW_TEXT &&
            (ink.x < at.x || ink.x + ink.w > at.x + at.w + 1 || ink.y < at.y || ink.y + ink.h > at.y + at.h + 1))
            fail_msg("%s, %.0f x %.0f: \"%s\" at %.0f, %.0f is outside of the stage", name, (double)width,
                (double)height, list->items[i].text, (double)ink.x, (double)ink.y);
    }
}

static void look_everywhere(const char *name) {
    static const struct {
        float px, width, height;
    } sizes[] = {{1, 1024, 640}, {1, 1280, 770}, {1, 1366, 768}, {1.3f, 1920, 1080}, {2.6f, 3840, 2160}};
    for (int how = 0; how < 5 * 12; how++) {
        strings_use((language)(how % 2));
        theme_use((theme_id)(how / 2 % 3));
        a.state.screen.present = how / 6 % 2;
        look_at_stage(name, sizes[how / 12].px, sizes[how / 12].width, sizes[how / 12].height);
    }
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    a.state.screen.present = false;
}

static int lines_of_stage(void) {
    rect at;
    const draw_list *list = stage_list(&at, 1, 1366, 768);
    int lines = 0;
    for (int i = 0; i < list->count; i++)
        lines += list->items[i].kind == DRAW_LINE;
    return lines;
}

/* The rail comes first, then the arms reach the gradients; at once where motion is reduced. */
static void the_arms_follow_the_rail(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    go_back_to(1, 1);
    player *p = &a.state.session.player;
    player_tick(p, 2, false); /* steps that follow each other quickly have no arms */
    player_rest(p);
    int rest = lines_of_stage();
    player_step(p, 1);
    int begun = lines_of_stage();
    assert_true(begun < rest);
    player_tick(p, 0.2, false);
    int later = lines_of_stage();
    assert_true(begun < later && later < rest);
    player_tick(p, 0.01, true);
    player_rest(p);
    assert_int_equal(lines_of_stage(), rest);
}

/* The card writes out the weight pointed at. */
static void the_card_follows_the_pointer(void **fixture) {
    (void)fixture;
    fresh(BENCH_CONV);
    app_resize(&a, 1366, 768);
    go_back_to(1, 1);
    float x, y;
    point_away();
    assert_true(find_text("∂L/∂W[0,0]", 300, &x, &y) && find_text("∂L/∂X[1,1]", 300, &x, &y));
    point_in("back.filter", 0.9f, 0.5f);
    assert_true(find_text("∂L/∂W[1,2]", 300, &x, &y) && find_text("∂L/∂X[2,3]", 300, &x, &y));
    point_in("back.dinput", 0.1f, 0.9f);
    assert_true(find_text("∂L/∂X[4,0]", 300, &x, &y));
    point_away();
}

static void the_bench_is_seen_whole_going_backward(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < 2; kind++)
        for (int padding = 0; padding < 2; padding++)
            for (int preset = 0; preset < 3; preset++) {
                fresh((bench_kind)kind);
                bench_set_part(&a.state.session.bench, CNN_PART_PADDING, padding);
                bench_use_gradient(&a.state.session.bench, preset);
                changed();
                go_back_to(1, 1);
                look_everywhere(kind ? "pooling" : "convolution");
                a.state.screen.textbook = true;
                look_everywhere("the textbook lens");
                a.state.screen.textbook = false;
                player_depth(&a.state.session.player, CNN_DEPTH_PRODUCT);
                look_everywhere("a product");
            }
}

static void random_layers_are_seen_whole_going_backward(void **fixture) {
    (void)fixture;
    for (uint64_t seed = 0; seed < 6; seed++) {
        bed b = convolution(seed);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        player *p = &a.state.session.player;
        const cnn_segment *segment = cnn_walk_find(p->walk, CNN_BACKWARD, 1);
        player_go(p, cnn_walk_address(p->walk, segment->first + segment->steps / 2, CNN_DEPTH_POSITION));
        look_everywhere("a layer");
        a.state.screen.textbook = true;
        look_everywhere("a layer, the textbook lens");
        a.state.screen.textbook = false;
        bench_step_outside(&a.state.session.bench);
        state_settle(&a.state);
        free_bed(&b);
    }
}

/* A transposed convolution, both ways, at positions and at products. */
static void stamps_are_seen_whole(void **fixture) {
    (void)fixture;
    bed b = make_bed(CNN_OP_CONV_TRANSPOSE);
    session_step_inside(&a.state.session, record(&b), NULL, NULL);
    player *p = &a.state.session.player;
    for (int phase = CNN_FORWARD; phase <= CNN_UPDATE; phase++) {
        const cnn_segment *segment = cnn_walk_find(p->walk, (cnn_phase)phase, b.node);
        for (int64_t part = 0; part < 5 && segment; part++)
            for (int product = 0; product < 2; product++) {
                player_go(p, cnn_walk_address(p->walk, segment->first + segment->steps * part / 5,
                                 product ? CNN_DEPTH_PRODUCT : CNN_DEPTH_POSITION));
                look_everywhere("a transposed convolution");
            }
    }
    bench_step_outside(&a.state.session.bench);
    state_settle(&a.state);
    free_bed(&b);
}

/* Going backward, and the update, of networks with large inputs, many maps and dense layers. */
static void networks_are_seen_whole_going_backward(void **fixture) {
    (void)fixture;
    static const char *const addresses[] = {"backward/conv1/2,10,11", "backward/conv2/7,3,4", "backward/pool1/1,5,5",
        "update/conv1/weight,30", "update/conv1/bias,3", "update/dense1/weight,700"};
    CHECK_FINE(session_open_network(&a.state.session, TESTS_DIR "/../assets/networks/lenet-5.yaml", 0));
    wait_for_task();
    state_settle(&a.state);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        cnn_address to;
        CHECK_FINE(cnn_address_parse(a.state.session.player.walk, addresses[i], &to));
        player_go(&a.state.session.player, to);
        look_everywhere(addresses[i]);
    }
    bench_step_outside(&a.state.session.bench);
    state_settle(&a.state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_textbook_lens_shows_the_gradients_of_the_engine),
        cmocka_unit_test(the_lens_steps_over_its_own_cells),
        cmocka_unit_test(the_winner_is_named_by_row_and_column),
        cmocka_unit_test(padding_is_no_candidate),
        cmocka_unit_test(the_arms_follow_the_rail),
        cmocka_unit_test(the_card_follows_the_pointer),
        cmocka_unit_test(the_bench_is_seen_whole_going_backward),
        cmocka_unit_test(random_layers_are_seen_whole_going_backward),
        cmocka_unit_test(stamps_are_seen_whole),
        cmocka_unit_test(networks_are_seen_whole_going_backward),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
