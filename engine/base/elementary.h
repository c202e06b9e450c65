/* Stride's own elementary functions. Those of the C library differ from one library to the next, and glibc's from one
 * processor to the next; these are made of additions, multiplications, divisions and moved bits in double precision, in
 * a written order, so they give the same bytes wherever arithmetic is IEEE 754. They have no branch that depends on the
 * argument (but for sines of large numbers), so that loops of them become vectors.
 *
 * A function of a float is computed in double precision and rounded once: at most 0.501 units in the last place. Those
 * that end in _d are for arguments in double precision: a few units of its last place. Polynomials: Chebyshev
 * interpolation, computed with 200 bits.
 *
 * Files that use them must be compiled with -ffp-contract=off. */
#ifndef CNN_ELEMENTARY_H
#define CNN_ELEMENTARY_H

#include "vectorised.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

INLINED uint64_t cnn_bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

INLINED double cnn_double_of(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* e^x = scale + scale * part, where scale is a power of 2. Outside of -708 .. 709 it is that of the nearer end: as a float
 * 0 or infinity. */
typedef struct cnn_exponential {
    double scale, part;
} cnn_exponential;

INLINED cnn_exponential cnn_exponential_of(double x) {
    const double round = 0x1.8p52; /* added, it leaves the nearest whole number in the last bits */
    double low = x > 709 ? 709 : x, within = low < -708 ? -708 : low;
    double shifted = within * 0x1.71547652b82fep+0 + round, n = shifted - round;
    double r = within - n * 0x1.62e42fefa2000p-1 - n * 0x1.9ef35793c7673p-41;
    double p = 0x1.af4de97ca4194p-26;
    p = p * r + 0x1.28a2ca617b969p-22;
    p = p * r + 0x1.71de0231960ebp-19;
    p = p * r + 0x1.a019a6611cad5p-16;
    p = p * r + 0x1.a01a01abe7fe1p-13;
    p = p * r + 0x1.6c16c17f46982p-10;
    p = p * r + 0x1.11111111100dcp-7;
    p = p * r + 0x1.55555555520a4p-5;
    p = p * r + 0x1.5555555555557p-3;
    p = p * r + 0x1.0000000000005p-1;
    return (cnn_exponential){cnn_double_of((cnn_bits_of(shifted) + 1023) << 52), p * r * r + r};
}

INLINED double cnn_exp_within(double x) {
    cnn_exponential e = cnn_exponential_of(x);
    return e.scale + e.scale * e.part;
}
INLINED double cnn_expm1_within(double x) {
    cnn_exponential e = cnn_exponential_of(x);
    return e.scale * e.part + (e.scale - 1);
}

INLINED double cnn_exp_d(double x) {
    double y = cnn_exp_within(x), above = x < -708 ? 0 : y;
    return x > 709 ? INFINITY : above;
}

/* e^x - 1, exact near 0 too. */
INLINED double cnn_expm1_d(double x) {
    double y = cnn_expm1_within(x);
    return x > 709 ? INFINITY : y;
}

/* log(1 + f) for f from sqrt(1/2) - 1 to sqrt(2) - 1. */
INLINED double cnn_log_near_1(double f) {
    double s = f / (2 + f), w = s * s, p = 0x1.2b5a8aca255fdp-3;
    p = p * w + 0x1.39fe31c77715cp-3;
    p = p * w + 0x1.7462b61242bb4p-3;
    p = p * w + 0x1.c71c62e0922bcp-3;
    p = p * w + 0x1.2492492df5266p-2;
    p = p * w + 0x1.99999999952bfp-2;
    p = p * w + 0x1.5555555555558p-1;
    return 2 * s + s * w * p;
}

/* Of numbers that are not denormal doubles (no float is one). */
INLINED double cnn_log_d(double x) {
    const uint64_t root = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000; /* sqrt(1/2) and 1 */
    uint64_t above = cnn_bits_of(x) + (one - root), power = above >> 52;
    double e = cnn_double_of(power | 0x4330000000000000) - (0x1p52 + 1023);
    double f = cnn_double_of((above & 0x000fffffffffffff) + root) - 1;
    double y = e * 0x1.9ef35793c7673p-41 + cnn_log_near_1(f) + e * 0x1.62e42fefa2000p-1;
    double finite = x < INFINITY ? y : x, positive = x > 0 ? finite : -INFINITY;
    double real = x < 0 ? NAN : positive;
    return x != x ? x : real;
}

/* log(1 + x), exact near 0 too. */
INLINED double cnn_log1p_d(double x) {
    double near_1 = cnn_log_near_1(x), far = cnn_log_d(1 + x);
    return x > -0.25 && x < 0.4 ? near_1 : far;
}

INLINED double cnn_tanh_d(double x) {
    double e = cnn_expm1_within(2 * (x < 0 ? -x : x));
    return __builtin_copysign(e / (e + 2), x);
}

INLINED double cnn_sigmoid_d(double x) {
    return 1 / (1 + cnn_exp_within(-x));
}

/* x^y for x above 0. */
INLINED double cnn_pow_d(double x, double y) {
    return cnn_exp_d(y * cnn_log_d(x));
}

/* x multiplied `times` times. */
double cnn_power(double x, int64_t times);

/* 1 - erf(x). */
double cnn_erfc_d(double x);

/* For |x| below 2^19. */
double cnn_sin_d(double x);
double cnn_cos_d(double x);

INLINED float cnn_exp(float x) {
    return (float)cnn_exp_within((double)x);
}
INLINED float cnn_expm1(float x) {
    double y = cnn_expm1_within((double)x);
    return x == 0 ? x : (float)y;
}
INLINED float cnn_log(float x) {
    return (float)cnn_log_d((double)x);
}
INLINED float cnn_tanh(float x) {
    return (float)cnn_tanh_d((double)x);
}
INLINED float cnn_sigmoid(float x) {
    return (float)cnn_sigmoid_d((double)x);
}

/* x^y for x above 0. */
INLINED float cnn_pow_of_positive(float x, float y) {
    return (float)cnn_pow_d((double)x, (double)y);
}

float cnn_pow(float x, float y);
float cnn_sin(float x);
float cnn_cos(float x);

#endif
