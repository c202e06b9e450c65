/* A layer is known by the shapes of all its tensors. Where several are alike, their names must differ in a number first,
 * for then their order is sure; where they do not, nothing is matched and the names that are missing are said. */
#include "tensors_match.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 256, MOST_MODULES = 4096 };

/* A module of the file: what stands before the last dot of its tensors, which lie side by side in the sorted list. */
typedef struct module {
    char name[NAME];
    int first, count;
    bool taken;
} module;

typedef struct matching {
    cnn_tensors *t;
    module *modules;
    int count;
} matching;

static const char *part_of(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

static bool is_count(const char *name) {
    return !strcmp(part_of(name), "num_batches_tracked");
}

/* The next size of a shape that is not 1, from *at on; 0: there is none. */
static int64_t next_size(const cnn_yaml *shape, int *at) {
    while (*at < cnn_yaml_count(shape)) {
        const char *text = cnn_yaml_text(cnn_yaml_item(shape, (*at)++));
        int64_t size = text ? strtoll(text, NULL, 10) : -1;
        if (size != 1)
            return size;
    }
    return 0;
}

static bool has_shape(const cnn_file_tensor *tensor, const cnn_parameter_block *b) {
    cnn_yaml *shape = cnn_yaml_get(tensor->entry, "shape");
    int at = 0;
    for (int i = 0; i < b->axes; i++)
        if (b->sizes[i] != 1 && next_size(shape, &at) != b->sizes[i])
            return false;
    return cnn_yaml_is_list(shape) && !next_size(shape, &at);
}

/* Whether the module has exactly the node's parameters, in their shapes. */
static bool fits(const matching *m, const module *mod, const cnn_node *node) {
    int wanted = 0, found = 0;
    for (int which = 0; which < CNN_PARAMETERS; which++) {
        cnn_parameter_block b;
        if (!cnn_node_parameter(node, (cnn_parameter)which, &b))
            continue;
        wanted++;
        for (int i = mod->first; i < mod->first + mod->count; i++)
            found += !strcmp(part_of(m->t->all[i].name), b.name) && has_shape(&m->t->all[i], &b);
    }
    int own = 0;
    for (int i = mod->first; i < mod->first + mod->count; i++)
        own += !is_count(m->t->all[i].name);
    return wanted == found && wanted == own;
}

/* Whether the tensors of the node stand in the file under its own name. */
static bool is_named(const matching *m, const cnn_node *node) {
    char name[NAME];
    for (int which = 0; which < CNN_PARAMETERS; which++) {
        cnn_parameter_block b;
        if (!cnn_node_parameter(node, (cnn_parameter)which, &b))
            continue;
        for (int turn = 0; turn < 2; turn++) {
            cnn_format(name, sizeof name, "%s%s.%s", turn ? m->t->prefix : "", node->name, b.name);
            if (cnn_tensors_find(m->t, name))
                return true;
        }
    }
    return false;
}

static bool has_parameters(const cnn_node *node) {
    cnn_parameter_block b;
    for (int which = 0; which < CNN_PARAMETERS; which++)
        if (cnn_node_parameter(node, (cnn_parameter)which, &b))
            return true;
    return false;
}

/* Whether the tensor is a layer's under that layer's name, the optimizer's, or is to be left out. */
static bool is_spoken_for(const matching *m, const char *name) {
    size_t ahead = strlen(m->t->prefix);
    const char *bare = ahead && !strncmp(name, m->t->prefix, ahead) ? name + ahead : name;
    if (!strncmp(name, "momentum.", 9) || !strncmp(name, "second.", 7) || cnn_tensors_skips(m->t, name) ||
        cnn_tensors_skips(m->t, bare))
        return true;
    for (int i = 1; i < m->t->net->count; i++) {
        const char *layer = m->t->net->nodes[i].name;
        size_t length = strlen(layer);
        if (has_parameters(&m->t->net->nodes[i]) && !strncmp(bare, layer, length) && bare + length + 1 == part_of(bare))
            return true;
    }
    return false;
}

/* The modules of the file that are nobody's yet; false: there are too many to be looked at. */
static bool list_modules(matching *m) {
    for (int i = 0; i < m->t->count; i++) {
        const char *name = m->t->all[i].name;
        size_t length = (size_t)(part_of(name) - name);
        module *last = m->count ? &m->modules[m->count - 1] : NULL;
        if (!length || length > NAME || is_spoken_for(m, name))
            continue;
        if (last && strlen(last->name) == length - 1 && !strncmp(last->name, name, length - 1) &&
            last->first + last->count == i) {
            last->count++;
            continue;
        }
        if (m->count == MOST_MODULES)
            return false;
        m->modules[m->count] = (module){.first = i, .count = 1};
        cnn_format(m->modules[m->count++].name, NAME, "%.*s", (int)length - 1, name);
    }
    return true;
}

/* The first place where the names differ is inside a number of both, or at its end: conv2 and conv10. Returns whether
 * that is so; *before whether a comes first. */
static bool numbered(const char *a, const char *b, bool *before) {
    size_t at = 0;
    while (a[at] && a[at] == b[at])
        at++;
    while (at && isdigit((unsigned char)a[at - 1]))
        at--;
    if (!isdigit((unsigned char)a[at]) || !isdigit((unsigned char)b[at]))
        return false;
    *before = strtoul(a + at, NULL, 10) < strtoul(b + at, NULL, 10);
    return true;
}

/* Of the modules that fit the node and are free, the one that comes first; -1: there is none, or it is not sure. */
static int first_fitting(const matching *m, const cnn_node *node) {
    int best = -1;
    for (int i = 0; i < m->count; i++) {
        bool before = false;
        if (m->modules[i].taken || !fits(m, &m->modules[i], node))
            continue;
        if (best >= 0 && !numbered(m->modules[i].name, m->modules[best].name, &before))
            return -1;
        best = best < 0 || before ? i : best;
    }
    return best;
}

cnn_status cnn_tensors_match(cnn_tensors *t) {
    matching m = {t, calloc(MOST_MODULES, sizeof(module)), 0};
    const char **names = calloc((size_t)t->net->count, sizeof *names);
    char *texts = calloc((size_t)t->net->count, NAME);
    bool fine = m.modules && names && texts, sure = fine && list_modules(&m);
    int found = 0;
    for (int i = 1; i < t->net->count && sure; i++) {
        const cnn_node *node = &t->net->nodes[i];
        if (!has_parameters(node) || is_named(&m, node) || cnn_tensors_skips(t, node->name))
            continue;
        int at = first_fitting(&m, node);
        sure = at >= 0;
        if (!sure)
            break;
        m.modules[at].taken = true;
        cnn_format(texts + (size_t)i * NAME, NAME, "%s", m.modules[at].name);
        names[i] = texts + (size_t)i * NAME;
        found++;
    }
    for (int i = 0; i < m.count && sure; i++) /* whose else would it be? */
        sure = m.modules[i].taken;
    if (sure && found) {
        t->numbered = names;
        t->texts = texts;
        t->shaped = true;
        names = NULL;
        texts = NULL;
    }
    free(m.modules);
    free(names);
    free(texts);
    return fine ? cnn_ok() : cnn_no_memory("names of tensors", MOST_MODULES * sizeof(module));
}
