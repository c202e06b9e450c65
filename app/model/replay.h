/* A training run as what leads to one of its iterations: the data, what differs from the `train:` of the network file, and
 * the branches that were taken on the way. Training is a function of these, so it can be done again, bit for bit. */
#ifndef REPLAY_H
#define REPLAY_H

#include "train_change.h"
#include "training_run.h"

enum { REPLAY_BRANCHES = RUNS_MAX - 1, REPLAY_DATA = 48, REPLAY_MOST = 1000000 };

typedef struct replay_branch {
    int64_t iteration; /* at which it begins */
    train_change change;
} replay_branch;

typedef struct replay {
    char data[REPLAY_DATA]; /* a data set of Stride; empty: the one that the network file names */
    int pictures;           /* its training set has exactly so many; 0: all there are */
    train_change change;    /* the seed in it is also that of the starting values */
    int branch_count;
    replay_branch branches[REPLAY_BRANCHES]; /* in the order of their iterations */
    int64_t iteration;                       /* where it leads, 0 .. REPLAY_MOST */
} replay;

#endif
