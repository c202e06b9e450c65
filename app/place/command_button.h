/* A button that runs a command, grey while that cannot be done. */
#ifndef COMMAND_BUTTON_H
#define COMMAND_BUTTON_H

#include "command.h"
#include "view.h"

/* `id` names the widget; NULL: "command." and the command's name. */
void command_button(
    const view *v, rect at, request_name name, const char *id, const char *label, ui_look look, bool chosen);

#endif
