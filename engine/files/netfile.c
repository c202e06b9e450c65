/* A network file from the outside in: its input, its layers with their names and what they read, its training. */
#include "netfile_layers.h"
#include "pattern.h"

#include <string.h>

enum { DEFAULT_CLASSES = 10 };

cnn_status cnn_netfile_pair(cnn_netfile_reader *r, cnn_yaml *map, const char *key, int64_t low, int out[2]) {
    cnn_yaml *node = cnn_yaml_get(map, key);
    return node ? cnn_yaml_pair(r->d, node, key, low, CNN_NETFILE_SIZE_MAX, out) : cnn_ok();
}

cnn_status cnn_netfile_integer(
    cnn_netfile_reader *r, cnn_yaml *map, const char *key, int64_t low, int64_t high, int *out) {
    cnn_yaml *node = cnn_yaml_get(map, key);
    int64_t value = *out;
    cnn_status status = node ? cnn_yaml_integer(r->d, node, key, low, high, &value) : cnn_ok();
    *out = (int)value;
    return status;
}

cnn_status cnn_netfile_boolean(cnn_netfile_reader *r, cnn_yaml *map, const char *key, bool *out) {
    cnn_yaml *node = cnn_yaml_get(map, key);
    return node ? cnn_yaml_boolean(r->d, node, key, out) : cnn_ok();
}

cnn_status cnn_netfile_number(
    cnn_netfile_reader *r, cnn_yaml *map, const char *key, double low, double high, float *out) {
    cnn_yaml *node = cnn_yaml_get(map, key);
    double value = (double)*out;
    cnn_status status = node ? cnn_yaml_number(r->d, node, key, &value) : cnn_ok();
    if (!cnn_failed(status) && !(value >= low && value <= high))
        return cnn_yaml_fail(r->d, node, "%s must be %g to %g, not %s", key, low, high, cnn_yaml_text(node));
    *out = (float)value;
    return status;
}

/* A list of two numbers. */
static cnn_status read_couple(cnn_netfile_reader *r, cnn_yaml *map, const char *key, float *first, float *second) {
    cnn_yaml *node = cnn_yaml_get(map, key);
    double numbers[2] = {(double)*first, (double)*second};
    if (node && (!cnn_yaml_is_list(node) || cnn_yaml_count(node) != 2))
        return cnn_yaml_fail(r->d, node, "%s is a list of two numbers, as in [-1, 1]", key);
    for (int i = 0; node && i < 2; i++) {
        cnn_status status = cnn_yaml_number(r->d, cnn_yaml_item(node, i), key, &numbers[i]);
        if (cnn_failed(status))
            return status;
        if (!(numbers[i] >= -1e6 && numbers[i] <= 1e6))
            return cnn_yaml_fail(r->d, node, "%s must be -1e6 to 1e6", key);
    }
    *first = (float)numbers[0];
    *second = (float)numbers[1];
    return cnn_ok();
}

static cnn_status read_input(cnn_netfile_reader *r, cnn_yaml *root) {
    static const char *const keys[] = {"channels", "height", "width", "values", "range", NULL};
    cnn_yaml *node = cnn_yaml_get(root, "input"), *values = cnn_yaml_get(node, "values");
    if (!cnn_yaml_is_map(node))
        return cnn_yaml_fail(
            r->d, node ? node : root, "input must say {channels: 1, height: 28, width: 28} or {values: [[...]]}");
    cnn_status status = cnn_yaml_only(r->d, node, "input", keys);
    int given[3] = {values ? 0 : 1, 0, 0};
    for (int i = 0; i < 3 && !cnn_failed(status); i++)
        status = cnn_netfile_integer(r, node, keys[i], 1, CNN_NETFILE_SIZE_MAX, &given[i]);
    if (cnn_failed(status))
        return status;
    status = read_couple(r, node, "range", &r->desc->low, &r->desc->high);
    if (cnn_failed(status))
        return status;
    if (!values) {
        if (!given[1] || !given[2])
            return cnn_yaml_fail(r->d, node, "input needs height and width, or values");
        r->desc->input = (cnn_shape){1, given[0], given[1], given[2]};
        return status;
    }
    cnn_numbers_list list;
    status = cnn_yaml_matrix(r->d, values, "values", r->arena, &list);
    if (cnn_failed(status))
        return status;
    int found[3] = {1, 1, 1};
    if (list.depth > 3)
        return cnn_yaml_fail(r->d, values, "values are one image: rows, or channels of rows");
    for (int i = 0; i < list.depth; i++)
        found[list.depth == 1 ? 0 : 3 - list.depth + i] = list.sizes[i];
    for (int i = 0; i < 3; i++)
        if (given[i] && given[i] != found[i])
            return cnn_yaml_fail(r->d, values, "the values have %s %d, but input says %d", keys[i], found[i], given[i]);
    r->desc->input = (cnn_shape){1, found[0], found[1], found[2]};
    r->desc->values = list.data;
    return status;
}

static cnn_status read_train(cnn_netfile_reader *r, cnn_yaml *root) {
    static const char *const keys[] = {"optimizer", "rate", "momentum", "decay", "batch", "seed", "schedule", "epochs",
        "factor", "warmup", "beta1", "beta2", "epsilon", NULL};
    cnn_yaml *node = cnn_yaml_get(root, "train");
    cnn_train_settings *t = &r->desc->train;
    if (!node)
        return cnn_ok();
    if (!cnn_yaml_is_map(node))
        return cnn_yaml_fail(r->d, node, "train is a map, as in {optimizer: sgd, rate: 0.05}");
    cnn_status status = cnn_yaml_only(r->d, node, "train", keys);
    cnn_yaml *optimizer = cnn_yaml_get(node, "optimizer"), *seed = cnn_yaml_get(node, "seed");
    const char *name = cnn_yaml_text(optimizer);
    if (optimizer)
        t->optimizer = name ? cnn_optimizer_named(name) : CNN_OPTIMIZER_COUNT;
    if (!cnn_failed(status) && t->optimizer == CNN_OPTIMIZER_COUNT)
        status = cnn_yaml_fail(r->d, optimizer,
            "there is no optimizer \"%.40s\"; known are sgd, nesterov, adam and adamw", name ? name : "?");
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "beta1", 0, 0.99999, &t->beta1);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "beta2", 0, 0.9999999, &t->beta2);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "epsilon", 1e-30, 1, &t->epsilon);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "rate", 1e-12, 1e6, &t->rate);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "momentum", 0, 0.99999, &t->momentum);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "decay", 0, 1e3, &t->decay);
    if (!cnn_failed(status))
        status = cnn_netfile_integer(r, node, "batch", 1, 65536, &t->batch);
    cnn_yaml *schedule = cnn_yaml_get(node, "schedule");
    name = schedule ? cnn_yaml_text(schedule) : cnn_schedule_name(t->schedule);
    t->schedule = name ? cnn_schedule_named(name) : CNN_SCHEDULE_COUNT;
    if (!cnn_failed(status) && t->schedule == CNN_SCHEDULE_COUNT)
        status = cnn_yaml_fail(
            r->d, schedule, "there is no schedule \"%.40s\"; known are constant, cosine and step", name ? name : "?");
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "epochs", 1e-3, 1e6, &t->epochs);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "factor", 0, 1, &t->factor);
    if (!cnn_failed(status))
        status = cnn_netfile_number(r, node, "warmup", 0, 1e6, &t->warmup);
    int64_t number = (int64_t)t->seed;
    if (!cnn_failed(status) && seed)
        status = cnn_yaml_integer(r->d, seed, "seed", 0, INT64_MAX, &number);
    t->seed = (uint64_t)number;
    return status;
}

static cnn_status read_initialize(cnn_netfile_reader *r, cnn_yaml *root) {
    cnn_yaml *node = cnn_yaml_get(root, "initialize");
    const char *name = node ? cnn_yaml_text(node) : "uniform";
    r->desc->he = name && !strcmp(name, "he");
    if (!r->desc->he && (!name || strcmp(name, "uniform")))
        return cnn_yaml_fail(
            r->d, node, "there is no way to initialize \"%.40s\"; known are uniform and he", name ? name : "?");
    return cnn_ok();
}

static cnn_status read_loss(cnn_netfile_reader *r, cnn_yaml *root) {
    cnn_netdesc *desc = r->desc;
    cnn_yaml *loss = cnn_yaml_get(root, "loss"), *target = cnn_yaml_get(root, "target"),
             *gradient = cnn_yaml_get(root, "gradient");
    bool softmax = desc->count && desc->layers[desc->count - 1].op == CNN_OP_SOFTMAX;
    if (target && gradient)
        return cnn_yaml_fail(r->d, gradient, "give either a target or a gradient");
    if ((desc->data && !desc->values) || softmax || cnn_yaml_is_scalar(target))
        desc->loss = CNN_OP_LOSS_CROSS_ENTROPY;
    else if (target)
        desc->loss = CNN_OP_LOSS_MSE;
    if (loss) {
        const char *name = cnn_yaml_text(loss);
        cnn_op_kind kind = name ? cnn_op_named(name) : CNN_OP_COUNT;
        if (kind == CNN_OP_COUNT || !cnn_op_of(kind)->loss)
            return cnn_yaml_fail(r->d, loss,
                "there is no loss \"%.40s\"; known are softmax-cross-entropy, mse, smallest-distance and sum",
                name ? name : "?");
        desc->loss = kind;
    }
    cnn_yaml *targets = cnn_yaml_get(root, "targets");
    if (targets && desc->loss != CNN_OP_LOSS_MSE)
        return cnn_yaml_fail(r->d, targets, "targets go with the loss mse: of a class's own output, and of the others");
    cnn_status couple = read_couple(r, root, "targets", &desc->hot, &desc->cold);
    if (cnn_failed(couple))
        return couple;
    if (gradient && loss && desc->loss != CNN_OP_LOSS_SUM)
        return cnn_yaml_fail(r->d, gradient, "a gradient stands in place of a loss; leave \"loss\" out");
    if (target && desc->loss == CNN_OP_LOSS_SUM)
        return cnn_yaml_fail(r->d, target, "the loss sum has no target; an upstream gradient is called \"gradient\"");
    if (gradient)
        desc->loss = CNN_OP_LOSS_SUM;
    if (cnn_yaml_is_scalar(target)) {
        if (desc->loss != CNN_OP_LOSS_CROSS_ENTROPY)
            return cnn_yaml_fail(r->d, target, "a target class goes with the loss softmax-cross-entropy");
        int64_t label;
        cnn_status status = cnn_yaml_integer(r->d, target, "target", 0, CNN_AXIS_MAX, &label);
        desc->label = (int)label;
        return status;
    }
    cnn_numbers_list list;
    cnn_yaml *numbers = target ? target : gradient;
    if (!numbers)
        return cnn_ok();
    cnn_status status = cnn_yaml_matrix(r->d, numbers, target ? "target" : "gradient", r->arena, &list);
    desc->target = list.data;
    desc->target_count = list.count;
    return status;
}

/* Every layer but the last is read by a later one: a branch that meets nothing again is a slip of the pen. */
static cnn_status check_branches(const cnn_netfile_reader *r, cnn_yaml *layers) {
    const cnn_netdesc *d = r->desc;
    for (int i = 0; i + 1 < d->count; i++) {
        bool read = false;
        for (int k = i + 1; k < d->count && !read; k++)
            for (int j = 0; j < d->layers[k].input_count; j++)
                read |= d->layers[k].inputs[j] == i;
        if (!read)
            return cnn_fail(CNN_BAD_INPUT,
                "%s:%d: layer %s: no later layer reads it, so its branch ends here; name it in a \"from\"",
                cnn_document_name(r->d), d->layers[i].line ? d->layers[i].line : cnn_yaml_line(layers),
                d->layers[i].name);
    }
    return cnn_ok();
}

static cnn_status read_layers(cnn_netfile_reader *r, cnn_yaml *root) {
    cnn_yaml *layers = cnn_yaml_get(root, "layers"), *pattern = cnn_yaml_get(root, "pattern");
    if (!layers == !pattern)
        return cnn_yaml_fail(r->d, root, "a network needs either layers or a pattern");
    if (pattern) {
        const char *text = cnn_yaml_text(pattern);
        cnn_status status = text ? cnn_pattern_add(text, DEFAULT_CLASSES, r->arena, r->desc) : cnn_ok();
        int line = cnn_yaml_line(pattern);
        for (int i = 0; i < r->desc->count; i++)
            r->desc->layers[i].line = line;
        return text && !cnn_failed(status)
                   ? status
                   : cnn_yaml_fail(r->d, pattern, "%s", text ? status.message : "pattern must be text");
    }
    cnn_status status = cnn_netfile_read_layers(r, layers, cnn_yaml_get(root, "blocks"));
    return cnn_failed(status) ? status : check_branches(r, layers);
}

cnn_status cnn_netfile_read(const cnn_document *document, cnn_yaml *root, cnn_arena *arena, cnn_netdesc **out) {
    static const char *const keys[] = {"name", "input", "data", "blocks", "layers", "pattern", "train", "loss",
        "target", "targets", "gradient", "initialize", NULL};
    *out = NULL;
    if (!cnn_yaml_is_map(root))
        return cnn_fail(
            CNN_BAD_INPUT, "%s:1: not a network: a map with input and layers is expected", cnn_document_name(document));
    cnn_status status = cnn_yaml_only(document, root, "a network", keys);
    if (cnn_failed(status))
        return status;
    const char *name = cnn_yaml_text(cnn_yaml_get(root, "name")), *data = cnn_yaml_text(cnn_yaml_get(root, "data"));
    cnn_yaml *words[] = {cnn_yaml_get(root, "name"), cnn_yaml_get(root, "data")};
    for (int i = 0; i < 2; i++)
        if (words[i] && (!cnn_yaml_is_scalar(words[i]) || (i && !*data)))
            return cnn_yaml_fail(document, words[i], "%s must be a word", i ? "data" : "name");
    const char *file = cnn_document_name(document), *slash = strrchr(file, '/');
    cnn_netfile_reader r = {.d = document,
        .arena = arena,
        .desc = cnn_netdesc_new(arena, name    ? name
                                       : slash ? slash + 1
                                               : file)};
    if (!r.desc)
        return cnn_no_memory("a network", sizeof *r.desc);
    r.desc->file = cnn_arena_text(arena, file, strlen(file));
    r.desc->data = data ? cnn_arena_text(arena, data, strlen(data)) : NULL;
    cnn_status (*const parts[])(cnn_netfile_reader *, cnn_yaml *) = {
        read_input, read_layers, read_train, read_initialize, read_loss};
    for (size_t i = 0; i < sizeof parts / sizeof *parts && !cnn_failed(status); i++)
        status = parts[i](&r, root);
    if (!cnn_failed(status))
        *out = r.desc;
    return status;
}

cnn_status cnn_netfile_open(const char *path, cnn_arena *arena, cnn_netdesc **out) {
    *out = NULL;
    cnn_document *document;
    cnn_status status = cnn_document_open(path, &document);
    if (cnn_failed(status))
        return status;
    status = cnn_netfile_read(document, cnn_document_root(document), arena, out);
    cnn_document_free(document);
    return status;
}
