/* Transposed convolution, padding of its own, and enlarging by whole factors. */
#include "onnx_rows.h"
#include "onnx_window.h"

#include <math.h>
#include <string.h>

/* The padding that leaves `wanted` cells, an odd one in front or behind. */
static void pad_to(cnn_onnx_window *w, const int64_t extra[2], int axis, int64_t input, int64_t wanted, bool upper) {
    int64_t whole = (input - 1) * w->stride[axis] + w->dilation[axis] * (w->size[axis] - 1) + 1 + extra[axis],
            cut = whole > wanted ? whole - wanted : 0;
    w->padding[2 * axis] = upper ? cut / 2 : cut - cut / 2;
    w->padding[2 * axis + 1] = cut - w->padding[2 * axis];
}

static cnn_status read_stamp(const cnn_onnx_node *n, const cnn_onnx_value *x, cnn_onnx_window *w, int64_t extra[2]) {
    int64_t shape[4];
    int space = x->axes - 2, count = cnn_onnx_integers(n, "output_shape", 4, shape);
    bool upper = cnn_onnx_says(n, "auto_pad", "SAME_UPPER"), same = upper || cnn_onnx_says(n, "auto_pad", "SAME_LOWER");
    cnn_status status = cnn_onnx_read_window(n, x, false, w);
    if (!cnn_failed(status))
        status = cnn_onnx_read_pair(n, "output_padding", space, 0, extra);
    if (cnn_failed(status) || (!count && !same))
        return status;
    if (count && count != space && count != space + 2)
        return cnn_onnx_refuse(n, "output_shape has %d numbers", count);
    int64_t input[2] = {x->shape.h, x->shape.w};
    for (int i = 2 - space; i < 2; i++) {
        int64_t wanted = count ? shape[count - 2 + i] : input[i] * w->stride[i];
        if (wanted < 1 || wanted > CNN_AXIS_MAX || extra[i] < 0 || extra[i] > CNN_SETTING_MOST)
            return cnn_onnx_refuse(n, "an impossible output_shape or output_padding");
        int64_t whole = (input[i] - 1) * w->stride[i] + w->dilation[i] * (w->size[i] - 1) + 1;
        extra[i] = wanted > whole ? wanted - whole : extra[i];
        pad_to(w, extra, i, input[i], wanted, upper || !same);
    }
    return status;
}

cnn_status cnn_onnx_conv_transpose(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    const cnn_onnx_constant *weight, *bias;
    cnn_onnx_value *x, *w = cnn_onnx_input(g, n, 1);
    int64_t extra[2] = {0, 0}, groups = cnn_onnx_integer(n, "group", 1);
    cnn_status status = cnn_onnx_weighted(g, n, &x, &weight, &bias);
    if (cnn_failed(status))
        return status;
    if (weight->axes != x->axes || groups < 1 || groups > CNN_SETTING_MOST)
        return cnn_onnx_refuse(n, "its weights have %d axes and what it reads %d", weight->axes, x->axes);
    bool plane = weight->axes == 4;
    cnn_onnx_window frame = {.size = {plane ? weight->sizes[2] : 1, weight->sizes[plane ? 3 : 2]}};
    status = read_stamp(n, x, &frame, extra);
    if (cnn_failed(status))
        return status;
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, w);
    cnn_onnx_set_window(&m, &frame);
    cnn_onnx_set_list(&m, "output_padding", extra, 2);
    cnn_onnx_set(&m, "filters", (double)(weight->sizes[1] * groups));
    cnn_onnx_set(&m, "groups", (double)groups);
    cnn_onnx_set_parameters(&m, weight, bias);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

/* Numbers that stand in an attribute of old models and in an input of new ones, as integers. */
static cnn_status numbers_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, const char *key, int which, int64_t *list, int *count) {
    const cnn_onnx_constant *c = NULL;
    cnn_onnx_value *given = cnn_onnx_input(g, n, which);
    *count = cnn_onnx_integers(n, key, 2 * CNN_ONNX_AXES, list);
    if (*count || !given)
        return cnn_ok();
    cnn_status status = cnn_onnx_constant_of(g, n, given, &c);
    if (cnn_failed(status))
        return status;
    if (!c->integers || c->count > 2 * CNN_ONNX_AXES)
        return cnn_onnx_refuse(n, "its %s are no list of whole numbers", key);
    for (*count = 0; *count < (int)c->count; ++*count)
        list[*count] = c->integers[*count];
    return status;
}

/* Cells in front of and behind each axis as the padding of a layer. */
static cnn_status padding_of(
    cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *x, int64_t padding[4], bool *none) {
    int64_t list[2 * CNN_ONNX_AXES], axes[2 * CNN_ONNX_AXES];
    int count, named;
    cnn_status status = numbers_of(g, n, "pads", 1, list, &count);
    if (!cnn_failed(status))
        status = numbers_of(g, n, "axes", 3, axes, &named);
    if (cnn_failed(status))
        return status;
    for (int i = 0; i < x->axes && !named; i++)
        axes[i] = i;
    named = named ? named : x->axes;
    if (count != 2 * named || named > CNN_ONNX_AXES)
        return cnn_onnx_refuse(n, "pads has %d numbers for %d axes", count, named);
    for (int i = 0; i < count; i++) {
        int64_t axis = axes[i % named] + (axes[i % named] < 0 ? x->axes : 0), first = x->last ? 1 : 2;
        if (!list[i])
            continue;
        *none = false;
        bool space = axis >= first && axis < first + x->axes - 2;
        if (!space || list[i] < 0)
            return cnn_onnx_refuse(n, list[i] < 0 ? "it cuts cells away, which Stride has no steps for"
                                                  : "it adds channels or images, which Stride has no steps for");
        int side = x->axes == 3 ? 1 : (int)(axis - first);
        padding[2 * side + i / named] = list[i];
    }
    return status;
}

cnn_status cnn_onnx_pad(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x, *given = cnn_onnx_input(g, n, 2);
    const cnn_onnx_constant *value = NULL;
    int64_t padding[4] = {0};
    bool none = true;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = padding_of(g, n, x, padding, &none);
    if (!cnn_failed(status) && given)
        status = cnn_onnx_floats_of(g, n, given, &value);
    if (cnn_failed(status))
        return status;
    if (none) {
        cnn_onnx_pass(g, n, x);
        return status;
    }
    bool edge = cnn_onnx_says(n, "mode", "edge"), reflect = cnn_onnx_says(n, "mode", "reflect"),
         wrap = cnn_onnx_says(n, "mode", "wrap");
    double number = value && value->count ? (double)value->floats[0] : cnn_onnx_number(n, "value", 0);
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, NULL);
    cnn_onnx_set_list(&m, "padding", padding, 4);
    cnn_onnx_set(&m, "padding_mode",
        edge          ? CNN_PAD_REPLICATE
        : reflect     ? CNN_PAD_REFLECT
        : wrap        ? CNN_PAD_CIRCULAR
        : number != 0 ? CNN_PAD_CONSTANT
                      : CNN_PAD_ZEROS);
    if (!edge && !reflect && !wrap && number != 0)
        cnn_onnx_set(&m, "padding_value", number);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}

/* How many times as many cells there are on each axis, from factors or from sizes. */
static cnn_status factors_of(cnn_onnx_graph *g, const cnn_onnx_node *n, const cnn_onnx_value *x, double *factors) {
    const Onnx__AttributeProto *a = cnn_onnx_attribute(n, "scales");
    bool old = !strcmp(n->type, "Upsample") || g->opset < 11;
    cnn_onnx_value *scales = cnn_onnx_input(g, n, old ? 1 : 2), *sizes = old ? NULL : cnn_onnx_input(g, n, 3);
    const cnn_onnx_constant *c = NULL;
    int64_t own[CNN_ONNX_AXES];
    cnn_status status = cnn_ok();
    cnn_onnx_sizes(g, x, own);
    if (a && a->n_floats == (size_t)x->axes) {
        for (int i = 0; i < x->axes; i++)
            factors[i] = (double)a->floats[i];
        return status;
    }
    if (scales)
        status = cnn_onnx_constant_of(g, n, scales, &c);
    if (!cnn_failed(status) && sizes && (!c || c->count == 0))
        status = cnn_onnx_constant_of(g, n, sizes, &c);
    if (cnn_failed(status))
        return status;
    int64_t axes[CNN_ONNX_AXES]; /* since opset 18 the axes that the numbers are for may be named */
    int named = cnn_onnx_integers(n, "axes", CNN_ONNX_AXES, axes), count = named ? named : x->axes;
    if (!c || c->count != (size_t)count || count > x->axes)
        return cnn_onnx_refuse(n, "it says neither factors nor sizes for its axes");
    const Onnx__AttributeProto *policy = cnn_onnx_attribute(n, "keep_aspect_ratio_policy");
    if (policy && !cnn_onnx_says(n, "keep_aspect_ratio_policy", "stretch"))
        return cnn_onnx_refuse(n, "it keeps the ratio of the sides, which Stride has no steps for");
    for (int i = 0; i < x->axes; i++)
        factors[i] = 1;
    for (int i = 0; i < count; i++) {
        int64_t at = named ? axes[i] + (axes[i] < 0 ? x->axes : 0) : i;
        if (at < 0 || at >= x->axes)
            return cnn_onnx_refuse(n, "it names an axis that there is not");
        factors[at] = c->floats ? (double)c->floats[i] : (double)c->integers[i] / (double)own[at];
    }
    return status;
}

/* Which way of enlarging it is; NULL: one that Stride has no steps for. */
static const char *way_of(const cnn_onnx_graph *g, const cnn_onnx_node *n, double most, bool *linear, bool *corners) {
    static const char key[] = "coordinate_transformation_mode";
    bool old = !strcmp(n->type, "Upsample") || g->opset < 11, halves = !old && !cnn_onnx_attribute(n, key);
    bool asymmetric = old || cnn_onnx_says(n, key, "asymmetric"),
         down = old || cnn_onnx_says(n, "nearest_mode", "floor"),
         floors = !cnn_onnx_attribute(n, "nearest_mode") || cnn_onnx_says(n, "nearest_mode", "round_prefer_floor"),
         round = floors || cnn_onnx_says(n, "nearest_mode", "round_prefer_ceil");
    halves |= cnn_onnx_says(n, key, "half_pixel") || cnn_onnx_says(n, key, "pytorch_half_pixel");
    *linear = cnn_onnx_says(n, "mode", "linear") || cnn_onnx_says(n, "mode", "bilinear");
    *corners = cnn_onnx_says(n, key, "align_corners");
    if (*linear)
        return halves || *corners ? "linear" : NULL;
    if (cnn_onnx_attribute(n, "mode") && !cnn_onnx_says(n, "mode", "nearest"))
        return NULL;
    /* a factor of two puts every other cell between two of the map, and rounding down then repeats it */
    bool repeats = (asymmetric && (down || (floors && most <= 2))) || (halves && round && !old);
    return repeats ? "nearest" : NULL;
}

cnn_status cnn_onnx_resize(cnn_onnx_graph *g, cnn_onnx_node *n, const cnn_onnx_row *row) {
    cnn_onnx_value *x;
    double factors[CNN_ONNX_AXES];
    bool linear, corners;
    cnn_status status = cnn_onnx_source(g, n, &x);
    if (!cnn_failed(status))
        status = factors_of(g, n, x, factors);
    if (cnn_failed(status))
        return status;
    int first = x->last ? 1 : 2, space = x->axes - 2;
    int64_t pair[2] = {1, 1};
    for (int i = 0; i < x->axes; i++) {
        bool inside = i >= first && i < first + space;
        if (!(factors[i] >= 1 && factors[i] <= CNN_SETTING_MOST) || factors[i] != floor(factors[i]) ||
            (!inside && factors[i] != 1))
            return cnn_onnx_refuse(n, "it does not enlarge by whole factors, which is all that Stride has steps for");
        if (inside)
            pair[2 - space + i - first] = (int64_t)factors[i];
    }
    if (!way_of(g, n, fmax((double)pair[0], (double)pair[1]), &linear, &corners))
        return cnn_onnx_refuse(n, "it enlarges in a way that Stride has no steps for: nearest and linear are there");
    cnn_onnx_making m = cnn_onnx_begin(g, n, row->word, &x, 1, NULL);
    cnn_onnx_set_list(&m, "scale", pair, 2);
    cnn_onnx_set(&m, "mode", linear);
    if (linear)
        cnn_onnx_set(&m, "corners", corners);
    return cnn_onnx_end(&m, cnn_onnx_output(g, n));
}
