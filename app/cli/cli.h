/* The subcommands. Each takes its own name as arguments[0] and returns the exit status: 0 fine, 1 it failed, 2 wrong
 * usage. Results go to standard output, errors to standard error as "stride: reason". */
#ifndef CLI_H
#define CLI_H

#include "status.h"

#include <stdint.h>

enum { CLI_FINE, CLI_FAILED, CLI_USAGE };

int cli_size(int count, char **arguments);
int cli_shapes(int count, char **arguments);
int cli_trace(int count, char **arguments);
int cli_train(int count, char **arguments);
int cli_run(int count, char **arguments);
int cli_export(int count, char **arguments);
int cli_lint(int count, char **arguments);
int cli_new(int count, char **arguments);
int cli_numbers(int count, char **arguments);
int cli_pack(int count, char **arguments);
int cli_notes(int count, char **arguments);
int cli_worksheet(int count, char **arguments);
int cli_record(int count, char **arguments);
int cli_picture(int count, char **arguments);
int cli_shot(int count, char **arguments);

/* Prints the failure; returns CLI_FAILED. */
int cli_fail(cnn_status status);

/* Says on standard error what of a network could not be opened; empty or NULL: nothing. */
void cli_note(const char *note);

/* Says what is wrong with the command line; returns CLI_USAGE. */
int cli_usage(const char *command, const char *format, ...) CNN_PRINTF(2, 3);

/* One option of a subcommand. The table of a command ends with an empty name; a value goes to exactly one of the
 * targets. */
typedef struct cli_option {
    const char *name;  /* without the dashes */
    const char *value; /* what the help calls its value; NULL: a flag */
    const char *help;
    const char **text;
    int64_t *number;
    int64_t low, high;
    double *real;
    bool *flag;
} cli_option;

typedef struct cli_command {
    const char *name, *usage, *about;
    const cli_option *options;
    int least, most; /* positional arguments */
} cli_command;

/* Reads the arguments; positional ones are gathered in `positional` (room for `most`). Returns -1 to go on, else the
 * exit status: help or an error has been printed. */
int cli_parse(const cli_command *command, int count, char **arguments, const char **positional, int *positional_count);

/* Call after printing results: CLI_FAILED with a sentence when they could not be written. */
int cli_finish(int status);

#endif
