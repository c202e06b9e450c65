/* What a class can answer: choices as rows with the hands that were raised for each, or a field for a number. */
#ifndef PRESENT_ANSWERS_H
#define PRESENT_ANSWERS_H

#include "view.h"

/* Draws the choices from the top of `at` with letters of `size`, one below the other or all `beside` each other; returns
 * the height. */
float present_answers(const view *v, rect at, float size, bool beside, bool visible);

/* The largest letters with which they are no wider than that, nor higher, where `high` is not 0. */
float present_answers_size(const view *v, float wide, float high, bool beside);

/* The width that a column of them wants. */
float present_answers_width(const view *v);

/* The field for what is typed; whether the question wants one. */
void present_field(const view *v, rect at);
bool present_takes_text(const state *s);

#endif
