/* Which of a unit's inputs its lens shows, and the sum that is written below it. */
#ifndef UNIT_LENS_H
#define UNIT_LENS_H

#include "op_view.h"

/* Layers with so few inputs need no lens: all of them are seen as numbers. */
enum { UNIT_FEW = 12, UNIT_LENS = 8 };

/* The first of `across` inputs: around the one pointed at or the present product, else where most of the sum comes from. */
int unit_lens_first(const stage *s, int across);

/* "these 8 … + the other 76 … + bias … = z". */
void sum_of_lens(const stage *s, written *w, int first, int across);

/* The same of the lens that the stage has by itself. */
void sum_of_units(const stage *s, written *w);

#endif
