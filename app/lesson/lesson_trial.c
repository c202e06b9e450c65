/* Runs every page as a reader would meet it, without a window. */
#include "lesson_figure.h"

#include "address.h"
#include "atlas.h"
#include "question_trial.h"

#include <stdlib.h>
#include <string.h>

static bool try_address(
    lesson *l, int page, const bench *b, const lesson_scene *scene, const char *text, const char *what) {
    cnn_address at;
    bool plays = !strcmp(what, "play"),
         flows = plays && !strcmp(text, "flow") && scene->show == SHOW_OVERVIEW; /* layer by layer, through all of it */
    if (!text[0] || (!strcmp(text, "end") && plays) || flows)
        return true;
    cnn_status status = b->recording
                            ? cnn_address_parse(b->recording->walk, text, &at)
                            : cnn_fail(CNN_BAD_INPUT, "the filter does not fit, so there is nothing to step through");
    cnn_yaml *node = cnn_yaml_get(cnn_document_root(l->pages[page].scene), what);
    if (cnn_failed(status))
        lesson_problem(l, l->original, node ? cnn_yaml_line(node) : 0, "%s: %s", what, status.message);
    return !cnn_failed(status);
}

static bool has_lens(const cnn_recording *r, int node) {
    return r->net->nodes[node].op->family == CNN_FAMILY_WINDOW_SUM;
}

/* Whether a layer that the page comes by has another view of its backward pass. */
static bool comes_by_lens(const bench *b, const lesson_scene *scene) {
    const char *const places[] = {scene->at, scene->play};
    bool named = false, has = false;
    for (int i = 0; b->recording && i < 2; i++) {
        cnn_address at;
        if (!places[i][0] || cnn_failed(cnn_address_parse(b->recording->walk, places[i], &at)))
            continue;
        named = true;
        has |= has_lens(b->recording, at.node);
    }
    for (int i = 0; b->recording && !named && i < b->recording->net->count; i++)
        has |= has_lens(b->recording, i);
    return has;
}

/* What the page asks to be shown, and cannot be there. */
static void try_shown(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    enum { MOST = 11 };
    bool inside = b->source == BENCH_INSIDE;
    const char *key = NULL, *reason = NULL;
    if (scene->why && !inside) {
        key = "why";
        reason = "why: true tells where a number inside a network comes from; this page has none";
    } else if (scene->path && (inside || b->rows + 2 * b->padding > MOST || b->columns + 2 * b->padding > MOST)) {
        key = "mark";
        reason = "mark: path is drawn on a layer whose input has at most 11 rows and columns, with padding";
    } else if (scene->textbook && !comes_by_lens(b, scene)) {
        key = "lens";
        reason = "lens: textbook is the other view of a convolution's backward pass; this page shows no convolution";
    }
    if (!key)
        return;
    cnn_yaml *node = cnn_yaml_get(cnn_document_root(l->pages[page].scene), key);
    lesson_problem(
        l, l->path[LANGUAGE_EN][0] ? LANGUAGE_EN : LANGUAGE_KO, node ? cnn_yaml_line(node) : 0, "%s", reason);
}

/* The figure that the page shows of its network. */
static void try_figure(lesson *l, int page, const bench *b, const lesson_scene *scene) {
    cnn_status status = lesson_figure_fits(scene->show, b->recording);
    if (!cnn_failed(status))
        return;
    cnn_yaml *node = cnn_yaml_get(cnn_document_root(l->pages[page].scene), "show");
    lesson_problem(
        l, l->path[LANGUAGE_EN][0] ? LANGUAGE_EN : LANGUAGE_KO, node ? cnn_yaml_line(node) : 0, "%s", status.message);
}

/* The network of the Atlas, and the layer in it. */
static void try_atlas(lesson *l, int page, const lesson_scene *scene) {
    atlas_graph graph = {.entry = -1};
    cnn_status status = atlas_show(&graph, scene->atlas, scene->at[0] ? scene->at : NULL);
    cnn_yaml *node = cnn_yaml_get(cnn_document_root(l->pages[page].scene), "atlas");
    if (cnn_failed(status))
        lesson_problem(l, l->original, node ? cnn_yaml_line(node) : 0, "atlas: %s", status.message);
    atlas_close(&graph);
}

/* A list of numbers as target is compared by squared differences, which those who mean a class do not expect. */
static void try_target(lesson *l, int page) {
    const cnn_yaml *root = l->pages[page].scene ? cnn_document_root(l->pages[page].scene) : NULL,
                   *network = cnn_yaml_get(root, "network"), *target = cnn_yaml_get(network, "target");
    if (cnn_yaml_is_list(target) && !cnn_yaml_get(network, "loss"))
        lesson_problem(l, l->original, cnn_yaml_line(target),
            "a target of several numbers means squared error: write \"loss: mse\" if that is meant, or the class, as "
            "in "
            "\"target: 1\"");
}

/* A whole picture, and what is asked about it. */
static void try_picture(lesson *l, int page, const bench *b, lesson_scene *scene) {
    shown_picture *p = calloc(1, sizeof *p);
    cnn_status status = p ? shown_picture_begin(l, page, &scene->picture, p) : cnn_no_memory("a picture", sizeof *p);
    scene->shown = p;
    if (cnn_failed(status) && l->problem_count < LESSON_PROBLEMS)
        cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", status.message);
    else
        question_try(l, page, b, scene);
    free(p);
}

static bool has_line(const char *message) {
    for (const char *c = message; (c = strchr(c, ':')); c++) {
        size_t digits = strspn(c + 1, "0123456789");
        if (digits && c[1 + digits] == ':')
            return true;
    }
    return false;
}

/* Why a stage cannot be set up; what a network says of itself has no line of the lesson yet. */
static void note_unset(lesson *l, int page, const char *message) {
    cnn_yaml *node = cnn_yaml_get(cnn_document_root(l->pages[page].scene), "network");
    if (!has_line(message))
        lesson_problem(l, l->original, node ? cnn_yaml_line(node) : 0, "%s", message);
    else if (l->problem_count < LESSON_PROBLEMS)
        cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", message);
}

void lesson_scene_try(lesson *l) {
    bench *b = calloc(1, sizeof *b);
    if (!b)
        return;
    bench_start(b, BENCH_CONV);
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        if (cnn_failed(lesson_scene_read(&l->pages[i], &scene)))
            continue;
        if (scene.show == SHOW_PICTURE) {
            try_picture(l, i, b, &scene);
            continue;
        }
        cnn_status status = lesson_scene_stage(l, &l->pages[i], b, false);
        if (cnn_failed(status)) {
            note_unset(l, i, status.message);
            continue;
        }
        bool stands = true;
        if (scene.atlas[0])
            try_atlas(l, i, &scene);
        else
            stands = try_address(l, i, b, &scene, scene.at, "at");
        try_address(l, i, b, &scene, scene.play, "play");
        try_figure(l, i, b, &scene);
        try_shown(l, i, b, &scene);
        try_target(l, i);
        if (stands || scene.question.at[0])
            question_try(l, i, b, &scene);
    }
    bench_stop(b);
    free(b);
}
