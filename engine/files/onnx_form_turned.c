/* Forms that exporters write because an operator of ONNX works along another axis than theirs:
 *
 *   Transpose, Softmax over the last axis, Transpose back        a softmax over another axis
 *   Unsqueeze a last axis, pool with [k, 1], Squeeze             a pool along a row
 *   x / (k + alpha AveragePool(x x))^beta, the channels as rows  local response normalisation */
#include "onnx_form_parts.h"

#include <string.h>

static cnn_onnx_node *behind(const cnn_onnx_form *f, const cnn_onnx_node *n, int which, const char *type) {
    const cnn_onnx_value *v =
        n && which < n->input_count && n->inputs[which] >= 0 ? &f->g->values[n->inputs[which]] : NULL;
    cnn_onnx_node *from = v && v->producer >= 0 && v->producer < n->number ? &f->g->nodes[v->producer] : NULL;
    return from && !from->absorbed && !strcmp(from->type, type) && from->input_count > 0 ? from : NULL;
}

bool cnn_onnx_form_softmax(cnn_onnx_form *f) {
    static const char *const types[] = {"Softmax", "LogSoftmax"};
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *softmax = cnn_onnx_form_made_by(f, f->root->inputs[0], types[i]),
                      *turn = softmax ? cnn_onnx_form_made_by(f, softmax->inputs[0], "Transpose") : NULL;
        int64_t there[CNN_ONNX_AXES], back[CNN_ONNX_AXES];
        int axes = turn ? cnn_onnx_integers(turn, "perm", CNN_ONNX_AXES, there) : 0;
        if (axes < 2 || axes > 4 || cnn_onnx_integers(f->root, "perm", CNN_ONNX_AXES, back) != axes)
            continue;
        int64_t axis = cnn_onnx_integer(softmax, "axis", f->g->opset < 13 ? 1 : -1);
        bool same = axis == -1 || axis == axes - 1; /* one axis alone, whatever the opset */
        for (int k = 0; k < axes && same; k++)
            same = there[k] >= 0 && there[k] < axes && back[there[k]] == k;
        if (!same || there[axes - 1] != 1)
            continue;
        cnn_onnx_form_become(f, types[i], turn->inputs[0], -1, -1);
        cnn_onnx_give(f->root, "axis", 1);
        cnn_onnx_give(f->root, "pixels", 1);
        cnn_onnx_form_absorb(f, softmax);
        cnn_onnx_form_absorb(f, turn);
        return true;
    }
    return false;
}

/* Whether the node adds or takes away axis 3, and no other. */
static bool is_fourth(const cnn_onnx_form *f, const cnn_onnx_node *n) {
    int64_t axes[2] = {0};
    double axis;
    if (n->input_count > 1)
        return cnn_onnx_single(f->g, n->inputs[1], &axis) && (axis == 3 || axis == -1);
    return cnn_onnx_integers(n, "axes", 2, axes) == 1 && (axes[0] == 3 || axes[0] == -1);
}

bool cnn_onnx_form_row_pool(cnn_onnx_form *f) {
    static const char *const types[] = {"AveragePool", "MaxPool"};
    for (int i = 0; i < 2; i++) {
        cnn_onnx_node *pool = cnn_onnx_form_made_by(f, f->root->inputs[0], types[i]),
                      *stand = pool && pool->output_count == 1 ? cnn_onnx_form_made_by(f, pool->inputs[0], "Unsqueeze")
                                                               : NULL;
        int64_t size[2];
        if (!stand || !is_fourth(f, stand) || !is_fourth(f, f->root) ||
            cnn_onnx_integers(pool, "kernel_shape", 2, size) != 2 || size[1] != 1)
            continue;
        cnn_onnx_form_become(f, types[i], stand->inputs[0], -1, -1);
        f->root->proto = pool->proto;
        cnn_onnx_give(f->root, "upright", 1);
        cnn_onnx_form_absorb(f, pool);
        cnn_onnx_form_absorb(f, stand);
        return true;
    }
    return false;
}

/* Whether the padding is that of PyTorch, n / 2 maps in front and (n - 1) / 2 behind: as ten numbers for five axes, or
 * as the six that PyTorch begins with, from which others are computed. */
static bool is_padding(const int64_t *list, size_t count, int64_t size) {
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += list[i] < 0 || list[i] > size ? size + 1 : list[i];
    return sum == size - 1 && list[count == 6 ? 4 : 2] == size / 2;
}

/* The constant that the value is, if it is one. */
static const cnn_onnx_constant *constant_at(const cnn_onnx_form *f, const cnn_onnx_node *n, cnn_onnx_value *holder) {
    const cnn_onnx_node *from = holder->producer >= 0 ? &f->g->nodes[holder->producer] : NULL;
    const Onnx__AttributeProto *a = from && !strcmp(from->type, "Constant") ? cnn_onnx_attribute(from, "value") : NULL;
    const cnn_onnx_constant *c = NULL;
    if (holder->kind != CNN_ONNX_CONSTANT && a && a->t) {
        holder->kind = CNN_ONNX_CONSTANT;
        holder->tensor = a->t;
    }
    bool found = holder->kind == CNN_ONNX_CONSTANT && !cnn_failed(cnn_onnx_constant_of(f->g, n, holder, &c));
    return found ? c : NULL;
}

static bool pads_channels(const cnn_onnx_form *f, const cnn_onnx_node *pad, int64_t size) {
    enum { STEPS = 10 };
    const cnn_onnx_node *at = pad;
    int64_t list[10];
    if (cnn_onnx_integers(pad, "pads", 10, list) == 10)
        return is_padding(list, 10, size);
    for (int i = 0; at && i < STEPS; i++) {
        const cnn_onnx_value *v = cnn_onnx_input(f->g, at, i == 0);
        if (!v)
            return false;
        cnn_onnx_value holder = *v;
        const cnn_onnx_constant *c = constant_at(f, pad, &holder);
        if (c)
            return c->integers && (c->count == 6 || c->count == 10) && is_padding(c->integers, c->count, size);
        at = v->producer >= 0 ? &f->g->nodes[v->producer] : NULL;
    }
    return false;
}

/* From the mean of squares back to x; the padding, which need not be absorbed to be left alone, is checked. */
static int squares_of(cnn_onnx_form *f, const cnn_onnx_node *from, int64_t *size, cnn_onnx_node **parts, int *count) {
    cnn_onnx_node *at = behind(f, from, 0, "Reshape"), *pool = NULL, *step;
    if (at)
        parts[(*count)++] = at;
    from = at ? at : from;
    if ((step = behind(f, from, 0, "If"))) { /* whether there is an axis to squeeze: asked of the pool's shape */
        cnn_onnx_node *equal = behind(f, step, 0, "Equal"), *gather = behind(f, equal, 0, "Gather"),
                      *shape = behind(f, gather, 0, "Shape"), *all[] = {step, equal, gather, shape};
        for (int i = 0; i < 4 && shape; i++)
            parts[(*count)++] = all[i];
        pool = behind(f, shape, 0, "AveragePool");
    } else if ((step = behind(f, from, 0, "Squeeze"))) {
        parts[(*count)++] = step;
        pool = behind(f, step, 0, "AveragePool");
    }
    int64_t window[3] = {0}, strides[3] = {1, 1, 1};
    if (!pool || cnn_onnx_integers(pool, "kernel_shape", 3, window) != 3 || window[1] != 1 || window[2] != 1)
        return -1;
    if (cnn_onnx_integers(pool, "strides", 3, strides) > 3 || strides[0] != 1 || strides[1] != 1 || strides[2] != 1)
        return -1;
    *size = window[0];
    parts[(*count)++] = pool;
    bool padded = false;
    at = behind(f, pool, 0, "Pad");
    for (int i = 0; i < 2 && at; i++) {
        padded |= pads_channels(f, at, *size);
        parts[(*count)++] = at;
        step = behind(f, at, 0, "Pad");
        if (!step)
            break;
        at = step;
    }
    step = behind(f, at, 0, "Reshape");
    if (step)
        parts[(*count)++] = step;
    step = behind(f, step ? step : at, 0, "Unsqueeze");
    cnn_onnx_node *square = behind(f, step, 0, "Mul");
    if (!padded || !square || square->input_count != 2 || square->inputs[0] != square->inputs[1])
        return -1;
    parts[(*count)++] = step;
    parts[(*count)++] = square;
    return square->inputs[0];
}

/* The number beside a value in a node, and the node that gives the value. */
static cnn_onnx_node *with_number(const cnn_onnx_form *f, cnn_onnx_node *n, double *number) {
    for (int i = 0; n && i < 2 && n->input_count == 2; i++)
        if (cnn_onnx_single(f->g, n->inputs[i], number))
            return n;
    return NULL;
}

bool cnn_onnx_form_lrn(cnn_onnx_form *f) {
    enum { PARTS = 16 };
    double beta, bias, alpha;
    cnn_onnx_node *parts[PARTS], *pow = behind(f, f->root, 1, "Pow"), *add = behind(f, pow, 0, "Add");
    int count = 0;
    int64_t size;
    if (!pow || pow->input_count != 2 || !cnn_onnx_single(f->g, pow->inputs[1], &beta) || !with_number(f, add, &bias))
        return false;
    cnn_onnx_node *mul = behind(f, add, 0, "Mul");
    if (!with_number(f, mul, &alpha))
        return false;
    int x = squares_of(f, mul, &size, parts, &count);
    if (x < 0 || x != f->root->inputs[0])
        return false;
    parts[count++] = mul;
    parts[count++] = add;
    parts[count++] = pow;
    cnn_onnx_form_become(f, "LRN", x, -1, -1);
    cnn_onnx_give(f->root, "size", (double)size);
    cnn_onnx_give(f->root, "alpha", alpha);
    cnn_onnx_give(f->root, "beta", beta);
    cnn_onnx_give(f->root, "bias", bias);
    cnn_onnx_give(f->root, "in_front", 1);
    for (int i = 0; i < count; i++)
        cnn_onnx_form_absorb(f, parts[i]);
    return true;
}
