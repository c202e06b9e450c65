/* What the hot kernels run as.
 *
 * The processor: the best one available, or what STRIDE_PROCESSOR says (avx512, avx2, baseline).
 *
 * The numbers: a multiplication and an addition round twice (portable) or, as FMA, once (fma). Within a family training
 * gives the same bytes with any number of threads and any of our compilers: portable on every machine, fma on every one
 * that has FMA. Between them, over one pass of a network, numbers differ by less than 1e-5 of the largest. Whoever changes
 * the order of additions, or an elementary function, raises CNN_PORTABLE_VERSION. */
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

#define CNN_PORTABLE_VERSION 1
typedef enum cnn_rounding { CNN_PORTABLE, CNN_FMA, CNN_ROUNDINGS } cnn_rounding;

cnn_processor cnn_processor_used(void);
cnn_rounding cnn_rounding_used(void);

/* Take effect from now on; must not be called while kernels run. False: this machine cannot run it, and nothing
 * changes. */
bool cnn_processor_use(cnn_processor wanted);
bool cnn_rounding_use(cnn_rounding wanted);

/* Fails when STRIDE_PROCESSOR is not the name of a processor that this machine can run. */
cnn_status cnn_processor_check(void);

/* "portable" and "fma", NULL; what a person may ask for. */
extern const char *const cnn_rounding_names[CNN_ROUNDINGS + 1];

/* Uses the family of that name; fails when there is none or this machine has no FMA. */
cnn_status cnn_rounding_choose(const char *name);

/* What files and links call the family in use: "portable-1" or "fma". */
const char *cnn_rounding_stamp(void);

/* The form of a kernel that is contracted where its numbers are fma: one load for each call. */
typedef enum cnn_form { CNN_FORM_BASELINE, CNN_FORM_AVX2, CNN_FORM_AVX2_FMA, CNN_FORM_AVX512_FMA } cnn_form;
cnn_form cnn_form_used(void);

#endif
