/* Sizes of outputs, and numbers that are counted. */
#include "feedback_parts.h"

#include "grading.h"
#include "numbers.h"
#include "question.h"

#include <math.h>

/* A stamp makes its output larger. */
static bool stamped(const wrong_number *w, cnn_axis x) {
    double i = (double)x.input, f = (double)cnn_axis_extent(x), cut = (double)(x.pad_before + x.pad_after),
           s = (double)x.stride, e = (double)x.extra, whole = (i - 1) * s + f;
    named_slip slips[] = {
        {floor((i - f + cut) / s) + 1, true, "hint.stamp_shrinks"},
        {whole + e, cut > 0, "hint.stamp_padding"},
        {whole + cut + e, cut > 0, "hint.stamp_padding_sign"},
        {whole - cut / 2 + e, cut > 0, "hint.size_padding_once"},
        {whole - cut, e > 0, "hint.stamp_extra"},
        {i * s, true, "hint.stamp_times"},
        {(i - 1) * s - cut + e, true, "hint.stamp_filter"},
        {i * s + f - cut + e, true, "hint.stamp_first"},
    };
    if (x.kind != CNN_AXIS_STAMP)
        return false;
    if (!feedback_named(w, slips, 8))
        tr_format(w->hint, FEEDBACK_MAX, "hint.stamp_begin", (long long)x.input, (long long)x.stride, (long long)f);
    return true;
}

void feedback_size(const wrong_number *w) {
    int node;
    bool inside = w->b->source == BENCH_INSIDE;
    if (inside &&
        (cnn_failed(question_node(w->b, w->scene, &node)) || node < 1 || !w->b->recording->net->nodes[node].op->window))
        return;
    cnn_axis x = question_axis(w->b, w->scene);
    if (stamped(w, x))
        return;
    cnn_axis_size size = cnn_axis_measure(x);
    double exact = size.denominator ? (double)size.numerator / (double)size.denominator : 0, i = (double)x.input;
    double extent = (double)cnn_axis_extent(x), pad = (double)(x.pad_before + x.pad_after), s = (double)x.stride,
           k = (double)x.kernel, room = i - extent;
    bool broken = exact != floor(exact);
    named_slip slips[] = {
        {floor((room + pad) / s), !x.ceil_mode, "hint.size_one"},
        {ceil((room + pad) / s), x.ceil_mode, "hint.size_one"},
        {(room + pad) / s, broken, "hint.size_one_fraction"},
        {exact, broken, "hint.size_fraction"},
        {ceil(exact), broken && !x.ceil_mode, "hint.size_ceil"},
        {floor(exact), broken && x.ceil_mode, "hint.size_floor"},
        {floor(room / s) + 1, pad > 0, "hint.size_padding"},
        {floor((room + (double)x.pad_before) / s) + 1, pad > 0, "hint.size_padding_once"},
        {floor((i - k + pad) / s) + 1, x.dilation > 1, "hint.size_dilation"},
        {floor((i - k * (double)x.dilation + pad) / s) + 1, x.dilation > 1, "hint.size_dilation"},
        {room + pad + 1, s > 1, "hint.size_stride"},
        {floor((room + pad + 1) / s), s > 1, "hint.size_one_inside"},
        {i / k, true, "hint.size_shorthand"},
        {i / s, s > 1, "hint.size_shorthand"},
        {w->right + 1, true, "hint.size_one_more"},
        {i, true, "hint.size_same"},
        {i + pad, pad > 0, "hint.size_padded"},
        {w->right * w->right, w->right > 1, "hint.size_cells"},
        {i - k + 2 * s + 1, s > 1 && pad == 0, "hint.size_stride"},
        {k, true, "hint.size_filter"},
    };
    if (!feedback_named(w, slips, (int)(sizeof slips / sizeof *slips)))
        tr_format(w->hint, FEEDBACK_MAX, "hint.size_begin", (long long)x.input, (long long)pad, (long long)extent);
}

static void count_parameters(const wrong_number *w, const cnn_node *n) {
    double weights = (double)n->weight_count, biases = (double)n->bias_count, units = (double)n->layout.out.c,
           positions = (double)(n->layout.out.h * n->layout.out.w), in = (double)n->layout.weight.c;
    double each = units > 0 ? weights / units : 0, side = (double)n->attrs.kernel[0];
    if (!n->weight_count) {
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr("hint.parameters_pool"));
        return;
    }
    if (biases == 1 && w->near(w->given, weights))
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr("hint.parameters_one_bias"));
    else if (biases > 0 && w->near(w->given, weights))
        tr_format(w->hint, FEEDBACK_MAX, "hint.parameters_bias", (int)biases);
    else if (units > 1 && (w->near(w->given, each + 1) || w->near(w->given, each)))
        tr_format(w->hint, FEEDBACK_MAX, "hint.parameters_filters", (int)units);
    else if (in > 1 && (w->near(w->given, weights / in + biases) || w->near(w->given, weights / in)))
        tr_format(w->hint, FEEDBACK_MAX, "hint.parameters_channels", (int)in);
    if (w->hint[0])
        return;
    named_slip slips[] = {
        {weights + 1, biases > 1, "hint.parameters_bias_once"},
        {(weights + biases) * positions, positions > 1, "hint.parameters_shared"},
        {weights * positions, positions > 1, "hint.parameters_shared"},
        {weights / side + biases, n->op->window && side > 1, "hint.parameters_side"},
        {units * positions, true, "hint.parameters_outputs"},
        {biases, biases > 0, "hint.parameters_biases"},
        {units * (each + in), in > 1, "hint.parameters_bias_channels"},
    };
    if (!feedback_named(w, slips, 7))
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr(n->op->window ? "hint.parameters" : "hint.parameters_units"));
}

static void count_outputs(const wrong_number *w, const cnn_node *n) {
    cnn_shape out = n->layout.out, in = n->layout.weight;
    double map = (double)out.h * out.w;
    if (out.c > 1 && w->near(w->given, map)) {
        tr_format(w->hint, FEEDBACK_MAX, "hint.outputs_map", out.c);
        return;
    }
    named_slip slips[] = {
        {out.c, true, "hint.outputs_maps"},
        {out.h, true, "hint.outputs_side"},
        {(double)out.c * out.h, true, "hint.outputs_side"},
        {map * out.c * in.c, in.c > 1, "hint.outputs_channels"},
        {(double)(n->weight_count + n->bias_count), n->weight_count > 0, "hint.that_is_parameters"},
    };
    if (!feedback_named(w, slips, 5))
        tr_format(w->hint, FEEDBACK_MAX, "hint.outputs_begin", out.h, out.w);
}

static void count_products(const wrong_number *w, const cnn_node *n) {
    double units = n->layout.out.c, positions = (double)n->layout.out.h * n->layout.out.w, in = n->layout.weight.c,
           each = units > 0 ? (double)n->weight_count / units : 0;
    named_slip slips[] = {
        {each, true, "hint.products_one"},
        {each * positions, units > 1, "hint.products_map"},
        {each * units, positions > 1, "hint.products_position"},
        {w->right / in, in > 1, "hint.products_channels"},
        {(each + 1) * units * positions, true, "hint.products_bias"},
        {positions * units, true, "hint.products_outputs"},
    };
    if (!n->weight_count || !feedback_named(w, slips, 6))
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr("hint.products_begin"));
}

/* Sides of the filters on the way to a layer: what they would be without their strides, or not overlapping. */
static void count_field(const wrong_number *w, int node) {
    const cnn_net *net = w->b->recording->net;
    double sum = 0, bare = 1, own = 0;
    for (int i = 1; i <= node; i++) {
        if (!net->nodes[i].op->window)
            continue;
        cnn_axis x = cnn_net_axis(net, i, cnn_net_shown_axis(net, i));
        sum += (double)x.kernel;
        bare += (double)cnn_axis_extent(x) - 1;
        own = (double)x.kernel;
    }
    named_slip slips[] = {
        {bare, true, "hint.field_stride"},
        {sum, true, "hint.field_sum"},
        {own, true, "hint.field_own"},
        {w->right + 1, true, "hint.field_more"},
        {w->right - 1, true, "hint.field_less"},
        {w->right * w->right, true, "hint.field_cells"},
    };
    if (!feedback_named(w, slips, 6))
        cnn_format(w->hint, FEEDBACK_MAX, "%s", tr("hint.field_begin"));
}

void feedback_count(const wrong_number *w) {
    int node;
    if (!w->b->recording || cnn_failed(question_node(w->b, w->scene, &node)) || node < 1)
        return;
    const cnn_node *n = &w->b->recording->net->nodes[node];
    switch (w->scene->question.kind) {
    case ASK_PARAMETERS:
        count_parameters(w, n);
        break;
    case ASK_OUTPUTS:
        count_outputs(w, n);
        break;
    case ASK_PRODUCTS:
        count_products(w, n);
        break;
    case ASK_FIELD:
        count_field(w, node);
        break;
    default:
        break;
    }
}
