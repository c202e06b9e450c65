/* stride record -o x.pdf */
#include "cli.h"

#include "record.h"

#include <string.h>

static cnn_status write_record(language in, paper size, const char *path) {
    static reader kept;
    cnn_status status = text_start();
    if (!cnn_failed(status))
        status = assets_start();
    strings_use(in);
    if (!cnn_failed(status) && in == LANGUAGE_KO && !text_has_korean())
        status = cnn_fail(CNN_IO, "no Korean font is installed; install fonts-nanum");
    if (!cnn_failed(status)) {
        status = reader_start(&kept, true);
        if (!cnn_failed(status))
            status = record_write(&kept, size, path);
        kept.keeps = false; /* it is only read */
        reader_stop(&kept);
    }
    assets_stop();
    text_stop();
    return status;
}

int cli_record(int count, char **arguments) {
    const char *language_name = "en", *paper_name = "a4", *output = NULL, *none;
    const cli_option options[] = {{.name = "lang", .value = "en|ko", .help = "language", .text = &language_name},
        {.name = "paper", .value = "a4|letter", .help = "size of the pages (a4)", .text = &paper_name},
        {.name = "output", .value = "FILE", .help = "the PDF file to write; also -o FILE", .text = &output}, {0}};
    const cli_command command = {"record", "-o x.pdf [options]",
        "Puts on paper how far the course was read, and what was right at the first try.", options, 0, 0};
    int given, status = cli_parse(&command, count, arguments, &none, &given);
    if (status >= 0)
        return status;
    bool korean = !strcmp(language_name, "ko"), letter = !strcmp(paper_name, "letter");
    if ((!korean && strcmp(language_name, "en")) || (!letter && strcmp(paper_name, "a4")))
        return cli_usage("record", "--lang is en or ko, --paper a4 or letter");
    if (!output)
        return cli_usage("record", "-o FILE is missing");
    cnn_status result = write_record(korean ? LANGUAGE_KO : LANGUAGE_EN, letter ? PAPER_LETTER : PAPER_A4, output);
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
