/* What lies over the screen for a while: messages, the list of commands, the line that is being typed. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "view.h"

/* What is under way, over the middle of `at`. */
void overlay_task(const view *v, rect at);

void overlay_message(const view *v, rect at);
void overlay_help(const view *v);

/* The line that is being typed, at the bottom. */
void overlay_line(const view *v, rect at);

#endif
