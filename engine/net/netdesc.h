/* A network as a person writes it: layers with names and hyper-parameters, perhaps with their weights. A description
 * comes from a network file, a pattern string or the bench; cnn_net_new turns it into a network that runs. */
#ifndef CNN_NETDESC_H
#define CNN_NETDESC_H

#include "arena.h"
#include "levels.h"
#include "op.h"
#include "optimizer.h"

enum { CNN_LAYERS_MAX = 4096, CNN_BLOCKS_MAX = 8192, CNN_NAME_MAX = 40, CNN_FROM_INPUT = -1 };

typedef struct cnn_layer {
    const char *name; /* unique; never "input" or "loss" */
    cnn_op_kind op;
    cnn_attrs attrs;
    int inputs[CNN_INPUTS_MAX]; /* indices of earlier layers, or CNN_FROM_INPUT */
    int input_count;
    int line;             /* in the file; 0: none */
    const float *weights; /* weight_count numbers, or NULL: drawn from the seed */
    size_t weight_count;
    int weight_depth, weight_sizes[4]; /* as they were nested in the file; depth 0: not known */
    const float *biases;
    size_t bias_count;
    const float *mean, *variance; /* running statistics, one for each channel; NULL: 0 and 1 */
    int block;                    /* the innermost block it belongs to; -1: none */
    int reads;                    /* the channels it says it reads, of a dense layer the numbers; 0: not said */
} cnn_layer;

/* Layers that were written once and used, perhaps many times: a run of consecutive layers. */
typedef struct cnn_block {
    const char *name, *kind; /* layer2.0, basic */
    int first, count;        /* its layers */
    int outer;               /* the block around it; -1: none */
} cnn_block;

typedef struct cnn_netdesc {
    const char *name;
    const char *file;           /* for messages; NULL: none */
    const char *note;           /* what of the file could not be opened; NULL: all was */
    const char *data;           /* the data set it is made for; NULL: none named */
    cnn_shape input;            /* n = 1 */
    float low, high;            /* what black and white of a picture become */
    const float *mean, *std;    /* one number for each channel of the input: x becomes (x - mean) / std after low..high;
                                NULL: none. Both or neither */
    cnn_fitting fit;            /* how a picture of another size is fitted */
    const float *values;        /* the input image itself, or NULL */
    const char *const *classes; /* what the outputs are called; NULL: not said */
    int class_count;
    bool foreign; /* a model of another program, whose names of classes, if it has any, are only a hint */
    cnn_layer *layers;
    int count;
    cnn_block *blocks; /* in the order in which they begin */
    int block_count;
    cnn_op_kind loss;    /* an operator with `loss` */
    int label;           /* the class of `values`; -1: none given */
    const float *target; /* for mse the values wanted, for sum the upstream gradient; NULL: none given */
    size_t target_count;
    bool copies;     /* mse: the output is compared with the input itself, and there are no classes */
    float hot, cold; /* mse: what is wanted of the output of a class, and of the others */
    cnn_train_settings train;
    bool he; /* weights are drawn for layers of ReLUs */
} cnn_netdesc;

/* An empty description with default settings; everything it points to lives in `arena`. NULL without memory. */
cnn_netdesc *cnn_netdesc_new(cnn_arena *arena, const char *name);

/* What pixels become before the network sees them. */
cnn_levels cnn_netdesc_levels(const cnn_netdesc *desc);

/* Appends a layer that reads the one before it. `name` may be NULL: conv1, relu1, pool1, dense1 ... in order. The layer
 * is valid until the next one is added; NULL without memory or beyond CNN_LAYERS_MAX. */
cnn_layer *cnn_netdesc_add(cnn_netdesc *desc, cnn_arena *arena, cnn_op_kind op, const char *name);

/* Opens a block that begins with the next layer; its count is the caller's to set at the end. -1 without memory. */
int cnn_netdesc_add_block(cnn_netdesc *desc, cnn_arena *arena, const char *name, const char *kind, int outer);

/* The index of the layer of that name, or of the last one of that block; CNN_FROM_INPUT for "input", -2 when there is
 * none. */
int cnn_netdesc_find(const cnn_netdesc *desc, const char *name);

#endif
