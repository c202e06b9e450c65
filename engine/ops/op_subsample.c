/* Trainable subsampling, as in LeNet-5: the cells of a window are added, multiplied by one coefficient of the map and
 * shifted by one bias.
 *
 *   y[c,i,j] = w[c] * sum of the window + b[c]      dw[c] += g * x      dx += g * w[c]      db[c] += g
 *
 * Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.
 */
#include "op_steps.h"

static cnn_status infer(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)inputs;
    layout->out = (cnn_shape){1, in[0].c, 0, 0};
    layout->weight = (cnn_shape){in[0].c, 1, 1, 1};
    layout->bias = a->bias ? in[0].c : 0;
    cnn_status status = cnn_infer_axes(a, in[0], cnn_axis_of_pool, &layout->out);
    layout->macs = (int64_t)layout->out.c * layout->out.h * layout->out.w;
    return status;
}

static int terms(const cnn_call *call, cnn_phase phase, cnn_term *out) {
    (void)phase;
    cnn_shape o = call->out.shape;
    out[0] = (cnn_term){NULL, o.c, o.h, o.w, 1, call->attrs->kernel[0], call->attrs->kernel[1], CNN_FOLD_SUM};
    return 1;
}

static inline cnn_tap tap_of(const cnn_call *call, cnn_triple at, int64_t index) {
    const cnn_attrs *a = call->attrs;
    cnn_tap t = cnn_window_cell(a, call->in[0].shape, at, (int)(index / a->kernel[1]), (int)(index % a->kernel[1]));
    t.channel = at.c;
    t.weight = at.c;
    t.input = t.padding ? -1 : cnn_flat(call->in[0].shape, at.c, t.row, t.column);
    return t;
}

static cnn_tap tap(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    (void)phase;
    (void)term;
    return tap_of(call, cnn_unflatten(position, call->out.shape.h, call->out.shape.w), index);
}

static int64_t taps_of(const cnn_call *call) {
    return (int64_t)call->attrs->kernel[0] * call->attrs->kernel[1];
}

static void forward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++)
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = cnn_unflatten(p, call->out.shape.h, call->out.shape.w);
            float sum = 0;
            for (int64_t i = 0; i < taps_of(call); i++) {
                cnn_tap t = tap_of(call, at, i);
                sum += t.padding ? 0 : call->weight[at.c] * cnn_tensor_image(call->in[0], n).data[t.input];
            }
            cnn_tensor_image(call->out, n).data[p] = sum + (call->bias ? call->bias[at.c] : 0);
        }
}

static void backward(const cnn_call *call) {
    int64_t positions = (int64_t)cnn_shape_image(call->out.shape);
    for (int n = 0; n < call->out.shape.n; n++) {
        const float *x = cnn_tensor_image(call->in[0], n).data, *dy = cnn_tensor_image(call->dout, n).data;
        float *dx = cnn_tensor_image(call->din[0], n).data;
        for (int64_t p = 0; p < positions; p++) {
            cnn_triple at = cnn_unflatten(p, call->out.shape.h, call->out.shape.w);
            for (int64_t i = 0; i < taps_of(call); i++) {
                cnn_tap t = tap_of(call, at, i);
                if (t.padding)
                    continue;
                if (call->dweight)
                    call->dweight[at.c] += dy[p] * x[t.input];
                if (dx)
                    dx[t.input] += dy[p] * call->weight[at.c];
            }
            if (call->dbias)
                call->dbias[at.c] += dy[p];
        }
    }
}

static cnn_numbers numbers(const cnn_call *call, cnn_phase phase, int term, int64_t position, int64_t index) {
    cnn_tap t = tap(call, phase, term, position, index);
    cnn_numbers n = {.input = t.padding ? 0 : call->in[0].data[t.input], .weight = call->weight[t.weight]};
    n.product = n.weight * n.input;
    if (phase == CNN_BACKWARD) {
        n.gradient = call->dout.data[position];
        n.dweight = n.gradient * n.input;
        n.dinput = t.padding ? 0 : n.gradient * n.weight;
    }
    return n;
}

static double value(cnn_probe *probe, int64_t position) {
    cnn_triple at = cnn_unflatten(position, probe->call->out.shape.h, probe->call->out.shape.w);
    double sum = 0;
    for (int64_t i = 0; i < taps_of(probe->call); i++) {
        cnn_tap t = tap_of(probe->call, at, i);
        sum += t.padding ? 0 : probe->in[0][t.input] * cnn_probe_weight(probe, at.c);
    }
    return probe->call->bias ? sum + cnn_probe_bias(probe, at.c) : sum;
}

static const cnn_setting settings[] = {
    {"size", CNN_SETTING_PAIR, offsetof(cnn_attrs, kernel), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_NEEDED, NULL},
    {"stride", CNN_SETTING_PAIR, offsetof(cnn_attrs, stride), 1, CNN_SETTING_MOST, 0, CNN_DEFAULT_SIZE, NULL},
    {"padding", CNN_SETTING_PADDING, offsetof(cnn_attrs, pad), 0, CNN_SETTING_MOST, 0, CNN_DEFAULT_NUMBER, NULL},
    {"bias", CNN_SETTING_BIAS, offsetof(cnn_attrs, bias), 0, 0, 1, CNN_DEFAULT_NUMBER, NULL},
    {"weights", CNN_SETTING_WEIGHTS, 0, 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {"fixed", CNN_SETTING_BOOLEAN, offsetof(cnn_attrs, fixed), 0, 0, 0, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

const cnn_op cnn_op_subsample = {.name = "subsample",
    .family = CNN_FAMILY_WINDOW_SUM,
    .window = true,
    .inputs_min = 1,
    .inputs_max = 1,
    .settings = settings,
    .parameters = {"weight", "bias"},
    .weight_axes = 4,
    .infer = infer,
    .axis = cnn_axis_of_pool,
    .forward = forward,
    .backward = backward,
    .terms = terms,
    .tap = tap,
    .numbers = numbers,
    .result = cnn_result_biased,
    .bias = cnn_bias_of_map,
    .value = value,
    .touching = cnn_touching_own};
