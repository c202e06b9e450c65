/* The files of the MNIST family, checked before they are trusted. */
#include "dataset_files.h"

#include "dataset_print.h"
#include "digits.h"
#include "file.h"
#include "picture_fit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 4000 }; /* with a file name appended, it is a path */
static const size_t LARGEST_FILE = (size_t)1 << 30;
static const char FASHION_MNIST[] = "/usr/share/datasets/fashion-mnist";

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
static cnn_status read_idx(const char *path, int dimensions, int most, cnn_arena *arena, cnn_idx *out) {
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
    return read_idx(path, dimensions, INT_MAX, arena, out);
}

/* "train-images-idx3-ubyte", or "train-images.idx3-ubyte", packed or not. */
static cnn_status find_file(const char *directory, const char *part, char *path, size_t size) {
    static const char *const endings[] = {"-ubyte", "-ubyte.gz"};
    char name[64];
    cnn_format(name, sizeof name, "%s", part);
    for (int dot = 0; dot < 2; dot++) {
        if (dot)
            *strstr(name, "-idx") = '.';
        for (int i = 0; i < 2; i++) {
            cnn_format(path, size, "%s/%s%s", directory, name, endings[i]);
            if (cnn_file_exists(path))
                return cnn_ok();
        }
    }
    return cnn_fail(CNN_IO, "%s: there is no file %s-ubyte or %s-ubyte.gz", directory, part, part);
}

static cnn_status read_part(cnn_dataset *d, const char *directory, const char *prefix, int most, cnn_pictures *out) {
    char part[64], path[4096];
    cnn_idx images, labels;
    cnn_format(part, sizeof part, "%s-images-idx3", prefix);
    cnn_status status = find_file(directory, part, path, sizeof path);
    if (!cnn_failed(status))
        status = read_idx(path, 3, most, d->arena, &images);
    if (cnn_failed(status))
        return status;
    cnn_format(part, sizeof part, "%s-labels-idx1", prefix);
    status = find_file(directory, part, path, sizeof path);
    if (!cnn_failed(status))
        status = read_idx(path, 1, most, d->arena, &labels);
    if (cnn_failed(status))
        return status;
    if (labels.sizes[0] != images.sizes[0])
        return cnn_fail(CNN_BAD_INPUT, "%s: %d labels for %d pictures", path, labels.sizes[0], images.sizes[0]);
    cnn_shape image = {1, 1, images.sizes[1], images.sizes[2]};
    if (d->image.n && !cnn_shape_equal(d->image, image))
        return cnn_fail(CNN_BAD_INPUT, "%s: the test pictures are %d x %d, the training pictures %d x %d", directory,
            image.h, image.w, d->image.h, d->image.w);
    d->image = image;
    uint16_t *wide = cnn_arena_alloc(d->arena, (size_t)images.sizes[0], sizeof *wide);
    if (!wide)
        return cnn_no_memory(path, (size_t)images.sizes[0] * sizeof *wide);
    for (int i = 0; i < images.sizes[0]; i++) {
        wide[i] = labels.bytes[i];
        d->classes = wide[i] >= d->classes ? wide[i] + 1 : d->classes;
    }
    *out = (cnn_pictures){images.sizes[0], images.bytes, wide, NULL};
    return status;
}

static cnn_dataset *empty(const char *name) {
    cnn_arena *arena = cnn_arena_new();
    cnn_dataset *d = arena ? cnn_arena_alloc(arena, 1, sizeof *d) : NULL;
    if (!d) {
        cnn_arena_free(arena);
        return NULL;
    }
    d->arena = arena;
    d->high = 1;
    cnn_format(d->name, sizeof d->name, "%s", name);
    return d;
}

cnn_status cnn_dataset_open(const char *name, cnn_dataset **out) {
    return cnn_dataset_open_first(name, INT_MAX, out);
}

static const char *const garments[] = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};

static cnn_status open_directory(const char *name, const char *directory, int most, cnn_dataset **out) {
    const char *slash = strrchr(name, '/');
    cnn_dataset *d = empty(slash && slash[1] ? slash + 1 : name);
    if (!d)
        return cnn_no_memory(name, sizeof *d);
    bool cifar = cnn_is_cifar(directory);
    cnn_status status = cifar ? cnn_read_cifar(d, directory, most) : read_part(d, directory, "train", most, &d->train);
    if (!cnn_failed(status) && !cifar)
        status = read_part(d, directory, "t10k", most, &d->test);
    bool fashion = directory == FASHION_MNIST || strstr(name, "fashion");
    if (!cnn_failed(status) && !cifar)
        d->names = fashion && d->classes == 10 ? cnn_class_names_new(garments, 10) : cnn_class_numbers(0, d->classes);
    if (!cnn_failed(status) && !d->names)
        status = cnn_no_memory(name, 0);
    if (cnn_failed(status)) {
        cnn_dataset_free(d);
        return status;
    }
    *out = d;
    return status;
}

typedef enum set_kind { SET_FASHION, SET_FASHION_COLOR, SET_DIGITS, SET_DIGITS_COLOR, SET_FOLDER } set_kind;

const char *cnn_dataset_name(int index) {
    static const char *const names[] = {"fashion-mnist", "fashion-mnist-color", "digits", "digits-color", NULL};
    return names[index];
}

cnn_class_names *cnn_dataset_class_names(const char *name) {
    int kind = 0;
    while (kind < SET_FOLDER && strcmp(name, cnn_dataset_name(kind)))
        kind++;
    if (kind == SET_FASHION || kind == SET_FASHION_COLOR)
        return cnn_class_names_new(garments, 10);
    return kind < SET_FOLDER ? cnn_class_numbers(0, 10) : NULL;
}

cnn_status cnn_dataset_open_first(const char *name, int most, cnn_dataset **out) {
    enum { COLOURS = 1 };
    int kind = 0;
    *out = NULL;
    if (strlen(name) > LONGEST_NAME)
        return cnn_fail(CNN_BAD_INPUT, "%.40s...: the name of a data set has at most %d letters", name, LONGEST_NAME);
    while (kind < SET_FOLDER && strcmp(name, cnn_dataset_name(kind)))
        kind++;
    bool drawn = kind == SET_DIGITS || kind == SET_DIGITS_COLOR,
         printed = kind == SET_FASHION_COLOR || kind == SET_DIGITS_COLOR;
    cnn_status status = drawn ? cnn_dataset_digits(1, most < 10000 ? most : 10000, most < 2000 ? most : 2000, out)
                              : open_directory(name, kind == SET_FOLDER ? name : FASHION_MNIST, most, out);
    if (cnn_failed(status) || !printed)
        return status;
    cnn_format((*out)->name, sizeof(*out)->name, "%s", name);
    status = cnn_dataset_print(*out, COLOURS);
    if (cnn_failed(status)) {
        cnn_dataset_free(*out);
        *out = NULL;
    }
    return status;
}

void cnn_dataset_free(cnn_dataset *dataset) {
    if (!dataset)
        return;
    cnn_class_names_drop(dataset->names);
    cnn_arena_free(dataset->arena);
}

void cnn_pictures_bytes(const cnn_dataset *dataset, const cnn_pictures *from, int index, uint8_t *bytes) {
    cnn_shape stored = cnn_dataset_stored(dataset), image = dataset->image;
    if (from->colours)
        stored.c = image.c = 1;
    cnn_picture_fit(from->pixels + (size_t)index * cnn_shape_image(stored), stored, bytes, image);
    if (from->colours)
        cnn_picture_print(from->colours + (size_t)index * CNN_PRINT_BYTES, bytes, cnn_shape_image(image));
}

/* The bytes are written to the end of the numbers' memory; the numbers are then written from the start and overtake
 * them. */
void cnn_pictures_read(const cnn_dataset *dataset, const cnn_pictures *from, int index, float *pixels) {
    size_t count = cnn_shape_image(dataset->image);
    uint8_t *bytes = (uint8_t *)(pixels + count) - count;
    cnn_pictures_bytes(dataset, from, index, bytes);
    size_t plane = (size_t)dataset->image.h * (size_t)dataset->image.w;
    for (int c = 0; c < dataset->image.c; c++)
        for (size_t i = 0; i < plane; i++)
            *pixels++ = cnn_pixel(dataset, c, *bytes++);
}
