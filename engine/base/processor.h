/* The processor that the hot kernels run for: the best one available, or what STRIDE_PROCESSOR says (avx512, avx2,
 * baseline). For a given choice, training gives the same bytes on every machine that has it, with any number of threads
 * and any of our compilers; avx512 and avx2 give the same bytes too. Without FMA each multiply-add rounds twice, so
 * baseline differs in the last bits: over one pass of a network, by less than 1e-5 of the largest number. */
#ifndef CNN_PROCESSOR_H
#define CNN_PROCESSOR_H

#include "status.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define CNN_ONE_PROCESSOR 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__) || !defined(__x86_64__)
#define CNN_ONE_PROCESSOR 1
#endif

typedef enum cnn_processor { CNN_BASELINE, CNN_AVX2, CNN_AVX512, CNN_PROCESSORS } cnn_processor;

cnn_processor cnn_processor_used(void);

/* Takes effect from now on; must not be called while kernels run. False: this machine cannot run it, and nothing
 * changes. */
bool cnn_processor_use(cnn_processor wanted);

/* Fails when STRIDE_PROCESSOR is not the name of a processor that this machine can run. */
cnn_status cnn_processor_check(void);

#endif
