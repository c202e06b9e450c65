/* A lesson to hand out: one file, NAME.stride, a zip archive of the lesson in its languages with the pictures, networks
 * and weights that it uses, in the folders where they lie: en/, ko/, or none. It is unpacked into the user's cache and
 * opened from there. */
#ifndef PACK_H
#define PACK_H

#include "lesson.h"

enum {
    PACK_BYTES = 64 * 1024 * 1024, /* of the archive, and of the largest file in it */
    PACK_UNPACKED = 128 * 1024 * 1024,
    PACK_FILES = 64,
    PACK_NAME = 200
};

bool pack_is(const char *path);

/* Writes the archive. The same files give the same bytes. */
cnn_status pack_write(const lesson *l, const char *path);

/* Unpacks the archive and writes the path of its lesson. A file that reaches out of its folder, is too large, or is none
 * of a lesson's fails. */
cnn_status pack_open(const char *path, char *found, size_t size);

#endif
