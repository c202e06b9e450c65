/* Optimizers: how gradients become a step of the parameters.
 *
 *   sgd       g = gradient + decay * p;  b = momentum * b + g (b starts at 0);  p = p - rate * b
 *   nesterov  the same b;  p = p - rate * (g + momentum * b)
 *   adam      g = gradient + decay * p;  m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2
 *             p = p - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), t = 1 in the first step
 *   adamw     p = p * (1 - rate * decay), then adam with g = gradient
 *
 * Weight decay applies to every parameter, biases too; the rate multiplies the buffer and is not stored in it.
 * Source: the definitions of torch.optim.SGD with dampening 0, Adam and AdamW. */
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
 * During the first `warmup` epochs the rate is multiplied by done / warmup, where the coming iteration counts as done.
 */
typedef enum cnn_schedule {
    CNN_SCHEDULE_CONSTANT,
    CNN_SCHEDULE_COSINE,
    CNN_SCHEDULE_STEP,
    CNN_SCHEDULE_COUNT,
} cnn_schedule;

typedef enum cnn_optimizer { CNN_SGD, CNN_NESTEROV, CNN_ADAM, CNN_ADAMW, CNN_OPTIMIZER_COUNT } cnn_optimizer;

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
    cnn_optimizer optimizer;
    float beta1, beta2, epsilon; /* Adam */
    int64_t made;                /* steps made before the present one */
} cnn_train_settings;

/* rate 0.05, momentum 0, batch 64, seed 1, a constant schedule (5 epochs, factor 0.1 where one is asked for); Adam: 0.9,
 * 0.999, 1e-8. */
cnn_train_settings cnn_train_settings_default(void);

/* "sgd", "nesterov", "adam", "adamw", NULL; and the optimizer of that name or CNN_OPTIMIZER_COUNT. */
extern const char *const cnn_optimizer_names[CNN_OPTIMIZER_COUNT + 1];
const char *cnn_optimizer_name(cnn_optimizer optimizer);
cnn_optimizer cnn_optimizer_named(const char *name);

/* How many numbers an optimizer keeps for each parameter: 1, or 2 for Adam. They lie in one array, first one for each
 * parameter of the network, then the others. */
int cnn_optimizer_buffers(const cnn_train_settings *settings);

/* "constant", "cosine", "step", NULL; and the schedule of that name or CNN_SCHEDULE_COUNT. */
extern const char *const cnn_schedule_names[CNN_SCHEDULE_COUNT + 1];
const char *cnn_schedule_name(cnn_schedule schedule);
cnn_schedule cnn_schedule_named(const char *name);

/* The learning rate of the iteration that follows `iteration` others. */
float cnn_rate_at(const cnn_train_settings *settings, int64_t iteration, int per_epoch);

/* The arithmetic of one parameter. */
typedef struct cnn_change_of {
    float gradient; /* with weight decay */
    float momentum; /* the buffer after the step; Adam: m */
    float second;   /* Adam: v after the step */
    float step;     /* what is added to the parameter */
    float after;
} cnn_change_of;
cnn_change_of cnn_optimizer_change(
    const cnn_train_settings *settings, float parameter, float gradient, float momentum, float second);

/* One step of `count` parameters; `momentum`, and for Adam `second`, hold one number for each. */
void cnn_optimizer_step(const cnn_train_settings *settings, size_t count, float *parameters, const float *gradients,
    float *momentum, float *second);

#endif
