/* A plane of numbers that is seen whole, at a place and with cells that its picture chose: what the pictures of the backward
 * pass are put together from. Nothing is scrolled and nothing shrinks. */
#ifndef PLANE_H
#define PLANE_H

#include "stage.h"

/* How the numbers of all planes of one picture are set. */
typedef struct plane_type {
    float size, below; /* font sizes of the value and of the line under it */
    bool numbers;      /* there is room for them */
    bool two;          /* and for the line under them */
} plane_type;

typedef struct plane {
    const char *name;         /* of the control */
    const char *title, *rest; /* the caption; rest may be NULL: the size is written */
    float room;               /* for it, without which the rest is left out; 0: to the end of the stage */
    theme_role role, ground, full;
    const float *values; /* of the real cells */
    int rows, columns;
    int count;    /* cells that exist, when the last row is not full; 0: all */
    int pad[4];   /* cells of padding around: top, bottom, left, right */
    bool cropped; /* only these cells are seen, in unpadded coordinates */
    cnn_rectangle seen;
    number_format fine, format; /* what the numbers need; how they are written in cells */
    float most;                 /* the largest magnitude, for the fills */
    bool is_signed;             /* fills tell minus from plus */
    bool no_zero;               /* padding is not a 0: it has no number */
    grid at;
    plane_type type;
    void (*look)(const stage *s, const struct plane *p, int row, int column, cell_look *look); /* may be NULL */
    /* How many marks stand at the foot of a cell, and whether the present step put the last one there; may be NULL. */
    int64_t (*tally)(const stage *s, int row, int column, bool *newest);
    int64_t most_marks; /* that any cell can have */
} plane;

/* The rows and columns that are seen, with the padding. */
int plane_rows(const plane *p);
int plane_columns(const plane *p);

/* Leaves at most `most` rows and columns in sight: those around the block of cells that begins there. */
void plane_crop(plane *p, int most, int64_t row, int64_t column, int64_t rows, int64_t columns);

/* Fills, format and largest magnitude as those of `count` numbers of the recording. */
void plane_like(plane *p, const view *v, const float *values, size_t count);

/* The same of facts that are known. */
void plane_facts(plane *p, const tensor_facts *facts);

/* Puts its first cell at (x, y). */
void plane_put(plane *p, float x, float y, float cell, float wide);

/* Draws cells and caption; returns the real cell pressed, -1: none. Whether the pointer is over a cell goes to `row` and
 * `column`, which may be NULL. */
int64_t plane_draw(const stage *s, const plane *p);
bool plane_pointed(const stage *s, const plane *p, int *row, int *column);

/* A frame around cells of it. */
void plane_frame(const stage *s, const plane *p, float row, float column, int rows, int columns, theme_role role);

/* Height of a caption with the gap below it; width of one. */
float plane_caption_height(const stage *s);
float plane_caption_width(const stage *s, const plane *p);

/* Letters that its numbers need at most. */
int plane_letters(const plane *p);

/* The decimals and the sign before the point at which all of the planes fit cells `wide` pixels wide; false: at none. */
bool plane_fit(const view *v, plane *const planes[], int count, float wide);

#endif
