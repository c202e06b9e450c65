/* What the fast kernels of convolution do not support themselves: padding with other numbers than 0, a bias for each
 * unit, connection tables. */
#ifndef CNN_CONV2D_GENERAL_H
#define CNN_CONV2D_GENERAL_H

#include "op.h"

bool cnn_conv2d_is_common(const cnn_attrs *attrs);

/* Work of such a convolution in floats, enough for both layouts. */
size_t cnn_conv2d_general_work(const cnn_attrs *attrs, cnn_shape in, cnn_shape out);

/* `lanes`: the layout of batch8.h. */
void cnn_conv2d_general_forward(const cnn_call *call, bool lanes);
void cnn_conv2d_general_backward(const cnn_call *call, bool lanes);

#endif
