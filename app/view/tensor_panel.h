/* A plane of numbers with its caption: the piece from which the pictures of most layers are put together. */
#ifndef TENSOR_PANEL_H
#define TENSOR_PANEL_H

#include "stage.h"

typedef struct tensor_panel {
    const char *name;         /* of the control, and of its scroll */
    const char *scroll;       /* the name of a panel that it is scrolled together with; NULL: its own */
    bool fixed;               /* is not scrolled */
    const char *title, *rest; /* the caption; rest may be NULL: the size is written */
    theme_role role, ground, full;
    const float *values; /* rows x columns of the real cells */
    const float
        *whole; /* planes: as many numbers that do not change, which decide on colours and decimals; NULL: values */
    int rows, columns;
    int count;           /* cells that exist, when the last row is not full; 0: all */
    int pad[4];          /* cells of padding drawn around: top, bottom, left, right */
    int64_t done;        /* cells before this one are there, the rest empty; -1: all */
    const char *partial; /* stands in the cell in focus while it is not there yet; may be NULL */
    bool plus;           /* write the sign of positive numbers */
    bool window;         /* a frame over part of it, in unpadded coordinates */
    float window_row, window_column;
    int window_rows, window_columns;
    theme_role window_role;
    int64_t now;   /* the cell in focus, -1: none */
    float largest; /* design pixels of a cell; 0: as the stage likes */
    void (*look)(const stage *s, int row, int column, cell_look *look); /* a last word on a cell; may be NULL */
    bool flat;   /* cells wider than high, where room is scarce */
    bool below;  /* `look` writes a second line */
    int letters; /* of the longest second line */
} tensor_panel;

/* The values folded into a nearly square block: rows and columns for a vector of `count` numbers. */
void tensor_panel_fold(tensor_panel *panel, int count);

/* Draws it and returns the grid; `clicked` gets the cell pressed, -1 for none (row * columns + column, real cells
 * only); may be NULL. */
grid tensor_panel_draw(const stage *s, rect at, const tensor_panel *panel, int64_t *clicked);

/* Moves the cursor to a position or a tap of the present stage; out of range does nothing. */
void tensor_panel_go_to_position(const stage *s, int64_t position);
void tensor_panel_go_to_tap(const stage *s, int64_t tap);

#endif
