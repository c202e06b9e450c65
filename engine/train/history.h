/* The history of training: keyframes of its whole state at regular iterations. Since training is a function of the
 * iteration, a keyframe and a short replay reach any iteration, bit for bit. When the allowed memory is used up, every
 * second keyframe is dropped and the distance doubles. */
#ifndef CNN_HISTORY_H
#define CNN_HISTORY_H

#include "status.h"

#include <stdint.h>

typedef struct cnn_history cnn_history;

/* For states of `parameters` numbers (and as many of momentum), one every `distance` iterations, in at most `bytes` of
 * memory (at least three keyframes are kept). NULL without memory. */
cnn_history *cnn_history_new(size_t parameters, int buffers, int distance, size_t bytes);
void cnn_history_free(cnn_history *history);

/* Sets another limit, met at once by dropping keyframes. */
void cnn_history_limit(cnn_history *history, size_t bytes);

/* True when the state after `iteration` should be kept. */
bool cnn_history_wants(const cnn_history *history, int64_t iteration);

/* Copies the state after `iteration` iterations. The first one kept is never dropped. When memory runs out, nothing is
 * kept. */
void cnn_history_keep(cnn_history *history, int64_t iteration, const float *parameters, const float *momentum);

typedef struct cnn_keyframe {
    int64_t iteration;
    const float *parameters, *momentum;
} cnn_keyframe;

/* The last keyframe at or before the iteration; false when there is none. */
bool cnn_history_find(const cnn_history *history, int64_t iteration, cnn_keyframe *out);

int cnn_history_count(const cnn_history *history);
size_t cnn_history_bytes(const cnn_history *history);

#endif
