/* What a page asks. */
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "view.h"

/* The box from the top of `at`, with letters of `size`; returns its height. Not `visible`: only measured. */
float lesson_question(const view *v, rect at, float size, bool visible);

/* What is said about the answer, and until then how one is given; returns its height. */
float lesson_question_verdict(const view *v, rect at, float size, bool visible);

/* The height that box and verdict can come to have together, with the gap between them left out. `size`: of the verdict. */
float lesson_question_room(const view *v, rect at, float size);

/* The letters of the verdict, as a share of those of the question. */
#define LESSON_SAID 0.96f

#endif
