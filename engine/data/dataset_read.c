/* The steps that all readers share: room for pictures, labels that are checked, test pictures set aside, the classes. */
#include "dataset_read.h"

#include "file.h"
#include "rng.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const size_t MOST_BYTES = CNN_BYTES_MAX;

void cnn_data_path(const cnn_data_reading *r, const char *name, char *path, size_t size) {
    cnn_format(path, size, "%s/%s", r->folder.path, name);
}

void cnn_data_lower(const char *text, char *lower, size_t size) {
    size_t i = 0;
    for (; text[i] && i + 1 < size; i++)
        lower[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 'a' - 'A' : text[i]);
    lower[i] = '\0';
}

bool cnn_data_ends(const char *name, const char *ending) {
    size_t length = strlen(name), tail = strlen(ending);
    char lower[32];
    if (length < tail)
        return false;
    cnn_data_lower(name + length - tail, lower, sizeof lower);
    return !strcmp(lower, ending);
}

cnn_status cnn_data_room(cnn_data_reading *r, int part, int count, cnn_shape shape, const char *found) {
    cnn_data_part *p = &r->parts[part];
    shape.n = 1;
    if (r->shape.n && !cnn_shape_equal(r->shape, shape))
        return cnn_fail(CNN_BAD_INPUT, "%s: pictures of %d x %d x %d, those before are %d x %d x %d", found, shape.h,
            shape.w, shape.c, r->shape.h, r->shape.w, r->shape.c);
    r->shape = shape;
    int left = r->wish->most - p->count;
    count = count < left ? count : left;
    if (count <= p->room - p->count)
        return cnn_ok();
    size_t each = cnn_shape_image(shape), wanted = (size_t)(p->count + count);
    if (!each || wanted > MOST_BYTES / each)
        return cnn_fail(CNN_BAD_INPUT, "%s: %zu pictures of %d x %d x %d take more than %zu GiB, which are the most",
            found, wanted, shape.h, shape.w, shape.c, MOST_BYTES >> 30);
    uint8_t *pixels = realloc(p->pixels, wanted * each);
    if (pixels)
        r->d->held[part].bytes = p->pixels = pixels;
    int32_t *labels = realloc(p->labels, wanted * sizeof *labels);
    if (labels)
        p->labels = labels;
    if (!pixels || !labels)
        return cnn_no_memory(found, wanted * each);
    p->room = (int)wanted;
    return cnn_ok();
}

cnn_status cnn_data_see(cnn_data_reading *r, int64_t label, const char *path, int row) {
    if (label < 0 || label > CNN_CLASSES_MAX)
        return cnn_fail(CNN_BAD_INPUT, "%s: label %d is %lld; expected are whole numbers from 0 or 1 to at most %d",
            path, row, (long long)label, CNN_CLASSES_MAX);
    int first = r->first > 0 ? r->first : 0;
    if (r->name_count && (label < first || label >= first + r->name_count))
        return cnn_fail(CNN_BAD_INPUT, "%s: record %d has label %lld, expected %d to %d", path, row, (long long)label,
            first, first + r->name_count - 1);
    r->seen[label] = true;
    return cnn_ok();
}

uint8_t *cnn_data_add(cnn_data_reading *r, int part, int32_t label) {
    cnn_data_part *p = &r->parts[part];
    if (p->count >= p->room)
        return NULL;
    p->labels[p->count] = label;
    return p->pixels + (size_t)p->count++ * cnn_shape_image(r->shape);
}

int cnn_data_split(int32_t label, int *counts) {
    enum { BLOCK = 6 };
    int at = counts[label]++;
    uint64_t drawn = cnn_rng_mix((uint64_t)label * 1000003u + (uint64_t)(at / BLOCK));
    return at % BLOCK == (int)(drawn % BLOCK) ? CNN_TEST : CNN_TRAIN;
}

cnn_status cnn_data_progress(const cnn_data_reading *r, double done, double all) {
    if (!r->wish->progress || r->wish->progress(r->wish->context, (float)(all > 0 ? done / all : 1)))
        return cnn_ok();
    return cnn_fail(CNN_IO, "%s: reading was called off", r->wish->name);
}

void cnn_data_transpose(uint8_t *pixels, int count, cnn_shape shape) {
    int side = shape.h;
    for (int i = 0; i < count * shape.c; i++, pixels += (size_t)side * (size_t)side)
        for (int y = 0; y < side; y++)
            for (int x = y + 1; x < side; x++) {
                uint8_t kept = pixels[y * side + x];
                pixels[y * side + x] = pixels[x * side + y];
                pixels[x * side + y] = kept;
            }
}

int cnn_data_side(int64_t pixels) {
    int side = 1;
    while ((int64_t)side * side < pixels && side < 8192)
        side++;
    return (int64_t)side * side == pixels ? side : 0;
}

/* Where nothing says which label the first class has: 1, when no picture has a 0. Digits may lack zeros, so labels up to
 * 9 begin at 1 only where each number up to the last but 9 is there. */
static int first_label(const cnn_data_reading *r) {
    int last = CNN_CLASSES_MAX, kinds = 0;
    if (r->first >= 0)
        return r->first;
    while (last > 0 && !r->seen[last])
        last--;
    for (int i = 1; i <= last; i++)
        kinds += r->seen[i];
    return !r->seen[0] && (last > 9 || (last < 9 && kinds == last));
}

static cnn_status name_classes(cnn_data_reading *r, int first) {
    int last = CNN_CLASSES_MAX;
    while (last > 0 && !r->seen[last])
        last--;
    r->d->classes = r->name_count ? r->name_count : last + 1 - first;
    if (r->d->classes > CNN_CLASSES_MAX)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: %d classes; at most %d are read", r->wish->name, r->d->classes, CNN_CLASSES_MAX);
    r->d->names =
        r->name_count ? cnn_class_names_new(r->names, r->name_count) : cnn_class_numbers(first, r->d->classes);
    return r->d->names ? cnn_ok() : cnn_no_memory(r->wish->name, 0);
}

static cnn_status finish_part(cnn_data_reading *r, int part, int first, cnn_pictures *out) {
    cnn_data_part *p = &r->parts[part];
    uint16_t *labels = cnn_arena_alloc(r->d->arena, (size_t)p->count + 1, sizeof *labels);
    if (!labels)
        return cnn_no_memory(r->wish->name, (size_t)p->count * sizeof *labels);
    for (int i = 0; i < p->count; i++)
        labels[i] = (uint16_t)(p->labels[i] - first);
    *out = (cnn_pictures){p->count, p->pixels, labels, NULL};
    return cnn_ok();
}

cnn_status cnn_data_finish(cnn_data_reading *r) {
    int first = first_label(r);
    if (!r->parts[CNN_TRAIN].count)
        return cnn_fail(CNN_BAD_INPUT, "%s: there is no picture to train on", r->wish->name);
    cnn_status status = name_classes(r, first);
    if (!cnn_failed(status))
        status = finish_part(r, CNN_TRAIN, first, &r->d->train);
    if (!cnn_failed(status))
        status = finish_part(r, CNN_TEST, first, &r->d->test);
    r->d->image = r->shape;
    if (cnn_failed(status) || r->d->test.count)
        return status;
    r->d->test = r->d->train;
    cnn_append(r->d->note, sizeof r->d->note,
        "%s%s has too few pictures to set some aside: it is tested on those it is trained on",
        r->d->note[0] ? "; " : "", r->wish->name);
    return status;
}
