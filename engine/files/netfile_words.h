/* What PyTorch, Keras and ONNX call the layers and settings of a network file, and what each is here. A word that means
 * the same is read as ours; one that has no equal has advice, in which the words between double quotes can be used. */
#ifndef CNN_NETFILE_WORDS_H
#define CNN_NETFILE_WORDS_H

#include "document.h"

/* Where a word comes from; what the same word means differs between them. */
typedef enum cnn_dialect { CNN_DIALECT_ANY, CNN_DIALECT_PYTORCH, CNN_DIALECT_KERAS } cnn_dialect;

typedef struct cnn_layer_elsewhere {
    cnn_dialect dialect;
    const char *theirs; /* NULL ends the rows */
    const char *ours;   /* NULL: see `advice`; "activation": the layer its setting `activation` names */
    const char *places; /* the settings that a call gives by place, between blanks; NULL: none */
    const char *given;  /* what theirs is without being told and ours is not: key, value, key, value ...; NULL: nothing.
                           A value ? must be told, as `advice` says */
    const char *advice;
} cnn_layer_elsewhere;

/* How a value becomes ours. */
typedef enum cnn_turn {
    CNN_TURN_NONE,
    CNN_TURN_NOT,        /* true where ours is false */
    CNN_TURN_ONE_MINUS,  /* 0.9 where ours is 0.1 */
    CNN_TURN_LEFT_FIRST, /* [left, right, top, bottom] where ours is [top, bottom, left, right] */
    CNN_TURN_BEGINS,     /* [top, left, bottom, right] */
    CNN_TURN_PAIRS,      /* [[top, bottom], [left, right]] */
    CNN_TURN_READS,      /* not a setting here: checked against what the layer reads */
    CNN_TURN_ACTIVATION, /* a layer behind this one */
} cnn_turn;

typedef struct cnn_setting_elsewhere {
    cnn_dialect dialect;
    const char *theirs;  /* NULL ends the rows. A word with several rows: the first whose `ours` the layer has */
    const char *ours;    /* NULL: none */
    const char *nothing; /* values between blanks at which it says nothing, "*" for all; NULL: at none */
    cnn_turn turn;
    const char *advice; /* of other values */
} cnn_setting_elsewhere;

extern const cnn_layer_elsewhere cnn_layers_elsewhere[];
extern const cnn_setting_elsewhere cnn_settings_elsewhere[];

/* Of `train`, of `input`, of the file itself, and the names of losses. */
extern const cnn_synonym cnn_train_elsewhere[], cnn_input_elsewhere[], cnn_network_elsewhere[], cnn_losses_elsewhere[];

/* Whether two words differ only in capitals and in the signs _ - and blank. */
bool cnn_same_word(const char *a, const char *b);

/* The row of that word, exactly so before nearly so; NULL: none. A path in front of it does not count: nn.Conv2d. */
const cnn_layer_elsewhere *cnn_layer_elsewhere_of(const char *word);

#endif
