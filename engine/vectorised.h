/* How hot kernels are compiled: for AVX2 with FMA (in its AVX-512VL form where there is one) and for any processor,
 * chosen when the program is loaded. A function marked VECTORISED must be static and have its name only in its own
 * file. */
#ifndef CNN_VECTORISED_H
#define CNN_VECTORISED_H

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define CNN_ONE_VERSION 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || !defined(__x86_64__)
#define CNN_ONE_VERSION 1
#endif

#ifdef CNN_ONE_VERSION
#define VECTORISED
#else
#define VECTORISED __attribute__((target_clones("avx512f", "fma", "default")))
#endif
#define INLINED static inline __attribute__((always_inline))

#endif
