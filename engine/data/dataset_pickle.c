/* CIFAR-10 and CIFAR-100 as Python has them: pickled dictionaries with the labels as a list and the pictures as an array
 * of bytes. pickle.h says why reading them is safe. */
#include "dataset_cifar.h"

#include "file.h"
#include "pickle.h"

#include <stdlib.h>
#include <string.h>

enum { BATCHES = 5 };
static const size_t LARGEST_BATCH = (size_t)1 << 30;

static bool is_hundred(const cnn_folder *folder) {
    const cnn_folder_entry *train = cnn_folder_find(folder, "train"), *test = cnn_folder_find(folder, "test");
    return train && test && !train->is_folder && !test->is_folder;
}

static bool is_cifar_pickle(const cnn_folder *folder) {
    return cnn_folder_find(folder, "data_batch_1") || is_hundred(folder);
}

/* The pictures and labels of a batch, if it has them as CIFAR does. */
static cnn_status add_pictures(cnn_data_reading *r, const char *path, const cnn_pickle *batch, int part, bool hundred) {
    const char *key = hundred ? "fine_labels" : "labels";
    const cnn_pickle *data = cnn_pickle_get(batch, "data"), *labels = cnn_pickle_get(batch, key);
    if (!data || !labels || data->kind != CNN_PICKLE_ARRAY || labels->kind != CNN_PICKLE_LIST)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: expected is a dictionary of CIFAR with data, an array of bytes, and %s", path, key);
    if (data->dimensions != 2 || data->sizes[1] != CNN_CIFAR_PIXELS || data->sizes[0] != (int64_t)labels->count)
        return cnn_fail(CNN_BAD_INPUT, "%s: data is %lld x %lld bytes for %zu labels; expected is a row of %d for each",
            path, (long long)data->sizes[0], (long long)data->sizes[1], labels->count, CNN_CIFAR_PIXELS);
    cnn_status status =
        cnn_data_room(r, part, (int)labels->count, (cnn_shape){1, 3, CNN_CIFAR_SIDE, CNN_CIFAR_SIDE}, path);
    for (size_t i = 0; i < labels->count && !cnn_failed(status); i++) {
        const cnn_pickle *label = labels->items[i];
        status = label->kind == CNN_PICKLE_NUMBER ? cnn_data_see(r, label->number, path, (int)i)
                                                  : cnn_fail(CNN_BAD_INPUT, "%s: label %zu is no number", path, i);
        uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, part, (int32_t)label->number);
        if (to)
            memcpy(to, data->bytes + i * CNN_CIFAR_PIXELS, CNN_CIFAR_PIXELS);
    }
    return status;
}

static cnn_status add_batch(cnn_data_reading *r, const char *name, int part, bool hundred) {
    unsigned char *bytes;
    size_t length;
    char path[4096];
    const cnn_pickle *batch;
    cnn_data_path(r, name, path, sizeof path);
    cnn_status status = cnn_file_read(path, LARGEST_BATCH, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    cnn_arena *arena = cnn_arena_new();
    status = arena ? cnn_pickle_read(path, bytes, length, arena, &batch) : cnn_no_memory(path, 0);
    if (!cnn_failed(status))
        status = add_pictures(r, path, batch, part, hundred);
    cnn_arena_free(arena);
    free(bytes);
    return status;
}

static cnn_status read_cifar_pickle(cnn_data_reading *r) {
    bool hundred = is_hundred(&r->folder);
    cnn_cifar_name(r, hundred);
    cnn_status status = hundred ? add_batch(r, "train", CNN_TRAIN, true) : cnn_ok();
    for (int i = 1; i <= BATCHES && !hundred && !cnn_failed(status); i++) {
        char name[32];
        cnn_format(name, sizeof name, "data_batch_%d", i);
        if (!cnn_folder_find(&r->folder, name))
            return cnn_fail(CNN_BAD_INPUT,
                "%s: found data_batch_1; %s of CIFAR-10 is missing, expected are data_batch_1 to data_batch_5 and "
                "test_batch",
                r->folder.path, name);
        status = add_batch(r, name, CNN_TRAIN, false);
        if (!cnn_failed(status))
            status = cnn_data_progress(r, i, BATCHES + 1);
    }
    if (cnn_failed(status))
        return status;
    if (!hundred && !cnn_folder_find(&r->folder, "test_batch"))
        return cnn_fail(CNN_BAD_INPUT, "%s: found data_batch_1; expected beside it is test_batch", r->folder.path);
    return add_batch(r, hundred ? "test" : "test_batch", CNN_TEST, hundred);
}

const cnn_data_kind cnn_data_cifar_pickle = {"CIFAR as Python's pickles", is_cifar_pickle, NULL, read_cifar_pickle};
