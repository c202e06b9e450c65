/* The strip of the live network: its curve, its filters, its figures. */
#ifndef TRAINING_STRIP_H
#define TRAINING_STRIP_H

#include "view.h"

void training_strip_draw(const view *v, rect at);

#endif
