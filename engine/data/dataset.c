/* Opening by name: what comes with Stride or the system, and whatever else lies somewhere (dataset_find.c). */
#include "dataset_read.h"

#include "dataset_print.h"
#include "digits.h"
#include "picture_fit.h"
#include "picture_resize.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LONGEST_NAME = 4000 }; /* with a file name appended, it is a path */
static const char FASHION_MNIST[] = "/usr/share/datasets/fashion-mnist";

static cnn_dataset *empty(void) {
    cnn_arena *arena = cnn_arena_new();
    cnn_dataset *d = arena ? cnn_arena_alloc(arena, 1, sizeof *d) : NULL;
    if (!d) {
        cnn_arena_free(arena);
        return NULL;
    }
    d->arena = arena;
    d->high = 1;
    return d;
}

/* The last part of a path; of one that only says how the files lie, the part before. */
static void name_of(const char *path, char *name, size_t size) {
    static const char *const plain[] = {"raw", "gzip", "."};
    const char *end = path + strlen(path), *begin = end;
    for (bool more = true; more;) {
        while (end > path && end[-1] == '/')
            end--;
        for (begin = end; begin > path && begin[-1] != '/';)
            begin--;
        more = false;
        for (size_t i = 0; i < sizeof plain / sizeof *plain && begin > path; i++)
            more |= strlen(plain[i]) == (size_t)(end - begin) && !memcmp(begin, plain[i], strlen(plain[i]));
        end = more ? begin : end;
    }
    cnn_format(name, size, "%.*s", (int)(end - begin), begin);
}

static cnn_status open_files(const cnn_dataset_wish *wish, const char *path, cnn_dataset **out) {
    cnn_dataset *d = empty();
    cnn_data_reading *r = calloc(1, sizeof *r);
    cnn_status status = d && r ? cnn_ok() : cnn_no_memory(wish->name, sizeof *r);
    if (!cnn_failed(status)) {
        r->d = d;
        r->wish = wish;
        r->first = -1;
        name_of(wish->name, d->name, sizeof d->name);
        status = cnn_data_find(r, path);
    }
    if (!cnn_failed(status))
        status = cnn_data_finish(r);
    for (int i = 0; i < 2 && r; i++)
        free(r->parts[i].labels);
    free(r);
    if (cnn_failed(status))
        cnn_dataset_free(d);
    else
        *out = d;
    return status;
}

typedef enum set_kind { SET_FASHION, SET_FASHION_COLOR, SET_DIGITS, SET_DIGITS_COLOR, SET_FOLDER } set_kind;

const char *cnn_dataset_name(int index) {
    static const char *const names[] = {"fashion-mnist", "fashion-mnist-color", "digits", "digits-color", NULL};
    return names[index];
}

static set_kind kind_of(const char *name) {
    int kind = 0;
    while (kind < SET_FOLDER && strcmp(name, cnn_dataset_name(kind)))
        kind++;
    return (set_kind)kind;
}

cnn_class_names *cnn_dataset_class_names(const char *name) {
    set_kind kind = kind_of(name);
    if (kind == SET_FASHION || kind == SET_FASHION_COLOR)
        return cnn_class_names_new(cnn_garments, 10);
    return kind < SET_FOLDER ? cnn_class_numbers(0, 10) : NULL;
}

cnn_status cnn_dataset_open_as(const cnn_dataset_wish *wish, cnn_dataset **out) {
    enum { COLOURS = 1 };
    int most = wish->most;
    *out = NULL;
    if (strlen(wish->name) > LONGEST_NAME)
        return cnn_fail(
            CNN_BAD_INPUT, "%.40s...: the name of a data set has at most %d letters", wish->name, LONGEST_NAME);
    set_kind kind = kind_of(wish->name);
    bool drawn = kind == SET_DIGITS || kind == SET_DIGITS_COLOR,
         printed = kind == SET_FASHION_COLOR || kind == SET_DIGITS_COLOR;
    cnn_status status = drawn ? cnn_dataset_digits(1, most < 10000 ? most : 10000, most < 2000 ? most : 2000, out)
                              : open_files(wish, kind == SET_FOLDER ? wish->name : FASHION_MNIST, out);
    if (cnn_failed(status) || !printed)
        return status;
    cnn_format((*out)->name, sizeof(*out)->name, "%s", wish->name);
    status = cnn_dataset_print(*out, COLOURS);
    if (cnn_failed(status)) {
        cnn_dataset_free(*out);
        *out = NULL;
    }
    return status;
}

cnn_status cnn_dataset_open_first(const char *name, int most, cnn_dataset **out) {
    return cnn_dataset_open_as(&(cnn_dataset_wish){.name = name, .most = most}, out);
}

cnn_status cnn_dataset_open(const char *name, cnn_dataset **out) {
    return cnn_dataset_open_first(name, INT_MAX, out);
}

void cnn_dataset_free(cnn_dataset *dataset) {
    if (!dataset)
        return;
    for (int i = 0; i < 2; i++) {
        cnn_held *held = &dataset->held[i];
        if (held->mapped)
            munmap(held->bytes, held->mapped);
        else
            free(held->bytes);
    }
    cnn_class_names_drop(dataset->names);
    cnn_arena_free(dataset->arena);
}

/* Channel by channel; black where there is no memory for the few numbers that it takes. */
static void resize(cnn_fitting fitting, const uint8_t *from, cnn_shape stored, uint8_t *to, cnn_shape image) {
    size_t old = (size_t)stored.h * (size_t)stored.w, each = (size_t)image.h * (size_t)image.w;
    cnn_resizing how = cnn_picture_resizing(fitting, stored.h, stored.w, image.h, image.w);
    for (int c = 0; c < image.c; c++, from += old, to += each) {
        cnn_plane plane = {from, stored.h, stored.w, (size_t)stored.w, 1};
        if (cnn_failed(cnn_picture_resize(plane, how, image.h, image.w, to)))
            memset(to, 0, each);
    }
}

/* A colour picture as a grey plane of its size, which the caller frees; NULL: there is no memory. */
static uint8_t *grey_of(const uint8_t *pixels, const uint8_t *colours, size_t plane) {
    uint8_t *rgb = malloc(3 * plane);
    if (!rgb)
        return NULL;
    memcpy(rgb, pixels, colours ? plane : 3 * plane);
    if (colours)
        cnn_picture_print(colours, rgb, plane);
    for (size_t i = 0; i < plane; i++)
        rgb[i] = cnn_grey(rgb[i], rgb[plane + i], rgb[2 * plane + i]);
    return rgb;
}

void cnn_pictures_bytes(const cnn_dataset *dataset, const cnn_pictures *from, int index, uint8_t *bytes) {
    cnn_shape stored = cnn_dataset_stored(dataset), image = dataset->image;
    bool greys = stored.c == 3 && image.c == 1, repeats = stored.c == 1 && image.c == 3;
    const uint8_t *colours = from->colours ? from->colours + (size_t)index * CNN_PRINT_BYTES : NULL;
    size_t plane = (size_t)stored.h * (size_t)stored.w, each = (size_t)image.h * (size_t)image.w;
    const uint8_t *pixels = from->pixels + (size_t)index * plane * (colours ? 1 : (size_t)stored.c);
    uint8_t *grey = greys ? grey_of(pixels, colours, plane) : NULL;
    if (greys || repeats || colours)
        stored.c = image.c = 1;
    if (greys && !grey)
        memset(bytes, 0, each);
    else if (cnn_dataset_resizes(dataset))
        resize(dataset->fitting, grey ? grey : pixels, stored, bytes, image);
    else
        cnn_picture_fit(grey ? grey : pixels, stored, bytes, image);
    free(grey);
    if (colours && !greys)
        cnn_picture_print(colours, bytes, each);
    for (size_t c = 1; c < 3 && repeats; c++)
        memcpy(bytes + c * each, bytes, each);
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
