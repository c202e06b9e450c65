/* Keys are read with the same care as network files: an unknown one, or an impossible value, fails with its line. */
#include "lesson_scene.h"

#include "presets.h"
#include "question_read.h"
#include "scene_words.h"

#include <string.h>

const char *const lesson_scene_keys[] = {"layer", "network", "atlas", "show", "at", "by", "open", "light", "play",
    "question", "input", "filter", "bias", "size", "stride", "padding", "dilation", "filters", "channels", "ceil",
    "include_pad", "pool", "gradient", "train", "image", "weights", "label", "zoom", "begin", "vary", "hide", "review",
    "of", "mark", "lens", "why", "check", "help", "wrong", "slip", NULL};

void lesson_scene_address(cnn_reader *r, const cnn_yaml *map, const char *key, char *out, size_t size) {
    const cnn_yaml *node = cnn_yaml_get(map, key);
    const char *text = cnn_yaml_text(node);
    if (!node)
        return;
    if (!text || !*text || strlen(text) >= size)
        cnn_reader_fail(r, node, "%s is an address, as in forward/conv/0,1,2", key);
    else
        cnn_format(out, size, "%s", text);
}

static unsigned read_open(cnn_reader *r, const cnn_yaml *root) {
    static const char *const names[] = {"input", "filter", "bias", "stride", "padding", "dilation", "size", "picture",
        "preset", "filters", "channels", "pool", "gradient", NULL};
    const cnn_yaml *node = cnn_yaml_get(root, "open");
    const char *text = cnn_yaml_text(node);
    unsigned open = 0;
    if (text && !strcmp(text, "all"))
        return OPEN_ALL;
    if (node && !cnn_yaml_is_list(node))
        cnn_reader_fail(r, node, "open is a list, as in [stride, padding], or all");
    for (int i = 0; cnn_yaml_is_list(node) && i < cnn_yaml_count(node); i++) {
        int which = cnn_read_word(r, cnn_yaml_item(node, i), "open", names);
        open |= which < 0 ? 0 : 1u << which;
    }
    return open;
}

static scene_show read_show(cnn_reader *r, const cnn_yaml *root) {
    static const char *const names[] = {"training", "picture", "overview", "chain", "field", NULL};
    static const scene_show shows[] = {SHOW_TRAINING, SHOW_PICTURE, SHOW_OVERVIEW, SHOW_CHAIN, SHOW_FIELD};
    int which = cnn_read_choice(r, root, "show", names, -1);
    return which < 0 ? SHOW_LAYER : shows[which];
}

/* The lesson that a question of a part belongs to. */
static void read_lesson(cnn_reader *r, const cnn_yaml *root, char *out, size_t size) {
    const cnn_yaml *node = cnn_yaml_get(root, "of");
    const char *text = cnn_yaml_text(node);
    if (node && (!text || !*text || strlen(text) >= size))
        cnn_reader_fail(r, node, "of is a lesson's name without its number, as in padding");
    else if (node)
        cnn_format(out, size, "%s", text);
}

/* One, or a list. */
static unsigned read_hides(cnn_reader *r, const cnn_yaml *root) {
    static const char *const names[] = {"formula", "sum", "transport", NULL};
    const cnn_yaml *node = cnn_yaml_get(root, "hide");
    unsigned hides = 0;
    int count = cnn_yaml_is_list(node) ? cnn_yaml_count(node) : node != NULL;
    for (int i = 0; i < count; i++) {
        int which = cnn_read_word(r, cnn_yaml_is_list(node) ? cnn_yaml_item(node, i) : node, "hide", names);
        hides |= which < 0 ? 0 : 1u << which;
    }
    return hides;
}

/* Keys that mean nothing without others. */
static void check_company(cnn_reader *r, const cnn_yaml *root) {
    const cnn_yaml *weights = cnn_yaml_get(root, "weights"), *label = cnn_yaml_get(root, "label"),
                   *zoom = cnn_yaml_get(root, "zoom"), *begin = cnn_yaml_get(root, "begin");
    const char *show = cnn_yaml_text(cnn_yaml_get(root, "show"));
    bool network = cnn_yaml_get(root, "network") != NULL, picture = show && !strcmp(show, "picture");
    if (weights && !network)
        cnn_reader_fail(r, weights, "weights are those of a network, and the scene names none");
    if (label && (!network || !cnn_yaml_get(root, "input")))
        cnn_reader_fail(r, label, "label is the class of the input of a network; the scene needs both");
    if ((zoom || begin) && !picture)
        cnn_reader_fail(r, zoom ? zoom : begin, "zoom and begin are for a whole picture: show: picture");
}

static void read_scene(cnn_reader *r, const cnn_yaml *root, lesson_scene *out) {
    static const char *const depths[] = {"phase", "layer", "map", "row", "position", "product", NULL};
    static const char *const parts[] = {"", "padding", "filter", "stride", "dilation", "input", NULL};
    static const char *const varies[] = {"input", "filter", "both", NULL};
    out->given = true;
    out->stages = cnn_yaml_get(root, "layer") || cnn_yaml_get(root, "network");
    cnn_read_only_with(r, root, "a scene", lesson_scene_keys, scene_synonyms);
    check_company(r, root);
    out->show = read_show(r, root);
    static const char *const lenses[] = {"scatter", "textbook", NULL};
    static const char *const marks[] = {"path", NULL};
    out->path = cnn_read_choice(r, root, "mark", marks, -1) == 0;
    out->textbook = cnn_read_choice(r, root, "lens", lenses, 0) == 1;
    out->why = cnn_read_boolean(r, root, "why", false);
    out->check = cnn_read_boolean(r, root, "check", false);
    lesson_scene_address(r, root, "atlas", out->atlas, sizeof out->atlas);
    char *ending = strstr(out->atlas, ".yaml"); /* as the file is called */
    if (ending)
        *ending = '\0';
    lesson_scene_address(r, root, "at", out->at, sizeof out->at);
    if (out->show == SHOW_PICTURE)
        shown_picture_read_plan(r, root, &out->picture);
    else
        lesson_scene_address(r, root, "play", out->play, sizeof out->play);
    out->by = (cnn_depth)cnn_read_choice(r, root, "by", depths, CNN_DEPTH_POSITION);
    out->light = (cnn_part)cnn_read_choice(r, root, "light", parts, CNN_PART_NONE);
    out->hides = read_hides(r, root);
    out->review = (int)cnn_read_integer(r, root, "review", 0, LESSON_REVIEW, 0);
    read_lesson(r, root, out->of, sizeof out->of);
    int vary = cnn_read_choice(r, root, "vary", varies, -1);
    out->vary_input = vary == 0 || vary == 2;
    out->vary_filter = vary == 1 || vary == 2;
    out->open = read_open(r, root);
    question_read_scene(r, root, out);
}

cnn_status lesson_scene_read(const lesson_page *page, lesson_scene *out) {
    memset(out, 0, sizeof *out);
    out->by = CNN_DEPTH_POSITION;
    if (page->unread)
        return cnn_fail(CNN_BAD_INPUT, "%s", page->unread);
    if (!page->scene)
        return cnn_ok();
    cnn_reader r = cnn_reader_of(page->scene, NULL);
    const cnn_yaml *root = cnn_document_root(page->scene);
    if (cnn_yaml_is_map(root))
        read_scene(&r, root, out);
    else
        cnn_reader_fail(&r, root, "a scene is a list of keys with values, as in \"layer: convolution\"");
    return r.status;
}

static void note(lesson *l, cnn_status status) {
    if (l->problem_count < LESSON_PROBLEMS)
        cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", status.message);
}

static void check_page(lesson *l, lesson_page *page, const lesson_scene *scene) {
    question_check_words(l, page, &scene->question);
    if ((scene->vary_input || scene->vary_filter) && scene->question.kind == ASK_CHOOSE)
        lesson_problem(l, l->original, page->line[l->original],
            "\"vary\" gives the page \"%s\" other numbers, but its choices are written", page->id);
}

void lesson_scene_check(lesson *l) {
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        cnn_status status = lesson_scene_read(&l->pages[i], &scene);
        if (cnn_failed(status))
            note(l, status);
        else
            check_page(l, &l->pages[i], &scene);
    }
}
