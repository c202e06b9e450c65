/* Pictures fitted to the input of a network. */
#ifndef CNN_DATASET_FIT_H
#define CNN_DATASET_FIT_H

#include "dataset.h"

/* From now on pictures are read in the size of a network's input, if it has as many channels: shrunk by averaging, or
 * enlarged by a black border; and their pixels become numbers as `levels` says, whose lists are copied. With `fitting` set, which is
 * read here, they are cropped or stretched instead. Other sizes are left for the trainer to refuse.
 * The stored pictures do not change, so nothing is allocated. */
cnn_status cnn_dataset_fit(cnn_dataset *dataset, cnn_shape image, const cnn_levels *levels);

#endif
