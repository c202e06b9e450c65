/* Headers are checked before what they promise is read. */
#include "idx.h"

#include "file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const size_t LARGEST_FILE = (size_t)1 << 30;

static uint32_t big_endian(const unsigned char *b) {
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* `most`: keeps at most this many along the first size. `promised`: bytes that the header announces. */
static cnn_status check_header(const char *path, const unsigned char *bytes, size_t length, int dimensions, int most,
    cnn_idx *out, size_t *promised) {
    if (length < 4 + 4 * (size_t)dimensions)
        return cnn_fail(CNN_BAD_INPUT, "%s: %zu bytes are too few for the header of an IDX file", path, length);
    uint32_t magic = big_endian(bytes);
    if (magic != (0x0800u | (uint32_t)dimensions))
        return cnn_fail(CNN_BAD_INPUT,
            "%s: the magic number is 0x%08x; an IDX file of bytes with %d dimensions begins with 0x%08x", path, magic,
            dimensions, 0x0800u | (unsigned)dimensions);
    out->dimensions = dimensions;
    *promised = 1;
    for (int i = 0; i < dimensions; i++) {
        uint32_t size = big_endian(bytes + 4 + 4 * i);
        if (size == 0 || size > (1u << 28) || *promised > LARGEST_FILE / size)
            return cnn_fail(CNN_BAD_INPUT, "%s: size %d of the header is %u, which cannot be right", path, i + 1, size);
        *promised *= size;
        out->sizes[i] = i == 0 && (int)size > most ? most : (int)size;
    }
    return cnn_ok();
}

/* Reads the header, and then no more data than it promises. */
cnn_status cnn_idx_read_first(const char *path, int dimensions, int most, cnn_arena *arena, cnn_idx *out) {
    unsigned char *bytes;
    size_t length, header = 4 + 4 * (size_t)dimensions, kept = 1, promised = 0;
    memset(out, 0, sizeof *out);
    cnn_status status = cnn_file_read_start(path, header, true, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = check_header(path, bytes, length, dimensions, most, out, &promised);
    free(bytes);
    for (int i = 0; i < dimensions; i++)
        kept *= (size_t)out->sizes[i];
    bool whole = kept == promised;
    if (!cnn_failed(status))
        status = cnn_file_read_start(path, header + kept + whole, true, &bytes, &length);
    if (cnn_failed(status))
        return status;
    if (length < header + kept)
        status = cnn_fail(CNN_BAD_INPUT, "%s: the header promises %zu bytes of data, the file holds %zu", path,
            promised, length > header ? length - header : 0);
    else if (whole && length > header + kept)
        status =
            cnn_fail(CNN_BAD_INPUT, "%s: the header promises %zu bytes of data, the file holds more", path, promised);
    else
        out->bytes = cnn_arena_alloc(arena, kept, 1);
    if (!cnn_failed(status) && !out->bytes)
        status = cnn_no_memory(path, kept);
    if (!cnn_failed(status))
        memcpy(out->bytes, bytes + header, kept);
    free(bytes);
    return status;
}

cnn_status cnn_idx_read(const char *path, int dimensions, cnn_arena *arena, cnn_idx *out) {
    return cnn_idx_read_first(path, dimensions, INT_MAX, arena, out);
}

/* Rows of numbers of four bytes. */
static cnn_status wide_labels(
    const char *path, const unsigned char *bytes, size_t length, cnn_arena *arena, int32_t **out, int *count) {
    int dimensions = bytes[3];
    size_t header = 4 + 4 * (size_t)dimensions, columns = 1;
    if (dimensions < 1 || dimensions > 2 || length < header)
        return cnn_fail(CNN_BAD_INPUT, "%s: labels of %d dimensions; 1 or 2 are expected", path, dimensions);
    size_t rows = big_endian(bytes + 4);
    if (dimensions == 2)
        columns = big_endian(bytes + 8);
    if (!rows || !columns || columns > 64 || rows > LARGEST_FILE / 4 / columns || length - header != rows * columns * 4)
        return cnn_fail(CNN_BAD_INPUT, "%s: the header promises %zu x %zu numbers, the file holds %zu bytes", path,
            rows, columns, length - header);
    *out = cnn_arena_alloc(arena, rows, sizeof **out);
    if (!*out)
        return cnn_no_memory(path, rows * sizeof **out);
    for (size_t i = 0; i < rows; i++)
        (*out)[i] = (int32_t)big_endian(bytes + header + i * columns * 4);
    *count = (int)rows;
    return cnn_ok();
}

cnn_status cnn_idx_labels(const char *path, cnn_arena *arena, int32_t **out, int *count) {
    static const unsigned char wide[] = {0, 0, 0x0C};
    unsigned char *bytes;
    size_t length;
    cnn_status status = cnn_file_read_start(path, 4, true, &bytes, &length);
    if (cnn_failed(status))
        return status;
    bool is_wide = length == 4 && !memcmp(bytes, wide, sizeof wide);
    free(bytes);
    if (is_wide) {
        status = cnn_file_read(path, LARGEST_FILE, true, &bytes, &length);
        if (!cnn_failed(status))
            status = wide_labels(path, bytes, length, arena, out, count);
        free(bytes);
        return status;
    }
    cnn_idx labels;
    status = cnn_idx_read(path, 1, arena, &labels);
    *out = cnn_failed(status) ? NULL : cnn_arena_alloc(arena, (size_t)labels.sizes[0], sizeof **out);
    if (cnn_failed(status))
        return status;
    if (!*out)
        return cnn_no_memory(path, (size_t)labels.sizes[0] * sizeof **out);
    *count = labels.sizes[0];
    for (int i = 0; i < *count; i++)
        (*out)[i] = labels.bytes[i];
    return status;
}
