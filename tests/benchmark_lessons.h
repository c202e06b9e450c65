/* How long lessons keep their reader waiting, for tests/benchmark. */
#ifndef BENCHMARK_LESSONS_H
#define BENCHMARK_LESSONS_H

#include "app.h"

/* Prints one JSON object: opening each lesson, turning each page, changing the language, the text of a page before a class
 * and the worksheet, each with the frame that follows; median and longest in milliseconds, and which was longest. */
void benchmark_lessons(app *a);

#endif
