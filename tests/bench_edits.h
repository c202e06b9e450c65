/* Benches changed at random, and how two of them are compared. */
#ifndef BENCH_EDITS_H
#define BENCH_EDITS_H

#include "hand.h"

#include "presets.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

static inline session *s(void) {
    return &a.state.session;
}

/* A number of any kind: small and whole, or with all its bits. */
static inline float any_number(cnn_rng *rng) {
    float whole = (float)(int)cnn_rng_below(rng, 19) - 9, part = cnn_rng_uniform(rng, -2, 2);
    switch (cnn_rng_below(rng, 5)) {
    case 0:
        return part * 1e-30f;
    case 1:
        return part * 1e30f;
    case 2:
        return part;
    default:
        return whole;
    }
}

static inline void edit_anything(bench *b, cnn_rng *rng) {
    int channel = (int)cnn_rng_below(rng, (uint32_t)b->channels),
        filter = (int)cnn_rng_below(rng, (uint32_t)b->filters);
    switch (cnn_rng_below(rng, 12)) {
    case 0:
        bench_set_part(b, (cnn_part)(1 + cnn_rng_below(rng, 5)), (int)cnn_rng_below(rng, 9));
        break;
    case 1:
        bench_set_channels(b, 1 + (int)cnn_rng_below(rng, 3));
        break;
    case 2:
        bench_set_filters(b, 1 + (int)cnn_rng_below(rng, 4));
        break;
    case 3:
        bench_set_size(b, 1 + (int)cnn_rng_below(rng, 9), 1 + (int)cnn_rng_below(rng, 9));
        break;
    case 4:
        bench_use_picture(b, (int)cnn_rng_below(rng, PRESET_PICTURES));
        break;
    case 5:
        bench_use_filter(b, (int)cnn_rng_below(rng, PRESET_FILTERS));
        break;
    case 6:
        bench_use_gradient(b, (int)cnn_rng_below(rng, PRESET_GRADIENTS));
        break;
    case 7:
        bench_set_bias(b, filter, any_number(rng));
        break;
    case 8:
        if (b->fits)
            bench_set_gradient(b, (int)cnn_rng_below(rng, (uint32_t)b->gradient_count), any_number(rng));
        break;
    case 9:
        bench_set_pool(b, (int)cnn_rng_below(rng, 3));
        break;
    case 10:
        bench_set_weight(b, filter, channel, (int)cnn_rng_below(rng, (uint32_t)b->kernel),
            (int)cnn_rng_below(rng, (uint32_t)b->kernel), any_number(rng));
        break;
    default:
        bench_set_pixel(b, channel, (int)cnn_rng_below(rng, (uint32_t)b->rows),
            (int)cnn_rng_below(rng, (uint32_t)b->columns), any_number(rng));
    }
}

/* Everything that a bench holds is the same, bit for bit. */
static inline void same(const bench *one, const bench *other) {
    size_t pixels = (size_t)(one->channels * one->rows * one->columns),
           weights = (size_t)(one->filters * one->channels * one->kernel * one->kernel);
    assert_int_equal(one->kind, other->kind);
    assert_int_equal(one->source, other->source);
    assert_true(one->channels == other->channels && one->rows == other->rows && one->columns == other->columns);
    assert_true(one->filters == other->filters && one->kernel == other->kernel && one->stride == other->stride);
    assert_true(one->padding == other->padding && one->dilation == other->dilation && one->pool == other->pool);
    assert_true(one->ceil_mode == other->ceil_mode && one->include_pad == other->include_pad);
    assert_int_equal(one->picture_preset, other->picture_preset);
    assert_int_equal(one->filter_preset, other->filter_preset);
    assert_memory_equal(one->pixels, other->pixels, pixels * sizeof(float));
    assert_memory_equal(one->weights, other->weights, weights * sizeof(float));
    assert_memory_equal(one->bias, other->bias, (size_t)one->filters * sizeof(float));
    assert_int_equal(one->fits, other->fits);
    if (!one->fits)
        return;
    assert_int_equal(one->gradient_preset, other->gradient_preset);
    assert_int_equal(one->gradient_count, other->gradient_count);
    assert_memory_equal(one->gradient, other->gradient, (size_t)one->gradient_count * sizeof(float));
}

static inline bench *copy_of(const bench *b) {
    bench *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    *copy = *b;
    return copy;
}

static inline void make_own(bench_kind kind) {
    cnn_rng rng = cnn_rng_seeded(5, (uint64_t)kind);
    fresh(kind);
    for (int i = 0; i < 3; i++)
        bench_set_pixel(&s()->bench, 0, i, i, any_number(&rng));
    bench_set_part(&s()->bench, CNN_PART_PADDING, 1);
    bench_set_bias(&s()->bench, 0, 2);
    state_settle(&a.state);
    player_seek(&s()->player, s()->player.first + 40);
    settle();
}

#endif
