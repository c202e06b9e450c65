/* Some settings of training as text, key by key, as the `train:` of a network file has them: what a link says of a run,
 * where it differs from its file, and of each branch, where it differs from the run that it leaves. */
#ifndef TRAIN_CHANGE_H
#define TRAIN_CHANGE_H

#include "optimizer.h"
#include "status.h"

/* In the order in which they are written. */
typedef enum train_key {
    TRAIN_SEED,
    TRAIN_OPTIMIZER,
    TRAIN_RATE,
    TRAIN_MOMENTUM,
    TRAIN_DECAY,
    TRAIN_BETA1,
    TRAIN_BETA2,
    TRAIN_EPSILON,
    TRAIN_BATCH,
    TRAIN_SCHEDULE,
    TRAIN_EPOCHS,
    TRAIN_FACTOR,
    TRAIN_WARMUP,
    TRAIN_KEYS
} train_key;

typedef struct train_change {
    unsigned given; /* a bit for each key; of the others `to` says nothing */
    cnn_train_settings to;
} train_change;

/* The key of that name; TRAIN_KEYS: there is none. */
train_key train_key_named(const char *name);
const char *train_key_name(train_key key);

/* What has to change so that the first becomes the second. */
train_change train_change_between(const cnn_train_settings *from, const cnn_train_settings *to);
void train_change_apply(const train_change *change, cnn_train_settings *settings);

/* The value of one key as text that reads back as the same value. */
enum { TRAIN_VALUE = 40 };
void train_change_text(const train_change *change, train_key key, char text[TRAIN_VALUE]);

/* Takes the value of a key; fails outside the limits that network files have. `quoted`: what a sentence calls it. */
cnn_status train_change_take(train_change *change, train_key key, const char *value, const char *quoted);

#endif
