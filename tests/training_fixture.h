/* A network, its data and its starting values, for tests that train. */
#ifndef TRAINING_FIXTURE_H
#define TRAINING_FIXTURE_H

#include "check.h"

#include "digits.h"
#include "netfile.h"
#include "trainer.h"

typedef struct fixture {
    cnn_arena *arena;
    cnn_netdesc *desc;
    cnn_net *net;
    cnn_dataset *data;
    float *start;
} fixture;

static const char SMALL[] =
    "input: {height: 28, width: 28}\ndata: digits\nlayers:\n  - conv: {filters: 4, size: 5, stride: 2}\n  - relu\n "
    " - maxpool: {size: 2}\n"
    "  - dense: {units: 10}\n  - softmax\ntrain: {rate: 0.05, momentum: 0.9, batch: 10, seed: 4}\n";

static inline fixture opened(const char *yaml) {
    fixture f = {.arena = cnn_arena_new()};
    cnn_document *d;
    CHECK_FINE(cnn_document_parse("t.yaml", yaml, strlen(yaml), &d));
    CHECK_FINE(cnn_netfile_read(d, cnn_document_root(d), f.arena, &f.desc));
    cnn_document_free(d);
    CHECK_FINE(cnn_net_new(f.desc, &f.net));
    CHECK_FINE(cnn_dataset_digits(3, 400, 100, &f.data));
    f.start = cnn_arena_alloc(f.arena, f.net->parameters, sizeof(float));
    cnn_net_initialize(f.net, f.desc, 4, f.start);
    return f;
}

static inline void closed(fixture f) {
    cnn_dataset_free(f.data);
    cnn_net_free(f.net);
    cnn_arena_free(f.arena);
}

static inline cnn_trainer *trainer_of(const fixture *f, int threads) {
    cnn_trainer *t;
    CHECK_FINE(cnn_trainer_new(f->net, f->data, &f->desc->train, threads, f->start, &t));
    return t;
}

static inline void train_on_1_2_and_4_threads(const fixture *f, int iterations) {
    size_t bytes = f->net->parameters * sizeof(float);
    cnn_trainer *one = trainer_of(f, 1), *two = trainer_of(f, 2), *four = trainer_of(f, 4);
    for (int i = 0; i < iterations; i++) {
        cnn_trainer_advance(one, 1);
        cnn_trainer_advance(two, 1);
        cnn_trainer_advance(four, 1);
        assert_memory_equal(cnn_trainer_parameters(one), cnn_trainer_parameters(two), bytes);
        assert_memory_equal(cnn_trainer_parameters(one), cnn_trainer_parameters(four), bytes);
    }
    assert_memory_not_equal(cnn_trainer_parameters(one), f->start, bytes);
    cnn_trainer_free(one);
    cnn_trainer_free(two);
    cnn_trainer_free(four);
}

#endif
