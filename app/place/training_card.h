/* What unfolds upward from the strip of the training network. */
#ifndef TRAINING_CARD_H
#define TRAINING_CARD_H

#include "view.h"

void training_card_draw(const view *v, rect at);

#endif
