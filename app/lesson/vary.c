/* Numbers that are not whole are left alone: what comes of them could not be done in the head. */
#include "vary.h"

#include "question.h"
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

/* Whether several cells of the window are the largest: who is asked for the winner could name any of them. */
static bool is_tied(const bench *b, const lesson_scene *scene) {
    cnn_address at;
    if (scene->question.kind != ASK_PICK || scene->question.pick != PICK_WINNER ||
        cnn_failed(question_address(b, scene, &at)))
        return false;
    cnn_step step = cnn_recording_step(b->recording, at);
    int largest = 0;
    for (int64_t tap = 0; tap < step.taps; tap++)
        largest += !cnn_recording_cell(b->recording, &step, tap).padding &&
                   cnn_recording_numbers(b->recording, &step, tap).input == step.result.result;
    return largest > 1;
}

bool vary_bench(bench *b, const lesson_scene *scene, uint64_t seed, uint64_t page) {
    if (!seed || b->source == BENCH_INSIDE || !(scene->vary_input || scene->vary_filter))
        return false;
    enum { TRIES = 40 };
    cnn_rng rng = cnn_rng_seeded(seed, page);
    b->picture_preset = b->filter_preset = -1;
    for (int i = 0; i < TRIES; i++) {
        if (scene->vary_input)
            draw_anew(b->pixels, (size_t)(b->channels * b->rows * b->columns), &rng);
        if (scene->vary_filter && b->kind == BENCH_CONV)
            draw_anew(b->weights, (size_t)(b->filters * b->channels * bench_kernel_cells(b)), &rng);
        bench_rebuild(b);
        if (!is_tied(b, scene))
            break;
    }
    return true;
}
