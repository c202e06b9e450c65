/* The free bench is a tiny network description made from a few fields; any change makes a new network and a new
 * recording, which at this size takes microseconds. */
#include "bench.h"

#include "presets.h"

#include <stdlib.h>
#include <string.h>

void bench_fill_picture(bench *b) {
    preset_picture(b->picture_preset, b->channels, b->rows, b->columns, b->pixels);
}

/* A preset is a square. */
void bench_fill_filter(bench *b) {
    b->kernel_columns = 0;
    preset_filter(b->filter_preset, b->filters, b->channels, b->kernel, b->weights, b->bias);
}

void bench_blank(bench *b, bench_kind kind) {
    memset(b, 0, sizeof *b);
    b->kind = kind;
    b->channels = 1;
    b->rows = b->columns = 5;
    b->filters = 1;
    b->kernel = 3;
    b->stride = b->dilation = 1;
    b->include_pad = true;
    b->picture_preset = kind == BENCH_POOL ? 1 : 0;
    bench_fill_picture(b);
    bench_fill_filter(b);
}

void bench_start(bench *b, bench_kind kind) {
    bench_blank(b, kind);
    bench_rebuild(b);
}

void bench_forget(bench *b) {
    free(b->recipe);
    b->recipe = NULL;
}

/* Gives up the recording and its network. */
static void drop(bench *b) {
    job_end(b->reading);
    b->reading = NULL;
    bench_forget(b);
    cnn_recording_free(b->recording);
    cnn_net_free(b->net);
    cnn_class_names_drop(b->names);
    b->names = NULL;
    b->recording = NULL;
    b->net = NULL;
}

void bench_become(bench *b, bench *from) {
    drop(b);
    from->version = b->version + 1;
    from->setup = b->setup + 1;
    *b = *from;
    memset(from, 0, sizeof *from);
    if (b->source != BENCH_INSIDE)
        bench_rebuild(b);
}

void bench_stop(bench *b) {
    drop(b);
}

cnn_axis bench_axis(const bench *b, int axis) {
    return (cnn_axis){.input = axis == CNN_VERTICAL ? b->rows : b->columns,
        .kernel = axis == CNN_VERTICAL ? b->kernel : bench_kernel_columns(b),
        .stride = b->stride,
        .pad_before = b->padding,
        .pad_after = b->padding,
        .dilation = b->dilation,
        .pooling = b->kind == BENCH_POOL,
        .ceil_mode = b->ceil_mode && b->kind == BENCH_POOL};
}

static void fill_attrs(const bench *b, cnn_attrs *a) {
    for (int i = 0; i < 2; i++) {
        a->kernel[i] = i == CNN_VERTICAL ? b->kernel : bench_kernel_columns(b);
        a->stride[i] = b->stride;
        a->dilation[i] = b->dilation;
    }
    for (int i = 0; i < 4; i++)
        a->pad[i] = b->padding;
    a->ceil_mode = b->ceil_mode;
    a->count_include_pad = b->include_pad;
    a->filters = b->filters;
}

static const cnn_op_kind pool_kinds[] = {CNN_OP_MAX_POOL, CNN_OP_AVG_POOL, CNN_OP_MIN_POOL};
static const char *const pool_names[] = {"max", "average", "min"};

static cnn_layer *add_layer(const bench *b, cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind kind, const char *name) {
    cnn_layer *layer = cnn_netdesc_add(desc, arena, kind, name);
    if (layer) {
        fill_attrs(b, &layer->attrs);
        layer->inputs[0] = CNN_FROM_INPUT;
    }
    return layer;
}

/* The chosen pool comes last: the loss reads it, so the gradient goes through it. */
static bool add_pools(const bench *b, cnn_netdesc *desc, cnn_arena *arena) {
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 3; i++)
            if ((i == b->pool) == (turn == 1) && !add_layer(b, desc, arena, pool_kinds[i], pool_names[i]))
                return false;
    return true;
}

static bool add_convolution(const bench *b, cnn_netdesc *desc, cnn_arena *arena) {
    cnn_layer *layer = add_layer(b, desc, arena, CNN_OP_CONV2D, "conv");
    if (!layer)
        return false;
    layer->weights = b->weights;
    layer->weight_count = (size_t)(b->filters * b->channels * bench_kernel_cells(b));
    layer->biases = b->bias;
    layer->bias_count = (size_t)b->filters;
    return true;
}

static cnn_netdesc *describe(const bench *b, cnn_arena *arena) {
    cnn_netdesc *desc = cnn_netdesc_new(arena, "bench");
    if (!desc)
        return NULL;
    desc->input = (cnn_shape){1, b->channels, b->rows, b->columns};
    desc->target = b->gradient;
    desc->target_count = (size_t)b->gradient_count;
    desc->train.momentum = 0;
    desc->train.rate = 0.1f;
    return (b->kind == BENCH_POOL ? add_pools(b, desc, arena) : add_convolution(b, desc, arena)) ? desc : NULL;
}

static cnn_status record(bench *b, cnn_arena *arena) {
    cnn_netdesc *desc = describe(b, arena);
    cnn_status status = desc ? cnn_net_new(desc, &b->net) : cnn_no_memory("the bench", 0);
    if (cnn_failed(status))
        return status;
    float *parameters = cnn_arena_alloc(arena, b->net->parameters, sizeof(float));
    if (!parameters)
        return cnn_no_memory("the bench", b->net->parameters * sizeof(float));
    cnn_net_initialize(b->net, desc, 1, parameters);
    cnn_record_input input = {
        .label = -1, .pixels = b->pixels, .target = b->gradient, .batch = 1, .parameters = parameters};
    return cnn_recording_new(b->net, &desc->train, &input, &b->recording);
}

/* The upstream gradient is as large as the output; one that was edited by hand for another size is discarded. */
static void fit_gradient(bench *b) {
    int rows = (int)cnn_axis_measure(bench_axis(b, 0)).output, columns = (int)cnn_axis_measure(bench_axis(b, 1)).output;
    int maps = b->kind == BENCH_POOL ? b->channels : b->filters, count = maps * rows * columns;
    if (count != b->gradient_count && b->gradient_preset < 0)
        b->gradient_preset = 0;
    b->gradient_count = count;
    if (b->gradient_preset >= 0)
        preset_gradient(b->gradient_preset, maps, rows, columns, b->gradient);
}

void bench_rebuild(bench *b) {
    drop(b);
    cnn_arena *arena = cnn_arena_new();
    b->fits =
        cnn_fit_valid(cnn_axis_measure(bench_axis(b, 0)).fit) && cnn_fit_valid(cnn_axis_measure(bench_axis(b, 1)).fit);
    if (b->fits)
        fit_gradient(b);
    cnn_status status = arena && b->fits ? record(b, arena) : cnn_ok();
    if (cnn_failed(status)) {
        drop(b);
        b->fits = false;
        cnn_format(b->note, sizeof b->note, "%s", status.message);
    }
    cnn_arena_free(arena);
    b->version++;
}

void bench_step_inside(bench *b, cnn_recording *recording, const cnn_class_names *names) {
    drop(b);
    b->names = cnn_class_names_keep(names);
    b->source = BENCH_INSIDE;
    b->taught = false;
    b->setup++;
    b->recording = recording;
    b->fits = true;
    b->version++;
}

void bench_take(bench *b, opened_recording *opened, char *recipe) {
    bench_step_inside(b, opened->recording, opened->names);
    cnn_class_names_drop(opened->names);
    opened->names = NULL;
    b->net = opened->net;
    b->recipe = recipe;
    b->taught = recipe != NULL;
}

void bench_step_outside(bench *b) {
    if (b->source != BENCH_INSIDE)
        return;
    b->source = BENCH_FREE;
    b->taught = false;
    bench_rebuild(b);
}

bool bench_tie(bench *b, const live_snapshot *s, int filter) {
    cnn_shape f = s->filters, image = s->image;
    if (f.n < 1 || image.n < 1 || f.c > BENCH_CHANNELS || f.h > BENCH_KERNEL || f.h != f.w || f.c != image.c)
        return false;
    if (b->source != BENCH_TIED)
        b->rows = b->columns = 5 + f.h - 1;
    b->kind = BENCH_CONV;
    b->source = BENCH_TIED;
    b->kernel = f.h;
    b->kernel_columns = 0;
    b->channels = f.c;
    b->filters = 1;
    b->tied_filter = (filter + f.n) % f.n;
    b->rows = b->rows > image.h ? image.h : b->rows;
    b->columns = b->columns > image.w ? image.w : b->columns;
    int top = (image.h - b->rows) / 2, left = (image.w - b->columns) / 2;
    for (int c = 0; c < b->channels; c++)
        for (int y = 0; y < b->rows; y++)
            for (int x = 0; x < b->columns; x++)
                *bench_pixel(b, c, y, x) = s->pixels[(c * image.h + top + y) * image.w + left + x];
    size_t each = (size_t)(f.c * f.h * f.w);
    memcpy(b->weights, s->weights + (size_t)b->tied_filter * each, each * sizeof(float));
    b->bias[0] = s->biases[b->tied_filter];
    b->picture_preset = b->filter_preset = -1;
    bench_rebuild(b);
    return true;
}

float *bench_pixel(bench *b, int channel, int row, int column) {
    return &b->pixels[(channel * b->rows + row) * b->columns + column];
}

float *bench_weight(bench *b, int filter, int channel, int row, int column) {
    return &b->weights[((filter * b->channels + channel) * b->kernel + row) * bench_kernel_columns(b) + column];
}

int bench_part(const bench *b, cnn_part part) {
    int values[] = {0, b->padding, b->kernel, b->stride, b->dilation, b->rows};
    return values[part];
}

const char *bench_picture_name(const bench *b) {
    return b->picture_preset < 0 ? "preset.own" : preset_picture_key(b->picture_preset);
}

const char *bench_filter_name(const bench *b) {
    return b->filter_preset < 0 ? "preset.own" : preset_filter_key(b->filter_preset);
}

const char *bench_gradient_name(const bench *b) {
    return b->gradient_preset < 0 ? "preset.own" : preset_gradient_key(b->gradient_preset);
}
