/* Each read first asks whether the reader has failed, then whether the key is there. */
#include "document_reader.h"

#include <string.h>
#include <strings.h>

cnn_reader cnn_reader_of(const cnn_document *document, cnn_arena *arena) {
    return (cnn_reader){.document = document, .arena = arena, .status = cnn_ok()};
}

bool cnn_reader_failed(const cnn_reader *reader) {
    return cnn_failed(reader->status);
}

void cnn_reader_keep(cnn_reader *reader, cnn_status status) {
    if (!cnn_failed(reader->status))
        reader->status = status;
}

void cnn_reader_fail(cnn_reader *reader, const cnn_yaml *node, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    if (cnn_failed(reader->status))
        return;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    reader->status = cnn_yaml_fail(reader->document, node, "%s", reason);
}

/* The entry to read; NULL: there is none, or the reader has failed. */
static const cnn_yaml *entry(const cnn_reader *reader, const cnn_yaml *map, const char *key) {
    return cnn_failed(reader->status) ? NULL : cnn_yaml_get(map, key);
}

int64_t cnn_read_integer(
    cnn_reader *reader, const cnn_yaml *map, const char *key, int64_t low, int64_t high, int64_t otherwise) {
    const cnn_yaml *node = entry(reader, map, key);
    int64_t value = otherwise;
    if (node)
        cnn_reader_keep(reader, cnn_yaml_integer(reader->document, node, key, low, high, &value));
    return value;
}

double cnn_read_number(
    cnn_reader *reader, const cnn_yaml *map, const char *key, double low, double high, double otherwise) {
    const cnn_yaml *node = entry(reader, map, key);
    double value = otherwise;
    if (!node)
        return otherwise;
    cnn_reader_keep(reader, cnn_yaml_number(reader->document, node, key, &value));
    if (value >= low && value <= high)
        return value;
    cnn_reader_fail(reader, node, "%s must be %g to %g, not %s", key, low, high, cnn_yaml_text(node));
    return otherwise;
}

bool cnn_read_boolean(cnn_reader *reader, const cnn_yaml *map, const char *key, bool otherwise) {
    const cnn_yaml *node = entry(reader, map, key);
    bool value = otherwise;
    if (node)
        cnn_reader_keep(reader, cnn_yaml_boolean(reader->document, node, key, &value));
    return value;
}

const char *cnn_read_text(cnn_reader *reader, const cnn_yaml *map, const char *key, const char *otherwise) {
    const cnn_yaml *node = entry(reader, map, key);
    if (!node)
        return otherwise;
    const char *text = cnn_yaml_text(node), *copy = text ? cnn_arena_text(reader->arena, text, strlen(text)) : NULL;
    if (!text)
        cnn_reader_fail(reader, node, "%s must be a word", key);
    else if (!copy)
        cnn_reader_keep(reader, cnn_no_memory(key, strlen(text)));
    return copy ? copy : otherwise;
}

/* The word that was most likely meant: one that begins so, one in other letters, or the nearest. */
static const char *meant_by(const char *text, const char *const *words) {
    for (int i = 0; text && words[i] && strlen(text) > 2; i++)
        if (!strncasecmp(text, words[i], strlen(text)))
            return words[i];
    return text ? cnn_nearest_word(text, words) : NULL;
}

int cnn_read_word(cnn_reader *reader, const cnn_yaml *node, const char *what, const char *const *words) {
    const char *text = cnn_yaml_text(node);
    char known[200] = "";
    for (int i = 0; words[i]; i++) {
        if (text && !strcasecmp(text, words[i])) /* Adam, SGD */
            return i;
        cnn_append(known, sizeof known, "%s%s", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
    const char *meant = meant_by(text, words), *odd = cnn_odd_sign(text);
    bool guess = meant && !*odd && *meant;
    cnn_reader_fail(reader, node, "%s is %s, not \"%.40s\"%s%s%s%s", what, known, text ? text : "a list", odd,
        guess ? "; did you mean \"" : "", guess ? meant : "", guess ? "\"?" : "");
    return -1;
}

int cnn_read_choice(cnn_reader *reader, const cnn_yaml *map, const char *key, const char *const *words, int otherwise) {
    const cnn_yaml *node = entry(reader, map, key);
    int found = node ? cnn_read_word(reader, node, key, words) : -1;
    return found < 0 ? otherwise : found;
}

void cnn_read_pair(cnn_reader *reader, const cnn_yaml *map, const char *key, int64_t low, int64_t high, int pair[2]) {
    const cnn_yaml *node = entry(reader, map, key);
    if (node)
        cnn_reader_keep(reader, cnn_yaml_pair(reader->document, node, key, low, high, pair));
}

void cnn_read_list(
    cnn_reader *reader, const cnn_yaml *map, const char *key, int count, double low, double high, float *numbers) {
    const cnn_yaml *node = entry(reader, map, key);
    if (node && (!cnn_yaml_is_list(node) || cnn_yaml_count(node) != count))
        cnn_reader_fail(reader, node, "%s is a list of %d numbers", key, count);
    for (int i = 0; node && i < count && !cnn_failed(reader->status); i++) {
        double value = 0;
        cnn_reader_keep(reader, cnn_yaml_number(reader->document, cnn_yaml_item(node, i), key, &value));
        if (!(value >= low && value <= high))
            cnn_reader_fail(reader, node, "%s must be %g to %g", key, low, high);
        numbers[i] = (float)value;
    }
}

bool cnn_read_matrix(cnn_reader *reader, const cnn_yaml *map, const char *key, cnn_numbers_list *out) {
    const cnn_yaml *node = entry(reader, map, key);
    memset(out, 0, sizeof *out);
    if (!node)
        return false;
    cnn_reader_keep(reader, cnn_yaml_matrix(reader->document, node, key, reader->arena, out));
    if (!cnn_failed(reader->status))
        return true;
    memset(out, 0, sizeof *out);
    return false;
}

void cnn_read_only_with(
    cnn_reader *reader, const cnn_yaml *map, const char *what, const char *const *known, const cnn_synonym *synonyms) {
    if (!cnn_failed(reader->status))
        cnn_reader_keep(reader, cnn_yaml_only(reader->document, map, what, known, synonyms));
}

void cnn_read_only(cnn_reader *reader, const cnn_yaml *map, const char *what, const char *const *known) {
    cnn_read_only_with(reader, map, what, known, NULL);
}
