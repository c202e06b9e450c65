/* Files that are given to the window: networks, lessons, pictures, parameters; and what goes when another network
 * trains. */
#include "app.h"

#include "command.h"
#include "file.h"
#include "opened_network.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool ends_with(const char *path, const char *ending) {
    size_t a = strlen(path), b = strlen(ending);
    return a >= b && !strcasecmp(path + a - b, ending);
}

/* Everything that belongs to the network that trained until now goes before it does. */
static void stop_training(app *a) {
    bench_step_outside(&a->bench);
    bench_sweep(&a->bench);
    app_bind(a);
    cnn_recording_free(a->net.seen);
    a->net.seen = NULL;
    a->net.aimed = -1;
    a->wants_inside = a->watching = false;
    a->watches.count = 0;
    live_stop(a->live);
    a->live = NULL;
    free(a->net.text);
    a->net.text = NULL;
    a->snapshot = (live_snapshot){.accuracy = -1, .judged_at = -1, .diverged_at = -1};
    a->hide_strip = false;
}

void app_train(app *a, const char *text) {
    char *copy = malloc(strlen(text) + 1);
    if (!copy)
        return;
    memcpy(copy, text, strlen(text) + 1);
    stop_training(a);
    a->net.source = LIVE_TRAIN_PICTURE;
    a->net.drawing = false;
    app_start_live(a, "network", copy);
    a->dirty = true;
}

void app_train_file(app *a, const char *path) {
    unsigned char *bytes = NULL;
    size_t length;
    if (cnn_failed(cnn_file_read(path, (size_t)64 << 20, false, &bytes, &length)))
        bytes = NULL; /* training will say so */
    app_start_live(a, path, (char *)bytes);
}

static cnn_status open_network(app *a, const char *path) {
    opened_network s;
    cnn_status status = opened_network_open(path, NULL, &s);
    if (cnn_failed(status))
        return status;
    bool trains = s.data != NULL;
    opened_network_close(&s);
    if (trains) {
        stop_training(a);
        netedit_close(&a->net.edit); /* it was of the other network */
        if (a->net.lower == NETWORK_EDITING)
            a->net.lower = NETWORK_TRAINING;
        app_train_file(a, path);
        return cnn_ok();
    }
    return bench_open_network(&a->bench, path, 0);
}

bool app_is_lesson(const char *path) {
    return ends_with(path, ".md");
}

bool app_is_picture(const char *path) {
    static const char *const pictures[] = {
        ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".pgm", ".ppm", ".webp", ".tif", ".tiff"};
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
        if (ends_with(path, pictures[i]))
            return true;
    return false;
}

/* Parameters for the network that the Atlas shows, checked against it before they are taken. */
static cnn_status open_weights(app *a, const char *path) {
    const atlas_graph *g = &a->atlas.graph[a->atlas.active];
    if (!a->atlas.open || !g->net)
        return cnn_fail(CNN_BAD_INPUT, tr("message.weights_where"), path);
    cnn_status status = opened_network_read_weights(g->net, g->desc, path, NULL);
    if (!cnn_failed(status))
        cnn_format(a->atlas.weights, sizeof a->atlas.weights, "%s", path);
    return status;
}

cnn_status app_open(app *a, const char *path) {
    cnn_status status = cnn_ok();
    if (ends_with(path, ".safetensors"))
        return open_weights(a, path);
    if (app_is_lesson(path))
        return reader_open(a, path, true);
    if (app_is_picture(path) && a->network && a->net.seen) {
        cnn_shape shape = a->net.seen->net->nodes[0].layout.out;
        status = cnn_shape_image(shape) > LIVE_PIXELS
                     ? cnn_fail(CNN_BAD_INPUT, "%s: the network's pictures are too large to show", path)
                     : picture_read(path, shape, a->net.own);
        if (cnn_failed(status))
            return status;
        const char *slash = strrchr(path, '/');
        cnn_format(a->net.own_note, sizeof a->net.own_note, tr(shape.c == 3 ? "network.read_rgb" : "network.read_grey"),
            slash ? slash + 1 : path, shape.h, shape.w);
        a->net.source = LIVE_OWN_PICTURE;
        a->net.drawing = false;
        live_look_at(a->live, LIVE_OWN_PICTURE, 0, a->net.own);
    } else if (app_is_picture(path)) {
        command_kind(a, BENCH_CONV);
        status = bench_open_picture(&a->bench, path);
    } else {
        status = open_network(a, path);
    }
    app_bind(a);
    a->dirty = true;
    return status;
}
