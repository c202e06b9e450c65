/* stride lint LESSON: everything that is wrong, a line each. Scenes are run, and the engine answers the questions. */
#include "cli.h"

#include "lesson_scene.h"

#include <stdio.h>

int cli_lint(int count, char **arguments) {
    const cli_option options[] = {{0}};
    const cli_command command = {
        "lint", "LESSON", "Checks a lesson and its translation; says file, line and reason.", options, 1, 1};
    const char *path;
    int given, status = cli_parse(&command, count, arguments, &path, &given);
    if (status >= 0)
        return status;
    cnn_status started = text_start();
    if (!cnn_failed(started))
        started = assets_start();
    lesson *l = NULL;
    if (!cnn_failed(started))
        started = lesson_open(path, &l);
    if (cnn_failed(started)) {
        assets_stop();
        text_stop();
        return cli_fail(started);
    }
    lesson_scene_check(l);
    lesson_scene_try(l);
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
    lesson_close(l);
    assets_stop();
    text_stop();
    return cli_finish(problems ? CLI_FAILED : CLI_FINE);
}
