/* An ONNX graph while it is turned into a description. A value is what ONNX calls a tensor that has a name: a constant,
 * the numbers of a layer, or blocked: it comes from a node that Stride has no steps for. Nodes are taken in the order
 * of the file; each gives its outputs a value.
 *
 * A layer's numbers are C x H x W. In ONNX they have 4, 3 or 2 axes, the first of which counts images; `last` says that
 * the channels come last, as Keras and ConvNeXt hold them: a Transpose only changes this note, no number moves. */
#ifndef CNN_ONNX_GRAPH_H
#define CNN_ONNX_GRAPH_H

#include "netdesc.h"
#include "onnx_file.h"

enum { CNN_ONNX_AXES = 8, CNN_ONNX_GIVEN = 5, CNN_ONNX_REASON = 300 };

/* Either floats or integers; neither where there are no numbers at all. */
typedef struct cnn_onnx_constant {
    int axes;
    int64_t sizes[CNN_ONNX_AXES];
    size_t count;
    const float *floats;
    const int64_t *integers;
} cnn_onnx_constant;

typedef enum cnn_onnx_kind {
    CNN_ONNX_UNKNOWN, /* no node has given it yet */
    CNN_ONNX_CONSTANT,
    CNN_ONNX_LAYER,
    CNN_ONNX_BLOCKED,
} cnn_onnx_kind;

typedef struct cnn_onnx_value {
    const char *name;
    cnn_onnx_kind kind;
    const Onnx__TensorProto *tensor; /* a constant that was not converted yet */
    cnn_onnx_constant constant;
    int layer; /* CNN_FROM_INPUT or an index in the description */
    cnn_shape shape;
    int axes; /* of the numbers of a layer, in ONNX */
    bool last;
    cnn_shape folded; /* flattened with the channels last: what it was before; c 0: no */
    int readers, producer;
} cnn_onnx_value;

/* A setting that a node is given when several nodes are read as one. */
typedef struct cnn_onnx_given {
    const char *key;
    double value;
} cnn_onnx_given;

typedef struct cnn_onnx_node {
    const Onnx__NodeProto *proto;
    const char *type;
    int number;
    int *inputs, *outputs; /* indices of values; -1: left out */
    int input_count, output_count;
    bool absorbed;    /* it is a part of a later node */
    bool given_twice; /* what it gives stands in the graph already */
    cnn_onnx_given given[CNN_ONNX_GIVEN];
} cnn_onnx_node;

typedef struct cnn_onnx_graph {
    cnn_arena *arena;
    const char *file;
    const Onnx__ModelProto *model;
    const Onnx__GraphProto *proto;
    int opset;
    int64_t batch; /* what the file says of it; 1 where it says nothing */
    bool batch_said;
    cnn_onnx_node *nodes;
    int node_count;
    cnn_onnx_value *values;
    int value_count;
    int *table; /* values by their name: index + 1 */
    size_t table_size;
    cnn_netdesc *desc;
    size_t room;         /* numbers that constants may still be computed to */
    float *mean, *std;   /* how the input is normalised before anything else; NULL: not */
    const char *blocked; /* why the first blocked value is blocked; NULL: none is */
    int blocked_at;      /* the last layer in front of it; CNN_FROM_INPUT - 1: none */
} cnn_onnx_graph;

/* Finds nodes, values and constants; `size` is that of the file. */
cnn_status cnn_onnx_graph_begin(cnn_onnx_graph *g, const Onnx__ModelProto *model, size_t size);

/* The value of that name; -1: none. */
int cnn_onnx_find(const cnn_onnx_graph *g, const char *name);

/* The node's input number `which`; NULL where it has none. */
cnn_onnx_value *cnn_onnx_input(cnn_onnx_graph *g, const cnn_onnx_node *n, int which);

/* "node 17 'conv1' (Conv): ..." */
cnn_status cnn_onnx_refuse(const cnn_onnx_node *n, const char *format, ...) CNN_PRINTF(2, 3);

/* What the node says; `otherwise` where it says nothing. */
const Onnx__AttributeProto *cnn_onnx_attribute(const cnn_onnx_node *n, const char *key);
int64_t cnn_onnx_integer(const cnn_onnx_node *n, const char *key, int64_t otherwise);
double cnn_onnx_number(const cnn_onnx_node *n, const char *key, double otherwise);
/* How many integers the list has, 0 where there is none; at most `most` are stored. */
int cnn_onnx_integers(const cnn_onnx_node *n, const char *key, int most, int64_t *list);
/* True when the text is exactly `word`. */
bool cnn_onnx_says(const cnn_onnx_node *n, const char *key, const char *word);
void cnn_onnx_give(cnn_onnx_node *n, const char *key, double value);

/* The constant as numbers. Fails, in the name of the node, where the value is no constant or of a type that has no
 * numbers for a network. */
cnn_status cnn_onnx_constant_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value *v, const cnn_onnx_constant **out);
/* As floats, converted where they are integers. */
cnn_status cnn_onnx_floats_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value *v, const cnn_onnx_constant **out);
/* A constant of one number that is known before any node is read; false where the value is something else. */
bool cnn_onnx_single(cnn_onnx_graph *g, int value, double *number);

/* Room for the numbers of a constant, `count` of them; its floats or integers point to it. NULL without memory. */
float *cnn_onnx_new_floats(cnn_onnx_graph *g, cnn_onnx_constant *c);
int64_t *cnn_onnx_new_integers(cnn_onnx_graph *g, cnn_onnx_constant *c);

/* A node for the message; false without memory. */
bool cnn_onnx_node_of(cnn_onnx_graph *g, const Onnx__NodeProto *proto, int number, cnn_onnx_node *n);

typedef cnn_status cnn_onnx_reader(cnn_onnx_graph *g, cnn_onnx_node *n);

/* An If whose condition is a constant: reads the nodes of the branch that is taken in its place. PyTorch writes one
 * around a squeeze. */
cnn_status cnn_onnx_branch(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_reader *read);

/* The sizes of a layer's axes in ONNX. */
void cnn_onnx_sizes(const cnn_onnx_graph *g, const cnn_onnx_value *v, int64_t sizes[CNN_ONNX_AXES]);

#endif
