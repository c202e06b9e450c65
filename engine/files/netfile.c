/* A network file from the outside in: its input, its layers with their names and what they read, its training. */
#include "netfile.h"

#include "file.h"
#include "fitting_text.h"
#include "foreign.h"
#include "netfile_classes.h"
#include "netfile_elsewhere.h"
#include "netfile_layers.h"
#include "netfile_words.h"
#include "onnx_read.h"
#include "pattern.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CLASSES = 10 };
static const float NESTEROV_MOMENTUM = 0.9f; /* where none is given; without momentum nesterov would be plain sgd */

static void read_values(cnn_reader *in, cnn_yaml *node, const int *given, cnn_netdesc *desc) {
    static const char *const axes[] = {"channels", "height", "width"};
    cnn_yaml *values = cnn_yaml_get(node, "values");
    cnn_numbers_list list;
    int found[3] = {1, 1, 1};
    if (!cnn_read_matrix(in, node, "values", &list))
        return;
    if (list.depth > 3)
        cnn_reader_fail(in, values, "values are one image: rows, or channels of rows");
    for (int i = 0; i < list.depth && i < 3; i++)
        found[list.depth == 1 ? 0 : 3 - list.depth + i] = list.sizes[i];
    for (int i = 0; i < 3; i++)
        if (given[i] && given[i] != found[i])
            cnn_reader_fail(in, values, "the values have %s %d, but input says %d", axes[i], found[i], given[i]);
    desc->input = (cnn_shape){1, found[0], found[1], found[2]};
    desc->values = list.data;
}

/* One row of `length` cells, or `height` rows of `width`. */
static void read_size(cnn_reader *in, cnn_yaml *node, int given[3]) {
    cnn_yaml *length = cnn_yaml_get(node, "length");
    given[0] = (int)cnn_read_integer(in, node, "channels", 1, CNN_SETTING_MOST, 0);
    given[1] = (int)cnn_read_integer(in, node, "height", 1, CNN_SETTING_MOST, 0);
    given[2] = (int)cnn_read_integer(in, node, "width", 1, CNN_SETTING_MOST, 0);
    if (!length)
        return;
    if (given[1] || given[2])
        cnn_reader_fail(in, length, "an input has either a length, or a height and a width");
    given[1] = 1;
    given[2] = (int)cnn_read_integer(in, node, "length", 1, CNN_SETTING_MOST, 0);
}

/* One number for each channel, or one for all: mean and std. */
static const float *read_channels(cnn_reader *in, cnn_yaml *node, const char *key, double low, int channels) {
    cnn_yaml *list = cnn_yaml_get(node, key);
    bool alone = cnn_yaml_is_scalar(list);
    if (!alone && (!cnn_yaml_is_list(list) || cnn_yaml_count(list) != channels))
        cnn_reader_fail(in, list ? list : node,
            "input: mean and std go together, and each has a number for each of the %d channel%s", channels,
            channels == 1 ? "" : "s");
    float *numbers = cnn_reader_failed(in) ? NULL : cnn_arena_alloc(in->arena, (size_t)channels, sizeof *numbers);
    if (!numbers) {
        cnn_reader_keep(in, cnn_no_memory(key, (size_t)channels * sizeof *numbers));
        return NULL;
    }
    if (!alone)
        cnn_read_list(in, node, key, channels, low, 1e6, numbers);
    for (int i = 0; alone && i < channels; i++)
        numbers[i] = (float)cnn_read_number(in, node, key, low, 1e6, 0);
    return numbers;
}

static void read_normalisation(cnn_reader *in, cnn_yaml *node, cnn_netdesc *desc) {
    if ((!cnn_yaml_get(node, "mean") && !cnn_yaml_get(node, "std")) || cnn_reader_failed(in))
        return;
    desc->mean = read_channels(in, node, "mean", -1e6, desc->input.c);
    desc->std = read_channels(in, node, "std", 1e-6, desc->input.c);
}

/* Values are what the network sees; nothing is done to them. */
static void refuse_with_values(cnn_reader *in, cnn_yaml *node) {
    static const char *const keys[] = {"mean", "std", "fit"};
    for (int i = 0; i < 3; i++)
        if (cnn_yaml_get(node, keys[i]))
            cnn_reader_fail(in, cnn_yaml_get(node, keys[i]),
                "%s is for pictures; values are the numbers that the network sees", keys[i]);
}

static void read_input(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    static const char *const keys[] = {
        "channels", "height", "width", "length", "values", "range", "mean", "std", "fit", NULL};
    cnn_yaml *node = cnn_yaml_get(root, "input");
    float range[2] = {desc->low, desc->high};
    int given[3];
    if (!cnn_yaml_is_map(node))
        cnn_reader_fail(
            in, node ? node : root, "input must say {channels: 1, height: 28, width: 28} or {values: [[...]]}");
    node = cnn_netfile_rename(in, node, keys, cnn_input_elsewhere);
    cnn_read_only_with(in, node, "input", keys, cnn_input_elsewhere);
    read_size(in, node, given);
    cnn_read_list(in, node, "range", 2, -1e6, 1e6, range);
    desc->low = range[0];
    desc->high = range[1];
    desc->fit = cnn_fitting_read(in, node);
    if (cnn_yaml_get(node, "values")) {
        refuse_with_values(in, node);
        read_values(in, node, given, desc);
        return;
    }
    if (!given[1] || !given[2])
        cnn_reader_fail(in, node, "input needs height and width, length, or values");
    desc->input = (cnn_shape){1, given[0] ? given[0] : 1, given[1], given[2]};
    cnn_fitting_check(in, node, desc->fit, desc->input);
    read_normalisation(in, node, desc);
}

static float read_number(cnn_reader *in, cnn_yaml *map, const char *key, double low, double high, float otherwise) {
    return (float)cnn_read_number(in, map, key, low, high, (double)otherwise);
}

static void read_train(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    static const char *const keys[] = {"optimizer", "rate", "momentum", "decay", "batch", "seed", "schedule", "epochs",
        "factor", "warmup", "beta1", "beta2", "epsilon", NULL};
    cnn_yaml *node = cnn_yaml_get(root, "train");
    cnn_train_settings *t = &desc->train;
    if (!node)
        return;
    if (!cnn_yaml_is_map(node))
        cnn_reader_fail(in, node, "train is a map, as in {optimizer: sgd, rate: 0.05}");
    node = cnn_netfile_rename(in, node, keys, cnn_train_elsewhere);
    cnn_read_only_with(in, node, "train", keys, cnn_train_elsewhere);
    t->optimizer = (cnn_optimizer)cnn_read_choice(in, node, "optimizer", cnn_optimizer_names, (int)t->optimizer);
    t->beta1 = read_number(in, node, "beta1", 0, 0.99999, t->beta1);
    t->beta2 = read_number(in, node, "beta2", 0, 0.9999999, t->beta2);
    t->epsilon = read_number(in, node, "epsilon", 1e-30, 1, t->epsilon);
    t->rate = read_number(in, node, "rate", 1e-12, 1e6, t->rate);
    float momentum = t->optimizer == CNN_NESTEROV ? NESTEROV_MOMENTUM : t->momentum;
    t->momentum = read_number(in, node, "momentum", 0, 0.99999, momentum);
    t->decay = read_number(in, node, "decay", 0, 1e3, t->decay);
    t->batch = (int)cnn_read_integer(in, node, "batch", 1, 65536, t->batch);
    t->schedule = (cnn_schedule)cnn_read_choice(in, node, "schedule", cnn_schedule_names, (int)t->schedule);
    t->epochs = read_number(in, node, "epochs", 1e-3, 1e6, t->epochs);
    t->factor = read_number(in, node, "factor", 0, 1, t->factor);
    t->warmup = read_number(in, node, "warmup", 0, 1e6, t->warmup);
    t->seed = (uint64_t)cnn_read_integer(in, node, "seed", 0, INT64_MAX, (int64_t)t->seed);
}

static void read_initialize(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    static const char *const ways[] = {"uniform", "he", NULL};
    desc->he = cnn_read_choice(in, root, "initialize", ways, 0) == 1;
}

/* `target: input`: the output is compared with the input itself. */
static bool is_input(const cnn_yaml *target) {
    const char *text = cnn_yaml_text(target);
    return text && !strcmp(text, "input");
}

/* The loss when the file does not name one: it follows from what the output is compared with. */
static cnn_op_kind usual_loss(const cnn_netdesc *desc, cnn_yaml *target) {
    cnn_op_kind inside = desc->count ? cnn_loss_containing(cnn_op_of(desc->layers[desc->count - 1].op)) : CNN_OP_COUNT;
    if (inside != CNN_OP_COUNT)
        return inside;
    if (is_input(target))
        return cnn_loss_for(CNN_TARGET_NUMBERS);
    if ((desc->data && !desc->values) || cnn_yaml_is_scalar(target))
        return cnn_loss_for(CNN_TARGET_CLASS);
    return cnn_loss_for(target ? CNN_TARGET_NUMBERS : CNN_TARGET_GRADIENT);
}

static void name_loss(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    cnn_yaml *loss = cnn_yaml_get(root, "loss");
    const char *name = cnn_yaml_text(loss);
    if (!loss)
        return;
    for (const cnn_synonym *s = cnn_losses_elsewhere; name && s->theirs; s++)
        if (cnn_same_word(s->theirs, name)) {
            name = s->ours;
            break;
        }
    cnn_op_kind kind = name ? cnn_op_named(name) : CNN_OP_COUNT;
    if (kind != CNN_OP_COUNT && cnn_op_of(kind)->loss)
        desc->loss = kind;
    else
        cnn_reader_fail(in, loss,
            "there is no loss \"%.40s\"; known are softmax-cross-entropy, mse, smallest-distance and sum",
            name ? name : "?");
}

/* Which of target, targets and gradient go with the loss. */
static void check_target(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    cnn_yaml *target = cnn_yaml_get(root, "target"), *gradient = cnn_yaml_get(root, "gradient"),
             *targets = cnn_yaml_get(root, "targets");
    cnn_target compared = cnn_op_of(desc->loss)->target;
    if (target && gradient)
        cnn_reader_fail(in, gradient, "give either a target or a gradient");
    if (targets && compared != CNN_TARGET_NUMBERS)
        cnn_reader_fail(in, targets, "targets go with the loss mse: of a class's own output, and of the others");
    if (gradient && cnn_yaml_get(root, "loss") && compared != CNN_TARGET_GRADIENT)
        cnn_reader_fail(in, gradient, "a gradient stands in place of a loss; leave \"loss\" out");
    if (target && compared == CNN_TARGET_GRADIENT)
        cnn_reader_fail(in, target, "the loss sum has no target; an upstream gradient is called \"gradient\"");
    if (is_input(target) && (compared != CNN_TARGET_NUMBERS || targets))
        cnn_reader_fail(in, target, "the input itself as the target goes with the loss mse alone");
    else if (cnn_yaml_is_scalar(target) && !is_input(target) && compared != CNN_TARGET_CLASS)
        cnn_reader_fail(in, target, "a target class goes with the loss softmax-cross-entropy");
}

static void read_loss(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    cnn_yaml *target = cnn_yaml_get(root, "target"), *gradient = cnn_yaml_get(root, "gradient");
    float couple[2] = {desc->hot, desc->cold};
    cnn_numbers_list list;
    desc->loss = usual_loss(desc, target);
    name_loss(in, root, desc);
    check_target(in, root, desc);
    cnn_read_list(in, root, "targets", 2, -1e6, 1e6, couple);
    desc->hot = couple[0];
    desc->cold = couple[1];
    if (gradient)
        desc->loss = cnn_loss_for(CNN_TARGET_GRADIENT);
    desc->copies = is_input(target);
    if (desc->copies)
        return;
    if (cnn_yaml_is_scalar(target)) {
        desc->label = (int)cnn_read_integer(in, root, "target", 0, CNN_AXIS_MAX, 0);
        return;
    }
    if (!cnn_read_matrix(in, root, target ? "target" : "gradient", &list))
        return;
    desc->target = list.data;
    desc->target_count = list.count;
}

/* Every layer but the last must be read by a later one: a branch that never joins is a mistake. */
static void check_branches(cnn_reader *in, const cnn_netdesc *d, cnn_yaml *layers) {
    for (int i = 0; i + 1 < d->count; i++) {
        bool read = false;
        for (int k = i + 1; k < d->count && !read; k++)
            for (int j = 0; j < d->layers[k].input_count; j++)
                read |= d->layers[k].inputs[j] == i;
        if (!read)
            cnn_reader_keep(
                in, cnn_fail(CNN_BAD_INPUT,
                        "%s:%d: layer %s: no later layer reads it, so its branch ends here; name it in a \"from\"",
                        cnn_document_name(in->document), d->layers[i].line ? d->layers[i].line : cnn_yaml_line(layers),
                        d->layers[i].name));
    }
}

static void read_pattern(cnn_reader *in, cnn_yaml *pattern, cnn_netdesc *desc) {
    const char *text = cnn_yaml_text(pattern);
    cnn_status status = text ? cnn_pattern_add(text, DEFAULT_CLASSES, in->arena, desc)
                             : cnn_fail(CNN_BAD_INPUT, "pattern must be text");
    if (status.code == CNN_NO_MEMORY)
        cnn_reader_keep(in, status);
    else if (cnn_failed(status))
        cnn_reader_fail(in, pattern, "%s", status.message);
    for (int i = 0; i < desc->count; i++)
        desc->layers[i].line = cnn_yaml_line(pattern);
}

static void read_layers(cnn_reader *in, cnn_yaml *root, cnn_netdesc *desc) {
    cnn_yaml *layers = cnn_yaml_get(root, "layers"), *pattern = cnn_yaml_get(root, "pattern");
    if (!layers == !pattern)
        cnn_reader_fail(in, root, "a network needs either layers or a pattern");
    else if (cnn_reader_failed(in))
        return;
    else if (pattern)
        read_pattern(in, pattern, desc);
    else {
        cnn_netfile_read_layers(in, desc, layers, cnn_yaml_get(root, "blocks"));
        if (!cnn_reader_failed(in))
            check_branches(in, desc, layers);
    }
}

/* The name of the file without its folder. */
static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

cnn_status cnn_netfile_read(const cnn_document *document, cnn_yaml *root, cnn_arena *arena, cnn_netdesc **out) {
    static const char *const keys[] = {"name", "input", "data", "blocks", "layers", "pattern", "train", "loss",
        "target", "targets", "gradient", "initialize", "classes", NULL};
    const char *file = cnn_document_name(document);
    cnn_reader in = cnn_reader_of(document, arena);
    *out = NULL;
    if (!cnn_yaml_is_map(root))
        return cnn_fail(CNN_BAD_INPUT, "%s:1: not a network: a map with input and layers is expected", file);
    root = cnn_netfile_rename(&in, root, keys, cnn_network_elsewhere);
    cnn_read_only_with(&in, root, "a network", keys, cnn_network_elsewhere);
    const char *name = cnn_read_text(&in, root, "name", base_name(file)),
               *data = cnn_read_text(&in, root, "data", NULL);
    cnn_netdesc *desc = cnn_netdesc_new(arena, name);
    if (!desc)
        return cnn_no_memory("a network", sizeof *desc);
    desc->file = cnn_arena_text(arena, file, strlen(file));
    desc->data = data;
    if (data && !*data)
        cnn_reader_fail(&in, cnn_yaml_get(root, "data"), "data must be a word");
    read_input(&in, root, desc);
    read_layers(&in, root, desc);
    read_train(&in, root, desc);
    read_initialize(&in, root, desc);
    read_loss(&in, root, desc);
    cnn_netfile_read_classes(&in, root, desc);
    if (!cnn_reader_failed(&in))
        *out = desc;
    return in.status;
}

cnn_status cnn_netfile_open(const char *path, cnn_arena *arena, cnn_netdesc **out) {
    unsigned char *start;
    size_t length;
    cnn_document *document;
    *out = NULL;
    cnn_status status = cnn_foreign_is_folder(path);
    if (!cnn_failed(status))
        status = cnn_file_read_start(path, CNN_FOREIGN_START, false, &start, &length);
    if (cnn_failed(status))
        return status;
    bool onnx = cnn_onnx_is(start, length, path);
    status = cnn_foreign_bytes(path, start, length, CNN_WANTED_NETWORK);
    free(start);
    if (cnn_failed(status))
        return status;
    if (onnx)
        return cnn_onnx_open(path, arena, out);
    status = cnn_document_open(path, &document);
    if (cnn_failed(status))
        return status;
    status = cnn_netfile_read(document, cnn_document_root(document), arena, out);
    cnn_document_free(document);
    return status;
}
