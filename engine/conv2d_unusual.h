/* What the fast kernels of convolution do not know themselves: padding with other numbers than 0, a bias for each unit,
 * connection tables. */
#ifndef CNN_CONV2D_UNUSUAL_H
#define CNN_CONV2D_UNUSUAL_H

#include "op.h"

bool cnn_conv2d_is_usual(const cnn_attrs *attrs);

/* layout.work of such a convolution, enough for both layouts. */
size_t cnn_conv2d_unusual_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out);

/* `lanes`: the layout of lanes.h. */
void cnn_conv2d_unusual_forward(const cnn_call *call, bool lanes);
void cnn_conv2d_unusual_backward(const cnn_call *call, bool lanes);

#endif
