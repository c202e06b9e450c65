/* Arithmetic on eight numbers at once, in batch8.h's layout one of each image: all of it is inlined into VECTORISED
 * functions, so that no vector is ever passed between functions built for different processors. Where registers have
 * sixteen bytes (CNN_NARROW, see vectorised.h) eight numbers are two vectors: left to itself gcc keeps larger ones in
 * memory. */
#ifndef CNN_BATCH8_VECTOR_H
#define CNN_BATCH8_VECTOR_H

#include "batch8.h"
#include "vectorised.h"

#include <string.h>

#if CNN_NARROW
typedef float cnn_half __attribute__((vector_size(CNN_LANES / 2 * sizeof(float))));
typedef struct cnn_vector8 {
    cnn_half low, high;
} cnn_vector8;

INLINED cnn_vector8 plus(cnn_vector8 a, cnn_vector8 b) {
    return (cnn_vector8){a.low + b.low, a.high + b.high};
}
INLINED cnn_vector8 plus_product(cnn_vector8 sum, cnn_vector8 a, cnn_vector8 b) {
    return (cnn_vector8){sum.low + a.low * b.low, sum.high + a.high * b.high};
}
INLINED cnn_vector8 plus_times(cnn_vector8 sum, float factor, cnn_vector8 a) {
    return (cnn_vector8){sum.low + factor * a.low, sum.high + factor * a.high};
}
INLINED cnn_vector8 all(float value) {
    return (cnn_vector8){{value, value, value, value}, {value, value, value, value}};
}
INLINED cnn_vector8 load(const float *from) {
    cnn_half low, high;
    memcpy(&low, from, sizeof low);
    memcpy(&high, from + CNN_LANES / 2, sizeof high);
    return (cnn_vector8){low, high};
}
INLINED void store(float *to, cnn_vector8 v) {
    memcpy(to, &v.low, sizeof v.low);
    memcpy(to + CNN_LANES / 2, &v.high, sizeof v.high);
}
INLINED float total(cnn_vector8 v) {
    cnn_half sum = v.low + v.high;
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}
#else
typedef float cnn_vector8 __attribute__((vector_size(CNN_LANES * sizeof(float))));
typedef int cnn_mask __attribute__((vector_size(CNN_LANES * sizeof(int))));

INLINED cnn_vector8 plus(cnn_vector8 a, cnn_vector8 b) {
    return a + b;
}
INLINED cnn_vector8 plus_product(cnn_vector8 sum, cnn_vector8 a, cnn_vector8 b) {
    return sum + a * b;
}
INLINED cnn_vector8 plus_times(cnn_vector8 sum, float factor, cnn_vector8 a) {
    return sum + factor * a;
}
INLINED cnn_vector8 all(float value) {
    return (cnn_vector8){value, value, value, value, value, value, value, value};
}
INLINED cnn_vector8 load(const float *from) {
    cnn_vector8 v;
    memcpy(&v, from, sizeof v);
    return v;
}
INLINED void store(float *to, cnn_vector8 v) {
    memcpy(to, &v, sizeof v);
}
INLINED float total(cnn_vector8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

INLINED cnn_vector8 chosen(cnn_mask mask, cnn_vector8 yes, cnn_vector8 no) {
    cnn_mask a, b;
    memcpy(&a, &yes, sizeof a);
    memcpy(&b, &no, sizeof b);
    a = (a & mask) | (b & ~mask);
    memcpy(&yes, &a, sizeof yes);
    return yes;
}
#endif

#endif
