/* One iteration, recorded for one image of the minibatch: parameters before and after, every activation, every
 * gradient, and what the whole batch contributed. All that is drawn or traced is read from here; a recording never
 * changes once it is made. */
#ifndef CNN_RECORDING_H
#define CNN_RECORDING_H

#include "pass.h"
#include "walk.h"

typedef struct cnn_recording {
    const cnn_net *net; /* not owned; outlives the recording */
    const cnn_walk *walk;
    cnn_train_settings settings;
    int64_t iteration;
    int64_t image;         /* index in the data set; 0 where there is none */
    int label;             /* -1: none */
    int batch;             /* images in the minibatch */
    float *before, *after; /* the flat block of parameters */
    float *gradient;       /* of the mean loss of the batch */
    float *share;          /* of this image's own loss, not divided by `batch` */
    float *momentum;       /* buffers before the step */
    cnn_pass *pass;        /* one image: every value and gradient */
    float *target;         /* copied, or NULL */
    cnn_arena *arena;
} cnn_recording;

typedef struct cnn_record_input {
    int64_t iteration, image;
    int label;           /* -1: none */
    const float *pixels; /* one image of the network's input shape */
    const float *target; /* NULL: none */
    int batch;
    const float *parameters;
    const float *momentum; /* NULL: zero */
    const float *gradient; /* mean over the batch; NULL: the batch is this image alone */
    cnn_pass *const
        *parts;           /* NULL, or the passes that ran the batch: batch normalisation has its statistics from them */
    int part_count, part; /* part: the one that ran this image */
    int slot;             /* its index in the minibatch: dropout drops the same numbers as in training */
    bool fast;            /* with the fast kernels: for looking at a network while it trains */
    bool alone;           /* the image is a whole minibatch: batch normalisation measures it, and `after` holds the
                             running statistics that this leads to. Without it, and without `parts`, the running
                             statistics are used, as when a trained network is looked at. Either way nothing is dropped */
} cnn_record_input;

/* Runs the image forward and backward and keeps everything. Beyond CNN_PLAIN_STEPS_MAX steps it uses the fast kernels.
 * Fails only when memory runs out. */
enum { CNN_PLAIN_STEPS_MAX = 50 * 1000 * 1000 };
cnn_status cnn_recording_new(
    const cnn_net *net, const cnn_train_settings *settings, const cnn_record_input *input, cnn_recording **out);
void cnn_recording_free(cnn_recording *recording);

/* The same in slices, for callers that must not block. A recorder runs one node at a time, forward and then backward;
 * the numbers are those of cnn_recording_new, bit for bit. What `input` points to is copied, except `parts`, which must
 * not change until the recording is taken. A recorder belongs to one thread at a time. */
typedef struct cnn_recorder cnn_recorder;
cnn_status cnn_recorder_new(
    const cnn_net *net, const cnn_train_settings *settings, const cnn_record_input *input, cnn_recorder **out);

/* Runs one node in one direction; true while there is more to do. */
bool cnn_recorder_advance(cnn_recorder *recorder);

/* 0 at the start to 1 at the end, counted in nodes. */
float cnn_recorder_progress(const cnn_recorder *recorder);

/* When nothing is left to do: the recording, which the caller now owns. The recorder is part of it and must not be
 * freed. */
cnn_recording *cnn_recorder_take(cnn_recorder *recorder);

/* Abandons an unfinished recording. */
void cnn_recorder_free(cnn_recorder *recorder);

/* Everything about one step. */
typedef struct cnn_step {
    cnn_address address;
    cnn_term term;
    int64_t position, tap, taps;
    cnn_tap cell;
    cnn_numbers numbers;
    cnn_result result;
    float so_far;                                        /* the fold of taps 0 .. tap of this position; see cnn_fold */
    cnn_change_of change;                                /* update: arithmetic of the parameter */
    float before, share, momentum_before, second_before; /* update */
} cnn_step;

/* The step at the address; a coarser address stands for its last step. */
cnn_step cnn_recording_step(const cnn_recording *recording, cnn_address address);

/* The numbers of another tap of the same position. */
cnn_tap cnn_recording_cell(const cnn_recording *recording, const cnn_step *step, int64_t tap);
cnn_numbers cnn_recording_numbers(const cnn_recording *recording, const cnn_step *step, int64_t tap);

#endif
