/* libfyaml keeps a mark for every scalar; a map or list stands where its first scalar stands. */
#include "document.h"

#include "file.h"

#include <errno.h>
#include <libfyaml.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 32, MOST_ANCHORS = 1000 };
static const size_t LARGEST_FILE = 16u * 1024 * 1024;

struct cnn_document {
    struct fy_document *fy;
    char *name;
    cnn_arena *arena;
};

static cnn_status first_error(const char *name, struct fy_diag *diag) {
    void *at = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(diag, &at);
    if (!error)
        return cnn_fail(CNN_BAD_INPUT, "%s:1: the file is empty or not a YAML document", name);
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", name, error->line > 0 ? error->line : 1, error->msg);
}

static int by_text(const void *a, const void *b) {
    cnn_yaml *const *x = a, *const *y = b;
    int order = strcmp(cnn_yaml_text(*x), cnn_yaml_text(*y));
    return order ? order : cnn_yaml_line(*x) - cnn_yaml_line(*y);
}

/* The keys of a map are words, each there once. libfyaml's own search for doubles takes the square of their number. */
static cnn_status check_keys(const cnn_document *d, cnn_yaml *map) {
    int count = 0;
    void *at = NULL;
    cnn_yaml **keys = malloc((size_t)(cnn_yaml_count(map) + 1) * sizeof *keys), *value;
    cnn_status status = keys ? cnn_ok() : cnn_no_memory(d->name, sizeof *keys);
    while (keys && !cnn_failed(status) && cnn_yaml_next(map, &at, &keys[count], &value)) {
        const char *word = cnn_yaml_text(keys[count++]);
        status = word && cnn_is_printable(word) ? cnn_ok() : cnn_yaml_fail(d, map, "a key must be a plain word");
    }
    if (!cnn_failed(status))
        qsort(keys, (size_t)count, sizeof *keys, by_text);
    for (int i = 1; i < count && !cnn_failed(status); i++)
        if (!strcmp(cnn_yaml_text(keys[i - 1]), cnn_yaml_text(keys[i])))
            status = cnn_yaml_fail(d, keys[i], "duplicate key \"%.40s\"", cnn_yaml_text(keys[i]));
    free(keys);
    return status;
}

static cnn_status check_nodes(const cnn_document *d, cnn_yaml *node, int depth) {
    if (!node)
        return cnn_ok();
    if (depth > DEEPEST)
        return cnn_yaml_fail(d, node, "nested deeper than %d", DEEPEST);
    if (fy_node_is_alias(node))
        return cnn_yaml_fail(d, node, "aliases (*name) are not allowed here");
    if (cnn_yaml_text(node) && !cnn_is_printable(cnn_yaml_text(node)))
        return cnn_yaml_fail(d, node, "a character that cannot be printed stands in \"%.40s\"", cnn_yaml_text(node));
    void *at = NULL;
    cnn_status status = cnn_yaml_is_map(node) ? check_keys(d, node) : cnn_ok();
    for (cnn_yaml *item; !cnn_failed(status) && cnn_yaml_next(node, &at, NULL, &item);)
        status = check_nodes(d, item, depth + 1);
    return status;
}

/* Whether a line begins at text[i]. */
static bool begins_line(const char *text, size_t i) {
    static const char *const breaks[] = {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"};
    if (i == 0)
        return true;
    if (!((unsigned char)text[i - 1] & 0x80) && text[i - 1] != '\n' && text[i - 1] != '\r')
        return false;
    bool begins = false;
    for (size_t k = 0; k < sizeof breaks / sizeof *breaks; k++) {
        size_t size = strlen(breaks[k]);
        begins |= i >= size && !memcmp(text + i - size, breaks[k], size);
    }
    return begins;
}

/* Before libfyaml 0.7 sees it: some lines that begin with % make it look for their end for ever, some keys that begin
 * with "? " make it read what it has freed, and freeing anchors takes the square of their number. Each entry ends with
 * one of these signs or has one around it. */
static cnn_status check_text(const char *name, const char *text, size_t length) {
    int line = 1, entries = 0, anchors = 0;
    bool entry = false; /* one may begin here */
    for (size_t i = 0; i < length; i++) {
        char c = text[i], next = i + 1 < length ? text[i + 1] : ' ';
        bool begins = begins_line(text, i), word = next > ' ' && next < 127;
        line += i > 0 && text[i - 1] == '\n';
        if (begins && c == '%')
            return cnn_fail(
                CNN_BAD_INPUT, "%s:%d: a line that begins with %% is a YAML directive, which is not read", name, line);
        if ((entry || begins) && c == '?' && !word)
            return cnn_fail(
                CNN_BAD_INPUT, "%s:%d: a key that begins with ? is not read; write it as a word", name, line);
        entries += strchr(",:[{\n\r", c) != NULL;
        anchors += c == '&';
        if (entries > CNN_ENTRIES_MAX)
            return cnn_fail(CNN_BAD_INPUT,
                "%s:%d: more than %d entries; so many numbers belong into a safetensors file", name, line,
                CNN_ENTRIES_MAX);
        if (anchors > MOST_ANCHORS)
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: more than %d anchors (&name)", name, line, MOST_ANCHORS);
        entry = strchr("[{,", c) || ((entry || begins) && strchr(" \t-", c));
    }
    return cnn_ok();
}

cnn_status cnn_document_parse(const char *name, const char *text, size_t length, cnn_document **out) {
    *out = NULL;
    if (memchr(text, 0, length))
        return cnn_fail(CNN_BAD_INPUT, "%s: holds a zero byte, so it is not a text file", name);
    cnn_status status = check_text(name, text, length);
    if (cnn_failed(status))
        return status;
    cnn_document *made = calloc(1, sizeof *made);
    if (!made)
        return cnn_no_memory(name, sizeof *made);
    made->arena = cnn_arena_new();
    made->name = made->arena ? cnn_arena_text(made->arena, name, strlen(name)) : NULL;
    struct fy_diag_cfg silent;
    fy_diag_cfg_default(&silent);
    silent.level = FYET_MAX; /* the library prints nothing itself */
    struct fy_diag *diag = fy_diag_create(&silent);
    if (!made->name || !diag) {
        if (diag)
            fy_diag_destroy(diag);
        cnn_document_free(made);
        return cnn_no_memory(name, sizeof *made);
    }
    fy_diag_set_collect_errors(diag, true);
    size_t end = strlen(name);
    bool json = end > 5 && !strcmp(name + end - 5, ".json");
    struct fy_parse_cfg configuration = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_AUTO |
                                                  FYPCF_ALLOW_DUPLICATE_KEYS |
                                                  (json ? FYPCF_JSON_FORCE : FYPCF_JSON_NONE),
        .diag = diag};
    const char *kept = cnn_arena_text(made->arena, text, length); /* libfyaml points into it */
    made->fy = kept ? fy_document_build_from_string(&configuration, kept, length) : NULL;
    status = made->fy ? cnn_ok() : kept ? first_error(name, diag) : cnn_no_memory(name, length);
    fy_diag_destroy(diag);
    if (!cnn_failed(status))
        status = check_nodes(made, fy_document_root(made->fy), 0);
    if (cnn_failed(status)) {
        cnn_document_free(made);
        return status;
    }
    *out = made;
    return status;
}

cnn_status cnn_document_open(const char *path, cnn_document **out) {
    *out = NULL;
    unsigned char *bytes;
    size_t length;
    cnn_status status = cnn_file_read(path, LARGEST_FILE, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = cnn_document_parse(path, (const char *)bytes, length, out);
    free(bytes);
    return status;
}

void cnn_document_free(cnn_document *document) {
    if (!document)
        return;
    if (document->fy)
        fy_document_destroy(document->fy);
    cnn_arena_free(document->arena);
    free(document);
}

cnn_yaml *cnn_document_root(cnn_document *document) {
    return fy_document_root(document->fy);
}

const char *cnn_document_name(const cnn_document *document) {
    return document->name;
}

/* The key whose value is this empty node, or the node around it. */
static cnn_yaml *key_before(cnn_yaml *node) {
    cnn_yaml *parent = fy_node_get_parent(node);
    for (int i = 0; cnn_yaml_is_map(parent) && i < cnn_yaml_count(parent); i++)
        if (cnn_yaml_value(parent, i) == node)
            return cnn_yaml_key(parent, i);
    return NULL;
}

int cnn_yaml_line(cnn_yaml *node) {
    for (int depth = 0; node && depth <= DEEPEST; depth++) {
        struct fy_token *token = cnn_yaml_is_scalar(node) ? fy_node_get_scalar_token(node) : NULL;
        const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
        if (mark)
            return mark->line + 1;
        if (cnn_yaml_is_scalar(node)) {
            node = key_before(node);
            continue;
        }
        cnn_yaml *first = cnn_yaml_is_map(node) ? cnn_yaml_key(node, 0) : cnn_yaml_item(node, 0);
        node = first ? first : key_before(node);
    }
    return 1;
}

cnn_status cnn_yaml_fail(const cnn_document *document, cnn_yaml *node, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", document->name, cnn_yaml_line(node), reason);
}

bool cnn_yaml_is_map(cnn_yaml *node) {
    return node && fy_node_is_mapping(node);
}
bool cnn_yaml_is_list(cnn_yaml *node) {
    return node && fy_node_is_sequence(node);
}
bool cnn_yaml_is_scalar(cnn_yaml *node) {
    return node && fy_node_is_scalar(node);
}

int cnn_yaml_count(cnn_yaml *node) {
    if (cnn_yaml_is_map(node))
        return fy_node_mapping_item_count(node);
    return cnn_yaml_is_list(node) ? fy_node_sequence_item_count(node) : 0;
}

cnn_yaml *cnn_yaml_item(cnn_yaml *list, int at) {
    return cnn_yaml_is_list(list) ? fy_node_sequence_get_by_index(list, at) : NULL;
}

cnn_yaml *cnn_yaml_key(cnn_yaml *map, int at) {
    struct fy_node_pair *pair = cnn_yaml_is_map(map) ? fy_node_mapping_get_by_index(map, at) : NULL;
    return pair ? fy_node_pair_key(pair) : NULL;
}

cnn_yaml *cnn_yaml_value(cnn_yaml *map, int at) {
    struct fy_node_pair *pair = cnn_yaml_is_map(map) ? fy_node_mapping_get_by_index(map, at) : NULL;
    return pair ? fy_node_pair_value(pair) : NULL;
}

cnn_yaml *cnn_yaml_get(cnn_yaml *map, const char *key) {
    return cnn_yaml_is_map(map) ? fy_node_mapping_lookup_by_string(map, key, FY_NT) : NULL;
}

bool cnn_yaml_next(cnn_yaml *node, void **at, cnn_yaml **key, cnn_yaml **value) {
    if (!cnn_yaml_is_map(node)) {
        *value = cnn_yaml_is_list(node) ? fy_node_sequence_iterate(node, at) : NULL;
        return *value != NULL;
    }
    struct fy_node_pair *pair = fy_node_mapping_iterate(node, at);
    if (pair && key)
        *key = fy_node_pair_key(pair);
    *value = pair ? fy_node_pair_value(pair) : NULL;
    return pair != NULL;
}

char *cnn_yaml_write(cnn_yaml *node) {
    return fy_emit_node_to_string(node, FYECF_MODE_FLOW_ONELINE | FYECF_WIDTH_INF);
}

const char *cnn_yaml_text(cnn_yaml *node) {
    return cnn_yaml_is_scalar(node) ? fy_node_get_scalar0(node) : NULL;
}

static const char *shown(cnn_yaml *node) {
    const char *text = cnn_yaml_text(node);
    return text ? text : cnn_yaml_is_map(node) ? "a map" : cnn_yaml_is_list(node) ? "a list" : "nothing";
}

cnn_status cnn_yaml_integer(
    const cnn_document *d, cnn_yaml *node, const char *what, int64_t low, int64_t high, int64_t *out) {
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

cnn_status cnn_yaml_number(const cnn_document *d, cnn_yaml *node, const char *what, double *out) {
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

cnn_status cnn_yaml_boolean(const cnn_document *d, cnn_yaml *node, const char *what, bool *out) {
    const char *text = cnn_yaml_text(node);
    if (!text || (strcmp(text, "true") && strcmp(text, "false")))
        return cnn_yaml_fail(d, node, "%s must be true or false, not %.40s", what, shown(node));
    *out = !strcmp(text, "true");
    return cnn_ok();
}

cnn_status cnn_yaml_pair(
    const cnn_document *d, cnn_yaml *node, const char *what, int64_t low, int64_t high, int out[2]) {
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

cnn_status cnn_yaml_only(const cnn_document *d, cnn_yaml *map, const char *what, const char *const *known) {
    for (int i = 0; i < cnn_yaml_count(map); i++) {
        cnn_yaml *key = cnn_yaml_key(map, i);
        const char *text = cnn_yaml_text(key), *nearest = known[0];
        int k = 0;
        for (; known[k] && strcmp(known[k], text); k++)
            if (distance(text, known[k]) < distance(text, nearest))
                nearest = known[k];
        if (!known[k])
            return cnn_yaml_fail(d, key, "%s has no setting \"%.40s\"; did you mean \"%s\"?", what, text, nearest);
    }
    return cnn_ok();
}

static cnn_status measure(const cnn_document *d, cnn_yaml *node, const char *what, int level, cnn_numbers_list *out) {
    if (!cnn_yaml_is_list(node))
        return level == out->depth ? cnn_ok()
                                   : cnn_yaml_fail(d, node, "%s: a number stands where a row is expected", what);
    if (level >= out->depth)
        return cnn_yaml_fail(d, node, "%s: a row stands where a number is expected", what);
    int count = cnn_yaml_count(node);
    if (count != out->sizes[level])
        return cnn_yaml_fail(d, node, "%s: rows of different lengths, %d and %d", what, out->sizes[level], count);
    void *at = NULL;
    cnn_status status = cnn_ok();
    for (cnn_yaml *item; !cnn_failed(status) && (item = fy_node_sequence_iterate(node, &at));)
        status = measure(d, item, what, level + 1, out);
    return status;
}

static cnn_status fill(const cnn_document *d, cnn_yaml *node, const char *what, cnn_numbers_list *out) {
    if (cnn_yaml_is_list(node)) {
        void *at = NULL;
        cnn_status status = cnn_ok();
        for (cnn_yaml *item; !cnn_failed(status) && (item = fy_node_sequence_iterate(node, &at));)
            status = fill(d, item, what, out);
        return status;
    }
    double value;
    cnn_status status = cnn_yaml_number(d, node, what, &value);
    if (!cnn_failed(status))
        out->data[out->count++] = (float)value;
    return status;
}

cnn_status cnn_yaml_matrix(
    const cnn_document *d, cnn_yaml *node, const char *what, cnn_arena *arena, cnn_numbers_list *out) {
    memset(out, 0, sizeof *out);
    size_t total = 1;
    for (cnn_yaml *at = node; cnn_yaml_is_list(at); at = cnn_yaml_item(at, 0)) {
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
