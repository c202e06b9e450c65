/* Training: a function of (network, data, settings, iteration) and of nothing else. The minibatch is cut into shards
 * whose number does not depend on the number of threads; each shard runs on one thread, and gradients are added in
 * shard order, so any number of threads gives the same bytes. A trainer belongs to one thread at a time. */
#ifndef CNN_TRAINER_H
#define CNN_TRAINER_H

#include "dataset.h"
#include "recording.h"

typedef struct cnn_trainer cnn_trainer;

/* Neither is owned; both outlive the trainer. `parameters` are copied. Fails when the data does not fit the network. */
cnn_status cnn_trainer_new(const cnn_net *net, const cnn_dataset *data, const cnn_train_settings *settings, int threads,
    const float *parameters, cnn_trainer **out);
void cnn_trainer_free(cnn_trainer *trainer);

/* Runs `iterations` minibatches; returns the mean loss of the last one. */
float cnn_trainer_advance(cnn_trainer *trainer, int iterations);

/* The same for one minibatch, a part at a time: a shard, or the last one with the step. Returns true when that was the last
 * part, with the mean loss. Whatever else is done with the trainer in between begins the minibatch anew; the bytes are those
 * of cnn_trainer_advance. */
bool cnn_trainer_advance_part(cnn_trainer *trainer, float *loss);

int64_t cnn_trainer_iteration(const cnn_trainer *trainer); /* minibatches done since the start */
int cnn_trainer_per_epoch(const cnn_trainer *trainer); /* minibatches of an epoch; an incomplete last one is left out */
int cnn_trainer_batch(const cnn_trainer *trainer);     /* images of a minibatch */

/* The state: flat blocks of net->parameters numbers. */
const float *cnn_trainer_parameters(const cnn_trainer *trainer);
const float *cnn_trainer_momentum(const cnn_trainer *trainer);

/* Continues from a saved state. */
void cnn_trainer_restore(cnn_trainer *trainer, int64_t iteration, const float *parameters, const float *momentum);

/* How many of the test pictures first .. first+count-1 are classified correctly. */
int cnn_trainer_evaluate(cnn_trainer *trainer, int first, int count);

/* The outputs of the network for pictures first .. first+count-1 of `from`: count rows of as many numbers as the output
 * has. */
void cnn_trainer_predict(cnn_trainer *trainer, const cnn_pictures *from, int first, int count, float *outputs);

/* Records the coming iteration for image `slot` of its minibatch, without running it. */
cnn_status cnn_trainer_record(cnn_trainer *trainer, int slot, cnn_recording **out);

#endif
