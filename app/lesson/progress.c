/* The file that remembers how far the reader has come. */
#include "reader.h"

#include "file.h"
#include "user_files.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PLAIN_KEY = 1000 }; /* bytes; YAML wants a longer key to be announced with "?" */

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
        return reader_entry_of(c, key);
    char name[64];
    size_t length = strlen(slash + 1), ending = strlen(".md");
    bool is_lesson = length > ending && length < sizeof name && !strcmp(slash + 1 + length - ending, ".md");
    cnn_format(name, sizeof name, "%.*s", is_lesson ? (int)(length - ending) : 0, slash + 1);
    return is_lesson ? reader_entry_of(c, reader_without_number(name)) : NULL;
}

/* Bits of the pages in a list. */
static uint64_t read_bits(const cnn_document *d, const cnn_yaml *list) {
    uint64_t bits = 0;
    int64_t number;
    for (int i = 0; cnn_yaml_is_list(list) && i < cnn_yaml_count(list); i++)
        if (!cnn_failed(cnn_yaml_integer(d, cnn_yaml_item(list, i), "page", 0, LESSON_PAGES - 1, &number)))
            bits |= UINT64_C(1) << number;
    return bits;
}

/* Files of earlier versions tell neither how far one had come nor what was right at once. */
static void read_entry(const cnn_document *d, cnn_yaml *node, course_entry *e) {
    cnn_yaml *page = cnn_yaml_get(node, "page"), *far = cnn_yaml_get(node, "far");
    int64_t number;
    if (page && !cnn_failed(cnn_yaml_integer(d, page, "page", 0, LESSON_PAGES, &number)))
        e->page = e->page > (int)number ? e->page : (int)number;
    if (far && !cnn_failed(cnn_yaml_integer(d, far, "far", 0, LESSON_PAGES, &number)))
        e->far = e->far > (int)number ? e->far : (int)number;
    e->far = e->far > e->page ? e->far : e->page;
    e->answered |= read_bits(d, cnn_yaml_get(node, "answered"));
    e->right |= read_bits(d, cnn_yaml_get(node, "right"));
    e->missed |= read_bits(d, cnn_yaml_get(node, "missed")) & ~e->right;
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
        if (key && key[0] == ':')
            continue; /* of quizzes */
        course_entry *e = key ? entry_of_key(c, key) : NULL, other = {.page = -1, .far = -1};
        read_entry(d, cnn_yaml_value(root, i), e ? e : &other);
        cnn_format(other.path, sizeof other.path, "%s", key ? key : "");
        if (!e && other.page >= 0)
            status = keep_elsewhere(c, &other);
    }
    if (!cnn_failed(status) && d)
        reader_read_tests(c, d);
    cnn_document_free(d);
    return status;
}

static void append_bits(char *text, size_t size, uint64_t bits) {
    cnn_append(text, size, "[");
    for (int j = 0, first = 1; j < LESSON_PAGES; j++)
        if (bits >> j & 1) {
            cnn_append(text, size, "%s%d", first ? "" : ", ", j);
            first = 0;
        }
    cnn_append(text, size, "]");
}

static void append_entry(char *text, size_t size, const course_entry *e) {
    if (e->page < 0 || !cnn_is_printable(e->id[0] ? e->id : e->path))
        return; /* YAML could not say such a path */
    char key[8200];
    key_of(e, key, sizeof key);
    cnn_append(text, size,
        strlen(key) > PLAIN_KEY ? "? \"%s\"\n: {page: %d, answered: " : "\"%s\": {page: %d, answered: ", key, e->page);
    append_bits(text, size, e->answered);
    if (e->far > e->page)
        cnn_append(text, size, ", far: %d", e->far);
    if (e->right) {
        cnn_append(text, size, ", right: ");
        append_bits(text, size, e->right);
    }
    if (e->missed) {
        cnn_append(text, size, ", missed: ");
        append_bits(text, size, e->missed);
    }
    cnn_append(text, size, "}\n");
}

static cnn_status write_progress(reader *c) {
    size_t size = (size_t)(c->count + c->elsewhere_count) * 9400 + READER_TESTS_TEXT;
    char *text = malloc(size);
    if (!text)
        return cnn_no_memory(c->progress, size);
    text[0] = '\0';
    cnn_append(text, size,
        "# How far each lesson was read, and the pages whose question was answered, right at the first try, or "
        "missed.\n");
    for (int i = 0; i < c->count; i++)
        append_entry(text, size, &c->entries[i]);
    for (int i = 0; i < c->elsewhere_count; i++)
        append_entry(text, size, &c->elsewhere[i]);
    reader_append_tests(c, text, size);
    cnn_status status = user_file_write(c->progress, text);
    free(text);
    c->changed = cnn_failed(status);
    c->changed_at = c->clock + 60; /* when it is tried again */
    return status;
}

cnn_status reader_start(reader *c, bool keep) {
    c->entries = calloc(READER_LESSONS, sizeof *c->entries);
    c->at = c->left = -1;
    c->play_to = -1;
    c->keeps = keep;
    c->seed = keep ? (uint64_t)time(NULL) : 1; /* until the file says another one */
    if (!c->entries)
        return cnn_no_memory("the table of contents", READER_LESSONS * sizeof *c->entries);
    cnn_status found = reader_find_lessons(c, keep);
    if (!keep)
        return found;
    user_data_path("progress.yaml", c->progress, sizeof c->progress);
    cnn_status status = reader_read_progress(c);
    c->keeps = !cnn_failed(status) || !cnn_file_exists(c->progress); /* not written over */
    return cnn_failed(status) ? status : found;
}

cnn_status reader_keep(reader *c, bool now) {
    bool due = c->keeps && c->changed && (now || c->clock - c->changed_at > 2);
    return due ? write_progress(c) : cnn_ok();
}

cnn_status reader_stop(reader *c) {
    cnn_status status = reader_keep(c, true);
    lesson_close(c->lesson);
    terms_free(&c->terms);
    for (int in = 0; in < LANGUAGE_COUNT; in++)
        lesson_close(c->notes[in]);
    free(c->entries);
    free(c->elsewhere);
    memset(c, 0, sizeof *c);
    return status;
}
