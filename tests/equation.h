/* Reads an equation as Stride writes it: "max(1, 0) = 1", "−ln(0.25) ≈ 1.386". */
#ifndef EQUATION_H
#define EQUATION_H

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct equation {
    const char *at;
    bool wrong;   /* it cannot be read */
    double sizes; /* the sum of all magnitudes, the scale of rounding */
} equation;

static inline double equation_sum(equation *e);

static inline bool equation_takes(equation *e, const char *token) {
    while (*e->at == ' ')
        e->at++;
    bool found = !strncmp(e->at, token, strlen(token));
    e->at += found ? strlen(token) : 0;
    return found;
}

static inline double equation_list(equation *e, bool largest) {
    double best = equation_sum(e);
    while (equation_takes(e, ",")) {
        double next = equation_sum(e);
        best = largest ? fmax(best, next) : fmin(best, next);
    }
    e->wrong |= !equation_takes(e, ")");
    return best;
}

/* ⁻⁸ */
static inline double equation_raised(equation *e) {
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    bool negative = equation_takes(e, "⁻");
    int power = 0;
    for (int i = 0; i < 10; i++)
        if (equation_takes(e, digits[i])) {
            power = power * 10 + i;
            i = -1;
        }
    return negative ? -power : power;
}

static inline double equation_inside(equation *e) {
    double value = equation_sum(e);
    e->wrong |= !equation_takes(e, ")");
    return value;
}

static inline double equation_atom(equation *e) {
    if (equation_takes(e, "−"))
        return -equation_atom(e);
    if (equation_takes(e, "max("))
        return equation_list(e, true);
    if (equation_takes(e, "min("))
        return equation_list(e, false);
    if (equation_takes(e, "tanh("))
        return tanh(equation_inside(e));
    if (equation_takes(e, "exp("))
        return exp(equation_inside(e));
    if (equation_takes(e, "erf("))
        return erf(equation_inside(e));
    if (equation_takes(e, "ln("))
        return log(equation_inside(e));
    if (equation_takes(e, "√("))
        return sqrt(equation_inside(e));
    if (equation_takes(e, "√"))
        return sqrt(equation_atom(e));
    if (equation_takes(e, "("))
        return equation_inside(e);
    if (equation_takes(e, "π"))
        return acos(-1);
    char *end;
    double value = strtod(e->at, &end);
    e->wrong |= end == e->at;
    e->at = end;
    if (!strncmp(e->at, "⁻", strlen("⁻")))
        value = pow(value, equation_raised(e));
    e->sizes += fabs(value);
    return value;
}

static inline double equation_power(equation *e) {
    double value = equation_atom(e);
    if (equation_takes(e, "²"))
        return value * value;
    if (equation_takes(e, "³"))
        return value * value * value;
    return equation_takes(e, "^") ? pow(value, equation_atom(e)) : value;
}

static inline double equation_product(equation *e) {
    double value = equation_power(e);
    for (;;)
        if (equation_takes(e, "·"))
            value *= equation_power(e);
        else if (equation_takes(e, "/"))
            value /= equation_power(e);
        else
            return value;
}

static inline double equation_sum(equation *e) {
    double value = equation_product(e);
    for (;;)
        if (equation_takes(e, "+"))
            value += equation_product(e);
        else if (equation_takes(e, "−"))
            value -= equation_product(e);
        else
            return value;
}

/* Whether it is true within the rounding of its numbers. */
static inline bool equation_holds(const char *text) {
    equation e = {.at = text};
    double left = equation_sum(&e);
    bool exact = equation_takes(&e, "="), rounded = !exact && equation_takes(&e, "≈");
    double right = equation_sum(&e);
    if (e.wrong || !(exact || rounded) || *e.at)
        return false;
    return fabs(left - right) <= (exact ? 1e-6 : 4e-3) * (1 + e.sizes);
}

#endif
