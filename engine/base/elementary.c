/* The functions that are called for a few numbers only. Sines: the argument less a multiple of pi/2, in three parts below
 * 2^19; above, the bits of 2/pi that matter are multiplied with whole numbers. */
#include "elementary.h"

double cnn_power(double x, int64_t times) {
    double y = 1;
    for (; times > 0; times /= 2, x *= x)
        y = times % 2 ? y * x : y;
    return y;
}

float cnn_pow(float x, float y) {
    double size = cnn_pow_d((double)fabsf(x), (double)y);
    bool whole = floorf(y) == y, odd = whole && fabsf(y) < 0x1p24f && (int)y % 2 != 0;
    if (y == 0 || x == 1 || (x == -1 && isinf(y)))
        return 1;
    if (isnan(x) || isnan(y))
        return x + y;
    if (x < 0 && !isinf(x) && !whole)
        return NAN;
    return (float)(odd && signbit(x) ? -size : size);
}

/* In t = (x - 3.75) / (x + 3.75), (1 + 2x) e^(x^2) erfc(x) is nearly a straight line. */
static double erfc_of_positive(double x) {
    static const double terms[] = {0x1.7f28b7706a46dp-28, 0x1.0846addb0c29fp-25, -0x1.56c56a604ba9dp-29,
        -0x1.15dc4abd2a820p-22, -0x1.bab018c6a277ap-26, 0x1.d8c812a1bfbe9p-20, -0x1.0b1cb2697b68ep-20,
        -0x1.8056993612ed0p-17, 0x1.77b20dca86f96p-16, 0x1.b14e9545f8638p-15, -0x1.304044cf60197p-12,
        0x1.33fac1c4eb5a5p-12, 0x1.cc3a14f0d0b43p-10, -0x1.3f603ba916a4fp-7, 0x1.d0b00373379bap-6,
        -0x1.e0d0fa7170685p-5, 0x1.7a14188abdd5bp-4, -0x1.bda9309a12926p-4, 0x1.510169d0959a6p-4, 0x1.d5f294814c429p-9,
        -0x1.1f367683f8999p-3, 0x1.3ccda0b5d5dc3p+0};
    if (x > 28)
        return 0;
    double t = (x - 3.75) / (x + 3.75), p = 0;
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        p = p * t + terms[i];
    return p * cnn_exp_d(-x * x) / (1 + 2 * x);
}

double cnn_erfc_d(double x) {
    return x < 0 ? 2 - erfc_of_positive(-x) : erfc_of_positive(x);
}

/* x = quarter * pi/2 + rest. */
typedef struct turn {
    double rest;
    unsigned quarter;
} turn;

static turn small_turn(double x) {
    const double round = 0x1.8p52;
    double shifted = x * 0x1.45f306dc9c883p-1 + round, n = shifted - round;
    double rest = x - n * 0x1.921fb54400000p+0 - n * 0x1.0b4611a600000p-34 - n * 0x1.3198a2e037073p-69;
    return (turn){rest, (unsigned)(cnn_bits_of(shifted) & 3)};
}

/* 32 bits of 2/pi from that bit on; the first behind the point is bit 1, those in front are 0. */
static uint64_t bits_of_2_over_pi(int first) {
    static const uint32_t words[] = {
        0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561};
    int word = (first + 31) / 32, within = (first + 31) % 32;
    return (((uint64_t)words[word] << 32 | words[word + 1]) >> (32 - within)) & 0xffffffff;
}

/* |x| = m 2^e. The bits of 2/pi in front of bit e - 1 give whole turns; what is added up here is in units of 2^-62. */
static turn large_turn(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int first = (int)(bits >> 23 & 255) - 151; /* e - 1 */
    uint64_t m = (bits & 0x7fffff) | 0x800000;
    uint64_t quarters = (m * bits_of_2_over_pi(first) << 32) + m * bits_of_2_over_pi(first + 32) +
                        (m * bits_of_2_over_pi(first + 64) >> 32);
    uint64_t whole = (quarters + ((uint64_t)1 << 61)) >> 62;
    double rest = (double)(int64_t)(quarters - (whole << 62)) * 0x1p-62 * 0x1.921fb54442d18p+0;
    unsigned quarter = (unsigned)whole & 3;
    return signbit(x) ? (turn){-rest, (4 - quarter) & 3} : (turn){rest, quarter};
}

static double sine(turn t) {
    double w = t.rest * t.rest, s = 0x1.5e0af186af739p-33, c = -0x1.907d7aebd5e3dp-37;
    s = s * w - 0x1.ae600a926c89ap-26;
    s = s * w + 0x1.71de37961e4c6p-19;
    s = s * w - 0x1.a01a019e8357dp-13;
    s = s * w + 0x1.1111111110bb1p-7;
    s = s * w - 0x1.5555555555555p-3;
    c = c * w + 0x1.1eeb68b109173p-29;
    c = c * w - 0x1.27e4fa17a41b4p-22;
    c = c * w + 0x1.a01a019f4e867p-16;
    c = c * w - 0x1.6c16c16c16966p-10;
    c = c * w + 0x1.5555555555555p-5;
    double y = t.quarter % 2 ? c * w * w - 0.5 * w + 1 : s * w * t.rest + t.rest;
    return t.quarter >= 2 ? -y : y;
}

static turn further(turn t) {
    return (turn){t.rest, (t.quarter + 1) & 3};
}

static turn turn_of(float x) {
    return fabsf(x) < 0x1p19f ? small_turn((double)x) : large_turn(x);
}

double cnn_sin_d(double x) {
    return sine(small_turn(x));
}
double cnn_cos_d(double x) {
    return sine(further(small_turn(x)));
}
float cnn_sin(float x) {
    return x == 0 || !isfinite(x) ? (isinf(x) ? NAN : x) : (float)sine(turn_of(x));
}
float cnn_cos(float x) {
    return !isfinite(x) ? NAN : (float)sine(further(turn_of(x)));
}
