/* The figure of a question on paper: grids in ink alone, whole, with the numbers that are given and a "?" where one is
 * asked for. What needs no numbers, or has too many, is an outline with its sizes. */
#ifndef PAPER_FIGURE_H
#define PAPER_FIGURE_H

#include "view.h"

/* Draws the layer of the open page from the top of `at`, no higher than it; `list` NULL: only measured. Returns the height, 0 where such a
 * layer has no figure on paper. */
float paper_figure(const view *v, draw_list *list, rect at);

#endif
