/* How long frames take, for tests/benchmark. */
#ifndef BENCHMARK_FRAMES_H
#define BENCHMARK_FRAMES_H

#include "app.h"

/* Prints one JSON object for frames of 1280 x 800 and 1920 x 1080; the application must have a network that trains. */
void benchmark_frames(app *a);

#endif
