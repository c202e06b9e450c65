/* stride lint LESSON|FOLDER: everything that is wrong, a line each. Scenes are run, and the engine answers the questions. */
#include "cli.h"

#include "cli_lesson.h"
#include "course.h"
#include "course_check.h"
#include "lesson_scene.h"
#include "link_check.h"
#include "terms.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LESSONS = 512 };

/* The lessons of a folder. */
typedef struct found {
    char (*paths)[4096];
    int count;
} found;

/* Pages before which one waits: about six seconds on a laptop, longer where the processor is older. */
static void tell_waiting(const lesson *l) {
    static const double NOTED = 60;
    for (int i = 0; i < l->count; i++) {
        double billions = lesson_page_billions(l, i);
        if (billions >= NOTED)
            printf("%s:%d: the page \"%s\" trains its network before it shows: %.0f billion multiplications\n",
                l->path[l->original], l->pages[i].line[l->original], l->pages[i].id, billions);
    }
}

/* Returns whether nothing is wrong. */
static bool lint(const char *path) {
    lesson *l = NULL;
    cnn_status opened = cli_open_lesson(path, &l);
    if (cnn_failed(opened)) {
        cli_fail(opened);
        return false;
    }
    lesson_scene_check(l);
    lesson_scene_try(l);
    course_check(l, link_check_text);
    for (int i = 0; i < l->problem_count; i++)
        fprintf(stderr, "stride: %s\n", l->problems[i]);
    int questions = 0, problems = l->problem_count, pages = l->count;
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        questions += !cnn_failed(lesson_scene_read(&l->pages[i], &scene)) && scene.question.kind != ASK_NOTHING;
    }
    if (!problems)
        printf("%s: %d page%s, %d question%s, nothing wrong\n", path, pages, pages == 1 ? "" : "s", questions,
            questions == 1 ? "" : "s");
    if (!problems)
        tell_waiting(l);
    lesson_close(l);
    return !problems;
}

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_lesson(const char *name) {
    static const char *const guides[] = {"README.md", "teacher.md", "teacher-ko.md"};
    size_t length = strlen(name);
    bool guide = false;
    for (size_t i = 0; i < sizeof guides / sizeof *guides; i++)
        guide |= !strcmp(name, guides[i]);
    return length > 3 && !strcmp(name + length - 3, ".md") && name[0] != '.' && !guide;
}

/* The lessons in the folder, with those of en/ and of ko/ below it; one in both languages once. */
static void gather(found *f, const char *folder, const char *below) {
    char path[4096], twin[4096];
    cnn_format(path, sizeof path, "%s%s%s", folder, *below ? "/" : "", below);
    DIR *opened = opendir(path);
    for (struct dirent *d; opened && (d = readdir(opened)) && f->count < LESSONS;) {
        struct stat about;
        cnn_format(twin, sizeof twin, "%s/en/%s", folder, d->d_name);
        if (is_lesson(d->d_name) && (strcmp(below, "ko") || stat(twin, &about)))
            cnn_format(f->paths[f->count++], sizeof *f->paths, "%.3800s/%s", path, d->d_name);
    }
    if (opened)
        closedir(opened);
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

/* The list of a course's parts, and its words, where the folder has them. */
static void lint_lists(const char *folder, bool *fine) {
    static course parts;
    course_terms words;
    cnn_status status[] = {course_read(folder, &parts), terms_read(folder, &words)};
    terms_free(&words);
    for (int i = 0; i < 2; i++)
        if (cnn_failed(status[i])) {
            cli_fail(status[i]);
            *fine = false;
        }
}

static cnn_status lint_folder(const char *folder, bool *fine) {
    found f = {.paths = malloc(LESSONS * sizeof *f.paths)};
    if (!f.paths)
        return cnn_no_memory(folder, LESSONS * sizeof *f.paths);
    lint_lists(folder, fine);
    gather(&f, folder, "");
    gather(&f, folder, "en");
    gather(&f, folder, "ko");
    qsort(f.paths, (size_t)f.count, sizeof *f.paths, by_name);
    for (int i = 0; i < f.count; i++)
        *fine &= lint(f.paths[i]);
    free(f.paths);
    return f.count ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, "%s: there is no lesson (NAME.md) in this folder", folder);
}

int cli_lint(int count, char **arguments) {
    const cli_option options[] = {{0}};
    const cli_command command = {"lint", "LESSON|FOLDER",
        "Checks a lesson and its translation, or all of a folder; says file, line and reason.", options, 1, 1};
    const char *path;
    int given, status = cli_parse(&command, count, arguments, &path, &given);
    bool fine = true;
    if (status >= 0)
        return status;
    cnn_status started = text_start();
    if (!cnn_failed(started))
        started = assets_start();
    if (!cnn_failed(started) && is_folder(path))
        started = lint_folder(path, &fine);
    else if (!cnn_failed(started))
        fine = lint(path);
    assets_stop();
    text_stop();
    return cnn_failed(started) ? cli_fail(started) : cli_finish(fine ? CLI_FINE : CLI_FAILED);
}
