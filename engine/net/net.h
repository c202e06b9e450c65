/* A network that runs: a graph of nodes in topological order. Node 0 is the input, the last node is the loss, every
 * other one applies its operator to earlier nodes; a value may feed several nodes, and the gradients that come back
 * from them add up. All parameters lie in one flat block, layer by layer, weights before biases. A network itself holds
 * no parameter values. */
#ifndef CNN_NET_H
#define CNN_NET_H

#include "netdesc.h"

typedef struct cnn_node {
    const char *name; /* "input", the layer's name, or "loss" */
    const cnn_op *op; /* NULL for the input */
    cnn_op_kind kind;
    cnn_attrs attrs; /* with `same` resolved */
    int inputs[CNN_INPUTS_MAX];
    int input_count;
    cnn_layout layout;         /* layout.out: shape for one image */
    size_t weight_at, bias_at; /* in the flat block */
    size_t weight_count, bias_count;
    size_t state_at, state_count; /* running statistics, behind all that learns */
    bool on_path;                 /* the loss depends on it: it has a gradient */
    int line;
} cnn_node;

typedef struct cnn_net {
    const char *name, *file;
    cnn_node *nodes;
    int count;
    int output;        /* the node that predicts: the last layer */
    int loss;          /* count - 1 */
    size_t parameters; /* numbers of the flat block: first those that are trained, then the fixed ones */
    size_t learning;   /* how many of them are trained */
    cnn_fitting fit;   /* of pictures, as in the description */
    cnn_levels levels; /* what black and white become in its input */
    size_t absent;     /* numbers of the block that a connection table leaves out */
    cnn_arena *arena;
} cnn_net;

/* Fails where a shape does not work out, naming file, line, layer and reason. The net does not refer to `desc`
 * afterwards. */
cnn_status cnn_net_new(const cnn_netdesc *desc, cnn_net **out);
void cnn_net_free(cnn_net *net);

/* The class that the output predicts: that of the largest number, or of the smallest where they are distances; the
 * first in a tie. */
int cnn_net_class(const cnn_net *net, const float *output);

/* Whether the outputs are distances, of which the smallest wins. */
bool cnn_net_least_wins(const cnn_net *net);

/* False where the output is compared with the input itself: then it names no class. */
bool cnn_net_classifies(const cnn_net *net);

/* The node of that name, or -1. */
int cnn_net_find(const cnn_net *net, const char *name);

/* Starting values: those of the description, else uniform in +-1/sqrt(inputs of a unit), drawn in order from the seed.
 * With `he`: weights in +-sqrt(6/inputs), so that ReLUs preserve the variance of their inputs, and biases 0. Source: K.
 * He et al., "Delving Deep into Rectifiers", 2015. */
void cnn_net_initialize(const cnn_net *net, const cnn_netdesc *desc, uint64_t seed, float *parameters);

/* The windows of a node on one axis, and the axis on which a formula of sizes says most; see op.h. */
cnn_axis cnn_net_axis(const cnn_net *net, int node, int which);
int cnn_net_shown_axis(const cnn_net *net, int node);

/* Where one parameter of a node lies in the flat block, and its shape as in a file of parameters. */
typedef struct cnn_parameter_block {
    const char *name; /* "weight", "bias", "running_mean", "running_var" */
    size_t at, count;
    int axes, sizes[4];
} cnn_parameter_block;

/* False where the node has no such parameter. */
bool cnn_node_parameter(const cnn_node *node, cnn_parameter which, cnn_parameter_block *out);

/* A call of the node's operator that has shapes and no data: enough for the step functions. */
cnn_call cnn_net_shape_call(const cnn_net *net, int node);

#endif
