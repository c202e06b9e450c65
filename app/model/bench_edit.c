/* What a user changes on a bench: sizes, which keep the numbers that both have, single numbers, presets and pictures. */
#include "bench.h"

#include "presets.h"

#include <string.h>

static int cut(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

/* Copies the box of numbers that both sizes have. */
static void resize_planes(float *data, int planes, int rows, int columns, int new_rows, int new_columns, int offset) {
    static float old[BENCH_FILTERS * BENCH_CHANNELS * BENCH_SIDE * BENCH_SIDE];
    size_t count = (size_t)planes * (size_t)rows * (size_t)columns;
    memcpy(old, data, count * sizeof *data);
    for (int p = 0; p < planes; p++)
        for (int y = 0; y < new_rows; y++)
            for (int x = 0; x < new_columns; x++) {
                int from_y = y - offset, from_x = x - offset;
                bool there = from_y >= 0 && from_x >= 0 && from_y < rows && from_x < columns;
                data[(p * new_rows + y) * new_columns + x] = there ? old[(p * rows + from_y) * columns + from_x] : 0;
            }
}

static void resize_input(bench *b, int rows, int columns) {
    rows = cut(rows, 1, BENCH_SIDE);
    columns = cut(columns, 1, BENCH_SIDE);
    if (b->picture_preset >= 0) {
        b->rows = rows;
        b->columns = columns;
        bench_fill_picture(b);
    } else {
        resize_planes(b->pixels, b->channels, b->rows, b->columns, rows, columns, 0);
        b->rows = rows;
        b->columns = columns;
    }
}

/* The weights of the preset in place of those that are there; the biases stay. */
static void refill_weights(bench *b) {
    float bias[BENCH_FILTERS];
    memcpy(bias, b->bias, sizeof bias);
    bench_fill_filter(b);
    memcpy(b->bias, bias, sizeof bias);
}

/* A size that is chosen is that of a square. */
static void resize_kernel(bench *b, int kernel) {
    int columns = bench_kernel_columns(b);
    kernel = cut(kernel, 1, BENCH_KERNEL);
    if (b->filter_preset < 0)
        resize_planes(
            b->weights, b->filters * b->channels, b->kernel, columns, kernel, kernel, (kernel - b->kernel) / 2);
    b->kernel = kernel;
    b->kernel_columns = 0;
    if (b->filter_preset >= 0)
        refill_weights(b);
}

/* Of each group of planes the first ones stay; further ones are like the last. */
static void regroup_planes(float *data, int groups, int planes, int new_planes, int plane) {
    static float old[BENCH_CHANNELS * (BENCH_SIDE * BENCH_SIDE + BENCH_FILTERS * BENCH_KERNEL * BENCH_KERNEL)];
    memcpy(old, data, (size_t)(groups * planes * plane) * sizeof *data);
    for (int g = 0; g < groups; g++)
        for (int p = 0; p < new_planes; p++)
            memcpy(data + (g * new_planes + p) * plane, old + (g * planes + (p < planes ? p : planes - 1)) * plane,
                (size_t)plane * sizeof *data);
}

static void regroup_weights(bench *b, int channels) {
    int was = b->channels;
    b->channels = channels;
    if (b->filter_preset >= 0)
        refill_weights(b);
    else
        regroup_planes(b->weights, b->filters, was, channels, bench_kernel_cells(b));
}

void bench_set_part(bench *b, cnn_part part, int value) {
    if (b->source == BENCH_INSIDE)
        return;
    switch (part) {
    case CNN_PART_PADDING:
        b->padding = cut(value, 0, BENCH_PADDING);
        break;
    case CNN_PART_KERNEL:
        b->source = BENCH_FREE;
        resize_kernel(b, value);
        break;
    case CNN_PART_STRIDE:
        b->stride = cut(value, 1, BENCH_STRIDE);
        break;
    case CNN_PART_DILATION:
        b->dilation = cut(value, 1, BENCH_DILATION);
        break;
    case CNN_PART_INPUT:
        b->note[0] = '\0';
        resize_input(b, value, value);
        break;
    case CNN_PART_NONE:
        break;
    }
    bench_rebuild(b);
}

void bench_set_size(bench *b, int rows, int columns) {
    b->note[0] = '\0';
    resize_input(b, rows, columns);
    bench_rebuild(b);
}

void bench_set_channels(bench *b, int channels) {
    int was = b->channels;
    channels = cut(channels, 1, BENCH_CHANNELS);
    b->source = BENCH_FREE;
    regroup_weights(b, channels);
    if (b->picture_preset >= 0)
        bench_fill_picture(b);
    else
        regroup_planes(b->pixels, 1, was, channels, b->rows * b->columns);
    bench_rebuild(b);
}

void bench_set_filters(bench *b, int filters) {
    int was = b->filters, each = b->channels * bench_kernel_cells(b);
    b->source = BENCH_FREE;
    b->filters = cut(filters, 1, BENCH_FILTERS);
    if (b->filter_preset >= 0)
        refill_weights(b);
    for (int k = was; k < b->filters; k++) {
        b->bias[k] = 0;
        if (b->filter_preset < 0)
            memset(b->weights + k * each, 0, (size_t)each * sizeof *b->weights);
        if (b->filter_preset < 0 && b->kernel == bench_kernel_columns(b))
            preset_filter(k % PRESET_FILTERS, 1, b->channels, b->kernel, b->weights + k * each, &b->bias[k]);
    }
    bench_rebuild(b);
}

void bench_use_numbers(bench *b, int channels, int rows, int columns, const float *pixels) {
    b->source = BENCH_FREE;
    b->note[0] = '\0';
    if (channels != b->channels)
        regroup_weights(b, channels);
    b->rows = rows;
    b->columns = columns;
    b->picture_preset = -1;
    memcpy(b->pixels, pixels, (size_t)(channels * rows * columns) * sizeof *pixels);
    bench_rebuild(b);
}

void bench_set_pixel(bench *b, int channel, int row, int column, float value) {
    *bench_pixel(b, channel, row, column) = value;
    b->picture_preset = -1;
    b->source = BENCH_FREE;
    bench_rebuild(b);
}

void bench_set_weight(bench *b, int filter, int channel, int row, int column, float value) {
    *bench_weight(b, filter, channel, row, column) = value;
    b->filter_preset = -1;
    b->source = BENCH_FREE;
    bench_rebuild(b);
}

void bench_set_bias(bench *b, int filter, float value) {
    b->bias[filter] = value;
    b->source = BENCH_FREE;
    bench_rebuild(b);
}

void bench_set_gradient(bench *b, int index, float value) {
    b->gradient[index] = value;
    b->gradient_preset = -1;
    bench_rebuild(b);
}

void bench_set_pool(bench *b, int pool) {
    b->pool = (pool + 3) % 3;
    bench_rebuild(b);
}

void bench_use_gradient(bench *b, int preset) {
    b->gradient_preset = (preset + PRESET_GRADIENTS) % PRESET_GRADIENTS;
    bench_rebuild(b);
}

void bench_use_picture(bench *b, int preset) {
    b->source = BENCH_FREE;
    b->note[0] = '\0';
    b->picture_preset = (preset + PRESET_PICTURES) % PRESET_PICTURES;
    bench_fill_picture(b);
    bench_rebuild(b);
}

void bench_use_filter(bench *b, int preset) {
    b->source = BENCH_FREE;
    b->filter_preset = (preset + PRESET_FILTERS) % PRESET_FILTERS;
    bench_fill_filter(b);
    bench_rebuild(b);
}

void bench_use_filter_for(bench *b, int filter, int preset) {
    int each = b->channels * bench_kernel_cells(b);
    if (b->filters == 1 || b->kernel != bench_kernel_columns(b)) {
        bench_use_filter(b, preset);
        return;
    }
    float bias;
    b->source = BENCH_FREE;
    b->filter_preset = -1;
    preset_filter(
        (preset + PRESET_FILTERS) % PRESET_FILTERS, 1, b->channels, b->kernel, b->weights + filter * each, &bias);
    bench_rebuild(b);
}

int bench_filter_preset_of(const bench *b, int filter) {
    float weights[BENCH_CHANNELS * BENCH_KERNEL * BENCH_KERNEL], bias;
    int each = b->channels * bench_kernel_cells(b);
    if (b->filter_preset >= 0)
        return (b->filter_preset + filter) % PRESET_FILTERS;
    for (int i = 0; i < PRESET_FILTERS && b->kernel == bench_kernel_columns(b); i++) {
        preset_filter(i, 1, b->channels, b->kernel, weights, &bias);
        if (!memcmp(weights, b->weights + filter * each, (size_t)each * sizeof *weights))
            return i;
    }
    return -1;
}

void bench_take_picture(bench *b, const char *path, const float *rgb) {
    enum { CELLS = BENCH_PICTURE * BENCH_PICTURE };
    float grey[CELLS];
    int channels = b->channels == BENCH_CHANNELS ? BENCH_CHANNELS : 1;
    for (int i = 0; i < CELLS; i++)
        grey[i] = (float)(0.299 * (double)rgb[i] + 0.587 * (double)rgb[CELLS + i] + 0.114 * (double)rgb[2 * CELLS + i]);
    bench_use_numbers(b, channels, BENCH_PICTURE, BENCH_PICTURE, channels == 1 ? grey : rgb);
    const char *slash = strrchr(path, '/');
    cnn_format(
        b->note, sizeof b->note, "%s, %d × %d × %d", slash ? slash + 1 : path, BENCH_PICTURE, BENCH_PICTURE, channels);
}
