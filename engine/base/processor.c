/* Looked up once; every later call is one load. */
#include "processor.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[CNN_PROCESSORS] = {"baseline", "avx2", "avx512"};
static atomic_int used = -1;

static bool can(cnn_processor p) {
#if CNN_ONE_PROCESSOR
    return p == CNN_BASELINE;
#else
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return p == CNN_BASELINE || (p == CNN_AVX2 && avx2) ||
           (p == CNN_AVX512 && avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"));
#endif
}

static int wanted(void) {
    const char *name = getenv("STRIDE_PROCESSOR");
    for (int i = 0; name && i < CNN_PROCESSORS; i++)
        if (!strcmp(name, names[i]))
            return i;
    return -1;
}

cnn_processor cnn_processor_used(void) {
    int now = atomic_load_explicit(&used, memory_order_relaxed);
    if (now >= 0)
        return (cnn_processor)now;
    int asked = wanted();
    cnn_processor best = asked >= 0 && can((cnn_processor)asked) ? (cnn_processor)asked
                         : can(CNN_AVX512)                       ? CNN_AVX512
                         : can(CNN_AVX2)                         ? CNN_AVX2
                                                                 : CNN_BASELINE;
    atomic_store_explicit(&used, (int)best, memory_order_relaxed);
    return best;
}

bool cnn_processor_use(cnn_processor p) {
    if (!can(p))
        return false;
    atomic_store_explicit(&used, (int)p, memory_order_relaxed);
    return true;
}

cnn_status cnn_processor_check(void) {
    const char *name = getenv("STRIDE_PROCESSOR");
    int asked = wanted();
    if (!name || !*name)
        return cnn_ok();
    if (asked < 0)
        return cnn_fail(CNN_BAD_INPUT, "STRIDE_PROCESSOR is avx512, avx2 or baseline, not %s", name);
    return can((cnn_processor)asked)
               ? cnn_ok()
               : cnn_fail(CNN_BAD_INPUT, "STRIDE_PROCESSOR=%s: this processor cannot run it", name);
}
