/* Pressing asks; the command is carried out after the frame. */
#include "command_button.h"

void command_button(
    const view *v, rect at, request_name name, const char *id, const char *label, ui_look look, bool chosen) {
    char text[64];
    cnn_format(text, sizeof text, "command.%s", request_text(name));
    if (ui_button(v->ui, id ? id : text, at, label, look, chosen, command_can(v->state, name)))
        view_ask(v, name);
}
