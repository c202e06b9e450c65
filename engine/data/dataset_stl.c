/* STL-10 in its binary form: train_X.bin and test_X.bin hold pictures of 3 x 96 x 96 bytes, column after column, train_y.bin
 * and test_y.bin a label from 1 for each. Source: the format notes of the STL-10 data set. */
#include "dataset_read.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE = 96, PIXELS = 3 * SIDE * SIDE, CLASSES = 10 };
static const size_t LARGEST_FILE = (size_t)1 << 30;

static const char *const names[CLASSES] = {
    "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"};

static bool is_stl(const cnn_folder *folder) {
    return cnn_folder_find(folder, "train_X.bin") || cnn_folder_find(folder, "test_X.bin");
}

static cnn_status read_part(cnn_data_reading *r, int part) {
    static const char *const files[2][2] = {{"train_X.bin", "train_y.bin"}, {"test_X.bin", "test_y.bin"}};
    unsigned char *pictures = NULL, *labels = NULL;
    size_t bytes = 0, count = 0;
    char path[4096];
    for (int i = 0; i < 2; i++)
        if (!cnn_folder_find(&r->folder, files[part][i]))
            return cnn_fail(CNN_BAD_INPUT, "%s: found %s; expected beside it is %s", r->folder.path, files[part][!i],
                files[part][i]);
    cnn_data_path(r, files[part][1], path, sizeof path);
    cnn_status status = cnn_file_read(path, LARGEST_FILE, false, &labels, &count);
    cnn_data_path(r, files[part][0], path, sizeof path);
    size_t wanted = count < (size_t)r->wish->most ? count : (size_t)r->wish->most;
    if (!cnn_failed(status))
        status = cnn_file_read_start(path, wanted * PIXELS, false, &pictures, &bytes);
    if (!cnn_failed(status) && (!count || bytes != wanted * PIXELS))
        status = cnn_fail(
            CNN_BAD_INPUT, "%s: %zu bytes for %zu labels; expected are %d for each", path, bytes, count, PIXELS);
    if (!cnn_failed(status))
        status = cnn_data_room(r, part, (int)count, (cnn_shape){1, 3, SIDE, SIDE}, path);
    for (size_t i = 0; i < count && !cnn_failed(status); i++) {
        status = cnn_data_see(r, labels[i], path, (int)i);
        uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, part, labels[i]);
        if (to)
            memcpy(to, pictures + i * PIXELS, PIXELS);
    }
    free(pictures);
    free(labels);
    if (!cnn_failed(status))
        cnn_data_transpose(r->parts[part].pixels, r->parts[part].count, r->shape);
    return cnn_failed(status) ? status : cnn_data_progress(r, part + 1, 2);
}

static cnn_status read_stl(cnn_data_reading *r) {
    r->first = 1;
    r->names = names;
    r->name_count = CLASSES;
    cnn_status status = read_part(r, CNN_TRAIN);
    return cnn_failed(status) ? status : read_part(r, CNN_TEST);
}

const cnn_data_kind cnn_data_stl = {"STL-10", is_stl, NULL, read_stl};
