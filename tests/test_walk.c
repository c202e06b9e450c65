/* Addresses and indices are two names of the same step. */
#include "check.h"

#include "address.h"
#include "netfile.h"
#include "walk.h"

static const char yaml[] =
    "input: {channels: 2, height: 6, width: 5}\n"
    "layers:\n  - conv: {filters: 3, size: 3, stride: 2, padding: 1}\n  - relu\n  - maxpool: {size: 2, stride: 1}\n"
    "  - dense: {units: 4}\n  - softmax\ntarget: 2\n";

typedef struct fixture {
    cnn_arena *arena;
    cnn_net *net;
    const cnn_walk *walk;
} fixture;

static fixture opened(const char *text) {
    fixture f = {.arena = cnn_arena_new()};
    cnn_document *d;
    cnn_netdesc *desc;
    CHECK_FINE(cnn_document_parse("w.yaml", text, strlen(text), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), f.arena, &desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(desc, &f.net));
    f.walk = cnn_walk_new(f.net, f.arena);
    return f;
}

static void closed(fixture f) {
    cnn_net_free(f.net);
    cnn_arena_free(f.arena);
}

static void every_index_comes_back_from_its_address(void **state) {
    (void)state;
    fixture f = opened(yaml);
    for (int64_t i = 0; i < f.walk->steps; i++) {
        cnn_address a = cnn_walk_address(f.walk, i, CNN_DEPTH_PRODUCT), b;
        cnn_span span = cnn_walk_span(f.walk, a);
        assert_int_equal(span.first, i);
        assert_int_equal(span.last, i);
        char text[CNN_ADDRESS_TEXT];
        cnn_address_format(f.walk, a, text);
        CHECK_FINE(cnn_address_parse(f.walk, text, &b));
        assert_int_equal(cnn_walk_span(f.walk, b).first, i);
        assert_int_equal(cnn_walk_span(f.walk, b).last, i);
    }
    closed(f);
}

static void places_of_every_depth_cover_the_walk_without_gap(void **state) {
    (void)state;
    fixture f = opened(yaml);
    for (cnn_depth depth = CNN_DEPTH_PHASE; depth <= CNN_DEPTH_PRODUCT; depth++) {
        cnn_address a = cnn_walk_address(f.walk, 0, depth);
        int64_t next = 0;
        for (;;) {
            cnn_span span = cnn_walk_span(f.walk, a);
            assert_int_equal(span.first, next);
            next = span.last + 1;
            if (next == f.walk->steps)
                break;
            cnn_address over = cnn_walk_over(f.walk, a), back = cnn_walk_back(f.walk, over);
            assert_int_equal(cnn_walk_span(f.walk, back).first, span.first);
            assert_int_equal(cnn_walk_span(f.walk, back).last, span.last);
            a = over;
        }
        cnn_address stays = cnn_walk_over(f.walk, a);
        assert_int_equal(cnn_walk_span(f.walk, stays).last, f.walk->steps - 1);
    }
    closed(f);
}

static void into_and_out_are_each_others_way_back(void **state) {
    (void)state;
    fixture f = opened(yaml);
    cnn_address layer, position, product;
    CHECK_FINE(cnn_address_parse(f.walk, "forward/conv1", &layer));
    position = cnn_walk_into(f.walk, layer);
    assert_int_equal(position.depth, CNN_DEPTH_POSITION);
    product = cnn_walk_into(f.walk, position);
    assert_int_equal(product.depth, CNN_DEPTH_PRODUCT);
    assert_int_equal(cnn_walk_into(f.walk, product).depth, CNN_DEPTH_PRODUCT);
    assert_int_equal(cnn_walk_out(f.walk, product).depth, CNN_DEPTH_POSITION);
    assert_int_equal(cnn_walk_out(f.walk, position).depth, CNN_DEPTH_LAYER);
    assert_int_equal(cnn_walk_out(f.walk, layer).depth, CNN_DEPTH_PHASE);
    closed(f);
}

static void phases_follow_each_other_in_order(void **state) {
    (void)state;
    fixture f = opened(yaml);
    static const char *const order[] = {"forward/conv1", "forward/relu1", "forward/pool1", "forward/dense1",
        "forward/softmax1", "loss/loss", "backward/loss", "backward/dense1", "backward/pool1", "backward/relu1",
        "backward/conv1", "update/conv1", "update/dense1"};
    assert_int_equal(f.walk->count, 13);
    cnn_address a = cnn_walk_address(f.walk, 0, CNN_DEPTH_LAYER);
    for (int i = 0; i < 13; i++, a = cnn_walk_over(f.walk, a)) {
        char text[CNN_ADDRESS_TEXT];
        cnn_address_format(f.walk, a, text);
        assert_string_equal(text, order[i]);
    }
    closed(f);
}

static void an_address_may_begin_with_its_iteration(void **state) {
    (void)state;
    static const char *const texts[] = {"0/forward/conv1", "9/forward/conv1", "12345/forward/conv1"};
    static const int64_t iterations[] = {0, 9, 12345};
    fixture f = opened(yaml);
    for (int i = 0; i < 3; i++) {
        cnn_address a;
        CHECK_FINE(cnn_address_parse(f.walk, texts[i], &a));
        assert_int_equal(a.iteration, iterations[i]);
        assert_int_equal(a.node, 1);
    }
    closed(f);
}

static void addresses_that_do_not_exist_are_refused_with_a_reason(void **state) {
    (void)state;
    fixture f = opened(yaml);
    static const char *const cases[][2] = {{"", "it is empty"}, {"sideways/conv1", "not a phase"},
        {"forward/conv9", "there is no layer \"conv9\""}, {"backward/softmax1", "has no steps in the backward phase"},
        {"forward/conv1/9,0,0", "does not exist"}, {"forward/conv1/0,0,0/0,3,0", "does not exist"},
        {"forward/conv1/x", "no term"}, {"forward/dense1/4", "does not exist"},
        {"forward/conv1/0,0,0/0,0,0/1", "left over"}, {"12", "a phase is missing"},
        {"12x/forward", "\"12x\" is not an iteration"},
        {"1234567890123456/forward", "\"1234567890123456\" is not an iteration"},
        {"forward/conv1/1,", "not a position"}, {"forward/softmax1/3", "needs a term"},
        {"forward/conv1/0,0,99999999999999999999", "not a position"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cnn_address a;
        CHECK_FAILS(cnn_address_parse(f.walk, cases[i][0], &a), cases[i][1]);
    }
    closed(f);
}

static void the_walk_holds_what_lies_between_its_bounds_and_nothing_else(void **state) {
    (void)state;
    fixture f = opened(yaml);
    const cnn_segment *s = cnn_walk_find(f.walk, CNN_FORWARD, 1);
    assert_non_null(s);
    cnn_term bounds = s->terms[0];
    cnn_address first = cnn_walk_address(f.walk, s->first, CNN_DEPTH_PRODUCT), a = first;
    int *const coordinates[] = {&a.term, &a.map, &a.row, &a.column, &a.channel, &a.tap_row, &a.tap_column};
    const int sizes[] = {
        s->term_count, bounds.maps, bounds.rows, bounds.columns, bounds.channels, bounds.tap_rows, bounds.tap_columns};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        a = first;
        assert_true(cnn_walk_holds(f.walk, a));
        *coordinates[i] = sizes[i] - 1;
        assert_true(cnn_walk_holds(f.walk, a));
        *coordinates[i] = sizes[i];
        assert_false(cnn_walk_holds(f.walk, a));
        *coordinates[i] = -1;
        assert_false(cnn_walk_holds(f.walk, a));
    }
    closed(f);
}

static void a_network_of_ten_billion_steps_opens_at_once(void **state) {
    (void)state;
    fixture f = opened(
        "input: {channels: 64, height: 512, width: 512}\nlayers:\n  - conv: {filters: 64, size: 3, padding: 1}\n");
    assert_true(f.walk->steps > INT64_C(10000000000));
    for (int64_t i = 1; i < f.walk->steps; i += f.walk->steps / 1009)
        assert_int_equal(cnn_walk_span(f.walk, cnn_walk_address(f.walk, i, CNN_DEPTH_PRODUCT)).first, i);
    closed(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_index_comes_back_from_its_address),
        cmocka_unit_test(places_of_every_depth_cover_the_walk_without_gap),
        cmocka_unit_test(into_and_out_are_each_others_way_back), cmocka_unit_test(phases_follow_each_other_in_order),
        cmocka_unit_test(an_address_may_begin_with_its_iteration),
        cmocka_unit_test(addresses_that_do_not_exist_are_refused_with_a_reason),
        cmocka_unit_test(the_walk_holds_what_lies_between_its_bounds_and_nothing_else),
        cmocka_unit_test(a_network_of_ten_billion_steps_opens_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
