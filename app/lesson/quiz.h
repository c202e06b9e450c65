/* Questions drawn from those of the parts (course.h): a few of earlier lessons at the end of a lesson, six of a part, or
 * thirty of the whole course. The same seed, questions and marks give the same draw. */
#ifndef QUIZ_H
#define QUIZ_H

#include "course.h"
#include "lesson_scene.h"

enum { QUIZ_MOST = 30, QUIZ_PART = 6, QUIZ_POOL = COURSE_PARTS * LESSON_PAGES, QUIZ_DATE = 16 };

typedef enum quiz_kind { QUIZ_REVIEW, QUIZ_CHECK, QUIZ_FINAL } quiz_kind;

/* A question: the part whose file it is in, its page, and the lesson that it is about. */
typedef struct quiz_item {
    int part;
    char id[LESSON_ID], of[LESSON_ID];
} quiz_item;

/* All questions there are. `rank`: those with less come first. */
typedef struct quiz_pool {
    quiz_item items[QUIZ_POOL];
    int rank[QUIZ_POOL];
    int count;
} quiz_pool;

typedef struct quiz {
    quiz_kind kind;
    int part; /* QUIZ_CHECK */
    uint64_t seed;
    int count; /* 0: none was drawn */
    quiz_item items[QUIZ_MOST];
    int at;                 /* the question that is open */
    uint64_t right, missed; /* bits of those that were right at the first try, and of those that were not */
    bool done;
    int taken; /* how often it was done */
    int best;  /* the most that were right, and of how many */
    int best_of;
    char date[QUIZ_DATE]; /* when it was done last, as in 2026-03-01 */
} quiz;

/* Adds the questions of a part: the pages that ask. Those without `of` are about no lesson. */
void quiz_pool_add(quiz_pool *pool, const lesson *questions, int part);

/* Draws at most `count` questions; of each rank the seed says which. A check and a final test are in the order of the
 * parts, the latter with as many of each as there are; in a review no lesson comes twice while there are others. */
void quiz_draw(quiz *q, const quiz_pool *pool, uint64_t seed, int count);

/* How many were right at the first try. */
int quiz_right(const quiz *q);

#endif
