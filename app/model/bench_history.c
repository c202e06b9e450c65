/* A block has the fields of the bench and those numbers that no preset gives: an edited picture of 5 x 5 takes some
 * hundred bytes, the largest bench of edited numbers 300 kB. */
#include "bench_history.h"

#include <stdlib.h>
#include <string.h>

static const size_t HISTORY_BYTES = 8 * 1024 * 1024;

struct bench_kept {
    size_t size; /* of the block, in bytes */
    bench_kind kind;
    int channels, rows, columns, filters, kernel, kernel_columns, stride, padding, dilation;
    int ceil_mode, include_pad, pool, gradient_count;
    int picture_preset, filter_preset, gradient_preset;
    float bias[BENCH_FILTERS];
    char note[CNN_MESSAGE_MAX];
    float numbers[]; /* pixels, weights, gradient: those that were edited */
};

static size_t pixels_of(const bench *b) {
    return b->picture_preset < 0 ? (size_t)(b->channels * b->rows * b->columns) : 0;
}

static size_t weights_of(const bench *b) {
    return b->filter_preset < 0 ? (size_t)(b->filters * b->channels * bench_kernel_cells(b)) : 0;
}

static size_t gradients_of(const bench *b) {
    return b->gradient_preset < 0 ? (size_t)b->gradient_count : 0;
}

bench_kept *bench_keep(const bench *b) {
    size_t pixels = pixels_of(b), weights = weights_of(b), gradients = gradients_of(b),
           size = sizeof(bench_kept) + (pixels + weights + gradients) * sizeof(float);
    bench_kept *k = calloc(1, size); /* zeros in what no field takes: blocks are compared byte by byte */
    if (!k)
        return NULL;
    k->size = size;
    k->kind = b->kind;
    k->channels = b->channels;
    k->rows = b->rows;
    k->columns = b->columns;
    k->filters = b->filters;
    k->kernel = b->kernel;
    k->kernel_columns = b->kernel_columns;
    k->stride = b->stride;
    k->padding = b->padding;
    k->dilation = b->dilation;
    k->ceil_mode = b->ceil_mode;
    k->include_pad = b->include_pad;
    k->pool = b->pool;
    k->gradient_count = b->gradient_count;
    k->picture_preset = b->picture_preset;
    k->filter_preset = b->filter_preset;
    k->gradient_preset = b->gradient_preset;
    memcpy(k->bias, b->bias, (size_t)b->filters * sizeof *b->bias);
    cnn_format(k->note, sizeof k->note, "%s", b->note);
    memcpy(k->numbers, b->pixels, pixels * sizeof(float));
    memcpy(k->numbers + pixels, b->weights, weights * sizeof(float));
    memcpy(k->numbers + pixels + weights, b->gradient, gradients * sizeof(float));
    return k;
}

static void take_fields(bench *b, const bench_kept *k) {
    b->kind = k->kind;
    b->source = BENCH_FREE;
    b->channels = k->channels;
    b->rows = k->rows;
    b->columns = k->columns;
    b->filters = k->filters;
    b->kernel = k->kernel;
    b->kernel_columns = k->kernel_columns;
    b->stride = k->stride;
    b->padding = k->padding;
    b->dilation = k->dilation;
    b->ceil_mode = k->ceil_mode;
    b->include_pad = k->include_pad;
    b->pool = k->pool;
    b->gradient_count = k->gradient_count;
    b->picture_preset = k->picture_preset;
    b->filter_preset = k->filter_preset;
    b->gradient_preset = k->gradient_preset;
    cnn_format(b->note, sizeof b->note, "%s", k->note);
}

void bench_restore(bench *b, const bench_kept *k) {
    take_fields(b, k);
    size_t pixels = pixels_of(b), weights = weights_of(b), gradients = gradients_of(b);
    if (b->picture_preset >= 0)
        bench_fill_picture(b);
    if (b->filter_preset >= 0)
        bench_fill_filter(b);
    memcpy(b->bias, k->bias, sizeof b->bias);
    memcpy(b->pixels, k->numbers, pixels * sizeof(float));
    memcpy(b->weights, k->numbers + pixels, weights * sizeof(float));
    memcpy(b->gradient, k->numbers + pixels + weights, gradients * sizeof(float));
    bench_rebuild(b);
}

/* ---- back and forth ---- */

static void forget(bench_history *h, int index) {
    h->bytes -= h->steps[index]->size;
    free(h->steps[index]);
    h->steps[index] = NULL;
}

void bench_history_clear(bench_history *h) {
    for (int i = 0; i < h->count; i++)
        forget(h, i);
    h->count = h->at = 0;
}

static void forget_oldest(bench_history *h) {
    forget(h, 0);
    memmove(h->steps, h->steps + 1, (size_t)--h->count * sizeof *h->steps);
}

bool bench_history_note(bench_history *h, const bench *b, bool join) {
    bench_kept *k = bench_keep(b);
    const bench_kept *now = bench_history_now(h);
    if (!k || (now && now->size == k->size && !memcmp(now, k, k->size))) {
        free(k);
        return false;
    }
    while (h->count > h->at + 1)
        forget(h, --h->count);
    if (join && h->count > 1)
        forget(h, --h->count);
    while (h->count == HISTORY_STEPS || (h->count >= HISTORY_LEAST && h->bytes + k->size > HISTORY_BYTES))
        forget_oldest(h);
    h->at = h->count;
    h->steps[h->count++] = k;
    h->bytes += k->size;
    return true;
}

bool bench_history_can(const bench_history *h, int turn) {
    return h->at + turn >= 0 && h->at + turn < h->count;
}

void bench_history_go(bench_history *h, int turn, bench *b) {
    if (!bench_history_can(h, turn))
        return;
    h->at += turn;
    bench_restore(b, h->steps[h->at]);
}

const bench_kept *bench_history_now(const bench_history *h) {
    return h->count ? h->steps[h->at] : NULL;
}
