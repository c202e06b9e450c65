/* Whether what a page wants to be made can be made. */
#ifndef MADE_H
#define MADE_H

#include "lesson_scene.h"

/* Whether some setting of what the page opens meets the goal: of the sizes, all are tried. True also for goals that no
 * size decides, and for scenes that open the numbers. */
bool made_can_be(const bench *b, const lesson_scene *scene);

/* The sizes that meet the goal with as few of them changed as can be, one or two; false: numbers decide it, or none do. */
typedef struct made_sizes {
    int padding, stride, kernel, dilation;
} made_sizes;
bool made_find(const bench *b, const lesson_scene *scene, made_sizes *found);

#endif
