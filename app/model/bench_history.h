/* What a bench holds, without its recording, as blocks that are no larger than they must be; and the row of such blocks
 * through which a bench goes back and forth. */
#ifndef BENCH_HISTORY_H
#define BENCH_HISTORY_H

#include "bench.h"

typedef struct bench_kept bench_kept;

/* On the heap; NULL: no memory. */
bench_kept *bench_keep(const bench *b);

/* The free bench as it was kept, recorded. */
void bench_restore(bench *b, const bench_kept *kept);

enum { HISTORY_STEPS = 256, HISTORY_LEAST = 101 };

/* Steps are forgotten from the oldest on: beyond HISTORY_STEPS, and where more than HISTORY_LEAST take too much memory. */
typedef struct bench_history {
    bench_kept *steps[HISTORY_STEPS];
    int count, at; /* steps[at] is the bench as it is, or as it was left */
    size_t bytes;
} bench_history;

void bench_history_clear(bench_history *h);

/* Notes what the bench holds now; what was undone is forgotten. `join`: it belongs to the step before, as the cells of one
 * stroke of the brush do. Returns whether anything had changed. */
bool bench_history_note(bench_history *h, const bench *b, bool join);

bool bench_history_can(const bench_history *h, int turn);

/* Goes back (-1) or forth (+1). */
void bench_history_go(bench_history *h, int turn, bench *b);

/* The bench as it was left; NULL: nothing was noted. */
const bench_kept *bench_history_now(const bench_history *h);

#endif
