/* One case of a vector file: what its tensors and settings say, and what became of it. Nothing in a file is trusted: a
 * malformed case fails, and one that needs what Stride does not have is skipped, each with its reason. */
#ifndef VECTORS_CASE_H
#define VECTORS_CASE_H

#include "document.h"
#include "net.h"

typedef struct tensor {
    int depth, shape[4];
    size_t count;
    float *data;
} tensor;

typedef struct vector_case {
    const cnn_document *d;
    cnn_yaml *node, *attrs;
    const char *id, *op;
    cnn_arena *arena;
    double rel, abs;
    char why[256];  /* of a failure; "" while there is none */
    char skip[128]; /* why it is not run; "" when it is */
} vector_case;

/* The four ways to compute the same thing. */
enum { PLAIN, FAST, BATCH8, STEPS, WAYS };

void case_fails(vector_case *c, const char *format, ...) CNN_PRINTF(2, 3);
bool case_is_over(const vector_case *c);

/* `count` zeroed floats that live as long as the case. */
float *case_floats(vector_case *c, size_t count);

/* False where there is no tensor; one that is malformed fails the case. */
bool case_tensor(vector_case *c, const cnn_yaml *node, tensor *out);

/* Axes n, c, h, w; those that the tensor does not have are 1. */
cnn_shape case_shape(const tensor *t);

/* Fails where there are not `count` numbers, or where one is too far from the expected value. */
void case_compare(vector_case *c, const char *what, const float *got, size_t count, const tensor *want);

/* Settings: each leaves `out` as it is where the key is missing, and fails the case where it holds something else. */
void case_integers(vector_case *c, const cnn_yaml *attrs, const char *key, int *out, int count);
void case_number(vector_case *c, const cnn_yaml *attrs, const char *key, float *out);
bool case_truth(const cnn_yaml *attrs, const char *key);

/* The class of each of `images`, of which `classes` there are. */
int *case_labels(vector_case *c, const cnn_yaml *node, int images, size_t classes);

/* The operator of that name, or CNN_OP_COUNT. */
cnn_op_kind case_kind(const char *op);

/* Whether the operator runs as the settings ask; if not the case is skipped. */
bool case_knows(vector_case *c, const char *op, const cnn_yaml *attrs);

/* The settings of a layer; `weight` has count 0 where it has none. */
cnn_attrs case_attrs(vector_case *c, const cnn_yaml *attrs, cnn_op_kind kind, const tensor *weight, bool bias);

/* The factor of a loss's gradient, and that of its sum over the images: by `reduction`, mean or sum. */
typedef struct loss_scale {
    float gradient, loss;
} loss_scale;
loss_scale case_loss_scale(vector_case *c, const cnn_yaml *from, cnn_op_kind loss, int images, size_t numbers);

void run_operator(vector_case *c, int way);
void run_network(vector_case *c, int way);

#endif
