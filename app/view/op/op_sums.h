/* Arithmetic, written out, that operators share. */
#ifndef OP_SUMS_H
#define OP_SUMS_H

#include "op_view.h"

/* A sum of products: what the row calls opening, between and closing stands around each pair. Of several channels that of
 * the one in focus, and below it the sums of all. */
void sum_of_products(const stage *s, written *w);

/* opening, the cells of a window with `between` between them, closing; a mean is divided. */
void sum_of_window(const stage *s, written *w);

/* A function of one number as the row's form has it; without one the number itself. */
void sum_of_function(const stage *s, written *w);

/* The same of any form: a text with names between braces. {x} is the number, {again} the same where it does not light up,
 * {|x|} its size, {weight} what is learned, and anything else a setting of the layer. */
void sum_of_form(const stage *s, written *w, const char *form);

/* The terms of a softmax and of the losses. */
void sum_of_terms(const stage *s, written *w);

/* Backward: each pair of a sum of products; the place, where the cursor does not go down to products. */
void derive_products(const stage *s, derived *d);

/* The upstream gradient as it is. */
void derive_copy(const stage *s, derived *d);

/* The upstream gradient times the slope. */
void derive_slope(const stage *s, derived *d);

/* The step of the optimizer: what it does in one line, and with numbers, of which there are so many lines; what its
 * momentum is called, or "" where there is none. */
const char *update_line(const stage *s);
void derive_update(const stage *s, derived *d);
int update_lines(const stage *s);
const char *update_buffer(const stage *s);

/* The statistics that a normalisation found for the numbers of the present step. */
void stage_statistics(const stage *s, float found[CNN_STATISTICS]);

#endif
