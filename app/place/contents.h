/* The table of contents. */
#ifndef CONTENTS_H
#define CONTENTS_H

#include "view.h"

void contents_draw(const view *v, rect at);

#endif
