/* The gradient check on the stage of a lesson: a number is nudged, and what the loss does is compared with what
 * backpropagation says. */
#ifndef CHECK_STRIP_H
#define CHECK_STRIP_H

#include "view.h"

/* A slope was measured at the present step. */
bool check_is_here(const view *v);

/* Draws it at the bottom of a lesson's stage, where it was measured or the page is about it; takes its room from `at`. */
void check_strip_draw(const view *v, rect *at);

/* The same in a room of its own. */
void check_result_draw(const view *v, rect at);

#endif
