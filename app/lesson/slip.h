/* The same arithmetic with one thing done wrong. */
#ifndef SLIP_H
#define SLIP_H

#include "lesson_scene.h"

/* The number of a step with that slip; false: it cannot be made there, or changes nothing. */
bool slip_in_step(const bench *b, const cnn_step *step, slip made, double *out);

/* The size of an output with that slip; false: as above. */
bool slip_in_size(cnn_axis axis, slip made, double *out);

/* The number that the question of a page has for {wrong}: of the cell at the cursor, or of the size of the output. Fails
 * with the reason. */
cnn_status slip_number(const bench *b, const lesson_scene *scene, slip made, double *out);

/* The wrong number in the output, for {pick: wrong}. */
cnn_status slip_shown(const bench *b, const lesson_scene *scene, double *out);

/* The filter turned by 180 degrees; the inputs without their weights. */
double slip_flipped(const bench *b, const cnn_step *step);
double slip_bare_sum(const bench *b, const cnn_step *step);

#endif
