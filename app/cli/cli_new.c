/* stride new lesson NAME, stride new network NAME: files to begin with, which work as they are. */
#include "cli.h"

#include "assets.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file that is made from a template. */
typedef struct made {
    const char *template, *folder; /* folder: below the present one; "" for none */
} made;

static const made lessons[] = {{"templates/lesson-en.md", "en"}, {"templates/lesson-ko.md", "ko"}},
                  networks[] = {{"templates/network.yaml", ""}};

/* "my-first" is called "My first". */
static void title_of(const char *name, char *title, size_t size) {
    cnn_format(title, size, "%s", name);
    for (char *c = title; *c; c++)
        *c = *c == '-' || *c == '_' ? ' ' : *c;
    if (title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
}

/* Appends `length` bytes of the template, with the marks replaced. */
static cnn_status write_filled(const char *path, const char *text, const char *title, const char *file) {
    size_t size = strlen(text) + 16 * (strlen(title) + strlen(file)) + 1, length = 0;
    char *filled = malloc(size);
    if (!filled)
        return cnn_no_memory(path, size);
    for (const char *at = text; *at;) {
        bool is_title = !strncmp(at, "@TITLE@", 7), is_file = !strncmp(at, "@FILE@", 6);
        if (is_title || is_file)
            length += cnn_format(filled + length, size - length, "%s", is_title ? title : file);
        else if (length + 1 < size)
            filled[length++] = *at;
        at += is_title ? 7 : is_file ? 6 : 1;
    }
    const cnn_piece piece = {filled, length};
    cnn_status status = cnn_file_write(path, &piece, 1);
    free(filled);
    return status;
}

static void path_of(const made *m, const char *file, char *path, size_t size) {
    cnn_format(path, size, "%s%s%s", m->folder, m->folder[0] ? "/" : "", file);
}

static cnn_status make(const made *all, int count, const char *file, const char *title) {
    char path[1024], template[4096];
    for (int i = 0; i < count; i++) {
        path_of(&all[i], file, path, sizeof path);
        struct stat about;
        if (lstat(path, &about) == 0)
            return cnn_fail(CNN_BAD_INPUT, "%s is there already, and is left as it is", path);
    }
    cnn_status status = cnn_ok();
    for (int i = 0; i < count && !cnn_failed(status); i++) {
        unsigned char *text;
        size_t length;
        asset_path(all[i].template, template, sizeof template);
        status = cnn_file_read(template, 1 << 20, false, &text, &length);
        if (cnn_failed(status))
            return status;
        path_of(&all[i], file, path, sizeof path);
        if (all[i].folder[0])
            mkdir(all[i].folder, 0777);
        status = write_filled(path, (const char *)text, title, path);
        free(text);
        if (!cnn_failed(status))
            printf("%s\n", path);
    }
    return status;
}

/* The name with its ending, which may be left out. */
static bool file_name(const char *given, const char *ending, char *stem, size_t size) {
    size_t length = strlen(given), tail = strlen(ending);
    bool has = length > tail && !strcmp(given + length - tail, ending);
    cnn_format(stem, size, "%.*s", (int)(has ? length - tail : length), given);
    return stem[0] && stem[0] != '.' && !strchr(stem, '/') && !strchr(stem, '\\') && strlen(stem) < 60 &&
           cnn_is_printable(stem);
}

int cli_new(int count, char **arguments) {
    const cli_option options[] = {{0}};
    const cli_command command = {"new", "lesson|network NAME",
        "Makes the files of a lesson, in English and Korean, or of a network: something to begin with that works.\n"
        "A lesson is made as en/NAME.md and ko/NAME.md, a network as NAME.yaml, in the present folder.",
        options, 2, 2};
    const char *words[2];
    char stem[64], file[80], title[64];
    int given, status = cli_parse(&command, count, arguments, words, &given);
    if (status >= 0)
        return status;
    bool lesson = !strcmp(words[0], "lesson");
    const char *ending = lesson ? ".md" : ".yaml";
    if (!lesson && strcmp(words[0], "network") != 0)
        return cli_usage("new", "%s cannot be made; lesson and network can", words[0]);
    if (!file_name(words[1], ending, stem, sizeof stem))
        return cli_usage("new", "%s is no name for a file in this folder", words[1]);
    cnn_format(file, sizeof file, "%s%s", stem, ending);
    title_of(stem, title, sizeof title);
    cnn_status written = lesson ? make(lessons, 2, file, title) : make(networks, 1, file, title);
    return cnn_failed(written) ? cli_fail(written) : cli_finish(CLI_FINE);
}
