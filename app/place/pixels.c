/* The numbers of a picture as light. */
#include "pixels.h"

#include <math.h>
#include <stdlib.h>

static uint32_t byte_of(const cnn_levels *levels, int channel, const float *plane, int i) {
    return (uint32_t)(fminf(fmaxf(cnn_light(levels, channel, plane[i]), 0), 1) * 255 + 0.5f);
}

void pixels_draw(const view *v, rect at, const float *pixels, cnn_shape s, const cnn_levels *levels) {
    int plane = s.h * s.w, green = s.c >= 3 ? 1 : 0, blue = 2 * green;
    uint32_t *painted = malloc((size_t)plane * sizeof *painted);
    for (int i = 0; i < plane && painted; i++)
        painted[i] = 0xFF000000u | byte_of(levels, 0, pixels, i) << 16 |
                     byte_of(levels, green, pixels + green * plane, i) << 8 |
                     byte_of(levels, blue, pixels + blue * plane, i);
    if (painted)
        draw_picture(v->list, at, painted, s.w, s.h);
    free(painted);
}
