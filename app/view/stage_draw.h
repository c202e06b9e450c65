/* The stage: one layer at one step, drawn from the recording and the cursor, with its formula and its sum. */
#ifndef STAGE_DRAW_H
#define STAGE_DRAW_H

#include "view.h"

void stage_draw(const view *v, rect at);

/* Before a class: how large it would become there, to be compared with other places on the same screen. */
float stage_largest(const view *v, rect at);

#endif
