/* Where everything stands while a small window is shown whole: input, filter, map and bias have cells of one size, the
 * largest with which all rows and columns are in sight, and each grid one count of decimals. */
#ifndef WINDOW_PLAN_H
#define WINDOW_PLAN_H

#include "grid.h"

struct stage;

typedef struct window_plan {
    rect formula, sums; /* above and below */
    bool legible;       /* there is room for the digits of every grid */
    bool compact;       /* cells are small: one line of formula, sums of rows in place of products */
    float cell, gap;    /* pixels */
    float digits;       /* font size of the numbers in cells, */
    float label;        /* and of the weights below them; 0: none are written */
    bool bare;          /* numbers are written without a 0 before the point */
    grid input, filter, output;
    number_format label_format;
    rect bias; /* its cell */
    number_format bias_format;
    rect pool_switch; /* empty: there is none */
    rect strip;       /* for the channels of the input; empty: there is one */
    rect beside;      /* in place of an output that is not there, or not to be told */
} window_plan;

/* Of the stage as it was gathered, in the room for formula, grids and sums. */
window_plan window_plan_of(const struct stage *s, rect at);

/* A number of one of its grids. */
void window_number(const grid *g, float value, char text[NUMBER_TEXT]);

#endif
