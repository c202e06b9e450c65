/* stride pack LESSON -o x.stride */
#include "cli.h"

#include "cli_lesson.h"
#include "lesson_scene.h"
#include "pack.h"

#include <stdio.h>

/* A pack is handed out, so a lesson that is wrong is not packed. */
static cnn_status check(lesson *l) {
    lesson_scene_check(l);
    lesson_scene_try(l);
    for (int i = 0; i < l->problem_count; i++)
        fprintf(stderr, "stride: %s\n", l->problems[i]);
    return l->problem_count ? cnn_fail(CNN_BAD_INPUT, "the lesson was not packed: first mend what stands above")
                            : cnn_ok();
}

int cli_pack(int count, char **arguments) {
    const char *path, *output = NULL;
    const cli_option options[] = {
        {.name = "output", .value = "FILE", .help = "the file to write; also -o FILE", .text = &output}, {0}};
    const cli_command command = {"pack", "LESSON -o x.stride",
        "Packs a lesson with its translation, pictures, networks and weights into one file, which Stride opens.",
        options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &path, &given);
    if (status >= 0)
        return status;
    if (!output)
        return cli_usage("pack", "-o FILE is missing");
    if (!pack_is(output))
        return cli_usage("pack", "the name of a pack ends in .stride");
    lesson *l = NULL;
    cnn_status result = text_start();
    if (!cnn_failed(result))
        result = assets_start();
    if (!cnn_failed(result))
        result = cli_open_lesson(path, &l);
    if (!cnn_failed(result))
        result = check(l);
    if (!cnn_failed(result))
        result = pack_write(l, output);
    lesson_close(l);
    assets_stop();
    text_stop();
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
