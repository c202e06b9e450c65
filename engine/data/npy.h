/* NumPy's arrays in .npy form, in memory. Source: the format notes in numpy.lib.format. */
#ifndef CNN_NPY_H
#define CNN_NPY_H

#include "status.h"

#include <stdint.h>

typedef struct cnn_npy {
    char kind;    /* u, i, f or b */
    int width;    /* bytes of a number */
    bool big;     /* the first byte is the most significant */
    bool columns; /* the first axis runs fastest, as in Fortran */
    int dimensions;
    int64_t sizes[6];
    size_t count;        /* of all numbers */
    const uint8_t *data; /* in the memory that was read */
} cnn_npy;

/* `name` is what messages call it. Arrays of Python's objects and of texts are refused. */
cnn_status cnn_npy_read(const char *name, const uint8_t *bytes, size_t length, cnn_npy *out);

double cnn_npy_number(const cnn_npy *array, size_t at);

#endif
