/* The bar at the bottom that moves the cursor. */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include "view.h"

void transport_draw(const view *v, rect at);

#endif
