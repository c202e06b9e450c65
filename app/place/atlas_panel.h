/* The panel beside the charts: the idea of the network, its totals, the chosen layer, and ways into it. */
#ifndef ATLAS_PANEL_H
#define ATLAS_PANEL_H

#include "view.h"

void atlas_panel_draw(const view *v, rect at);

#endif
