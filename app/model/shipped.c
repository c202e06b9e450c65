/* Whether a text is that of a network is asked of the bytes: a file of one's own may have any name. */
#include "shipped.h"

#include "assets.h"
#include "file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static const size_t LARGEST = (size_t)1 << 20; /* bytes of such a file */

bool shipped_path(const char *name, char *path, size_t size) {
    char file[SHIPPED_NAME + 32];
    size_t length = strlen(name);
    bool plain = length && length < SHIPPED_NAME && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
    cnn_format(file, sizeof file, "networks/%s.yaml", plain ? name : "");
    asset_path(file, path, size);
    return plain && cnn_file_exists(path);
}

static bool has_text(const char *path, const char *text) {
    unsigned char *held = NULL;
    size_t length;
    bool same = !cnn_failed(cnn_file_read(path, LARGEST, false, &held, &length)) && !strcmp((const char *)held, text);
    free(held);
    return same;
}

bool shipped_named_by(const char *text, char name[SHIPPED_NAME]) {
    char folder[4096], path[4096];
    bool found = false;
    asset_path("networks", folder, sizeof folder);
    DIR *opened = opendir(folder);
    for (struct dirent *d; opened && !found && (d = readdir(opened));) {
        const char *ending = strrchr(d->d_name, '.');
        size_t length = ending && !strcmp(ending, ".yaml") ? (size_t)(ending - d->d_name) : 0;
        if (!length || length >= SHIPPED_NAME)
            continue;
        cnn_format(name, SHIPPED_NAME, "%.*s", (int)length, d->d_name);
        found = shipped_path(name, path, sizeof path) && has_text(path, text);
    }
    if (opened)
        closedir(opened);
    if (!found)
        name[0] = '\0';
    return found;
}

bool shipped_named_by_file(const char *path, char name[SHIPPED_NAME]) {
    unsigned char *held = NULL;
    size_t length;
    name[0] = '\0';
    bool found =
        !cnn_failed(cnn_file_read(path, LARGEST, false, &held, &length)) && shipped_named_by((const char *)held, name);
    free(held);
    return found;
}
