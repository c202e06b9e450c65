/* zlib reads plain files and packed ones through the same calls; writing is plain system calls, since only they can be
 * synced. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h> /* rename */
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

bool cnn_file_exists(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

cnn_status cnn_file_size(const char *path, size_t *bytes) {
    struct stat about;
    *bytes = 0;
    if (stat(path, &about) != 0)
        return cnn_fail(CNN_IO, "%s: %s", path, strerror(errno));
    *bytes = (size_t)about.st_size;
    return cnn_ok();
}

static cnn_status grow(unsigned char **bytes, size_t *room, size_t limit, const char *path) {
    size_t wanted = *room ? *room * 2 : 64 * 1024;
    if (wanted > limit + 2)
        wanted = limit + 2;
    unsigned char *larger = realloc(*bytes, wanted);
    if (!larger)
        return cnn_no_memory(path, wanted);
    *bytes = larger;
    *room = wanted;
    return cnn_ok();
}

/* Where reading stops: a longer file fails, or the rest of it is left unread. */
typedef struct bound {
    size_t bytes;
    bool part;
} bound;

/* Reads the next bytes; 0 at the end, -1 with a status otherwise. */
static ptrdiff_t next_bytes(
    int descriptor, gzFile packed, const char *path, unsigned char *to, size_t room, cnn_status *status) {
    if (!packed) {
        ssize_t got = read(descriptor, to, room);
        if (got < 0)
            *status = cnn_fail(CNN_IO, "%s: %s", path, strerror(errno));
        return got;
    }
    int code, got = gzread(packed, to, room > (1 << 24) ? 1 << 24 : (unsigned)room);
    const char *reason = gzerror(packed, &code);
    if (got > 0 || (got == 0 && code == Z_OK) || code == Z_STREAM_END)
        return got;
    *status = cnn_fail(CNN_BAD_INPUT, "%s: the compressed data is damaged or cut short (%s)", path, reason);
    return -1;
}

static cnn_status read_all(
    int descriptor, gzFile packed, const char *path, bound most, unsigned char **bytes, size_t *length) {
    size_t room = 0;
    cnn_status status = cnn_ok();
    for (;;) {
        if (*length > most.bytes && !most.part)
            return cnn_fail(CNN_BAD_INPUT, "%s: larger than %zu bytes", path, most.bytes);
        if (*length >= most.bytes && most.part)
            break;
        if (*length + 1 >= room) {
            status = grow(bytes, &room, most.bytes, path);
            if (cnn_failed(status))
                return status;
        }
        ptrdiff_t got = next_bytes(descriptor, packed, path, *bytes + *length, room - *length - 1, &status);
        if (got <= 0)
            break;
        *length += (size_t)got;
    }
    *length = *length < most.bytes ? *length : most.bytes;
    (*bytes)[*length] = 0;
    return status;
}

static cnn_status read_file(const char *path, bound most, bool unpack, unsigned char **bytes, size_t *length) {
    *bytes = NULL;
    *length = 0;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (descriptor < 0 || fstat(descriptor, &about) != 0)
        return cnn_fail(CNN_IO, "%s: %s", path, strerror(errno));
    if (S_ISDIR(about.st_mode)) {
        close(descriptor);
        return cnn_fail(CNN_IO,
            "%s: is a directory, not a file; pictures in its folders are data: stride train NETWORK --data %s", path,
            path);
    }
    gzFile packed = unpack ? gzdopen(descriptor, "rb") : NULL;
    cnn_status status =
        unpack && !packed ? cnn_no_memory(path, 0) : read_all(descriptor, packed, path, most, bytes, length);
    if (packed)
        gzclose(packed);
    else
        close(descriptor);
    if (cnn_failed(status)) {
        free(*bytes);
        *bytes = NULL;
        *length = 0;
    }
    return status;
}

cnn_status cnn_file_read(const char *path, size_t limit, bool unpack, unsigned char **bytes, size_t *length) {
    return read_file(path, (bound){limit, false}, unpack, bytes, length);
}

cnn_status cnn_file_read_start(const char *path, size_t most, bool unpack, unsigned char **bytes, size_t *length) {
    return read_file(path, (bound){most, true}, unpack, bytes, length);
}

cnn_status cnn_file_read_part(const char *path, size_t from, size_t count, void *to) {
    struct stat about;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return cnn_fail(CNN_IO, "%s: %s", path, strerror(errno));
    cnn_status status = cnn_ok();
    if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))
        status = cnn_fail(CNN_IO, "%s: is not a file", path);
    else if ((size_t)about.st_size < from || (size_t)about.st_size - from < count)
        status = cnn_fail(CNN_BAD_INPUT, "%s: is cut short", path);
    for (size_t done = 0; done < count && !cnn_failed(status);) {
        ssize_t got = pread(descriptor, (unsigned char *)to + done, count - done, (off_t)(from + done));
        if (got <= 0)
            status = cnn_fail(CNN_IO, "%s: %s", path, got < 0 ? strerror(errno) : "is cut short");
        done += got > 0 ? (size_t)got : 0;
    }
    close(descriptor);
    return status;
}

static cnn_status write_all(int descriptor, const char *path, const cnn_piece *pieces, int count) {
    for (int i = 0; i < count; i++) {
        const unsigned char *from = pieces[i].data;
        for (size_t left = pieces[i].size; left > 0;) {
            ssize_t put = write(descriptor, from, left);
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0)
                return cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
            from += put;
            left -= (size_t)put;
        }
    }
    if (fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS)
        return cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
    return cnn_ok();
}

/* Where the bytes go: the path itself, or the target of a symbolic link. Only regular files with write permission are
 * replaced; `mode` becomes the mode of the old file. */
static cnn_status real_place(const char *path, char *real, size_t size, mode_t *mode) {
    struct stat about;
    char *resolved = NULL;
    real[0] = '\0';
    bool link = lstat(path, &about) == 0 && S_ISLNK(about.st_mode);
    if (link && !(resolved = realpath(path, NULL)))
        return cnn_fail(CNN_BAD_INPUT, "%s: cannot write: it is a link that leads nowhere", path);
    const char *whole = resolved ? resolved : path;
    bool fits = strlen(whole) < size;
    cnn_append(real, size, "%s", whole);
    free(resolved);
    if (!fits)
        return cnn_fail(CNN_BAD_INPUT, "%s: the path is too long", path);
    if (stat(real, &about) != 0)
        return cnn_ok();
    if (!S_ISREG(about.st_mode))
        return cnn_fail(CNN_BAD_INPUT, "%s: cannot write: it is %s, not a file", path,
            S_ISDIR(about.st_mode) ? "a directory" : "a device or a pipe");
    if (access(real, W_OK) != 0)
        return cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
    *mode = about.st_mode & 07777;
    return cnn_ok();
}

/* Opens the temporary file beside the target, which a killed run may have left, and locks it. -1 with a status on
 * failure. */
static int open_beside(const char *beside, const char *path, cnn_status *status) {
    for (int tries = 0; tries < 100; tries++) {
        int descriptor = open(beside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        struct stat held, named;
        if (descriptor < 0 || fstat(descriptor, &held) != 0) {
            *status = cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
            return -1;
        }
        bool alone = flock(descriptor, LOCK_EX | LOCK_NB) == 0 && S_ISREG(held.st_mode) && held.st_nlink == 1;
        bool still = lstat(beside, &named) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev;
        if (alone && still && ftruncate(descriptor, 0) == 0)
            return descriptor;
        close(descriptor);
        if (still)
            break;
    }
    *status = cnn_fail(CNN_IO, "%s: cannot write: another program is writing it", path);
    return -1;
}

/* Makes the new name survive a power failure. A file system that cannot promise this is no reason to fail. */
static void sync_folder(const char *path) {
    char folder[4096];
    cnn_format(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int descriptor = open(slash ? folder : ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

static void (*written)(const char *path);

void cnn_file_tell(void (*told)(const char *path)) {
    written = told;
}

cnn_status cnn_file_write(const char *given, const cnn_piece *pieces, int count) {
    char beside[4096], path[4000];
    mode_t mode = 0;
    cnn_status status = real_place(given, path, sizeof path, &mode);
    if (cnn_failed(status))
        return status;
    if (cnn_format(beside, sizeof beside, "%s.part", path) != strlen(path) + 5)
        return cnn_fail(CNN_BAD_INPUT, "%s: the path is too long", path);
    int descriptor = open_beside(beside, path, &status);
    if (descriptor < 0)
        return status;
    if (mode && fchmod(descriptor, mode) != 0)
        status = cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
    if (!cnn_failed(status))
        status = write_all(descriptor, path, pieces, count);
    if (!cnn_failed(status) && rename(beside, path) != 0)
        status = cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
    if (cnn_failed(status))
        unlink(beside);
    if (close(descriptor) != 0 && !cnn_failed(status))
        status = cnn_fail(CNN_IO, "%s: cannot write: %s", path, strerror(errno));
    if (!cnn_failed(status))
        sync_folder(path);
    if (!cnn_failed(status) && written)
        written(path);
    return status;
}
