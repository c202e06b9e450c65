/* The user's own files. Sources of the places: the XDG Base Directory Specification, and user-dirs.dirs of xdg-user-dirs
 * for the folder of documents, which has a name in the user's language. */
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

void user_cache_path(const char *name, char *path, size_t size) {
    path_in("XDG_CACHE_HOME", ".cache", name, path, size);
}

void user_make_folders(const char *path) {
    char part[4096];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        cnn_format(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0777);
    }
}

/* Reads XDG_DOCUMENTS_DIR="$HOME/Documents" from the file of folders; false where it is not said. */
static bool documents_of(const char *list, const char *home, char *folder, size_t size) {
    static const char KEY[] = "XDG_DOCUMENTS_DIR=\"";
    FILE *f = fopen(list, "r");
    char line[4200];
    bool found = false;
    while (f && !found && fgets(line, sizeof line, f)) {
        char *end = strrchr(line, '"'), *value = line + strlen(KEY);
        if (strncmp(line, KEY, strlen(KEY)) != 0 || !end || end < value)
            continue;
        *end = '\0';
        bool below = !strncmp(value, "$HOME/", 6);
        cnn_format(folder, size, "%s%s", below ? home : "", below ? value + 5 : value);
        found = folder[0] == '/';
    }
    if (f)
        fclose(f);
    return found;
}

static void documents_folder(char *folder, size_t size) {
    const char *said = getenv("XDG_DOCUMENTS_DIR"), *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
    char list[4200];
    struct stat about;
    home = home ? home : "";
    if (config && config[0] == '/')
        cnn_format(list, sizeof list, "%s/user-dirs.dirs", config);
    else
        cnn_format(list, sizeof list, "%s/.config/user-dirs.dirs", home);
    if (said && said[0] == '/') {
        cnn_format(folder, size, "%s", said);
    } else if (!documents_of(list, home, folder, size)) {
        cnn_format(folder, size, "%s/Documents", home);
        if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode))
            cnn_format(folder, size, "%s", home);
    }
}

void user_document_path(const char *stem, const char *ending, int number, char *path, size_t size) {
    char folder[4096], after[16] = "";
    documents_folder(folder, sizeof folder);
    if (number > 1)
        cnn_format(after, sizeof after, "-%d", number);
    cnn_format(path, size, "%s/Stride/%s%s%s", folder, stem, after, ending);
}

cnn_status user_new_document(const char *stem, const char *ending, char *path, size_t size) {
    enum { MOST = 10000 };
    struct stat about;
    for (int number = 1; number < MOST; number++) {
        user_document_path(stem, ending, number, path, size);
        if (lstat(path, &about) != 0) {
            user_make_folders(path);
            return cnn_ok();
        }
    }
    return cnn_fail(CNN_BAD_INPUT, "%s and all other names up to %d are taken", path, MOST);
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

cnn_status user_file_write(const char *path, const char *text) {
    user_make_folders(path);
    cnn_piece piece = {text, strlen(text)};
    return cnn_file_write(path, &piece, 1);
}
