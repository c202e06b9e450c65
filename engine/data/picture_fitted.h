/* What became of a picture that was fitted to an input, for whoever says it. */
#ifndef CNN_PICTURE_FITTED_H
#define CNN_PICTURE_FITTED_H

#include "levels.h"

typedef enum cnn_fitted_kind {
    CNN_FITTED_NOT,       /* it is as it was */
    CNN_FITTED_BORDER,    /* a border of background around it */
    CNN_FITTED_SCALED,    /* larger or smaller, with its proportions */
    CNN_FITTED_STRETCHED, /* without them */
    CNN_FITTED_CROPPED    /* its shorter side became `shorter`, then the middle was cut out */
} cnn_fitted_kind;

typedef struct cnn_fitted {
    cnn_fitted_kind kind;
    int shorter;
} cnn_fitted;

/* Of a picture of so many rows and columns. `of_data`: it belongs to a data set, where a small one gets a border. */
cnn_fitted cnn_picture_fitted(cnn_fitting fitting, int from_rows, int from_columns, cnn_shape input, bool of_data);

/* The same in words, with the width first: "stretched to 28 × 28". */
void cnn_fitted_text(cnn_fitted fitted, cnn_shape input, char *text, size_t size);

#endif
