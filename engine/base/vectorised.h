/* How hot kernels are compiled: several times, for different processors; which form runs is looked up when it is called
 * (processor.h).
 *
 *     VECTORISED(scale, (float *x, size_t count), (x, count)) { ... }
 *
 * defines `static void scale(float *x, size_t count)`. Its file is compiled with -ffp-contract=fast: the forms for
 * processors without FMA are those of portable numbers, since nothing can be contracted there; so on AVX-512, which
 * cannot be had without FMA, portable numbers use the form for AVX2.
 *
 * VECTORISED_TWICE is for files of vectors, which are compiled twice: the form for any processor comes from the second
 * time, with CNN_NARROW, for registers of sixteen bytes. Such functions have names of their own in the whole engine.
 *
 * EXACTLY_VECTORISED is the same for a file with -ffp-contract=off, whose numbers are the same in both families. */
#ifndef CNN_VECTORISED_H
#define CNN_VECTORISED_H

#include "processor.h"

#define INLINED static inline __attribute__((always_inline))

#ifndef CNN_NARROW
#define CNN_NARROW 0
#endif

#if CNN_NARROW
#define VECTORISED_TWICE(name, parameters, arguments) \
    void cnn_narrow_##name parameters;                \
    static void name parameters {                     \
        cnn_narrow_##name arguments;                  \
    }                                                 \
    void cnn_narrow_##name parameters
#elif CNN_ONE_PROCESSOR
#define VECTORISED_TWICE(name, parameters, arguments) \
    void cnn_narrow_##name parameters;                \
    static void name parameters {                     \
        cnn_narrow_##name arguments;                  \
    }                                                 \
    __attribute__((unused)) INLINED void name##_body parameters
#endif

#if CNN_ONE_PROCESSOR
#define VECTORISED(name, parameters, arguments) static void name parameters
#define EXACTLY_VECTORISED(name, parameters, arguments) static void name parameters
#else
#define CNN_VERSION(name, targets, parameters, call)               \
    __attribute__((target(targets))) static void name parameters { \
        call;                                                      \
    }
/* The forms of a kernel besides that for any processor, which is `baseline`. */
#define CNN_FORMS(name, parameters, arguments, baseline)                                           \
    INLINED void name##_body parameters;                                                           \
    CNN_VERSION(name##_avx512_fma, "avx512f,avx512vl,avx2,fma", parameters, name##_body arguments) \
    CNN_VERSION(name##_avx2_fma, "avx2,fma", parameters, name##_body arguments)                    \
    CNN_VERSION(name##_avx2, "avx2", parameters, name##_body arguments)                            \
    static void name parameters {                                                                  \
        switch (cnn_form_used()) {                                                                 \
        case CNN_FORM_AVX512_FMA:                                                                  \
            name##_avx512_fma arguments;                                                           \
            break;                                                                                 \
        case CNN_FORM_AVX2_FMA:                                                                    \
            name##_avx2_fma arguments;                                                             \
            break;                                                                                 \
        case CNN_FORM_AVX2:                                                                        \
            name##_avx2 arguments;                                                                 \
            break;                                                                                 \
        case CNN_FORM_BASELINE:                                                                    \
            baseline arguments;                                                                    \
        }                                                                                          \
    }                                                                                              \
    INLINED void name##_body parameters
#define VECTORISED(name, parameters, arguments) CNN_FORMS(name, parameters, arguments, name##_body)
#if !CNN_NARROW
#define VECTORISED_TWICE(name, parameters, arguments) \
    void cnn_narrow_##name parameters;                \
    CNN_FORMS(name, parameters, arguments, cnn_narrow_##name)
#endif
#define EXACTLY_VECTORISED(name, parameters, arguments)                                    \
    INLINED void name##_body parameters;                                                   \
    CNN_VERSION(name##_avx512, "avx512f,avx512vl,avx2", parameters, name##_body arguments) \
    CNN_VERSION(name##_avx2, "avx2", parameters, name##_body arguments)                    \
    static void name##_baseline parameters {                                               \
        name##_body arguments;                                                             \
    }                                                                                      \
    static void name parameters {                                                          \
        switch (cnn_processor_used()) {                                                    \
        case CNN_AVX512:                                                                   \
            name##_avx512 arguments;                                                       \
            break;                                                                         \
        case CNN_AVX2:                                                                     \
            name##_avx2 arguments;                                                         \
            break;                                                                         \
        default:                                                                           \
            name##_baseline arguments;                                                     \
        }                                                                                  \
    }                                                                                      \
    INLINED void name##_body parameters
#endif

#endif
