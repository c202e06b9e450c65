/* A training run with one set of hyper-parameters. Changing them, now or at an earlier iteration, begins a new run
 * there; the old one stays and can be returned to. A run keeps its keyframes and curves; the live thread owns the
 * training runs. */
#ifndef TRAINING_RUN_H
#define TRAINING_RUN_H

#include "history.h"
#include "trainer.h"

enum { RUN_CURVE = 400, RUN_MARKS = 100, RUNS_MAX = 8, RUN_DISTANCE = 40 };

/* The part of a run that the window sees. */
typedef struct training_run_view {
    int parent;    /* -1: the first */
    int64_t fork;  /* the iteration at which it begins */
    char from[64]; /* the file from which its parameters came; empty: from the parent's run */
    int64_t last;  /* as far as it has been trained */
    cnn_train_settings settings;
    int per_point; /* iterations to a point of the curve */
    int count;
    float loss[RUN_CURVE]; /* means; the first point begins at `fork` */
    int marks;
    int64_t mark_at[RUN_MARKS];
    float accuracy[RUN_MARKS];
} training_run_view;

typedef struct training_run {
    training_run_view seen;
    cnn_history *history;
    double sum; /* of the point that is being gathered */
    int gathered;
} training_run;

/* `bytes` of memory for its keyframes. False without memory. */
bool training_run_start(
    training_run *b, int parent, int64_t fork, const cnn_train_settings *settings, size_t parameters, size_t bytes);
void training_run_stop(training_run *b);

/* After each iteration: the state is kept if it is time, and a loss not seen before joins the curve. */
void training_run_note(training_run *b, const cnn_trainer *trainer, float loss);
void training_run_mark(training_run *b, int64_t iteration, float accuracy);

/* Takes the trainer, which must have the run's settings, to any iteration from the fork on, bit for bit. */
void training_run_seek(training_run *b, cnn_trainer *trainer, int64_t iteration);

#endif
