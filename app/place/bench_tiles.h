/* Presets as small pictures, five a row. */
#ifndef BENCH_TILES_H
#define BENCH_TILES_H

#include "view.h"

/* Each takes its room from the top of `at`. */
void bench_tiles_pictures(const view *v, rect *at);
void bench_tiles_filters(const view *v, rect *at);
void bench_tiles_gradients(const view *v, rect *at);

#endif
