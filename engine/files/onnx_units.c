/* Dense layers: Gemm, and MatMul with or without an Add behind it. Their weights may lie the other way round, and what
 * was flattened with the channels last wants its weights in the order of the maps. */
#include "onnx_rows.h"

#include <string.h>

/* Weights as rows of `inputs` numbers, one for each of `units`. */
typedef struct matrix {
    const float *numbers;
    int64_t units, inputs;
    bool turned; /* they lie as a column for each unit */
} matrix;

/* The input whose weight is number `index` in the order of the maps. */
static int64_t place_of(cnn_shape folded, int64_t index) {
    int64_t plane = (int64_t)folded.h * folded.w;
    return folded.c ? index % plane * folded.c + index / plane : index;
}

static cnn_status rows_of(cnn_onnx_graph *g, matrix m, cnn_shape folded, float scale, const float **out) {
    *out = m.numbers;
    if (!m.turned && !folded.c && scale == 1)
        return cnn_ok();
    float *made = cnn_arena_alloc(g->arena, (size_t)(m.units * m.inputs) + 1, sizeof *made);
    if (!made)
        return cnn_no_memory(g->file, (size_t)(m.units * m.inputs) * sizeof *made);
    for (int64_t u = 0; u < m.units; u++)
        for (int64_t i = 0; i < m.inputs; i++) {
            int64_t from = place_of(folded, i);
            made[u * m.inputs + i] = scale * m.numbers[m.turned ? from * m.units + u : u * m.inputs + from];
        }
    *out = made;
    return cnn_ok();
}

/* A bias of one number for all units, or one for each. */
static cnn_status bias_of(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_constant *given, int64_t units,
    float scale, const float **out) {
    *out = NULL;
    if (!given)
        return cnn_ok();
    if (given->count != 1 && given->count != (size_t)units)
        return cnn_onnx_refuse(n, "its bias has %zu numbers for %lld units", given->count, (long long)units);
    *out = given->floats;
    if (given->count == (size_t)units && scale == 1)
        return cnn_ok();
    float *made = cnn_arena_alloc(g->arena, (size_t)units + 1, sizeof *made);
    if (!made)
        return cnn_no_memory(g->file, (size_t)units * sizeof *made);
    for (int64_t i = 0; i < units; i++)
        made[i] = scale * given->floats[given->count == 1 ? 0 : i];
    *out = made;
    return cnn_ok();
}

/* Adds the layer. Numbers with the channels last are multiplied pixel by pixel: a convolution of 1 x 1. */
static cnn_status add_units(
    cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value *x, matrix m, const float *bias, cnn_onnx_value *to) {
    const float *numbers;
    int64_t one[2] = {1, 1}, inputs = x->axes > 2 ? x->shape.c : (int64_t)cnn_shape_image(x->shape);
    if (m.inputs != inputs)
        return cnn_onnx_refuse(
            n, "it has weights for %lld inputs and reads %lld", (long long)m.inputs, (long long)inputs);
    float scale = (float)cnn_onnx_number(n, "alpha", 1);
    cnn_status status = rows_of(g, m, x->folded, scale, &numbers);
    if (cnn_failed(status))
        return status;
    bool pixels = x->axes > 2;
    cnn_onnx_making making = cnn_onnx_begin(g, n, pixels ? "conv" : "dense", &x, 1, cnn_onnx_input(g, n, 1));
    cnn_onnx_set(&making, pixels ? "filters" : "units", (double)m.units);
    if (pixels)
        cnn_onnx_set_list(&making, "size", one, 2);
    cnn_onnx_set_weights(&making, numbers, (size_t)(m.units * m.inputs));
    cnn_onnx_set_biases(&making, bias, (size_t)m.units);
    return cnn_onnx_end(&making, to);
}

cnn_status cnn_onnx_gemm(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    const cnn_onnx_constant *weight, *bias = NULL;
    const float *biases;
    cnn_onnx_value *x, *c = cnn_onnx_input(g, n, 2);
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = cnn_onnx_floats_of(g, n, cnn_onnx_input(g, n, 1), &weight);
    bool joined = c && c->kind == CNN_ONNX_LAYER && cnn_onnx_number(n, "beta", 1) == 1;
    if (!cnn_failed(status) && c && !joined)
        status = cnn_onnx_floats_of(g, n, c, &bias);
    if (cnn_failed(status))
        return status;
    bool turned = !cnn_onnx_integer(n, "transB", 0);
    if (x->axes != 2 || weight->axes != 2 || cnn_onnx_integer(n, "transA", 0))
        return cnn_onnx_refuse(n, "it is no dense layer: a vector for each image times a matrix of weights");
    matrix m = {weight->floats, weight->sizes[turned ? 1 : 0], weight->sizes[turned ? 0 : 1], turned};
    status = bias_of(g, n, bias, m.units, (float)cnn_onnx_number(n, "beta", 1), &biases);
    if (cnn_failed(status) || !joined)
        return cnn_failed(status) ? status : add_units(g, n, x, m, biases, cnn_onnx_output(g, n));
    cnn_onnx_value product = {0}, *pair[2] = {&product, c}; /* what another layer gives is added */
    status = add_units(g, n, x, m, NULL, &product);
    if (cnn_failed(status))
        return status;
    cnn_onnx_making sum = cnn_onnx_begin(g, n, "add", pair, 2, NULL);
    return cnn_onnx_end(&sum, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_matmul(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    const cnn_onnx_constant *weight, *bias;
    const float *biases;
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_weighted(g, n, &x, &weight, &bias);
    if (cnn_failed(status))
        return status;
    if (weight->axes != 2 || (x->axes != 2 && !x->last))
        return cnn_onnx_refuse(n, "it is no dense layer: a vector for each image or pixel times a matrix of weights");
    matrix m = {weight->floats, weight->sizes[1], weight->sizes[0], true};
    status = bias_of(g, n, bias, m.units, 1, &biases);
    return cnn_failed(status) ? status : add_units(g, n, x, m, biases, cnn_onnx_output(g, n));
}

/* Distances from patterns, as Stride writes them. */
cnn_status cnn_onnx_rbf(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    const cnn_onnx_constant *c;
    cnn_onnx_value *x, *patterns = cnn_onnx_input(g, n, 1);
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = cnn_onnx_floats_of(g, n, patterns, &c);
    if (cnn_failed(status))
        return status;
    if (x->axes != 2 || x->folded.c || c->axes != 2 || c->sizes[1] != (int64_t)cnn_shape_image(x->shape))
        return cnn_onnx_refuse(n, "its patterns have another size than what it reads");
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, patterns);
    cnn_onnx_set(&m, "units", (double)c->sizes[0]);
    cnn_onnx_set_weights(&m, c->floats, c->count);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}
