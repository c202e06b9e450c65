/* stride: a subcommand, or the window. */
#include "cli.h"
#include "processor.h"
#include "window.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int count, char **arguments);
    const char *about;
} commands[] = {
    {"size", cli_size, "the output size of a filter, a stride and a padding"},
    {"shapes", cli_shapes, "what each layer of a network makes of its input"},
    {"trace", cli_trace, "every step of an iteration as JSON lines or CSV"},
    {"train", cli_train, "train a network without a window"},
    {"run", cli_run, "what a network makes of a picture"},
    {"export", cli_export, "a network for other programs: PyTorch, ONNX"},
    {"new", cli_new, "begin a lesson or a network"},
    {"numbers", cli_numbers, "a picture as numbers for a scene"},
    {"lint", cli_lint, "check a lesson: what is wrong, with file and line"},
    {"pack", cli_pack, "a lesson with all it needs in one file, to hand out"},
    {"worksheet", cli_worksheet, "a lesson's questions on paper, with a key"},
    {"picture", cli_picture, "one picture of a data set as a file"},
    {"notes", cli_notes, "a lesson's pages with the teacher's notes, to print"},
    {"record", cli_record, "how far the course was read, on paper"},
    {"shot", cli_shot, "draw the screen into a picture file"},
};

static int help(void) {
    printf("usage: stride [--fresh] [FILE]    open the window; FILE is a lesson, a pack, a network, a picture or a "
           "link\n");
    printf("                                  --fresh: as if Stride had never been used before; nothing is kept\n");
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        printf("       stride %-10s --help  %s\n", commands[i].name, commands[i].about);
    return cli_finish(CLI_FINE);
}

int main(int count, char **arguments) {
    const char *first = count > 1 ? arguments[1] : "";
    cnn_status processor = cnn_processor_check();
    if (cnn_failed(processor))
        return cli_fail(processor);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(first, commands[i].name))
            return commands[i].run(count - 1, arguments + 1);
    if (!strcmp(first, "--help") || !strcmp(first, "-h") || !strcmp(first, "help"))
        return help();
    if (!strcmp(first, "--version")) {
        printf("stride " STRIDE_VERSION "\n");
        return cli_finish(CLI_FINE);
    }
    bool fresh = !strcmp(first, "--fresh");
    int rest = fresh ? 2 : 1; /* where FILE stands */
    if (count > rest + 1 || (count > rest && arguments[rest][0] == '-')) {
        fprintf(stderr, "stride: %s is not understood; try stride --help\n",
            arguments[rest][0] == '-' ? arguments[rest] : arguments[rest + 1]);
        return CLI_USAGE;
    }
    cnn_status shown = window_run(count > rest ? arguments[rest] : NULL, fresh);
    return cnn_failed(shown) ? cli_fail(shown) : CLI_FINE;
}
