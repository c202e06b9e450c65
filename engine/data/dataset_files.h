/* Readers of the kinds of directories that dataset.c opens. */
#ifndef CNN_DATASET_FILES_H
#define CNN_DATASET_FILES_H

#include "dataset.h"

bool cnn_is_cifar(const char *directory);

/* At most `most` pictures of each set. */
cnn_status cnn_read_cifar(cnn_dataset *dataset, const char *directory, int most);

#endif
