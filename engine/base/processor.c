/* Looked up once; every later call is one load. */
#include "processor.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[CNN_PROCESSORS] = {"baseline", "avx2", "avx512"};
const char *const cnn_rounding_names[CNN_ROUNDINGS + 1] = {"portable", "fma", NULL};
static atomic_int used = -1, numbers = CNN_PORTABLE, form = -1;

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

cnn_rounding cnn_rounding_used(void) {
    return (cnn_rounding)atomic_load_explicit(&numbers, memory_order_relaxed);
}

cnn_form cnn_form_used(void) {
    int now = atomic_load_explicit(&form, memory_order_relaxed);
    if (now >= 0)
        return (cnn_form)now;
    cnn_processor p = cnn_processor_used();
    bool fma = cnn_rounding_used() == CNN_FMA;
    cnn_form found = p == CNN_BASELINE ? CNN_FORM_BASELINE
                     : !fma            ? CNN_FORM_AVX2
                     : p == CNN_AVX512 ? CNN_FORM_AVX512_FMA
                                       : CNN_FORM_AVX2_FMA;
    atomic_store_explicit(&form, (int)found, memory_order_relaxed);
    return found;
}

bool cnn_processor_use(cnn_processor p) {
    if (!can(p) || (p == CNN_BASELINE && cnn_rounding_used() == CNN_FMA))
        return false;
    atomic_store_explicit(&used, (int)p, memory_order_relaxed);
    atomic_store_explicit(&form, -1, memory_order_relaxed);
    return true;
}

bool cnn_rounding_use(cnn_rounding n) {
    if (n == CNN_FMA && cnn_processor_used() == CNN_BASELINE)
        return false;
    atomic_store_explicit(&numbers, (int)n, memory_order_relaxed);
    atomic_store_explicit(&form, -1, memory_order_relaxed);
    return true;
}

cnn_status cnn_rounding_choose(const char *name) {
    int n = 0;
    while (n < CNN_ROUNDINGS && strcmp(name, cnn_rounding_names[n]))
        n++;
    if (n == CNN_ROUNDINGS)
        return cnn_fail(CNN_BAD_INPUT, "numbers are portable or fma, not %s", name);
    return cnn_rounding_use((cnn_rounding)n)
               ? cnn_ok()
               : cnn_fail(CNN_BAD_INPUT, "the numbers fma need a processor with AVX2 and FMA, which this one is not");
}

/* The version of portable numbers as text. */
#define TEXT_OF(number) #number
#define STAMP(number) "portable-" TEXT_OF(number)

const char *cnn_rounding_stamp(void) {
    return cnn_rounding_used() == CNN_FMA ? "fma" : STAMP(CNN_PORTABLE_VERSION);
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
