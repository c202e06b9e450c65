/* Names that begin with a dot are left out, and so is what Stride has nothing to say of: models and photographs of
 * other programs are there, and answered with the way that leads from them to a file it opens. */
#include "file_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

file_kind file_kind_of(const char *name) {
    static const struct {
        const char *ending;
        file_kind kind;
    } endings[] = {{".md", FILE_LESSON}, {".stride", FILE_LESSON}, {".yaml", FILE_NETWORK}, {".yml", FILE_NETWORK},
        {".onnx", FILE_NETWORK}, {".pt", FILE_NETWORK}, {".pth", FILE_NETWORK}, {".h5", FILE_NETWORK},
        {".keras", FILE_NETWORK}, {".tflite", FILE_NETWORK}, {".png", FILE_PICTURE}, {".jpg", FILE_PICTURE},
        {".jpeg", FILE_PICTURE}, {".jpe", FILE_PICTURE}, {".jfif", FILE_PICTURE}, {".bmp", FILE_PICTURE},
        {".gif", FILE_PICTURE}, {".webp", FILE_PICTURE}, {".pgm", FILE_PICTURE}, {".ppm", FILE_PICTURE},
        {".pbm", FILE_PICTURE}, {".pnm", FILE_PICTURE}, {".tif", FILE_PICTURE}, {".tiff", FILE_PICTURE},
        {".heic", FILE_PICTURE}, {".heif", FILE_PICTURE}, {".avif", FILE_PICTURE}, {".safetensors", FILE_WEIGHTS}};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i].ending);
        if (length > ending && !strcasecmp(name + length - ending, endings[i].ending))
            return endings[i].kind;
    }
    return FILE_KINDS;
}

static int by_kind_and_name(const void *one, const void *other) {
    const file_entry *a = one, *b = other;
    if ((a->kind == FILE_FOLDER) != (b->kind == FILE_FOLDER))
        return a->kind == FILE_FOLDER ? -1 : 1;
    int order = strcasecmp(a->name, b->name);
    return order ? order : strcmp(a->name, b->name);
}

/* Fills in the entry; false when it is not listed. */
static bool look_at(const char *folder, const char *name, file_entry *out) {
    char path[FILE_LIST_PATH + 300];
    struct stat about;
    if (name[0] == '.' || strlen(name) >= sizeof out->name)
        return false;
    cnn_format(path, sizeof path, "%s/%s", folder, name);
    if (stat(path, &about) != 0)
        return false;
    cnn_format(out->name, sizeof out->name, "%s", name);
    out->kind = S_ISDIR(about.st_mode) ? FILE_FOLDER : S_ISREG(about.st_mode) ? file_kind_of(name) : FILE_KINDS;
    return out->kind != FILE_KINDS;
}

cnn_status file_list_read(file_list *list, const char *folder) {
    char whole[FILE_LIST_PATH];
    char *real = realpath(folder, NULL);
    if (!real || strlen(real) >= sizeof whole) {
        free(real);
        return cnn_fail(CNN_IO, "%s: the folder cannot be read: %s", folder, strerror(errno));
    }
    cnn_format(whole, sizeof whole, "%s", real);
    free(real);
    DIR *opened = opendir(whole);
    if (!opened)
        return cnn_fail(CNN_IO, "%s: the folder cannot be read: %s", whole, strerror(errno));
    file_list read = {.entries = calloc(FILE_LIST_MOST, sizeof *read.entries)};
    if (!read.entries) {
        closedir(opened);
        return cnn_no_memory(whole, FILE_LIST_MOST * sizeof *read.entries);
    }
    for (struct dirent *d; (d = readdir(opened));) {
        file_entry entry;
        if (!look_at(whole, d->d_name, &entry))
            continue;
        read.more = read.count == FILE_LIST_MOST;
        if (read.more)
            break;
        read.entries[read.count++] = entry;
    }
    closedir(opened);
    qsort(read.entries, (size_t)read.count, sizeof *read.entries, by_kind_and_name);
    cnn_format(read.folder, sizeof read.folder, "%s", whole);
    file_list_free(list);
    *list = read;
    return cnn_ok();
}

cnn_status file_list_up(file_list *list) {
    char above[FILE_LIST_PATH];
    cnn_format(above, sizeof above, "%s", list->folder);
    char *slash = strrchr(above, '/');
    if (slash)
        slash[slash == above] = '\0';
    return file_list_read(list, above);
}

cnn_status file_list_into(file_list *list, const char *name) {
    char below[FILE_LIST_PATH + 300];
    cnn_format(below, sizeof below, "%s/%s", list->folder, name);
    return file_list_read(list, below);
}

void file_list_free(file_list *list) {
    free(list->entries);
    *list = (file_list){.count = 0};
}

static bool has_word(const char *name, const char *word, size_t length) {
    for (; *name; name++)
        if (!strncasecmp(name, word, length))
            return true;
    return false;
}

bool file_list_matches(const char *name, const char *typed) {
    while (*typed) {
        size_t length = strcspn(typed, " ");
        if (length && !has_word(name, typed, length))
            return false;
        typed += length + strspn(typed + length, " ");
    }
    return true;
}
