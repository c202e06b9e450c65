/* The Atlas: how graphs are laid out and what they cost, and the place itself under keys and mouse. */
#include "hand.h"

#include "receptive_field.h"

#include "checkpoint.h"
#include "command.h"
#include "file.h"
#include "netfile.h"
#include "opened_network.h"

#include <unistd.h>

static int64_t field_of(const char *file, const char *layer) {
    atlas_graph g = {.entry = -1};
    CHECK_FINE(atlas_show(&g, file, layer));
    int64_t size[2];
    for (int which = 0; which < 2; which++)
        size[which] = cnn_net_field_size(g.net, g.chosen, which).size;
    assert_int_equal(size[0], size[1]);
    const atlas_box *box = &g.boxes[atlas_box_of(&g, g.chosen)];
    assert_true(box->field[0] >= size[0]); /* of the last layer in the box */
    atlas_close(&g);
    return size[0];
}

/* Sizes that are printed in the literature on receptive fields. */
static void receptive_fields_are_the_known_ones(void **fixture) {
    (void)fixture;
    assert_int_equal(field_of("vgg-16", "features.4"), 6);
    assert_int_equal(field_of("vgg-16", "features.30"), 212);
    assert_int_equal(field_of("alexnet", "conv2"), 51);
    assert_int_equal(field_of("alexnet", "pool5"), 195);
    assert_int_equal(field_of("resnet-18", "layer4.1.conv2"), 435);
    assert_int_equal(field_of("lenet-5-classroom", "conv2"), 14);
}

static void assert_translated(const char *prefix, const char *name) {
    char key[96];
    cnn_format(key, sizeof key, "%s.%s", prefix, name);
    assert_string_not_equal(tr(key), key);
}

static void every_operator_has_its_words(void **fixture) {
    (void)fixture;
    for (language l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++) {
        strings_use(l);
        for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
            const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
            assert_translated("heading", op->name);
            assert_translated(op->window ? "heading.back" : "explain", op->name);
        }
        static const char *const distance[] = {"min", "exp", "sum", "log", "difference"}, *const softmax[] = {"max",
                                                                                              "exp", "sum", "quotient",
                                                                                              "log", "difference",
                                                                                              "dot", "input", "square",
                                                                                              "mean"};
        for (size_t i = 0; i < sizeof distance / sizeof *distance; i++)
            assert_translated("distance", distance[i]);
        for (size_t i = 0; i < sizeof softmax / sizeof *softmax; i++)
            assert_translated("softmax", softmax[i]);
    }
    strings_use(LANGUAGE_EN);
}

static void every_network_is_laid_out(void **fixture) {
    (void)fixture;
    for (int entry = 0; entry < atlas_count; entry++) {
        atlas_graph g = {.entry = -1};
        CHECK_FINE(atlas_open(&g, entry));
        for (int turn = 0; turn < 2; turn++) {
            int nodes = 0;
            atlas_cost sum = {0}, all = atlas_cost_of(&g, 0, g.net->output);
            for (int i = 0; i < g.box_count; i++) {
                const atlas_box *box = &g.boxes[i];
                atlas_cost one = atlas_cost_of(&g, box->first, box->last);
                nodes += box->last - box->first + 1;
                sum.parameters += one.parameters;
                sum.macs += one.macs;
                assert_true(box->column >= 0 && box->column < g.columns);
                for (int k = 0; k < i; k++) /* no two boxes at the same spot */
                    assert_true(g.boxes[k].column != box->column || fabsf(g.boxes[k].row - box->row) > 0.9f);
            }
            assert_int_equal(nodes, g.net->output + 1);
            assert_int_equal(sum.parameters, all.parameters);
            assert_int_equal(sum.macs, all.macs);
            assert_int_equal(all.parameters, g.net->learning - g.net->absent);
            for (int i = 0; i < g.edge_count; i++)
                assert_true(g.boxes[g.edges[i].from].column < g.boxes[g.edges[i].to].column);
            for (int b = 0; b < g.desc->block_count; b++)
                atlas_fold(&g, b, true);
        }
        atlas_close(&g);
    }
}

static void shortcuts_and_branches_are_seen(void **fixture) {
    (void)fixture;
    atlas_graph g = {.entry = -1};
    CHECK_FINE(atlas_show(&g, "resnet-18.yaml", "layer1.0"));
    int over = 0;
    for (int i = 0; i < g.edge_count; i++)
        over += g.edges[i].over;
    assert_int_equal(over, 1);
    assert_string_equal(g.net->nodes[g.chosen].name, "layer1.0.conv1");
    CHECK_FINE(atlas_show(&g, "googlenet", "inception3a"));
    int beside = 0;
    for (int i = 0; i < g.box_count; i++)
        beside += g.boxes[i].column == g.boxes[atlas_box_of(&g, g.chosen)].column;
    assert_int_equal(beside, 4);
    assert_true(atlas_fraction(&g, &g.boxes[1]) == 1);
    CHECK_FAILS(atlas_show(&g, "googlenet", "inception9"), "no layer or block inception9");
    CHECK_FAILS(atlas_show(&g, "lenet-6", NULL), "not in the Atlas");
    CHECK_FINE(atlas_show(&g, "lenet-5-1998", NULL));
    for (int i = 0; i < g.box_count; i++)
        assert_int_equal(atlas_fraction(&g, &g.boxes[i]), -1);
    atlas_close(&g);
}

static bool shows(const char *text) {
    for (int i = 0; i < a.list.count; i++)
        if (a.list.items[i].kind == DRAW_TEXT && strstr(a.list.items[i].text, text))
            return true;
    return false;
}

static void press_text(const char *text) {
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_TEXT && !strcmp(item->text, text)) {
            click(item->at.x + item->at.w / 2, item->at.y + item->at.h / 2);
            return;
        }
    }
    fail_msg("there is no \"%s\" on the screen", text);
}

static void the_place_is_walked_by_keys_and_mouse(void **fixture) {
    (void)fixture;
    key(SDLK_F6);
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
    press_text("ResNet-18");
    atlas_graph *g = &a.state.session.graph[0];
    assert_string_equal(atlas_entries[g->entry].key, "resnet18");
    assert_true(shows("11,689,512") && shows("112.5"));
    int boxes = g->box_count;
    key(SDLK_HOME);
    for (int i = 0; i < 3; i++)
        key(SDLK_RIGHT);
    assert_string_equal(g->net->nodes[g->chosen].name, "layer1.0.conv1");
    key(SDLK_SPACE);
    assert_true(g->box_count > boxes);
    key(SDLK_SPACE);
    assert_int_equal(g->box_count, boxes);
    key(SDLK_PLUS);
    assert_true(a.state.view.graphs[0].zoom > 0);
    key(SDLK_F7);
    assert_true(a.state.screen.comparing && a.state.session.graph[1].net);
    press_text("VGG-16");
    assert_string_equal(atlas_entries[a.state.session.graph[1].entry].key, "vgg16");
    assert_string_equal(atlas_entries[g->entry].key, "resnet18");
    key(SDLK_F7);
    press_text("LeNet-5");
    key(SDLK_RIGHT);
    key(SDLK_RETURN);
    assert_false(a.state.screen.place == PLACE_ATLAS);
    assert_int_equal(a.state.session.bench.source, BENCH_INSIDE);
    assert_string_equal(a.state.session.bench.recording->net->nodes[session_node(&a.state.session)].name, "S2");
    key(SDLK_RIGHT);
    assert_int_equal(a.state.session.player.at.column, 1);
    key(SDLK_F6);
}

static cnn_status save_of(const char *network, const char *path) {
    opened_network s;
    cnn_status status = opened_network_open_first(network, 1, &s);
    if (cnn_failed(status))
        return status;
    float *momentum = calloc(s.net->parameters, sizeof *momentum);
    cnn_checkpoint c = {.settings = s.desc->train, .parameters = s.parameters, .momentum = momentum};
    s.parameters[s.net->nodes[1].weight_at] = 0.625f;
    status = cnn_checkpoint_save(path, s.net, &c);
    free(momentum);
    opened_network_close(&s);
    return status;
}

static void parameters_are_dropped_on_their_network(void **fixture) {
    (void)fixture;
    static const char path[] = "stride-atlas.safetensors";
    char network[512];
    cnn_format(network, sizeof network, "%s/../assets/networks/lenet-5-1998.yaml", TESTS_DIR);
    CHECK_FINE(save_of(network, path));
    a.state.screen.place = PLACE_ATLAS;
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    CHECK_FAILS(open_path(&a.state, path), "the tensors are not those of AlexNet (2012): missing: conv1.weight");
    assert_int_equal(a.state.session.weights[0], 0);
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "lenet-5-1998", NULL));
    CHECK_FINE(open_path(&a.state, path));
    settle();
    assert_true(shows("stride-atlas.safetensors"));
    key(SDLK_RETURN);
    assert_true(
        a.state.session.bench.recording->before[a.state.session.bench.recording->net->nodes[1].weight_at] == 0.625f);
    CHECK_FAILS(open_path(&a.state, path), "no network is there to take them");
    unlink(path);
}

/* A file whose first tensor is called `name`, in front of the first layer's weights. */
static void put_weights(const char *path, const char *name) {
    char header[200];
    const float weights[] = {1, 2, 3, 4};
    cnn_format(
        header, sizeof header, "{\"%s.weight\":{\"dtype\":\"F32\",\"shape\":[1,1,2,2],\"data_offsets\":[0,16]}}", name);
    uint64_t length = strlen(header);
    cnn_piece pieces[] = {{&length, 8}, {header, (size_t)length}, {weights, sizeof weights}};
    CHECK_FINE(cnn_file_write(path, pieces, 3));
}

static void what_stands_before_the_names_of_weights_is_said(void **fixture) {
    (void)fixture;
    static const char network[] = "stride-plain.yaml", weights[] = "stride-prefix.safetensors";
    static const char yaml[] = "name: Mine\ninput: {height: 4, width: 4}\nlayers:\n"
                               "  - conv: {name: first, filters: 1, size: 2, bias: false}\n  - relu\n";
    CHECK_FINE(cnn_file_write(network, &(cnn_piece){yaml, strlen(yaml)}, 1));
    a.state.screen.place = PLACE_ATLAS;
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    CHECK_FINE(open_path(&a.state, network));
    put_weights(weights, "first");
    CHECK_FINE(open_path(&a.state, weights));
    assert_string_equal(
        a.state.screen.message, "The weights of stride-prefix.safetensors are those of this network now");
    put_weights(weights, "model.first");
    CHECK_FINE(open_path(&a.state, weights));
    assert_non_null(strstr(a.state.screen.message, "now. Its names begin with \"model.\", which was passed over"));
    put_weights(weights, "0");
    CHECK_FINE(open_path(&a.state, weights));
    assert_non_null(strstr(a.state.screen.message, "now. Its layers have numbers"));
    unlink(network);
    unlink(weights);
    command_run(&a.state, REQUEST_close_message, NULL);
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    a.state.session.own_network[0] = '\0';
}

static void press_own_chip(void) {
    char chip[40];
    rect at;
    cnn_format(chip, sizeof chip, "atlas.chip%d", atlas_count);
    settle();
    assert_true(ui_find(&a.ui, chip, &at));
    click(at.x + at.w / 2, at.y + at.h / 2);
    settle();
}

/* Also the name and the weights of the file are shown, and it stays at hand beside the others. */
static void a_network_of_ones_own_is_shown(void **fixture) {
    (void)fixture;
    static const char path[] = "own-network-of-a-student.yaml";
    static const char yaml[] = "name: Mine\ninput: {height: 4, width: 4}\nlayers:\n"
                               "  - conv: {name: first, weights: [[[[2, 0], [0, 3]]]]}\n  - relu\n";
    CHECK_FINE(cnn_file_write(path, &(cnn_piece){yaml, strlen(yaml)}, 1));
    a.state.screen.place = PLACE_ATLAS;
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    CHECK_FINE(open_path(&a.state, path));
    settle();
    assert_int_equal(a.state.session.graph[0].entry, ATLAS_OWN);
    assert_true(shows("Mine") && shows("own-network-of…") && shows(tr("atlas.own")));
    assert_false(shows(tr("atlas.random")));
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    press_own_chip();
    assert_int_equal(a.state.session.graph[0].entry, ATLAS_OWN);
    key(SDLK_RETURN);
    const cnn_recording *r = a.state.session.bench.recording;
    assert_true(r->before[r->net->nodes[1].weight_at + 3] == 3);
    unlink(path);
    a.state.screen.place = PLACE_ATLAS;
    press_own_chip();
    assert_int_equal(a.state.session.graph[0].entry, ATLAS_OWN); /* as it was, with a sentence */
    assert_true(shows("own-network-of-a-student.yaml"));
    command_run(&a.state, REQUEST_close_message, NULL);
    CHECK_FINE(atlas_show(&a.state.session.graph[0], "alexnet", NULL));
    a.state.session.own_network[0] = '\0';
}

/* Before, the bench of one's own took the picture, and the network was gone from the screen. */
static void a_picture_is_given_to_the_network_one_is_inside(void **fixture) {
    (void)fixture;
    static const char network[] = "inside-of.yaml", picture[] = "inside.pgm", cut[] = "inside-cut.pgm";
    static const char yaml[] = "name: Inside\ninput: {height: 2, width: 2}\nlayers:\n"
                               "  - conv: {name: c, weights: [[[[2]]]]}\n  - relu\n";
    static const char pgm[] = "P5 2 2 255\n\x00\x33\x66\xff";
    CHECK_FINE(cnn_file_write(network, &(cnn_piece){yaml, strlen(yaml)}, 1));
    CHECK_FINE(cnn_file_write(picture, &(cnn_piece){pgm, sizeof pgm - 1}, 1));
    CHECK_FINE(cnn_file_write(cut, &(cnn_piece){pgm, sizeof pgm - 3}, 1));
    a.state.screen.place = PLACE_BENCH;
    CHECK_FINE(open_path(&a.state, network));
    settle();
    cnn_address at = {.depth = CNN_DEPTH_POSITION, .phase = CNN_FORWARD, .node = 1, .row = 1};
    session_go(&a.state.session, at);
    CHECK_FINE(open_path(&a.state, picture));
    settle();
    const cnn_recording *r = a.state.session.bench.recording;
    static const float want[] = {0, 0.4f, 0.8f, 2};
    assert_true(session_is_inside(&a.state.session));
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(want[i], r->pass->value[1].data[i], 1e-6);
    assert_int_equal(a.state.session.player.at.row, 1);
    CHECK_FAILS(open_path(&a.state, cut), "inside-cut.pgm");
    assert_true(a.state.session.bench.recording == r);
    CHECK_FINE(open_path(&a.state, picture)); /* also after a failure */
    settle();
    assert_true(session_is_inside(&a.state.session));
    unlink(network);
    unlink(picture);
    unlink(cut);
    session_step_outside(&a.state.session);
    a.state.session.own_network[0] = '\0';
}

/* Texts of the panel that overlap; texts of one line have the same height. */
static void nothing_overlaps_in_the_panel(void) {
    const draw_item *before = NULL;
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind != DRAW_TEXT || item->at.x < a.width * 0.68f)
            continue;
        if (before && fabsf(item->at.y - before->at.y) < 4 && item->at.x < before->at.x + before->at.w - 1 &&
            before->at.x < item->at.x + item->at.w - 1)
            fail_msg("\"%s\" stands over \"%s\"", item->text, before->text);
        before = item;
    }
}

static void nothing_is_cut_in_either_language(void **fixture) {
    (void)fixture;
    static const int sizes[][2] = {{1024, 640}, {1280, 800}, {1920, 1080}};
    a.state.screen.place = PLACE_ATLAS;
    for (int turn = 0; turn < LANGUAGE_COUNT * 3 * 2; turn++)
        for (int entry = 0; entry < atlas_count; entry++) {
            const int *size = sizes[turn / 2 % 3];
            strings_use((language)(turn / 6));
            app_resize(&a, size[0], size[1]);
            a.state.screen.present = turn % 2;
            CHECK_FINE(atlas_open(&a.state.session.graph[0], entry));
            for (int box = 1; box < a.state.session.graph[0].box_count; box += 4) {
                a.state.session.graph[0].chosen = a.state.session.graph[0].boxes[box].first;
                app_frame(&a);
                nothing_overlaps_in_the_panel();
            }
            for (int i = 0; i < a.list.count; i++) {
                const draw_item *item = &a.list.items[i];
                if (item->kind != DRAW_TEXT)
                    continue;
                if (item->at.x < -1 || item->at.x + item->at.w > a.width + 1)
                    fail_msg("\"%s\" is cut", item->text);
                if (!strncmp(item->text, "atlas.", 6))
                    fail_msg("%s has no text", item->text);
            }
        }
    strings_use(LANGUAGE_EN);
    a.state.screen.place = PLACE_BENCH;
    a.state.screen.present = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(receptive_fields_are_the_known_ones),
        cmocka_unit_test(every_operator_has_its_words), cmocka_unit_test(every_network_is_laid_out),
        cmocka_unit_test(shortcuts_and_branches_are_seen), cmocka_unit_test(the_place_is_walked_by_keys_and_mouse),
        cmocka_unit_test(parameters_are_dropped_on_their_network),
        cmocka_unit_test(what_stands_before_the_names_of_weights_is_said),
        cmocka_unit_test(a_network_of_ones_own_is_shown),
        cmocka_unit_test(a_picture_is_given_to_the_network_one_is_inside),
        cmocka_unit_test(nothing_is_cut_in_either_language)};
    return cmocka_run_group_tests(tests, open_app, close_app);
}
