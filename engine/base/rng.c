/* One multiplication and a rotation per number; nothing here depends on the machine. */
#include "rng.h"

cnn_rng cnn_rng_seeded(uint64_t seed, uint64_t stream) {
    cnn_rng rng = {.state = 0, .stream = (stream << 1) | 1};
    cnn_rng_next(&rng);
    rng.state += seed;
    cnn_rng_next(&rng);
    return rng;
}

uint32_t cnn_rng_next(cnn_rng *rng) {
    uint64_t old = rng->state;
    rng->state = old * UINT64_C(6364136223846793005) + rng->stream;
    uint32_t shifted = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t rotation = (uint32_t)(old >> 59);
    return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
}

uint64_t cnn_rng_mix(uint64_t key) {
    uint64_t z = key + UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t cnn_rng_below(cnn_rng *rng, uint32_t bound) {
    uint32_t refuse_below = (uint32_t)(-bound) % bound;
    for (;;) {
        uint32_t drawn = cnn_rng_next(rng);
        if (drawn >= refuse_below)
            return drawn % bound;
    }
}

float cnn_rng_uniform(cnn_rng *rng, float low, float high) {
    return low + (high - low) * ((float)(cnn_rng_next(rng) >> 8) * (1.0f / 16777216.0f));
}

void cnn_rng_permutation(cnn_rng *rng, uint32_t *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = cnn_rng_below(rng, i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}
