/* Each layer becomes one node or a few, as its operator's row says; what goes from one to the next is the layer's value
 * under the layer's name. */
#include "onnx_write.h"

#include "class_list.h"
#include "fitting_text.h"
#include "levels.h"
#include "onnx_out_row.h"

#include <stdlib.h>
#include <string.h>

#define CNN_OP(kind, symbol) extern const cnn_onnx_out_row symbol##_onnx;
#include "op_table.h"
#undef CNN_OP

static const cnn_onnx_out_row *const rows[CNN_OP_COUNT] = {
#define CNN_OP(kind, symbol) [CNN_OP_##kind] = &symbol##_onnx,
#include "op_table.h"
#undef CNN_OP
};

enum { OPSET = 13, IR_VERSION = 7 }; /* the IR that came with opset 13 */

/* A value of the graph's ends: its name and its shape, whose first size is any number of images. */
typedef struct end {
    Onnx__ValueInfoProto info;
    Onnx__TypeProto type;
    Onnx__TypeProto__Tensor tensor;
    Onnx__TensorShapeProto shape;
    Onnx__TensorShapeProto__Dimension sizes[4], *list[4];
    Onnx__ValueInfoProto *only[1];
} end;

static void set_end(end *e, const char *name, cnn_shape shape, bool flat) {
    static char any[] = "N";
    const int sizes[4] = {0, shape.c, shape.h, shape.w};
    onnx__value_info_proto__init(&e->info);
    onnx__type_proto__init(&e->type);
    onnx__type_proto__tensor__init(&e->tensor);
    onnx__tensor_shape_proto__init(&e->shape);
    for (int i = 0; i < 4; i++) {
        onnx__tensor_shape_proto__dimension__init(&e->sizes[i]);
        e->sizes[i].value_case = i ? ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE
                                   : ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
        if (i)
            e->sizes[i].dim_value = sizes[i];
        else
            e->sizes[i].dim_param = any;
        e->list[i] = &e->sizes[i];
    }
    e->shape.n_dim = flat ? 2 : 4;
    e->shape.dim = e->list;
    e->tensor.has_elem_type = true;
    e->tensor.elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    e->tensor.shape = &e->shape;
    e->type.value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
    e->type.tensor_type = &e->tensor;
    e->info.name = (char *)name;
    e->info.type = &e->type;
    e->only[0] = &e->info;
}

static void put_layer(cnn_onnx_out *to, int index) {
    const cnn_node *node = &to->net->nodes[index];
    const cnn_onnx_out_row *row = rows[node->kind];
    bool read_flat = true;
    to->layer = node->name;
    to->named = 0;
    for (int i = 0; i < node->input_count; i++)
        read_flat = read_flat && to->flat[node->inputs[i]];
    if (row->put)
        row->put(to, node, node->name);
    else
        cnn_onnx_out_of_one(to, row->type, node->name, cnn_onnx_out_input(to, node, 0));
    to->value[index] = node->name;
    to->flat[index] = row->form == CNN_ONNX_OUT_VECTOR || (row->form == CNN_ONNX_OUT_AS_READ && read_flat);
}

static cnn_status packed(const cnn_onnx_out *to, const Onnx__ModelProto *model, unsigned char **bytes, size_t *length) {
    *length = onnx__model_proto__get_packed_size(model);
    if (*length > INT32_MAX)
        return cnn_fail(CNN_BAD_INPUT, "%s: an ONNX file holds at most 2 GiB, and this network needs %zu MiB",
            to->net->name, *length >> 20);
    *bytes = cnn_arena_alloc(to->arena, *length, 1);
    if (!*bytes)
        return cnn_no_memory(to->net->name, *length);
    onnx__model_proto__pack(model, *bytes);
    return cnn_ok();
}

typedef struct own_words {
    Onnx__StringStringEntryProto entries[3], *list[3];
    char fit[CNN_FITTING_TEXT];
} own_words;

/* What ONNX has no place for: what it is trained on, what its outputs are called, and how a picture of
 * another size is fitted. */
static void set_own_words(const cnn_onnx_out *to, const cnn_netdesc *desc, own_words *words, Onnx__ModelProto *model) {
    static char data[] = "data", classes[] = "classes", fit[] = "fit";
    char *fitting = desc->fit.kind == CNN_FITTING_USUAL ? NULL : cnn_fitting_write(desc->fit, words->fit);
    size_t outputs = cnn_shape_image(to->net->nodes[to->net->output].layout.out);
    bool named =
        desc->class_count && (size_t)desc->class_count == outputs; /* a U-Net has data with classes, and maps */
    char *list = named ? cnn_class_list_write(desc->classes, desc->class_count) : NULL;
    char *pairs[][2] = {{data, (char *)desc->data},
        {classes, list ? cnn_arena_text(to->arena, list, strlen(list)) : NULL}, {fit, fitting}};
    free(list);
    for (int i = 0; i < 3; i++) {
        Onnx__StringStringEntryProto *entry = words->list[model->n_metadata_props] = &words->entries[i];
        onnx__string_string_entry_proto__init(entry);
        entry->key = pairs[i][0];
        entry->value = pairs[i][1];
        model->n_metadata_props += entry->value != NULL;
    }
    model->metadata_props = words->list;
}

static cnn_status write_model(cnn_onnx_out *to, const cnn_netdesc *desc, unsigned char **bytes, size_t *length) {
    static char producer[] = "Stride";
    const cnn_net *net = to->net;
    end input, output;
    set_end(&input, "input", net->nodes[0].layout.out, false);
    set_end(&output, to->value[net->output], net->nodes[net->output].layout.out, to->flat[net->output]);
    to->graph.name = (char *)(net->name[0] ? net->name : producer);
    to->graph.n_input = to->graph.n_output = 1;
    to->graph.input = input.only;
    to->graph.output = output.only;
    Onnx__OperatorSetIdProto opset = ONNX__OPERATOR_SET_ID_PROTO__INIT, *opsets[] = {&opset};
    Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
    opset.domain = producer + strlen(producer); /* ONNX's own */
    opset.has_version = model.has_ir_version = true;
    opset.version = OPSET;
    model.ir_version = IR_VERSION;
    model.n_opset_import = 1;
    model.opset_import = opsets;
    model.producer_name = producer;
    model.graph = &to->graph;
    own_words words;
    set_own_words(to, desc, &words, &model);
    return packed(to, &model, bytes, length);
}

/* The model reads pictures as numbers from 0 to 1. What becomes of them in front of the first layer, their range and
 * then their mean and spread, is one difference and one quotient for each channel. */
static void put_normalisation(cnn_onnx_out *to, const cnn_netdesc *desc) {
    int channels = to->net->nodes[0].layout.out.c;
    const int64_t sizes[3] = {channels, 1, 1};
    float *mean = cnn_onnx_out_room(to, NULL, (size_t)channels), *std = cnn_onnx_out_room(to, NULL, (size_t)channels);
    float width = desc->high - desc->low;
    if (!mean || !std || width == 0 || (desc->low == 0 && desc->high == 1 && !desc->mean))
        return;
    for (int c = 0; c < channels; c++) {
        mean[c] = ((desc->mean ? desc->mean[c] : 0) - desc->low) / width;
        std[c] = (desc->std ? desc->std[c] : 1) / width;
    }
    cnn_onnx_out_of_two(to, "Sub", "input/centred", "input", cnn_onnx_out_tensor(to, "input.mean", mean, sizes, 3));
    cnn_onnx_out_of_two(
        to, "Div", "input/normalised", "input/centred", cnn_onnx_out_tensor(to, "input.std", std, sizes, 3));
    to->value[0] = "input/normalised";
}

cnn_status cnn_onnx_write(const cnn_netdesc *desc, const cnn_net *net, const float *parameters, cnn_arena *arena,
    unsigned char **bytes, size_t *length) {
    cnn_onnx_out to = {.net = net, .parameters = parameters, .arena = arena, .status = cnn_ok()};
    onnx__graph_proto__init(&to.graph);
    to.value = cnn_arena_alloc(arena, (size_t)net->count, sizeof *to.value);
    to.flat = cnn_arena_alloc(arena, (size_t)net->count, sizeof *to.flat);
    if (!to.value || !to.flat)
        return cnn_no_memory(net->name, (size_t)net->count * sizeof *to.value);
    to.value[0] = to.layer = "input";
    put_normalisation(&to, desc);
    for (int i = 1; i <= net->output && !cnn_failed(to.status); i++)
        put_layer(&to, i);
    return cnn_failed(to.status) ? to.status : write_model(&to, desc, bytes, length);
}
