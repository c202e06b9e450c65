/* A lesson put together from pages of others: a quiz. It owns them, and its pages are theirs, its title that of the first. */
#ifndef LESSON_JOIN_H
#define LESSON_JOIN_H

#include "lesson.h"

enum { LESSON_JOINED = 8 };

/* Which page of which lesson. */
typedef struct lesson_pick {
    int lesson, page;
} lesson_pick;

/* Takes over the `lessons` (each may be NULL), also on failure. `pick_count` is at most LESSON_PAGES. */
cnn_status lesson_join(
    lesson *lessons[LESSON_JOINED], const lesson_pick *picks, int pick_count, const char *name, lesson **out);

#endif
