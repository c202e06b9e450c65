/* Where the user's own files are: lessons and progress with the data, settings with the configuration. */
#ifndef USER_FILES_H
#define USER_FILES_H

#include "document.h"

/* The path of a file of that name, where the XDG base directories say. */
void user_data_path(const char *name, char *path, size_t size);
void user_config_path(const char *name, char *path, size_t size);
void user_cache_path(const char *name, char *path, size_t size); /* what can be made again */

/* A file that the user asks for goes into the folder Stride among their documents, and never over another one: the path
 * for it there, of which no file exists. `stem` and `ending` make its name, as "conv1" and ".pdf"; further ones are called
 * "conv1-2.pdf". */
cnn_status user_new_document(const char *stem, const char *ending, char *path, size_t size);

/* The number-th of those names, from 1, whether it exists or not. */
void user_document_path(const char *stem, const char *ending, int number, char *path, size_t size);

/* Makes the folders above a file. */
void user_make_folders(const char *path);

/* Opens a file that Stride wrote. *out is NULL where there is none. A file that can no longer be read is set aside. */
cnn_status user_file_open(const char *path, cnn_document **out);

/* Moves the file to NAME.unreadable, or .unreadable.2 where that exists, and appends this to `why`. After a system
 * failure, or where it cannot be moved, it stays and must not be overwritten. */
cnn_status user_file_set_aside(const char *path, cnn_status why);

/* Writes it, with the folders it needs. */
cnn_status user_file_write(const char *path, const char *text);

#endif
