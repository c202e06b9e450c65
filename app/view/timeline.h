/* The whole iteration as one bar, with the cursor and the breakpoints on it. */
#ifndef TIMELINE_H
#define TIMELINE_H

#include "view.h"

void timeline_draw(const view *v, rect at);

#endif
