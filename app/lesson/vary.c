/* Numbers that are not whole are left alone: what comes of them could not be done in the head. */
#include "vary.h"

#include "rng.h"

#include <math.h>

/* Whole numbers of the same range as those they replace; others are left alone. */
static void draw_anew(float *values, size_t count, cnn_rng *rng) {
    float low = values[0], high = values[0];
    for (size_t i = 0; i < count; i++) {
        if (!(fabsf(values[i]) < 1000) || values[i] != floorf(values[i]))
            return;
        low = fminf(low, values[i]);
        high = fmaxf(high, values[i]);
    }
    for (size_t i = 0; i < count; i++)
        values[i] = low + (float)cnn_rng_below(rng, (uint32_t)(high - low) + 1);
}

bool vary_bench(bench *b, const lesson_scene *scene, uint64_t seed, uint64_t page) {
    if (!seed || b->source == BENCH_INSIDE || !(scene->vary_input || scene->vary_filter))
        return false;
    cnn_rng rng = cnn_rng_seeded(seed, page);
    if (scene->vary_input)
        draw_anew(b->pixels, (size_t)(b->channels * b->rows * b->columns), &rng);
    if (scene->vary_filter && b->kind == BENCH_CONV)
        draw_anew(b->weights, (size_t)(b->filters * b->channels * bench_kernel_cells(b)), &rng);
    b->picture_preset = b->filter_preset = -1;
    bench_rebuild(b);
    return true;
}
