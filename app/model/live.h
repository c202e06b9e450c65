/* The network that trains in a thread of its own while everything else goes on, or, where there are no threads, for some
 * milliseconds whenever its snapshot is read. The window never touches it: it reads
 * snapshots, makes requests, and is handed recordings. */
#ifndef LIVE_H
#define LIVE_H

#include "breakpoints.h"
#include "checkpoint.h"
#include "judged.h"
#include "recording.h"
#include "replay.h"

enum { LIVE_WEIGHTS = 8192, LIVE_PIXELS = 3 * 64 * 64, LIVE_BIASES = 256, LIVE_PATH = 4200 };

typedef enum live_state { LIVE_LOADING, LIVE_TRAINING, LIVE_PAUSED, LIVE_FAILED } live_state;

/* Which picture the window looks at. */
typedef enum live_source { LIVE_TRAIN_PICTURE, LIVE_TEST_PICTURE, LIVE_OWN_PICTURE } live_source;

/* How many test pictures were judged when; live_judged hands over what they were called. */
typedef struct live_judgement {
    int64_t at; /* the iteration; -1: not yet */
    int of;     /* how many pictures: the first of the test set */
} live_judgement;

/* Why training rests by itself. */
typedef enum live_rest {
    LIVE_RESTS_NOT,
    LIVE_RESTS_AT_LIMIT, /* so many epochs are over */
    LIVE_RESTS_LEVEL     /* so many epochs without a better test accuracy are */
} live_rest;

typedef struct live_snapshot {
    uint64_t version; /* grows with every change */
    live_state state;
    float loading;              /* how much of the data is read, while it loads */
    float replaying;            /* and then how far a run is trained again; negative: none is */
    uint64_t replayed;          /* grows when that was done to its end */
    cnn_train_settings written; /* of training, as the network file has them */
    uint64_t seed;              /* of the starting values */
    char note[CNN_MESSAGE_MAX]; /* a failure, or what stood in for something missing */
    char stopped_by[64];        /* the breakpoint that stopped training; empty: none did */
    int64_t diverged_at;        /* the iteration whose loss is not a number, where training waits; -1: none */
    char diverged_place
        [160]; /* the address of the first number that is not finite; empty: only the mean loss is not finite */
    char network[CNN_NAME_MAX], data[48], first_layer[CNN_NAME_MAX];
    int64_t iteration;
    size_t parameters; /* how many numbers are trained */
    int per_epoch, train_count, test_count, classes;
    bool classifies; /* its output names a class */
    float loss;      /* mean over the last minibatches; NaN before the first */
    float accuracy;  /* share of the first test pictures classified correctly; negative: not measured yet */
    int accuracy_of; /* how many pictures that is */
    double images_per_second;
    cnn_shape filters; /* of the first convolution, [K, C, F_h, F_w]; n = 0: there is none */
    float weights[LIVE_WEIGHTS];
    float biases[LIVE_BIASES];
    cnn_shape image; /* a picture of the training set; n = 0: none yet, or too large to show */
    float pixels[LIVE_PIXELS];
    const cnn_class_names *names; /* of the classes; lives as long as what trains */
    int label;

    uint64_t filed;                /* grows when a file was written or read */
    bool was_saved;                /* it was written */
    char file[LIVE_PATH];          /* which */
    char refused[CNN_MESSAGE_MAX]; /* why it was not; empty: it was */
    cnn_names_found found;         /* of weights that were read */

    int runs, run; /* how many there are; the one that trains */
    training_run_view run_seen[RUNS_MAX];
    size_t history_bytes;

    live_rest rests;          /* until training goes on */
    const int *class_picture; /* the first test picture of each class; -1: none. Lives as `names` do */
    float judging;            /* how much of the test set has been evaluated; negative: no evaluation is under way */
    live_judgement judged;
} live_snapshot;

typedef struct live live;

/* Loads the network (a file, or with `text` that text, called `network`) and its data in the background, then trains.
 * `resume`: a checkpoint from which training goes on, or NULL; one that cannot be read is said, and training begins anew.
 * `wake` is called from the thread, at most about thirty times a second, when there is something new; it may be NULL.
 */
live *live_start(const char *network, const char *text, const char *data, const char *resume, int threads,
    void (*wake)(void *), void *argument);
/* Trains a run again, up to its last iteration, and waits there unless it `goes_on`; the state is LIVE_LOADING until then.
 * What cannot be done exactly as the run says fails. `resume`: as above. */
live *live_replay(const char *network, const char *text, const replay *run, const char *resume, bool goes_on,
    int threads, void (*wake)(void *), void *argument);

/* Gives that up: training waits at the iteration that was reached. */
void live_stop_replay(live *l);

/* Ends the thread and gives everything back. */
void live_stop(live *l);

/* The same without waiting: the thread ends when what it does is done, and gives everything back. Recordings of its
 * network must be gone. */
void live_abandon(live *l);

/* Whether it has no thread and there is something to do: then it must be read, for it works while it is. */
bool live_works(live *l);

/* Copies the present snapshot when it is newer than `out->version`; returns whether it was. */
bool live_read(live *l, live_snapshot *out);

void live_pause(live *l, bool pause);

/* Whether it was told to pause, however far the thread is. */
bool live_is_paused(live *l);

/* One iteration, then a pause. */
void live_one(live *l);

/* Training pauses when one of these conditions holds; the note of the snapshot says which. */
void live_stops(live *l, const breakpoints *stops);

/* Sets the picture for recordings and views: by number, or as `pixels` of the network's input shape, which are copied
 * (at most LIVE_PIXELS). */
void live_look_at(live *l, live_source source, int picture, const float *pixels);

/* Pauses and records the coming iteration: for image `slot` of its minibatch, or with slot -1 for the picture looked
 * at. live_recording hands it over once it is there. The recording's network lives as long as `l`. */
void live_record(live *l, int slot);
cnn_recording *live_recording(live *l);

/* While `on`, a recording of the picture looked at is made with every snapshot; live_view hands over the newest one, or
 * NULL. */
void live_watch(live *l, bool on);
cnn_recording *live_view(live *l);

/* Goes back (or forward) to an iteration of a run, bit for bit; training pauses there. */
void live_seek(live *l, int run, int64_t iteration);

/* Continues with other hyper-parameters: a new training run from the present iteration on. */
void live_settings(live *l, const cnn_train_settings *settings);

/* Writes the present state as a checkpoint, or takes the parameters of such a file, with which a run of their own begins.
 * The snapshot says how that ended (`filed`). */
void live_save(live *l, const char *path);
void live_open(live *l, const char *path, const char *skip);

/* Training rests after `epochs` epochs, or after `patience` of them without a better test accuracy; going on counts anew.
 * 0: it does not. */
void live_limit(live *l, int epochs, int patience);

/* Evaluates the whole test set, not only its first pictures. */
void live_judge(live *l);

/* What the test pictures were called, as the newest snapshot has it, kept for the caller to drop; NULL: not yet. */
judged *live_judged(live *l);

/* Cancels that; the results of an earlier evaluation stay. */
void live_stop_judging(live *l);

/* A picture of the test set, as numbers 0..1 of the input's shape; false while there is none. The data never changes,
 * so this may be called at any time. */
bool live_test_picture(live *l, int index, float *pixels);

/* Waits until the thread is in a given state or time is up. For tests and pictures. */
bool live_wait(live *l, live_state state, double seconds);

#endif
