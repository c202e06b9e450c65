/* Where lessons lie: those of the course in its order, then all others, those of one's own last. */
#include "reader.h"

#include "file.h"
#include "installed.h"
#include "user_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

const char *reader_without_number(const char *name) {
    const char *c = name;
    while (*c >= '0' && *c <= '9')
        c++;
    return c > name && *c == '-' && c[1] ? c + 1 : name;
}

course_entry *reader_entry_of(const reader *c, const char *id) {
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].id[0] && !strcmp(c->entries[i].id, id))
            return &c->entries[i];
    return NULL;
}

/* Its place in the course; minutes of a lesson that is in none are guessed: one for each page and question. */
static void place_entry(const reader *c, course_entry *e) {
    int at = e->id[0] ? course_find(&c->course, e->id) : -1, asked = 0;
    for (uint64_t bits = e->asked; bits; bits &= bits - 1)
        asked++;
    e->number = at + 1;
    e->part = at < 0 ? -1 : c->course.lessons[at].part;
    e->minutes = at < 0 ? e->pages + asked : c->course.lessons[at].minutes;
}

static void add_entry(reader *c, const char *path) {
    if (c->count == READER_LESSONS)
        return;
    lesson *l;
    if (cnn_failed(lesson_open(path, &l)))
        return; /* lint says why; a broken file does not hide the others */
    course_entry *e = &c->entries[c->count++];
    memset(e, 0, sizeof *e);
    e->page = e->far = -1;
    e->pages = l->count;
    cnn_format(e->path, sizeof e->path, "%s", path);
    cnn_format(e->name, sizeof e->name, "%s", l->name);
    if (!reader_entry_of(c, reader_without_number(l->name)))
        cnn_format(e->id, sizeof e->id, "%s", reader_without_number(l->name));
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
    place_entry(c, e);
    lesson_close(l);
}

/* Those of the course first, in its order. */
static int by_place(const void *a, const void *b) {
    const course_entry *one = a, *other = b;
    int first = one->number ? one->number : COURSE_LESSONS + 1,
        second = other->number ? other->number : COURSE_LESSONS + 1;
    return first != second ? first - second : strcmp(one->path, other->path);
}

/* A lesson in ko/ that lies in en/ too is found there. */
static bool has_original(const char *path) {
    char other[8192];
    const char *slash = strrchr(path, '/');
    size_t above = slash ? (size_t)(slash - path) : 0;
    if (above < 3 || strncmp(path + above - 3, "/ko", 3) != 0)
        return false;
    cnn_format(other, sizeof other, "%.*s/en%s", (int)(above - 3), path, slash);
    return cnn_file_exists(other);
}

static void add_folder(reader *c, const char *folder) {
    DIR *opened = opendir(folder);
    if (!opened)
        return;
    int first = c->count;
    for (struct dirent *d; (d = readdir(opened));) {
        size_t length = strlen(d->d_name);
        char path[8192], name[64];
        if (length < 4 || strcmp(d->d_name + length - 3, ".md") || d->d_name[0] == '.' ||
            !strcmp(d->d_name, "README.md"))
            continue;
        cnn_format(name, sizeof name, "%.*s", (int)(length - 3), d->d_name);
        cnn_format(path, sizeof path, "%s/%s", folder, d->d_name);
        if (strlen(path) < sizeof c->entries[0].path && !course_is_check(&c->course, name) && !has_original(path))
            add_entry(c, path);
    }
    closedir(opened);
    qsort(c->entries + first, (size_t)(c->count - first), sizeof *c->entries, by_place);
}

/* A part whose questions are not there, or cannot be read, has none; lint says why. */
static void keep_checks(reader *c, const char *folder) {
    static quiz_pool pool;
    for (int i = 0; i < c->course.part_count; i++) {
        course_part *p = &c->course.parts[i];
        char path[8300];
        cnn_format(path, sizeof path, "%s/%s.md", folder, p->check);
        lesson *l = NULL;
        if (!cnn_file_exists(path) || cnn_failed(lesson_open(path, &l)))
            p->check[0] = '\0';
        if (!l)
            continue;
        pool.count = 0;
        quiz_pool_add(&pool, l, i);
        c->questions[i] = pool.count;
        lesson_close(l);
    }
}

static void notes_path(const reader *c, language in, char *path, size_t size) {
    cnn_format(path, size, "%s/%s.md", c->folder, in == LANGUAGE_KO ? "teacher-ko" : "teacher");
}

cnn_status reader_open_notes(reader *c) {
    for (int in = 0; in < LANGUAGE_COUNT; in++) {
        char path[8300];
        notes_path(c, (language)in, path, sizeof path);
        cnn_status status = !c->notes[in] && cnn_file_exists(path) ? lesson_open(path, &c->notes[in]) : cnn_ok();
        if (cnn_failed(status))
            return status;
    }
    return cnn_ok();
}

const lesson *reader_notes(const reader *c) {
    language in = strings_language();
    return c->notes[in] ? c->notes[in] : c->notes[!in];
}

void reader_mark_terms(const reader *c, lesson *l) {
    for (int i = 0; i < l->count; i++)
        for (int in = 0; in < LANGUAGE_COUNT; in++)
            if (l->pages[i].title[in] && cnn_failed(terms_mark(&c->terms, (language)in, &l->pages[i].text[in])))
                return; /* without memory the words are plain */
}

cnn_status reader_find_lessons(reader *c, bool own) {
    char below[8192];
    installed_path(INSTALLED_LESSONS, c->folder, sizeof c->folder);
    cnn_status status = course_read(c->folder, &c->course);
    cnn_format(below, sizeof below, "%s/en", c->folder);
    keep_checks(c, below);
    for (int in = 0; in < LANGUAGE_COUNT; in++) {
        char path[8300];
        notes_path(c, (language)in, path, sizeof path);
        c->has_notes |= cnn_file_exists(path);
    }
    cnn_status words = terms_read(c->folder, &c->terms);
    if (!cnn_failed(status))
        status = words;
    add_folder(c, below);
    if (!own)
        return status;
    char folder[4096];
    user_data_path("lessons", folder, sizeof folder);
    static const char *const languages[] = {"en", "ko"};
    for (int i = 0; i < 2; i++) {
        cnn_format(below, sizeof below, "%s/%s", folder, languages[i]);
        add_folder(c, below);
    }
    add_folder(c, folder);
    return status;
}
