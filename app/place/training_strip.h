/* The strip of the live network: its curve, its filters, its figures. */
#ifndef TRAINING_STRIP_H
#define TRAINING_STRIP_H

#include "view.h"

/* The width that its buttons take on the right. */
float training_strip_buttons(const view *v);

void training_strip_draw(const view *v, rect at);

#endif
