/* IDX files: the arrays of the MNIST family. Source: the format notes of the MNIST database. */
#ifndef CNN_IDX_H
#define CNN_IDX_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

/* `dimensions` sizes (big-endian, at most 3) and bytes. */
typedef struct cnn_idx {
    int dimensions;
    int sizes[3];
    uint8_t *bytes; /* in the arena */
} cnn_idx;
cnn_status cnn_idx_read(const char *path, int dimensions, cnn_arena *arena, cnn_idx *out);

/* The same, keeping at most `most` along the first size. */
cnn_status cnn_idx_read_first(const char *path, int dimensions, int most, cnn_arena *arena, cnn_idx *out);

/* Labels: bytes, or whole numbers of four bytes, one in each row; of rows of several (QMNIST) the first. */
cnn_status cnn_idx_labels(const char *path, cnn_arena *arena, int32_t **out, int *count);

#endif
