/* Grading of an answer that was typed. */
#ifndef GRADING_ANSWER_H
#define GRADING_ANSWER_H

#include "answer.h"
#include "grading.h"

/* Whether it can be judged at all; else `hint` says what is expected. */
bool grading_can_judge(const lesson_scene *scene, const typed_answer *given, char hint[FEEDBACK_MAX]);

/* Whether it is right, in one of its readings; else `hint` says what to look at. */
bool grading_answer(const bench *b, const lesson_scene *scene, const typed_answer *given, char hint[FEEDBACK_MAX]);

/* The right answer as it is written; fails with the reason. */
cnn_status grading_text(const bench *b, const lesson_scene *scene, char *text, size_t size);

#endif
