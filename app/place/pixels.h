/* A picture of numbers 0..1 as it looks: grey from black to white, or in colours where it has three channels. */
#ifndef PIXELS_H
#define PIXELS_H

#include "tensor.h"
#include "view.h"

void pixels_draw(const view *v, rect at, const float *pixels, cnn_shape shape);

#endif
