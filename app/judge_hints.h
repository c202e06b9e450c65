/* What was probably done, when an answer is wrong. */
#ifndef JUDGE_HINTS_H
#define JUDGE_HINTS_H

#include "judge.h"

typedef bool judge_near(double given, double right);

void hint_number(
    const bench *b, const lesson_scene *scene, double given, double right, judge_near *near, char hint[JUDGE_HINT]);

/* For a cell that did not win; `in_window`: it was at least a candidate. */
void hint_winner(const bench *b, const cnn_step *step, bool in_window, int row, int column, char hint[JUDGE_HINT]);

#endif
