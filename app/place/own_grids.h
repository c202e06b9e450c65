/* Grids of the bench as text: copied for a spreadsheet, and filled from one. */
#ifndef OWN_GRIDS_H
#define OWN_GRIDS_H

#include "state.h"

/* A grid of the bench is under the pointer, or one of its cells is selected. */
bool own_grids_pointed(const state *s);

/* Its numbers as text on the heap; NULL: there are none, or no memory. */
char *own_grids_copy(const state *s);

/* Fills it, and makes it as large as what is pasted where it can be. One step to undo. */
cnn_status own_grids_paste(state *s, const char *text);

#endif
