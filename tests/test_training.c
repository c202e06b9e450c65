/* Training is a function of network, data, seed and iteration: any number of threads, stopping and going on give the
 * same bytes. */
#include "training_fixture.h"

#include "checkpoint.h"
#include "dataset_fit.h"
#include "gradient_check.h"
#include "history.h"

#include <unistd.h>

static const char NORMALISED[] =
    "input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 4, size: 5, stride: 2, bias: false}\n"
    "  - batchnorm\n  - relu\n  - maxpool: {size: 2}\n  - dense: {units: 10}\n  - softmax\n"
    "train: {rate: 0.05, momentum: 0.9, batch: 10, seed: 4}\n";

static const char DROPPING[] =
    "input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 4, size: 5, stride: 2}\n  - relu\n"
    "  - maxpool: {size: 2}\n  - dropout: {probability: 0.25}\n  - dense: {units: 10}\n  - softmax\n"
    "train: {rate: 0.05, momentum: 0.9, batch: 10, seed: 4}\n";

/* More parameters than one job updates, two buffers for each, and a layer that learns nothing. */
static const char LARGE[] = "input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {name: still, filters: "
                            "4, size: 5, stride: 2, fixed: "
                            "true}\n  - relu\n  - dense: {units: 40}\n  - tanh\n  - dense: {units: 10}\n  - softmax\n"
                            "train: {optimizer: adam, rate: 0.01, batch: 10, seed: 4}\n";

/* 29 images: four shards, of which the last block of eight is not full; 3 images: one shard of single ones. */
static void any_number_of_threads_gives_the_same_bytes(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    f.desc->train.batch = 29;
    train_on_1_2_and_4_threads(&f, 500);
    f.desc->train.batch = 3;
    train_on_1_2_and_4_threads(&f, 50);
    closed(f);
    static const char *const others[] = {NORMALISED, DROPPING};
    for (int i = 0; i < 2; i++) {
        f = opened(others[i]);
        f.desc->train.batch = 29;
        train_on_1_2_and_4_threads(&f, 50);
        closed(f);
    }
}

static void so_does_an_update_shared_out_between_threads(void **state) {
    (void)state;
    fixture f = opened("input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - dense: {units: 60}\n  - relu\n"
                       "  - dense: {units: 10}\n  - softmax\ntrain: {rate: 0.05, momentum: 0.9, batch: 29, seed: 4}\n");
    train_on_1_2_and_4_threads(&f, 40);
    closed(f);
}

/* Through the plain kernels, image by image; and its parameters go through a file under PyTorch's names. */
static void a_transposed_convolution_learns(void **state) {
    (void)state;
    static const char path[] = "transpose.safetensors";
    fixture f =
        opened("input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 3, size: 5, stride: 4}\n"
               "  - gelu\n  - conv-transpose: {name: up, filters: 2, size: 3, stride: 2, output_padding: 1}\n"
               "  - silu\n  - dense: {units: 10}\n  - softmax\n"
               "train: {rate: 0.05, momentum: 0.9, batch: 29, seed: 4}\n");
    train_on_1_2_and_4_threads(&f, 5);
    cnn_trainer *t = trainer_of(&f, 2);
    size_t count = f.net->parameters;
    float first = cnn_trainer_advance(t, 1), last = cnn_trainer_advance(t, 120);
    assert_true(last < first / 4);
    assert_true(cnn_trainer_evaluate(t, 0, 100) > 70);
    float *read = cnn_arena_alloc(f.arena, 3 * count, sizeof *read);
    cnn_checkpoint c = {.settings = f.desc->train, .parameters = read, .momentum = read + count};
    memcpy(read, cnn_trainer_parameters(t), count * sizeof *read);
    CHECK_FINE(cnn_checkpoint_save(path, f.net, &c));
    memset(read, 0, count * sizeof *read);
    CHECK_FINE(cnn_checkpoint_load(path, f.net, &c));
    assert_memory_equal(read, cnn_trainer_parameters(t), count * sizeof *read);
    FILE *file = fopen(path, "rb");
    char header[800] = "";
    assert_true(file && fread(header, 1, sizeof header - 1, file) > 8);
    assert_non_null(strstr(header + 8, "\"up.weight\":{\"dtype\":\"F32\",\"shape\":[3,2,3,3]"));
    fclose(file);
    cnn_trainer_free(t);
    closed(f);
}

/* In parts, also where something else came in between and the minibatch began anew. */
static void training_in_parts_gives_the_same_bytes(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    size_t bytes = f.net->parameters * sizeof(float);
    f.desc->train.batch = 40;
    cnn_trainer *whole = trainer_of(&f, 1), *parts = trainer_of(&f, 1);
    float outputs[10 * 10], loss = 0;
    int calls = 0;
    for (int i = 0; i < 12; i++) {
        float expected = cnn_trainer_advance(whole, 1);
        if (i % 3 == 1) {
            assert_false(cnn_trainer_advance_part(parts, &loss));
            cnn_trainer_predict(parts, &f.data->test, 0, 10, outputs);
        }
        while (!cnn_trainer_advance_part(parts, &loss))
            calls++;
        assert_true(loss == expected);
        assert_int_equal(cnn_trainer_iteration(parts), cnn_trainer_iteration(whole));
        assert_memory_equal(cnn_trainer_parameters(whole), cnn_trainer_parameters(parts), bytes);
    }
    assert_int_equal(calls, 12 * 3); /* 40 images are four shards */
    cnn_trainer_free(whole);
    cnn_trainer_free(parts);
    closed(f);
}

static void going_on_from_a_saved_state_gives_the_same_bytes(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    cnn_trainer *whole = trainer_of(&f, 1), *first = trainer_of(&f, 2), *second = trainer_of(&f, 1);
    cnn_trainer_advance(whole, 100);
    cnn_trainer_advance(first, 57);
    cnn_trainer_restore(second, 57, cnn_trainer_parameters(first), cnn_trainer_momentum(first));
    cnn_trainer_advance(second, 43);
    assert_int_equal(cnn_trainer_iteration(second), 100);
    assert_memory_equal(
        cnn_trainer_parameters(whole), cnn_trainer_parameters(second), f.net->parameters * sizeof(float));
    cnn_trainer_free(whole);
    cnn_trainer_free(first);
    cnn_trainer_free(second);
    closed(f);
}

static void training_learns_the_digits(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    cnn_trainer *t = trainer_of(&f, 2);
    int before = cnn_trainer_evaluate(t, 0, 100);
    cnn_trainer_advance(t, 400);
    int after = cnn_trainer_evaluate(t, 0, 100);
    assert_true(after > 60 && after > before);
    cnn_trainer_free(t);
    closed(f);
}

static void schedules_give_the_rates_worked_by_hand(void **state) {
    (void)state;
    cnn_train_settings s = cnn_train_settings_default();
    s.rate = 0.8f;
    s.epochs = 2;
    s.factor = 0.5f;
    assert_true(cnn_rate_at(&s, 7, 10) == 0.8f && cnn_rate_at(&s, 7000, 10) == 0.8f);
    s.schedule = CNN_SCHEDULE_COSINE;
    CHECK_NEAR(cnn_rate_at(&s, 0, 10), 0.8, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 5, 10), 0.8 * (1 + 0.70710678) / 2, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 10, 10), 0.4, 1e-6);
    assert_true(cnn_rate_at(&s, 20, 10) == 0 && cnn_rate_at(&s, 21, 10) == 0);
    s.schedule = CNN_SCHEDULE_STEP;
    CHECK_NEAR(cnn_rate_at(&s, 19, 10), 0.8, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 20, 10), 0.4, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 65, 10), 0.1, 1e-6);
    s.warmup = 1;
    CHECK_NEAR(cnn_rate_at(&s, 0, 10), 0.08, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 8, 10), 0.72, 1e-6);
    CHECK_NEAR(cnn_rate_at(&s, 9, 10), 0.8, 1e-6);
}

static void an_iteration_uses_the_rate_that_its_recording_shows(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    f.desc->train.schedule = CNN_SCHEDULE_COSINE;
    cnn_trainer *t = trainer_of(&f, 2);
    cnn_trainer_advance(t, 30);
    cnn_recording *r;
    CHECK_FINE(cnn_trainer_record(t, 0, &r));
    assert_true(r->settings.rate < f.desc->train.rate &&
                r->settings.rate == cnn_rate_at(&f.desc->train, 30, cnn_trainer_per_epoch(t)));
    cnn_trainer_advance(t, 1);
    assert_memory_equal(r->after, cnn_trainer_parameters(t), f.net->parameters * sizeof(float));
    cnn_recording_free(r);
    cnn_trainer_free(t);
    closed(f);
}

static void record_what_follows(const char *yaml) {
    fixture f = opened(yaml);
    cnn_trainer *t = trainer_of(&f, 1);
    cnn_trainer_advance(t, 5);
    cnn_recording *r;
    CHECK_FINE(cnn_trainer_record(t, 3, &r));
    size_t bytes = f.net->parameters * sizeof(float);
    assert_memory_equal(r->before, cnn_trainer_parameters(t), bytes);
    assert_int_equal(cnn_trainer_iteration(t), 5);
    cnn_trainer_advance(t, 1);
    assert_memory_equal(r->after, cnn_trainer_parameters(t), bytes);
    /* The batch's mean is the mean of its images' shares. */
    float *sum = cnn_arena_alloc(f.arena, f.net->parameters, sizeof(float));
    cnn_trainer *again = trainer_of(&f, 1);
    cnn_trainer_advance(again, 5);
    for (int slot = 0; slot < 10; slot++) {
        cnn_recording *one;
        CHECK_FINE(cnn_trainer_record(again, slot, &one));
        for (size_t i = 0; i < f.net->parameters; i++)
            sum[i] += one->share[i] / 10;
        cnn_recording_free(one);
    }
    for (size_t i = 0; i < f.net->parameters; i++)
        CHECK_NEAR(sum[i], r->gradient[i], 1e-5);
    for (size_t i = f.net->learning; i < f.net->parameters && f.net->nodes[1].attrs.fixed; i++)
        assert_true(sum[i] == 0 && r->after[i] == r->before[i]);
    cnn_recording_free(r);
    cnn_trainer_free(t);
    cnn_trainer_free(again);
    closed(f);
}

static void a_recording_is_the_iteration_that_follows(void **state) {
    (void)state;
    record_what_follows(SMALL);
    record_what_follows(NORMALISED);
    record_what_follows(DROPPING);
    record_what_follows(LARGE);
}

/* A quarter is dropped, another quarter in each image and iteration, the rest is scaled up; in evaluation none is. */
static void dropout_drops_its_share_while_training(void **state) {
    (void)state;
    fixture f = opened(DROPPING);
    cnn_trainer *t = trainer_of(&f, 1);
    int node = cnn_net_find(f.net, "dropout1"), dropped = 0, all = 0, same = 0;
    int64_t each = (int64_t)cnn_shape_image(f.net->nodes[node].layout.out);
    float last[4 * 6 * 6] = {0}, pixels[28 * 28];
    cnn_recording *r;
    for (int slot = 0; slot < 10; slot++) {
        CHECK_FINE(cnn_trainer_record(t, slot, &r));
        const float *in = r->pass->value[node - 1].data, *out = r->pass->value[node].data;
        for (int64_t i = 0; i < each; i++) {
            if (in[i] == 0)
                continue;
            all++;
            dropped += out[i] == 0;
            same += (out[i] == 0) == (last[i] == 0);
            if (out[i] != 0)
                CHECK_NEAR(out[i], in[i] / 0.75f, 1e-6f * in[i] + 1e-7f);
            float want = out[i] == 0 ? 0 : r->pass->grad[node].data[i] / 0.75f;
            CHECK_NEAR(r->pass->grad[node - 1].data[i], want, 1e-6);
        }
        memcpy(last, out, (size_t)each * sizeof *last);
        cnn_gradient_check n;
        CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_WEIGHT, 1, 7, 1e-4, &n));
        if (!n.kinks)
            CHECK_NEAR(n.slope, n.backprop, 1e-5 + 1e-3 * fabs(n.backprop));
        cnn_recording_free(r);
    }
    assert_true(dropped > all / 5 && dropped < all * 3 / 10 && same < all * 8 / 10);
    for (int i = 0; i < 28 * 28; i++)
        pixels[i] = (float)(i % 7) / 7;
    cnn_record_input in = {.label = 1, .pixels = pixels, .batch = 1, .parameters = f.start};
    CHECK_FINE(cnn_recording_new(f.net, &f.desc->train, &in, &r));
    assert_memory_equal(r->pass->value[node - 1].data, r->pass->value[node].data, (size_t)each * sizeof(float));
    cnn_recording_free(r);
    cnn_trainer_free(t);
    closed(f);
}

/* The running statistics approach those of the data, so evaluation is as good as training; gradient checks before the
 * normalisation are refused. */
static void batch_normalisation_keeps_running_numbers(void **state) {
    (void)state;
    fixture f = opened(NORMALISED);
    cnn_trainer *t = trainer_of(&f, 2);
    const float *running = cnn_trainer_parameters(t) + f.net->nodes[cnn_net_find(f.net, "batchnorm1")].state_at;
    assert_true(running[0] == 0 && running[4] == 1);
    cnn_trainer_advance(t, 120);
    assert_true(running[0] != 0 && running[4] != 1 && running[4] > 0);
    assert_true(cnn_trainer_evaluate(t, 0, 100) > 85);
    cnn_recording *r;
    CHECK_FINE(cnn_trainer_record(t, 0, &r));
    assert_int_equal(
        cnn_gradient_check_obstacle(r, CNN_CHECK_WEIGHT, cnn_net_find(f.net, "conv1")), CNN_CHECK_WHOLE_BATCH);
    assert_int_equal(
        cnn_gradient_check_obstacle(r, CNN_CHECK_WEIGHT, cnn_net_find(f.net, "batchnorm1")), CNN_CHECK_POSSIBLE);
    cnn_gradient_check n;
    assert_true(cnn_failed(cnn_gradient_check_run(r, CNN_CHECK_INPUT, 0, 0, 1e-3, &n)));
    CHECK_FINE(cnn_gradient_check_run(r, CNN_CHECK_WEIGHT, cnn_net_find(f.net, "batchnorm1"), 2, 1e-4, &n));
    CHECK_NEAR(n.slope, n.backprop, 2e-5 + 1e-3 * fabs(n.backprop));
    cnn_recording_free(r);
    cnn_trainer_free(t);
    closed(f);
}

static void update_steps_of(cnn_optimizer optimizer) {
    fixture f = opened(SMALL);
    f.desc->train.optimizer = optimizer;
    f.desc->train.decay = 0.01f;
    f.desc->train.rate = optimizer >= CNN_ADAM ? 0.001f : f.desc->train.rate;
    cnn_trainer *t = trainer_of(&f, 1);
    cnn_trainer_advance(t, 3);
    cnn_recording *r;
    CHECK_FINE(cnn_trainer_record(t, 0, &r));
    const cnn_segment *s = cnn_walk_find(r->walk, CNN_UPDATE, 1);
    for (int64_t i = 0; i < s->steps; i++) {
        cnn_step step = cnn_recording_step(r, cnn_walk_address(r->walk, s->first + i, CNN_DEPTH_PRODUCT));
        assert_true(step.change.after == r->after[i]);
        CHECK_NEAR(step.before + step.change.step, step.change.after, 1e-7);
    }
    cnn_recording_free(r);
    cnn_trainer_free(t);
    closed(f);
}

static void update_steps_are_what_the_optimizer_did(void **state) {
    (void)state;
    for (int i = 0; i < CNN_OPTIMIZER_COUNT; i++)
        update_steps_of((cnn_optimizer)i);
}

/* With every optimizer, stopping, saving and resuming gives the bytes of an uninterrupted run. */
static void every_optimizer_goes_on_from_a_checkpoint(void **state) {
    (void)state;
    for (int i = 0; i < CNN_OPTIMIZER_COUNT; i++) {
        fixture f = opened(i ? SMALL : NORMALISED);
        f.desc->train.optimizer = (cnn_optimizer)i;
        f.desc->train.rate = 0.002f;
        cnn_trainer *whole = trainer_of(&f, 1), *first = trainer_of(&f, 2), *second = trainer_of(&f, 1);
        cnn_trainer_advance(whole, 60);
        cnn_trainer_advance(first, 23);
        cnn_checkpoint saved = {.iteration = 23,
            .settings = f.desc->train,
            .parameters = (float *)cnn_trainer_parameters(first),
            .momentum = (float *)cnn_trainer_momentum(first)};
        CHECK_FINE(cnn_checkpoint_save("stride-optimizer.safetensors", f.net, &saved));
        float *blocks = cnn_arena_alloc(f.arena, f.net->parameters * 3, sizeof *blocks);
        cnn_checkpoint read = {.settings = f.desc->train, .parameters = blocks, .momentum = blocks + f.net->parameters};
        CHECK_FINE(cnn_checkpoint_load("stride-optimizer.safetensors", f.net, &read));
        cnn_trainer_restore(second, read.iteration, read.parameters, read.momentum);
        cnn_trainer_advance(second, 37);
        assert_memory_equal(
            cnn_trainer_parameters(whole), cnn_trainer_parameters(second), f.net->parameters * sizeof(float));
        assert_memory_not_equal(cnn_trainer_parameters(whole), f.start, f.net->parameters * sizeof(float));
        cnn_trainer_free(whole);
        cnn_trainer_free(first);
        cnn_trainer_free(second);
        closed(f);
    }
}

static void unsuitable_data_is_refused_with_a_reason(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    cnn_trainer *t;
    f.data->classes = 11;
    CHECK_FAILS(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t), "11 classes");
    f.data->image.h = 27;
    CHECK_FAILS(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t), "28 x 28");
    f.data->image.h = 28;
    closed(f);
}

static void any_iteration_is_a_keyframe_and_a_replay_away(void **state) {
    (void)state;
    fixture f = opened(SMALL);
    size_t bytes = f.net->parameters * sizeof(float);
    cnn_history *h = cnn_history_new(f.net->parameters, 1, 7, (size_t)20 * bytes);
    cnn_trainer *t = trainer_of(&f, 1);
    float *wanted[5];
    static const int64_t at[5] = {0, 13, 44, 100, 187};
    for (int64_t i = 0, k = 0; i <= 200; i++) {
        if (cnn_history_wants(h, i))
            cnn_history_keep(h, i, cnn_trainer_parameters(t), cnn_trainer_momentum(t));
        if (k < 5 && i == at[k]) {
            wanted[k] = cnn_arena_alloc(f.arena, f.net->parameters, sizeof(float));
            memcpy(wanted[k++], cnn_trainer_parameters(t), bytes);
        }
        cnn_trainer_advance(t, 1);
    }
    assert_true(cnn_history_bytes(h) < (size_t)24 * bytes);
    assert_true(cnn_history_bytes(h) >= (size_t)cnn_history_count(h) * 2 * bytes); /* parameters and momentum */
    assert_true(cnn_history_count(h) >= 4);
    cnn_trainer *two = trainer_of(&f, 2);
    for (int k = 4; k >= 0; k--) {
        cnn_keyframe from;
        assert_true(cnn_history_find(h, at[k], &from));
        assert_true(from.iteration <= at[k]);
        cnn_trainer_restore(two, from.iteration, from.parameters, from.momentum);
        cnn_trainer_advance(two, (int)(at[k] - from.iteration));
        assert_memory_equal(cnn_trainer_parameters(two), wanted[k], bytes);
    }
    cnn_history_free(h);
    cnn_trainer_free(t);
    cnn_trainer_free(two);
    closed(f);
}

/* The order of the pictures in each epoch follows from the seed, in this version and in later ones: checkpoints go on.
 */
static void the_order_of_the_pictures_is_that_of_the_seed(void **state) {
    (void)state;
    static const int wanted[3][2] = {{146, 238}, {20, 138}, {215, 325}};
    fixture f = opened(SMALL);
    cnn_trainer *t = trainer_of(&f, 1);
    for (int epoch = 0; epoch < 3; epoch++) {
        for (int slot = 0; slot < 2; slot++) {
            cnn_recording *r;
            CHECK_FINE(cnn_trainer_record(t, slot, &r));
            assert_int_equal(r->image, wanted[epoch][slot]);
            cnn_recording_free(r);
        }
        cnn_trainer_advance(t, cnn_trainer_per_epoch(t));
    }
    cnn_trainer_free(t);
    closed(f);
}

/* As PyTorch refuses it: one number has no variance. */
static void a_batch_of_one_number_is_not_normalised(void **state) {
    (void)state;
    cnn_trainer *t;
    fixture f =
        opened("input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 4, size: 5}\n"
               "  - adaptive-avgpool: {size: 1}\n  - batchnorm: {name: bn}\n  - dense: {units: 10}\n  - softmax\n"
               "train: {batch: 1}\n");
    CHECK_FAILS(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t), "layer bn has one number in each map");
    f.desc->train.batch = 2;
    CHECK_FINE(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t));
    cnn_trainer_free(t);
    closed(f);
}

/* A batch that would take more memory than the limit is refused before any allocation, and the message names one that
 * fits. */
static void what_takes_too_much_memory_is_refused_with_a_sentence(void **state) {
    (void)state;
    cnn_trainer *t;
    cnn_pass *pass;
    fixture f = opened("input: {height: 28, width: 28}\ndata: digits\nlayers:\n"
                       "  - conv: {filters: 2048, size: 3, padding: 1}\n  - dense: {units: 10}\n  - softmax\n"
                       "train: {batch: 65536}\n");
    CHECK_FAILS(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t),
        "GiB to train on 400 images at once; at most 4 GiB are used. A batch of 200 fits");
    f.desc->train.batch = 8;
    CHECK_FINE(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t));
    cnn_trainer_free(t);
    CHECK_FAILS(cnn_pass_new(f.net, 100000, false, CNN_FAST, &pass), "for 100000 images at once; at most 4 GiB");
    closed(f);
    f = opened("input: {height: 4000, width: 4000}\ndata: digits\nlayers:\n"
               "  - conv: {filters: 64, size: 3, padding: 1}\n  - maxpool: {size: 100}\n  - dense: {units: 10}\n"
               "  - softmax\n");
    CHECK_FINE(cnn_dataset_fit(f.data, (cnn_shape){1, 1, 4000, 4000}, &(cnn_levels){.low = 0, .high = 1}));
    CHECK_FAILS(cnn_trainer_new(f.net, f.data, &f.desc->train, 1, f.start, &t), "to train on a single image");
    CHECK_FAILS(cnn_pass_new(f.net, 1, true, CNN_FAST, &pass), "GiB for 1 image at once");
    closed(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_batch_of_one_number_is_not_normalised),
        cmocka_unit_test(a_transposed_convolution_learns),
        cmocka_unit_test(what_takes_too_much_memory_is_refused_with_a_sentence),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
        cmocka_unit_test(the_order_of_the_pictures_is_that_of_the_seed),
        cmocka_unit_test(so_does_an_update_shared_out_between_threads),
        cmocka_unit_test(training_in_parts_gives_the_same_bytes),
        cmocka_unit_test(going_on_from_a_saved_state_gives_the_same_bytes),
        cmocka_unit_test(schedules_give_the_rates_worked_by_hand),
        cmocka_unit_test(an_iteration_uses_the_rate_that_its_recording_shows),
        cmocka_unit_test(training_learns_the_digits), cmocka_unit_test(a_recording_is_the_iteration_that_follows),
        cmocka_unit_test(dropout_drops_its_share_while_training),
        cmocka_unit_test(batch_normalisation_keeps_running_numbers),
        cmocka_unit_test(every_optimizer_goes_on_from_a_checkpoint),
        cmocka_unit_test(update_steps_are_what_the_optimizer_did),
        cmocka_unit_test(unsuitable_data_is_refused_with_a_reason),
        cmocka_unit_test(any_iteration_is_a_keyframe_and_a_replay_away)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
