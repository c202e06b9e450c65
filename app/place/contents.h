/* The table of contents, over the whole place: where to go on, how far one has come, the parts and what stands below. */
#ifndef CONTENTS_H
#define CONTENTS_H

#include "view.h"

void contents_draw(const view *v, rect at);

#endif
