/* Files of other kinds that people try to open, and one sentence for each that says where to go from there. */
#ifndef CNN_FOREIGN_OTHER_H
#define CNN_FOREIGN_OTHER_H

#include <stdbool.h>
#include <stddef.h>

/* The sentence of the file whose first bytes these are; @ in it is its name, & that without the ending. NULL: it is of
 * none of these kinds. */
const char *cnn_foreign_other(const char *path, const unsigned char *bytes, size_t size);

/* The same of a folder. */
const char *cnn_foreign_folder(const char *path);

/* Whether the path ends so, in capitals or not. */
bool cnn_path_ends(const char *path, const char *ending);

#endif
