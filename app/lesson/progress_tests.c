/* What is kept of quizzes in the progress file. Their keys begin with ":", which no lesson does: ":check-1" and
 * ":final-test" are tests, ":course" holds the seed and how each question was answered. */
#include "reader.h"

#include <string.h>

static const char COURSE[] = ":course", FINAL[] = ":final-test";

/* ---- reading ---- */

static int64_t integer_of(const cnn_document *d, const cnn_yaml *map, const char *key, int64_t low, int64_t high) {
    const cnn_yaml *node = cnn_yaml_get(map, key);
    int64_t value = low;
    return node && !cnn_failed(cnn_yaml_integer(d, node, key, low, high, &value)) ? value : low;
}

static uint64_t bits_of(const cnn_document *d, const cnn_yaml *map, const char *key, int count) {
    const cnn_yaml *list = cnn_yaml_get(map, key);
    uint64_t bits = 0;
    int64_t number;
    for (int i = 0; cnn_yaml_is_list(list) && i < cnn_yaml_count(list); i++)
        if (!cnn_failed(cnn_yaml_integer(d, cnn_yaml_item(list, i), key, 0, count - 1, &number)))
            bits |= UINT64_C(1) << number;
    return bits;
}

/* [part, id, lesson]; false: it is no such thing. */
static bool read_item(const reader *c, const cnn_document *d, const cnn_yaml *node, quiz_item *out) {
    const char *id = cnn_yaml_text(cnn_yaml_item(node, 1)), *of = cnn_yaml_text(cnn_yaml_item(node, 2));
    int64_t part;
    if (!cnn_yaml_is_list(node) || cnn_yaml_count(node) != 3 || !id || !of || strlen(id) >= LESSON_ID ||
        strlen(of) >= LESSON_ID ||
        cnn_failed(cnn_yaml_integer(d, cnn_yaml_item(node, 0), "part", 0, c->course.part_count - 1, &part)))
        return false;
    out->part = (int)part;
    cnn_format(out->id, sizeof out->id, "%s", id);
    cnn_format(out->of, sizeof out->of, "%s", of);
    return true;
}

/* A test whose questions cannot all be understood begins anew. */
static void read_test(const reader *c, const cnn_document *d, const cnn_yaml *map, quiz *q) {
    const cnn_yaml *items = cnn_yaml_get(map, "items");
    const char *date = cnn_yaml_text(cnn_yaml_get(map, "date")), *done = cnn_yaml_text(cnn_yaml_get(map, "done"));
    int count = cnn_yaml_is_list(items) ? cnn_yaml_count(items) : 0;
    q->taken = (int)integer_of(d, map, "taken", 0, 1000000);
    q->best_of = (int)integer_of(d, map, "of", 0, QUIZ_MOST);
    q->best = (int)integer_of(d, map, "best", 0, q->best_of);
    cnn_format(q->date, sizeof q->date, "%s", date ? date : "");
    for (int i = 0; i < count; i++)
        if (count > QUIZ_MOST || !read_item(c, d, cnn_yaml_item(items, i), &q->items[i]))
            return;
    if (!count)
        return;
    q->count = count;
    q->seed = (uint64_t)integer_of(d, map, "seed", 1, INT64_MAX);
    q->at = (int)integer_of(d, map, "at", 0, count - 1);
    q->right = bits_of(d, map, "right", count);
    q->missed = bits_of(d, map, "missed", count) & ~q->right;
    q->done = done && !strcmp(done, "true");
}

static void read_marks(reader *c, const cnn_document *d, const cnn_yaml *list, bool right) {
    quiz_item item;
    for (int i = 0; cnn_yaml_is_list(list) && i < cnn_yaml_count(list) && c->mark_count < QUIZ_POOL; i++) {
        if (!read_item(c, d, cnn_yaml_item(list, i), &item))
            continue;
        quiz_mark *mark = &c->marks[c->mark_count++];
        mark->part = item.part;
        mark->right = right;
        memcpy(mark->id, item.id, sizeof mark->id);
    }
}

static void key_of(const reader *c, int test, char *key, size_t size) {
    if (test == COURSE_PARTS)
        cnn_format(key, size, "%s", FINAL);
    else
        cnn_format(key, size, ":%s", test < c->course.part_count ? c->course.parts[test].check : "");
}

void reader_read_tests(reader *c, cnn_document *d) {
    const cnn_yaml *root = cnn_document_root(d), *all = cnn_yaml_get(root, COURSE);
    char key[COURSE_ID + 8];
    c->mark_count = 0;
    if (all)
        c->seed = (uint64_t)integer_of(d, all, "seed", 1, INT64_MAX);
    read_marks(c, d, cnn_yaml_get(all, "right"), true);
    read_marks(c, d, cnn_yaml_get(all, "missed"), false);
    for (int i = 0; i <= COURSE_PARTS; i++) {
        key_of(c, i, key, sizeof key);
        quiz *q = &c->tests[i];
        *q = (quiz){.kind = i == COURSE_PARTS ? QUIZ_FINAL : QUIZ_CHECK, .part = i};
        if (key[1] && cnn_yaml_get(root, key))
            read_test(c, d, cnn_yaml_get(root, key), q);
    }
}

/* ---- writing ---- */

static void append_quoted(char *text, size_t size, const char *words) {
    char letter[CNN_QUOTED], quoted[COURSE_ID * CNN_QUOTED + 1] = "";
    size_t length = 0;
    for (; *words && length + 1 < sizeof quoted; words++)
        length += cnn_format(quoted + length, sizeof quoted - length, "%s", cnn_quoted(*words, letter));
    cnn_append(text, size, "\"%s\"", quoted);
}

static void append_item(char *text, size_t size, int part, const char *id, const char *of) {
    cnn_append(text, size, "[%d, ", part);
    append_quoted(text, size, id);
    cnn_append(text, size, ", ");
    append_quoted(text, size, of);
    cnn_append(text, size, "]");
}

static void append_bits(char *text, size_t size, const char *key, uint64_t bits) {
    const char *comma = "";
    cnn_append(text, size, ", %s: [", key);
    for (int i = 0; i < QUIZ_MOST; i++)
        if (bits >> i & 1) {
            cnn_append(text, size, "%s%d", comma, i);
            comma = ", ";
        }
    cnn_append(text, size, "]");
}

static void append_test(char *text, size_t size, const char *key, const quiz *q) {
    append_quoted(text, size, key);
    cnn_append(text, size, ": {taken: %d, best: %d, of: %d, date: ", q->taken, q->best, q->best_of);
    append_quoted(text, size, q->date);
    cnn_append(
        text, size, ", seed: %llu, at: %d, done: %s", (unsigned long long)q->seed, q->at, q->done ? "true" : "false");
    append_bits(text, size, "right", q->right);
    append_bits(text, size, "missed", q->missed);
    cnn_append(text, size, ", items: [");
    for (int i = 0; i < q->count; i++) {
        cnn_append(text, size, i ? ", " : "");
        append_item(text, size, q->items[i].part, q->items[i].id, q->items[i].of);
    }
    cnn_append(text, size, "]}\n");
}

static void append_marks(const reader *c, char *text, size_t size, bool right) {
    const char *comma = "";
    for (int i = 0; i < c->mark_count; i++)
        if (c->marks[i].right == right) {
            cnn_append(text, size, "%s", comma);
            append_item(text, size, c->marks[i].part, c->marks[i].id, "");
            comma = ", ";
        }
}

void reader_append_tests(const reader *c, char *text, size_t size) {
    char key[COURSE_ID + 8];
    append_quoted(text, size, COURSE);
    cnn_append(text, size, ": {seed: %llu, right: [", (unsigned long long)c->seed);
    append_marks(c, text, size, true);
    cnn_append(text, size, "], missed: [");
    append_marks(c, text, size, false);
    cnn_append(text, size, "]}\n");
    for (int i = 0; i <= COURSE_PARTS; i++) {
        key_of(c, i, key, sizeof key);
        if (key[1] && c->tests[i].count)
            append_test(text, size, key, &c->tests[i]);
    }
}
