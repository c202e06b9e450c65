/* The classic shorthand for a network, as one line of text. */
#ifndef CNN_PATTERN_H
#define CNN_PATTERN_H

#include "netdesc.h"

/* Appends the layers of a pattern such as "[((CONV => RELU) * 2 => POOL) * 2 => (FC => RELU) * 1]": CONV is 3 x 3 with
 * padding that keeps the size and 8 filters, twice as many after each POOL (2 x 2, stride 2); FC has 32 units. A last
 * FC of `classes` units and a SOFTMAX are added unless the pattern ends with them. */
cnn_status cnn_pattern_add(const char *pattern, int classes, cnn_arena *arena, cnn_netdesc *desc);

#endif
