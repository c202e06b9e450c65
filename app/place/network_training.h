/* Training, and back in time. */
#ifndef NETWORK_TRAINING_H
#define NETWORK_TRAINING_H

#include "view.h"

void network_training_draw(const view *v, rect at);

#endif
