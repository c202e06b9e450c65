/* Where lessons lie, and the file that remembers how far the reader has come. */
#include "reader.h"

#include "file.h"
#include "installed.h"
#include "user_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { PLAIN_KEY = 1000 }; /* bytes; YAML wants a longer key to be announced with "?" */

/* "09-padding" is "padding": a lesson that gets another number keeps its progress. */
static const char *without_number(const char *name) {
    const char *c = name;
    while (*c >= '0' && *c <= '9')
        c++;
    return c > name && *c == '-' && c[1] ? c + 1 : name;
}

static course_entry *entry_of(reader *c, const char *id) {
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].id[0] && !strcmp(c->entries[i].id, id))
            return &c->entries[i];
    return NULL;
}

static void add_entry(reader *c, const char *path) {
    if (c->count == READER_LESSONS)
        return;
    lesson *l;
    if (cnn_failed(lesson_open(path, &l)))
        return; /* lint says why; a broken file does not hide the others */
    course_entry *e = &c->entries[c->count++];
    memset(e, 0, sizeof *e);
    e->page = -1;
    e->pages = l->count;
    cnn_format(e->path, sizeof e->path, "%s", path);
    cnn_format(e->name, sizeof e->name, "%s", l->name);
    if (!entry_of(c, without_number(l->name)))
        cnn_format(e->id, sizeof e->id, "%s", without_number(l->name));
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

static void add_folder(reader *c, const char *folder) {
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

/* The key of a lesson as a quoted text. */
static void key_of(const course_entry *e, char *text, size_t size) {
    char letter[CNN_QUOTED];
    size_t length = 0;
    text[0] = '\0';
    for (const char *c = e->id[0] ? e->id : e->path; *c; c++)
        length += cnn_format(text + length, size - length, "%s", cnn_quoted(*c, letter));
}

/* The lesson of a key. Earlier versions wrote the path of the file, in whichever language and folder it was read. */
static course_entry *entry_of_key(reader *c, const char *key) {
    for (int i = 0; i < c->count; i++)
        if (!strcmp(c->entries[i].path, key))
            return &c->entries[i];
    const char *slash = strrchr(key, '/');
    if (!slash)
        return entry_of(c, key);
    char name[64];
    size_t length = strlen(slash + 1), ending = strlen(".md");
    bool is_lesson = length > ending && length < sizeof name && !strcmp(slash + 1 + length - ending, ".md");
    cnn_format(name, sizeof name, "%.*s", is_lesson ? (int)(length - ending) : 0, slash + 1);
    return is_lesson ? entry_of(c, without_number(name)) : NULL;
}

static void read_entry(const cnn_document *d, cnn_yaml *node, course_entry *e) {
    cnn_yaml *page = cnn_yaml_get(node, "page"), *answered = cnn_yaml_get(node, "answered");
    int64_t number;
    if (page && !cnn_failed(cnn_yaml_integer(d, page, "page", 0, LESSON_PAGES, &number)))
        e->page = e->page > (int)number ? e->page : (int)number;
    for (int i = 0; cnn_yaml_is_list(answered) && i < cnn_yaml_count(answered); i++)
        if (!cnn_failed(cnn_yaml_integer(d, cnn_yaml_item(answered, i), "answered", 0, LESSON_PAGES - 1, &number)))
            e->answered |= UINT64_C(1) << number;
}

static cnn_status keep_elsewhere(reader *c, const course_entry *e) {
    course_entry *more = realloc(c->elsewhere, (size_t)(c->elsewhere_count + 1) * sizeof *more);
    if (!more)
        return cnn_no_memory(c->progress, sizeof *more);
    c->elsewhere = more;
    c->elsewhere[c->elsewhere_count++] = *e;
    return cnn_ok();
}

cnn_status reader_read_progress(reader *c) {
    cnn_document *d;
    cnn_status status = user_file_open(c->progress, &d);
    cnn_yaml *root = cnn_failed(status) || !d ? NULL : cnn_document_root(d);
    for (int i = 0; i < READER_KEPT && i < cnn_yaml_count(root) && !cnn_failed(status); i++) {
        const char *key = cnn_yaml_text(cnn_yaml_key(root, i));
        course_entry *e = key ? entry_of_key(c, key) : NULL, other = {.page = -1};
        read_entry(d, cnn_yaml_value(root, i), e ? e : &other);
        cnn_format(other.path, sizeof other.path, "%s", key ? key : "");
        if (!e && other.page >= 0)
            status = keep_elsewhere(c, &other);
    }
    cnn_document_free(d);
    return status;
}

static void append_entry(char *text, size_t size, const course_entry *e) {
    if (e->page < 0 || !cnn_is_printable(e->id[0] ? e->id : e->path))
        return; /* YAML could not say such a path */
    char key[8200];
    key_of(e, key, sizeof key);
    cnn_append(text, size,
        strlen(key) > PLAIN_KEY ? "? \"%s\"\n: {page: %d, answered: [" : "\"%s\": {page: %d, answered: [", key,
        e->page);
    for (int j = 0, first = 1; j < LESSON_PAGES; j++)
        if (e->answered >> j & 1) {
            cnn_append(text, size, "%s%d", first ? "" : ", ", j);
            first = 0;
        }
    cnn_append(text, size, "]}\n");
}

static cnn_status write_progress(reader *c) {
    size_t size = (size_t)(c->count + c->elsewhere_count) * 8600 + 200;
    char *text = malloc(size);
    if (!text)
        return cnn_no_memory(c->progress, size);
    text[0] = '\0';
    cnn_append(text, size, "# How far each lesson was read, and the pages whose question was answered.\n");
    for (int i = 0; i < c->count; i++)
        append_entry(text, size, &c->entries[i]);
    for (int i = 0; i < c->elsewhere_count; i++)
        append_entry(text, size, &c->elsewhere[i]);
    cnn_status status = user_file_write(c->progress, text);
    free(text);
    c->changed = cnn_failed(status);
    c->changed_at = c->clock + 60; /* when it is tried again */
    return status;
}

cnn_status reader_start(reader *c, bool keep) {
    char folder[4096], below[8192];
    c->entries = calloc(READER_LESSONS, sizeof *c->entries);
    c->at = c->left = -1;
    c->play_to = -1;
    c->keeps = keep;
    if (!c->entries)
        return cnn_no_memory("the table of contents", READER_LESSONS * sizeof *c->entries);
    installed_path(INSTALLED_LESSONS, folder, sizeof folder);
    cnn_format(below, sizeof below, "%s/en", folder);
    add_folder(c, below);
    if (!keep)
        return cnn_ok();
    user_data_path("lessons", folder, sizeof folder);
    cnn_format(below, sizeof below, "%s/en", folder);
    add_folder(c, below);
    add_folder(c, folder);
    user_data_path("progress.yaml", c->progress, sizeof c->progress);
    cnn_status status = reader_read_progress(c);
    c->keeps = !cnn_failed(status) || !cnn_file_exists(c->progress); /* not written over */
    return status;
}

cnn_status reader_keep(reader *c, bool now) {
    bool due = c->keeps && c->changed && (now || c->clock - c->changed_at > 2);
    return due ? write_progress(c) : cnn_ok();
}

cnn_status reader_stop(reader *c) {
    cnn_status status = reader_keep(c, true);
    lesson_close(c->lesson);
    free(c->entries);
    free(c->elsewhere);
    memset(c, 0, sizeof *c);
    return status;
}
