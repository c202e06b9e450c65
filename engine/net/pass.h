/* One run of a network over a batch: memory for every value and gradient, and the order in which operators are called.
 */
#ifndef CNN_PASS_H
#define CNN_PASS_H

#include "kernels.h"
#include "net.h"
#include "thread_pool.h"

/* Memory for the values and gradients of up to `images` images. */
typedef struct cnn_pass {
    const cnn_net *net;
    cnn_kernels kernels;
    int images;        /* the capacity */
    int used;          /* images of the present run */
    cnn_tensor *value; /* of each node; value[0] is filled by the caller. CNN_BATCH8: shape.n counts blocks */
    cnn_tensor *grad;  /* of each node; data NULL without gradients */
    float **scratch;
    float *work;
    size_t work_each; /* floats of `work` for each thread */
    cnn_thread_pool *thread_pool;
    int *readers;        /* of each node: how many gradients add up in it */
    const int *labels;   /* for the loss; NULL: none */
    const float *target; /* for the loss; NULL: none */
    float loss_scale;
    cnn_batch_mode batch; /* CNN_BATCH_RUNNING unless it trains; see op.h */
    uint64_t draw;        /* dropout: from seed and iteration */
    int slot;             /* the place of the first image in its minibatch */
    cnn_arena *arena;
} cnn_pass;

/* The bytes of memory that values, gradients and scratch of `images` images take. */
double cnn_pass_bytes(const cnn_net *net, int images, bool gradients, cnn_kernels kernels);

/* The most memory that one pass, or all passes of a minibatch together, may take; anything larger is refused with a
 * sentence. */
#define CNN_MEMORY_MAX ((uint64_t)4 << 30 < SIZE_MAX ? (uint64_t)4 << 30 : SIZE_MAX)

/* From then on, forward runs of CNN_FAST divide each layer among the threads of the pool (not owned). The numbers are
 * the same for any thread pool. Fails only when memory runs out. */
cnn_status cnn_pass_join(cnn_pass *pass, cnn_thread_pool *thread_pool);

/* Without gradients the pass can only run forward, and a value may be overwritten after its last reader has run: memory
 * stays near that of the two largest values, and only the values of the input, the output and the loss remain
 * afterwards. Fails beyond CNN_MEMORY_MAX. */
cnn_status cnn_pass_new(const cnn_net *net, int images, bool gradients, cnn_kernels kernels, cnn_pass **out);
void cnn_pass_free(cnn_pass *pass);

/* The next runs use only the first `images` images. */
void cnn_pass_use(cnn_pass *pass, int images);

/* One image of a value or gradient, in C, H, W order, whatever the layout. */
void cnn_pass_write(const cnn_pass *pass, cnn_tensor to, int image, const float *numbers);
void cnn_pass_read(const cnn_pass *pass, cnn_tensor from, int image, float *numbers);

/* Computes value[1..]; the loss of each image is value[net->loss], skipped when there is no label or target to compare
 * with. */
void cnn_pass_forward(cnn_pass *pass, const float *parameters);

/* After a forward run: adds to `gradients` (the flat block; NULL: none wanted) and fills grad[]; grad[0] only with
 * `to_input`. */
void cnn_pass_backward(cnn_pass *pass, const float *parameters, float *gradients, bool to_input);

/* The same node by node: forward for node 1, 2, ... while cnn_pass_runs is true; then the gradients are cleared and the
 * nodes run backward from the loss down to node 1. */
bool cnn_pass_runs(const cnn_pass *pass, int node);
void cnn_pass_forward_node(cnn_pass *pass, const float *parameters, int node);
void cnn_pass_clear_gradients(cnn_pass *pass);
void cnn_pass_backward_node(cnn_pass *pass, const float *parameters, float *gradients, bool to_input, int node);

/* After a training run: moves the running statistics, in the flat block, towards those of the batch. `passes` are the
 * parts of one batch, each with statistics of its own, which are averaged. */
void cnn_pass_keep_statistics(cnn_pass *const *passes, int count, float *parameters);

/* The call with which `node` ran, as views of one image; not for CNN_BATCH8. */
cnn_call cnn_pass_call(const cnn_pass *pass, const float *parameters, int node, int image);

#endif
