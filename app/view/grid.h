/* A plane of numbers on the screen: where its cells are, how they are filled, and how a plane too large for its place
 * is scrolled and zoomed. */
#ifndef GRID_H
#define GRID_H

#include "facts.h"

typedef struct grid {
    rect area;            /* where it may be seen */
    int rows, columns;    /* cells, padding included */
    int top, left;        /* the unpadded coordinates of the first cell: minus the padding */
    float cell, wide;     /* height and width of a cell in pixels */
    float digits;         /* one font size for all of its numbers */
    number_format format; /* and one count of decimals, where its picture uses it */
    float x, y;           /* of the first cell; outside `area` when scrolled */
    bool clipped;         /* not all of it is visible */
    bool readable;        /* cells are large enough for numbers */
} grid;

typedef struct grid_place {
    rect area;
    int rows, columns, top, left;
    float largest; /* cell height in pixels */
    float aspect;  /* width of a cell for its height; 0 means 1 */
    int letters;   /* of its longest number: cells that could not hold it legibly are not made, the grid is scrolled */
    float digits;  /* the font size to aim at */
    bool below;    /* cells carry a second line */
    float align_x, align_y; /* where a grid smaller than its area stands, 0..1 */
    cnn_rectangle follow;   /* unpadded cells to keep in sight */
    bool fixed;             /* is not scrolled by hand */
} grid_place;

/* Lays the grid out; the wheel over it scrolls, Ctrl and wheel zoom. Grids of one name are scrolled together. */
grid grid_layout(const view *v, const char *name, grid_place place);

/* A grid that is seen whole: its first cell at (x, y), `cell` pixels high and `wide` pixels wide. */
grid grid_at(float x, float y, float cell, float wide, int rows, int columns, int top, int left);

/* The rectangle of a cell, by unpadded coordinates; fractions slide. */
rect grid_cell(const grid *g, float row, float column);
rect grid_block(const grid *g, float row, float column, int rows, int columns);

/* The cell under a point, by unpadded coordinates; false outside. */
bool grid_hit(const grid *g, float x, float y, int *row, int *column);

typedef struct cell_look {
    color fill, ink, below_ink;
    char text[24], below[24]; /* empty: none */
    bool hatch, strong;
} cell_look;

void grid_paint_cell(const view *v, const grid *g, rect at, const cell_look *look);

/* Letters of the longest number among the values, as cells write them. */
int grid_letters(const float *values, size_t count);

/* How a tensor's values turn into fills. */
typedef struct scale {
    float most; /* largest magnitude; 1 where all are 0 */
    bool most_is_real;
    bool is_signed;
    color ground, full;
} scale;
scale scale_of(tensor_facts facts, color ground, color full);
color scale_color(const scale *s, float value);
color ink_on(color fill);

/* A whole plane as one small picture, for maps without room for numbers. */
void grid_heat(const view *v, rect at, const float *plane, int rows, int columns, const scale *s);

#endif
