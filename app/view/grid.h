/* A plane of numbers on the screen: where its cells are and how they are filled. It is always seen whole. */
#ifndef GRID_H
#define GRID_H

#include "facts.h"

typedef struct grid {
    rect area;
    int rows, columns;    /* cells, padding included */
    int top, left;        /* the unpadded coordinates of the first cell: minus the padding */
    float cell, wide;     /* height and width of a cell in pixels */
    float digits;         /* one font size for all of its numbers */
    number_format format; /* and one count of decimals, where its picture uses it */
    float x, y;           /* of the first cell */
    bool readable;        /* cells are large enough for numbers */
} grid;

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

/* How a tensor's values turn into fills. */
typedef struct scale {
    float most; /* largest magnitude; 1 where all are 0 */
    bool most_is_real;
    bool is_signed;
    color ground, full;
} scale;
scale scale_of(tensor_facts facts, color ground, color full);

/* Of an input: a small teaching grid has the colour of inputs; a larger plane is a picture, black where its number is 0
 * and white where it is largest, in every theme. */
scale scale_of_input(tensor_facts facts, int rows, int columns);
scale scale_of_picture(tensor_facts facts);
color scale_color(const scale *s, float value);
color ink_on(color fill);

/* A whole plane as one small picture, for maps without room for numbers. */
void grid_heat(const view *v, rect at, const float *plane, int rows, int columns, const scale *s);

#endif
