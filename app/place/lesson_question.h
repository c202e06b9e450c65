/* What a page asks. */
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "view.h"

/* The box from the top of `at`, with letters of `size`; returns its height. Not `visible`: only measured. */
float lesson_question(const view *v, rect at, float size, bool visible);

/* What is said about the answer, and until then how one is given; returns the height that is kept for it. */
float lesson_question_verdict(const view *v, rect at, float size, bool visible);

/* The height of what stands there now, for pages that have no more room. */
float lesson_question_said(const view *v, rect at, float size);

#endif
