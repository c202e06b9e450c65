/* What a lesson's author says to an answer: the bullets in the block quote of its question. A text of no blocks: nothing
 * is said. */
#ifndef REMARK_H
#define REMARK_H

#include "answer.h"
#include "lesson_scene.h"

/* To a choice, counted from 1. */
prose remark_to_choice(const prose *page, int choice);

/* To a wrong answer that was typed. */
prose remark_to_answer(const prose *page, const typed_answer *given);

/* What is asked on paper in place of the question: the bullet "- paper: ...", in Korean also "- 종이: ...". */
prose remark_on_paper(const prose *page);

/* Why the right answer is right. */
prose remark_because(const prose *page, const question *q);

/* Whether two answers are the same; fractions may be rounded to two places. */
bool remark_same(const typed_answer *given, const typed_answer *named);

/* Notes what is wrong with them on a page, in one language. */
void remark_check(lesson *l, const lesson_page *page, const question *q, language in);

#endif
