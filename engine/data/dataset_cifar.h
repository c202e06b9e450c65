/* What the two forms of CIFAR share. */
#ifndef CNN_DATASET_CIFAR_H
#define CNN_DATASET_CIFAR_H

#include "dataset_read.h"

enum { CNN_CIFAR_SIDE = 32, CNN_CIFAR_PIXELS = 3 * CNN_CIFAR_SIDE * CNN_CIFAR_SIDE };

/* The classes of CIFAR-10, or of CIFAR-100: the fine ones. */
void cnn_cifar_name(cnn_data_reading *r, bool hundred);

#endif
