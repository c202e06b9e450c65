/* The list of breakpoints: what each waits for, and a field for another condition. */
#ifndef BREAKPOINTS_PANEL_H
#define BREAKPOINTS_PANEL_H

#include "view.h"

/* What it needs to show all of it. */
float breakpoints_panel_height(const view *v);

/* Draws as much of it as fits into `at`; nothing where not even the heading and the field do. */
void breakpoints_panel_draw(const view *v, rect at);

/* What it waits for, in words: "row 3, column 2", "output > 4". */
void breakpoints_panel_words(const state *s, const breakpoint *one, char *text, size_t size);

#endif
