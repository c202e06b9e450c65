/* Training rates and forward latency on pictures drawn at random, for tests/benchmark. */
#ifndef BENCHMARK_TRAINING_H
#define BENCHMARK_TRAINING_H

#include <stdbool.h>

/* Images per second, forward, backward and update, over `seconds` after a warm-up; below 0: the network cannot be read.
 */
double training_rate(const char *network, int batch, int threads, double seconds);

/* Prints the median rates of portable numbers and of fma, measured in turn, and their ratio; false: there is no FMA. */
bool numbers_rates(const char *network, int batch, int threads, double seconds);

/* Milliseconds of one picture through the network, the median of many; below 0: the network cannot be read. */
double forward_latency(const char *network);

/* The three networks at batch 1, 32, 128 and 1, 2 threads, as members of a JSON object. */
void benchmark_training(const char *folder);

/* The peak rate of one thread, in 10^9 multiplications and additions a second. */
double fma_peak(void);

#endif
