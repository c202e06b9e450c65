/* The operators: one table row and one file each. An operator infers shapes, computes forward and backward, and knows
 * its steps (how many there are and what each one touches), its settings, and every other property that the rest of the
 * engine asks for instead of comparing kinds.
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

/* What kind of arithmetic an operator is. */
typedef enum cnn_family {
    CNN_FAMILY_ELEMENT,       /* each output number comes from one input number alone */
    CNN_FAMILY_WINDOW_SUM,    /* the weighted sum of a window of cells */
    CNN_FAMILY_WINDOW_CHOICE, /* one cell of a window wins */
    CNN_FAMILY_WINDOW_MEAN,   /* the cells of a window, averaged */
    CNN_FAMILY_STAMP,         /* each input number lays the filter, times that number, on the output */
    CNN_FAMILY_AREA_MEAN,     /* the cells of an area, averaged; areas differ in size */
    CNN_FAMILY_AREA_CHOICE,   /* one cell of an area wins */
    CNN_FAMILY_SPREAD,        /* each output number lies between a few cells, which go into several */
    CNN_FAMILY_UNITS,         /* each output number reads the whole input */
    CNN_FAMILY_NORMALISATION, /* divided by a measure of other numbers */
    CNN_FAMILY_JOIN,          /* several inputs become one output */
    CNN_FAMILY_TERMS,         /* a softmax: several named terms */
    CNN_FAMILY_LOSS,
} cnn_family;

/* What a loss compares the output with. */
typedef enum cnn_target {
    CNN_TARGET_NONE,     /* no loss */
    CNN_TARGET_CLASS,    /* a class, or a probability for each */
    CNN_TARGET_NUMBERS,  /* a number for each output; of a class: `hot` for its own output, `cold` for the others */
    CNN_TARGET_SMALLEST, /* a class; the outputs are distances and the smallest wins */
    CNN_TARGET_GRADIENT, /* nothing: an upstream gradient is given by hand */
} cnn_target;

/* What padding cells hold: 0, a constant, the nearest cell, the picture mirrored at its edge cells (which are not
 * repeated), or the picture repeated from its other edge. */
typedef enum cnn_pad_mode {
    CNN_PAD_ZEROS,
    CNN_PAD_CONSTANT,
    CNN_PAD_REPLICATE,
    CNN_PAD_REFLECT,
    CNN_PAD_CIRCULAR,
    CNN_PAD_MODES
} cnn_pad_mode;

/* "zeros", "constant", "replicate", "reflect", "circular"; NULL ends the list. */
extern const char *const cnn_pad_mode_names[CNN_PAD_MODES + 1];
const char *cnn_pad_mode_name(cnn_pad_mode mode);

/* How GELU is computed: through the error function, or through tanh as in its paper. */
typedef enum cnn_approximation { CNN_APPROXIMATE_NONE, CNN_APPROXIMATE_TANH } cnn_approximation;

/* Whose the slopes of a PReLU or the factors of a scale are: one of each channel, one of all numbers, one of each number of an image. */
typedef enum cnn_slopes { CNN_SLOPES_CHANNEL, CNN_SLOPES_ONE, CNN_SLOPES_EACH } cnn_slopes;
/* How upsampling fills what lies between two cells. */
typedef enum cnn_upsampling { CNN_NEAREST, CNN_BILINEAR } cnn_upsampling;

/* "nearest", "bilinear"; NULL ends the list. */
extern const char *const cnn_upsampling_names[];

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
    float amplitude, steepness;    /* scaled tanh: amplitude * tanh of steepness * x */
    int neighbours;                /* local response normalisation: maps that take part */
    float alpha, beta, k;          /* the same; ELU, SELU, CELU, softplus, hard sigmoid: alpha, beta */
    float gamma;                   /* SELU: the factor of all */
    float threshold;               /* softplus: beyond it the number itself */
    float low, high;               /* clip; -INFINITY and INFINITY: no limit */
    cnn_slopes slopes;             /* PReLU; scale: its factors */
    cnn_approximation approximate; /* GELU */
    int extra[2];                  /* transposed convolution: rows and columns added at the bottom and on the right */
    float epsilon;                 /* batch normalisation: added to the variance */
    float blend;               /* the same: how much of a batch goes into the running numbers (PyTorch's momentum) */
    float hot, cold;           /* mse: what is wanted of the output of a class, and of the others */
    float margin;              /* smallest-distance: the constant j */
    float drop;                /* dropout: the probability that a number is dropped */
    bool alpha_over_n;         /* alpha is divided by `neighbours` */
    int factor[2];             /* upsampling: how many times as many rows and columns */
    cnn_upsampling upsampling; /* the same: how they are filled */
    bool corners;              /* the same, bilinear: the corner cells of both maps lie on each other */
    float start;               /* scale: what its weights are before training; 0 elsewhere */
} cnn_attrs;

/* What a setting holds, and how it is written in a network file. */
typedef enum cnn_setting_type {
    CNN_SETTING_INTEGER, /* int */
    CNN_SETTING_PAIR,    /* int[2]: one number for both, or [vertical, horizontal] */
    CNN_SETTING_PADDING, /* int[4], and `same`: one number, [vertical, horizontal], [top, bottom, left, right], same */
    CNN_SETTING_NUMBER,  /* float; with `words` also that word, which means the infinite one of its limits */
    CNN_SETTING_BOOLEAN, /* bool */
    CNN_SETTING_CHOICE,  /* an enum: one of `words` */
    CNN_SETTING_BIAS,    /* bool: false, true, or the biases themselves; with `words` also that word */
    CNN_SETTING_WEIGHTS, /* the weights themselves, nested lists */
    CNN_SETTING_TABLE,   /* for each filter the channels it sees */
} cnn_setting_type;

/* The value of a setting that is not given. */
typedef enum cnn_setting_default {
    CNN_DEFAULT_NUMBER,   /* `otherwise` */
    CNN_DEFAULT_NEEDED,   /* it must be given or follow from the weights */
    CNN_DEFAULT_SIZE,     /* the size of the window */
    CNN_DEFAULT_NOT_SAME, /* false with `padding: same`, else true */
} cnn_setting_default;

/* One setting of an operator, as a network file names it. Reading, writing, editing and the sentences about mistakes
 * walk an operator's rows. */
typedef struct cnn_setting {
    const char *key; /* NULL ends the rows */
    cnn_setting_type type;
    size_t where;       /* offsetof(cnn_attrs, ...) */
    double least, most; /* of a number, and of each number of a pair or a padding */
    double otherwise;
    cnn_setting_default by_default;
    const char *const *words; /* of a choice, in the order of its enum; NULL ends them */
} cnn_setting;

/* The largest size, stride, padding or count that a file may name. */
enum { CNN_SETTING_MOST = 1 << 20 };

/* Pointers to the setting's value; each for the types that hold such numbers. */
int *cnn_setting_integers(const cnn_setting *setting, cnn_attrs *attrs);
float *cnn_setting_number(const cnn_setting *setting, cnn_attrs *attrs);
bool *cnn_setting_boolean(const cnn_setting *setting, cnn_attrs *attrs);

/* The default of the setting; `axis` counts within a pair. The other settings in `attrs` must be known. */
double cnn_setting_otherwise(const cnn_setting *setting, const cnn_attrs *attrs, int axis);

/* Whether the setting has its default value. */
bool cnn_setting_is_default(const cnn_setting *setting, const cnn_attrs *attrs);

/* The parameters an operator may have. */
typedef enum cnn_parameter {
    CNN_WEIGHT,
    CNN_BIAS,
    CNN_RUNNING_MEAN,
    CNN_RUNNING_VARIANCE,
    CNN_PARAMETERS
} cnn_parameter;

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

/* Where batch normalisation takes its statistics from, and whether dropout drops. */
typedef enum cnn_batch_mode {
    CNN_BATCH_RUNNING,  /* evaluation: the running statistics; nothing is dropped */
    CNN_BATCH_MEASURED, /* training: measured over the batch at hand */
    CNN_BATCH_GIVEN,    /* those of a larger batch, which scratch holds */
    CNN_BATCH_ALONE,    /* one image that is a batch of its own: measured over its pixels; nothing is dropped */
} cnn_batch_mode;

static inline bool cnn_batch_is_measured(cnn_batch_mode mode) {
    return mode == CNN_BATCH_MEASURED || mode == CNN_BATCH_ALONE;
}

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
    const float *weight, *bias; /* NULL: none */
    const float *state;         /* batch normalisation: running means, then running variances */
    cnn_batch_mode batch;
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

/* How a position combines its taps. */
typedef enum cnn_fold {
    CNN_FOLD_SUM,
    CNN_FOLD_LARGEST,
    CNN_FOLD_SMALLEST,
    CNN_FOLD_PRODUCT,
    CNN_FOLD_LAID, /* not at all: each tap adds to an output number of its own, tap.output */
} cnn_fold;

typedef struct cnn_term {
    const char *name;                    /* NULL where the only term needs no name */
    int maps, rows, columns;             /* positions */
    int channels, tap_rows, tap_columns; /* taps of each position */
    cnn_fold fold;
} cnn_term;

/* The number one step reads besides the parameters, and where it lies. */
typedef struct cnn_tap {
    int channel, row, column; /* of the cell it covers: in the unpadded input, or in the output where the term is laid;
                                 outside of it for padding */
    int source;               /* which input it reads; 0 but for joins */
    bool padding;
    int64_t input;  /* flat index in the input of one image, -1 for padding */
    int64_t weight; /* flat index in the weights, -1 where there is none */
    int64_t output; /* CNN_FOLD_LAID: flat index in the output of the number it adds to, -1 outside of the output */
} cnn_tap;

/* All numbers of one step, read from the recorded tensors. Fields that a step does not have are 0. */
typedef struct cnn_numbers {
    float input, weight;
    float product;  /* what this tap contributes: weight*input, a term of a sum, a candidate of a maximum */
    float dinput;   /* backward: added to the gradient of the input */
    float dweight;  /* backward: added to the gradient of the weight */
    float gradient; /* backward: the upstream gradient, of the position or of the number that was laid */
    bool taken;     /* pooling: this tap won; ReLU: the value passed */
} cnn_numbers;

/* What holds for a whole position. */
typedef struct cnn_result {
    float result;   /* what the position writes */
    float bias;     /* 0 where there is none */
    float divisor;  /* average pooling; 1 elsewhere */
    float gradient; /* backward: upstream */
} cnn_result;

/* The numbers of one image in double precision, for computing an operator once more, perhaps with one parameter moved a
 * little. */
typedef struct cnn_probe {
    const cnn_call *call;             /* shapes, attributes, parameters and target */
    const double *in[CNN_INPUTS_MAX]; /* in place of the numbers of call->in */
    int64_t moved_weight, moved_bias; /* the parameter that is moved; -1: none */
    double shift;                     /* what is added to it */
    int64_t decision; /* set by `value`: the decision at a kink, such as the winner of a pool or a ReLU's side */
    int64_t noted;    /* the map whose `notes` are kept from one position to the next; -1 before the first */
    double notes[2];
} cnn_probe;

/* The last step to include, in the term that adds to the gradients. */
typedef struct cnn_until {
    int64_t position, tap;
} cnn_until;

/* A box of steps: those of some maps with taps of some channels. */
typedef struct cnn_steps_box {
    int first_map, last_map, first_channel, last_channel;
} cnn_steps_box;

typedef struct cnn_op {
    const char *name; /* as in network files */
    const char *line; /* the name of its form on one row of cells; NULL: none */
    const char *stem; /* what the names of layers that have none begin with; NULL: `name` */
    cnn_family family;
    bool window; /* convolution and pooling: attrs hold kernel, stride, dilation, pad */
    bool loss;   /* the result is one number for each image, and the walk shows it in the loss phase */
    int inputs_min, inputs_max;
    const cnn_setting *settings; /* NULL: none */

    const char *parameters[CNN_PARAMETERS]; /* their names in files of parameters; NULL: none */
    float weights_begin;                    /* what weights are before training, and biases 0; 0: drawn */
    int weight_axes;                        /* the weights are [n], [n, c] or [n, c, h, w] of layout.weight */

    cnn_target target;             /* losses */
    const struct cnn_op *contains; /* losses: where the last layer is one of these, the loss reads what it reads */

    cnn_status (*infer)(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout);

    /* The windows on one axis, CNN_VERTICAL or CNN_HORIZONTAL, of an input. NULL: see cnn_op_axis. */
    cnn_axis (*axis)(const cnn_attrs *attrs, int which, cnn_shape in);

    /* Plain kernels: the definition. `forward` writes out; `backward` adds to din, dweight, dbias. */
    void (*forward)(const cnn_call *call);
    void (*backward)(const cnn_call *call);

    /* Steps of one image. `terms` fills at most CNN_TERMS_MAX and returns how many; `tap`, `numbers` and `result`
     * take indices inside the term. `call` holds views of one image. The last term of the backward phase is the one that
     * adds to the gradients of inputs and weights. */
    int (*terms)(const cnn_call *call, cnn_phase phase, cnn_term terms[CNN_TERMS_MAX]);
    cnn_tap (*tap)(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t tap);
    cnn_numbers (*numbers)(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t tap);
    cnn_result (*result)(const cnn_call *call, cnn_phase phase, int term, int64_t position);

    /* The bias that a position adds, and whose gradient its result.gradient adds to; -1: none. NULL: never one. */
    int64_t (*bias)(const cnn_call *call, int term, int64_t position);

    /* Normalisation: what was found for the numbers that the position is normalised with. The gradient's are those of
     * the backward run; NULL: nothing is found. */
    void (*statistics)(const cnn_call *call, int64_t position, float found[CNN_STATISTICS]);

    /* Output number `position` in double precision; for a loss, the loss itself. */
    double (*value)(cnn_probe *probe, int64_t position);

    /* All steps of the backward phase that touch channel `channel` of an input; NULL: any may. */
    cnn_steps_box (*touching)(const cnn_call *call, int channel);

    /* The gradients after the steps up to `until`: of `count` channels of the input from `channel` on, and of the
     * weights of one map for one channel. NULL, or false: they are added up step by step. The sums start at 0 and are
     * identical, number for number. */
    bool (*partial_dinput)(const cnn_call *call, cnn_until until, int channel, int count, float *planes);
    bool (*partial_dweight)(const cnn_call *call, cnn_until until, int map, int channel, float *plane);

    /* CNN_FOLD_LAID: output number `output` after the steps of the last forward term up to `until`. */
    float (*laid)(const cnn_call *call, cnn_until until, int64_t output);
} cnn_op;

const cnn_op *cnn_op_of(cnn_op_kind kind);

/* The operator of that name in network files, or CNN_OP_COUNT. */
cnn_op_kind cnn_op_named(const char *name);

/* The same, but the name of a form on one row is also accepted; then *line is set. */
cnn_op_kind cnn_op_written(const char *name, bool *line);

/* What the names of layers that have none begin with: conv, pool, dense ... */
const char *cnn_op_stem(const cnn_op *op);

/* The operator's setting of that name, or NULL. */
const cnn_setting *cnn_op_setting(const cnn_op *op, const char *key);

/* The settings of a layer that gives none. */
cnn_attrs cnn_op_defaults(const cnn_op *op);

/* The windows of any operator on one axis, which maps positions to cells and back: see geometry.h. An operator without
 * windows depends on its input cell by cell where the size stays, and otherwise as a whole. */
cnn_axis cnn_op_axis(const cnn_op *op, const cnn_attrs *attrs, int which, cnn_shape in, cnn_shape out);

/* The axis on which the size formula is most informative: the vertical one, unless the window does nothing there. A 1 x
 * 5 filter moves along the rows: CNN_HORIZONTAL. */
int cnn_op_shown_axis(const cnn_op *op, const cnn_attrs *attrs, cnn_shape in, cnn_shape out);

/* The loss that compares with a target of this kind, and the one that contains `op`; CNN_OP_COUNT: none. */
cnn_op_kind cnn_loss_for(cnn_target target);
cnn_op_kind cnn_loss_containing(const cnn_op *op);

static inline double cnn_probe_weight(const cnn_probe *probe, int64_t index) {
    double weight = (double)probe->call->weight[index];
    return index == probe->moved_weight ? weight + probe->shift : weight;
}
static inline double cnn_probe_bias(const cnn_probe *probe, int64_t index) {
    double bias = (double)probe->call->bias[index];
    return index == probe->moved_bias ? bias + probe->shift : bias;
}

static inline int64_t cnn_term_positions(cnn_term s) {
    return (int64_t)s.maps * s.rows * s.columns;
}
static inline int64_t cnn_term_taps(cnn_term s) {
    return (int64_t)s.channels * s.tap_rows * s.tap_columns;
}

/* The axis arithmetic of a window operator for an input of `size` rows (CNN_VERTICAL) or columns (CNN_HORIZONTAL). */
cnn_axis cnn_attrs_axis(const cnn_attrs *attrs, int axis, int size, bool pooling);

/* Replaces `same` by the padding it means for an input of h x w, if the operator has padding. */
void cnn_attrs_resolve_same(const cnn_op *op, cnn_attrs *attrs, cnn_shape in);

/* Stride 1, no padding, no dilation, one group, bias, count_include_pad. */
cnn_attrs cnn_attrs_default(void);

/* Pieces that several operators share. */
cnn_status cnn_infer_axes(
    const cnn_attrs *attrs, cnn_shape in, cnn_axis axis(const cnn_attrs *, int, cnn_shape), cnn_shape *out);
cnn_axis cnn_axis_of_filter(const cnn_attrs *attrs, int which, cnn_shape in);
cnn_axis cnn_axis_of_pool(const cnn_attrs *attrs, int which, cnn_shape in);
cnn_status cnn_infer_one_to_one(const cnn_attrs *attrs, const cnn_shape *in, int inputs, cnn_layout *layout);

#endif
