/* A stroke is as dark as the distance to the line that the pen went says, so a fast hand leaves no dots. */
#include "strokes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void strokes_keep(strokes *s, const float *picture, size_t size) {
    if (size != s->size)
        strokes_free(s); /* of another network */
    float *copy = malloc(size * sizeof *copy);
    if (!copy)
        return;
    memcpy(copy, picture, size * sizeof *copy);
    if (s->count == STROKES_KEPT) {
        free(s->kept[0]);
        memmove(s->kept, s->kept + 1, (STROKES_KEPT - 1) * sizeof *s->kept);
        s->count--;
    }
    s->size = size;
    s->kept[s->count++] = copy;
}

bool strokes_undo(strokes *s, float *picture, size_t size) {
    if (!s->count || s->size != size)
        return false;
    float *last = s->kept[--s->count];
    memcpy(picture, last, size * sizeof *last);
    free(last);
    return true;
}

void strokes_free(strokes *s) {
    for (int i = 0; i < s->count; i++)
        free(s->kept[i]);
    s->count = 0;
}

/* From a point to the line between two others. */
static float distance(float x, float y, float ax, float ay, float bx, float by) {
    float dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
    float along = length > 0 ? ((x - ax) * dx + (y - ay) * dy) / length : 0;
    along = fminf(fmaxf(along, 0), 1);
    return hypotf(x - ax - along * dx, y - ay - along * dy);
}

/* A round pen, as wide as an eighteenth of the picture. */
void strokes_draw(strokes *s, bool down, float x, float y, cnn_shape shape, float *picture) {
    float pen = (float)shape.w / 18, from_x = down ? x : s->x, from_y = down ? y : s->y;
    for (int c = 0; c < shape.c; c++)
        for (int row = 0; row < shape.h; row++)
            for (int column = 0; column < shape.w; column++) {
                float far = distance((float)column + 0.5f, (float)row + 0.5f, from_x, from_y, x, y),
                      ink = fminf(1, fmaxf(0, pen + 0.6f - far));
                float *cell = &picture[(c * shape.h + row) * shape.w + column];
                *cell = fmaxf(*cell, ink);
            }
    s->x = x;
    s->y = y;
}
