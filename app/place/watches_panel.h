/* The numbers that are being watched over time. */
#ifndef WATCHES_PANEL_H
#define WATCHES_PANEL_H

#include "view.h"

/* Takes its room from the top of `at`. */
void watches_panel_draw(const view *v, rect *at);

#endif
