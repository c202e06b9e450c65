/* More functions of one number, as PyTorch defines them.
 *
 *   softplus    log(1 + exp(b x)) / b        f' = s(b x), s the sigmoid; x itself where b x > threshold
 *   softsign    x / (1 + |x|)                f' = 1 / (1 + |x|)^2
 *   selu        g x, x > 0; g a (e^x - 1)    f' = g, x > 0; y + g a
 *   celu        x, x > 0; a (e^(x/a) - 1)    f' = 1, x > 0; e^(x/a)
 *   clip        x cut to low .. high         f' = 1 between the limits, 0 at them and beyond (as PyTorch's ReLU6)
 *   hardsigmoid a x + b cut to 0 .. 1        f' = a between the limits, else 0
 *   hardswish   x (x/6 + 1/2 cut to 0 .. 1)  f' = x/3 + 1/2 from -3 to 3; 0 below, 1 above
 *
 * A limit of clip may be infinite: then there is none. Sources: C. Dugas et al., 2001 (softplus); G. Klambauer et al.,
 * "Self-normalizing neural networks", 2017 (selu, its two numbers); J. Barron, 2017 (celu); A. Krizhevsky, "Convolutional
 * deep belief networks on CIFAR-10", 2010 (ReLU6); A. Howard et al., "Searching for MobileNetV3", 2019 (hardswish). */
#include "op_element.h"

#include "elementary.h"

#define SELU_ALPHA 1.6732632423543772
#define SELU_GAMMA 1.0507009873554805

static float softplus(float x, const cnn_attrs *a) {
    float bent = a->beta * x;
    if (bent > a->threshold)
        return x;
    double size = (double)fabsf(bent), above = bent > 0 ? size : 0;
    return isnan(x) ? x : (float)((above + cnn_log1p_d(cnn_exp_d(-size))) / (double)a->beta);
}
static float softplus_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    return a->beta * x > a->threshold ? 1 : cnn_sigmoid(a->beta * x);
}
static float softsign(float x, const cnn_attrs *a) {
    (void)a;
    return x / (1 + fabsf(x));
}
static float softsign_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    (void)a;
    float root = 1 / (1 + fabsf(x));
    return root * root;
}
static float selu(float x, const cnn_attrs *a) {
    return x > 0 ? a->gamma * x : a->gamma * a->alpha * cnn_expm1(x);
}
static float selu_slope(float x, float y, const cnn_attrs *a) {
    return x > 0 ? a->gamma : y + a->gamma * a->alpha;
}
static float celu(float x, const cnn_attrs *a) {
    return x > 0 ? x : a->alpha * cnn_expm1(x / a->alpha);
}
static float celu_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    return x > 0 ? 1 : cnn_exp(x / a->alpha);
}
static float clip(float x, const cnn_attrs *a) {
    return x <= a->low ? a->low : x >= a->high ? a->high : x;
}
static float clip_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    return x <= a->low || x >= a->high ? 0.0f : 1.0f;
}
static float hardsigmoid(float x, const cnn_attrs *a) {
    float line = a->alpha * x + a->beta;
    return line <= 0 ? 0 : line >= 1 ? 1 : line;
}
static float hardsigmoid_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    float line = a->alpha * x + a->beta;
    return line <= 0 || line >= 1 ? 0 : a->alpha;
}
static float hardswish(float x, const cnn_attrs *a) {
    (void)a;
    return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
}
static float hardswish_slope(float x, float y, const cnn_attrs *a) {
    (void)y;
    (void)a;
    return x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5f;
}

/* The same in double precision, with the side of a kink that x is on. */
static double softplus_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    double x = probe->in[0][position], beta = (double)a->beta, bent = beta * x;
    probe->decision = bent > (double)a->threshold;
    return probe->decision ? x : (fmax(bent, 0) + cnn_log1p_d(cnn_exp_d(-fabs(bent)))) / beta;
}
static double softsign_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    return x / (1 + fabs(x));
}
static double selu_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    double x = probe->in[0][position], gamma = (double)a->gamma;
    probe->decision = x > 0;
    return x > 0 ? gamma * x : gamma * (double)a->alpha * cnn_expm1_d(x);
}
static double celu_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position], alpha = (double)probe->call->attrs->alpha;
    return x > 0 ? x : alpha * cnn_expm1_d(x / alpha); /* the two sides meet without a kink */
}
static double clip_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    double x = probe->in[0][position], low = (double)a->low, high = (double)a->high;
    probe->decision = x <= low ? 1 : x >= high ? 2 : 0;
    return probe->decision == 1 ? low : probe->decision == 2 ? high : x;
}
static double hardsigmoid_value(cnn_probe *probe, int64_t position) {
    const cnn_attrs *a = probe->call->attrs;
    double line = (double)a->alpha * probe->in[0][position] + (double)a->beta;
    probe->decision = line <= 0 ? 1 : line >= 1 ? 2 : 0;
    return fmin(fmax(line, 0), 1);
}
static double hardswish_value(cnn_probe *probe, int64_t position) {
    double x = probe->in[0][position];
    probe->decision = x <= -3 ? 1 : x >= 3 ? 2 : 0;
    return probe->decision == 1 ? 0 : probe->decision == 2 ? x : x * (x + 3) / 6;
}

static cnn_status infer_clip(const cnn_attrs *a, const cnn_shape *in, int inputs, cnn_layout *layout) {
    if (!(a->low <= a->high))
        return cnn_fail(CNN_BAD_INPUT, "its low limit %g is above its high one %g", (double)a->low, (double)a->high);
    return cnn_infer_one_to_one(a, in, inputs, layout);
}

static const cnn_setting none[] = {{.key = NULL}};
static const cnn_setting of_softplus[] = {
    {"beta", CNN_SETTING_NUMBER, offsetof(cnn_attrs, beta), 1e-6, 1e6, 1, CNN_DEFAULT_NUMBER, NULL},
    {"threshold", CNN_SETTING_NUMBER, offsetof(cnn_attrs, threshold), 0, 1e6, 20, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};
static const cnn_setting of_selu[] = {
    {"alpha", CNN_SETTING_NUMBER, offsetof(cnn_attrs, alpha), 0, 1e6, SELU_ALPHA, CNN_DEFAULT_NUMBER, NULL},
    {"gamma", CNN_SETTING_NUMBER, offsetof(cnn_attrs, gamma), 0, 1e6, SELU_GAMMA, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};
static const cnn_setting of_celu[] = {
    {"alpha", CNN_SETTING_NUMBER, offsetof(cnn_attrs, alpha), 1e-6, 1e6, 1, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};
static const char *const no_limit[] = {"none", NULL};
static const cnn_setting of_clip[] = {
    {"low", CNN_SETTING_NUMBER, offsetof(cnn_attrs, low), -INFINITY, 1e30, 0, CNN_DEFAULT_NUMBER, no_limit},
    {"high", CNN_SETTING_NUMBER, offsetof(cnn_attrs, high), -1e30, INFINITY, 6, CNN_DEFAULT_NUMBER, no_limit},
    {.key = NULL},
};
static const cnn_setting of_hardsigmoid[] = {
    {"alpha", CNN_SETTING_NUMBER, offsetof(cnn_attrs, alpha), 0, 1e6, 1.0 / 6, CNN_DEFAULT_NUMBER, NULL},
    {"beta", CNN_SETTING_NUMBER, offsetof(cnn_attrs, beta), -1e6, 1e6, 0.5, CNN_DEFAULT_NUMBER, NULL},
    {.key = NULL},
};

CNN_ELEMENTWISE(
    softplus, "softplus", NULL, of_softplus, softplus, softplus_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(softsign, "softsign", NULL, none, softsign, softsign_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(selu, "selu", NULL, of_selu, selu, selu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(celu, "celu", NULL, of_celu, celu, celu_slope, cnn_infer_one_to_one, cnn_touching_own);
CNN_ELEMENTWISE(clip, "clip", NULL, of_clip, clip, clip_slope, infer_clip, cnn_touching_own);
CNN_ELEMENTWISE(hardsigmoid, "hardsigmoid", NULL, of_hardsigmoid, hardsigmoid, hardsigmoid_slope, cnn_infer_one_to_one,
    cnn_touching_own);
CNN_ELEMENTWISE(hardswish, "hardswish", NULL, none, hardswish, hardswish_slope, cnn_infer_one_to_one, cnn_touching_own);
