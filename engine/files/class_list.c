/* Lists are read by the reader of documents, so they may be written as JSON, as YAML or as Python prints them. */
#include "class_list.h"

#include "utf8.h"

#include <stdlib.h>
#include <string.h>

static const size_t LARGEST = 1 << 20; /* bytes of all names: a header or a file of text holds them easily */

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r';
}

/* ---- lines ---- */

/* What follows the number in "3 cat", "3: cat" or "3,cat"; NULL where the line does not begin with `number`. */
static const char *behind_number(const char *line, int number) {
    char *end;
    long given = strtol(line, &end, 10);
    if (end == line || given != number || (!is_blank(*end) && *end != ':' && *end != ','))
        return NULL;
    while (is_blank(*end) || *end == ':' || *end == ',')
        end++;
    return *end ? end : NULL;
}

/* Numbers in front go when every line has its own. */
static void strip_numbers(cnn_class_list *list) {
    for (int i = 0; i < list->count; i++)
        if (!behind_number(list->names[i], i))
            return;
    for (int i = 0; i < list->count; i++)
        list->names[i] = behind_number(list->names[i], i);
}

/* Room for a name from each line. */
static cnn_status make_room(const char *name, const char *text, cnn_arena *arena, cnn_class_list *out) {
    size_t lines = 1;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    *out = (cnn_class_list){cnn_arena_alloc(arena, lines, sizeof *out->names), 0};
    return out->names ? cnn_ok() : cnn_no_memory(name, lines * sizeof *out->names);
}

static cnn_status cut_lines(const char *name, const char *text, cnn_arena *arena, cnn_class_list *out) {
    cnn_status status = make_room(name, text, arena, out);
    for (int line = 1; *text && !cnn_failed(status); line++) {
        size_t length = strcspn(text, "\n");
        const char *begin = text, *end = text + length;
        text = end + (*end == '\n');
        while (begin < end && is_blank(*begin))
            begin++;
        while (end > begin && is_blank(end[-1]))
            end--;
        if (begin == end || *begin == '#')
            continue;
        if (out->count == CNN_OUTPUT_NAMES_MAX)
            return cnn_fail(CNN_BAD_INPUT, "%s: more than %d names of classes", name, CNN_OUTPUT_NAMES_MAX);
        char *kept = cnn_arena_text(arena, begin, (size_t)(end - begin));
        if (!kept)
            return cnn_no_memory(name, length);
        if (!cnn_is_printable(kept))
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: the name of a class must be UTF-8 text", name, line);
        out->names[out->count++] = kept;
    }
    if (!cnn_failed(status))
        strip_numbers(out);
    return status;
}

/* ---- lists and maps ---- */

/* The name of class `at`; of a map that of the number. NULL: none. */
static const cnn_yaml *entry_of(const cnn_document *d, const cnn_yaml *node, int at) {
    if (cnn_yaml_is_list(node))
        return cnn_yaml_item(node, at);
    int count = cnn_yaml_count(node);
    for (int k = 0; k < count; k++) { /* nearly always in order */
        int64_t number;
        int i = (at + k) % count;
        cnn_status status = cnn_yaml_integer(d, cnn_yaml_key(node, i), "it", 0, INT32_MAX, &number);
        if (!cnn_failed(status) && number == at)
            return cnn_yaml_value(node, i);
    }
    return NULL;
}

cnn_status cnn_class_list_of(const cnn_document *d, const cnn_yaml *node, cnn_arena *arena, cnn_class_list *out) {
    int count = cnn_yaml_count(node);
    bool list = cnn_yaml_is_list(node);
    size_t letters = 0;
    *out = (cnn_class_list){NULL, 0};
    if (count < 1 || count > (list ? CNN_OUTPUT_NAMES_MAX : CNN_CLASSES_MAX * 2))
        return cnn_yaml_fail(d, node, "classes has 1 to %d names", CNN_OUTPUT_NAMES_MAX);
    out->names = cnn_arena_alloc(arena, (size_t)count, sizeof *out->names);
    if (!out->names)
        return cnn_no_memory("names of classes", (size_t)count * sizeof *out->names);
    for (int i = 0; i < count; i++) {
        const cnn_yaml *entry = entry_of(d, node, i);
        const char *name = entry ? cnn_yaml_text(entry) : NULL;
        if (!name || !*name)
            return cnn_yaml_fail(d, entry ? entry : node, "each class is a name, as in classes: [cat, dog]");
        letters += strlen(name) + 1;
        if (letters > LARGEST)
            return cnn_yaml_fail(d, entry, "the names of classes are longer than 1 MiB together");
        out->names[i] = cnn_arena_text(arena, name, strlen(name));
        if (!out->names[i])
            return cnn_no_memory("names of classes", letters);
    }
    out->count = count;
    return cnn_ok();
}

/* A copy, for the escapes of characters above U+FFFF change. */
static cnn_status read_document(const char *name, const char *text, cnn_arena *arena, cnn_class_list *out) {
    size_t length = strlen(text);
    char *copy = malloc(length + 1);
    cnn_document *d = NULL;
    if (!copy)
        return cnn_no_memory(name, length);
    memcpy(copy, text, length + 1);
    cnn_status status = cnn_document_parse(name, copy, cnn_json_join_surrogates(copy, length), &d);
    if (!cnn_failed(status))
        status = cnn_class_list_of(d, cnn_document_root(d), arena, out);
    cnn_document_free(d);
    free(copy);
    return status;
}

cnn_status cnn_class_list_read(const char *name, const char *text, cnn_arena *arena, cnn_class_list *out) {
    *out = (cnn_class_list){NULL, 0};
    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        text += 3;
    if (strlen(text) > 6 * LARGEST) /* each byte may be an escape */
        return cnn_fail(CNN_BAD_INPUT, "%s: names of classes that are longer than 1 MiB together", name);
    const char *begin = text + strspn(text, " \t\r\n");
    cnn_status status =
        *begin == '[' || *begin == '{' ? read_document(name, begin, arena, out) : cut_lines(name, text, arena, out);
    if (cnn_failed(status))
        *out = (cnn_class_list){NULL, 0};
    return status;
}

/* A character as it stands in a string of JSON; what cannot be shown, and so not be read again, is a question mark. */
static size_t put_letter(const char **from, char *to) {
    char letter[8] = "", room[CNN_QUOTED];
    const char *begin = *from;
    (void)cnn_utf8_next(from);
    memcpy(letter, begin, (size_t)(*from - begin));
    if (!cnn_is_printable(letter))
        letter[0] = '?', letter[1] = '\0';
    if (letter[1]) { /* no letter of ASCII */
        memcpy(to, letter, strlen(letter));
        return strlen(letter);
    }
    const char *quoted = cnn_quoted(letter[0], room);
    memcpy(to, quoted, strlen(quoted));
    return strlen(quoted);
}

char *cnn_class_list_write(const char *const *names, int count) {
    size_t size = 3;
    for (int i = 0; i < count; i++)
        size += 4 + 2 * strlen(names[i]);
    char *text = malloc(size), *to = text;
    if (!text)
        return NULL;
    *to++ = '[';
    for (int i = 0; i < count; i++) {
        to += cnn_format(to, size - (size_t)(to - text), i ? ", \"" : "\"");
        for (const char *at = names[i]; *at;)
            to += put_letter(&at, to);
        *to++ = '"';
    }
    cnn_format(to, size - (size_t)(to - text), "]");
    return text;
}
