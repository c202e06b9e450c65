/* The numbers of a picture as light. */
#include "pixels.h"

#include <math.h>
#include <stdlib.h>

static uint32_t level(float value) {
    return (uint32_t)(fminf(fmaxf(value, 0), 1) * 255 + 0.5f);
}

void pixels_draw(const view *v, rect at, const float *pixels, cnn_shape s) {
    int plane = s.h * s.w, green = s.c >= 3 ? plane : 0, blue = s.c >= 3 ? 2 * plane : 0;
    uint32_t *painted = malloc((size_t)plane * sizeof *painted);
    for (int i = 0; i < plane && painted; i++)
        painted[i] = 0xFF000000u | level(pixels[i]) << 16 | level(pixels[green + i]) << 8 | level(pixels[blue + i]);
    if (painted)
        draw_picture(v->list, at, painted, s.w, s.h);
    free(painted);
}
