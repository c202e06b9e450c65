/* The confusion matrix of the whole test set, and the most confident mistakes. */
#ifndef NETWORK_CONFUSION_H
#define NETWORK_CONFUSION_H

#include "view.h"

void network_confusion_draw(const view *v, rect at);

#endif
