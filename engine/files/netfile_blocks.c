/* The list of layers: what each is called, what it reads, and blocks, which are written once and used by name.
 *
 *     blocks:
 *       basic:
 *         parameters: {filters: , stride: 1}
 *         layers:
 *           - conv: {name: conv1, filters: $filters, size: 3, stride: $stride, padding: 1, bias: false}
 *           - batchnorm: {name: bn1}
 *           - add: {from: [bn1, in]}
 *     layers:
 *       - basic: {name: layer1, times: 2, filters: 64}
 *
 * Names inside a block are its own: layer1.0.conv1; `in` is what the block reads, a name `.` is the block's own. */
#include "netfile_layers.h"

#include <string.h>

enum { DEEPEST_BLOCK = 8, TIMES_MAX = 1024, LONG_NAME = 3 * CNN_NAME_MAX };
static const size_t ROOM = 1000 * 1000;
static const char *const USE_KEYS[] = {"name", "from", "times", "first", NULL};

/* Where names are looked up while a block is read. */
typedef struct cnn_netfile_scope {
    const struct cnn_netfile_scope *outer;
    const char *name; /* of this use of the block, whole */
    int block, input, depth;
} cnn_netfile_scope;

/* What made names begin with, and the last number behind it. */
typedef struct cnn_netfile_stem {
    const char *stem;
    int number;
    struct cnn_netfile_stem *next;
} cnn_netfile_stem;

/* The layer called `name` in the block being read, or outside of all blocks; -2: none. */
static int find_layer(const cnn_netfile_reader *r, const char *name) {
    char whole[2 * CNN_NAME_MAX];
    if (!r->scope)
        return cnn_netdesc_find(r->desc, name);
    if (!strcmp(name, "in"))
        return r->scope->input;
    if (!strcmp(name, "."))
        return cnn_netdesc_find(r->desc, r->scope->name);
    cnn_format(whole, sizeof whole, "%s.%.*s", r->scope->name, CNN_NAME_MAX, name);
    return cnn_netdesc_find(r->desc, whole);
}

/* What the entry's `from` names: at most `most` layers before layer `index`; count 0 when it names none. */
static cnn_status read_from(cnn_netfile_reader *r, cnn_yaml *map, int index, int most, int *inputs, int *count) {
    cnn_yaml *node = cnn_yaml_get(map, "from");
    *count = 0;
    if (!node)
        return cnn_ok();
    bool list = cnn_yaml_is_list(node);
    int named = list ? cnn_yaml_count(node) : 1;
    if (named < 1 || named > most)
        return most > 1 ? cnn_yaml_fail(r->d, node, "from names 1 to %d layers", most)
                        : cnn_yaml_fail(r->d, node, "a block reads one layer");
    for (int i = 0; i < named; i++) {
        cnn_yaml *item = list ? cnn_yaml_item(node, i) : node;
        const char *name = cnn_yaml_text(item);
        int found = name ? find_layer(r, name) : -2;
        if (found == -2 || found >= index)
            return cnn_yaml_fail(r->d, item, "from: there is no earlier layer \"%.40s\"%s", name ? name : "?",
                r->scope ? " in this block" : "");
        inputs[i] = found;
    }
    *count = named;
    return cnn_ok();
}

static bool plain_word(const char *name) {
    for (; *name; name++) {
        unsigned char c = (unsigned char)*name;
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                    c == '-' || c == '.' || c >= 0x80;
        if (!fine)
            return false;
    }
    return true;
}

/* Takes over a whole name. It must fit: cut, it could be another's. */
static cnn_status take_name(cnn_netfile_reader *r, cnn_yaml *node, const char *name, char whole[CNN_NAME_MAX]) {
    if (strlen(name) >= CNN_NAME_MAX)
        return cnn_yaml_fail(r->d, node, "the name %s is longer than %d letters", name, CNN_NAME_MAX - 1);
    cnn_format(whole, CNN_NAME_MAX, "%s", name);
    return cnn_ok();
}

/* Writes the whole name of a layer or block called `node`, which must be new; "" where there is no node. */
static cnn_status read_name(cnn_netfile_reader *r, cnn_yaml *node, char whole[CNN_NAME_MAX]) {
    const char *name = cnn_yaml_text(node);
    whole[0] = '\0';
    if (!node)
        return cnn_ok();
    bool digit = name && *name >= '0' && *name <= '9', own = name && r->scope && !strcmp(name, ".");
    if (!name || !*name || strlen(name) >= CNN_NAME_MAX || !plain_word(name) || (digit && !r->scope))
        return cnn_yaml_fail(r->d, node,
            "a layer's name is one word of at most %d letters, digits, _, - and . that does not begin with a digit",
            CNN_NAME_MAX - 1);
    if (!strcmp(name, "input") || !strcmp(name, "loss") || (r->scope && !strcmp(name, "in")))
        return cnn_yaml_fail(r->d, node, "the name \"%s\" is taken", name);
    const char *around = r->scope ? r->scope->name : "";
    char full[LONG_NAME];
    cnn_format(full, sizeof full, "%s%s%s", around, *around && !own ? "." : "", own ? "" : name);
    return take_name(r, node, full, whole);
}

static cnn_status check_new(cnn_netfile_reader *r, cnn_yaml *node, const char *name) {
    int found = *name ? cnn_netdesc_find(r->desc, name) : -2;
    return found < 0 ? cnn_ok()
                     : cnn_yaml_fail(r->d, node, "the name \"%s\" is used twice, first in line %d", name,
                           r->desc->layers[found].line);
}

/* The name, whole, of a layer or a use of a block that has none of its own: layer1.0.relu1. */
static cnn_status make_name(cnn_netfile_reader *r, cnn_yaml *node, const char *stem, char whole[CNN_NAME_MAX]) {
    cnn_netfile_stem *s = r->stems;
    while (s && strcmp(s->stem, stem))
        s = s->next;
    if (!s) {
        s = cnn_arena_alloc(r->arena, 1, sizeof *s);
        if (!s)
            return cnn_no_memory("a name", sizeof *s);
        *s = (cnn_netfile_stem){.stem = stem, .next = r->stems};
        r->stems = s;
    }
    const char *outer = r->scope ? r->scope->name : "", *dot = r->scope ? "." : "";
    char full[LONG_NAME];
    do
        cnn_format(full, sizeof full, "%s%s%s%d", outer, dot, stem, ++s->number);
    while (cnn_netdesc_find(r->desc, full) != -2);
    return take_name(r, node, full, whole);
}

static cnn_status unknown_operator(cnn_netfile_reader *r, cnn_yaml *node, const char *name) {
    char known[240] = "";
    for (int i = 0; i < CNN_OP_COUNT; i++)
        if (!cnn_op_of((cnn_op_kind)i)->loss)
            cnn_append(known, sizeof known, "%s%s", *known ? ", " : "", cnn_op_of((cnn_op_kind)i)->name);
    return cnn_yaml_fail(r->d, node, "there is no layer type \"%.40s\"; known are %s", name ? name : "?", known);
}

static cnn_status read_operator(cnn_netfile_reader *r, cnn_yaml *entry, cnn_op_kind kind, cnn_yaml *settings) {
    char name[CNN_NAME_MAX];
    cnn_yaml *given = cnn_yaml_get(settings, "name");
    cnn_status status = cnn_yaml_is_map(settings)
                            ? cnn_yaml_only(r->d, settings, cnn_op_of(kind)->name, cnn_netfile_keys(kind))
                            : cnn_ok();
    if (!cnn_failed(status))
        status = read_name(r, given, name);
    if (!cnn_failed(status))
        status = check_new(r, given, name);
    if (!cnn_failed(status) && r->scope && !*name) /* outside of blocks the description makes it */
        status = make_name(r, entry, cnn_netdesc_stem(kind), name);
    if (cnn_failed(status))
        return status;
    cnn_layer *layer = cnn_netdesc_add(r->desc, r->arena, kind, *name ? name : NULL);
    if (!layer)
        return r->desc->count < CNN_LAYERS_MAX ? cnn_no_memory("a layer", sizeof *layer)
                                               : cnn_yaml_fail(r->d, entry, "more than %d layers", CNN_LAYERS_MAX);
    int index = r->desc->count - 1, inputs;
    layer->line = cnn_yaml_line(entry);
    if (r->scope) {
        layer->block = r->scope->block;
        layer->inputs[0] = index == r->desc->blocks[layer->block].first ? r->scope->input : index - 1;
    }
    status = cnn_netfile_settings(r, entry, settings, layer);
    if (!cnn_failed(status))
        status = read_from(r, settings, index, CNN_INPUTS_MAX, layer->inputs, &inputs);
    if (!cnn_failed(status) && inputs)
        layer->input_count = inputs;
    return status;
}

static cnn_status read_list(cnn_netfile_reader *r, cnn_yaml *layers);

/* The layers of a block, once. */
static cnn_status read_once(
    cnn_netfile_reader *r, cnn_yaml *entry, const char *kind, cnn_yaml *settings, const char *name, int input) {
    cnn_yaml *block = cnn_yaml_get(r->blocks, kind), *body = cnn_yaml_get(block, "layers"), *filled;
    cnn_netfile_scope scope = {.outer = r->scope,
        .name = name,
        .input = input,
        .depth = r->scope ? r->scope->depth + 1 : 1,
        .block = cnn_netdesc_add_block(r->desc, r->arena, name, kind, r->scope ? r->scope->block : -1)};
    if (scope.depth > DEEPEST_BLOCK)
        return cnn_yaml_fail(r->d, entry, "blocks in blocks, deeper than %d", DEEPEST_BLOCK);
    if (scope.block < 0)
        return r->desc->block_count < CNN_BLOCKS_MAX
                   ? cnn_no_memory("a block of layers", sizeof scope)
                   : cnn_yaml_fail(r->d, entry, "blocks are used more than %d times", CNN_BLOCKS_MAX);
    cnn_arena *arena = cnn_arena_new();
    cnn_status status =
        arena ? cnn_yaml_fill(r->d, body, settings, cnn_yaml_get(block, "parameters"), &r->room, arena, &filled)
              : cnn_no_memory("a block of layers", sizeof scope);
    cnn_netfile_stem *outer = r->stems;
    r->scope = &scope;
    r->stems = NULL;
    if (!cnn_failed(status))
        status = read_list(r, filled);
    r->scope = scope.outer;
    r->stems = outer;
    r->desc->blocks[scope.block].count = r->desc->count - r->desc->blocks[scope.block].first;
    cnn_arena_free(arena);
    return status;
}

/* What a use of the block may say: its parameters and USE_KEYS. */
static cnn_status check_use(cnn_netfile_reader *r, const char *kind, cnn_yaml *settings) {
    cnn_yaml *parameters = cnn_yaml_get(cnn_yaml_get(r->blocks, kind), "parameters");
    for (int i = 0; i < cnn_yaml_count(settings); i++) {
        cnn_yaml *key = cnn_yaml_key(settings, i);
        int known = 0;
        while (USE_KEYS[known] && strcmp(USE_KEYS[known], cnn_yaml_text(key)))
            known++;
        if (!USE_KEYS[known] && !cnn_yaml_get(parameters, cnn_yaml_text(key)))
            return cnn_yaml_fail(r->d, key, "the block %s has no parameter \"%.40s\"", kind, cnn_yaml_text(key));
    }
    return cnn_ok();
}

/* With `times` the uses are called name.0, name.1 ..., counted from `first`; each reads the one before. */
static cnn_status read_use(cnn_netfile_reader *r, cnn_yaml *entry, const char *kind, cnn_yaml *settings) {
    char name[CNN_NAME_MAX], one[CNN_NAME_MAX], full[LONG_NAME];
    int times = 1, first = 0, input = r->desc->count - 1, inputs;
    bool numbered = cnn_yaml_get(settings, "times");
    cnn_yaml *given = cnn_yaml_get(settings, "name");
    if (r->scope && r->desc->count == r->desc->blocks[r->scope->block].first)
        input = r->scope->input;
    cnn_status status = check_use(r, kind, settings);
    if (!cnn_failed(status))
        status = cnn_netfile_integer(r, settings, "times", 0, TIMES_MAX, &times);
    if (!cnn_failed(status))
        status = cnn_netfile_integer(r, settings, "first", 0, TIMES_MAX, &first);
    if (!cnn_failed(status))
        status = read_name(r, given, name);
    if (!cnn_failed(status))
        status = read_from(r, settings, r->desc->count, 1, &input, &inputs);
    if (!cnn_failed(status) && !*name)
        status = make_name(r, entry, kind, name);
    for (int i = 0; i < times && !cnn_failed(status); i++) {
        cnn_format(full, sizeof full, numbered ? "%s.%d" : "%s", name, first + i);
        status = take_name(r, entry, full, one);
        if (!cnn_failed(status))
            status = check_new(r, entry, one);
        if (!cnn_failed(status))
            status = read_once(r, entry, kind, settings, one, input);
        input = r->desc->count - 1;
    }
    return status;
}

static cnn_status read_entry(cnn_netfile_reader *r, cnn_yaml *entry) {
    bool map = cnn_yaml_is_map(entry);
    if (map && cnn_yaml_count(entry) != 1)
        return cnn_yaml_fail(
            r->d, entry, "a layer is one word, or one word with its settings: conv: {filters: 6, size: 5}");
    cnn_yaml *word = map ? cnn_yaml_key(entry, 0) : entry, *settings = map ? cnn_yaml_value(entry, 0) : NULL;
    const char *name = cnn_yaml_text(word), *empty = cnn_yaml_text(settings);
    bool block = name && cnn_yaml_get(r->blocks, name);
    cnn_op_kind kind = name && !block ? cnn_op_named(name) : CNN_OP_COUNT;
    if (!block && (kind == CNN_OP_COUNT || cnn_op_of(kind)->loss))
        return unknown_operator(r, entry, name);
    if (settings && !cnn_yaml_is_map(settings) &&
        !(empty && (!*empty || !strcmp(empty, "null") || !strcmp(empty, "~"))))
        return cnn_yaml_fail(r->d, entry, "%s: its settings are a map, as in {size: 2}", name);
    return block ? read_use(r, entry, name, settings) : read_operator(r, entry, kind, settings);
}

static cnn_status read_list(cnn_netfile_reader *r, cnn_yaml *layers) {
    cnn_status status = cnn_ok();
    for (int i = 0; i < cnn_yaml_count(layers) && !cnn_failed(status); i++)
        status = read_entry(r, cnn_yaml_item(layers, i));
    return status;
}

static bool is_layers(cnn_yaml *node) {
    return cnn_yaml_is_list(node) && cnn_yaml_count(node);
}

static cnn_status check_blocks(cnn_netfile_reader *r, cnn_yaml *blocks) {
    static const char *const keys[] = {"parameters", "layers", NULL};
    if (blocks && !cnn_yaml_is_map(blocks))
        return cnn_yaml_fail(r->d, blocks, "blocks is a map: a name, and for each {parameters: {...}, layers: [...]}");
    for (int i = 0; i < cnn_yaml_count(blocks); i++) {
        cnn_yaml *key = cnn_yaml_key(blocks, i), *block = cnn_yaml_value(blocks, i);
        cnn_yaml *parameters = cnn_yaml_get(block, "parameters");
        const char *name = cnn_yaml_text(key);
        if (!plain_word(name) || !*name || strlen(name) >= CNN_NAME_MAX / 2)
            return cnn_yaml_fail(r->d, key, "a block's name is one word of at most %d letters", CNN_NAME_MAX / 2 - 1);
        if (cnn_op_named(name) != CNN_OP_COUNT)
            return cnn_yaml_fail(r->d, key, "a block cannot be called %s: that is a layer", name);
        if (!cnn_yaml_is_map(block) || !is_layers(cnn_yaml_get(block, "layers")))
            return cnn_yaml_fail(r->d, key, "the block %s needs a list of layers", name);
        cnn_status status = cnn_yaml_only(r->d, block, name, keys);
        if (cnn_failed(status))
            return status;
        if (parameters && !cnn_yaml_is_map(parameters))
            return cnn_yaml_fail(r->d, parameters, "parameters is a map, as in {filters: , stride: 1}");
        for (int k = 0; USE_KEYS[k]; k++)
            if (cnn_yaml_get(parameters, USE_KEYS[k]))
                return cnn_yaml_fail(r->d, parameters, "a parameter cannot be called %s", USE_KEYS[k]);
    }
    return cnn_ok();
}

cnn_status cnn_netfile_read_layers(cnn_netfile_reader *r, cnn_yaml *layers, cnn_yaml *blocks) {
    cnn_status status = check_blocks(r, blocks);
    if (cnn_failed(status))
        return status;
    if (!is_layers(layers))
        return cnn_yaml_fail(r->d, layers, "layers must be a list with at least one layer");
    r->blocks = blocks;
    r->room = ROOM;
    return read_list(r, layers);
}
