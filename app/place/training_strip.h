/* The strip of the live network: its curve, its filters, its figures. */
#ifndef TRAINING_STRIP_H
#define TRAINING_STRIP_H

#include "view.h"

/* The width that its buttons take on the right. */
float training_strip_buttons(const view *v);

void training_strip_draw(const view *v, rect at);

/* "Reading the data set", with how much of it is read once that is known. */
const char *training_loading_text(const live_snapshot *s, char text[160]);

#endif
