#include "onnx_read.h"

#include "class_list.h"
#include "file.h"
#include "fitting_text.h"
#include "levels.h"
#include "onnx_fold.h"
#include "onnx_form.h"
#include "onnx_rows.h"
#include "onnx_unknown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool cnn_onnx_is(const unsigned char *bytes, size_t size, const char *path) {
    size_t length = path ? strlen(path) : 0;
    if (length > 5 && !strcasecmp(path + length - 5, ".onnx"))
        return true;
    /* the version of the format, then another field of the model */
    return size > 3 && bytes[0] == 8 && bytes[1] > 0 && bytes[1] < 32 &&
           memchr("\x12\x1a\x22\x28\x32\x3a\x42\x72", bytes[2], 8);
}

static const cnn_onnx_node *reader_of(const cnn_onnx_graph *g, int value) {
    for (int i = 0; i < g->node_count; i++)
        for (int k = 0; k < g->nodes[i].input_count; k++)
            if (g->nodes[i].inputs[k] == value)
                return &g->nodes[i];
    return NULL;
}

/* Of a row, [0, 2, 1] puts the channels first where a window follows; else it may put them last. */
static bool slides(const cnn_onnx_graph *g, const cnn_onnx_node *turn) {
    static const char *const types[] = {
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "BatchNormalization", "Unsqueeze", "Pad"};
    const cnn_onnx_node *next = reader_of(g, turn->outputs[0]);
    for (size_t i = 0; next && i < sizeof types / sizeof *types; i++)
        if (!strcmp(next->type, types[i]))
            return true;
    return false;
}

/* Whether the channels come last in the input: its only way leads to a Transpose that puts them first. */
static bool comes_last(const cnn_onnx_graph *g, int value, int axes) {
    for (int steps = 0; steps < 4 && g->values[value].readers == 1; steps++) {
        const cnn_onnx_node *reader = reader_of(g, value);
        if (!reader || reader->output_count < 1 || reader->outputs[0] < 0)
            return false;
        int64_t turn[4] = {0};
        if (!strcmp(reader->type, "Transpose") && axes == 3)
            return cnn_onnx_integers(reader, "perm", 4, turn) == 3 && turn[1] == 2 && slides(g, reader);
        if (!strcmp(reader->type, "Transpose"))
            return cnn_onnx_integers(reader, "perm", 4, turn) == 4 && turn[1] == 3 && turn[2] == 1;
        value = reader->outputs[0];
    }
    return false;
}

/* The sizes of the input's axes; -1 where the file leaves one open. */
static int input_sizes(const Onnx__ValueInfoProto *in, int64_t sizes[CNN_ONNX_AXES]) {
    const Onnx__TypeProto__Tensor *t =
        in->type && in->type->value_case == ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE ? in->type->tensor_type : NULL;
    if (!t || !t->shape || t->shape->n_dim > CNN_ONNX_AXES)
        return -1;
    for (size_t i = 0; i < t->shape->n_dim; i++) {
        const Onnx__TensorShapeProto__Dimension *d = t->shape->dim[i];
        bool said = d->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        sizes[i] = said && d->dim_value > 0 && d->dim_value <= CNN_AXIS_MAX ? d->dim_value : -1;
    }
    return (int)t->shape->n_dim;
}

/* The one input that is no initializer; one that no node reads is passed over where there is another. */
static cnn_status find_input(cnn_onnx_graph *g, const Onnx__ValueInfoProto **out) {
    const Onnx__ValueInfoProto *found = NULL;
    char name[CNN_ONNX_SHOWN], other[CNN_ONNX_SHOWN];
    int readers = 0;
    for (size_t i = 0; i < g->proto->n_input; i++) {
        const Onnx__ValueInfoProto *in = g->proto->input[i];
        int value = cnn_onnx_find(g, in->name ? in->name : "");
        if (value < 0 || g->values[value].kind == CNN_ONNX_CONSTANT)
            continue;
        if (readers && g->values[value].readers)
            return cnn_fail(CNN_BAD_INPUT,
                "%s: it has several inputs, '%s' and '%s'; Stride opens networks with one image", g->file,
                cnn_onnx_shown(found->name, name), cnn_onnx_shown(in->name, other));
        if (found && !g->values[value].readers)
            continue;
        found = in;
        readers = g->values[value].readers;
    }
    *out = found;
    return found ? cnn_ok() : cnn_fail(CNN_BAD_INPUT, "%s: it has no input", g->file);
}

static cnn_status read_input(cnn_onnx_graph *g) {
    const Onnx__ValueInfoProto *found = NULL;
    char name[CNN_ONNX_SHOWN];
    cnn_status status = find_input(g, &found);
    if (cnn_failed(status))
        return status;
    int64_t s[CNN_ONNX_AXES] = {0};
    int axes = input_sizes(found, s), at = cnn_onnx_find(g, found->name);
    cnn_onnx_value *v = &g->values[at];
    if (v->producer >= 0)
        return cnn_fail(CNN_BAD_INPUT, "%s: its input '%s' is given by node %d too", g->file,
            cnn_onnx_shown(found->name, name), v->producer);
    if (axes < 1 || axes > 4)
        return cnn_fail(CNN_BAD_INPUT, "%s: its input '%s' has %s; Stride reads images: count, channels, height, width",
            g->file, cnn_onnx_shown(found->name, name),
            axes < 0 ? "no shape"
            : axes   ? "more than 4 axes"
                     : "no axes");
    for (int i = 1; i < axes; i++)
        if (s[i] < 1)
            return cnn_fail(CNN_BAD_INPUT,
                "%s: axis %d of its input '%s' is left open; export it with a fixed size (only the first axis, which "
                "counts "
                "images, may stay open)",
                g->file, i, cnn_onnx_shown(found->name, name));
    g->batch_said = s[0] > 0;
    g->batch = g->batch_said ? s[0] : 1;
    v->last = axes >= 3 && comes_last(g, at, axes);
    int c = axes > 1 ? (int)s[v->last ? axes - 1 : 1] : 1, h = axes == 4 ? (int)s[v->last ? 1 : 2] : 1,
        w = axes > 2 ? (int)s[v->last ? axes - 2 : axes - 1] : 1;
    *v = (cnn_onnx_value){v->name, CNN_ONNX_LAYER, .layer = CNN_FROM_INPUT, .shape = {1, c, h, w}, .axes = axes,
        .last = v->last, .readers = v->readers, .producer = -1};
    g->desc->input = v->shape;
    if (found->type->tensor_type->elem_type == ONNX__TENSOR_PROTO__DATA_TYPE__UINT8) /* pictures as they are stored */
        g->desc->high = 255;
    return cnn_ok();
}

/* The values that the node gives are of no use, and neither is what is computed from them. */
static void block(cnn_onnx_graph *g, const cnn_onnx_node *n, int from) {
    for (int i = from; i < n->output_count; i++)
        if (n->outputs[i] >= 0)
            g->values[n->outputs[i]].kind = CNN_ONNX_BLOCKED;
}

/* Keeps the reason of the first node that cannot be done, and the last layer that stands in front of it. */
static void keep_reason(cnn_onnx_graph *g, const cnn_onnx_node *n, const char *reason) {
    block(g, n, 0);
    if (g->blocked)
        return;
    g->blocked = cnn_arena_text(g->arena, reason, strlen(reason));
    for (int i = 0; i < n->input_count; i++) {
        const cnn_onnx_value *v = n->inputs[i] < 0 ? NULL : &g->values[n->inputs[i]];
        if (v && v->kind == CNN_ONNX_LAYER && v->layer > g->blocked_at)
            g->blocked_at = v->layer;
    }
}

static bool is_usual(const cnn_onnx_node *n) {
    const char *domain = n->proto->domain;
    return !domain || !*domain || !strcmp(domain, "ai.onnx");
}

/* Layers, constants or a reason for what the node gives. */
static cnn_status read_node(cnn_onnx_graph *g, cnn_onnx_node *n) {
    bool constants = true;
    if (n->given_twice)
        return cnn_onnx_refuse(n, "it gives a value that stands in the graph already");
    for (int i = 0; i < n->input_count; i++) {
        const cnn_onnx_value *v = cnn_onnx_input(g, n, i);
        if (v && v->kind == CNN_ONNX_BLOCKED) {
            block(g, n, 0);
            return cnn_ok();
        }
        if (v && v->kind == CNN_ONNX_UNKNOWN)
            return cnn_onnx_not_given(g, n, v);
        constants &= !v || v->kind == CNN_ONNX_CONSTANT;
    }
    if (n->output_count < 1 || n->outputs[0] < 0)
        return cnn_ok();
    if (constants && !strcmp(n->type, "If") && is_usual(n))
        return cnn_onnx_branch(g, n, read_node);
    if (constants || cnn_onnx_folds_always(n))
        return cnn_onnx_fold(g, n);
    const cnn_onnx_row *row = is_usual(n) ? cnn_onnx_row_of(n->type) : NULL;
    return row ? row->read(g, n, row) : cnn_onnx_no_steps(g, n);
}

static cnn_status read_nodes(cnn_onnx_graph *g) {
    for (int i = 0; i < g->node_count; i++) {
        cnn_onnx_node *n = &g->nodes[i];
        int before = g->desc->count;
        if (n->absorbed)
            continue;
        cnn_status status = read_node(g, n);
        if (cnn_failed(status) && status.code != CNN_BAD_INPUT)
            return status;
        if (cnn_failed(status)) {
            g->desc->count = before;
            keep_reason(g, n, status.message);
        } else
            block(g, n, 1);
    }
    return cnn_ok();
}

/* A vector of scores is compared with a class; so training goes on from here. */
static void choose_loss(cnn_netdesc *d, const cnn_onnx_value *out) {
    cnn_op_kind inside = cnn_loss_containing(cnn_op_of(d->layers[d->count - 1].op));
    if (inside != CNN_OP_COUNT)
        d->loss = inside;
    else if (out && out->axes == 2 && out->shape.c > 1)
        d->loss = cnn_loss_for(CNN_TARGET_CLASS);
}

/* What the graph does to its input first. Pictures come as 0 to 1; where the numbers taken off or divided by are far
 * larger, the network was made for 0 to 255. */
static void take_levels(cnn_onnx_graph *g) {
    enum { FAR = 5 };
    if (!g->mean)
        return;
    g->desc->mean = g->mean;
    g->desc->std = g->std;
    for (int i = 0; i < g->desc->input.c; i++)
        if (g->mean[i] > FAR || g->std[i] > FAR)
            g->desc->high = 255;
}

/* A graph that gives its input as it is: a network needs a layer, and each number times 1 is one. */
static cnn_status pass_on(cnn_onnx_graph *g, cnn_onnx_value **out) {
    static const float one = 1;
    cnn_onnx_node none = {.proto = g->node_count ? g->nodes[g->node_count - 1].proto : NULL, .type = "Identity"};
    if (!none.proto)
        return cnn_fail(CNN_BAD_INPUT, "%s: its graph has no nodes, so there is nothing to step through", g->file);
    cnn_onnx_making m = cnn_onnx_begin(g, &none, "scale", out, 1, NULL);
    cnn_onnx_set(&m, "factors", CNN_SLOPES_ONE);
    cnn_onnx_set(&m, "fixed", true);
    cnn_onnx_set_weights(&m, &one, 1);
    cnn_onnx_set_biases(&m, NULL, 0);
    return cnn_onnx_end(&m, *out);
}

/* The layers that layer `last` is computed from, itself among them; NULL without memory. */
static bool *ways_to(const cnn_onnx_graph *g, int last) {
    const cnn_netdesc *d = g->desc;
    bool *on = cnn_arena_alloc(g->arena, (size_t)d->count + 1, sizeof *on);
    if (!on || last < 0)
        return on;
    on[last] = true;
    for (int i = last; i >= 0; i--)
        for (int k = 0; on[i] && k < d->layers[i].input_count; k++)
            if (d->layers[i].inputs[k] >= 0)
                on[d->layers[i].inputs[k]] = true;
    return on;
}

/* Only what the layer `last` is computed from stays. */
static bool keep_ways_to(cnn_onnx_graph *g, int last) {
    cnn_netdesc *d = g->desc;
    const bool *on = ways_to(g, last);
    int *moved = cnn_arena_alloc(g->arena, (size_t)d->count + 1, sizeof *moved), kept = 0;
    if (!on || !moved)
        return false;
    for (int i = 0; i <= last; i++) {
        if (!on[i])
            continue;
        cnn_layer l = d->layers[i];
        for (int k = 0; k < l.input_count; k++)
            l.inputs[k] = l.inputs[k] >= 0 ? moved[l.inputs[k]] : l.inputs[k];
        moved[i] = kept;
        d->layers[kept++] = l;
    }
    d->count = kept;
    return true;
}

/* The output that the network ends at: the first one that a layer gives, or one that is computed from that. */
static cnn_onnx_value *find_output(cnn_onnx_graph *g) {
    enum { MOST = 100 };
    cnn_onnx_value *found = NULL, *first = NULL;
    for (size_t i = 0; i < g->proto->n_output && i < MOST; i++) {
        int at = cnn_onnx_find(g, g->proto->output[i]->name ? g->proto->output[i]->name : "");
        cnn_onnx_value *v = at < 0 ? NULL : &g->values[at];
        first = i ? first : v;
        if (!v || v->kind != CNN_ONNX_LAYER)
            continue;
        const bool *on = found && v->layer > found->layer ? ways_to(g, v->layer) : NULL;
        if (!found || (on && (found->layer < 0 || on[found->layer])))
            found = v;
    }
    return first && first->kind == CNN_ONNX_BLOCKED ? first : found;
}

/* Says which outputs are left out, for what they are computed from is no part of the network. */
static cnn_status tell_outputs(cnn_onnx_graph *g, const cnn_onnx_value *out) {
    char note[CNN_MESSAGE_MAX] = "", name[CNN_ONNX_SHOWN];
    const bool *on = ways_to(g, out->layer);
    if (!on)
        return cnn_no_memory(g->file, 0);
    for (size_t i = 0; i < g->proto->n_output; i++) {
        int at = cnn_onnx_find(g, g->proto->output[i]->name ? g->proto->output[i]->name : "");
        const cnn_onnx_value *v = at < 0 ? NULL : &g->values[at];
        if (v && v->kind == CNN_ONNX_LAYER && v->layer >= 0 && !on[v->layer])
            cnn_append(note, sizeof note, "%s'%s'", *note ? ", " : "", cnn_onnx_shown(v->name, name));
    }
    if (!*note)
        return cnn_ok();
    char whole[CNN_MESSAGE_MAX];
    cnn_format(whole, sizeof whole, "it has several outputs; what leads to '%s' is opened, and %s is left out",
        cnn_onnx_shown(out->name, name), note);
    g->desc->note = cnn_arena_text(g->arena, whole, strlen(whole));
    return cnn_ok();
}

static cnn_status finish(cnn_onnx_graph *g) {
    cnn_onnx_value *out = find_output(g);
    char note[CNN_MESSAGE_MAX];
    take_levels(g);
    if (out && out->kind == CNN_ONNX_LAYER && out->folded.c)
        return cnn_fail(
            CNN_BAD_INPUT, "%s: its output is flattened with the channels last, an order that Stride has not", g->file);
    if (out && out->kind == CNN_ONNX_LAYER && out->layer == CNN_FROM_INPUT && !out->last) {
        cnn_status status = pass_on(g, &out);
        if (cnn_failed(status))
            return status;
    }
    if (out && out->kind == CNN_ONNX_LAYER && out->layer >= 0) {
        cnn_status status = tell_outputs(g, out);
        if (cnn_failed(status))
            return status;
        if (!keep_ways_to(g, out->layer))
            return cnn_no_memory(g->file, 0);
        choose_loss(g->desc, out);
        return cnn_ok();
    }
    if (!g->blocked)
        return cnn_fail(CNN_BAD_INPUT, "%s: no layer leads from its input to its output", g->file);
    if (g->blocked_at < 0)
        return cnn_fail(CNN_BAD_INPUT, "%s: %s, and nothing stands in front of it", g->file, g->blocked);
    if (!keep_ways_to(g, g->blocked_at))
        return cnn_no_memory(g->file, 0);
    choose_loss(g->desc, NULL);
    cnn_format(note, sizeof note, "%s; what stands in front of it is opened, %d layer%s up to %s", g->blocked,
        g->desc->count, g->desc->count == 1 ? "" : "s", g->desc->layers[g->desc->count - 1].name);
    g->desc->note = cnn_arena_text(g->arena, note, strlen(note));
    return cnn_ok();
}

/* The names of the outputs: what Stride writes, what Ultralytics writes. Names that cannot be read leave numbers. */
static void read_classes(cnn_netdesc *d, const char *key, const char *text, cnn_arena *arena) {
    cnn_class_list list;
    if (strcmp(key, "classes") != 0 && strcmp(key, "names") != 0 && strcmp(key, "labels") != 0)
        return;
    if (d->class_count || cnn_failed(cnn_class_list_read(key, text, arena, &list)) || !list.count)
        return;
    d->classes = list.names;
    d->class_count = list.count;
}

/* What Stride writes into its models: the network's name, the data set it is trained on, what its outputs are called,
 * and how pictures are fitted. */
static void read_words(cnn_netdesc *d, const Onnx__ModelProto *model, cnn_arena *arena) {
    d->foreign = !model->producer_name || strcmp(model->producer_name, "Stride") != 0;
    const char *name = model->graph->name;
    if (!d->foreign && name && *name && strlen(name) < CNN_ONNX_SHOWN && cnn_is_printable(name))
        d->name = name;
    for (size_t i = 0; i < model->n_metadata_props; i++) {
        const Onnx__StringStringEntryProto *p = model->metadata_props[i];
        if (!p->key || !p->value)
            continue;
        read_classes(d, p->key, p->value, arena);
        if (!d->foreign && !strcmp(p->key, "data") && *p->value && cnn_is_printable(p->value))
            d->data = p->value;
        if (!d->foreign && !strcmp(p->key, "fit"))
            d->fit = cnn_fitting_of_text(p->value);
    }
}

static const char *name_of(const char *file) {
    const char *slash = strrchr(file, '/');
    return slash ? slash + 1 : file;
}

cnn_status cnn_onnx_read(
    const unsigned char *bytes, size_t size, const char *file, cnn_arena *arena, cnn_netdesc **out) {
    cnn_onnx_graph g = {.arena = arena, .file = cnn_arena_text(arena, file, strlen(file))};
    Onnx__ModelProto *model;
    *out = NULL;
    if (!g.file)
        return cnn_no_memory(file, 0);
    cnn_status status = cnn_onnx_unpack(bytes, size, g.file, arena, &model);
    if (cnn_failed(status))
        return status;
    g.desc = cnn_netdesc_new(arena, name_of(g.file));
    if (!g.desc)
        return cnn_no_memory(file, sizeof *g.desc);
    g.desc->file = g.file;
    read_words(g.desc, model, arena);
    status = cnn_onnx_graph_begin(&g, model, size);
    if (!cnn_failed(status))
        status = read_input(&g);
    if (!cnn_failed(status)) {
        cnn_onnx_find_forms(&g);
        status = read_nodes(&g);
    }
    if (!cnn_failed(status))
        status = finish(&g);
    if (!cnn_fitting_suits(g.desc->fit, g.desc->input))
        g.desc->fit = (cnn_fitting){CNN_FITTING_CROP, 0, false};
    if (!cnn_failed(status))
        *out = g.desc;
    return status;
}

cnn_status cnn_onnx_open(const char *path, cnn_arena *arena, cnn_netdesc **out) {
    unsigned char *bytes;
    size_t size, length;
    *out = NULL;
    cnn_status status = cnn_file_size(path, &size);
    if (!cnn_failed(status) && size >= CNN_TENSOR_MAX)
        return cnn_fail(CNN_BAD_INPUT, "%s: larger than 2 GiB, which no ONNX file is", path);
    if (!cnn_failed(status))
        status = cnn_file_read(path, size, false, &bytes, &length);
    if (cnn_failed(status))
        return status;
    status = cnn_onnx_read(bytes, length, path, arena, out);
    free(bytes);
    return status;
}
