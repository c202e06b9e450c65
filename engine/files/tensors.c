/* Names are looked for as they are; then behind what stands in front of the first layers' names; then by number and
 * order. The order of numbers is theirs (2 before 10), and numbers under one name go before those under another where
 * they hold a filter, as features.0 before classifier.0. */
#include "tensors_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 256, LOOKED_AT = 8 }; /* a tensor's name; first parameters that prefixes are looked for at */

static int by_name(const void *a, const void *b) {
    return strcmp(((const cnn_file_tensor *)a)->name, ((const cnn_file_tensor *)b)->name);
}

static cnn_file_tensor *find(const cnn_tensors *t, const char *name) {
    cnn_file_tensor key = {.name = name};
    return t->count ? bsearch(&key, t->all, (size_t)t->count, sizeof key, by_name) : NULL;
}

const cnn_file_tensor *cnn_tensors_find(const cnn_tensors *t, const char *name) {
    return find(t, name);
}

static const char *full_name(char room[NAME], const char *prefix, const char *layer, const char *part) {
    cnn_format(room, NAME, "%s%s.%s", prefix, layer, part);
    return room;
}

/* ---- prefixes ---- */

/* How many parameters have a tensor with that in front of their names. */
static int fitting(const cnn_tensors *t, const char *prefix) {
    int count = 0;
    char name[NAME];
    for (int i = 1; i < t->net->count; i++)
        for (int which = 0; which < CNN_PARAMETERS; which++) {
            cnn_parameter_block block;
            count += cnn_node_parameter(&t->net->nodes[i], (cnn_parameter)which, &block) &&
                     find(t, full_name(name, prefix, t->net->nodes[i].name, block.name));
        }
    return count;
}

/* Takes the prefix of tensor `at` if it is in front of the parameter and fits more than the best so far. */
static void try_prefix(cnn_tensors *t, int at, const char *parameter, int *best) {
    const char *name = t->all[at].name;
    size_t whole = strlen(name), own = strlen(parameter), ahead = whole > own ? whole - own : 0;
    char prefix[sizeof t->prefix];
    if (!ahead || ahead >= sizeof prefix || name[ahead - 1] != '.' || strcmp(name + ahead, parameter))
        return;
    cnn_format(prefix, sizeof prefix, "%.*s", (int)ahead, name);
    if (!strcmp(prefix, "momentum.") || !strcmp(prefix, "second."))
        return; /* the optimizer's */
    int count = strcmp(prefix, t->prefix) ? fitting(t, prefix) : 0;
    if (count <= *best)
        return;
    *best = count;
    memcpy(t->prefix, prefix, sizeof prefix);
}

/* Returns how many parameters are found. */
static int find_prefix(cnn_tensors *t) {
    int best = fitting(t, ""), looked = 0, tries = 0;
    for (int i = 1; i < t->net->count && looked < LOOKED_AT; i++) {
        cnn_parameter_block block;
        char name[NAME];
        const cnn_node *node = &t->net->nodes[i];
        if (!cnn_node_parameter(node, CNN_WEIGHT, &block))
            continue;
        looked++;
        full_name(name, "", node->name, block.name);
        for (int at = 0; at < t->count && tries < 64; at++) {
            size_t whole = strlen(t->all[at].name), own = strlen(name);
            if (whole > own && !strcmp(t->all[at].name + whole - own, name)) {
                tries++;
                try_prefix(t, at, name, &best);
            }
        }
    }
    return best;
}

/* ---- numbers ---- */

/* A module of the file: what stands before the last dot of its tensors. */
typedef struct module {
    char *name;
    bool filters; /* it, or another one with the same name up to the number, has a weight of rows and columns */
} module;

static size_t up_to_number(const char *name) {
    return strcspn(name, "0123456789");
}

static int in_order(const char *a, const char *b) {
    while (*a && *b) {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            char *after_a, *after_b;
            unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);
            if (x != y)
                return x < y ? -1 : 1;
            a = after_a;
            b = after_b;
        } else if (*a != *b) {
            return *a < *b ? -1 : 1;
        } else {
            a++, b++;
        }
    }
    return *a ? 1 : *b ? -1 : 0;
}

static int by_module(const void *a, const void *b) {
    const module *x = a, *y = b;
    size_t own = up_to_number(x->name);
    bool together = own == up_to_number(y->name) && !strncmp(x->name, y->name, own);
    return !together && x->filters != y->filters ? (x->filters ? -1 : 1) : in_order(x->name, y->name);
}

/* The numbered modules of the file, at most `most`; 0 where one is not numbered or there are more. */
static int list_modules(const cnn_tensors *t, module *modules, int most, char *texts) {
    int count = 0;
    for (int i = 0; i < t->count; i++) {
        const char *name = t->all[i].name, *dot = strrchr(name, '.');
        size_t length = dot ? (size_t)(dot - name) : 0;
        if (!length || length >= NAME || !isdigit((unsigned char)name[length - 1]))
            return 0;
        bool filters = cnn_yaml_count(cnn_yaml_get(t->all[i].entry, "shape")) > 2;
        bool same =
            count && strlen(modules[count - 1].name) == length && !strncmp(modules[count - 1].name, name, length);
        if (!same && count == most)
            return 0;
        if (!same) {
            modules[count] = (module){.name = texts + (size_t)count * NAME};
            cnn_format(modules[count++].name, NAME, "%.*s", (int)length, name);
        }
        modules[count - 1].filters |= filters;
    }
    return count;
}

static void share_filters(module *modules, int count) {
    for (int i = 0; i + 1 < count; i++)
        for (int turn = 0; turn < 2; turn++) {
            module *a = &modules[turn ? count - 2 - i : i], *b = a + 1;
            size_t own = up_to_number(a->name);
            if (own == up_to_number(b->name) && !strncmp(a->name, b->name, own))
                a->filters = b->filters = a->filters || b->filters;
        }
}

static int with_parameters(const cnn_net *net) {
    int count = 0;
    for (int i = 1; i < net->count; i++)
        for (int which = 0, has = 0; which < CNN_PARAMETERS && !has; which++) {
            cnn_parameter_block block;
            has = cnn_node_parameter(&net->nodes[i], (cnn_parameter)which, &block);
            count += has;
        }
    return count;
}

/* Numbered modules, as many as there are layers with parameters: they are those, in order. */
static cnn_status find_numbers(cnn_tensors *t) {
    int layers = with_parameters(t->net);
    module *modules = calloc((size_t)layers + 1, sizeof *modules);
    t->texts = calloc((size_t)layers + 1, NAME);
    const char **numbered = calloc((size_t)t->net->count, sizeof *numbered);
    bool fine = modules && t->texts && numbered;
    if (fine && list_modules(t, modules, layers, t->texts) == layers && layers > 0) {
        share_filters(modules, layers);
        qsort(modules, (size_t)layers, sizeof *modules, by_module);
        for (int i = 1, at = 0; i < t->net->count; i++)
            for (int which = 0; which < CNN_PARAMETERS && !numbered[i]; which++) {
                cnn_parameter_block block;
                if (cnn_node_parameter(&t->net->nodes[i], (cnn_parameter)which, &block))
                    numbered[i] = modules[at++].name;
            }
        t->numbered = numbered;
        numbered = NULL;
    }
    free(numbered);
    free(modules);
    return fine ? cnn_ok() : cnn_no_memory("names of tensors", (size_t)layers * NAME);
}

/* ---- the interface ---- */

cnn_status cnn_tensors_of(const cnn_net *net, cnn_yaml *root, const char *skip, cnn_tensors *out) {
    int entries = cnn_yaml_count(root);
    *out = (cnn_tensors){.net = net, .skip = skip};
    out->all = calloc((size_t)entries + 1, sizeof *out->all);
    if (!out->all)
        return cnn_no_memory("a list of tensors", (size_t)entries * sizeof *out->all);
    for (int i = 0; i < entries; i++) {
        const char *name = cnn_yaml_text(cnn_yaml_key(root, i));
        if (name && strcmp(name, "__metadata__"))
            out->all[out->count++] = (cnn_file_tensor){name, cnn_yaml_value(root, i), false};
    }
    qsort(out->all, (size_t)out->count, sizeof *out->all, by_name);
    cnn_status status = find_prefix(out) ? cnn_ok() : find_numbers(out);
    if (!cnn_failed(status) && !out->numbered) {
        free(out->texts);
        out->texts = NULL;
        status = cnn_tensors_match(out);
    }
    if (cnn_failed(status))
        cnn_tensors_free(out);
    return status;
}

void cnn_tensors_free(cnn_tensors *t) {
    free(t->all);
    free(t->numbered);
    free(t->texts);
    *t = (cnn_tensors){0};
}

cnn_file_tensor *cnn_tensors_named(cnn_tensors *t, const char *name) {
    cnn_file_tensor *found = find(t, name);
    if (found)
        found->used = true;
    return found;
}

cnn_file_tensor *cnn_tensors_take(cnn_tensors *t, int node, const char *part) {
    char name[NAME];
    const char *layer = t->net->nodes[node].name;
    if (t->numbered && t->numbered[node])
        return cnn_tensors_named(t, full_name(name, "", t->numbered[node], part));
    cnn_file_tensor *found = cnn_tensors_named(t, full_name(name, t->prefix, layer, part));
    if (!found)
        found = cnn_tensors_named(t, full_name(name, "", layer, part));
    if (found || strcmp(part, "weight"))
        return found;
    cnn_format(name, sizeof name, "%s%s", t->prefix, layer); /* no module, as torchvision's layer_scale */
    return cnn_tensors_named(t, name);
}

/* Whether `name` is the first `length` letters of `word`, or something inside of that. */
static bool under(const char *name, const char *word, size_t length) {
    return !strncmp(name, word, length) && (!name[length] || name[length] == '.');
}

/* Whether the word begins with the layer's name and a dot: fc.bias. */
static bool is_inside(const char *word, const char *layer) {
    size_t length = strlen(layer);
    return !strncmp(word, layer, length) && word[length] == '.';
}

bool cnn_tensors_skips(const cnn_tensors *t, const char *name) {
    for (const char *word = t->skip; word && *word;) {
        size_t length = strcspn(word, ", ");
        if (length && under(name, word, length))
            return true;
        word += length + strspn(word + length, ", ");
    }
    return false;
}

bool cnn_tensors_passes(const cnn_tensors *t, const cnn_file_tensor *tensor) {
    static const char counts[] = "num_batches_tracked";
    size_t length = strlen(tensor->name), own = sizeof counts - 1, ahead = strlen(t->prefix);
    bool inside = ahead && !strncmp(tensor->name, t->prefix, ahead);
    return (length >= own && !strcmp(tensor->name + length - own, counts)) || cnn_tensors_skips(t, tensor->name) ||
           (inside && cnn_tensors_skips(t, tensor->name + ahead));
}

void cnn_tensors_tell(const cnn_tensors *t, char *text, size_t size) {
    text[0] = '\0';
    if (t->shaped)
        cnn_format(text, size, "some of its layers have other names; they were found by their shapes and numbers");
    else if (t->numbered)
        cnn_format(text, size, "its layers have numbers, which were taken in their order");
    else if (t->prefix[0])
        cnn_format(text, size, "its names begin with \"%s\", which was passed over", t->prefix);
}

const char *cnn_tensors_odd_skip(const cnn_tensors *t, char *word, size_t size) {
    for (const char *at = t->skip; at && *at;) {
        size_t length = strcspn(at, ", ");
        bool known = !length;
        for (int i = 1; i < t->net->count && !known; i++)
            known = under(t->net->nodes[i].name, at, length) || is_inside(at, t->net->nodes[i].name);
        for (int i = 0; i < t->count && !known; i++) {
            size_t ahead = strlen(t->prefix);
            known = under(t->all[i].name, at, length) ||
                    (ahead && !strncmp(t->all[i].name, t->prefix, ahead) && under(t->all[i].name + ahead, at, length));
        }
        cnn_format(word, size, "%.*s", (int)length, at);
        if (!known)
            return word;
        at += length + strspn(at + length, ", ");
    }
    return NULL;
}
