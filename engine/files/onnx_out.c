/* The messages of protobuf-c are plain structs with lists of pointers; here they are filled. */
#include "onnx_out.h"

#include <string.h>

static void no_memory(cnn_onnx_out *to) {
    if (!cnn_failed(to->status))
        to->status = cnn_no_memory(to->net->name, 0);
}

void cnn_onnx_out_refuse(cnn_onnx_out *to, const char *format, ...) {
    char reason[CNN_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, format);
    cnn_format_list(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (!cnn_failed(to->status))
        to->status = cnn_fail(CNN_BAD_INPUT, "%s: layer %s cannot be written as ONNX: %s",
            to->net->file ? to->net->file : to->net->name, to->layer, reason);
}

static void *room(cnn_onnx_out *to, size_t count, size_t size) {
    void *made = cnn_arena_alloc(to->arena, count ? count : 1, size);
    if (!made)
        no_memory(to);
    return made;
}

static char *copy_of(cnn_onnx_out *to, const char *text) {
    static char nothing[1];
    char *copy = cnn_arena_text(to->arena, text, strlen(text));
    if (!copy)
        no_memory(to);
    return copy ? copy : nothing;
}

/* A list of pointers with one more in it; it doubles when its count is a power of two. */
static void *with_one_more(cnn_onnx_out *to, void *list, size_t *count, void *item) {
    void **items = list;
    if ((*count & (*count - 1)) == 0) {
        items = room(to, *count ? *count * 2 : 1, sizeof *items);
        if (!items)
            return list;
        if (*count)
            memcpy(items, list, *count * sizeof *items);
    }
    items[(*count)++] = item;
    return items;
}

const char *cnn_onnx_out_name(cnn_onnx_out *to, const char *what) {
    char name[CNN_NAME_MAX * 2 + 40];
    if (to->named++)
        cnn_format(name, sizeof name, "%s/%s%d", to->layer, what, to->named);
    else
        cnn_format(name, sizeof name, "%s/%s", to->layer, what);
    return copy_of(to, name);
}

Onnx__NodeProto *cnn_onnx_out_node(cnn_onnx_out *to, const char *type, const char *output, const char *const inputs[]) {
    static Onnx__NodeProto lost;
    Onnx__NodeProto *node = room(to, 1, sizeof *node);
    if (!node) {
        onnx__node_proto__init(&lost);
        return &lost;
    }
    onnx__node_proto__init(node);
    node->op_type = copy_of(to, type);
    node->name = copy_of(to, output);
    for (int i = 0; inputs[i]; i++)
        node->input = with_one_more(to, node->input, &node->n_input, copy_of(to, inputs[i]));
    node->output = with_one_more(to, node->output, &node->n_output, node->name);
    to->graph.node = with_one_more(to, to->graph.node, &to->graph.n_node, node);
    return node;
}

/* NULL without memory. */
static Onnx__AttributeProto *attribute(
    cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, Onnx__AttributeProto__AttributeType type) {
    Onnx__AttributeProto *a = room(to, 1, sizeof *a);
    if (!a)
        return NULL;
    onnx__attribute_proto__init(a);
    a->name = copy_of(to, key);
    a->has_type = true;
    a->type = type;
    node->attribute = with_one_more(to, node->attribute, &node->n_attribute, a);
    return a;
}

void cnn_onnx_out_integer(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, int64_t value) {
    Onnx__AttributeProto *a = attribute(to, node, key, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);
    if (a) {
        a->has_i = true;
        a->i = value;
    }
}

void cnn_onnx_out_number(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, float value) {
    Onnx__AttributeProto *a = attribute(to, node, key, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);
    if (a) {
        a->has_f = true;
        a->f = value;
    }
}

void cnn_onnx_out_integers(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, const int64_t *values, int count) {
    Onnx__AttributeProto *a = attribute(to, node, key, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);
    int64_t *kept = room(to, (size_t)count, sizeof *kept);
    if (a && kept) {
        memcpy(kept, values, (size_t)count * sizeof *kept);
        a->n_ints = (size_t)count;
        a->ints = kept;
    }
}

void cnn_onnx_out_word(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, const char *value) {
    Onnx__AttributeProto *a = attribute(to, node, key, ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__STRING);
    if (a) {
        a->has_s = true;
        a->s = (ProtobufCBinaryData){strlen(value), (uint8_t *)copy_of(to, value)};
    }
}

/* A constant of `count` numbers of `size` bytes each, which stay where they are. */
static const char *constant(cnn_onnx_out *to, const char *name, int32_t type, const void *numbers, size_t size,
    const int64_t *sizes, int axes) {
    Onnx__TensorProto *t = room(to, 1, sizeof *t);
    int64_t *dims = room(to, (size_t)axes, sizeof *dims);
    const char *kept = copy_of(to, name);
    if (!t || !dims)
        return kept;
    onnx__tensor_proto__init(t);
    t->name = (char *)kept;
    t->has_data_type = true;
    t->data_type = type;
    t->n_dims = (size_t)axes;
    t->dims = dims;
    for (int i = 0; i < axes; i++) {
        dims[i] = sizes[i];
        size *= (size_t)sizes[i];
    }
    t->has_raw_data = true;
    t->raw_data = (ProtobufCBinaryData){size, (uint8_t *)numbers}; /* the writer only reads them */
    to->graph.initializer = with_one_more(to, to->graph.initializer, &to->graph.n_initializer, t);
    return kept;
}

const char *cnn_onnx_out_tensor(
    cnn_onnx_out *to, const char *name, const float *numbers, const int64_t *sizes, int axes) {
    return constant(to, name, ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT, numbers, sizeof *numbers, sizes, axes);
}

float *cnn_onnx_out_room(cnn_onnx_out *to, const float *numbers, size_t count) {
    float *kept = room(to, count, sizeof *kept);
    if (kept && numbers)
        memcpy(kept, numbers, count * sizeof *kept);
    return kept;
}

const char *cnn_onnx_out_shape(cnn_onnx_out *to, const char *what, const int64_t *values, int count) {
    const char *name = cnn_onnx_out_name(to, what);
    int64_t *kept = room(to, (size_t)count, sizeof *kept), sizes[1] = {count};
    if (!kept)
        return name;
    memcpy(kept, values, (size_t)count * sizeof *kept);
    return constant(to, name, ONNX__TENSOR_PROTO__DATA_TYPE__INT64, kept, sizeof *kept, sizes, 1);
}

const char *cnn_onnx_out_scalar(cnn_onnx_out *to, const char *what, float value) {
    const char *name = cnn_onnx_out_name(to, what);
    float *kept = cnn_onnx_out_room(to, &value, 1);
    return kept ? cnn_onnx_out_tensor(to, name, kept, NULL, 0) : name;
}

const char *cnn_onnx_out_parameter(cnn_onnx_out *to, const cnn_node *node, cnn_parameter which) {
    cnn_parameter_block block;
    char name[CNN_NAME_MAX + 24];
    int64_t sizes[4] = {0};
    if (!cnn_node_parameter(node, which, &block))
        return NULL;
    cnn_format(name, sizeof name, "%s.%s", node->name, block.name);
    for (int i = 0; i < block.axes; i++)
        sizes[i] = block.sizes[i];
    return cnn_onnx_out_tensor(to, name, to->parameters + block.at, sizes, block.axes);
}

const char *cnn_onnx_out_input(const cnn_onnx_out *to, const cnn_node *node, int which) {
    return to->value[node->inputs[which]];
}

const char *cnn_onnx_out_maps(cnn_onnx_out *to, const cnn_node *node, int which) {
    const char *from = cnn_onnx_out_input(to, node, which);
    cnn_shape shape = to->net->nodes[node->inputs[which]].layout.out;
    if (!to->flat[node->inputs[which]])
        return from;
    const char *output = cnn_onnx_out_name(to, "maps"),
               *wanted = cnn_onnx_out_shape(to, "shape", (int64_t[]){0, shape.c, shape.h, shape.w}, 4);
    cnn_onnx_out_node(to, "Reshape", output, (const char *[]){from, wanted, NULL});
    return output;
}

const char *cnn_onnx_out_vector(cnn_onnx_out *to, const cnn_node *node, int which) {
    const char *from = cnn_onnx_out_input(to, node, which);
    if (to->flat[node->inputs[which]])
        return from;
    const char *output = cnn_onnx_out_name(to, "vector");
    cnn_onnx_out_integer(to, cnn_onnx_out_node(to, "Flatten", output, (const char *[]){from, NULL}), "axis", 1);
    return output;
}
