/* What `stride worksheet` is asked for. */
#ifndef CLI_WORKSHEET_H
#define CLI_WORKSHEET_H

#include "cli.h"
#include "worksheet.h"

typedef struct cli_worksheet_request {
    const char *lesson, *output;
    language language;
    worksheet_options options;
} cli_worksheet_request;

/* As cli_parse: -1 to go on. */
int cli_read_worksheet(int count, char **arguments, cli_worksheet_request *out);

#endif
