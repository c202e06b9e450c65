/* The order of the operations is that of torchvision's ToTensor and Normalize, so that the numbers agree to the last
 * bit. */
#include "levels.h"

const char *const cnn_fitting_names[] = {"usual", "stretch", "crop", NULL};

float cnn_level(const cnn_levels *l, int channel, float light) {
    float x = l->low + (l->high - l->low) * light;
    if (l->mean)
        x -= l->mean[channel];
    return l->std ? x / l->std[channel] : x;
}

float cnn_light(const cnn_levels *l, int channel, float level) {
    float x = l->std ? level * l->std[channel] : level, range = l->high - l->low;
    if (l->mean)
        x += l->mean[channel];
    return range != 0 ? (x - l->low) / range : 0;
}

void cnn_levels_take(const cnn_levels *levels, cnn_shape shape, float *pixels) {
    size_t plane = (size_t)shape.h * (size_t)shape.w;
    for (int c = 0; c < shape.c; c++)
        for (size_t i = 0; i < plane; i++, pixels++)
            *pixels = cnn_level(levels, c, *pixels);
}
