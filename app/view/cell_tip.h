/* What is told of a cell of a grid when the mouse stays on it: where it is, and its number with all of its digits. */
#ifndef CELL_TIP_H
#define CELL_TIP_H

#include "grid.h"

/* `weight`: what the number is multiplied by at this step; NULL: nothing. */
void cell_tip(const view *v, const grid *g, const char *name, int row, int column, float value, const float *weight);

/* The same of a lens, whose cell (row, column) shows the cell `of` of the input. */
void cell_tip_lens(
    const view *v, const grid *g, const char *name, int row, int column, cnn_tap of, float value, const float *weight);

/* A cell of the padding. */
void cell_tip_padding(const view *v, const grid *g, const char *name, int row, int column);

#endif
