/* The arithmetic of the present step, under the grids. */
#ifndef SUM_H
#define SUM_H

#include "stage.h"

void sum_forward(const stage *s, rect at);

/* Of a backward step, or of the update. */
void sum_backward(const stage *s, rect at);

#endif
