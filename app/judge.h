/* What is right, told by the engine from the present bench, and what was probably done when an answer is wrong: the
 * arithmetic is done again with one thing forgotten, and where that gives the answer, this is said. */
#ifndef JUDGE_H
#define JUDGE_H

#include "lesson_scene.h"

enum { JUDGE_HINT = 400 };

/* True for questions answered by a number. */
bool judge_takes_number(ask kind);

/* The address that the question is about: its own, or that of the scene. Fails with the reason. */
cnn_status judge_address(const bench *b, const lesson_scene *scene, cnn_address *out);

/* The right number. */
cnn_status judge_number(const bench *b, const lesson_scene *scene, double *out);

/* Whether the number is right; else `hint` says what to look at. */
bool judge_given(const bench *b, const lesson_scene *scene, double given, char hint[JUDGE_HINT]);

/* Whether the input cell is one that was asked for. */
bool judge_picked(const bench *b, const lesson_scene *scene, int row, int column, char hint[JUDGE_HINT]);

/* Whether the bench is as wanted; else `hint` says how far it is. */
bool judge_made(const bench *b, const lesson_scene *scene, char hint[JUDGE_HINT]);

#endif
