/* The line under what is presented: the lesson and its page, and the keys, the one that leads back last. */
#ifndef PRESENT_LINE_H
#define PRESENT_LINE_H

#include "view.h"

float present_line_height(const view *v);
void present_line_draw(const view *v, rect at);

#endif
