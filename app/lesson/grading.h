/* Grading: the engine computes the right answer from the present bench. For a wrong answer the arithmetic is repeated
 * with one thing forgotten, and where that gives the answer, the hint says so. */
#ifndef GRADING_H
#define GRADING_H

#include "feedback.h"

/* True for questions answered by a number. */
bool grading_takes_number(ask kind);

/* The right number. */
cnn_status grading_number(const bench *b, const lesson_scene *scene, double *out);

/* Whether the number is right; else `hint` says what to look at. */
bool grading_given(const bench *b, const lesson_scene *scene, double given, char hint[FEEDBACK_MAX]);

/* Whether the input cell is a right answer. */
bool grading_picked(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]);

/* Whether the bench meets the goal; else `hint` says how far off it is. */
bool grading_made(const bench *b, const lesson_scene *scene, char hint[FEEDBACK_MAX]);

#endif
