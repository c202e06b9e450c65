/* Where lessons lie, and the file that remembers how far the reader has come. */
#include "app.h"
#include "file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void data_path(const char *name, char *path, size_t size) {
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data && data[0] == '/')
        cnn_format(path, size, "%s/stride/%s", data, name);
    else
        cnn_format(path, size, "%s/.local/share/stride/%s", home ? home : "", name);
}

static void lessons_path(char *path, size_t size) {
    const char *folder = getenv("STRIDE_LESSONS");
    cnn_format(path, size, "%s", folder && *folder ? folder : STRIDE_LESSONS);
}

static void add_entry(course *c, const char *path) {
    if (c->count == COURSE_LESSONS)
        return;
    lesson *l;
    if (cnn_failed(lesson_open(path, &l)))
        return; /* lint says why; a broken file does not keep the others away */
    course_entry *e = &c->entries[c->count++];
    memset(e, 0, sizeof *e);
    e->page = -1;
    e->pages = l->count;
    cnn_format(e->path, sizeof e->path, "%s", path);
    cnn_format(e->name, sizeof e->name, "%s", l->name);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        cnn_format(e->title[i], sizeof e->title[i], "%s",
            l->title[i]    ? l->title[i]
            : l->title[!i] ? l->title[!i]
                           : l->name);
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        if (!cnn_failed(lesson_scene_read(&l->pages[i], &scene)) && scene.question.kind != ASK_NOTHING)
            e->asked |= UINT64_C(1) << i;
    }
    lesson_close(l);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const course_entry *)a)->path, ((const course_entry *)b)->path);
}

static void add_folder(course *c, const char *folder) {
    DIR *opened = opendir(folder);
    if (!opened)
        return;
    int first = c->count;
    for (struct dirent *d; (d = readdir(opened));) {
        size_t length = strlen(d->d_name);
        char path[8192];
        if (length < 4 || strcmp(d->d_name + length - 3, ".md") || d->d_name[0] == '.' ||
            !strcmp(d->d_name, "README.md"))
            continue;
        cnn_format(path, sizeof path, "%s/%s", folder, d->d_name);
        if (strlen(path) < sizeof c->entries[0].path)
            add_entry(c, path);
    }
    closedir(opened);
    qsort(c->entries + first, (size_t)(c->count - first), sizeof *c->entries, by_path);
}

/* The key of a lesson: its path, as a quoted text. */
static void key_of(const course_entry *e, char *text, size_t size) {
    size_t length = 0;
    for (const char *c = e->path; *c && length + 3 < size; c++) {
        if (*c == '"' || *c == '\\')
            text[length++] = '\\';
        text[length++] = *c;
    }
    text[length] = '\0';
}

static void read_progress(course *c) {
    cnn_document *d;
    if (!cnn_file_exists(c->progress) || cnn_failed(cnn_document_open(c->progress, &d)))
        return; /* one that cannot be read is begun anew */
    cnn_yaml *root = cnn_document_root(d);
    for (int i = 0; i < c->count && cnn_yaml_is_map(root); i++) {
        cnn_yaml *node = cnn_yaml_get(root, c->entries[i].path), *answered = cnn_yaml_get(node, "answered");
        int64_t number;
        if (node && !cnn_failed(cnn_yaml_integer(d, cnn_yaml_get(node, "page"), "page", 0, LESSON_PAGES, &number)))
            c->entries[i].page = (int)number;
        for (int j = 0; j < cnn_yaml_count(answered); j++)
            if (!cnn_failed(cnn_yaml_integer(d, cnn_yaml_item(answered, j), "answered", 0, LESSON_PAGES - 1, &number)))
                c->entries[i].answered |= UINT64_C(1) << number;
    }
    cnn_document_free(d);
}

static void make_folders(const char *path) {
    char part[4096];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        cnn_format(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0777);
    }
}

static void write_progress(app *a) {
    course *c = &a->course;
    static char text[COURSE_LESSONS * 4600];
    text[0] = '\0';
    cnn_append(text, sizeof text, "# How far each lesson was read, and the pages whose question was answered.\n");
    for (int i = 0; i < c->count; i++) {
        const course_entry *e = &c->entries[i];
        if (e->page < 0)
            continue;
        char key[8200];
        key_of(e, key, sizeof key);
        cnn_append(text, sizeof text, "\"%s\": {page: %d, answered: [", key, e->page);
        for (int j = 0, first = 1; j < LESSON_PAGES; j++)
            if (e->answered >> j & 1) {
                cnn_append(text, sizeof text, "%s%d", first ? "" : ", ", j);
                first = 0;
            }
        cnn_append(text, sizeof text, "]}\n");
    }
    make_folders(c->progress);
    cnn_piece piece = {text, strlen(text)};
    cnn_status status = cnn_file_write(c->progress, &piece, 1);
    if (cnn_failed(status))
        app_say(a, tr("message.progress"), status.message);
    c->changed = false;
}

void course_start(app *a, bool keep) {
    course *c = &a->course;
    char folder[4096], below[8192];
    c->entries = calloc(COURSE_LESSONS, sizeof *c->entries);
    c->at = -1;
    c->play_to = -1;
    c->keeps = keep;
    if (!c->entries)
        return;
    lessons_path(folder, sizeof folder);
    cnn_format(below, sizeof below, "%s/en", folder);
    add_folder(c, below);
    if (!keep)
        return;
    data_path("lessons", folder, sizeof folder);
    cnn_format(below, sizeof below, "%s/en", folder);
    add_folder(c, below);
    add_folder(c, folder);
    data_path("progress.yaml", c->progress, sizeof c->progress);
    read_progress(c);
}

void course_keep(app *a, bool now) {
    course *c = &a->course;
    if (c->keeps && c->changed && (now || a->clock - c->changed_at > 2))
        write_progress(a);
}

void course_stop(app *a) {
    course_keep(a, true);
    lesson_close(a->course.lesson);
    free(a->course.entries);
    memset(&a->course, 0, sizeof a->course);
}
