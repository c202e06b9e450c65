/* A picture in another size. */
#ifndef CNN_PICTURE_FIT_H
#define CNN_PICTURE_FIT_H

#include "tensor.h"

#include <stdint.h>

/* One picture of `from`, [C, H, W], in another size that is nowhere larger, or nowhere smaller. */
void cnn_picture_fit(const uint8_t *from, cnn_shape stored, uint8_t *to, cnn_shape image);

#endif
