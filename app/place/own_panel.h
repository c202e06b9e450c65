/* The panel of a bench that can be changed: what was done to it, pictures and filters to choose, its sizes. */
#ifndef OWN_PANEL_H
#define OWN_PANEL_H

#include "view.h"

void own_panel_draw(const view *v, rect at);

#endif
