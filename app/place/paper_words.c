/* Steps are written from what the engine recorded, so they are right for every drawing of the numbers. */
#include "paper_words.h"

#include "numbers.h"
#include "question.h"
#include "remark.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const question *question_of(const state *s) {
    return &s->lesson.scene.question;
}

/* ---- the question ---- */

/* What can be chosen, and the bench's number of it. */
static const struct {
    unsigned bit;
    char letter;
    size_t at; /* where it lies in a bench */
    int low, high;
} sizes[] = {{OPEN_PADDING, 'P', offsetof(bench, padding), 0, BENCH_PADDING},
    {OPEN_STRIDE, 'S', offsetof(bench, stride), 1, BENCH_STRIDE},
    {OPEN_SIZE, 'F', offsetof(bench, kernel), 1, BENCH_KERNEL},
    {OPEN_DILATION, 'D', offsetof(bench, dilation), 1, BENCH_DILATION},
    {OPEN_FILTERS, 'K', offsetof(bench, filters), 1, BENCH_FILTERS}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* The settings of a bench that are tried; graded by its sizes alone, it is never recorded. */
typedef struct search {
    const state *s;
    bench *tried;
    char *text;
    size_t size;
    int count;
} search;

static void set_size(search *w, int which, int value) {
    memcpy((char *)w->tried + sizes[which].at, &value, sizeof value);
}

static int size_now(const search *w, int which) {
    int value;
    memcpy(&value, (const char *)&w->s->session.bench + sizes[which].at, sizeof value);
    return value;
}

static bool is_open(const search *w, int which) {
    return w->s->lesson.scene.open & sizes[which].bit;
}

/* Notes the present setting of one size, or of two, where it makes what is wanted. */
static void try_setting(search *w, int one, int value, int other, int second) {
    enum { NAMED = 8 };
    char hint[FEEDBACK_MAX];
    if (!grading_made(w->tried, &w->s->lesson.scene, hint) || w->count++ >= NAMED)
        return;
    cnn_append(w->text, w->size, "%s%c = %d", *w->text ? "; " : "", sizes[one].letter, value);
    if (other >= 0)
        cnn_append(w->text, w->size, ", %c = %d", sizes[other].letter, second);
}

static void try_pairs(search *w, int one, int value) {
    for (int other = one + 1; other < SIZES; other++) {
        for (int second = sizes[other].low; second <= sizes[other].high && is_open(w, other); second++) {
            set_size(w, other, second);
            try_setting(w, one, value, other, second);
        }
        set_size(w, other, size_now(w, other));
    }
}

/* Every change of one size that is open and makes it so, "P = 1; S = 2"; where none alone does, of two of them. Returns
 * how many there are. */
static int ways_to_make(const state *s, char *text, size_t size) {
    search w = {.s = s, .tried = malloc(sizeof *w.tried), .text = text, .size = size};
    text[0] = '\0';
    if (!w.tried)
        return 0;
    *w.tried = s->session.bench;
    for (int both = 0; both < 2 && !w.count; both++)
        for (int i = 0; i < SIZES; i++) {
            for (int value = sizes[i].low; value <= sizes[i].high && is_open(&w, i); value++) {
                set_size(&w, i, value);
                if (both)
                    try_pairs(&w, i, value);
                else
                    try_setting(&w, i, value, -1, 0);
            }
            set_size(&w, i, size_now(&w, i));
        }
    free(w.tried);
    return w.count;
}

static const char *goal_words(int key, int wanted, char text[PAPER_TEXT]) {
    if (key == MAKE_PARAMETERS)
        tr_format(text, PAPER_TEXT, "paper.parameters", wanted);
    else
        cnn_format(text, PAPER_TEXT, "%s", tr("paper.no_rest"));
    return text;
}

static void words_of_make(const state *s, char text[PAPER_TEXT]) {
    static const char letters[MAKE_COUNT] = {'O', 'I', 'F', 'S', 'P', 'D'};
    const question *q = question_of(s);
    char goal[120] = "", open[60] = "", ways[PAPER_TEXT];
    for (int i = 0; i < MAKE_COUNT; i++) {
        const char *between = *goal ? ", " : "";
        if (!q->wants[i])
            continue;
        if (i == MAKE_PARAMETERS || (i == MAKE_REMAINDER && q->wanted[i] == 0))
            cnn_append(goal, sizeof goal, "%s%s", between, goal_words(i, q->wanted[i], ways));
        else if (i < MAKE_PARAMETERS)
            cnn_append(goal, sizeof goal, "%s%c = %d", between, letters[i], q->wanted[i]);
        else
            return; /* what no size decides is asked in the author's words */
    }
    for (int i = 0; i < SIZES; i++)
        if (s->lesson.scene.open & sizes[i].bit)
            cnn_append(open, sizeof open, "%s%c", *open ? ", " : "", sizes[i].letter);
    if (!*open)
        return;
    int count = ways_to_make(s, ways, sizeof ways);
    bool both = strchr(ways, ',') != NULL;
    tr_format(text, PAPER_TEXT,
        count == 1 && !both  ? "paper.make"
        : count > 1 && !both ? "paper.make_all"
                             : "paper.make_both",
        open, goal);
}

void paper_question(const state *s, prose *own, char text[PAPER_TEXT]) {
    static const char *const picks[PICK_COUNT] = {[PICK_WINNER] = "paper.winner",
        [PICK_UNVISITED] = "paper.unvisited",
        [PICK_ONCE] = "paper.once",
        [PICK_MOST] = "paper.most",
        [PICK_WEIGHT] = "paper.weight",
        [PICK_PIXEL] = "paper.pixel",
        [PICK_WRONG] = "paper.wrong"};
    const question *q = question_of(s);
    *own = remark_on_paper(reader_text(&s->lesson));
    text[0] = '\0';
    if (own->count)
        return;
    if (q->kind == ASK_PICK && picks[q->pick])
        tr_format(text, PAPER_TEXT, picks[q->pick], q->cell[1], q->cell[2]);
    if (q->kind == ASK_MAKE)
        words_of_make(s, text);
}

/* ---- the answer ---- */

static void value_text(float value, bool behind, char *text, size_t size) {
    char number[NUMBER_TEXT];
    number_text(value, 3, number);
    cnn_format(text, size, behind && value < 0 ? "(%s)" : "%s", number);
}

/* "1·2 + 0·3 + … + 1": products that are 0 are left out where there are many. */
static void steps_of_sum(const cnn_recording *r, const cnn_step *step, const cnn_node *n, char *text, size_t size) {
    enum { SHOWN = 27 };
    bool all = step->taps <= 9;
    int count = 0;
    for (int64_t t = 0; t < step->taps; t++) {
        cnn_numbers numbers = cnn_recording_numbers(r, step, t);
        char x[40], w[40];
        if (!all && numbers.product == 0)
            continue;
        if (count++ == SHOWN) {
            cnn_append(text, size, " + …");
            break;
        }
        value_text(numbers.input, true, x, sizeof x);
        value_text(numbers.weight, true, w, sizeof w);
        cnn_append(text, size, "%s%s·%s", *text ? " + " : "", x, w);
    }
    if (n->bias_count && step->result.bias != 0) {
        char b[40];
        value_text(step->result.bias, true, b, sizeof b);
        cnn_append(text, size, "%s%s", *text ? " + " : "", b);
    }
}

/* "max(3, 1, 4)" or "(2 + 4 + 6 + 0) / 4". */
static void steps_of_pool(const cnn_recording *r, const cnn_step *step, bool mean, char *text, size_t size) {
    bool largest = true;
    int count = 0;
    char x[40], list[PAPER_TEXT] = "";
    for (int64_t t = 0; t < step->taps && t < 25; t++) {
        float input = cnn_recording_numbers(r, step, t).input;
        if (cnn_recording_cell(r, step, t).padding && !mean)
            continue;
        largest &= input <= step->result.result;
        value_text(input, mean, x, sizeof x);
        cnn_append(list, sizeof list, "%s%s", count++ ? mean ? " + " : ", " : "", x);
    }
    if (mean)
        cnn_append(text, size, "(%s) / %g", list, (double)step->result.divisor);
    else
        cnn_append(text, size, "%s(%s)", largest ? "max" : "min", list);
}

static void steps_of_value(const state *s, char *text, size_t size) {
    const bench *b = &s->session.bench;
    cnn_address at;
    if (cnn_failed(question_address(b, &s->lesson.scene, &at)) || at.phase != CNN_FORWARD)
        return;
    const cnn_node *n = &b->recording->net->nodes[at.node];
    cnn_step step = cnn_recording_step(b->recording, at);
    if (n->op->family == CNN_FAMILY_WINDOW_SUM || n->op->family == CNN_FAMILY_UNITS)
        steps_of_sum(b->recording, &step, n, text, size);
    if (n->op->family == CNN_FAMILY_WINDOW_MEAN || n->op->family == CNN_FAMILY_WINDOW_CHOICE)
        steps_of_pool(b->recording, &step, n->op->family == CNN_FAMILY_WINDOW_MEAN, text, size);
}

/* ⌊(5 − 3 + 2·0) / 1⌋ + 1 */
static void steps_of_size(const state *s, char *text, size_t size) {
    cnn_axis a = question_axis(&s->session.bench, &s->lesson.scene);
    if (a.kind != CNN_AXIS_GATHER || a.stride < 1)
        return;
    const char *open = a.ceil_mode ? "⌈" : "⌊", *close = a.ceil_mode ? "⌉" : "⌋";
    cnn_append(text, size, "%s(%lld − %lld + 2·%lld) / %lld%s + 1", open, (long long)a.input,
        (long long)cnn_axis_extent(a), (long long)a.pad_before, (long long)a.stride, close);
}

/* 3·3·1·2 + 2 */
static void steps_of_parameters(const state *s, char *text, size_t size) {
    const bench *b = &s->session.bench;
    int node;
    if (!b->recording || cnn_failed(question_node(b, &s->lesson.scene, &node)) || node < 1)
        return;
    const cnn_node *n = &b->recording->net->nodes[node];
    cnn_shape w = n->layout.weight;
    if (n->op->family == CNN_FAMILY_WINDOW_SUM && n->bias_count && n->weight_count == cnn_shape_count(w))
        cnn_append(text, size, "%d·%d·%d·%d + %zu", w.h, w.w, w.c, w.n, n->bias_count);
    if (n->op->family == CNN_FAMILY_UNITS && n->bias_count)
        cnn_append(text, size, "%d·%d + %zu", w.n, w.c * w.h * w.w, n->bias_count);
}

/* Every cell that is right, of the grid in which it is looked for. */
static void answer_of_pick(const state *s, char *text, size_t size) {
    enum { NAMED = 24 };
    const bench *b = &s->session.bench;
    pick_place place = grading_pick_place(question_of(s)->pick);
    int rows = place == PICKS_FILTER   ? b->kernel
               : place == PICKS_OUTPUT ? BENCH_OUTPUT
                                       : b->rows,
        columns = place == PICKS_FILTER   ? bench_kernel_columns(b)
                  : place == PICKS_OUTPUT ? BENCH_OUTPUT
                                          : b->columns;
    char hint[FEEDBACK_MAX];
    int found = 0;
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < columns; x++)
            if (grading_picked(b, &s->lesson.scene, y, x, hint) && found++ < NAMED)
                cnn_append(text, size, "%s(%d, %d)", found > 1 ? ", " : "", y, x);
    if (found > NAMED)
        cnn_append(text, size, ", …");
}

static void answer_of_choice(const state *s, char *text, size_t size) {
    const prose_block *choices[LESSON_CHOICES];
    int choice = question_of(s)->choice;
    char words[200] = "";
    if (prose_choices(reader_text(&s->lesson), choices, LESSON_CHOICES) >= choice)
        prose_plain(choices[choice - 1], words, sizeof words);
    cnn_append(text, size, "%d. %s", choice, words);
}

static void answer_of_number(const state *s, char *text, size_t size) {
    double right;
    char number[NUMBER_TEXT];
    if (cnn_failed(grading_number(&s->session.bench, &s->lesson.scene, &right)))
        return;
    ask kind = question_of(s)->kind;
    if (kind == ASK_CELL || kind == ASK_VALUE)
        steps_of_value(s, text, size);
    if (kind == ASK_SIZE)
        steps_of_size(s, text, size);
    if (kind == ASK_PARAMETERS)
        steps_of_parameters(s, text, size);
    bool exact = number_text((float)right, 3, number);
    cnn_append(text, size, "%s%s", *text ? exact ? " = " : " ≈ " : "", number);
}

void paper_answer(const state *s, char text[PAPER_TEXT]) {
    ask kind = question_of(s)->kind;
    text[0] = '\0';
    if (kind == ASK_CHOOSE)
        answer_of_choice(s, text, PAPER_TEXT);
    else if (kind == ASK_PICK)
        answer_of_pick(s, text, PAPER_TEXT);
    else if (kind == ASK_MAKE && !ways_to_make(s, text, PAPER_TEXT))
        cnn_format(text, PAPER_TEXT, "%s", tr("paper.many"));
    else if (kind != ASK_MAKE && kind != ASK_EXPLAIN)
        answer_of_number(s, text, PAPER_TEXT);
}
