/* The network that trains while everything else goes on, in a thread of its own. The window never touches it: it reads
 * snapshots, and asks for a pause or a recording. */
#ifndef LIVE_H
#define LIVE_H

#include "breaks.h"
#include "recording.h"

enum { LIVE_CURVE = 400, LIVE_WEIGHTS = 8192, LIVE_PIXELS = 3 * 64 * 64, LIVE_BIASES = 256 };

typedef enum live_state { LIVE_LOADING, LIVE_TRAINING, LIVE_PAUSED, LIVE_FAILED } live_state;

typedef struct live_snapshot {
    uint64_t version; /* grows with every change */
    live_state state;
    char note[CNN_MESSAGE_MAX]; /* a failure, or what stood in for something missing */
    char network[CNN_NAME_MAX], data[48], first_layer[CNN_NAME_MAX];
    int64_t iteration;
    int per_epoch;
    float loss;      /* mean over the last minibatches; NaN before the first */
    float accuracy;  /* share of the first test pictures named right; negative: not measured yet */
    int accuracy_of; /* how many pictures that was */
    double images_per_second;
    float curve[LIVE_CURVE]; /* losses from the start on, evenly thinned */
    int curve_count;
    cnn_shape filters; /* of the first convolution, [K, C, F_h, F_w]; n = 0: there is none */
    float weights[LIVE_WEIGHTS];
    float biases[LIVE_BIASES];
    cnn_shape image; /* the picture trained last; n = 0: none yet, or too large to show */
    float pixels[LIVE_PIXELS];
    char class_names[16][24];
    int label;
} live_snapshot;

typedef struct live live;

/* Loads the network file and its data behind the caller's back, then trains. `wake` is called from the thread, at most
 * some thirty times a second, when there is something new; it may be NULL. */
live *live_start(const char *network, const char *data, int threads, void (*wake)(void *), void *argument);
void live_stop(live *l);

/* Copies the present snapshot when it is newer than `out->version`; returns whether it was. */
bool live_read(live *l, live_snapshot *out);

void live_pause(live *l, bool pause);

/* Training pauses when one of these conditions holds; the note of the snapshot says which. */
void live_stops(live *l, const breaks *stops);

/* Pauses and records the coming iteration for image `slot` of its minibatch; live_recording hands it over once it is
 * there. The recording's network lives as long as `l`. */
void live_record(live *l, int slot);
cnn_recording *live_recording(live *l);

/* A pause and a resumption, waited for: after it the thread is at rest. For tests. */
bool live_wait(live *l, live_state state, double seconds);

#endif
