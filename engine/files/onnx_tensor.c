#include "onnx_tensor.h"

#include "file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Types of ONNX that are read, with the bytes of one number. */
typedef struct type_row {
    int type, bytes;
    const char *name;
    bool whole; /* integers */
} type_row;

static const type_row types[] = {
    {ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, 4, "float32", false},
    {ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16, 2, "float16", false},
    {ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16, 2, "bfloat16", false},
    {ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE, 8, "float64", false},
    {ONNX__TENSOR_PROTO__DATA_TYPE__INT64, 8, "int64", true},
    {ONNX__TENSOR_PROTO__DATA_TYPE__INT32, 4, "int32", true},
    {ONNX__TENSOR_PROTO__DATA_TYPE__BOOL, 1, "bool", true},
};

static const type_row *type_of(int type) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == type)
            return &types[i];
    return NULL;
}

static cnn_status refuse_type(int type) {
    static const char *const names[] = {"of no type", NULL, "uint8", "int8", "uint16", "int16", NULL, NULL, "text",
        NULL, NULL, NULL, "uint32", "uint64", "complex64", "complex128", NULL, "float8", "float8", "float8", "float8",
        "uint4", "int4"};
    const char *name = type >= 0 && type < (int)(sizeof names / sizeof *names) ? names[type] : NULL;
    bool quantised = type == 2 || type == 3 || type >= 17;
    if (quantised)
        return cnn_fail(CNN_BAD_INPUT,
            "is quantised (%s): Stride computes with float32; export the network before it is quantised",
            name ? name : "small integers");
    return cnn_fail(
        CNN_BAD_INPUT, "is %s; Stride reads float32, float16, bfloat16 and float64", name ? name : "unknown");
}

static float half(uint16_t bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float size = exponent == 31  ? fraction ? NAN : INFINITY
                 : exponent == 0 ? ldexpf((float)fraction, -24)
                                 : ldexpf((float)(fraction + 1024), exponent - 25);
    return bits & 0x8000 ? -size : size;
}

static float brain(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, sizeof value);
    return value;
}

/* One number of the bytes, little-endian as ONNX writes them. */
static float float_at(const unsigned char *at, int type) {
    uint16_t small;
    double large;
    float value;
    if (type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE) {
        memcpy(&large, at, sizeof large);
        return (float)large;
    }
    if (type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT) {
        memcpy(&value, at, sizeof value);
        return value;
    }
    memcpy(&small, at, sizeof small);
    return type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 ? half(small) : brain(small);
}

static int64_t integer_at(const unsigned char *at, int bytes) {
    int64_t large;
    int32_t value;
    if (bytes == 8)
        memcpy(&large, at, sizeof large);
    else if (bytes == 4) {
        memcpy(&value, at, sizeof value);
        large = value;
    } else
        large = *at;
    return large;
}

static cnn_status from_bytes(
    cnn_onnx_graph *g, const unsigned char *bytes, size_t length, const type_row *row, cnn_onnx_constant *out) {
    if (length / (size_t)row->bytes != out->count || length % (size_t)row->bytes)
        return cnn_fail(
            CNN_BAD_INPUT, "has %zu bytes where its shape needs %zu", length, out->count * (size_t)row->bytes);
    if (row->type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT && (uintptr_t)bytes % sizeof(float) == 0) {
        out->floats = (const float *)(const void *)bytes;
        return cnn_ok();
    }
    int64_t *whole = row->whole ? cnn_onnx_new_integers(g, out) : NULL;
    float *made = row->whole ? NULL : cnn_onnx_new_floats(g, out);
    if (!whole && !made)
        return cnn_no_memory(g->file, out->count * 8);
    for (size_t i = 0; i < out->count; i++) {
        const unsigned char *at = bytes + i * (size_t)row->bytes;
        if (row->whole)
            whole[i] = integer_at(at, row->bytes);
        else
            made[i] = float_at(at, row->type);
    }
    return cnn_ok();
}

/* Numbers in the lists for each type: half precision and truth values stand in that of int32. */
static cnn_status from_lists(
    cnn_onnx_graph *g, const Onnx__TensorProto *t, const type_row *row, cnn_onnx_constant *out) {
    bool floats = row->type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT,
         doubles = row->type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE,
         longs = row->type == ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
    size_t there = floats ? t->n_float_data : doubles ? t->n_double_data : longs ? t->n_int64_data : t->n_int32_data;
    if (there != out->count)
        return cnn_fail(CNN_BAD_INPUT, "has %zu numbers where its shape needs %zu", there, out->count);
    if (floats) {
        out->floats = t->float_data;
        return cnn_ok();
    }
    if (longs) {
        out->integers = t->int64_data;
        return cnn_ok();
    }
    int64_t *whole = row->whole ? cnn_onnx_new_integers(g, out) : NULL;
    float *made = row->whole ? NULL : cnn_onnx_new_floats(g, out);
    if (!whole && !made)
        return cnn_no_memory(g->file, out->count * 8);
    for (size_t i = 0; i < out->count; i++) {
        if (row->whole)
            whole[i] = t->int32_data[i];
        else if (doubles)
            made[i] = (float)t->double_data[i];
        else
            made[i] = row->type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 ? half((uint16_t)t->int32_data[i])
                                                                          : brain((uint16_t)t->int32_data[i]);
    }
    return cnn_ok();
}

static const char *outside(const Onnx__TensorProto *t, const char *key) {
    for (size_t i = 0; i < t->n_external_data; i++)
        if (t->external_data[i]->key && t->external_data[i]->value && !strcmp(t->external_data[i]->key, key))
            return t->external_data[i]->value;
    return NULL;
}

static bool read_count(const char *text, size_t *count) {
    size_t digits = strspn(text, "0123456789");
    *count = (size_t)strtoull(text, NULL, 10);
    return digits && digits < 19 && !text[digits];
}

/* A way that stays in the folder of the model: no part of it is "..", and it does not begin at the root. */
static bool stays_inside(const char *way) {
    if (!*way || *way == '/' || strchr(way, '\\'))
        return false;
    for (const char *part = way; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (!strncmp(part, "..", 2) && (part[2] == '/' || !part[2]))
            return false;
    }
    return true;
}

/* Numbers that lie in a file beside the model. */
static cnn_status from_outside(
    cnn_onnx_graph *g, const Onnx__TensorProto *t, const type_row *row, cnn_onnx_constant *out) {
    const char *way = outside(t, "location"), *from = outside(t, "offset"), *bytes = outside(t, "length"),
               *slash = strrchr(g->file, '/');
    char path[4096], shown[CNN_ONNX_SHOWN];
    size_t needed = out->count * (size_t)row->bytes, offset = 0;
    if (from && !read_count(from, &offset))
        return cnn_fail(CNN_BAD_INPUT, "begins at '%s' of a file outside, which is no number of bytes",
            cnn_onnx_shown(from, shown));
    if (!way || !stays_inside(way))
        return cnn_fail(CNN_BAD_INPUT, "lies in '%s', which is not in the folder of the model; that is not opened",
            cnn_onnx_shown(way ? way : "", shown));
    size_t length;
    if (bytes && (!read_count(bytes, &length) || length != needed))
        return cnn_fail(
            CNN_BAD_INPUT, "has %s bytes outside where its shape needs %zu", cnn_onnx_shown(bytes, shown), needed);
    cnn_format(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - g->file) : 0, g->file, way);
    size_t there;
    if (cnn_failed(cnn_file_size(path, &there)) || there < offset || there - offset < needed)
        return cnn_fail(
            CNN_BAD_INPUT, "lies in %s, which is not there or too short; it belongs beside the model", path);
    unsigned char *read = cnn_arena_alloc(g->arena, needed + 1, 1);
    if (!read)
        return cnn_no_memory(path, needed);
    cnn_status status = cnn_file_read_part(path, offset, needed, read);
    if (cnn_failed(status))
        return cnn_fail(CNN_BAD_INPUT, "lies in another file: %s", status.message);
    return from_bytes(g, read, needed, row, out);
}

cnn_status cnn_onnx_tensor_read(cnn_onnx_graph *g, const Onnx__TensorProto *t, cnn_onnx_constant *out) {
    const type_row *row = type_of(t->data_type);
    *out = (cnn_onnx_constant){.axes = (int)t->n_dims, .count = 1};
    if (!row)
        return refuse_type(t->data_type);
    if (t->n_dims > CNN_ONNX_AXES)
        return cnn_fail(CNN_BAD_INPUT, "has %zu axes; at most %d are read", t->n_dims, CNN_ONNX_AXES);
    for (int i = 0; i < out->axes; i++) {
        int64_t size = t->dims[i];
        if (size < 0 || size > (int64_t)CNN_TENSOR_MAX || (size && out->count > CNN_TENSOR_MAX / (size_t)size))
            return cnn_fail(CNN_BAD_INPUT, "has an impossible shape");
        out->sizes[i] = size;
        out->count *= (size_t)size;
    }
    if (t->has_data_location && t->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL)
        return from_outside(g, t, row, out);
    if (t->has_raw_data)
        return from_bytes(g, t->raw_data.data, t->raw_data.len, row, out);
    return from_lists(g, t, row, out);
}
