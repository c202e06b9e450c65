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

/* `index` counts in the node's weights or biases, or in the input image (then `node` is 0). Fails for want of memory,
 * or when the number is not on a path to the loss. */
cnn_status cnn_recording_nudge(
    const cnn_recording *recording, cnn_nudged what, int node, int64_t index, double epsilon, cnn_nudge *out);

#endif
