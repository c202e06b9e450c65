/* What makes a step of the parameters out of their gradients.
 *
 *   sgd   g = gradient + decay * p;  b = momentum * b + g (b starts at 0);  p = p - rate * b
 *
 * Weight decay applies to every parameter, biases too; the rate multiplies the buffer and is not stored in it.
 * Source: the definition of torch.optim.SGD with dampening 0. */
#ifndef CNN_OPTIMIZER_H
#define CNN_OPTIMIZER_H

#include "status.h"

#include <stdint.h>

/* How the learning rate changes, as a function of the epochs done:
 *
 *   constant  rate
 *   cosine    rate * (1 + cos(pi * done / epochs)) / 2, and 0 after that
 *   step      rate * factor^floor(done / epochs)
 *
 * During the first `warmup` epochs it is multiplied by done / warmup, where the coming iteration counts as done. */
typedef enum cnn_schedule {
    CNN_SCHEDULE_CONSTANT,
    CNN_SCHEDULE_COSINE,
    CNN_SCHEDULE_STEP,
    CNN_SCHEDULE_COUNT,
} cnn_schedule;

typedef struct cnn_train_settings {
    float rate;     /* learning rate at its highest, > 0 */
    float momentum; /* 0 .. below 1 */
    float decay;    /* weight decay, >= 0 */
    int batch;      /* images of a minibatch, >= 1 */
    uint64_t seed;
    cnn_schedule schedule;
    float epochs; /* of the cosine, or between two steps; > 0 */
    float factor; /* of a step, 0 .. 1 */
    float warmup; /* epochs, >= 0 */
} cnn_train_settings;

/* rate 0.05, momentum 0.9, batch 64, seed 1, a constant schedule (5 epochs, factor 0.1 where one is asked for). */
cnn_train_settings cnn_train_settings_default(void);

/* The schedule's name in network files, and the schedule of that name or CNN_SCHEDULE_COUNT. */
const char *cnn_schedule_name(cnn_schedule schedule);
cnn_schedule cnn_schedule_named(const char *name);

/* The learning rate of the iteration that follows `iteration` others. */
float cnn_rate_at(const cnn_train_settings *settings, int64_t iteration, int per_epoch);

/* The arithmetic of one parameter. */
typedef struct cnn_change_of {
    float gradient; /* with weight decay */
    float momentum; /* the buffer after the step */
    float step;     /* what is added to the parameter */
    float after;
} cnn_change_of;
cnn_change_of cnn_optimizer_change(const cnn_train_settings *settings, float parameter, float gradient, float momentum);

/* One step of `count` parameters; `momentum` holds one number for each. */
void cnn_optimizer_step(
    const cnn_train_settings *settings, size_t count, float *parameters, const float *gradients, float *momentum);

#endif
