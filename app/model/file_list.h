/* The files of a folder that Stride can open, for the list to choose one from. */
#ifndef FILE_LIST_H
#define FILE_LIST_H

#include "status.h"

#include <stdbool.h>

enum { FILE_LIST_PATH = 4096, FILE_LIST_MOST = 2000 };

typedef enum file_kind { FILE_FOLDER, FILE_LESSON, FILE_NETWORK, FILE_PICTURE, FILE_WEIGHTS, FILE_KINDS } file_kind;

typedef struct file_entry {
    char name[256];
    file_kind kind;
} file_entry;

typedef struct file_list {
    char folder[FILE_LIST_PATH]; /* absolute; empty: nothing was read yet */
    file_entry *entries;         /* folders first, then by name; owned */
    int count;
    bool more; /* there were more than FILE_LIST_MOST */
} file_list;

/* What the ending of a name says; FILE_KINDS: Stride does not open such a file. */
file_kind file_kind_of(const char *name);

/* Reads a folder in place of what the list held. On failure the list is as it was. */
cnn_status file_list_read(file_list *list, const char *folder);

/* The folder above, or the folder of that name in it. */
cnn_status file_list_up(file_list *list);
cnn_status file_list_into(file_list *list, const char *name);

void file_list_free(file_list *list);

/* Whether the name has all of the typed words in it, in any case. */
bool file_list_matches(const char *name, const char *typed);

#endif
