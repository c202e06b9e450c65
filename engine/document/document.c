/* libyaml reports where things begin and end; here these events become nodes. What lies between a beginning and its end
 * waits on one stack, from which the end takes it. */
#include "document_error.h"
#include "document_node.h"

#include "encoding.h"
#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 32, FIRST_ROOM = 64 };
static const size_t LARGEST_FILE = 16u * 1024 * 1024;

struct cnn_document {
    cnn_yaml *root;
    char *name;
    cnn_arena *arena;
};

typedef struct builder {
    cnn_document *d;
    cnn_yaml *open[DEEPEST + 1]; /* the open lists and maps, from the outside in */
    size_t begins[DEEPEST + 1];  /* where the entries of each begin in `waiting` */
    int depth, entries;
    cnn_yaml **waiting;
    size_t count, room;
} builder;

cnn_yaml *cnn_yaml_new(cnn_arena *arena, cnn_yaml_kind kind, int line, const char *text) {
    cnn_yaml *made = cnn_arena_alloc(arena, 1, sizeof *made);
    if (made)
        *made = (cnn_yaml){.kind = kind, .line = line, .text = text};
    return made;
}

static int by_text(const void *a, const void *b) {
    cnn_yaml *const *x = a, *const *y = b;
    int order = strcmp((*x)->text, (*y)->text);
    return order ? order : (*x)->line - (*y)->line;
}

bool cnn_yaml_take(cnn_arena *arena, cnn_yaml *node, cnn_yaml *const *items, int count) {
    bool map = node->kind == CNN_YAML_MAP;
    size_t size = (size_t)count * sizeof *items;
    node->items = cnn_arena_alloc(arena, (size_t)count, (map ? 2 : 1) * sizeof *items);
    if (!node->items)
        return false;
    node->count = count;
    if (!count)
        return true;
    memcpy(node->items, items, size);
    if (map) {
        node->sorted = node->items + count;
        memcpy(node->sorted, items, size);
        qsort(node->sorted, (size_t)count, sizeof *items, by_text);
    }
    return true;
}

static int line_of(yaml_mark_t mark) {
    return (int)mark.line + 1;
}

/* Adds a node to what is open, or makes it the root. */
static cnn_status add(builder *b, cnn_yaml *node) {
    if (!node)
        return cnn_no_memory(b->d->name, sizeof *node);
    if (b->depth > DEEPEST)
        return cnn_yaml_fail(b->d, node, "nested deeper than %d", DEEPEST);
    if (++b->entries > CNN_ENTRIES_MAX)
        return cnn_yaml_fail(
            b->d, node, "more than %d entries; so many numbers belong in a safetensors file", CNN_ENTRIES_MAX);
    if (!b->depth) {
        b->d->root = node;
        return cnn_ok();
    }
    if (b->count == b->room) {
        cnn_yaml **more = realloc(b->waiting, 2 * b->room * sizeof *more);
        if (!more)
            return cnn_no_memory(b->d->name, 2 * b->room * sizeof *more);
        b->waiting = more;
        b->room *= 2;
    }
    b->waiting[b->count++] = node;
    return cnn_ok();
}

static cnn_status add_scalar(builder *b, const yaml_event_t *event) {
    size_t length = event->data.scalar.length;
    const char *text = length ? cnn_arena_text(b->d->arena, (const char *)event->data.scalar.value, length) : "";
    cnn_yaml *node = text ? cnn_yaml_new(b->d->arena, CNN_YAML_SCALAR, line_of(event->start_mark), text) : NULL;
    if (node && (strlen(text) < length || !cnn_is_printable(text)))
        return cnn_yaml_fail(b->d, node, "a character that cannot be printed stands in \"%.40s\"", text);
    if (node)
        node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    cnn_yaml *tuple = node ? cnn_yaml_tuple(b->d->arena, node) : NULL;
    return add(b, tuple ? tuple : node);
}

static cnn_status begin(builder *b, const yaml_event_t *event, cnn_yaml_kind kind) {
    cnn_yaml *node = cnn_yaml_new(b->d->arena, kind, line_of(event->start_mark), "");
    cnn_status status = add(b, node);
    if (cnn_failed(status))
        return status;
    b->open[b->depth] = node;
    b->begins[b->depth++] = b->count;
    return status;
}

/* The keys of a map are words. In `waiting` keys and values alternate; the keys are moved together. */
static cnn_status gather_keys(builder *b, cnn_yaml **waiting, int count) {
    for (int i = 0; i < count; i++) {
        cnn_yaml *key = waiting[2 * i];
        if (key->kind != CNN_YAML_SCALAR)
            return cnn_yaml_fail(b->d, key, "a key must be a plain word");
        cnn_yaml *value = waiting[2 * i + 1];
        if (value->kind == CNN_YAML_SCALAR && !*value->text)
            value->line = key->line; /* libyaml reports the position of the next word */
        key->value = value;
        waiting[i] = key;
    }
    return cnn_ok();
}

static cnn_status end(builder *b) {
    cnn_yaml *node = b->open[--b->depth], **waiting = b->waiting + b->begins[b->depth];
    int count = (int)(b->count - b->begins[b->depth]);
    b->count -= (size_t)count;
    count = cnn_yaml_join_tuples(b->d->arena, waiting, count, node->kind == CNN_YAML_MAP);
    if (node->kind == CNN_YAML_MAP) {
        count /= 2;
        cnn_status status = gather_keys(b, waiting, count);
        if (cnn_failed(status))
            return status;
    }
    if (!cnn_yaml_take(b->d->arena, node, waiting, count))
        return cnn_no_memory(b->d->name, (size_t)count * sizeof *waiting);
    for (int i = 1; i < count && node->sorted; i++)
        if (!strcmp(node->sorted[i - 1]->text, node->sorted[i]->text))
            return cnn_yaml_fail(b->d, node->sorted[i], "duplicate key \"%.40s\"", node->sorted[i]->text);
    return cnn_ok();
}

static cnn_status take_event(builder *b, const yaml_event_t *event) {
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return b->d->root ? cnn_fail(CNN_BAD_INPUT, "%s:%d: a second document begins; one file holds one", b->d->name,
                                line_of(event->start_mark))
                          : cnn_ok();
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return begin(b, event, CNN_YAML_LIST);
    case YAML_MAPPING_START_EVENT:
        return begin(b, event, CNN_YAML_MAP);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return end(b);
    case YAML_ALIAS_EVENT:
        return cnn_fail(
            CNN_BAD_INPUT, "%s:%d: aliases (*name) are not allowed here", b->d->name, line_of(event->start_mark));
    default:
        return cnn_ok();
    }
}

static int line_at(const char *text, size_t offset) {
    int line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

static cnn_status build(builder *b, const char *text, size_t length) {
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return cnn_no_memory(b->d->name, sizeof parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    cnn_status status = cnn_ok();
    for (bool over = false; !over && !cnn_failed(status);) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = cnn_document_error(b->d->name, text, length, &parser);
            break;
        }
        status = take_event(b, &event);
        over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

/* libyaml searches all %TAG directives before it adds one, so many would take quadratic time. A line begins after a
 * control character, or after a line break of several bytes. */
static cnn_status refuse_tags(const char *name, const char *text, size_t length) {
    for (size_t i = 0; i + 4 <= length; i++)
        if ((i == 0 || (unsigned char)text[i - 1] < 0x20 || (unsigned char)text[i - 1] >= 0x80) &&
            !memcmp(text + i, "%TAG", 4))
            return cnn_fail(CNN_BAD_INPUT, "%s:%d: %%TAG directives are not read", name, line_at(text, i));
    return cnn_ok();
}

cnn_status cnn_document_parse(const char *name, const char *text, size_t length, cnn_document **out) {
    *out = NULL;
    size_t at, mark = cnn_byte_order_mark(text, length); /* libyaml would count the byte order mark as a column */
    const char *fault = cnn_encoding_fault(text, length, &at);
    if (fault)
        return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", name, line_at(text, at), fault);
    text += mark;
    length -= mark;
    if (memchr(text, 0, length))
        return cnn_fail(CNN_BAD_INPUT, "%s: holds a zero byte, so it is not a text file", name);
    cnn_status status = refuse_tags(name, text, length);
    if (cnn_failed(status))
        return status;
    cnn_document *made = calloc(1, sizeof *made);
    if (!made)
        return cnn_no_memory(name, sizeof *made);
    made->arena = cnn_arena_new();
    made->name = made->arena ? cnn_arena_text(made->arena, name, strlen(name)) : NULL;
    builder b = {.d = made, .room = FIRST_ROOM, .waiting = malloc(FIRST_ROOM * sizeof *b.waiting)};
    status = made->name && b.waiting ? build(&b, text, length) : cnn_no_memory(name, strlen(name));
    free(b.waiting);
    if (!cnn_failed(status) && !made->root)
        status = cnn_fail(CNN_BAD_INPUT, "%s:%d: it is empty: nothing but blanks and comments", name,
            line_at(text, length ? length - 1 : 0));
    if (cnn_failed(status))
        cnn_document_free(made);
    else
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
    cnn_arena_free(document->arena);
    free(document);
}

cnn_yaml *cnn_document_root(cnn_document *document) {
    return document->root;
}

const char *cnn_document_name(const cnn_document *document) {
    return document->name;
}

int cnn_yaml_line(const cnn_yaml *node) {
    return node ? node->line : 1;
}

cnn_status cnn_yaml_fail(const cnn_document *document, const cnn_yaml *node, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return cnn_fail(CNN_BAD_INPUT, "%s:%d: %s", document->name, cnn_yaml_line(node), reason);
}

bool cnn_yaml_is_map(const cnn_yaml *node) {
    return node && node->kind == CNN_YAML_MAP;
}
bool cnn_yaml_is_list(const cnn_yaml *node) {
    return node && node->kind == CNN_YAML_LIST;
}
bool cnn_yaml_is_scalar(const cnn_yaml *node) {
    return node && node->kind == CNN_YAML_SCALAR;
}

int cnn_yaml_count(const cnn_yaml *node) {
    return node ? node->count : 0;
}

cnn_yaml *cnn_yaml_item(const cnn_yaml *list, int at) {
    return cnn_yaml_is_list(list) && at >= 0 && at < list->count ? list->items[at] : NULL;
}

cnn_yaml *cnn_yaml_key(const cnn_yaml *map, int at) {
    return cnn_yaml_is_map(map) && at >= 0 && at < map->count ? map->items[at] : NULL;
}

cnn_yaml *cnn_yaml_value(const cnn_yaml *map, int at) {
    const cnn_yaml *key = cnn_yaml_key(map, at);
    return key ? key->value : NULL;
}

cnn_yaml *cnn_yaml_get(const cnn_yaml *map, const char *key) {
    for (int low = 0, high = cnn_yaml_is_map(map) ? map->count : 0; low < high;) {
        int middle = low + (high - low) / 2, order = strcmp(map->sorted[middle]->text, key);
        if (!order)
            return map->sorted[middle]->value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const char *cnn_yaml_text(const cnn_yaml *node) {
    return cnn_yaml_is_scalar(node) ? node->text : NULL;
}
