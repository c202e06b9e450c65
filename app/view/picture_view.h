/* A whole picture on the stage: true greys, bright where a number is large, in every theme. Closer its pixels are
 * numbers; a colour picture comes apart into its three planes. */
#ifndef PICTURE_VIEW_H
#define PICTURE_VIEW_H

#include "view.h"

void picture_view_draw(const view *v, rect at);

/* The whole of it with a frame around what is seen, for the page's panel; returns its height, with `visible` false
 * without drawing. */
float picture_view_map(const view *v, rect at, bool visible);

#endif
