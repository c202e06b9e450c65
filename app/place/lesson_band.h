/* The page of a lesson as a band above a figure that takes the whole width. */
#ifndef LESSON_BAND_H
#define LESSON_BAND_H

#include "view.h"

/* How high it is, in pixels; 0: the page has more to say than a band has room for, and stands beside the stage. */
float lesson_band_height(const view *v);

void lesson_band_draw(const view *v, rect at);

#endif
