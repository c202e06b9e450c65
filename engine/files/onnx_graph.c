#include "onnx_graph.h"

#include "onnx_tensor.h"

#include <string.h>

/* FNV-1a. */
static size_t hash_of(const char *name) {
    uint64_t hash = 14695981039346656037u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return (size_t)hash;
}

/* Where the name stands in the table, or where it would stand. */
static size_t slot_of(const cnn_onnx_graph *g, const char *name) {
    size_t at = hash_of(name) & (g->table_size - 1);
    while (g->table[at] && strcmp(g->values[g->table[at] - 1].name, name))
        at = (at + 1) & (g->table_size - 1);
    return at;
}

int cnn_onnx_find(const cnn_onnx_graph *g, const char *name) {
    return g->table[slot_of(g, name)] - 1;
}

/* The value of that name, which is made where there is none; -1: the empty name. */
static int value_named(cnn_onnx_graph *g, const char *name) {
    if (!name || !*name)
        return -1;
    size_t at = slot_of(g, name);
    if (!g->table[at]) {
        g->values[g->value_count] = (cnn_onnx_value){.name = name, .producer = -1};
        g->table[at] = ++g->value_count;
    }
    return g->table[at] - 1;
}

/* The most names that a graph and the graphs in its nodes have. */
static size_t count_names(const Onnx__GraphProto *graph) {
    size_t names = graph->n_initializer + graph->n_input + graph->n_output;
    for (size_t i = 0; i < graph->n_node; i++) {
        const Onnx__NodeProto *n = graph->node[i];
        names += n->n_input + n->n_output;
        for (size_t k = 0; k < n->n_attribute; k++)
            names += n->attribute[k]->g ? count_names(n->attribute[k]->g) : 0;
    }
    return names;
}

/* What the graphs in a node read of the graph around them is read, too. */
static void count_inner_readers(cnn_onnx_graph *g, const Onnx__GraphProto *graph) {
    for (size_t i = 0; i < graph->n_node; i++) {
        const Onnx__NodeProto *n = graph->node[i];
        for (size_t k = 0; k < n->n_input; k++) {
            int value = value_named(g, n->input[k]);
            if (value >= 0)
                g->values[value].readers++;
        }
        for (size_t k = 0; k < n->n_attribute; k++)
            if (n->attribute[k]->g)
                count_inner_readers(g, n->attribute[k]->g);
    }
    for (size_t i = 0; i < graph->n_output; i++) {
        int value = value_named(g, graph->output[i]->name);
        if (value >= 0)
            g->values[value].readers++;
    }
}

static bool make_table(cnn_onnx_graph *g) {
    size_t names = count_names(g->proto);
    for (g->table_size = 64; g->table_size < names * 2;)
        g->table_size *= 2;
    g->values = cnn_arena_alloc(g->arena, names + 1, sizeof *g->values);
    g->table = cnn_arena_alloc(g->arena, g->table_size, sizeof *g->table);
    return g->values && g->table;
}

bool cnn_onnx_node_of(cnn_onnx_graph *g, const Onnx__NodeProto *proto, int number, cnn_onnx_node *n) {
    *n = (cnn_onnx_node){.proto = proto,
        .type = proto->op_type ? proto->op_type : "",
        .number = number,
        .input_count = (int)proto->n_input,
        .output_count = (int)proto->n_output};
    n->inputs = cnn_arena_alloc(g->arena, proto->n_input + proto->n_output + 1, sizeof *n->inputs);
    if (!n->inputs)
        return false;
    n->outputs = n->inputs + proto->n_input;
    for (int i = 0; i < n->input_count; i++)
        n->inputs[i] = value_named(g, proto->input[i]);
    for (int i = 0; i < n->output_count; i++)
        n->outputs[i] = value_named(g, proto->output[i]);
    return true;
}

/* The node, and who reads and gives its values. */
static bool make_node(cnn_onnx_graph *g, int index) {
    const Onnx__NodeProto *proto = g->proto->node[index];
    cnn_onnx_node *n = &g->nodes[index];
    if (!cnn_onnx_node_of(g, proto, index, n))
        return false;
    for (int i = 0; i < n->input_count; i++)
        if (n->inputs[i] >= 0)
            g->values[n->inputs[i]].readers++;
    for (int i = 0; i < n->output_count; i++) {
        if (n->outputs[i] < 0)
            continue;
        cnn_onnx_value *v = &g->values[n->outputs[i]];
        n->given_twice |= v->producer >= 0 || v->kind == CNN_ONNX_CONSTANT;
        v->producer = index;
    }
    for (size_t i = 0; i < proto->n_attribute; i++)
        if (proto->attribute[i]->g)
            count_inner_readers(g, proto->attribute[i]->g);
    return true;
}

/* Tensors of a graph become constants. */
static void take_initializers(cnn_onnx_graph *g, const Onnx__GraphProto *graph) {
    for (size_t i = 0; i < graph->n_initializer; i++) {
        int value = value_named(g, graph->initializer[i]->name);
        if (value < 0)
            continue;
        g->values[value].kind = CNN_ONNX_CONSTANT;
        g->values[value].tensor = graph->initializer[i];
    }
}

static int opset_of(const Onnx__ModelProto *model) {
    for (size_t i = 0; i < model->n_opset_import; i++) {
        const Onnx__OperatorSetIdProto *set = model->opset_import[i];
        if (!set->domain || !*set->domain || !strcmp(set->domain, "ai.onnx"))
            return set->version > 0 && set->version < 1000 ? (int)set->version : 1;
    }
    return 1;
}

cnn_status cnn_onnx_graph_begin(cnn_onnx_graph *g, const Onnx__ModelProto *model, size_t size) {
    g->room = size + ((size_t)1 << 20);
    g->model = model;
    g->proto = model->graph;
    g->opset = opset_of(model);
    g->batch = 1;
    g->node_count = (int)g->proto->n_node;
    g->blocked_at = CNN_FROM_INPUT - 1;
    g->nodes = cnn_arena_alloc(g->arena, g->proto->n_node + 1, sizeof *g->nodes);
    if (!g->nodes || !make_table(g))
        return cnn_no_memory(g->file, g->table_size * sizeof *g->table);
    take_initializers(g, g->proto);
    for (int i = 0; i < g->node_count; i++)
        if (!make_node(g, i))
            return cnn_no_memory(g->file, 0);
    for (size_t i = 0; i < g->proto->n_input; i++)
        value_named(g, g->proto->input[i]->name);
    for (size_t i = 0; i < g->proto->n_output; i++) {
        int value = value_named(g, g->proto->output[i]->name);
        if (value >= 0)
            g->values[value].readers++;
    }
    return cnn_ok();
}

cnn_onnx_value *cnn_onnx_input(cnn_onnx_graph *g, const cnn_onnx_node *n, int which) {
    return which < n->input_count && n->inputs[which] >= 0 ? &g->values[n->inputs[which]] : NULL;
}

cnn_status cnn_onnx_refuse(const cnn_onnx_node *n, const char *format, ...) {
    char reason[CNN_ONNX_REASON], name[CNN_ONNX_SHOWN], type[CNN_ONNX_SHOWN];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    cnn_onnx_shown(n->proto->name, name);
    cnn_onnx_shown(n->proto->op_type, type);
    return cnn_fail(
        CNN_BAD_INPUT, "node %d%s%s%s (%s): %s", n->number, *name ? " '" : "", name, *name ? "'" : "", type, reason);
}

const Onnx__AttributeProto *cnn_onnx_attribute(const cnn_onnx_node *n, const char *key) {
    for (size_t i = 0; i < n->proto->n_attribute; i++)
        if (n->proto->attribute[i]->name && !strcmp(n->proto->attribute[i]->name, key))
            return n->proto->attribute[i];
    return NULL;
}

static const cnn_onnx_given *given_of(const cnn_onnx_node *n, const char *key) {
    for (int i = 0; i < CNN_ONNX_GIVEN; i++)
        if (n->given[i].key && !strcmp(n->given[i].key, key))
            return &n->given[i];
    return NULL;
}

void cnn_onnx_give(cnn_onnx_node *n, const char *key, double value) {
    for (int i = 0; i < CNN_ONNX_GIVEN; i++)
        if (!n->given[i].key) {
            n->given[i] = (cnn_onnx_given){key, value};
            return;
        }
}

int64_t cnn_onnx_integer(const cnn_onnx_node *n, const char *key, int64_t otherwise) {
    const cnn_onnx_given *given = given_of(n, key);
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, key);
    return given ? (int64_t)given->value : a && a->has_i ? a->i : otherwise;
}

double cnn_onnx_number(const cnn_onnx_node *n, const char *key, double otherwise) {
    const cnn_onnx_given *given = given_of(n, key);
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, key);
    return given ? given->value : a && a->has_f ? (double)a->f : otherwise;
}

int cnn_onnx_integers(const cnn_onnx_node *n, const char *key, int most, int64_t *list) {
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, key);
    int count = a && a->n_ints < 1000 ? (int)a->n_ints : 0;
    for (int i = 0; i < count && i < most; i++)
        list[i] = a->ints[i];
    return count;
}

bool cnn_onnx_says(const cnn_onnx_node *n, const char *key, const char *word) {
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, key);
    return a && a->has_s && a->s.len == strlen(word) && !memcmp(a->s.data, word, a->s.len);
}

cnn_status cnn_onnx_constant_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value *v, const cnn_onnx_constant **out) {
    *out = NULL;
    if (!v || v->kind != CNN_ONNX_CONSTANT)
        return cnn_onnx_refuse(n, "it needs a constant where another layer's numbers come in");
    if (v->tensor) {
        char name[CNN_ONNX_SHOWN];
        cnn_status status = cnn_onnx_tensor_read(g, v->tensor, &v->constant);
        if (status.code == CNN_BAD_INPUT)
            return cnn_onnx_refuse(n, "tensor '%s' %s", cnn_onnx_shown(v->name, name), status.message);
        if (cnn_failed(status))
            return status;
        v->tensor = NULL;
    }
    *out = &v->constant;
    return cnn_ok();
}

cnn_status cnn_onnx_floats_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value *v, const cnn_onnx_constant **out) {
    cnn_status status = cnn_onnx_constant_of(g, n, v, out);
    if (cnn_failed(status) || !(*out)->integers)
        return status;
    const int64_t *from = v->constant.integers;
    float *made = cnn_onnx_new_floats(g, &v->constant);
    for (size_t i = 0; made && i < v->constant.count; i++)
        made[i] = (float)from[i];
    return made ? status : cnn_no_memory(g->file, v->constant.count * sizeof(float));
}

bool cnn_onnx_single(cnn_onnx_graph *g, int value, double *number) {
    const cnn_onnx_constant *c;
    if (value < 0)
        return false;
    cnn_onnx_value *v = &g->values[value];
    const cnn_onnx_node *from = v->producer >= 0 ? &g->nodes[v->producer] : NULL;
    if (v->kind == CNN_ONNX_UNKNOWN && from && !strcmp(from->type, "Constant")) {
        const Onnx__AttributeProto *a = cnn_onnx_attribute(from, "value");
        v->tensor = a ? a->t : NULL;
        v->kind = v->tensor ? CNN_ONNX_CONSTANT : v->kind;
    }
    if (v->kind != CNN_ONNX_CONSTANT || g->node_count < 1)
        return false;
    if (cnn_failed(cnn_onnx_constant_of(g, &g->nodes[0], v, &c)) || c->count != 1)
        return false;
    *number = c->floats ? (double)c->floats[0] : c->integers ? (double)c->integers[0] : 0;
    return c->floats || c->integers;
}

float *cnn_onnx_new_floats(cnn_onnx_graph *g, cnn_onnx_constant *c) {
    float *made = cnn_arena_alloc(g->arena, c->count + 1, sizeof *made);
    c->floats = made;
    c->integers = NULL;
    return made;
}

int64_t *cnn_onnx_new_integers(cnn_onnx_graph *g, cnn_onnx_constant *c) {
    int64_t *made = cnn_arena_alloc(g->arena, c->count + 1, sizeof *made);
    c->integers = made;
    c->floats = NULL;
    return made;
}

void cnn_onnx_sizes(const cnn_onnx_graph *g, const cnn_onnx_value *v, int64_t sizes[CNN_ONNX_AXES]) {
    int at = 1;
    sizes[0] = g->batch;
    if (v->axes == 2)
        sizes[1] = (int64_t)cnn_shape_image(v->shape);
    if (v->axes < 3)
        return;
    if (!v->last)
        sizes[at++] = v->shape.c;
    if (v->axes == 4)
        sizes[at++] = v->shape.h;
    sizes[at++] = v->shape.w;
    if (v->last)
        sizes[at] = v->shape.c;
}

cnn_status cnn_onnx_branch(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_reader *read) {
    double taken;
    if (n->input_count != 1 || n->inputs[0] < 0 || !cnn_onnx_single(g, n->inputs[0], &taken))
        return cnn_onnx_refuse(n, "its condition is no single constant");
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, taken != 0 ? "then_branch" : "else_branch");
    if (!a || !a->g || a->g->n_output != (size_t)n->output_count)
        return cnn_onnx_refuse(n, "the branch that it takes is missing");
    take_initializers(g, a->g);
    for (size_t i = 0; i < a->g->n_node; i++) {
        cnn_onnx_node inner;
        if (!cnn_onnx_node_of(g, a->g->node[i], n->number, &inner))
            return cnn_no_memory(g->file, 0);
        cnn_status status = read(g, &inner);
        if (cnn_failed(status))
            return status;
    }
    for (int i = 0; i < n->output_count; i++) {
        int from = cnn_onnx_find(g, a->g->output[i]->name ? a->g->output[i]->name : "");
        if (from < 0 || g->values[from].kind == CNN_ONNX_UNKNOWN)
            return cnn_onnx_refuse(n, "its branch does not give what it should");
        if (n->outputs[i] < 0 || n->outputs[i] == from)
            continue;
        cnn_onnx_value *to = &g->values[n->outputs[i]], value = g->values[from];
        value.name = to->name;
        value.readers = to->readers;
        value.producer = to->producer;
        *to = value;
    }
    return cnn_ok();
}
