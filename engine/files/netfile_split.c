/* An entry has many shapes in the wild; each is told from its keys alone. */
#include "netfile_split.h"

#include <string.h>

enum { SETTINGS_MAX = 40 };

cnn_op_kind cnn_netfile_kind(const char *name, bool *line, const cnn_layer_elsewhere **row) {
    *row = NULL;
    cnn_op_kind kind = cnn_op_written(name, line);
    if (kind != CNN_OP_COUNT && !cnn_op_of(kind)->loss)
        return kind;
    *row = cnn_layer_elsewhere_of(name);
    if (*row)
        return (*row)->ours ? cnn_op_written((*row)->ours, line) : CNN_OP_COUNT;
    const char *point = strrchr(name, '.');
    for (int i = 0; i < CNN_OP_COUNT; i++)
        if (!cnn_op_of((cnn_op_kind)i)->loss &&
            cnn_same_word(cnn_op_of((cnn_op_kind)i)->name, point ? point + 1 : name))
            return (cnn_op_kind)i;
    return CNN_OP_COUNT;
}

bool cnn_netfile_is_empty(const cnn_yaml *node) {
    const char *text = cnn_yaml_text(node);
    return !node || (text && (!*text || !strcmp(text, "null") || !strcmp(text, "~")));
}

static bool names_a_type(const cnn_yaml *node, int at) {
    static const char *const types[] = {"type", "layer", "class_name", "kind", "op", NULL};
    for (int k = 0; types[k]; k++)
        if (!strcmp(cnn_yaml_text(cnn_yaml_key(node, at)), types[k]) && cnn_yaml_is_scalar(cnn_yaml_value(node, at)))
            return true;
    return false;
}

/* Adds the settings of a map to `count` others. */
static void add_all(const cnn_yaml *map, const char **keys, cnn_yaml **values, int *count) {
    for (int i = 0; i < cnn_yaml_count(map) && *count < SETTINGS_MAX; i++) {
        keys[*count] = cnn_yaml_text(cnn_yaml_key(map, i));
        values[(*count)++] = cnn_yaml_value(map, i);
    }
}

/* conv1: Conv2d(1, 6, 5), (conv1): Conv2d(1, 6, 5) as PyTorch prints it, and conv1: {type: conv, ...}: a layer by its
 * name. False: it is not such an entry. */
static bool split_named(
    cnn_reader *in, cnn_yaml *node, const cnn_yaml *blocks, const char **name, cnn_yaml **settings) {
    const char *key = cnn_yaml_text(cnn_yaml_key(node, 0)), *text = cnn_yaml_text(cnn_yaml_value(node, 0));
    cnn_yaml *inner = cnn_yaml_value(node, 0), *own = NULL, *values[SETTINGS_MAX];
    const char *keys[SETTINGS_MAX] = {"name"};
    const cnn_layer_elsewhere *row;
    bool line, typed = false;
    int count = 1;
    if (cnn_netfile_kind(key, &line, &row) != CNN_OP_COUNT || row || cnn_yaml_get(blocks, key))
        return false;
    for (int i = 0; i < cnn_yaml_count(inner) && cnn_yaml_is_map(inner); i++)
        typed |= names_a_type(inner, i);
    if (!typed && !(text && strchr(text, '(')))
        return false;
    if (!cnn_netfile_split(in, inner, blocks, name, &own) || (!typed && !cnn_yaml_is_map(own)))
        return false;
    size_t length = strcspn(key += *key == '(', ")");
    const char *kept = length ? cnn_arena_text(in->arena, key, length) : NULL;
    *settings = own;
    if (!kept || (*kept >= '0' && *kept <= '9'))
        return true; /* in a Sequential they have only numbers */
    values[0] = cnn_yaml_word(in->arena, node, kept);
    add_all(own, keys, values, &count);
    *settings = values[0] ? cnn_yaml_map(in->arena, node, keys, values, count) : NULL;
    return *settings != NULL;
}

bool cnn_netfile_split(cnn_reader *in, cnn_yaml *node, const cnn_yaml *blocks, const char **name, cnn_yaml **settings) {
    const char *keys[SETTINGS_MAX];
    cnn_yaml *values[SETTINGS_MAX];
    int count = cnn_yaml_count(node), at = -1, kept = 0;
    *settings = NULL;
    if (cnn_yaml_is_scalar(node)) {
        *name = cnn_yaml_text(node);
        cnn_yaml *call = strchr(*name, '(') ? cnn_yaml_python(in->arena, node, *name) : NULL;
        return cnn_yaml_is_map(call) ? cnn_netfile_split(in, call, blocks, name, settings) : true;
    }
    for (int i = 0; i < count && at < 0; i++)
        at = names_a_type(node, i) ? i : -1;
    if (count == 1 && at < 0) {
        if (split_named(in, node, blocks, name, settings))
            return true;
        *name = cnn_yaml_text(cnn_yaml_key(node, 0));
        *settings = cnn_yaml_value(node, 0);
        return true;
    }
    const cnn_layer_elsewhere *row;
    bool line, first = at < 0 && count && cnn_netfile_is_empty(cnn_yaml_value(node, 0));
    const char *word = count ? cnn_yaml_text(cnn_yaml_key(node, 0)) : "";
    if (at < 0 && (!first || (cnn_netfile_kind(word, &line, &row) == CNN_OP_COUNT && !cnn_yaml_get(blocks, word))))
        return false;
    *name = at < 0 ? word : cnn_yaml_text(cnn_yaml_value(node, at));
    for (int i = 0; i < count && kept < SETTINGS_MAX; i++) {
        const cnn_yaml *inner = cnn_yaml_value(node, i);
        bool config = at >= 0 && cnn_yaml_is_map(inner) && !strcmp(cnn_yaml_text(cnn_yaml_key(node, i)), "config");
        if (config) /* as Keras writes a layer in JSON */
            add_all(inner, keys, values, &kept);
        else if (i != at && !(first && i == 0)) {
            keys[kept] = cnn_yaml_text(cnn_yaml_key(node, i));
            values[kept++] = cnn_yaml_value(node, i);
        }
    }
    *settings = cnn_yaml_map(in->arena, node, keys, values, kept);
    if (!*settings)
        cnn_reader_keep(in, cnn_no_memory("a layer", sizeof keys));
    return true;
}
