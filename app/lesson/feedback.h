/* Feedback on a wrong answer: the slip that probably led to it. */
#ifndef FEEDBACK_H
#define FEEDBACK_H

#include "lesson_scene.h"

enum { FEEDBACK_MAX = 400 };

/* Whether an answer is as close as it has to be. */
typedef bool feedback_near(double given, double right);

void feedback_number(const bench *b, const lesson_scene *scene, double given, double right, feedback_near *near,
    char hint[FEEDBACK_MAX]);

/* Of the picture that is shown: another pixel, or the number before it was divided. */
void feedback_pixel(const lesson_scene *scene, double given, feedback_near *near, char hint[FEEDBACK_MAX]);

/* For a cell that did not win; `in_window`: it was at least a candidate. */
void feedback_winner(
    const bench *b, const cnn_step *step, bool in_window, int row, int column, char hint[FEEDBACK_MAX]);

#endif
