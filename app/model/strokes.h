/* Drawing a picture by hand: a pen that joins its points, and earlier pictures to go back to. */
#ifndef STROKES_H
#define STROKES_H

#include "tensor.h"

#include <stdbool.h>

enum { STROKES_KEPT = 32 };

typedef struct strokes {
    float *kept[STROKES_KEPT]; /* earlier pictures, the oldest first */
    size_t size;               /* numbers in each */
    int count;
    float x, y; /* where the pen is, in pixels of the picture */
} strokes;

/* Keeps the picture as it is, before it changes; the oldest kept one may go. Without memory nothing is kept. */
void strokes_keep(strokes *s, const float *picture, size_t size);

/* Goes back by one picture; false where there is none of this size. */
bool strokes_undo(strokes *s, float *picture, size_t size);
void strokes_free(strokes *s);

/* Puts the pen down, or draws from where it is to (x, y). */
void strokes_draw(strokes *s, bool down, float x, float y, cnn_shape shape, float *picture);

#endif
