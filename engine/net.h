/* A network that runs: a graph of nodes in topological order. Node 0 is the input, the last node is the loss, every
 * other one applies its operator to earlier nodes; a value may feed several nodes, and the gradients that come back
 * from them add up. All parameters stand in one flat block, layer by layer, weights before biases. A network holds no
 * numbers itself. */
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
    size_t parameters; /* numbers of the flat block: first those that learn, then the fixed ones */
    size_t learning;   /* how many stand first */
    size_t absent;     /* numbers of the block that a connection table leaves out */
    cnn_arena *arena;
} cnn_net;

/* Fails where a shape does not work out, naming file, line, layer and reason. The net does not refer to `desc`
 * afterwards. */
cnn_status cnn_net_new(const cnn_netdesc *desc, cnn_net **out);
void cnn_net_free(cnn_net *net);

/* The class that the numbers of the output say: the largest, or the smallest where they are distances; the first of
 * equals. */
int cnn_net_class(const cnn_net *net, const float *output);

/* The node of that name, or -1. */
int cnn_net_find(const cnn_net *net, const char *name);

/* Starting values: those of the description, else uniform in +-1/sqrt(inputs of a unit), drawn in order from the seed.
 * With `he`: weights in +-sqrt(6/inputs), so that ReLUs keep the spread of what they are given, and biases 0. Source:
 * K. He et al., "Delving Deep into Rectifiers", 2015. */
void cnn_net_initialize(const cnn_net *net, const cnn_netdesc *desc, uint64_t seed, float *parameters);

/* A call of the node's operator that has shapes and no data: enough for the step functions. */
cnn_call cnn_net_shape_call(const cnn_net *net, int node);

/* The output cells of `node` that depend on nothing but cells inside the returned rectangle of the input image, for the
 * cells rows x columns of the node: its receptive field, cut to the image. */
typedef struct cnn_rectangle {
    cnn_span rows, columns;
} cnn_rectangle;
cnn_rectangle cnn_net_receptive_field(const cnn_net *net, int node, cnn_rectangle cells);

/* The cells of `consumer`, a node that reads another one, which depend on any of the cells rows x columns of what it
 * reads; empty (first > last) when none does. */
cnn_rectangle cnn_net_reach(const cnn_net *net, int consumer, cnn_rectangle cells);

/* What runs: the definition; the fast kernels in the same layout; or the fast kernels eight images at a time, in the
 * layout of lanes.h. */
typedef enum cnn_kernels { CNN_PLAIN, CNN_FAST, CNN_BY_EIGHT } cnn_kernels;

/* Room for the values and gradients of up to `images` images. */
typedef struct cnn_pass {
    const cnn_net *net;
    cnn_kernels kernels;
    int images;        /* the room */
    int used;          /* images of the present run */
    cnn_tensor *value; /* of each node; value[0] is filled by the caller. CNN_BY_EIGHT: shape.n counts blocks */
    cnn_tensor *grad;  /* of each node; data NULL without gradients */
    float **scratch;
    float *work;
    size_t work_each; /* floats of `work` for each thread */
    struct cnn_team *team;
    int *readers;        /* of each node: how many gradients add up in its own */
    const int *labels;   /* for the loss; NULL: none */
    const float *target; /* for the loss; NULL: none */
    float loss_scale;
    cnn_batch_mode batch; /* CNN_BATCH_RUNNING unless it trains */
    uint64_t draw;        /* dropout: from seed and iteration */
    int slot;             /* the place of the first image in its minibatch */
    cnn_arena *arena;
} cnn_pass;

/* Lets forward runs of CNN_FAST share each layer out between the threads of the team (not owned), from then on. The
 * numbers are the same for any team. Fails for want of memory. */
struct cnn_team;
cnn_status cnn_pass_join(cnn_pass *pass, struct cnn_team *team);

/* Without gradients the pass can only run forward, and a value is overwritten as soon as nobody reads it any more: the
 * memory stays near the two largest values, and only those of the input, of the output and of the loss are there
 * afterwards. */
cnn_status cnn_pass_new(const cnn_net *net, int images, bool gradients, cnn_kernels kernels, cnn_pass **out);
void cnn_pass_free(cnn_pass *pass);

/* The next runs use the first `images` images of the room. */
void cnn_pass_use(cnn_pass *pass, int images);

/* One image of a value or gradient, in C, H, W order, whatever the layout. */
void cnn_pass_write(const cnn_pass *pass, cnn_tensor to, int image, const float *numbers);
void cnn_pass_read(const cnn_pass *pass, cnn_tensor from, int image, float *numbers);

/* Computes value[1..]; the loss of each image is value[net->loss], left out when there is no label or target to compare
 * with. */
void cnn_pass_forward(cnn_pass *pass, const float *parameters);

/* After a forward run: adds to `gradients` (the flat block; NULL: none wanted) and fills grad[]; grad[0] only with
 * `to_input`. */
void cnn_pass_backward(cnn_pass *pass, const float *parameters, float *gradients, bool to_input);

/* After a training run: brings the running statistics, in the flat block, nearer to those of the batch. `passes` are
 * the parts of one batch, each with statistics of its own; their averages are taken. */
void cnn_pass_keep_statistics(cnn_pass *const *passes, int count, float *parameters);

/* The call with which `node` ran, as views of one image; not for CNN_BY_EIGHT. */
cnn_call cnn_pass_call(const cnn_pass *pass, const float *parameters, int node, int image);

#endif
