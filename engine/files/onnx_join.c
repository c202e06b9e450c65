/* Several inputs become one output: Add, Sum, Concat. More inputs than a layer takes make a chain of layers. */
#include "onnx_rows.h"

#include <string.h>

/* Joins all inputs of the node with layers of the word. */
static cnn_status chain(cnn_onnx_graph *g, cnn_onnx_node *n, const char *word) {
    cnn_onnx_value *parts[CNN_INPUTS_MAX], made[2] = {{0}};
    int taken = 0, count = 0, which = 0;
    while (taken < n->input_count) {
        while (count < CNN_INPUTS_MAX && taken < n->input_count)
            parts[count++] = cnn_onnx_input(g, n, taken++);
        cnn_onnx_making m = cnn_onnx_begin(g, n, word, parts, count, NULL);
        bool whole = taken == n->input_count;
        cnn_status status = cnn_onnx_end(&m, whole ? cnn_onnx_output(g, n) : &made[which]);
        if (cnn_failed(status))
            return status;
        parts[0] = &made[which];
        which = 1 - which;
        count = 1;
    }
    return cnn_ok();
}

/* All inputs are layers that ONNX sees with the same axes. */
static cnn_status check_alike(cnn_onnx_graph *g, const cnn_onnx_node *n) {
    const cnn_onnx_value *first = cnn_onnx_input(g, n, 0);
    for (int i = 0; i < n->input_count; i++) {
        const cnn_onnx_value *v = cnn_onnx_input(g, n, i);
        if (!v || v->kind != CNN_ONNX_LAYER)
            return cnn_onnx_refuse(n, "it joins a layer and a constant, which Stride has no steps for");
        if (v->axes != first->axes || v->last != first->last || !cnn_shape_equal(v->folded, first->folded))
            return cnn_onnx_refuse(n, "what it joins has different axes");
    }
    return cnn_ok();
}

cnn_status cnn_onnx_add(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    if (n->input_count == 2)
        for (int i = 0; i < 2; i++)
            if (cnn_onnx_input(g, n, i) && cnn_onnx_input(g, n, i)->kind == CNN_ONNX_CONSTANT)
                return cnn_onnx_scaled(g, n);
    cnn_status status = check_alike(g, n);
    if (!cnn_failed(status) && n->input_count == 1) {
        cnn_onnx_pass(g, n, cnn_onnx_input(g, n, 0));
        return status;
    }
    return cnn_failed(status) ? status : chain(g, n, "add");
}

cnn_status cnn_onnx_concat(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_status status = check_alike(g, n);
    if (cnn_failed(status))
        return status;
    const cnn_onnx_value *x = cnn_onnx_input(g, n, 0);
    int64_t axis = cnn_onnx_integer(n, "axis", 1), channels = x->last ? x->axes - 1 : 1;
    axis += axis < 0 ? x->axes : 0;
    if (axis != channels || x->folded.c)
        return cnn_onnx_refuse(n, "it joins along axis %lld; Stride joins channels", (long long)axis);
    if (n->input_count == 1) {
        cnn_onnx_pass(g, n, x);
        return status;
    }
    return chain(g, n, "concat");
}
