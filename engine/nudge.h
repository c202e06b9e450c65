/* Asking the network itself: what does the loss do when one number is moved a little? The recorded image is run forward
 * in double precision with the number at +epsilon and at -epsilon; the slope between the two stands beside what
 * backpropagation says. Where a ReLU switches or a pool changes its winner in between, the loss has a kink and the two
 * may differ for that reason: such switches are counted. */
#ifndef CNN_NUDGE_H
#define CNN_NUDGE_H

#include "recording.h"

typedef enum cnn_nudged { CNN_NUDGE_WEIGHT, CNN_NUDGE_BIAS, CNN_NUDGE_INPUT } cnn_nudged;

typedef struct cnn_nudge {
    double epsilon;
    double plus, minus; /* L(w + epsilon), L(w - epsilon) */
    double slope;       /* (plus - minus) / (2 epsilon) */
    double backprop;    /* the recorded gradient */
    int64_t kinks;      /* ReLUs and pools that decide differently on the two sides */
    int kink_node;      /* the first of them; -1: none */
} cnn_nudge;

/* Why a number cannot be nudged: the loss does not depend on it; or it reaches, before the loss, a batch normalisation
 * that measured the whole batch, whose other images the recording does not hold. */
typedef enum cnn_nudge_bar { CNN_NUDGE_FREE, CNN_NUDGE_NO_PATH, CNN_NUDGE_WHOLE_BATCH } cnn_nudge_bar;
cnn_nudge_bar cnn_recording_nudge_bar(const cnn_recording *recording, cnn_nudged what, int node);

/* `index` counts in the node's weights or biases, or in the input image (then `node` is 0). Fails for want of memory,
 * or where there is a bar. */
cnn_status cnn_recording_nudge(
    const cnn_recording *recording, cnn_nudged what, int node, int64_t index, double epsilon, cnn_nudge *out);

#endif
