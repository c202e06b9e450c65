/* Marks beside grids, which say what belongs together without a line through a digit. */
#ifndef MARKS_H
#define MARKS_H

#include "grid.h"

/* Bars above and left of the grid over some of its rows and columns, with their numbers in unpadded coordinates; of a
 * dilated window only every `step`th row and column has a number. */
typedef struct ruler {
    float row, column; /* of the first one; fractions slide */
    int rows, columns;
    int row_step, column_step; /* 0 means 1 */
    bool numbers;
    theme_role role, ink; /* of the bars; of their numbers, the same where it is 0 */
} ruler;
void mark_rulers(const view *v, const grid *g, ruler r);

/* How much room rulers need above and left of a grid, in pixels. */
float mark_ruler_room(const view *v);

/* A line that ends in an arrow head of two lines. */
void mark_arrow(const view *v, float x0, float y0, float x1, float y1, color paint, float width);

/* A sign between grids, as ∗ and =, with its middle at (x, y). */
void mark_sign(const view *v, float x, float y, float size, const char *sign);

#endif
