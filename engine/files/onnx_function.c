/* Functions of numbers, and normalisations. */
#include "onnx_rows.h"

#include <math.h>
#include <string.h>

/* Begins the row's layer with the settings that the row lists. */
static cnn_onnx_making begin(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row, cnn_onnx_value *x) {
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, NULL);
    for (const cnn_onnx_setting *s = row->settings; s->from; s++)
        cnn_onnx_set(&m, s->to, cnn_onnx_number(n, s->from, s->otherwise));
    return m;
}

cnn_status cnn_onnx_function(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    cnn_onnx_making m = begin(g, n, row, x);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_batchnorm(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    const cnn_onnx_constant *four[4];
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    for (int i = 0; i < 4 && !cnn_failed(status); i++)
        status = cnn_onnx_floats_of(g, n, cnn_onnx_input(g, n, i + 1), &four[i]);
    if (cnn_failed(status))
        return status;
    if (x->last || x->folded.c || cnn_onnx_integer(n, "training_mode", 0))
        return cnn_onnx_refuse(
            n, x->last || x->folded.c ? "the channels come last in what it reads" : "it is in training mode");
    if (g->opset < 9 && !cnn_onnx_integer(n, "spatial", 1))
        return cnn_onnx_refuse(n, "it normalises each number of a map apart (spatial 0), not each channel");
    for (int i = 0; i < 4; i++)
        if (four[i]->count != (size_t)x->shape.c)
            return cnn_onnx_refuse(n, "it has %zu numbers for %d channels", four[i]->count, x->shape.c);
    cnn_onnx_making m = cnn_onnx_begin(g, n, "batchnorm", &x, 1, cnn_onnx_input(g, n, 1));
    cnn_onnx_set(&m, "epsilon", cnn_onnx_number(n, "epsilon", 1e-5));
    cnn_onnx_set(&m, "blend", (double)(float)(1 - cnn_onnx_number(n, "momentum", 0.9)));
    cnn_onnx_set_weights(&m, four[0]->floats, four[0]->count);
    cnn_onnx_set_biases(&m, four[1]->floats, four[1]->count);
    if (m.layer) {
        m.layer->mean = four[2]->floats;
        m.layer->variance = four[3]->floats;
    }
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_softmax(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    int64_t axis = cnn_onnx_integer(n, "axis", g->opset < 13 ? 1 : -1);
    axis += axis < 0 ? x->axes : 0;
    /* older ones sum over all axes from there on */
    bool pixels = g->opset >= 13 || axis == x->axes - 1 || cnn_onnx_integer(n, "pixels", 0),
         vector = cnn_shape_image(x->shape) == (size_t)x->shape.c;
    if (axis != (x->last ? x->axes - 1 : 1) || (!vector && !pixels))
        return cnn_onnx_refuse(n, "its sum is not over the numbers of one vector, or the channels of each pixel");
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, NULL);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_lrn(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    if (x->last || x->folded.c)
        return cnn_onnx_refuse(n, "the channels come last in what it reads");
    int64_t size = cnn_onnx_integer(n, "size", 1);
    if (size % 2 == 0 && !cnn_onnx_integer(n, "in_front", 0)) /* ONNX sees one map more behind, Stride in front */
        return cnn_onnx_refuse(n, "it sees an even number of maps, one more behind than in front");
    cnn_onnx_making m = begin(g, n, row, x);
    cnn_onnx_set(&m, "neighbours", (double)size);
    cnn_onnx_set(&m, "alpha_over_n", 1);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_dropout(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x, *given = cnn_onnx_input(g, n, 1);
    const cnn_onnx_constant *ratio = NULL;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status) && given)
        status = cnn_onnx_floats_of(g, n, given, &ratio);
    if (cnn_failed(status))
        return status;
    double drop = ratio && ratio->count ? (double)ratio->floats[0] : cnn_onnx_number(n, "ratio", 0.5);
    cnn_onnx_making m = cnn_onnx_begin(g, n, "dropout", &x, 1, NULL);
    cnn_onnx_set(&m, "probability", drop);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

/* LayerNormalization over the last axis, which must be the channels, and InstanceNormalization. */
cnn_status cnn_onnx_norm(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    const cnn_onnx_constant *scale, *bias;
    cnn_onnx_value *x, *w = cnn_onnx_input(g, n, 1);
    cnn_status status = cnn_onnx_weighted(g, n, &x, &scale, &bias);
    if (cnn_failed(status))
        return status;
    bool layer = !strcmp(row->word, "layernorm");
    int64_t axis = cnn_onnx_integer(n, "axis", -1);
    if (layer && ((axis != -1 && axis != x->axes - 1) || (!x->last && x->axes != 2)))
        return cnn_onnx_refuse(n, "Stride normalises over the channels of each pixel, or over a vector");
    if ((!layer && (x->last || x->axes < 3)) || x->folded.c)
        return cnn_onnx_refuse(n, "the channels come last in what it reads");
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, w);
    cnn_onnx_set(&m, "epsilon", cnn_onnx_number(n, "epsilon", 1e-5));
    cnn_onnx_set_parameters(&m, scale, bias);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

/* With numbers of its own it is an ELU times a scale. */
cnn_status cnn_onnx_selu(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x, between = {0}, *from = &between;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    double alpha = cnn_onnx_number(n, "alpha", g->opset < 6 ? 1.6732 : 1.67326319217681884765625),
           gamma = cnn_onnx_number(n, "gamma", g->opset < 6 ? 1.0507 : 1.05070102214813232421875);
    if (fabs(alpha - 1.673263) < 1e-4 && fabs(gamma - 1.050701) < 1e-4)
        return cnn_onnx_function(g, n, row);
    cnn_onnx_making m = cnn_onnx_begin(g, n, "elu", &x, 1, NULL);
    cnn_onnx_set(&m, "alpha", alpha);
    status = cnn_onnx_end_each(&m, x, &between);
    float *scale = cnn_arena_alloc(g->arena, (size_t)x->shape.c, sizeof *scale);
    if (cnn_failed(status) || !scale)
        return cnn_failed(status) ? status : cnn_no_memory(g->file, (size_t)x->shape.c * sizeof *scale);
    for (int i = 0; i < x->shape.c; i++)
        scale[i] = (float)gamma;
    m = cnn_onnx_begin(g, n, "scale", &from, 1, NULL);
    cnn_onnx_set_weights(&m, scale, (size_t)x->shape.c);
    cnn_onnx_set_biases(&m, NULL, (size_t)x->shape.c);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_gelu(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    bool tanh = cnn_onnx_says(n, "approximate", "tanh") || cnn_onnx_integer(n, "tanh", 0);
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, NULL);
    cnn_onnx_set(&m, "approximate", tanh ? CNN_APPROXIMATE_TANH : CNN_APPROXIMATE_NONE);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}
