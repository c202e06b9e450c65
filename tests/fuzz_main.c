/* The entry point for libFuzzer: STRIDE_FUZZ_TARGET names the target. */
#include "fuzz_targets.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const fuzz_target *target;
    if (!target) {
        const char *name = getenv("STRIDE_FUZZ_TARGET");
        target = fuzz_target_find(name ? name : "");
        if (!target) {
            fprintf(stderr, "STRIDE_FUZZ_TARGET names none of:");
            for (int i = 0; i < fuzz_target_count; i++)
                fprintf(stderr, " %s", fuzz_targets[i].name);
            fprintf(stderr, "\n");
            exit(2);
        }
    }
    target->run(bytes, length);
    return 0;
}
