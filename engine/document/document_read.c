/* Reads a node as a number, a word or a matrix, or says what is wrong with it. */
#include "document.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *shown(const cnn_yaml *node) {
    const char *text = cnn_yaml_text(node);
    return text && *text ? text : cnn_yaml_is_map(node) ? "a map" : cnn_yaml_is_list(node) ? "a list" : "nothing";
}

const char *cnn_odd_sign(const char *text) {
    static const struct {
        const char *signs[10], *advice;
    } rows[] = {
        {{"“", "”", "‘", "’", "„"}, "; curly quotes are letters here, write \" or '"},
        {{"–", "—", "−", "－"}, "; that is a dash, a minus sign is -"},
        {{"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"},
            "; full-width digits are letters here, write 0 to 9"},
        {{"：", "，", "（", "）", "｛", "｝", "［", "］", "＝"},
            "; full-width signs are letters here, write : , ( ) { } [ ] as on an English keyboard"},
        {{"\xC2\xA0", "\xE3\x80\x80"},
            "; a blank here is not the ordinary one (it is a no-break or full-width space); type it anew"},
    };
    for (size_t i = 0; text && i < sizeof rows / sizeof *rows; i++)
        for (int k = 0; k < 10 && rows[i].signs[k]; k++)
            if (strstr(text, rows[i].signs[k]))
                return rows[i].advice;
    return "";
}

/* A whole number, or a product of some, as people write 16*5*5: where it ends; NULL: it is too large for 64 bits. */
static const char *product(const char *text, int64_t *out) {
    char *end = NULL;
    *out = 1;
    for (const char *at = text;; at = end + 1) {
        errno = 0;
        long long factor = strtoll(at, &end, 10);
        if (errno == ERANGE || __builtin_mul_overflow(*out, (int64_t)factor, out))
            return NULL;
        if (end == at)
            return text;
        const char *sign = end + strspn(end, " ");
        if (*sign != '*')
            return end;
        end += sign - end;
    }
}

cnn_status cnn_yaml_integer(
    const cnn_document *d, const cnn_yaml *node, const char *what, int64_t low, int64_t high, int64_t *out) {
    const char *text = cnn_yaml_text(node);
    int64_t value = 0;
    const char *end = text && *text ? product(text, &value) : "?";
    if (end && (end == text || *end))
        return cnn_yaml_fail(d, node, "%s must be a whole number, not %.40s%s", what, shown(node), cnn_odd_sign(text));
    if (!end || value < low || value > high)
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
    if (end && end > text && *end == '/') {
        const char *below = end + 1;
        double divisor = *below >= '0' && *below <= '9' ? strtod(below, &end) : 0;
        if (divisor == 0)
            return cnn_yaml_fail(
                d, node, "%s must be a number or a fraction such as 1/9, not %.40s", what, shown(node));
        *out /= divisor;
    }
    if (!end || end == text || *end)
        return cnn_yaml_fail(d, node, "%s must be a number, not %.40s%s", what, shown(node), cnn_odd_sign(text));
    return cnn_ok();
}

bool cnn_yaml_is_boolean(const char *text) {
    static const char *const words[] = {"true", "false", "True", "False", "TRUE", "FALSE"};
    for (size_t i = 0; text && i < sizeof words / sizeof *words; i++)
        if (!strcmp(text, words[i]))
            return true;
    return false;
}

cnn_status cnn_yaml_boolean(const cnn_document *d, const cnn_yaml *node, const char *what, bool *out) {
    const char *text = cnn_yaml_text(node);
    if (!cnn_yaml_is_boolean(text))
        return cnn_yaml_fail(d, node, "%s must be true or false, not %.40s", what, shown(node));
    *out = *text == 't' || *text == 'T';
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

/* The edit distance: letters changed, added, removed or swapped with a neighbour. Words of more than 30 letters count
 * as far. */
static int distance(const char *a, const char *b) {
    int rows[3][32], n = (int)strlen(b);
    if (n > 30 || strlen(a) > 30)
        return 99;
    for (int j = 0; j <= n; j++)
        rows[0][j] = j;
    int *before = rows[2], *above = rows[0], *row = rows[1];
    for (int i = 1; a[i - 1]; i++) {
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int change = above[j - 1] + (a[i - 1] != b[j - 1]),
                shift = (above[j] < row[j - 1] ? above[j] : row[j - 1]) + 1;
            row[j] = change < shift ? change : shift;
            bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (exchanged && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[n];
}

const char *cnn_nearest_word(const char *text, const char *const *known) {
    const char *nearest = NULL;
    int least = 99;
    for (int k = 0; known[k]; k++)
        if (distance(text, known[k]) < least) {
            nearest = known[k];
            least = distance(text, nearest);
        }
    return least <= 1 || least * 3 <= (int)strlen(text) ? nearest : NULL;
}

static bool is_among(const char *text, const char *const *known) {
    while (*known && strcmp(*known, text))
        known++;
    return *known;
}

static const cnn_synonym *synonym_of(const char *text, const char *const *known, const cnn_synonym *synonyms) {
    for (; synonyms && synonyms->theirs; synonyms++)
        if (!strcmp(synonyms->theirs, text) && (!synonyms->ours || is_among(synonyms->ours, known)))
            return synonyms;
    return NULL;
}

static cnn_status unknown_key(const cnn_document *d, const cnn_yaml *key, const char *what, const char *const *known,
    const cnn_synonym *synonyms) {
    const char *text = cnn_yaml_text(key);
    const cnn_synonym *synonym = synonym_of(text, known, synonyms);
    const char *meant = synonym ? synonym->ours : cnn_nearest_word(text, known);
    char all[300] = "";
    if (*cnn_odd_sign(text))
        return cnn_yaml_fail(d, key, "%s has no setting \"%.40s\"%s", what, text, cnn_odd_sign(text));
    if (strlen(text) && text[strlen(text) - 1] == ')')
        return cnn_yaml_fail(d, key, "\"%.40s\": a list stands in square brackets, as in [3, 3]", text);
    if (synonym && synonym->advice)
        return cnn_yaml_fail(d, key, "%s has no setting \"%.40s\": %s", what, text, synonym->advice);
    if (meant)
        return cnn_yaml_fail(d, key, "%s has no setting \"%.40s\"; did you mean \"%s\"?", what, text, meant);
    for (int i = 0; known[i] && strlen(all) < sizeof all - 40; i++)
        cnn_append(all, sizeof all, "%s%s%s", i ? ", " : "", known[i], strlen(all) < sizeof all - 60 ? "" : ", ...");
    return cnn_yaml_fail(d, key, "%s has no setting \"%.40s\"; it has %s", what, text, all);
}

cnn_status cnn_yaml_only(const cnn_document *d, const cnn_yaml *map, const char *what, const char *const *known,
    const cnn_synonym *synonyms) {
    for (int i = 0; i < cnn_yaml_count(map); i++)
        if (!is_among(cnn_yaml_text(cnn_yaml_key(map, i)), known))
            return unknown_key(d, cnn_yaml_key(map, i), what, known, synonyms);
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
