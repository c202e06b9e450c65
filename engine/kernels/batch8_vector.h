/* Arithmetic on eight images at once, for the kernels of batch8.h only: all of it is inlined into their VECTORISED
 * functions, so that no vector is ever passed between functions built for different processors. */
#ifndef CNN_BATCH8_VECTOR_H
#define CNN_BATCH8_VECTOR_H

#include "batch8.h"
#include "vectorised.h"

#include <string.h>

typedef float cnn_vector8 __attribute__((vector_size(CNN_LANES * sizeof(float))));
typedef int cnn_mask __attribute__((vector_size(CNN_LANES * sizeof(int))));

INLINED cnn_vector8 load(const float *from) {
    cnn_vector8 v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINED void store(float *to, cnn_vector8 v) {
    memcpy(to, &v, sizeof v);
}

INLINED cnn_vector8 all(float value) {
    return (cnn_vector8){value, value, value, value, value, value, value, value};
}

INLINED cnn_vector8 chosen(cnn_mask mask, cnn_vector8 yes, cnn_vector8 no) {
    cnn_mask a, b;
    memcpy(&a, &yes, sizeof a);
    memcpy(&b, &no, sizeof b);
    a = (a & mask) | (b & ~mask);
    memcpy(&yes, &a, sizeof yes);
    return yes;
}

INLINED float total(cnn_vector8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

#endif
