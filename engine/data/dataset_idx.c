/* The MNIST family: pictures and labels in IDX files whose names say which is which. EMNIST's pictures lie on their side
 * and its letters are counted from 1; QMNIST's labels are rows of numbers. */
#include "dataset_read.h"

#include "idx.h"

#include <stdlib.h>
#include <string.h>

enum { SET_NAME = 64, MOST_SETS = 16 };

const char *const cnn_garments[10] = {
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"};

static const char *const kana[] = {"お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を"};

/* EMNIST: digits, capitals, and the small letters that differ from their capital; `letters` of all kinds alike. */
static const char *const signs[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G",
    "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "d", "e",
    "f", "g", "h", "n", "q", "r", "t"};
static const char *const small[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q",
    "r", "s", "t", "u", "v", "w", "x", "y", "z"};
enum { DIGITS = 10, LETTERS = 26, BALANCED = 47, BY_CLASS = 62 };

/* What the name of a file says: "emnist-letters-train-images-idx3-ubyte.gz". */
typedef struct idx_name {
    char set[SET_NAME]; /* "emnist-letters"; empty: plain MNIST names */
    bool labels;
    int part;
} idx_name;

static bool cut_end(char *text, const char *ending) {
    size_t length = strlen(text), tail = strlen(ending);
    if (length < tail || strcmp(text + length - tail, ending))
        return false;
    text[length - tail] = '\0';
    return true;
}

static void cut_signs(char *text) {
    while (cut_end(text, "-") || cut_end(text, "_") || cut_end(text, "."))
        continue;
}

static bool read_name(const char *name, idx_name *out) {
    char lower[256];
    cnn_data_lower(name, lower, sizeof lower);
    bool typed = strstr(lower, "idx1") || strstr(lower, "idx2") || strstr(lower, "idx3") || strstr(lower, "ubyte");
    char *images = strstr(lower, "images"), *labels = strstr(lower, "labels");
    if (!typed || (!images && !labels) || cnn_data_ends(lower, ".txt"))
        return false;
    out->labels = labels != NULL;
    *(labels ? labels : images) = '\0';
    cut_signs(lower);
    out->part = cut_end(lower, "t10k") || cut_end(lower, "test") ? CNN_TEST : CNN_TRAIN;
    if (out->part == CNN_TRAIN)
        cut_end(lower, "train");
    cut_signs(lower);
    cnn_format(out->set, sizeof out->set, "%s", lower);
    return true;
}

static bool is_idx(const cnn_folder *folder) {
    idx_name name;
    for (int i = 0; i < folder->count; i++)
        if (!folder->entries[i].is_folder && read_name(folder->entries[i].name, &name))
            return true;
    return false;
}

static bool is_idx_file(const char *path) {
    idx_name name;
    const char *slash = strrchr(path, '/');
    return read_name(slash ? slash + 1 : path, &name);
}

static const char *find(const cnn_data_reading *r, const char *set, bool labels, int part) {
    idx_name name;
    for (int i = 0; i < r->folder.count; i++) {
        const cnn_folder_entry *e = &r->folder.entries[i];
        if (!e->is_folder && read_name(e->name, &name) && !strcmp(name.set, set) && name.labels == labels &&
            name.part == part)
            return e->name;
    }
    return NULL;
}

/* The one set in the folder, or the one that was named. */
static cnn_status choose_set(cnn_data_reading *r, char set[SET_NAME]) {
    char sets[MOST_SETS][SET_NAME], text[240] = "";
    int count = 0;
    idx_name name;
    if (r->file)
        read_name(r->file, &name);
    cnn_data_lower(r->file ? name.set : r->set, set, SET_NAME);
    for (int i = 0; i < r->folder.count && count < MOST_SETS; i++) {
        bool known = r->folder.entries[i].is_folder || !read_name(r->folder.entries[i].name, &name);
        for (int k = 0; k < count && !known; k++)
            known = !strcmp(sets[k], name.set);
        if (!known)
            cnn_format(sets[count++], SET_NAME, "%s", name.set);
    }
    for (int k = 0; k < count; k++)
        if ((r->file || r->set[0]) && !strcmp(sets[k], set))
            return cnn_ok();
    cnn_format(set, SET_NAME, "%s", sets[0]);
    for (int k = 0; k < count; k++)
        cnn_append(text, sizeof text, "%s%s/%s", k ? ", " : "", k ? "..." : r->folder.path, sets[k][0] ? sets[k] : "");
    if (r->set[0])
        return cnn_fail(CNN_BAD_INPUT, "%s: there is no such data set; there is %s", r->wish->name, text);
    return count == 1 ? cnn_ok()
                      : cnn_fail(CNN_BAD_INPUT, "%s: several data sets; name one of them: %s", r->folder.path, text);
}

static cnn_status read_part(cnn_data_reading *r, const char *set, int part, int as) {
    char path[4096];
    const char *images = find(r, set, false, part), *labels = find(r, set, true, part);
    if (!images && !labels)
        return cnn_ok();
    if (!images || !labels)
        return cnn_fail(CNN_BAD_INPUT, "%s: found %s; expected beside it is %s%s%s-%s-ubyte, plain or with .gz",
            r->folder.path, images ? images : labels, set, set[0] ? "-" : "",
            part == CNN_TRAIN ? "train"
            : set[0]          ? "test"
                              : "t10k",
            images ? "labels-idx1" : "images-idx3");
    cnn_idx pictures;
    int32_t *all;
    int count = 0;
    cnn_data_path(r, images, path, sizeof path);
    cnn_status status = cnn_idx_read_first(path, 3, r->wish->most, r->d->arena, &pictures);
    cnn_data_path(r, labels, path, sizeof path);
    if (!cnn_failed(status))
        status = cnn_idx_labels(path, r->d->arena, &all, &count);
    if (cnn_failed(status))
        return status;
    if (count < pictures.sizes[0] || (count > pictures.sizes[0] && pictures.sizes[0] < r->wish->most))
        return cnn_fail(CNN_BAD_INPUT, "%s: %d labels for %d pictures", path, count, pictures.sizes[0]);
    for (int i = 0; i < count && !cnn_failed(status); i++)
        status = cnn_data_see(r, all[i], path, i);
    cnn_shape shape = {1, 1, pictures.sizes[1], pictures.sizes[2]};
    cnn_data_part *p = &r->parts[as];
    if (!cnn_failed(status))
        status = cnn_data_room(r, as, 0, shape, path);
    if (cnn_failed(status))
        return status;
    *p = (cnn_data_part){pictures.bytes, malloc((size_t)count * sizeof *all), pictures.sizes[0], pictures.sizes[0]};
    if (!p->labels)
        return cnn_no_memory(path, (size_t)count * sizeof *all);
    memcpy(p->labels, all, (size_t)count * sizeof *all);
    return cnn_data_progress(r, part + 1, 2);
}

static bool any_above(const cnn_data_reading *r, int label) {
    for (int i = label + 1; i <= CNN_CLASSES_MAX; i++)
        if (r->seen[i])
            return true;
    return false;
}

/* Labels from 1 to 26 are EMNIST's letters, whatever the files are called. */
static bool are_letters(const cnn_data_reading *r) {
    return !r->seen[0] && r->seen[LETTERS] && !any_above(r, LETTERS) && r->shape.h == 28 && r->shape.w == 28;
}

/* The names of EMNIST's classes, and where they begin. */
static cnn_status name_emnist(cnn_data_reading *r, const char *set) {
    static const char *by_class[BY_CLASS];
    memcpy(by_class, signs, (DIGITS + LETTERS) * sizeof *signs);
    memcpy(by_class + DIGITS + LETTERS, small, sizeof small);
    bool letters = strstr(set, "letters") || (!set[0] && are_letters(r)), whole = strstr(set, "byclass"),
         digits = strstr(set, "digits") || strstr(set, "mnist-mnist");
    r->first = letters && !r->seen[0];
    r->names = letters ? signs + DIGITS : whole ? by_class : signs;
    r->name_count = letters ? LETTERS : whole ? BY_CLASS : digits ? DIGITS : BALANCED;
    if (!any_above(r, r->name_count - 1 + r->first))
        return cnn_ok();
    return cnn_fail(CNN_BAD_INPUT, "%s: labels beyond the %d classes of %s", r->folder.path, r->name_count,
        set[0] ? set : "EMNIST's letters");
}

cnn_status cnn_data_name_mnist(cnn_data_reading *r, const char *set) {
    char about[4096];
    cnn_data_lower(r->folder.path, about, sizeof about);
    cnn_append(about, sizeof about, " %s", set);
    bool emnist = strstr(set, "emnist") || are_letters(r);
    if (emnist) {
        for (int i = 0; i < 2; i++)
            if (r->shape.h == r->shape.w)
                cnn_data_transpose(r->parts[i].pixels, r->parts[i].count, r->shape);
        if (!strstr(set, "emnist"))
            cnn_format(r->d->note, sizeof r->d->note,
                "%s: labels 1 to 26 are EMNIST's letters; they are turned upright and called A to Z", r->wish->name);
        return name_emnist(r, set);
    }
    bool ten = !any_above(r, DIGITS - 1);
    if (ten && strstr(about, "fashion"))
        r->names = cnn_garments;
    else if (ten && (strstr(about, "kmnist") || strstr(about, "kuzushiji")))
        r->names = kana;
    r->name_count = r->names ? DIGITS : 0;
    return cnn_ok();
}

static cnn_status read_idx(cnn_data_reading *r) {
    char set[SET_NAME];
    cnn_status status = choose_set(r, set);
    if (cnn_failed(status))
        return status;
    bool both = find(r, set, false, CNN_TRAIN) || find(r, set, true, CNN_TRAIN);
    if (both)
        status = read_part(r, set, CNN_TRAIN, CNN_TRAIN);
    if (!cnn_failed(status))
        status = read_part(r, set, CNN_TEST, both ? CNN_TEST : CNN_TRAIN);
    if (!cnn_failed(status) && set[0])
        cnn_format(r->d->name, sizeof r->d->name, "%s", set);
    return cnn_failed(status) ? status : cnn_data_name_mnist(r, set);
}

const cnn_data_kind cnn_data_idx = {"the MNIST family", is_idx, is_idx_file, read_idx};
