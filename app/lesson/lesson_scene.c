/* Keys are read with the same care as network files: an unknown one, or an impossible value, fails with its line. */
#include "lesson_scene.h"

#include "presets.h"

#include <string.h>

static const char *const keys[] = {"layer", "network", "atlas", "show", "at", "by", "open", "light", "play", "question",
    "input", "filter", "bias", "size", "stride", "padding", "dilation", "filters", "channels", "ceil", "include_pad",
    "pool", "gradient", "train", "image", "vary", "hide", NULL};

/* The index of the text in a list that NULL ends, or -1. */
static int place_in(const char *const *names, const char *text) {
    for (int i = 0; text && *text && names[i]; i++)
        if (!strcmp(names[i], text))
            return i;
    return -1;
}

static cnn_status read_word(
    cnn_document *d, cnn_yaml *node, const char *what, const char *const *names, const char *list, int *out) {
    const char *text = cnn_yaml_text(node);
    *out = place_in(names, text);
    if (*out < 0)
        return cnn_yaml_fail(d, node, "%s cannot be \"%.40s\"; it is %s", what, text ? text : "?", list);
    return cnn_ok();
}

static cnn_status read_text(cnn_document *d, cnn_yaml *node, const char *what, char *out, size_t size) {
    const char *text = cnn_yaml_text(node);
    if (!text || !*text || strlen(text) >= size)
        return cnn_yaml_fail(d, node, "%s is an address, as in forward/conv/0,1,2", what);
    cnn_format(out, size, "%s", text);
    return cnn_ok();
}

static cnn_status read_open(cnn_document *d, cnn_yaml *node, unsigned *out) {
    static const char *const names[] = {"input", "filter", "bias", "stride", "padding", "dilation", "size", "picture",
        "preset", "filters", "channels", "pool", "gradient", NULL};
    *out = 0;
    if (cnn_yaml_text(node) && !strcmp(cnn_yaml_text(node), "all")) {
        *out = OPEN_ALL;
        return cnn_ok();
    }
    if (!cnn_yaml_is_list(node))
        return cnn_yaml_fail(d, node, "open is a list, as in [stride, padding], or all");
    for (int i = 0; i < cnn_yaml_count(node); i++) {
        int which;
        cnn_status status = read_word(d, cnn_yaml_item(node, i), "open", names,
            "input, filter, bias, stride, padding, dilation, size, picture, preset, filters, channels, pool or "
            "gradient",
            &which);
        if (cnn_failed(status))
            return status;
        *out |= 1u << which;
    }
    return cnn_ok();
}

static cnn_status read_cell(cnn_document *d, cnn_yaml *node, int cell[3]) {
    int count = cnn_yaml_count(node);
    if (!cnn_yaml_is_list(node) || count < 2 || count > 3)
        return cnn_yaml_fail(d, node, "cell is [row, column] or [channel, row, column]");
    for (int i = 0; i < count; i++) {
        int64_t value;
        cnn_status status = cnn_yaml_integer(d, cnn_yaml_item(node, i), "cell", 0, 4096, &value);
        if (cnn_failed(status))
            return status;
        cell[3 - count + i] = (int)value;
    }
    return cnn_ok();
}

static cnn_status read_predict(cnn_document *d, cnn_yaml *node, question *q) {
    static const char *const kinds[] = {
        "cell", "value", "gradient", "size", "parameters", "outputs", "products", "field", NULL};
    static const char *const known[] = {"predict", "at", "of", "cell", "filter", NULL};
    static const char *const ofs[] = {"input", "filter", "bias", NULL};
    int which;
    cnn_status status = cnn_yaml_only(d, node, "a question", known);
    if (!cnn_failed(status))
        status = read_word(d, cnn_yaml_get(node, "predict"), "predict", kinds,
            "cell, value, gradient, size, parameters, outputs, products or field", &which);
    if (cnn_failed(status))
        return status;
    q->kind = (ask)(ASK_CELL + which);
    cnn_yaml *at = cnn_yaml_get(node, "at"), *of = cnn_yaml_get(node, "of"), *cell = cnn_yaml_get(node, "cell"),
             *filter = cnn_yaml_get(node, "filter");
    if (at)
        status = read_text(d, at, "at", q->at, sizeof q->at);
    if (!cnn_failed(status) && q->kind == ASK_GRADIENT && !of)
        status = cnn_yaml_fail(d, node, "a gradient needs \"of\": input, filter or bias");
    if (!cnn_failed(status) && of) {
        status = read_word(d, of, "of", ofs, "input, filter or bias", &which);
        q->of = (gradient_of)which;
    }
    if (!cnn_failed(status) && cell)
        status = read_cell(d, cell, q->cell);
    int64_t number = 0;
    if (!cnn_failed(status) && filter)
        status = cnn_yaml_integer(d, filter, "filter", 0, 4096, &number);
    q->filter = (int)number;
    return status;
}

static cnn_status read_make(cnn_document *d, cnn_yaml *node, question *q) {
    static const char *const names[] = {
        "output", "input", "filter", "stride", "padding", "dilation", "parameters", "remainder", NULL};
    q->kind = ASK_MAKE;
    if (!cnn_yaml_is_map(node) || !cnn_yaml_count(node))
        return cnn_yaml_fail(d, node, "make says what must hold, as in {output: 3}");
    for (int i = 0; i < cnn_yaml_count(node); i++) {
        int which;
        int64_t value;
        cnn_status status = read_word(d, cnn_yaml_key(node, i), "make", names,
            "output, input, filter, stride, padding, dilation, parameters or remainder", &which);
        if (!cnn_failed(status))
            status = cnn_yaml_integer(d, cnn_yaml_value(node, i), names[which], 0, 1000000, &value);
        if (cnn_failed(status))
            return status;
        q->wants[which] = true;
        q->wanted[which] = (int)value;
    }
    return cnn_ok();
}

static cnn_status read_question(cnn_document *d, cnn_yaml *node, question *q) {
    static const char *const picks[] = {"winner", "unvisited", "once", "most", NULL};
    q->line = cnn_yaml_line(node);
    if (cnn_yaml_get(node, "predict"))
        return read_predict(d, node, q);
    cnn_yaml *pick = cnn_yaml_get(node, "pick"), *choose = cnn_yaml_get(node, "choose"),
             *make = cnn_yaml_get(node, "make");
    if (!pick + !choose + !make != 2 || cnn_yaml_count(node) != 1)
        return cnn_yaml_fail(d, node, "a question is one of predict, pick, choose and make");
    if (make)
        return read_make(d, make, q);
    if (pick) {
        int which;
        cnn_status status = read_word(d, pick, "pick", picks, "winner, unvisited, once or most", &which);
        q->kind = ASK_PICK;
        q->pick = (pick_kind)which;
        return status;
    }
    int64_t number = 0;
    cnn_status status = cnn_yaml_integer(d, choose, "choose", 1, LESSON_CHOICES, &number);
    q->kind = ASK_CHOOSE;
    q->choice = (int)number;
    return status;
}

cnn_status lesson_scene_read(const lesson_page *page, lesson_scene *out) {
    static const char *const depths[] = {"phase", "layer", "map", "row", "position", "product", NULL};
    static const char *const parts[] = {"", "padding", "filter", "stride", "dilation", "input", NULL};
    memset(out, 0, sizeof *out);
    out->by = CNN_DEPTH_POSITION;
    if (page->unread)
        return cnn_fail(CNN_BAD_INPUT, "%s", page->unread);
    if (!page->scene)
        return cnn_ok();
    cnn_document *d = page->scene;
    cnn_yaml *root = cnn_document_root(d), *node;
    int which = 0;
    out->given = true;
    if (!cnn_yaml_is_map(root))
        return cnn_yaml_fail(d, root, "a scene is a list of keys with values, as in \"layer: convolution\"");
    cnn_status status = cnn_yaml_only(d, root, "a scene", keys);
    out->stages = cnn_yaml_get(root, "layer") || cnn_yaml_get(root, "network");
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "show"))) {
        static const char *const shows[] = {"training", NULL};
        status = read_word(d, node, "show", shows, "training", &which);
        out->training = true;
    }
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "atlas")))
        status = read_text(d, node, "atlas", out->atlas, sizeof out->atlas);
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "at")))
        status = read_text(d, node, "at", out->at, sizeof out->at);
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "play")))
        status = read_text(d, node, "play", out->play, sizeof out->play);
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "by"))) {
        status = read_word(d, node, "by", depths, "product, position, row, map or layer", &which);
        out->by = (cnn_depth)which;
    }
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "light"))) {
        status = read_word(d, node, "light", parts, "input, filter, stride, padding or dilation", &which);
        out->light = (cnn_part)which;
    }
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "hide"))) {
        static const char *const hides[] = {"formula", NULL};
        status = read_word(d, node, "hide", hides, "formula", &which);
        out->hide_formula = true;
    }
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "vary"))) {
        static const char *const varies[] = {"input", "filter", "both", NULL};
        status = read_word(d, node, "vary", varies, "input, filter or both", &which);
        out->vary_input = which != 1;
        out->vary_filter = which != 0;
    }
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "open")))
        status = read_open(d, node, &out->open);
    if (!cnn_failed(status) && (node = cnn_yaml_get(root, "question")))
        status = read_question(d, node, &out->question);
    return status;
}

static void note(lesson *l, cnn_status status) {
    if (l->problem_count < LESSON_PROBLEMS)
        cnn_format(l->problems[l->problem_count++], CNN_MESSAGE_MAX, "%s", status.message);
}

/* Checks the words of the question in each language, and that both have the same number of choices. */
static void check_words(lesson *l, lesson_page *page, const question *q) {
    enum { PRESENTED = 40 };
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (!page->title[i])
            continue;
        const prose_block *choices[LESSON_CHOICES + 1];
        int words = prose_words(&page->text[i], PROSE_QUOTE),
            count = prose_choices(&page->text[i], choices, LESSON_CHOICES + 1);
        if (q->kind != ASK_NOTHING && !words)
            lesson_problem(l, (language)i, page->line[i],
                "the page \"%s\" has a question in its scene, but no block quote (lines that begin with >) that asks "
                "it",
                page->id);
        if (q->kind == ASK_CHOOSE && count < q->choice)
            lesson_problem(l, (language)i, page->line[i],
                "the answer is choice %d, but the block quote of \"%s\" has %d numbered ones", q->choice, page->id,
                count);
        if (count > LESSON_CHOICES)
            lesson_problem(l, (language)i, page->line[i], "a question has at most %d choices", LESSON_CHOICES);
        if (words > PRESENTED)
            lesson_problem(l, (language)i, page->line[i],
                "the question of \"%s\" has %d words; on a projector %d are readable", page->id, words, PRESENTED);
    }
}

void lesson_scene_check(lesson *l) {
    for (int i = 0; i < l->count; i++) {
        lesson_scene scene;
        cnn_status status = lesson_scene_read(&l->pages[i], &scene);
        if (cnn_failed(status))
            note(l, status);
        else
            check_words(l, &l->pages[i], &scene.question);
    }
}
