/* One reader for the options of all subcommands, so that --help, errors and numbers are the same everywhere. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cli_fail(cnn_status status) {
    fflush(stdout);
    fprintf(stderr, "stride: %s\n", status.message);
    return CLI_FAILED;
}

void cli_note(const char *note) {
    if (note && note[0])
        fprintf(stderr, "stride: %s\n", note);
}

int cli_usage(const char *command, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    fprintf(stderr, "stride: %s: %s; try stride %s --help\n", command, reason, command);
    return CLI_USAGE;
}

int cli_finish(int status) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "stride: standard output cannot be written: %s\n", strerror(errno));
    return CLI_FAILED;
}

static int print_help(const cli_command *command) {
    printf("usage: stride %s %s\n\n%s\n", command->name, command->usage, command->about);
    for (const cli_option *o = command->options; o->name; o++) {
        char left[64];
        cnn_format(left, sizeof left, "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
        printf("%s  %-24s %s\n", o == command->options ? "\n" : "", left, o->help);
    }
    return cli_finish(CLI_FINE);
}

static int set_value(const cli_command *command, const cli_option *o, const char *value) {
    char *end = NULL;
    errno = 0;
    if (o->text) {
        *o->text = value;
    } else if (o->number) {
        long long number = strtoll(value, &end, 10);
        if (end == value || *end || errno || number < o->low || number > o->high)
            return cli_usage(command->name, "--%s takes a whole number from %lld to %lld, not %s", o->name,
                (long long)o->low, (long long)o->high, value);
        *o->number = number;
    } else if (o->real) {
        double number = strtod(value, &end);
        if (end == value || *end || !(number >= (double)o->low && number <= (double)o->high))
            return cli_usage(command->name, "--%s takes a number from %lld to %lld, not %s", o->name, (long long)o->low,
                (long long)o->high, value);
        *o->real = number;
    }
    return -1;
}

static int read_option(const cli_command *command, char **arguments, int count, int *at) {
    const char *word = arguments[*at], *name = word[1] == '-' ? word + 2 : word + 1, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    for (const cli_option *o = command->options; o->name; o++) {
        bool match = word[1] == '-' ? strlen(o->name) == length && !strncmp(o->name, name, length)
                                    : length == 1 && o->name[0] == name[0] && !strcmp(o->name, "output");
        if (!match)
            continue;
        if (o->flag) {
            *o->flag = true;
            return equals ? cli_usage(command->name, "--%s takes no value", o->name) : -1;
        }
        if (!equals && *at + 1 >= count)
            return cli_usage(command->name, "--%s needs a value", o->name);
        return set_value(command, o, equals ? equals + 1 : arguments[++*at]);
    }
    return cli_usage(command->name, "there is no option %s", word);
}

static bool is_option(const char *word) {
    return word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9');
}

int cli_parse(const cli_command *command, int count, char **arguments, const char **positional, int *positional_count) {
    *positional_count = 0;
    bool only_positional = false;
    for (int i = 1; i < count; i++) {
        if (!only_positional && !strcmp(arguments[i], "--")) {
            only_positional = true;
        } else if (!only_positional && (!strcmp(arguments[i], "--help") || !strcmp(arguments[i], "-h"))) {
            return print_help(command);
        } else if (!only_positional && is_option(arguments[i])) {
            int status = read_option(command, arguments, count, &i);
            if (status >= 0)
                return status;
        } else if (*positional_count >= command->most) {
            return cli_usage(command->name, "too many arguments, from %s on", arguments[i]);
        } else {
            positional[(*positional_count)++] = arguments[i];
        }
    }
    if (*positional_count < command->least)
        return cli_usage(command->name, "something is missing: usage is stride %s %s", command->name, command->usage);
    return -1;
}
