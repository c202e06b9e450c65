/* Grey pictures printed in two colours. */
#ifndef CNN_DATASET_PRINT_H
#define CNN_DATASET_PRINT_H

#include "dataset.h"

enum { CNN_PRINT_BYTES = 6 }; /* of one picture: the background's red, green and blue, then the foreground's */

/* From now on each picture is read in two colours of its own, drawn from the seed: channel = background * (1 - v) +
 * foreground * v, where v is the grey. The stored pictures stay grey, so this takes 6 bytes a picture. The first
 * pictures have the same colours however many are read. */
cnn_status cnn_dataset_print(cnn_dataset *dataset, uint64_t seed);

/* One picture, whose grey plane is the first of three at `bytes`. */
void cnn_picture_print(const uint8_t *colours, uint8_t *bytes, size_t plane);

#endif
