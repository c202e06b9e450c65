/* The head is a dictionary in the syntax of Python with three entries, which are looked for by name. */
#include "npy.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { LONGEST_HEAD = 65536 };

/* What follows 'key': in the head; NULL: it is not there. */
static const char *find(const char *head, const char *end, const char *key) {
    size_t length = strlen(key);
    for (const char *at = head; at + length < end; at++)
        if (!memcmp(at, key, length)) {
            at += length;
            while (at < end && (*at == ' ' || *at == ':'))
                at++;
            return at < end ? at : NULL;
        }
    return NULL;
}

static cnn_status read_type(const char *name, const char *at, const char *end, cnn_npy *out) {
    if (!at || end - at < 6 || (*at != '\'' && *at != '"'))
        return cnn_fail(CNN_BAD_INPUT, "%s: the type of its numbers is not one that is read", name);
    char order = at[1], kind = at[2];
    int width = at[3] - '0';
    if (kind == 'O')
        return cnn_fail(CNN_BAD_INPUT,
            "%s: an array of Python's objects, which are not read; in Python, x.astype(\"uint8\") has numbers", name);
    bool whole = (kind == 'u' || kind == 'i') && (width == 1 || width == 2 || width == 4 || width == 8);
    if (kind == 'U' || kind == 'S')
        return cnn_fail(CNN_BAD_INPUT,
            "%s: an array of texts; in Python, numpy.unique(y, return_inverse=True)[1] has a number for each", name);
    bool other = (kind == 'f' && (width == 2 || width == 4 || width == 8)) || (kind == 'b' && width == 1);
    if ((!whole && !other) || at[4] != at[0] || !strchr("<>|=", order))
        return cnn_fail(CNN_BAD_INPUT,
            "%s: its numbers are of a type that is not read; in Python, x.astype(\"uint8\") or \"float32\" is", name);
    out->kind = kind;
    out->width = width;
    out->big = order == '>';
    return cnn_ok();
}

static cnn_status read_sizes(const char *name, const char *at, const char *end, cnn_npy *out) {
    if (!at || *at != '(')
        return cnn_fail(CNN_BAD_INPUT, "%s: the head of the array says no shape", name);
    out->count = 1;
    for (at++; at < end && *at != ')';) {
        int64_t size = 0;
        if (*at == ' ' || *at == ',') {
            at++;
            continue;
        }
        if (!isdigit((unsigned char)*at) || out->dimensions == 6)
            return cnn_fail(CNN_BAD_INPUT, "%s: the shape of the array is not one that is read", name);
        for (; at < end && isdigit((unsigned char)*at); at++)
            size = size < (int64_t)1 << 40 ? size * 10 + (*at - '0') : size;
        if (size >= (int64_t)1 << 40 || (size && out->count > ((size_t)1 << 40) / (size_t)size))
            return cnn_fail(CNN_BAD_INPUT, "%s: the shape of the array cannot be right", name);
        out->count *= (size_t)size;
        out->sizes[out->dimensions++] = size;
    }
    return cnn_ok();
}

cnn_status cnn_npy_read(const char *name, const uint8_t *bytes, size_t length, cnn_npy *out) {
    memset(out, 0, sizeof *out);
    if (length < 12 || memcmp(bytes, "\x93NUMPY", 6))
        return cnn_fail(CNN_BAD_INPUT, "%s: no array of NumPy: it does not begin as .npy files do", name);
    bool wide = bytes[6] >= 2;
    size_t start = wide ? 12 : 10;
    size_t head = (size_t)(bytes[8] | bytes[9] << 8) | (wide ? (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24 : 0);
    if (head > LONGEST_HEAD || head > length - start)
        return cnn_fail(CNN_BAD_INPUT, "%s: the array is cut short in its head", name);
    const char *at = (const char *)bytes + start, *end = at + head;
    const char *columns = find(at, end, "'fortran_order'");
    cnn_status status = read_type(name, find(at, end, "'descr'"), end, out);
    if (!cnn_failed(status))
        status = read_sizes(name, find(at, end, "'shape'"), end, out);
    if (cnn_failed(status))
        return status;
    if (!columns)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: the head of the array does not say whether rows or columns are stored", name);
    out->columns = *columns == 'T' && out->dimensions > 1;
    size_t held = length - start - head;
    if (held / (size_t)out->width < out->count)
        return cnn_fail(CNN_BAD_INPUT, "%s: the array is cut short: %zu of %zu numbers", name,
            held / (size_t)out->width, out->count);
    out->data = bytes + start + head;
    return cnn_ok();
}

/* Where number `at`, counted along the last axis first, is stored. */
static size_t place_of(const cnn_npy *array, size_t at) {
    if (!array->columns)
        return at;
    size_t place = 0, rest = array->count;
    for (int i = array->dimensions - 1; i >= 0; i--) {
        size_t size = (size_t)array->sizes[i];
        rest /= size;
        place += at % size * rest;
        at /= size;
    }
    return place;
}

static double of_half(unsigned bits) {
    int exponent = (int)(bits >> 10 & 31), rest = (int)(bits & 1023);
    double size = exponent == 31 ? (rest ? NAN : INFINITY)
                  : exponent     ? ldexp(rest | 1024, exponent - 25)
                                 : ldexp(rest, -24);
    return bits >> 15 ? -size : size;
}

double cnn_npy_number(const cnn_npy *array, size_t at) {
    const uint8_t *b = array->data + place_of(array, at) * (size_t)array->width;
    uint64_t bits = 0;
    for (int i = 0; i < array->width; i++)
        bits |= (uint64_t)b[array->big ? array->width - 1 - i : i] << (8 * i);
    if (array->kind == 'f' && array->width == 2)
        return of_half((unsigned)bits);
    if (array->kind == 'f' && array->width == 4) {
        uint32_t half = (uint32_t)bits;
        float value;
        memcpy(&value, &half, sizeof value);
        return (double)value;
    }
    if (array->kind == 'f') {
        double value;
        memcpy(&value, &bits, sizeof value);
        return value;
    }
    bool negative = array->kind == 'i' && bits >> (8 * array->width - 1) & 1;
    if (negative && array->width < 8)
        bits |= ~(uint64_t)0 << (8 * array->width);
    return array->kind == 'i' ? (double)(int64_t)bits : (double)bits;
}
