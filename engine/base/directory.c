/* Names are gathered on the heap, as their number is known only at the end, and then copied into the arena. */
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_ENTRIES = 4 * 1024 * 1024 };

bool cnn_is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static int by_name(const void *one, const void *other) {
    const cnn_folder_entry *a = one, *b = other;
    return strcmp(a->name, b->name);
}

/* What other systems and archives leave beside the files is no content. */
static bool is_content(const char *name) {
    static const char *const others[] = {"__MACOSX", "Thumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN",
        "System Volume Information", "lost+found", "__pycache__"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(name, others[i]))
            return false;
    return name[0] != '.';
}

/* Whether the entry is a link to a folder that it lies in: whoever followed it would find the same again and again. */
static bool leads_back(DIR *open, const char *path, const char *name) {
    struct stat about;
    if (fstatat(dirfd(open), name, &about, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISLNK(about.st_mode))
        return false;
    char link[4096];
    cnn_format(link, sizeof link, "%s/%s", path, name);
    char *from = realpath(path, NULL), *to = realpath(link, NULL);
    size_t length = to ? strlen(to) : 0;
    bool back = from && to && !strncmp(from, to, length) && (from[length] == '/' || !from[length] || length == 1);
    free(from);
    free(to);
    return back;
}

static bool grow(cnn_folder_entry **list, int count, int *room) {
    if (count < *room)
        return true;
    int wanted = *room ? *room * 2 : 64;
    cnn_folder_entry *larger = realloc(*list, (size_t)wanted * sizeof **list);
    if (!larger)
        return false;
    *list = larger;
    *room = wanted;
    return true;
}

/* What is neither a file nor a folder, or vanished meanwhile, is left out. */
static cnn_status gather(DIR *open, cnn_arena *arena, const char *path, cnn_folder_entry **list, int *count) {
    int room = 0;
    for (struct dirent *entry; (entry = readdir(open));) {
        struct stat about;
        if (!is_content(entry->d_name) || fstatat(dirfd(open), entry->d_name, &about, 0) != 0)
            continue;
        if (!S_ISDIR(about.st_mode) && !S_ISREG(about.st_mode))
            continue;
        if (S_ISDIR(about.st_mode) && leads_back(open, path, entry->d_name))
            continue;
        if (*count == MOST_ENTRIES)
            return cnn_fail(CNN_BAD_INPUT, "%s: a folder of more than %d files", path, MOST_ENTRIES);
        char *name = cnn_arena_text(arena, entry->d_name, strlen(entry->d_name));
        if (!name || !grow(list, *count, &room))
            return cnn_no_memory(path, (size_t)room * sizeof **list);
        (*list)[(*count)++] = (cnn_folder_entry){name, S_ISDIR(about.st_mode), (int64_t)about.st_size,
            (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec};
    }
    return cnn_ok();
}

cnn_status cnn_folder_list(const char *path, cnn_arena *arena, cnn_folder *out) {
    cnn_folder_entry *list = NULL;
    memset(out, 0, sizeof *out);
    DIR *open = opendir(path);
    if (!open)
        return cnn_fail(CNN_IO, "%s: %s", path, strerror(errno));
    cnn_status status = gather(open, arena, path, &list, &out->count);
    closedir(open);
    size_t bytes = (size_t)out->count * sizeof *list;
    out->path = cnn_failed(status) ? NULL : cnn_arena_text(arena, path, strlen(path));
    out->entries = cnn_failed(status) ? NULL : cnn_arena_alloc(arena, (size_t)out->count + 1, sizeof *list);
    if (!cnn_failed(status) && (!out->path || !out->entries))
        status = cnn_no_memory(path, bytes);
    if (!cnn_failed(status) && out->count) {
        qsort(list, (size_t)out->count, sizeof *list, by_name);
        memcpy(out->entries, list, bytes);
    }
    free(list);
    return status;
}

const cnn_folder_entry *cnn_folder_find(const cnn_folder *folder, const char *name) {
    for (int low = 0, high = folder->count; low < high;) {
        int middle = (low + high) / 2, order = strcmp(folder->entries[middle].name, name);
        if (!order)
            return &folder->entries[middle];
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return NULL;
}
