/* A lesson is found by its id: the name of its file without the number. */
#include "course_check.h"

#include "installed.h"
#include "lesson_link.h"
#include "lesson_scene.h"
#include "reader.h"

#include <dirent.h>
#include <string.h>

static bool find_in(const char *folder, const char *id, char *path, size_t size) {
    DIR *opened = opendir(folder);
    bool found = false;
    for (struct dirent *d; opened && !found && (d = readdir(opened));) {
        char name[256];
        size_t length = strlen(d->d_name);
        if (length < 4 || length >= sizeof name || strcmp(d->d_name + length - 3, ".md"))
            continue;
        cnn_format(name, sizeof name, "%.*s", (int)(length - 3), d->d_name);
        found = !strcmp(reader_without_number(name), id);
        if (found)
            cnn_format(path, size, "%s/%s", folder, d->d_name);
    }
    if (opened)
        closedir(opened);
    return found;
}

static bool find_lesson(const lesson *l, const char *id, char *path, size_t size) {
    char shared[4096], below[4200];
    installed_path(INSTALLED_LESSONS, shared, sizeof shared);
    cnn_format(below, sizeof below, "%s/en", shared);
    return find_in(l->folder, id, path, size) || find_in(below, id, path, size);
}

static void check_link(lesson *l, language in, int line, const char *link, link_judge *elsewhere) {
    char id[64], page[LESSON_ID], path[8300];
    lesson *other = NULL;
    cnn_status status = lesson_link_is(link) ? lesson_link_read(link, id, page) : elsewhere(link);
    if (!lesson_link_is(link)) {
        if (cnn_failed(status))
            lesson_problem(l, in, line, "%s", status.message);
        return;
    }
    if (cnn_failed(status)) {
        lesson_problem(l, in, line, "%s is no link to a lesson; one is like #lesson/padding/ring", link);
        return;
    }
    if (!find_lesson(l, reader_without_number(id), path, sizeof path)) {
        lesson_problem(l, in, line, "%s leads nowhere: there is no lesson \"%s\"", link, id);
        return;
    }
    if (page[0] && !cnn_failed(lesson_open(path, &other)) && lesson_link_page(other, page) < 0)
        lesson_problem(l, in, line, "%s leads nowhere: %s has no page \"%s\"", link, path, page);
    lesson_close(other);
}

static void check_links(lesson *l, const lesson_page *page, language in, link_judge *elsewhere) {
    const prose *text = &page->text[in];
    const char *before = NULL; /* a link of several spans is told once */
    for (int i = 0; i < text->count && page->title[in]; i++)
        for (int j = 0; j < text->blocks[i].count; j++) {
            const char *link = text->blocks[i].spans[j].link;
            if (link && link != before)
                check_link(l, in, page->line[in] + 1 + text->blocks[i].line, link, elsewhere);
            before = link;
        }
}

void course_check(lesson *l, link_judge *elsewhere) {
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        char path[8300];
        for (int in = 0; in < LANGUAGE_COUNT; in++)
            check_links(l, &l->pages[i], (language)in, elsewhere);
        if (!cnn_failed(lesson_scene_read(&l->pages[i], &scene)) && scene.of[0] &&
            !find_lesson(l, scene.of, path, sizeof path))
            lesson_problem(l, l->original, l->pages[i].line[l->original], "of: there is no lesson \"%s\"", scene.of);
    }
}
