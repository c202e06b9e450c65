/* What is told of a command: its group in the palette, where its control is, its keys, and why it cannot be done now. */
#ifndef COMMAND_ABOUT_H
#define COMMAND_ABOUT_H

#include "command.h"

typedef enum command_group {
    GROUP_STAGE, /* what no row names */
    GROUP_STEPPING,
    GROUP_BACKWARD,
    GROUP_BREAKS,
    GROUP_BENCH,
    GROUP_TRAINING,
    GROUP_EDITING,
    GROUP_LESSONS,
    GROUP_ATLAS,
    GROUP_FILES,
    GROUP_VIEW,
    GROUP_PLACES,
    GROUPS,
    GROUP_HIDDEN = GROUPS /* its button is enough */
} command_group;

command_group command_group_of(request_name name);

/* Where its control is: a string's key, NULL when it has none. */
const char *command_where(request_name name);

/* Its name in the language in use; NULL: it has none. */
const char *command_name(request_name name);

/* It is a command by itself, to be listed: it has a key, or a row of the table beside; others need to be told what to do
 * it with. */
bool command_is_listed(request_name name);

/* The first row of that name that has a key to show; NULL: none has. */
const command *command_key_of(request_name name);

/* A reason, in the language in use, for its not being possible now; NULL when it is possible. */
const char *command_why(const state *s, request_name name);

/* The command that leads to a place where it can be done; REQUEST_none: none does, or this is the place. */
request_name command_leads_to(const state *s, request_name name);

#endif
