/* The page of a lesson: its text, its question, and what it opens. */
#ifndef LESSON_PAGE_H
#define LESSON_PAGE_H

#include "view.h"

void lesson_page_draw(const view *v, rect at);

/* What stands small above a page's title: the number of the lesson. */
void lesson_page_above(const state *s, char *text, size_t size);

/* What the page opens, as in the bench's panel; returns the height. */
float lesson_page_controls(const view *v, rect at, bool visible);

#endif
