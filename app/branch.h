/* A run of training with one set of hyper-parameters. Changing them, now or from an earlier iteration on, begins a new
 * branch there; the old one stays and can be returned to. A branch remembers keyframes and its curves; the live thread
 * owns the branches. */
#ifndef BRANCH_H
#define BRANCH_H

#include "history.h"
#include "trainer.h"

enum { BRANCH_CURVE = 400, BRANCH_MARKS = 100, BRANCHES_MAX = 8, BRANCH_DISTANCE = 40 };

/* What the window sees of a branch. */
typedef struct branch_view {
    int parent;   /* -1: the first */
    int64_t fork; /* the iteration at which it begins */
    int64_t last; /* as far as it has been trained */
    cnn_train_settings settings;
    int per_point; /* iterations to a point of the curve */
    int count;
    float loss[BRANCH_CURVE]; /* means; the first point begins at `fork` */
    int marks;
    int64_t mark_at[BRANCH_MARKS];
    float accuracy[BRANCH_MARKS];
} branch_view;

typedef struct branch {
    branch_view seen;
    cnn_history *history;
    double sum; /* of the point that is being gathered */
    int gathered;
} branch;

/* `bytes` of memory for its keyframes. False without memory. */
bool branch_start(
    branch *b, int parent, int64_t fork, const cnn_train_settings *settings, size_t parameters, size_t bytes);
void branch_stop(branch *b);

/* After each iteration: the state is kept if it is time, and a loss not seen before joins the curve. */
void branch_note(branch *b, const cnn_trainer *trainer, float loss);
void branch_mark(branch *b, int64_t iteration, float accuracy);

/* Takes the trainer, which must have the branch's settings, to an iteration between fork and anywhere ahead, bit for
 * bit. */
void branch_seek(branch *b, cnn_trainer *trainer, int64_t iteration);

#endif
