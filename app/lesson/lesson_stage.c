/* The stage of a page: the layer, or the network, that its scene sets up. It is built beside the present bench, which
 * goes only when the new one stands. */
#include "lesson_setup.h"

#include "file.h"
#include "opening_limits.h"

#include <stdlib.h>
#include <string.h>

enum {
    PICTURES = 512,                   /* of a data set: enough for a lesson, and read in a moment */
    NETWORK_BYTES = 16 * 1024 * 1024, /* of a file; one of a lesson has a few thousand */
    TRAIN = 20000,
    THREADS = 2,
};

/* What a page may take to train and to record. */
static const double PAGE_GIB = 1, PAGE_BILLIONS = 600;

/* A lesson does not reach outside its folder, nor does a network of it: any other name would be that of a folder. */
static void refuse_folders(setup *s, const cnn_yaml *node, const char *data) {
    for (int i = 0; data && cnn_dataset_name(i); i++)
        if (!strcmp(data, cnn_dataset_name(i)))
            return;
    if (data)
        cnn_reader_fail(&s->r, node,
            "a network of a lesson names a data set of Stride, fashion-mnist or digits, plain or with -color, not "
            "%.80s",
            data);
}

/* A network by name lies beside the lesson or among those that come with Stride. False: the node is no such name. */
static bool find_network(const setup *s, char *path, size_t size) {
    const char *name = cnn_yaml_text(cnn_yaml_get(s->root, "network"));
    if (!name || strchr(name, '/') || strchr(name, '\\'))
        return false;
    const char *dot = strrchr(name, '.');
    bool whole = dot && !strcmp(dot, ".yaml");
    char file[300], shipped[300];
    cnn_format(file, sizeof file, "%.255s%s", name, whole ? "" : ".yaml");
    cnn_format(shipped, sizeof shipped, "networks/%s", file);
    if (!lesson_find_file(s->l, name, path, size) && !lesson_find_file(s->l, file, path, size))
        asset_path(shipped, path, size);
    return true;
}

/* Parameters that were trained before lie beside the lesson; empty: the scene names none. */
static void find_weights(setup *s, char *path, size_t size) {
    const cnn_yaml *node = cnn_yaml_get(s->root, "weights");
    const char *name = cnn_yaml_text(node);
    path[0] = '\0';
    if (!node || cnn_reader_failed(&s->r))
        return;
    if (!name)
        cnn_reader_fail(&s->r, node, "weights is a file, as in lenet-5.safetensors");
    else if (!lesson_find_file(s->l, name, path, size))
        cnn_reader_fail(&s->r, node, "there are no weights %.80s beside the lesson", name);
}

/* Describes the network, written in the scene or in a file. */
static void describe(setup *s, opened_network *out) {
    char path[8192];
    cnn_yaml *node = cnn_yaml_get(s->root, "network");
    cnn_document *document = (cnn_document *)s->r.document;
    if (cnn_yaml_is_map(node))
        cnn_reader_keep(&s->r, opened_network_describe_node(document, node, out));
    else if (!find_network(s, path, sizeof path))
        cnn_reader_fail(&s->r, node, "network is the name of a file beside the lesson, or a network written here");
    else if (!cnn_file_exists(path))
        cnn_reader_fail(
            &s->r, node, "there is no network %.80s beside the lesson or among those of Stride", cnn_yaml_text(node));
    else
        cnn_reader_keep(&s->r, opened_network_describe(path, out));
    if (!cnn_reader_failed(&s->r))
        refuse_folders(s, node, out->desc->data);
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

/* All that a lesson says of a recording, as text: entries of the scene and the file that it names. The same recipe
 * gives the same recording, as long as the data stay as they are. NULL: it could not be told. */
static char *recipe_of(const setup *s) {
    static const char *const keys[] = {"network", "train", "image", "input", "weights", "label"};
    char *recipe = calloc(1, 1), path[8192];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        cnn_yaml *node = cnn_yaml_get(s->root, keys[i]);
        char *written = node ? cnn_yaml_write(node) : NULL;
        recipe = node ? join(join(recipe, keys[i]), written) : recipe;
        free(written);
    }
    unsigned char *file = NULL;
    size_t length;
    if (find_network(s, path, sizeof path)) {
        if (cnn_failed(cnn_file_read(path, NETWORK_BYTES, false, &file, &length)))
            file = NULL;
        recipe = join(join(recipe, path), (const char *)file);
        free(file);
    }
    return recipe;
}

static int64_t classes_of(const cnn_net *net) {
    return (int64_t)cnn_shape_image(net->nodes[net->output].layout.out);
}

/* A picture in place of the network's own input or data. */
static void give_input(setup *s, opened_network *out) {
    cnn_yaml *node = cnn_yaml_get(s->root, "input");
    if (!node || cnn_reader_failed(&s->r))
        return;
    cnn_shape shape = out->net->nodes[0].layout.out;
    size_t count = cnn_shape_image(shape);
    bench *b = s->b;
    if ((shape.c != 1 && shape.c != BENCH_CHANNELS) || shape.h > BENCH_SIDE || shape.w > BENCH_SIDE) {
        cnn_reader_fail(&s->r, node, "the network takes %d x %d x %d, no such picture", shape.h, shape.w, shape.c);
        return;
    }
    bench_blank(b, BENCH_CONV);
    b->channels = shape.c;
    b->rows = shape.h;
    b->columns = shape.w;
    s->takes = out->desc;
    setup_input(s);
    s->takes = NULL;
    if (b->channels != shape.c || b->rows != shape.h || b->columns != shape.w)
        cnn_reader_fail(&s->r, node, "the input is %d x %d x %d, the network takes %d x %d x %d", b->rows, b->columns,
            b->channels, shape.h, shape.w, shape.c);
    float *values = cnn_arena_alloc(out->arena, count, sizeof *values);
    if (!values)
        cnn_reader_keep(&s->r, cnn_no_memory("a scene", count * sizeof *values));
    if (cnn_reader_failed(&s->r))
        return;
    memcpy(values, b->pixels, count * sizeof *values);
    out->desc->values = values;
    out->desc->label = (int)cnn_read_integer(&s->r, s->root, "label", 0, classes_of(out->net) - 1, out->desc->label);
}

/* What is too much is said before anything begins, at the line that asks for it. */
static void check_limits(setup *s, const lesson_opening *out) {
    cnn_status memory = cnn_ok(), work = cnn_ok();
    if (!cnn_reader_failed(&s->r)) {
        memory = opening_check_memory(&out->network, &out->wish);
        work = opening_check_work(&out->network, &out->wish);
    }
    if (cnn_failed(memory))
        cnn_reader_fail(&s->r, cnn_yaml_get(s->root, "network"), "%s", memory.message);
    if (cnn_failed(work))
        cnn_reader_fail(&s->r, cnn_yaml_get(s->root, "train"),
            "%s; weights: FILE shows what was trained before with stride train", work.message);
}

/* Pages that follow each other often look at the same recording. It is kept: a large network takes half a second. */
static void setup_network(setup *s, const bench *present, lesson_opening *out) {
    char *recipe = recipe_of(s);
    if (recipe && present->recipe && !strcmp(recipe, present->recipe)) {
        free(recipe);
        return;
    }
    out->recipe = recipe;
    out->wish = (opening_wish){.most = PICTURES, .seconds = LESSON_SECONDS, .gib = PAGE_GIB, .billions = PAGE_BILLIONS};
    out->wish.choice = (record_choice){.iteration = cnn_read_integer(&s->r, s->root, "train", 0, TRAIN, 0),
        .picture = cnn_read_integer(&s->r, s->root, "image", 0, PICTURES - 1, -1),
        .threads = THREADS};
    if (!cnn_reader_failed(&s->r))
        describe(s, &out->network);
    give_input(s, &out->network);
    check_limits(s, out);
    find_weights(s, out->wish.weights, sizeof out->wish.weights);
    if (out->wish.weights[0] && !cnn_reader_failed(&s->r))
        cnn_reader_keep(
            &s->r, opened_network_read_weights(out->network.net, out->network.desc, out->wish.weights, NULL, NULL));
    out->wanted = !cnn_reader_failed(&s->r);
    if (out->wanted)
        return;
    opened_network_close(&out->network);
    free(out->recipe);
    out->recipe = NULL;
}

const lesson_page *lesson_stage_of(const lesson *l, int page) {
    if (l->joined)
        return lesson_stage_of(l->pages[page].from, l->pages[page].from_page);
    for (; page >= 0; page--) {
        lesson_scene scene;
        if (!cnn_failed(lesson_scene_read(&l->pages[page], &scene)) && scene.stages)
            return &l->pages[page];
    }
    return NULL;
}

cnn_status lesson_scene_begin(const lesson *l, const lesson_page *page, bench *b, lesson_opening *out) {
    cnn_yaml *root = page->scene ? cnn_document_root(page->scene) : NULL;
    bool layer = cnn_yaml_get(root, "layer") != NULL, network = cnn_yaml_get(root, "network") != NULL;
    memset(out, 0, sizeof *out);
    if (!layer && !network)
        return cnn_ok();
    cnn_arena *arena = cnn_arena_new();
    setup s = {.l = l, .root = root, .b = calloc(1, sizeof *s.b), .r = cnn_reader_of(page->scene, arena)};
    if (!arena || !s.b)
        cnn_reader_keep(&s.r, cnn_no_memory("a scene", sizeof *s.b));
    else if (layer && network)
        cnn_reader_fail(&s.r, root, "a scene has either a layer or a network");
    else if (layer)
        setup_layer(&s);
    else
        setup_network(&s, b, out);
    if (layer && !cnn_reader_failed(&s.r)) {
        s.b->taught = true;
        bench_become(b, s.b);
    }
    free(s.b);
    cnn_arena_free(arena);
    return s.r.status;
}

cnn_status lesson_scene_stage(const lesson *l, const lesson_page *page, bench *b, bool trained) {
    lesson_opening left;
    opened_recording opened;
    cnn_status status = lesson_scene_begin(l, page, b, &left);
    if (cnn_failed(status) || !left.wanted)
        return status;
    left.wish.choice.iteration *= trained;
    status = opening_run(&left.network, &left.wish, &opened);
    if (cnn_failed(status))
        free(left.recipe);
    else
        bench_take(b, &opened, left.recipe);
    return status;
}

double lesson_page_billions(const lesson *l, int page) {
    lesson_opening left = {.wanted = false};
    bench *b = calloc(1, sizeof *b);
    double billions = 0;
    if (b && !cnn_failed(lesson_scene_begin(l, &l->pages[page], b, &left)) && left.wanted)
        billions = opening_billions(&left.network, &left.wish.choice);
    if (left.wanted) {
        opened_network_close(&left.network);
        free(left.recipe);
    }
    bench_stop(b);
    free(b);
    return billions;
}
