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

typedef struct cnn_train_settings {
    float rate;     /* learning rate, > 0 */
    float momentum; /* 0 .. below 1 */
    float decay;    /* weight decay, >= 0 */
    int batch;      /* images of a minibatch, >= 1 */
    uint64_t seed;
} cnn_train_settings;

/* rate 0.05, momentum 0.9, batch 64, seed 1. */
cnn_train_settings cnn_train_settings_default(void);

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
