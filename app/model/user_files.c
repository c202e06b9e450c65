/* The user's own files. Source of the places: the XDG Base Directory Specification. */
#include "user_files.h"

#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void path_in(const char *variable, const char *otherwise, const char *name, char *path, size_t size) {
    const char *folder = getenv(variable), *home = getenv("HOME");
    if (folder && folder[0] == '/')
        cnn_format(path, size, "%s/stride/%s", folder, name);
    else
        cnn_format(path, size, "%s/%s/stride/%s", home ? home : "", otherwise, name);
}

void user_data_path(const char *name, char *path, size_t size) {
    path_in("XDG_DATA_HOME", ".local/share", name, path, size);
}

void user_config_path(const char *name, char *path, size_t size) {
    path_in("XDG_CONFIG_HOME", ".config", name, path, size);
}

cnn_status user_file_set_aside(const char *path, cnn_status why) {
    char aside[4200];
    struct stat about;
    cnn_format(aside, sizeof aside, "%s.unreadable", path);
    for (int number = 2; lstat(aside, &about) == 0 && number < 1000; number++)
        cnn_format(aside, sizeof aside, "%s.unreadable.%d", path, number);
    if (why.code == CNN_BAD_INPUT && lstat(aside, &about) != 0 && rename(path, aside) == 0)
        cnn_append(why.message, sizeof why.message, "; the file is now %s", aside);
    return why;
}

cnn_status user_file_open(const char *path, cnn_document **out) {
    *out = NULL;
    if (!cnn_file_exists(path))
        return cnn_ok();
    cnn_status status = cnn_document_open(path, out);
    if (!cnn_failed(status) && !cnn_yaml_is_map(cnn_document_root(*out))) {
        status = cnn_yaml_fail(*out, cnn_document_root(*out), "expected entries of the form NAME: VALUE");
        cnn_document_free(*out);
        *out = NULL;
    }
    return cnn_failed(status) ? user_file_set_aside(path, status) : status;
}

static void make_folders(const char *path) {
    char part[4096];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        cnn_format(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0777);
    }
}

cnn_status user_file_write(const char *path, const char *text) {
    make_folders(path);
    cnn_piece piece = {text, strlen(text)};
    return cnn_file_write(path, &piece, 1);
}
