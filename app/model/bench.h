/* The bench: one layer with everything in reach. Free, its picture, filters and sizes are edited and each change is
 * recorded anew; tied, picture and filter are those of the training network; inside, it is the view of a layer of a
 * recorded network and nothing can be edited. */
#ifndef BENCH_H
#define BENCH_H

#include "live.h"
#include "netfile.h"
#include "opening.h"
#include "recording.h"

typedef enum bench_kind { BENCH_CONV, BENCH_POOL } bench_kind;
typedef enum bench_source { BENCH_FREE, BENCH_TIED, BENCH_INSIDE } bench_source;

enum {
    BENCH_SIDE = 64,
    BENCH_CHANNELS = 3,
    BENCH_FILTERS = 8,
    BENCH_KERNEL = 11,
    BENCH_STRIDE = 16,
    BENCH_PADDING = 12,
    BENCH_DILATION = 6,
    BENCH_OUTPUT = BENCH_SIDE + 2 * BENCH_PADDING
};

typedef struct bench {
    bench_kind kind;
    bench_source source;
    int channels, rows, columns;
    float pixels[BENCH_CHANNELS * BENCH_SIDE * BENCH_SIDE];
    int filters, kernel, stride, padding, dilation;
    int kernel_columns; /* of a filter that is no square; 0: as many as rows */
    bool ceil_mode, include_pad;
    float weights[BENCH_FILTERS * BENCH_CHANNELS * BENCH_KERNEL * BENCH_KERNEL];
    float bias[BENCH_FILTERS];
    float gradient[BENCH_FILTERS * BENCH_OUTPUT * BENCH_OUTPUT]; /* upstream, as large as the output */
    int gradient_count;                                          /* numbers in use */
    int picture_preset, filter_preset, gradient_preset;          /* -1: edited by hand */
    int pool;                                                    /* which of max, average, min is stepped through */
    int tied_filter;                                             /* which filter of the training network */
    char note[CNN_MESSAGE_MAX];                                  /* about the picture: scaled, grey; a failure; empty */

    bool taught;    /* the page of a lesson set it up: it is not the user's own */
    uint64_t setup; /* grows when something else is set up in place of what was there */

    cnn_class_names *names; /* inside: of the classes; owned. NULL: not known */
    char *recipe;           /* inside: what a lesson made the recording from; NULL: not of a lesson */

    bool fits;    /* else there is no recording, and `axes` say why */
    cnn_net *net; /* owned: of the free bench, or of a file */
    cnn_recording *recording;
    job *reading;     /* what reads the recording in a thread, and ends before it goes; NULL: nothing does */
    uint64_t version; /* grows when the recording changes */
} bench;

/* The canonical example: 5 x 5 under 3 x 3. */
void bench_start(bench *b, bench_kind kind);
void bench_stop(bench *b);

/* The canonical example in a bench that holds nothing yet, not recorded. */
void bench_blank(bench *b, bench_kind kind);

/* Takes over everything of `from`, which was set up beside it, and records it; `from` is empty afterwards. */
void bench_become(bench *b, bench *from);

/* Keeps the recording, but a lesson that asks for the same one gets it recorded anew. */
void bench_forget(bench *b);

/* Builds and records what the fields say. Called by every function below. */
void bench_rebuild(bench *b);

/* Steps inside: takes over a recording whose network lives on elsewhere. `names`
 * of the classes are kept; they may be NULL. */
void bench_step_inside(bench *b, cnn_recording *recording, const cnn_class_names *names);

/* The same for a network that was opened, which is taken over too. `recipe`: text on the heap that says what was
 * recorded, or NULL. */
void bench_take(bench *b, opened_recording *opened, char *recipe);

/* Back to the free bench that the fields still describe. The window steps back by session_step_outside. */
void bench_step_outside(bench *b);

/* Takes the patch and the filter of the training network; false when it has no first convolution to show. */
bool bench_tie(bench *b, const live_snapshot *snapshot, int filter);

/* The axis arithmetic of the free bench, as edited. */
cnn_axis bench_axis(const bench *b, int axis);

/* Sets one of I, F, S, P, D; I makes the input square. The value is clamped to what the bench can hold. Keeps the pixels and weights that still
 * fit. */
void bench_set_part(bench *b, cnn_part part, int value);
int bench_part(const bench *b, cnn_part part);
void bench_set_size(bench *b, int rows, int columns);

/* What was edited stays; further channels are like the last one, further filters are presets. */
void bench_set_channels(bench *b, int channels);
void bench_set_filters(bench *b, int filters);
void bench_set_pixel(bench *b, int channel, int row, int column, float value);
void bench_set_weight(bench *b, int filter, int channel, int row, int column, float value);
void bench_set_bias(bench *b, int filter, float value);
void bench_set_gradient(bench *b, int index, float value); /* index in the output, row-major */
void bench_set_pool(bench *b, int pool);
float *bench_pixel(bench *b, int channel, int row, int column);
float *bench_weight(bench *b, int filter, int channel, int row, int column);

/* Columns of the filter or pooling window, of which `kernel` are the rows; all cells of a filter. */
static inline int bench_kernel_columns(const bench *b) {
    return b->kernel_columns ? b->kernel_columns : b->kernel;
}
static inline int bench_kernel_cells(const bench *b) {
    return b->kernel * bench_kernel_columns(b);
}

/* Fill pixels or weights for the sizes and the preset, without recording. */
void bench_fill_picture(bench *b);
void bench_fill_filter(bench *b);

/* Presets; the index wraps around. Names are string keys. */
void bench_use_picture(bench *b, int preset);
void bench_use_filter(bench *b, int preset);
void bench_use_gradient(bench *b, int preset);

/* For one of several filters: the others stay, and are edited from then on. */
void bench_use_filter_for(bench *b, int filter, int preset);

/* The preset that this filter is, with all its channels; -1: none. */
int bench_filter_preset_of(const bench *b, int filter);

/* A picture, [channels, rows, columns], in place of the present one. */
void bench_use_numbers(bench *b, int channels, int rows, int columns, const float *pixels);
const char *bench_picture_name(const bench *b);
const char *bench_filter_name(const bench *b);
const char *bench_gradient_name(const bench *b);

/* What was read of a picture file as input, [3, BENCH_PICTURE, BENCH_PICTURE], grey where there is one channel. `note` says
 * what was done. */
enum { BENCH_PICTURE = 28 };
void bench_take_picture(bench *b, const char *path, const float *rgb);

#endif
