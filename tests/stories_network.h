/* What is done with a network that trains. */
#ifndef STORIES_NETWORK_H
#define STORIES_NETWORK_H

#include "stories_hands.h"

static int64_t iteration_before;

static bool has_trained_on(void) {
    return live_now()->iteration > iteration_before;
}

static void step_inside_and_go_on(void) {
    to_the_network();
    tap("network.inside");
    assert_true(wait_until(is_inside));
    tap_path("tab.network");
    iteration_before = live_now()->iteration;
    tap("network.pause");
    assert_true(wait_until(has_trained_on)); /* a run that learns no more may rest again at once */
}

static void pause_from_the_bench(void) {
    tap("command.unfold_strip");
    tap("card.pause");
    assert_true(wait_until(rests));
}

static void take_back_a_stroke(void) {
    to_the_network();
    tap("network.draw");
    stroke("network.canvas", 0.2f, 0.4f);
    float one = 0, after = 0;
    for (int i = 0; i < 256; i++)
        one += a.state.training.own[i];
    stroke("network.canvas", 0.5f, 0.9f);
    tap("network.undo_stroke");
    for (int i = 0; i < 256; i++)
        after += a.state.training.own[i];
    CHECK_NEAR(one, after, 1e-4);
    assert_true(one != 0);
}

/* What would end the run asks first. */
static void keep_the_run(void) {
    to_the_network();
    tap("network.editing");
    tap_word("tanh");
    tap("button.start_network");
    assert_true(a.state.screen.asks_start);
    tap("edit.keep_run");
    assert_false(a.state.screen.asks_start);
    assert_true(live_now()->iteration > 300);
}

static void to_the_bench_and_back(void) {
    tap("tab.atlas");
    tap("atlas.bench");
    assert_true(wait_until(is_inside));
    tap_path("tab.atlas");
    assert_int_equal(a.state.screen.place, PLACE_ATLAS);
}

static int64_t aimed;

/* What the columns show is of that iteration. */
static bool is_there(void) {
    return live_now()->iteration == aimed && rests() && a.state.training.seen->iteration == aimed;
}

static bool has_branched(void) {
    return live_now()->runs == 2;
}

static bool has_gone_on(void) {
    return has_branched() && trains() && live_now()->iteration > aimed;
}

/* The marker says where it is while it is dragged. */
static void drag_back(void) {
    clicks++;
    press_in("network.curve", 0.9f, 0.5f);
    point_in("network.curve", 0.4f, 0.5f);
    assert_true(a.state.view.aimed > 0);
    aimed = (int64_t)a.state.view.aimed;
    release_in("network.curve", 0.4f, 0.5f);
    assert_true(wait_until(is_there));
}

static void travel_and_branch(void) {
    to_the_network();
    drag_back();
    tap("network.rate<");
    assert_true(wait_until(has_branched));
    assert_int_equal(live_now()->run_seen[1].fork, aimed);
    CHECK_NEAR(live_now()->run_seen[1].settings.rate, live_now()->run_seen[0].settings.rate / 2, 1e-6);
}

static bool is_filed(void) {
    return strstr(a.state.screen.message, ".safetensors") != NULL;
}

/* Its name is at the end of the message. */
static const char *save_weights(void) {
    static char name[200];
    to_the_network();
    tap_bar("save_weights");
    assert_true(wait_until(is_filed));
    const char *slash = strrchr(a.state.screen.message, '/');
    assert_non_null(slash);
    snprintf(name, sizeof name, "%s", slash + 1);
    return name;
}

static void open_weights(void) {
    const char *name = save_weights();
    tap_bar("open_dialog");
    tap_word(tr("files.documents"));
    tap_word(name);
    assert_true(wait_until(has_branched));
    assert_false(a.state.screen.files.open);
}

static void weights_onto_the_atlas(void) {
    const char *name = save_weights();
    tap("tab.atlas");
    assert_true(reads("until then the weights are random"));
    tap_bar("open_dialog");
    tap_word(tr("files.documents"));
    tap_word(name);
    assert_non_null(session_weights(own(), 0));
    assert_true(reads(name));
}

static void limit_and_go_on(void) {
    to_the_network();
    turn_wheel("network.limit<", 5);
    assert_int_equal(a.state.training.limit, 1);
    assert_true(wait_until(rests));
    assert_int_equal(live_now()->rests, LIVE_RESTS_AT_LIMIT);
    assert_true(reads("1 epochs are over") || reads("1 epoch is over"));
    iteration_before = live_now()->iteration;
    tap("network.pause");
    assert_true(wait_until(has_trained_on));
}

static void values_of_the_curve(void) {
    to_the_network();
    point_in("network.curve", 0.5f, 0.5f);
    assert_true(reads("mean of"));
}

static bool is_judged(void) {
    return live_now()->judged.at >= 0 && is_in_sight("network.confusion");
}

/* Left of each row stands the name of its class. */
static void names_of_the_confusion(void) {
    to_the_network();
    if (is_in_sight("network.judged")) /* where it has no room beside training */
        tap("network.judged");
    assert_true(wait_until(is_judged));
    rect at = control("network.confusion");
    for (int i = 0; i < 10; i++) {
        bool named = false;
        for (int k = 0; k < a.list.count; k++) {
            const draw_item *item = &a.list.items[k];
            float middle = item->at.y + item->at.h / 2 - at.y - at.h * (float)i / 10;
            named |= item->kind == DRAW_TEXT && item->at.x < at.x && item->at.x > at.x - 120 && middle > 0 &&
                     middle < at.h / 10 && !strcmp(item->text, cnn_class_name(live_now()->names, i));
        }
        if (!named)
            fail_msg("row %d of the confusion matrix has no name", i);
    }
}

/* The filter and the weight whose update is the largest. */
static void most_changed(int *filter, int *row, int *column) {
    const cnn_recording *r = a.state.training.seen;
    const cnn_node *node = &r->net->nodes[1];
    size_t most = 0;
    for (size_t i = 0; i < node->weight_count; i++)
        if (fabsf(r->momentum[node->weight_at + i]) > fabsf(r->momentum[node->weight_at + most]))
            most = i;
    *filter = (int)most / 25;
    *row = (int)most / 5 % 5;
    *column = (int)most % 5;
}

static rect picture_of(const char *column, int index) {
    rect inside = control(column);
    for (int i = 0; i < a.list.count; i++) {
        const draw_item *item = &a.list.items[i];
        if (item->kind == DRAW_PICTURE && item->columns == 5 && rect_has(inside, item->at.x, item->at.y) && !index--)
            return item->at;
    }
    fail_msg("the filter is not on the screen");
    return inside;
}

static void follow_the_largest_change(void) {
    int filter, row, column;
    to_the_network();
    tap("network.pause");
    assert_true(wait_until(rests));
    tap("network.changes");
    most_changed(&filter, &row, &column);
    rect at = picture_of("network.column1", filter);
    clicks++;
    click(at.x + at.w * ((float)column + 0.5f) / 5, at.y + at.h * ((float)row + 0.5f) / 5);
    assert_true(wait_until(is_inside));
    assert_int_equal(phase(), CNN_UPDATE);
    tap_path("tab.network");
    drag_back();
    tap("network.rate<");
    assert_true(wait_until(has_branched));
    tap("network.pause");
    assert_true(wait_until(has_gone_on));
    CHECK_NEAR(live_now()->run_seen[1].settings.rate, live_now()->run_seen[0].settings.rate / 2, 1e-6);
}

#endif
