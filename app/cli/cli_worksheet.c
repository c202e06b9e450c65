/* stride worksheet LESSON -o x.pdf */
#include "cli_worksheet.h"

#include "cli_lesson.h"

#include <stdio.h>
#include <string.h>

int cli_read_worksheet(int count, char **arguments, cli_worksheet_request *out) {
    const char *language_name = NULL, *paper_name = "a4";
    int64_t seed = 0;
    *out = (cli_worksheet_request){0};
    const cli_option options[] = {{.name = "lang",
                                      .value = "en|ko",
                                      .help = "language (as the file: en, in a folder ko ko)",
                                      .text = &language_name},
        {.name = "paper", .value = "a4|letter", .help = "size of the pages (a4)", .text = &paper_name},
        {.name = "seed",
            .value = "N",
            .help =
                "other numbers for every N, so that neighbours cannot copy; the key is computed (0: the lesson's own)",
            .number = &seed,
            .low = 0,
            .high = INT64_MAX},
        {.name = "output", .value = "FILE", .help = "the PDF file to write; also -o FILE", .text = &out->output}, {0}};
    const cli_command command = {"worksheet", "LESSON -o x.pdf [options]",
        "Puts a lesson's questions on paper, with the answers on a page of their own.", options, 1, 1};
    int given, status = cli_parse(&command, count, arguments, &out->lesson, &given);
    if (status >= 0)
        return status;
    if (!language_name)
        language_name = cli_lesson_is_korean(out->lesson) ? "ko" : "en";
    bool korean = !strcmp(language_name, "ko"), letter = !strcmp(paper_name, "letter");
    if ((!korean && strcmp(language_name, "en")) || (!letter && strcmp(paper_name, "a4")))
        return cli_usage("worksheet", "--lang is en or ko, --paper a4 or letter");
    if (!out->output)
        return cli_usage("worksheet", "-o FILE is missing");
    out->language = korean ? LANGUAGE_KO : LANGUAGE_EN;
    out->options = (worksheet_options){.paper = letter ? PAPER_LETTER : PAPER_A4, .seed = (uint64_t)seed};
    return -1;
}

int cli_worksheet(int count, char **arguments) {
    cli_worksheet_request request;
    int status = cli_read_worksheet(count, arguments, &request);
    if (status >= 0)
        return status;
    cnn_status result = text_start();
    if (!cnn_failed(result))
        result = assets_start();
    strings_use(request.language);
    if (!cnn_failed(result) && request.language == LANGUAGE_KO && !text_has_korean())
        result = cnn_fail(CNN_IO, "no Korean font is installed; install fonts-nanum");
    lesson *l = NULL;
    if (!cnn_failed(result))
        result = cli_open_lesson(request.lesson, &l);
    if (!cnn_failed(result))
        result = worksheet_write(l, &request.options, request.output);
    lesson_close(l);
    assets_stop();
    text_stop();
    return cnn_failed(result) ? cli_fail(result) : cli_finish(CLI_FINE);
}
