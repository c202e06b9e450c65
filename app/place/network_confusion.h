/* Who is taken for whom. */
#ifndef NETWORK_CONFUSION_H
#define NETWORK_CONFUSION_H

#include "view.h"

void network_confusion_draw(const view *v, rect at);

#endif
