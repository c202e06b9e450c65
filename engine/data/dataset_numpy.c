/* Arrays of NumPy: one .npz file (Keras's mnist.npz), several (KMNIST's), or .npy files. Which array is what stands in
 * its name, or in the name of its file where an array is only called arr_0. */
#include "dataset_read.h"

#include "file.h"
#include "npy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static const size_t LARGEST_ARRAY = CNN_BYTES_MAX;
enum { PICTURES, LABELS, KINDS };

/* Where an array is. */
typedef struct array_place {
    char file[256];   /* in the folder; empty: there is none */
    char member[256]; /* of an .npz file; empty: the file is the array */
    int rank;         /* validation pictures count less than test pictures */
} array_place;

typedef struct array_bytes {
    unsigned char *bytes;
    cnn_npy array;
} array_bytes;

static bool has(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

/* What a name says: which part, and whether labels or pictures; false: neither. */
static bool read_name(const char *name, int *part, int *kind, int *rank) {
    static const char *const labels[] = {"label", "target", "class", NULL}, *const pictures[] = {"image", "img",
                                                                                "pictures", "data", "features", NULL};
    char lower[256];
    cnn_data_lower(name, lower, sizeof lower);
    char *dot = strrchr(lower, '.');
    if (dot)
        *dot = '\0';
    size_t length = strlen(lower);
    bool test = strstr(lower, "test") || strstr(lower, "t10k"), val = strstr(lower, "val");
    bool y = lower[0] == 'y' || (length > 2 && !strcmp(lower + length - 2, "_y")),
         x = lower[0] == 'x' || (length > 2 && !strcmp(lower + length - 2, "_x"));
    *part = test || val ? CNN_TEST : CNN_TRAIN;
    *rank = val ? 1 : 2;
    *kind = has(lower, labels) || y || !strcmp(lower, "arr_1") ? LABELS : PICTURES;
    return *kind == LABELS || has(lower, pictures) || x || !strcmp(lower, "arr_0");
}

static void offer(array_place places[2][KINDS], const char *file, const char *member) {
    int part, kind, rank, file_part, file_kind, file_rank;
    bool plain = !member[0] || !strncmp(member, "arr_", 4);
    bool file_says = read_name(file, &file_part, &file_kind, &file_rank);
    if (plain && file_says && (!member[0] || !strcmp(member, "arr_0.npy"))) {
        part = file_part;
        kind = file_kind;
        rank = file_rank;
    } else if (!read_name(member[0] ? member : file, &part, &kind, &rank)) {
        return;
    }
    array_place *p = &places[part][kind];
    if (p->rank >= rank)
        return;
    p->rank = rank;
    cnn_format(p->file, sizeof p->file, "%s", file);
    cnn_format(p->member, sizeof p->member, "%s", member);
}

static cnn_status offer_members(
    const cnn_data_reading *r, const char *file, array_place places[2][KINDS], char *found, size_t size) {
    char path[4096];
    cnn_data_path(r, file, path, sizeof path);
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    if (!zip)
        return cnn_fail(CNN_BAD_INPUT, "%s: this .npz file cannot be read: it is damaged or cut short", path);
    zip_int64_t count = zip_get_num_entries(zip, 0);
    for (zip_int64_t i = 0; i < count && i < 1000; i++) {
        const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (!name || !cnn_data_ends(name, ".npy") || strlen(name) > 200)
            continue;
        offer(places, file, name);
        if (i < 6)
            cnn_append(found, size, "%s%.*s", found[0] ? ", " : "", (int)strlen(name) - 4, name);
    }
    zip_discard(zip);
    return cnn_ok();
}

static cnn_status read_member(const char *path, const char *member, unsigned char **bytes, size_t *length) {
    zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
    zip_stat_t about;
    cnn_status status = cnn_ok();
    bool there = zip && zip_stat(zip, member, ZIP_FL_ENC_RAW, &about) == 0 && about.valid & ZIP_STAT_SIZE;
    zip_file_t *file = there ? zip_fopen(zip, member, ZIP_FL_ENC_RAW) : NULL;
    *bytes = NULL;
    if (!file)
        status = cnn_fail(CNN_BAD_INPUT, "%s: the array %s cannot be read", path, member);
    else if (about.size > LARGEST_ARRAY)
        status = cnn_fail(CNN_BAD_INPUT, "%s: the array %s is larger than %zu bytes", path, member, LARGEST_ARRAY);
    else if (!(*bytes = malloc((size_t)about.size + 1)))
        status = cnn_no_memory(path, (size_t)about.size);
    else if (zip_fread(file, *bytes, about.size) != (zip_int64_t)about.size)
        status = cnn_fail(CNN_BAD_INPUT, "%s: the array %s is damaged or cut short", path, member);
    *length = cnn_failed(status) ? 0 : (size_t)about.size;
    if (file)
        zip_fclose(file);
    if (zip)
        zip_discard(zip);
    if (cnn_failed(status)) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}

static cnn_status read_array(const cnn_data_reading *r, const array_place *p, array_bytes *out) {
    char path[4096], name[4400];
    size_t length;
    cnn_data_path(r, p->file, path, sizeof path);
    cnn_format(name, sizeof name, "%s%s%s", path, p->member[0] ? ": " : "", p->member);
    cnn_status status = p->member[0] ? read_member(path, p->member, &out->bytes, &length)
                                     : cnn_file_read(path, LARGEST_ARRAY, false, &out->bytes, &length);
    return cnn_failed(status) ? status : cnn_npy_read(name, out->bytes, length, &out->array);
}

/* The shape of a picture, and whether its colours stand together: N x H x W, N x H x W x C, N x C x H x W, or rows of
 * the pixels of a square. */
static bool shape_of(const cnn_npy *a, cnn_shape *shape, bool *together) {
    const int64_t *s = a->sizes;
    *together = false;
    for (int i = 0; i < a->dimensions; i++)
        if (s[i] < 1 || s[i] > (1 << 28))
            return false;
    if (a->dimensions == 2 && cnn_data_side(s[1]))
        *shape = (cnn_shape){1, 1, cnn_data_side(s[1]), cnn_data_side(s[1])};
    else if (a->dimensions == 3)
        *shape = (cnn_shape){1, 1, (int)s[1], (int)s[2]};
    else if (a->dimensions == 4 && (s[3] == 1 || s[3] == 3) && s[1] != 3) {
        *shape = (cnn_shape){1, (int)s[3], (int)s[1], (int)s[2]};
        *together = true;
    } else if (a->dimensions == 4 && (s[1] == 1 || s[1] == 3))
        *shape = (cnn_shape){1, (int)s[1], (int)s[2], (int)s[3]};
    else
        return false;
    return true;
}

/* What a number is multiplied by to be a byte: 255 for those up to 1. */
static cnn_status scale_of(const char *path, const cnn_npy *a, double *factor) {
    double least = 0, most = 0;
    *factor = a->kind == 'b' ? 255 : 1;
    if (a->width == 1 && a->kind != 'i')
        return cnn_ok();
    for (size_t i = 0; i < a->count; i++) {
        double value = cnn_npy_number(a, i);
        least = value < least || isnan(value) ? value : least;
        most = value > most ? value : most;
    }
    if (!(least >= 0) || most > 255)
        return cnn_fail(CNN_BAD_INPUT,
            "%s: the pictures have numbers from %g to %g; expected are 0 to 255, or 0 to 1 with fractions. In Python, "
            "%s",
            path, least, most,
            isnan(least) ? "numpy.nan_to_num(x) has a 0 in place of nan"
                         : "((x - x.min()) / (x.max() - x.min()) * 255).astype(\"uint8\") has those");
    *factor = a->kind == 'f' && most <= 1 ? 255 : 1;
    return cnn_ok();
}

/* The label of a row: a number, or where the 1 is. -1: no whole number. */
static int64_t label_of(const cnn_npy *labels, size_t row) {
    size_t columns = labels->count / (size_t)labels->sizes[0], best = 0;
    if (columns == 1) {
        double value = cnn_npy_number(labels, row);
        return value >= 0 && value < 1e9 && value == floor(value) ? (int64_t)value : -1;
    }
    for (size_t i = 1; i < columns; i++)
        if (cnn_npy_number(labels, row * columns + i) > cnn_npy_number(labels, row * columns + best))
            best = i;
    return (int64_t)best;
}

static void copy_picture(const cnn_npy *a, size_t row, cnn_shape shape, bool together, double factor, uint8_t *to) {
    size_t each = cnn_shape_image(shape), plane = each / (size_t)shape.c;
    for (size_t i = 0; i < each; i++) {
        size_t from = together ? i % plane * (size_t)shape.c + i / plane : i;
        to[i] = a->width == 1 && factor == 1 && !a->columns
                    ? a->data[row * each + from]
                    : (uint8_t)(cnn_npy_number(a, row * each + from) * factor + 0.5);
    }
}

static cnn_status add_arrays(
    cnn_data_reading *r, const char *path, const cnn_npy *pictures, const cnn_npy *labels, int part, bool split) {
    cnn_shape shape;
    bool together;
    double factor;
    int counts[CNN_CLASSES_MAX + 1] = {0};
    if (!shape_of(pictures, &shape, &together))
        return cnn_fail(CNN_BAD_INPUT,
            "%s: pictures are expected as N x height x width, N x height x width x 3 or N x 3 x height x width; found "
            "are %d sizes, %lld x %lld x %lld",
            path, pictures->dimensions, (long long)pictures->sizes[0], (long long)pictures->sizes[1],
            (long long)pictures->sizes[2]);
    if (!labels->dimensions || labels->sizes[0] != pictures->sizes[0] || !labels->count)
        return cnn_fail(CNN_BAD_INPUT, "%s: %lld labels for %lld pictures", path,
            (long long)(labels->dimensions ? labels->sizes[0] : 1), (long long)pictures->sizes[0]);
    cnn_status status = scale_of(path, pictures, &factor);
    for (size_t i = 0; i < (size_t)pictures->sizes[0] && !cnn_failed(status); i++) {
        int64_t label = label_of(labels, i);
        status = cnn_data_see(r, label, path, (int)i);
        int to_part = split && !cnn_failed(status) ? cnn_data_split((int32_t)label, counts) : part;
        cnn_data_part *p = &r->parts[to_part];
        if (!cnn_failed(status) && p->count == p->room)
            status = cnn_data_room(r, to_part, p->room / 2 + 1024, shape, path);
        uint8_t *to = cnn_failed(status) ? NULL : cnn_data_add(r, to_part, (int32_t)label);
        if (to)
            copy_picture(pictures, i, shape, together, factor, to);
        if (!cnn_failed(status) && i % 512 == 0)
            status = cnn_data_progress(r, (double)i, (double)pictures->sizes[0]);
    }
    return status;
}

static cnn_status read_part(cnn_data_reading *r, array_place places[2][KINDS], int part, bool split) {
    array_bytes pictures = {0}, labels = {0};
    char path[4096];
    cnn_data_path(r, places[part][PICTURES].file, path, sizeof path);
    cnn_status status = read_array(r, &places[part][PICTURES], &pictures);
    if (!cnn_failed(status))
        status = read_array(r, &places[part][LABELS], &labels);
    if (!cnn_failed(status))
        status = add_arrays(r, path, &pictures.array, &labels.array, part, split);
    free(pictures.bytes);
    free(labels.bytes);
    return status;
}

static bool is_numpy_file(const char *path) {
    return cnn_data_ends(path, ".npz") || cnn_data_ends(path, ".npy");
}

static bool is_numpy(const cnn_folder *folder) {
    for (int i = 0; i < folder->count; i++)
        if (!folder->entries[i].is_folder && is_numpy_file(folder->entries[i].name))
            return true;
    return false;
}

static cnn_status read_numpy(cnn_data_reading *r) {
    array_place places[2][KINDS] = {0};
    char found[300] = "";
    cnn_status status = cnn_ok();
    bool one = r->file && cnn_data_ends(r->file, ".npz");
    for (int i = 0; i < r->folder.count && !cnn_failed(status); i++) {
        const cnn_folder_entry *e = &r->folder.entries[i];
        if (e->is_folder || !is_numpy_file(e->name) || strlen(e->name) > 250 || (one && strcmp(e->name, r->file)))
            continue;
        if (cnn_data_ends(e->name, ".npz"))
            status = offer_members(r, e->name, places, found, sizeof found);
        else
            offer(places, e->name, "");
        if (cnn_data_ends(e->name, ".npy"))
            cnn_append(found, sizeof found, "%s%.40s", found[0] ? ", " : "", e->name);
    }
    if (cnn_failed(status))
        return status;
    if (!places[CNN_TRAIN][PICTURES].file[0] || !places[CNN_TRAIN][LABELS].file[0])
        return cnn_fail(CNN_BAD_INPUT,
            "%s: found %s; expected are arrays called x_train and y_train, and x_test and y_test if there are some",
            r->wish->name, found[0] ? found : "no arrays");
    bool tests = places[CNN_TEST][PICTURES].file[0] && places[CNN_TEST][LABELS].file[0];
    status = read_part(r, places, CNN_TRAIN, !tests);
    if (!cnn_failed(status) && tests)
        status = read_part(r, places, CNN_TEST, false);
    if (cnn_failed(status))
        return status;
    char about[300];
    cnn_data_lower(places[CNN_TRAIN][PICTURES].file, about, sizeof about);
    return strstr(about, "emnist") ? cnn_ok() : cnn_data_name_mnist(r, about);
}

const cnn_data_kind cnn_data_numpy = {"NumPy's arrays", is_numpy, is_numpy_file, read_numpy};
