/* Copies a part of a document with its parameters filled in, and writes a node as text. */
#include "document_node.h"

#include <stdlib.h>
#include <string.h>

typedef struct filling {
    const cnn_document *d;
    cnn_arena *arena;
    const cnn_yaml *given, *otherwise;
    size_t *room; /* nodes that may still be copied */
    bool plain;   /* inside a value, "$name" is an ordinary word */
} filling;

static cnn_status copy(const filling *f, const cnn_yaml *node, cnn_yaml **out);

/* A copy of the value of the scalar "$name". */
static cnn_status stand_in(const filling *f, const cnn_yaml *scalar, cnn_yaml **out) {
    const cnn_yaml *value = cnn_yaml_get(f->given, scalar->text + 1);
    value = value ? value : cnn_yaml_get(f->otherwise, scalar->text + 1);
    if (!value || (value->kind == CNN_YAML_SCALAR && !*value->text))
        return cnn_yaml_fail(f->d, value ? value : scalar, "%.40s has no value", scalar->text);
    filling plain = *f;
    plain.plain = true;
    return copy(&plain, value, out);
}

/* The node without its entries. Its text is that of the document. */
static cnn_status copy_one(const filling *f, const cnn_yaml *node, cnn_yaml **out) {
    if (!*f->room)
        return cnn_yaml_fail(f->d, node, "the blocks are too large");
    --*f->room;
    *out = cnn_yaml_new(f->arena, node->kind, node->line, node->text);
    return *out ? cnn_ok() : cnn_no_memory("a block of layers", sizeof *node);
}

static cnn_status copy_items(const filling *f, const cnn_yaml *node, cnn_yaml *made) {
    cnn_yaml **items = malloc(((size_t)node->count + 1) * sizeof *items);
    cnn_status status = items ? cnn_ok() : cnn_no_memory("a block of layers", (size_t)node->count * sizeof *items);
    for (int i = 0; i < node->count && !cnn_failed(status); i++) {
        bool map = node->kind == CNN_YAML_MAP;
        status = map ? copy_one(f, node->items[i], &items[i]) : copy(f, node->items[i], &items[i]);
        if (map && !cnn_failed(status))
            status = copy(f, node->items[i]->value, &items[i]->value);
    }
    if (!cnn_failed(status) && !cnn_yaml_take(f->arena, made, items, node->count))
        status = cnn_no_memory("a block of layers", (size_t)node->count * sizeof *items);
    free(items);
    return status;
}

static cnn_status copy(const filling *f, const cnn_yaml *node, cnn_yaml **out) {
    if (!f->plain && *node->text == '$')
        return stand_in(f, node, out);
    cnn_status status = copy_one(f, node, out);
    return cnn_failed(status) || node->kind == CNN_YAML_SCALAR ? status : copy_items(f, node, *out);
}

cnn_status cnn_yaml_fill(const cnn_document *d, const cnn_yaml *body, const cnn_yaml *given, const cnn_yaml *otherwise,
    size_t *room, cnn_arena *arena, cnn_yaml **out) {
    filling f = {d, arena, given, otherwise, room, false};
    *out = NULL;
    return copy(&f, body, out);
}

/* Writes the letter if there is room for it. */
static size_t put_letter(char *to, size_t at, char letter) {
    if (to)
        to[at] = letter;
    return at + 1;
}

static size_t put_text(char *to, size_t at, const char *text) {
    char room[CNN_QUOTED];
    at = put_letter(to, at, '"');
    for (; *text; text++)
        for (const char *letter = cnn_quoted(*text, room); *letter; letter++)
            at = put_letter(to, at, *letter);
    return put_letter(to, at, '"');
}

/* Writes the node from to[at] on and returns where it ends; with `to` NULL it only measures. */
static size_t put(char *to, size_t at, const cnn_yaml *node) {
    if (node->kind == CNN_YAML_SCALAR)
        return put_text(to, at, node->text);
    bool map = node->kind == CNN_YAML_MAP;
    at = put_letter(to, at, map ? '{' : '[');
    for (int i = 0; i < node->count; i++) {
        at = i ? put_letter(to, at, ',') : at;
        at = put(to, at, node->items[i]);
        at = map ? put(to, put_letter(to, at, ':'), node->items[i]->value) : at;
    }
    return put_letter(to, at, map ? '}' : ']');
}

char *cnn_yaml_write(const cnn_yaml *node) {
    size_t length = put(NULL, 0, node);
    char *text = malloc(length + 1);
    if (text)
        text[put(text, 0, node)] = '\0';
    return text;
}
