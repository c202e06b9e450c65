/* What the pixels of a picture become before a network sees them: black and white become `low` and `high`, and then each
 * channel is normalised, (x - mean) / std. Everything that reads pictures for a network goes through here, so that a
 * network is shown the same numbers when it trains, runs and is stepped. */
#ifndef CNN_LEVELS_H
#define CNN_LEVELS_H

#include "tensor.h"

typedef struct cnn_levels {
    float low, high;
    const float *mean, *std; /* a number for each channel; NULL: 0 and 1 */
} cnn_levels;

/* How a picture of another size becomes that of the input. */
typedef enum cnn_fitting_kind {
    CNN_FITTING_USUAL,   /* shrunk by averaging; of data, enlarged by a border of background */
    CNN_FITTING_STRETCH, /* resized to the input's height and width, whatever its shape */
    CNN_FITTING_CROP     /* resized until its shorter side has some length, the middle cut out */
} cnn_fitting_kind;

typedef struct cnn_fitting {
    cnn_fitting_kind kind;
    int shorter;  /* cropping: the length of the shorter side; 0: 8/7 of the input's, which is 256 for 224 */
    bool bicubic; /* not bilinear; only with `shorter` */
} cnn_fitting;

extern const char *const cnn_fitting_names[]; /* of the kinds: usual, stretch, crop, NULL */

/* A number from 0 (black) to 1 (white), and back. */
float cnn_level(const cnn_levels *levels, int channel, float light);
float cnn_light(const cnn_levels *levels, int channel, float level);

/* The same for a whole image [C, H, W]. */
void cnn_levels_take(const cnn_levels *levels, cnn_shape shape, float *pixels);

#endif
