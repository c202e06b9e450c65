/* A picture as it looks, whatever its black and white became for a network: grey, or in colours where it has three
 * channels. */
#ifndef PIXELS_H
#define PIXELS_H

#include "levels.h"
#include "tensor.h"
#include "view.h"

void pixels_draw(const view *v, rect at, const float *pixels, cnn_shape shape, const cnn_levels *levels);

#endif
