/* Keys are read with the same care as network files: an unknown one, or an impossible value, fails with its line. */
#include "lesson_scene.h"

#include "document_reader.h"
#include "presets.h"

#include <string.h>

static const char *const keys[] = {"layer", "network", "atlas", "show", "at", "by", "open", "light", "play", "question",
    "input", "filter", "bias", "size", "stride", "padding", "dilation", "filters", "channels", "ceil", "include_pad",
    "pool", "gradient", "train", "image", "vary", "hide", NULL};

static void read_address(cnn_reader *r, const cnn_yaml *map, const char *key, char *out, size_t size) {
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

static void read_cell(cnn_reader *r, const cnn_yaml *map, int cell[3]) {
    const cnn_yaml *node = cnn_yaml_get(map, "cell");
    int count = cnn_yaml_count(node);
    if (!node)
        return;
    if (!cnn_yaml_is_list(node) || count < 2 || count > 3) {
        cnn_reader_fail(r, node, "cell is [row, column] or [channel, row, column]");
        return;
    }
    for (int i = 0; i < count; i++) {
        int64_t value = 0;
        cnn_reader_keep(r, cnn_yaml_integer(r->document, cnn_yaml_item(node, i), "cell", 0, 4096, &value));
        cell[3 - count + i] = (int)value;
    }
}

static void read_predict(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const kinds[] = {
        "cell", "value", "gradient", "size", "parameters", "outputs", "products", "field", NULL};
    static const char *const known[] = {"predict", "at", "of", "cell", "filter", NULL};
    static const char *const ofs[] = {"input", "filter", "bias", NULL};
    cnn_read_only(r, node, "a question", known);
    q->kind = (ask)(ASK_CELL + cnn_read_choice(r, node, "predict", kinds, 0));
    read_address(r, node, "at", q->at, sizeof q->at);
    if (q->kind == ASK_GRADIENT && !cnn_yaml_get(node, "of"))
        cnn_reader_fail(r, node, "a gradient needs \"of\": input, filter or bias");
    q->of = (gradient_of)cnn_read_choice(r, node, "of", ofs, 0);
    read_cell(r, node, q->cell);
    q->filter = (int)cnn_read_integer(r, node, "filter", 0, 4096, 0);
}

static void read_make(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const names[] = {
        "output", "input", "filter", "stride", "padding", "dilation", "parameters", "remainder", NULL};
    q->kind = ASK_MAKE;
    if (!cnn_yaml_is_map(node) || !cnn_yaml_count(node))
        cnn_reader_fail(r, node, "make says what must hold, as in {output: 3}");
    for (int i = 0; i < cnn_yaml_count(node) && !cnn_reader_failed(r); i++) {
        int64_t value = 0;
        int which = cnn_read_word(r, cnn_yaml_key(node, i), "make", names);
        if (which < 0)
            return;
        cnn_reader_keep(r, cnn_yaml_integer(r->document, cnn_yaml_value(node, i), names[which], 0, 1000000, &value));
        q->wants[which] = true;
        q->wanted[which] = (int)value;
    }
}

static void read_question(cnn_reader *r, const cnn_yaml *root, question *q) {
    static const char *const picks[] = {"winner", "unvisited", "once", "most", NULL};
    const cnn_yaml *node = cnn_yaml_get(root, "question"), *pick = cnn_yaml_get(node, "pick"),
                   *choose = cnn_yaml_get(node, "choose"), *make = cnn_yaml_get(node, "make");
    if (!node)
        return;
    q->line = cnn_yaml_line(node);
    if (cnn_yaml_get(node, "predict")) {
        read_predict(r, node, q);
    } else if (!pick + !choose + !make != 2 || cnn_yaml_count(node) != 1) {
        cnn_reader_fail(r, node, "a question is one of predict, pick, choose and make");
    } else if (make) {
        read_make(r, make, q);
    } else if (pick) {
        q->kind = ASK_PICK;
        q->pick = (pick_kind)cnn_read_choice(r, node, "pick", picks, 0);
    } else {
        q->kind = ASK_CHOOSE;
        q->choice = (int)cnn_read_integer(r, node, "choose", 1, LESSON_CHOICES, 1);
    }
}

static scene_show read_show(cnn_reader *r, const cnn_yaml *root) {
    static const char *const names[] = {"training", NULL};
    static const scene_show shows[] = {SHOW_TRAINING};
    int which = cnn_read_choice(r, root, "show", names, -1);
    return which < 0 ? SHOW_LAYER : shows[which];
}

static void read_scene(cnn_reader *r, const cnn_yaml *root, lesson_scene *out) {
    static const char *const depths[] = {"phase", "layer", "map", "row", "position", "product", NULL};
    static const char *const parts[] = {"", "padding", "filter", "stride", "dilation", "input", NULL};
    static const char *const hides[] = {"formula", NULL};
    static const char *const varies[] = {"input", "filter", "both", NULL};
    out->given = true;
    out->stages = cnn_yaml_get(root, "layer") || cnn_yaml_get(root, "network");
    cnn_read_only(r, root, "a scene", keys);
    out->show = read_show(r, root);
    read_address(r, root, "atlas", out->atlas, sizeof out->atlas);
    read_address(r, root, "at", out->at, sizeof out->at);
    read_address(r, root, "play", out->play, sizeof out->play);
    out->by = (cnn_depth)cnn_read_choice(r, root, "by", depths, CNN_DEPTH_POSITION);
    out->light = (cnn_part)cnn_read_choice(r, root, "light", parts, CNN_PART_NONE);
    out->hide_formula = cnn_read_choice(r, root, "hide", hides, -1) == 0;
    int vary = cnn_read_choice(r, root, "vary", varies, -1);
    out->vary_input = vary == 0 || vary == 2;
    out->vary_filter = vary == 1 || vary == 2;
    out->open = read_open(r, root);
    read_question(r, root, &out->question);
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
