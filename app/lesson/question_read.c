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
    static const char *const known[] = {"predict", "at", "of", "cell", "filter", "tolerance", NULL};
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
    if (cnn_yaml_get(node, "tolerance"))
        q->tolerance = cnn_read_number(r, node, "tolerance", 0, 1e6, 0);
}

/* Row and column of a cell. */
static void read_place(cnn_reader *r, const cnn_yaml *node, const char *what, int place[2]) {
    if (!cnn_yaml_is_list(node) || cnn_yaml_count(node) != 2) {
        cnn_reader_fail(r, node, "%s is [row, column]", what);
        return;
    }
    for (int i = 0; i < 2; i++) {
        int64_t value = 0;
        cnn_reader_keep(r, cnn_yaml_integer(r->document, cnn_yaml_item(node, i), what, 0, 4096, &value));
        place[i] = (int)value;
    }
}

/* What must hold, but for the numbers that are whole. */
static bool read_make_other(cnn_reader *r, const cnn_yaml *make, const cnn_yaml *node, int which, question *q) {
    if (which == MAKE_LARGEST)
        read_place(r, node, "largest", q->largest);
    else if (which == MAKE_COUNT)
        q->by = cnn_read_number(r, make, "by", 0, 1e6, 0);
    return which == MAKE_LARGEST || which == MAKE_COUNT;
}

static void read_make(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const names[] = {"output", "input", "filter", "stride", "padding", "dilation", "parameters",
        "remainder", "largest", "accuracy", "parameters_below", "by", NULL};
    q->kind = ASK_MAKE;
    if (!cnn_yaml_is_map(node) || !cnn_yaml_count(node))
        cnn_reader_fail(r, node, "make says what must hold, as in {output: 3}");
    for (int i = 0; i < cnn_yaml_count(node) && !cnn_reader_failed(r); i++) {
        int64_t value = 0;
        const cnn_yaml *wanted = cnn_yaml_value(node, i);
        int which = cnn_read_word(r, cnn_yaml_key(node, i), "make", names);
        if (which < 0)
            return;
        if (!read_make_other(r, node, wanted, which, q))
            cnn_reader_keep(r, cnn_yaml_integer(r->document, wanted, names[which], 0, 100000000, &value));
        if (which < MAKE_COUNT) {
            q->wants[which] = true;
            q->wanted[which] = (int)value;
        }
    }
    if (cnn_yaml_get(node, "by") && !q->wants[MAKE_LARGEST])
        cnn_reader_fail(r, node, "by says how far the cell named by largest stands above all others");
}

static void read_pick(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const picks[] = {"winner", "unvisited", "once", "most", "weight", "pixel", "wrong", NULL};
    static const char *const known[] = {"pick", "cell", NULL};
    cnn_read_only_with(r, node, "a question", known, question_synonyms);
    q->kind = ASK_PICK;
    q->pick = (pick_kind)cnn_read_choice(r, node, "pick", picks, 0);
    bool pair = q->pick == PICK_WEIGHT || q->pick == PICK_PIXEL;
    if (pair && !cnn_yaml_get(node, "cell"))
        cnn_reader_fail(r, node, "cell says which %s, as in {pick: %s, cell: [0, 1]}",
            q->pick == PICK_WEIGHT ? "pixel the weight met" : "weight met the pixel", picks[q->pick]);
    read_cell(r, node, q->cell);
}

static const char *const slip_names[] = {"", "bias", "flip", "product", "division", "padding", "size", NULL};

static void read_choose(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const known[] = {"choose", "bug", NULL};
    cnn_read_only_with(r, node, "a question", known, question_synonyms);
    q->kind = ASK_CHOOSE;
    q->bug = (slip)cnn_read_choice(r, node, "bug", slip_names, SLIP_NONE);
    if (q->bug && !cnn_yaml_get(node, "choose"))
        cnn_reader_fail(r, node, "choose says which numbered line names the mistake, as in {bug: bias, choose: 2}");
    q->choice = (int)cnn_read_integer(r, node, "choose", 1, LESSON_CHOICES, 1);
}

static void read_explain(cnn_reader *r, const cnn_yaml *node, question *q) {
    static const char *const known[] = {"explain", NULL};
    cnn_read_only_with(r, node, "a question", known, question_synonyms);
    q->kind = ASK_EXPLAIN;
    if (!cnn_read_boolean(r, node, "explain", true))
        cnn_reader_fail(r, node, "what is to be explained is asked with {explain: true}");
}

static void question_read(cnn_reader *r, const cnn_yaml *root, question *q) {
    static const char *const kinds[] = {"predict", "pick", "make", "explain", "choose", "bug"};
    const cnn_yaml *node = cnn_yaml_get(root, "question");
    int given[6], count = 0;
    if (!node)
        return;
    q->line = cnn_yaml_line(node);
    if (!cnn_yaml_is_map(node))
        cnn_reader_fail(r, node, "a question stands in braces, as in question: {predict: cell}");
    for (int i = 0; i < 6; i++)
        count += given[i] = cnn_yaml_get(node, kinds[i]) != NULL;
    if (count != 1 && !(count == 2 && given[4] && given[5]))
        cnn_reader_fail(r, node, "a question is one of predict, pick, choose, bug, explain and make");
    else if (given[0])
        read_predict(r, node, q);
    else if (given[1])
        read_pick(r, node, q);
    else if (given[2] && cnn_yaml_count(node) == 1)
        read_make(r, cnn_yaml_get(node, "make"), q);
    else if (given[3])
        read_explain(r, node, q);
    else if (!given[2])
        read_choose(r, node, q);
    else
        cnn_reader_fail(r, node, "what is to be made stands in make alone, as in {make: {output: 3}}");
}

void question_read_scene(cnn_reader *r, const cnn_yaml *root, lesson_scene *out) {
    static const char *const helps[] = {"numbers", "letters", "none", NULL};
    const cnn_yaml *wrong = cnn_yaml_get(root, "wrong"), *made = cnn_yaml_get(root, "slip");
    out->help = (lesson_help)cnn_read_choice(r, root, "help", helps, HELP_NUMBERS);
    question_read(r, root, &out->question);
    out->slip = (slip)cnn_read_choice(r, root, "slip", slip_names, SLIP_NONE);
    if (wrong)
        read_place(r, wrong, "wrong", out->wrong);
    bool asked = out->question.kind == ASK_PICK && out->question.pick == PICK_WRONG;
    if (asked && (!wrong || !made))
        cnn_reader_fail(r, root,
            "to pick what is wrong, the scene says where it stands and how it was made, as in "
            "wrong: [1, 2] and slip: bias");
    if (!asked && (wrong || made))
        cnn_reader_fail(r, wrong ? wrong : made, "wrong and slip are for {pick: wrong}");
    if (out->slip >= SLIP_PADDING)
        cnn_reader_fail(r, made, "in the output a slip is bias, flip, product or division");
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
    if (q->kind == ASK_EXPLAIN && !remark_because(&page->text[in], q).count)
        lesson_problem(l, in, line,
            "what is explained on \"%s\" is compared with a line of the block quote that begins with \"- =\", and "
            "there "
            "is none",
            page->id);
    if (q->kind == ASK_CHOOSE && count < q->choice)
        lesson_problem(l, in, line, "the answer is choice %d, but the block quote of \"%s\" has %d numbered ones",
            q->choice, page->id, count);
    remark_check(l, page, q, in);
    if (count > LESSON_CHOICES)
        lesson_problem(l, in, line, "a question has at most %d choices", LESSON_CHOICES);
    if (words > PRESENTED)
        lesson_remark(l, in, line, "the question of \"%s\" has %d words; on a projector %d are readable", page->id,
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
        lesson_remark(l, other, page->line[other], "the question of \"%s\" has %d choices here, and %d in %s", page->id,
            counts[other], counts[l->original], l->path[l->original]);
    if (page->unasked)
        lesson_remark(l, l->original, page->line[l->original],
            "the block quote of \"%s\" is shown as text: its scene has no \"question\"", page->id);
}
