/* What a node says, as a number, a word or a matrix, or a sentence on what is wrong with it. */
#include "document.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *shown(const cnn_yaml *node) {
    const char *text = cnn_yaml_text(node);
    return text && *text ? text : cnn_yaml_is_map(node) ? "a map" : cnn_yaml_is_list(node) ? "a list" : "nothing";
}

cnn_status cnn_yaml_integer(
    const cnn_document *d, const cnn_yaml *node, const char *what, int64_t low, int64_t high, int64_t *out) {
    const char *text = cnn_yaml_text(node);
    char *end = NULL;
    errno = 0;
    long long value = text && *text ? strtoll(text, &end, 10) : 0;
    if (!end || *end)
        return cnn_yaml_fail(d, node, "%s must be a whole number, not %.40s", what, shown(node));
    if (errno == ERANGE || value < low || value > high)
        return cnn_yaml_fail(
            d, node, "%s must be %lld to %lld, not %.40s", what, (long long)low, (long long)high, text);
    *out = value;
    return cnn_ok();
}

cnn_status cnn_yaml_number(const cnn_document *d, const cnn_yaml *node, const char *what, double *out) {
    static const struct {
        const char *text;
        double value;
    } special[] = {{"NaN", NAN}, {".nan", NAN}, {"Infinity", INFINITY}, {".inf", INFINITY}, {"-Infinity", -INFINITY},
        {"-.inf", -INFINITY}};
    const char *text = cnn_yaml_text(node);
    for (size_t i = 0; text && i < sizeof special / sizeof *special; i++)
        if (!strcmp(text, special[i].text)) {
            *out = special[i].value;
            return cnn_ok();
        }
    char *end = NULL;
    if (text && (strchr("+-.", *text) || (*text >= '0' && *text <= '9')))
        *out = strtod(text, &end);
    if (!end || end == text || *end)
        return cnn_yaml_fail(d, node, "%s must be a number, not %.40s", what, shown(node));
    return cnn_ok();
}

cnn_status cnn_yaml_boolean(const cnn_document *d, const cnn_yaml *node, const char *what, bool *out) {
    const char *text = cnn_yaml_text(node);
    if (!text || (strcmp(text, "true") && strcmp(text, "false")))
        return cnn_yaml_fail(d, node, "%s must be true or false, not %.40s", what, shown(node));
    *out = !strcmp(text, "true");
    return cnn_ok();
}

cnn_status cnn_yaml_pair(
    const cnn_document *d, const cnn_yaml *node, const char *what, int64_t low, int64_t high, int out[2]) {
    bool list = cnn_yaml_is_list(node);
    if (list && cnn_yaml_count(node) != 2)
        return cnn_yaml_fail(d, node, "%s must be one number or [vertical, horizontal]", what);
    for (int i = 0; i < 2; i++) {
        int64_t value;
        cnn_status status = cnn_yaml_integer(d, list ? cnn_yaml_item(node, i) : node, what, low, high, &value);
        if (cnn_failed(status))
            return status;
        out[i] = (int)value;
    }
    return cnn_ok();
}

/* Levenshtein distance, cut at words of 30 letters. */
static int distance(const char *a, const char *b) {
    int row[32], n = (int)strlen(b);
    if (n > 30 || strlen(a) > 30)
        return 99;
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            int shift = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < shift ? change : shift;
        }
    }
    return row[n];
}

static const char *nearest_of(const char *const *known, const char *text) {
    const char *nearest = known[0];
    for (int k = 1; known[k]; k++)
        if (distance(text, known[k]) < distance(text, nearest))
            nearest = known[k];
    return nearest;
}

cnn_status cnn_yaml_only(const cnn_document *d, const cnn_yaml *map, const char *what, const char *const *known) {
    for (int i = 0; i < cnn_yaml_count(map); i++) {
        const cnn_yaml *key = cnn_yaml_key(map, i);
        const char *text = cnn_yaml_text(key);
        int k = 0;
        while (known[k] && strcmp(known[k], text))
            k++;
        if (!known[k])
            return cnn_yaml_fail(
                d, key, "%s has no setting \"%.40s\"; did you mean \"%s\"?", what, text, nearest_of(known, text));
    }
    return cnn_ok();
}

static cnn_status measure(
    const cnn_document *d, const cnn_yaml *node, const char *what, int level, cnn_numbers_list *out) {
    if (!cnn_yaml_is_list(node))
        return level == out->depth ? cnn_ok()
                                   : cnn_yaml_fail(d, node, "%s: a number stands where a row is expected", what);
    if (level >= out->depth)
        return cnn_yaml_fail(d, node, "%s: a row stands where a number is expected", what);
    int count = cnn_yaml_count(node);
    if (count != out->sizes[level])
        return cnn_yaml_fail(d, node, "%s: rows of different lengths, %d and %d", what, out->sizes[level], count);
    cnn_status status = cnn_ok();
    for (int i = 0; i < count && !cnn_failed(status); i++)
        status = measure(d, cnn_yaml_item(node, i), what, level + 1, out);
    return status;
}

static cnn_status fill(const cnn_document *d, const cnn_yaml *node, const char *what, cnn_numbers_list *out) {
    if (cnn_yaml_is_list(node)) {
        cnn_status status = cnn_ok();
        for (int i = 0; i < cnn_yaml_count(node) && !cnn_failed(status); i++)
            status = fill(d, cnn_yaml_item(node, i), what, out);
        return status;
    }
    double value;
    cnn_status status = cnn_yaml_number(d, node, what, &value);
    if (!cnn_failed(status))
        out->data[out->count++] = (float)value;
    return status;
}

cnn_status cnn_yaml_matrix(
    const cnn_document *d, const cnn_yaml *node, const char *what, cnn_arena *arena, cnn_numbers_list *out) {
    memset(out, 0, sizeof *out);
    size_t total = 1;
    for (const cnn_yaml *at = node; cnn_yaml_is_list(at); at = cnn_yaml_item(at, 0)) {
        if (out->depth == 4)
            return cnn_yaml_fail(d, node, "%s: nested deeper than 4", what);
        out->sizes[out->depth] = cnn_yaml_count(at);
        if (out->sizes[out->depth] == 0)
            return cnn_yaml_fail(d, node, "%s: an empty list", what);
        total *= (size_t)out->sizes[out->depth++];
    }
    cnn_status status = measure(d, node, what, 0, out);
    if (cnn_failed(status))
        return status;
    out->data = cnn_arena_alloc(arena, total, sizeof *out->data);
    if (!out->data)
        return cnn_no_memory(what, total * sizeof *out->data);
    return fill(d, node, what, out);
}
