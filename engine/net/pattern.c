/* A recursive descent over
 *
 *   sequence = item { ("=>" | "->") item }      item = (name | "(" sequence ")" | "[" sequence "]") [ "*" number ]
 *
 * A pattern replaces the whole list of layers, so a counter for each kind makes their names. */
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

enum {
    DEEPEST = 16,
    MOST_REPEATS = 64,
    MOST_ITEMS = 20000,
    CONV_SIZE = 3,
    FIRST_FILTERS = 8,
    MOST_FILTERS = 512,
    FC_UNITS = 32
};

typedef struct reader {
    const char *text, *at;
    cnn_arena *arena;
    cnn_netdesc *desc;
    int pools, numbers[CNN_OP_COUNT]; /* layers so far; for each kind, the last number used in a name */
    long work;                        /* items read, repeats included */
} reader;

static void skip_space(reader *r) {
    while (*r->at == ' ' || *r->at == '\t')
        r->at++;
}

static bool take(reader *r, const char *word) {
    skip_space(r);
    size_t length = strlen(word);
    if (strncmp(r->at, word, length))
        return false;
    r->at += length;
    return true;
}

static cnn_status expected(reader *r, const char *what) {
    skip_space(r);
    int column = (int)(r->at - r->text) + 1;
    if (!*r->at)
        return cnn_fail(CNN_BAD_INPUT, "pattern: it ends where %s is expected", what);
    return cnn_fail(CNN_BAD_INPUT, "pattern, character %d: %s expected, not \"%.12s\"", column, what, r->at);
}

static cnn_op_kind kind_of(const char *name, size_t length) {
    static const struct {
        const char *name;
        cnn_op_kind kind;
    } words[] = {{"CONV", CNN_OP_CONV2D}, {"RELU", CNN_OP_RELU}, {"POOL", CNN_OP_MAX_POOL}, {"FC", CNN_OP_DENSE},
        {"SOFTMAX", CNN_OP_SOFTMAX}, {"TANH", CNN_OP_TANH}, {"SIGMOID", CNN_OP_SIGMOID}, {"FLATTEN", CNN_OP_FLATTEN}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].name) == length && !strncmp(words[i].name, name, length))
            return words[i].kind;
    return CNN_OP_COUNT;
}

static cnn_status add(reader *r, cnn_op_kind kind) {
    char name[CNN_NAME_MAX];
    cnn_format(name, sizeof name, "%s%d", cnn_op_stem(cnn_op_of(kind)), ++r->numbers[kind]);
    cnn_layer *layer = cnn_netdesc_add(r->desc, r->arena, kind, name);
    if (!layer)
        return r->desc->count < CNN_LAYERS_MAX
                   ? cnn_no_memory("a layer", sizeof *layer)
                   : cnn_fail(CNN_BAD_INPUT, "pattern: more than %d layers", CNN_LAYERS_MAX);
    cnn_attrs *a = &layer->attrs;
    if (kind == CNN_OP_CONV2D) {
        a->kernel[0] = a->kernel[1] = CONV_SIZE;
        a->same = true;
        a->filters = r->pools > 6 ? MOST_FILTERS : FIRST_FILTERS << r->pools;
    } else if (kind == CNN_OP_MAX_POOL) {
        a->kernel[0] = a->kernel[1] = a->stride[0] = a->stride[1] = 2;
        r->pools++;
    } else if (kind == CNN_OP_DENSE) {
        a->units = FC_UNITS;
    }
    return cnn_ok();
}

static cnn_status sequence(reader *r, int depth);

static cnn_status once(reader *r, int depth) {
    for (int i = 0; i < 2; i++)
        if (take(r, i ? "[" : "(")) {
            cnn_status status = sequence(r, depth + 1);
            if (!cnn_failed(status) && !take(r, i ? "]" : ")"))
                status = expected(r, i ? "]" : ")");
            return status;
        }
    size_t length = strspn(r->at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    cnn_op_kind kind = kind_of(r->at, length);
    bool input = length == 5 && !strncmp(r->at, "INPUT", 5);
    if (kind == CNN_OP_COUNT && !input)
        return expected(r, "CONV, RELU, POOL, FC, SOFTMAX, TANH, SIGMOID, FLATTEN or a bracket");
    r->at += length;
    return input ? cnn_ok() : add(r, kind);
}

/* Moves past an item without adding anything. */
static const char *repeats(reader *r, long *count) {
    *count = 1;
    const char *before = r->at;
    if (!take(r, "*"))
        return before;
    skip_space(r);
    char *end;
    *count = *r->at >= '0' && *r->at <= '9' ? strtol(r->at, &end, 10) : -1;
    return *count < 0 ? NULL : end;
}

static cnn_status item(reader *r, int depth) {
    if (++r->work > MOST_ITEMS)
        return cnn_fail(CNN_BAD_INPUT, "pattern: it repeats more than %d items", MOST_ITEMS);
    skip_space(r);
    const reader before = *r;
    int layers = r->desc->count;
    cnn_status status = once(r, depth);
    long count;
    const char *end = cnn_failed(status) ? NULL : repeats(r, &count);
    if (cnn_failed(status))
        return status;
    if (!end)
        return expected(r, "a whole number");
    if (count > MOST_REPEATS)
        return cnn_fail(CNN_BAD_INPUT, "pattern: %ld repeats; at most %d are allowed", count, MOST_REPEATS);
    if (count == 0) {
        r->desc->count = layers;
        r->pools = before.pools;
        memcpy(r->numbers, before.numbers, sizeof r->numbers);
    }
    for (long i = 1; i < count && !cnn_failed(status); i++) {
        r->at = before.at;
        status = once(r, depth);
    }
    r->at = end;
    return status;
}

static cnn_status sequence(reader *r, int depth) {
    if (depth > DEEPEST)
        return cnn_fail(CNN_BAD_INPUT, "pattern: brackets nested deeper than %d", DEEPEST);
    cnn_status status;
    do
        status = item(r, depth);
    while (!cnn_failed(status) && (take(r, "=>") || take(r, "->")));
    return status;
}

static cnn_status finish(reader *r, int classes) {
    cnn_layer *last = r->desc->count ? &r->desc->layers[r->desc->count - 1] : NULL;
    if (last && last->op == CNN_OP_SOFTMAX)
        last = r->desc->count > 1 ? last - 1 : NULL;
    else if (last && last->op == CNN_OP_DENSE) {
        last->attrs.units = classes;
        return add(r, CNN_OP_SOFTMAX);
    } else {
        cnn_status status = add(r, CNN_OP_DENSE);
        if (cnn_failed(status))
            return status;
        r->desc->layers[r->desc->count - 1].attrs.units = classes;
        return add(r, CNN_OP_SOFTMAX);
    }
    if (last && last->op == CNN_OP_DENSE)
        last->attrs.units = classes;
    return cnn_ok();
}

cnn_status cnn_pattern_add(const char *pattern, int classes, cnn_arena *arena, cnn_netdesc *desc) {
    reader r = {.text = pattern, .at = pattern, .arena = arena, .desc = desc};
    cnn_status status = sequence(&r, 0);
    skip_space(&r);
    if (!cnn_failed(status) && *r.at)
        status = expected(&r, "=> or *");
    return cnn_failed(status) ? status : finish(&r, classes);
}
