/* Every place has a link that leads to it again; a run of training is trained again to the same bytes; what a link cannot
 * lead to is said. */
#include "hand.h"

#include "link_check.h"
#include "link_open.h"
#include "link_write.h"

#include <stdlib.h>

static state *s(void) {
    return &a.state;
}

/* Until nothing is opened, trained again or recorded any more. */
static void arrive(void) {
    const training *t = &s()->training;
    wait_for_task();
    for (int i = 0; t->live && (t->snapshot.state == LIVE_LOADING || t->wants_inside); i++) {
        if (i > 12000)
            fail_msg("the run does not come to its end");
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    settle();
}

static void forget_training(void) {
    session_step_outside(&s()->session);
    state_settle(s());
    training_end(&s()->training);
    s()->screen.waiting[0] = '\0';
}

/* ---- the text ---- */

static const char LONG_RUN[] =
    "#net/lenet-5?seed=7&optimizer=adam&beta1=0.8&batch=32&schedule=step&epochs=2&branch=0,seed=9&branch="
    "120,rate=1e-08&branch=120,momentum=0.5,batch=16&picture=test,12&lang=ko@200/update/conv2/bias,3";

static void what_is_read_is_written_as_it_was(void **fixture) {
    (void)fixture;
    static const char *const links[] = {
        "#lesson/convolution/moves",
        "#lesson/02-convolution/3?lang=ko",
        "#lesson/%ED%95%A9%EC%84%B1%EA%B3%B1/%EC%9C%88%EB%8F%84?lang=ko&theme=dark&bare",
        "#bench/conv?i=5&f=3&at=forward/conv/0,1,2",
        "#bench/pool?lang=en&bare",
        "#atlas/resnet-18",
        "#atlas/resnet-18?layer=layer2.0&beside=vgg-16&theme=contrast",
        "#atlas/lenet-5-1998@forward/C1/0,1,2",
        "#net/lenet-5",
        "#net/lenet-5@0",
        "#net/lenet-5?data=digits&pictures=10000&seed=1&rate=0.01&numbers=portable-1@1284/backward/conv1/0,1,2/0,2,1",
        LONG_RUN,
        "#net/first-window@forward/softmax1/exp,3",
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        link_parts l;
        CHECK_FINE(link_read(links[i], &l));
        char *again = link_format(&l);
        assert_string_equal(links[i], again);
        free(again);
        link_drop(&l);
    }
}

static void numbers_without_an_order_are_of_the_first(void **fixture) {
    (void)fixture;
    link_parts l;
    CHECK_FINE(link_read("#net/lenet-5?seed=1&numbers=portable@1284/backward/conv1/0,1,2/0,2,1", &l));
    assert_string_equal(l.numbers, "portable-1");
    link_drop(&l);
}

static void a_link_is_found_in_an_address_and_in_any_escaping(void **fixture) {
    (void)fixture;
    static const char *const same[] = {"#lesson/convolution/moves",
        "  https://example.org/stride/#lesson/convolution/moves\n", "#lesson/%63onvolution/%6D%6fves",
        "file:///media/usb/site/index.html#lesson/convolution/moves"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        link_parts l;
        assert_true(link_is(same[i]));
        CHECK_FINE(link_read(same[i], &l));
        assert_string_equal(l.name, "convolution");
        assert_string_equal(l.page, "moves");
    }
    assert_false(
        link_is("two words #lesson/convolution") || link_is("#lessons/a") || link_is("lenet.yaml") || link_is(""));
}

static void a_wrong_link_says_which_part_and_why(void **fixture) {
    (void)fixture;
    static const struct {
        const char *link, *says;
    } wrong[] = {
        {"#course/a", "#lesson/"},
        {"#lesson/", "no name of a lesson"},
        {"#lesson/..", "no name of a lesson"},
        {"#lesson/..%2F..%2Fetc%2Fpasswd", "no name of a lesson"},
        {"#lesson/a/../b", "no name of a lesson"},
        {"#lesson/nothing-there", "\"nothing-there\""},
        {"#lesson/convolution/nothing-there", "\"nothing-there\""},
        {"#lesson/convolution/99", "\"99\""},
        {"#lesson/convolution@forward/conv", "no step"},
        {"#lesson/convolution?seed=1", "“seed”; it can have lang, theme, bare"},
        {"#lesson/a%2", "hexadecimal"},
        {"#lesson/a%00b", "letters"},
        {"#lesson/a%0Ab", "letters"},
        {"#lesson/a%FF", "letters"},
        {"#lesson/a\x01", "letters"},
        {"#lesson/convolution?lang=fr", "en, ko"},
        {"#lesson/convolution?lang", "“lang”"},
        {"#lesson/convolution?lang=en&lang=en", "twice"},
        {"#lesson/convolution?bare=2", "bare=2"},
        {"#lesson/convolution and more", "spaces"},
        {"#bench/conv?i=65", "1 to 64"},
        {"#bench/dense", "dense"},
        {"#net/nothing", "“nothing”"},
        {"#net/../../etc/passwd", "does not come with Stride"},
        {"#net/lenet-5.yaml", "does not come with Stride"},
        {"#atlas/lenet-5", "the Atlas does not have"},
        {"#atlas/vgg-16?layer=nothing", "no layer “nothing”"},
        {"#atlas/vgg-16@3/forward", "“@3/forward”"},
        {"#atlas/vgg-16@forward/nothing", "nothing"},
        {"#net/lenet-5?seed=-1", "seed=-1"},
        {"#net/lenet-5?seed=1&seed=1", "twice"},
        {"#net/lenet-5?rate=0", "rate=0"},
        {"#net/lenet-5?rate=nan", "rate=nan"},
        {"#net/lenet-5?rate=0x1", "rate=0x1"},
        {"#net/lenet-5?batch=65537", "65536"},
        {"#net/lenet-5?optimizer=lion", "sgd, nesterov"},
        {"#net/lenet-5?data=/etc/passwd", "fashion-mnist"},
        {"#net/lenet-5?pictures=0", "pictures=0"},
        {"#net/lenet-5?pictures=010", "pictures=010"},
        {"#net/lenet-5?numbers=Portable", "portable-1"},
        {"#bench/conv?i=\x1c<\x1c,2,4", "i=?<?,2,4"},
        {"#bench/conv?i=<5>", "letters"},
        {"#net/lenet-5?numbers=portable-9999@3", "portable-9999"},
        {"#net/lenet-5?picture=own,1", "test,12"},
        {"#net/lenet-5?branch=x@9", "120,rate=0.01"},
        {"#net/lenet-5?branch=3,optimizer=adam@9", "120,rate=0.01"},
        {"#net/lenet-5?branch=3,rate=0.1,rate=0.1@9", "120,rate=0.01"},
        {"#net/lenet-5?branch=5,rate=0.1&branch=4,rate=0.2@9", "order"},
        {"#net/lenet-5?branch=10,rate=0.1@9", "iteration 10"},
        {"#net/lenet-5?branch=1,rate=1&branch=1,rate=2&branch=1,rate=3&branch=1,rate=4&branch=1,rate=5&branch=1,rate=6"
         "&branch=1,rate=7&branch=1,rate=8@9",
            "more than 7"},
        {"#net/lenet-5@", "“@”"},
        {"#net/lenet-5@1000001", "1000000"},
        {"#net/lenet-5@12x", "“@12x”"},
        {"#net/lenet-5@12/", "“@12/”"},
        {"#net/lenet-5@12/forward/conv9/0,0,0", "conv9"},
        {"#net/lenet-5@12/forward/conv1/6,0,0", "conv1"},
        {"#net/lenet-5@12/sideways/conv1", "sideways"},
        {"#net/first-window?seed=3@forward/conv1/0,0,0", "no data"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int in = 0; in < LANGUAGE_COUNT; in++) {
            strings_use((language)in);
            cnn_status status = link_open(s(), wrong[i].link);
            if (!cnn_failed(status) || (in == LANGUAGE_EN && !strstr(status.message, wrong[i].says)))
                fail_msg("%s: %s", wrong[i].link, status.message);
            if (!strncmp(status.message, "link.", 5))
                fail_msg("%s: a string is missing: %s", wrong[i].link, status.message);
        }
    strings_use(LANGUAGE_EN);
    char *long_one = malloc(6000);
    memset(long_one, 'a', 5999);
    memcpy(long_one, "#lesson/", 8);
    long_one[5999] = '\0';
    assert_non_null(strstr(link_open(s(), long_one).message, "too long"));
    free(long_one);
    assert_true(s()->training.live == NULL);
}

/* ---- places ---- */

/* The link of what is open opens the same place, which then has the same link. */
static void leads_back(const char *link) {
    char *written, *again;
    CHECK_FINE(link_write(s(), 0, &written));
    if (link)
        assert_string_equal(written, link);
    command_run(s(), REQUEST_convolution, NULL);
    command_run(s(), REQUEST_reset, NULL);
    CHECK_FINE(link_open(s(), written));
    arrive();
    CHECK_FINE(link_write(s(), 0, &again));
    assert_string_equal(written, again);
    free(written);
    free(again);
}

static void every_page_of_every_lesson_has_a_link(void **fixture) {
    (void)fixture;
    reader *c = &s()->lesson;
    for (int i = 0; i < c->count; i++) {
        for (int page = 0; page < c->entries[i].pages; page++) {
            char link[160];
            cnn_format(link, sizeof link, "#lesson/%s/%d", c->entries[i].name, page + 1);
            CHECK_FINE(link_open(s(), link));
            reader_wait(c, &s()->session);
            assert_int_equal(c->page, page);
            assert_int_equal(c->at, i);
            char *written;
            CHECK_FINE(link_write(s(), 0, &written));
            reader_go(c, &s()->session, page ? 0 : 1);
            CHECK_FINE(link_open(s(), written));
            assert_int_equal(c->page, page);
            free(written);
        }
    }
    command_run(s(), REQUEST_convolution, NULL);
}

static void every_network_of_the_atlas_has_a_link(void **fixture) {
    (void)fixture;
    for (int i = 0; i < atlas_count; i++) {
        char link[160];
        cnn_format(link, sizeof link, "#atlas/%s", atlas_entries[i].file);
        CHECK_FINE(link_open(s(), link));
        assert_true(s()->screen.place == PLACE_ATLAS && s()->session.graph[0].entry == i);
        const atlas_graph *g = &s()->session.graph[0];
        for (int box = 0; box < g->box_count; box += 1 + g->box_count / 4) {
            s()->session.graph[0].chosen = g->boxes[box].first;
            char *written;
            CHECK_FINE(link_write(s(), 0, &written));
            int chosen = g->chosen, boxes = g->box_count;
            CHECK_FINE(link_open(s(), written));
            assert_true(g->chosen == chosen && g->box_count == boxes);
            free(written);
        }
    }
    CHECK_FINE(link_open(s(), "#atlas/resnet-18?layer=conv1&beside=vgg-16"));
    assert_true(s()->screen.comparing && !strcmp(atlas_entries[s()->session.graph[1].entry].file, "vgg-16"));
    leads_back("#atlas/resnet-18?layer=conv1&beside=vgg-16");
}

static void a_step_inside_a_network_has_a_link(void **fixture) {
    (void)fixture;
    CHECK_FINE(link_open(s(), "#atlas/lenet-5-1998@backward/C3/2,1,0"));
    arrive();
    assert_true(session_is_inside(&s()->session));
    leads_back("#atlas/lenet-5-1998@backward/C3/2,1,0");
    CHECK_FINE(link_open(s(), "#net/first-window@forward/conv1/0,1,1/0,2,0"));
    arrive();
    leads_back("#net/first-window@forward/conv1/0,1,1/0,2,0");
}

static void a_bench_has_a_link_with_its_look(void **fixture) {
    (void)fixture;
    CHECK_FINE(link_open(s(), "#bench/conv?theme=dark&i=7&lang=ko&f=3&at=forward/conv/0,2,1"));
    assert_true(strings_language() == LANGUAGE_KO && theme_used() == THEME_DARK && s()->session.bench.rows == 7);
    strings_use(LANGUAGE_EN);
    theme_use(THEME_LIGHT);
    leads_back("#bench/conv?i=7&f=3&s=1&p=0&d=1&c=1&k=1&picture=classroom&filter=cross&at=forward/conv/0,2,1");
}

/* ---- runs ---- */

static void train_to(int64_t iteration) {
    breakpoint stop = {.kind = BREAK_ITERATION, .iteration = iteration};
    s()->session.breakpoints.count = 0;
    breakpoints_toggle(&s()->session.breakpoints, stop);
    training_stops(&s()->training, &s()->session.breakpoints);
    live_pause(s()->training.live, false);
    for (int i = 0; s()->training.snapshot.iteration < iteration && i < 12000; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_true(live_wait(s()->training.live, LIVE_PAUSED, 60));
    app_tick(&a, 0.01);
    assert_int_equal(s()->training.snapshot.iteration, iteration);
}

static void change(float rate, float momentum, int batch) {
    cnn_train_settings now = s()->training.snapshot.run_seen[s()->training.snapshot.run].settings;
    now.rate = rate;
    now.momentum = momentum;
    now.batch = batch;
    live_settings(s()->training.live, &now);
    assert_true(live_wait(s()->training.live, LIVE_PAUSED, 60));
    app_tick(&a, 0.01);
}

/* FNV-1a over the parameters before the step, the gradient and what the step makes of them. */
static uint64_t hash_of(const cnn_recording *r) {
    uint64_t hash = 14695981039346656037u;
    const float *blocks[] = {r->before, r->gradient, r->after, r->momentum};
    for (int i = 0; i < 4; i++)
        for (size_t k = 0; k < r->net->parameters * sizeof(float); k++)
            hash = (hash ^ ((const unsigned char *)blocks[i])[k]) * 1099511628211u;
    return hash;
}

static void a_run_with_two_branches_is_trained_again_bit_for_bit(void **fixture) {
    (void)fixture;
    training_limit(&s()->training, 0, 0); /* few pictures are soon known: it must not rest on the way */
    CHECK_FINE(link_open(s(), "#net/lenet-5?data=digits&pictures=600&seed=5@0"));
    train_to(80);
    change(0.02f, 0.9f, 64);
    train_to(140);
    change(0.02f, 0.5f, 32);
    train_to(200);
    cnn_address to = {
        .iteration = -1, .depth = CNN_DEPTH_PRODUCT, .phase = CNN_BACKWARD, .node = 1, .map = 3, .row = 4, .column = 5};
    training_record(&s()->training, 0, &to);
    arrive();
    const cnn_recording *r = s()->session.bench.recording;
    assert_true(session_is_inside(&s()->session) && r->iteration == 200);
    uint64_t hash = hash_of(r);
    cnn_step before = cnn_recording_step(r, s()->session.player.at);
    char *link, *again;
    CHECK_FINE(link_write(s(), 0, &link));
    assert_non_null(strstr(link, "branch=80,rate=0.02&branch=140,momentum=0.5,batch=32@200/backward/conv1/3,4,5/"));
    forget_training();
    close_app(NULL); /* another session altogether */
    open_app(NULL);
    CHECK_FINE(link_open(s(), link));
    arrive();
    r = s()->session.bench.recording;
    assert_true(session_is_inside(&s()->session) && r->iteration == 200);
    assert_true(hash == hash_of(r));
    cnn_step after = cnn_recording_step(r, s()->session.player.at);
    assert_memory_equal(&before.so_far, &after.so_far, sizeof before.so_far);
    CHECK_FINE(link_write(s(), 0, &again));
    assert_string_equal(link, again);
    assert_int_equal(s()->training.snapshot.runs, 3);
    free(link);
    free(again);
    forget_training();
}

static void a_network_that_waits_and_a_picture_of_it_have_links(void **fixture) {
    (void)fixture;
    static const char *const links[] = {
        "#net/lenet-5?data=digits&pictures=500&seed=1&batch=10&numbers=%s@7",
        "#net/lenet-5?data=digits&pictures=500&seed=1&batch=10&numbers=%s&picture=test,3@7/forward/conv2/1,2,3",
        "#net/lenet-5?data=digits&pictures=500&seed=1&numbers=%s&branch=0,seed=4@3/update/conv1/bias,3",
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        char link[300];
        cnn_format(link, sizeof link, links[i], link_numbers());
        CHECK_FINE(link_open(s(), link));
        arrive();
        char *written;
        CHECK_FINE(link_write(s(), 0, &written));
        assert_string_equal(link, written);
        free(written);
        forget_training();
    }
}

static void what_cannot_be_done_again_is_said(void **fixture) {
    (void)fixture;
    CHECK_FINE(link_open(s(), "#net/lenet-5?data=digits&pictures=20000@5"));
    arrive();
    assert_int_equal(s()->training.snapshot.state, LIVE_FAILED);
    assert_non_null(strstr(s()->training.snapshot.note, "20000 pictures"));
    forget_training();
    char *link;
    training_use_text(&s()->training,
        "name: mine\ninput: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 2, "
        "size: 3}\n  - dense: {units: 10}\n  - softmax\n");
    train_to(3);
    s()->screen.place = PLACE_NETWORK;
    assert_non_null(strstr(link_write(s(), 0, &link).message, "your own"));
    assert_null(link);
    /* A link does not end it unasked. */
    CHECK_FINE(link_open(s(), "#net/lenet-5?data=digits@5"));
    assert_string_equal(s()->screen.waiting, "#net/lenet-5?data=digits@5");
    assert_int_equal(s()->training.snapshot.iteration, 3);
    command_run(s(), REQUEST_train_waiting, NULL);
    arrive();
    assert_int_equal(s()->training.snapshot.iteration, 5);
    forget_training();
    command_run(s(), REQUEST_convolution, NULL);
}

static void a_run_that_is_trained_again_can_be_stopped(void **fixture) {
    (void)fixture;
    CHECK_FINE(link_open(s(), "#net/lenet-5?data=digits&pictures=600@900000/forward/conv1/0,0,0"));
    for (int i = 0; s()->training.snapshot.replaying <= 0 && i < 12000; i++) {
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_false(training_can(&s()->training));
    s()->screen.message[0] = '\0';
    key(SDLK_ESCAPE);
    arrive();
    for (int i = 0; s()->training.snapshot.state != LIVE_PAUSED && i < 12000; i++) { /* its last state is judged */
        SDL_Delay(5);
        app_tick(&a, 0.005);
    }
    assert_int_equal(s()->training.snapshot.state, LIVE_PAUSED);
    assert_true(s()->training.snapshot.iteration < 900000 && !session_is_inside(&s()->session));
    forget_training();
    command_run(s(), REQUEST_convolution, NULL);
}

static void a_link_is_copied_and_pasted_anywhere(void **fixture) {
    (void)fixture;
    CHECK_FINE(link_open(s(), "#lesson/convolution/2"));
    settle();
    key_with(SDLK_l, KMOD_CTRL);
    char *copied = SDL_GetClipboardText();
    assert_true(!strncmp(copied, "#lesson/convolution/", 20));
    command_run(s(), REQUEST_atlas, NULL);
    key_with(SDLK_v, KMOD_CTRL);
    assert_true(s()->screen.place == PLACE_LESSONS && s()->lesson.page == 1);
    SDL_free(copied);
    SDL_SetClipboardText("#net/nothing");
    key_with(SDLK_v, KMOD_CTRL);
    assert_true(s()->screen.place == PLACE_LESSONS && strstr(s()->screen.message, "nothing"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_as_it_was),
        cmocka_unit_test(numbers_without_an_order_are_of_the_first),
        cmocka_unit_test(a_link_is_found_in_an_address_and_in_any_escaping),
        cmocka_unit_test(a_wrong_link_says_which_part_and_why),
        cmocka_unit_test(every_page_of_every_lesson_has_a_link),
        cmocka_unit_test(every_network_of_the_atlas_has_a_link),
        cmocka_unit_test(a_step_inside_a_network_has_a_link),
        cmocka_unit_test(a_bench_has_a_link_with_its_look),
        cmocka_unit_test(a_run_with_two_branches_is_trained_again_bit_for_bit),
        cmocka_unit_test(a_network_that_waits_and_a_picture_of_it_have_links),
        cmocka_unit_test(what_cannot_be_done_again_is_said),
        cmocka_unit_test(a_run_that_is_trained_again_can_be_stopped),
        cmocka_unit_test(a_link_is_copied_and_pasted_anywhere),
    };
    return cmocka_run_group_tests(tests, open_app, close_app);
}
