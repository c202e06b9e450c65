/* CIFAR-10 in its binary form: data_batch_1.bin to data_batch_5.bin and test_batch.bin, records of one label byte and
 * 3 x 32 x 32 bytes, the planes red, green, blue. Source: the format notes of the CIFAR-10 data set. */
#include "dataset_files.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 32, CHANNELS = 3, PIXELS = CHANNELS * SIDE * SIDE, RECORD = 1 + PIXELS, BATCHES = 5, CLASSES = 10 };
static const size_t LARGEST_BATCH = (size_t)RECORD * 1000 * 1000;

typedef struct part {
    uint8_t *pixels;
    uint16_t *labels;
    int count;
} part;

static cnn_status add_batch(cnn_dataset *d, const char *path, int most, part *p) {
    unsigned char *bytes;
    size_t length;
    cnn_status status = cnn_file_read(path, LARGEST_BATCH, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    int records = (int)(length / RECORD), wanted = most - p->count < records ? most - p->count : records;
    if (length % RECORD || !records)
        status = cnn_fail(
            CNN_BAD_INPUT, "%s: %zu bytes are not a whole number of records of %d bytes", path, length, RECORD);
    uint8_t *pixels = NULL;
    uint16_t *labels = NULL;
    if (!cnn_failed(status)) {
        pixels = cnn_arena_alloc(d->arena, (size_t)(p->count + wanted) * PIXELS, 1);
        labels = cnn_arena_alloc(d->arena, (size_t)(p->count + wanted), sizeof *labels);
        if (!pixels || !labels)
            status = cnn_no_memory(path, length);
    }
    if (!cnn_failed(status) && p->count) {
        memcpy(pixels, p->pixels, (size_t)p->count * PIXELS);
        memcpy(labels, p->labels, (size_t)p->count * sizeof *labels);
    }
    for (int i = 0; i < wanted && !cnn_failed(status); i++) {
        const unsigned char *record = bytes + (size_t)i * RECORD;
        if (record[0] >= CLASSES)
            status = cnn_fail(CNN_BAD_INPUT, "%s: record %d has label %d, expected 0 to 9", path, i, record[0]);
        labels[p->count + i] = record[0];
        memcpy(pixels + (size_t)(p->count + i) * PIXELS, record + 1, PIXELS);
    }
    if (!cnn_failed(status))
        *p = (part){pixels, labels, p->count + wanted};
    free(bytes);
    return status;
}

bool cnn_is_cifar(const char *directory) {
    char path[4096];
    cnn_format(path, sizeof path, "%s/data_batch_1.bin", directory);
    return cnn_file_exists(path);
}

cnn_status cnn_read_cifar(cnn_dataset *d, const char *directory, int most) {
    static const char *const names[CLASSES] = {
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
    part train = {NULL, NULL, 0}, test = {NULL, NULL, 0};
    char path[4096];
    cnn_status status = cnn_ok();
    for (int i = 1; i <= BATCHES && !cnn_failed(status) && train.count < most; i++) {
        cnn_format(path, sizeof path, "%s/data_batch_%d.bin", directory, i);
        status = add_batch(d, path, most, &train);
    }
    cnn_format(path, sizeof path, "%s/test_batch.bin", directory);
    if (!cnn_failed(status))
        status = add_batch(d, path, most, &test);
    if (cnn_failed(status))
        return status;
    d->image = (cnn_shape){1, CHANNELS, SIDE, SIDE};
    d->classes = CLASSES;
    d->train = (cnn_pictures){train.count, train.pixels, train.labels, NULL};
    d->test = (cnn_pictures){test.count, test.pixels, test.labels, NULL};
    d->names = cnn_class_names_new(names, CLASSES);
    return d->names ? status : cnn_no_memory(directory, 0);
}
