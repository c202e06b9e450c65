/* The Atlas place: the classic networks on a time line, one graph or two, and the panel. */
#ifndef ATLAS_PLACE_H
#define ATLAS_PLACE_H

#include "view.h"

void atlas_place_draw(const view *v, rect at);

/* The first graph alone, as a lesson shows it. */
void atlas_place_draw_first(const view *v, rect at);

#endif
