/* Every operator of op_table.h on the screen: its words in both languages, its formula, and sums that are true. */
#include "hand.h"
#include "operator_bed.h"

#include "equation.h"
#include "op_view.h"

#include <math.h>

enum { STEPS = 10 };

static void has_words(const char *key) {
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        strings_use((language)l);
        if (tr(key) == key)
            fail_msg("there is no text for %s", key);
    }
    strings_use(LANGUAGE_EN);
}

static void every_row_is_whole(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        const op_view *own = op_view_of((cnn_op_kind)kind);
        const cnn_op *op = cnn_op_of((cnn_op_kind)kind);
        char key[64];
        assert_true(own->draw && own->draw_backward && own->write && own->write_backward && own->backward);
        cnn_format(key, sizeof key, "heading.%s", op->name);
        has_words(key);
        cnn_format(key, sizeof key, "explain.%s", op->name);
        if (!own->explain)
            has_words(key);
        has_words(own->back_heading);
        bed b = make_bed((cnn_op_kind)kind);
        cnn_axis axis = cnn_net_axis(b.net, b.node, CNN_VERTICAL);
        assert_true(own->forward || op->window || axis.kind == CNN_AXIS_STAMP); /* otherwise there is no formula */
        free_bed(&b);
    }
}

/* The line without the words beside the sum; false where part of the sum is left out or hidden. */
static bool text_of_line(const written_line *line, char *text, size_t size) {
    text[0] = '\0';
    for (int i = 0; i < line->count; i++)
        if (!line->runs[i].beside)
            cnn_append(text, size, "%s", line->runs[i].text);
    return !strstr(text, "…") && strstr(text, " ");
}

static const view now = {&a.state, &a.state.view, &a.ui, &a.list, &a.requests, 1280, 800};

/* Writes the sum of the step under the cursor; returns how many equations there are. */
static int check_sums(const char *name) {
    static written w;
    static char text[8000];
    stage s;
    w.count = 0;
    op_view_gather(&s, &now);
    s.own->write(&s, &w);
    int count = 0;
    for (int i = 0; i < w.count; i++) {
        if (!text_of_line(&w.lines[i], text, sizeof text) || !strpbrk(text, "=\xE2"))
            continue;
        if (!strstr(text, " = ") && !strstr(text, " ≈ "))
            continue; /* products whose sum is on the next line */
        count++;
        if (!equation_holds(text))
            fail_msg("%s: it is not true that %s", name, text);
    }
    return count;
}

/* Steps at random through the forward phase of the bed, each of which is written as a true equation. */
static void walk_sums(bed *b, uint64_t stream) {
    const cnn_op *op = b->net->nodes[b->node].op;
    cnn_rng rng = cnn_rng_seeded(4, stream);
    session_step_inside(&a.state.session, record(b), NULL, NULL);
    const cnn_walk *walk = a.state.session.player.walk;
    const cnn_segment *s = cnn_walk_find(walk, op->loss ? CNN_LOSS : CNN_FORWARD, b->node);
    int equations = 0;
    for (int i = 0; i < STEPS; i++) {
        int64_t step = s->first + (int64_t)cnn_rng_below(&rng, (uint32_t)s->steps);
        player_go(&a.state.session.player, cnn_walk_address(walk, step, CNN_DEPTH_POSITION));
        equations += check_sums(op->name);
    }
    if (equations < STEPS / 2)
        fail_msg("%s: %d of %d steps are written as equations", op->name, equations, STEPS);
    session_step_outside(&a.state.session);
    state_settle(&a.state);
}

static void sums_are_true(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        walk_sums(&b, (uint64_t)kind);
        free_bed(&b);
    }
}

/* Functions whose settings decide how they are written. */
static void sums_are_true_with_other_settings(void **fixture) {
    (void)fixture;
    static const struct {
        cnn_op_kind kind;
        const char *key;
        float value;
    } others[] = {{CNN_OP_GELU, "approximate", CNN_APPROXIMATE_TANH}, {CNN_OP_SOFTPLUS, "beta", 2},
        {CNN_OP_SOFTPLUS, "threshold", 0.1f}, {CNN_OP_CELU, "alpha", 0.5f}, {CNN_OP_CLIP, "low", -INFINITY},
        {CNN_OP_CLIP, "high", INFINITY}, {CNN_OP_CLIP, "high", 0.25f}, {CNN_OP_PRELU, "slopes", CNN_SLOPES_ONE}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        bed b = make_bed(others[i].kind);
        const cnn_setting *s = cnn_op_setting(b.net->nodes[b.node].op, others[i].key);
        if (s->type == CNN_SETTING_CHOICE)
            *cnn_setting_integers(s, &b.desc->layers[1].attrs) = (int)others[i].value;
        else
            *cnn_setting_number(s, &b.desc->layers[1].attrs) = others[i].value;
        cnn_net_free(b.net);
        CHECK_FINE(cnn_net_new(b.desc, &b.net));
        walk_sums(&b, i);
        free_bed(&b);
    }
}

/* Forward, backward and update, at every depth, in both languages: nothing crashes and everything has its words. */
static void every_step_can_be_drawn(void **fixture) {
    (void)fixture;
    for (int kind = 0; kind < CNN_OP_COUNT; kind++) {
        bed b = make_bed((cnn_op_kind)kind);
        cnn_rng rng = cnn_rng_seeded(5, (uint64_t)kind);
        session_step_inside(&a.state.session, record(&b), NULL, NULL);
        const cnn_walk *walk = a.state.session.player.walk;
        for (int i = 0; i < 4 * STEPS; i++) {
            int64_t step = (int64_t)cnn_rng_below(&rng, (uint32_t)walk->steps);
            strings_use(i % 2 ? LANGUAGE_KO : LANGUAGE_EN);
            a.state.screen.present = i % 4 > 1;
            player_go(
                &a.state.session.player, cnn_walk_address(walk, step, i % 3 ? CNN_DEPTH_POSITION : CNN_DEPTH_PRODUCT));
            app_frame(&a);
            for (int j = 0; j < a.list.count; j++)
                if (a.list.items[j].kind == DRAW_TEXT && !strncmp(a.list.items[j].text, "explain.", 8))
                    fail_msg("%s has no text", a.list.items[j].text);
        }
        a.state.screen.present = false;
        strings_use(LANGUAGE_EN);
        session_step_outside(&a.state.session);
        state_settle(&a.state);
        free_bed(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(sums_are_true),
        cmocka_unit_test(sums_are_true_with_other_settings),
        cmocka_unit_test(every_step_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
