/* A network as a chart of boxes, with bars of what each costs. */
#ifndef ATLAS_CHART_H
#define ATLAS_CHART_H

#include "view.h"

/* Graph `which` of the session. */
void atlas_chart_draw(const view *v, rect at, int which);

#endif
