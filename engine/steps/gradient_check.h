/* The gradient check: how does the loss change when one number is moved a little? The recorded image is run forward in
 * double precision with the number shifted by +epsilon and by -epsilon, and the slope between the two is compared with
 * the gradient from backpropagation. Where a ReLU switches or a pool changes its winner in between, the loss has a kink
 * and the two may differ for that reason: such switches are counted. */
#ifndef CNN_GRADIENT_CHECK_H
#define CNN_GRADIENT_CHECK_H

#include "recording.h"

typedef enum cnn_check_target { CNN_CHECK_WEIGHT, CNN_CHECK_BIAS, CNN_CHECK_INPUT } cnn_check_target;

typedef struct cnn_gradient_check {
    double epsilon;
    double plus, minus; /* L(w + epsilon), L(w - epsilon) */
    double slope;       /* (plus - minus) / (2 epsilon) */
    double backprop;    /* the recorded gradient */
    int64_t kinks;      /* ReLUs and pools that decide differently on the two sides */
    int kink_node;      /* the first of them; -1: none */
} cnn_gradient_check;

/* Why a number cannot be checked: the loss does not depend on it; or it reaches, before the loss, a batch normalisation
 * that measured the whole batch, whose other images the recording does not hold. */
typedef enum cnn_check_obstacle { CNN_CHECK_POSSIBLE, CNN_CHECK_NO_PATH, CNN_CHECK_WHOLE_BATCH } cnn_check_obstacle;
cnn_check_obstacle cnn_gradient_check_obstacle(const cnn_recording *recording, cnn_check_target what, int node);

/* `index` counts in the node's weights or biases, or in the input image (then `node` is 0). Fails when memory runs out,
 * or where there is an obstacle. */
cnn_status cnn_gradient_check_run(const cnn_recording *recording, cnn_check_target what, int node, int64_t index,
    double epsilon, cnn_gradient_check *out);

/* The same in slices, for callers that must not block: bit for bit the same numbers. The recording is not owned and
 * outlives the checker, which belongs to one thread at a time. */
typedef struct cnn_gradient_checker cnn_gradient_checker;
cnn_status cnn_gradient_checker_new(const cnn_recording *recording, cnn_check_target what, int node, int64_t index,
    double epsilon, cnn_gradient_checker **out);

/* Computes positions worth about `taps` taps, one position at least; true while there is more to do. A million taps
 * take about ten milliseconds. */
bool cnn_gradient_checker_advance(cnn_gradient_checker *checker, int64_t taps);

/* 0 at the start to 1 at the end, counted in taps. */
float cnn_gradient_checker_progress(const cnn_gradient_checker *checker);

/* Valid when nothing is left to do. */
cnn_gradient_check cnn_gradient_checker_result(const cnn_gradient_checker *checker);
void cnn_gradient_checker_free(cnn_gradient_checker *checker);

#endif
