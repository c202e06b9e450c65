/* Class folders: train/cats/1.png. The folders of train, or of the folder itself, are the classes, in the order of their
 * names as torchvision's ImageFolder has them; pictures lie anywhere below. Test pictures are those of val or test, or
 * one of six. */
#include "dataset_cache.h"
#include "dataset_fit.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 6, FORM = 2 }; /* FORM: of what the cache keeps */

/* A picture file, to be decoded. */
typedef struct image_file {
    const char *path;
    int label, part;
} image_file;

typedef struct image_list {
    cnn_data_reading *r;
    image_file *files;
    int count, room;
    int counts[CNN_CLASSES_MAX + 1]; /* of each class, of those that are divided */
    cnn_cache_key key;
} image_list;

static bool is_picture(const char *name) {
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".gif", ".webp", ".ppm",
        ".pgm", ".pnm", ".pbm", ".tif", ".tiff", ".heic", ".heif", ".avif",
        ".jxl"}; /* what cannot be decoded is said of the first one */
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (cnn_data_ends(name, endings[i]))
            return true;
    return false;
}

static bool has_pictures(const cnn_folder *folder) {
    for (int i = 0; i < folder->count; i++)
        if (!folder->entries[i].is_folder && is_picture(folder->entries[i].name))
            return true;
    return false;
}

/* Whether one of its folders holds pictures. */
static bool has_classes(const char *path) {
    cnn_arena *arena = cnn_arena_new();
    cnn_folder folder, inner;
    bool any = false;
    if (arena && !cnn_failed(cnn_folder_list(path, arena, &folder)))
        for (int i = 0; i < folder.count && !any; i++) {
            char at[4096];
            cnn_format(at, sizeof at, "%s/%s", path, folder.entries[i].name);
            any =
                folder.entries[i].is_folder && !cnn_failed(cnn_folder_list(at, arena, &inner)) && has_pictures(&inner);
        }
    cnn_arena_free(arena);
    return any;
}

/* training_set and train-data are train. */
static void cut_set(char *name) {
    static const char *const ends[] = {"_set", "-set", " set", "set", "_data", "-data", "_images"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(name), own = strlen(ends[i]);
        if (length > own && !strcmp(name + length - own, ends[i])) {
            name[length - own] = '\0';
            return;
        }
    }
}

/* The folder of a part that has class folders; NULL: there is none. */
static const char *part_folder(const cnn_folder *folder, int part) {
    static const char *const names[2][6] = {
        {"train", "training", NULL}, {"val", "valid", "validation", "test", "testing", NULL}};
    for (int k = 0; names[part][k]; k++)
        for (int i = 0; i < folder->count; i++) {
            char lower[32], path[4096];
            cnn_data_lower(folder->entries[i].name, lower, sizeof lower);
            cut_set(lower);
            cnn_format(path, sizeof path, "%s/%s", folder->path, folder->entries[i].name);
            if (folder->entries[i].is_folder && !strcmp(lower, names[part][k]) && has_classes(path))
                return folder->entries[i].name;
        }
    return NULL;
}

static bool is_images(const cnn_folder *folder) {
    return part_folder(folder, CNN_TRAIN) || has_classes(folder->path);
}

static cnn_status add_file(image_list *l, const char *path, const cnn_folder_entry *e, int label, int part) {
    if (l->count == l->room) {
        int room = l->room ? l->room * 2 : 1024;
        image_file *larger = realloc(l->files, (size_t)room * sizeof *larger);
        if (!larger)
            return cnn_no_memory(path, (size_t)room * sizeof *larger);
        l->files = larger;
        l->room = room;
    }
    const char *kept = cnn_arena_text(l->r->d->arena, path, strlen(path));
    if (!kept)
        return cnn_no_memory(path, strlen(path));
    part = part < 0 ? cnn_data_split(label, l->counts) : part;
    int64_t about[] = {e->size, e->changed, label, part};
    cnn_cache_note(&l->key, path, strlen(path) + 1);
    cnn_cache_note(&l->key, about, sizeof about);
    l->files[l->count++] = (image_file){kept, label, part};
    return cnn_ok();
}

/* The pictures in a folder and those below it. */
static cnn_status add_folder(image_list *l, const char *path, int label, int part, int depth) {
    cnn_folder folder;
    cnn_status status = cnn_folder_list(path, l->r->d->arena, &folder);
    for (int i = 0; i < folder.count && !cnn_failed(status); i++) {
        char at[4096];
        cnn_format(at, sizeof at, "%s/%s", path, folder.entries[i].name);
        if (folder.entries[i].is_folder && depth < DEEPEST)
            status = add_folder(l, at, label, part, depth + 1);
        else if (!folder.entries[i].is_folder && is_picture(folder.entries[i].name))
            status = add_file(l, at, &folder.entries[i], label, part);
    }
    return status;
}

/* The class of a folder; the first part that is listed says which classes there are. */
static cnn_status class_of(cnn_data_reading *r, const char *path, const char *name, bool first, int *label) {
    const char **names = (const char **)r->names;
    for (*label = 0; *label < r->name_count; ++*label)
        if (!strcmp(names[*label], name))
            return cnn_ok();
    if (!first)
        return cnn_fail(CNN_BAD_INPUT, "%s/%s: a class that the training pictures do not have; theirs are %s%s%s%s",
            path, name, names[0], r->name_count > 1 ? ", " : "", r->name_count > 1 ? names[1] : "",
            r->name_count > 2 ? " ..." : "");
    if (r->name_count == CNN_CLASSES_MAX)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: more than %d class folders, which are the most that are read", path, CNN_CLASSES_MAX);
    names[r->name_count++] = name;
    return cnn_ok();
}

static cnn_status list_part(image_list *l, const char *path, int part, bool first) {
    cnn_folder folder;
    cnn_status status = cnn_folder_list(path, l->r->d->arena, &folder);
    for (int i = 0; i < folder.count && !cnn_failed(status); i++) {
        char at[4096];
        int label, before = l->count;
        if (!folder.entries[i].is_folder)
            continue;
        status = class_of(l->r, path, folder.entries[i].name, first, &label);
        cnn_format(at, sizeof at, "%s/%s", path, folder.entries[i].name);
        if (!cnn_failed(status))
            status = add_folder(l, at, label, part, 0);
        if (!cnn_failed(status) && l->count == before && first)
            status = cnn_fail(CNN_BAD_INPUT,
                "%s: a class folder without pictures; expected are files such as .png or .jpg in it", at);
    }
    return status;
}

static cnn_status list_all(image_list *l) {
    cnn_data_reading *r = l->r;
    char path[4096];
    const char *train = part_folder(&r->folder, CNN_TRAIN), *test = train ? part_folder(&r->folder, CNN_TEST) : NULL;
    r->names = cnn_arena_alloc(r->d->arena, CNN_CLASSES_MAX, sizeof *r->names);
    r->first = 0;
    if (!r->names)
        return cnn_no_memory(r->folder.path, CNN_CLASSES_MAX * sizeof *r->names);
    cnn_format(path, sizeof path, "%s%s%s", r->folder.path, train ? "/" : "", train ? train : "");
    cnn_status status = list_part(l, path, test ? CNN_TRAIN : -1, true);
    if (cnn_failed(status) || !test)
        return status;
    cnn_data_path(r, test, path, sizeof path);
    return list_part(l, path, CNN_TEST, false);
}

/* What is decoded: the network's input, or the size of the first picture. */
static cnn_status choose_shape(image_list *l, cnn_shape *shape) {
    const cnn_dataset_wish *w = l->r->wish;
    cnn_status status = cnn_fail(CNN_BAD_INPUT, "%s: pictures of class folders cannot be decoded here", w->name);
    *shape = w->image;
    if (w->image.n)
        return cnn_ok();
    for (int i = 0; w->look && i < l->count; i++) {
        status = w->look(l->files[i].path, shape);
        if (!cnn_failed(status))
            return status;
    }
    return status;
}

static cnn_status reserve(image_list *l, cnn_shape shape) {
    int counts[2] = {0, 0};
    for (int i = 0; i < l->count; i++)
        counts[l->files[i].part]++;
    cnn_status status = cnn_ok();
    for (int part = 0; part < 2 && !cnn_failed(status); part++)
        if (counts[part])
            status = cnn_data_room(l->r, part, counts[part], shape, l->r->folder.path);
    return status;
}

/* Decodes file after file. One that cannot be read is left out, which the note says; where none can, that fails. */
static cnn_status decode_all(image_list *l) {
    cnn_data_reading *r = l->r;
    size_t each = cnn_shape_image(r->shape);
    float *numbers = malloc(each * sizeof *numbers);
    int bad = 0, good = 0;
    cnn_status status = numbers ? cnn_ok() : cnn_no_memory(r->folder.path, each * sizeof *numbers), why = status;
    for (int i = 0; i < l->count && !cnn_failed(status); i++) {
        const image_file *f = &l->files[i];
        if (r->parts[f->part].count >= r->wish->most)
            continue;
        cnn_status read = r->wish->decode(f->path, r->wish->fitting, r->shape, numbers);
        if (cnn_failed(read) && read.code == CNN_NO_MEMORY)
            status = read;
        why = cnn_failed(read) && !bad++ ? read : why;
        uint8_t *to = cnn_failed(read) ? NULL : cnn_data_add(r, f->part, f->label);
        for (size_t k = 0; k < each && to; k++)
            to[k] = (uint8_t)(numbers[k] * 255 + 0.5f);
        good += to != NULL;
        if (!cnn_failed(status) && i % 32 == 0)
            status = cnn_data_progress(r, i, l->count);
    }
    free(numbers);
    if (cnn_failed(status) || !bad)
        return status;
    cnn_format(r->d->note, sizeof r->d->note, "%d of %d pictures cannot be read and are left out; the first: %s", bad,
        good + bad, why.message);
    return good ? status : why;
}

/* A few pictures from the whole list stand for all: whether any is in colours that become grey, or is grey and is
 * repeated. */
static void note_channels(const image_list *l, int channels) {
    enum { LOOKED_AT = 16 };
    int step = l->count / LOOKED_AT + 1, other = channels;
    for (int i = 0; l->r->wish->look && i < l->count && other == channels; i += step) {
        cnn_shape shape;
        if (!cnn_failed(l->r->wish->look(l->files[i].path, &shape)))
            other = shape.c;
    }
    if (channels == 1 || channels == 3)
        cnn_dataset_note_channels(l->r->d, other, channels);
}

static cnn_status read_list(image_list *l) {
    cnn_data_reading *r = l->r;
    cnn_shape shape;
    cnn_status status = list_all(l);
    if (!cnn_failed(status) && (!l->count || !r->wish->decode))
        status = cnn_fail(CNN_BAD_INPUT, "%s: %s", r->folder.path,
            l->count ? "pictures of class folders cannot be decoded here" : "no pictures in the class folders");
    if (!cnn_failed(status))
        status = choose_shape(l, &shape);
    if (cnn_failed(status))
        return status;
    int form[] = {FORM, shape.c, shape.h, shape.w, (int)r->wish->fitting.kind, r->wish->fitting.shorter,
        r->wish->fitting.bicubic};
    r->d->fitted = true;
    cnn_cache_note(&l->key, form, sizeof form);
    for (int i = 0; i < r->name_count; i++)
        r->seen[i] = true;
    if (cnn_cache_read(r, l->key))
        return cnn_ok(); /* with its note */
    status = reserve(l, shape);
    if (!cnn_failed(status))
        status = decode_all(l);
    if (!cnn_failed(status))
        note_channels(l, shape.c);
    if (!cnn_failed(status) && r->wish->most >= l->count)
        cnn_cache_write(r, l->key);
    return status;
}

static cnn_status read_images(cnn_data_reading *r) {
    image_list l = {.r = r, .key = cnn_cache_begin()};
    cnn_status status = read_list(&l);
    free(l.files);
    return status;
}

const cnn_data_kind cnn_data_images = {"class folders", is_images, NULL, read_images};
