/* Pictures fitted to the input of a network. */
#ifndef CNN_DATASET_FIT_H
#define CNN_DATASET_FIT_H

#include "dataset.h"

/* Brings the pictures to the size of a network's input, if it has as many channels: smaller by averaging, larger by a
 * border of black; and sets what black and white become. Other sizes are left for the trainer to refuse. */
cnn_status cnn_dataset_fit(cnn_dataset *dataset, cnn_shape image, float low, float high);

#endif
