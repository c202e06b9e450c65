/* Other numbers for a page that says `vary`: a worksheet for each neighbour, a test for each time. */
#ifndef VARY_H
#define VARY_H

#include "lesson_scene.h"

/* Draws the bench's numbers anew, whole ones of the same range, as far as the scene says; the same seed and page give the
 * same. Returns whether there was anything to draw: then the bench has been made anew and its cursor is to be set. */
bool vary_bench(bench *b, const lesson_scene *scene, uint64_t seed, uint64_t page);

#endif
