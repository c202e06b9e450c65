/* Several inputs become one output: Add, Sum, Concat, Sub. More inputs than a layer takes make a chain of layers. */
#include "onnx_rows.h"

#include <string.h>

/* Joins the values with layers of the word. */
static cnn_status chain(
    cnn_onnx_graph *g, cnn_onnx_node *n, const char *word, cnn_onnx_value *const *values, int value_count) {
    cnn_onnx_value *parts[CNN_INPUTS_MAX], made[2] = {{0}};
    int taken = 0, count = 0, which = 0;
    while (taken < value_count) {
        while (count < CNN_INPUTS_MAX && taken < value_count)
            parts[count++] = values[taken++];
        cnn_onnx_making m = cnn_onnx_begin(g, n, word, parts, count, NULL);
        bool whole = taken == value_count;
        cnn_status status = cnn_onnx_end(&m, whole ? cnn_onnx_output(g, n) : &made[which]);
        if (cnn_failed(status))
            return status;
        parts[0] = &made[which];
        which = 1 - which;
        count = 1;
    }
    if (value_count)
        cnn_onnx_output(g, n)->folded = values[0]->folded;
    return cnn_ok();
}

/* The node's inputs; NULL without memory. */
static cnn_onnx_value **inputs_of(cnn_onnx_graph *g, const cnn_onnx_node *n) {
    cnn_onnx_value **list = cnn_arena_alloc(g->arena, (size_t)n->input_count, sizeof *list);
    for (int i = 0; list && i < n->input_count; i++)
        list[i] = cnn_onnx_input(g, n, i);
    return list;
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

cnn_status cnn_onnx_join(cnn_onnx_graph *g, cnn_onnx_node *n, const char *word) {
    cnn_status status = check_alike(g, n);
    if (!cnn_failed(status) && n->input_count == 1) {
        cnn_onnx_pass(g, n, cnn_onnx_input(g, n, 0));
        return status;
    }
    cnn_onnx_value **values = inputs_of(g, n);
    if (cnn_failed(status) || !values)
        return cnn_failed(status) ? status : cnn_no_memory(g->file, 0);
    return chain(g, n, word, values, n->input_count);
}

cnn_status cnn_onnx_add(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    if (n->input_count == 2)
        for (int i = 0; i < 2; i++)
            if (cnn_onnx_input(g, n, i) && cnn_onnx_input(g, n, i)->kind == CNN_ONNX_CONSTANT)
                return cnn_onnx_scaled(g, n);
    return cnn_onnx_join(g, n, "add");
}

/* One layer less another: the other times -1 is added. */
cnn_status cnn_onnx_subtract(cnn_onnx_graph *g, cnn_onnx_node *n) {
    static const float minus = -1;
    cnn_status status = check_alike(g, n);
    if (cnn_failed(status))
        return status;
    cnn_onnx_value negative = {0}, *taken = cnn_onnx_input(g, n, 1), *pair[2] = {cnn_onnx_input(g, n, 0), &negative};
    cnn_onnx_making m = cnn_onnx_begin(g, n, "scale", &taken, 1, NULL);
    cnn_onnx_set(&m, "factors", CNN_SLOPES_ONE);
    cnn_onnx_set(&m, "fixed", true);
    cnn_onnx_set_weights(&m, &minus, 1);
    cnn_onnx_set_biases(&m, NULL, 0);
    status = cnn_onnx_end(&m, &negative);
    return cnn_failed(status) ? status : chain(g, n, "add", pair, 2);
}

/* Maps beside or below each other: each is padded with zeros to the size of all, and the sum holds them all. */
static cnn_status join_cells(cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value **values, int direction) {
    cnn_onnx_value *padded = cnn_arena_alloc(g->arena, (size_t)n->input_count, sizeof *padded);
    int64_t all = 0, before = 0;
    cnn_status status = padded ? cnn_ok() : cnn_no_memory(g->file, 0);
    for (int i = 0; i < n->input_count; i++)
        all += direction ? values[i]->shape.w : values[i]->shape.h;
    for (int i = 0; i < n->input_count && !cnn_failed(status); i++) {
        int64_t own = direction ? values[i]->shape.w : values[i]->shape.h, padding[4] = {0};
        padding[2 * direction] = before;
        padding[2 * direction + 1] = all - before - own;
        before += own;
        cnn_onnx_making m = cnn_onnx_begin(g, n, "pad", &values[i], 1, NULL);
        cnn_onnx_set_list(&m, "padding", padding, 4);
        status = cnn_onnx_end(&m, &padded[i]);
        values[i] = &padded[i];
    }
    return cnn_failed(status) ? status : chain(g, n, "add", values, n->input_count);
}

cnn_status cnn_onnx_concat(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_status status = check_alike(g, n);
    if (cnn_failed(status))
        return status;
    const cnn_onnx_value *x = cnn_onnx_input(g, n, 0);
    int64_t axis = cnn_onnx_integer(n, "axis", 1), channels = x->last ? x->axes - 1 : 1;
    axis += axis < 0 ? x->axes : 0;
    int64_t first = x->last ? 1 : 2; /* of the axes that count rows and columns */
    bool cells = axis >= first && axis < first + x->axes - 2;
    if ((axis != channels && !cells) || x->folded.c)
        return cnn_onnx_refuse(n, "it joins along axis %lld; Stride joins channels, rows or columns", (long long)axis);
    if (n->input_count == 1) {
        cnn_onnx_pass(g, n, x);
        return status;
    }
    cnn_onnx_value **values = inputs_of(g, n);
    if (!values)
        return cnn_no_memory(g->file, 0);
    return cells ? join_cells(g, n, values, x->axes == 3 ? 1 : (int)(axis - first))
                 : chain(g, n, "concat", values, n->input_count);
}
