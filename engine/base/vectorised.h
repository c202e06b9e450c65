/* How hot kernels are compiled: for AVX-512, for AVX2 with FMA, and for any processor; which one runs is looked up when
 * it is called (processor.h).
 *
 *     VECTORISED(scale, (float *x, size_t count), (x, count)) { ... }
 *
 * defines `static void scale(float *x, size_t count)`. */
#ifndef CNN_VECTORISED_H
#define CNN_VECTORISED_H

#include "processor.h"

#define INLINED static inline __attribute__((always_inline))

#if CNN_ONE_PROCESSOR
#define VECTORISED(name, parameters, arguments) static void name parameters
#else
#define CNN_VERSION(name, targets, parameters, call)               \
    __attribute__((target(targets))) static void name parameters { \
        call;                                                      \
    }
#define VECTORISED(name, parameters, arguments)                                                \
    INLINED void name##_body parameters;                                                       \
    CNN_VERSION(name##_avx512, "avx512f,avx512vl,avx2,fma", parameters, name##_body arguments) \
    CNN_VERSION(name##_avx2, "avx2,fma", parameters, name##_body arguments)                    \
    static void name##_baseline parameters {                                                   \
        name##_body arguments;                                                                 \
    }                                                                                          \
    static void name parameters {                                                              \
        switch (cnn_processor_used()) {                                                        \
        case CNN_AVX512:                                                                       \
            name##_avx512 arguments;                                                           \
            break;                                                                             \
        case CNN_AVX2:                                                                         \
            name##_avx2 arguments;                                                             \
            break;                                                                             \
        default:                                                                               \
            name##_baseline arguments;                                                         \
        }                                                                                      \
    }                                                                                          \
    INLINED void name##_body parameters
#endif

#endif
