/* An ONNX graph in the making: nodes, constants and the names of values. Everything lies in one arena; the numbers of
 * parameters are not copied. The first thing that goes wrong stays in `status`, and what is added after it is lost. */
#ifndef CNN_ONNX_OUT_H
#define CNN_ONNX_OUT_H

#include "net.h"

#include "onnx.pb-c.h"

typedef struct cnn_onnx_out {
    const cnn_net *net;
    const float *parameters; /* the flat block */
    cnn_arena *arena;
    Onnx__GraphProto graph;
    cnn_status status;
    const char **value; /* of each node of the network: the name of its value in the graph */
    bool *flat;         /* of each: the value is [N, numbers], else [N, C, H, W] */
    const char *layer;  /* the layer at hand, which names begin with */
    int named;          /* names made for it so far */
} cnn_onnx_out;

/* "LAYER does what ONNX has no operator for": keeps the sentence. */
void cnn_onnx_out_refuse(cnn_onnx_out *to, const char *format, ...) CNN_PRINTF(2, 3);

/* A new name for a value of the layer at hand, as in "conv1/pad". */
const char *cnn_onnx_out_name(cnn_onnx_out *to, const char *what);

/* A node of ONNX's type `type` that reads the values `inputs` (the last is NULL) and writes `output`. Never NULL: without
 * memory it is one that belongs to no graph. */
Onnx__NodeProto *cnn_onnx_out_node(cnn_onnx_out *to, const char *type, const char *output, const char *const inputs[]);

/* Settings of a node. */
void cnn_onnx_out_integer(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, int64_t value);
void cnn_onnx_out_integers(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, const int64_t *values, int count);
void cnn_onnx_out_number(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, float value);
void cnn_onnx_out_word(cnn_onnx_out *to, Onnx__NodeProto *node, const char *key, const char *value);

/* Constants; each returns its name. The numbers of `cnn_onnx_out_tensor` outlive the graph, the others are copied. */
const char *cnn_onnx_out_tensor(
    cnn_onnx_out *to, const char *name, const float *numbers, const int64_t *sizes, int axes);
const char *cnn_onnx_out_shape(cnn_onnx_out *to, const char *what, const int64_t *values, int count);
const char *cnn_onnx_out_scalar(cnn_onnx_out *to, const char *what, float value);

/* A copy of `count` numbers, or room for them where `numbers` is NULL; NULL without memory. */
float *cnn_onnx_out_room(cnn_onnx_out *to, const float *numbers, size_t count);

/* A parameter of the layer under its name, as in "conv1.weight". */
const char *cnn_onnx_out_parameter(cnn_onnx_out *to, const cnn_node *node, cnn_parameter which);

/* The value of input `which` of the layer: as it is, as [N, C, H, W], or as [N, numbers]. */
const char *cnn_onnx_out_input(const cnn_onnx_out *to, const cnn_node *node, int which);
const char *cnn_onnx_out_maps(cnn_onnx_out *to, const cnn_node *node, int which);
const char *cnn_onnx_out_vector(cnn_onnx_out *to, const cnn_node *node, int which);

#endif
