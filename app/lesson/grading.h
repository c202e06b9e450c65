/* What is right, told by the engine from the present bench, and what was probably done when an answer is wrong: the
 * arithmetic is done again with one thing forgotten, and where that gives the answer, this is said. */
#ifndef GRADING_H
#define GRADING_H

#include "feedback.h"

/* True for questions answered by a number. */
bool grading_takes_number(ask kind);

/* The right number. */
cnn_status grading_number(const bench *b, const lesson_scene *scene, double *out);

/* Whether the number is right; else `hint` says what to look at. */
bool grading_given(const bench *b, const lesson_scene *scene, double given, char hint[FEEDBACK_MAX]);

/* Whether the input cell is one that was asked for. */
bool grading_picked(const bench *b, const lesson_scene *scene, int row, int column, char hint[FEEDBACK_MAX]);

/* Whether the bench is as wanted; else `hint` says how far it is. */
bool grading_made(const bench *b, const lesson_scene *scene, char hint[FEEDBACK_MAX]);

#endif
