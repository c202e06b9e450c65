/* The screen: the bars, the place that is open, and what lies over it. */
#ifndef PLACE_H
#define PLACE_H

#include "view.h"

void place_draw(const view *v);

#endif
