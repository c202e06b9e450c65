/* A column that is longer than its room. */
#ifndef SCROLLING_H
#define SCROLLING_H

#include "view.h"

/* Scrolls with the wheel while the mouse is over it. */
void scrolling_by_wheel(const view *v, rect at, float *scroll, float most);

/* A mark for the part in sight. */
void scrolling_mark(const view *v, rect at, float scroll, float whole);

#endif
