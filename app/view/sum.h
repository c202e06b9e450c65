/* The arithmetic of the present step, under the grids. */
#ifndef SUM_H
#define SUM_H

#include "stage.h"

/* `result` gets where the result stands; may be NULL. */
void sum_forward(const stage *s, rect at, rect *result);

/* Of a backward step, or of the update. */
void sum_backward(const stage *s, rect at);

/* The line that says where the step is, and one about the rounding of sizes, for pictures that write the sum themselves;
 * how high they are. */
void sum_place(const stage *s, rect at);
float sum_place_height(const stage *s);

#endif
