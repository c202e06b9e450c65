/* The bar at the top: places, what is open, language, theme, help. */
#ifndef TOP_BAR_H
#define TOP_BAR_H

#include "view.h"

void top_bar_draw(const view *v, rect at);

#endif
