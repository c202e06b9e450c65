/* What is fuzzed: for every kind of text or file from outside, a function that reads arbitrary bytes as one. The same
 * functions read the kept cases of tests/corpus in the ordinary tests. */
#ifndef FUZZ_TARGETS_H
#define FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

typedef struct fuzz_target {
    const char *name; /* its folder in tests/corpus */
    void (*run)(const uint8_t *bytes, size_t length);
} fuzz_target;

extern const fuzz_target fuzz_targets[];
extern const int fuzz_target_count;

/* NULL: there is none of that name. */
const fuzz_target *fuzz_target_find(const char *name);

#endif
