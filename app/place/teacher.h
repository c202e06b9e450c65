/* The notes for teachers, in place of a page: their sections at the left, the text of one at the right. */
#ifndef TEACHER_H
#define TEACHER_H

#include "view.h"

void teacher_draw(const view *v, rect at);

#endif
