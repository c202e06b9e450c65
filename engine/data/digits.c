/* Digits for when no data set is installed: each is a few strokes in a unit square, bent by a random affine map,
 * jittered at its joints, and drawn with a soft round pen. They vary enough that a network has something to learn, and
 * need no file. */
#include "digits.h"
#include "dataset.h"
#include "elementary.h"
#include "rng.h"

#include <string.h>

enum { SIDE = 28, POINTS_MAX = 14, STROKES_MAX = 2 };

typedef struct point {
    float x, y;
} point;

typedef struct stroke {
    int count;
    point points[POINTS_MAX];
} stroke;

/* x to the right, y down, both 0..1. */
static const stroke shapes[10][STROKES_MAX] = {
    {{11, {{.5f, .05f}, {.25f, .15f}, {.15f, .4f}, {.15f, .6f}, {.25f, .85f}, {.5f, .95f}, {.75f, .85f}, {.85f, .6f},
              {.85f, .4f}, {.75f, .15f}, {.5f, .05f}}}},
    {{3, {{.3f, .25f}, {.55f, .05f}, {.55f, .95f}}}},
    {{8, {{.18f, .25f}, {.3f, .08f}, {.6f, .05f}, {.8f, .22f}, {.75f, .45f}, {.45f, .7f}, {.15f, .95f}, {.85f, .95f}}}},
    {{10, {{.2f, .12f}, {.5f, .05f}, {.78f, .18f}, {.75f, .38f}, {.45f, .48f}, {.78f, .58f}, {.82f, .8f}, {.6f, .95f},
              {.35f, .95f}, {.15f, .85f}}}},
    {{3, {{.6f, .05f}, {.12f, .65f}, {.9f, .65f}}}, {2, {{.65f, .35f}, {.65f, .95f}}}},
    {{9, {{.8f, .05f}, {.28f, .05f}, {.22f, .45f}, {.5f, .38f}, {.78f, .5f}, {.82f, .75f}, {.6f, .93f}, {.35f, .95f},
             {.15f, .85f}}}},
    {{10, {{.7f, .05f}, {.4f, .2f}, {.2f, .55f}, {.22f, .8f}, {.45f, .95f}, {.7f, .9f}, {.8f, .7f}, {.65f, .52f},
              {.4f, .55f}, {.22f, .75f}}}},
    {{3, {{.15f, .05f}, {.85f, .05f}, {.42f, .95f}}}},
    {{13, {{.5f, .48f}, {.25f, .35f}, {.25f, .15f}, {.5f, .05f}, {.75f, .15f}, {.75f, .35f}, {.5f, .48f}, {.22f, .65f},
              {.22f, .85f}, {.5f, .95f}, {.78f, .85f}, {.78f, .65f}, {.5f, .48f}}}},
    {{9, {{.78f, .3f}, {.6f, .48f}, {.35f, .45f}, {.22f, .28f}, {.35f, .08f}, {.6f, .05f}, {.78f, .2f}, {.75f, .55f},
             {.62f, .95f}}}},
};

static float distance_to(point p, point a, point b) {
    float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    float t = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    float x = p.x - a.x - t * dx, y = p.y - a.y - t * dy;
    return sqrtf(x * x + y * y);
}

static void draw_line(uint8_t *pixels, point a, point b, float pen) {
    int left = (int)((a.x < b.x ? a.x : b.x) - pen - 1), right = (int)((a.x > b.x ? a.x : b.x) + pen + 2);
    int top = (int)((a.y < b.y ? a.y : b.y) - pen - 1), bottom = (int)((a.y > b.y ? a.y : b.y) + pen + 2);
    for (int y = top < 0 ? 0 : top; y <= bottom && y < SIDE; y++)
        for (int x = left < 0 ? 0 : left; x <= right && x < SIDE; x++) {
            float ink = pen + 0.5f - distance_to((point){(float)x + 0.5f, (float)y + 0.5f}, a, b);
            int value = (int)(255 * (ink < 0 ? 0 : ink > 1 ? 1 : ink));
            if (value > pixels[y * SIDE + x])
                pixels[y * SIDE + x] = (uint8_t)value;
        }
}

static void draw_digit(cnn_rng *rng, int digit, uint8_t *pixels) {
    float angle = cnn_rng_uniform(rng, -0.25f, 0.25f), shear = cnn_rng_uniform(rng, -0.25f, 0.25f);
    float width = cnn_rng_uniform(rng, 11, 18), height = cnn_rng_uniform(rng, 16, 22);
    float x0 = 14 + cnn_rng_uniform(rng, -2, 2), y0 = 14 + cnn_rng_uniform(rng, -2, 2),
          pen = cnn_rng_uniform(rng, 0.8f, 1.9f);
    float cosine = cnn_cos(angle), sine = cnn_sin(angle);
    for (int s = 0; s < STROKES_MAX; s++) {
        point last = {0, 0};
        for (int i = 0; i < shapes[digit][s].count; i++) {
            point p = shapes[digit][s].points[i];
            float y = (p.y - 0.5f + cnn_rng_uniform(rng, -0.03f, 0.03f)) * height;
            float x = (p.x - 0.5f + cnn_rng_uniform(rng, -0.03f, 0.03f)) * width - shear * y;
            point at = {x0 + cosine * x - sine * y, y0 + sine * x + cosine * y};
            if (i)
                draw_line(pixels, last, at, pen);
            last = at;
        }
    }
}

static bool draw_all(cnn_arena *arena, cnn_rng *rng, int count, cnn_pictures *out) {
    uint8_t *pixels = cnn_arena_alloc(arena, (size_t)count, SIDE * SIDE);
    uint16_t *labels = cnn_arena_alloc(arena, (size_t)count, sizeof *labels);
    for (int i = 0; i < count && pixels && labels; i++) {
        labels[i] = (uint16_t)cnn_rng_below(rng, 10);
        draw_digit(rng, labels[i], pixels + (size_t)i * SIDE * SIDE);
    }
    *out = (cnn_pictures){count, pixels, labels, NULL};
    return pixels && labels;
}

cnn_status cnn_dataset_digits(uint64_t seed, int train, int test, cnn_dataset **out) {
    *out = NULL;
    cnn_arena *arena = cnn_arena_new();
    cnn_dataset *d = arena ? cnn_arena_alloc(arena, 1, sizeof *d) : NULL;
    cnn_rng rng = cnn_rng_seeded(seed, 77);
    if (!d || !draw_all(arena, &rng, train, &d->train) || !draw_all(arena, &rng, test, &d->test)) {
        cnn_arena_free(arena);
        return cnn_no_memory("the generated digits", (size_t)(train + test) * SIDE * SIDE);
    }
    d->arena = arena;
    d->image = (cnn_shape){1, 1, SIDE, SIDE};
    d->classes = 10;
    d->high = 1;
    cnn_format(d->name, sizeof d->name, "digits");
    d->names = cnn_class_numbers(0, 10);
    if (!d->names) {
        cnn_arena_free(arena);
        return cnn_no_memory("the generated digits", 0);
    }
    *out = d;
    return cnn_ok();
}
