/* Trying what a page asks, for `stride lint`. */
#ifndef QUESTION_TRIAL_H
#define QUESTION_TRIAL_H

#include "lesson_scene.h"

/* Notes what is wrong with the question of a page whose bench is set up. */
void question_try(lesson *l, int page, const bench *b, const lesson_scene *scene);

#endif
