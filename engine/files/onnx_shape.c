/* Nodes that move no number: Flatten, a Reshape or Squeeze that only flattens, Transpose between channels first and
 * channels last, Identity. */
#include "onnx_rows.h"

#include <string.h>

cnn_status cnn_onnx_flat(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *v, cnn_onnx_value *to) {
    bool maps = v->shape.h * v->shape.w > 1, turned = v->last && maps && v->shape.c > 1;
    cnn_onnx_value from = *v, *source = &from;
    if (!maps) {
        cnn_onnx_same(to, v);
        to->axes = 2;
        to->last = false;
        return cnn_ok();
    }
    cnn_onnx_making m = cnn_onnx_begin(g, n, "flatten", &source, 1, NULL);
    m.axes = 2;
    m.last = false;
    cnn_status status = cnn_onnx_end(&m, to);
    if (turned)
        to->folded = from.shape;
    return status;
}

cnn_status cnn_onnx_flatten(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    int64_t axis = cnn_onnx_integer(n, "axis", 1);
    axis += axis < 0 ? x->axes : 0;
    if (axis != 1 && !(axis == 0 && g->batch == 1 && g->batch_said)) /* a single image may be flattened with its axis */
        return cnn_onnx_refuse(
            n, "it flattens from axis %lld on; Stride keeps the images apart (axis 1)", (long long)axis);
    return cnn_onnx_flat(g, n, x, cnn_onnx_output(g, n));
}

/* The numbers seen with other axes, where none of them moves. */
static cnn_status see_as(
    cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *x, const int64_t *sizes, int count) {
    cnn_onnx_value *to = cnn_onnx_output(g, n);
    int64_t own[CNN_ONNX_AXES], numbers = 1, image = (int64_t)cnn_shape_image(x->shape);
    cnn_onnx_sizes(g, x, own);
    bool same = count == x->axes, first = sizes[0] == g->batch;
    for (int i = 1; i < count; i++) {
        same &= sizes[i] == own[i];
        numbers *= sizes[i];
    }
    if (first && same) {
        cnn_onnx_pass(g, n, x);
        return cnn_ok();
    }
    if (first && count == 2 && numbers == image)
        return cnn_onnx_flat(g, n, x, to);
    cnn_shape s = x->shape;
    bool channels = count == 4 && sizes[1] == s.c && sizes[2] == s.h && sizes[3] == s.w,
         line = count == 3 && s.h == 1 && sizes[1] == s.c && sizes[2] == s.w;
    if (first && !x->folded.c && (channels || line) && (!x->last || s.c == 1 || s.h * s.w == 1)) {
        cnn_onnx_pass(g, n, x);
        to->axes = count;
        to->last = false;
        return cnn_ok();
    }
    return cnn_onnx_refuse(n, "it gives the numbers other axes, which Stride has no steps for: it only flattens");
}

cnn_status cnn_onnx_reshape(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x;
    int64_t old[CNN_ONNX_AXES]; /* before opset 5 the shape is an attribute */
    const cnn_onnx_constant *shape,
        said = {.axes = 1, .count = (size_t)cnn_onnx_integers(n, "shape", CNN_ONNX_AXES, old), .integers = old};
    cnn_status status = cnn_onnx_source(g, n, &x);
    shape = &said;
    if (!cnn_failed(status) && (n->input_count > 1 || !said.count))
        status = cnn_onnx_constant_of(g, n, cnn_onnx_input(g, n, 1), &shape);
    if (cnn_failed(status))
        return status;
    int64_t own[CNN_ONNX_AXES], sizes[CNN_ONNX_AXES], known = 1, all = g->batch * (int64_t)cnn_shape_image(x->shape);
    int open = -1, count = (int)shape->count;
    if (!shape->integers || shape->count < 1 || shape->count > CNN_ONNX_AXES)
        return cnn_onnx_refuse(n, "its shape is no list of whole numbers");
    cnn_onnx_sizes(g, x, own);
    for (int i = 0; i < count; i++) {
        bool kept = shape->integers[i] == 0 && i < x->axes && !cnn_onnx_integer(n, "allowzero", 0);
        sizes[i] = kept ? own[i] : shape->integers[i];
        if (sizes[i] == -1 && open < 0)
            open = i;
        else if (sizes[i] < 1 || sizes[i] > (int64_t)CNN_TENSOR_MAX || known > (int64_t)CNN_TENSOR_MAX)
            return cnn_onnx_refuse(n, "an impossible shape");
        else
            known *= sizes[i];
    }
    if (open >= 0)
        sizes[open] = all / known;
    return see_as(g, n, x, sizes, count);
}

/* What a Squeeze or Unsqueeze reads, the sizes it has, and the axes that are named: in a setting, since opset 13 in an
 * input. */
static cnn_status read_axes(cnn_onnx_graph *g, const cnn_onnx_node *n, cnn_onnx_value **x, int64_t own[CNN_ONNX_AXES],
    int64_t axes[CNN_ONNX_AXES], int *count) {
    cnn_onnx_value *given = cnn_onnx_input(g, n, 1);
    const cnn_onnx_constant *list = NULL;
    cnn_status status = cnn_onnx_source(g, n, x);
    if (!cnn_failed(status))
        cnn_onnx_sizes(g, *x, own);
    if (!cnn_failed(status) && given)
        status = cnn_onnx_constant_of(g, n, given, &list);
    *count = cnn_onnx_integers(n, "axes", CNN_ONNX_AXES, axes);
    *count = *count > CNN_ONNX_AXES ? CNN_ONNX_AXES : *count;
    for (size_t i = 0; !cnn_failed(status) && list && list->integers && i < list->count && *count < CNN_ONNX_AXES; i++)
        axes[(*count)++] = list->integers[i];
    return status;
}

cnn_status cnn_onnx_squeeze(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x;
    int64_t own[CNN_ONNX_AXES], axes[CNN_ONNX_AXES], sizes[CNN_ONNX_AXES];
    int count, kept = 0;
    cnn_status status = read_axes(g, n, &x, own, axes, &count);
    if (cnn_failed(status))
        return status;
    for (int i = 0; i < x->axes; i++) {
        bool named = !count && i > 0 && own[i] == 1;
        for (int k = 0; k < count; k++)
            named |= axes[k] == i || axes[k] + x->axes == i;
        if (named && (own[i] != 1 || i == 0))
            return cnn_onnx_refuse(
                n, "axis %d has %lld cells or counts the images; it cannot be left out", i, (long long)own[i]);
        if (!named)
            sizes[kept++] = own[i];
    }
    return see_as(g, n, x, sizes, kept);
}

cnn_status cnn_onnx_unsqueeze(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x;
    int64_t own[CNN_ONNX_AXES], axes[CNN_ONNX_AXES], sizes[CNN_ONNX_AXES];
    int count, taken = 0;
    cnn_status status = read_axes(g, n, &x, own, axes, &count);
    if (cnn_failed(status))
        return status;
    int all = x->axes + count;
    if (all > 4)
        return cnn_onnx_refuse(n, "with it there are %d axes, and Stride sees 4", all);
    for (int i = 0; i < all; i++) {
        bool named = false;
        for (int k = 0; k < count; k++)
            named |= axes[k] == i || axes[k] + all == i;
        if (!named && taken == x->axes)
            return cnn_onnx_refuse(n, "it names an axis twice");
        sizes[i] = named ? 1 : own[taken++];
    }
    return see_as(g, n, x, sizes, all);
}

cnn_status cnn_onnx_transpose(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    static const int64_t to_last[] = {0, 2, 3, 1}, to_first[] = {0, 3, 1, 2}, line[] = {0, 2, 1};
    cnn_onnx_value *x, *to = cnn_onnx_output(g, n);
    int64_t turn[CNN_ONNX_AXES], own[CNN_ONNX_AXES];
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (cnn_failed(status))
        return status;
    int count = cnn_onnx_integers(n, "perm", CNN_ONNX_AXES, turn);
    const int64_t *wanted = count == 3 ? line : x->last ? to_first : to_last;
    cnn_onnx_sizes(g, x, own);
    if (count == x->axes && count >= 3 && count <= 4 && !memcmp(turn, wanted, (size_t)count * sizeof *turn)) {
        cnn_onnx_pass(g, n, x);
        to->last = !x->last;
        return cnn_ok();
    }
    return cnn_onnx_refuse(n, "it turns axes round in another way than between channels first and channels last");
}

cnn_status cnn_onnx_identity(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        cnn_onnx_pass(g, n, x);
    return status;
}

/* Between kinds of fractions the numbers stay: Stride computes with float32. */
cnn_status cnn_onnx_cast(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    int64_t to = cnn_onnx_integer(n, "to", 0);
    bool fraction = to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT || to == ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16 ||
                    to == ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16 || to == ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE;
    if (!fraction)
        return cnn_onnx_refuse(n, "it rounds a layer's numbers to integers, which Stride has no steps for");
    return cnn_onnx_identity(g, n, row);
}
