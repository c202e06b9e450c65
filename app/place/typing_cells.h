/* Which number of the bench is typed next. */
#ifndef TYPING_CELLS_H
#define TYPING_CELLS_H

#include "state.h"

/* Steps through a gradient, over its ends. `row` of a gradient counts through the whole output. */
void typing_move_in_gradient(const bench *b, edit *e, int dx, int dy);

/* Walks through the cells like text: a row's end leads to the next row, the last cell to the first. */
void typing_move_in_order(const bench *b, edit *e, int by);

#endif
