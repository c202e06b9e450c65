/* Setting the bench up from a scene. It is built beside the present one, which is dropped only when the new one is
 * complete. */
#include "lesson_scene.h"

#include "file.h"
#include "opened_network.h"
#include "presets.h"

#include <stdlib.h>
#include <string.h>

enum {
    PICTURES = 512,                   /* of a data set: enough for a lesson, and read in a moment */
    NETWORK_BYTES = 16 * 1024 * 1024, /* of a file; one of a lesson has a few thousand */
    THREADS = 2,
};

/* The limits on training and recording for a page. */
static const double PAGE_SECONDS = 60, PAGE_GIB = 1;

typedef struct setup {
    const lesson *l;
    cnn_document *d;
    cnn_yaml *root;
    bench *b;
    cnn_arena *arena;
} setup;

static cnn_status whole_number(const setup *r, const char *key, int low, int high, int *out) {
    cnn_yaml *node = cnn_yaml_get(r->root, key);
    int64_t value = *out;
    cnn_status status = node ? cnn_yaml_integer(r->d, node, key, low, high, &value) : cnn_ok();
    *out = (int)value;
    return status;
}

static cnn_status truth(const setup *r, const char *key, bool *out) {
    cnn_yaml *node = cnn_yaml_get(r->root, key);
    return node ? cnn_yaml_boolean(r->d, node, key, out) : cnn_ok();
}

/* The preset of that name, which is the end of its string key. */
static int preset_named(const char *(*key_of)(int), int count, const char *name) {
    for (int i = 0; name && i < count; i++)
        if (!strcmp(strchr(key_of(i), '.') + 1, name))
            return i;
    return -1;
}

static cnn_status no_preset(const setup *r, cnn_yaml *node, const char *what, const char *(*key_of)(int), int count) {
    char names[400] = "";
    for (int i = 0; i < count; i++)
        cnn_append(names, sizeof names, "%s%s",
            i == 0          ? ""
            : i + 1 < count ? ", "
                            : " and ",
            strchr(key_of(i), '.') + 1);
    return cnn_yaml_fail(r->d, node, "there is no %s \"%.40s\"; known are %s", what,
        cnn_yaml_text(node) ? cnn_yaml_text(node) : "?", names);
}

static cnn_status use_picture(setup *r, cnn_yaml *name) {
    r->b->picture_preset = preset_named(preset_picture_key, PRESET_PICTURES, cnn_yaml_text(name));
    if (r->b->picture_preset < 0)
        return no_preset(r, name, "picture", preset_picture_key, PRESET_PICTURES);
    bench_fill_picture(r->b);
    return cnn_ok();
}

/* A picture of the training set: Fashion-MNIST, or generated digits where that is not installed. */
static cnn_status use_image(setup *r, cnn_yaml *node) {
    int64_t index;
    cnn_dataset *data;
    cnn_status status = cnn_yaml_integer(r->d, node, "image", 0, 9999, &index);
    if (cnn_failed(status))
        return status;
    if (cnn_failed(cnn_dataset_open_first("fashion-mnist", (int)index + 1, &data)))
        status = cnn_dataset_open_first("digits", (int)index + 1, &data);
    if (cnn_failed(status))
        return status;
    bench *b = r->b;
    b->channels = data->image.c;
    b->rows = data->image.h;
    b->columns = data->image.w;
    b->picture_preset = -1;
    cnn_pictures_read(data, &data->train, (int)index % data->train.count, b->pixels);
    cnn_dataset_free(data);
    return status;
}

static cnn_status use_values(setup *r, cnn_yaml *node) {
    bench *b = r->b;
    cnn_numbers_list list;
    cnn_status status = cnn_yaml_matrix(r->d, node, "input", r->arena, &list);
    if (cnn_failed(status))
        return status;
    int channels = list.depth == 3 ? list.sizes[0] : 1, rows = list.depth > 1 ? list.sizes[list.depth - 2] : 0,
        columns = list.depth > 1 ? list.sizes[list.depth - 1] : 0;
    if (list.depth < 2 || list.depth > 3 || (channels != 1 && channels != BENCH_CHANNELS))
        return cnn_yaml_fail(r->d, node, "input is rows of numbers, or three such lists for red, green and blue");
    if (rows > BENCH_SIDE || columns > BENCH_SIDE)
        return cnn_yaml_fail(
            r->d, node, "input is %d x %d; the bench holds %d x %d", rows, columns, BENCH_SIDE, BENCH_SIDE);
    b->channels = channels;
    b->rows = rows;
    b->columns = columns;
    b->picture_preset = -1;
    memcpy(b->pixels, list.data, list.count * sizeof *list.data);
    return status;
}

static cnn_status read_input(setup *r) {
    static const char *const keys[] = {"picture", "image", "rows", "columns", NULL};
    cnn_yaml *node = cnn_yaml_get(r->root, "input");
    bench *b = r->b;
    int64_t rows = b->rows, columns = b->columns;
    if (!node) {
        bench_fill_picture(b);
        return cnn_ok();
    }
    if (cnn_yaml_is_list(node))
        return use_values(r, node);
    if (!cnn_yaml_is_map(node))
        return use_picture(r, node);
    cnn_status status = cnn_yaml_only(r->d, node, "input", keys);
    if (!cnn_failed(status) && cnn_yaml_get(node, "image"))
        return use_image(r, cnn_yaml_get(node, "image"));
    if (!cnn_failed(status) && cnn_yaml_get(node, "rows"))
        status = cnn_yaml_integer(r->d, cnn_yaml_get(node, "rows"), "rows", 1, BENCH_SIDE, &rows);
    if (!cnn_failed(status) && cnn_yaml_get(node, "columns"))
        status = cnn_yaml_integer(r->d, cnn_yaml_get(node, "columns"), "columns", 1, BENCH_SIDE, &columns);
    if (!cnn_failed(status) && !cnn_yaml_get(node, "picture"))
        status = cnn_yaml_fail(r->d, node, "input needs a picture, as in {picture: ramp, rows: 6, columns: 6}");
    if (cnn_failed(status))
        return status;
    b->rows = (int)rows;
    b->columns = (int)columns;
    return use_picture(r, cnn_yaml_get(node, "picture"));
}

/* [[..]] is one filter on one channel, three deep the channels of one filter, four deep several filters. */
static cnn_status filter_values(setup *r, cnn_yaml *node) {
    bench *b = r->b;
    cnn_numbers_list list;
    cnn_status status = cnn_yaml_matrix(r->d, node, "filter", r->arena, &list);
    if (cnn_failed(status))
        return status;
    int side = list.depth > 1 ? list.sizes[list.depth - 1] : 0;
    if (list.depth < 2 || list.sizes[list.depth - 2] != side || side > BENCH_KERNEL)
        return cnn_yaml_fail(
            r->d, node, "a filter is a square of numbers, at most %d x %d", BENCH_KERNEL, BENCH_KERNEL);
    int channels = list.depth > 2 ? list.sizes[list.depth - 3] : 1, filters = list.depth > 3 ? list.sizes[0] : 1;
    if (channels != b->channels || filters > BENCH_FILTERS)
        return cnn_yaml_fail(r->d, node, "the filter has %d channels and the input %d; there are at most %d filters",
            channels, b->channels, BENCH_FILTERS);
    b->kernel = side;
    b->filters = filters;
    b->filter_preset = -1;
    memset(b->bias, 0, sizeof b->bias);
    memcpy(b->weights, list.data, list.count * sizeof *list.data);
    return status;
}

static cnn_status read_filter(setup *r) {
    cnn_yaml *node = cnn_yaml_get(r->root, "filter"), *bias = cnn_yaml_get(r->root, "bias");
    bench *b = r->b;
    cnn_status status = whole_number(r, "size", 1, BENCH_KERNEL, &b->kernel);
    if (!cnn_failed(status))
        status = whole_number(r, "filters", 1, BENCH_FILTERS, &b->filters);
    if (cnn_failed(status))
        return status;
    if (cnn_yaml_is_list(node)) {
        status = filter_values(r, node);
    } else {
        if (node)
            b->filter_preset = preset_named(preset_filter_key, PRESET_FILTERS, cnn_yaml_text(node));
        if (b->filter_preset < 0)
            return no_preset(r, node, "filter", preset_filter_key, PRESET_FILTERS);
        bench_fill_filter(b);
    }
    cnn_numbers_list list;
    if (cnn_failed(status) || !bias)
        return status;
    status = cnn_yaml_matrix(r->d, bias, "bias", r->arena, &list);
    if (!cnn_failed(status) && (list.depth > 1 || (int)list.count != b->filters))
        status = cnn_yaml_fail(r->d, bias, "there are %d biases for %d filters", (int)list.count, b->filters);
    if (!cnn_failed(status))
        memcpy(b->bias, list.data, list.count * sizeof *list.data);
    return status;
}

static cnn_status read_gradient(setup *r) {
    cnn_yaml *node = cnn_yaml_get(r->root, "gradient");
    bench *b = r->b;
    if (!node)
        return cnn_ok();
    if (!cnn_yaml_is_list(node)) {
        b->gradient_preset = preset_named(preset_gradient_key, PRESET_GRADIENTS, cnn_yaml_text(node));
        return b->gradient_preset < 0 ? no_preset(r, node, "gradient", preset_gradient_key, PRESET_GRADIENTS)
                                      : cnn_ok();
    }
    cnn_numbers_list list;
    cnn_status status = cnn_yaml_matrix(r->d, node, "gradient", r->arena, &list);
    if (cnn_failed(status))
        return status;
    int64_t rows = cnn_axis_measure(bench_axis(b, 0)).output, columns = cnn_axis_measure(bench_axis(b, 1)).output;
    int64_t maps = b->kind == BENCH_POOL ? b->channels : b->filters;
    if ((int64_t)list.count != maps * rows * columns)
        return cnn_yaml_fail(r->d, node, "the gradient has %d numbers; the output is %lld x %lld x %lld",
            (int)list.count, (long long)maps, (long long)rows, (long long)columns);
    memcpy(b->gradient, list.data, list.count * sizeof *list.data);
    b->gradient_preset = -1;
    b->gradient_count = (int)list.count;
    return status;
}

static cnn_status set_layer(setup *r) {
    static const char *const pools[] = {"max", "average", "min"};
    bench *b = r->b;
    cnn_yaml *layer = cnn_yaml_get(r->root, "layer"), *pool = cnn_yaml_get(r->root, "pool");
    const char *kind = cnn_yaml_text(layer);
    bool pooling = kind && !strcmp(kind, "pooling");
    if (!kind || (strcmp(kind, "convolution") && !pooling))
        return cnn_yaml_fail(r->d, layer, "layer is convolution or pooling");
    bench_blank(b, pooling ? BENCH_POOL : BENCH_CONV);
    int channels = 1;
    cnn_status status = whole_number(r, "channels", 1, BENCH_CHANNELS, &channels);
    b->channels = channels > 1 ? BENCH_CHANNELS : 1;
    if (!cnn_failed(status))
        status = read_input(r);
    if (!cnn_failed(status))
        status = read_filter(r);
    if (!cnn_failed(status))
        status = whole_number(r, "stride", 1, BENCH_STRIDE, &b->stride);
    if (!cnn_failed(status))
        status = whole_number(r, "padding", 0, BENCH_PADDING, &b->padding);
    if (!cnn_failed(status))
        status = whole_number(r, "dilation", 1, BENCH_DILATION, &b->dilation);
    if (!cnn_failed(status))
        status = truth(r, "ceil", &b->ceil_mode);
    if (!cnn_failed(status))
        status = truth(r, "include_pad", &b->include_pad);
    if (!cnn_failed(status))
        status = read_gradient(r);
    if (cnn_failed(status) || !pool)
        return status;
    for (b->pool = 0; b->pool < 3; b->pool++)
        if (cnn_yaml_text(pool) && !strcmp(cnn_yaml_text(pool), pools[b->pool]))
            return status;
    return cnn_yaml_fail(r->d, pool, "pool is max, average or min");
}

/* Neither a lesson nor a network in it reaches outside its folder: any other name would be that of a folder. */
static cnn_status refuse_folders(const setup *r, cnn_yaml *node, const char *data) {
    bool own = !data || !strcmp(data, "fashion-mnist") || !strcmp(data, "digits");
    return own ? cnn_ok()
               : cnn_yaml_fail(r->d, node,
                     "a network of a lesson names a data set of Stride, fashion-mnist or digits, not %.80s", data);
}

/* A network by name lies beside the lesson or among those that come with Stride. False: the node is not such a name. */
static bool find_network(const setup *r, char *path, size_t size) {
    const char *name = cnn_yaml_text(cnn_yaml_get(r->root, "network"));
    if (!name || strchr(name, '/') || strchr(name, '\\'))
        return false;
    cnn_format(path, size, "%s/%s", r->l->folder, name);
    char file[300];
    cnn_format(file, sizeof file, "networks/%.255s", name);
    if (!cnn_file_exists(path))
        asset_path(file, path, size);
    return true;
}

static cnn_status open_network(const setup *r, cnn_yaml *node, opened_network *s) {
    char path[8192];
    if (cnn_yaml_is_map(node)) {
        cnn_status status = refuse_folders(r, node, cnn_yaml_text(cnn_yaml_get(node, "data")));
        return cnn_failed(status) ? status : opened_network_describe_node(r->d, node, s);
    }
    if (!find_network(r, path, sizeof path))
        return cnn_yaml_fail(r->d, node, "network is the name of a file beside the lesson, or a network written here");
    if (!cnn_file_exists(path))
        return cnn_yaml_fail(
            r->d, node, "there is no network %.80s beside the lesson or among those of Stride", cnn_yaml_text(node));
    cnn_status status = opened_network_describe(path, s);
    if (cnn_failed(status))
        return status;
    status = refuse_folders(r, node, s->desc->data);
    if (cnn_failed(status))
        opened_network_close(s);
    return status;
}

/* Appends to a text on the heap. NULL, as either of them, gives NULL. */
static char *join(char *text, const char *more) {
    size_t length = text ? strlen(text) : 0, size = length + (more ? strlen(more) : 0) + 2;
    char *longer = text && more ? realloc(text, size) : NULL;
    if (!longer)
        free(text);
    else
        cnn_format(longer + length, size - length, "%s\n", more);
    return longer;
}

/* Everything a lesson says about a recording, as text: entries of the scene and the file that it names. The same recipe
 * gives the same recording, as long as the data do not change. NULL: it could not be determined. */
static char *recipe_of(const setup *r) {
    static const char *const keys[] = {"network", "train", "image", "input"};
    char *recipe = calloc(1, 1), path[8192];
    for (int i = 0; i < 4; i++) {
        cnn_yaml *node = cnn_yaml_get(r->root, keys[i]);
        char *written = node ? cnn_yaml_write(node) : NULL;
        recipe = node ? join(join(recipe, keys[i]), written) : recipe;
        free(written);
    }
    unsigned char *file = NULL;
    size_t length;
    if (find_network(r, path, sizeof path)) {
        if (cnn_failed(cnn_file_read(path, NETWORK_BYTES, false, &file, &length)))
            file = NULL;
        recipe = join(join(recipe, path), (const char *)file);
        free(file);
    }
    return recipe;
}

/* A picture in place of the network's own input or data. */
static cnn_status give_input(setup *r, opened_network *s) {
    cnn_shape shape = s->net->nodes[0].layout.out;
    bench *b = r->b;
    size_t count = cnn_shape_image(shape);
    if (!cnn_yaml_get(r->root, "input"))
        return cnn_ok();
    if ((shape.c != 1 && shape.c != BENCH_CHANNELS) || shape.h > BENCH_SIDE || shape.w > BENCH_SIDE)
        return cnn_yaml_fail(r->d, cnn_yaml_get(r->root, "input"), "the network takes %d x %d x %d, no such picture",
            shape.h, shape.w, shape.c);
    b->channels = shape.c;
    b->rows = shape.h;
    b->columns = shape.w;
    cnn_status status = read_input(r);
    if (!cnn_failed(status) && (b->channels != shape.c || b->rows != shape.h || b->columns != shape.w))
        status = cnn_yaml_fail(r->d, cnn_yaml_get(r->root, "input"),
            "the input is %d x %d x %d, the network takes %d x %d x %d", b->rows, b->columns, b->channels, shape.h,
            shape.w, shape.c);
    float *values = cnn_failed(status) ? NULL : cnn_arena_alloc(s->arena, count, sizeof *values);
    if (!values)
        return cnn_failed(status) ? status : cnn_no_memory("a scene", count * sizeof *values);
    memcpy(values, b->pixels, count * sizeof *values);
    s->desc->values = values;
    return status;
}

static cnn_status describe_network(setup *r, lesson_opening *out) {
    int train = 0, image = -1;
    cnn_status status = whole_number(r, "train", 0, 20000, &train);
    if (!cnn_failed(status))
        status = whole_number(r, "image", 0, PICTURES - 1, &image);
    if (!cnn_failed(status))
        status = open_network(r, cnn_yaml_get(r->root, "network"), &out->network);
    if (cnn_failed(status))
        return status;
    out->wish = (opening_wish){.choice = {.iteration = train, .picture = image, .threads = THREADS},
        .most = PICTURES,
        .seconds = PAGE_SECONDS,
        .gib = PAGE_GIB};
    bench_blank(r->b, BENCH_CONV);
    status = give_input(r, &out->network);
    if (cnn_failed(status))
        opened_network_close(&out->network);
    return status;
}

/* Pages that follow each other often look at the same recording. It is kept: a large network takes half a second. */
static cnn_status set_network(setup *r, const bench *present, lesson_opening *out) {
    char *recipe = recipe_of(r);
    bool same = recipe && present->recipe && !strcmp(recipe, present->recipe);
    cnn_status status = same ? cnn_ok() : describe_network(r, out);
    out->wanted = !same && !cnn_failed(status);
    if (out->wanted)
        out->recipe = recipe;
    else
        free(recipe);
    return status;
}

cnn_status lesson_scene_begin(const lesson *l, const lesson_page *page, bench *b, lesson_opening *out) {
    cnn_yaml *root = page->scene ? cnn_document_root(page->scene) : NULL;
    bool layer = cnn_yaml_get(root, "layer") != NULL, network = cnn_yaml_get(root, "network") != NULL;
    memset(out, 0, sizeof *out);
    if (!layer && !network)
        return cnn_ok();
    if (layer && network)
        return cnn_yaml_fail(page->scene, root, "a scene has either a layer or a network");
    setup r = {.l = l, .d = page->scene, .root = root, .arena = cnn_arena_new()};
    r.b = calloc(1, sizeof *r.b);
    cnn_status status = r.b && r.arena ? cnn_ok() : cnn_no_memory("a scene", sizeof *r.b);
    if (!cnn_failed(status))
        status = layer ? set_layer(&r) : set_network(&r, b, out);
    if (!cnn_failed(status) && layer)
        bench_become(b, r.b);
    free(r.b);
    cnn_arena_free(r.arena);
    return status;
}

cnn_status lesson_scene_stage(const lesson *l, const lesson_page *page, bench *b, bool trained) {
    lesson_opening todo;
    opened_recording opened;
    cnn_status status = lesson_scene_begin(l, page, b, &todo);
    if (cnn_failed(status) || !todo.wanted)
        return status;
    todo.wish.choice.iteration *= trained;
    status = opening_run(&todo.network, &todo.wish, &opened);
    if (cnn_failed(status))
        free(todo.recipe);
    else
        bench_take(b, &opened, todo.recipe);
    return status;
}
