/* Random numbers with explicit state: a generator is two words that can be copied, saved in a checkpoint and replayed.
 * Source: M. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation", 2014 (PCG-XSH-RR 64/32). */
#ifndef CNN_RNG_H
#define CNN_RNG_H

#include <stdint.h>

typedef struct cnn_rng {
    uint64_t state, stream; /* stream is odd */
} cnn_rng;

/* Equal seeds and streams give equal sequences; different streams of one seed are independent. */
cnn_rng cnn_rng_seeded(uint64_t seed, uint64_t stream);

uint32_t cnn_rng_next(cnn_rng *rng);

/* A pseudorandom number that depends on `key` alone: for drawing out of order. Source: G. Steele, D. Lea, C. Flood,
 * "Fast Splittable Pseudorandom Number Generators", 2014 (SplitMix64). */
uint64_t cnn_rng_mix(uint64_t key);

/* Uniform in 0 .. bound-1, without bias; bound > 0. */
uint32_t cnn_rng_below(cnn_rng *rng, uint32_t bound);

/* Uniform in [low, high). */
float cnn_rng_uniform(cnn_rng *rng, float low, float high);

/* Writes a random permutation of 0 .. count-1. */
void cnn_rng_permutation(cnn_rng *rng, uint32_t *order, uint32_t count);

#endif
