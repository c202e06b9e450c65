/* Pictures and filters to begin with, made for any size. */
#ifndef PRESETS_H
#define PRESETS_H

#include "bench.h"

enum { PRESET_PICTURES = 8, PRESET_FILTERS = 10, PRESET_GRADIENTS = 3 };

/* Fill pixels or weights of the bench for its sizes and its preset. */
void preset_picture(bench *b);
void preset_filter(bench *b);
void preset_gradient(bench *b, int rows, int columns);

const char *preset_picture_key(int preset);
const char *preset_filter_key(int preset);
const char *preset_gradient_key(int preset);

#endif
