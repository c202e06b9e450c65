/* Editing the network that trains. */
#ifndef NETWORK_EDITING_H
#define NETWORK_EDITING_H

#include "view.h"

void network_editing_draw(const view *v, rect at);

#endif
