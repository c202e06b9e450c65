/* A page of a lesson before a class: its question on a band of the whole width, large answers beside the grids, or all of
 * its text in place of the stage. */
#ifndef PRESENT_PAGE_H
#define PRESENT_PAGE_H

#include "view.h"

/* Draws it; `at` becomes what is left for the stage. Returns false when the text has taken all. */
bool present_page_draw(const view *v, rect *at);

#endif
