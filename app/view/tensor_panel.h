/* A plane of numbers with its caption: the piece from which the pictures of most layers are put together. */
#ifndef TENSOR_PANEL_H
#define TENSOR_PANEL_H

#include "stage.h"

typedef struct tensor_panel {
    const char *name;         /* of the control */
    const char *title, *rest; /* the caption; rest may be NULL: the size is written */
    theme_role role, ground, full;
    const float *values; /* rows x columns of the real cells */
    const float
        *whole; /* planes: as many numbers that do not change, which decide on colours and decimals; NULL: values */
    int rows, columns;
    int count;           /* cells that exist, when the last row is not full; 0: all */
    int64_t done;        /* cells before this one are there, the rest empty; -1: all */
    const char *partial; /* stands in the cell in focus while it is not there yet; may be NULL */
    bool plus;           /* write the sign of positive numbers */
    int64_t now;         /* the cell in focus, -1: none */
} tensor_panel;

/* Moves the cursor to a position or a tap of the present stage; out of range does nothing. */
void tensor_panel_go_to_position(const stage *s, int64_t position);
void tensor_panel_go_to_tap(const stage *s, int64_t tap);

#endif
