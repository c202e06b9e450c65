/* The model's first input is the image; the others become constants. Operators that join have several images: they are
 * stacked into one, and convolutions (or matrices) of zeros and ones in front of the node take it apart again, for a
 * network of Stride has one input. Tolerances are those of onnx.backend.test: 10^-7 and 10^-3 of the number. */
#include "onnx_suite.h"

#include "file.h"
#include "net.h"
#include "onnx_read.h"
#include "pass.h"

#include "onnx.pb-c.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { INPUTS_MAX = 12 };

typedef struct suite_case {
    const char *folder;
    cnn_arena *arena;
    Onnx__ModelProto *model;
    Onnx__TensorProto *inputs[INPUTS_MAX], *output;
    int input_count;
    Onnx__TensorProto *image; /* one of the inputs, or several of them stacked */
    char *reason;
} suite_case;

static const char *const listed[] = {"Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool",
    "GlobalMaxPool", "Relu", "LeakyRelu", "PRelu", "Elu", "Selu", "Celu", "Clip", "HardSigmoid", "HardSwish", "Sigmoid",
    "Tanh", "Softplus", "Softsign", "Gelu", "BatchNormalization", "InstanceNormalization", "LayerNormalization", "LRN",
    "Gemm", "MatMul", "Flatten", "Reshape", "Squeeze", "Transpose", "ReduceMean", "Dropout", "Identity", "Add", "Sum",
    "Mul", "Sub", "Div", "Min", "Max", "Concat", "Pad", "Softmax", "LogSoftmax", "Upsample", "Resize", NULL};
/* What exporters put around them; a case of these alone has no layer. */
static const char *const around[] = {"Constant", "Shape", "Gather", "Unsqueeze", "Slice", "Cast", NULL};
static const char *const joins[] = {"Add", "Sum", "Concat", "Mul", "Sub", "Div", "Min", "Max", NULL};

static bool is_in(const char *const *list, const char *word) {
    while (*list && strcmp(*list, word))
        list++;
    return *list != NULL;
}

static bool refuse(suite_case *c, const char *reason) {
    cnn_format(c->reason, CNN_MESSAGE_MAX, "%s", reason);
    return false;
}

static bool read_message(suite_case *c, const char *name, const ProtobufCMessageDescriptor *type, void *out) {
    char path[1200];
    unsigned char *bytes;
    size_t length;
    cnn_format(path, sizeof path, "%s/%s", c->folder, name);
    if (!cnn_file_exists(path) || cnn_failed(cnn_file_read(path, (size_t)1 << 28, false, &bytes, &length)))
        return refuse(c, "a file of the case cannot be read");
    *(ProtobufCMessage **)out = protobuf_c_message_unpack(type, NULL, length, bytes);
    free(bytes);
    return *(ProtobufCMessage **)out != NULL || refuse(c, "a file of the case is no message of ONNX");
}

static bool is_constant(const Onnx__GraphProto *g, const char *name) {
    for (size_t i = 0; i < g->n_initializer; i++)
        if (!strcmp(g->initializer[i]->name, name))
            return true;
    return false;
}

static float half_of(uint16_t bits) {
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float size = exponent == 31  ? fraction ? NAN : INFINITY
                 : exponent == 0 ? ldexpf((float)fraction, -24)
                                 : ldexpf((float)(fraction + 1024), exponent - 25);
    return bits & 0x8000 ? -size : size;
}

/* Half and double precision become single, in which Stride computes. */
static void make_single(Onnx__TensorProto *t) {
    bool twice = t->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
    size_t bytes = twice ? 8 : 2, count = t->has_raw_data ? t->raw_data.len / bytes : 0;
    if (!count || (!twice && t->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16))
        return;
    t->float_data = calloc(count, sizeof *t->float_data);
    t->n_float_data = count;
    for (size_t i = 0; i < count; i++) {
        double large;
        uint16_t small;
        memcpy(twice ? (void *)&large : (void *)&small, t->raw_data.data + i * bytes, bytes);
        t->float_data[i] = twice ? (float)large : half_of(small);
    }
    t->has_raw_data = false;
    t->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
}

static bool has_fraction(int type) {
    return type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT || type == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE ||
           type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16;
}

static bool read_files(suite_case *c) {
    const Onnx__GraphProto *g = c->model->graph;
    for (size_t i = 0; i < g->n_input; i++) {
        char name[80];
        if (is_constant(g, g->input[i]->name))
            continue;
        const Onnx__TypeProto *type = g->input[i]->type;
        if (c->input_count == INPUTS_MAX || !type || type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE)
            return refuse(c, "an input is no tensor");
        cnn_format(name, sizeof name, "test_data_set_0/input_%d.pb", c->input_count);
        if (!read_message(c, name, &onnx__tensor_proto__descriptor, &c->inputs[c->input_count]))
            return false;
        make_single(c->inputs[c->input_count]);
        free(c->inputs[c->input_count]->name);
        c->inputs[c->input_count]->name = strdup(g->input[i]->name);
        c->input_count++;
    }
    for (size_t i = 0; i < g->n_output; i++) {
        const Onnx__TypeProto *type = g->output[i]->type;
        if (!type || type->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE ||
            !has_fraction(type->tensor_type->elem_type))
            return refuse(c, "an output has other numbers than floats");
    }
    if (!read_message(c, "test_data_set_0/output_0.pb", &onnx__tensor_proto__descriptor, &c->output))
        return false;
    make_single(c->output);
    return true;
}

static size_t count_of(const Onnx__TensorProto *t) {
    size_t count = 1;
    for (size_t i = 0; i < t->n_dims; i++)
        count *= (size_t)t->dims[i];
    return count;
}

/* NULL: it holds no floats. */
static const float *numbers_of(suite_case *c, const Onnx__TensorProto *t) {
    size_t count = count_of(t);
    if (t->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return NULL;
    if (!t->has_raw_data)
        return t->n_float_data == count ? t->float_data : NULL;
    float *numbers = cnn_arena_alloc(c->arena, count + 1, sizeof *numbers);
    if (!numbers || t->raw_data.len != count * sizeof *numbers)
        return NULL;
    memcpy(numbers, t->raw_data.data, t->raw_data.len);
    return numbers;
}

static void *grown(void *list, size_t count) {
    return realloc(list, count * sizeof(void *));
}

static void add_constant(Onnx__GraphProto *g, Onnx__TensorProto *t) {
    g->initializer = grown(g->initializer, g->n_initializer + 1);
    g->initializer[g->n_initializer++] = t;
}

static Onnx__TensorProto *new_floats(const char *name, const int64_t *sizes, size_t axes, size_t count) {
    Onnx__TensorProto *t = malloc(sizeof *t);
    onnx__tensor_proto__init(t);
    t->name = strdup(name);
    t->has_data_type = true;
    t->data_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
    t->n_dims = axes;
    t->dims = malloc(axes * sizeof *t->dims);
    memcpy(t->dims, sizes, axes * sizeof *t->dims);
    t->n_float_data = count;
    t->float_data = calloc(count, sizeof *t->float_data);
    return t;
}

/* Channels of one tensor: the second size. */
static int64_t channels_of(const Onnx__TensorProto *t) {
    return t->n_dims > 1 ? t->dims[1] : 1;
}

/* Whether the node joins inputs that can be stacked along the channels. */
static bool stackable(const suite_case *c) {
    const Onnx__GraphProto *g = c->model->graph;
    const Onnx__TensorProto *a = c->inputs[0];
    if (g->n_node != 1 || !is_in(joins, g->node[0]->op_type) || c->input_count < 2 || a->n_dims < 1 || a->n_dims > 4)
        return false;
    if (a->n_dims == 1 && !strcmp(g->node[0]->op_type, "Concat")) /* its only axis counts the images */
        return false;
    for (int i = 1; i < c->input_count; i++) {
        const Onnx__TensorProto *b = c->inputs[i];
        bool alike = b->n_dims == a->n_dims && b->data_type == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
        for (size_t k = 0; alike && k < a->n_dims; k++)
            alike = k == 1 || a->dims[k] == b->dims[k];
        if (!alike)
            return false;
    }
    return true;
}

/* A node in front of the others that takes channels `first` and on out of the stack. */
static void take_apart(
    suite_case *c, Onnx__NodeProto *node, const Onnx__TensorProto *part, int64_t all, int64_t first) {
    Onnx__GraphProto *g = c->model->graph;
    bool flat = part->n_dims < 3;
    int64_t channels = channels_of(part), sizes[4] = {flat ? all : channels, flat ? channels : all, 1, 1};
    char name[200];
    cnn_format(name, sizeof name, "%s-choice", part->name);
    Onnx__TensorProto *choice = new_floats(name, sizes, flat ? 2 : part->n_dims, (size_t)(all * channels));
    for (int64_t i = 0; i < channels; i++)
        choice->float_data[flat ? (first + i) * channels + i : i * all + first + i] = 1;
    add_constant(g, choice);
    onnx__node_proto__init(node);
    node->op_type = strdup(flat ? "MatMul" : "Conv");
    node->n_input = 2;
    node->input = malloc(2 * sizeof *node->input);
    node->input[0] = strdup("stack");
    node->input[1] = strdup(name);
    node->n_output = 1;
    node->output = malloc(sizeof *node->output);
    node->output[0] = strdup(part->name);
}

static void set_sizes(Onnx__ValueInfoProto *info, const Onnx__TensorProto *t, size_t axes) {
    Onnx__TensorShapeProto *shape = info->type->tensor_type->shape;
    shape->dim = grown(shape->dim, axes);
    for (size_t i = 0; i < axes; i++) {
        if (i >= shape->n_dim) {
            shape->dim[i] = malloc(sizeof **shape->dim);
            onnx__tensor_shape_proto__dimension__init(shape->dim[i]);
        }
        shape->dim[i]->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
        shape->dim[i]->dim_value = i < t->n_dims ? t->dims[i] : 1;
    }
    shape->n_dim = axes;
}

static bool stack(suite_case *c) {
    Onnx__GraphProto *g = c->model->graph;
    const Onnx__TensorProto *a = c->inputs[0];
    size_t axes = a->n_dims < 2 ? 2 : a->n_dims, count = 0;
    int64_t sizes[4] = {a->dims[0], 0, 1, 1}, first = 0;
    for (size_t i = 2; i < a->n_dims; i++)
        sizes[i] = a->dims[i];
    for (int i = 0; i < c->input_count; i++) {
        sizes[1] += channels_of(c->inputs[i]);
        count += count_of(c->inputs[i]);
    }
    c->image = new_floats("stack", sizes, axes, count);
    g->node = grown(g->node, 1 + (size_t)c->input_count);
    g->node[c->input_count] = g->node[0];
    g->n_node = 1 + (size_t)c->input_count;
    float *to = c->image->float_data;
    for (int64_t n = 0; n < sizes[0]; n++)
        for (int i = 0; i < c->input_count; i++) {
            size_t each = count_of(c->inputs[i]) / (size_t)sizes[0];
            const float *from = numbers_of(c, c->inputs[i]);
            if (!from)
                return refuse(c, "the numbers that go in are no floats");
            memcpy(to, from + (size_t)n * each, each * sizeof *to);
            to += each;
        }
    for (int i = 0; i < c->input_count; i++) {
        g->node[i] = malloc(sizeof **g->node);
        take_apart(c, g->node[i], c->inputs[i], sizes[1], first);
        first += channels_of(c->inputs[i]);
    }
    g->n_input = 1;
    free(g->input[0]->name);
    g->input[0]->name = strdup("stack");
    set_sizes(g->input[0], c->image, axes);
    return true;
}

/* Whether a node drops numbers at random, as in training. */
static bool trains(suite_case *c) {
    const Onnx__NodeProto *node = c->model->graph->node[0];
    if (strcmp(node->op_type, "Dropout") || node->n_input < 3)
        return false;
    for (int i = 1; i < c->input_count; i++) {
        const float *ratio = strcmp(c->inputs[i]->name, node->input[1]) ? NULL : numbers_of(c, c->inputs[i]);
        if (ratio && *ratio == 0)
            return false;
    }
    return true;
}

/* One image goes in; whatever else does is constant. */
static bool prepare(suite_case *c) {
    if (!c->input_count)
        return refuse(c, "it has no input");
    if (c->inputs[0]->data_type != ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)
        return refuse(c, "the numbers that go in are no floats");
    if (trains(c))
        return refuse(c, "it is in training mode");
    if (stackable(c))
        return stack(c);
    c->image = c->inputs[0];
    for (int i = 1; i < c->input_count; i++)
        add_constant(c->model->graph, c->inputs[i]);
    return true;
}

static case_result compare(suite_case *c, const cnn_net *net, cnn_pass *pass, int images) {
    size_t each = cnn_shape_image(net->nodes[net->output].layout.out), count = count_of(c->output);
    const float *wanted = numbers_of(c, c->output);
    float *got = cnn_arena_alloc(c->arena, each + 1, sizeof *got);
    if (!wanted || !got || each * (size_t)images != count) {
        cnn_format(c->reason, CNN_MESSAGE_MAX, "%zu numbers come out in place of %zu", each * (size_t)images, count);
        return CASE_WRONG;
    }
    for (int n = 0; n < images; n++) {
        cnn_pass_read(pass, pass->value[net->output], n, got);
        for (size_t i = 0; i < each; i++) {
            double want = (double)wanted[(size_t)n * each + i], is = (double)got[i];
            bool same = is == want || (isnan(is) && isnan(want)) || fabs(is - want) <= 1e-7 + 1e-3 * fabs(want);
            if (!same) {
                cnn_format(
                    c->reason, CNN_MESSAGE_MAX, "number %zu is %.9g in place of %.9g", (size_t)n * each + i, is, want);
                return CASE_WRONG;
            }
        }
    }
    return CASE_PASSED;
}

static case_result run_network(suite_case *c, const cnn_netdesc *desc, const cnn_net *net) {
    const float *numbers = numbers_of(c, c->image);
    float *parameters = cnn_arena_alloc(c->arena, net->parameters + 1, sizeof *parameters);
    size_t each = cnn_shape_image(net->nodes[0].layout.out), count = count_of(c->image);
    cnn_pass *pass;
    if (!numbers || !parameters || !each || count % each || count == 0) {
        refuse(c, "the numbers that go in are no images of the input");
        return CASE_REFUSED;
    }
    int images = (int)(count / each);
    cnn_status status = cnn_pass_new(net, images, false, CNN_FAST, &pass);
    if (cnn_failed(status)) {
        refuse(c, status.message);
        return CASE_REFUSED;
    }
    cnn_net_initialize(net, desc, 1, parameters);
    float *image = cnn_arena_alloc(c->arena, each + 1, sizeof *image);
    size_t plane = each / (size_t)net->nodes[0].layout.out.c;
    for (int n = 0; image && n < images; n++) {
        memcpy(image, numbers + (size_t)n * each, each * sizeof *image);
        for (size_t i = 0; desc->mean && i < each; i++)
            image[i] = (image[i] - desc->mean[i / plane]) / desc->std[i / plane];
        cnn_pass_write(pass, pass->value[0], n, image);
    }
    cnn_pass_forward(pass, parameters);
    case_result result = compare(c, net, pass, images);
    cnn_pass_free(pass);
    return result;
}

static case_result open_and_run(suite_case *c) {
    cnn_netdesc *desc;
    cnn_net *net = NULL;
    case_result result = CASE_REFUSED;
    if (!prepare(c))
        return result;
    size_t length = onnx__model_proto__get_packed_size(c->model);
    unsigned char *bytes = cnn_arena_alloc(c->arena, length, 1);
    if (!bytes)
        return CASE_REFUSED;
    onnx__model_proto__pack(c->model, bytes);
    cnn_status status = cnn_onnx_read(bytes, length, "model.onnx", c->arena, &desc);
    if (!cnn_failed(status) && desc->note)
        status = cnn_fail(CNN_BAD_INPUT, "%s", desc->note);
    if (!cnn_failed(status))
        status = cnn_net_new(desc, &net);
    if (cnn_failed(status))
        refuse(c, status.message);
    else
        result = run_network(c, desc, net);
    cnn_net_free(net);
    return result;
}

/* Whether Stride reads all its operators, and one of them is a layer. */
static bool is_ours(const Onnx__GraphProto *g) {
    bool layer = false;
    for (size_t i = 0; g && i < g->n_node; i++) {
        layer |= is_in(listed, g->node[i]->op_type);
        if (!is_in(listed, g->node[i]->op_type) && !is_in(around, g->node[i]->op_type))
            return false;
    }
    return layer;
}

/* What the case allocates lives until the program ends: the messages are taken apart and put together anew. */
case_result onnx_case_run(const char *folder, char reason[CNN_MESSAGE_MAX]) {
    suite_case c = {.folder = folder, .arena = cnn_arena_new(), .reason = reason};
    case_result result = CASE_OTHER;
    if (c.arena && read_message(&c, "model.onnx", &onnx__model_proto__descriptor, &c.model) && is_ours(c.model->graph))
        result = read_files(&c) ? open_and_run(&c) : CASE_REFUSED;
    cnn_arena_free(c.arena);
    return result;
}
