/* The elementary functions against MPFR: every 997th float, all of them with STRIDE_LONG; and the numbers that have
 * rules of their own. */
#include "check.h"

#include "elementary.h"

#include <mpfr.h>
#include <stdlib.h>

typedef int exact(mpfr_t to, const mpfr_t x, mpfr_rnd_t way);

typedef struct function {
    const char *name;
    float (*own)(float x);
    exact *exact;
} function;

static int exact_sigmoid(mpfr_t to, const mpfr_t x, mpfr_rnd_t way) {
    mpfr_neg(to, x, way);
    mpfr_exp(to, to, way);
    mpfr_add_ui(to, to, 1, way);
    return mpfr_ui_div(to, 1, to, way);
}

static float exponential(float x) {
    return cnn_exp(x);
}
static float exponential_less_1(float x) {
    return cnn_expm1(x);
}
static float logarithm(float x) {
    return cnn_log(x);
}
static float tangent(float x) {
    return cnn_tanh(x);
}
static float sigmoid(float x) {
    return cnn_sigmoid(x);
}
static float erfc_of(float x) {
    return (float)cnn_erfc_d((double)x);
}
static float log_of_1_and(float x) {
    return (float)cnn_log1p_d((double)x);
}

static const function functions[] = {
    {"sin", cnn_sin, mpfr_sin},
    {"cos", cnn_cos, mpfr_cos},
    {"exp", exponential, mpfr_exp},
    {"expm1", exponential_less_1, mpfr_expm1},
    {"log", logarithm, mpfr_log},
    {"log1p", log_of_1_and, mpfr_log1p},
    {"tanh", tangent, mpfr_tanh},
    {"sigmoid", sigmoid, exact_sigmoid},
    {"erfc", erfc_of, mpfr_erfc},
};

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* How far y is from the exact value, in units of the last place of the float beside it. */
static double error_of(float y, mpfr_t value, mpfr_t work) {
    float rounded = mpfr_get_flt(value, MPFR_RNDN);
    if (isnan(y) || isnan(rounded))
        return isnan(y) && isnan(rounded) ? 0 : INFINITY;
    if (isinf(y) || isinf(rounded))
        return y == rounded ? 0 : INFINITY;
    double unit = (double)nextafterf(fabsf(rounded), INFINITY) - (double)fabsf(rounded);
    mpfr_sub_d(work, value, (double)y, MPFR_RNDN);
    double error = fabs(mpfr_get_d(work, MPFR_RNDN) / (isfinite(unit) ? unit : 0x1p104));
    return rounded == 0 && y == 0 && (signbit(y) != 0) != (mpfr_signbit(value) != 0) ? INFINITY : error;
}

static uint32_t distance(void) {
    return getenv("STRIDE_LONG") ? 1 : 997;
}

static void every_function_is_within_one_unit_of_the_last_place(void **state) {
    (void)state;
    mpfr_t x, value, work;
    mpfr_inits2(80, x, value, work, NULL);
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
        double worst = 0;
        float at = 0;
        for (uint64_t bits = 0; bits <= UINT32_MAX; bits += distance()) {
            float given = float_of((uint32_t)bits), y = functions[f].own(given);
            if (isnan(given)) {
                assert_true(isnan(y));
                continue;
            }
            mpfr_set_flt(x, given, MPFR_RNDN);
            functions[f].exact(value, x, MPFR_RNDN);
            double error = error_of(y, value, work);
            if (error > worst) {
                worst = error;
                at = given;
            }
        }
        print_message("# %s: %.4f units at most, at %a\n", functions[f].name, worst, (double)at);
        assert_true(worst <= 0.51);
    }
    mpfr_clears(x, value, work, NULL);
}

static void powers_are_within_one_unit_of_the_last_place(void **state) {
    (void)state;
    static const float exponents[] = {-0.75f, 0.75f, -1.75f, 0.5f, 2, 3, -1, 1.0f / 3, 17, -100.5f, 1e-3f, 1e5f, -0.0f,
        INFINITY, -INFINITY, 16777215, 33554432};
    mpfr_t x, y, value, work;
    mpfr_inits2(80, x, y, value, work, NULL);
    for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++)
        for (uint64_t bits = 0; bits <= UINT32_MAX; bits += distance() * 16 + 1) {
            float given = float_of((uint32_t)bits), power = cnn_pow(given, exponents[e]);
            mpfr_set_flt(x, given, MPFR_RNDN);
            mpfr_set_flt(y, exponents[e], MPFR_RNDN);
            mpfr_pow(value, x, y, MPFR_RNDN);
            if (error_of(power, value, work) > 0.51)
                fail_msg("%a to the power of %a is not %a", (double)given, (double)exponents[e], (double)power);
        }
    mpfr_clears(x, y, value, work, NULL);
}

/* Each function at the numbers whose values are exact, one row for each number. */
static void numbers_with_rules_of_their_own(void **state) {
    (void)state;
    const float inf = INFINITY;
    const struct {
        float x, exp, log, tanh, sigmoid;
    } rows[] = {{0, 1, -inf, 0, 0.5f}, {-0.0f, 1, -inf, -0.0f, 0.5f}, {inf, inf, inf, 1, 1},
        {1000, inf, 6.90775528f, 1, 1}, {1, 2.71828183f, 0, 0.761594156f, 0.731058579f},
        {0x1p-149f, 1, -103.278931f, 0x1p-149f, 0.5f}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float x = rows[i].x;
        assert_true(cnn_exp(x) == rows[i].exp && cnn_log(x) == rows[i].log && cnn_sigmoid(x) == rows[i].sigmoid);
        assert_true(cnn_tanh(x) == rows[i].tanh && !signbit(cnn_tanh(x)) == !signbit(x));
    }
    assert_true(cnn_exp(-inf) == 0 && cnn_expm1(-inf) == -1 && cnn_tanh(-inf) == -1 && cnn_sigmoid(-inf) == 0);
    assert_true(isnan(cnn_log(-1)) && isnan(cnn_log(-inf)) && isnan(cnn_sin(inf)) && isnan(cnn_cos(-inf)));
    assert_true(isnan(cnn_exp(NAN)) && isnan(cnn_log(NAN)) && isnan(cnn_tanh(NAN)) && isnan(cnn_sigmoid(NAN)));
    assert_true(cnn_exp(-103) == 0x1p-149f && cnn_exp(-104) == 0);
    assert_true(cnn_pow(NAN, 0) == 1 && cnn_pow(1, NAN) == 1 && isnan(cnn_pow(-2, 0.5f)) && isnan(cnn_pow(NAN, 1)));
    assert_true(
        cnn_pow(-2, 3) == -8 && cnn_pow(-0.0f, -3) == -inf && cnn_pow(-1, inf) == 1 && cnn_pow(-inf, 3) == -inf);
    assert_true(cnn_power(3, 0) == 1 && cnn_power(3, 5) == 243 && cnn_power(10, 22) == 1e22);
}

/* In double precision, where a difference of two values becomes a slope. */
static void double_precision_is_kept(void **state) {
    (void)state;
    for (int i = -4000; i <= 4000; i++) {
        double x = i * 0.00637;
        assert_true(fabs(cnn_exp_d(x) / exp(x) - 1) < 1e-15 && fabs(cnn_tanh_d(x) - tanh(x)) < 1e-15);
        assert_true(fabs(cnn_sin_d(x) - sin(x)) < 1e-15 && fabs(cnn_cos_d(x) - cos(x)) < 1e-15);
        assert_true(fabs(cnn_erfc_d(x) - erfc(x)) < 2e-15 && fabs(cnn_expm1_d(x) - expm1(x)) <= 1e-15 * fabs(expm1(x)));
        assert_true(i == 0 || fabs(cnn_log_d(fabs(x)) - log(fabs(x))) < 1e-15);
        assert_true(x <= -1 || fabs(cnn_log1p_d(x) - log1p(x)) <= 1e-15 * fabs(log1p(x)));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_function_is_within_one_unit_of_the_last_place),
        cmocka_unit_test(powers_are_within_one_unit_of_the_last_place),
        cmocka_unit_test(numbers_with_rules_of_their_own), cmocka_unit_test(double_precision_is_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
