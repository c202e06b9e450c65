/* The key `question` of a scene, and the words that belong to it. */
#include "question_read.h"

#include "remark.h"
#include "scene_words.h"

#include <string.h>

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
        "cell", "value", "gradient", "size", "parameters", "outputs", "products", "field", "pixel", NULL};
    static const char *const known[] = {"predict", "at", "of", "cell", "filter", NULL};
    static const char *const ofs[] = {"input", "filter", "bias", NULL};
    cnn_read_only_with(r, node, "a question", known, question_synonyms);
    q->kind = (ask)(ASK_CELL + cnn_read_choice(r, node, "predict", kinds, 0));
    lesson_scene_address(r, node, "at", q->at, sizeof q->at);
    if (q->kind == ASK_GRADIENT && !cnn_yaml_get(node, "of"))
        cnn_reader_fail(r, node, "a gradient needs \"of\": input, filter or bias");
    q->of = (gradient_of)cnn_read_choice(r, node, "of", ofs, 0);
    read_cell(r, node, q->cell);
    q->filter = (int)cnn_read_integer(r, node, "filter", 0, 4096, 0);
    const char *show = cnn_yaml_text(cnn_yaml_get(cnn_document_root((cnn_document *)r->document), "show"));
    if (q->kind == ASK_PIXEL && (!cnn_yaml_get(node, "cell") || !show || strcmp(show, "picture") != 0))
        cnn_reader_fail(r, node, "a pixel is asked for on a page that shows a picture, by its cell: [row, column]");
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

void question_read(cnn_reader *r, const cnn_yaml *root, question *q) {
    static const char *const picks[] = {"winner", "unvisited", "once", "most", NULL};
    const cnn_yaml *node = cnn_yaml_get(root, "question"), *pick = cnn_yaml_get(node, "pick"),
                   *choose = cnn_yaml_get(node, "choose"), *make = cnn_yaml_get(node, "make");
    if (!node)
        return;
    q->line = cnn_yaml_line(node);
    if (!cnn_yaml_is_map(node))
        cnn_reader_fail(r, node, "a question stands in braces, as in question: {predict: cell}");
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

/* Checks the words of the question in each language, and that both have the same number of choices. */
static void check_quote(lesson *l, lesson_page *page, const question *q, language in) {
    enum { PRESENTED = 40 };
    const prose_block *choices[LESSON_CHOICES + 1];
    int words = prose_words(&page->text[in], PROSE_QUOTE), line = page->line[in],
        count = prose_choices(&page->text[in], choices, LESSON_CHOICES + 1);
    if (q->kind != ASK_NOTHING && !words)
        lesson_problem(l, in, line,
            "the page \"%s\" has a question in its scene, but no block quote (lines that begin with >) that asks it",
            page->id);
    if (q->kind == ASK_CHOOSE && count < q->choice)
        lesson_problem(l, in, line, "the answer is choice %d, but the block quote of \"%s\" has %d numbered ones",
            q->choice, page->id, count);
    remark_check(l, page, q, in);
    if (count > LESSON_CHOICES)
        lesson_problem(l, in, line, "a question has at most %d choices", LESSON_CHOICES);
    if (words > PRESENTED)
        lesson_problem(l, in, line, "the question of \"%s\" has %d words; on a projector %d are readable", page->id,
            words, PRESENTED);
}

void question_check_words(lesson *l, lesson_page *page, const question *q) {
    const prose_block *choices[LESSON_CHOICES + 1];
    int counts[LANGUAGE_COUNT];
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        counts[i] = prose_choices(&page->text[i], choices, LESSON_CHOICES + 1);
        if (page->title[i])
            check_quote(l, page, q, (language)i);
    }
    language other = l->original == LANGUAGE_EN ? LANGUAGE_KO : LANGUAGE_EN;
    if (page->title[other] && counts[other] != counts[l->original])
        lesson_problem(l, other, page->line[other], "the question of \"%s\" has %d choices here, and %d in %s",
            page->id, counts[other], counts[l->original], l->path[l->original]);
    if (page->unasked)
        lesson_problem(l, l->original, page->line[l->original],
            "the block quote of \"%s\" is shown as text: its scene has no \"question\"", page->id);
}
