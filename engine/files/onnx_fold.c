#include "onnx_fold.h"

#include "elementary.h"
#include "onnx_fold_parts.h"

#include <math.h>
#include <string.h>

bool cnn_onnx_folds_always(const cnn_onnx_node *n) {
    return !strcmp(n->type, "Shape") || !strcmp(n->type, "Size");
}

static cnn_status fold_constant(cnn_onnx_folding *f) {
    const cnn_onnx_node *n = f->node;
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, "value");
    int64_t whole = cnn_onnx_integer(n, "value_int", 0), list[CNN_ONNX_AXES];
    int count = cnn_onnx_integers(n, "value_ints", CNN_ONNX_AXES, list);
    if (a && a->t) { /* converted when it is needed */
        cnn_onnx_value *to = &f->g->values[n->outputs[0]];
        to->kind = CNN_ONNX_CONSTANT;
        to->tensor = a->t;
        return cnn_ok();
    }
    a = cnn_onnx_attribute(n, "value_floats");
    f->out.axes = count || a ? 1 : 0;
    f->out.sizes[0] = a ? (int64_t)a->n_floats : count;
    bool floats = a || cnn_onnx_attribute(n, "value_float");
    if (cnn_onnx_attribute(n, "sparse_value"))
        return cnn_onnx_refuse(n, "it is a sparse tensor; Stride reads dense ones: export it with all its numbers");
    if (!floats && !count && !cnn_onnx_attribute(n, "value_int"))
        return cnn_onnx_refuse(n, "a constant of a kind that is no number");
    if (count > CNN_ONNX_AXES)
        return cnn_onnx_refuse(n, "a list of more than %d whole numbers", CNN_ONNX_AXES);
    cnn_status status = cnn_onnx_fold_room(f, !floats);
    if (cnn_failed(status))
        return status;
    float number = (float)cnn_onnx_number(n, "value_float", 0);
    cnn_onnx_constant from = {.floats = a ? a->floats : &number};
    if (!floats)
        from = (cnn_onnx_constant){.integers = count ? list : &whole};
    for (size_t i = 0; i < f->out.count; i++)
        cnn_onnx_fold_copy(f, i, &from, i);
    return status;
}

static cnn_status fold_filled(cnn_onnx_folding *f) {
    const Onnx__AttributeProto *a = cnn_onnx_attribute(f->node, "value");
    cnn_onnx_value holder = {.kind = CNN_ONNX_CONSTANT, .tensor = a ? a->t : NULL};
    const cnn_onnx_constant *shape = f->in[0], *value;
    float zero = 0;
    holder.constant = (cnn_onnx_constant){.count = 1, .floats = &zero};
    cnn_status status = cnn_onnx_constant_of(f->g, f->node, &holder, &value);
    if (cnn_failed(status))
        return status;
    if (shape->count > CNN_ONNX_AXES || (shape->count && !shape->integers) || value->count != 1)
        return cnn_onnx_refuse(f->node, "an impossible shape");
    f->out.axes = (int)shape->count;
    for (int i = 0; i < f->out.axes; i++)
        f->out.sizes[i] = shape->integers[i];
    status = cnn_onnx_fold_room(f, value->integers != NULL);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        cnn_onnx_fold_copy(f, i, value, 0);
    return status;
}

/* The sizes of a constant or of a layer. */
static cnn_status fold_shape(cnn_onnx_folding *f) {
    const cnn_onnx_value *v = cnn_onnx_input(f->g, f->node, 0);
    int64_t sizes[CNN_ONNX_AXES], all = 1, count = v->axes;
    if (v->kind == CNN_ONNX_CONSTANT) {
        count = f->in[0]->axes;
        memcpy(sizes, f->in[0]->sizes, sizeof sizes);
    } else
        cnn_onnx_sizes(f->g, v, sizes);
    for (int i = 0; i < count; i++)
        all *= sizes[i];
    bool size = !strcmp(f->node->type, "Size");
    int64_t start = cnn_onnx_integer(f->node, "start", 0), end = cnn_onnx_integer(f->node, "end", count);
    start += start < 0 ? count : 0;
    end += end < 0 ? count : 0;
    start = start < 0 ? 0 : start > count ? count : start;
    end = end < start ? start : end > count ? count : end;
    f->out.axes = size ? 0 : 1;
    f->out.sizes[0] = end - start;
    cnn_status status = cnn_onnx_fold_room(f, true);
    cnn_onnx_constant from = {.integers = size ? &all : sizes};
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        cnn_onnx_fold_copy(f, i, &from, size ? 0 : (size_t)start + i);
    return status;
}

static cnn_status fold_cast(cnn_onnx_folding *f) {
    int64_t to = cnn_onnx_integer(f->node, "to", ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
    bool whole = to == ONNX__TENSOR_PROTO__DATA_TYPE__INT64 || to == ONNX__TENSOR_PROTO__DATA_TYPE__INT32 ||
                 to == ONNX__TENSOR_PROTO__DATA_TYPE__BOOL;
    f->out = *f->in[0];
    if (whole == (f->out.integers != NULL))
        return cnn_ok();
    cnn_status status = cnn_onnx_fold_room(f, whole);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++) {
        double x = cnn_onnx_fold_get(f->in[0], i);
        if (whole && !(fabs(x) < 9e18))
            return cnn_onnx_refuse(f->node, "a number is no whole number");
        cnn_onnx_fold_copy(f, i, f->in[0], i);
    }
    return status;
}

static cnn_status fold_same(cnn_onnx_folding *f) {
    f->out = *f->in[0];
    return cnn_ok();
}

typedef enum arithmetic { ADD, SUB, MUL, DIV, POW, LEAST, MOST, EQUAL, LESS, GREATER, MOD } arithmetic;

static double power(double a, double b) {
    if (b != trunc(b) || fabs(b) > 0x1p31)
        return cnn_pow_d(a, b);
    return b < 0 ? 1 / cnn_power(a, (int64_t)-b) : cnn_power(a, (int64_t)b);
}

static double compute(arithmetic how, double a, double b, bool whole) {
    switch (how) {
    case ADD:
        return a + b;
    case SUB:
        return a - b;
    case MUL:
        return a * b;
    case DIV:
        return !whole ? a / b : b == 0 ? 0 : trunc(a / b);
    case POW:
        return power(a, b);
    case LEAST:
        return a < b ? a : b;
    case MOST:
        return a > b ? a : b;
    case EQUAL:
        return a == b;
    case LESS:
        return a < b;
    case GREATER:
        return a > b;
    case MOD:
        return b == 0 ? 0 : a - b * floor(a / b);
    }
    return 0;
}

static void put(cnn_onnx_folding *f, size_t index, double value) {
    float number = (float)value;
    int64_t whole = fabs(value) < 9e18 ? (int64_t)value : value > 0 ? INT64_MAX : INT64_MIN;
    cnn_onnx_constant from = {.floats = f->out.floats ? &number : NULL, .integers = f->out.floats ? NULL : &whole};
    cnn_onnx_fold_copy(f, index, &from, 0);
}

static cnn_status fold_two(cnn_onnx_folding *f, arithmetic how) {
    const cnn_onnx_constant *a = f->in[0], *b = f->count > 1 ? f->in[1] : NULL;
    if (!b || !cnn_onnx_fold_together(a, b, &f->out))
        return cnn_onnx_refuse(f->node, "its inputs do not fit together");
    bool whole = a->integers && b->integers;
    cnn_status status = cnn_onnx_fold_room(f, whole || how >= EQUAL);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        put(f, i,
            compute(how, cnn_onnx_fold_get(a, cnn_onnx_fold_spread(&f->out, i, a)),
                cnn_onnx_fold_get(b, cnn_onnx_fold_spread(&f->out, i, b)), whole));
    return status;
}

static cnn_status fold_one(cnn_onnx_folding *f, double function(double)) {
    f->out = *f->in[0];
    cnn_status status = cnn_onnx_fold_room(f, f->in[0]->integers != NULL);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        put(f, i, function(cnn_onnx_fold_get(f->in[0], i)));
    return status;
}

static double negative(double x) {
    return -x;
}
static double reciprocal(double x) {
    return 1 / x;
}

static cnn_status fold_range(cnn_onnx_folding *f) {
    for (int i = 0; i < 3; i++)
        if (i >= f->count || !f->in[i] || f->in[i]->count != 1)
            return cnn_onnx_refuse(f->node, "it needs a start, an end and a step");
    double start = cnn_onnx_fold_get(f->in[0], 0), end = cnn_onnx_fold_get(f->in[1], 0),
           step = cnn_onnx_fold_get(f->in[2], 0), count = ceil((end - start) / step);
    if (!(count < 1e6))
        return cnn_onnx_refuse(f->node, "it counts too far");
    f->out.axes = 1;
    f->out.sizes[0] = count > 0 ? (int64_t)count : 0;
    cnn_status status = cnn_onnx_fold_room(f, f->in[0]->integers != NULL);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++)
        put(f, i, start + step * (double)i);
    return status;
}

static cnn_status fold_where(cnn_onnx_folding *f) {
    cnn_onnx_constant two;
    if (f->count < 3 || !f->in[1] || !f->in[2] || !cnn_onnx_fold_together(f->in[1], f->in[2], &two) ||
        !cnn_onnx_fold_together(f->in[0], &two, &f->out))
        return cnn_onnx_refuse(f->node, "its inputs do not fit together");
    cnn_status status = cnn_onnx_fold_room(f, f->in[1]->integers && f->in[2]->integers);
    for (size_t i = 0; i < f->out.count && !cnn_failed(status); i++) {
        bool first = cnn_onnx_fold_get(f->in[0], cnn_onnx_fold_spread(&f->out, i, f->in[0])) != 0;
        const cnn_onnx_constant *from = f->in[first ? 1 : 2];
        cnn_onnx_fold_copy(f, i, from, cnn_onnx_fold_spread(&f->out, i, from));
    }
    return status;
}

/* The product, sum, least or largest of all numbers. */
static cnn_status fold_all(cnn_onnx_folding *f, arithmetic how) {
    double value = how == MUL;
    bool keep = cnn_onnx_integer(f->node, "keepdims", 1) != 0;
    for (size_t i = 0; i < f->in[0]->count; i++)
        value = i || how == MUL || how == ADD ? compute(how, value, cnn_onnx_fold_get(f->in[0], i), true)
                                              : cnn_onnx_fold_get(f->in[0], i);
    f->out.axes = keep ? f->in[0]->axes : 0;
    for (int i = 0; i < f->out.axes; i++)
        f->out.sizes[i] = 1;
    if (f->in[0]->axes > 1)
        return cnn_onnx_refuse(f->node, "Stride computes it of lists alone");
    cnn_status status = cnn_onnx_fold_room(f, f->in[0]->integers != NULL);
    if (!cnn_failed(status))
        put(f, 0, value);
    return status;
}

typedef struct fold_row {
    const char *type;
    cnn_status (*fold)(cnn_onnx_folding *f);
    cnn_status (*with)(cnn_onnx_folding *f, arithmetic how);
    arithmetic how;
    double (*function)(double);
} fold_row;

static const fold_row rows[] = {
    {"Abs", NULL, NULL, ADD, fabs},
    {"Add", NULL, fold_two, ADD, NULL},
    {"Cast", fold_cast, NULL, ADD, NULL},
    {"Ceil", NULL, NULL, ADD, ceil},
    {"Concat", cnn_onnx_fold_concat, NULL, ADD, NULL},
    {"Constant", fold_constant, NULL, ADD, NULL},
    {"ConstantOfShape", fold_filled, NULL, ADD, NULL},
    {"Div", NULL, fold_two, DIV, NULL},
    {"Equal", NULL, fold_two, EQUAL, NULL},
    {"Exp", NULL, NULL, ADD, exp},
    {"Expand", cnn_onnx_fold_expand, NULL, ADD, NULL},
    {"Floor", NULL, NULL, ADD, floor},
    {"Gather", cnn_onnx_fold_gather, NULL, ADD, NULL},
    {"Greater", NULL, fold_two, GREATER, NULL},
    {"Identity", fold_same, NULL, ADD, NULL},
    {"Less", NULL, fold_two, LESS, NULL},
    {"Log", NULL, NULL, ADD, log},
    {"Max", NULL, fold_two, MOST, NULL},
    {"Min", NULL, fold_two, LEAST, NULL},
    {"Mod", NULL, fold_two, MOD, NULL},
    {"Mul", NULL, fold_two, MUL, NULL},
    {"Neg", NULL, NULL, ADD, negative},
    {"Pow", NULL, fold_two, POW, NULL},
    {"Range", fold_range, NULL, ADD, NULL},
    {"Reciprocal", NULL, NULL, ADD, reciprocal},
    {"ReduceMax", NULL, fold_all, MOST, NULL},
    {"ReduceMin", NULL, fold_all, LEAST, NULL},
    {"ReduceProd", NULL, fold_all, MUL, NULL},
    {"ReduceSum", NULL, fold_all, ADD, NULL},
    {"Reshape", cnn_onnx_fold_reshape, NULL, ADD, NULL},
    {"Shape", fold_shape, NULL, ADD, NULL},
    {"Size", fold_shape, NULL, ADD, NULL},
    {"Slice", cnn_onnx_fold_slice, NULL, ADD, NULL},
    {"Sqrt", NULL, NULL, ADD, sqrt},
    {"Squeeze", cnn_onnx_fold_axes, NULL, ADD, NULL},
    {"Sub", NULL, fold_two, SUB, NULL},
    {"Transpose", cnn_onnx_fold_transpose, NULL, ADD, NULL},
    {"Unsqueeze", cnn_onnx_fold_axes, NULL, ADD, NULL},
    {"Where", fold_where, NULL, ADD, NULL},
};

static cnn_status run(cnn_onnx_folding *f) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].type, f->node->type))
            return rows[i].fold   ? rows[i].fold(f)
                   : rows[i].with ? rows[i].with(f, rows[i].how)
                                  : fold_one(f, rows[i].function);
    return cnn_onnx_refuse(f->node, "Stride does not compute it of constants");
}

cnn_status cnn_onnx_fold(cnn_onnx_graph *g, cnn_onnx_node *n) {
    cnn_onnx_folding f = {.g = g, .node = n, .count = n->input_count};
    cnn_status status = cnn_ok();
    if (n->input_count > CNN_ONNX_AXES)
        return cnn_onnx_refuse(n, "more than %d constants", CNN_ONNX_AXES);
    for (int i = 0; i < n->input_count && !cnn_failed(status); i++) {
        cnn_onnx_value *v = cnn_onnx_input(g, n, i);
        if (v && v->kind == CNN_ONNX_CONSTANT)
            status = cnn_onnx_constant_of(g, n, v, &f.in[i]);
    }
    bool reads = strcmp(n->type, "Constant") != 0;
    if (!cnn_failed(status) && reads && !(cnn_onnx_folds_always(n) ? cnn_onnx_input(g, n, 0) != NULL : f.in[0] != NULL))
        status = cnn_onnx_refuse(n, "its first input is missing");
    if (!cnn_failed(status))
        status = run(&f);
    cnn_onnx_value *to = &g->values[n->outputs[0]];
    if (cnn_failed(status) || to->kind == CNN_ONNX_CONSTANT)
        return status;
    to->kind = CNN_ONNX_CONSTANT;
    to->constant = f.out;
    return status;
}
