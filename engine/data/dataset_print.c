/* The colours are drawn once, the pictures are printed as they are read. */
#include "dataset_print.h"

#include "rng.h"

#include <stdlib.h>

/* How far apart the two lie in brightness, so that the shape is seen in each. Weights of ITU-R BT.601. */
enum { APART = 96 };

static int brightness(const uint8_t *rgb) {
    return (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000;
}

static void draw_colours(cnn_rng *rng, uint8_t *colours) {
    do {
        for (int i = 0; i < CNN_PRINT_BYTES; i++)
            colours[i] = (uint8_t)cnn_rng_below(rng, 256);
    } while (abs(brightness(colours) - brightness(colours + 3)) < APART);
}

static bool draw_all(cnn_arena *arena, cnn_rng rng, cnn_pictures *p) {
    uint8_t *colours = cnn_arena_alloc(arena, (size_t)p->count, CNN_PRINT_BYTES);
    for (int i = 0; i < p->count && colours; i++)
        draw_colours(&rng, colours + (size_t)i * CNN_PRINT_BYTES);
    p->colours = colours;
    return colours != NULL;
}

cnn_status cnn_dataset_print(cnn_dataset *d, uint64_t seed) {
    if (!draw_all(d->arena, cnn_rng_seeded(seed, 1), &d->train) ||
        !draw_all(d->arena, cnn_rng_seeded(seed, 2), &d->test))
        return cnn_no_memory(d->name, (size_t)(d->train.count + d->test.count) * CNN_PRINT_BYTES);
    d->image.c = 3;
    return cnn_ok();
}

/* Plane after plane from the last, as the first still holds the greys. */
void cnn_picture_print(const uint8_t *colours, uint8_t *bytes, size_t plane) {
    for (int c = 2; c >= 0; c--)
        for (size_t i = 0; i < plane; i++)
            bytes[(size_t)c * plane + i] =
                (uint8_t)((colours[c] * (255 - bytes[i]) + colours[3 + c] * bytes[i] + 127) / 255);
}
