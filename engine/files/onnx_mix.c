/* Arithmetic between a layer and constants, or between two layers: a scale, a gate, a limit, or how the input is
 * normalised. */
#include "onnx_rows.h"

#include <math.h>
#include <string.h>

/* Where number `index` of an image lies when the channels come first; in ONNX they may come last. */
static size_t place_of(const cnn_onnx_value *x, size_t index) {
    cnn_shape s = x->folded.c ? x->folded : x->shape;
    size_t plane = (size_t)s.h * (size_t)s.w, channels = (size_t)s.c;
    return x->last || x->folded.c ? index % channels * plane + index / channels : index;
}

/* The constant as one number for each number of `x`, C x H x W, as ONNX spreads it over the axes behind the images;
 * false where it does not fit. */
static bool spread(const cnn_onnx_graph *g, const cnn_onnx_value *x, const cnn_onnx_constant *c, float *made) {
    int64_t own[CNN_ONNX_AXES], step[CNN_ONNX_AXES] = {0}, next = 1, at[CNN_ONNX_AXES] = {0};
    int axes = x->axes;
    cnn_onnx_sizes(g, x, own);
    for (int i = 1; i <= c->axes; i++) {
        int64_t size = c->sizes[c->axes - i];
        if (size != 1 && (i >= axes || size != own[axes - i]))
            return false;
        if (i < axes && size != 1)
            step[axes - i] = next;
        next *= size;
    }
    for (size_t k = 0; k < cnn_shape_image(x->shape); k++) {
        int64_t from = 0;
        for (int a = 1; a < axes; a++)
            from += at[a] * step[a];
        made[place_of(x, k)] = c->floats[from];
        for (int a = axes - 1; a > 0 && ++at[a] == own[a]; a--)
            at[a] = 0;
    }
    return true;
}

/* A constant beside a layer, and for what each of its numbers stands. */
typedef struct factors {
    float *numbers;
    size_t count;
    cnn_slopes whose;
} factors;

/* One number for each channel of `x` where the constant says no more, else one for each number. There is room for as
 * many again behind them. */
static cnn_status factors_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *x, const cnn_onnx_constant *c, factors *out) {
    int channel = x->last ? x->axes - 1 : 1;
    bool fits = c->axes <= x->axes && c->floats && c->count > 0;
    for (int i = 1; i <= c->axes && fits; i++) {
        int64_t size = c->sizes[c->axes - i];
        fits = size == 1 || (x->axes - i == channel && size == x->shape.c && !x->folded.c);
    }
    out->whose = fits ? CNN_SLOPES_CHANNEL : CNN_SLOPES_EACH;
    out->count = fits ? (size_t)x->shape.c : cnn_shape_image(x->shape);
    out->numbers = cnn_arena_alloc(g->arena, out->count * 2, sizeof *out->numbers);
    if (!out->numbers)
        return cnn_no_memory(g->file, out->count * 2 * sizeof *out->numbers);
    for (size_t i = 0; fits && i < out->count; i++)
        out->numbers[i] = c->floats[c->count == 1 ? 0 : i];
    if (!fits && !(c->floats && c->count && spread(g, x, c, out->numbers)))
        return cnn_onnx_refuse(n, "the shape of its constant does not fit what it reads, image by image");
    return cnn_ok();
}

/* Which input is the constant; -1: none, or all are. */
static int constant_among(cnn_onnx_graph *g, const cnn_onnx_node *n) {
    const cnn_onnx_value *a = cnn_onnx_input(g, n, 0), *b = cnn_onnx_input(g, n, 1);
    if (!a || !b || n->input_count != 2)
        return -1;
    return b->kind == CNN_ONNX_CONSTANT ? 1 : a->kind == CNN_ONNX_CONSTANT ? 0 : -1;
}

/* What is done to the input before anything else: x becomes (x - mean) / std. */
static cnn_status normalise(
    cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_value *x, const float *factor, const float *shift) {
    size_t channels = (size_t)x->shape.c;
    if (!g->mean) {
        g->mean = cnn_arena_alloc(g->arena, channels * 2, sizeof *g->mean);
        if (!g->mean)
            return cnn_no_memory(g->file, channels * 2 * sizeof *g->mean);
        g->std = g->mean + channels;
        for (size_t i = 0; i < channels; i++)
            g->std[i] = 1;
    }
    for (size_t i = 0; i < channels; i++) {
        g->mean[i] -= shift[i] * g->std[i];
        g->std[i] *= factor[i];
    }
    cnn_onnx_pass(g, n, x);
    return cnn_ok();
}

/* Whether the node is the only one that reads the input, or what was made of it so far. */
static bool begins(const cnn_onnx_graph *g, const cnn_onnx_value *x) {
    return x->layer == CNN_FROM_INPUT && x->readers == 1 && g->desc->count == 0 && x->axes > 2;
}

/* A layer of numbers that are multiplied, and of as many that are added. */
static cnn_status add_scale(cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value *x, const cnn_onnx_value *named,
    const factors *f, const float *shift) {
    cnn_onnx_making m = cnn_onnx_begin(g, n, "scale", &x, 1, named);
    cnn_onnx_set(&m, "factors", f->whose);
    cnn_onnx_set_weights(&m, f->numbers, f->count);
    cnn_onnx_set_biases(&m, shift, f->count);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

/* A number added to each number of a convolution that has no bias: a bias for each unit. */
static bool add_to_units(
    cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *x, const cnn_onnx_constant *c) {
    cnn_layer *layer = x->layer >= 0 ? &g->desc->layers[x->layer] : NULL;
    bool whole = c->floats && c->axes >= 3 && c->sizes[c->axes - 1] == x->shape.w &&
                 c->sizes[c->axes - 2] == x->shape.h && c->sizes[c->axes - 3] == x->shape.c;
    if (!layer || strcmp(n->type, "Add") || x->readers != 1 || x->last || x->axes != 4 || !whole ||
        c->count != cnn_shape_image(x->shape) || !cnn_op_setting(cnn_op_of(layer->op), "connections") ||
        layer->attrs.bias)
        return false;
    layer->attrs.bias = layer->attrs.bias_per_unit = true;
    layer->biases = c->floats;
    layer->bias_count = c->count;
    cnn_onnx_pass(g, n, x);
    return true;
}

cnn_status cnn_onnx_scaled(cnn_onnx_graph *g, cnn_onnx_node *n) {
    int which = constant_among(g, n);
    if (which < 0)
        return cnn_onnx_refuse(n, "it reads constants alone, or more than two inputs");
    cnn_onnx_value *x = cnn_onnx_input(g, n, 1 - which), *given = cnn_onnx_input(g, n, which);
    const cnn_onnx_constant *c;
    cnn_status status = cnn_onnx_floats_of(g, n, given, &c);
    if (!cnn_failed(status) && add_to_units(g, n, x, c))
        return status;
    factors f;
    if (!cnn_failed(status))
        status = factors_of(g, n, x, c, &f);
    if (cnn_failed(status))
        return status;
    bool mul = !strcmp(n->type, "Mul"), div = !strcmp(n->type, "Div"), sub = !strcmp(n->type, "Sub");
    if (div && which == 0)
        return cnn_onnx_refuse(n, "it divides by what a layer gives, which Stride has no steps for");
    bool first = begins(g, x) && f.whose == CNN_SLOPES_CHANNEL && !(sub && which == 0);
    bool none = true; /* it changes nothing */
    float *shift = f.numbers + f.count;
    for (size_t i = 0; i < f.count; i++) {
        float value = f.numbers[i];
        none &= mul || div ? value == 1 : value == 0 && !(sub && which == 0);
        first &= !(mul || div) || (isfinite(value) && value > 0);
        shift[i] = mul || div ? 0 : sub && which == 1 ? -value : value;
    }
    for (size_t i = 0; i < f.count; i++) {
        float value = f.numbers[i];
        f.numbers[i] = mul   ? first ? 1 / value : value
                       : div ? first ? value : 1 / value
                             : (sub && which == 0 ? -1.0f : 1.0f);
    }
    if (none) {
        cnn_onnx_pass(g, n, x);
        return status;
    }
    return first ? normalise(g, n, x, f.numbers, shift) : add_scale(g, n, x, given, &f, mul || div ? NULL : shift);
}

/* Two layers, multiplied: the second may be one number for each channel. */
static cnn_status gate(cnn_onnx_graph *g, cnn_onnx_node *n) {
    cnn_onnx_value *pair[2] = {cnn_onnx_input(g, n, 0), cnn_onnx_input(g, n, 1)};
    if (!pair[0] || !pair[1] || n->input_count != 2)
        return cnn_onnx_refuse(n, "it multiplies more than two inputs");
    if (cnn_shape_image(pair[0]->shape) < cnn_shape_image(pair[1]->shape)) {
        cnn_onnx_value *larger = pair[1];
        pair[1] = pair[0];
        pair[0] = larger;
    }
    bool dot = cnn_shape_image(pair[1]->shape) == (size_t)pair[1]->shape.c;
    if (pair[0]->axes != pair[1]->axes || (pair[0]->last != pair[1]->last && !dot) ||
        !cnn_shape_equal(pair[0]->folded, pair[1]->folded))
        return cnn_onnx_refuse(n, "what it multiplies has different axes");
    cnn_onnx_making m = cnn_onnx_begin(g, n, "mul", pair, 2, NULL);
    return cnn_onnx_end_each(&m, pair[0], cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_arithmetic(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    if (constant_among(g, n) >= 0)
        return cnn_onnx_scaled(g, n);
    if (!strcmp(n->type, "Mul"))
        return gate(g, n);
    if (!strcmp(n->type, "Sub"))
        return cnn_onnx_subtract(g, n);
    return cnn_onnx_refuse(n, "it divides one layer by another, which Stride has no steps for");
}

/* A limit below and above; a number beyond float's range is none. */
static cnn_status limit(cnn_onnx_graph *g, cnn_onnx_node *n, cnn_onnx_value *x, double low, double high) {
    low = low < -3e38 ? -INFINITY : low;
    high = high > 3e38 ? INFINITY : high;
    if (isinf(low) && isinf(high)) {
        cnn_onnx_pass(g, n, x);
        return cnn_ok();
    }
    bool relu = low == 0 && isinf(high);
    cnn_onnx_making m = cnn_onnx_begin(g, n, relu ? "relu" : "clip", &x, 1, NULL);
    if (!relu) {
        cnn_onnx_set(&m, "low", low);
        cnn_onnx_set(&m, "high", high);
    }
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}

cnn_status cnn_onnx_clip(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    double limits[2] = {cnn_onnx_number(n, "min", -INFINITY), cnn_onnx_number(n, "max", INFINITY)};
    cnn_onnx_value *x;
    cnn_status status = cnn_onnx_source(g, n, &x);
    for (int i = 0; i < 2 && !cnn_failed(status); i++) {
        cnn_onnx_value *given = cnn_onnx_input(g, n, i + 1);
        const cnn_onnx_constant *c = NULL;
        if (given)
            status = cnn_onnx_floats_of(g, n, given, &c);
        if (c && c->count != 1)
            return cnn_onnx_refuse(n, "its limit is not one number");
        limits[i] = c ? (double)c->floats[0] : limits[i];
    }
    return cnn_failed(status) ? status : limit(g, n, x, limits[0], limits[1]);
}

cnn_status cnn_onnx_extreme(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    (void)row;
    int which = constant_among(g, n);
    const cnn_onnx_constant *c;
    if (which < 0)
        return cnn_onnx_join(g, n, !strcmp(n->type, "Max") ? "maximum" : "minimum");
    cnn_status status = cnn_onnx_floats_of(g, n, cnn_onnx_input(g, n, which), &c);
    if (cnn_failed(status))
        return status;
    if (c->count != 1)
        return cnn_onnx_refuse(n, "its limit is not one number");
    bool most = !strcmp(n->type, "Max");
    double value = (double)c->floats[0];
    return limit(g, n, cnn_onnx_input(g, n, 1 - which), most ? value : cnn_onnx_number(n, "min", -INFINITY),
        most ? cnn_onnx_number(n, "max", INFINITY) : value);
}

/* The slopes: one, one for each channel, or one for each number. Before opset 7 a list of numbers is one for each
 * channel whatever its axes. */
cnn_status cnn_onnx_prelu(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x, *slope = cnn_onnx_input(g, n, 1);
    const cnn_onnx_constant *c;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = cnn_onnx_floats_of(g, n, slope, &c);
    if (cnn_failed(status))
        return status;
    cnn_onnx_constant list = *c;
    if (g->opset < 7 && c->axes == 1 && x->axes > 2) {
        list.axes = x->axes - 1;
        for (int i = 1; i < list.axes; i++)
            list.sizes[i] = 1;
    }
    factors f;
    status = factors_of(g, n, x, &list, &f);
    if (cnn_failed(status))
        return status;
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, slope);
    cnn_onnx_set(&m, "slopes", c->count == 1 ? CNN_SLOPES_ONE : f.whose);
    cnn_onnx_set_weights(&m, f.numbers, c->count == 1 ? 1 : f.count);
    return cnn_onnx_end_each(&m, x, cnn_onnx_output(g, n));
}
