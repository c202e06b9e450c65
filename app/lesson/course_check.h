/* What only the other lessons can tell: whether links lead to a page, and whether a question's lesson is there. */
#ifndef COURSE_CHECK_H
#define COURSE_CHECK_H

#include "lesson.h"

/* Judges a link that leads elsewhere than to a lesson: to a bench, a network, a run. */
typedef cnn_status link_judge(const char *link);

/* Notes what leads nowhere. Lessons are looked for beside this one, then in the course that comes with Stride. */
void course_check(lesson *l, link_judge *elsewhere);

#endif
