/* What lies over the screen for a while: messages, the line that is being typed. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "view.h"

/* A network is being opened: over `at`, where it will stand. */
/* A file that is read. */
void overlay_reading(const view *v, rect row);
void overlay_opening(const view *v, rect at);

/* A gradient is being checked, and what just happened: in a row at the bottom, from which a long sentence grows upward. */
void overlay_check(const view *v, rect row);
void overlay_message(const view *v, rect row);

/* Whether the run that trains may end for a network file. */
void overlay_ask(const view *v);

/* While files are let go over the window: what each kind becomes in this place. */
void overlay_drop(const view *v);

/* The line that is being typed, at the bottom. */
void overlay_line(const view *v, rect at);

#endif
