/* Operators that treat every number alone: y = f(x), dx += dy * f'(x).
 *
 *   relu       max(x, 0)             f' = x <= 0 ? 0 : 1 (so 0 at 0 and -0, and 1 at NaN, as in PyTorch)
 *   leaky-relu x > 0 ? x : slope*x   f' = x > 0 ? 1 : slope (so slope at 0 and at NaN, as in PyTorch)
 *   tanh       f' = 1 - y*y          sigmoid 1/(1 + exp(-x)), f' = y(1 - y)
 *   scaled-tanh A tanh(S x)          f' = S(A - y*y/A)
 *   gelu       x Phi(x)              f' = Phi(x) + x phi(x); with approximate: tanh, by the formula of its paper
 *              x (1 + tanh u)/2      f' = (1 + t)/2 + x (1 - t^2) u'/2, t = tanh u, u = sqrt(2/pi) (x + 0.044715 x^3)
 *   silu       x s(x)                f' = s (1 + x (1 - s)), s the sigmoid; also called swish
 *   elu        x > 0 ? x : a(e^x - 1)  f' = x > 0 ? 1 : y + a
 *   flatten    x, read as one long vector in C, H, W order
 *
 * f' is written in terms of x and y, so no kernel keeps anything besides the activations. Phi and phi are the normal
 * distribution and its density. Sources: D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units", 2016; S. Elfwing et al.,
 * "Sigmoid-weighted linear units", 2017; D.-A. Clevert et al., "Exponential Linear Units", 2016. */
#include "op_element.h"

#include "elementary.h"

static float relu(float x, const cnn_attrs *a) {
    (void)a;
    return x > 0 || isnan(x) ? x : 0;
}
static float relu_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    (void)a;
    return x <= 0 ? 0.0f : 1.0f;
}
static float leaky(float x, const cnn_attrs *a) {
    return x > 0 ? x : a->slope * x;
}
static float leaky_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    return x > 0 ? 1.0f : a->slope;
}
static float tangent(float x, const cnn_attrs *a) {
    (void)a;
    return cnn_tanh(x);
}
static float tangent_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)a;
    return 1 - y * y;
}
static float sigmoid(float x, const cnn_attrs *a) {
    (void)a;
    return cnn_sigmoid(x);
}
static float sigmoid_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)a;
    return y * (1 - y);
}
static float scaled(float x, const cnn_attrs *a) {
    return a->amplitude * cnn_tanh(a->steepness * x);
}
static float scaled_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    return a->steepness * (a->amplitude - y * y / a->amplitude);
}
/* Of the tanh form of GELU: tanh u, and u'. */
static double gelu_tanh(double x, double *inner) {
    const double factor = 0.79788456080286536, cubic = 0.044715; /* sqrt(2/pi) */
    *inner = factor * (1 + 3 * cubic * x * x);
    return cnn_tanh_d(factor * (x + cubic * x * x * x));
}
static double normal(double x) {
    return 0.5 * cnn_erfc_d(-x * 0.70710678118654752);
}
static double gelu_in_double(double x, const cnn_attrs *a) {
    double inner;
    return a->approximate == CNN_APPROXIMATE_TANH ? 0.5 * x * (1 + gelu_tanh(x, &inner)) : x * normal(x);
}
static float gelu(float x, const cnn_attrs *a) {
    return (float)gelu_in_double((double)x, a);
}
static float gelu_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    double d = (double)x, inner, t = gelu_tanh(d, &inner);
    if (a->approximate == CNN_APPROXIMATE_TANH)
        return (float)(0.5 * (1 + t) + 0.5 * d * (1 - t * t) * inner);
    return (float)(normal(d) + d * 0.39894228040143268 * cnn_exp_d(-0.5 * d * d)); /* 1/sqrt(2 pi) */
}
static float silu(float x, const cnn_attrs *a) {
    return x * sigmoid(x, a);
}
static float silu_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    float s = sigmoid(x, a);
    return s * (1 + x * (1 - s));
}
static float elu(float x, const cnn_attrs *a) {
    return x > 0 ? x : a->alpha * cnn_expm1(x);
}
static float elu_slope(float x, float y, const cnn_attrs *a) {
    return x > 0 ? 1 : y + a->alpha;
}
static float same(float x, const cnn_attrs *a) {
    (void)a;
    return x;
}
static float same_slope(float x, float y, const cnn_attrs *a) {
    (void)x;
    (void)y;
    (void)a;
    return 1;
}

static cnn_status infer_flatten(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    (void)a;
    (void)inputs;
    layout->out = (cnn_shape){1, (int)cnn_shape_image(in[0]), 1, 1};
    return cnn_ok();
}

/* The same functions in double precision; those with a kink say on which side of it they are. */
static double relu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x > 0;
    return x > 0 || isnan(x) ? x : 0;
}
static double leaky_relu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x > 0;
    return x > 0 ? x : (double)probe->call->attrs->slope * x;
}
static double tanh_value(cnn_probe *probe, int64_t position) {
    return cnn_tanh_d(probe->in[0][position]);
}
static double sigmoid_value(cnn_probe *probe, int64_t position) {
    return cnn_sigmoid_d(probe->in[0][position]);
}
static double scaled_tanh_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    return (double)a->amplitude * cnn_tanh_d((double)a->steepness * probe->in[0][position]);
}
static double gelu_value(cnn_probe *probe, int64_t position) {
    return gelu_in_double(probe->in[0][position], probe->call->attrs);
}
static double silu_value(cnn_probe *probe, int64_t position) {
    return probe->in[0][position] * cnn_sigmoid_d(probe->in[0][position]);
}
static double elu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position], alpha = (double)probe->call->attrs->alpha;
    probe->decision = alpha != 1 && x > 0; /* with 1 the two sides meet without a kink */
    return x > 0 ? x : alpha * cnn_expm1_d(x);
}
static double flatten_value(cnn_probe *probe, int64_t position) {
    return probe->in[0][position];
}

static const cnn_setting none[] = {{.key = NULL}};
static const cnn_setting of_leaky_relu[] = {
    {"slope", CNN_SETTING_NUMBER, offsetof(cnn_attrs, slope), -1e6, 1e6, 0.01, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};
static const cnn_setting of_scaled_tanh[] = {
    {"amplitude", CNN_SETTING_NUMBER, offsetof(cnn_attrs, amplitude), 1e-6, 1e6, 1.7159, CNN_DEFAULT_NUMBER, NULL},
    {"steepness", CNN_SETTING_NUMBER, offsetof(cnn_attrs, steepness), 1e-6, 1e6, 2.0 / 3, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

static const char *const approximations[] = {"none", "tanh", NULL};
static const cnn_setting of_gelu[] = {
    {"approximate", CNN_SETTING_CHOICE, offsetof(cnn_attrs, approximate), 0, 0, 0, CNN_DEFAULT_NUMBER, approximations},
    {.key = NULL},
};
static const cnn_setting of_elu[] = {
    {"alpha", CNN_SETTING_NUMBER, offsetof(cnn_attrs, alpha), 0, 1e6, 1, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

CNN_ELEMENTWISE(relu, "relu", NULL, none, relu, relu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(
    leaky_relu, "leaky-relu", "leaky", of_leaky_relu, leaky, leaky_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(tanh, "tanh", NULL, none, tangent, tangent_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(sigmoid, "sigmoid", NULL, none, sigmoid, sigmoid_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(
    scaled_tanh, "scaled-tanh", NULL, of_scaled_tanh, scaled, scaled_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(gelu, "gelu", NULL, of_gelu, gelu, gelu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(silu, "silu", NULL, none, silu, silu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(elu, "elu", NULL, of_elu, elu, elu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(flatten, "flatten", NULL, none, same, same_slope, infer_flatten, NULL);
