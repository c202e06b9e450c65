/* A file that stands where another kind belongs is named as what it is, with the command that takes it. */
#ifndef CLI_GIVEN_H
#define CLI_GIVEN_H

#include "status.h"

typedef enum cli_kind { CLI_NETWORK, CLI_LESSON, CLI_PICTURE } cli_kind;

/* Fails where the file is of another kind than is wanted; fine where it may be of that kind, or is not there. */
cnn_status cli_expect(const char *path, cli_kind wanted);

#endif
