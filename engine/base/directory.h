/* What a folder holds. */
#ifndef CNN_DIRECTORY_H
#define CNN_DIRECTORY_H

#include "arena.h"
#include "status.h"

#include <stdint.h>

typedef struct cnn_folder_entry {
    const char *name;
    bool is_folder;
    int64_t size, changed; /* bytes; nanoseconds since some time long ago */
} cnn_folder_entry;

typedef struct cnn_folder {
    const char *path;
    int count;
    cnn_folder_entry
        *entries; /* files and folders in the order of their names' bytes; hidden ones and loops are left out */
} cnn_folder;

/* Lives in the arena. */
cnn_status cnn_folder_list(const char *path, cnn_arena *arena, cnn_folder *out);

bool cnn_is_folder(const char *path);

/* The entry of that name; NULL: there is none. */
const cnn_folder_entry *cnn_folder_find(const cnn_folder *folder, const char *name);

#endif
