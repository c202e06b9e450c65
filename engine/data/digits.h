/* Digits drawn by Stride, for machines without a data set. */
#ifndef CNN_DIGITS_H
#define CNN_DIGITS_H

#include "dataset.h"

/* Handwritten-looking digits, 28 x 28, the same for the same seed. */
cnn_status cnn_dataset_digits(uint64_t seed, int train, int test, cnn_dataset **out);

#endif
