/* The loss of a run as one small line, without axes. */
#ifndef LOSS_LINE_H
#define LOSS_LINE_H

#include "view.h"

/* Means of neighbouring points, `apart` pixels from each other at the least, over a line at the foot of `at`. Nothing where
 * there are fewer than two. */
void loss_line_draw(const view *v, rect at, const training_run_view *run, float apart, float width);

#endif
