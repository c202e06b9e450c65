/* Names of the course are those of its files. */
#include "cli_lesson.h"

#include "cli_given.h"
#include "file.h"
#include "installed.h"
#include "reader.h"

#include <dirent.h>
#include <string.h>

/* The file in the folder whose name is `name`, with its number or without. */
static bool find_in_course(const char *name, char *path, size_t size) {
    char folder[4096], stem[256];
    bool found = false;
    installed_path(INSTALLED_LESSONS, folder, sizeof folder);
    cnn_append(folder, sizeof folder, "/en");
    DIR *opened = opendir(folder);
    for (struct dirent *d; opened && !found && (d = readdir(opened));) {
        size_t length = strlen(d->d_name);
        if (length < 4 || length >= sizeof stem || strcmp(d->d_name + length - 3, ".md") != 0)
            continue;
        cnn_format(stem, sizeof stem, "%.*s", (int)(length - 3), d->d_name);
        found = !strcmp(stem, name) || !strcmp(reader_without_number(stem), name);
        if (found)
            cnn_format(path, size, "%s/%s", folder, d->d_name);
    }
    if (opened)
        closedir(opened);
    return found;
}

void cli_lesson_path(const char *name, char *path, size_t size) {
    bool plain = !strchr(name, '/') && !cnn_file_exists(name);
    if (!plain || !find_in_course(name, path, size))
        cnn_format(path, size, "%s", name);
}

bool cli_lesson_is_korean(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash - path >= 2 && !strncmp(slash - 2, "ko", 2) && (slash - path == 2 || slash[-3] == '/');
}

cnn_status cli_open_lesson(const char *name, lesson **out) {
    char path[8192];
    cli_lesson_path(name, path, sizeof path);
    cnn_status status = cli_expect(path, CLI_LESSON);
    return cnn_failed(status) ? status : lesson_open(path, out);
}
