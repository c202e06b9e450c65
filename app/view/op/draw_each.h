/* What stands between input and output of an operator that makes each number of one number, or of few. */
#ifndef DRAW_EACH_H
#define DRAW_EACH_H

#include "unit_table.h"

/* The curve of a function with the point of the present step on it; backward with its tangent there. */
void draw_curve(const stage *s, rect at);

/* Lines of arithmetic in a card. */
void draw_each_card(const stage *s, rect at, const char *heading, const step_line *lines, int count);

/* Words, how it is computed (may be NULL) and a number; `told` is false where a lesson asks for it. */
step_line each_line(const char *words, const char *how, float result, theme_role role, bool told);

/* The cells of a vector as strips, one under the other, with a lens on some of them. */
void draw_each_vector(const stage *s, rect at);

/* The card or curve of the operator; an arrow where it has none. */
void draw_between(const stage *s, rect at);

#endif
