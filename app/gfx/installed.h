/* Where the files that come with Stride lie: `assets` and `lessons`. */
#ifndef INSTALLED_H
#define INSTALLED_H

#include <stddef.h>

typedef enum installed_folder { INSTALLED_ASSETS, INSTALLED_LESSONS } installed_folder;

/* Writes the path of that folder: what $STRIDE_ASSETS or $STRIDE_LESSONS says; else the folder in share/stride beside the
 * program's bin, wherever the two were moved; else the one in the source tree that Stride was built from. Always writes
 * a path; whether the folder is there shows when a file in it is opened. */
void installed_path(installed_folder which, char *path, size_t size);

#endif
