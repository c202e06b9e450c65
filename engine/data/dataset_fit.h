/* Pictures fitted to the input of a network. */
#ifndef CNN_DATASET_FIT_H
#define CNN_DATASET_FIT_H

#include "dataset.h"

/* From now on pictures are read in the size of a network's input: shrunk by averaging, or enlarged by a black border. For
 * one channel colours are turned grey, which comes first, and for three channels a grey is repeated; the data set's note
 * says so. And their pixels become numbers as `levels` says, whose lists are copied. With `fitting` set, which is
 * read here, they are cropped or stretched instead. Other sizes are left for the trainer to refuse.
 * The stored pictures do not change, so nothing is allocated. */
cnn_status cnn_dataset_fit(cnn_dataset *dataset, cnn_shape image, const cnn_levels *levels);

/* Adds to its note that pictures with one number of channels are read with another, 1 or 3 each. */
void cnn_dataset_note_channels(cnn_dataset *dataset, int stored, int read);

#endif
