/* Which kind of data set lies in a folder: the first row of the table that knows its files. A folder that only wraps
 * another one (cifar-10-batches-bin, MNIST/raw) is looked through. */
#include "dataset_read.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 3, MOST_SETS = 8 };

/* Class folders come last: any folder of folders could be meant as one. */
static const cnn_data_kind *const kinds[] = {&cnn_data_cifar, &cnn_data_cifar_pickle, &cnn_data_stl, &cnn_data_idx,
    &cnn_data_usps, &cnn_data_numpy, &cnn_data_csv, &cnn_data_images};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char EXPECTED[] =
    "expected are a folder of class folders with pictures, the files of MNIST, EMNIST, KMNIST, "
    "QMNIST, CIFAR-10, CIFAR-100, STL-10 or USPS, or .npz, .npy or .csv";

static const cnn_data_kind *kind_of(const cnn_folder *folder) {
    for (int i = 0; i < KINDS; i++)
        if (kinds[i]->is(folder))
            return kinds[i];
    return NULL;
}

/* A folder that was found to hold a data set. */
typedef struct cnn_found {
    const cnn_data_kind *kind;
    cnn_folder folder;
} cnn_found;

typedef struct search {
    cnn_arena *arena;
    cnn_found sets[MOST_SETS];
    int count;
} search;

static cnn_status look_into(search *s, const char *path, int depth) {
    cnn_folder folder;
    cnn_status status = cnn_folder_list(path, s->arena, &folder);
    const cnn_data_kind *kind = cnn_failed(status) ? NULL : kind_of(&folder);
    if (kind && s->count < MOST_SETS)
        s->sets[s->count++] = (cnn_found){kind, folder};
    if (kind || cnn_failed(status) || depth == DEEPEST)
        return status;
    for (int i = 0; i < folder.count && !cnn_failed(status) && s->count < MOST_SETS; i++) {
        char inner[4096];
        if (!folder.entries[i].is_folder)
            continue;
        cnn_format(inner, sizeof inner, "%s/%s", path, folder.entries[i].name);
        status = look_into(s, inner, depth + 1);
    }
    return status;
}

/* "a.txt, b.txt, c/ and 12 more". */
static void say_entries(const cnn_folder *folder, char *text, size_t size) {
    enum { SAID = 4 };
    text[0] = '\0';
    for (int i = 0; i < folder->count && i < SAID; i++)
        cnn_append(
            text, size, "%s%.40s%s", i ? ", " : "", folder->entries[i].name, folder->entries[i].is_folder ? "/" : "");
    if (folder->count > SAID)
        cnn_append(text, size, " and %d more", folder->count - SAID);
}

/* What a packed file is, by its ending, and how to unpack it; NULL: it is none. */
static const char *packed_as(const char *path) {
    static const char *const rows[][2] = {
        {".zip", "an archive; unpack it (unzip) and name the folder"},
        {".tar.gz", "an archive; unpack it (tar xf) and name the folder"},
        {".tgz", "an archive; unpack it (tar xf) and name the folder"},
        {".tar.xz", "an archive; unpack it (tar xf) and name the folder"},
        {".tar.bz2", "an archive; unpack it (tar xf) and name the folder"},
        {".tar", "an archive; unpack it (tar xf) and name the folder"},
        {".rar", "an archive; unpack it (unrar x) and name the folder"},
        {".7z", "an archive; unpack it (7z x) and name the folder"},
        {".bz2", "packed; unpack it (bunzip2) and name the folder"},
        {".xz", "packed; unpack it (unxz) and name the folder"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (cnn_data_ends(path, rows[i][0]))
            return rows[i][1];
    return NULL;
}

static cnn_status nothing_found(search *s, const char *name) {
    cnn_folder folder;
    char text[240];
    cnn_status status = cnn_folder_list(name, s->arena, &folder);
    if (cnn_failed(status))
        return status;
    say_entries(&folder, text, sizeof text);
    int pictures = 0;
    for (int i = 0; i < folder.count; i++)
        if (!folder.entries[i].is_folder && packed_as(folder.entries[i].name))
            return cnn_fail(CNN_BAD_INPUT, "%s: found %s, which is %s", name, folder.entries[i].name,
                packed_as(folder.entries[i].name));
    for (int i = 0; i < folder.count; i++)
        pictures += cnn_data_ends(folder.entries[i].name, ".png") || cnn_data_ends(folder.entries[i].name, ".jpg") ||
                    cnn_data_ends(folder.entries[i].name, ".jpeg");
    if (pictures)
        return cnn_fail(CNN_BAD_INPUT,
            "%s: found %s; pictures are to lie in a folder for each class, as in %s/cats/1.png and %s/dogs/2.png", name,
            text, name, name);
    if (!folder.count)
        return cnn_fail(CNN_BAD_INPUT, "%s: the folder is empty; %s", name, EXPECTED);
    return cnn_fail(CNN_BAD_INPUT, "%s: no data set: found %s; %s", name, text, EXPECTED);
}

/* Whether two folders of class folders have a class of the same name. */
static bool share_a_class(const cnn_folder *a, const cnn_folder *b) {
    for (int i = 0; i < a->count; i++)
        if (a->entries[i].is_folder && cnn_folder_find(b, a->entries[i].name))
            return true;
    return false;
}

/* cats/black/1.png, cats/white/2.png, dogs/old/3.png: the classes are cats and dogs, as ImageFolder of torchvision has
 * them, where no name returns in the other folder. */
static bool are_classes(const search *s, const char *path) {
    size_t length = strlen(path);
    for (int i = 0; i < s->count; i++) {
        const char *inner = s->sets[i].folder.path;
        if (s->sets[i].kind != &cnn_data_images || strlen(inner) <= length || strchr(inner + length + 1, '/'))
            return false;
        for (int k = 0; k < i; k++)
            if (share_a_class(&s->sets[i].folder, &s->sets[k].folder))
                return false;
    }
    return s->count > 1;
}

static cnn_status several_found(const search *s, const char *name) {
    char text[240] = "";
    for (int i = 0; i < s->count; i++)
        cnn_append(text, sizeof text, "%s%.60s", i ? ", " : "", s->sets[i].folder.path);
    return cnn_fail(CNN_BAD_INPUT, "%s: several data sets: %s; name one of them", name, text);
}

static cnn_status read_folder(cnn_data_reading *r, const char *path) {
    search s = {.arena = r->d->arena};
    cnn_status status = look_into(&s, path, 0);
    if (!cnn_failed(status) && are_classes(&s, path)) {
        status = cnn_folder_list(path, s.arena, &r->folder);
        return cnn_failed(status) ? status : cnn_data_images.read(r);
    }
    if (cnn_failed(status))
        return status;
    if (s.count != 1)
        return s.count ? several_found(&s, path) : nothing_found(&s, path);
    r->folder = s.sets[0].folder;
    return s.sets[0].kind->read(r);
}

/* What the file is that was named in place of a data set, and what to do with it. */
static cnn_status no_data_file(const char *path) {
    static const struct {
        const char *ending, *what;
    } others[] = {
        {".h5", "HDF5, which is not read; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) writes a file "
                "that is"},
        {".hdf5", "HDF5, which is not read; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) writes a "
                  "file that is"},
        {".tfrecord", "TensorFlow's, which is not read; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) "
                      "writes a file that is"},
        {".arrow", "Arrow, which is not read; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) writes a "
                   "file that is"},
        {".xlsx", "a workbook of Excel; save it as CSV, a label and the pixels of a picture in each row"},
        {".mat", "MATLAB's; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) writes a file that is read"},
        {".parquet", "Parquet, which is not read; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) "
                     "writes a file that is"},
        {".pt", "PyTorch's; in Python, numpy.savez(\"data.npz\", x_train=x.numpy(), y_train=y.numpy()) writes a file "
                "that is read"},
        {".pkl", "a pickle, which may hold anything; in Python, numpy.savez(\"data.npz\", x_train=..., y_train=...) "
                 "writes a file that is read"},
    };
    if (packed_as(path))
        return cnn_fail(CNN_BAD_INPUT, "%s: this file is %s", path, packed_as(path));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cnn_data_ends(path, others[i].ending))
            return cnn_fail(CNN_BAD_INPUT, "%s: this file is %s", path, others[i].what);
    return cnn_fail(CNN_BAD_INPUT, "%s: no data set; %s", path, EXPECTED);
}

/* The folder that a path stands in, and its last part. */
static const char *split_path(const char *path, char *folder, size_t size) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        cnn_format(folder, size, ".");
    else
        cnn_format(folder, size, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return slash ? slash + 1 : path;
}

static cnn_status read_file(cnn_data_reading *r, const char *path) {
    char folder[4096];
    const cnn_data_kind *kind = NULL;
    for (int i = 0; i < KINDS && !kind; i++)
        if (kinds[i]->is_file && kinds[i]->is_file(path))
            kind = kinds[i];
    if (!kind)
        return no_data_file(path);
    r->file = split_path(path, folder, sizeof folder);
    cnn_status status = cnn_folder_list(folder, r->d->arena, &r->folder);
    return cnn_failed(status) ? status : kind->read(r);
}

cnn_status cnn_data_find(cnn_data_reading *r, const char *name) {
    char path[4096], folder[4096];
    cnn_format(path, sizeof path, "%s", name);
    for (size_t length = strlen(path); length > 1 && path[length - 1] == '/';)
        path[--length] = '\0';
    if (cnn_is_folder(path))
        return read_folder(r, path);
    if (cnn_file_exists(path))
        return read_file(r, path);
    const char *set = split_path(path, folder, sizeof folder);
    cnn_format(r->set, sizeof r->set, "%s", set);
    cnn_status status = cnn_folder_list(folder, r->d->arena, &r->folder);
    if (!cnn_failed(status) && strchr(name, '/') && cnn_data_idx.is(&r->folder))
        return cnn_data_idx.read(r);
    return cnn_fail(CNN_BAD_INPUT,
        "%s: there is no such folder or file, and no data set of this name; there are fashion-mnist and digits, plain "
        "or "
        "with -color",
        name);
}
