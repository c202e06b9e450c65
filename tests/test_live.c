/* The thread behind the window, driven as the window drives it: training, pausing, going back in time, new training
 * runs. */
#include "check.h"

#include "file.h"
#include "live.h"

static void the_live_network_trains_pauses_and_hands_over_a_recording(void **fixture) {
    (void)fixture;
    live *l = live_start(TESTS_DIR "/../assets/networks/lenet-5.yaml", NULL, "digits", NULL, 2, NULL, NULL);
    live_snapshot *s = calloc(1, sizeof *s);
    assert_non_null(l);
    assert_true(live_wait(l, LIVE_TRAINING, 60));
    for (int i = 0; i < 400 && s->iteration < 3; i++) {
        live_read(l, s);
        live_wait(l, LIVE_FAILED, 0.05);
    }
    assert_true(s->iteration >= 3);
    assert_int_equal(s->filters.n, 6);
    live_record(l, 1);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    cnn_recording *r = live_recording(l);
    assert_non_null(r);
    live_read(l, s);
    assert_int_equal(r->iteration, s->iteration);
    live_pause(l, false);
    assert_true(live_wait(l, LIVE_TRAINING, 60));
    cnn_recording_free(r);
    live_stop(l);
    free(s);
}

static cnn_recording *recorded_at(live *l, int run_index, int64_t iteration) {
    live_seek(l, run_index, iteration);
    live_record(l, 0);
    for (int i = 0; i < 6000; i++) {
        cnn_recording *r = live_recording(l);
        if (r)
            return r;
        live_wait(l, LIVE_FAILED, 0.01);
    }
    fail_msg("no recording came");
    return NULL;
}

/* Back in time in the running program, and on from there with another learning rate. */
static void the_live_network_returns_bit_for_bit_and_branches(void **fixture) {
    (void)fixture;
    static live_snapshot s;
    memset(&s, 0, sizeof s);
    live *l = live_start(TESTS_DIR "/../assets/networks/lenet-5.yaml", NULL, "digits", NULL, 1, NULL, NULL);
    breakpoints stops = {.count = 1, .list = {{.kind = BREAK_ITERATION, .iteration = 60}}};
    live_stops(l, &stops);
    assert_true(live_wait(l, LIVE_PAUSED, 200));
    live_read(l, &s);
    assert_int_equal(s.iteration, 60);
    assert_string_equal(s.stopped_by, "iteration 60");
    size_t bytes;
    cnn_recording *end = recorded_at(l, 0, 60), *early = recorded_at(l, 0, 17), *again = recorded_at(l, 0, 60),
                  *once = recorded_at(l, 0, 17);
    bytes = end->net->parameters * sizeof(float);
    assert_int_equal(early->iteration, 17);
    assert_memory_equal(end->before, again->before, bytes);
    assert_memory_equal(end->momentum, again->momentum, bytes);
    assert_memory_equal(early->before, once->before, bytes);
    assert_memory_not_equal(early->before, end->before, bytes);
    cnn_train_settings settings = early->settings;
    settings.rate = 0.01f;
    settings.batch = 32;
    live_settings(l, &settings);
    live_one(l);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    assert_int_equal(s.runs, 2);
    assert_int_equal(s.run, 1);
    assert_int_equal(s.run_seen[1].fork, 17);
    assert_int_equal(s.iteration, 18);
    cnn_recording *old = recorded_at(l, 0, 60);
    assert_memory_equal(end->before, old->before, bytes);
    cnn_recording *forked = recorded_at(l, 1, 17);
    assert_memory_equal(forked->before, early->before, bytes);
    assert_true(forked->settings.rate == 0.01f && forked->batch == 32);
    live_judge(l);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    int all = 0;
    enum { SUREST = 4 };
    judged *seen = live_judged(l);
    assert_non_null(seen);
    judged_picture first = {.confidence = -1};
    for (int i = 0; i < 10; i++)
        for (int j = 0; j < 10; j++) {
            judged_picture surest[SUREST];
            int count = judged_count(seen, i, j), known = judged_surest(seen, i, j, surest, SUREST);
            all += count;
            assert_int_equal(known, count < SUREST ? count : SUREST);
            for (int k = 0; k < known; k++) {
                assert_true(surest[k].label == i && surest[k].named == j);
                assert_true(!k || surest[k - 1].confidence >= surest[k].confidence);
            }
            if (i != j && count && surest[0].confidence > first.confidence)
                first = surest[0];
        }
    judged_drop(seen);
    assert_int_equal(all, s.test_count);
    assert_int_equal(s.judged.of, s.test_count);
    live_look_at(l, LIVE_TEST_PICTURE, first.picture, NULL);
    live_record(l, -1);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    cnn_recording *mistake = live_recording(l);
    assert_non_null(mistake);
    assert_int_equal(mistake->label, first.label);
    CHECK_NEAR(mistake->pass->value[mistake->net->output].data[first.named], first.confidence, 1e-4);
    cnn_recording *all_made[] = {end, early, again, once, old, forked, mistake};
    for (int i = 0; i < 7; i++)
        cnn_recording_free(all_made[i]);
    live_stop(l);
}

static void a_diverging_network_stops_and_names_the_place(void **fixture) {
    (void)fixture;
    static const char yaml[] =
        "name: wild\ninput: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: "
        "2, size: 5, stride: 3}\n  - relu\n"
        "  - dense: {units: 20}\n  - dense: {units: 10}\n  - softmax\ntrain: {rate: 300, momentum: 0.9, batch: 10}\n";
    static live_snapshot s;
    memset(&s, 0, sizeof s);
    live *l = live_start("wild", yaml, NULL, NULL, 1, NULL, NULL);
    s.diverged_at = -1;
    for (int i = 0; i < 1500 && s.diverged_at < 0; i++) {
        live_wait(l, LIVE_FAILED, 0.01);
        live_read(l, &s);
    }
    assert_true(s.diverged_at >= 0);
    if (!strchr(s.diverged_place, '/'))
        fail_msg("no place in: %s", s.diverged_place);
    assert_true(live_wait(l, LIVE_PAUSED, 20));
    live_stop(l);
}

/* One that nobody has taken is made anew when training stops, goes elsewhere, or another picture is looked at. */
static void the_view_is_of_the_state_that_is_shown(void **fixture) {
    (void)fixture;
    static live_snapshot s;
    memset(&s, 0, sizeof s);
    live *l = live_start(TESTS_DIR "/../assets/networks/lenet-5.yaml", NULL, "digits", NULL, 1, NULL, NULL);
    live_watch(l, true);
    assert_true(live_wait(l, LIVE_TRAINING, 60));
    for (int i = 0; i < 400 && s.iteration < 50; i++) {
        live_read(l, &s);
        live_wait(l, LIVE_FAILED, 0.05);
    }
    live_pause(l, true);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    cnn_recording *r = live_view(l);
    assert_non_null(r);
    assert_int_equal(r->iteration, s.iteration);
    cnn_recording_free(r);
    live_look_at(l, LIVE_TRAIN_PICTURE, 3, NULL);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_seek(l, 0, 7);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    r = live_view(l);
    assert_non_null(r);
    assert_int_equal(r->iteration, 7);
    assert_int_equal(r->image, 3);
    cnn_recording_free(r);
    live_stop(l);
}

/* The network's own names stand for the numbers of the data set, but never for its names in another order. */
static void classes_are_called_as_the_network_says(void **fixture) {
    (void)fixture;
    static const char *const cases[][2] = {
        {"classes: [zero, one, two, three, four, five, six, seven, eight, nine]\n", "zero"},
        {"classes: [9, 1, 2, 3, 4, 5, 6, 7, 8, 0]\n", "0"}, {"", "0"}};
    static live_snapshot s;
    for (int i = 0; i < 3; i++) {
        char text[500];
        cnn_format(text, sizeof text,
            "name: names\ninput: {height: 28, width: 28}\ndata: digits\n%slayers:\n  - dense: {units: 10}\n"
            "  - softmax\n",
            cases[i][0]);
        memset(&s, 0, sizeof s);
        live *l = live_start("names.yaml", text, NULL, NULL, 1, NULL, NULL);
        assert_non_null(l);
        assert_true(live_wait(l, LIVE_TRAINING, 60));
        live_read(l, &s);
        assert_string_equal(cnn_class_name(s.names, 0), cases[i][1]);
        live_stop(l);
    }
}

/* Writes a checkpoint anew with "module." in front of the names of its parameters. */
static void put_prefix(const char *from, const char *to) {
    unsigned char *held;
    size_t length, header = 0, used = 0;
    CHECK_FINE(cnn_file_read(from, 1 << 24, false, &held, &length));
    for (int i = 0; i < 8; i++)
        header |= (size_t)held[i] << (8 * i);
    char *text = calloc(2, header);
    assert_non_null(text);
    for (size_t i = 0; i < header; i++) {
        const char *at = (const char *)held + 8 + i;
        text[used++] = *at;
        if (*at == '"' && (!strncmp(at + 1, "conv", 4) || !strncmp(at + 1, "dense", 5)))
            used += (size_t)sprintf(text + used, "module.");
    }
    uint64_t size = used;
    cnn_piece pieces[] = {{&size, 8}, {text, used}, {held + 8 + header, length - 8 - header}};
    CHECK_FINE(cnn_file_write(to, pieces, 3));
    free(text);
    free(held);
}

/* A checkpoint takes another start to the same iteration, and the next ones are the same bit for bit; weights opened in
 * between begin a run of their own; a file that does not fit is refused, and everything stays. */
static void training_goes_on_from_a_checkpoint(void **fixture) {
    (void)fixture;
    static const char network[] = TESTS_DIR "/../assets/networks/lenet-5.yaml";
    static live_snapshot s;
    memset(&s, 0, sizeof s);
    breakpoints stops = {.count = 1, .list = {{.kind = BREAK_ITERATION, .iteration = 20}}};
    live *l = live_start(network, NULL, "digits", NULL, 1, NULL, NULL);
    live_stops(l, &stops);
    assert_true(live_wait(l, LIVE_PAUSED, 200));
    live_save(l, test_path("at20.safetensors"));
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    assert_int_equal(s.filed, 1);
    assert_true(s.was_saved && !s.refused[0]);
    stops.list[0].iteration = 26;
    live_stops(l, &stops);
    live_pause(l, false);
    for (int i = 0; i < 6000 && s.iteration < 26; i++) {
        live_wait(l, LIVE_FAILED, 0.01);
        live_read(l, &s);
    }
    cnn_recording *straight = recorded_at(l, 0, 26);
    assert_int_equal(straight->iteration, 26);
    live_open(l, test_path("nowhere.safetensors"), NULL);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    assert_true(!s.was_saved && strstr(s.refused, "nowhere.safetensors"));
    assert_int_equal(s.runs, 1);
    live_open(l, test_path("at20.safetensors"), NULL);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    assert_string_equal(s.refused, "");
    assert_int_equal(s.runs, 2);
    assert_string_equal(s.run_seen[1].from, "at20.safetensors");
    assert_true(!s.found.numbered && !s.found.prefix[0]);
    put_prefix(test_path("at20.safetensors"), test_path("prefix.safetensors"));
    live_open(l, test_path("prefix.safetensors"), NULL);
    assert_true(live_wait(l, LIVE_PAUSED, 60));
    live_read(l, &s);
    assert_string_equal(s.refused, "");
    assert_string_equal(s.found.prefix, "module.");

    live *again = live_start(network, NULL, "digits", test_path("at20.safetensors"), 1, NULL, NULL);
    live_stops(again, &stops);
    assert_true(live_wait(again, LIVE_PAUSED, 200));
    memset(&s, 0, sizeof s);
    live_read(again, &s);
    assert_int_equal(s.iteration, 26);
    assert_int_equal(s.run_seen[0].fork, 20);
    cnn_recording *resumed = recorded_at(again, 0, 26);
    assert_memory_equal(straight->before, resumed->before, straight->net->parameters * sizeof(float));
    cnn_recording *opened = recorded_at(l, 1, 26), *early = recorded_at(again, 0, 20);
    assert_memory_equal(opened->before, early->before, early->net->parameters * sizeof(float));
    cnn_recording_free(straight);
    cnn_recording_free(resumed);
    cnn_recording_free(opened);
    cnn_recording_free(early);
    live_stop(again);
    live_stop(l);
}

/* Waits until training has come to rest by itself, further on than `after`. */
static void wait_for_rest(live *l, live_snapshot *s, int64_t after) {
    for (int i = 0; i < 18000 && (s->rests == LIVE_RESTS_NOT || s->iteration <= after || s->state != LIVE_PAUSED);
         i++) {
        live_wait(l, LIVE_FAILED, 0.01);
        live_read(l, s);
    }
    assert_int_equal(s->state, LIVE_PAUSED);
}

static void training_rests_by_itself_and_goes_on(void **fixture) {
    (void)fixture;
    static const char yaml[] = "name: still\ninput: {height: 28, width: 28}\ndata: digits\nlayers:\n"
                               "  - maxpool: {size: 4}\n  - dense: {units: 10}\n  - softmax\n"
                               "train: {rate: 1.0e-12, batch: 64}\n"; /* learns nothing */
    static live_snapshot s;
    memset(&s, 0, sizeof s);
    live *l = live_start("still", yaml, NULL, NULL, 1, NULL, NULL);
    live_limit(l, 2, 0);
    wait_for_rest(l, &s, 0);
    assert_int_equal(s.rests, LIVE_RESTS_AT_LIMIT);
    assert_int_equal(s.iteration, 2 * s.per_epoch);
    live_pause(l, false);
    wait_for_rest(l, &s, s.iteration);
    assert_int_equal(s.rests, LIVE_RESTS_AT_LIMIT);
    assert_int_equal(s.iteration, 4 * s.per_epoch);
    live_limit(l, 0, 3);
    live_pause(l, false);
    wait_for_rest(l, &s, s.iteration);
    assert_int_equal(s.rests, LIVE_RESTS_LEVEL); /* the first epoch is the best, and no later one is better */
    assert_int_equal(s.iteration, 8 * s.per_epoch);
    assert_int_equal(s.judged.at, s.iteration);
    live_limit(l, 0, 0);
    int64_t before = s.iteration;
    live_pause(l, false);
    while (s.iteration < before + 6 * s.per_epoch) {
        live_wait(l, LIVE_FAILED, 0.01);
        live_read(l, &s);
        assert_true(s.rests == LIVE_RESTS_NOT || s.iteration == before);
    }
    live_stop(l);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_live_network_trains_pauses_and_hands_over_a_recording),
        cmocka_unit_test(the_live_network_returns_bit_for_bit_and_branches),
        cmocka_unit_test(the_view_is_of_the_state_that_is_shown), cmocka_unit_test(training_goes_on_from_a_checkpoint),
        cmocka_unit_test(classes_are_called_as_the_network_says),
        cmocka_unit_test(training_rests_by_itself_and_goes_on),
        cmocka_unit_test(a_diverging_network_stops_and_names_the_place)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
