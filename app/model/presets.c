/* A 3 x 3 filter is centred in a larger one, and a picture is a rule for each pixel. */
#include "presets.h"

#include "rng.h"

#include <stdbool.h>
#include <string.h>

static const float classroom[5][5] = {
    {1, 1, 1, 0, 0}, {0, 1, 1, 1, 0}, {0, 0, 1, 1, 1}, {0, 0, 1, 1, 0}, {0, 1, 1, 0, 0}};
static const float pooling[5][5] = {
    {3, 3, 2, 1, 0}, {0, 0, 1, 3, 1}, {3, 1, 2, 2, 3}, {2, 0, 0, 2, 2}, {2, 0, 0, 0, 1}};

typedef enum picture { CLASSROOM, POOLING, STEP, DIAGONAL, CHECKERS, IMPULSE, RAMP, NOISE } picture;

static const char *const picture_keys[PRESET_PICTURES] = {"preset.classroom", "preset.pooling", "preset.step",
    "preset.diagonal", "preset.checkers", "preset.impulse", "preset.ramp", "preset.noise"};

static float pixel(picture which, int rows, int columns, int channel, int y, int x, cnn_rng *rng) {
    float drawn = cnn_rng_uniform(rng, 0, 1);
    switch (which) {
    case CLASSROOM:
        return classroom[(y + channel) % 5][(x + 2 * channel) % 5];
    case POOLING:
        return pooling[(y + channel) % 5][(x + 2 * channel) % 5];
    case STEP:
        return x + channel >= (columns + 1) / 2 ? 1 : 0;
    case DIAGONAL:
        return (x + channel) % columns == y ? 1 : 0;
    case CHECKERS:
        return (float)((x + y + channel) % 2);
    case IMPULSE:
        return y == rows / 2 && x == columns / 2 ? 1 : 0;
    case RAMP:
        return (float)(channel == 1 ? y : channel == 2 ? rows - 1 - y : x);
    case NOISE:
        return (float)(int)(drawn * 10);
    }
    return 0;
}

void preset_picture(int preset, int channels, int rows, int columns, float *pixels) {
    cnn_rng rng = cnn_rng_seeded(3, 5);
    for (int c = 0; c < channels; c++)
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++)
                *pixels++ = pixel((picture)preset, rows, columns, c, y, x, &rng);
}

const char *preset_picture_key(int preset) {
    return picture_keys[preset];
}

typedef struct filter {
    const char *key;
    float weights[3][3];
    float divide;
} filter;

static const filter filters[PRESET_FILTERS] = {
    {"preset.cross", {{1, 0, 1}, {0, 1, 0}, {1, 0, 1}}, 1},
    {"preset.identity", {{0, 0, 0}, {0, 1, 0}, {0, 0, 0}}, 1},
    {"preset.blur", {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}, 9},
    {"preset.sharpen", {{0, -1, 0}, {-1, 5, -1}, {0, -1, 0}}, 1},
    {"preset.edges", {{-1, -1, -1}, {-1, 8, -1}, {-1, -1, -1}}, 1},
    {"preset.sobel_x", {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}}, 1},
    {"preset.sobel_y", {{-1, -2, -1}, {0, 0, 0}, {1, 2, 1}}, 1},
    {"preset.emboss", {{-2, -1, 0}, {-1, 1, 1}, {0, 1, 2}}, 1},
    {"preset.vertical", {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}}, 1},
    {"preset.corner", {{1, 1, 0}, {1, 0, 0}, {0, 0, 0}}, 1},
};

/* The weight of one preset at row `y` and column `x` of a filter of `side` rows. */
static float filter_weight(const filter *f, int side, int y, int x) {
    if (!strcmp(f->key, "preset.blur"))
        return 1 / (float)(side * side);
    int offset = (side - 3) / 2, u = side < 3 ? y + 1 : y - offset, v = side < 3 ? x + 1 : x - offset;
    return u >= 0 && v >= 0 && u < 3 && v < 3 ? f->weights[u][v] / f->divide : 0;
}

void preset_filter(int preset, int filters_wanted, int channels, int side, float *weights, float *bias) {
    for (int k = 0; k < filters_wanted; k++) {
        const filter *f = &filters[(preset + k) % PRESET_FILTERS];
        for (int c = 0; c < channels; c++)
            for (int y = 0; y < side; y++)
                for (int x = 0; x < side; x++)
                    *weights++ = filter_weight(f, side, y, x);
        bias[k] = 0;
    }
}

const char *preset_filter_key(int preset) {
    return filters[preset].key;
}

static const char *const gradient_keys[PRESET_GRADIENTS] = {"preset.ones", "preset.one_cell", "preset.mixed"};

void preset_gradient(int preset, int maps, int rows, int columns, float *gradient) {
    static const float mixed[9] = {0.2f, -0.1f, 0, 0, 0.4f, -0.3f, 0.1f, 0, 0};
    for (int i = 0; i < maps * rows * columns; i++) {
        int cell = i % (rows * columns), y = cell / columns, x = cell % columns;
        bool middle = y == rows / 2 && x == columns / 2;
        gradient[i] = preset == 0 ? 1 : preset == 1 ? (middle ? 1.0f : 0.0f) : mixed[(y % 3) * 3 + x % 3];
    }
}

const char *preset_gradient_key(int preset) {
    return gradient_keys[preset];
}
