/* As large as it fits: before a class a picture is drawn with the largest letters and cells with which all of it has room.
 * What a picture needs is known to nobody but itself, so it is tried. */
#ifndef MAGNIFY_H
#define MAGNIFY_H

#include "view.h"

typedef void magnify_drawing(const view *v, rect at);

/* How many times larger than usual: at least 1; less than 1 where it does not fit at all. `draw` draws with v->ui->scale as its unit; nothing of the trials is seen
 * or heard. `area` gets how much its grids and pictures then cover. */
float magnify_most(const view *v, rect at, magnify_drawing *draw, float *area);

/* What a picture tells: its texts, those with digits, how much of it is on other pages, and how large its cells are. */
typedef struct magnify_told {
    int texts, digits, pages;
    float area;  /* of grids and pictures, in pixels */
    float least; /* given: no digits are smaller */
} magnify_told;

/* Whether what the list holds from item `from` on stays in `at`, whole, and no text lies over another one. */
bool magnify_fits(const draw_list *list, int from, rect at, magnify_told *told);

/* The least size of digits in it; of letters it is a little less. */
enum { MAGNIFY_LEAST = 14 };

#endif
