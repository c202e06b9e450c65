/* Whole files in and out. Writing goes to a new file beside the old one, is synced and renamed: a reader, or a crash,
 * sees the old file or the new one and never half of either. */
#ifndef CNN_FILE_H
#define CNN_FILE_H

#include "status.h"

#include <stdint.h>

/* Reads at most `limit` bytes; a larger file fails. With `unpack`, gzip is unpacked. The bytes end with a zero that is
 * not counted in `length`; the caller frees them with free(). */
cnn_status cnn_file_read(const char *path, size_t limit, bool unpack, unsigned char **bytes, size_t *length);

/* The first `most` bytes of the file, or all of it; nothing beyond them is read. */
cnn_status cnn_file_read_start(const char *path, size_t most, bool unpack, unsigned char **bytes, size_t *length);

/* Exactly `count` bytes that begin at byte `from` of the file. */
cnn_status cnn_file_read_part(const char *path, size_t from, size_t count, void *to);

typedef struct cnn_piece {
    const void *data;
    size_t size;
} cnn_piece;

/* Writes the pieces one after the other. */
cnn_status cnn_file_write(const char *path, const cnn_piece *pieces, int count);

/* `told` hears of every file that cnn_file_write has written, from the thread that wrote it; NULL: nobody does. A page
 * keeps the files of its memory, and hands out those that the user asked for. */
void cnn_file_tell(void (*told)(const char *path));

bool cnn_file_exists(const char *path);
cnn_status cnn_file_size(const char *path, size_t *bytes);

/* The most bytes that are read at once: 4 GiB, or half of what a size can say. */
#define CNN_BYTES_MAX ((size_t)((uint64_t)4 << 30 < SIZE_MAX / 2 ? (uint64_t)4 << 30 : SIZE_MAX / 2))

#endif
