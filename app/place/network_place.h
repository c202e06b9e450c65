/* The Network place: the live network as columns of maps; below, training, the confusion matrix or editing. */
#ifndef NETWORK_PLACE_H
#define NETWORK_PLACE_H

#include "view.h"

void network_place_draw(const view *v, rect at);

#endif
