/* The peak rate of multiplications and additions of one thread: the yardstick for how well the kernels use the
 * processor. */
#include "benchmark_training.h"

#include "vectorised.h"

#include <time.h>

enum { LANES = 8, SUMS = 10, ROUNDS = 1000, TIMES = 20000 };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

INLINED float multiply_and_add(float factor, float term) {
    lanes sum[SUMS], f = {factor, factor, factor, factor, factor, factor, factor, factor},
                     t = {term, term, term, term, term, term, term, term};
    for (int i = 0; i < SUMS; i++)
        sum[i] = t * (float)i;
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < SUMS; i++)
            sum[i] = sum[i] * f + t;
    float whole = 0;
    for (int i = 0; i < SUMS; i++)
        for (int j = 0; j < LANES; j++)
            whole += sum[i][j];
    return whole;
}

VECTORISED(peak_run, (float factor, float term, float *out), (factor, term, out)) {
    *out = multiply_and_add(factor, term);
}

double fma_peak(void) {
    struct timespec begin, end;
    volatile float kept = 0;
    float one;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < TIMES; i++) {
        peak_run(0.999f, (float)(i % 7) * 0.001f, &one);
        kept = kept + one;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
    return 2.0 * LANES * SUMS * ROUNDS * TIMES / seconds * 1e-9;
}
