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

#include "netfile_elsewhere.h"
#include "netfile_settings.h"

#include <string.h>

enum { DEEPEST_BLOCK = 8, TIMES_MAX = 1024, LONG_NAME = 3 * CNN_NAME_MAX };
static const size_t ROOM = 1000 * 1000;
static const char *const USE_KEYS[] = {"name", "from", "times", "first", NULL};

/* Where names are looked up while a block is read. */
typedef struct scope {
    const struct scope *outer;
    const char *name; /* the full name of this use of the block */
    int block, input, depth;
} scope;

/* The stem of generated names, and the last number used with it. */
typedef struct stem {
    const char *text;
    int number;
    struct stem *next;
} stem;

/* A layer that was given an activation. */
typedef struct activated {
    int layer, activation;
    struct activated *next;
} activated;

typedef struct reading {
    cnn_reader *in;
    cnn_netdesc *desc;
    cnn_yaml *blocks;   /* NULL: none */
    const scope *scope; /* the block being read; NULL: none */
    activated *activated;
    stem *stems; /* the counters for unnamed layers in it */
    size_t room; /* nodes that uses of blocks may still copy */
} reading;

static bool failed(const reading *r) {
    return cnn_reader_failed(r->in);
}

/* The layer called `name` in the block being read, or outside of all blocks; -2: none. */
static int find_named(const reading *r, const char *name) {
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

/* The same, with its activation where it was given one. */
static int find_layer(const reading *r, const char *name) {
    int found = find_named(r, name);
    for (const activated *a = r->activated; a && found >= 0; a = a->next)
        if (a->layer == found)
            return a->activation;
    return found;
}

/* What the entry's `from` names: at most `most` layers before layer `index`. Returns how many; 0 when it names none. */
static int read_from(reading *r, cnn_yaml *map, int index, int most, int *inputs) {
    cnn_yaml *node = cnn_yaml_get(map, "from");
    bool list = cnn_yaml_is_list(node);
    int named = list ? cnn_yaml_count(node) : 1;
    if (!node)
        return 0;
    if (named < 1 || named > most) {
        if (most > 1)
            cnn_reader_fail(r->in, node, "from names 1 to %d layers", most);
        else
            cnn_reader_fail(r->in, node, "a block reads one layer");
        return 0;
    }
    for (int i = 0; i < named; i++) {
        cnn_yaml *item = list ? cnn_yaml_item(node, i) : node;
        const char *name = cnn_yaml_text(item);
        inputs[i] = name ? find_layer(r, name) : -2;
        if (inputs[i] == -2 || inputs[i] >= index)
            cnn_reader_fail(r->in, item, "from: there is no earlier layer \"%.40s\"%s", name ? name : "?",
                r->scope ? " in this block" : "");
    }
    return failed(r) ? 0 : named;
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

/* Stores a full name. It must fit: a cut name could be that of another layer. */
static void take_name(reading *r, cnn_yaml *node, const char *name, char whole[CNN_NAME_MAX]) {
    if (strlen(name) >= CNN_NAME_MAX)
        cnn_reader_fail(r->in, node, "the name %s is longer than %d letters", name, CNN_NAME_MAX - 1);
    cnn_format(whole, CNN_NAME_MAX, "%s", name);
}

/* Writes the full name of a layer or block called `node`; "" where there is no node. */
static void read_name(reading *r, cnn_yaml *node, char whole[CNN_NAME_MAX]) {
    const char *name = cnn_yaml_text(node);
    whole[0] = '\0';
    if (!node)
        return;
    bool digit = name && *name >= '0' && *name <= '9', own = name && r->scope && !strcmp(name, ".");
    if (!name || !*name || strlen(name) >= CNN_NAME_MAX || !plain_word(name) || (digit && !r->scope)) {
        cnn_reader_fail(r->in, node,
            "a layer's name is one word of at most %d letters, digits, _, - and . that does not begin with a digit",
            CNN_NAME_MAX - 1);
        return;
    }
    if (!strcmp(name, "input") || !strcmp(name, "loss") || (r->scope && !strcmp(name, "in")))
        cnn_reader_fail(r->in, node, "the name \"%s\" is taken", name);
    const char *around = r->scope ? r->scope->name : "";
    char full[LONG_NAME];
    cnn_format(full, sizeof full, "%s%s%s", around, *around && !own ? "." : "", own ? "" : name);
    take_name(r, node, full, whole);
}

static void check_new(reading *r, cnn_yaml *node, const char *name) {
    int found = *name ? cnn_netdesc_find(r->desc, name) : -2;
    if (found >= 0)
        cnn_reader_fail(
            r->in, node, "the name \"%s\" is used twice, first in line %d", name, r->desc->layers[found].line);
}

/* The full name of an unnamed layer or use of a block: layer1.0.relu1. */
static void make_name(reading *r, cnn_yaml *node, const char *text, char whole[CNN_NAME_MAX]) {
    stem *s = r->stems;
    while (s && strcmp(s->text, text))
        s = s->next;
    if (!s) {
        s = cnn_arena_alloc(r->in->arena, 1, sizeof *s);
        if (!s) {
            cnn_reader_keep(r->in, cnn_no_memory("a name", sizeof *s));
            return;
        }
        *s = (stem){.text = text, .next = r->stems};
        r->stems = s;
    }
    const char *outer = r->scope ? r->scope->name : "", *dot = r->scope ? "." : "";
    char full[LONG_NAME];
    do
        cnn_format(full, sizeof full, "%s%s%s%d", outer, dot, text, ++s->number);
    while (cnn_netdesc_find(r->desc, full) != -2);
    take_name(r, node, full, whole);
}

/* Adds the layer and returns its index; -1 with a failure. */
static int read_operator(reading *r, cnn_yaml *entry, const cnn_entry *e) {
    char name[CNN_NAME_MAX];
    cnn_op_kind kind = e->kind;
    cnn_yaml *settings = e->settings;
    cnn_yaml *given = cnn_yaml_get(settings, "name");
    cnn_netfile_check_keys(r->in, settings, cnn_op_of(kind));
    read_name(r, given, name);
    check_new(r, given, name);
    if (r->scope && !*name) /* outside of blocks the description generates it */
        make_name(r, entry, cnn_op_stem(cnn_op_of(kind)), name);
    if (failed(r))
        return -1;
    cnn_layer *layer = cnn_netdesc_add(r->desc, r->in->arena, kind, *name ? name : NULL);
    if (!layer && r->desc->count < CNN_LAYERS_MAX)
        cnn_reader_keep(r->in, cnn_no_memory("a layer", sizeof *layer));
    else if (!layer)
        cnn_reader_fail(r->in, entry, "more than %d layers", CNN_LAYERS_MAX);
    if (!layer)
        return -1;
    int index = r->desc->count - 1;
    layer->line = cnn_yaml_line(entry);
    if (r->scope) {
        layer->block = r->scope->block;
        layer->inputs[0] = index == r->desc->blocks[layer->block].first ? r->scope->input : index - 1;
    }
    layer->reads = e->reads;
    cnn_netfile_read_settings(r->in, entry, settings, e->line, layer);
    int inputs = read_from(r, settings, index, CNN_INPUTS_MAX, layer->inputs);
    layer->input_count = inputs ? inputs : layer->input_count;
    return index;
}

static void read_use(reading *r, cnn_yaml *entry, const char *kind, cnn_yaml *settings);

/* `activation: relu` is a layer of its own here; who names the layer in a `from` means it with its activation. */
static void add_activation(reading *r, cnn_yaml *entry, const cnn_entry *e, int index) {
    cnn_entry behind = {.name = e->then_text, .kind = e->then, .then = CNN_OP_COUNT, .settings = e->then_settings};
    activated *pair = cnn_arena_alloc(r->in->arena, 1, sizeof *pair);
    if (!pair) {
        cnn_reader_keep(r->in, cnn_no_memory("an activation", sizeof *pair));
        return;
    }
    *pair = (activated){.layer = index, .activation = read_operator(r, entry, &behind), .next = r->activated};
    r->activated = pair;
}

static void read_entry(reading *r, cnn_yaml *node) {
    cnn_entry e;
    if (failed(r) || !cnn_netfile_read_entry(r->in, node, r->blocks, &e))
        return;
    if (e.kind == CNN_OP_COUNT) {
        read_use(r, node, e.name, e.settings);
        return;
    }
    int index = read_operator(r, node, &e);
    if (e.then != CNN_OP_COUNT && !failed(r))
        add_activation(r, node, &e, index);
}

static void read_list(reading *r, cnn_yaml *layers) {
    for (int i = 0; i < cnn_yaml_count(layers) && !failed(r); i++)
        read_entry(r, cnn_yaml_item(layers, i));
}

/* Reads the layers of a block once. */
static void read_once(reading *r, cnn_yaml *entry, const char *kind, cnn_yaml *settings, const char *name, int input) {
    if (failed(r))
        return;
    cnn_yaml *block = cnn_yaml_get(r->blocks, kind), *body = cnn_yaml_get(block, "layers"), *filled = NULL;
    scope inner = {.outer = r->scope,
        .name = name,
        .input = input,
        .depth = r->scope ? r->scope->depth + 1 : 1,
        .block = cnn_netdesc_add_block(r->desc, r->in->arena, name, kind, r->scope ? r->scope->block : -1)};
    if (inner.depth > DEEPEST_BLOCK)
        cnn_reader_fail(r->in, entry, "blocks in blocks, deeper than %d", DEEPEST_BLOCK);
    else if (inner.block < 0 && r->desc->block_count < CNN_BLOCKS_MAX)
        cnn_reader_keep(r->in, cnn_no_memory("a block of layers", sizeof inner));
    else if (inner.block < 0)
        cnn_reader_fail(r->in, entry, "blocks are used more than %d times", CNN_BLOCKS_MAX);
    if (failed(r))
        return;
    cnn_arena *arena = cnn_arena_new();
    cnn_reader_keep(r->in, arena ? cnn_yaml_fill(r->in->document, body, settings, cnn_yaml_get(block, "parameters"),
                                       &r->room, arena, &filled)
                                 : cnn_no_memory("a block of layers", sizeof inner));
    stem *outer = r->stems;
    r->scope = &inner;
    r->stems = NULL;
    read_list(r, filled);
    r->scope = inner.outer;
    r->stems = outer;
    r->desc->blocks[inner.block].count = r->desc->count - r->desc->blocks[inner.block].first;
    cnn_arena_free(arena);
}

/* The keys that a use of the block may have: its parameters and USE_KEYS. */
static void check_use(reading *r, const char *kind, cnn_yaml *settings) {
    cnn_yaml *parameters = cnn_yaml_get(cnn_yaml_get(r->blocks, kind), "parameters");
    for (int i = 0; i < cnn_yaml_count(settings); i++) {
        cnn_yaml *key = cnn_yaml_key(settings, i);
        int known = 0;
        while (USE_KEYS[known] && strcmp(USE_KEYS[known], cnn_yaml_text(key)))
            known++;
        if (!USE_KEYS[known] && !cnn_yaml_get(parameters, cnn_yaml_text(key)))
            cnn_reader_fail(r->in, key, "the block %s has no parameter \"%.40s\"", kind, cnn_yaml_text(key));
    }
}

/* With `times` the uses are called name.0, name.1 ..., counted from `first`; each reads the one before. */
static void read_use(reading *r, cnn_yaml *entry, const char *kind, cnn_yaml *settings) {
    char name[CNN_NAME_MAX], one[CNN_NAME_MAX], full[LONG_NAME];
    int input = r->desc->count - 1;
    bool numbered = cnn_yaml_get(settings, "times");
    if (r->scope && r->desc->count == r->desc->blocks[r->scope->block].first)
        input = r->scope->input;
    check_use(r, kind, settings);
    int times = (int)cnn_read_integer(r->in, settings, "times", 0, TIMES_MAX, 1),
        first = (int)cnn_read_integer(r->in, settings, "first", 0, TIMES_MAX, 0);
    read_name(r, cnn_yaml_get(settings, "name"), name);
    read_from(r, settings, r->desc->count, 1, &input);
    if (!*name && !failed(r))
        make_name(r, entry, kind, name);
    for (int i = 0; i < times && !failed(r); i++) {
        cnn_format(full, sizeof full, numbered ? "%s.%d" : "%s", name, first + i);
        take_name(r, entry, full, one);
        check_new(r, entry, one);
        read_once(r, entry, kind, settings, one, input);
        input = r->desc->count - 1;
    }
}

static bool is_layers(cnn_yaml *node) {
    return cnn_yaml_is_list(node) && cnn_yaml_count(node);
}

static void check_block(reading *r, cnn_yaml *key, cnn_yaml *block) {
    static const char *const keys[] = {"parameters", "layers", NULL};
    cnn_yaml *parameters = cnn_yaml_get(block, "parameters");
    const char *name = cnn_yaml_text(key);
    bool line;
    if (!plain_word(name) || !*name || strlen(name) >= CNN_NAME_MAX / 2)
        cnn_reader_fail(r->in, key, "a block's name is one word of at most %d letters", CNN_NAME_MAX / 2 - 1);
    if (cnn_op_written(name, &line) != CNN_OP_COUNT)
        cnn_reader_fail(r->in, key, "a block cannot be called %s: that is a layer", name);
    if (!cnn_yaml_is_map(block) || !is_layers(cnn_yaml_get(block, "layers")))
        cnn_reader_fail(r->in, key, "the block %s needs a list of layers", name);
    cnn_read_only(r->in, block, name, keys);
    if (parameters && !cnn_yaml_is_map(parameters))
        cnn_reader_fail(r->in, parameters, "parameters is a map, as in {filters: , stride: 1}");
    for (int k = 0; USE_KEYS[k]; k++)
        if (cnn_yaml_get(parameters, USE_KEYS[k]))
            cnn_reader_fail(r->in, parameters, "a parameter cannot be called %s", USE_KEYS[k]);
}

void cnn_netfile_read_layers(cnn_reader *in, cnn_netdesc *desc, cnn_yaml *layers, cnn_yaml *blocks) {
    reading r = {.in = in, .desc = desc, .blocks = blocks, .room = ROOM};
    if (blocks && !cnn_yaml_is_map(blocks))
        cnn_reader_fail(in, blocks, "blocks is a map: a name, and for each {parameters: {...}, layers: [...]}");
    for (int i = 0; i < cnn_yaml_count(blocks) && !failed(&r); i++)
        check_block(&r, cnn_yaml_key(blocks, i), cnn_yaml_value(blocks, i));
    if (!is_layers(layers))
        cnn_reader_fail(in, layers, "layers must be a list with at least one layer");
    read_list(&r, layers);
}
