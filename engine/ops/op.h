/* The operators: one table row and one file each. An operator infers shapes, computes forward and backward, and knows
 * its steps: how many there are and what each one touches.
 *
 * Steps. Within one image an operator works through a few *terms*, a term through its *positions* (map, row, column)
 * in row-major order, a position through its *taps* (channel, row, column), again row-major. Every position of a term
 * has the same number of taps, padding included, so address and index are a bijection in closed form. The plain kernels
 * are the fold over exactly these steps, through the same `tap`. */
#ifndef CNN_OP_H
#define CNN_OP_H

#include "geometry.h"
#include "status.h"
#include "tensor.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum cnn_phase { CNN_FORWARD, CNN_LOSS, CNN_BACKWARD, CNN_UPDATE, CNN_PHASES } cnn_phase;

/* "forward", "loss", "backward", "update". */
const char *cnn_phase_name(cnn_phase phase);

typedef enum cnn_op_kind {
#define CNN_OP(kind, symbol) CNN_OP_##kind,
#include "op_table.h"
#undef CNN_OP
    CNN_OP_COUNT
} cnn_op_kind;

enum { CNN_INPUTS_MAX = 8, CNN_TERMS_MAX = 6 };

/* What padding cells hold: 0, a constant, the nearest cell, the picture mirrored at its edge cells (which are not
 * repeated), or the picture begun again. */
typedef enum cnn_pad_mode {
    CNN_PAD_ZEROS,
    CNN_PAD_CONSTANT,
    CNN_PAD_REPLICATE,
    CNN_PAD_REFLECT,
    CNN_PAD_CIRCULAR,
    CNN_PAD_MODES
} cnn_pad_mode;

/* "zeros", "constant", "replicate", "reflect", "circular". */
const char *cnn_pad_mode_name(cnn_pad_mode mode);

/* The hyper-parameters of a layer; an operator reads those it knows. */
typedef struct cnn_attrs {
    int kernel[2], stride[2], dilation[2];
    int pad[4];             /* top, bottom, left, right */
    bool same;              /* pad so that stride 1 keeps the size; a network resolves it into pad when it is built */
    bool ceil_mode;         /* pooling: round the output size up */
    bool count_include_pad; /* average pooling: padding counts in the divisor */
    bool bias;
    bool fixed;            /* weights and biases are given and learn nothing */
    int filters, groups;   /* convolution */
    int units;             /* dense */
    float slope;           /* leaky ReLU, for x < 0 */
    cnn_pad_mode pad_mode; /* convolution and pad */
    float pad_value;       /* of CNN_PAD_CONSTANT */
    bool bias_per_unit;    /* convolution: each output number has a bias of its own */
    const uint8_t
        *connections; /* convolution: filters x channels, 0 where a filter does not see a channel; NULL: all */
    int connected;    /* channels that the table has */
    int output[2];    /* adaptive pooling: rows and columns */
    float amplitude, steepness; /* scaled tanh: amplitude * tanh(steepness * x) */
    int neighbours;             /* local response normalisation: maps that take part */
    float alpha, beta, k;       /* the same */
    float epsilon;              /* batch normalisation: added to the variance */
    float blend;                /* the same: how much of a batch goes into the running numbers (PyTorch's momentum) */
    float hot, cold;            /* mse: what is wanted of the output of a class, and of the others */
    float margin;               /* smallest-distance: the constant j */
    float drop;                 /* dropout: the probability that a number is dropped */
    bool alpha_over_n;          /* alpha is divided by `neighbours` */
} cnn_attrs;

/* What an operator needs besides its inputs, found by `infer` for one image. */
typedef struct cnn_layout {
    cnn_shape out;    /* n = 1 */
    cnn_shape weight; /* all 0: no weights */
    int bias;         /* numbers of bias, 0: none */
    size_t scratch;   /* floats per image kept from forward to backward */
    int64_t macs;     /* multiply-accumulates of one forward pass */
    size_t state;     /* numbers kept besides the parameters that learn: running statistics */
    size_t absent;    /* weights that a connection table leaves out: they are 0 and stay so */
} cnn_layout;

/* Where batch normalisation has its statistics from: the batch at hand, the running ones, or what scratch holds. */
typedef enum cnn_batch_mode { CNN_BATCH_RUNNING, CNN_BATCH_MEASURED, CNN_BATCH_GIVEN } cnn_batch_mode;

/* The numbers kept for each map; see op_batchnorm.c. */
enum {
    CNN_STATISTIC_MEAN,
    CNN_STATISTIC_INV,
    CNN_STATISTIC_DY,
    CNN_STATISTIC_DY_XHAT,
    CNN_STATISTIC_VARIANCE,
    CNN_STATISTICS
};

/* One call of a kernel over a batch, or over one image of it. */
typedef struct cnn_call {
    const cnn_attrs *attrs;
    int inputs;
    cnn_tensor in[CNN_INPUTS_MAX], out;
    const float *weight, *bias;          /* NULL: none */
    const float *state;                  /* batch normalisation: running means, then running variances */
    cnn_batch_mode batch;                /* dropout drops unless it is CNN_BATCH_RUNNING */
    uint64_t draw;                       /* dropout: from seed, iteration and node */
    int slot;                            /* the place of the first image in its minibatch */
    float *scratch;                      /* layout.scratch floats for each image; plain kernels do without */
    float *work;                         /* layout.work floats; plain kernels do without */
    struct cnn_thread_pool *thread_pool; /* CNN_FAST forward: who shares the work; NULL: one thread */
    size_t work_each;                    /* floats of `work` for each of its threads */

    cnn_tensor din[CNN_INPUTS_MAX]; /* backward adds to these; data NULL where no gradient is wanted */
    cnn_tensor dout;                /* upstream gradient */
    float *dweight, *dbias;         /* backward adds to these */

    const int *labels;          /* losses: the class of each image, or NULL */
    const float *target;        /* losses: as many numbers as in[0], or NULL */
    float loss_scale;           /* losses: the gradient is that of loss_scale * (sum over the batch) */
    int images;                 /* kernels of batch8.h: the real images of the blocks; the other lanes are idle */
    bool fresh[CNN_INPUTS_MAX]; /* kernels of batch8.h: din[i] is written whole, not added to */
} cnn_call;

typedef struct cnn_term {
    const char *name;                    /* NULL where the only term needs no name */
    int maps, rows, columns;             /* positions */
    int channels, tap_rows, tap_columns; /* taps of each position */
} cnn_term;

/* The number one step reads besides the parameters, and where it stands. */
typedef struct cnn_tap {
    int channel, row, column; /* in the unpadded input; outside it for padding */
    int source;               /* which input it reads; 0 but for joins */
    bool padding;
    int64_t input;  /* flat index in the input of one image, -1 for padding */
    int64_t weight; /* flat index in the weights, -1 where there is none */
} cnn_tap;

/* All numbers of one step, read from the recorded tensors. Fields that a step does not have are 0. */
typedef struct cnn_numbers {
    float input, weight;
    float product;  /* what this tap contributes: weight*input, a term of a sum, a candidate of a maximum */
    float dinput;   /* backward: added to the gradient of the input */
    float dweight;  /* backward: added to the gradient of the weight */
    float gradient; /* backward: the upstream gradient of the position */
    bool taken;     /* pooling: this tap won; ReLU: the value passed */
} cnn_numbers;

/* What holds for a whole position. */
typedef struct cnn_result {
    float result;   /* what the position writes */
    float bias;     /* 0 where there is none */
    float divisor;  /* average pooling; 1 elsewhere */
    float gradient; /* backward: upstream */
} cnn_result;

typedef struct cnn_op {
    const char *name; /* as in network files */
    bool window;      /* convolution and pooling: attrs hold kernel, stride, dilation, pad */
    bool loss;        /* the result is one number for each image, and the walk shows it in the loss phase */
    int inputs_min, inputs_max;
    cnn_status (*infer)(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout);

    /* Plain kernels: the definition. `forward` writes out; `backward` adds to din, dweight, dbias. */
    void (*forward)(const cnn_call *call);
    void (*backward)(const cnn_call *call);

    /* Steps of one image. `terms` fills at most CNN_TERMS_MAX and returns how many; `tap`, `numbers` and `result`
     * take indices inside the term. `call` holds views of one image. */
    int (*terms)(const cnn_call *call, cnn_phase phase, cnn_term terms[CNN_TERMS_MAX]);
    cnn_tap (*tap)(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t tap);
    cnn_numbers (*numbers)(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t tap);
    cnn_result (*result)(const cnn_call *call, cnn_phase phase, int term, int64_t position);
} cnn_op;

const cnn_op *cnn_op_of(cnn_op_kind kind);

/* The operator of that name in network files, or CNN_OP_COUNT. */
cnn_op_kind cnn_op_named(const char *name);

static inline int64_t cnn_term_positions(cnn_term s) {
    return (int64_t)s.maps * s.rows * s.columns;
}
static inline int64_t cnn_term_taps(cnn_term s) {
    return (int64_t)s.channels * s.tap_rows * s.tap_columns;
}

/* The axis arithmetic of a window operator for an input of `size` rows (CNN_VERTICAL) or columns (CNN_HORIZONTAL). */
cnn_axis cnn_attrs_axis(const cnn_attrs *attrs, int axis, int size, bool pooling);

/* Replaces `same` by the padding it means for an input of h x w. */
void cnn_attrs_resolve_same(cnn_attrs *attrs, cnn_shape in);

/* Stride 1, no padding, no dilation, one group, bias, count_include_pad. */
cnn_attrs cnn_attrs_default(void);

/* Pieces that several operators share. */
cnn_status cnn_infer_window(const cnn_attrs *attrs, cnn_shape in, bool pooling, int *rows, int *columns);
cnn_status cnn_infer_one_to_one(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout);

#endif
