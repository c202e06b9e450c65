/* Copies of a part of a document in which parameters have their values. */
#include "document.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

typedef struct filling {
    const cnn_document *d;
    cnn_yaml *given, *otherwise;
    size_t *room;
} filling;

/* Takes a node off the room. */
static cnn_status take_room(const filling *f, cnn_yaml *node) {
    if (!*f->room)
        return cnn_yaml_fail(f->d, node, "the blocks are too large");
    --*f->room;
    return cnn_ok();
}

static cnn_status take_room_of_all(const filling *f, cnn_yaml *node) {
    cnn_status status = take_room(f, node);
    void *at = NULL;
    for (cnn_yaml *item; !cnn_failed(status) && cnn_yaml_next(node, &at, NULL, &item);)
        status = take_room_of_all(f, item);
    return status;
}

/* What stands in for the scalar: NULL where it is no parameter. */
static cnn_status stand_in(const filling *f, cnn_yaml *scalar, cnn_yaml **out) {
    const char *text = cnn_yaml_text(scalar);
    *out = NULL;
    if (!text || *text != '$')
        return cnn_ok();
    cnn_yaml *value = cnn_yaml_get(f->given, text + 1);
    value = value ? value : cnn_yaml_get(f->otherwise, text + 1);
    const char *held = cnn_yaml_text(value);
    if (!value || (held && !*held))
        return cnn_yaml_fail(f->d, value ? value : scalar, "%.40s has no value", text);
    cnn_status status = take_room_of_all(f, value);
    if (cnn_failed(status))
        return status;
    *out = fy_node_copy(fy_node_document(value), value);
    return *out ? cnn_ok() : cnn_no_memory("a block of layers", strlen(text));
}

static cnn_status fill_in(const filling *f, cnn_yaml *node);

/* One value of a map or item of a list: itself filled in, or `other` to stand in for it. */
static cnn_status fill_child(const filling *f, cnn_yaml *child, cnn_yaml **other) {
    cnn_status status = stand_in(f, child, other);
    return cnn_failed(status) || *other ? status : fill_in(f, child);
}

static cnn_status fill_list(const filling *f, cnn_yaml *list) {
    int count = cnn_yaml_count(list), known = 0;
    cnn_yaml **items = malloc((size_t)(count + 1) * sizeof *items), *other;
    void *at = NULL;
    cnn_status status = items ? cnn_ok() : cnn_no_memory("a block of layers", (size_t)count * sizeof *items);
    for (cnn_yaml *item; items && (item = fy_node_sequence_iterate(list, &at));)
        items[known++] = item;
    for (int i = 0; i < known && !cnn_failed(status); i++) {
        status = fill_child(f, items[i], &other);
        if (cnn_failed(status) || !other)
            continue;
        fy_node_sequence_insert_after(list, items[i], other);
        fy_node_free(fy_node_sequence_remove(list, items[i]));
    }
    free(items);
    return status;
}

static cnn_status fill_in(const filling *f, cnn_yaml *node) {
    cnn_status status = take_room(f, node);
    void *at = NULL;
    cnn_yaml *other;
    if (!cnn_failed(status) && cnn_yaml_is_map(node))
        for (struct fy_node_pair *pair; !cnn_failed(status) && (pair = fy_node_mapping_iterate(node, &at));) {
            status = fill_child(f, fy_node_pair_value(pair), &other);
            if (!cnn_failed(status) && other)
                fy_node_pair_set_value(pair, other);
        }
    return !cnn_failed(status) && cnn_yaml_is_list(node) ? fill_list(f, node) : status;
}

cnn_status cnn_yaml_fill(
    const cnn_document *d, cnn_yaml *body, cnn_yaml *given, cnn_yaml *otherwise, size_t *room, cnn_yaml **out) {
    *out = fy_node_copy(fy_node_document(body), body);
    filling f = {d, given, otherwise, room};
    cnn_status status = *out ? fill_in(&f, *out) : cnn_no_memory("a block of layers", 1);
    if (cnn_failed(status)) {
        cnn_yaml_free(*out);
        *out = NULL;
    }
    return status;
}

void cnn_yaml_free(cnn_yaml *filled) {
    if (filled)
        fy_node_free(filled);
}
